"""The public object: opens an index, retrieves, and answers."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from threading import Event
from typing import Self

from index.encoding import Encoder, check_encoder, encoder_named
from index.places import Place, read_place
from index.records import Article, Filter, Hit
from index.store import Store
from index.stores import open_store
from rag.answering.composing import Composer
from rag.arguments import (
    check_history,
    check_kind,
    check_settings,
    check_stop,
    check_text,
    read_count,
)
from rag.asking import Asker
from rag.centring import LanguageMeans
from rag.config import Settings, load_settings
from rag.generation import ExtractiveGenerator, Generator
from rag.grounding import EncoderSimilarity
from rag.llm.opening import open_model
from rag.llm.planning import Planner
from rag.llm.writer import Writer
from rag.records import Answer
from rag.searching import Searcher

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
        planner: Planner | None = None,
        *,
        remembered: int = _REMEMBERED_QUESTIONS,
    ) -> None:
        """Compose an assistant from its parts; :meth:`open` does so from settings.

        Args:
            store: What is searched.
            encoder: The encoder that it was built with.
            settings: None takes the defaults.
            generator: What words the answers; None takes the articles' own sentences.
            planner: Makes follow-ups whole and takes compound questions apart; None leaves it to
                rules, which take nothing apart.
            remembered: How many questions are kept as they were read, for when they are asked
                again.
        """
        self.settings = settings or Settings()
        self._store = store
        means = LanguageMeans(encoder)
        self._searcher = Searcher(
            store, encoder, means, self.settings.candidates, self.settings.hits, remembered
        )
        quoting = ExtractiveGenerator(self.settings.statements)
        self._generator = generator or quoting
        composer = Composer(self._generator, quoting, EncoderSimilarity(encoder, means))
        self._asker = Asker(self._searcher, composer, planner, self.settings)

    @classmethod
    def open(
        cls, index: str | Place | None = None, *, settings: Settings | None = None
    ) -> "Assistant":
        """Open an index.

        Args:
            index: Its folder, or its address such as ``milvus://host:19530/news``; None takes the
                settings' (``FUNDSTELLE_INDEX``, ``data/index``).
            settings: None gathers them from the environment and ``fundstelle.toml``.

        Raises:
            IndexMissing: There is no index there.
            IndexMismatch: It was built with another encoder or version.
            StoreError: It cannot be read, or its server cannot be asked.
            SettingInvalid: A setting is unknown or makes no sense.
        """
        check_settings(settings)
        settings = settings or load_settings()
        if index is not None:
            settings = replace(settings, index=read_place(index))
        with ExitStack() as opened:
            model = opened.enter_context(closing(open_model(settings))) if settings.llm else None
            store = opened.enter_context(closing(open_store(settings.index)))
            encoder = encoder_named(settings.encoder or store.config.encoder, settings.engine)
            check_encoder(store.config, encoder)
            written = () if model is None else (Writer(model), Planner(model))
            assistant = cls(store, encoder, settings, *written)
            opened.pop_all()
        return assistant

    @property
    def store(self) -> Store:
        """The store that is searched."""
        return self._store

    @property
    def searcher(self) -> Searcher:
        """What finds passages and reads them."""
        return self._searcher

    def retrieve(
        self, question: str, k: int | None = None, *, only: Filter | None = None
    ) -> list[Hit]:
        """Return the passages that fit a question best.

        Args:
            question: In any language.
            k: How many at most; None takes the settings'.
            only: Which articles may be found.

        Returns:
            Hits, best first, ranks from 1; none where no article passes the filter.

        Raises:
            QuestionInvalid: The question holds no words, or is too long.
            SettingInvalid: ``k`` is no whole number from 1 on, or the filter is none.
            EncoderUnavailable: The encoder's model cannot be loaded.
        """
        check_text(question)
        wanted = read_count(k)
        check_kind(only)
        return self._searcher.search(self._searcher.read(question), only, wanted)

    def ask(
        self, question: str, *, only: Filter | None = None, history: Sequence[Answer] = ()
    ) -> Answer:
        """Answer a question from the articles, or say that they do not answer it.

        Args:
            question: In any language.
            only: Which articles may be used. Where there are none such, the answer says so.
            history: The answers given before in this conversation, oldest first. A question that
                leans on them, such as "And in 2024?", is made whole; ``Answer.searched`` says how.

        Returns:
            The answer. Every statement in it has been checked against the spans it cites.

        Raises:
            QuestionInvalid: The question holds no words, or is too long.
            SettingInvalid: The filter or the history is none.
            EncoderUnavailable: The encoder's model cannot be loaded.
        """
        *_, answer = self.stream(question, only=only, history=history)
        return answer

    def stream(
        self,
        question: str,
        *,
        only: Filter | None = None,
        history: Sequence[Answer] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        """Answer a question as :meth:`ask` does, yielding the answer as it is written.

        Each one has a sentence more than the one before, checked like the rest; the last is
        complete. Where a language model is asked, the first has none yet, but the passages found;
        where the articles' own sentences answer there is only one.

        Args:
            question: In any language.
            only: Which articles may be used. Where there are none such, the answer says so.
            history: The answers given before in this conversation, oldest first.
            stop: Ends the answer with what it has once it is set, from any thread.

        Raises:
            QuestionInvalid: The question holds no words, or is too long.
            SettingInvalid: The filter, the history or ``stop`` is none.
            EncoderUnavailable: The encoder's model cannot be loaded.
        """
        check_text(question)
        check_kind(only)
        check_history(history)
        check_stop(stop)
        return self._asker.stream(question, only, history, stop)

    def article(self, article_id: str) -> Article:
        """Return a stored article.

        Raises:
            ArticleUnknown: The index holds none of that id.
        """
        return self._store.article(article_id)

    def warm_up(self) -> None:
        """Load all models and word lists now, so that the first question need not wait for them."""
        self._searcher.warm_up()
        for question in _FIRST_QUESTIONS:
            self.ask(question)
        self._generator.warm_up()

    def close(self) -> None:
        """Let go of the index's files, and of the language model if there is one."""
        try:
            self._generator.close()
        finally:
            self._store.close()

    def __repr__(self) -> str:
        return f"Assistant({self._store!r}, answers={self._generator.name!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
