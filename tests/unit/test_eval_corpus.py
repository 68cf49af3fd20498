"""A whole measurement in small: a real store and assistant, and an encoder that hashes words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.answers import ask_all
from eval.corpus import Corpus, index_folder, prepare
from eval.outcome_rows import outcome_to_json
from eval.retrieval import answerable, rank, score, score_each
from eval.rows import QuestionSetInvalid
from eval.runs import (
    describe_corpus,
    describe_run,
    ranking_to_json,
    read_run,
    write_run,
)
from eval.sets import EvalQuestion, Gold, GoldArticle, GoldQuote, GoldStretch, QuestionSet
from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import IndexMismatch
from index.local import LocalStore
from rag.assistant import Assistant
from rag.config import Settings

ARTICLES = {
    "tower.txt": "The water tower of Lindholm is 40 metres tall. Masons from Orrby built it.\n",
    "harbour.txt": "The harbour of Lindholm has three basins. Ships bring timber and salt.\n",
}
QUESTIONS = (
    EvalQuestion(
        "tall",
        "en",
        "How tall is the water tower of Lindholm?",
        "amount",
        ("40 metres",),
        (GoldQuote("tower.txt", "The water tower of Lindholm is 40 metres tall."),),
    ),
    EvalQuestion(
        "basins",
        "en",
        "How many basins does the harbour have?",
        "count",
        ("three",),
        (GoldQuote("harbour.txt", "The harbour of Lindholm has three basins."),),
    ),
    EvalQuestion("mayor", "en", "Who is the mayor of Lindholm?", "unanswerable"),
)


@pytest.fixture
def question_set(tmp_path: Path) -> QuestionSet:
    root = tmp_path / "articles"
    root.mkdir()
    for name, text in ARTICLES.items():
        (root / name).write_text(text, encoding="utf-8")
    return QuestionSet("lindholm", root, (root,), QUESTIONS)


@pytest.fixture
def assistant(tmp_path: Path, encoder: Encoder) -> Iterator[Assistant]:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    store = LocalStore.create(tmp_path / "index", config)
    with Assistant(store, encoder, Settings(threshold=0.0)) as opened:
        yield opened


@pytest.fixture
def corpus(question_set: QuestionSet, assistant: Assistant, encoder: Encoder) -> Corpus:
    return prepare(question_set, assistant, encoder)


def test_gold_is_found_in_what_is_stored(corpus: Corpus) -> None:
    (span,) = corpus.gold["tall"]
    stored = corpus.assistant.article(corpus.ids["tower.txt"])
    assert stored.text[span.start : span.end] == "The water tower of Lindholm is 40 metres tall."
    assert corpus.gold["mayor"] == ()
    assert len(corpus.passages["tall"]) == 1
    assert corpus.lost == ()
    assert corpus.snapshot.articles == 2


def test_retrieval_is_measured_from_question_to_table(corpus: Corpus) -> None:
    rankings = list(rank(corpus, answerable(corpus), 10, timed=["tall"]))
    assert [ranking.question.id for ranking in rankings] == ["tall", "basins"]
    assert rankings[0].elapsed_ms is not None
    assert 0 < rankings[0].elapsed_ms < 10_000
    assert rankings[1].elapsed_ms is None
    scores = score(rankings, 10)
    assert list(scores) == ["overall", "en→en"]
    assert scores["overall"]["nDCG@10"] == 1.0
    row = ranking_to_json(rankings[0], score_each(rankings, 10)["lindholm/tall"])
    assert row["ranking"][0][0] in row["relevant"]
    assert json.dumps(row)


def test_whole_article_and_stretch_are_gold_as_a_quote_is(
    question_set: QuestionSet, assistant: Assistant, encoder: Encoder
) -> None:
    forms: tuple[Gold, ...] = (GoldArticle("tower.txt"), GoldStretch("tower.txt", 0, 46))
    questions = tuple(
        replace(QUESTIONS[0], id=str(place), answers=(), gold=(gold,))
        for place, gold in enumerate(forms)
    )
    corpus = prepare(replace(question_set, questions=questions), assistant, encoder)
    rankings = list(rank(corpus, answerable(corpus), 10))
    assert score(rankings, 10)["overall"]["nDCG@10"] == 1.0
    outcomes = list(ask_all(corpus))
    assert [one.scores["gold_in_first"] for one in outcomes] == [1.0, 1.0]
    assert [one.scores["answer_in_first"] for one in outcomes] == [1.0, 1.0]
    assert outcome_to_json(outcomes[0])["expected"] == ["tower.txt"]


def test_answers_are_measured_from_question_to_table(corpus: Corpus) -> None:
    tall, basins, mayor = ask_all(corpus)
    assert (tall.corpus, tall.pair, mayor.pair) == ("lindholm", "en→en", "en→none")
    assert tall.scores["gold_in_first"] == 1.0
    assert (tall.gold_rank, tall.retrieval_ms) == (1, None)
    assert basins.scores["answer_in_any"] == 1.0
    assert not mayor.abstained  # the threshold is 0
    assert tall.broken == basins.broken == mayor.broken == 0


def test_retrieval_alone_is_timed_where_it_is_asked_for(corpus: Corpus) -> None:
    outcomes = list(ask_all(corpus, timed=True))
    for one in outcomes:
        assert one.retrieval_ms is not None
        assert one.retrieval_ms > 0
        assert one.beyond_retrieval_ms == one.elapsed_ms - one.retrieval_ms


def test_gold_that_is_not_shown_is_looked_for_further_down(
    question_set: QuestionSet, assistant: Assistant, encoder: Encoder
) -> None:
    # All that is asked for stands in the one article, what is right in the other.
    astray = replace(QUESTIONS[0], answers=(), gold=(GoldQuote("harbour.txt", "Ships bring"),))
    lost = replace(astray, id="lost", gold=(GoldQuote("harbour.txt", "It was never here."),))
    assistant = Assistant(assistant.store, encoder, replace(assistant.settings, hits=1))
    corpus = prepare(replace(question_set, questions=(astray, lost)), assistant, encoder)
    deep, missing = ask_all(corpus)
    assert (deep.shown, deep.searched, deep.gold_rank) == (1, 100, 2)
    assert deep.blamed == missing.blamed == "retrieval"
    assert (missing.searched, missing.gold_rank) == (100, None)


def test_run_of_answers_keeps_what_was_told_and_is_read_again(
    corpus: Corpus, tmp_path: Path
) -> None:
    outcomes = list(ask_all(corpus))
    rows = [outcome_to_json(one) for one in outcomes]
    assert rows[0]["statements"][0]["cited"][0]["gold"] is True
    assert rows[0]["statements"][0]["text"] in ARTICLES["tower.txt"]
    assert (rows[2]["abstained"], rows[2]["marked"]) == (False, outcomes[2].marked)
    assert rows[2]["faults"] == ["answered although no article says it"]
    assert rows[2]["blamed"] == "abstention (too lax)"
    run = describe_run("answers", [describe_corpus(corpus)], {}, Settings())
    write_run(tmp_path / "run.json", run | {"questions": rows})
    again = read_run(tmp_path / "run.json")
    assert again.questions["lindholm/tall"].scores == outcomes[0].scores


def test_run_says_what_it_was_made_with_and_is_read_again(corpus: Corpus, tmp_path: Path) -> None:
    rankings = list(rank(corpus, answerable(corpus), 10))
    each = score_each(rankings, 10)
    run = describe_run("retrieval", [describe_corpus(corpus)], {"k": 10}, Settings())
    assert run["versions"]["ir-measures"]
    assert run["machine"]["cpus"] >= 1
    rows = [ranking_to_json(one, each[one.key]) for one in rankings]
    write_run(tmp_path / "run.json", run | {"questions": rows})
    again = read_run(tmp_path / "run.json")
    assert again.measured == "retrieval"
    assert again.articles == {"lindholm": corpus.snapshot.sha256}
    assert again.configuration["corpora"]["lindholm"]["encoder"] == {
        "name": "hashing",
        "fingerprint": "1",
    }
    assert again.configuration["settings"]["candidates"] == Settings().candidates
    assert list(again.questions) == ["lindholm/tall", "lindholm/basins"]
    tall = again.questions["lindholm/tall"]
    assert (tall.pair, tall.text) == ("en→en", QUESTIONS[0].text)
    assert tall.sha256 == QUESTIONS[0].sha256
    assert tall.scores == each["lindholm/tall"]


def test_lost_quote_counts_as_a_failure(
    question_set: QuestionSet, assistant: Assistant, encoder: Encoder
) -> None:
    lost = replace(QUESTIONS[0], gold=(GoldQuote("tower.txt", "It was never here."),))
    corpus = prepare(replace(question_set, questions=(lost,)), assistant, encoder)
    assert len(corpus.lost) == 1
    (ranking,) = rank(corpus, answerable(corpus), 10)
    assert score([ranking], 10)["overall"]["nDCG@10"] == 0.0


def test_withheld_articles_are_not_searched(
    question_set: QuestionSet, assistant: Assistant, encoder: Encoder
) -> None:
    withheld = replace(QUESTIONS[0], gold=(), withheld=("tower.txt",))
    all_withheld = replace(withheld, withheld=tuple(ARTICLES))
    corpus = prepare(replace(question_set, questions=(withheld, all_withheld)), assistant, encoder)
    only = corpus.filter_for(withheld)
    hits = corpus.assistant.retrieve(withheld.text, 10, only=only)
    assert {hit.article.id for hit in hits} == {corpus.ids["harbour.txt"]}
    assert corpus.pair_of(withheld) == "en→en"
    with pytest.raises(QuestionSetInvalid, match="left with no article"):
        corpus.filter_for(all_withheld)


def test_articles_that_left_the_set_are_removed_or_refused(
    question_set: QuestionSet, corpus: Corpus, encoder: Encoder
) -> None:
    (question_set.root / "harbour.txt").unlink()
    smaller = replace(question_set, questions=QUESTIONS[:1])
    with pytest.raises(IndexMismatch, match="holds 1 articles that are not in the set"):
        prepare(smaller, corpus.assistant, encoder)
    assert corpus.assistant.store.summary().articles == 2
    again = prepare(smaller, corpus.assistant, encoder, removable=True)
    assert again.snapshot.articles == 1


def test_index_cut_otherwise_is_refused(corpus: Corpus) -> None:
    shifted = {
        question_id: tuple(replace(span, end=span.end - 1) for span in spans)
        for question_id, spans in corpus.passages.items()
    }
    with pytest.raises(IndexMismatch, match="into other passages"):
        list(rank(replace(corpus, passages=shifted), answerable(corpus), 10))


def test_each_set_and_encoder_has_a_index_folder_of_its_own(
    question_set: QuestionSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(tmp_path))
    folder = index_folder(question_set, "one")
    assert folder.parent == tmp_path / "eval"
    assert folder == index_folder(question_set, "one")
    assert folder != index_folder(question_set, "two")
    elsewhere = replace(question_set, sources=(tmp_path / "elsewhere",))
    assert folder != index_folder(elsewhere, "one")
