"""Drafts become an answer as far as they pass the checks; else the articles speak."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import numpy as np

from index.encoding import Encoder
from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from rag.answering.composing import Composer
from rag.centring import LanguageMeans
from rag.findings import Witness
from rag.generation import EXTRACTIVE, Brief, Draft, ExtractiveGenerator
from rag.grounding import EncoderSimilarity
from rag.llm.models import ModelUnavailable, Outage
from rag.phrases import phrases_for
from rag.quantities import find_quantities
from rag.questions import Question
from rag.records import Answer, Evidence

VECTOR = np.ones(4, np.float32) / 2
TEXT = "The dock cost 40 million pounds. It opened in 2021. The mayor cut a ribbon."
ARTICLE = Article("a", "The dock", TEXT, language="en")
QUESTION = Question("Who opened the dock?", "en", (), VECTOR, VECTOR[None], VECTOR[:1])
REPLY = Answer(QUESTION.text, "en", (), (), abstained=False, confidence=0.9, generator="a model")


def pieces() -> list[Evidence]:
    spans = [(0, 32), (33, 51), (52, 75)]
    sentences = [Sentence("a", n, s, e, TEXT[s:e]) for n, (s, e) in enumerate(spans)]
    scored = tuple(ScoredSentence(one, 0.5, 0.5) for one in sentences)
    hit = Hit(Passage("a", 0, 0, len(TEXT), TEXT), ARTICLE, 1.0, 1, scored)
    return [Evidence(ARTICLE, one, hit, 1.0 - one.ordinal) for one in sentences]


DOCK, OPENED, MAYOR = pieces()


class Scripted:
    """Yields drafts; raises what it is given in their place."""

    name = "a model"

    def __init__(self, *steps: Draft | ModelUnavailable) -> None:
        self._steps = steps
        self.taken = 0

    def generate(self, brief: Brief) -> Iterator[Draft]:
        assert brief.evidence
        for step in self._steps:
            self.taken += 1
            if isinstance(step, ModelUnavailable):
                raise step
            yield step

    def warm_up(self) -> None:
        """Nothing to load."""

    def close(self) -> None:
        """Nothing to close."""


def unlike(one: tuple[str, str], other: tuple[str, str]) -> float:
    """Find no two texts alike, as an encoder finds a name and a sentence."""
    return 0.0 if one != other else 1.0


def draft(text: str, *evidence: Evidence) -> Draft:
    return Draft(text, evidence, (DOCK, OPENED, MAYOR))


def compose(
    encoder: Encoder, generator: Scripted, *, sure: bool = True, stop: Event | None = None
) -> list[Answer]:
    composer = Composer(
        generator, ExtractiveGenerator(), EncoderSimilarity(encoder, LanguageMeans(encoder))
    )
    brief = Brief(QUESTION, (DOCK, OPENED, MAYOR), sure=sure, stop=stop)
    opening, *answers = composer.compose(REPLY, brief)
    assert opening == replace(REPLY, complete=False)
    return answers


OUTAGE = ModelUnavailable(Outage.UNREACHABLE, "Nothing listens there.")
RIGHT = draft("The mayor of the town cut a ribbon.", MAYOR)
ALSO = draft("The dock cost about 40 million pounds.", DOCK)
WRONG = draft("The dock cost 90 million pounds.", DOCK)
NO = Draft("NOT FOUND", (), declines=True)


def test_an_answer_grows_by_what_passes(encoder: Encoder) -> None:
    answers = compose(encoder, Scripted(RIGHT, WRONG, ALSO))
    assert [len(one.statements) for one in answers] == [1, 1, 2, 2]
    assert [one.complete for one in answers] == [False, False, False, True]
    final = answers[-1]
    assert final.generator == "a model"
    assert (
        final.text
        == "The mayor of the town cut a ribbon. [1] The dock cost about 40 million pounds. [2]"
    )
    assert [one.text for one in final.withheld] == [WRONG.text]
    assert "90 million pounds" in final.withheld[0].reason
    assert all(c.quote == TEXT[c.start : c.end] for c in final.citations)


def test_a_wrong_citation_is_mended(encoder: Encoder) -> None:
    (*_, final) = compose(encoder, Scripted(draft(RIGHT.text, DOCK)))
    assert [c.quote for c in final.citations] == [MAYOR.sentence.text]
    (*_, found) = compose(encoder, Scripted(draft(RIGHT.text)))
    assert [c.quote for c in found.citations] == [MAYOR.sentence.text]


def test_where_the_direct_answer_fails_the_articles_speak(encoder: Encoder) -> None:
    generator = Scripted(WRONG, RIGHT)
    (final,) = compose(encoder, generator)
    assert final.generator == EXTRACTIVE
    assert final.complete
    assert final.statements[0].text == DOCK.sentence.text
    assert final.note.startswith(phrases_for("en").unbacked)
    assert [one.text for one in final.withheld] == [WRONG.text]
    assert generator.taken == 1


def test_what_only_repeats_the_question_is_no_answer(encoder: Encoder) -> None:
    (final,) = compose(encoder, Scripted(draft("The dock opened.", OPENED)))
    assert final.generator == EXTRACTIVE
    assert final.withheld[0].reason.endswith(phrases_for("en").faults["BESIDE"])


def test_where_the_model_fails_the_articles_speak_at_once(encoder: Encoder) -> None:
    (final,) = compose(encoder, Scripted(OUTAGE))
    assert final.generator == EXTRACTIVE
    assert final.note == phrases_for("en").outages["unreachable"]
    assert final.statements[0].text == DOCK.sentence.text


def test_what_was_shown_stays_where_the_model_breaks_off(encoder: Encoder) -> None:
    (*_, final) = compose(encoder, Scripted(RIGHT, OUTAGE))
    assert [one.text for one in final.statements] == [RIGHT.text]
    assert final.complete
    assert final.note == phrases_for("en").broken_off


def test_every_outage_has_its_words() -> None:
    for language in ("de", "en"):
        assert set(phrases_for(language).outages) == {outage.value for outage in Outage}


def test_a_model_that_finds_no_answer_is_believed(encoder: Encoder) -> None:
    (final,) = compose(encoder, Scripted(NO))
    assert final.statements == ()
    assert final.complete
    (*_, later) = compose(encoder, Scripted(RIGHT, NO))
    assert [one.text for one in later.statements] == [RIGHT.text]


def test_where_the_evidence_is_unsure_only_a_checked_sentence_counts(encoder: Encoder) -> None:
    assert not compose(encoder, Scripted(WRONG), sure=False)[-1].statements
    assert not compose(encoder, Scripted(OUTAGE), sure=False)[-1].statements
    assert compose(encoder, Scripted(RIGHT), sure=False)[-1].statements


def test_a_stopped_answer_is_what_it_was(encoder: Encoder) -> None:
    stop = Event()
    stop.set()
    (final,) = compose(encoder, Scripted(), stop=stop)
    assert final.statements == ()
    assert final.complete


def test_what_is_nearest_begins_with_what_would_have_led(encoder: Encoder) -> None:
    composer = Composer(
        Scripted(), ExtractiveGenerator(2), EncoderSimilarity(encoder, LanguageMeans(encoder))
    )
    evidence = (DOCK, OPENED, MAYOR)
    accord = (Witness(OPENED, 46, 50, ()),)
    nearest = composer.find_nearest(Brief(QUESTION, evidence, (accord,)))
    assert [(one.marker, one.quote, one.marked) for one in nearest] == [
        (1, "It opened in 2021.", None),
        (2, "The dock cost 40 million pounds.", None),
    ]
    assert composer.find_nearest(Brief(QUESTION, ())) == ()


def test_a_sentence_that_is_not_in_its_article_is_near_to_nothing(encoder: Encoder) -> None:
    composer = Composer(
        Scripted(), ExtractiveGenerator(), EncoderSimilarity(encoder, LanguageMeans(encoder))
    )
    torn = replace(DOCK, sentence=replace(DOCK.sentence, text="The dock cost 50 million pounds."))
    nearest = composer.find_nearest(Brief(QUESTION, (torn, OPENED)))
    assert [(one.marker, one.quote) for one in nearest] == [(1, "It opened in 2021.")]


def test_a_name_that_both_readers_give_is_quoted_with_its_sentence() -> None:
    accord = (Witness(MAYOR, 52, 61, ()),)
    assert accord[0].text == "The mayor"
    composer = Composer(Scripted(draft("The mayor.", MAYOR)), ExtractiveGenerator(), unlike)
    for accords, shown in (((accord,), ["The mayor cut a ribbon."]), ((), [])):
        brief = Brief(QUESTION, (DOCK, OPENED, MAYOR), accords, sure=False)
        *_, answer = composer.compose(REPLY, brief)
        assert [one.text for one in answer.statements] == shown


def test_a_figure_that_both_readers_give_may_rest_on_what_the_other_has_it_from() -> None:
    def alike(one: tuple[str, str], other: tuple[str, str]) -> float:
        return 0.6 if one != other else 1.0  # enough for what is cited, not for what is not

    asked = replace(QUESTION, text="How much did the dock cost?")
    said = draft("The dock cost 40 million pounds in all.", MAYOR)
    composer = Composer(Scripted(said), ExtractiveGenerator(), alike)
    figures = tuple(find_quantities(DOCK.sentence.text, "en"))
    accord = (Witness(DOCK, 14, 31, figures),)
    for accords, shown in (((accord,), [said.text]), ((), [])):
        brief = Brief(asked, (DOCK, OPENED, MAYOR), accords, sure=False)
        *_, answer = composer.compose(replace(REPLY, question=asked.text), brief)
        assert [one.text for one in answer.statements] == shown
        assert [one.quote for one in answer.citations] == [DOCK.sentence.text] * len(shown)
