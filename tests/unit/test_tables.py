"""Tables become rows: their dialects, broken rows, marks and columns."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SettingInvalid, SourceUnreadable
from index.rows import ArticleRow, Known
from index.sources import DEFAULT_LIMITS, Limits
from index.sources.json_files import read_json
from index.sources.mapping import BY_NAME, ColumnMap, parse_columns
from index.sources.tables import Row, read_csv

TEXT = "Die Fähre über den Attersee fährt öfter, im Mai täglich."


def table(
    content: str | bytes, columns: ColumnMap = BY_NAME, limits: Limits = DEFAULT_LIMITS
) -> list[Row]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_csv(io.BytesIO(data), columns, limits))


def texts(rows: list[Row]) -> list[str]:
    assert all(isinstance(row, ArticleRow) for _, row in rows), rows
    return [row.text for _, row in rows if isinstance(row, ArticleRow)]


def numbers(rows: list[Row]) -> tuple[list[int], list[int]]:
    """Return the numbers of the rows that were read and of those that could not be."""
    broken = [number for number, row in rows if isinstance(row, SourceUnreadable)]
    return [number for number, _ in rows if number not in broken], broken


def reason(rows: list[Row]) -> str:
    (problem,) = (str(row) for _, row in rows if isinstance(row, SourceUnreadable))
    return problem


def items(value: object, columns: ColumnMap = BY_NAME) -> list[Row]:
    return list(read_json(json.dumps(value).encode(), columns))


# --- CSV: dialects -------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_told(delimiter: str, end: str) -> None:
    rows = [["id", "title", "text"], ["7", '"Fähre, neu; ja | ""so"""', f'"{TEXT}{end}Und {TEXT}"']]
    content = end.join(delimiter.join(row) for row in rows)
    known = Known(id="7", title='Fähre, neu; ja | "so"')
    assert table(content) == [(2, ArticleRow(f"{TEXT}{end}Und {TEXT}", known))]


def test_separators_within_quotation_marks_do_not_count() -> None:
    content = '"Titel, kurz, ohne, alles";Text\n"a, b";Ein Satz.\n'
    assert texts(table(content)) == ["Ein Satz."]


def test_a_table_of_one_column_may_have_commas_in_its_text() -> None:
    assert texts(table(f'text\n{TEXT}\n"Quoted, ""too"""\n')) == [TEXT, 'Quoted, "too"']


def test_what_excel_is_told_is_no_column() -> None:
    assert table("sep=;\ntext;title\na, b;c\n") == [(3, ArticleRow("a, b", Known(title="c")))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    content = f"Überschrift;Text\nFähre;{TEXT}\n"
    assert table(content.encode(encoding)) == [(2, ArticleRow(TEXT, Known(title="Fähre")))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"\n \r\n;;\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"text\0\0\n", "binary"),
        ("текст,дата\nПривет это новости рынка и города".encode("cp1251"), "not text in a known"),
        (b"text,title\n", "no rows below its first"),
        (b"text,title\n\n,\n", "no rows below its first"),
        (b'text,"title\na,b\n', "its quotation marks do not match over 2 lines"),
    ],
)
def test_a_file_that_is_no_table_is_one_problem(content: bytes, expected: str) -> None:
    with pytest.raises(SourceUnreadable, match=f"^{expected}"):
        table(content)


# --- CSV: rows -----------------------------------------------------------------------------------


def test_rows_are_counted_as_in_a_spreadsheet() -> None:
    rows = table('text\n\n"a\nb\nc"\n \nd\n')
    assert [number for number, _ in rows] == [3, 5]


def test_empty_cells_say_nothing() -> None:
    rows = table("id,title,text,date,lang\n , ,a,,\n")
    assert rows == [(2, ArticleRow("a", Known()))]


def test_a_row_without_text_is_a_problem_of_its_own() -> None:
    rows = table("text,title\na,b\n,c\nd,e\n")
    assert numbers(rows) == ([2, 4], [3])
    assert reason(rows) == '"text" is missing or empty; every article needs one'


def test_a_wrong_number_of_cells_is_a_problem_of_its_own() -> None:
    rows = table("text,title\na,b\nc\nd, e, f\ng,h,,\n")
    assert numbers(rows) == ([2, 5], [3, 4])
    assert str(rows[1][1]).startswith("not as many cells (1) as columns (2); put quotation")


@pytest.mark.parametrize(
    ("encoding", "bad"), [("utf-8", b"\xff\xfa"), ("utf-16", b"\x00\xdc"), ("cp1252", b"\x81")]
)
def test_an_undecodable_byte_is_a_problem_of_its_row(encoding: str, bad: bytes) -> None:
    content = f"text\n{TEXT}\n@{TEXT}\n{TEXT}\n".encode(encoding)
    at = "@".encode(encoding.replace("-16", "-16-le"))
    rows = table(content.replace(at, bad))
    assert numbers(rows) == ([2, 4], [3])
    assert "encoding of its table" in reason(rows)


def test_zeros_are_a_problem_of_their_row() -> None:
    content = "text\n" + f"{TEXT}\n" * 5000 + "a\0b\nc\n"
    assert numbers(table(content))[1] == [5002]


def test_a_cut_off_file_is_a_problem_of_its_last_row() -> None:
    content = "text,title\nä,b\nc,d\n".encode("utf-16")
    rows = table(content[:-3])
    assert numbers(rows) == ([2], [3])
    assert "cut off" in reason(rows)


def test_cells_may_be_long() -> None:
    text = "Ein Wort. " * 50_000  # beyond what the csv module takes by default
    assert texts(table(f'title,text\na,"{text}"\n')) == [text]


