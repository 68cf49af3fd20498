"""Ratings are kept, listed, and become a question set."""

import argparse
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.sets import GoldQuote, load_set
from index.config import IndexConfig
from index.errors import SettingInvalid
from index.local import LocalStore
from index.records import Article
from index.stored_records import IndexedArticle
from rag.config import Settings
from rag.records import Answer, Citation, Finding, Statement
from rag.traces import answer_from_trace, answer_to_trace
from ui.commands.exits import DONE, NOTHING
from ui.commands.feedback import describe_rating, run
from ui.desk import Database, desk_url
from ui.desk.failures import DeskUnavailable
from ui.desk.feedback import (
    COMMENT_LIMIT,
    REASONS,
    TRACE_LIMIT,
    Feedback,
    Rating,
    RatingInvalid,
    RatingsFull,
    check_comment,
    check_id,
    check_verdict,
)
from ui.desk.questions import make_questions

FIRST, SECOND = "Der Deich in Quellbrook wird erhöht.", "Das kostet 4,2 Millionen Euro."
ARTICLE = Article(
    "deich", "Ein höherer Deich", f"{FIRST} {SECOND}", None, "Bote", date(2025, 3, 9), "de"
)
OTHER = Article("turm", "Der Turm", "Der Turm steht schief. Niemand weiß, warum.", language="de")
QUESTION = "Was kostet der Deich?"


def cite(marker: int, article: Article, quote: str, words: str = "") -> Citation:
    start = article.text.index(quote)
    place = start + quote.index(words)
    marked = (place, place + len(words)) if words else None
    return Citation(marker, article, start, start + len(quote), quote, marked)


def answered(**changes: Any) -> Answer:
    citation = cite(1, ARTICLE, SECOND, "4,2 Millionen Euro")
    finding = Finding("4,2 Millionen Euro", "", (citation,))
    answer = Answer(
        QUESTION, "de", (Statement(SECOND, (citation,)),), (), False, findings=(finding,)
    )
    return replace(answer, **changes)


def abstaining(**changes: Any) -> Answer:
    return replace(answered(statements=(), findings=(), abstained=True, note="Nein."), **changes)


def rating(answer: Answer | None = None, **changes: Any) -> Rating:
    plain = Rating(
        "c/1",
        "2025-11-22T20:00:00+00:00",
        "anna",
        "up",
        "",
        "",
        answer_to_trace(answer or answered()),
    )
    return replace(plain, **changes)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def store(index: Path) -> Iterator[LocalStore]:
    with closing(LocalStore.create(index, IndexConfig("none", "f00d", 4))) as store:
        store.add([IndexedArticle(one, (), one.content_hash) for one in (ARTICLE, OTHER)])
        yield store


@pytest.fixture
def database(index: Path) -> Database:
    return Database(desk_url("", index))


@pytest.fixture
def feedback(database: Database) -> Feedback:
    return Feedback(database)


# Keeping


def test_a_rating_is_kept_as_it_is(feedback: Feedback) -> None:
    kept = rating(verdict="down", reason="incomplete", comment="Und\nwann? 🙂", made={"hits": 5})
    feedback.keep(kept)
    assert feedback.ratings() == [kept]


def test_who_rates_again_replaces_what_was_said(feedback: Feedback) -> None:
    feedback.keep(rating(at="1", verdict="down", reason="wrong_figure"))
    feedback.keep(rating(at="2"))
    feedback.keep(rating(at="3", reader="bela", verdict="down"))
    feedback.keep(rating(at="4", id="c/2"))
    told = [(one.at, one.reader, one.id, one.verdict, one.reason) for one in feedback.ratings()]
    assert told == [
        ("2", "anna", "c/1", "up", ""),
        ("3", "bela", "c/1", "down", ""),
        ("4", "anna", "c/2", "up", ""),
    ]


def test_what_was_said_can_be_taken_back(feedback: Feedback) -> None:
    feedback.keep(rating())
    assert not feedback.take_back("bela", "c/1")
    assert feedback.take_back("anna", "c/1")
    assert not feedback.take_back("anna", "c/1")
    assert feedback.ratings() == []


