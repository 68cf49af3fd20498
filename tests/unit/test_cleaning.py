import re
import subprocess
import sys
import unicodedata
from datetime import date
from io import BytesIO

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning import clean as clean_document
from index.cleaning.plaintext import normalise
from index.errors import SourceUnreadable
from index.records import Article
from index.rows import Known, article_to_row, check_row
from index.sources import Document, DocumentKind

DAY = date(2025, 9, 24)
FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
BODY = f"{FIRST} {SECOND}"


def clean(content: str, kind: DocumentKind = "text", name: str = "werk") -> Article:
    return clean_document(Document(f"/news/{name}", name, kind, content)).article


def clean_row(**fields: object) -> Article:
    row = check_row({"text": BODY} | fields)
    document = Document("/news/a.jsonl#line 1", "a", "row", row.text, row.known)
    return clean_document(document).article


# --- plain text ----------------------------------------------------------------------------------

PORTAL_PAGE = """\
 date 2025-09-24 Zurück geht es hier Grüezi! Sie wurden auf muster.ch, unser Portal für Leser im \
Süden, weitergeleitet.  Zurück geht es hier.
Industrie 24.09.2025 12:39:05

Werk in Linz nimmt zweite Halle in Betrieb

Die Halle kostet 14,5 Millionen Euro.

• Neue Halle
• 120 Stellen

„Wir bauen weiter“, sagte die Werksleiterin (mehr dazu hier).

Mehr Personal

Ab Oktober gibt es eine zweite Schicht.

Redaktion muster.ch

Bildquelle: Muster / Agentur
"""


def test_a_portal_page_saved_as_text() -> None:
    article = clean(PORTAL_PAGE)
    assert article.title == "Werk in Linz nimmt zweite Halle in Betrieb"
    assert (article.published, article.source, article.url) == (DAY, "muster.ch", None)
    assert article.language == "und"
    assert article.text == (
        "Die Halle kostet 14,5 Millionen Euro.\n\n• Neue Halle\n• 120 Stellen\n\n"
        "„Wir bauen weiter“, sagte die Werksleiterin.\n\nMehr Personal\n\n"
        "Ab Oktober gibt es eine zweite Schicht."
    )


def test_a_text_that_starts_with_prose_has_no_title() -> None:
    article = clean(f"\n{BODY}\nMehr Personal\n{BODY}\n")
    assert (article.title, article.published, article.source) == ("", None, None)
    assert article.text == f"{BODY}\nMehr Personal\n{BODY}"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n24.09.2025\n\n"])
def test_a_headline_that_a_text_repeats_is_its_title_only(between: str) -> None:
    article = clean(f"Werk wächst{between}Werk wächst\n\n{BODY}")
    assert (article.title, article.text) == ("Werk wächst", BODY)


def test_a_file_is_named_by_its_name_and_place() -> None:
    article = clean(BODY, name="Größe & Maß: Öl_2025")
    assert re.fullmatch(r"groesse-mass-oel-2025-[0-9a-f]{8}", article.id)
    assert article.id == clean(SECOND, name="Größe & Maß: Öl_2025").id
    assert article.id != clean(BODY, name="Groesse Mass Oel 2025").id
    assert re.fullmatch(r"article-[0-9a-f]{8}", clean(BODY, name="新闻").id)
    assert len(clean(BODY, name="x" * 200).id) == 48 + 1 + 8


@pytest.mark.parametrize("content", ["***\n–\n", "Foto: Muster\nTeilen", "24.09.2025 12:39"])
def test_where_nothing_is_left_there_is_no_article(content: str) -> None:
    with pytest.raises(SourceUnreadable, match="no article text"):
        clean(content)


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_document_is_said_to_be(content: str) -> None:
    with pytest.raises(SourceUnreadable, match="empty"):
        clean(content)


def test_xml_that_is_no_page_is_no_article() -> None:
    with pytest.raises(SourceUnreadable, match="no page or feed; give the addresses of its art"):
        clean("<?xml version='1.0'?><urlset><url><loc>https://a.com/1</loc></url></urlset>")
    with pytest.raises(SourceUnreadable, match="save it as"):
        clean(r"{\rtf1\ansi Die Halle ist fertig.}")


