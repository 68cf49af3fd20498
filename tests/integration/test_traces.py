"""Answers from real articles are kept, and read back as they were."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.config import IndexConfig
from index.encoding import ModelEncoder
from index.ingest import ingest
from index.local import LocalStore
from rag.assistant import Assistant
from rag.explanations import best_sentence
from rag.records import Answer
from rag.shapes import answer_to_json
from rag.traces import answer_from_trace, answer_to_trace
from ui.exports import answer_as_markdown, answer_as_text, export_texts

pytestmark = pytest.mark.integration

SAMPLE = Path(__file__).parents[2] / "eval" / "sets" / "sample"
MOST_BYTES = 6_000
EVERY = 4  # of the sample's questions


@pytest.fixture(scope="module")
def assistant(encoder: ModelEncoder, sample_index: Path) -> Iterator[Assistant]:
    with closing(LocalStore.open(sample_index)) as store:
        yield Assistant(store, encoder)


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[Answer]:
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [assistant.ask(json.loads(line)["question"]) for line in lines[::EVERY]]


def kept(answer: Answer) -> Any:
    return json.loads(json.dumps(answer_to_trace(answer), allow_nan=False))


def shown(answer: Answer) -> Answer:
    hits = (
        replace(hit, sentences=tuple(filter(None, [best_sentence(hit)]))) for hit in answer.hits
    )
    return replace(answer, hits=tuple(hits))


def test_every_answer_reads_back_as_it_was(answers: list[Answer], assistant: Assistant) -> None:
    assert any(answer.abstained for answer in answers)
    assert any(len(answer.findings) > 1 for answer in answers)
    assert any(hit.reprints for answer in answers for hit in answer.hits)
    for answer in answers:
        back = answer_from_trace(kept(answer), assistant.store)
        assert back == shown(answer)
        assert answer_to_json(None, back, explained=True) == answer_to_json(
            None, answer, explained=True
        )


def test_a_trace_is_small_and_quotes_nothing(answers: list[Answer]) -> None:
    for answer in answers:
        said = json.dumps(answer_to_trace(answer), ensure_ascii=False)
        assert len(said.encode()) < MOST_BYTES
        assert not [one.quote for one in answer.citations if one.quote in said]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Who is the chief of Alibaba?", "And how much is it investing?"),
        ("Wo baut Nordglut das neue Werk?", "Wie viel kostet es?"),
    ],
)
def test_follow_ups_need_no_more_than_the_trace(
    first: str, then: str, assistant: Assistant
) -> None:
    answer = assistant.ask(first)
    back = answer_from_trace(kept(answer), assistant.store)
    asked = assistant.ask(then, history=[answer])
    assert asked.searched
    assert assistant.ask(then, history=[back]) == asked


def test_what_is_taken_away_has_a_source_for_every_marker(answers: list[Answer]) -> None:
    texts = export_texts("de")
    for answer in answers:
        text, markdown = answer_as_text(answer, texts), answer_as_markdown(answer, texts)
        quoted = answer.citations or answer.nearest
        heading = f"{texts.sources}:" if answer.citations else texts.nearest
        body, _, sources = text.partition(f"{heading}\n")
        pointed = {int(number) for number in re.findall(r"\[(\d+)\]", body)}
        assert pointed == {citation.marker for citation in answer.citations}
        assert re.findall(r"^\[(\d+)\]", sources, re.MULTILINE) == [
            str(citation.marker) for citation in quoted
        ]
        for citation in quoted:
            assert " ".join(citation.quote.split()) in sources
            assert not citation.article.url or f"<{citation.article.url}>" in markdown


def test_an_article_that_is_removed_takes_its_quotes_along(
    encoder: ModelEncoder, tmp_path: Path
) -> None:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    articles = [SAMPLE / "articles" / name for name in ("port-ellery-ferry.html",)]
    with closing(LocalStore.create(tmp_path / "index", config)) as store:
        ingest(articles, store, encoder)
        answer = Assistant(store, encoder).ask("What did the new ferry in Port Ellery cost?")
        trace = kept(answer)
        assert answer_from_trace(trace, store).text == answer.text
        store.remove([citation.article.id for citation in answer.citations])
        back = answer_from_trace(trace, store)
    assert back.abstained
    assert back.citations == ()
    assert back.hits == ()
    assert "changed or removed" in back.note
