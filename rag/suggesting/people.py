"""Questions for who does something, who somebody is, and who is at the head of something."""

import re
from collections.abc import Iterator

from rag.languages import function_words
from rag.names.persons import may_be_person
from rag.patterns import CAPITAL
from rag.suggesting.figures import is_clear, tidy
from rag.suggesting.names import main_name, named, needs_article
from rag.suggesting.records import Candidate, Source
from rag.suggesting.subjects import is_subject, named_clause
from rag.suggesting.wording import Wording

_PERSON = rf"{CAPITAL}[\w’-]*\w(?: {CAPITAL}[\w’-]*\w){{1,2}}"
_LONGEST_SUBJECT = 6  # words


def ask_who_does(source: Source, wording: Wording) -> Iterator[Candidate]:
    """Yield the question for the subject of a plain sentence: "Who paid 4 million euros for …?".

    Args:
        source: The sentence, in the wording's language.
        wording: How questions are put.
    """
    clause = named_clause(source, wording)
    if clause is None or wording.is_a("plural", clause.verb) or not wording.who_does:
        return
    words = clause.front.split()
    doer = named(clause.front, source.article, wording)
    if not doer or len(words) > _LONGEST_SUBJECT or not is_subject(clause.front, wording):
        return
    acts = not wording.is_a("auxiliary", clause.verb) and not wording.is_a("being", clause.verb)
    if wording["possessive"].search(clause.rest) or not (acts or may_be_person(clause.front)):
        return
    question = tidy(f"{wording.who_does} {clause.verb} {clause.rest}?")
    if is_clear(question, source.article, wording) and not _shares(doer, question):
        yield Candidate(question, source, "doer", doer[0])


def ask_about_people(source: Source, told: Wording, asked: Wording) -> Iterator[Candidate]:
    """Yield the questions for a person whose post a sentence names.

    Args:
        source: The sentence.
        told: The wording of its language.
        asked: The wording of the question's language.
    """
    text = source.sentence.text
    for found in _posts(text, told):
        person, of = found["person"], found.groupdict().get("of") or ""
        if not _is_person(person, told) or not (of or _is_introduced(text[: found.start()], told)):
            continue
        if of and told is asked:
            question = told.post.format(role=found["role"], name=of)
            yield Candidate(question, source, "head", person)
        head = _head_of(found["role"], of, source, told)
        if head and not needs_article(head, source.article, asked):
            runs = asked.runs_female if asked.is_a("female", found["role"]) else asked.runs
            yield Candidate(runs.format(name=head), source, "head", person)
        yield Candidate(asked.who.format(person=person), source, "person", found["role"])


def _posts(text: str, told: Wording) -> Iterator[re.Match[str]]:
    """Yield where a post stands with its holder: "Mayor A. B.", "A. B., director of C."."""
    role, title = told["role"].pattern, told["title"].pattern
    yield from re.finditer(
        rf"(?P<role>{role}),?(?: {title})* (?P<person>{_PERSON})(?=[\s,.;])", text
    )
    of = f"(?P<of>{CAPITAL}[\\w-]*(?: {CAPITAL}[\\w-]*)*)"
    yield from re.finditer(
        rf"(?P<person>{_PERSON}), (?:{told['determiner'].pattern} )?(?P<role>{role})"
        rf" {told['belonging'].pattern} {of}",
        text,
    )


def _is_person(name: str, told: Wording) -> bool:
    """Tell whether a name is a person's, and no word that begins a sentence is before it."""
    first = name.split(maxsplit=1)[0].lower()
    idle = function_words(told.language)
    return may_be_person(name) and first not in idle and not told.is_a("preposition", first)


def _is_introduced(before: str, told: Wording) -> bool:
    """Tell whether a post begins a clause, or follows an article or "said"."""
    words = before.split()
    last = words[-1] if words else ""
    return (
        not words
        or last.endswith(",")
        or any(told.is_a(kind, last) for kind in ("introducing", "said"))
    )


def _head_of(role: str, of: str, source: Source, told: Wording) -> str:
    """Return what the holder of a post is the head of; "" for other posts."""
    firm, _, post = role.rpartition("-")
    if not told.is_a("head", post or role):
        return ""
    return of or firm or main_name(source.article, told)


def _shares(names: list[str], question: str) -> bool:
    """Tell whether a question still has a part of the names that it asks for."""
    return any(part in question for name in names for part in name.split())
