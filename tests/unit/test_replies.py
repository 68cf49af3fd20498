"""What an answer says in its own words."""

from decimal import Decimal

import numpy as np
import pytest

from index.records import Article, Hit, Passage, Sentence
from index.store import Summary
from rag.answering.replies import decline, read_for
from rag.findings import Witness
from rag.quantities import Kind, Quantity, find_quantities
from rag.questions import Question
from rag.records import Evidence

VECTOR = np.ones(4, np.float32) / 2
FULL = Summary(15, 40, 200, {"de": 11, "en": 4}, {}, "2025-02-03", "2025-11-20", 1000)
EMPTY = Summary(0, 0, 0, {}, {}, None, None, 0)


def ask(text: str, language: str) -> Question:
    return Question(text, language, (), VECTOR, VECTOR[None], VECTOR[:1])


def witness(text: str, language: str) -> Witness:
    article = Article("a", "", text, language=language)
    sentence = Sentence("a", 0, 0, len(text), text)
    hit = Hit(Passage("a", 0, 0, len(text), text), article, 1.0, 1, ())
    found: tuple[Quantity, ...] = find_quantities(text, language)[:1]
    start, end = (found[0].qualified_start, found[0].end) if found else (0, len(text))
    return Witness(Evidence(article, sentence, hit, 1.0), start, end, found)


@pytest.mark.parametrize(
    ("text", "written_in", "asked_in", "reading"),
    [
        ("vier Billionen US-Dollar", "de", "en", "$4 trillion"),
        ("drei Jahre", "de", "en", "3 years"),
        ("4 trillion dollars", "en", "de", "4 Billionen US-Dollar"),
        ("vier Billionen US-Dollar", "de", "de", ""),  # the reader's own language
        ("9,16 Prozent", "de", "en", "9.16%"),
        ("1.870", "de", "en", "1,870"),
        ("75.000 Euro", "de", "en", "€75,000"),
        ("14,900", "en", "de", "14.900"),
        ("7.5%", "en", "de", "7,5 %"),
        ("Rund 180", "de", "en", "about 180"),
        ("zwölf Hektar", "de", "en", "12 hectares"),
        ("elf", "de", "en", "11"),
        ("zwei Drittel", "de", "en", "two thirds"),
        ("61", "de", "en", ""),  # reads alike in both
        ("7 %", "de", "en", ""),
        ("7%", "en", "de", ""),
        ("im Jahr 2027", "de", "en", ""),
        ("€75", "en", "de", ""),
        ("3–5 %", "de", "en", ""),
        ("3-5 %", "de", "en", ""),
        ("in 2024/25", "en", "de", ""),
        ("-5 °C", "de", "en", ""),
        ("12 500", "de", "en", "12,500"),
        ("24.09.2025", "de", "en", "24 September 2025"),
        ("9/24/2025", "en", "de", "24. September 2025"),
        ("September 2025", "en", "de", ""),
        ("Ladina Caflurin", "de", "en", ""),  # no figure
    ],
)
def test_a_figure_in_another_language_is_read_out(
    text: str, written_in: str, asked_in: str, reading: str
) -> None:
    assert read_for(ask("?", asked_in), witness(text, written_in)).replace("\xa0", " ") in {
        reading,
        reading.replace("3 years", "three years"),
    }


@pytest.mark.parametrize(
    ("text", "written_in", "asked", "reading"),
    [
        ("61-Jährige", "de", "How old is she?", "61 years old"),
        ("61-year-old", "en", "Wie alt ist sie?", "61 Jahre alt"),
        ("three-year-old", "en", "Wie alt ist sie?", "drei Jahre alt"),
        ("61", "de", "How old is she?", ""),
    ],
)
def test_an_age_is_read_as_an_age(text: str, written_in: str, asked: str, reading: str) -> None:
    language = "de" if written_in == "en" else "en"
    assert read_for(ask(asked, language), witness(text, written_in)) == reading


def test_a_figure_is_read_by_its_own_language() -> None:
    (quantity,) = find_quantities("vier Billionen US-Dollar", "de")
    assert (quantity.kind, quantity.value) == (Kind.MONEY, Decimal(4 * 10**12))


