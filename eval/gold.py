"""Where answers stand: gold spans in stored articles, and the passages that overlap them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.rows import QuestionSetInvalid
from eval.sets import EvalQuestion, Gold, GoldArticle, GoldQuote, GoldStretch
from index.records import Article


@dataclass(frozen=True, slots=True)
class ArticleSpan:
    """A stretch of a stored article: ``article.text[start:end]``."""

    article_id: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """The name that rankings know a passage by."""
        return f"{self.article_id}:{self.start}-{self.end}"

    def overlaps(self, other: "ArticleSpan") -> bool:
        """Tell whether the two have a character in common."""
        return (
            self.article_id == other.article_id
            and self.start < other.end
            and other.start < self.end
        )


Cutter = Callable[[Article], Sequence[ArticleSpan]]
"""Cuts an article into its passages."""


def find_gold(
    questions: Iterable[EvalQuestion], articles: Mapping[str, Article]
) -> tuple[dict[str, tuple[ArticleSpan, ...]], list[str]]:
    """Find the gold spans of questions in the articles as they are stored.

    Args:
        questions: The questions.
        articles: The stored articles by their names in the set.

    Returns:
        The spans by question id, and a sentence for each quote that was not found.

    Raises:
        QuestionSetInvalid: A question points to an article that is not there, or to offsets that
            its text does not have, or that hold other words than the question says.
    """
    found: dict[str, tuple[ArticleSpan, ...]] = {}
    lost: list[str] = []
    for question in questions:
        spans: list[ArticleSpan] = []
        for gold in question.gold:
            places = _locate(gold, question, _article_of(gold, question, articles))
            spans += places
            if not places:
                lost.append(
                    f"{question.label}: {str(gold)!r} is not in the stored text of {gold.article}; "
                    f"cleaning changed or lost it, or the quote is not verbatim."
                )
        found[question.id] = tuple(dict.fromkeys(spans))
    return found, lost


def _article_of(gold: Gold, question: EvalQuestion, articles: Mapping[str, Article]) -> Article:
    if gold.article not in articles:
        raise QuestionSetInvalid(
            f"{question.label} points to the article {gold.article!r}, which is not in the set or "
            f"could not be indexed."
        )
    return articles[gold.article]


def _locate(gold: Gold, question: EvalQuestion, article: Article) -> list[ArticleSpan]:
    match gold:
        case GoldArticle():
            return [ArticleSpan(article.id, 0, len(article.text))]
        case GoldStretch():
            _check_stretch(gold, question, article.text)
            return [ArticleSpan(article.id, gold.start, gold.end)]
        case GoldQuote():
            places = _find_quote(gold, article.text)
            return [ArticleSpan(article.id, place, place + len(gold.quote)) for place in places]


def _check_stretch(gold: GoldStretch, question: EvalQuestion, text: str) -> None:
    if gold.end > len(text):
        raise QuestionSetInvalid(
            f"{question.label} points to the characters {gold.start} to {gold.end} of "
            f"{gold.article!r}, whose text as stored has {len(text)}; count in the stored text."
        )
    words = text[gold.start : gold.end]
    if gold.quote and words != gold.quote:
        raise QuestionSetInvalid(
            f"{question.label} expects {gold.quote!r} at {gold.start} to {gold.end} of "
            f"{gold.article!r}, where the text as stored has {words!r}; count in the stored text."
        )


def _find_quote(gold: GoldQuote, text: str) -> list[int]:
    """Return where a quote stands: everywhere, or only nearest to where it is said to stand."""
    places: list[int] = []
    start = text.find(gold.quote)
    while start >= 0:
        places.append(start)
        start = text.find(gold.quote, start + 1)
    if gold.near is not None and places:
        # Cleaning moves a text by a few characters at most, so the nearest is the right one.
        near = gold.near
        return [min(places, key=lambda place: abs(place - near))]
    return places


def find_passages(
    gold: Mapping[str, Sequence[ArticleSpan]], articles: Iterable[Article], cut: Cutter
) -> dict[str, tuple[ArticleSpan, ...]]:
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
