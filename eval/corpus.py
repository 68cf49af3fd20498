"""A question set made ready to ask: its articles indexed, its gold spans found."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from eval.gold import ArticleSpan, Cutter, find_gold, find_passages
from eval.provenance import hash_code
from eval.rows import QuestionSetInvalid
from eval.sets import EvalQuestion, QuestionSet
from index import preparation
from index.chunking import chunk
from index.cleaning import clean
from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import IndexMismatch, SourceUnreadable
from index.ingest import ingest, open_or_create
from index.places import Place
from index.records import Article, Filter
from index.report import Progress
from index.sources import Document, Problem, read
from index.store import Store
from index.user_cache import cache_folder
from index.weights import DEFAULT_ENCODER
from rag.assistant import Assistant
from rag.centring import LanguageMeans
from rag.config import Settings
from rag.generation import Generator
from rag.grounding import EncoderSimilarity, Similarity

# What changes one of these, a module or what a folder holds, may change what an index holds.
_SHAPING = (
    "index/chunking.py",
    "index/compounds.py",
    "index/config.py",
    "index/data/",
    "index/encoding.py",
    "index/endings.py",
    "index/language.py",
    "index/pooling.py",
    "index/projection.py",
    "index/scripts.py",
    "index/words.py",
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an index held when it was asked.

    Attributes:
        config: How it was built.
        articles: Number of articles.
        passages: Number of passages.
        sha256: Hash of all articles' content, whatever their ids and their order.
    """

    config: IndexConfig
    articles: int
    passages: int
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """A question set whose articles are indexed.

    Attributes:
        name: The question set's.
        questions: The questions.
        assistant: Answers from the set's articles.
        snapshot: What it answers from.
        ids: Article ids by the articles' names in the set.
        languages: Article languages by the articles' names in the set.
        gold: Gold spans by question id.
        passages: Passages that overlap a gold span, by question id.
        lost: A sentence for each quote that no stored article holds.
        skipped: What could not be indexed.
        similarity: What tells how alike two texts are, by the encoder of the index.
    """

    name: str
    questions: tuple[EvalQuestion, ...]
    assistant: Assistant
    snapshot: Snapshot
    ids: Mapping[str, str]
    languages: Mapping[str, str]
    gold: Mapping[str, tuple[ArticleSpan, ...]]
    passages: Mapping[str, tuple[ArticleSpan, ...]]
    lost: tuple[str, ...]
    skipped: tuple[Problem, ...]
    similarity: Similarity

    def filter_for(self, question: EvalQuestion) -> Filter | None:
        """Return a filter that leaves out what is withheld from a question; None if nothing is."""
        if not question.withheld:
            return None
        withheld = {self.ids.get(name) for name in question.withheld}
        allowed = tuple(
            article_id for article_id in self.ids.values() if article_id not in withheld
        )
        if not allowed:
            raise QuestionSetInvalid(f"{question.label} is left with no article to search.")
        return Filter(articles=allowed)

    def pair_of(self, question: EvalQuestion) -> str:
        """Return the languages of a question and of what answers it, such as ``"de→de+en"``."""
        names = [gold.article for gold in question.gold] or question.withheld
        answering = sorted({self.languages[name] for name in names})
        return f"{question.language}→{'+'.join(answering) or 'none'}"


def open_corpus(
    question_set: QuestionSet,
    place: Place | None,
    settings: Settings,
    progress: Progress = lambda _: None,
    generator: Generator | None = None,
) -> Corpus:
    """Open or make the index of a question set, and prepare the set with it.

    Args:
        question_set: The question set.
        place: Where its index is, or is to be; None takes a folder in the user's cache, from which
            articles that have left the set are removed.
        settings: The assistant's settings; its index is not looked at.
        progress: Told of every step of the indexing.
        generator: What words the answers; None takes the articles' own sentences.

    Raises:
        IndexMismatch: The index at ``place`` holds articles that are not in the set, or was built
            with another encoder.
        QuestionSetInvalid: A question points to an article that is not in the set.
        StoreError: The index cannot be read or made.
        EncoderUnavailable: The encoder's model cannot be loaded.
    """
    removable = place is None
    place = place or index_folder(question_set, settings.encoder or DEFAULT_ENCODER)
    store, encoder = open_or_create(place, settings.encoder or None, engine=settings.engine)
    # What is timed is the first time that a question is asked.
    assistant = Assistant(store, encoder, replace(settings, index=place), generator, remembered=0)
    return prepare(question_set, assistant, encoder, progress, removable=removable)


