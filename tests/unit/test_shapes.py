"""The documented JSON, with and without explanations."""

import json

import pytest

from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from rag.explanations import best_sentence, parts_of
from rag.records import Answer, Citation, Finding, Statement
from rag.shapes import answer_to_json, hits_to_json

TEXT = "Der Deich wird erhöht. Das kostet Geld."
ARTICLE = Article("deich", "Deich", TEXT, language="de")
SENTENCES = tuple(
    ScoredSentence(Sentence("deich", n, start, end, TEXT[start:end]), similarity, -similarity)
    for n, (start, end, similarity) in enumerate([(0, 22, 0.25), (23, 39, 0.7501234)])
)


def hit(*parts: tuple[str, float]) -> Hit:
    score = sum(value for _, value in parts)
    return Hit(Passage("deich", 0, 0, 39, TEXT), ARTICLE, score, 1, SENTENCES, parts)


PARTS = [
    (("passage", 0.4014049), ("sentence", 0.3804049), ("words", 0.0314049)),
    (("passage", 1 / 3), ("sentence", 1 / 3), ("words", 1 / 3)),
    (("passage", -0.1234567), ("words", 0.0)),
    (("something new", 0.5), ("and another", -0.0004996), ("passage", 1e-9)),
]


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("digits", [2, 3, 6])
def test_rounded_parts_add_up_to_the_rounded_score(
    parts: tuple[tuple[str, float], ...], digits: int
) -> None:
    rounded = parts_of(hit(*parts), digits)
    assert sum(rounded.values()) == pytest.approx(round(hit(*parts).score, digits), abs=1e-9)
    for name, value in parts:
        assert rounded[name] == pytest.approx(value, abs=len(parts) * 10**-digits)
        assert round(rounded[name], digits) == rounded[name]


def test_the_best_sentence_is_the_most_similar_by_itself() -> None:
    assert best_sentence(hit()) is SENTENCES[1]
    assert best_sentence(Hit(hit().passage, ARTICLE, 0.0, 1, ())) is None
    assert parts_of(hit(), 3) == {}


def test_without_explanations_the_shape_is_as_documented() -> None:
    shape = hits_to_json("q1", "Was kostet der Deich?", [hit(*PARTS[0])])
    assert list(shape) == ["id", "question", "hits"]
    assert list(shape["hits"][0]) == [
        "rank", "score", "article_id", "title", "url", "source", "published", "language",
        "start", "end", "text", "reprints",
    ]  # fmt: skip


@pytest.mark.parametrize("parts", PARTS)
def test_explained_hits_say_what_their_score_is_made_of(
    parts: tuple[tuple[str, float], ...],
) -> None:
    shape = hits_to_json(None, "Was kostet der Deich?", [hit(*parts)], explained=True)
    (explained,) = json.loads(json.dumps(shape))["hits"]
    assert list(explained["parts"]) == [name for name, _ in parts]
    assert sum(explained["parts"].values()) == pytest.approx(explained["score"], abs=1e-5)
    assert explained["best_sentence"] == {"start": 23, "end": 39, "similarity": 0.750123}


def test_a_hit_without_sentences_has_no_best_one() -> None:
    bare = Hit(hit().passage, ARTICLE, 0.5, 1, (), (("words", 0.5),))
    (explained,) = hits_to_json(None, "?", [bare], explained=True)["hits"]
    assert explained["best_sentence"] is None


def test_an_explained_answer_adds_its_hits_and_nothing_else() -> None:
    citation = Citation(1, ARTICLE, 23, 39, TEXT[23:39])
    statements = (Statement(citation.quote, (citation,)),)
    answer = Answer("Was kostet er?", "de", statements, (hit(*PARTS[0]),), abstained=False)
    plain, explained = answer_to_json("q1", answer), answer_to_json("q1", answer, explained=True)
    assert "hits" not in plain
    hits = explained.pop("hits")
    assert explained == plain
    assert [h["parts"]["words"] for h in hits] == [0.031405]


def test_an_answer_gives_what_it_comes_down_to_and_the_words_that_say_so() -> None:
    marked = Citation(1, ARTICLE, 23, 39, TEXT[23:39], marked=(34, 38))
    plain = Citation(2, ARTICLE, 0, 22, TEXT[:22])
    finding = Finding("Geld", "money", (marked, plain), "Inselbote, 09.03.2025")
    statements = (Statement(marked.quote, (marked,)),)
    answer = Answer(
        "Und was kostet er?", "de", statements, (), abstained=False, findings=(finding,),
        searched="Was kostet der Deich?",
    )  # fmt: skip
    shape = json.loads(json.dumps(answer_to_json(None, answer)))
    assert shape["findings"] == [
        {"text": "Geld", "reading": "money", "origin": "Inselbote, 09.03.2025", "citations": [1, 2]}
    ]
    assert [citation["marked"] for citation in shape["citations"]] == [
        {"start": 34, "end": 38, "text": "Geld"},
        None,
    ]
    assert (shape["question"], shape["searched"]) == (answer.question, answer.searched)


def test_without_them_the_keys_are_there_all_the_same() -> None:
    answer = Answer("Wer?", "de", (), (), abstained=True, note="Steht nicht da.")
    shape = answer_to_json("q1", answer)
    assert shape["findings"] == shape["citations"] == shape["nearest"] == []
    assert shape["searched"] == shape["question"] == "Wer?"
    assert shape["answer"] == shape["note"] == "Steht nicht da."


def test_what_is_nearest_to_no_answer_is_no_citation() -> None:
    near = Citation(1, ARTICLE, 23, 39, TEXT[23:39])
    answer = Answer("Wer?", "de", (), (), abstained=True, note="Steht nicht da.", nearest=(near,))
    shape = answer_to_json(None, answer)
    assert shape["citations"] == []
    assert [(one["article_id"], one["quote"]) for one in shape["nearest"]] == [
        (ARTICLE.id, TEXT[23:39])
    ]
