"""A question's way through the conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from threading import Event

import pytest

from index.errors import EncoderUnavailable, IndexDamaged, QuestionInvalid
from index.records import Article, Filter
from rag.records import Answer, Citation, Statement, Withheld
from ui.chat import (
    QUESTION_LIMIT,
    REMEMBERED_ANSWERS,
    Asked,
    Turn,
    converse,
    show,
    show_unanswered,
)
from ui.filters import Choice
from ui.stops import Stops
from ui.texts import texts_in

DE = texts_in("de")


class Scripted:
    """Answers every question with the same note, or raises."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.limits: list[Filter | None] = []
        self.remembered: list[list[str]] = []
        self._error = error

    def stream(
        self,
        question: str,
        *,
        only: Filter | None = None,
        history: Sequence[Answer] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        del stop
        self.asked.append(question)
        self.remembered.append([answer.question for answer in history])
        self.limits.append(only)
        if self._error:
            raise self._error
        yield Answer(question, "de", (), (), abstained=True, note="Dazu steht nichts da.")


def ask(
    assistant: Scripted,
    question: str,
    *history: Answer,
    number: int = 1,
    choice: Choice | None = None,
) -> list[Turn]:
    return list(converse(assistant, Asked(number, question, choice, history), DE))


def given(question: str) -> Answer:
    return Answer(question, "de", (), (), abstained=True, note="Dazu steht nichts da.")


def test_the_question_stands_there_before_its_answer() -> None:
    assistant = Scripted()
    pending, answered = ask(assistant, "  Wo brennt es?\n")
    assert assistant.asked == ["Wo brennt es?"]
    assert pending.pending
    assert DE.searching in pending.conversation
    assert pending.evidence is None
    assert not answered.pending
    assert "Dazu steht nichts da." in answered.conversation
    assert DE.searching not in answered.conversation
    assert answered.evidence is not None


def test_a_choice_limits_the_question_and_is_shown_below_it() -> None:
    assistant = Scripted()
    choice = {"since": "2025-09-01", "until": "", "sources": ["<Bote>"], "languages": ["en"]}
    pending, answered = ask(assistant, "Wo brennt es?", choice=choice)
    assert assistant.limits == [Filter(date(2025, 9, 1), None, ("<Bote>",), ("en",))]
    shown = "Eingegrenzt: seit 01.09.2025 · &lt;Bote&gt; · Englisch"
    assert shown in pending.conversation
    assert shown in answered.conversation
    assert answered.answer
    assert show(1, answered.answer, choice, DE) == answered


def test_without_a_choice_nothing_is_said_of_it() -> None:
    assistant = Scripted()
    assert "Eingegrenzt" not in ask(assistant, "Wo brennt es?")[-1].conversation
    assert not assistant.limits[0]


def test_a_choice_that_makes_no_sense_is_refused_in_one_line_and_not_asked() -> None:
    assistant = Scripted()
    choice = {"since": "2025-09-02", "until": "2025-09-01"}
    (turn,) = ask(assistant, "Wo brennt es?", choice=choice)
    assert assistant.asked == []
    assert DE.days_reversed in turn.conversation
    assert not turn.pending


def test_a_turn_has_the_number_that_the_page_gave_it() -> None:
    for turn in ask(Scripted(), "Zwei?", given("Eins?"), number=7):
        assert turn.number == 7
        assert 'data-turn="7"' in turn.conversation


def test_a_question_comes_with_the_last_answers_before_it_oldest_first() -> None:
    assistant = Scripted()
    asked = [f"Frage {number}?" for number in range(REMEMBERED_ANSWERS + 3)]
    ask(assistant, "Und nun?", *map(given, asked))
    assert assistant.remembered == [asked[3:]]


@pytest.mark.parametrize("question", ["", "  ", "\n\t"])
def test_without_a_question_nothing_happens(question: str) -> None:
    assistant = Scripted()
    assert ask(assistant, question) == []
    assert assistant.asked == []


def test_a_question_too_long_is_refused_in_one_line_and_not_asked() -> None:
    assistant = Scripted()
    (turn,) = ask(assistant, "a" * (QUESTION_LIMIT + 1))
    assert assistant.asked == []
    assert not turn.pending
    assert (
        "Die Frage ist 2.001 Zeichen lang; bitte kürzen Sie sie auf höchstens 2.000."
        in turn.conversation
    )
    assert len(turn.conversation) < 800


def test_a_question_of_just_the_right_length_is_asked() -> None:
    assistant = Scripted()
    ask(assistant, "a" * QUESTION_LIMIT)
    assert len(assistant.asked) == 1


def test_an_error_is_one_line_of_the_conversation() -> None:
    _, turn = ask(Scripted(EncoderUnavailable("The model is <gone>.")), "Wo brennt es?")
    assert '<p class="failure">The model is &lt;gone&gt;.</p>' in turn.conversation
    assert turn.evidence is None
    assert turn.answer is None


def test_what_the_house_says_in_english_is_told_in_the_readers_language() -> None:
    error = QuestionInvalid("The question holds no words; ask something about the articles.")
    *_, turn = ask(Scripted(error), "?")
    said = "Die Frage enthält keine Wörter; fragen Sie etwas zu den Artikeln."
    assert f'<p class="failure">{said}</p>' in turn.conversation
    *_, turn = ask(Scripted(), "Wo?", choice={"since": "gestern"})
    assert "&#39;gestern&#39; ist kein Tag; schreiben Sie ihn als" in turn.conversation


def test_what_nobody_foresaw_is_raised() -> None:
    steps = converse(Scripted(ZeroDivisionError()), Asked(1, "Wo brennt es?"), DE)
    assert next(steps).pending
    with pytest.raises(ZeroDivisionError):
        next(steps)


def test_a_kept_question_without_an_answer_says_so() -> None:
    stopped = show_unanswered(Asked(3, "Wo <brennt> es?"), DE)
    assert DE.stopped_early in stopped.conversation
    assert "Wo &lt;brennt&gt; es?" in stopped.conversation
    failed = show_unanswered(Asked(3, "Wo?"), DE, "Das <ging> nicht.")
    assert '<p class="failure">Das &lt;ging&gt; nicht.</p>' in failed.conversation
    assert not stopped.pending
    assert not failed.pending


ARTICLE = Article("brand", "", "Es brennt in Nordfeld. Niemand ist verletzt.", language="de")
SAID = ("Das Feuer ist in Nordfeld.", "Verletzt ist niemand.")


def answer_of(*said: str, complete: bool = False) -> Answer:
    """Return an answer in a model's words."""
    cited = (Citation(1, ARTICLE, 0, 22, ARTICLE.text[:22]),)
    return Answer(
        "Wo brennt es?",
        "de",
        tuple(Statement(text, cited) for text in said),
        (),
        abstained=False,
        generator="Modell",
        complete=complete,
    )


GROWING = (answer_of(SAID[0]), answer_of(*SAID), answer_of(*SAID, complete=True))


class Writing:
    """Yields answers, then perhaps raises; remembers how that ended."""

    def __init__(self, *answers: Answer, error: Exception | None = None) -> None:
        self._answers, self._error = answers, error
        self.stop: Event | None = None
        self.left = False

    def stream(
        self,
        question: str,
        *,
        only: Filter | None = None,
        history: Sequence[Answer] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        del question, only, history
        self.stop = stop
        try:
            yield from self._answers
            if self._error:
                raise self._error
        finally:
            self.left = True


def test_an_answer_is_shown_as_it_grows() -> None:
    pending, first, second, last = converse(Writing(*GROWING), Asked(1, "Wo brennt es?"), DE)
    assert [turn.pending for turn in (pending, first, second, last)] == [True] * 3 + [False]
    assert SAID[0] in first.conversation
    assert SAID[1] not in first.conversation
    for growing in (first, second):
        assert DE.writing in growing.conversation
        assert growing.evidence is not None
    assert DE.writing not in last.conversation
    assert last.answer == GROWING[-1]


def test_nothing_is_shown_anew_where_nothing_was_added() -> None:
    withheld = replace(GROWING[0], withheld=(Withheld("Es schneit.", "nicht gedeckt"),))
    steps = list(converse(Writing(GROWING[0], withheld, *GROWING[1:]), Asked(1, "Wo?"), DE))
    assert len(steps) == 1 + len(GROWING)
    assert not any("Es schneit." in turn.conversation for turn in steps[:-1])


def test_once_stopped_what_was_checked_stays() -> None:
    stop, assistant = Event(), Writing(*GROWING)
    steps = converse(assistant, Asked(1, "Wo brennt es?"), DE, stop=stop)
    next(steps)
    next(steps)
    stop.set()
    (turn,) = steps
    assert not turn.pending
    assert SAID[1] in turn.conversation  # it was checked when it came
    assert f'<p class="note">{DE.stopped}</p>' in turn.conversation
    assert DE.writing not in turn.conversation
    assert assistant.left
    assert turn.answer is not None


@pytest.mark.parametrize(
    "answers", [(), (Answer("Wo?", "de", (), (), abstained=True, note="Steht nicht da."),)]
)
def test_stopped_before_the_first_sentence_a_turn_says_so(answers: tuple[Answer, ...]) -> None:
    stop = Event()
    steps = converse(Writing(*answers), Asked(1, "Wo brennt es?"), DE, stop=stop)
    next(steps)
    stop.set()
    (last,) = steps
    assert DE.stopped_early in last.conversation
    assert "Steht nicht da." not in last.conversation
    assert last.answer is None
    assert not last.pending


def test_whoever_turns_away_ends_the_work() -> None:
    assistant = Writing(*GROWING)
    steps = converse(assistant, Asked(1, "Wo brennt es?"), DE)
    next(steps)
    next(steps)
    steps.close()
    assert assistant.left
    assert assistant.stop
    assert assistant.stop.is_set()


def test_an_error_in_the_middle_keeps_what_was_checked() -> None:
    broken = Writing(GROWING[0], error=IndexDamaged("The index is <gone>."))
    *_, turn = converse(broken, Asked(1, "Wo brennt es?"), DE)
    assert SAID[0] in turn.conversation
    assert '<p class="failure">The index is &lt;gone&gt;.</p>' in turn.conversation
    assert turn.evidence is not None
    assert not turn.pending


def test_each_reader_stops_what_he_waits_for() -> None:
    stops = Stops()
    with stops.waiting("one") as first, stops.waiting("other") as second:
        assert stops.stop("one")
        assert first.is_set()
        assert not second.is_set()
        assert not stops.stop("nobody")
    assert second.is_set()
    assert not stops.stop("other")


def test_a_reader_waits_for_one_answer_at_a_time() -> None:
    stops = Stops()
    with stops.waiting("one") as first:
        with stops.waiting("one") as second:
            assert first.is_set()
            assert not second.is_set()
        assert not stops.stop("one")


class Opening(Scripted):
    """Says who is about to write before it answers."""

    def stream(
        self,
        question: str,
        *,
        only: Filter | None = None,
        history: Sequence[Answer] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        yield Answer(question, "de", (), (), abstained=False, generator="qwen", complete=False)
        yield from super().stream(question, only=only, history=history, stop=stop)


def test_while_a_model_reads_it_says_so() -> None:
    searching, reading, answered = ask(Opening(), "Wo brennt es?")
    assert DE.searching in searching.conversation
    assert "qwen liest 0 Fundstellen …" in reading.conversation
    assert reading.pending
    assert reading.answer is None
    assert not answered.pending
