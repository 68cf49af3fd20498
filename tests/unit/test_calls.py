"""What the page's scripts ask of the server: whatever is sent, one JSON object comes back."""

from typing import Any, cast

import gradio as gr
import pytest

from index.errors import IndexDamaged
from index.store import Store
from rag.assistant import Assistant
from rag.records import Answer
from ui import calls
from ui.chat import REMEMBERED_ANSWERS, Asked, show_unanswered
from ui.examples import Examples
from ui.serving.access import Access
from ui.texts import texts_in

EN = texts_in("en")
NOBODY = cast("gr.Request", None)
HOSTILE = '"><img src=x onerror=alert(1)>'


class Damaged:
    """A store that can tell nothing, and what asks it."""

    @property
    def store(self) -> "Damaged":
        return self

    def summary(self) -> Any:
        raise IndexDamaged("It is damaged.")


STORE = cast("Store", Damaged())
ASSISTANT = cast("Assistant", Damaged())


@pytest.mark.parametrize("sent", [None, 7, "x", {}, [], [None, 7, {}, {"version": 99}, [[]]]])
def test_a_history_that_cannot_be_vouched_for_is_none(sent: object) -> None:
    assert calls.read_asked({"history": sent}, STORE).history == ()


def test_only_the_last_answers_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def read(trace: object, _: Store) -> Answer:
        seen.append(trace)
        return Answer(str(trace), "en", (), (), abstained=True)

    monkeypatch.setattr(calls, "answer_from_trace", read)
    history = calls.read_asked({"history": list(range(20))}, STORE).history
    assert seen == list(range(20 - REMEMBERED_ANSWERS, 20))
    assert [answer.question for answer in history] == [str(one) for one in seen]


def test_a_choice_is_put_into_words_and_a_mistake_is_one_line() -> None:
    describe = calls.make_describe(lambda _: EN)
    assert "failure" not in describe({"choice": None}, NOBODY)["html"]
    assert "German" in describe({"choice": {"languages": ["de"]}}, NOBODY)["html"]
    shown = describe({"choice": {"sources": [HOSTILE]}}, NOBODY)["html"]
    assert "<img" not in shown
    wrong = {"choice": {"since": "2025-02-02", "until": "2025-01-01"}}
    assert "failure" in describe(wrong, NOBODY)["html"]


@pytest.mark.parametrize("sent", [None, 7, [], {}, {"turns": "many"}, {"turns": None}])
def test_what_is_no_conversation_is_refused_in_a_sentence(sent: object) -> None:
    reopen = calls.make_reopen(ASSISTANT, lambda _: EN)
    assert reopen(sent, NOBODY) == {"error": EN.too_much}


def test_a_kept_conversation_is_shown_as_far_as_it_can_be_vouched_for() -> None:
    reopen = calls.make_reopen(ASSISTANT, lambda _: EN)
    turns = [
        {"number": 1, "question": HOSTILE, "choice": None, "trace": None},
        {"number": 2, "question": "And then?", "trace": {"version": 1, "forged": True}},
        "no turn",
    ]
    shown = reopen({"turns": turns}, NOBODY)["turns"]
    assert [one["number"] for one in shown] == [1, 2, 0]
    assert all(not one["pending"] and one["evidence"] == "" for one in shown)
    assert "<img" not in shown[0]["html"]
    assert EN.stopped_early in shown[0]["html"]
    assert 'class="failure"' in shown[1]["html"]


def test_a_conversation_beyond_measure_is_shown_from_its_end() -> None:
    reopen = calls.make_reopen(ASSISTANT, lambda _: EN)
    turns = [{"number": n, "question": "?"} for n in range(1, calls.MOST_TURNS + 11)]
    shown = reopen({"turns": turns}, NOBODY)["turns"]
    assert len(shown) == calls.MOST_TURNS
    assert shown[-1]["number"] == calls.MOST_TURNS + 10


def test_examples_are_offered_as_text_and_where_the_index_is_damaged_none() -> None:
    given = calls.make_offer(Examples(ASSISTANT, ["What <now>?"]), lambda _: EN)
    assert "What &lt;now&gt;?" in given({}, NOBODY)["html"]
    assert calls.make_offer(Examples(ASSISTANT), lambda _: EN)({}, NOBODY) == {"html": ""}


def test_where_the_index_is_damaged_stock_is_taken_in_one_line() -> None:
    take_stock = calls.make_take_stock(ASSISTANT, Access(), lambda _: EN)
    assert take_stock({}, NOBODY) == {"error": "It is damaged."}


@pytest.mark.parametrize("sent", [{}, {"number": True, "question": 7, "choice": []}])
def test_what_is_asked_is_read_with_care(sent: dict[str, object]) -> None:
    assert calls.read_asked(sent, STORE) == Asked(0, "", None)


def test_without_an_answer_there_is_nothing_to_follow_it() -> None:
    suggest = calls.make_suggest(ASSISTANT, lambda _: EN)
    sents: list[object] = [None, {}, {"history": [{}]}]
    for sent in sents:
        assert suggest(sent, NOBODY) == {"html": ""}


def test_a_turn_is_sent_as_plain_values() -> None:
    message = calls.turn_to_message(show_unanswered(Asked(3, "Why?"), EN, "Because."))
    assert message["number"] == 3
    assert type(message["html"]) is str
    assert "Because." in message["html"]
    assert (message["evidence"], message["pending"]) == ("", False)
