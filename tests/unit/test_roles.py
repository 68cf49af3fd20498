"""What each word of a question does in it."""

import numpy as np
import pytest

from index.words import word_spans
from rag.questions import Question
from rag.roles import Roles, tell_roles


def read(text: str, language: str) -> tuple[list[str], Roles]:
    words = [text[start:end] for start, end in word_spans(text)]
    vectors = np.zeros((len(words), 4), np.float32)
    weights = np.full(len(words), 1 / len(words), np.float32)
    question = Question(text, language, tuple(words), vectors[0], vectors, weights)
    return words, tell_roles(question)


@pytest.mark.parametrize(
    ("language", "text", "asking", "sought"),
    [
        ("en", "Which football club won?", ["Which"], ["football", "club"]),
        ("en", "How many people came?", ["How", "many"], ["people", "came"]),
        ("en", "What is a ferry?", ["What"], []),
        ("en", "Who runs the plant?", ["Who"], []),
        ("de", "In welcher Stadt steht das Werk?", ["welcher"], ["Stadt"]),
        ("de", "Wie viele alte Häuser stehen dort?", ["Wie", "viele"], ["alte", "Häuser"]),
        ("de", "Wessen Idee war das?", ["Wessen"], ["Idee"]),
        ("de", "Wie viel zahlt Nordglut dafür?", ["Wie", "viel"], []),
        ("de", "Wie viele kamen am Samstag?", ["Wie", "viele"], []),
        ("de", "Wie viele verletzte Personen gab es?", ["Wie", "viele"], ["verletzte", "Personen"]),
        ("fr", "Qui dirige l'usine ?", [], []),
    ],
)
def test_words_that_ask_and_words_for_what_is_sought(
    language: str, text: str, asking: list[str], sought: list[str]
) -> None:
    words, roles = read(text, language)
    assert [word for word, asks in zip(words, roles.asking, strict=True) if asks] == asking
    assert [word for word, flag in zip(words, roles.sought, strict=True) if flag] == sought


def test_parts_of_names_are_known_with_and_without_their_endings() -> None:
    words, roles = read("Was kosten die SingPost-Aktien in Alibabas Depot?", "de")
    named = [word for word, flag in zip(words, roles.named, strict=True) if flag]
    assert named == ["SingPost", "Alibabas"]


def test_the_other_words_keep_their_weight() -> None:
    words, roles = read("Which football club won?", "en")
    assert dict(zip(words, roles.given.tolist(), strict=True)) == {
        "Which": 0,
        "football": 0,
        "club": 0,
        "won": 0.25,
    }
