"""A language model that is out of order costs its time once, not with every question."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest

from rag.llm.breaker import Breaker
from rag.llm.models import Message, ModelUnavailable, Outage

ASKED = (Message("user", "Why?"),)


class Scripted:
    """A model that does what it is told to, and counts how often it is asked."""

    name, context = "scripted", 512

    def __init__(self, *script: Outage | None) -> None:
        self.script = list(script)
        self.asked = self.warmed = self.closed = 0
        self.gate = threading.Event()
        self.gate.set()

    def stream(
        self, messages: Sequence[Message], limit: int, stop: threading.Event | None = None
    ) -> Iterator[str]:
        assert messages
        assert limit
        self.asked += 1
        outage = self.script.pop(0) if self.script else None
        self.gate.wait(5)
        if outage is not None:
            raise ModelUnavailable(outage, "It is out of order.")
        yield "Because"
        if stop is None or not stop.is_set():
            yield " so."

    def warm_up(self) -> None:
        self.warmed += 1

    def close(self) -> None:
        self.closed += 1


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def outcome(breaker: Breaker, stop: threading.Event | None = None) -> str:
    try:
        return "".join(breaker.stream(ASKED, 10, stop))
    except ModelUnavailable as error:
        return f"{error.outage.name}: {error}"


@pytest.mark.parametrize("outage", ["UNREACHABLE", "SLOW", "BUSY", "REFUSED"])
def test_after_a_failure_it_refuses_at_once(outage: str) -> None:
    model, clock = Scripted(Outage[outage]), Clock()
    breaker = Breaker(model, clock=clock)
    assert outcome(breaker) == f"{outage}: It is out of order."
    clock.now += 0.5
    for _ in range(5):
        said = outcome(breaker)
        assert said == f"{outage}: It is out of order. It is tried again in 30 s."
    assert model.asked == 1
    clock.now += 29.5
    assert outcome(breaker) == "Because so."
    assert outcome(breaker) == "Because so."
    assert model.asked == 3


@pytest.mark.parametrize("outage", sorted({*Outage} - {Outage["UNREACHABLE"]}, key=str))
def test_what_tells_nothing_of_the_next_question_lets_it_through(outage: Outage) -> None:
    lasting = outage in {Outage.SLOW, Outage.BUSY, Outage.REFUSED}
    model = Scripted(outage)
    breaker = Breaker(model, clock=Clock())
    outcome(breaker)
    outcome(breaker)
    assert model.asked == (1 if lasting else 2)


def test_one_question_tries_while_others_are_refused() -> None:
    model, clock = Scripted(Outage.SLOW), Clock()
    breaker = Breaker(model, clock=clock)
    outcome(breaker)
    clock.now += 31
    model.gate.clear()
    with ThreadPoolExecutor(5) as pool:
        said = [pool.submit(outcome, breaker) for _ in range(5)]
        refused = {one.result() for one in islice(as_completed(said, timeout=5), 4)}
        model.gate.set()
    answers = [one.result() for one in said]
    assert refused == {"SLOW: It is out of order. It is tried again right now."}
    assert answers.count("Because so.") == 1
    assert model.asked == 2


def test_a_trial_that_fails_starts_the_pause_anew() -> None:
    model, clock = Scripted(Outage.BUSY, Outage.UNREACHABLE), Clock()
    breaker = Breaker(model, pause=10, clock=clock)
    outcome(breaker)
    clock.now += 10
    assert outcome(breaker) == "UNREACHABLE: It is out of order."
    clock.now += 9
    assert outcome(breaker).endswith("It is tried again in 1 s.")
    clock.now += 1
    assert outcome(breaker) == "Because so."


def test_a_stopped_reply_tells_nothing() -> None:
    model, clock = Scripted(Outage.SLOW), Clock()
    breaker = Breaker(model, clock=clock)
    outcome(breaker)
    clock.now += 31
    stop = threading.Event()
    stop.set()
    assert outcome(breaker, stop) == "Because"
    closed = breaker.stream(ASKED, 10)
    assert next(closed) == "Because"
    assert outcome(breaker).startswith("SLOW")  # the trial is still under way
    closed.close()  # type: ignore[attr-defined]
    assert outcome(breaker) == "Because so."
    assert model.asked == 4


def test_the_log_says_once_what_readers_are_not_told(caplog: pytest.LogCaptureFixture) -> None:
    breaker = Breaker(Scripted(Outage.BUSY), clock=Clock())
    for _ in range(3):
        outcome(breaker)
    assert caplog.messages == ["It is out of order."]


def test_the_rest_is_passed_on() -> None:
    model = Scripted()
    breaker = Breaker(model)
    assert (breaker.name, breaker.context) == ("scripted", 512)
    breaker.warm_up()
    breaker.close()
    assert (model.warmed, model.closed) == (1, 1)
