"""The page: layout and wiring. What it says and does comes from the other modules."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import gradio as gr
from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.middleware import Middleware

from index.errors import SettingInvalid, StoreError
from index.store import Summary
from rag.assistant import Assistant
from rag.traces import answer_to_trace
from ui import calls
from ui.api.calls import NamedCalls
from ui.api.endpoints import CONCURRENT_QUESTIONS, QUESTIONS, add_endpoints
from ui.api.queries import Queries
from ui.articles import build_articles
from ui.chat import Turn, converse
from ui.desk import Database, Desk, desk_url
from ui.examples import Examples
from ui.exports import make_export
from ui.frame import Frame, render_frame
from ui.reading import make_open_article
from ui.requests import read_object
from ui.serving.access import Access
from ui.serving.login import LANGUAGE_COOKIE
from ui.serving.mounting import ASSETS, let_go, mount
from ui.serving.options import Serving
from ui.serving.server import run
from ui.stops import Stops
from ui.texts import Texts, languages, texts_for, texts_in
from ui.theme import make_theme

_SCRIPT = """
import(new URL("page/chat.js", document.baseURI))
  .then((chat) => chat.start({ element, props, trigger, server, watch })); // "submit" and "stop"
"""
# Of the calls beside the questions: how many compute at once, and how many wait for the database.
_WORKING, _WAITING = 3, 8
_QUEUED = 200  # questions that may wait; each holds its history in memory
_LOOKED_FOR = 0.01  # seconds until it is looked again whether a question waits
_FORGOTTEN = 60 * 60, 24 * 60 * 60  # how often is looked, how old: uploads never handed in
_STYLES = ("page", "evidence", "rating", "drawer", "articles")


def serve(
    assistant: Assistant,
    serving: Serving | None = None,
    *,
    access: Access | None = None,
    examples: Sequence[str] = (),
    database: str | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until interrupted.

    Args:
        assistant: Answers the questions; asked from several threads at once.
        serving: Where, and to whom; None serves this machine alone.
        access: Who may do what; None lets everyone.
        examples: Questions to offer until the first one is asked; none offers some that the index
            answers.
        database: Where feedback and conversations are kept, a URL; None takes a file beside the
            index.
        on_ready: Called with the page's address once it is listened at.

    Raises:
        SettingInvalid: If nothing can listen at that host and port.
        DeskUnavailable: If the database is none.
    """
    serving, access = serving or Serving(), access or Access()
    settings = assistant.settings
    desk = Desk(Database(desk_url(database or "", settings.index)), settings)
    offered = Examples(assistant, examples)
    with closing(desk), ThreadPoolExecutor(1) as aside:
        for language in languages():  # found while the first readers look around
            aside.submit(offered.find, language)
        page = build_page(
            assistant,
            examples=offered,
            access=access,
            desk=desk,
            allowed_hosts=serving.allowed_hosts,
        )
        app = mount(
            page,
            theme=make_theme(),
            access=access,
            css_paths=[ASSETS / f"{name}.css" for name in _STYLES],
            root_path=serving.root_path,
            local=serving.local,
            tools=partial(_add_tools, assistant) if serving.mcp else None,
            session_key=serving.session_key,
            inside=[Middleware(NamedCalls, queries=Queries(assistant).by_name)],
        )
        run(app, serving.host, serving.port, on_ready=on_ready, on_stop=lambda: let_go(app))


def build_page(
    assistant: Assistant,
    *,
    examples: Examples | None = None,
    access: Access | None = None,
    desk: Desk | None = None,
    allowed_hosts: Sequence[str] = (),
) -> gr.Blocks:
    """Lay the page out and wire it up.

    Args:
        assistant: Answers the questions; asked from several threads at once.
        examples: Questions to offer until the first one is asked; None offers some that the index
            answers.
        access: Who may change what is in the index; None lets everyone.
        desk: Keeps feedback, and the conversations of who has signed in; None keeps neither.
        allowed_hosts: Hosts that articles may be added from although they are not public.
    """
    access = access or Access()
    examples = examples or Examples(assistant)
    act = _Actions(assistant, access, examples)
    page = gr.Blocks(
        title="Fundstelle", analytics_enabled=False, fill_width=True, delete_cache=_FORGOTTEN
    )
    with page:
        chat = _chat(_calls(assistant, examples, access, desk))
        build_articles(assistant, access, texts_of, allowed_hosts=allowed_hosts)
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(act.greet, None, chat, queue=False, **hidden)
        asked = chat.submit(
            act.ask, None, chat, trigger_mode="multiple", concurrency_id=QUESTIONS, **hidden
        )
        asked.failure(act.give_up, None, chat, queue=False, **hidden)
        chat.stop(act.stop, None, None, queue=False, trigger_mode="multiple", **hidden)
        page.unload(act.leave)
        add_endpoints(assistant)
    page.queue(default_concurrency_limit=CONCURRENT_QUESTIONS, api_open=False, max_size=_QUEUED)
    calm(page)
    return page


