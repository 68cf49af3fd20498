"""What the articles' tab does when it is asked to. Knows of Gradio only what a request is."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from markupsafe import Markup

from index.errors import ArticleUnknown, FundstelleError
from index.records import Article
from index.store import Store
from index.stores import open_store, store_exists
from rag.config import Settings
from ui.articles.adding import Job, Line, do
from ui.articles.details import render_article
from ui.articles.frame import render_empty, render_frame
from ui.articles.intake import render_intake, render_job, render_refusal
from ui.articles.jobs import Jobs
from ui.articles.listing import (
    render_form,
    render_heading,
    render_languages,
    render_list,
    render_outlets,
)
from ui.articles.plot import render_plot
from ui.articles.requests import RequestInvalid, read_id, read_query
from ui.articles.texts import ArticleTexts
from ui.problems import say_in

_TICK = 0.4  # seconds between two looks at a job
_MOST_TITLES = 30


class Holder(Protocol):
    """Whoever has the store open that questions are asked of: an :class:`rag.Assistant`."""

    @property
    def store(self) -> Store:
        """The store."""


class Library:
    """Shows the articles of an index and changes them. Safe to use from several threads.

    Every method takes what the browser sent and the reader's texts, and raises
    :class:`index.errors.FundstelleError` with a message that is for the reader. Whether the reader
    may change anything is for the caller to see to.
    """

    def __init__(
        self,
        assistant: Holder | None,
        settings: Settings,
        *,
        uploads: Path,
        upload_bytes: int,
        allowed_hosts: Sequence[str] = (),
    ) -> None:
        """Set what is shown and changed.

        Args:
            assistant: Has the store open; None where there is no index yet.
            settings: Say where the index is, and what is too large.
            uploads: The folder that files are uploaded to.
            upload_bytes: How large an upload may be.
            allowed_hosts: Hosts that may be read from although they are not public.
        """
        self._assistant = assistant
        self._settings = settings
        self._jobs = Jobs(settings, uploads, allowed_hosts)
        self._upload_bytes = upload_bytes
        self._line = Line(partial(do, settings=settings))
        self._own: Store | None = None
        self._opening = Lock()

    @property
    def megabytes(self) -> float:
        """How large an uploaded file may be."""
        return round(self._upload_bytes / 1e6, 1)

    def _store(self) -> Store | None:
        """Return the store; None as long as there is no index."""
        if self._assistant is not None:
            return self._assistant.store
        with self._opening:
            if self._own is None and store_exists(self._settings.index):
                self._own = open_store(self._settings.index)
            return self._own

    # Reading

    def frame(self, texts: ArticleTexts, *, edits: bool) -> Mapping[str, Any]:
        """Return the tab as it is first shown."""
        store = self._store()
        held = store.summary() if store else None
        intake = render_intake(self.megabytes, texts) if edits else None
        frame = render_frame(render_form(held, texts), intake, self.megabytes, texts)
        return {"html": str(frame), **self.show({}, texts, edits=edits)}

    def show(self, asked: object, texts: ArticleTexts, *, edits: bool) -> Mapping[str, Any]:
        """Return the parts of the tab that depend on what is asked for and what there is."""
        query = read_query(asked, texts)
        store = self._store()
        held = store.summary() if store else None
        if store is None or held is None or not held.articles:
            return {
                "empty": True,
                "heading": str(render_heading(None, None, texts)),
                "plot": "",
                "list": str(render_empty(texts, edits=edits)),
                "outlets": str(render_outlets(None, texts)),
                "languages": str(render_languages(None, texts)),
            }
        counts = store.counts(query)
        return {
            "empty": False,
            "heading": str(render_heading(held, counts, texts)),
            "plot": str(render_plot(counts, query.only, texts)),
            "list": str(render_list(store.catalogue(query), query, texts)),
            "outlets": str(render_outlets(held, texts)),
            "languages": str(render_languages(held, texts)),
        }

    def article(self, asked: object, texts: ArticleTexts, *, edits: bool) -> Mapping[str, Any]:
        """Return one article in full."""
        store, article_id = self._store(), read_id(asked, "id", texts)
        try:
            if store is None:
                raise RequestInvalid(texts.gone)
            article = store.article(article_id)
            original = store.article(article.reprint_of).title if article.reprint_of else ""
            cuts, versions = store.cuts(article_id), store.history(article_id)
        except ArticleUnknown:
            raise RequestInvalid(texts.gone) from None
        original = original or (article.reprint_of or "")
        shown = render_article(article, cuts, versions, original, texts, edits=edits)
        return {"html": str(shown)}

    # Changing

    def remove(self, asked: object, texts: ArticleTexts) -> Mapping[str, Any]:
        """Remove one article with its history."""
        article_id = read_id(asked, "id", texts)
        if not store_exists(self._settings.index):
            raise RequestInvalid(texts.gone)
        with closing(open_store(self._settings.index)) as store:
            try:
                title = store.article(article_id).title
            except ArticleUnknown:
                raise RequestInvalid(texts.gone) from None
            store.remove([article_id])
        return {"removed": texts.removed.format(title=title or article_id)}

    def cancel(self, asked: object, texts: ArticleTexts) -> Mapping[str, Any]:
        """Have a job end after the step it is at."""
        return {"stopping": self._line.stop(read_id(asked, "job", texts))}

    def follow(self, asked: object, texts: ArticleTexts) -> Mapping[str, Any]:
        """Return how far a job is, for who has lost sight of it; nothing if it is not known."""
        job = self._line.find(read_id(asked, "job", texts))
        return {"html": str(self._render(job, texts)) if job else ""}

    def add(self, asked: object, texts: ArticleTexts) -> Iterator[str]:
        """Add what a reader hands in; yield how far that is, as HTML, until it has ended.

        Args:
            asked: ``{"kind": "files", "job", "files": [{"path", "name"}]}``, ``{"kind": "paste",
                "job", "text", …}`` or ``{"kind": "addresses", "job", "addresses"}``.
            texts: The reader's.
        """
        try:
            job = self._jobs.take(asked, texts)
            if not self._line.join(job):
                job.clear()
                raise RequestInvalid(texts.line_full)
        except FundstelleError as error:
            yield str(render_refusal(say_in(texts.language, str(error)), texts))
            return
        shown = ""
        while not job.ended.wait(_TICK if shown else 0):
            now = str(self._render(job, texts))
            if now != shown:
                shown = now
                yield shown
        yield str(self._render(job, texts))

    def _render(self, job: Job, texts: ArticleTexts) -> Markup:
        articles = self._articles_of(job) if job.ended.is_set() else ()
        return render_job(job, self._line.ahead_of(job), articles, texts)

    def _articles_of(self, job: Job) -> list[Article]:
        store = self._store()
        found = []
        for article_id in [*job.report.added, *job.report.replaced][:_MOST_TITLES]:
            try:
                found += [store.article(article_id)] if store else []
            except ArticleUnknown:  # removed meanwhile
                continue
        return found
