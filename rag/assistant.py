"""The public object: opens an index, retrieves, and answers."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from index.encoding import Encoder, check_encoder, encoder_named
from index.errors import SettingInvalid
from index.language import detect_question_language
from index.local import LocalStore
from index.records import Article, Filter, Hit
from index.store import Store
from rag.abstention import confidence, describe
from rag.answering import fill
from rag.centring import LanguageMeans
from rag.config import Settings, load_settings
from rag.conversation import Exchange, complete
from rag.evidence import gather_evidence
from rag.familiarity import unknown_names
from rag.findings import find_accords
from rag.generation import ExtractiveGenerator, Generator
from rag.questions import Question, QuestionReader
from rag.records import Answer
from rag.replies import decline
from rag.retrieval import retrieve as retrieve_hits

# Evidence is drawn from more passages than a reader is shown.
_EVIDENCE_HITS = 8

_REMEMBERED_QUESTIONS = 256

# Between them they need all that is loaded when it is first needed.
_FIRST_QUESTIONS = ("Wer sagte das in Hangzhou?", "How much did it cost, and when?")


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
        *,
        remembered: int = _REMEMBERED_QUESTIONS,
    ) -> None:
        """Compose an assistant from its parts; :meth:`open` does so from settings.

        Args:
            store: What is searched.
            encoder: The encoder that it was built with.
            settings: None takes the defaults.
            generator: What words the answers; None takes the articles' own sentences.
            remembered: How many questions are kept as they were read, for when they are asked
                again.
        """
        self.settings = settings or Settings()
        self._store = store
        self._encoder = encoder
        self._means = LanguageMeans(encoder)
        self._reader = QuestionReader(encoder, self._means, remembered)
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
        encoder = encoder_named(settings.encoder or store.config.encoder, settings.engine)
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

    def ask(
        self, question: str, *, only: Filter | None = None, history: Sequence[Answer] = ()
    ) -> Answer:
        """Answer a question from the articles, or say that they do not answer it.

        Args:
            question: In any language.
            only: Which articles may be used.
            history: The answers given before in this conversation, oldest first. A question that
                leans on them, such as "And in 2024?", is made whole; ``Answer.searched`` says how.

        Returns:
            The answer. Every statement in it has been checked against the spans it cites.

        Raises:
            QuestionInvalid: The question holds no words, or is too long.
            EncoderUnavailable: The encoder's model cannot be loaded.
        """
        started = time.perf_counter()
        whole = self._make_whole(question, history)
        read = self._read(whole)
        hits = self._hits(read, max(_EVIDENCE_HITS, self.settings.hits), only)
        answer = self._answer(read, hits, only)
        return replace(
            answer,
            question=question,
            searched=whole if whole != question else "",
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )

    def article(self, article_id: str) -> Article:
        """Return a stored article.

        Raises:
            ArticleUnknown: The index holds none of that id.
        """
        return self._store.article(article_id)

    def warm_up(self) -> None:
        """Load all models and word lists now, so that the first question need not wait for them."""
        for language in self._store.languages():
            self._means.typical(language)
        for question in _FIRST_QUESTIONS:
            self.ask(question)

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

    def _make_whole(self, question: str, history: Sequence[Answer]) -> str:
        if not history:
            return question
        # A follow-up is mostly too short to tell its language from: then it is the one before.
        language = detect_question_language(question, (history[-1].language,))
        exchanges = [Exchange(one.searched or one.question, one) for one in history]
        return complete(question, exchanges, language)

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
        accords = find_accords(question, evidence)
        unknown = unknown_names(question, hits, self._store)
        sure = 0.0
        if evidence:
            best = accords[0][0].evidence if accords else evidence[0]
            # However alike it sounds, with an unknown name it is about something else.
            elsewhere = unknown and best.article.language == question.language
            sure = 0.0 if elsewhere else confidence(describe(question, best))
        reply = Answer(
            question=question.text,
            language=question.language,
            statements=(),
            hits=tuple(hits[: self.settings.hits]),
            abstained=False,
            confidence=sure,
            generator=self._generator.name,
        )
        if sure >= self.settings.threshold:
            reply = fill(reply, question, self._generator, evidence, accords)
        if reply.statements:
            return reply
        summary = self._store.summary()
        note = decline(question, unknown, summary, found=bool(hits), limited=bool(only))
        return replace(reply, abstained=True, note=note)


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