NOUNS = st.sampled_from(
    ["Werk", "Halle", "Foto", "Anzeige", "Newsletter", "Redaktion", "Quelle", "Cookies"]
)
VERBS = st.sampled_from(
    ["wächst", "kauft", "teilt", "liest", "verwendet", "kostet 3,5 Mio.", "druckt"]
)
ENDS = st.sampled_from([".", "!", "?", '."', " (mehr dazu hier)."])
SENTENCES = st.builds("Die {} {} heute die {}{}".format, NOUNS, VERBS, NOUNS, ENDS)


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=20), st.sampled_from(["\n", "\n\n", " "]))
def test_no_sentence_is_lost(sentences: list[str], between: str) -> None:
    article = clean(between.join([FIRST, *sentences]))
    assert article.title == ""
    assert article.text == between.join([FIRST, *sentences]).replace(" (mehr dazu hier)", "")


# --- rows ----------------------------------------------------------------------------------------


def test_a_row_gives_all_fields() -> None:
    article = clean_row(
        id=7,
        title=" Werk\u00a0wächst ",
        url="https://example.com/a",
        source="Muster-Blatt",
        published="2025-09-24T10:00",
        language="de-AT",
    )
    assert article == Article(
        "7", "Werk wächst", BODY, "https://example.com/a", "Muster-Blatt", DAY, "de"
    )


def test_a_row_without_id_is_named_by_its_address_or_else_its_text() -> None:
    by_url = clean_row(url="https://example.com/a")
    assert by_url.id == clean_row(url="https://example.com/a", text=SECOND).id
    by_text = clean_row()
    assert by_text.id == clean_row(text=f"{BODY}\r\n", title="x").id
    assert len({by_url.id, by_text.id, clean_row(text=SECOND).id, clean_row(id=" ").id}) == 3
    assert re.fullmatch("[0-9a-f]{16}", by_url.id)


def test_a_row_is_cleaned_like_a_file() -> None:
    assert clean_row(title="Werk wächst", text=f"Werk wächst\n\n{BODY}\n\nTeilen").text == BODY


@pytest.mark.parametrize(
    "text",
    [
        f"<p>Die Halle ist&nbsp;<b>fertig</b>.</p>\n<p>{SECOND}</p>",
        f"Die Halle ist&nbsp;fertig.<br /><br>{SECOND}",
        f"<h2>Teilen</h2><p>Die Halle ist fertig.</p><div class='share'>Merken</div><p>{SECOND}",
    ],
)
def test_a_row_may_hold_html(text: str) -> None:
    assert clean_row(title="Werk w&auml;chst", text=text).text == f"Die Halle ist fertig.\n{SECOND}"
    assert clean_row(title="Werk w&auml;chst", text=text).title == "Werk wächst"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Müll &amp; mehr kostet 5&nbsp;Euro.", "Müll & mehr kostet 5 Euro."),
        ("Die Regel R&D; gilt, a < b.", "Die Regel R&D; gilt, a < b."),
        ("In HTML beginnt ein Absatz mit <p> und endet mit </p>.",) * 2,
    ],
)
def test_letters_that_html_escapes_are_read_in_rows(text: str, read: str) -> None:
    assert clean_row(text=text).text == read


def test_rows_in_an_encoding_taken_for_another_are_mended() -> None:
    row = clean_row(title="MÃ¼ll", source="KÃ¼stenblatt", text="Die BrÃ¼cke ist gesperrt.")
    assert (row.title, row.source, row.text) == ("Müll", "Küstenblatt", "Die Brücke ist gesperrt.")
    assert clean(BODY.encode().decode("cp1252")).text == BODY


def test_a_text_of_html_is_read_as_such() -> None:
    assert clean(f"<p>{FIRST}</p><p>{SECOND}</p>").text == f"{FIRST}\n{SECOND}"
    assert clean("Ein <b>fettes</b> Wort &amp; mehr.").text == "Ein <b>fettes</b> Wort &amp; mehr."


def test_an_address_that_no_browser_should_follow_is_dropped() -> None:
    assert clean_row(url="javascript:alert(1)").url is None


def test_only_a_row_without_title_has_one_looked_for() -> None:
    text = f"Werk wächst\n\n{BODY}"
    assert clean_row(text=text).title == "Werk wächst"
    assert clean_row(text=text, title="").title == ""
    assert clean_row(text=text, title="").text == text
    assert clean_row(text=PORTAL_PAGE, published="2025-09-25").published == date(2025, 9, 25)


