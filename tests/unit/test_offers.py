import pytest

from rag.evidence.offers import fitting_quantities, offers
from rag.expectations import AnswerKind as Kind
from rag.expectations import asked_unit


def test_only_quantities_of_the_unit_that_is_asked_for_may_answer() -> None:
    text = "Auf 30 Kilometern Länge verbrannten 412 Hektar Wald und 5 Mio. Euro."
    found = fitting_quantities(Kind.SIZE, text, "de", "m²")
    assert [text[one.start : one.end] for one in found] == ["412 Hektar"]


@pytest.mark.parametrize(
    ("kind", "language", "sentence", "expected"),
    [
        (Kind.AMOUNT, "de", "Das Werk kostet 1,5 Mrd. Euro und hat drei Tore.", ["1,5 Mrd. Euro"]),
        (Kind.AMOUNT, "en", "The ship cost £46m.", ["£46m"]),
        (Kind.AMOUNT, "de", "Die Halle ist 40 Meter lang.", ["40 Meter"]),
        (Kind.AMOUNT, "de", "Die Halle ist lang.", []),
        (Kind.AMOUNT, "en", "The shares rose by 9.2 per cent.", []),
        (Kind.PERCENTAGE, "de", "Der Kurs stieg um 7,2 % auf 12 Euro.", ["7,2 %"]),
        (Kind.PERCENTAGE, "de", "Der Kurs stieg auf 12 Euro.", []),
        (Kind.CHANGE, "de", "Der Kurs stieg um 7,2 % auf 12 Euro.", ["7,2 %"]),
        (Kind.CHANGE, "de", "Die Bahn wird 212 Millionen Euro teurer.", ["212 Millionen Euro"]),
        (Kind.CHANGE, "en", "The fare rose from £3 to £4, by £1.", ["£1"]),
        (Kind.CHANGE, "en", "Prices went up by a third in three years.", ["a third"]),
        (Kind.CHANGE, "en", "Sales fell by 12 per cent, a loss of £3m.", ["12 per cent"]),
        (Kind.LEVEL, "de", "Die Quote stieg um 7 % auf 12 Meter.", ["7 %", "12 Meter"]),
        (Kind.SIZE, "en", "Hail of 6 cm did damage of €60 million.", ["6 cm"]),
        (Kind.DATE, "de", "Das Bad öffnet am 3. Mai für 4 Euro.", ["3. Mai"]),
        (Kind.DATE, "de", "Das Bad öffnet bald.", []),
        (Kind.AGE, "de", "Die 52-Jährige leitet seit 12 Jahren das Amt.", ["52-Jährige"]),
        (Kind.AGE, "de", "Almut Reinfeldt (44) und 3 Kollegen gehen.", ["44"]),
        (Kind.AGE, "en", "The 57-year-old received £24,000 in two years.", ["57-year-old"]),
        (Kind.AGE, "en", "Isla Penhallick, 61, has sailed since 1990.", ["61"]),
        (Kind.AGE, "en", "Four banks have managed it for 30 years.", []),
        (Kind.OTHER, "de", "Alles kostet 5 Euro.", []),
    ],
)
def test_which_quantities_may_answer(
    kind: Kind, language: str, sentence: str, expected: list[str]
) -> None:
    found = fitting_quantities(kind, sentence, language)
    assert [sentence[one.start : one.end] for one in found] == expected


@pytest.mark.parametrize(
    "sentence",
    ["It is 22 nautical miles away.", "It is 22 miles away.", "Es sind 22 Seemeilen.", "22 km."],
)
def test_a_distance_may_be_told_in_any_unit_of_length(sentence: str) -> None:
    unit = asked_unit("How far away is it?")
    assert fitting_quantities(Kind.SIZE, sentence, "de" if "Es" in sentence else "en", unit)


@pytest.mark.parametrize(
    ("kind", "language", "sentence", "expected"),
    [
        (Kind.PERSON, "de", "Die Bergbahnen Sernetta AG braucht Geld.", False),
        (Kind.PERSON, "de", "Das sagt Direktorin Ladina Caflurin.", True),
        (Kind.PERSON, "de", "SV Torfheim spielte gegen den FC Birkensiel.", False),
        (Kind.PERSON, "de", "Singapore Post gehört der Stadt.", False),
        (Kind.PERSON, "en", "The Tidewren pulled away from Port Ellery.", False),
        (Kind.PERSON, "en", "The line is run by Moira Tallentyre.", True),
        (Kind.PERSON, "de", "Das Werk wird von Michael König geleitet.", True),
        (Kind.PERSON, "en", "Tim Cook runs the plant.", True),
        (Kind.PERSON, "en", "Will Ellery pay for Frank Street?", False),
        (Kind.REASON, "de", "Sie hört auf, um ihr Studium abzuschließen.", True),
        (Kind.REASON, "de", "Sie hört nach sieben Jahren auf.", False),
        (Kind.REASON, "en", "The pier had to be rebuilt after divers found cracks.", True),
        (Kind.AMOUNT, "de", "Es sind 1,5 Mrd. Euro.", True),
        (Kind.AMOUNT, "de", "Es sind drei Schiffe.", False),
        (Kind.OTHER, "de", "Die Werft baut Docks.", True),
    ],
)
def test_what_a_sentence_offers_when_read(
    kind: Kind, language: str, sentence: str, expected: bool
) -> None:
    assert offers(kind, sentence, language, ["bergbahnen", "sernetta", "ellery"]) is expected
