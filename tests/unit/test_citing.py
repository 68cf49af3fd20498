"""What is marked in a cited sentence."""

import pytest

from index.records import Article, Hit, Passage, Sentence
from rag.answering.citing import Citer
from rag.generation import Draft
from rag.records import AnswerSpan, Evidence

TEXT = "By how much it will grow is open, said the board of Veltronik."
ARTICLE = Article("a", "", TEXT, language="en")


@pytest.mark.parametrize(
    ("words", "overlap", "marked"),
    [
        ("the board of Veltronik", 0.9, True),
        ("the board of Veltronik", 0.2, False),
        ("how much", 0.9, False),
        ("By how much it will", 0.9, False),
    ],
)
def test_only_likely_words_that_say_something_are_marked(
    words: str, overlap: float, marked: bool
) -> None:
    sentence = Sentence("a", 0, 0, len(TEXT), TEXT)
    hit = Hit(Passage("a", 0, 0, len(TEXT), TEXT), ARTICLE, 1.0, 1, ())
    start = TEXT.index(words)
    span = AnswerSpan(start, start + len(words), overlap, 1.0)
    statement, _ = Citer().cite(Draft(TEXT, (Evidence(ARTICLE, sentence, hit, 1.0, span),)))
    assert statement is not None
    assert statement.citations[0].marked_text == (words if marked else "")
