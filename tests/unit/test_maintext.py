import pytest
from lxml.html import document_fromstring  # type: ignore[import-untyped]

from index.cleaning.blocks import lay_out
from index.cleaning.boxes import BoxNamer
from index.cleaning.maintext import mark_blocks

FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen in der ganzen Region."
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>" * 3


def mark(body: str, title: str = "Werk wächst") -> list[tuple[str, str]]:
    layout = lay_out(document_fromstring(f"<html><body>{body}</body></html>"))
    marks, _ = mark_blocks(layout, title)
    return [(mark, block.text) for mark, block in zip(marks, layout.blocks, strict=True)]


def cut(body: str) -> list[str]:
    return [text for mark, text in mark(body) if mark]


def reason(body: str) -> str:
    """Return what the first block is taken for that is cut."""
    return next((mark for mark, _ in mark(body) if mark), "")


# --- boxes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "taken_for"),
    [
        ("<nav>Start</nav>", "navigation"),
        ("<div class='ad-slot'>Kauf!</div>", "advert"),
        ("<div id='werbung_1'>Kauf!</div>", "advert"),
        ("<div class='newsletterBox'><p>Jeden Tag.</p></div>", "newsletter"),
        (
            "<section id='comments'><p>Das ist ja nicht zu fassen, meine Damen!</p></section>",
            "comments",
        ),
        ("<ul class='share-bar'><li>Mail</li></ul>", "share buttons"),
        (
            "<div class='relatedPosts'><p>Das Werk in Steyr wird geschlossen.</p></div>",
            "related articles",
        ),
        ("<p class='autorenzeile'>Erika Muster</p>", "byline"),
        (
            "<div class='author-box'><p>Erika Muster schreibt seit vielen Jahren über Linz.</p>"
            f"<p>{'Sie wohnt in Linz. ' * 15}</p></div>",
            "author note",
        ),
        ("<button>Mehr</button>", "button"),
        ("<p><a href='/x'>Ein Werk in Steyr wird geschlossen.</a></p>", "link"),
        ("<div class='x'><p>Anzeige</p><p>Kaufen Sie ein Haus!</p></div>", "advert"),
    ],
)
def test_boxes_beside_the_article_go(box: str, taken_for: str) -> None:
    body = f"<h1>Werk wächst</h1>{BODY}{box}{BODY}"
    assert reason(body) == taken_for
    assert not any(text in (FIRST, SECOND) for text in cut(body))


@pytest.mark.parametrize(
    "box",
    [
        "<div><h4>Am Morgen</h4><p>Das Wichtigste des Tages.</p><input type='email'></div>",
        "<div><p>Gehen Sie hin?</p><label><input type='radio'> Ja</label><button>Ab</button></div>",
        "<div><h4>Der Brief</h4><p>Melden Sie sich für unseren Newsletter an!</p></div>",
    ],
)
def test_small_boxes_around_forms_and_services_go_as_a_whole(box: str) -> None:
    marks = mark(f"<h1>Werk wächst</h1>{BODY}<section>{box}</section>{BODY}")
    assert {text for _, text in marks} - {text for mark, text in marks if mark} == {
        *("Werk wächst", FIRST, SECOND)
    }


def test_a_button_or_a_service_takes_no_prose_with_it() -> None:
    entry = f"<li><h3>10 Uhr</h3><p>{SECOND}</p><button>Teilen</button></li>"
    assert SECOND not in cut(f"<h1>Werk wächst</h1><ul>{entry * 12}</ul>")
    offer = f"<div><p>{SECOND}</p><p>Melden Sie sich für unseren Newsletter an!</p></div>"
    assert SECOND not in cut(f"<h1>Werk wächst</h1>{BODY * 2}{offer}")


@pytest.mark.parametrize("field", ["<input name='q'>", "<button>Mehr</button>"])
def test_a_form_around_an_article_does_not_cut_it(field: str) -> None:
    assert FIRST not in cut(f"<form><h1>Werk wächst</h1>{BODY}{field}</form>")
    assert FIRST not in cut(f"<form>{BODY}{field}</form>")
    assert "这是一篇关于工厂的文章。" not in cut(
        f"<form><p>这是一篇关于工厂的文章。</p>{field}</form>"
    )


@pytest.mark.parametrize(
    "opening",
    [
        "<div class='newsletter share ad'>",
        "<form id='aspnetForm'>",
        "<article class='post tag-werbung category-newsletter'>",
        "<div class='content paywall'>",
    ],
)
def test_a_name_alone_does_not_cut_an_article(opening: str) -> None:
    assert not cut(f"{opening}<h1>Werk wächst</h1>{BODY}")
    assert FIRST not in cut(f"<h1>Werk wächst</h1>{opening}{BODY}")