def test_nobody_fills_the_disk(feedback: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.desk.feedback.RATINGS_LIMIT", 2)
    feedback.keep(rating())
    feedback.keep(rating(id="c/2"))
    feedback.keep(rating(id="c/2", comment="Anders"))
    with pytest.raises(RatingsFull):
        feedback.keep(rating(id="c/3"))
    assert [one.comment for one in feedback.ratings()] == ["", "Anders"]
    with pytest.raises(RatingInvalid, match="trace"):
        feedback.keep(rating(trace={"question": "x" * TRACE_LIMIT}))


@pytest.mark.parametrize("verdict", REASONS)
def test_reasons_are_of_their_verdict(verdict: str) -> None:
    for reason in ("", *REASONS[verdict]):
        assert check_verdict(verdict, reason) == (verdict, reason)
    assert check_verdict(verdict, None) == (verdict, "")


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ("up", "wrong_figure"),
        ("down", "exact"),
        ("", ""),
        (None, ""),
        (True, ""),
        ("up", ["exact"]),
    ],
)
def test_what_is_no_verdict_is_refused(verdict: object, reason: object) -> None:
    with pytest.raises(RatingInvalid):
        check_verdict(verdict, reason)


@pytest.mark.parametrize("value", ["", None, 7, "a b", "é", "x" * 101, "-a", "a\n"])
def test_what_names_no_turn_is_refused(value: object) -> None:
    with pytest.raises(RatingInvalid):
        check_id(value)


