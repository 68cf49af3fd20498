"""How well questions are answered: right answers, right citations, and silence where it is due."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sklearn.metrics import (  # type: ignore[import-untyped]
    precision_recall_fscore_support,
    roc_auc_score,
)

from eval.corpus import Corpus
from eval.gold import Span
from eval.latency import percentiles, warm_up
from eval.retrieval import OVERALL, Metrics, Scores
from eval.sets import EvalQuestion
from rag.records import Answer, Citation

# A figure with its separators: "7,2", "12.500", "24.09.2025". Written out here and not taken from
# rag.grounding: what is measured does not measure itself.
_FIGURE = re.compile(r"\d(?:[\d.,:'’]*\d)?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    Attributes:
        corpus: Name of the corpus that was asked.
        question: The question.
        pair: Its languages, such as ``"de→en"``.
        got: What the reader was told.
        language: The language the question was taken to be in.
        answered: Whether it was an answer.
        confidence: How sure the assistant was.
        elapsed_ms: How long it took.
        answer_in_first: The first statement cites a gold span, or words that hold an answer.
        answer_in_any: Some statement does.
        gold_in_first: The first statement cites a gold span.
        gold_in_any: Some statement does.
        cited: Number of spans cited.
        cited_gold: How many of them overlap a gold span.
        broken: How many of them are not in the stored article as quoted.
        stray_figures: Figures of statements that are not in what the statement cites.
    """

    corpus: str
    question: EvalQuestion
    pair: str
    got: str
    language: str
    answered: bool
    confidence: float
    elapsed_ms: float
    answer_in_first: bool = False
    answer_in_any: bool = False
    gold_in_first: bool = False
    gold_in_any: bool = False
    cited: int = 0
    cited_gold: int = 0
    broken: int = 0
    stray_figures: int = 0

    @property
    def faults(self) -> tuple[str, ...]:
        """What a reader could complain about; empty for a good answer, or silence where due."""
        faults = {
            "a quote is not in its article": self.broken > 0,
            "a figure is not in what is cited": self.stray_figures > 0,
            f"taken to be in {self.language!r}": self.language != self.question.language,
            "answered although no article says it": self.answered and not self.question.answerable,
            "not answered": not self.answered and self.question.answerable,
            "the answer is in no statement": (
                self.answered and self.question.answerable and not self.answer_in_any
            ),
            "the answer is not in the first statement": (
                self.answer_in_any and not self.answer_in_first
            ),
        }
        return tuple(fault for fault, found in faults.items() if found)

    @property
    def scores(self) -> Scores:
        """What the question adds to the metrics that are shares of questions: 0 or 1 each."""
        if not self.question.answerable:
            return {"abstention_recall": float(not self.answered)}
        return {
            "answer_in_first": float(self.answer_in_first),
            "answer_in_any": float(self.answer_in_any),
            "gold_in_first": float(self.gold_in_first),
            "gold_in_any": float(self.gold_in_any),
            "answered": float(self.answered),
        }


def ask_all(corpus: Corpus) -> Iterator[Outcome]:
    """Ask every question of a corpus and judge the answers."""
    warm_up(corpus)
    for question in corpus.questions:
        answer = corpus.assistant.ask(question.text, only=corpus.filter_for(question))
        outcome = judge(question, answer, corpus.gold[question.id])
        broken = sum(
            corpus.assistant.article(cited.article.id).text[cited.start : cited.end] != cited.quote
            for cited in answer.citations
        )
        yield replace(outcome, corpus=corpus.name, pair=corpus.pair_of(question), broken=broken)


def judge(question: EvalQuestion, answer: Answer, gold: Sequence[Span]) -> Outcome:
    """Judge an answer by what it cites.

    Its corpus and pair are left empty and its quotes unchecked: they take more than the answer.

    Args:
        question: The question.
        answer: The answer.
        gold: Where the answer stands.
    """

    def is_gold(citation: Citation) -> bool:
        cited = Span(citation.article.id, citation.start, citation.end)
        return any(cited.overlaps(span) for span in gold)

    golden = [any(map(is_gold, statement.citations)) for statement in answer.statements]
    holding = [
        any(holds_answer(citation.quote, question.answers) for citation in statement.citations)
        for statement in answer.statements
    ]
    right = [one or other for one, other in zip(golden, holding, strict=True)]
    return Outcome(
        corpus="",
        question=question,
        pair="",
        got=answer.text,
        language=answer.language,
        answered=not answer.abstained,
        confidence=answer.confidence,
        elapsed_ms=answer.elapsed_ms,
        answer_in_first=any(right[:1]),
        answer_in_any=any(right),
        gold_in_first=any(golden[:1]),
        gold_in_any=any(golden),
        cited=len(answer.citations),
        cited_gold=sum(map(is_gold, answer.citations)),
        stray_figures=len(stray_figures(answer)),
    )


