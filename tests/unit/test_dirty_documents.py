"""What is met in archives: what content systems leave, torn lines, things said twice."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from index.cleaning import clean
from index.records import Article
from index.sources import Document, DocumentKind, read

FIRST = "Der Stadtrat von Wiekstedt hat am Mittwochabend den Bau der neuen Brücke beschlossen."
SECOND = "Gegen das Vorhaben stimmten vier Abgeordnete, denen der Radweg zu schmal geraten ist."
HEAD = "Wiekstedt baut eine Brücke"


def body(text: str, kind: DocumentKind = "text") -> str:
    return clean(Document("a", "a", kind, text)).article.text


@pytest.mark.parametrize(
    "junk",
    [
        '[vc_row css=".vc_custom_1{margin:0}"][vc_column_text]',
        '[gallery ids="1,2" columns="3"]',
        "[/vc_column_text][/vc_row]",
        '{{< figure src="a.jpg" >}}',
        "{{% notice %}}",
        "[et_pb_text _builder_version='4']",
        "+++ Mehr in Kürze +++",
        "Sie haben noch kein Abo? Jetzt 4 Wochen für 1 Euro testen.",
        "No subscription yet? Try four weeks for £1.",
        "Newsletter abbestellen: https://kurier.example/off",
        "Unsubscribe: https://ledger.example/off?u=1",
        f"Der Beitrag {HEAD} erschien zuerst auf Küstenkurier.",
        "The post Bridge to come appeared first on Harbour Ledger.",
        "(END)",
    ],
)
def test_what_systems_leave_in_a_text_is_cut(junk: str) -> None:
    text = f"{HEAD}\n\n{FIRST}\n\n{SECOND}\n\n{junk}\n"
    assert body(text) == f"{FIRST}\n\n{SECOND}"


def test_marks_of_systems_within_a_line_are_cut_and_what_is_in_them_is_not() -> None:
    inside = f"[vc_column]{FIRST}[/vc_column]"
    assert body(f"{HEAD}\n\n{inside}\n\n{SECOND}\n") == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("mark", ["b", "i", "url=https://x.example", "quote"])
def test_codes_of_forums_are_cut(mark: str) -> None:
    marked = f"[{mark}]{FIRST}[/{mark.partition('=')[0]}]"
    assert body(f"{HEAD}\n\n{marked}\n\n{SECOND}\n") == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1252", "latin-1", "utf-8"])
def test_texts_of_old_machines_are_read(encoding: str) -> None:
    text = "Die Straße über die Brücke wird ausgebessert. Es fällt Müll an, hört man in Übersee."
    data = f"Bäume in Übersee\n\n{text}\n".encode(encoding)
    article = clean(Document("a", "a", "text", data)).article
    assert (article.title, article.text) == ("Bäume in Übersee", text)


def test_a_stray_letter_of_another_encoding_does_not_cost_the_article() -> None:
    data = f"{HEAD}\n\n{FIRST}\n\nDie Brücke ist für alle da, grün und schön.\n".encode()
    article = clean(Document("a", "a", "text", data + b"\nDie Stra\xdfe bleibt zu.\n")).article
    assert article.text.endswith("schön.\n\nDie Straße bleibt zu.")


@pytest.mark.parametrize(
    "said",
    [
        "„Er [der Minister] hat gelogen“, sagte sie am Mittwoch im Ausschuss des Landtags.",
        "Das Ende [Video] war abzusehen, hieß es am Mittwoch im Ausschuss des Landtags.",
        "„[S]ie hat [i]n der Sache recht“, sagte er am Mittwoch im Ausschuss des Landtags.",
        "In der Formel {{x}} steckt ein Fehler, sagten die Gutachter am Mittwoch im Ausschuss.",
        "Sie haben noch kein Abo? Das fragte er jeden, der am Mittwoch in den Laden kam.",
        "+++ 12:15 Deich bei Orth gebrochen +++",
    ],
)
def test_what_only_looks_like_it_stays(said: str) -> None:
    assert said.strip("+ ") in body(f"{HEAD}\n\n{FIRST}\n\n{said}\n\n{SECOND}\n")


def test_a_paragraph_that_stands_there_twice_is_kept_once() -> None:
    cleaned = clean(Document("a", "a", "text", f"{HEAD}\n\n{FIRST}\n\n{FIRST}\n\n{SECOND}\n"))
    assert cleaned.article.text == f"{FIRST}\n\n{SECOND}"
    assert [cut.text for cut in cleaned.cuts if cut.reason == "said twice"] == [FIRST]


def test_what_is_said_again_later_or_is_short_stays() -> None:
    verses = "Nie wieder!\nNie wieder!\n"
    assert body(f"{HEAD}\n\n{FIRST}\n\n{SECOND}\n\n{FIRST}\n").count(FIRST) == 2
    assert body(f"{HEAD}\n\n{FIRST}\n\n{verses}\n{SECOND}\n").count("Nie wieder!") == 2


def test_a_word_torn_at_the_end_of_a_line_is_made_whole_in_short_texts_too() -> None:
    torn = "Die Brücke kostet 46,3 Millio-\nnen Euro und hat nur Vorteile."
    made = body(f"{HEAD}\n\n{torn}\n\n{SECOND}\n")
    assert "46,3 Millionen Euro und hat nur Vorteile." in made


def test_a_byline_ends_where_the_day_begins() -> None:
    page = (
        f"<html><body><h1>{HEAD}</h1><span>By Jane Morland</span> <span>Sept. 24, 2025</span>"
        f"<p>{FIRST}</p><p>{SECOND}</p></body></html>"
    )
    article = clean(Document("a", "a", "html", page)).article
    assert (article.author, article.published) == ("Jane Morland", date(2025, 9, 24))


def test_text_that_is_called_a_page_keeps_its_paragraphs() -> None:
    article = clean(Document("a", "a", "html", f"{HEAD}\n\n{FIRST}\n\n{SECOND}\n")).article
    assert (article.title, article.text) == (HEAD, f"{FIRST}\n\n{SECOND}")


def write_docx() -> bytes:
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(FIRST)
    document.save(file)
    return file.getvalue()


NAMES = ("a.txt", "a.html", "a.pdf", "a.csv")


@pytest.mark.parametrize(
    ("name", "content"),
    [*((name, "docx") for name in (*NAMES, "a.md")), *((name, "page") for name in NAMES)],
)
def test_a_file_is_read_as_what_it_is(name: str, content: str, tmp_path: Path) -> None:
    page = f"<!DOCTYPE html><html><body><p>{FIRST}</p></body></html>".encode()
    (tmp_path / name).write_bytes(write_docx() if content == "docx" else page)
    (found,) = read([tmp_path])
    assert isinstance(found, Document)
    article: Article = clean(found).article
    assert article.text == FIRST