def test_comments_are_plain_text() -> None:
    assert check_comment(None) == ""
    assert check_comment(" a\r\nb\t\x1b[31m\x00c \ud800 ") == "a\nb  [31m c"
    assert len(check_comment("x\r\n" * (COMMENT_LIMIT // 2))) == COMMENT_LIMIT - 1
    for value in ("x" * (COMMENT_LIMIT + 1), "x" * 10_000_000, 7, ["x"]):
        with pytest.raises(RatingInvalid):
            check_comment(value)


# Questions


def asked(store: LocalStore, *ratings: Rating) -> tuple[list[Any], list[Any], int]:
    made = make_questions(ratings, lambda trace: answer_from_trace(trace, store))
    return list(made.labelled), list(made.unlabelled), made.unreadable


def test_an_answer_approved_of_is_gold(store: LocalStore) -> None:
    labelled, unlabelled, unreadable = asked(store, rating(answered(searched="Was kostet er?")))
    assert unlabelled == []
    assert unreadable == 0
    (row,) = labelled
    assert row.pop("id").startswith("feedback-")
    assert row == {
        "language": "de",
        "question": "Was kostet er?",
        "kind": "amount",
        "answerable": True,
        "answers": ["4,2 Millionen Euro"],
        "evidence": [{"article": "deich", "quote": SECOND}],
    }


def test_answers_to_one_question_are_one_row(store: LocalStore) -> None:
    other = answered(
        statements=(Statement(FIRST, (cite(1, ARTICLE, FIRST),)),), findings=(),
        question="was  kostet der deich?",
    )  # fmt: skip
    labelled, _, _ = asked(store, rating(), rating(other, reader="bela"))
    (row,) = labelled
    assert [one["quote"] for one in row["evidence"]] == [SECOND, FIRST]


@pytest.mark.parametrize(
    "rated",
    [
        rating(abstaining()),
        rating(verdict="down", reason="should_have_abstained"),
    ],
    ids=["rightly abstained", "should have abstained"],
)
def test_what_the_articles_do_not_answer_is_unanswerable(store: LocalStore, rated: Rating) -> None:
    labelled, unlabelled, _ = asked(store, rated)
    assert unlabelled == []
    (row,) = labelled
    assert (row["answerable"], row["answers"], row["evidence"]) == (False, [], [])
    assert row["kind"] == "unanswerable"
    # Within a few articles alone it proves nothing of the others.
    limited = replace(rated, made={"choice": {"since": "2025-01-01"}})
    labelled, unlabelled, _ = asked(store, limited)
    assert labelled == []
    assert unlabelled[0]["ratings"][0]["choice"] == {"since": "2025-01-01"}


@pytest.mark.parametrize(
    "rated",
    [
        [rating(verdict="down", reason=reason)]
        for reason in ("", *REASONS["down"])
        if reason != "should_have_abstained"
    ]
    + [
        [rating(abstaining(), verdict="down", reason="should_have_answered")],
        [rating(abstaining(), verdict="down", reason="should_have_abstained")],
        [rating(), rating(reader="bela", verdict="down", reason="wrong_figure")],
        [rating(), rating(reader="bela", verdict="down", reason="should_have_abstained")],
        [rating(), rating(abstaining(), id="c/9")],
    ],
)
def test_what_is_in_doubt_is_to_be_labelled(store: LocalStore, rated: list[Rating]) -> None:
    labelled, unlabelled, _ = asked(store, *rated)
    assert labelled == []
    (row,) = unlabelled
    assert row["question"] == QUESTION
    assert "answerable" not in row
    assert [one["verdict"] for one in row["ratings"]] == [one.verdict for one in rated]
    assert "anna" not in json.dumps(row)
    assert "bela" not in json.dumps(row)


def test_an_article_that_changed_makes_no_gold(store: LocalStore) -> None:
    changed = replace(ARTICLE, text="Ein ganz anderer Text.")
    store.add([IndexedArticle(changed, (), changed.content_hash)])
    labelled, unlabelled, _ = asked(store, rating())
    assert labelled == []
    assert unlabelled[0]["ratings"][0]["abstained"]


def test_what_cannot_be_read_is_counted(store: LocalStore) -> None:
    assert asked(store, rating(trace={"question": "?"})) == ([], [], 1)


# The command


def options(action: str, **changes: Any) -> argparse.Namespace:
    plain = {"action": action, "file": "-", "json": False, "database": None}
    return argparse.Namespace(**{**plain, **changes})


def test_nothing_is_made_by_looking(index: Path) -> None:
    with pytest.raises(DeskUnavailable, match="nobody has rated"):
        run(options("list"), Settings(index=index))
    assert not list(index.parent.iterdir())


def test_nobody_has_rated_yet(
    feedback: Feedback, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feedback.keep(rating())
    feedback.take_back("anna", "c/1")
    assert run(options("list"), Settings(index=index)) == NOTHING
    assert "Nobody has rated" in capsys.readouterr().err


def test_ratings_are_listed(
    feedback: Feedback, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feedback.keep(rating(verdict="down", reason="incomplete", comment="Und\nwann?"))
    assert run(options("list"), Settings(index=index)) == DONE
    said = capsys.readouterr().out
    assert said == f"2025-11-22 20:00 anna down (incomplete) {QUESTION} — Und wann?\n"
    assert run(options("list", json=True), Settings(index=index)) == DONE
    row = json.loads(capsys.readouterr().out)
    assert row["trace"] == answer_to_trace(answered())
    assert row["comment"] == "Und\nwann?"


def test_a_terminal_obeys_no_question() -> None:
    shown = describe_rating(rating(answered(question="Was?\x1b]0;harm\x07 \u202e?")))
    assert shown.isprintable()


def test_a_folder_becomes_a_question_set(
    store: LocalStore,
    feedback: Feedback,
    index: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del store
    feedback.keep(rating())
    feedback.keep(rating(abstaining(question="Wer hat den Turm gebaut?"), id="c/2"))
    feedback.keep(rating(answered(question="Wo?"), id="c/3", verdict="down"))
    folder = tmp_path / "set"
    assert run(options("export", file=str(folder)), Settings(index=index)) == DONE
    loaded = load_set(folder)
    assert [one.text for one in loaded.questions] == [QUESTION, "Wer hat den Turm gebaut?"]
    assert [one.answerable for one in loaded.questions] == [True, False]
    assert loaded.questions[0].gold == (GoldQuote("deich", SECOND),)
    rows = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["id"] for row in rows] == ["deich", "turm"]
    (open_,) = map(json.loads, (folder / "to-label.jsonl").read_text("utf-8").splitlines())
    assert open_["question"] == "Wo?"
    told = capsys.readouterr().err
    assert "2 questions whose answer is known" in told
    assert f"1 questions still to be labelled, in {folder / 'to-label.jsonl'}" in told
    with pytest.raises(SettingInvalid, match="is there already"):
        run(options("export", file=str(folder)), Settings(index=index))


def test_a_file_takes_the_questions_alone(
    store: LocalStore, feedback: Feedback, index: Path, tmp_path: Path
) -> None:
    del store
    feedback.keep(rating())
    feedback.keep(rating(answered(question="Wo?"), id="c/3", verdict="down"))
    file = tmp_path / "new" / "mine.jsonl"
    assert run(options("export", file=str(file)), Settings(index=index)) == DONE
    names = sorted(one.name for one in file.parent.iterdir())
    assert names == ["mine.jsonl", "mine.to-label.jsonl"]


def test_standard_output_takes_what_is_known(
    store: LocalStore, feedback: Feedback, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    feedback.keep(rating())
    feedback.keep(rating(answered(question="Wo?"), id="c/3", verdict="down"))
    assert run(options("export"), Settings(index=index)) == DONE
    shown = capsys.readouterr()
    assert json.loads(shown.out)["question"] == QUESTION
    assert "1 questions still to be labelled, left out" in shown.err
