"""Which documents are new or changed: the others cost no more than a look."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from index.batches import Pending
from index.errors import SourceUnreadable
from index.preparation import Prepare, fingerprint
from index.records import Article, Receipt
from index.report import Progress, Report
from index.reprints import is_reprint
from index.sources import Document, Problem, Unmodified
from index.store import Store


@dataclass(slots=True)
class Changes:
    """Tells what of a run's documents has to be indexed, and reports on the rest.

    Attributes:
        store: What is stored already.
        prepare: What makes documents ready.
        report: Where to report what needs nothing, or cannot be read.
        progress: Told of what needs nothing.
        met: Stored articles that were met in another place or state; to be noted.
    """

    store: Store
    prepare: Prepare
    report: Report
    progress: Progress
    met: list[Receipt] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def find(self, items: Iterable[Document | Problem | Unmodified]) -> Iterator[Pending]:
        """Yield the articles that the store does not hold in this very state."""
        for item in items:
            if isinstance(item, Problem):
                self.report.skipped.append(item)
            elif isinstance(item, Unmodified):
                self._pass_over(item.article_id)
            elif not self._is_known(item):
                try:
                    yield from self._look_at(item)
                except SourceUnreadable as error:
                    self.report.skipped.append(Problem(item.origin, str(error)))

    def _is_known(self, document: Document) -> bool:
        """Tell whether this very document was made into an article before; then pass it over."""
        receipt = self.store.receipt(document.origin)
        if receipt is None or receipt.fingerprint != fingerprint(document):
            return False
        if self.store.content_hash(receipt.article_id) is None:
            return False
        self._pass_over(receipt.article_id)
        return True

    def _look_at(self, document: Document) -> Iterator[Pending]:
        prepared = self.prepare(document)
        article = prepared.article
        if document.known.id is None and (earlier := self._earlier_version(article)):
            article = replace(article, id=earlier)
        elif article.id in self._seen:
            raise SourceUnreadable(
                f"the id {article.id!r} was already taken by an earlier article of this run"
            )
        receipt = Receipt(document.origin, article.id, fingerprint(document), document.validators)
        if self.store.content_hash(article.id) == article.content_hash:
            self.met.append(receipt)
            self._pass_over(article.id)
            return
        self._seen.add(article.id)
        yield Pending(replace(prepared, article=article), receipt)

    def _earlier_version(self, article: Article) -> str | None:
        """Return the id of a stored article of the same address that says much the same."""
        stored = self.store.articles_at(article.url) if article.url else []
        return next((one.id for one in stored if is_reprint(one.text, article.text)), None)

    def _pass_over(self, article_id: str) -> None:
        self._seen.add(article_id)
        self.report.unchanged.append(article_id)
        self.progress(self.report)
