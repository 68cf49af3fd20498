"""Statements become questions, word by word; whatever is not plain is left alone."""

from dataclasses import replace

import numpy as np
import pytest

from index.records import Article, Hit, Passage, Sentence
from rag.inquiry import Inquiry
from rag.questions import Question
from rag.records import Evidence
from rag.suggesting.clauses import main_clause
from rag.suggesting.examples import make_questions
from rag.suggesting.figures import ask_for_figures
from rag.suggesting.frames import ask_in_frames
from rag.suggesting.names import main_name
from rag.suggesting.people import ask_about_people, ask_who_does
from rag.suggesting.records import Candidate, Source
from rag.suggesting.trial import find_answer
from rag.suggesting.wording import Wording, worded, wording_of

VECTOR = np.full(4, 0.5, np.float32)


def words(language: str) -> Wording:
    wording = wording_of(language)
    assert wording is not None
    return wording


def source(text: str, language: str = "de", title: str = "", more: str = "") -> Source:
    article = Article("a", title, f"{text} {more}".strip(), language=language)
    return Source(article, Sentence("a", 0, 0, len(text), text))


def figures(text: str, language: str = "de", title: str = "", more: str = "") -> list[str]:
    told = source(text, language, title, more)
    return [one.question for one in ask_for_figures(told, words(language))]


def test_german_and_english_can_be_worded() -> None:
    assert worded() == ("de", "en")
    assert wording_of("fr") is None


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "Die Tolmer AG steckt rund drei Millionen Euro in ein neues Lager in Kandry.",
            "Wie viel steckt die Tolmer AG in ein neues Lager in Kandry?",
        ),
        (
            "Tolmer zahlte am Montag 4,5 Mio. Euro für das Gelände.",
            "Wie viel zahlte Tolmer für das Gelände?",
        ),
        ("Der Tolmer-Turm misst 94 Meter.", "Wie viele Meter misst der Tolmer-Turm?"),
        ("Tolmer hat 120 neue Busse bestellt.", "Wie viele neue Busse hat Tolmer bestellt?"),
        (
            "Die Tolmer-Aktie fiel um 3,5 Prozent auf 12,40 Euro.",
            "Um wie viel Prozent fiel die Tolmer-Aktie?",
        ),
        ("Tolmer wird die Halle im Mai 2031 eröffnen.", "Wann wird Tolmer die Halle eröffnen?"),
        ("Im Herbst verkaufte Tolmer 80 Busse.", "Wie viele Busse verkaufte Tolmer im Herbst?"),
        (
            "Rund 700 Menschen kamen zur Feier nach Kandry.",
            "Wie viele Menschen kamen zur Feier nach Kandry?",
        ),
        (
            "Der Plan gefällt: So kletterte die Tolmer-Aktie um 9 Prozent und erreichte ein Hoch.",
            "Um wie viel Prozent kletterte die Tolmer-Aktie?",
        ),
    ],
)
def test_a_german_figure_is_asked_for_with_the_verb_in_its_place(
    sentence: str, question: str
) -> None:
    assert figures(sentence) == [question]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Tolmer Ltd paid £46m for the yard.", "How much did Tolmer Ltd pay for the yard?"),
        (
            "Tolmer employs 180 people in Kandry.",
            "How many people does Tolmer employ in Kandry?",
        ),
        ("Tolmer shares fell by 9 per cent on Monday.", "By how much did Tolmer shares fall?"),
        ("Tolmer will open the yard on 9 October.", "When will Tolmer open the yard?"),
        ("Some 700 people marched to Kandry.", "How many people marched to Kandry?"),
        ("Tolmer cost £46m.", "How much did Tolmer cost?"),
    ],
)
def test_an_english_figure_is_asked_for_with_an_auxiliary(sentence: str, question: str) -> None:
    assert figures(sentence, "en") == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "Er zahlte 4,5 Millionen Euro für das Gelände.",  # who?
        "Das Haus kostete 4,5 Millionen Euro.",  # no name
        "Tolmer zahlte dafür damals mehr, nämlich 4,5 Millionen Euro.",
        "Als Tolmer kam, zahlte die Stadt 4,5 Millionen Euro.",  # begins with another clause
        "„Tolmer zahlte 4 Millionen Euro für das Gelände, und das war zu viel“, sagte der Wirt.",
        "Tolmer hat das 4 Millionen Euro schwere Geschäft verkauft.",
        "Tolmer kaufte Busse, 12 Bahnen und 3 Schiffe.",
        "Zahlte Tolmer 4 Millionen Euro?",
        "Tolmer zahlte 4 Millionen Euro für sie.",
    ],
)
def test_no_question_is_made_where_one_could_sound_wrong(sentence: str) -> None:
    assert figures(sentence) == []


def test_a_firm_named_before_is_named() -> None:
    sentence = "120 Stellen verspricht das Unternehmen, dazu 6 Lehrstellen."
    more = "Tolmer sucht Leute. Bei Tolmer ist viel zu tun."
    assert figures(sentence, title="Tolmer baut ein Lager", more=more) == [
        "Wie viele Stellen verspricht Tolmer?"
    ]
    assert figures(sentence) == []