def prepare(
    question_set: QuestionSet,
    assistant: Assistant,
    encoder: Encoder,
    progress: Progress = lambda _: None,
    *,
    removable: bool = False,
) -> Corpus:
    """Index the articles of a question set, and find its gold spans in them.

    Args:
        question_set: The question set.
        assistant: The assistant to measure; its store receives the articles.
        encoder: The encoder that its store was built with.
        progress: Told of every step of the indexing.
        removable: Whether articles that are not in the set may be removed from the store.

    Raises:
        IndexMismatch: The store holds articles that are not in the set and may not be removed.
        QuestionSetInvalid: A question points to an article that is not in the set.
    """
    store = assistant.store
    ids = dict(_name_articles(question_set))
    _settle_strangers(store, ids.values(), removable=removable)
    # A set is somebody's own: its articles need no process to keep them apart.
    report = ingest(question_set.sources, store, encoder, progress, prepare=preparation.prepare)
    articles = {name: store.article(article_id) for name, article_id in ids.items()}
    gold, lost = find_gold(question_set.questions, articles)
    return Corpus(
        name=question_set.name,
        questions=question_set.questions,
        assistant=assistant,
        snapshot=_take_snapshot(store),
        ids=ids,
        languages={name: article.language for name, article in articles.items()},
        gold=gold,
        passages=find_passages(gold, articles.values(), _cutter(encoder, store.config)),
        lost=tuple(lost),
        skipped=tuple(report.skipped),
        similarity=EncoderSimilarity(encoder, LanguageMeans(encoder)),
    )


def index_folder(question_set: QuestionSet, encoder_name: str) -> Path:
    """Return the folder of a question set's index in the user's cache.

    Adding tells a changed article, but not changed chunking: so each version of the code that
    shapes an index gets a folder of its own.
    """
    sources = [str(source.resolve()) for source in question_set.sources]
    shaping = [digest for name, digest in hash_code().items() if name.startswith(_SHAPING)]
    key = hashlib.sha256("\n".join([*sources, encoder_name, *shaping]).encode()).hexdigest()
    return cache_folder() / "eval" / f"{question_set.name}-{key[:12]}"


def _name_articles(question_set: QuestionSet) -> Iterator[tuple[str, str]]:
    """Yield each article's name in the set and its id in the index."""
    root = f"{question_set.root.resolve()}{os.sep}"
    for document in read(question_set.sources):
        if not isinstance(document, Document):
            continue
        try:
            article_id = clean(document).article.id
        except SourceUnreadable:  # the ingest has reported it as skipped
            continue
        row_id = document.known.id
        yield row_id or document.origin.removeprefix(root).replace(os.sep, "/"), article_id


def _settle_strangers(store: Store, ids: Iterable[str], *, removable: bool) -> None:
    """Remove what is in the index and not in the set, or refuse the index for it."""
    strangers = sorted(store.content_hashes().keys() - set(ids))
    if strangers and not removable:
        raise IndexMismatch(
            f"The index holds {len(strangers)} articles that are not in the set, such as "
            f"{strangers[0]!r}; name a place of the set's own with --index, or leave it out."
        )
    if strangers:
        store.remove(strangers)
        store.publish()


def _take_snapshot(store: Store) -> Snapshot:
    summary = store.summary()
    content = "\n".join(sorted(store.content_hashes().values()))
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return Snapshot(store.config, summary.articles, summary.passages, sha256)


def _cutter(encoder: Encoder, config: IndexConfig) -> Cutter:
    """Return what cuts articles just as the ingest does."""

    def cut(article: Article) -> list[ArticleSpan]:
        chunks = chunk(article, encoder.count_tokens, passage_tokens=config.passage_tokens)
        return [ArticleSpan(article.id, one.passage.start, one.passage.end) for one in chunks]

    return cut
