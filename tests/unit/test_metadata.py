from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trafilatura import load_html

from index.metadata import (
    PageFacts,
    parse_date,
    parse_domain,
    parse_language,
    parse_url,
    read_head,
    read_page,
    read_preamble,
)

DAY = date(2025, 9, 24)
PROSE = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk mit."

# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-24",
        "2025-09-24T12:39:05+02:00",
        "2025-09-24T12:39:05.123Z",
        "2025-09-24 12:39:05",
        "2025/09/24",
        "24.09.2025 12:39:05",
        "24.9.2025",
        "24. 9. 2025, 12:39 Uhr",
        "24.09.2025, 12.39 Uhr",
        "24. September 2025",
        "24. Sept. 2025",
        "24 September 2025",
        "24th September 2025",
        "24 Sep 2025 12:39 CEST",
        "September 24, 2025",
        "Sept. 24, 2025 at 3:14 p.m. ET",
        "Mittwoch, 24. September 2025",
        "Mittwoch, den 24. September 2025 um 12:39 Uhr",
        "Wed, 24 Sep 2025 12:39:05 GMT",
        " 24.09.2025 ",
    ],
)
def test_usual_ways_of_writing_a_day(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("name", "month"),
    [
        *(("Jänner", 1), ("Januar", 1), ("January", 1), ("Jan.", 1), ("Feber", 2), ("Februar", 2)),
        *(("März", 3), ("March", 3), ("Mrz.", 3), ("April", 4), ("Mai", 5), ("May", 5)),
        *(("Juni", 6), ("June", 6), ("Juli", 7), ("July", 7), ("August", 8), ("Aug.", 8)),
        *(("Sept.", 9), ("Oktober", 10), ("October", 10), ("Okt.", 10), ("November", 11)),
        *(("Dezember", 12), ("December", 12), ("Dez.", 12), ("DEC", 12)),
    ],
)
def test_month_names(name: str, month: int) -> None:
    assert parse_date(f"3. {name} 2024") == date(2024, month, 3)
    assert parse_date(f"{name} 3, 2024") == date(2024, month, 3)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2025", "September 2025", "31.02.2025", "2025-13-01", "24.09.25", "09/24/2025"),
        *("am 24. September 2025", "24.09.2025 in Linz", "24.09.2025 - 26.09.2025", "1.2.3"),
        "24. Septembre 2025",
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    assert parse_date(text) is None


@settings(deadline=None)
@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read_in_numbers(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}") == day


@settings(deadline=None)
@given(st.text())
def test_no_text_upsets_the_parsers(text: str) -> None:
    parse_date(text)
    parse_url(text)
    parse_domain(text)
    parse_language(text)
    read_head(text)
    read_preamble(text)


# --- addresses and languages ---------------------------------------------------------------------


def test_only_web_addresses_are_addresses() -> None:
    assert parse_url(" https://example.com/a?b=ü#c ") == "https://example.com/a?b=ü#c"
    for text in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "example.com",
        "https://a b",
    ):
        assert parse_url(text) is None
    assert parse_url('https://example.com/"onclick="x') is None


def test_domains_are_found_in_a_line() -> None:
    assert parse_domain("Redaktion nachrichten.example.com") == "nachrichten.example.com"
    assert parse_domain("Redaktion Muster") is None
    assert parse_domain("post@example.com") is None


def test_language_tags() -> None:
    assert [parse_language(tag) for tag in ("de", "EN-us", "und", "deu", "")] == [
        "de",
        "en",
        "und",
        None,
        None,
    ]


# --- what stands before an article ----------------------------------------------------------------


@pytest.mark.parametrize(
    "notice",
    [
        "Grüezi! Sie wurden auf muster.ch, unser Portal für Leser im Süden, weitergeleitet.",
        "Sie werden zu muster.ch weitergeleitet.",
        "You have been redirected to muster.ch, our site for readers abroad.",
        "Zurück geht es hier Sie wurden auf muster.ch weitergeleitet. Zurück geht es hier.",
    ],
)
def test_portal_notices_go_and_name_the_outlet(notice: str) -> None:
    head = read_preamble(f"{notice}\n\n{PROSE}")
    assert head.text.strip() == PROSE
    assert head.source == "muster.ch"


def test_what_follows_a_notice_on_its_line_stays() -> None:
    assert read_preamble(f"Zurück geht es hier. {PROSE}").text == PROSE