def test_what_an_article_is_about_is_told_by_its_title_or_by_how_often_it_is_named() -> None:
    often = source("Tolmer baut. Tolmer kauft. Tolmer sucht.").article
    assert main_name(often, words("de")) == "Tolmer"
    assert main_name(replace(often, text="Tolmer baut. Kandry zahlt."), words("de")) == ""
    assert main_name(replace(often, title="Bahn baut"), words("de")) == "Tolmer"


def test_who_does_it_is_asked_without_naming_them() -> None:
    told = source("Die Tolmer AG steckt drei Millionen Euro in ein Lager in Kandry.")
    (asked,) = ask_who_does(told, words("de"))
    assert asked.question == "Wer steckt drei Millionen Euro in ein Lager in Kandry?"
    assert asked.answer == "Tolmer"


def test_a_name_is_enough_to_ask_in_another_language() -> None:
    told = source("Tolmer steckt drei Millionen Euro in ein Lager in Kandry.")
    (asked,) = ask_in_frames(told, words("de"), words("en"))
    assert asked.question == "How much is Tolmer investing?"
    denied = source("Tolmer steckt nicht drei Millionen Euro in ein Lager.")
    assert not [*ask_in_frames(denied, words("de"), words("en"))]


def test_a_name_with_an_article_is_not_used_without_it() -> None:
    told = source("Der Tolmer investiert drei Millionen Euro.")
    assert not [*ask_in_frames(told, words("de"), words("de"))]


@pytest.mark.parametrize(
    ("sentence", "language", "asked", "questions"),
    [
        (
            "«Das reicht nicht», sagt Tolmer-Chefin Hedda Quast.",
            "de", "de", ["Wer ist die Chefin von Tolmer?", "Wer ist Hedda Quast?"],
        ),
        ("Bürgermeisterin Hedda Quast stimmte zu.", "de", "en", ["Who is Hedda Quast?"]),
        (
            "“Enough,” said Hedda Quast, managing director of Tolmer Ferries.", "en", "en",
            [
                "Who is the managing director of Tolmer Ferries?",
                "Who is the CEO of Tolmer Ferries?",
                "Who is Hedda Quast?",
            ],
        ),
        ("Erst kam der Regen, dann die Sonne.", "de", "de", []),
    ],
)  # fmt: skip
def test_people_are_asked_for_by_their_posts(
    sentence: str, language: str, asked: str, questions: list[str]
) -> None:
    made = ask_about_people(source(sentence, language), words(language), words(asked))
    assert [one.question for one in made] == questions


def test_what_leans_on_its_day_is_left_out() -> None:
    clause = main_clause("Tolmer hat am Montag auch zwei Busse gekauft.", words("de"))
    assert clause is not None
    assert clause.rest == "zwei Busse gekauft"


def test_across_languages_only_names_are_asked_about() -> None:
    told = source("Tolmer zahlte 4,5 Mio. Euro für das Gelände.")
    forms = {one.form for one in make_questions(told, words("de"), words("en"))}
    assert forms == {"paying"}


class _Inquirer:
    """Stands in for the search: it finds the same whatever is asked."""

    def __init__(self, text: str, confidence: float, language: str = "de") -> None:
        article = Article("b", "", text, language="de")
        span = Sentence("b", 0, 0, len(text), text)
        hit = Hit(Passage("b", 0, 0, len(text), text), article, 1.0, 1, ())
        question = Question("?", language, (), VECTOR, VECTOR[None], VECTOR[:1])
        evidence = (Evidence(article, span, hit, 1.0),)
        self._found = Inquiry(question, (hit,), evidence, (), (), confidence)

    def inquire(self, question: str, only: None) -> Inquiry:
        assert question
        assert only is None
        return self._found


SENTENCE = "Bürgermeisterin Hedda Quast stimmte zu."
WHO = Candidate("Wer ist Hedda Quast?", source(SENTENCE), "person", "Bürgermeisterin")


@pytest.mark.parametrize(
    ("inquirer", "good"),
    [
        (_Inquirer(SENTENCE, 0.9), True),
        (_Inquirer(SENTENCE.replace(" ", "  "), 0.9), True),  # a reprint
        (_Inquirer(SENTENCE, 0.3), False),
        (_Inquirer(SENTENCE, 0.9, "nl"), False),  # the answer would be in another language
        (_Inquirer("Hedda Quast kam zu spät.", 0.9), False),
    ],
)
def test_a_question_is_good_if_its_own_sentence_answers_it(inquirer: _Inquirer, good: bool) -> None:
    found = find_answer([WHO], "de", inquirer, 0.5)  # type: ignore[arg-type]
    assert (found is not None) is good


def test_a_figure_has_to_be_found_too() -> None:
    (asked,) = ask_for_figures(source("Tolmer zahlte 4 Mio. Euro für das Gelände."), words("de"))
    found = _Inquirer(asked.source.sentence.text, 0.9)
    assert not find_answer([asked], "de", found, 0.5)  # type: ignore[arg-type]
