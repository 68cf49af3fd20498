"""What every contender is set: the same passages, the same questions, the same judgements."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from eval.corpus import Corpus
from eval.gold import ArticleSpan
from eval.peers.protocol import PeerPassage
from eval.retrieval import answerable
from eval.rows import QuestionSetInvalid
from eval.runs import Json, describe_corpus
from eval.sets import EvalQuestion
from index.chunking import chunk
from index.encoding import Encoder
from index.errors import IndexMismatch
from index.records import Article, Hit, Passage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be found."""

    passage: Passage
    article: Article

    @property
    def id(self) -> str:
        """The name that rankings know it by."""
        return ArticleSpan(self.article.id, self.passage.start, self.passage.end).id

    def to_hit(self, rank: int) -> Hit:
        """Return the hit that finding it at a rank is."""
        return Hit(self.passage, self.article, score=1 / rank, rank=rank, sentences=())


@dataclass(frozen=True, slots=True)
class Asked:
    """An answerable question.

    Attributes:
        question: The question.
        pair: Its languages, such as ``"de→en"``.
        relevant: Ids of the passages that overlap a gold span; never none.
    """

    question: EvalQuestion
    pair: str
    relevant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What a corpus asks of a contender; plain data, to be sent to another process.

    Attributes:
        name: The corpus's.
        corpus: What the corpus is, for the report.
        language: The language that most answers are in.
        titles: Whether peers are given a passage with its article's title before it.
        candidates: All passages.
        questions: The answerable questions.
    """

    name: str
    corpus: Json
    language: str
    titles: bool
    candidates: tuple[Candidate, ...]
    questions: tuple[Asked, ...]

    def passages(self) -> list[PeerPassage]:
        """Return the passages as a peer is given them; with titles, just as our encoder reads."""
        return [
            PeerPassage(one.id, f"{self._head(one.article)}{one.passage.text}")
            for one in self.candidates
        ]

    def _head(self, article: Article) -> str:
        return f"{article.title}. " if self.titles and article.title else ""


def set_task(corpus: Corpus, encoder: Encoder, *, titles: bool = True) -> Task:
    """Cut a corpus's articles as its index does, and gather the judgements.

    Args:
        corpus: The corpus.
        encoder: The encoder that its index was built with.
        titles: Whether peers are given a passage with its article's title before it.

    Raises:
        IndexMismatch: The index holds other passages than the chunking makes now.
        QuestionSetInvalid: No question is answerable.
    """
    candidates = tuple(_cut(corpus, encoder))
    if len(candidates) != corpus.snapshot.passages:
        raise IndexMismatch(
            f"The index of {corpus.name} holds {corpus.snapshot.passages} passages, but its "
            f"articles are now cut into {len(candidates)}; delete it and run this again."
        )
    asked = tuple(
        Asked(
            question,
            corpus.pair_of(question),
            # Where every quote was lost nothing can be found: the question counts as failed.
            tuple(span.id for span in corpus.passages[question.id]) or (f"lost:{question.id}",),
        )
        for question in answerable(corpus)
    )
    if not asked:
        raise QuestionSetInvalid(f"{corpus.name} holds no answerable question to retrieve for.")
    return Task(corpus.name, describe_corpus(corpus), _language(corpus), titles, candidates, asked)


def _cut(corpus: Corpus, encoder: Encoder) -> Iterator[Candidate]:
    size = corpus.snapshot.config.passage_tokens
    for article_id in dict.fromkeys(corpus.ids.values()):
        article = corpus.assistant.article(article_id)
        for one in chunk(article, encoder.count_tokens, passage_tokens=size):
            yield Candidate(one.passage, article)


def _language(corpus: Corpus) -> str:
    """Return the language that most answers are in."""
    answering = (gold.article for question in corpus.questions for gold in question.gold)
    return Counter(corpus.languages[name] for name in answering).most_common(1)[0][0]
