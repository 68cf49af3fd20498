from collections.abc import Sequence

import pytest

from index.cleaning.hyphens import count_words, join_lines
from index.cleaning.papers import read_author
from index.cleaning.pdf.lines import Line
from index.cleaning.pdf.paragraphs import to_paragraphs


def join(first: str, second: str, elsewhere: str = "") -> str:
    return join_lines([first, second], count_words([first, second, *elsewhere.split("\n")]))


def set_lines(*texts: str, x: float = 70, top: float = 700, leading: float = 12) -> list[Line]:
    return [Line(text, x=x, y=top - leading * number) for number, text in enumerate(texts)]


def read(lines: Sequence[Line]) -> list[str]:
    return [paragraph.text for paragraph in to_paragraphs(lines)]


# --- words broken at line ends -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Die Inves-", "titionen steigen.", "Die Investitionen steigen."),
        ("Die KI-", "Infrastruktur wächst.", "Die KI-Infrastruktur wächst."),
        ("Die EU-", "weit gültige Regel", "Die EU-weit gültige Regel"),
        ("eine 50-", "prozentige Abgabe", "eine 50-prozentige Abgabe"),
        ("in den Jahren 2024-", "2026 und später", "in den Jahren 2024-2026 und später"),
        ("per E-", "mail", "per E-mail"),
        ("Die Vor-", "und Nachteile", "Die Vor- und Nachteile"),
        ("Ein-", "bzw. Ausfuhr", "Ein- bzw. Ausfuhr"),
        ("Im Straßen-", "bahnverkehr", "Im Straßenbahnverkehr"),
        ("Strom kostet -", "so heißt es - mehr.", "Strom kostet - so heißt es - mehr."),
        ("zwei Mil\xad", "liarden Euro", "zwei Milliarden Euro"),
        ("Milliar\xadden", "Euro", "Milliarden Euro"),
        ("der Netz-", "„Ausbau“", "der Netz-„Ausbau“"),
        ("vier Billionen", "US-Dollar", "vier Billionen US-Dollar"),
    ],
)
def test_a_hyphen_is_dropped_where_it_only_broke_the_word(
    first: str, second: str, whole: str
) -> None:
    assert join(first, second) == whole


@pytest.mark.parametrize(
    ("first", "second", "elsewhere", "whole"),
    [
        ("a cloud-", "based service", "Its cloud-based rival", "a cloud-based service"),
        ("a cloud-", "based service", "It is cloudbased.", "a cloudbased service"),
        (
            "Der deutsch-",
            "französische Plan",
            "ein Deutsch-französischer",
            "Der deutschfranzösische",
        ),
        (
            "Der deutsch-",
            "polnische Plan",
            "der deutsch-polnische Rat",
            "Der deutsch-polnische Plan",
        ),
        ("in Can-", "to kam es", "In Canto", "in Canto kam es"),
        ("ALLE IN-", "VESTITIONEN", "Investitionen", "ALLE INVESTITIONEN"),
    ],
)
def test_what_the_document_has_elsewhere_tells_whether_a_hyphen_belongs_to_the_word(
    first: str, second: str, elsewhere: str, whole: str
) -> None:
    assert join(first, second, elsewhere).startswith(whole)


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("a long-", "term bet", "a long-term bet"),
        ("two-", "thirds of it", "two-thirds of it"),
        ("an invest-", "ment of the bank", "an investment of the bank"),
        ("short-", "and long-term", "short- and long-term"),
        ("a state-of-", "the-art plant", "a state-of-the-art plant"),
    ],
)
def test_english_compounds_are_known_from_a_dictionary(first: str, second: str, whole: str) -> None:
    assert join(first, second, "what the company said") == whole


def test_halves_of_broken_words_are_not_counted() -> None:
    assert count_words(["Die Inves-", "titionen in KI-Chips", "und Chips"]) == {
        **dict.fromkeys(("die", "in", "ki-chips", "und", "chips"), 1)
    }


# --- paragraphs ----------------------------------------------------------------------------------

FULL = "Die neue Halle in Linz wird im Herbst eröffnet, sagte das"
GOES_ON = "Werk am Mittwoch. Sie kostet 14,5 Millionen Euro und soll"
SHORT = "120 Stellen schaffen."
NEXT = "Weltweit geben Konzerne vier Billionen US-Dollar aus, und"


def test_lines_become_paragraphs_at_gaps() -> None:
    lines = [*set_lines(FULL, GOES_ON, SHORT), *set_lines(NEXT, SHORT, top=646)]
    assert read(lines) == [f"{FULL} {GOES_ON} {SHORT}", f"{NEXT} {SHORT}"]


def test_lines_become_paragraphs_at_indents() -> None:
    lines = [Line(f"{FULL[:-3]} so.", x=82, y=700), *set_lines(GOES_ON, top=688)]
    full = Line("120 Stellen schaffen, also mehr als zuvor in der Region.", x=70, y=676)
    after = [Line(NEXT, x=82, y=664), *set_lines(SHORT, top=652)]
    assert read([*lines, full, *after]) == [
        f"{FULL[:-3]} so. {GOES_ON} {full.text}",
        f"{NEXT} {SHORT}",
    ]