def test_a_cleaned_article_comes_through_a_row_unchanged() -> None:
    article = clean(PORTAL_PAGE)
    row = check_row(article_to_row(article))
    document = Document("/a.jsonl#line 1", "a", "row", row.text, row.known)
    assert clean_document(document).article == article


# --- mails ---------------------------------------------------------------------------------------

MAIL = f"""\
Von: Pressestelle Linz <presse@linz.example>
An: redaktion@muster.example
Datum: Wed, 24 Sep 2025 09:12:00 +0200
Betreff: Neue Halle in Linz

Sehr geehrte Damen und Herren,

{FIRST}

{SECOND}

Mit freundlichen Grüßen
Erika Muster
Tel. 01234/56789
"""


def test_a_mail_tells_subject_and_day() -> None:
    article = clean(MAIL)
    assert (article.title, article.published) == ("Neue Halle in Linz", DAY)
    assert article.text == f"{FIRST}\n\n{SECOND}"


# --- what is known from beside a document --------------------------------------------------------

KNOWN = Known(
    title="Werk in Linz wächst weiter",
    url="https://example.com/lokales/werk.html",
    source="Feed",
    published=date(2025, 9, 25),
    language="de",
    author="Paul Probe",
)


def clean_known(content: str, kind: DocumentKind, known: Known = KNOWN) -> Article:
    origin = known.url or "/news/werk"
    return clean_document(Document(origin, "werk", kind, content, known)).article


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", BODY),
        ("markdown", BODY),
        ("html", f"<html><body><p>{FIRST}</p><p>{SECOND}</p></body></html>"),
    ],
)
def test_what_is_known_fills_what_a_document_does_not_tell(
    kind: DocumentKind, content: str
) -> None:
    article = clean_known(content, kind)
    assert re.fullmatch("werk-[0-9a-f]{8}", article.id)
    assert (article.title, article.url) == (KNOWN.title, KNOWN.url)
    assert (article.source, article.published) == ("Feed", KNOWN.published)
    assert (article.language, article.author) == ("de", "Paul Probe")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            "text",
            "Title: Werk wächst\nSource: Muster-Blatt\nDate: 2025-09-24\n"
            f"Author: Erika Muster\n\n{BODY}",
        ),
        (
            "markdown",
            "---\ntitle: Werk wächst\nsource: Muster-Blatt\ndate: 2025-09-24\n"
            f"authors: [Erika Muster]\n---\n{BODY}",
        ),
        (
            "html",
            '<html><head><meta property="og:title" content="Werk wächst">'
            '<meta property="og:site_name" content="Muster-Blatt"><meta name="date" '
            'content="2025-09-24"><meta name="author" content="Erika Muster"></head>'
            f"<body><p>{FIRST}</p></body></html>",
        ),
    ],
)
def test_a_document_outranks_what_is_known_beside_it(kind: DocumentKind, content: str) -> None:
    article = clean_known(content, kind)
    assert (article.title, article.source, article.published) == (
        "Werk wächst",
        "Muster-Blatt",
        DAY,
    )
    assert (article.author, article.language) == ("Erika Muster", "de")


def test_what_a_document_merely_shows_comes_last() -> None:
    article = clean_known(f"Werk wächst\n\nVon Erika Muster\n24.09.2025\n\n{BODY}", "text")
    assert (article.title, article.published) == (KNOWN.title, KNOWN.published)
    assert article.author == "Paul Probe"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.example.com/werk", "https://www.example.com/werk"),
        ("https://elsewhere.com/werk", KNOWN.url),
        ("/werk", KNOWN.url),
    ],
)
def test_the_address_is_the_pages_own_if_its_host_is(canonical: str, url: str) -> None:
    page = (
        f'<html><head><link rel="canonical" href="{canonical}"></head><body><p>{FIRST}</p></body>'
    )
    assert clean_known(page, "html").url == url


def test_a_known_id_is_the_articles() -> None:
    assert clean_known(BODY, "text", Known(id="a-1")).id == "a-1"


@pytest.mark.parametrize("author", ["dpa", "Redaktion Muster", "jane@example.com"])
def test_a_feeds_desk_is_no_author_but_a_rows_is(author: str) -> None:
    assert clean_known(BODY, "text", Known(author=author)).author is None
    assert clean_row(author=author).author == author


