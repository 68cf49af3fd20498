"""A language model as a generator: what it is sent, and what becomes of its reply."""

from collections.abc import Iterator, Sequence
from datetime import date
from threading import Event

import numpy as np
import pytest

from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from rag.generation import Brief
from rag.llm.models import Message
from rag.llm.prompt import build_prompt, choose, explain_figures
from rag.llm.writer import Writer, declines
from rag.questions import Question
from rag.records import Answer, Evidence, Statement

VECTOR = np.ones(4, np.float32) / 2
PLENTY = 4000


class Scripted:
    """Gives one reply after the other, and keeps what it was sent."""

    name = "scripted"
    context = 4096

    def __init__(self, *replies: str) -> None:
        self._replies = list(replies)
        self.sent: list[Sequence[Message]] = []

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        assert limit > 0
        assert stop is None or not stop.is_set()
        self.sent.append(messages)
        reply = self._replies.pop(0)
        yield from (reply[at : at + 5] for at in range(0, len(reply), 5))

    def warm_up(self) -> None:
        """Nothing to load."""

    def close(self) -> None:
        """Nothing to close."""


def ask(text: str, language: str = "en") -> Question:
    return Question(text, language, tuple(text.lower().split()), VECTOR, VECTOR[None], VECTOR[:1])


def evidence_of(
    name: str, *sentences: str, language: str = "de", title: str = "", source: str = "Marschbote"
) -> list[Evidence]:
    """Return a piece of evidence for each sentence of an article, best first."""
    text = " ".join(sentences)
    article = Article(name, title, text, "", source, date(2025, 9, 24), language)
    spans, at = [], 0
    for number, sentence in enumerate(sentences):
        spans.append(Sentence(name, number, at, at + len(sentence), sentence))
        at += len(sentence) + 1
    scored = tuple(ScoredSentence(span, 0.5, 0.5) for span in spans)
    hit = Hit(Passage(name, 0, 0, len(text), text), article, 1.0, 1, scored)
    return [Evidence(article, span, hit, 1.0 - span.ordinal / 10) for span in spans]


DOCKS = evidence_of(
    "docks",
    "Die Werft investiert 1,5 Mrd. Euro.",
    "Sie baut zwei Docks.",
    "Der Rat ist zufrieden.",
    title="Werft baut aus",
)
MARSH = evidence_of("marsh", "The marsh is 12 km long.", "Eels live there.", language="en")


def last(messages: Sequence[Message]) -> str:
    return messages[-1].content


def test_sentences_are_numbered_under_their_article_and_figures_explained() -> None:
    prompt = build_prompt(Brief(ask("How much does it invest?"), DOCKS), PLENTY)
    assert "(Marschbote, 24 Sept 2025: Werft baut aus)\n" in last(prompt.messages)
    assert "[1] Die Werft investiert 1,5 Mrd. Euro {= €1.5 billion}.\n" in last(prompt.messages)
    assert "[2] Sie baut zwei Docks." in last(prompt.messages)
    assert last(prompt.messages).endswith("Question: How much does it invest?\nAnswer in English.")
    assert [one.sentence.text for one in prompt.pointed_to([2, 9, 0, 1])] == [
        "Sie baut zwei Docks.",
        "Die Werft investiert 1,5 Mrd. Euro.",
    ]


def test_the_whole_prompt_is_in_the_language_of_the_question() -> None:
    prompt = build_prompt(Brief(ask("Wie lang ist die Marsch?", "de"), MARSH), PLENTY)
    assert "Antworte auf Deutsch" in prompt.messages[0].content
    assert last(prompt.messages).endswith("Antworte auf Deutsch.")
    assert build_prompt(Brief(ask("Ça va ?", "fr"), MARSH), PLENTY).messages[0].role == "system"


def test_what_does_not_change_from_question_to_question_comes_first() -> None:
    one = build_prompt(Brief(ask("How much?"), DOCKS), PLENTY).messages
    other = build_prompt(Brief(ask("How long?"), MARSH), PLENTY).messages
    assert one[:-1] == other[:-1]
    assert len(one) > 3


def test_the_weakest_evidence_is_dropped_until_it_fits() -> None:
    many = [
        piece
        for number in range(6)
        for piece in evidence_of(f"a{number}", f"Dock {number} ist {'sehr ' * 50}lang.")
    ]
    brief = Brief(ask("How long is it?"), many)
    whole = build_prompt(brief, 10_000)
    less = build_prompt(brief, sum(len(m.content) // 3 for m in whole.messages) - 200)
    least = build_prompt(brief, 1)
    assert [one.article.id for one in whole.numbered] == [f"a{number}" for number in range(6)]
    assert 1 < len(less.numbered) < 6
    assert less.numbered == whole.numbered[: len(less.numbered)]
    assert [one.article.id for one in least.numbered] == ["a0"]


def test_the_best_sentences_come_with_their_neighbours_each_once() -> None:
    chosen = choose([DOCKS[1], *MARSH])
    assert [one.sentence.text for one in chosen] == [
        "Sie baut zwei Docks.",
        "Die Werft investiert 1,5 Mrd. Euro.",
        "Der Rat ist zufrieden.",
        "The marsh is 12 km long.",
        "Eels live there.",
    ]


def test_the_conversation_is_told_in_short() -> None:
    (fact,) = evidence_of("a", "Ja.")
    said = Answer("Wer baut?", "de", (Statement("Die Werft.", ()),), (fact.hit,), abstained=False)
    silent = Answer("Wer malt?", "de", (), (), abstained=True)
    brief = Brief(ask("Und wo?", "de"), DOCKS, history=(said, silent))
    assert "- Wer baut? – Die Werft." in last(build_prompt(brief, PLENTY).messages)
    assert "Wer malt?" not in last(build_prompt(brief, PLENTY).messages)


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("vier Billionen US-Dollar", "vier Billionen US-Dollar {= $4 trillion}"),
        ("Es stieg um 9,16 %.", "Es stieg um 9,16 % {= 9.16%}."),
        ("Es waren unter 5 %.", "Es waren unter 5 % {= less than 5%}."),
        ("Es waren knapp 5 %.", "Es waren knapp 5 % {= nearly 5%}."),
        ("Niemand kam.", "Niemand kam."),
    ],
)
def test_figures_are_explained_in_the_other_language_alone(text: str, explained: str) -> None:
    assert explain_figures(text, "de", "en").replace("\xa0", " ") == explained
    assert explain_figures(text, "de", "de") == text


