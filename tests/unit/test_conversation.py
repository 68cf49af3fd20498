import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.records import Article
from rag.conversation import Exchange, complete, tell_language
from rag.expectations import expected_kind
from rag.records import Answer, Citation, Statement

FOLLOW_UPS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "follow_ups.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def exchange(question: str, *sentences: str, language: str = "de") -> Exchange:
    statements = []
    for marker, text in enumerate(sentences, 1):
        article = Article(str(marker), "", text, language=language)
        statements.append(Statement(text, (Citation(marker, article, 0, len(text), text),)))
    answer = Answer(question, language, tuple(statements), (), abstained=not sentences)
    return Exchange(question, answer)


def test_an_earlier_turn_is_in_the_characters_of_the_articles() -> None:
    answer = Answer("Wer ist Bu\u0308rgermeister?", "de", (), (), abstained=True)
    assert Exchange.of(answer) == Exchange("Wer ist Bürgermeister?", answer)
    whole = replace(answer, searched="Wer ist Bürgermeister von Köln?")
    assert Exchange.of(whole).question == whole.searched


def completed(row: dict[str, Any]) -> str:
    history = [
        exchange(turn["question"], *turn["answer_sentences"], language=turn["language"])
        for turn in row["history"]
    ]
    return complete(row["question"], history, row["language"])


def is_right(row: dict[str, Any]) -> bool:
    whole = completed(row)
    if row["unchanged"]:
        return bool(whole == row["question"])
    words = whole.casefold()
    return (
        all(word.casefold() in words for word in row["must_contain"])
        and not any(word.casefold() in words for word in row["must_not_contain"])
        and bool(row["kind"] in (None, expected_kind(whole).value))
    )


def rate(rows: list[dict[str, Any]]) -> float:
    return sum(map(is_right, rows)) / len(rows)


def test_labelled_conversations() -> None:
    standing_alone = [row for row in FOLLOW_UPS if row["unchanged"]]
    assert len(FOLLOW_UPS) >= 80
    assert len(standing_alone) >= 25
    assert rate(FOLLOW_UPS) >= 0.9
    assert [row["question"] for row in standing_alone if not is_right(row)] == []


def test_the_language_of_labelled_follow_ups_is_told() -> None:
    rows = [row for row in FOLLOW_UPS if row["history"]]
    told = [tell_language(row["question"], row["history"][-1]["language"]) for row in rows]
    wrong = [row["question"] for row, one in zip(rows, told, strict=True) if one != row["language"]]
    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(
    ("question", "before", "language"),
    [
        ("Und Kandrina?", "de", "de"),
        ("Und Brivello?", "de", "de"),
        ("Und in Brivello?", "de", "de"),
        ("How many?", "en", "en"),
        ("And in Kandrina?", "en", "en"),
        ("¿Y Madrid?", "de", "es"),
        ("Кто руководит Nordglut?", "de", "ru"),
        ("Und Kandrina?", "pt", "pt"),  # of which no follow-ups are known
    ],
)
def test_a_name_does_not_tell_the_language_of_a_follow_up(
    question: str, before: str, language: str
) -> None:
    assert tell_language(question, before) == language


