"""Where a sentence tells a reason, and which of two neighbours does."""

import pytest

from index.records import Article, Hit, Passage, Sentence
from rag.evidence.reasons import explained_by, find_reason, names_speaker, put_reasons_first
from rag.records import Evidence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It shut because a tree fell.", "because a tree fell"),
        (
            "It shut because a tree, old and dry, fell, she said.",
            "because a tree, old and dry, fell",
        ),
        ("It was late due to heavy snow, said Ada Quint.", "due to heavy snow"),
        ("The delay was due to the snow.", "due to the snow"),
        ("Because a tree fell, it shut.", "Because a tree fell"),
        ("She said the delay was caused by asbestos.", "asbestos"),
        ("The reason for this was a fallen tree.", "a fallen tree"),
        ("It is due to open in spring.", None),
        ("The reason is unclear.", None),
        ("It shut, said Ada Quint.", None),
    ],
)
def test_where_a_sentence_tells_a_reason(text: str, reason: str | None) -> None:
    found = find_reason(text, "en")
    assert (found and text[slice(*found)]) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Sie war zu, weil ein Baum fiel.", "weil ein Baum fiel"),
        (
            "Sie war zu, weil Züge, die kamen, standen, sagte Ada Quint.",
            "weil Züge, die kamen, standen",
        ),
        ("Weil ein Baum fiel, war sie zu.", "Weil ein Baum fiel"),
        ("Sie fehlte wegen eines Sturzes.", "wegen eines Sturzes"),
        ("Sie geht, um zu studieren.", "um zu studieren"),
        ("Grund dafür sei der Hagel, sagte Ada Quint.", "der Hagel"),
        ("Die Ursache ist noch unklar.", None),
        ("Da ist sie, sagte Ada Quint.", None),
        ("Um 5 Uhr war sie zu.", None),
    ],
)
def test_the_same_in_german(text: str, reason: str | None) -> None:
    found = find_reason(text, "de")
    assert (found and text[slice(*found)]) == reason


@pytest.mark.parametrize(
    ("text", "words", "speaks"),
    [
        ("It was late, said the Mayor of Ostrup.", "said the Mayor", True),
        ("It was late, Peter Holm thought.", "Peter Holm", True),
        ("A short circuit set it alight.", "A short circuit", False),
    ],
)
def test_who_speaks_is_no_reason(text: str, words: str, speaks: bool) -> None:
    start = text.index(words)
    assert names_speaker(text, "en", (start, start + len(words))) is speaks


def say(*sentences: tuple[str, float], language: str = "de") -> list[Evidence]:
    """Return evidence of one article, the sentences in their order there."""
    text = " ".join(sentence for sentence, _ in sentences)
    article, evidence, at = Article("a", "", text, language=language), [], 0
    hit = Hit(Passage("a", 0, 0, len(text), text), article, 1.0, 1, ())
    for number, (one, score) in enumerate(sentences):
        span = Sentence("a", number, at, at + len(one), one)
        evidence.append(Evidence(article, span, hit, score))
        at += len(one) + 1
    return evidence


@pytest.mark.parametrize(
    ("sentences", "language", "reason"),
    [
        (["Die Strecke war zu.", "Grund war ein Baum."], "de", "Grund war ein Baum."),
        (["Ein Baum fiel.", "Deshalb war die Strecke zu."], "de", "Ein Baum fiel."),
        (["The line was shut.", "The reason was a tree."], "en", "The reason was a tree."),
        (["A tree fell.", "The line was therefore shut."], "en", "A tree fell."),
    ],
)
def test_the_neighbour_that_tells_why_comes_first(
    sentences: list[str], language: str, reason: str
) -> None:
    scored = [(one, 0.2 if one == reason else 0.9) for one in sentences]
    evidence = say(*scored, language=language)
    best = max(put_reasons_first(evidence), key=lambda one: one.score)
    assert best.sentence.text == reason
    told = explained_by(best, evidence)
    assert told is not None
    assert told.sentence.text != reason


def test_sentences_that_are_no_neighbours_explain_nothing() -> None:
    first, _, last = say(("Es war zu.", 0.9), ("Es regnete.", 0.1), ("Grund war ein Baum.", 0.2))
    assert put_reasons_first([first, last]) == [first, last]
    assert explained_by(last, [first, last]) is None