def test_lines_become_paragraphs_where_a_line_is_not_full() -> None:
    assert read(set_lines(FULL, GOES_ON, SHORT, NEXT, SHORT)) == [
        f"{FULL} {GOES_ON} {SHORT}",
        f"{NEXT} {SHORT}",
    ]


def test_lines_beside_a_picture_are_full_when_they_reach_it() -> None:
    beside = (
        "Der Bau der Halle",
        "Linz begann früher",
        "als es das Land dem",
        "Werk erlaubt hatte,",
    )
    lines = set_lines(FULL, GOES_ON.replace(" soll", " lässt"), *beside, FULL, GOES_ON)
    assert len(read(lines)) == 1


def test_a_heading_is_told_by_its_size_and_by_its_font() -> None:
    large = [Line("Werk wächst", y=724, size=18), *set_lines(FULL, GOES_ON)]
    bold = [Line("Werk wächst", x=70, y=712, font="Bold")]
    plain = [Line(line.text, line.x, line.y, font="Plain") for line in set_lines(FULL, GOES_ON)]
    for lines in (large, [*bold, *plain]):
        assert read(lines) == ["Werk wächst", f"{FULL} {GOES_ON}"]


def test_words_set_bold_across_a_line_are_no_heading() -> None:
    fonts = ("Plain", "Bold", "Plain")
    lines = [
        Line(text, 70, 700 - 12 * number, font=font)
        for number, (text, font) in enumerate(zip((FULL, NEXT, GOES_ON), fonts, strict=True))
    ]
    assert read(lines) == [f"{FULL} {NEXT} {GOES_ON}"]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    column = set_lines(GOES_ON, x=300, top=760)
    page = [Line(SHORT, x=70, y=760, page=1), Line(NEXT, x=70, y=748, page=1)]
    assert read([*set_lines(FULL), *column, *page]) == [f"{FULL} {GOES_ON} {SHORT}", NEXT]


def test_a_sentence_that_ended_with_its_page_ends_its_paragraph() -> None:
    lines = [*set_lines(FULL, f"{GOES_ON[:-5]}."), Line(NEXT, x=70, y=760, page=1)]
    assert read(lines) == [f"{FULL} {GOES_ON[:-5]}.", NEXT]


def test_an_abbreviation_ends_no_sentence() -> None:
    lines = [Line("Das kostet das Werk rund 14,5 Mio.", y=50), Line("an Strom.", y=760, page=1)]
    assert read(lines) == ["Das kostet das Werk rund 14,5 Mio. an Strom."]


def test_a_word_broken_by_a_page_is_made_whole() -> None:
    lines = [Line("Das kostet das Werk 14,5 Mil-", y=50), Line("lionen Euro.", y=760, page=1)]
    assert read(lines) == ["Das kostet das Werk 14,5 Millionen Euro."]


def test_items_of_a_list_are_paragraphs() -> None:
    bullets = ["• Baubeginn: Frühjahr 2027", "• Eröffnung: Ende 2029, sofern", "das Geld reicht"]
    assert read(set_lines(FULL, GOES_ON, SHORT, *bullets)) == [
        f"{FULL} {GOES_ON} {SHORT}",
        bullets[0],
        f"{bullets[1]} {bullets[2]}",
    ]


def test_short_lines_that_end_no_sentence_are_a_list_without_bullets() -> None:
    items = ["Baubeginn: Frühjahr 2027", "Eröffnung: Ende 2029", "Fläche: 24 Hektar"]
    lines = [*set_lines(FULL, GOES_ON, SHORT), *set_lines(*items, top=640)]
    assert read(lines)[1:] == items


def test_a_dash_begins_an_item_only_after_a_sentence() -> None:
    within = set_lines("Die Halle, die in Linz so lange erwartet worden war", "– und nun kommt –")
    assert read(within) == [f"{within[0].text} {within[1].text}"]
    assert len(read(set_lines("Das Werk will zweierlei:", "– Stellen schaffen", "– Geld"))) == 3


def test_rows_of_a_table_stay_apart() -> None:
    rows = [Line(f"{year} | 1,5 Mrd. €", y=700 - 12 * year, is_row=True) for year in range(3)]
    assert read(rows) == [row.text for row in rows]


def test_no_lines_are_no_paragraphs() -> None:
    assert to_paragraphs([]) == []


# --- authors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Jane Sample", "Jörg Süßmilch und Ana de la Probe", "J. Sample"])
def test_a_full_name_is_an_author(name: str) -> None:
    assert read_author(f" {name}\n") == name


@pytest.mark.parametrize(
    "name",
    [
        *(None, "", "jsample", "admin", "Admin User", "Microsoft Office User", "python-docx"),
        *("Windows User", "user 12", "jane@example.org x", "CORP\\jane s", "Unbekannter Benutzer"),
    ],
)
def test_what_programs_put_for_a_name_is_none(name: str | None) -> None:
    assert read_author(name) is None