def calm(page: gr.Blocks) -> None:
    """Have Gradio rest; it looks for questions every millisecond, at 6 % of a processor."""
    page._queue.sleep_when_free = _LOOKED_FOR
    page._queue.progress_update_sleep_when_free = 10 * _LOOKED_FOR  # nothing here reports progress


@dataclass(frozen=True, slots=True)
class _Actions:
    """What the page's events do: Gradio's values in and out, :mod:`ui.chat` in between."""

    assistant: Assistant
    access: Access
    examples: Examples
    stops: Stops = field(default_factory=Stops)

    def greet(self, request: gr.Request) -> Any:
        texts = texts_of(request)
        reader = self.access.reader(request)
        frame = render_frame(Frame(reader, self._summary(), self.examples.given), texts)
        ready = {"language": texts.language, "reader": reader.name}
        return gr.update(frame=str(frame), value={"ready": ready})

    def ask(self, event: gr.EventData, request: gr.Request) -> Iterator[Any]:
        asked = calls.read_asked(read_object(event._data), self.assistant.store)
        with (
            self.stops.waiting(str(request.session_hash)) as stop,
            closing(converse(self.assistant, asked, texts_of(request), stop)) as turns,
        ):
            for turn in turns:
                yield {"turn": _message(turn), "key": getattr(event, "key", "")}

    def stop(self, request: gr.Request) -> None:
        self.stops.stop(str(request.session_hash))

    def leave(self, request: gr.Request) -> None:
        self.stops.stop(str(request.session_hash))

    def give_up(self, request: gr.Request) -> Any:
        return {"failure": texts_of(request).failed}

    def _summary(self) -> Summary | None:
        try:
            return self.assistant.store.summary()
        except StoreError:  # the page stays: whoever asks will be told what is wrong
            return None


def _message(turn: Turn) -> dict[str, Any]:
    trace = answer_to_trace(turn.answer) if turn.answer and not turn.pending else None
    return {**calls.turn_to_message(turn), "trace": trace}


def _calls(
    assistant: Assistant, examples: Examples, access: Access, desk: Desk | None
) -> list[calls.Call | calls.AsyncCall]:
    """Return what the chat's scripts may ask of the server."""
    kept = desk.make_calls(assistant.store, access, texts_of) if desk else []
    long = [
        calls.make_reopen(assistant, texts_of),
        calls.make_offer(examples, texts_of),
        calls.make_suggest(assistant, texts_of),
        calls.make_take_stock(assistant, access, texts_of),
        make_export(assistant, texts_of),
    ]
    working, waiting = CapacityLimiter(_WORKING), CapacityLimiter(_WAITING)
    return [
        calls.make_describe(texts_of),
        make_open_article(assistant, texts_of),
        *(calls.aside(call, working) for call in long),
        *(calls.aside(call, waiting) for call in kept),
    ]


def texts_of(request: gr.Request) -> Texts:
    """Return the page's texts in the language that a reader chose, or else the browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in languages():
        return texts_in(chosen)
    return texts_for(request.headers.get("accept-language"))


def _chat(server_functions: list[calls.Call | calls.AsyncCall]) -> gr.HTML:
    # What it shows is its property `frame`, put in once; its value is the last message to it.
    return gr.HTML(
        frame="",
        html_template="${frame}",
        elem_id="chat",
        apply_default_css=False,
        js_on_load=_SCRIPT,
        server_functions=server_functions,
    )


def _add_tools(assistant: Assistant, app: FastAPI) -> None:
    try:
        from ui.api.tools import add_tools  # noqa: PLC0415 - its library is an extra
    except ImportError as error:
        raise SettingInvalid(
            f"MCP needs more libraries ({error}); run: pip install 'fundstelle[mcp]'."
        ) from error
    add_tools(app, assistant)
