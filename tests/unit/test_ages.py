"""Whose age a sentence tells."""

import numpy as np
import pytest

from index.records import Article, Sentence
from rag.evidence.ages import asks_for_age_alone, is_of_another_age, tells_age_of_asked
from rag.questions import Question

VECTOR = np.ones(4, np.float32) / 2


def ask(text: str, language: str) -> Question:
    terms = tuple(text.lower().rstrip("?").split())
    return Question(text, language, terms, VECTOR, VECTOR[None], VECTOR[:1])


def tells(asked: str, before: str, text: str, language: str) -> tuple[bool, bool]:
    """Return whether a sentence tells the age of whom is named, and of others only."""
    lead = f"{before} " if before else ""
    article = Article("a", "", lead + text, language=language)
    sentence = Sentence("a", 1, len(lead), len(article.text), text)
    question = ask(asked, "de" if asked.startswith("Wie") else "en")
    return (
        tells_age_of_asked(question, article, sentence),
        is_of_another_age(question, article, sentence),
    )


@pytest.mark.parametrize(
    ("before", "text", "language"),
    [
        ("", "Das sagte Ada Quint (54).", "de"),
        ("", "Kandidatin Ada Quint, 54, will regieren.", "de"),
        ("", "Die 54-jährige Pilotin Ada Quint flog.", "de"),
        ("", "Nachfolgerin wird die 54 Jahre alte Ada Quint.", "de"),
        ("Geleitet wird es von Ada Quint.", "Die 54-Jährige war Pilotin.", "de"),
        ("„So ist es“, sagte Quint.", "Die 54-Jährige war Pilotin.", "de"),
        ("", "Its director, Ada Quint, 54, was there.", "en"),
        ("", "The 54-year-old pilot Ada Quint was there.", "en"),
        ("Ada Quint won.", "The 54-year-old was there.", "en"),
        ("", "Quint, the 54-year-old, was there.", "en"),
        ("", "Quint said at the age of 54 she was there.", "en"),
        ("", "Quint won at age 54 and is now Oryxa's Executive Vice President.", "en"),
    ],
)
def test_the_age_of_whom_is_named(before: str, text: str, language: str) -> None:
    for asked in ("Wie alt ist Ada Quint?", "How old is Ada Quint?"):
        assert tells(asked, before, text, language) == (True, False)


@pytest.mark.parametrize(
    ("before", "text", "language"),
    [
        ("Ada Quint war da.", "Das sagte Peter Holm (61).", "de"),
        ("Ada Quint war da.", "Die 61-jährige Pilotin Maria Holm flog.", "de"),
        ("Ada Quint war da. Ihr folgt Peter Holm.", "Der 61-Jährige war Pilot.", "de"),
        ("Es regnete.", "Der 61-Jährige war Pilot.", "de"),
        ("Ada Quint won.", "Its director, Peter Holm, 61, was there.", "en"),
        ("Ada Quint beat Peter Holm.", "The 61-year-old was there.", "en"),
    ],
)
def test_the_age_of_somebody_else(before: str, text: str, language: str) -> None:
    for asked in ("Wie alt ist Ada Quint?", "How old is Ada Quint?"):
        assert tells(asked, before, text, language) == (False, True)


def test_who_is_not_named_or_has_no_age_told_is_nobody_else() -> None:
    assert tells("Wie alt war der Pilot?", "", "Peter Holm (61) flog.", "de") == (False, False)
    assert tells("Wie alt ist Ada Quint?", "", "Ada Quint flog.", "de") == (False, False)


def test_a_question_that_asks_for_an_age_and_nothing_else() -> None:
    assert asks_for_age_alone(ask("How old is Ada Quint?", "en"))
    assert asks_for_age_alone(ask("Welches Alter hat Ada Quint?", "de"))
    assert not asks_for_age_alone(ask("How old was Ada Quint when she retired?", "en"))
    assert not asks_for_age_alone(ask("Who is Ada Quint?", "en"))
