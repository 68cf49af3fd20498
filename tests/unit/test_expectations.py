import pytest

from rag.expectations import Kind, agreement, expected_kind, offers


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
        ("Warum kam die Fähre zu spät?", Kind.REASON),
        ("For what reason was she late?", Kind.REASON),
        ("Wie kam die Fähre an?", Kind.MANNER),
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


@pytest.mark.parametrize(
    ("kind", "language", "sentence", "expected"),
    [
        (Kind.PERSON, "de", "Die Bergbahnen Sernetta AG braucht Geld.", False),
        (Kind.PERSON, "de", "Das sagt Direktorin Ladina Caflurin.", True),
        (Kind.PERSON, "de", "SV Torfheim spielte gegen den FC Birkensiel.", False),
        (Kind.PERSON, "de", "Singapore Post gehört der Stadt.", False),
        (Kind.PERSON, "en", "The Tidewren pulled away from Port Ellery.", False),
        (Kind.PERSON, "en", "The line is run by Moira Tallentyre.", True),
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