def test_rows_are_bounded() -> None:
    limits = Limits(line_bytes=100)
    rows = table(f"text,title\na,b\n{'x' * 100_000},c\nd,e\n", limits=limits)
    assert numbers(rows) == ([2, 4], [3])
    assert reason(rows) == "longer than 0.0001 MB; give one article a row"


# --- CSV: quotation marks ------------------------------------------------------------------------


def test_a_row_that_uses_marks_as_text_is_read_as_it_stands() -> None:
    rows = table('text;title\n"Wir fahren öfter" – so der Wirt;"Ja" und "Nein"\na;b\n')
    assert texts(rows) == ['"Wir fahren öfter" – so der Wirt', "a"]


def test_an_open_mark_swallows_no_more_than_a_row_may_have() -> None:
    rows = table('text,title\n"open,a\n' + "b,c\n" * 1000, limits=Limits(line_bytes=400))
    read, broken = numbers(rows)
    assert broken == [2]
    assert reason(rows) == (
        "its quotation marks do not match over 100 lines; double those within a cell"
    )
    assert len(read) == 1000 - 99


def test_an_open_mark_at_the_end_is_a_problem() -> None:
    rows = table('text,title\na,b\n"open,c\nd,e\n')
    assert numbers(rows) == ([2], [3])
    assert "do not match over 2 lines" in reason(rows)


def test_lines_of_a_broken_cell_become_no_articles() -> None:
    content = (
        "id,title,text\n1,a,b\n"
        '2,Wirt,"Er sagte "ja" dazu.\nUnd fuhr heim.\n\nDann, am Abend, kam er, wieder."\n3,c,d\n'
    )
    rows = table(content)
    assert texts([row for row in rows if row[0] != 3]) == ["b", "d"]
    assert "quotation marks" in reason(rows)


# --- CSV: columns --------------------------------------------------------------------------------


def test_usual_names_are_known_whatever_their_spelling() -> None:
    rows = table(
        "Artikel-ID,ÜBERSCHRIFT, Volltext ,publish_date,Zeitung,Permalink,Autorin,Sprache\n"
        "7,a,b,24.09.2025,Talbote,https://talbote.at/7,Jana Moser,Deutsch\n"
    )
    known = Known(
        title="a",
        url="https://talbote.at/7",
        source="Talbote",
        published=date(2025, 9, 24),
        language="de",
        author="Jana Moser",
    )
    assert rows == [(2, ArticleRow("b", known))]


def test_a_fields_own_name_comes_before_the_others() -> None:
    rows = table("content,Text,body,text,headline,Titel\na,b,c,d,e,f\n")
    assert rows == [(2, ArticleRow("d", Known(title="e")))]


def test_of_two_columns_of_one_name_the_first_counts() -> None:
    assert texts(table("text,text\na,b\n")) == ["a"]


def test_a_name_that_cannot_be_shown_is_left_out_of_the_message() -> None:
    with pytest.raises(SourceUnreadable, match=r"its columns are: a, b\)"):
        items([{"a\x1b": 1, "b\ud800": 2}])


def test_columns_can_be_named() -> None:
    columns = parse_columns("text=Fließtext, gekürzt,published=Druck,source=Titel")
    rows = table('Titel,"Fließtext, gekürzt",Druck,Text\nTalbote,a,3. Mai 2025,b\n', columns)
    assert rows == [(2, ArticleRow("a", Known(source="Talbote", published=date(2025, 5, 3))))]


def test_a_table_without_a_known_column_says_what_to_do() -> None:
    with pytest.raises(SourceUnreadable) as error:
        table("Nr;Druck;Beitrag\n1;2;3\n")
    assert "--columns text=COLUMN" in str(error.value)
    assert "Nr, Druck, Beitrag" in str(error.value)
    with pytest.raises(SourceUnreadable, match=r"no column 'Beitrag' for title; .*: text, a"):
        table("text,a\n1,2\n", ColumnMap(title="Beitrag"))


@pytest.mark.parametrize("setting", ["text", "text=", "=a", "body=a", "text=a,text=b", "a=b,,"])
def test_columns_that_make_no_sense_are_refused(setting: str) -> None:
    with pytest.raises(SettingInvalid, match="text, title, published") as error:
        parse_columns(setting)
    assert repr(setting) in str(error.value)


def test_columns_are_read() -> None:
    assert parse_columns(" text = Artikel , title=a=b") == ColumnMap(text="Artikel", title="a=b")
    assert parse_columns(" ") == BY_NAME


# --- CSV: streaming ------------------------------------------------------------------------------


def test_a_table_is_never_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,title\n" + "a,b\n" * 100_000)
    with path.open("ab") as file:
        file.truncate(1 << 36)  # 64 GB of zeros behind the rows
    with path.open("rb") as file:
        rows = read_csv(file, BY_NAME, DEFAULT_LIMITS)
        assert [next(rows)[0] for _ in range(3)] == [2, 3, 4]


def test_a_table_may_be_left_before_its_end() -> None:
    file = io.BytesIO(b"text\na\nb\n")
    rows: Iterator[Row] = read_csv(file, BY_NAME, DEFAULT_LIMITS)
    next(rows)
    file.close()
    del rows  # warnings of what is not closed are errors


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=120)
    | st.lists(st.sampled_from([b'"', b",", b"\n", b"a", b"\r", b"\xff", b"\0", b"\xfc"])).map(
        b"".join
    ),
    st.sampled_from([5, 40, 1000]),
)
def test_any_bytes_become_rows_and_problems(content: bytes, bound: int) -> None:
    try:
        rows = table(b"text,title\na,b\n" + content, limits=Limits(line_bytes=bound))
    except SourceUnreadable:
        return
    found = [number for number, _ in rows]
    assert found == sorted(set(found))
