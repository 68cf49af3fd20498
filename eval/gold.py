"""Where answers stand: gold spans in stored articles, and the passages that overlap them. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.sets import EvalQuestion, GoldSpan, QuestionSetInvalid
from index.records import Article


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a stored article: ``article.text[start:end]``."""

    article_id: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """The name that rankings know a passage by."""
        return f"{self.article_id}:{self.start}-{self.end}"

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two have a character in common."""
        return (
            self.article_id == other.article_id
            and self.start < other.end
            and other.start < self.end
        )


Cutter = Callable[[Article], Sequence[Span]]
"""Cuts an article into its passages."""


def find_gold(
    questions: Iterable[EvalQuestion], articles: Mapping[str, Article]
) -> tuple[dict[str, tuple[Span, ...]], list[str]]:
    """Find the gold spans of questions in the articles as they are stored.

    Args:
        questions: The questions.
        articles: The stored articles by their names in the set.

    Returns:
        The spans by question id, and a sentence for each quote that was not found.

    Raises:
        QuestionSetInvalid: A question points to an article that is not there.
    """
    found: dict[str, tuple[Span, ...]] = {}
    lost: list[str] = []
    for question in questions:
        spans: list[Span] = []
        for gold in question.gold:
            places = list(_locate(gold, _article_of(gold, question, articles)))
            spans += places
            if not places:
                lost.append(
                    f"Question {question.id}: {gold.quote!r} is not in the stored text of "
                    f"{gold.article}; cleaning changed or lost it, or the quote is not verbatim."
                )
        found[question.id] = tuple(dict.fromkeys(spans))
    return found, lost


def _article_of(gold: GoldSpan, question: EvalQuestion, articles: Mapping[str, Article]) -> Article:
    if gold.article not in articles:
        raise QuestionSetInvalid(
            f"Question {question.id} points to the article {gold.article!r}, which is not in the "
            f"set or could not be indexed."
        )
    return articles[gold.article]


def _locate(gold: GoldSpan, article: Article) -> Iterator[Span]:
    """Yield where a quote stands: everywhere, or only nearest to where it is said to stand."""
    places: list[int] = []
    start = article.text.find(gold.quote)
    while start >= 0:
        places.append(start)
        start = article.text.find(gold.quote, start + 1)
    if gold.near is not None and places:
        # Cleaning moves a text by a few characters at most, so the nearest is the right one.
        near = gold.near
        places = [min(places, key=lambda place: abs(place - near))]
    for place in places:
        yield Span(article.id, place, place + len(gold.quote))


def find_passages(
    gold: Mapping[str, Sequence[Span]], articles: Iterable[Article], cut: Cutter
) -> dict[str, tuple[Span, ...]]:
    """Return the passages that overlap a gold span, by question id.

    Args:
        gold: Gold spans by question id.
        articles: The articles they stand in, and perhaps others.
        cut: Cuts an article into the passages that it is indexed as.
    """
    wanted = {span.article_id for spans in gold.values() for span in spans}
    passages = {article.id: cut(article) for article in articles if article.id in wanted}
    return {
        question_id: tuple(
            passage
            for article_id in dict.fromkeys(span.article_id for span in spans)
            for passage in passages[article_id]
            if any(passage.overlaps(span) for span in spans)
        )
        for question_id, spans in gold.items()
    }
