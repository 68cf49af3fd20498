"""What an answer says in its own words, in the question's language."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from index.records import Article
from index.store import Summary
from rag.expectations import expected_kind
from rag.findings import Accord
from rag.grounding import Fault
from rag.languages import table
from rag.phrases import phrases_for
from rag.quantities import Kind as Measured
from rag.quantities import Quantity, read_out
from rag.questions import Question
from rag.witnesses import Witness

# Figures below this read alike in every language, if they are no dates or durations.
_READ_ALIKE = 1_000_000
_OPENING_WORDS = 4  # that stand in for the outlet and the title of an article without either
_WORDED = {Measured.DATE, Measured.DURATION, Measured.MULTIPLE, Measured.MEASURE}


def read_for(question: Question, witness: Witness) -> str:
    """Return a witness's figure as a reader of the question's language writes it.

    ``""`` where the article is in that language, or the figure reads alike in both.
    """
    if witness.article.language == question.language or not witness.quantities:
        return ""
    figure = witness.quantities[0]
    reading = read_out(figure, question.language)
    return reading if _needs_reading(figure) and reading != witness.text else ""


def describe_origin(article: Article, language: str) -> str:
    """Return an article's outlet and day of publication, such as ``finanzen.ch, 24.09.2025``."""
    phrases = phrases_for(language)
    day = format_day(article.published, language) if article.published else phrases.undated
    opening = " ".join(article.text.split(maxsplit=_OPENING_WORDS)[:_OPENING_WORDS])
    return f"{article.source or article.title or f'„{opening} …“'}, {day}"


def describe_differences(accords: Sequence[Accord], language: str) -> str:
    """Return what to tell a reader where articles disagree; ``""`` where they don't."""
    if len(accords) < 2:
        return ""
    phrases = phrases_for(language)
    newest = f" {phrases.newest_first}" if dates_differ(accords) else ""
    return f"{phrases.differing}{newest}"


def describe_faults(faults: Sequence[Fault], language: str) -> str:
    """Return why a sentence is withheld, in a language."""
    phrases = phrases_for(language)
    return "; ".join(phrases.faults[fault.kind.name].format(fault.about) for fault in faults)


def dates_differ(accords: Sequence[Accord]) -> bool:
    """Tell whether the first witnesses of accords were published on different days."""
    return len({one[0].article.published for one in accords} - {None}) > 1


def decline(
    question: Question, unknown: Sequence[str], summary: Summary, *, found: bool, limited: bool
) -> str:
    """Return the reply to a question that the articles do not answer.

    Args:
        question: The question.
        unknown: Its names that no article has.
        summary: What is in the index.
        found: Whether there is any passage to show.
        limited: Whether the search was limited to some articles.
    """
    phrases = phrases_for(question.language)
    if not found:
        return phrases.abstained_unmatched if limited else phrases.abstained_empty
    said = [phrases.abstained, phrases.looked_for.format(_name_search(question))]
    if unknown:
        said.append(phrases.unknown_names.format(phrases.listing.join(unknown)))
    if summary.first and summary.last and not limited:  # of what was searched, no more is known
        first, last = (
            format_day(date.fromisoformat(day), question.language)
            for day in (summary.first, summary.last)
        )
        covered = phrases.covered if first != last else phrases.covered_day
        said.append(covered.format(articles=summary.articles, first=first, last=last))
    return " ".join(said)


def format_day(day: date, language: str) -> str:
    """Return a day in short, such as ``24.09.2025``."""
    return format_date(day, "medium", locale=phrases_for(language).locale)


def _needs_reading(figure: Quantity) -> bool:
    return figure.kind in _WORDED or (figure.value or 0) >= _READ_ALIKE


def _name_search(question: Question) -> str:
    """Return what was looked for: the kind of thing asked for, and the words it was sought by."""
    known = table(question.language, "words")
    name = phrases_for(question.language).kinds.get(expected_kind(question.text).value, "")
    idle = {*known.get("function", ()), *known.get("asking", ())}
    if name:
        idle.update(known.get("kinds", ()))
    telling = dict.fromkeys(word for word in question.words if word.casefold() not in idle)
    return ", ".join(filter(None, (name, " ".join(telling))))
