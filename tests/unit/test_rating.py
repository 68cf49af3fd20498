"""The control that rates an answer, and what the page may ask the desk."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import gradio as gr
import pytest
from fastapi import Request

from index.config import IndexConfig
from index.local import LocalStore
from index.records import Article
from index.stored_records import IndexedArticle
from rag.config import Settings
from rag.records import Answer, Citation, Statement
from rag.traces import answer_to_trace
from ui.desk import Database, Desk, desk_url
from ui.desk.calls import DeskTexts
from ui.desk.feedback import REASONS
from ui.rating import RatingTexts, render_rating
from ui.serving.access import Reader
from ui.texts import languages, load_texts, texts_for

TEXT = "Der Deich wird erhöht."
ARTICLE = Article("deich", "Ein Deich", TEXT, language="de")
STATEMENT = Statement(TEXT, (Citation(1, ARTICLE, 0, len(TEXT), TEXT),))
TRACE = answer_to_trace(Answer("Was wird erhöht?", "de", (STATEMENT,), (), abstained=False))
ID = "0b9e1e0c-6a3d-4a57-9a2f-0f3f5a1d2c4b"
TURN = f"{ID}/1"
CONVERSATION = {
    "id": ID,
    "title": "Deiche",
    "created": "2025-11-22T19:00:00.000Z",
    "updated": "2025-11-22T19:00:00.000Z",
    "turns": [{"number": 1, "question": "Was wird erhöht?", "choice": None, "trace": TRACE}],
}
HOSTILE = "\"'><script>alert(1)</script>"

Ask = Callable[..., Any]


class Door:
    """Tells readers by a header, as a test says."""

    def reader(self, request: Request) -> Reader:
        return Reader(request.headers.get("name", ""), edits=False)


def texts_of(request: Request) -> Any:
    return texts_for(request.headers.get("accept-language"))


def request_of(name: str, language: str) -> Request:
    headers = [(b"name", name.encode()), (b"accept-language", language.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def desk(place: Path) -> Iterator[Desk]:
    with closing(Desk(Database(desk_url("", place), patience=0.1), Settings(hits=7))) as desk:
        yield desk


@pytest.fixture
def ask(desk: Desk, place: Path) -> Iterator[Ask]:
    """Call what the page calls, as Gradio does."""
    with closing(LocalStore.create(place, IndexConfig("none", "f00d", 4))) as store:
        store.add([IndexedArticle(ARTICLE, (), ARTICLE.content_hash)])
        component = gr.HTML(server_functions=desk.make_calls(store, Door(), texts_of))

        def ask(name: str, sent: Any, reader: str = "anna", language: str = "en") -> Any:
            call = getattr(component, name)
            given, *_ = gr.helpers.special_args(call, [sent], request_of(reader, language))
            return call(*given)

        yield ask


def rated(**changes: Any) -> dict[str, Any]:
    return {"turn": TURN, "trace": TRACE, "verdict": "up", **changes}


class Elements(HTMLParser):
    """The elements of a piece of HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.found
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


# What is shown


@pytest.mark.parametrize("kind", [(RatingTexts, "rating"), (DeskTexts, "desk")])
def test_every_language_says_the_same(kind: tuple[Any, str]) -> None:
    def shape(language: str) -> dict[str, Any]:
        texts = load_texts(*kind, language)
        told = {field.name: getattr(texts, field.name) for field in fields(texts)}
        del told["language"], told["locale"]
        assert all(one.strip() for one in told.values() if isinstance(one, str))
        return {name: places(text) for name, text in told.items()}

    def places(text: Any) -> Any:
        if isinstance(text, str):
            return {name for _, name, _, _ in Formatter().parse(text) if name}
        return set(text)

    for language in languages():
        assert shape(language) == shape("en")


@pytest.mark.parametrize("language", languages())
def test_each_reason_has_its_chip(language: str) -> None:
    texts = load_texts(RatingTexts, "rating", language)
    page = Elements(render_rating(texts))
    assert [one["value"] for one in page.all("input")] == [*REASONS["up"], *REASONS["down"]]
    assert set(texts.up) == set(REASONS["up"])
    assert set(texts.down) == set(REASONS["down"])
    for name, verdict in ((texts.good, "up"), (texts.bad, "down")):
        (thumb,) = page.all("button", **{"data-verdict": verdict})
        assert (thumb["aria-label"], thumb["aria-pressed"]) == (name, "false")
    assert page.all("textarea", maxlength="1000")
    assert len(page.all("span", role="status")) == 1
    assert all("hidden" in one for one in page.all("form"))


def test_no_reason_is_offered_that_cannot_be() -> None:
    texts = load_texts(RatingTexts, "rating", "en")

    def offered(*, abstained: bool) -> set[str | None]:
        page = Elements(render_rating(texts, abstained=abstained))
        return {one["value"] for one in page.all("input")}

    assert "should_have_abstained" not in offered(abstained=True)
    assert "should_have_answered" in offered(abstained=True)
    assert "should_have_answered" not in offered(abstained=False)
    assert "should_have_abstained" in offered(abstained=False)


def test_texts_are_never_markup() -> None:
    texts = load_texts(RatingTexts, "rating", "en")
    said = {
        field.name: HOSTILE
        if isinstance(getattr(texts, field.name), str)
        else dict.fromkeys(getattr(texts, field.name), HOSTILE)
        for field in fields(texts)
    }
    assert not Elements(render_rating(replace(texts, **said))).all("script")


# Rating


