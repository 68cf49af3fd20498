"""A question whose letters and dots are apart, as in names of files, is answered like any other."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unicodedata import normalize

import pytest

from index.config import IndexConfig
from index.encoding import ModelEncoder
from index.ingest import ingest
from index.local import LocalStore
from rag.assistant import Assistant
from rag.records import Answer

pytestmark = pytest.mark.integration

SAMPLE = Path(__file__).parents[2] / "eval" / "sets" / "sample" / "articles"
FILES = [SAMPLE / name for name in ("nordglut-kaltenrieth.txt", "nordklinik-protest.txt")]
QUESTION = "Wie viele Städte wollten die Nordglut-Fabrik haben?"
FOLLOW_UP = "Und wie viele Arbeitsplätze?"


@pytest.fixture(scope="module")
def assistant(
    encoder: ModelEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    with closing(LocalStore.create(tmp_path_factory.mktemp("index"), config)) as made:
        ingest(FILES, made, encoder)
        yield Assistant(made, encoder)


def said(answer: Answer) -> tuple[object, ...]:
    return (answer.statements, answer.findings, answer.confidence, answer.language, answer.searched)


def test_a_question_is_answered_however_its_letters_are_written(assistant: Assistant) -> None:
    whole = assistant.ask(QUESTION)
    apart = assistant.ask(normalize("NFD", QUESTION))
    assert not whole.abstained
    assert said(apart) == said(whole)
    assert apart.question == normalize("NFD", QUESTION)
    assert apart.searched == ""


def test_a_follow_up_is_made_whole_however_its_letters_are_written(assistant: Assistant) -> None:
    whole = assistant.ask(FOLLOW_UP, history=[assistant.ask(QUESTION)])
    before = assistant.ask(normalize("NFD", QUESTION))
    apart = assistant.ask(normalize("NFD", FOLLOW_UP), history=[before])
    assert whole.searched
    assert said(apart) == said(whole)


def test_passages_are_found_however_the_letters_are_written(assistant: Assistant) -> None:
    assert assistant.retrieve(normalize("NFD", QUESTION)) == assistant.retrieve(QUESTION)
