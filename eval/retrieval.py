"""How well passages are found: rankings judged against gold passages, by ir_measures."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, Measure, Qrel, R, ScoredDoc, Success, nDCG

from eval.corpus import Corpus
from eval.gold import ArticleSpan
from eval.latency import percentiles, time_retrieval, warm_up
from eval.sets import EvalQuestion
from index.errors import IndexMismatch
from index.records import Hit

OVERALL = "overall"

Scores = dict[str, float]
"""One question's values by the measures' names, such as ``"nDCG@10"``."""

Metrics = dict[str, float | int | None]
"""Values of a group of questions by name; None where there is nothing to measure."""

_DEPTH = 10
_CUTOFFS = (1, 5, 10, 100)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found for a question, and what should have been.

    Attributes:
        corpus: Name of the corpus that was searched.
        question: The question.
        pair: Its languages, such as ``"de→en"``.
        relevant: Ids of the passages that overlap a gold span; never none.
        hits: The passages found, best first.
        elapsed_ms: How long a user waits for the hits of this question; None if it was not timed.
    """

    corpus: str
    question: EvalQuestion
    pair: str
    relevant: tuple[str, ...]
    hits: tuple[Hit, ...]
    elapsed_ms: float | None = None

    @property
    def key(self) -> str:
        """Unique also where several corpora are asked the same questions."""
        return f"{self.corpus}/{self.question.id}"


def answerable(corpus: Corpus) -> list[EvalQuestion]:
    """Return the questions that retrieval is measured on."""
    return [question for question in corpus.questions if question.answerable]


def rank(
    corpus: Corpus, questions: Iterable[EvalQuestion], k: int, timed: Collection[str] = ()
) -> Iterator[Ranking]:
    """Retrieve ``k`` passages for each question.

    A passage is relevant if it overlaps a gold span. Where all of a question's quotes were lost, a
    passage that cannot be found stands in for them: the question counts as failed.

    Args:
        corpus: What to search.
        questions: What to ask.
        k: How many passages are ranked.
        timed: Ids of the questions that are timed. They are asked twice, first for as many hits as
            the settings say: to rank ``k`` takes longer than what a user asks for.

    Raises:
        IndexMismatch: The index cuts articles into other passages than the chunking does now.
    """
    if timed:
        warm_up(corpus)
    for question in questions:
        elapsed = time_retrieval(corpus, question) if question.id in timed else None
        hits = corpus.assistant.retrieve(question.text, k, only=corpus.filter_for(question))
        relevant = tuple(span.id for span in corpus.passages[question.id])
        _check_cut(hits, corpus.gold[question.id], relevant)
        lost = (f"lost:{question.id}",)
        yield Ranking(
            corpus.name, question, corpus.pair_of(question), relevant or lost, tuple(hits), elapsed
        )


def measures(k: int) -> list[Measure]:
    """Return the measures taken of rankings of ``k`` passages.

    nDCG (Järvelin and Kekäläinen 2002) and recall count every relevant passage, the reciprocal rank
    only the first; Success@5 is the share of questions with a relevant passage among the first
    five, which is what a reader is shown. Cutoffs beyond ``k`` are left out.
    """
    depth = min(_DEPTH, k)
    recalls = [R @ cutoff for cutoff in _CUTOFFS if cutoff <= k]
    return [nDCG @ depth, RR @ depth, *recalls, *([Success @ _SHOWN] if k >= _SHOWN else [])]


def score(rankings: Sequence[Ranking], k: int) -> dict[str, Metrics]:
    """Return the metrics overall and of each language pair: mean scores, and the latency."""
    groups = {OVERALL: list(rankings)}
    for ranking in sorted(rankings, key=lambda one: one.pair):
        groups.setdefault(ranking.pair, []).append(ranking)
    return {name: _score_group(group, k) for name, group in groups.items() if group}


def score_each(rankings: Sequence[Ranking], k: int) -> dict[str, Scores]:
    """Return the scores of each ranking by its key, the measures in their order."""
    wanted = measures(k)
    # ir_measures yields them in an order of its own.
    found: dict[str, Scores] = {one.key: dict.fromkeys(map(str, wanted), 0.0) for one in rankings}
    for metric in ir_measures.iter_calc(wanted, _qrels(rankings), _run(rankings)):
        found[metric.query_id][str(metric.measure)] = metric.value
    return found


def passage_id(hit: Hit) -> str:
    """Return the name that rankings know a hit by: ``article_id:start-end``."""
    return _span(hit).id


def _score_group(rankings: Sequence[Ranking], k: int) -> Metrics:
    wanted = measures(k)
    values = ir_measures.calc_aggregate(wanted, _qrels(rankings), _run(rankings))
    return {
        "questions": len(rankings),
        **{str(one): values[one] for one in wanted},
        **percentiles(ranking.elapsed_ms for ranking in rankings),
    }


def _qrels(rankings: Iterable[Ranking]) -> list[Qrel]:
    return [Qrel(one.key, passage, 1) for one in rankings for passage in one.relevant]


def _run(rankings: Iterable[Ranking]) -> list[ScoredDoc]:
    # By rank, not by score: trec_eval breaks ties by document id.
    return [
        ScoredDoc(one.key, passage_id(hit), float(-hit.rank))
        for one in rankings
        for hit in one.hits
    ]


def _span(hit: Hit) -> ArticleSpan:
    return ArticleSpan(hit.passage.article_id, hit.passage.start, hit.passage.end)


def _check_cut(hits: Iterable[Hit], gold: Sequence[ArticleSpan], relevant: Sequence[str]) -> None:
    for span in map(_span, hits):
        if span.id not in relevant and any(span.overlaps(one) for one in gold):
            raise IndexMismatch(
                f"The index cuts the article {span.article_id!r} into other passages than this "
                f"version does; delete it, or name another folder with --index."
            )
