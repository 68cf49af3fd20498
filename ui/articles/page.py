"""The articles' tab as a part of the page: wiring only."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from index.errors import FundstelleError
from rag.assistant import Assistant
from rag.config import Settings
from ui.articles.intake import render_refusal
from ui.articles.library import Library
from ui.articles.texts import ArticleTexts, article_texts
from ui.problems import say_in
from ui.serving.access import Access
from ui.serving.mounting import FILE_BYTES
from ui.texts import Tongue

_CONCURRENT = 24  # they do nothing but tell how far a job is
_SCRIPT = (
    'import(new URL("page/articles.js", document.baseURI))'
    ".then((m) => m.{name}({{ element, props, trigger, server, upload, watch }}))"
    ' /* raises "upload" */'
)

Reply = Mapping[str, Any]


def build_articles(
    assistant: Assistant | Settings,
    access: Access,
    texts_of: Callable[[gr.Request], Tongue],
    *,
    upload_bytes: int = FILE_BYTES,
    allowed_hosts: Sequence[str] = (),
) -> gr.HTML:
    """Lay out the articles' tab, within a ``gr.Blocks``.

    It asks for nothing before the page raises ``articles:show`` on the document. Whatever the page
    shows of it, each change is allowed or refused here.

    Args:
        assistant: Has the store open that is shown, and the settings that say where it is and what
            is too large; these settings alone where there is no index yet.
        access: Tells who may change what is in it.
        texts_of: Tells a reader's language.
        upload_bytes: How large an upload may be.
        allowed_hosts: Hosts that may be read from although they are not public.

    Returns:
        The tab. A second component beside it, which is never seen, carries the progress.
    """
    library = Library(
        None if isinstance(assistant, Settings) else assistant,
        assistant if isinstance(assistant, Settings) else assistant.settings,
        uploads=Path(get_upload_folder()),
        upload_bytes=upload_bytes,
        allowed_hosts=allowed_hosts,
    )
    return _lay_out(_Wiring(library, access, texts_of))


def _lay_out(wired: "_Wiring") -> gr.HTML:
    shown = gr.HTML(
        "",
        elem_id="articles",
        apply_default_css=False,
        js_on_load=_SCRIPT.format(name="start"),
        server_functions=wired.functions(),
    )
    progress = gr.HTML(
        "",
        elem_id="articles-progress",
        apply_default_css=False,
        js_on_load=_SCRIPT.format(name="follow"),
    )
    shown.upload(
        wired.add,
        None,
        [progress],
        show_progress="hidden",
        api_visibility="private",
        trigger_mode="multiple",
        concurrency_limit=_CONCURRENT,
        concurrency_id="adding",
    )
    return shown


class _Wiring:
    """Gradio's requests in, the library's replies out; a mistake becomes one sentence."""

    def __init__(
        self, library: Library, access: Access, texts_of: Callable[[gr.Request], Tongue]
    ) -> None:
        self._library, self._access, self._texts_of = library, access, texts_of

    def functions(self) -> list[Callable[..., Reply]]:
        """Return what the browser may call; plain ones, as Gradio marks them."""
        library = self._library

        def begin_articles(asked: object, request: gr.Request) -> Reply:
            del asked  # the first time nothing is
            return self._read(lambda texts, edits: library.frame(texts, edits=edits), request)

        def show_articles(asked: object, request: gr.Request) -> Reply:
            return self._read(lambda texts, edits: library.show(asked, texts, edits=edits), request)

        def open_article(asked: object, request: gr.Request) -> Reply:
            return self._read(
                lambda texts, edits: library.article(asked, texts, edits=edits), request
            )

        def remove_article(asked: object, request: gr.Request) -> Reply:
            return self._change(lambda texts: library.remove(asked, texts), request)

        def cancel_adding(asked: object, request: gr.Request) -> Reply:
            return self._change(lambda texts: library.cancel(asked, texts), request)

        def follow_adding(asked: object, request: gr.Request) -> Reply:
            return self._change(lambda texts: library.follow(asked, texts), request)

        return [
            begin_articles,
            show_articles,
            open_article,
            remove_article,
            cancel_adding,
            follow_adding,
        ]

    def add(self, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        """Add what the browser handed in, if its reader may."""
        texts = self._texts(request)
        if not self._access.reader(request).edits:
            yield str(render_refusal(texts.not_allowed, texts))
            return
        yield from self._library.add(event._data, texts)

    def _read(self, do: Callable[[ArticleTexts, bool], Reply], request: gr.Request) -> Reply:
        try:
            return do(self._texts(request), self._access.reader(request).edits)
        except FundstelleError as error:
            return {"error": say_in(self._texts(request).language, str(error))}

    def _change(self, do: Callable[[ArticleTexts], Reply], request: gr.Request) -> Reply:
        texts = self._texts(request)
        if not self._access.reader(request).edits:
            return {"error": texts.not_allowed}
        try:
            return do(texts)
        except FundstelleError as error:
            return {"error": say_in(texts.language, str(error))}

    def _texts(self, request: gr.Request) -> ArticleTexts:
        return article_texts(self._texts_of(request).language)
