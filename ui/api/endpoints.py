"""The queries as named endpoints of the page's own API."""

from collections.abc import Collection
from functools import wraps

import gradio as gr
from gradio.context import get_blocks_context
from gradio.events import api

from index.errors import FundstelleError
from rag.assistant import Assistant
from rag.shapes import Json
from ui.api.queries import Queries, Query

QUESTIONS = "questions"
"""The group whose limit the endpoints share with the page: Gradio's ``concurrency_id``."""

CONCURRENT_QUESTIONS = 8
"""How many questions are answered at once."""


def add_endpoints(assistant: Assistant, *, limit: int = CONCURRENT_QUESTIONS) -> None:
    """Offer the queries as endpoints ``/retrieve``, ``/ask`` and ``/article``.

    To be called within the page's ``gr.Blocks``, before or after its own events are wired up. Those
    keep to themselves only with ``api_visibility="private"``.

    Args:
        assistant: Answers the queries; asked from several threads at once.
        limit: How many questions are answered at once, in all that has the concurrency id
            :data:`QUESTIONS`; the lowest limit in that group counts. Articles are not counted.
    """
    queries = Queries(assistant).by_name
    _free(queries)
    for name, query in queries.items():
        api(
            _told(query),
            api_name=name,
            concurrency_limit=limit,
            concurrency_id=QUESTIONS if name != "article" else None,
        )


def _free(names: Collection[str]) -> None:
    """Take the names from private events, which go by number.

    Gradio names every event after its function, and a second ``ask`` would be ``ask_1``.
    """
    page = get_blocks_context()
    for event in page.fns.values() if page else ():  # without a page, api() refuses
        if event.api_visibility == "private" and event.api_name in names:
            event.api_name = f"page_{event.api_name}"


def _told(query: Query) -> Query:
    """Return a query whose mistakes reach the caller as a sentence each, and not the log."""

    @wraps(query)
    def tell(*values: object) -> Json:
        try:
            return query(*values)
        except FundstelleError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return tell
