"""What may be suggested, before it has been tried."""

from dataclasses import dataclass

from index.records import Article, Sentence
from rag.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that questions are made of.

    Attributes:
        article: The article it stands in.
        sentence: The sentence.
    """

    article: Article
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a sentence should answer.

    Attributes:
        question: The question.
        source: The sentence.
        form: What it asks for; examples should differ in it.
        answer: What has to be found: a figure, or words that the sentence found has to hold.
    """

    question: str
    source: Source
    form: str
    answer: Quantity | str
