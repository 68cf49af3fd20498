import pytest

from rag.expectations import AnswerKind as Kind
from rag.expectations import asked_unit, expected_kind, looks_ahead


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Wie viel investiert die Werft?", Kind.AMOUNT),
        ("How much does the ferry cost?", Kind.AMOUNT),
        ("Wie viele Menschen kamen?", Kind.COUNT),
        ("How many people came?", Kind.COUNT),
        ("Wie viele Jahre dauert der Umbau?", Kind.DURATION),
        ("How long does it take?", Kind.DURATION),
        ("Um wie viel stieg der Kurs?", Kind.CHANGE),
        ("By how much did the share rise?", Kind.CHANGE),
        ("Um wie viel Prozent stieg der Kurs?", Kind.PERCENTAGE),
        ("Um wie viele Jahre verzögert sich der Bau?", Kind.DURATION),
        ("How much did the share rise in Hong Kong?", Kind.PERCENTAGE),
        ("How much of its value did it lose as it fell?", Kind.PERCENTAGE),
        ("How much rain fell in Carlisle?", Kind.AMOUNT),
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
        ("Wie heißt die Trainerin?", Kind.PERSON),
        ("Wie heißt die Fähre?", Kind.OTHER),
        ("Was Ada Quint sacked?", Kind.DECISION),
        ("Was anyone hurt?", Kind.DECISION),
        ("Didn't it open?", Kind.DECISION),
        ("Was Ada Quint sagte?", Kind.OTHER),
        ("Was Alibaba in Ostrup baut?", Kind.OTHER),
        ("Müssen die Gäste zahlen?", Kind.DECISION),
        ("Unterstützt Landrätin Vey den Plan?", Kind.DECISION),
        ("Geht Olm gegen das Urteil vor?", Kind.DECISION),
        ("Mitten in der Nacht geschah was?", Kind.OTHER),
        ("Wissen die Gäste, wann es öffnet?", Kind.DATE),
        ("Welchen Preis zahlt die Stadt?", Kind.AMOUNT),
        ("Wie heißt das Buch der Trainerin?", Kind.OTHER),
        ("What is the new mayor called?", Kind.PERSON),
        ("What is the mayor's dog called?", Kind.OTHER),
        ("Wie alt ist die Kapitänin?", Kind.AGE),
        ("How old is she?", Kind.AGE),
    ],
)
def test_kind_of_a_question(question: str, kind: Kind) -> None:
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Wer zahlt die Kosten für die Umgestaltung in Brandau?", Kind.PERSON),
        ("Wer bekam den Preis für Zivilcourage?", Kind.PERSON),
        ("Who pays the costs?", Kind.PERSON),
        ("When was the price of the deal announced?", Kind.DATE),
        ("Wann sinkt der Umsatz?", Kind.DATE),
        ("Wo gilt der Preis?", Kind.PLACE),
        ("Warum stieg die Quote um 5 Prozent?", Kind.REASON),
        ("Welchen Preis bekam sie?", Kind.OTHER),
        ("What did Hale say when he won?", Kind.OTHER),
        ("What happened when the dam broke?", Kind.OTHER),
        ("What did the council say about the budget?", Kind.OTHER),
        ("Wie reagierte der Rat auf das Budget?", Kind.MANNER),
        ("Whom did the article quote?", Kind.PERSON),
        ("What was the reason for the rise in costs?", Kind.REASON),
        ("What caused the fire?", Kind.REASON),
        ("Womit begründet der Rat den Preis?", Kind.REASON),
        ("Was war der Grund für die Absage?", Kind.REASON),
        ("Woran lag das?", Kind.REASON),
        ("What did she say about the cost?", Kind.OTHER),
        ("Was sagt Merz zu den Kosten?", Kind.OTHER),
        ("Um wie viel Uhr beginnt das Konzert?", Kind.DATE),
        ("At what time does it start?", Kind.DATE),
        ("Where did they find the man who had gone missing?", Kind.PLACE),
        ("Wie oft fährt der Bus?", Kind.OTHER),
    ],
)
def test_the_first_asking_word_decides_before_any_noun(question: str, kind: Kind) -> None:
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Can you tell me when the ferry leaves?", Kind.DATE),
        ("Do you know who runs the plant?", Kind.PERSON),
        ("Do you know if the plant is shut?", Kind.DECISION),
        ("Weißt du, wer das Werk leitet?", Kind.PERSON),
        ("Können Sie mir sagen, wie viel das kostet?", Kind.AMOUNT),
        ("Ist bekannt, wann die Werft öffnet?", Kind.DATE),
        ("When the storm hit, how many people died?", Kind.COUNT),
        ("When did the singer, who had moved away, die?", Kind.DATE),
        ("In the year when it opened, who was mayor?", Kind.PERSON),
        ("After the flood was over, who paid?", Kind.PERSON),
        ("Und was kostet das?", Kind.AMOUNT),
    ],
)
def test_a_question_within_a_sentence_is_the_one_that_counts(question: str, kind: Kind) -> None:
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What was the price of the ferry?", Kind.AMOUNT),
        ("What was the company's annual revenue?", Kind.AMOUNT),
        ("Welchen Umsatz plant die Werft?", Kind.AMOUNT),
        ("Preis der Fähre?", Kind.AMOUNT),
        ("How did the price change?", Kind.AMOUNT),
        ("What was her share of the vote?", Kind.PERCENTAGE),
        ("What is the age of the director?", Kind.AGE),
        ("Wie hoch ist die Arbeitslosenquote im Lindtal?", Kind.PERCENTAGE),
        ("Wie hoch war 2019 in Brandau die Wahlbeteiligung?", Kind.PERCENTAGE),
        ("Wie hoch sind die Kosten für die Beteiligung?", Kind.AMOUNT),
        ("How high was the turnout?", Kind.PERCENTAGE),
        ("What is the unemployment rate in Lindtal?", Kind.PERCENTAGE),
        ("Wie hoch ist der Turm?", Kind.LEVEL),
        ("How high is the tower?", Kind.LEVEL),
        ("How far did the shares fall?", Kind.PERCENTAGE),
        ("How far is Carlisle?", Kind.SIZE),
        ("Wie stark sank der Kurs?", Kind.PERCENTAGE),
        ("Wie stark war der Wind?", Kind.SIZE),
        ("How large were the hailstones?", Kind.SIZE),
        ("How large was the fine?", Kind.AMOUNT),
        ("How long is the Teviot line?", Kind.SIZE),
        ("How long is the strike?", Kind.DURATION),
        ("How long is the tunnel under the river?", Kind.SIZE),
        ("How long was the road closed?", Kind.DURATION),
        ("Wie lang ist die Straße gesperrt?", Kind.DURATION),
        ("How much time is left?", Kind.DURATION),
        ("Wie lang ist die Strecke?", Kind.SIZE),
        ("Wie lang dauert das?", Kind.DURATION),
        ("Wie viele Hektar sind verbrannt?", Kind.SIZE),
        ("How many euros did it cost?", Kind.AMOUNT),
    ],
)
def test_where_the_asking_words_leave_it_open_the_thing_named_decides(
    question: str, kind: Kind
) -> None:
    assert expected_kind(question) is kind


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("Wie viele Hektar sind verbrannt?", "ha"),
        ("How many square miles burned?", "mi²"),
        ("How far is Carlisle?", "m"),
        ("How fast was the wind?", "km/h"),
        ("Wie stark war der Wind?", "km/h"),
        ("How many people came?", ""),
        ("How large is the site?", ""),
    ],
)
def test_the_unit_that_is_asked_for(question: str, unit: str) -> None:
    assert asked_unit(question) == unit


@pytest.mark.parametrize(
    ("question", "ahead"),
    [
        ("When will the captain step down?", True),
        ("When does the bath open?", True),
        ("In which year is the bridge due to open?", True),
        ("When did the yard close?", False),
        ("When was the bridge supposed to open?", False),
        ("In which year had it been scheduled to open?", False),
        ("When was the yard founded?", False),
        ("Since when has it been closed?", False),
        ("Wann wird die Brücke fertig?", True),
        ("Wann öffnet das Bad?", True),
        ("Ab wann tritt die Regel in Kraft?", True),
        ("Wann hat das Bad geöffnet?", False),
        ("Wann ist das Bad eröffnet worden?", False),
        ("Wann trat die Regel in Kraft?", False),
        ("Wann begann der Bau?", False),
        ("Wann sollte die Brücke fertig sein?", False),
        ("Wann erhielt die Werft den Auftrag?", False),
        ("Seit wann ist das Bad zu?", False),
    ],
)
def test_which_questions_ask_what_is_still_to_come(question: str, ahead: bool) -> None:
    assert looks_ahead(question) is ahead
