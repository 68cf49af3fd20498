"""Whether what a sentence says holds for another year than the one a question names."""

import re
from functools import lru_cache

from rag.evidence.offers import goes_on, tells_last_year
from rag.quantities import Kind, Quantity, find_quantities
from rag.questions import Question
from rag.records import Evidence

_YEAR = re.compile(r"\b\d{4}\b")


@lru_cache(maxsize=1024)
def years_in(text: str, language: str) -> tuple[str, ...]:
    """Return the years that a text names as dates, in order: "2,019 seats" names none."""
    return tuple(
        year for one in _dates(text, language) for year in _YEAR.findall(text[one.start : one.end])
    )


def is_of_another_year(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence names a year, and its article knows nothing of the question's.

    An article knows the years that it names, that of its day, and the one before where it tells
    what was last year.
    """
    asked = years_in(question.text, question.language)
    article, sentence = evidence.article, evidence.sentence.text
    spans = _dates(sentence, article.language) if asked else []
    if not any(_YEAR.search(sentence[one.start : one.end]) for one in spans):
        return False
    known = f"{article.title} {article.text}"
    if article.published:
        year = article.published.year
        known += f" {year}" + f" {year - 1}" * tells_last_year(known)
    return not any(year in known or _cover(sentence, spans, int(year)) for year in asked)


def _dates(text: str, language: str) -> list[Quantity]:
    return [one for one in find_quantities(text, language) if one.kind is Kind.DATE]


def _cover(sentence: str, dates: list[Quantity], year: int) -> bool:
    """Tell whether dates have a year in them, as "from 2016 to 2022" and "since 2016" have 2018."""
    spans = ((one.start, one.first.year, one.last.year) for one in dates if one.first and one.last)
    return any(
        first <= year and (year <= last or goes_on(sentence[:start]))
        for start, first, last in spans
        if first and last
    )
