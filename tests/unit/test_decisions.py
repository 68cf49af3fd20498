"""Which sentence decides a question for yes or no."""

import numpy as np
import pytest

from index.records import Article, Sentence
from rag.evidence.decisions import decides
from rag.questions import Question

VECTOR = np.ones(4, np.float32) / 2


def count(
    asked: str, language: str, text: str, written: str, rest: str = "", title: str = ""
) -> int:
    terms = tuple(asked.strip("?").lower().split())
    question = Question(asked, language, terms, VECTOR, VECTOR[None], VECTOR[:1])
    article = Article("a", title, f"{text} {rest}", language=written)
    return decides(question, article, Sentence("a", 0, 0, len(text), text))


@pytest.mark.parametrize(
    ("asked", "language", "text", "written", "told"),
    [
        ("Did it cut its forecast?", "en", "It did not cut its forecast.", "en", 1),
        ("Did it cut its forecast?", "en", "It had cut its forecast.", "en", 0),
        ("Did it cut its forecast?", "en", "The board was not there.", "en", 0),
        ("Did it cut its forecast?", "en", "Its forecast, which is not new, was cut.", "en", 0),
        (
            "Hat er die Prognose gesenkt?",
            "de",
            "Er, dessen Chef nicht kam, hat eine Prognose.",
            "de",
            0,
        ),
        ("Did it cut its forecast?", "en", "Die Prognose wurde nicht gesenkt.", "de", 1),
        ("Hat er die Prognose gesenkt?", "de", "Die Prognose senkt er keinesfalls.", "de", 1),
        ("Hat er die Prognose gesenkt?", "de", "Er lehnt eine neue Prognose ab.", "de", 1),
        ("Hat er die Prognose gesenkt?", "de", "Er senkte die Prognose.", "de", 0),
        ("Hat er die Prognose gesenkt?", "de", "They declined to cut it.", "en", 1),
    ],
)
def test_what_denies_or_confirms(
    asked: str, language: str, text: str, written: str, told: int
) -> None:
    assert count(asked, language, text, written) == told


def test_whom_the_article_hardly_ever_names() -> None:
    asked, text = "Did Westrup ban phones?", "Neighbouring Westrup has one."
    assert count(asked, "en", text, "en") == 1
    assert count(asked, "en", "Ostrup has one.", "en", rest=text) == 0
    assert count(asked, "en", text, "en", rest="Westrup is far. Westrup is small.") == 0
    assert count("Was Ada Quint sacked?", "en", "Quint stays.", "en", rest="Ada Quint spoke.") == 1
    assert count(asked, "en", text, "en", title="A ban in Westrup") == 0
