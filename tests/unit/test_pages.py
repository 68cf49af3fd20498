import pytest

from index.cleaning.pages import read_caption, read_page, strip_tags
from index.errors import SourceUnreadable

FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
CAPTION = "Vor der Halle endete der Festzug."


def read_text(between: str) -> str:
    article = f"<article><h1>Werk wächst</h1><p>{FIRST}</p>{between}<p>{SECOND}</p></article>"
    return read_page(f"<html><body>{article}</body></html>").text.removeprefix("Werk wächst\n")


def figure(caption: str) -> str:
    return f'<figure class="img"><img src="a.jpg"><figcaption>{caption}</figcaption></figure>'


# --- captions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "credit",
    [
        *("", "Foto: Muster-Archiv", "(Foto: Muster)", "FOTO: MUSTER", "Symbolbild: Muster"),
        *("Bildquelle: Muster.", "Archivfoto: Muster", "Bilder: Muster, Beispiel", "Bild : Muster"),
        *("Picture: Muster archive", "Photo by Jane Doe", "Image credit: Jane Doe.", "[Photos: X]"),
        *("© Muster", "– Photograph: Jane Doe/The Agency", "| Grafik: Muster", "Copyright Muster"),
    ],
)
def test_a_caption_is_what_it_says_without_its_credit(credit: str) -> None:
    assert read_caption(f"{CAPTION} {credit}".strip()) == CAPTION


@pytest.mark.parametrize(
    "text",
    [
        *("", "Foto: Muster", "Die neue Halle", "Jane Doe/Muster Agency.", "© 2025 Muster."),
        *(f"Foto: Muster. {CAPTION}", "Die Halle (Foto: Muster).", f"{CAPTION} Muster-Archiv"),
    ],
)
def test_a_caption_that_may_be_a_credit_or_is_no_sentence_says_nothing(text: str) -> None:
    assert read_caption(text) == ""


def test_a_caption_stands_where_its_picture_stood() -> None:
    assert read_text(figure(f"{CAPTION} Foto: Muster")) == f"{FIRST}\n{CAPTION}\n{SECOND}"
    assert read_text(figure(f"{CAPTION}<span>© Muster</span>")) == f"{FIRST}\n{CAPTION}\n{SECOND}"


@pytest.mark.parametrize(
    "between",
    [
        figure("Foto: Muster"),
        figure(f'<a href="/steyr">{CAPTION}</a>'),
        f'<a href="/steyr">{figure(CAPTION)}</a>',
        f"<aside>{figure(CAPTION)}</aside>",
        f"<figure>{figure(CAPTION)}{figure(CAPTION)}<figcaption>{CAPTION}</figcaption></figure>"[
            :0
        ],
    ],
)
def test_credits_and_teasers_go(between: str) -> None:
    assert read_text(between) == f"{FIRST}\n{SECOND}"


def test_a_picture_within_a_paragraph_costs_no_text() -> None:
    text = read_page(f"<div><p>{FIRST}{figure(CAPTION)}{SECOND}</p></div>").text
    assert FIRST in text
    assert SECOND in text


# --- pages and pieces of them --------------------------------------------------------------------


@pytest.mark.parametrize("separator", ["|", "-", "–", "—"])
def test_the_outlet_is_no_part_of_the_headline(separator: str) -> None:
    head = (
        f"<title>Werk wächst {separator} Muster-Blatt</title>"
        '<meta property="og:site_name" content="Muster-Blatt">'
    )
    page = read_page(f"<html><head>{head}</head><body><p>{FIRST}</p></body></html>")
    assert (page.title, page.facts.source) == ("Werk wächst", "Muster-Blatt")


def test_a_page_without_text_has_none() -> None:
    assert read_page("<html><body></body></html>").text == ""


def test_a_page_out_of_proportion_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="too many elements"):
        read_page("<p>x</p>" * 30_000)


def test_tags_are_stripped() -> None:
    markup = "<div><p>Ein Absatz.</p><script>alert(1)</script><p>Noch &amp; einer.</p></div>"
    assert strip_tags(markup) == "Ein Absatz. Noch & einer."
