"""The labelled news: labels that hold, and answers that show nothing their sources do not say."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.corpus import Corpus, open_corpus
from eval.figures import stray_figures
from eval.sets import load_set
from rag.config import Settings
from rag.records import Answer

pytestmark = pytest.mark.integration

NEWS = Path(__file__).parents[2] / "eval" / "sets" / "news"


@pytest.fixture(scope="module", params=["seen", "blind"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    place = tmp_path_factory.mktemp(request.param) / "index"
    # Every question is answered, however unsure: all the figures that might ever be shown.
    return open_corpus(load_set(NEWS / request.param), place, Settings(threshold=0.0))


@pytest.fixture(scope="module")
def answers(corpus: Corpus) -> Iterator[list[Answer]]:
    yield [corpus.assistant.ask(question.text) for question in corpus.questions]
    corpus.assistant.close()


def test_every_label_holds(corpus: Corpus) -> None:
    assert not corpus.skipped
    assert not corpus.lost
    assert len(corpus.questions) == 216
    for question in corpus.questions:
        assert bool(corpus.gold[question.id]) == question.answerable, question.label
        assert len(corpus.gold[question.id]) >= len(question.gold), question.label


def test_every_citation_is_verbatim(corpus: Corpus, answers: list[Answer]) -> None:
    assert sum(len(answer.citations) for answer in answers) > 300
    for citation in (one for answer in answers for one in answer.citations):
        text = corpus.assistant.article(citation.article.id).text
        assert text[citation.start : citation.end] == citation.quote


def test_no_figure_is_shown_that_its_source_does_not_have(answers: list[Answer]) -> None:
    shown = [finding for answer in answers for finding in answer.findings]
    assert sum(bool(re.search(r"\d", finding.text)) for finding in shown) > 80
    assert not [figure for answer in answers for figure in stray_figures(answer)]
