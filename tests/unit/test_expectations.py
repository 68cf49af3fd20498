import pytest

from rag.expectations import Kind, agreement, expected_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Wie viel investiert die Werft?", Kind.AMOUNT),
        ("How much does the ferry cost?", Kind.AMOUNT),
        ("Wie viele Menschen kamen?", Kind.COUNT),
        ("How many people came?", Kind.COUNT),
        ("Wie viele Jahre dauert der Umbau?", Kind.DURATION),
        ("How long does it take?", Kind.DURATION),
        ("Um wie viel stieg der Kurs?", Kind.PERCENTAGE),
        ("By how much did the share rise?", Kind.PERCENTAGE),
        ("How much did the share rise in Hong Kong?", Kind.PERCENTAGE),
        ("Wie viel ist die Aktie gestiegen?", Kind.PERCENTAGE),
        ("Wann öffnet das Bad?", Kind.DATE),
        ("When does it open?", Kind.DATE),
        ("Wer leitet das Werk?", Kind.PERSON),
        ("Who runs the plant?", Kind.PERSON),
        ("Wo liegt das Werk?", Kind.PLACE),
        ("In which city is the plant?", Kind.PLACE),
        ("Warum kam die Fähre zu spät?", Kind.MANNER),
        ("Hat Wu gesagt, wie viel es kostet?", Kind.DECISION),
        ("Was the ferry late?", Kind.DECISION),
        ("Was kostet die Fahrt?", Kind.AMOUNT),
        ("Wie heißt die Trainerin?", Kind.OTHER),
    ],
)
def test_kind_of_a_question(question: str, kind: Kind) -> None:
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        (Kind.AMOUNT, "Das Werk kostet 1,5 Mrd. Euro.", 1.0),
        (Kind.AMOUNT, "The ship cost £46m.", 1.0),
        (Kind.AMOUNT, "Die Halle ist 40 Meter lang.", 0.5),
        (Kind.AMOUNT, "Die Halle ist lang.", 0.0),
        (Kind.AMOUNT, "The shares rose by 9.2 per cent.", 0.0),
        (Kind.PERCENTAGE, "Der Kurs stieg um 7,2 %.", 1.0),
        (Kind.PERCENTAGE, "Der Kurs stieg auf 12 Euro.", 0.0),
        (Kind.DATE, "Das Bad öffnet am 3. Mai.", 1.0),
        (Kind.DATE, "Das Bad öffnet bald.", 0.0),
        (Kind.PERSON, "Das Werk leitet Henrike Solveen.", 1.0),
        (Kind.PERSON, "Das Werk leitet niemand.", 0.0),
        (Kind.OTHER, "Alles kostet 5 Euro.", 0.0),
    ],
)
def test_what_a_sentence_offers(kind: Kind, sentence: str, expected: float) -> None:
    assert agreement(kind, sentence) == expected
