"""The outlet's name is no part of a headline, where it is surely that name."""

import pytest

from index.cleaning.articles import clean
from index.cleaning.outlets import take_outlet
from index.rows import Known
from index.sources import Document

SITE = "https://www.kuestenkurier.example/zoo/tropenhaus"
TEXT = (
    "Der Zoo in Lauterbach hat am Dienstag sein Tropenhaus eröffnet. Es kostete 23 Millionen Euro."
)


@pytest.mark.parametrize(
    ("title", "outlet", "url", "taken"),
    [
        ("Tropenhaus eröffnet - Küstenkurier", "Küstenkurier", None, "Küstenkurier"),
        ("Tropenhaus eröffnet – KÜSTENKURIER", "Küstenkurier", None, "KÜSTENKURIER"),
        ("Tropenhaus eröffnet | Küstenkurier Online", "Küstenkurier", None, "Küstenkurier Online"),
        ("Tropenhaus eröffnet - Küstenkurier", None, SITE, "Küstenkurier"),
        ("Tropenhaus eröffnet - Kustenkurier", None, SITE.replace("kue", "ku"), "Kustenkurier"),
        ("Tropenhaus eröffnet · Küsten-Kurier", None, SITE, "Küsten-Kurier"),
        ("Tropenhaus eröffnet | kuestenkurier.example", "Die Küste", SITE, "kuestenkurier.example"),
        ("Küstenkurier | Tropenhaus eröffnet", None, SITE, "Küstenkurier"),
        ("Tropenhaus eröffnet – SZ", None, "https://sz.example.co/a", None),
        ("Zoo - Lauterbach - The Ledger", "Harbour", "https://theledger.co.uk/a", "The Ledger"),
    ],
)
def test_the_outlet_stands_beside_the_headline(
    title: str, outlet: str | None, url: str | None, taken: str | None
) -> None:
    headline, name = take_outlet(title, outlet, url)
    assert name == taken
    assert name is None or headline in ("Tropenhaus eröffnet", "Zoo - Lauterbach")


@pytest.mark.parametrize(
    "title",
    [
        "Tropenhaus eröffnet",
        "Tropenhaus eröffnet - Lauterbach",
        "Neuer Chef - Küstenkurier verkauft",
        "Küstenkurier: Verleger tritt zurück",
        "Küstenkurier",
        " - Küstenkurier",
        "Der Küstenkurier",
        "Tropenhaus-Küstenkurier",
        "Tropenhaus eröffnet | Lauterbacher Küstenkurier",
        "",
    ],
)
def test_what_may_be_the_headlines_own_stays(title: str) -> None:
    assert take_outlet(title, "Küstenkurier", SITE) == (title, None)


def test_without_an_outlet_and_an_address_nothing_is_known() -> None:
    title = "Tropenhaus eröffnet - Küstenkurier"
    assert take_outlet(title, None, None) == (title, None)
    assert take_outlet(title, "", "") == (title, None)


def test_an_article_has_its_headline_alone() -> None:
    page = (
        "<html><head><title>Tropenhaus eröffnet - Küstenkurier</title>"
        f'<link rel="canonical" href="{SITE}"></head><body><p>{TEXT}</p></body></html>'
    )
    article = clean(Document("a.html", "a", "html", page)).article
    assert (article.title, article.source, article.text) == (
        *("Tropenhaus eröffnet", "Küstenkurier"),
        TEXT,
    )


@pytest.mark.parametrize("first", ["Tropenhaus eröffnet", "Tropenhaus eröffnet - Küstenkurier"])
def test_so_has_a_row_of_an_export(first: str) -> None:
    known = Known(title="Tropenhaus eröffnet - Küstenkurier", source="Küstenkurier")
    article = clean(Document("a.csv", "a", "row", f"{first}\n\n{TEXT}", known)).article
    assert (article.title, article.text) == ("Tropenhaus eröffnet", TEXT)
