"""How well passages are found: rankings judged against gold passages, by ir_measures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, Measure, Qrel, R, ScoredDoc, Success, nDCG

from eval.corpus import Corpus
from eval.gold import Span
from eval.sets import EvalQuestion
from index.errors import IndexMismatch
from index.records import Hit

OVERALL = "overall"

Scores = dict[str, float]
"""Values by the measures' names, such as ``"nDCG@10"``."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found for a question, and what should have been.

    Attributes:
        corpus: Name of the corpus that was searched.
        question: The question.
        pair: Its languages, such as ``"de→en"``.
        relevant: Ids of the passages that overlap a gold span; never none.
        hits: The passages found, best first.
    """

    corpus: str
    question: EvalQuestion
    pair: str
    relevant: tuple[str, ...]
    hits: tuple[Hit, ...]

    @property
    def key(self) -> str:
        """Unique also where several corpora are asked the same questions."""
        return f"{self.corpus}/{self.question.id}"


def answerable(corpus: Corpus) -> list[EvalQuestion]:
    """Return the questions that retrieval is measured on."""
    return [question for question in corpus.questions if question.answerable]


def rank(corpus: Corpus, questions: Iterable[EvalQuestion], k: int) -> Iterator[Ranking]:
    """Retrieve ``k`` passages for each question.

    A passage is relevant if it overlaps a gold span. Where all of a question's quotes were lost, a
    passage that cannot be found stands in for them: the question counts as failed.

    Raises:
        IndexMismatch: The index cuts articles into other passages than the chunking does now.
    """
    for question in questions:
        hits = corpus.assistant.retrieve(question.text, k, only=corpus.filter_for(question))
        relevant = tuple(span.id for span in corpus.passages[question.id])
        _check_cut(hits, corpus.gold[question.id], relevant)
        lost = (f"lost:{question.id}",)
        yield Ranking(
            corpus.name, question, corpus.pair_of(question), relevant or lost, tuple(hits)
        )


def measures(k: int) -> list[Measure]:
    """Return the measures taken of rankings of ``k`` passages.

    nDCG (Järvelin and Kekäläinen 2002) and recall count every relevant passage, the reciprocal rank
    only the first; Success@5 is the share of questions with a relevant passage among the first
    five, which is what a reader is shown.
    """
    recalls = [R @ cutoff for cutoff in sorted({1, 5, k}) if cutoff <= k]
    return [nDCG @ k, RR @ k, *recalls, Success @ min(5, k)]


def score(rankings: Sequence[Ranking], k: int) -> dict[str, Scores]:
    """Return the mean scores overall and of each language pair, with the number of questions."""
    groups = {OVERALL: list(rankings)}
    for ranking in sorted(rankings, key=lambda one: one.pair):
        groups.setdefault(ranking.pair, []).append(ranking)
    return {name: _score_group(group, k) for name, group in groups.items() if group}


def score_each(rankings: Sequence[Ranking], k: int) -> dict[str, Scores]:
    """Return the scores of each ranking by its key."""
    found: dict[str, Scores] = {ranking.key: {} for ranking in rankings}
    for metric in ir_measures.iter_calc(measures(k), _qrels(rankings), _run(rankings)):
        found[metric.query_id][str(metric.measure)] = metric.value
    return found


def passage_id(hit: Hit) -> str:
    """Return the name that rankings know a hit by: ``article_id:start-end``."""
    return _span(hit).id


def _score_group(rankings: Sequence[Ranking], k: int) -> Scores:
    wanted = measures(k)
    values = ir_measures.calc_aggregate(wanted, _qrels(rankings), _run(rankings))
    return {"questions": len(rankings)} | {str(one): values[one] for one in wanted}


def _qrels(rankings: Iterable[Ranking]) -> list[Qrel]:
    return [Qrel(one.key, passage, 1) for one in rankings for passage in one.relevant]


def _run(rankings: Iterable[Ranking]) -> list[ScoredDoc]:
    # By rank, not by score: trec_eval breaks ties by document id.
    return [
        ScoredDoc(one.key, passage_id(hit), float(-hit.rank))
        for one in rankings
        for hit in one.hits
    ]


def _span(hit: Hit) -> Span:
    return Span(hit.passage.article_id, hit.passage.start, hit.passage.end)


def _check_cut(hits: Iterable[Hit], gold: Sequence[Span], relevant: Sequence[str]) -> None:
    for span in map(_span, hits):
        if span.id not in relevant and any(span.overlaps(one) for one in gold):
            raise IndexMismatch(
                f"The index cuts the article {span.article_id!r} into other passages than this "
                f"version does; delete it, or name another folder with --index."
            )