def holds_answer(text: str, answers: Iterable[str]) -> bool:
    """Tell whether one of the answers stands in a text, as whole words and whole numbers.

    Case and white space do not matter; "308" does not stand in "1.308" or "308,5".
    """
    folded = " ".join(text.casefold().split())
    return any(
        re.search(
            rf"(?<!\w)(?<!\d[.,]){re.escape(' '.join(answer.casefold().split()))}(?!\w|[.,]\d)",
            folded,
        )
        for answer in answers
        if answer.strip()
    )


def stray_figures(answer: Answer) -> list[str]:
    """Return the figures of an answer's statements that are not in what the statement cites."""
    stray: list[str] = []
    for statement in answer.statements:
        cited = {figure for one in statement.citations for figure in _FIGURE.findall(one.quote)}
        stray += [figure for figure in _FIGURE.findall(statement.text) if figure not in cited]
    return stray


def by_languages(outcomes: Sequence[Outcome]) -> dict[str, Metrics]:
    """Return the metrics overall, of each language asked in, and of each pair of languages."""
    groups = {OVERALL: list(outcomes)}
    for name_of in (_asked_in, _pair_of):
        for outcome in sorted(outcomes, key=name_of):
            groups.setdefault(name_of(outcome), []).append(outcome)
    return {name: _measure(group) for name, group in groups.items()}


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, Metrics]:
    """Return the metrics of each kind of question."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda one: one.question.kind):
        groups.setdefault(outcome.question.kind or "other", []).append(outcome)
    return {name: _measure(group) for name, group in groups.items()}


def _asked_in(outcome: Outcome) -> str:
    return f"{outcome.question.language}→any"


def _pair_of(outcome: Outcome) -> str:
    return outcome.pair


def _measure(outcomes: Sequence[Outcome]) -> Metrics:
    """Return the metrics of one group.

    The shares of right answers are of all answerable questions, an unanswered one counting as
    wrong. Citation precision is over the citations of answers to answerable questions.
    """
    due = [outcome for outcome in outcomes if outcome.question.answerable]
    undue = [outcome for outcome in outcomes if not outcome.question.answerable]
    cited = sum(outcome.cited for outcome in due)
    return {
        "questions": len(outcomes),
        "answerable": len(due),
        "language_right": _share(one.language == one.question.language for one in outcomes),
        "answer_in_first": _share(outcome.answer_in_first for outcome in due),
        "answer_in_any": _share(outcome.answer_in_any for outcome in due),
        "gold_in_first": _share(outcome.gold_in_first for outcome in due),
        "gold_in_any": _share(outcome.gold_in_any for outcome in due),
        "citation_precision": sum(one.cited_gold for one in due) / cited if cited else None,
        "answered": _share(outcome.answered for outcome in due),
        "wrongly_answered": _share(outcome.answered for outcome in undue),
        **_abstention(outcomes),
        "broken_citations": sum(outcome.broken for outcome in outcomes),
        "stray_figures": sum(outcome.stray_figures for outcome in outcomes),
        **percentiles(outcome.elapsed_ms for outcome in outcomes),
    }


def _abstention(outcomes: Sequence[Outcome]) -> Metrics:
    """Measure silence as the detection of unanswerable questions; it takes both kinds."""
    unanswerable = [not outcome.question.answerable for outcome in outcomes]
    if len(set(unanswerable)) < 2:
        return dict.fromkeys(
            ("abstention_precision", "abstention_recall", "abstention_f1", "confidence_auc")
        )
    silent = [not outcome.answered for outcome in outcomes]
    precision, recall, f1, _ = precision_recall_fscore_support(
        unanswerable, silent, average="binary", zero_division=0.0
    )
    doubt = [1 - outcome.confidence for outcome in outcomes]
    return {
        "abstention_precision": float(precision),
        "abstention_recall": float(recall),
        "abstention_f1": float(f1),
        "confidence_auc": float(roc_auc_score(unanswerable, doubt)),
    }


def _share(flags: Iterable[bool]) -> float | None:
    values = list(flags)
    return sum(values) / len(values) if values else None
