"""What an article is about, as far as a question names it."""

import numpy as np
import pytest

from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from index.words import word_spans
from rag.evidence.subjects import Subject, nearest_words, tell_subjects
from rag.questions import Question
from rag.roles import tell_roles

TEXT = "Die Nordglut AG baut. Sie zahlt viel."
VECTOR = np.ones(4, np.float32) / 2


def tell(asked: str, language: str = "de", title: str = "") -> Subject:
    """Return what is told of an article by its two sentences, the first alike to any word."""
    words = len(word_spans(asked))
    weights = np.full(words, 1 / words, np.float32)
    question = Question(asked, language, tuple(asked.split()), VECTOR, VECTOR[None], weights)
    article = Article("a", title, TEXT, language="de")
    spans = [(0, 21, 0.9), (22, len(TEXT), 0.2)]
    sentences = tuple(
        ScoredSentence(
            Sentence("a", number, start, end, TEXT[start:end]),
            0.5,
            0.5,
            np.full((words, 3), alike, np.float32),
        )
        for number, (start, end, alike) in enumerate(spans)
    )
    hit = Hit(Passage("a", 0, 0, len(TEXT), TEXT), article, 0.5, 1, sentences)
    return tell_subjects(question, tell_roles(question), [hit])["a"]


def test_a_name_is_met_anywhere_in_the_article_and_other_words_are_not() -> None:
    subject = tell("Was zahlt Nordglut?")
    assert subject.met == pytest.approx([-1, -1, 0.9])
    assert subject.absent == 0


def test_names_that_the_article_lacks_are_absent() -> None:
    assert tell("Was zahlt Tencent an Nordglut?").absent == 0.5
    assert tell("Was zahlt Tencent an Nordglut?", title="Tencent hilft").absent == 0
    assert tell("What does Tencent pay to Nordglut?", "en").absent == 0  # another language's forms
    assert tell("Was kostet das?").absent == 0


def test_a_sentence_without_words_is_near_to_none() -> None:
    assert nearest_words(np.zeros((0, 0), np.float32), 2).tolist() == [0, 0]
