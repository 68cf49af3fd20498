"""What else than its size a figure must not lose: its step of a change, its time, its place."""

import pytest

from index.records import Article
from rag.grounding import FaultKind, check
from rag.records import Citation


def is_backed(said: str, quote: str, language: str = "de", spoken: str = "en") -> bool:
    article = Article("1", "", quote, language=language)
    citation = Citation(1, article, 0, len(quote), quote)
    return check(said, [citation], language=spoken).supported


@pytest.mark.parametrize(
    ("said", "quote", "backed"),
    [
        ("Prices rose to 20 percent.", "Die Preise stiegen um 20 Prozent.", False),
        ("Prices rose by 20 percent.", "Die Preise stiegen um 20 Prozent.", True),
        ("Prices rose 20 percent.", "Die Preise stiegen auf 20 Prozent.", False),
        ("The rate was cut to 3.9 percent.", "Der Satz sank von 4,1 auf 3,9 Prozent.", True),
        ("The rate was cut to 4.1 percent.", "Der Satz sank von 4,1 auf 3,9 Prozent.", False),
        ("Shares were down to 3.2 percent.", "Die Aktie verlor 3,2 Prozent.", False),
        ("Wind made up 20 percent.", "Der Anteil von Wind stieg auf 20 Prozent.", True),
        ("It was cut from 4.1 to 3.9 percent.", "Er sank von 4,1 auf 3,9 Prozent.", True),
    ],
)
def test_what_a_figure_came_to_is_not_by_how_much_it_changed(
    said: str, quote: str, backed: bool
) -> None:
    assert is_backed(said, quote) is backed


@pytest.mark.parametrize(
    ("said", "quote", "backed"),
    [
        ("It uses 40 litres per hour.", "Sie verbraucht 40 Liter pro Tag.", False),
        ("It uses 40 litres of water a day.", "Sie verbraucht täglich 40 Liter Wasser.", True),
        ("It uses 40 litres an hour.", "Am Tag nach dem Brand fehlten 40 Liter.", True),
        ("It earned $5m in 2026.", "Im ersten Quartal 2026 verdiente sie 5 Mio. Dollar.", False),
        ("It opened in 2026.", "Im ersten Quartal 2026 wurde sie eröffnet.", True),
        ("It opened in spring 2025.", "Sie wurde im Herbst 2025 eröffnet.", False),
        ("It opened in spring 2025.", "Sie wurde im Mai 2025 eröffnet.", True),
    ],
)
def test_a_figure_is_of_its_time(said: str, quote: str, backed: bool) -> None:
    assert is_backed(said, quote) is backed


@pytest.mark.parametrize(
    ("said", "quote", "backed"),
    [
        ("It took three years.", "Es dauerte dreieinhalb Jahre.", False),
        ("It took four years.", "Es dauerte dreieinhalb Jahre.", False),
        ("It took an hour.", "Es dauerte eine Dreiviertelstunde.", False),
        ("It took 45 minutes.", "Es dauerte eine Dreiviertelstunde.", True),
        ("It costs 2 million euros.", "Es kostet 1,6 Mio. Euro.", False),
        ("It costs about 2 million euros.", "Es kostet 1,9 Mio. Euro.", True),
        ("It costs 12 percent.", "Es kostet 12,5 Prozent.", False),
        ("It costs 9.2 percent.", "Es kostet 9,16 Prozent.", True),
        ("The club won 2-1.", "Der Verein gewann 2:1.", True),
        ("The club won 3-1.", "Der Verein gewann 2:1.", False),
    ],
)
def test_rounding_stays_honest(said: str, quote: str, backed: bool) -> None:
    assert is_backed(said, quote) is backed


@pytest.mark.parametrize(
    ("said", "backed"),
    [
        ("In Kiel wurden 300 Häuser gebaut.", True),
        ("In Kiel wurden 200 Häuser gebaut.", False),
        ("In Rostock wurden 300 Häuser gebaut, in Kiel 200.", False),
    ],
)
def test_figures_stay_in_their_places(said: str, backed: bool) -> None:
    quote = "In Rostock wurden 200 Häuser gebaut, in Kiel 300."
    assert is_backed(said, quote, spoken="de") is backed


@pytest.mark.parametrize(
    ("said", "quote", "backed"),
    [
        ("Sie trafen sich in Peking.", "They met in Beijing.", True),
        ("Die Fed senkt den Zins.", "The European Central Bank cuts its rate.", False),
        ("Die WHO rät dazu.", "The World Health Organization advises it.", True),
        ("Die WHO rät dazu.", "Those who advise it are few.", False),
    ],
)
def test_institutions_and_places_have_names_in_each_language(
    said: str, quote: str, backed: bool
) -> None:
    assert is_backed(said, quote, "en", "de") is backed


def test_a_figure_of_another_step_is_named() -> None:
    article = Article("1", "", "Der Preis stieg um 20 Euro.", language="de")
    citation = Citation(1, article, 0, len(article.text), article.text)
    (fault,) = check("Der Preis stieg auf 20 Euro.", [citation], language="de").faults
    assert (fault.kind, fault.about) == (FaultKind.FIGURE, "20 Euro")


def test_a_whole_and_its_part_may_stand_side_by_side() -> None:
    quote = "Sie beschäftigt 1300 Menschen, davon 200 in Graz."
    assert is_backed("It employs 1,300 people, 200 of them in Graz.", quote)
    assert not is_backed("It employs 200 people, 1,300 of them in Graz.", quote)


def test_what_went_up_to_a_figure_came_to_it() -> None:
    quote = "Rent went up to 1,200 euros."
    assert is_backed("Die Miete stieg auf 1.200 Euro.", quote, "en", "de")


@pytest.mark.parametrize(
    ("said", "quote", "language", "backed"),
    [
        ("In Bremen fehlen 80 Schüler.", "In Bremen fehlen 80 Lehrer.", "de", False),
        ("In Bremen fehlen 80 Lehrkräfte.", "In Bremen fehlen 80 Lehrer.", "de", True),
        ("Keller folgt auf Steiner.", "Keller folgt auf Huber.", "de", False),
        ("The town lacks 80 pupils.", "The town lacks 80 teachers.", "en", False),
        ("The town needs 80 teachers.", "The town lacks 80 teachers.", "en", True),
    ],
)
def test_one_noun_is_not_exchanged_for_another(
    said: str, quote: str, language: str, backed: bool
) -> None:
    assert is_backed(said, quote, language, language) is backed