def test_a_model_that_knows_it_in_another_language_only_is_taken_at_its_word() -> None:
    english = "The shipyard is going to invest 1.5 billion euros in the docks. [1]"
    brief = Brief(ask("Wie viel investiert die Werft?", "de"), DOCKS)
    (draft,) = Writer(Scripted(english, "NICHT GEFUNDEN")).generate(brief)
    assert draft.text == english.removesuffix(" [1]")
    assert not draft.declines


def test_each_sentence_of_a_reply_is_a_draft_with_what_it_points_to() -> None:
    model = Scripted("The shipyard invests €1.5 billion [1]. It builds two docks. [2][7]\n***")
    drafts = list(Writer(model).generate(Brief(ask("How much does it invest?"), DOCKS)))
    assert [draft.text for draft in drafts] == [
        "The shipyard invests €1.5 billion.",
        "It builds two docks.",
    ]
    assert [[one.sentence.ordinal for one in draft.evidence] for draft in drafts] == [[0], [1]]
    assert [one.sentence.ordinal for one in drafts[0].offered] == [0, 1, 2]
    assert not any(draft.declines for draft in drafts)


def test_a_reply_in_the_wrong_language_is_asked_for_once_more() -> None:
    english = "The shipyard is going to invest 1.5 billion euros in the docks. [1]"
    model = Scripted(english, "Die Werft investiert 1,5 Mrd. Euro. [1]")
    brief = Brief(ask("Wie viel investiert die Werft?", "de"), DOCKS)
    (draft,) = Writer(model).generate(brief)
    assert draft.text == "Die Werft investiert 1,5 Mrd. Euro."
    assert [message.role for message in model.sent[1][-2:]] == ["assistant", "user"]
    stubborn = Scripted(english, english)
    assert [one.text for one in Writer(stubborn).generate(brief)] == [english.removesuffix(" [1]")]


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("NOT FOUND", "en"),
        ("NOT FOUND.", "de"),
        ("NICHT GEFUNDEN", "de"),
        ("The articles do not say how much it costs.", "en"),
        ("The provided sentences don't contain the answer.", "en"),
        ("There is no information on that.", "en"),
        ("Die Artikel nennen dazu keine Zahl.", "de"),
        ("In den Artikeln steht dazu nichts, was nicht bekannt wäre.", "de"),
        ("Dazu gibt es keine Angaben.", "de"),
        ("Ich kann die Frage nicht beantworten.", "de"),
    ],
)
def test_a_reply_may_say_that_there_is_no_answer(reply: str, language: str) -> None:
    assert declines(reply, language)
    (draft,) = Writer(Scripted(reply)).generate(Brief(ask("How much is it?", language), DOCKS))
    assert draft.declines


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        ("The bridge was not found to be safe.", "en"),
        ("The council does not answer to the mayor.", "en"),
        ("Die Werft nennt keine Zahl.", "de"),
        ("Gefunden wurde nichts.", "de"),
    ],
)
def test_a_denial_is_an_answer(reply: str, language: str) -> None:
    assert not declines(reply, language)


class Stopping(Scripted):
    """Is stopped within its reply."""

    def __init__(self, reply: str, stop: Event) -> None:
        super().__init__(reply)
        self._stop = stop

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        yield from super().stream(messages, limit, stop)
        self._stop.set()


def test_the_beginning_of_a_sentence_is_no_draft_where_the_reply_was_stopped() -> None:
    stop = Event()
    model = Stopping("The shipyard is rich. It builds two docks. The council", stop)
    drafts = Writer(model).generate(Brief(ask("How many?"), DOCKS, stop=stop))
    assert [draft.text for draft in drafts] == ["The shipyard is rich.", "It builds two docks."]


class Counting(Scripted):
    """Counts the replies that are open at once."""

    open = most = 0

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            yield from super().stream(messages, limit, stop)
        finally:
            self.open -= 1


def test_a_reply_in_the_wrong_language_is_ended_before_it_is_asked_for_again() -> None:
    english = "The shipyard is going to invest 1.5 billion euros in the docks. [1] It does. [1]"
    model = Counting(english, "Die Werft investiert 1,5 Mrd. Euro. [1]")
    assert list(Writer(model).generate(Brief(ask("Wie viel investiert die Werft?", "de"), DOCKS)))
    assert (model.most, model.open) == (1, 0)


def test_no_reply_is_no_draft() -> None:
    assert not list(Writer(Scripted("")).generate(Brief(ask("How much?"), DOCKS)))


@pytest.mark.parametrize(
    ("reply", "language", "declined"),
    [
        ("Es gibt keine Verletzten. [1]", "de", False),
        ("The articles do not say so, the mayor said [2].", "en", False),
        ("NOT FOUND [1]", "en", True),
        ("NICHT GEFUNDEN. [2]", "de", True),
    ],
)
def test_what_is_cited_is_no_refusal(reply: str, language: str, declined: bool) -> None:
    (draft,) = Writer(Scripted(reply)).generate(Brief(ask("How many?", language), DOCKS))
    assert draft.declines is declined
