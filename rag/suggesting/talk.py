"""A conversation as follow-ups are made for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.cleaning.plaintext import to_line
from rag.conversation import Exchange, complete, tell_language
from rag.records import Answer
from rag.suggesting.trial import normal
from rag.suggesting.wording import Wording


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation so far.

    Attributes:
        answer: The last answer.
        exchanges: All of them, oldest first.
        question: The last question, made whole.
        said: The sentences cited so far, as they are compared.
        asked: The questions so far, likewise, each as typed and made whole.
        reports: The reports that the last answer cites.
        wording: Of its language.
    """

    answer: Answer
    exchanges: tuple[Exchange, ...]
    question: str
    said: frozenset[str]
    asked: frozenset[str]
    reports: frozenset[str]
    wording: Wording

    def complete(self, question: str) -> str:
        """Return a follow-up made whole; "" where it would not make a plain sentence.

        Nor where it would be taken for another language: a word or two tell little.
        """
        if tell_language(question, self.answer.language) != self.answer.language:
            return ""
        whole = complete(question, self.exchanges, self.answer.language)
        plain = whole != question and not whole.endswith(")") and normal(whole) not in self.asked
        return whole if plain else ""


def read_talk(answers: Sequence[Answer], wording: Wording) -> Talk:
    """Return the conversation that these answers were given in, oldest first."""
    last = answers[-1]
    exchanges = tuple(map(Exchange.of, answers))
    asked = [to_line(text) for one in answers for text in (one.question, one.searched)]
    return Talk(
        last,
        exchanges,
        exchanges[-1].question,
        frozenset(normal(cited.quote) for one in answers for cited in one.citations),
        frozenset(map(normal, filter(None, asked))),
        frozenset(cited.article.report for cited in last.citations),
        wording,
    )
