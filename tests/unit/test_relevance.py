"""Whether a sentence gives what was asked for."""

import numpy as np
import pytest

from index.records import Article, Hit, Passage, Sentence
from rag.answering.relevance import is_beside
from rag.findings import Accord, Witness
from rag.quantities import find_quantities
from rag.questions import Question
from rag.records import Evidence

VECTOR = np.ones(4, np.float32) / 2


def ask(text: str, language: str) -> Question:
    return Question(text, language, (), VECTOR, VECTOR[None], VECTOR[:1])


def accord(text: str, language: str) -> Accord:
    article = Article("a", "", text, language=language)
    sentence = Sentence("a", 0, 0, len(text), text)
    hit = Hit(Passage("a", 0, 0, len(text), text), article, 1.0, 1, ())
    evidence = Evidence(article, sentence, hit, 1.0)
    return (Witness(evidence, 0, len(text), find_quantities(text, language)),)


FIGURE = [accord("64,4 Millionen Dollar", "de")]


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("The shipyard got $64.4 million for it.", False),
        ("The shipyard got about 64 million dollars.", False),
        ("The shipyard still owns 4.6% of it.", True),
        ("The shipyard got $90 million for it.", True),
        ("The shipyard sold its shares.", True),
    ],
)
def test_the_figure_asked_for_is_the_one_that_the_evidence_gives(said: str, beside: bool) -> None:
    question = ask("How much did the shipyard get for its shares?", "en")
    assert is_beside(said, "en", question, FIGURE) is beside


def test_without_a_figure_to_compare_only_an_echo_is_beside() -> None:
    question = ask("How much does the shipyard invest in docks?", "en")
    assert is_beside("The shipyard invests in docks.", "en", question, [])
    assert not is_beside("The shipyard invests $9 million.", "en", question, [])


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("Der Zug endete in Altmoor am 30. Juni 2026.", True),
        ("In Altmoor endete der Zug.", True),
        ("Der Zug endete am Hafenkai.", False),
    ],
)
def test_an_echo_is_no_answer(said: str, beside: bool) -> None:
    question = ask("Wo endete der Zug in Altmoor?", "de")
    assert is_beside(said, "de", question, []) is beside


def test_yes_may_be_said_by_an_echo() -> None:
    assert not is_beside("Der Zug endete.", "de", ask("Endete der Zug?", "de"), [])


def test_a_figure_is_more_than_an_echo_unless_it_answers_where() -> None:
    question = ask("How tall is the water tower?", "en")
    assert not is_beside("The water tower is 40 metres tall.", "en", question, [])


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("Veltronik is run by the company Veltronik Maschinenbau AG.", True),
        ("Ines Rohde runs Veltronik.", False),
        ("The town runs it.", False),
    ],
)
def test_who_is_answered_with_somebody_new(said: str, beside: bool) -> None:
    assert is_beside(said, "en", ask("Who runs Veltronik?", "en"), []) is beside
