"""What an answer says in its own words, in the question's language."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from babel.dates import format_date

from index.records import Article
from index.scripts import MARKS
from index.store import Summary
from rag.expectations import AnswerKind, expected_kind
from rag.findings import Accord, Witness
from rag.grounding import Fault
from rag.languages import function_words, table
from rag.phrases import phrases_for
from rag.quantities import read_age, read_out
from rag.questions import Question

_TOLD_WORDS = 12
# What stands in for the outlet and the title of an article without either: words, and of text that
# has no spaces between them characters.
_OPENING_WORDS, _OPENING_LENGTH = 4, 60
_SPELLED = re.compile(rf"[€$£]?\w(?:\S*[\w{MARKS}])?[%€]?")
# What is written otherwise in each language: words, thousands and decimals, days by their numbers,
# digits.
_WRITTEN = re.compile(r"[^\W\d_]|\d[.,'’٫٬\s]+\d|\d([/-])\d+\1\d|(?![0-9])\d")


def read_for(question: Question, witness: Witness) -> str:
    """Return a witness's figure as a reader of the question's language writes it.

    ``""`` where the article is in that language, or the figure reads alike in both.
    """
    if witness.article.language == question.language or not witness.quantities:
        return ""
    figure, written = witness.quantities[0], witness.text
    aged = expected_kind(question.text) is AnswerKind.AGE
    reading = (read_age if aged else read_out)(figure, question.language)
    alike = not _WRITTEN.search(written) or _plain(reading) == _plain(written)
    return "" if alike else reading


def describe_origin(article: Article, language: str) -> str:
    """Return an article's outlet and day of publication, such as ``finanzen.ch, 24.09.2025``."""
    phrases = phrases_for(language)
    day = format_day(article.published, language) if article.published else phrases.undated
    opening = " ".join(article.text.split(maxsplit=_OPENING_WORDS)[:_OPENING_WORDS])
    opening = opening[:_OPENING_LENGTH]
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
    # With a name that nothing mentions it is about something else; without one, who knows.
    opening = phrases.abstained if unknown else phrases.abstained_unsure
    said = [opening]
    if sought := _name_search(question):
        said.append(phrases.looked_for.format(sought))
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


def _plain(written: str) -> str:
    """Return a figure as it reads, whatever its spaces and capitals: "7 %" is "7%"."""
    return "".join(written.split()).casefold()


def _name_search(question: Question) -> str:
    """Return what was looked for: the kind of thing asked for, and the words it was sought by.

    These are spelled as the question spells them: "75,000", "PX-14"; of a question that tells a
    story there are too many to be read.
    """
    name = phrases_for(question.language).kinds.get(expected_kind(question.text).value, "")
    words = [match.group() for match in _SPELLED.finditer(question.text)]
    telling = dict.fromkeys(
        word
        for before, word in pairwise(["", *words])
        if not _is_idle(word, before, question.language, kind_said=bool(name))
    )
    return ", ".join(filter(None, (name, " ".join(telling) if len(telling) <= _TOLD_WORDS else "")))


def _is_idle(word: str, before: str, language: str, *, kind_said: bool) -> bool:
    """Tell whether a word of a question, behind another, says nothing of what is looked for."""
    known, folded = table(language, "words"), word.casefold()
    if folded in {*function_words(language), *known.get("asking", ())}:
        return True
    helps = folded in known.get("auxiliary", ()) and (word.islower() or not before)
    asks = before.casefold() in known.get("asking", ())
    said = folded in known.get("kinds", ()) or (asks and folded in known.get("degrees", ()))
    return helps or (kind_said and said)
