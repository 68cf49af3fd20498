"""What is given from Python: a slip gets one sentence, rather than nothing found or a traceback."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

import rag
from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import QuestionInvalid, SettingInvalid
from index.ingest import ingest
from index.local import LocalStore
from index.preparation import prepare
from index.records import Filter
from rag import Answer, Assistant, Settings
from rag.filters import make_filter

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
    assert hash(Filter(languages=["de"])) == hash(Filter(languages=("de",)))


def test_a_filter_takes_names_however_they_are_typed() -> None:
    apart = unicodedata.normalize("NFD", "Küstenkurier Online")
    names: Any = {"sources": [apart], "languages": [" DE "]}
    assert Filter(**names) == Filter(sources=("Küstenkurier Online",), languages=("de",))
    names["sources"] = [f" {apart.replace(' ', '  ')} "]
    assert make_filter(**names) == Filter(sources=("Küstenkurier Online",), languages=("de",))
    assert Filter(articles=(unicodedata.normalize("NFD", "küste"),)).articles == ("küste",)


ASKED: dict[str, Callable[[Assistant, Any], object]] = {
    "retrieve": lambda assistant, only: assistant.retrieve("Was kostet der Deich?", only=only),
    "ask": lambda assistant, only: assistant.ask("Was kostet der Deich?", only=only),
}


def stream(assistant: Assistant, only: Any) -> Answer:
    *_, answer = assistant.stream("Was kostet der Deich?", only=only)
    return answer


@pytest.mark.parametrize(
    "only",
    [
        Filter(languages=("german",)),
        Filter(sources=("Bote",)),
        Filter(articles=("dyke",)),
        Filter(date(2025, 9, 2), DAY),
    ],
)
def test_where_no_article_passes_nothing_is_found_and_the_answer_says_so(
    assistant: Assistant, only: Filter
) -> None:
    assert ASKED["retrieve"](assistant, only) == []
    answer = assistant.ask("Was kostet der Deich?", only=only)
    assert (answer.abstained, answer.hits, answer.nearest) == (True, (), ())
    assert answer.note == "Kein Artikel entspricht der gewählten Eingrenzung."


@pytest.mark.parametrize("ask", [*ASKED.values(), stream], ids=[*ASKED, "stream"])
def test_a_choice_is_a_filter(
    assistant: Assistant, ask: Callable[[Assistant, Any], object]
) -> None:
    with pytest.raises(SettingInvalid, match="only must be a Filter"):
        ask(assistant, {"languages": ["de"]})


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_a_filter_that_some_article_passes_is_taken(
    assistant: Assistant, ask: Callable[[Assistant, Any], object]
) -> None:
    languages = list(assistant.store.languages())
    assert ask(assistant, Filter(DAY, DAY, ("INSELBOTE",), tuple(languages), ("deich",)))
    assert ask(assistant, None)
    assert stream(assistant, Filter(DAY, DAY, ("INSELBOTE",), tuple(languages), ("deich",))).hits


@pytest.mark.parametrize("question", [None, 7, ["Wo?"], b"Wo?"])
def test_a_question_is_a_text(assistant: Assistant, question: Any) -> None:
    for ask in (assistant.retrieve, assistant.ask, assistant.stream):
        with pytest.raises(QuestionInvalid, match="must be a text, not"):
            ask(question)  # type: ignore[operator]


@pytest.mark.parametrize("k", ["x", "5", 2.5, True])
def test_a_number_of_hits_is_a_whole_number(assistant: Assistant, k: Any) -> None:
    with pytest.raises(SettingInvalid, match=f"not {k!r}"):
        assistant.retrieve("Was kostet der Deich?", k)


def test_a_number_of_hits_may_be_numpys_and_beyond_what_there_is(assistant: Assistant) -> None:
    one: Any = np.int64(1)
    assert len(assistant.retrieve("Was kostet der Deich?", one)) == 1
    assert len(assistant.retrieve("Was kostet der Deich?", 1_000_000_000)) == 1
    with pytest.raises(SettingInvalid, match="ask for 1 to 1,000,000,000"):
        assistant.retrieve("Was kostet der Deich?", 10**30)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"hits": "5"}, "hits must be a whole number, not '5'"),
        ({"hits": 2.5}, r"hits must be a whole number, not 2\.5"),
        ({"candidates": True}, "candidates must be a whole number, not True"),
        ({"cache_mb": None}, "cache_mb must be a whole number, not None"),
        ({"threshold": "high"}, "threshold must be a number, not 'high'"),
        ({"encoder": Path("model")}, r"encoder must be a text, not PosixPath"),
        ({"hits": 10**30}, "hits must be at most 1,000,000,000"),
    ],
)
def test_settings_say_what_they_take(given: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingInvalid, match=said):
        Settings(**given)


def test_settings_take_what_counts_as_a_number() -> None:
    numbers: Any = {"hits": np.int64(3), "threshold": 1, "llm_threshold": np.float64(0.1)}
    assert Settings(**numbers) == Settings(hits=3, threshold=1.0, llm_threshold=0.1)


@pytest.mark.parametrize("settings", [{"hits": 3}, "index", Settings])
def test_an_assistant_says_what_its_settings_are(tmp_path: Path, settings: Any) -> None:
    with pytest.raises(SettingInvalid, match=r"must be Settings, such as Settings\(hits=3\)"):
        Assistant.open(tmp_path, settings=settings)


def test_a_slip_is_told_before_the_index_is_opened(tmp_path: Path) -> None:
    slip: Any = "data/index"  # it is the number of hits that comes second
    with pytest.raises(SettingInvalid, match="k, must be a whole number, not 'data/index'"):
        rag.retrieve("Was kostet der Deich?", slip, index=tmp_path)
    with pytest.raises(SettingInvalid, match="only must be a Filter"):
        rag.ask("Was kostet der Deich?", only=slip, index=tmp_path)


def test_what_stops_an_answer_is_an_event(assistant: Assistant) -> None:
    stop: Any = True
    with pytest.raises(SettingInvalid, match=r"stop must be a threading\.Event, not True"):
        assistant.stream("Was kostet der Deich?", stop=stop)
    assert list(assistant.stream("Was kostet der Deich?", stop=Event()))


def test_a_history_is_a_list_of_answers(assistant: Assistant) -> None:
    answer = assistant.ask("Was kostet der Deich?")
    wrong: Any
    for wrong in (answer, "Was?", ["Was?"], [answer, None], None, 7):
        with pytest.raises(SettingInvalid, match=r"history must be a list .* such as \[answer\]"):
            assistant.ask("Und wann?", history=wrong)
    for right in ([answer], (answer,), []):
        assert assistant.ask("Und was kostet der Deich?", history=right)
