"""A language model as a generator: it writes from numbered sentences and names what it used."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import chain

from index.language import detect_question_language
from index.words import split_words
from rag.generation import Brief, Draft
from rag.languages import table
from rag.llm.markers import read_markers
from rag.llm.models import ChatModel
from rag.llm.prompt import Prompt, build_prompt
from rag.llm.sentences import sentences_of

_REPLY = 300  # tokens
_FEWEST_WORDS = 6  # of which the language can be told
_MARKUP = re.compile(r"^\W*$")


class Writer:
    """Answers in a language model's words.

    What it yields is what the model wrote, sentence by sentence: nothing of it is checked yet.
    """

    def __init__(self, model: ChatModel) -> None:
        """Set who writes."""
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def generate(self, brief: Brief) -> Iterator[Draft]:
        language = brief.question.language
        prompt = build_prompt(brief, self._model.context - _REPLY)
        for sentence in self._write(prompt, brief):
            if brief.stopped:  # it may be only the beginning of one
                return
            marked = read_markers(sentence, language, len(prompt.numbered))
            if _MARKUP.match(marked.text):
                continue
            yield Draft(
                marked.text,
                prompt.pointed_to(marked.numbers),
                prompt.numbered,
                declines(marked.text, language, cited=bool(marked.numbers)),
            )

    def warm_up(self) -> None:
        self._model.warm_up()

    def close(self) -> None:
        self._model.close()

    def _write(self, prompt: Prompt, brief: Brief) -> Iterator[str]:
        """Yield the sentences of a reply; one in another language is asked for once more."""
        wanted = brief.question.language
        sentences = self._ask(prompt, brief)
        first = next(sentences, None)
        likely = {"en", *(one.article.language for one in prompt.numbered)}
        if first is not None and _is_foreign(first, wanted, likely):
            sentences = iter(())  # what is left of it is not waited for
            insisting = self._ask(prompt.insist(first, wanted), brief)
            again = next(insisting, None)
            # Better what it knew in another language than nothing.
            if again is not None and not declines(again, wanted):
                first, sentences = again, insisting
        yield from chain(() if first is None else (first,), sentences)

    def _ask(self, prompt: Prompt, brief: Brief) -> Iterator[str]:
        pieces = self._model.stream(prompt.messages, _REPLY, brief.stop)
        return sentences_of(pieces, brief.question.language)


def declines(text: str, language: str, *, cited: bool = False) -> bool:
    """Tell whether a sentence says that the articles do not answer the question.

    Args:
        text: The sentence, without markers.
        language: The language asked for.
        cited: Whether it had markers: "Nobody is hurt" is then what an article says, and only the
            words that a model is told to use still count.
    """
    if cited:
        told = {table(one, "prompt").get("not_found", "") for one in ("en", language)}
        return text.strip(" .!*").upper() in told
    return bool(_declining(language).match(text))


@cache
def _declining(language: str) -> re.Pattern[str]:
    reading = [table(one, "prompt").get("reading", {}) for one in ("en", language)]
    forms = dict.fromkeys(form for one in reading for form in one.get("declining", ()))
    return re.compile(rf"\W*(?:{'|'.join(forms)})", re.IGNORECASE)


def _is_foreign(sentence: str, wanted: str, likely: Collection[str]) -> bool:
    """Tell whether a sentence is in another of the likely languages, if it is long enough."""
    if declines(sentence, wanted) or len(split_words(sentence)) < _FEWEST_WORDS:
        return False
    return detect_question_language(sentence, (wanted, *likely)) in {*likely} - {wanted}
