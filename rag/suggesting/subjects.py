"""What a clause is about: named, and told from an adverbial that stands in its place."""

from dataclasses import replace

from rag.suggesting.clauses import Clause, main_clause
from rag.suggesting.names import is_common, main_name
from rag.suggesting.records import Source
from rag.suggesting.wording import Wording


def named_clause(source: Source, wording: Wording) -> Clause | None:
    """Return the main clause of a plain sentence, what it calls "the company" by its name."""
    clause = main_clause(source.sentence.text, wording)
    name = main_name(source.article, wording) if clause else ""
    if clause is None or not name:
        return clause
    if wording.is_a("firm", clause.front):
        return replace(clause, front=name)
    return replace(clause, rest=wording["firm_behind"].sub(name, clause.rest, count=1))


def is_subject(front: str, wording: Wording) -> bool:
    """Tell whether what stands before the verb looks like its subject rather than an adverbial."""
    first, _, others = front.partition(" ")
    last = front.rpartition(" ")[2]
    if last.endswith(("'s", "’s")):
        return False  # "Alibaba's costs"
    if not last[:1].isupper() and wording.verb_second:
        return False
    if wording.is_a("determiner", first):
        return not wording.is_a("preposition", others.partition(" ")[0])
    if wording.listed_names.fullmatch(front):
        return True
    return not is_common(first, wording) and not wording.is_a("preposition", first)
