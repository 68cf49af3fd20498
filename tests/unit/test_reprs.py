"""What a notebook shows of a record: what it is, in a line."""

from datetime import date
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.encoding import Encoder
from index.local import LocalStore
from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from rag import Answer, Assistant, Citation, Finding, Statement

TEXT = "Der Deich wird erhöht.\nDas kostet Geld. " + "Und das dauert noch lange. " * 400
ARTICLE = Article("deich", "Ein Deich", TEXT, source="Inselbote", published=date(2025, 3, 9))
SENTENCE = ScoredSentence(Sentence("deich", 1, 23, 39, TEXT[23:39]), 0.7649, 0.5)
HIT = Hit(Passage("deich", 0, 0, 4000, TEXT[:4000]), ARTICLE, 0.81177, 2, (SENTENCE,) * 99)
CITATION = Citation(1, ARTICLE, 23, 39, TEXT[23:39])
ANSWER = Answer(
    "Was kostet der Deich?",
    "de",
    (Statement("Das kostet Geld.", (CITATION,)),),
    (HIT,) * 8,
    abstained=False,
    confidence=0.91234,
    findings=(Finding("Geld", "", (CITATION,)),),
)


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        (
            ARTICLE,
            "Article('deich', 'Ein Deich', source='Inselbote', published=2025-03-09, "
            "text='Der Deich wird erhöht. Das kostet Geld. Und das dauert noch …')",
        ),
        (Article("a", "", "Kurz."), "Article('a', '', source=None, published=None, text='Kurz.')"),
        (
            HIT,
            "Hit(rank=2, score=0.812, title='Ein Deich', "
            "passage='Der Deich wird erhöht. Das kostet Geld. Und das dauert noch …')",
        ),
        (SENTENCE, "ScoredSentence(similarity=0.765, in_context=0.500, text='Das kostet Geld.')"),
        (CITATION, "Citation([1] 'Das kostet Geld.', 'Ein Deich', deich[23:39])"),
        (
            ANSWER,
            "Answer('Was kostet der Deich?' -> 'Geld [1]: Das kostet Geld. [1]', abstained=False, "
            "confidence=0.91, citations=1, hits=8)",
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_record_is_shown_in_a_line(record: object, shown: str) -> None:
    assert repr(record) == shown


def test_an_answer_is_its_text() -> None:
    assert str(ANSWER) == ANSWER.text == "Geld [1]: Das kostet Geld. [1]"
    assert str(Answer("Wer?", "de", (), (), abstained=True, note="Steht nicht da.")) == (
        "Steht nicht da."
    )


def test_an_assistant_says_where_its_index_is(tmp_path: Path, encoder: Encoder) -> None:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    with Assistant(LocalStore.create(tmp_path / "news", config), encoder) as assistant:
        shown = f"Assistant(LocalStore('{tmp_path / 'news'}'), answers='extractive')"
        assert repr(assistant) == shown
    assert repr(assistant) == shown  # closed
