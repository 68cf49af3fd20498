"""The articles' tab with a real index: what is added is committed, seen and accounted for."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import gradio as gr
import httpx2
import pytest
import uvicorn

from index.encoding import ModelEncoder
from index.local import LocalStore
from rag.assistant import Assistant
from rag.config import Settings
from ui.articles import build_articles
from ui.articles.library import Library
from ui.articles.texts import article_texts
from ui.serving.access import Access
from ui.serving.mounting import mount
from ui.texts import texts_in
from ui.theme import make_theme

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("encoder")]

ROOT = Path(__file__).parents[2]

TEXTS = article_texts("en")
FERRY = (
    "Die Fähre nach Norderinsel kostet ab Mai 14,50 Euro. Das teilte die Reederei Wiek am "
    "Dienstag mit. Bisher kostete die Überfahrt 12 Euro."
)
BRIDGE = "The council of Ellery voted for the new bridge on Monday. It will cost £46 million."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", cache_mb=0)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    (tmp_path / "uploads").mkdir()
    return tmp_path / "uploads"


def library_of(settings: Settings, uploads: Path, assistant: Assistant | None = None) -> Library:
    return Library(assistant, settings, uploads=uploads, upload_bytes=20_000_000)


def upload(uploads: Path, **contents: str) -> dict[str, Any]:
    """Put files where Gradio puts them; return what the browser then sends."""
    files = []
    for name, content in contents.items():
        path = uploads / f"hash-of-{name}" / name.replace("_", ".")
        path.parent.mkdir()
        path.write_text(content, encoding="utf-8")
        files.append({"path": str(path), "name": path.name})
    return {"kind": "files", "job": "job", "files": files}


def many(count: int) -> str:
    rows = (
        {
            "id": f"n{number}",
            "title": f"Meldung {number}",
            "text": " ".join(
                f"Satz {at} der Meldung {number} nennt Haus {at * number} am Hafen."
                for at in range(3)
            ),
        }
        for number in range(count)
    )
    return "\n".join(map(json.dumps, rows))


def last(library: Library, asked: object) -> str:
    *_, end = library.add(asked, TEXTS)
    return end


def test_an_index_that_is_not_there_is_made(settings: Settings, uploads: Path) -> None:
    library = library_of(settings, uploads)
    assert TEXTS.empty_title in library.frame(TEXTS, edits=True)["list"]
    assert not settings.index.exists()

    asked = upload(uploads, ferry_txt=FERRY, empty_txt=" ")
    end = last(library, asked)
    assert "Done: 1 article added and 1 skipped." in end
    assert list(uploads.iterdir()) == []
    shown = library.show({"words": "Überfahrt"}, TEXTS, edits=True)
    assert "Norderinsel" in shown["list"]
    assert "1 unchanged" in last(library, upload(uploads, ferry_txt=FERRY))
    store = LocalStore.open(settings.index)
    (receipt,) = store.receipts("upload:ferry.txt")
    assert str(uploads) not in receipt.origin
    store.close()
    assert "has not arrived" in last(library, asked)  # what was uploaded is gone


def test_a_question_sees_what_was_pasted(settings: Settings, uploads: Path) -> None:
    last(library_of(settings, uploads), {"kind": "paste", "job": "a", "text": FERRY})
    with Assistant.open(settings=settings) as assistant:
        library = library_of(settings, uploads, assistant)
        pasted = {"kind": "paste", "job": "b", "text": BRIDGE, "title": "A bridge"}
        assert "A bridge" in last(library, pasted)
        (hit, *_) = assistant.retrieve("What does the new bridge of Ellery cost?")
        assert hit.article.title == "A bridge"
        assert library.remove({"id": hit.article.id}, TEXTS) == {"removed": "Removed: A bridge"}
        found = assistant.retrieve("What does the new bridge of Ellery cost?")
        assert hit.article.id not in {one.article.id for one in found}
        assert "Removed" not in str(_error(library.article, {"id": hit.article.id}))


def test_questions_are_answered_meanwhile_and_a_stop_keeps_what_was_committed(
    settings: Settings, uploads: Path
) -> None:
    last(library_of(settings, uploads), {"kind": "paste", "job": "a", "text": FERRY})
    with Assistant.open(settings=settings) as assistant:
        library = library_of(settings, uploads, assistant)
        ends: list[str] = []
        asked = {**upload(uploads, many_jsonl=many(400)), "job": "long"}
        adding = Thread(target=lambda: ends.append(last(library, asked)))
        waits = Thread(
            target=lambda: ends.append(
                last(library, {"kind": "paste", "job": "next", "text": BRIDGE})
            )
        )
        adding.start()
        _wait_until(lambda: assistant.store.summary().articles > 1)
        waits.start()
        assert assistant.retrieve("Was kostet die Fähre nach Norderinsel?")
        assert adding.is_alive()
        assert library.cancel({"job": "long"}, TEXTS) == {"stopping": True}
        adding.join(60)
        waits.join(60)
        assert "Cancelled." in ends[0]
        assert "1 article added" in ends[1]
        kept = assistant.store.summary().articles
        assert 2 < kept < 402
        asked = upload(uploads, many_jsonl=many(kept))
        assert "unchanged" in last(library, asked)


def test_only_what_was_uploaded_is_read(settings: Settings, uploads: Path) -> None:
    library = library_of(settings, uploads)
    secret = uploads.parent / "secret.txt"
    secret.write_text("The secret of the harbour is that it costs 12 million euros.")
    for path in (str(secret), str(uploads / ".." / "secret.txt"), "/etc/hostname"):
        asked = {"kind": "files", "job": "a", "files": [{"path": path, "name": "a.txt"}]}
        assert "a.txt has not arrived" in last(library, asked)
    for address in (str(secret), f"file://{secret}", "-"):
        asked_ = {"kind": "addresses", "job": "a", "addresses": address}
        assert "is not the address of a web page" in last(library, asked_)
    assert secret.exists()
    assert not settings.index.exists()


def test_addresses_within_are_not_asked(settings: Settings, uploads: Path) -> None:
    asked = {"kind": "addresses", "job": "a", "addresses": "http://127.0.0.1:9/x"}
    assert "1 skipped" in last(library_of(settings, uploads), asked)


@pytest.mark.parametrize("asked", [None, "x", {}, {"job": "a"}, {"job": "a", "kind": "shell"}])
def test_what_makes_no_sense_is_refused(settings: Settings, uploads: Path, asked: object) -> None:
    assert TEXTS.malformed in last(library_of(settings, uploads), asked)


# Over HTTP

ROLES = ("reader", "editor")


class Caller:
    """Calls a tab that is served as its scripts do."""

    def __init__(self, address: str) -> None:
        self._client = httpx2.Client(base_url=f"{address}/gradio_api/", timeout=60)
        config = self._client.get(f"{address}/config").json()
        (self._tab,) = (
            one["id"] for one in config["components"] if one["props"].get("elem_id") == "articles"
        )
        (self._adding,) = (
            one["id"]
            for one in config["dependencies"]
            if [self._tab, "upload"] in [list(target) for target in one["targets"]]
        )

    def close(self) -> None:
        self._client.close()

    def call(self, name: str, asked: object) -> Mapping[str, Any]:
        """Call what the tab's script calls."""
        body = {"fn_name": name, "data": asked, "session_hash": "s", "component_id": self._tab}
        reply = self._client.post("component_server", json=body)
        assert reply.status_code == 200, reply.text
        result: Mapping[str, Any] = reply.json()
        return result

    def add(self, asked: Mapping[str, Any]) -> str:
        """Raise the event that adds, and return all that it tells until it ends."""
        body = {"data": [], "event_data": asked, "fn_index": self._adding, "session_hash": "s"}
        reply = self._client.post("queue/join", json={**body, "trigger_id": self._tab})
        assert reply.status_code == 200, reply.text
        with self._client.stream("GET", "queue/data", params={"session_hash": "s"}) as events:
            told = []
            for line in events.iter_lines():
                told.append(line)
                if '"process_completed"' in line:
                    break
        return "".join(told)

    def upload(self, name: str, content: str) -> dict[str, str]:
        """Upload a file, and return what the browser then sends."""
        reply = self._client.post("upload", files={"files": (name, content.encode())})
        assert reply.status_code == 200, reply.text
        return {"path": reply.json()[0], "name": name}