# --- cuts ----------------------------------------------------------------------------------------


def cuts(content: str, kind: DocumentKind = "text") -> list[tuple[str, str]]:
    document = Document("/news/werk", "werk", kind, content)
    return [(cut.reason, cut.text) for cut in clean_document(document).cuts]


def test_what_is_cut_out_of_a_text_is_told_in_order() -> None:
    assert cuts(PORTAL_PAGE) == [
        ("dateline", "date 2025-09-24"),
        (
            "portal notice",
            "Zurück geht es hier Grüezi! Sie wurden auf muster.ch, unser Portal für Leser im"
            " Süden, weitergeleitet.  Zurück geht es hier.",
        ),
        ("dateline", "Industrie 24.09.2025 12:39:05"),
        ("title", "Werk in Linz nimmt zweite Halle in Betrieb"),
        ("link", "(mehr dazu hier)"),
        ("signature", "Redaktion muster.ch"),
        ("image credit", "Bildquelle: Muster / Agentur"),
    ]


def test_what_is_cut_out_of_a_page_is_told_in_order() -> None:
    assert cuts(PAGE, "html") == [
        ("navigation", "Start Wirtschaft"),
        ("title", "Werk in Linz wächst"),
        ("image credit", "Foto: Muster"),
        ("related articles", "Lesen Sie auch: Werk in Steyr schließt"),
        ("comments", "Ein Leser: Das ist alles nicht wahr und Unsinn."),
        ("footer", "Impressum"),
    ]


def test_what_is_cut_out_of_markdown_is_told() -> None:
    text = f"# Werk wächst\n\n[Teilen](https://x) · [Drucken](https://y)\n\n{BODY}\n\n© 2025 Muster"
    assert cuts(text, "markdown") == [
        ("link", "Teilen · Drucken"),
        ("image credit", "© 2025 Muster"),
    ]


def test_very_many_and_very_long_cuts_are_bounded() -> None:
    many = cuts("\n".join(f"{FIRST}\nFoto: Muster" for _ in range(1000)))
    assert len(many) == 501
    assert many[-1] == ("not listed", "500 more")
    long = cuts(f"<html><body><nav>{'Start ' * 3000}</nav><p>{FIRST}</p></body>", "html")
    assert [len(text) < 6000 for _, text in long] == [True]


# --- HTML ----------------------------------------------------------------------------------------