def test_names_are_read_word_by_word() -> None:
    namer = BoxNamer()
    assert namer.name("div", "c-teaser ad", 10, 0) == "advert"
    assert namer.name("div", "adBox", 10, 0) == "advert"
    assert namer.name("div", "header shadow lead", 10, 0) == ""
    assert namer.name("div", "stock", 10, 0) == ""
    assert namer.name("div", "byline", 10_000, 0) == ""
    assert namer.name("div", "advertising", 10, 0.5) == ""
    assert namer.name("div", "comments", 10, 0.5) == "comments"


# --- main part -----------------------------------------------------------------------------------


def test_what_stands_around_the_article_goes() -> None:
    story = f"<div><h1>Werk wächst</h1>{BODY}</div>"
    body = f"<div>Muster-Blatt</div><div>{story}</div><div>Ein Kasten ohne Namen</div>"
    assert cut(body) == ["Muster-Blatt", "Ein Kasten ohne Namen"]


def test_a_lead_between_headline_and_text_stays() -> None:
    body = f"<div><h1>Werk wächst</h1><p>{SECOND}</p></div><div><div>{BODY}</div></div>"
    assert not cut(body)


def test_an_article_in_several_parts_stays_whole() -> None:
    body = (
        f"<h1>Werk wächst</h1><div>{BODY}</div><div><p>{FIRST}</p></div><div><p>{SECOND}</p></div>"
    )
    assert not cut(body)


def test_teasers_below_the_article_go_but_no_last_paragraph() -> None:
    teaser = f"<div><h3><a href='/a'>Steyr</a></h3><p>{SECOND}</p></div>"
    story = f"<div><h1>Werk wächst</h1>{BODY}</div>"
    assert SECOND in cut(f"<div>{story}<div>{teaser}{teaser}</div></div>")
    last = f"<div><p>{SECOND} Mehr steht in <a href='/a'>einem Bericht über das Werk</a>.</p></div>"
    assert not cut(f"<div>{story}{last}</div>")


def test_a_page_without_paragraphs_is_read() -> None:
    text = f"{FIRST}<br><br>{SECOND}<br>"
    menu = "<td><a href='/'>Start</a><br><a href='/s'>Sport</a></td>"
    body = f"<table><tr>{menu}<td>Werk wächst<br>{text}</td><td>Wetter</td></tr></table>"
    assert [text for mark, text in mark(body) if not mark] == ["Werk wächst", FIRST, SECOND]


def test_a_heading_goes_with_what_stands_below_it() -> None:
    links = "<ul><li><a href='/a'>Werk in Steyr schließt</a></li></ul>"
    body = f"<h1>Werk wächst</h1>{BODY}<h2>Was sonst geschah</h2>{links}"
    assert cut(body) == ["Was sonst geschah", "Werk in Steyr schließt"]
    assert "Personal" not in cut(f"<h1>Werk wächst</h1>{BODY}<h2>Personal</h2>{links}{BODY}")


@pytest.mark.parametrize(
    ("aside", "stays"),
    [
        (f"<aside><h3>Zahlen</h3><p>{FIRST}</p></aside>", True),
        ("<aside><p>Mehr</p></aside>", False),
        (f"<aside><p>{FIRST}</p><a href='/x'>Mehr</a></aside>", False),
    ],
)
def test_a_box_of_facts_stays(aside: str, stays: bool) -> None:
    assert (not cut(f"<h1>Werk wächst</h1>{BODY}{aside}{BODY}")) == stays


def test_an_empty_page_has_no_blocks() -> None:
    assert mark("") == []


@pytest.mark.parametrize("title", ["Werk in Linz wächst", "Werk in Linz wächst - Muster-Blatt", ""])
def test_the_headline_is_found(title: str) -> None:
    page = document_fromstring(
        f"<html><body><h1>Muster-Blatt</h1><h2>Werk in Linz wächst</h2>{BODY}</body>"
    )
    layout = lay_out(page)
    _, headline = mark_blocks(layout, title)
    assert headline == (1 if title else 0)


def test_more_teasers_than_article_are_no_part_of_it() -> None:
    teaser = f"<article><a href='/1'><h3>Anderes Werk</h3></a><p>{SECOND}</p></article>"
    page = f"<main><article><h1>Werk wächst</h1><p>{FIRST}</p></article>{teaser * 3}</main>"
    assert [text for mark, text in mark(page) if not mark] == ["Werk wächst", FIRST]


def test_a_gallery_of_long_captions_is_not_the_article() -> None:
    figure = f"<figure><img src='a.jpg'><figcaption>{SECOND}</figcaption></figure>"
    body = f"<h1>Werk wächst</h1><p>{FIRST}</p><div>{figure * 4}</div><p>Mehr folgt am Montag.</p>"
    assert cut(f"<article>{body}</article>") == []
