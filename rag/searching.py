"""Questions are read, and passages found for them, in one index."""

from index.encoding import Encoder
from index.records import Filter, Hit
from index.store import Store
from rag.centring import LanguageMeans
from rag.inquiry import Inquiry, inquire
from rag.questions import Question, QuestionReader
from rag.retrieval import retrieve

# Evidence is drawn from more passages than a reader is shown.
_EVIDENCE_HITS = 8


class Searcher:
    """Searches an index. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        means: LanguageMeans,
        candidates: int,
        hits: int,
        remembered: int,
    ) -> None:
        """Set what to search, and how.

        Args:
            store: What is searched.
            encoder: The encoder that it was built with.
            means: Where that encoder puts each language.
            candidates: How many passages are scored for a question.
            hits: How many of them a question finds.
            remembered: How many questions are kept as they were read.
        """
        self.store = store
        self._means = means
        self._reader = QuestionReader(encoder, means, remembered)
        self._candidates = candidates
        self._hits = hits

    def read(self, question: str) -> Question:
        """Read a question.

        Raises:
            QuestionInvalid: The question holds no words, or is too long.
            EncoderUnavailable: The encoder's model cannot be loaded.
        """
        return self._reader.read(question, tuple(self.store.languages()))

    def search(self, question: Question, only: Filter | None, k: int | None = None) -> list[Hit]:
        """Return the passages that fit a question best, as many as are set or ``k`` says."""
        return retrieve(
            question,
            self.store,
            self._means,
            k or self._hits,
            candidates=self._candidates,
            allowed=only,
        )

    def inquire(self, question: str, only: Filter | None) -> Inquiry:
        """Find out what the articles say to a question."""
        read = self.read(question)
        hits = self.search(read, only, max(_EVIDENCE_HITS, self._hits))
        return inquire(read, hits, self.store)

    def warm_up(self) -> None:
        """Read what is typical of the index's languages now."""
        for language in self.store.languages():
            self._means.typical(language)