@pytest.mark.parametrize(
    "sentence",
    [
        "Sie wurden auf die Intensivstation weitergeleitet.",
        "Zurück geht es erst im Herbst.",
        "Grüezi! sagt man in Zürich.",
    ],
)
def test_sentences_that_resemble_notices_stay(sentence: str) -> None:
    assert read_preamble(sentence).text == sentence


def test_a_day_in_front_of_the_text_is_taken_off() -> None:
    head = read_preamble(f"date 2025-09-24 {PROSE}")
    assert (head.text, head.published) == (PROSE, DAY)


def test_fields_are_read() -> None:
    fields = (
        "Title: Werk wächst\nDate: 2025-09-24\nSource: Muster-Blatt\n"
        "Author: Erika Muster\nURL: https://example.com/a"
    )
    head = read_preamble(f"{fields}\n\n{PROSE}")
    assert head.text.strip() == PROSE
    assert (head.title, head.published, head.source) == ("Werk wächst", DAY, "Muster-Blatt")
    assert head.url == "https://example.com/a"


@pytest.mark.parametrize(
    "line",
    [
        "Datum: noch offen",
        "Link: siehe unten",
        f"Quelle: {PROSE * 2}",
        "Ort: Linz",
        f"{PROSE}\nDate: 2025-09-24",
    ],
)
def test_what_is_no_field_stays(line: str) -> None:
    assert read_preamble(line).text == line


# --- headline and dateline ------------------------------------------------------------------------


def test_kicker_headline_and_text() -> None:
    head = read_head(f"Industrie 24.09.2025 12:39:05\n\nWerk in Linz wächst\n\n{PROSE}")
    assert (head.title, head.published) == ("Werk in Linz wächst", DAY)
    assert head.text.strip() == PROSE


def test_headline_dateline_and_byline() -> None:
    head = read_head(f"Werk in Linz wächst\nLinz, 24. September 2025\nVon Erika Muster\n\n{PROSE}")
    assert (head.title, head.published, head.text.strip()) == ("Werk in Linz wächst", DAY, PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "24. September 2025",
        "Linz, 24. September 2025",
        "Wien, am 24. September 2025",
        "Zürich, den 24. September 2025",
        "Von Erika Muster, 24. September 2025",
        "Stand: 24.09.2025, 12:39 Uhr",
        "Veröffentlicht am 24. September 2025",
        "Published September 24, 2025 at 3:14 PM",
        "By Jane Doe | September 24, 2025 | 5:00 pm EDT",
        "24.09.2025 | 12:39 Uhr | Von Erika Muster",
        "Veröffentlicht: 24.09.2025, 10:00 Uhr, aktualisiert: 25.09.2025, 11:00 Uhr",
    ],
)
def test_datelines(line: str) -> None:
    head = read_head(f"{line}\n{PROSE}")
    assert (head.published, head.text) == (DAY, PROSE)


def test_a_dateline_may_name_the_outlet() -> None:
    assert read_head(f"muster.ch | 24.09.2025\n{PROSE}").source == "muster.ch"


def test_an_update_is_no_publication() -> None:
    head = read_head(f"Aktualisiert am 24.09.2025\n{PROSE}")
    assert (head.published, head.text) == (None, PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "Die Wahl findet am 24. September 2025 statt.",
        "Der 11. September 2001",
        "Die Hauptversammlung am 24. September 2025",
        "Messe in Linz: 24. September 2025",
        "24.09.2025 - 26.09.2025",
        "24.09.2025: Die Halle öffnet",
        "31.02.2025",
        f"{PROSE} Das war am 24. September 2025",
    ],
)
def test_other_lines_with_a_date_stay_and_date_nothing(line: str) -> None:
    head = read_head(f"{line}\n{PROSE}")
    assert (head.published, head.text) == (None, f"{line}\n{PROSE}")


@pytest.mark.parametrize("line", ["24. September 2025", "Anpfiff 24.09.2025 20:45"])
def test_below_prose_a_date_alone_is_not_the_articles(line: str) -> None:
    text = f"{PROSE}\n\n{line}\n\n{PROSE}"
    assert read_head(text).published is None
    assert line in read_head(text).text


def test_below_a_lead_a_time_stamp_is_the_articles() -> None:
    text = f"Werk in Linz wächst\n\n{PROSE}\n\nStand: 24.09.2025\n\n{PROSE}"
    assert read_head(text).published == DAY