PAGE = f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>Werk in Linz wächst | Muster-Blatt</title>
<link rel="canonical" href="https://www.example.com/2021/03/04/werk">
<meta property="og:site_name" content="Muster-Blatt">
<script type="application/ld+json">{{"@type": "NewsArticle",
"datePublished": "2025-09-24T23:30:00+02:00", "dateModified": "2025-09-26"}}</script></head><body>
<nav><a href="/">Start</a> <a href="/w">Wirtschaft</a></nav>
<article><h1>Werk in Linz wächst</h1><p>{FIRST}</p><p>{SECOND}</p><h2>Mehr Personal</h2>
<p>Die Werksleiterin sprach von einem &bdquo;guten Tag&ldquo; f&uuml;r die Region.</p>
<figure><img src="a.jpg"><figcaption>Foto: Muster</figcaption></figure>
<p>Lesen Sie auch: Werk in Steyr schließt</p></article>
<section class="comments"><p>Ein Leser: Das ist alles nicht wahr und Unsinn.</p></section>
<footer>Impressum</footer><script>alert(1)</script></body></html>"""


def test_a_page_becomes_an_article() -> None:
    article = clean(PAGE, "html")
    assert article.title == "Werk in Linz wächst"
    assert article.url == "https://www.example.com/2021/03/04/werk"
    assert (article.source, article.published, article.language) == ("Muster-Blatt", DAY, "und")
    assert article.text == (
        f"{FIRST}\n{SECOND}\nMehr Personal\n"
        "Die Werksleiterin sprach von einem „guten Tag“ für die Region."
    )


def test_a_page_that_declares_nothing_tells_nothing() -> None:
    article = clean(
        f"<html><body><h2>Newsletter</h2><p>{FIRST}</p><p>{SECOND}</p></body></html>", "html"
    )
    assert (article.title, article.url, article.source, article.published) == ("", None, None, None)
    assert article.text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "before",
    ["", "<?xml version='1.0' encoding='ISO-8859-1'?>\n<html><body>", "<div>", "<article>"],
)
def test_fragments_and_old_pages_are_read(before: str) -> None:
    assert clean(f"{before}<p>{FIRST}</p><p>{SECOND}</p>", "html").text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("before", ["", "<p>Industrie</p>"])
def test_a_headline_that_a_page_repeats_is_its_title_only(before: str) -> None:
    twice = "<h1>Werk wächst</h1><h1>Werk wächst</h1>"
    page = f"<html><body><article>{before}{twice}<p>{FIRST}</p><p>{SECOND}</p></article></body>"
    article = clean(page, "html")
    assert article.title == "Werk wächst"
    assert "Werk wächst" not in article.text


def test_a_notice_is_no_title() -> None:
    page = f"<html><head><title>Advertisement</title></head><body><p>{FIRST}</p></body></html>"
    assert clean(page, "html").title == ""


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<",
        "<svg><html><p>a",
        "<div>" * 100_000,
        "<blockquote><ul><li>" * 50_000,
        "<b>" * 100_000,
        "<html><body><p>" + "<a href='x'>y</a> " * 20_000,
        "<html><body>" + "<p>x</p>" * 100_001,
    ],
)
def test_bombs_and_empty_pages_are_refused(page: str) -> None:
    with pytest.raises(SourceUnreadable):
        clean(page, "html")


def test_broken_json_in_a_page_takes_no_time() -> None:
    bomb = '<script type="application/ld+json">"' + '\\"' * 200_000 + "</script>"
    assert clean(f"<html><head>{bomb}</head><body><p>{BODY}</p></body></html>", "html").text == BODY


# --- PDF and Word --------------------------------------------------------------------------------


def test_a_word_file_becomes_an_article() -> None:
    word = docx.Document()
    word.add_heading("Werk in Linz wächst", 0)
    for paragraph in ("Von Erika Muster", FIRST, SECOND, "Foto: Muster"):
        word.add_paragraph(paragraph)
    word.sections[0].header.paragraphs[0].text = "Muster-Blatt, intern"
    file = BytesIO()
    word.save(file)
    cleaned = clean_document(Document("/news/werk.docx", "werk", "docx", file.getvalue(), KNOWN))
    assert cleaned.article.text == f"{FIRST}\n\n{SECOND}"
    assert (cleaned.article.title, cleaned.article.source) == ("Werk in Linz wächst", "Feed")
    assert cleaned.article.published == KNOWN.published
    assert cleaned.cuts[0].text == "Muster-Blatt, intern"
    assert [cut.reason for cut in cleaned.cuts][1:] == ["byline", "image credit"]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_broken_file_is_said_to_be(kind: DocumentKind) -> None:
    with pytest.raises(SourceUnreadable):
        clean_document(Document("/news/werk", "werk", kind, b"broken"))


# --- anything ------------------------------------------------------------------------------------

MARKUP = st.text(alphabet="<>/abph1!-[]()*_`#|&;:\"'= \n\t\\{}.x0", max_size=80)


@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
@settings(max_examples=40, deadline=None)
@given(content=st.one_of(st.text(), MARKUP, st.builds("{}{}".format, st.just(PAGE), MARKUP)))
def test_anything_becomes_a_clean_article_or_a_clear_error(
    kind: DocumentKind, content: str
) -> None:
    try:
        article = clean(content, kind)
    except SourceUnreadable:
        return
    for text in (article.title, article.text, article.source or ""):
        assert text == normalise(text)
        assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in text.replace("\n", ""))
    assert re.search(r"\w", article.text)
    assert "\n" not in article.title
    assert article.id


def test_what_reads_markup_is_loaded_only_when_needed() -> None:
    code = "import sys, index.cleaning; sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("field", "published"),
    [
        ("Datum: 24.09.25", date(2025, 9, 24)),
        ("Datum: 03/04/2025", date(2025, 4, 3)),
        ("Date: 03/30/2025", date(2025, 3, 30)),
    ],
)
def test_a_field_may_hold_a_day_in_numbers(field: str, published: date) -> None:
    text = "Der Rat der Stadt hat am Montag den Haushalt für das neue Jahr beschlossen."
    article = clean(f"Titel: Haushalt steht\n{field}\n\n{text}\n")
    assert (article.published, article.text) == (published, text)