@pytest.fixture(scope="module")
def shared(encoder: ModelEncoder, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    del encoder  # loaded once for all
    folder = tmp_path_factory.mktemp("articles")
    settings = Settings(index=folder / "index", cache_mb=0)
    last(library_of(settings, folder), {"kind": "paste", "job": "a", "text": FERRY})
    return settings


@pytest.fixture(scope="module")
def callers(shared: Settings) -> Iterator[dict[str, Caller]]:
    """Serve the tab to a reader and to an editor, from one process."""
    command = [sys.executable, __file__, str(shared.index)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        found = {role: Caller(server.stdout.readline().strip()) for role in ROLES}
        yield found
        for caller in found.values():
            caller.close()
        server.terminate()


@pytest.fixture
def reader(callers: dict[str, Caller]) -> Caller:
    return callers["reader"]


@pytest.fixture
def editor(callers: dict[str, Caller]) -> Caller:
    return callers["editor"]


def test_a_reader_may_look_but_not_change(reader: Caller) -> None:
    frame = reader.call("begin_articles", None)
    assert "Norderinsel" in frame["list"]
    assert "data-intake" not in frame["html"]
    listed = reader.call("show_articles", {})["list"]
    article_id = listed.split('data-open="')[1].split('"')[0]
    shown = reader.call("open_article", {"id": article_id})["html"]
    assert "14,50 Euro" in shown
    assert "data-remove" not in shown
    for name, asked in (
        ("remove_article", {"id": article_id}),
        ("cancel_adding", {"job": "a"}),
        ("follow_adding", {"job": "a"}),
    ):
        assert reader.call(name, asked) == {"error": TEXTS.not_allowed}
    assert TEXTS.not_allowed in reader.add({"kind": "paste", "job": "a", "text": BRIDGE})
    assert reader.call("show_articles", {})["list"] == listed


@pytest.mark.parametrize("asked", [None, 7, [], {"words": {}}, {"page": "x"}, {"id": ["a"]}])
def test_a_mistake_is_one_sentence(reader: Caller, asked: object) -> None:
    assert reader.call("open_article", asked)["error"] in (TEXTS.malformed, TEXTS.gone)
    for name in ("begin_articles", "show_articles", "open_article", "remove_article"):
        assert "Traceback" not in str(reader.call(name, asked))


def test_an_editor_uploads_a_file(editor: Caller) -> None:
    assert "data-intake" in editor.call("begin_articles", None)["html"]
    sent = editor.upload("bridge.txt", BRIDGE)
    told = editor.add({"kind": "files", "job": "a", "files": [sent]})
    assert "1 article added" in told
    assert "1 article added" in editor.call("follow_adding", {"job": "a"})["html"]
    assert editor.call("follow_adding", {"job": "another"}) == {"html": ""}
    assert not Path(sent["path"]).exists()
    listed = editor.call("show_articles", {"words": "ellery"})["list"]
    article_id = listed.split('data-open="')[1].split('"')[0]
    assert article_id.startswith("bridge-")
    assert "removed" in editor.call("remove_article", {"id": article_id})
    assert editor.call("remove_article", {"id": article_id}) == {"error": TEXTS.gone}


def _error(do: Any, asked: object) -> Exception:
    with pytest.raises(Exception, match="no longer there") as raised:
        do(asked, TEXTS, edits=True)
    return raised.value


def _wait_until(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def serve(index: Path) -> None:
    """Serve the tab alone to each role, and say where."""
    servers = []
    for role in ROLES:
        access = Access(read_only=role == "reader")
        with gr.Blocks(analytics_enabled=False) as page:
            build_articles(Settings(index=index, cache_mb=0), access, lambda _: texts_in("en"))
        page.queue()
        app = mount(page, theme=make_theme(), access=access)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        listener = socket.create_server(("127.0.0.1", 0))
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        servers.append(partial(uvicorn.Server(config).run, [listener]))
    for run in servers[1:]:
        Thread(target=run, daemon=True).start()
    servers[0]()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