def test_further_down_nothing_is_read() -> None:
    text = "\n".join([PROSE] * 8 + ["Veröffentlicht am 24.09.2025"])
    assert read_head(text).published is None
    assert read_head(text).text == text


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        "Kurzer Satz.",
        "Wort " * 40,
        "• Erster Punkt",
        "Die Punkte im Einzelnen:",
        "***",
        "– Linz",
    ],
)
def test_what_is_no_headline(line: str) -> None:
    head = read_head(f"{line}\n\n{PROSE}")
    assert (head.title, head.text) == ("", f"{line}\n\n{PROSE}")


@pytest.mark.parametrize(
    "line",
    ["Kommt die Halle?", "„Wir bauen.“", "Er sagte: “We will build.”", "Es wird eng …", "Halle 2"],
)
def test_headlines(line: str) -> None:
    assert read_head(f"{line}\n\n{PROSE}").title == line


def test_a_line_directly_above_prose_is_no_headline() -> None:
    assert read_head(f"Werk wächst\n{PROSE}").title == ""


def test_a_text_of_one_line_is_no_headline() -> None:
    assert read_head("Werk wächst\n\n").title == ""


def test_no_headline_is_looked_for_where_it_is_known() -> None:
    assert read_head(f"Mehr Personal\n\n{PROSE}", titled=True).title == ""


WORDS = st.sampled_from(
    ["Linz", "am", "24.", "September", "2025", "wird", "der", "Bau", "3.5.2024"]
)


@settings(deadline=None)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=12).map(" ".join), min_size=1, max_size=12))
def test_sentences_never_date_an_article(sentences: list[str]) -> None:
    text = "\n".join(f"Dort heißt es, {sentence}, sagte sie." for sentence in sentences)
    assert read_head(text).published is None
    assert read_head(text).text == text


# --- pages ---------------------------------------------------------------------------------------


def facts(head: str, body: str = "") -> PageFacts:
    return read_page(load_html(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>"))


def linked(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2025-09-24T23:30:00+02:00">', ""),
        ('<meta name="date" content="24.09.2025">', ""),
        ('<meta itemprop="datePublished" content="2025-09-24">', ""),
        (linked('{"@type": "NewsArticle", "datePublished": "2025-09-24T10:00:00Z"}'), ""),
        (linked('{"@graph": [{"@type": ["NewsArticle"], "datePublished": "2025-09-24"}]}'), ""),
        ("", '<time itemprop="datePublished" datetime="2025-09-24">gestern</time>'),
        ("", '<time datetime="2025-09-24T10:00">24.9.</time><time datetime="2025-09-24">x</time>'),
    ],
)
def test_declared_days(head: str, body: str) -> None:
    assert facts(head, body).published == DAY


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<p>24. September 2025</p>"),
        ('<link rel="canonical" href="https://example.com/2025/09/24/a.html">', ""),
        ('<meta property="article:modified_time" content="2025-09-24">', ""),
        ('<meta name="date" content="gestern">', ""),
        (linked('{"@type": "Comment", "datePublished": "2025-09-24"}'), ""),
        (linked('{"@type": "NewsArticle", "datePublished": 20250924}'), ""),
        (linked('{"@type": "NewsArticle", "datePublished": "2025-09-24"'), ""),
        (linked("[" * 100_000), ""),
        ("", '<time datetime="2025-09-24">a</time><time datetime="2025-09-25">b</time>'),
    ],
)
def test_a_day_that_is_not_declared_is_unknown(head: str, body: str) -> None:
    assert facts(head, body).published is None


def test_a_declaration_outranks_time_tags() -> None:
    head = '<meta property="article:published_time" content="2025-09-24">'
    assert facts(head, '<time datetime="2020-01-01">x</time>').published == DAY


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:site_name" content="Muster-Blatt">',
        linked('{"@type": "NewsArticle", "publisher": {"name": "Muster-Blatt"}}'),
        '<meta name="application-name" content="Muster-Blatt">',
    ],
)
def test_declared_outlets(head: str) -> None:
    assert facts(head).source == "Muster-Blatt"


def test_an_outlet_that_is_not_declared_is_unknown() -> None:
    title = "<title>Werk wächst | Muster-Blatt</title>"
    canonical = '<link rel="canonical" href="https://example.com/a">'
    assert facts(title + canonical).source is None
