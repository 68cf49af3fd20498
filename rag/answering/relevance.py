"""Does a sentence give what was asked for? One that its sources back may still be beside it."""

from collections.abc import Sequence

from index.words import split_words, stem, word_spans
from rag.evidence.offers import fitting_quantities
from rag.expectations import MEASURED, AnswerKind, expected_kind
from rag.findings import Accord
from rag.languages import function_words, table
from rag.names import names_anywhere, names_in
from rag.quantities import Quantity, agree, find_quantities
from rag.questions import Question


def is_beside(sentence: str, language: str, question: Question, accords: Sequence[Accord]) -> bool:
    """Tell whether a sentence does not give what was asked for.

    It does not where it says nothing that the question did not, or names nobody new where a person
    is asked for. Where a figure is asked for, it does not if the evidence gives one and the
    sentence has none that agrees with it: two readers, one of words and one of vectors, who do not
    find the same.

    Args:
        sentence: The sentence that is to answer.
        language: Its language.
        question: The question, in the same language.
        accords: What the evidence gives as the direct answer.
    """
    kind = expected_kind(question.text)
    if kind in MEASURED:
        found = [figure for accord in accords for one in accord for figure in one.quantities]
        said = fitting_quantities(kind, sentence, language)
        if found:
            return not any(agree(figure, one) for figure in found for one in said)
    if kind is AnswerKind.PERSON and _names_nobody_new(sentence, language, question):
        return True
    asking = table(language, "words").get("asking", ())
    is_open = kind is not AnswerKind.DECISION and not {*asking}.isdisjoint(
        split_words(question.text)
    )
    figures = (
        find_quantities(sentence, language) if kind in {AnswerKind.PERSON, AnswerKind.PLACE} else ()
    )
    return is_open and _is_echo(sentence, language, question.text, figures)


def gives_figure(sentence: str, question: Question, accord: Accord) -> bool:
    """Tell whether a sentence gives the figure that witnesses agree on, where one is asked for.

    Args:
        sentence: The sentence, in the question's language.
        question: The question.
        accord: What the evidence gives as the direct answer.
    """
    kind = expected_kind(question.text)
    if kind not in MEASURED:
        return False
    said = fitting_quantities(kind, sentence, question.language)
    return any(agree(figure, one) for figure in accord[0].quantities for one in said)


def _names_nobody_new(sentence: str, language: str, question: Question) -> bool:
    """Tell whether all names of a sentence are, or go on from, names in the question."""
    asked = {*split_words(" ".join(names_in(question.text, question.language)))}
    names = names_anywhere(sentence, language)
    return bool(names) and all(asked & {*split_words(name)} for name in names)


def _is_echo(sentence: str, language: str, question: str, idle: Sequence[Quantity]) -> bool:
    """Tell whether a sentence has no word, idle figures aside, that the question does not have."""
    common = function_words(language)
    said = [
        sentence[start:end].casefold()
        for start, end in word_spans(sentence)
        if not any(one.start < end and start < one.end for one in idle)
    ]
    telling = [word for word in said if word not in common]
    return set(stem(telling, language)) <= set(stem(split_words(question), language))
