"""Which documents are new or changed: the others cost no more than a look."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from index.batches import Pending
from index.errors import SourceUnreadable
from index.preparation import Prepared, fingerprint
from index.records import Article
from index.report import Progress, Report
from index.reprints import is_reprint
from index.sources import Document, Problem, Unmodified
from index.store import Store
from index.stored_records import Receipt


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of making a document ready.

    Attributes:
        document: The document.
        outcome: Its article, or why there is none.
    """

    document: Document
    outcome: Prepared | SourceUnreadable


@dataclass(slots=True)
class Changes:
    """Tells what of a run's documents has to be indexed, and reports on the rest.

    Attributes:
        store: What is stored already.
        report: Where to report what needs nothing, or cannot be read.
        progress: Told of what needs nothing.
        met: Stored articles that were met in another place or state; to be noted.
    """

    store: Store
    report: Report
    progress: Progress
    met: list[Receipt] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def screen(
        self, items: Iterable[Document | Problem | Unmodified]
    ) -> Iterator[Document | Problem | Unmodified]:
        """Yield all, in its order; a document that became an article before is unmodified."""
        for item in items:
            yield (self._find_known(item) or item) if isinstance(item, Document) else item

    def find(self, items: Iterable[Attempt | Problem | Unmodified]) -> Iterator[Pending]:
        """Yield the articles that the store does not hold in this very state."""
        for item in items:
            if isinstance(item, Problem):
                self.report.skipped.append(item)
            elif isinstance(item, Unmodified):
                self._pass_over(item.article_id)
            else:
                try:
                    yield from self._look_at(item)
                except SourceUnreadable as error:
                    self.report.skipped.append(Problem(item.document.origin, str(error)))

    def _find_known(self, document: Document) -> Unmodified | None:
        """Return what this very document was made into before."""
        receipt = self.store.receipt(document.origin)
        if receipt is None or receipt.fingerprint != fingerprint(document):
            return None
        if self.store.content_hash(receipt.article_id) is None:
            return None
        return Unmodified(document.origin, receipt.article_id)

    def _look_at(self, attempt: Attempt) -> Iterator[Pending]:
        document, prepared = attempt.document, attempt.outcome
        if isinstance(prepared, SourceUnreadable):
            raise prepared
        article = prepared.article
        if document.known.id is None and (earlier := self._earlier_version(article)):
            article = replace(article, id=earlier)
        elif article.id in self._seen:
            raise SourceUnreadable(
                f"the id {article.id!r} was already taken by an earlier article of this run; give"
                " it another, or name another column with --columns id=COLUMN"
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
