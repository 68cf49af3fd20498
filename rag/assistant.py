"""The public object: opens an index, retrieves, and answers."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from index.encoding import Encoder, check_encoder, encoder_named
from index.errors import SettingInvalid
from index.local import LocalStore
from index.records import Article, Filter, Hit
from index.store import Store
from index.words import split_words, stems_of
from rag.abstention import confidence, describe
from rag.centring import LanguageMeans
from rag.config import Settings, load_settings
from rag.evidence import gather_evidence
from rag.generation import ExtractiveGenerator, Generator
from rag.grounding import Citer
from rag.names import mentions, names_in, translations
from rag.phrases import phrases_for
from rag.questions import Question, QuestionReader
from rag.records import Answer, Evidence, Statement
from rag.retrieval import retrieve as retrieve_hits

# Evidence is drawn from more passages than a reader is shown.
_EVIDENCE_HITS = 8


class Assistant:
    """Answers questions from the articles of one index, with exact citations.

    Safe to use from several threads. A change to the index is seen at the next question.
    """

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        settings: Settings | None = None,
        generator: Generator | None = None,
    ) -> None:
        """Compose an assistant from its parts; :meth:`open` does so from settings."""
        self.settings = settings or Settings()
        self._store = store
        self._encoder = encoder
        self._means = LanguageMeans(encoder)
        self._reader = QuestionReader(encoder, self._means)
        self._generator = generator or ExtractiveGenerator(self.settings.statements)

    @classmethod
    def open(
        cls, index: str | Path | None = None, *, settings: Settings | None = None
    ) -> "Assistant":
        """Open the index in a folder.

        Args:
            index: The folder; None takes the settings' (``FUNDSTELLE_INDEX``, ``data/index``).
            settings: None gathers them from the environment and ``fundstelle.toml``.

        Raises:
            IndexMissing: There is no index there.
            IndexMismatch: It was built with another encoder or version.
            IndexDamaged: It cannot be read.
            SettingInvalid: A setting is unknown or makes no sense.
        """
        settings = settings or load_settings()
        if index is not None:
            settings = replace(settings, index=Path(index))
        store = LocalStore.open(settings.index)
        encoder = encoder_named(settings.encoder or store.config.encoder)
        check_encoder(store.config, encoder)
        return cls(store, encoder, settings)

    @property
    def store(self) -> Store:
        """The store that is searched."""
        return self._store

    def retrieve(
        self, question: str, k: int | None = None, *, only: Filter | None = None
    ) -> list[Hit]:
        """Return the passages that fit a question best.

        Args:
            question: In any language.
            k: How many at most; None takes the settings'.
            only: Which articles may be found.

        Returns:
            Hits, best first, ranks from 1.

        Raises:
            QuestionInvalid: The question holds no words, or is too long.
            SettingInvalid: ``k`` is less than 1.
            EncoderUnavailable: The encoder's model cannot be loaded.
        """
        if k is not None and k < 1:
            raise SettingInvalid(f"There is no asking for {k} hits; ask for 1 or more.")
        return self._hits(self._read(question), k or self.settings.hits, only)

    def ask(self, question: str, *, only: Filter | None = None) -> Answer:
        """Answer a question from the articles, or say that they do not answer it.

        Args:
            question: In any language.
            only: Which articles may be used.

        Returns:
            The answer. Every statement in it has been checked against the spans it cites.

        Raises:
            QuestionInvalid: The question holds no words, or is too long.
            EncoderUnavailable: The encoder's model cannot be loaded.
        """
        started = time.perf_counter()
        read = self._read(question)
        hits = self._hits(read, max(_EVIDENCE_HITS, self.settings.hits), only)
        answer = self._answer(read, hits, only)
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def article(self, article_id: str) -> Article:
        """Return a stored article.

        Raises:
            ArticleUnknown: The index holds none of that id.
        """
        return self._store.article(article_id)

    def warm_up(self) -> None:
        """Load all models now, so that the first question need not wait for them."""
        names_in(self._read("Wer sagte das in Hangzhou?").text, "de")
        for language in self._store.languages():
            self._means.typical(language)

    def close(self) -> None:
        """Let go of the index's files."""
        self._store.close()

    def __enter__(self) -> "Assistant":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self, question: str) -> Question:
        return self._reader.read(question, tuple(self._store.languages()))

    def _hits(self, question: Question, k: int, only: Filter | None) -> list[Hit]:
        return retrieve_hits(
            question,
            self._store,
            self._means,
            k,
            candidates=self.settings.candidates,
            allowed=only,
        )

    def _answer(self, question: Question, hits: Sequence[Hit], only: Filter | None) -> Answer:
        evidence = gather_evidence(question, hits)
        unknown = self._unknown_names(question, hits)
        sure = confidence(describe(question, evidence)) if evidence else 0.0
        if unknown and evidence and evidence[0].article.language == question.language:
            sure = 0.0  # however alike it sounds, it is about something else
        statements: tuple[Statement, ...] = ()
        if sure >= self.settings.threshold:
            statements = self._statements(question, evidence)
        return Answer(
            question=question.text,
            language=question.language,
            statements=statements,
            hits=tuple(hits[: self.settings.hits]),
            abstained=not statements,
            note="" if statements else _why_not(question, hits, unknown, only),
            confidence=sure,
            generator=self._generator.name,
        )

    def _statements(
        self, question: Question, evidence: Sequence[Evidence]
    ) -> tuple[Statement, ...]:
        citer = Citer()
        drafts = self._generator.generate(question, evidence)
        checked = (citer.cite(draft.text, draft.evidence) for draft in drafts)
        return tuple(statement for statement in checked if statement is not None)

    def _unknown_names(self, question: Question, hits: Sequence[Hit]) -> list[str]:
        """Return the question's names that no passage and no hit's title has, however spelled."""
        languages = self._store.languages()
        titles = [word for hit in hits for word in split_words(hit.article.title)]
        return [
            name
            for name in names_in(question.text, question.language)
            if not mentions(name, titles)
            and not any(self._is_known(form) for form in {name, *translations(name, languages)})
        ]

    def _is_known(self, name: str) -> bool:
        # The index holds stems: "Essen" is kept as "ess", which looks like no such name.
        if any(self._has_all(stems_of(name, language)) for language in self._store.languages()):
            return True
        starts = {part[:2].casefold() for part in re.split(r"\W+", name) if part}
        return mentions(name, [term for start in starts for term in self._store.terms(start)])

    def _has_all(self, stems: Sequence[str]) -> bool:
        return set(stems) <= set(self._store.lexicon(stems).frequencies)


def retrieve(
    question: str,
    k: int | None = None,
    *,
    only: Filter | None = None,
    index: str | Path | None = None,
) -> list[Hit]:
    """Open an index, retrieve from it once, and close it: see :meth:`Assistant.retrieve`."""
    with Assistant.open(index) as assistant:
        return assistant.retrieve(question, k, only=only)


def ask(question: str, *, only: Filter | None = None, index: str | Path | None = None) -> Answer:
    """Open an index, ask it once, and close it: see :meth:`Assistant.ask`."""
    with Assistant.open(index) as assistant:
        return assistant.ask(question, only=only)


def _why_not(
    question: Question, hits: Sequence[Hit], unknown: Sequence[str], only: Filter | None
) -> str:
    phrases = phrases_for(question.language)
    if not hits:
        return phrases.abstained_unmatched if only else phrases.abstained_empty
    if not unknown:
        return phrases.abstained
    return f"{phrases.abstained} {phrases.unknown_names.format(phrases.listing.join(unknown))}"
