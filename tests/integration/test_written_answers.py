"""What a real language model wrote to the sample's questions, replayed through all the checks.

Its replies were recorded once (``python -m eval answers --set eval/sets/sample --llm … --record``);
with them, the same questions give the same answers wherever vectors are the same.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from eval.figures import stray_figures
from eval.writing.cassettes import CassetteIncomplete, Replayer
from index.encoding import ModelEncoder
from index.local import LocalStore
from rag.assistant import Assistant
from rag.centring import LanguageMeans
from rag.config import Settings
from rag.generation import EXTRACTIVE
from rag.grounding import EncoderSimilarity, check
from rag.llm.models import Message
from rag.llm.planning import Planner
from rag.llm.writer import Writer
from rag.records import Answer

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "eval" / "sets" / "sample"
REPLIES = ROOT / "tests" / "data" / "replies.jsonl"


@pytest.fixture(scope="module")
def store(sample_index: Path) -> Iterator[LocalStore]:
    with closing(LocalStore.open(sample_index)) as opened:
        yield opened


@pytest.fixture(scope="module")
def answers(store: LocalStore, encoder: ModelEncoder) -> list[Answer]:
    """The answers to the sample's questions, as far as their replies are recorded."""
    assistant = Assistant(store, encoder, Settings(), Writer(Replayer(REPLIES)))
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    found, lost = [], 0
    for line in lines:
        try:
            found.append(assistant.ask(json.loads(line)["question"]))
        except CassetteIncomplete:
            lost += 1
    if lost > len(lines) // 5:
        pytest.skip(f"{lost} prompts differ from those recorded: vectors are not the same here")
    return found


def test_no_figure_is_shown_that_its_source_does_not_have(answers: Sequence[Answer]) -> None:
    assert not [figure for answer in answers for figure in stray_figures(answer)]


def test_every_sentence_passes_the_check_again(
    answers: Sequence[Answer], encoder: ModelEncoder
) -> None:
    similarity = EncoderSimilarity(encoder, LanguageMeans(encoder))
    for answer in answers:
        for one in answer.statements:
            verdict = check(
                one.text,
                one.citations,
                language=answer.language,
                similarity=similarity,
                asked=answer.question,
            )
            assert verdict.supported, (answer.question, one.text, verdict.reason)


def test_every_citation_is_an_exact_span(answers: Sequence[Answer], store: LocalStore) -> None:
    for answer in answers:
        for one in answer.citations:
            assert store.article(one.article.id).text[one.start : one.end] == one.quote


def test_the_check_has_something_to_catch_and_does_not_catch_all(
    answers: Sequence[Answer],
) -> None:
    written = [one for one in answers if one.statements and one.generator != EXTRACTIVE]
    fallen_back = [one for one in answers if one.statements and one.generator == EXTRACTIVE]
    assert len(written) > 10
    assert fallen_back
    assert all(one.withheld or one.note for one in fallen_back)
    assert all(withheld.reason for one in answers for withheld in one.withheld)


class Scripted:
    """Takes a comparison apart, and answers with the first sentence of each article it is given."""

    name = "scripted"
    context = 4096

    def __init__(self) -> None:
        self.prompts: list[str] = []

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        del limit, stop
        self.prompts.append(messages[-1].content)
        if "[1]" not in messages[-1].content:
            yield "What did the ferry in Port Ellery cost?\nHow much is Nordglut investing?"
        else:
            yield "NOT FOUND"

    def warm_up(self) -> None:
        """Nothing to load."""

    def close(self) -> None:
        """Nothing to close."""


def test_a_compound_question_is_searched_part_by_part(
    store: LocalStore, encoder: ModelEncoder
) -> None:
    model = Scripted()
    assistant = Assistant(store, encoder, Settings(), Writer(model), Planner(model))
    question = "What did the ferry in Port Ellery cost, and how much is Nordglut investing?"
    answer = assistant.ask(question)
    assert len(answer.parts) == 2
    titles = {hit.article.title for hit in answer.hits}
    alone = [assistant.ask(part).hits[0].article.title for part in answer.parts]
    assert len({*alone}) == 2
    assert {*alone} <= titles
    assert answer.question == question


def test_what_a_model_did_not_find_is_not_said_of_the_articles(
    store: LocalStore, encoder: ModelEncoder
) -> None:
    question = "How much is Nordglut investing in its new factory?"
    answer = Assistant(store, encoder, Settings(), Writer(Scripted())).ask(question)
    assert answer.abstained
    assert answer.note.startswith("scripted found no answer")
    assert answer.hits
