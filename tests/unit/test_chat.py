"""A question's way through the conversation."""

from collections.abc import Sequence
from datetime import date

import pytest

from index.errors import EncoderUnavailable
from index.records import Filter
from rag.records import Answer
from ui.chat import KEPT_TURNS, QUESTION_LIMIT, REMEMBERED_ANSWERS, Turn, converse, give_up
from ui.filters import Choice
from ui.texts import texts_in

DE = texts_in("de")


class Scripted:
    """Answers every question with the same note, or raises."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.limits: list[Filter | None] = []
        self.remembered: list[list[str]] = []
        self._error = error

    def ask(
        self, question: str, *, only: Filter | None = None, history: Sequence[Answer] = ()
    ) -> Answer:
        self.asked.append(question)
        self.remembered.append([answer.question for answer in history])
        self.limits.append(only)
        if self._error:
            raise self._error
        return Answer(question, "de", (), (), abstained=True, note="Dazu steht nichts da.")


def ask(
    assistant: Scripted,
    question: str,
    turns: tuple[Turn, ...] = (),
    choice: Choice | None = None,
) -> list[tuple[Turn, ...]]:
    return list(converse(assistant, question, turns, DE, choice))


def test_the_question_stands_there_before_its_answer() -> None:
    assistant = Scripted()
    pending, answered = ask(assistant, "  Wo brennt es?\n")
    assert assistant.asked == ["Wo brennt es?"]
    assert pending[0].pending
    assert DE.searching in pending[0].conversation
    assert pending[0].evidence is None
    assert not answered[0].pending
    assert "Dazu steht nichts da." in answered[0].conversation
    assert DE.searching not in answered[0].conversation
    assert answered[0].evidence is not None


def test_a_choice_limits_the_question_and_is_shown_below_it() -> None:
    assistant = Scripted()
    choice = {"since": "2025-09-01", "until": "", "sources": ["<Bote>"], "languages": ["en"]}
    pending, answered = ask(assistant, "Wo brennt es?", choice=choice)
    assert assistant.limits == [Filter(date(2025, 9, 1), None, ("<Bote>",), ("en",))]
    shown = "Eingegrenzt: seit 01.09.2025 · &lt;Bote&gt; · Englisch"
    assert shown in pending[0].conversation
    assert shown in answered[0].conversation
    assert shown in give_up(pending, DE)[0].conversation


def test_without_a_choice_nothing_is_said_of_it() -> None:
    assistant = Scripted()
    assert "Eingegrenzt" not in ask(assistant, "Wo brennt es?")[-1][0].conversation
    assert not assistant.limits[0]


def test_a_choice_that_makes_no_sense_is_refused_in_one_line_and_not_asked() -> None:
    assistant = Scripted()
    choice = {"since": "2025-09-02", "until": "2025-09-01"}
    ((turn,),) = ask(assistant, "Wo brennt es?", choice=choice)
    assert assistant.asked == []
    assert DE.days_reversed in turn.conversation
    assert not turn.pending


def test_turns_follow_one_another_and_stay_as_they_were() -> None:
    assistant = Scripted()
    first = ask(assistant, "Eins?")[-1]
    second = ask(assistant, "Zwei?", first)[-1]
    assert [turn.number for turn in second] == [1, 2]
    assert second[0] is first[0]


def test_a_question_comes_with_the_answers_before_it_oldest_first() -> None:
    assistant = Scripted()
    turns: tuple[Turn, ...] = ()
    asked = [f"Frage {number}?" for number in range(REMEMBERED_ANSWERS + 3)]
    for question in asked:
        turns = ask(assistant, question, turns)[-1]
    assert assistant.remembered[:3] == [[], asked[:1], asked[:2]]
    assert assistant.remembered[-1] == asked[2:-1]
    assert len(assistant.remembered[-1]) == REMEMBERED_ANSWERS


def test_what_failed_is_not_remembered() -> None:
    assistant = Scripted()
    turns = ask(assistant, "Eins?")[-1]
    turns = ask(Scripted(EncoderUnavailable("Kein Modell.")), "Zwei?", turns)[-1]
    turns = ask(assistant, "a" * (QUESTION_LIMIT + 1), turns)[-1]
    turns = give_up(ask(assistant, "Drei?", turns)[0], DE)  # broken off while pending
    assert [turn.answer and turn.answer.question for turn in turns] == ["Eins?", None, None, None]
    ask(assistant, "Vier?", turns)
    assert assistant.remembered[-1] == ["Eins?"]


@pytest.mark.parametrize("question", ["", "  ", "\n\t"])
def test_without_a_question_nothing_happens(question: str) -> None:
    assistant = Scripted()
    assert ask(assistant, question) == []
    assert assistant.asked == []


def test_a_question_too_long_is_refused_in_one_line_and_not_asked() -> None:
    assistant = Scripted()
    (refused,) = ask(assistant, "a" * (QUESTION_LIMIT + 1))
    assert assistant.asked == []
    (turn,) = refused
    assert not turn.pending
    assert (
        "Die Frage ist 2.001 Zeichen lang; bitte kürzen Sie sie auf höchstens 2.000."
        in turn.conversation
    )
    assert len(turn.conversation) < 600


def test_a_question_of_just_the_right_length_is_asked() -> None:
    assistant = Scripted()
    ask(assistant, "a" * QUESTION_LIMIT)
    assert len(assistant.asked) == 1


def test_an_error_is_one_line_of_the_conversation() -> None:
    _, failed = ask(Scripted(EncoderUnavailable("The model is <gone>.")), "Wo brennt es?")
    (turn,) = failed
    assert '<p class="failure">The model is &lt;gone&gt;.</p>' in turn.conversation
    assert turn.evidence is None


def test_what_nobody_foresaw_is_raised_and_the_turn_given_up() -> None:
    steps = converse(Scripted(ZeroDivisionError()), "Wo brennt es?", (), DE)
    pending = next(steps)
    with pytest.raises(ZeroDivisionError):
        next(steps)
    (turn,) = give_up(pending, DE)
    assert DE.failed in turn.conversation
    assert "Wo brennt es?" in turn.conversation
    assert not turn.pending


def test_giving_up_leaves_answered_turns_alone() -> None:
    answered = ask(Scripted(), "Wo brennt es?")[-1]
    assert give_up(answered, DE) == answered


def test_a_long_conversation_forgets_its_beginning() -> None:
    assistant = Scripted()
    turns: tuple[Turn, ...] = ()
    for number in range(KEPT_TURNS + 3):
        turns = ask(assistant, f"Frage {number}?", turns)[-1]
    assert len(turns) == KEPT_TURNS
    assert turns[-1].number == KEPT_TURNS + 3
    assert turns[0].question == "Frage 3?"
