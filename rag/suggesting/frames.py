"""Questions that need nothing but a name, so that they can be asked in any language."""

from collections.abc import Iterator

from rag.quantities import find_quantities
from rag.suggesting.clauses import opens_clause
from rag.suggesting.names import leading_name, main_name, needs_article
from rag.suggesting.records import Candidate, Source
from rag.suggesting.wording import Wording


def ask_in_frames(source: Source, told: Wording, asked: Wording) -> Iterator[Candidate]:
    """Yield questions such as "How much is Alibaba investing?" that a sentence should answer.

    Args:
        source: The sentence.
        told: The wording of its language: tells which verbs it may have.
        asked: The wording of the question's language.
    """
    sentence = " ".join(source.sentence.text.split())
    name = _subject(sentence, source, told)
    if not name or needs_article(name, source.article, asked) or told["withheld"].search(sentence):
        return
    figures = find_quantities(sentence, told.language)
    for key, frame in told.frames.items():
        wanted = [one for one in figures if one.kind.value == frame.kind]
        if wanted and key in asked.frames and frame.verbs.search(sentence):
            yield Candidate(asked.frames[key].question.format(name=name), source, key, wanted[0])


def _subject(sentence: str, source: Source, told: Wording) -> str:
    """Return the name of the subject that a sentence begins with; "" where there is none."""
    main = main_name(source.article, told)
    if firm := told["firm"].match(sentence):
        return main if _goes_on(sentence[firm.end() :], told) else ""
    first, _, others = sentence.partition(" ")
    rest = others if told.is_a("determiner", first) else sentence
    name = leading_name(rest, told)
    if not name or not _goes_on(rest[len(name) :], told):
        return ""
    return main if main and name.startswith(main) else name


def _goes_on(rest: str, told: Wording) -> bool:
    """Tell whether a finite verb comes next."""
    following = rest.split()[:1]
    return bool(following) and opens_clause(following[0], told)
