from datetime import date

import pytest

from index.cleaning.pages import read_page, strip_tags
from index.errors import SourceUnreadable
from index.rows import Known

FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
CAPTION = "Vor der Halle endete der Festzug."


def page(between: str, around: str = "{}", head: str = "") -> str:
    article = f"<article><h1>Werk wächst</h1><p>{FIRST}</p>{between}<p>{SECOND}</p></article>"
    return f"<html><head>{head}</head><body>{around.format(article)}</body></html>"


def read_text(between: str, around: str = "{}") -> str:
    return read_page(page(between, around)).sheet.read()


def figure(caption: str) -> str:
    return f'<figure class="img"><img src="a.jpg"><figcaption>{caption}</figcaption></figure>'


# --- captions ------------------------------------------------------------------------------------


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
    ],
)
def test_credits_and_teasers_go(between: str) -> None:
    assert read_text(between) == f"{FIRST}\n{SECOND}"


def test_a_picture_within_a_paragraph_costs_no_text() -> None:
    text = read_page(f"<div><p>{FIRST}{figure(CAPTION)}{SECOND}</p></div>").sheet.read()
    assert FIRST in text
    assert SECOND in text


# --- headline, byline, outlet --------------------------------------------------------------------


@pytest.mark.parametrize("separator", ["|", "-", "–", "—"])
def test_the_outlet_is_no_part_of_the_headline(separator: str) -> None:
    head = (
        f"<title>Werk wächst {separator} Muster-Blatt</title>"
        '<meta property="og:site_name" content="Muster-Blatt">'
    )
    declared = read_page(f"<html><head>{head}</head><body><p>{FIRST}</p></body></html>").declared
    assert (declared.title, declared.source) == ("Werk wächst", "Muster-Blatt")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "Werk wächst"),
        ("<title>Werk wächst - Muster-Blatt online</title>", "Werk wächst"),
        ('<meta property="og:title" content="Muster AG baut aus">', "Muster AG baut aus"),
    ],
)
def test_the_headline_is_what_readers_see_unless_the_page_declares_another(
    head: str, title: str
) -> None:
    assert read_page(page("", head=head)).declared.title == title


def test_a_kicker_is_no_part_of_the_headline() -> None:
    headline = '<h1><span class="kicker">Mensa</span> Das Essen schmeckt</h1>'
    declared = read_page(f"<html><body>{headline}<p>{FIRST}</p></body></html>").declared
    assert declared.title == "Das Essen schmeckt"


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="autor">Erika Muster</p><p class="datum">24.09.2025, 10:00</p>',
        '<div class="meta"><span>Von Erika Muster</span><span>24. September 2025</span></div>',
        '<div class="byline">Erika Muster | 24.09.2025, 10:00 Uhr</div>',
        '<div data-component="byline-block">Erika Muster<p>24. September 2025</p></div>',
    ],
)
def test_author_and_day_are_read_where_they_are_shown(byline: str) -> None:
    shown = read_page(f"<html><body><h1>Werk wächst</h1>{byline}<p>{FIRST}</p></body></html>")
    assert shown.observed == Known(author="Erika Muster", published=date(2025, 9, 24))
    assert shown.sheet.read() == FIRST


@pytest.mark.parametrize("body", [rf"{FIRST}\n\n{SECOND}", f"<p>{FIRST}</p><p>{SECOND}</p>"])
def test_a_page_that_a_script_would_fill_holds_its_text_in_linked_data(body: str) -> None:
    fact = f'{{"@type": "NewsArticle", "headline": "Werk wächst", "articleBody": "{body}"}}'
    script = f'<script type="application/ld+json">{fact}</script>'
    shown = "<div>Please enable JavaScript</div><nav>Start</nav><h1>Werk wächst</h1>"
    text = read_page(f"<html><head>{script}</head><body>{shown}</body></html>").sheet.read()
    assert text.replace("\n\n", "\n") == f"{FIRST}\n{SECOND}"
    other = read_page(page("", head=script.replace(FIRST, "Anderes"))).sheet.read()
    assert other == f"{FIRST}\n{SECOND}"


def test_a_day_may_stand_beside_a_reading_time() -> None:
    line = "Von Erika Muster, Linz · Stand: 24.09.2025, 17:45 Uhr · Lesedauer: 3 Min."
    body = f'<h1>Werk wächst</h1><p class="meta">{line}</p>{f"<p>{FIRST} {SECOND}</p>" * 2}'
    shown = read_page(f"<html><body>{body}</body></html>").observed
    assert shown == Known(author="Erika Muster", published=date(2025, 9, 24))


def test_a_day_in_the_head_of_a_page_is_not_the_articles() -> None:
    around = "<div>Donnerstag, 2. Oktober 2025</div><main>{}</main>"
    assert read_page(page("", around)).observed.published is None


def test_the_outlet_may_stand_in_the_title_and_above_the_headline() -> None:
    head = "<title>Muster-Blatt : Druckansicht : Werk wächst</title>"
    assert read_page(page("", "<p>Muster-Blatt</p>{}", head)).observed.source == "Muster-Blatt"
    assert read_page(page("", head=head)).observed.source is None


# --- pages and pieces of them --------------------------------------------------------------------


def test_a_page_without_text_has_none() -> None:
    assert read_page("<html><body></body></html>").sheet.read() == ""


@pytest.mark.parametrize("markup", ["<p>x</p>" * 100_001, "<div>" * 5000])
def test_a_page_out_of_proportion_is_refused(markup: str) -> None:
    with pytest.raises(SourceUnreadable, match="too many elements"):
        read_page(markup)


def test_a_long_live_blog_is_read() -> None:
    entry = f"<article><h3>10:00</h3><p>{FIRST}</p><p>{SECOND} <a href='/x'>Mehr</a></p></article>"
    text = read_page(f"<html><body><h1>Ticker</h1>{entry * 2000}</body></html>").sheet.read()
    assert text.count(FIRST) == 2000


def test_all_visible_text_is_kept_or_cut() -> None:
    read = read_page(
        page('<div class="share">Teilen</div>', "<nav>Start</nav>{}<footer>Z</footer>")
    )
    assert [(cut.reason, cut.text) for cut in read.sheet.cuts()] == [
        ("navigation", "Start"),
        ("title", "Werk wächst"),
        ("share buttons", "Teilen"),
        ("footer", "Z"),
    ]


def test_tags_are_stripped() -> None:
    markup = "<div><p>Ein Absatz.</p><script>alert(1)</script><p>Noch &amp; einer.</p></div>"
    assert strip_tags(markup) == "Ein Absatz. Noch & einer."
