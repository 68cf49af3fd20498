"""What is given from Python: a slip gets one sentence, rather than nothing found or a traceback."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import ArticleUnknown, FundstelleError, QuestionInvalid, SettingInvalid
from index.ingest import ingest
from index.local import LocalStore
from index.preparation import prepare
from index.records import Filter
from rag import Answer, Assistant

DAY = date(2025, 9, 1)


@pytest.fixture
def assistant(tmp_path: Path, encoder: Encoder) -> Iterator[Assistant]:
    file = tmp_path / "deich.jsonl"
    file.write_text(
        '{"text": "Der Deich bei Wiek wird erhöht. Das kostet 4 Millionen Euro.",'
        ' "source": "Inselbote", "published": "2025-09-01", "id": "deich"}'
    )
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    with closing(LocalStore.create(tmp_path / "index", config)) as store:
        ingest([file], store, encoder, prepare=prepare)
        yield Assistant(store, encoder)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"languages": "de"}, r"languages .* a list of texts, such as \['de'\], not 'de'"),
        ({"sources": "Inselbote"}, "sources"),
        ({"articles": "deich"}, "articles"),
        ({"articles": [7]}, "articles"),
        ({"languages": 7}, "languages"),
        ({"since": "2025-09-01"}, r"since .* date\(2025, 9, 1\), not '2025-09-01'"),
        ({"until": 2025}, "until"),
        ({"until": datetime(2025, 9, 1)}, "until"),
    ],
)
def test_a_filter_says_what_it_takes(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingInvalid, match=said):
        Filter(**given)


def test_a_filter_takes_any_list_and_any_case_of_a_language() -> None:
    lists: Any = {"sources": ["Inselbote"], "languages": ["DE", "en"], "articles": iter(["deich"])}
    assert Filter(DAY, **lists) == Filter(DAY, None, ("Inselbote",), ("de", "en"), ("deich",))
    assert hash(Filter(languages=["de"])) == hash(Filter(languages=("de",)))  # type: ignore[arg-type]


ASKED: dict[str, Callable[[Assistant, Any], object]] = {
    "retrieve": lambda assistant, only: assistant.retrieve("Was kostet der Deich?", only=only),
    "ask": lambda assistant, only: assistant.ask("Was kostet der Deich?", only=only),
}


def stream(assistant: Assistant, only: Any) -> Answer:
    *_, answer = assistant.stream("Was kostet der Deich?", only=only)
    return answer


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize(
    ("only", "error", "said"),
    [
        (Filter(languages=("german",)), SettingInvalid, "no article of the language 'german'"),
        (
            Filter(sources=("Bote",)),
            SettingInvalid,
            "no article of the outlet 'Bote'; there is Ins",
        ),
        (Filter(articles=("dyke",)), ArticleUnknown, "no article 'dyke'"),
        (
            Filter(date(2025, 9, 2), DAY),
            SettingInvalid,
            "No day is both since 2025-09-02 and until",
        ),
        ({"languages": ["de"]}, SettingInvalid, "only must be a Filter"),
    ],
)
def test_a_filter_that_nothing_can_pass_is_told(
    assistant: Assistant,
    ask: Callable[[Assistant, Any], object],
    only: object,
    error: type[FundstelleError],
    said: str,
) -> None:
    with pytest.raises(error, match=said):
        ask(assistant, only)


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_filter_that_some_article_passes_is_taken(
    assistant: Assistant, ask: Callable[[Assistant, Any], object]
) -> None:
    languages = list(assistant.store.languages())
    assert ask(assistant, Filter(DAY, DAY, ("INSELBOTE",), tuple(languages), ("deich",)))
    assert ask(assistant, None)
    assert stream(assistant, Filter(DAY, DAY, ("INSELBOTE",), tuple(languages), ("deich",))).hits


def test_where_readers_choose_the_answer_itself_says_that_there_is_nothing(
    assistant: Assistant,
) -> None:
    assert not stream(assistant, Filter(sources=("Bote",))).hits
    with pytest.raises(SettingInvalid, match="only must be a Filter"):
        stream(assistant, "Bote")


def test_of_many_articles_each_has_to_be_there(assistant: Assistant) -> None:
    many = ("deich",) * 60
    assert assistant.retrieve("Was kostet der Deich?", only=Filter(articles=many))
    with pytest.raises(ArticleUnknown, match="'dyke'"):
        assistant.retrieve("Was kostet der Deich?", only=Filter(articles=(*many, "dyke")))


@pytest.mark.parametrize("question", [None, 7, ["Wo?"], b"Wo?"])
def test_a_question_is_a_text(assistant: Assistant, question: Any) -> None:
    for ask in (assistant.retrieve, assistant.ask, assistant.stream):
        with pytest.raises(QuestionInvalid, match="must be a text, not"):
            ask(question)  # type: ignore[operator]


@pytest.mark.parametrize("k", ["x", "5", 2.5, True])
def test_a_number_of_hits_is_a_whole_number(assistant: Assistant, k: Any) -> None:
    with pytest.raises(SettingInvalid, match=f"not {k!r}"):
        assistant.retrieve("Was kostet der Deich?", k)


def test_a_history_is_a_list_of_answers(assistant: Assistant) -> None:
    answer = assistant.ask("Was kostet der Deich?")
    wrong: Any
    for wrong in (answer, "Was?", ["Was?"], [answer, None], None, 7):
        with pytest.raises(SettingInvalid, match=r"history must be a list .* such as \[answer\]"):
            assistant.ask("Und wann?", history=wrong)
    for right in ([answer], (answer,), []):
        assert assistant.ask("Und was kostet der Deich?", history=right)