def test_the_reply_says_what_was_looked_for_what_nothing_mentions_and_what_is_covered() -> None:
    reply = decline(
        ask("Wie viel investiert Tencent?", "de"), ["Tencent"], FULL, found=True, limited=False
    )
    assert reply == (
        "Die Artikel beantworten diese Frage nicht. "
        "Gefragt ist: ein Betrag oder Maß, investiert Tencent. "
        "Kein Artikel erwähnt Tencent. "
        "Der Index umfasst 15 Artikel vom 03.02.2025 bis zum 20.11.2025."
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_where_not_all_was_searched_the_reply_says_nothing_of_all(language: str) -> None:
    question = ask("Tencent?", language)
    whole = decline(question, [], FULL, found=True, limited=False)
    part = decline(question, [], FULL, found=True, limited=True)
    assert "15" in whole
    assert "15" not in part
    assert whole.startswith(part)


def test_the_reply_of_an_index_without_days_leaves_them_out() -> None:
    reply = decline(ask("Who runs it?", "en"), [], EMPTY, found=True, limited=False)
    assert reply == "The articles do not clearly answer this question. Asked for: a person, runs."


@pytest.mark.parametrize(
    ("text", "language", "looked_for"),
    [
        ("How old is Ada Quint?", "en", "Asked for: an age, Ada Quint."),
        ("Wie alt ist Ada Quint?", "de", "Gefragt ist: ein Alter, Ada Quint."),
        ("For what reason did she go?", "en", "Asked for: a reason, go."),
        ("Tell me of old ships", "en", "Asked for: Tell me old ships."),
        ("How long did it go?", "en", "Asked for: a length of time, go."),
        ("Wie lange dauerte der Streik?", "de", "Gefragt ist: eine Dauer, Streik."),
        ("When will the Tidewren sail?", "en", "Asked for: a point in time, Tidewren sail."),
        ("Did Will Smith meet the High Court?", "en", "Asked for: Will Smith meet High Court."),
    ],
)
def test_what_the_kind_has_said_is_not_said_again(
    text: str, language: str, looked_for: str
) -> None:
    assert looked_for in decline(ask(text, language), [], EMPTY, found=True, limited=False)


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("By how much did Borderlink's revenue rise?", "Borderlink's revenue rise."),
        ("When did the PX-14 trial start?", "PX-14 trial start."),
        ("Who gets the prize of 75,000 euros?", "gets prize 75,000 euros."),
        ("What is in the “Blue Book”?", "Asked for: Blue Book."),
    ],
)
def test_what_was_looked_for_is_spelled_as_in_the_question(text: str, looked_for: str) -> None:
    assert looked_for in decline(ask(text, "en"), [], EMPTY, found=True, limited=False)


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("Ich habe zuletzt viel über die Klinik gelesen, in der meine Mutter liegt, und frage mich "
         "nun, da alle sich Sorgen um ihre Zukunft machen, wie viele Leute dafür demonstrierten.",
         "de", "Die Artikel beantworten diese Frage nicht eindeutig."),
        ("How old is the captain who took my sister, her two small children, a dog, a parrot, "
         "three bicycles, a tent and far too many suitcases to the northern islands last summer?",
         "en", "The articles do not clearly answer this question. Asked for: an age."),
    ],
)  # fmt: skip
def test_of_a_question_that_tells_a_story_not_every_word_is_said_again(
    text: str, language: str, reply: str
) -> None:
    told = decline(ask(text, language), [], EMPTY, found=True, limited=False)
    assert told.startswith(reply)
    assert not {"Mutter", "bicycles"} & set(told.split())


@pytest.mark.parametrize(("limited", "word"), [(False, "index"), (True, "filter")])
def test_without_any_passage_the_reply_says_why(limited: bool, word: str) -> None:
    reply = decline(ask("Who runs it?", "en"), ["X"], FULL, found=False, limited=limited)
    assert word in reply
    assert "covers" not in reply