def test_a_rating_is_kept_with_what_the_answer_was_made_with(ask: Ask, desk: Desk) -> None:
    sent = rated(verdict="down", reason="incomplete", comment=" Und wann? ", choice={"since": "1"})
    assert ask("rate", sent) == {"verdict": "down"}
    (kept,) = desk.feedback.ratings()
    assert (kept.id, kept.reader, kept.verdict, kept.reason) == (TURN, "anna", "down", "incomplete")
    assert kept.comment == "Und wann?"
    assert kept.trace == TRACE
    assert kept.made["index"]["fingerprint"] == "f00d"
    assert kept.made["index"]["articles"] == 1
    assert kept.made["settings"]["hits"] == 7
    assert kept.made["choice"] == {"since": "1"}
    assert set(kept.made) == {"version", "index", "settings", "choice"}
    assert kept.at.endswith("+00:00")


def test_a_rating_can_be_changed_and_taken_back(ask: Ask, desk: Desk) -> None:
    ask("rate", rated())
    ask("rate", rated(verdict="down"))
    assert [one.verdict for one in desk.feedback.ratings()] == ["down"]
    assert ask("rate", {"turn": TURN, "verdict": None}, reader="bela") == {"verdict": None}
    assert len(desk.feedback.ratings()) == 1
    assert ask("rate", {"turn": TURN, "verdict": None}) == {"verdict": None}
    assert desk.feedback.ratings() == []


@pytest.mark.parametrize(
    "sent",
    [
        *(None, [], "up", 7, {}),
        {"turn": TURN, "verdict": "up"},
        {"verdict": None},
        rated(turn="<script>"),
        rated(turn=None),
        rated(verdict="sideways"),
        rated(verdict=["up"]),
        rated(reason="wrong_figure"),
        rated(reason={}),
        rated(comment="x" * 1001),
        rated(comment=["x"]),
        rated(choice="x"),
        rated(choice={"x": "y" * 100_000}),
        rated(trace="x"),
        rated(trace={}),
        rated(trace={**TRACE, "made_up": True}),
        rated(trace={**TRACE, "question": 7}),
        rated(trace={**TRACE, "statements": [{"citations": []}]}),
    ],
)
def test_what_cannot_be_kept_is_one_sentence(ask: Ask, desk: Desk, sent: Any) -> None:
    english, german = ask("rate", sent), ask("rate", sent, language="de")
    assert english == {"error": load_texts(RatingTexts, "rating", "en").invalid}
    assert german == {"error": load_texts(RatingTexts, "rating", "de").invalid}
    assert desk.feedback.ratings() == []


def test_what_is_wrong_with_the_database_is_for_the_log(
    ask: Ask, place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place.with_name("index.desk.sqlite").write_text("no database " * 100)
    with caplog.at_level(logging.WARNING):
        reply = ask("rate", rated())
        listed = ask("list_conversations", None)
    assert reply == {"error": load_texts(RatingTexts, "rating", "en").unavailable}
    assert listed == {"error": load_texts(DeskTexts, "desk", "en").unavailable}
    assert [str(place.parent) in one for one in caplog.messages] == [True, True]


# Conversations


def test_a_reader_keeps_conversations(ask: Ask) -> None:
    kept = ask("keep_conversation", CONVERSATION)
    assert kept["turns"] == CONVERSATION["turns"]
    assert ask("get_conversation", ID) == kept
    assert [one["id"] for one in ask("list_conversations", None)] == [ID]
    assert ask("rename_conversation", {"id": ID, "title": "Turm"}) == {"title": "Turm"}
    assert ask("list_conversations", [])[0]["title"] == "Turm"
    assert ask("list_conversations", None, reader="bela") == []
    assert ask("delete_conversation", ID) == {"deleted": True}
    assert ask("get_conversation", ID) == {"error": "This conversation is no longer there."}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("list_conversations", None),
        ("get_conversation", ID),
        ("keep_conversation", CONVERSATION),
        ("rename_conversation", {"id": ID, "title": "x"}),
        ("delete_conversation", ID),
    ],
)
def test_who_has_no_name_keeps_nothing_here(ask: Ask, desk: Desk, name: str, sent: Any) -> None:
    assert ask(name, sent, reader="") == {"error": load_texts(DeskTexts, "desk", "en").nameless}
    assert ask(name, sent, reader="", language="de")["error"].startswith("Auf dem Server")
    assert desk.conversations.list("") == []


@pytest.mark.parametrize(
    ("name", "sent", "text"),
    [
        ("get_conversation", {"id": ID}, "unknown"),
        ("get_conversation", None, "unknown"),
        ("keep_conversation", {}, "invalid"),
        ("keep_conversation", "x", "invalid"),
        ("rename_conversation", ID, "invalid"),
        ("rename_conversation", {"id": ID, "title": ""}, "invalid"),
        ("rename_conversation", {"id": ID, "title": "x"}, "unknown"),
        ("keep_conversation", {**CONVERSATION, "turns": ["x" * 2_000_000]}, "too_large"),
    ],
)
def test_a_mistake_is_one_sentence(ask: Ask, name: str, sent: Any, text: str) -> None:
    for language in languages():
        said = getattr(load_texts(DeskTexts, "desk", language), text)
        assert ask(name, sent, language=language) == {"error": said}


def test_how_many_are_kept_is_said(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.desk.conversations.CONVERSATIONS_LIMIT", 0)
    assert "200" in ask("keep_conversation", CONVERSATION)["error"]
