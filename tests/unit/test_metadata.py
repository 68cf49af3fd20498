"""What the first lines of a text tell of it: headline, author, day, outlet."""

from datetime import date

import pytest
from heads import DAY, PROSE, read_head, read_preamble
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning.facts import fill
from index.dates import parse_date
from index.fields import parse_domain, parse_language, parse_url
from index.rows import UNKNOWN, Known

# --- headline and dateline -----------------------------------------------------------------------


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
def test_a_dateline_is_read_and_taken_off(line: str) -> None:
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
    text = "\n".join([PROSE] * 12 + ["Veröffentlicht am 24.09.2025"])
    assert read_head(text).published is None
    assert read_head(text).text == text


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        "Kurzer Satz.",
        "Wort " * 40 + "Wort",
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
def test_a_line_that_stands_alone_is_a_headline(line: str) -> None:
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


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=12).map(" ".join), min_size=1, max_size=12))
def test_sentences_never_date_an_article(sentences: list[str]) -> None:
    text = "\n".join(f"Dort heißt es, {sentence}, sagte sie." for sentence in sentences)
    assert read_head(text).published is None
    assert read_head(text).text == text


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Von Jana Muster", "Jana Muster"),
        ("VON JANA MUSTER UND PAUL PROBE", "Jana Muster, Paul Probe"),
        ("By Jane Doe, Berlin", "Jane Doe"),
        ("Jana Muster\n24. September 2025", "Jana Muster"),
        ("Von Jana Muster, 24. September 2025", "Jana Muster"),
        ("Von unserer Redaktion", None),
    ],
)
def test_a_byline_below_the_headline_names_the_author(byline: str, author: str | None) -> None:
    head = read_head(f"Werk in Linz wächst\n\n{byline}\n\n{PROSE}")
    assert (head.title, head.author, head.text) == ("Werk in Linz wächst", author, PROSE)


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\nVon Jana Muster\n\n{PROSE}",
        f"Werk wächst\n\nJana Muster\n\n{PROSE}",
        f"Werk wächst\n\nVon Wien nach Graz\n\n{PROSE}",
    ],
)
def test_elsewhere_a_name_is_no_authors(text: str) -> None:
    assert read_head(text).author is None


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("Interview: Jana Muster", "Jana Muster"),
        ("Jana Muster, Linz\n24.09.2025, 05.30 Uhr", "Jana Muster"),
        ("Jana Muster, sagt sie\n24.09.2025, 05.30 Uhr", None),
    ],
)
def test_below_a_teaser_a_byline_has_to_say_that_it_is_one(head: str, author: str | None) -> None:
    assert read_head(f"Werk in Linz wächst\n\n{PROSE}\n\n{head}\n\n{PROSE}").author == author


def test_a_label_may_stand_above_its_day() -> None:
    days = "Published\n24 September 2025\nUpdated\n\n25 September 2025, 08:12 GMT"
    head = read_head(f"Werk in Linz wächst\n\n{PROSE}\n\n{days}\n\n{PROSE}")
    assert (head.published, head.text) == (date(2025, 9, 24), f"{PROSE}\n\n{PROSE}")
    text = f"Werk in Linz wächst\n\n{PROSE}\n\nStand\n\n{PROSE}"
    assert read_head(text).text == text.removeprefix("Werk in Linz wächst\n\n")


@pytest.mark.parametrize("above", ["Industrie", "Industrie\n\nLinz"])
def test_what_stands_above_a_headline_with_a_byline_goes(above: str) -> None:
    head = read_head(f"{above}\n\nWerk in Linz wächst\nVon Jana Muster\n\n{PROSE}")
    assert head.title == "Werk in Linz wächst"
    assert "Industrie" not in head.text
    assert head.text.endswith(PROSE)


@pytest.mark.parametrize(
    "line",
    [
        "Jana Muster | 24.09.2025 | Lesezeit 3 Min.",
        "Von Jana Muster · 24. September 2025 · aktualisiert 25. September 2025",
    ],
)
def test_a_line_of_metadata_is_read_part_by_part(line: str) -> None:
    head = read_head(f"Werk in Linz wächst\n\n{line}\n\n{PROSE}")
    assert (head.author, head.published, head.text) == ("Jana Muster", DAY, PROSE)


def test_labels_between_headline_and_text_go_but_no_headings() -> None:
    head = read_head(f"Werk in Linz wächst\n\nRegion\nMuster-Abo\n\nMehr Personal\n{PROSE}")
    assert head.text == f"Mehr Personal\n{PROSE}"
    assert head.reasons == ["title", "below the headline"]
    listed = f"Werk in Linz wächst\n\n• Neue Halle\n• Neue Stellen\n\n{PROSE}"
    assert read_head(listed).text == listed.split("\n\n", 1)[1]


def test_a_script_without_spaces_loses_no_sentence() -> None:
    text = "这是一篇关于林茨工厂的文章。\n\n它将在秋天开放。"
    assert read_head(text, titled=True).text == text


def test_a_masthead_with_its_number_is_no_headline() -> None:
    head = read_head(f"Muster-Brief Nr. 37/2024\n\nWerk in Linz wächst\n\n{PROSE}")
    assert head.title == "Werk in Linz wächst"


def test_what_is_read_is_struck_for_what_it_is() -> None:
    head = read_head(f"Werk in Linz wächst\nLinz, 24. September 2025\nVon Erika Muster\n\n{PROSE}")
    assert head.reasons == ["title", "dateline", "byline"]
    preamble = read_preamble(
        f"Source: Muster-Blatt\nSie werden zu muster.ch weitergeleitet. {PROSE}"
    )
    assert preamble.reasons == ["field", "portal notice"]


def test_gaps_are_filled_in_order() -> None:
    known = fill(Known(title=""), Known(title="a", source="b"), Known(source="c", author="d"))
    assert known == Known(title="", source="b", author="d")
    assert fill(UNKNOWN) == UNKNOWN


# --- anything ------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.text())
def test_no_text_upsets_the_parsers(text: str) -> None:
    parse_date(text)
    parse_domain(text)
    parse_language(text)
    read_preamble(text)
    url = parse_url(text)
    assert url is None or url.lower().startswith(("http://", "https://"))
    assert "\n" not in read_head(text).title


def test_an_archive_notice_is_no_title() -> None:
    text = "Sie sind im Archiv des Deichboten. Zur heutigen Ausgabe geht es hier.\n\nDeich hält\n\n"
    text += "Büsum, 3. Mai 2025\n\nDer Deich hat die Flut gut überstanden."
    head = read_head(read_preamble(text).text)
    assert head.title == "Deich hält"
    assert head.published == date(2025, 5, 3)
    assert "Archiv" not in head.text


def test_an_enumeration_is_no_head_of_a_mail() -> None:
    table = "Von: Linz\nBetreff: Halle\nKosten: 3 Euro"
    assert read_preamble(f"{table}\n\n{PROSE}").text == f"{table}\n\n{PROSE}"
