from datetime import date

import pytest

from index.cleaning import clean as clean_document
from index.cleaning.manuscript import Manuscript
from index.cleaning.openings import read_opening
from index.records import CleanArticle
from index.rows import Known
from index.sources import Document, DocumentKind

DAY = date(2025, 9, 24)
PROSE = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk mit."
MORE = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."


def clean(text: str, kind: DocumentKind = "text", known: Known | None = None) -> CleanArticle:
    return clean_document(Document("/news/werk", "werk", kind, text, known or Known()))


@pytest.mark.parametrize(
    ("opening", "left"),
    [
        ("Linz, 24. September 2025 – ", "Linz – "),
        ("Linz, 24. September 2025 - ", "Linz - "),
        ("LINZ, 24. Sept. 2025 — ", "LINZ — "),
        ("Linz, 24.9.2025 – ", "Linz – "),
        ("Linz, den 24. September 2025 – ", "Linz – "),
        ("Linz, am 24. September 2025 – ", "Linz – "),
        ("Linz, Mittwoch, 24. September 2025 – ", "Linz – "),
        ("Linz, 24. September 2025, 14:30 Uhr – ", "Linz – "),
        ("Linz/Steyr, 24.09.2025 -- ", "Linz/Steyr -- "),
        ("Linz (dpa), 24. September 2025 – ", "Linz (dpa) – "),
        ("Linz (dpa/lno) 24.09.2025 - ", "Linz (dpa/lno) - "),
        ("Linz, 24.09.2025 (APA) - ", "Linz (APA) - "),
        ("Linz (24. September 2025) – ", "Linz – "),
        ("Frankfurt am Main, 24. September 2025: ", "Frankfurt am Main: "),
        ("St. Gallen, 24. September 2025 – ", "St. Gallen – "),
        ("Bad Zell und Linz, 24. September 2025 – ", "Bad Zell und Linz – "),
        ("London, 24 September 2025: ", "London: "),
        ("CARROW, September 24, 2025 — ", "CARROW — "),
        ("CARROW, Oregon, Sept. 24, 2025 (AP) — ", "CARROW, Oregon (AP) — "),
        ("WASHINGTON, D.C., Sept. 24, 2025—", "WASHINGTON, D.C.—"),
        ("CARROW, Ore., Sept. 24, 2025 /PRNewswire/ -- ", "CARROW, Ore. /PRNewswire/ -- "),
        ("Stratford-upon-Avon, 24th September 2025 – ", "Stratford-upon-Avon – "),
    ],
)
def test_a_dateline_in_front_of_the_first_sentence_dates_the_article(
    opening: str, left: str
) -> None:
    cleaned = clean(f"{opening}{PROSE} {MORE}\n\n{MORE}")
    assert (cleaned.article.published, cleaned.article.title) == (DAY, "")
    assert cleaned.article.text == f"{left}{PROSE} {MORE}\n\n{MORE}"
    assert [cut.reason for cut in cleaned.cuts] == ["dateline"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Werk in Linz wächst\n\nLinz, 24. September 2025 – {PROSE}", "text"),
        (f"Werk in Linz wächst\n\n{MORE}\n\nLinz, 24. September 2025 – {PROSE}", "text"),
        (f"# Werk in Linz wächst\n\n**Linz, 24. September 2025** – {PROSE}\n\n{MORE}", "markdown"),
        (
            f"<html><body><h1>Werk in Linz wächst</h1><p>Linz, 24. September 2025 – {PROSE}</p>"
            f"<p>{MORE}</p></body></html>",
            "html",
        ),
        (f"Linz, 24. September 2025 – {PROSE}", "row"),
    ],
)
def test_it_is_read_in_every_kind_of_document(text: str, kind: DocumentKind) -> None:
    article = clean(text, kind).article
    assert article.published == DAY
    assert f"Linz – {PROSE}" in article.text.split("\n")


@pytest.mark.parametrize(
    "opening",
    [
        # no day, or no year
        *("Linz, 24. September – ", "LEEDS, 6 Aug - ", "Linz (dpa) – ", "Linz, 2025 – "),
        *("Linz, 31.02.2025 – ", "Linz, September 2025 – "),
        # no place
        *("24. September 2025 – ", "Mittwoch, 24. September 2025: ", "Er sagte, 24.9.2025: "),
        *("Von Jana Muster, 24. September 2025 – ", "By Jane Doe, Sept. 24, 2025 — "),
        # a correction, an appointment
        *("Korrektur, 24. September 2025: ", "Update, Sept. 24, 2025 – ", "Stand, 24.9.2025: "),
        *("Linz, 24.09.2025 - 26.09.2025: ", "Linz, 24.09.2025–26.09.2025 – "),
        # prose
        *("Am Mittwoch, 24. September 2025, ", "In Linz, 24. September 2025, hieß es: "),
        # a scene
        "Linz, 24. September 2025, 14:30 Uhr: ",
        # before there were files of articles
        *("Berlin, 3. Mai 1945: ", "London, 8 May 1945 — "),
    ],
)
def test_what_is_no_dateline_stays_and_dates_nothing(opening: str) -> None:
    cleaned = clean(f"{opening}{PROSE}\n\n{MORE}")
    assert (cleaned.article.published, cleaned.cuts) == (None, ())
    assert cleaned.article.text == f"{opening}{PROSE}\n\n{MORE}"


@pytest.mark.parametrize(
    ("opening", "later"),
    [
        # a scene with which a feature begins
        ("New York, 11. September 2001: ", "Zwanzig Jahre danach, 2021, steht ein neuer Turm."),
        ("New York, 11. September 2001 – ", "Am 11. September 2021 wurde der Opfer gedacht."),
        # dates of a tour, a chronology
        ("Linz, 24. September 2025 – ", "Steyr, 26. September 2025 – Die Halle ist ausverkauft."),
    ],
)
def test_what_the_article_knows_of_later_days_tells_that_it_was_written_later(
    opening: str, later: str
) -> None:
    text = f"{opening}{PROSE}\n\n{later}"
    assert (clean(text).article.published, clean(text).article.text) == (None, text)


def test_a_plan_for_later_leaves_the_day_as_it_is() -> None:
    text = f"Linz, 24. September 2025 – {PROSE}\n\nDer Umbau soll bis 2030 dauern."
    assert clean(text).article.published == DAY


def test_further_down_nothing_is_read() -> None:
    text = f"{PROSE}\n{MORE}\nLinz, 24. September 2025 – {PROSE}"
    assert (clean(text).article.published, clean(text).article.text) == (None, text)


def test_what_is_declared_counts_and_another_day_stays() -> None:
    text = f"Linz, 24. September 2025 – {PROSE}"
    same = clean(text, known=Known(published=DAY)).article
    assert (same.published, same.text) == (DAY, f"Linz – {PROSE}")
    other = clean(text, known=Known(published=date(2025, 10, 1))).article
    assert (other.published, other.text) == (date(2025, 10, 1), text)


def test_the_rest_of_a_line_that_is_no_sentence_is_none() -> None:
    sheet = Manuscript("Linz, 24. September 2025 – Halle B\n\nSteyr")
    assert read_opening(sheet, None) == (sheet, None)