GERMAN = exchange(
    "Wie viel investiert Nordglut?",
    "Nordglut steckt 380 Millionen Franken in Speicher, sagte Werkleiterin Ladina Caflurin.",
)
ENGLISH = exchange(
    "How much is Nordglut investing?",
    "Nordglut will put 380 million francs into storage, said its head, Ladina Caflurin.",
    language="en",
)
LEADER = exchange("Wer leitet Nordglut?", "Ladina Caflurin leitet Nordglut seit 2019.")


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        # another question about the same
        ("Warum?", "Warum investiert Nordglut?"),
        ("Und bis wann genau?", "Bis wann genau investiert Nordglut?"),
        ("Über wie viele Jahre?", "Über wie viele Jahre investiert Nordglut?"),
        ("Wie viel genau?", "Wie viel investiert Nordglut genau?"),
        ("Warum nicht?", "Warum nicht? (Nordglut investiert)"),
        ("Wer noch?", "Wer noch? (Nordglut investiert)"),
        ("Wie viele Stellen?", "Wie viele Stellen? (Nordglut investiert)"),
        # the same question about something else
        ("Und bei Quelltal?", "Wie viel investiert Quelltal?"),
        ("Wie sieht es bei Quelltal aus?", "Wie viel investiert Quelltal?"),
        ("Quelltal?", "Wie viel investiert Quelltal?"),
        ("Und 2024?", "Wie viel investiert Nordglut 2024?"),
        ("Insgesamt?", "Wie viel investiert Nordglut insgesamt?"),
        ("In Euro?", "Wie viel investiert Nordglut in Euro?"),
        ("Mehr als Quelltal?", "Wie viel investiert Nordglut mehr als Quelltal?"),
        ("Wie viel pro Jahr?", "Wie viel investiert Nordglut pro Jahr?"),
        ("Und die Aktie?", "Die Aktie von Nordglut?"),
        ("Und seine Aktie?", "Nordgluts Aktie?"),
        # pointers
        ("Wo sitzt es?", "Wo sitzt Nordglut?"),
        ("Wie heißt das Unternehmen?", "Wie heißt Nordglut?"),
        ("Wie hoch ist sein Umsatz?", "Wie hoch ist Nordgluts Umsatz?"),
        ("Wie alt ist er?", "Wie alt ist Ladina Caflurin?"),
        ("Was kostet es?", "Was kostet es? (Nordglut investiert)"),
        ("Wer profitiert davon?", "Wer profitiert davon? (Nordglut investiert)"),
        ("Mehr dazu?", "Mehr dazu? (Nordglut investiert)"),
        # no follow-ups
        ("Danke!", "Danke!"),
        ("Und?", "Und?"),
        ("???", "???"),
        ("Nordglut Umsatz 2024", "Nordglut Umsatz 2024"),
        ("Wie viele Jahre dauert es, bis ein Wald wächst?", None),
        ("Nennen Sie drei Flüsse.", None),
    ],
)
def test_after_a_german_question(question: str, whole: str | None) -> None:
    assert complete(question, [GERMAN], "de") == (whole or question)


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And over how many years?", "Over how many years is Nordglut investing?"),
        ("How much exactly?", "How much is Nordglut investing exactly?"),
        ("How about Quelltal?", "How much is Quelltal investing?"),
        ("Compared to Quelltal?", "How much is Nordglut investing compared to Quelltal?"),
        ("And next year?", "How much is Nordglut investing next year?"),
        ("And the share price?", "The share price of Nordglut?"),
        ("And its shares?", "Nordglut's shares?"),
        ("Where is the company based?", "Where is Nordglut based?"),
        ("Who is he?", "Who is Ladina Caflurin?"),
        ("When will it open?", "When will it open? (Nordglut investing)"),
        ("Tell me more", "Tell me more? (Nordglut investing)"),
        ("Really?", None),
        ("What causes cancer?", None),
        ("Is there a museum in Bath?", None),
        ("In its first year, how many people came to the fair?", None),
    ],
)
def test_after_an_english_question(question: str, whole: str | None) -> None:
    assert complete(question, [ENGLISH], "en") == (whole or question)


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (
            "Wie hoch war der Umsatz von Nordglut 2023?",
            "Und 2022?",
            "Wie hoch war der Umsatz von Nordglut 2022?",
        ),
        (
            "Wie hoch war der Umsatz von Nordglut 2023?",
            "Und der Gewinn?",
            "Wie hoch war der Gewinn von Nordglut 2023?",
        ),
        (
            "Wie viele Stellen streicht Nordglut in Chur?",
            "Wann?",
            "Wann streicht Nordglut in Chur Stellen?",
        ),
        (
            "Wie viele Stellen hat Nordglut gestrichen?",
            "Wo?",
            "Wo hat Nordglut Stellen gestrichen?",
        ),
        (
            "Hat Nordglut das Werk in Chur geschlossen?",
            "Und das in Thusis?",
            "Hat Nordglut das Werk in Thusis geschlossen?",
        ),
        ("Wer baut einen Turm?", "Wie hoch ist er?", "Wie hoch ist er? (baut einen Turm)"),
        ("Warum sperrt man den neuen Turm?", "Wie hoch ist er?", "Wie hoch ist der Turm?"),
        ("Gibt es in Chur ein neues Bad?", "Wann öffnet es?", "Wann öffnet das Bad?"),
        (
            "Wann startet die Rakete von Isar Aerospace?",
            "Und SpaceX?",
            "Wann startet die Rakete von SpaceX?",
        ),
        ("Wann öffnet das Bad in Chur?", "Was kostet es?", "Was kostet das Bad in Chur?"),
        ("Seit wann? (leitet Nordglut)", "Und davor?", "Davor? (leitet Nordglut)"),
        ("Wer ist Ladina Caflurin?", "Wie alt ist sie?", "Wie alt ist Ladina Caflurin?"),
    ],
)
def test_parts_find_their_places(before: str, question: str, whole: str) -> None:
    assert complete(question, [exchange(before)], "de") == whole


