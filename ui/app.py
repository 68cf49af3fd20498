"""The page: layout and wiring. What it says and does comes from the other modules."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Mount

from index.errors import StoreError
from rag.assistant import Assistant
from ui.cards import render_panel
from ui.chat import Turn, converse, give_up
from ui.filters import Choice, render_chosen, render_filters
from ui.render import render_conversation, render_masthead
from ui.server import SafeHeaders, run
from ui.texts import Texts, texts_for

_ASSETS = Path(__file__).parent / "assets"
_CONCURRENT_QUESTIONS = 8


def serve(
    assistant: Assistant,
    *,
    host: str,
    port: int,
    examples: Sequence[str] = (),
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until interrupted.

    Args:
        assistant: Answers the questions; asked from several threads at once.
        host: Address to listen at; ``127.0.0.1`` for this machine alone.
        port: Port to listen at.
        examples: Questions to offer until the first one is asked.
        on_ready: Called with the page's address once it is listened at.

    Raises:
        SettingInvalid: If nothing can listen at that host and port.
    """
    app = _mount(build_page(assistant, examples))
    run(app, host, port, on_ready=on_ready, on_stop=lambda: _let_go(app))


def build_page(assistant: Assistant, examples: Sequence[str]) -> gr.Blocks:
    """Lay the page out and wire it up."""
    act = _Actions(assistant, tuple(examples))
    page = gr.Blocks(title="Fundstelle", analytics_enabled=False, fill_width=True)
    with page:
        turns = gr.State(())
        with gr.Column(elem_id="page"):
            masthead = _pane("masthead")
            conversation = _pane("conversation", _script("page"))
            with gr.Column(elem_id="composer"):
                with gr.Row(elem_id="limiting"):
                    filters, chosen = _form(), _pane("chosen")
                with gr.Row(elem_id="asking"):
                    question = gr.Textbox(
                        elem_id="question", autofocus=True, max_lines=6, container=False, scale=1
                    )
                    send = gr.Button("", elem_id="send", variant="primary", min_width=0, scale=0)
            evidence = _pane("evidence")

        texts_shown = [masthead, conversation, evidence, filters, chosen, question, send]
        answer_shown = [turns, conversation, evidence, question]
        hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(act.greet, None, texts_shown, queue=False, **hidden)
        sent = [question.submit, send.click]
        by_typing = gr.on(sent, act.ask, [question, turns, filters], answer_shown, **hidden)
        by_example = conversation.submit(act.ask_example, [turns, filters], answer_shown, **hidden)
        for asked in (by_typing, by_example):
            asked.failure(act.give_up, [turns], answer_shown, **hidden)
        filters.input(
            act.limit, [filters], [chosen], queue=False, trigger_mode="always_last", **hidden
        )
    page.queue(default_concurrency_limit=_CONCURRENT_QUESTIONS, api_open=False)
    return page


@dataclass(frozen=True, slots=True)
class _Actions:
    """What the page's events do: Gradio's values in and out, :mod:`ui.chat` in between."""

    assistant: Assistant
    examples: tuple[str, ...]

    def greet(self, request: gr.Request) -> tuple[Any, ...]:
        texts = _texts_of(request)
        return (
            str(render_masthead(texts)),
            str(render_conversation((), self.examples, texts)),
            str(render_panel((), texts)),
            gr.update(form=self._offer(texts)),
            str(render_chosen(None, texts)),
            gr.update(label=texts.question, placeholder=texts.question_placeholder),
            texts.send,
        )

    def limit(self, choice: Choice | None, request: gr.Request) -> str:
        return str(render_chosen(choice, _texts_of(request)))

    def ask(
        self,
        question: str,
        turns: tuple[Turn, ...],
        choice: Choice | None,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        texts = _texts_of(request)
        asked = False
        for conversation in converse(self.assistant, question, turns, texts, choice):
            asked = True
            shown, panel = _render(conversation, texts)
            if conversation[-1].pending:  # clear the box; the evidence in view can stay until then
                yield conversation, shown, gr.skip(), ""
            else:
                yield conversation, shown, panel, gr.skip()
        if not asked:
            yield (gr.skip(),) * 4

    def ask_example(
        self,
        turns: tuple[Turn, ...],
        choice: Choice | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        yield from self.ask(str(event.question), turns, choice, request)

    def give_up(self, turns: tuple[Turn, ...], request: gr.Request) -> tuple[Any, ...]:
        texts = _texts_of(request)
        turns = give_up(turns, texts)
        return (turns, *_render(turns, texts), gr.skip())

    def _offer(self, texts: Texts) -> str:
        try:
            return str(render_filters(self.assistant.store.summary(), texts))
        except StoreError:  # the page stays: whoever asks will be told what is wrong
            return ""


def _render(turns: tuple[Turn, ...], texts: Texts) -> tuple[str, str]:
    conversation = render_conversation([turn.conversation for turn in turns], (), texts)
    panel = render_panel([turn.evidence for turn in turns if turn.evidence], texts)
    return str(conversation), str(panel)


def _texts_of(request: gr.Request) -> Texts:
    return texts_for(request.headers.get("accept-language"))


def _pane(name: str, script: str | None = None) -> gr.HTML:
    # Gradio swaps in only the nodes that changed, so a growing conversation does not flicker.
    return gr.HTML("", elem_id=name, apply_default_css=False, js_on_load=script)


def _form() -> gr.HTML:
    # What it shows is its property `form`; its value is what is chosen there.
    return gr.HTML(
        form="",
        html_template="${form}",
        elem_id="filters",
        apply_default_css=False,
        js_on_load=_script("filters"),
    )


def _script(name: str) -> str:
    return (_ASSETS / f"{name}.js").read_text(encoding="utf-8")


def _mount(page: gr.Blocks) -> FastAPI:
    app = FastAPI(openapi_url=None, middleware=[Middleware(SafeHeaders)])
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=_theme(),
        css_paths=_ASSETS / "page.css",
        favicon_path=str(_ASSETS / "favicon.svg"),
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        run_history=False,
        mcp_server=False,
        max_file_size="1kb",  # nothing on the page is uploaded
    )
    return app


def _let_go(app: FastAPI) -> None:
    """End the connection that Gradio holds to every open page."""
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, gr.routes.App):
            route.app.stop_event.set()


def _theme() -> gr.themes.Base:
    """Return the colours and type; ``page.css`` builds on the variables this sets."""
    return gr.themes.Base(
        font=(gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif"),
        font_mono=("ui-monospace", "monospace"),
    ).set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#15171a",
        body_text_color="#1c1f23",
        body_text_color_dark="#e9e7e2",
        body_text_color_subdued="#5c6269",
        body_text_color_subdued_dark="#a4a9af",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1d2024",
        background_fill_secondary="#f3f1ec",
        background_fill_secondary_dark="#111316",
        border_color_primary="#e5e2dc",
        border_color_primary_dark="#32363b",
        color_accent="#0e5a6b",
        color_accent_soft="#e2eff1",
        color_accent_soft_dark="#1b363d",
        link_text_color="#0e5a6b",
        link_text_color_dark="#86cbd9",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1d2024",
        button_primary_background_fill="#0e5a6b",
        button_primary_background_fill_hover="#0a4857",
        button_primary_background_fill_dark="#86cbd9",
        button_primary_background_fill_hover_dark="#a4dae5",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#0d2329",
    )
