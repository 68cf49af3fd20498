"""Evidence becomes a prompt: numbered sentences, their figures explained, cut to what fits.

What is the same for every question comes first, so that a server that keeps what it has read
(prefix caching) reads only the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.records import Article
from rag.answering.replies import format_day
from rag.generation import Brief
from rag.languages import Table, table
from rag.llm.fencing import fence
from rag.llm.injections import is_instruction, is_order
from rag.llm.models import Message
from rag.quantities import Kind, Quantity, find_quantities, read_out
from rag.records import Answer, Evidence

_BEST = 6  # pieces of evidence that are shown, at the most
_WITH_NEIGHBOURS = 2  # of them with the sentences before and after
_EARLIER = 2  # exchanges of the conversation
_EARLIER_CHARACTERS = 300
_PLAIN = 12
_BYTES_A_TOKEN = 3  # German in the vocabularies of multilingual models has 3 to 4


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a language model is sent.

    Attributes:
        messages: The conversation with it.
        numbered: The evidence under each number, from 1 on.
    """

    messages: tuple[Message, ...]
    numbered: tuple[Evidence, ...]

    def pointed_to(self, numbers: Sequence[int]) -> tuple[Evidence, ...]:
        """Return the evidence under numbers; those there is none under are left out."""
        return tuple(self.numbered[n - 1] for n in numbers if 1 <= n <= len(self.numbered))

    def insist(self, reply: str, language: str) -> "Prompt":
        """Return the prompt again, for a reply that was in the wrong language."""
        reminder = table(language, "prompt")["reminder"]
        more = (Message("assistant", reply), Message("user", reminder))
        return replace(self, messages=(*self.messages, *more))


def build_prompt(brief: Brief, room: int) -> Prompt:
    """Return the prompt for a question and its evidence.

    Each sentence stands there once, under the outlet, the day and the title of its article;
    sentences that speak to a language model are left out.

    Args:
        brief: What to answer from.
        room: How many tokens it may have; the weakest evidence is dropped until it fits.
    """
    texts = prompt_texts(brief.question.language)
    start = [Message("system", texts["rules"].strip()), *_examples(texts)]
    chosen = choose(brief.evidence)
    while True:
        numbered = _arrange(chosen)
        asked = _ask(brief, numbered, texts)
        prompt = Prompt((*start, Message("user", asked)), numbered)
        if len(chosen) <= 1 or sum(map(_count_tokens, prompt.messages)) <= room:
            return prompt
        chosen = chosen[:-1]


def prompt_texts(language: str) -> Table:
    """Return what a model is told in a language; in English where there is nothing."""
    return table(language, "prompt") or table("en", "prompt")


def choose(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what is shown of the evidence, best first: neighbours after what they stand beside."""
    chosen: dict[tuple[str, int], Evidence] = {}
    best = [one for one in evidence if not is_order(one.hit, one.sentence.ordinal)]
    for rank, one in enumerate(best[:_BEST]):
        chosen.setdefault((one.article.id, one.sentence.start), one)
        for neighbour in _neighbours(one) if rank < _WITH_NEIGHBOURS else ():
            chosen.setdefault((neighbour.article.id, neighbour.sentence.start), neighbour)
    return list(chosen.values())


def explain_figures(text: str, language: str, wanted: str) -> str:
    """Return a text with what its figures mean in another language: "2 Mrd. Euro {= €2 billion}".

    Args:
        text: The text.
        language: Its language.
        wanted: The language that figures are explained in; in the text's own, nothing is.
    """
    if language == wanted:
        return text
    pieces, at = [], 0
    for figure in find_quantities(text, language):
        reading = read_out(figure, wanted)
        pieces.append(text[at : figure.end])
        at = figure.end
        if reading != text[figure.qualified_start : figure.end] and not _is_plain(figure):
            pieces.append(f" {{= {reading}}}")
    return "".join((*pieces, text[at:]))


def _is_plain(figure: Quantity) -> bool:
    """Tell whether a figure is a word that every model knows, such as "zwei"."""
    return figure.kind is Kind.COUNT and figure.value is not None and figure.value <= _PLAIN


def _neighbours(one: Evidence) -> Iterator[Evidence]:
    for at in (one.sentence.ordinal - 1, one.sentence.ordinal + 1):
        if 0 <= at < len(one.hit.sentences) and not is_order(one.hit, at):
            yield Evidence(one.article, one.hit.sentences[at].sentence, one.hit, 0.0)


def _arrange(chosen: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return evidence as it is numbered: article by article, the best one's first."""
    articles = {one.article.id: place for place, one in reversed([*enumerate(chosen)])}
    return tuple(sorted(chosen, key=lambda one: (articles[one.article.id], one.sentence.start)))


def _ask(brief: Brief, numbered: Sequence[Evidence], texts: Table) -> str:
    language = brief.question.language
    lines = [*_conversation(brief.history, texts), texts["sentences"]]
    number = 0
    for _, group in groupby(numbered, key=lambda one: one.article.id):
        sentences = list(group)
        lines.append(f"({describe_article(sentences[0].article, language, texts)})")
        for one in sentences:
            number += 1
            said = fence(one.sentence.text)
            lines.append(f"[{number}] {explain_figures(said, one.article.language, language)}")
    lines.append(texts["question"].format(fence(brief.question.text)))
    if brief.parts:
        lines.append(texts["parts"].format(" ".join(map(fence, brief.parts))))
    lines.append(texts["reminder"])
    return "\n".join(lines)


def describe_article(article: Article, language: str, texts: Table) -> str:
    """Return an article's outlet, day and title, in a line."""
    day = format_day(article.published, language) if article.published else texts["undated"]
    told = (
        "" if is_instruction(one, article.language) else fence(one)
        for one in (article.source or "", article.title)
    )
    source, title = told
    outlet = ", ".join(filter(None, (source, day)))
    return f"{outlet}: {title}" if title else outlet


def _conversation(history: Sequence[Answer], texts: Table) -> Iterator[str]:
    """Yield the last questions and answers, shortened."""
    answered = [one for one in history if not one.abstained][-_EARLIER:]
    if answered:
        yield texts["earlier"]
    for one in answered:
        said = " ".join(statement.text for statement in one.statements)
        yield f"- {fence(one.question)} – {fence(said)[:_EARLIER_CHARACTERS]}"


def _examples(texts: Table) -> Iterator[Message]:
    for one in texts["examples"]:
        numbered = (f"[{number}] {said}" for number, said in enumerate(one["sentences"], 1))
        asked = texts["question"].format(one["question"])
        head = (texts["sentences"], f"({one['article']})")
        yield Message("user", "\n".join((*head, *numbered, asked, texts["reminder"])))
        yield Message("assistant", one["reply"])


def _count_tokens(message: Message) -> int:
    """Return how many tokens a message has, rather too many than too few."""
    return len(message.content.encode()) // _BYTES_A_TOKEN + 8