def test_who_said_that_holds_what_was_said() -> None:
    german = complete("Wer hat das gesagt?", [GERMAN], "de")
    english = complete("Who said that?", [ENGLISH], "en")
    assert german.startswith("Wer hat das gesagt? (Nordglut steckt 380 Millionen Franken")
    assert english.startswith("Who said that? (Nordglut will put 380 million francs")


def test_what_was_said_in_another_language_is_told_by_its_question() -> None:
    told = exchange("How much is Nordglut investing?", "Es sind 380 Millionen.", language="en")
    article = replace(told.answer.statements[0].citations[0].article, language="de")
    citation = replace(told.answer.statements[0].citations[0], article=article)
    statement = replace(told.answer.statements[0], citations=(citation,))
    history = [replace(told, answer=replace(told.answer, statements=(statement,)))]
    assert complete("Who said that?", history, "en") == "Who said that? (Nordglut investing)"


def test_a_person_asked_for_is_whom_pronouns_mean() -> None:
    assert complete("Wie alt ist sie?", [LEADER], "de") == "Wie alt ist Ladina Caflurin?"
    assert complete("Wer ist das?", [LEADER], "de") == "Wer ist Ladina Caflurin?"
    assert complete("Seit wann?", [LEADER], "de") == "Seit wann? (Ladina Caflurin leitet Nordglut)"


def test_a_chain_of_follow_ups() -> None:
    history = [GERMAN]
    for question, whole in [
        ("Und bei Quelltal?", "Wie viel investiert Quelltal?"),
        ("Über wie viele Jahre?", "Über wie viele Jahre investiert Quelltal?"),
        ("Warum?", "Warum investiert Quelltal?"),
        ("Wer leitet es?", "Wer leitet Quelltal?"),
        ("Und Nordglut?", "Wer leitet Nordglut?"),
    ]:
        assert complete(question, history, "de") == whole
        history.append(exchange(whole))


def test_after_an_aside_the_question_before_it_goes_on() -> None:
    history = [GERMAN, exchange("Wer hat das gesagt? (Nordglut investiert)", "Das sagte niemand.")]
    assert complete("Und in Euro?", history, "de") == "Wie viel investiert Nordglut in Euro?"


def test_no_person_is_made_up() -> None:
    amount = exchange("Wer leitet Nordglut?", "Eine Milliarde Euro steckt Nordglut in Speicher.")
    works = exchange("Wer leitet Nordglut?", "Die alte Papierfabrik übernahm die Stadt.")
    for last in (amount, works):
        assert complete("Wie alt ist sie?", [last], "de") == "Wie alt ist sie? (leitet Nordglut)"


def test_a_question_is_made_whole_by_one_in_another_language() -> None:
    assert complete("Und wo?", [ENGLISH], "de") == "Wo? (Nordglut investing)"
    assert complete("Und Quelltal?", [ENGLISH], "de") == "How much is Quelltal investing?"
    assert complete("Et pourquoi ?", [ENGLISH], "fr") == "Et pourquoi ?"


def test_the_kind_is_that_of_the_follow_up() -> None:
    before = exchange("Wie hoch ist der Preis, den Nordglut zahlt?")
    for question in ("Seit wann zahlt sie das?", "Wer profitiert davon?", "Wie lange?"):
        assert expected_kind(complete(question, [before], "de")) is expected_kind(question)


def test_nothing_before_leaves_a_question_as_it_is() -> None:
    assert complete("Warum?", [], "de") == "Warum?"
