"""What was found out about the parts of a question, joined."""

from dataclasses import replace
from typing import cast

import numpy as np

from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from index.store import Store
from index.words import word_spans
from rag.abstention import confidence, describe
from rag.generation import Brief, ExtractiveGenerator
from rag.inquiry import Inquiry, inquire, join
from rag.questions import Question
from rag.records import Evidence

VECTOR = np.ones(4, np.float32) / 2
LEAST, SURE = 0.4, 0.45


def about(name: str, confidence: float, *sentences: str) -> Inquiry:
    """Return what an article says to a question, a passage and a piece of evidence a sentence."""
    question = Question(name, "en", (), VECTOR, VECTOR[None], VECTOR[:1])
    article = Article(name, "", " ".join(sentences), language="en")
    evidence, at = [], 0
    for number, text in enumerate(sentences):
        span = Sentence(name, 0, at, at + len(text), text)
        passage = Passage(name, number, at, at + len(text), text)
        hit = Hit(passage, article, 1.0 - number / 10, number + 1, ())
        evidence.append(Evidence(article, span, hit, 1.0 - number / 10))
        at += len(text) + 1
    return Inquiry(
        question, tuple(one.hit for one in evidence), tuple(evidence), (), (), confidence
    )


class Empty:
    """A store that has no word of anything."""

    def languages(self) -> tuple[str, ...]:
        return ("de",)


WHOLE = about("whole", 0.2, "Neither.")
FERRY = about("ferry", 0.9, "The ferry cost £46m.", "It is white.")
DOCK = about("dock", 0.5, "The dock cost £9m.", "It is deep.", "It is wet.")


def said(inquiry: Inquiry) -> list[str]:
    return [one.sentence.text for one in inquiry.evidence]


def test_the_parts_give_their_evidence_in_turn() -> None:
    joined = join(WHOLE, [FERRY, DOCK], LEAST, SURE)
    assert said(joined) == [
        "The ferry cost £46m.",
        "The dock cost £9m.",
        "It is white.",
        "It is deep.",
        "It is wet.",
    ]
    assert [hit.passage.text for hit in joined.hits] == said(joined)
    assert [hit.rank for hit in joined.hits] == [1, 2, 3, 4, 5]
    assert joined.question == WHOLE.question
    assert joined.confidence == FERRY.confidence


def test_each_part_is_quoted_once_where_no_model_words_it() -> None:
    joined = join(WHOLE, [FERRY, DOCK], LEAST, SURE)
    brief = Brief(joined.question, joined.evidence, leads=joined.leads)
    drafts = ExtractiveGenerator().generate(brief)
    assert [draft.text for draft in drafts] == ["The ferry cost £46m.", "The dock cost £9m."]


def test_a_part_that_is_not_answered_gives_nothing() -> None:
    unsure = replace(DOCK, confidence=LEAST - 0.1)
    assert said(join(WHOLE, [FERRY, unsure], LEAST, SURE)) == said(FERRY)
    assert join(WHOLE, [unsure], LEAST, SURE) == WHOLE


def test_a_part_without_evidence_gives_nothing_however_little_is_asked() -> None:
    assert said(join(WHOLE, [FERRY, about("marsh", 0.0)], 0.0, SURE)) == said(FERRY)


def test_what_two_parts_find_counts_once() -> None:
    assert said(join(WHOLE, [FERRY, FERRY], LEAST, SURE)) == said(FERRY)


def test_what_denies_is_as_sure_as_what_has_the_words_that_were_asked() -> None:
    asked = "Wird die Prognose kräftig gesenkt?"
    words = np.full(len(word_spans(asked)), 0.2, np.float32)
    terms = tuple(asked.strip("?").lower().split())
    question = Question(asked, "de", terms, VECTOR, VECTOR[None], words)
    denied, said = "Die Prognose bleibt unverändert.", "Kräftig gesenkt wurde die Prognose dort."
    text = f"{denied} {said}"
    spans = (
        Sentence("a", 0, 0, len(denied), denied),
        Sentence("a", 1, len(denied) + 1, len(text), said),
    )
    article = Article("a", "", text, language="de")
    scored = (ScoredSentence(spans[0], 0.5, 0.5), ScoredSentence(spans[1], 0.5, 0.5))
    hit = Hit(Passage("a", 0, 0, len(text), text), article, 0.7, 1, scored)
    found = inquire(question, [hit], cast("Store", Empty()))
    first, second = (confidence(describe(question, one)) for one in found.evidence)
    assert found.evidence[0].sentence.text == denied
    assert first < second == found.confidence
