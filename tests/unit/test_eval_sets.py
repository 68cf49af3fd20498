import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench import bench_languages, load_bench
from eval.rows import QuestionSetInvalid
from eval.sets import EvalQuestion, GoldArticle, GoldQuote, GoldStretch, draw, load_set

QUESTION = {
    "id": "q1",
    "language": "de",
    "question": "Wie hoch ist der Turm?",
    "kind": "amount",
    "answerable": True,
    "answers": ["40 Meter"],
    "evidence": [{"article": "turm.txt", "quote": "Der Turm misst 40 Meter."}],
}
UNANSWERABLE = {"id": "q2", "language": "en", "question": "Who paid?", "answerable": False}


def write_rows(path: Path, *rows: object) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def make_set(folder: Path, *rows: object) -> Path:
    (folder / "articles").mkdir()
    write_rows(folder / "questions.jsonl", *rows)
    return folder


def test_set_is_read_whole(tmp_path: Path) -> None:
    found = load_set(make_set(tmp_path, QUESTION, UNANSWERABLE))
    assert found.sources == (tmp_path / "articles",)
    tower, payer = found.questions
    assert (tower.text, tower.kind, tower.answers) == (
        "Wie hoch ist der Turm?",
        "amount",
        ("40 Meter",),
    )
    assert tower.gold == (GoldQuote("turm.txt", "Der Turm misst 40 Meter."),)
    assert tower.label == f"Question q1 ({tmp_path / 'questions.jsonl'}, line 1)"
    assert tower.answerable
    assert not payer.answerable
    assert payer.kind == ""


def test_articles_may_come_as_one_file(tmp_path: Path) -> None:
    write_rows(tmp_path / "articles.jsonl", {"id": "a", "text": "Text."})
    write_rows(tmp_path / "questions.jsonl", UNANSWERABLE)
    assert load_set(tmp_path).sources == (tmp_path / "articles.jsonl",)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": 7}, '"id" must be a string'),
        ({"question": None}, '"question" must be a string'),
        ({"question": " \n"}, "\"question\" of the question 'q1': The question holds no words"),
        ({"question": "Wo? " * 600}, "of the question 'q1': The question has 2399 characters"),
        ({"language": "german"}, "\"language\" of the question 'q1' must be an ISO 639-1 code"),
        ({"language": "DE"}, "not 'DE'"),
        ({"language": ""}, "not ''"),
        (
            {"antworten": ["40 Meter"]},
            "\"antworten\" of the question 'q1' means nothing; there are",
        ),
        ({"answerable": "yes"}, '"answerable" must be true or false'),
        ({"answers": "40 Meter"}, '"answers" must be a list'),
        ({"answers": [40]}, '"answers[]" must be a string'),
        ({"evidence": ["turm.txt"]}, '"evidence[]" must be an object'),
        ({"evidence": [{"quote": "40"}]}, '"article" must be a string'),
        ({"evidence": [{"article": "turm.txt", "quote": None}]}, '"quote" must be a string'),
        ({"evidence": [{"article": "turm.txt", "qoute": "40"}]}, '"qoute" means nothing'),
        ({"evidence": [{"article": "turm.txt", "start": 3}]}, '"end" must be a whole number'),
        ({"evidence": [{"article": "a", "start": 3, "end": 3}]}, '"start" 3 and "end" 3 enclose'),
        ({"evidence": [{"article": "a", "start": -1, "end": 3}]}, "enclose nothing"),
        ({"evidence": [{"article": "a", "start": 0, "end": "3"}]}, '"end" must be a whole'),
        ({"evidence": [{"article": "turm.txt", "quote": " "}]}, "a quote is empty"),
        ({"evidence": []}, "the question has no evidence"),
        ({"answerable": False}, "the question has evidence"),
        ({"id": "q2"}, "the id 'q2' is taken already"),
    ],
)
def test_malformed_row_is_named(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    folder = make_set(tmp_path, UNANSWERABLE, QUESTION | change)
    with pytest.raises(QuestionSetInvalid) as error:
        load_set(folder)
    assert f"{folder / 'questions.jsonl'}, line 2: " in str(error.value)
    assert problem in str(error.value)


@pytest.mark.parametrize("language", ["de", "en", "fr", "rm", "und"])
def test_a_set_may_be_in_any_language(tmp_path: Path, language: str) -> None:
    (question,) = load_set(make_set(tmp_path, UNANSWERABLE | {"language": language})).questions
    assert question.language == language


def test_what_a_question_to_be_labelled_came_with_may_stay(tmp_path: Path) -> None:
    assert load_set(make_set(tmp_path, QUESTION | {"ratings": [{"verdict": "up"}]})).questions


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    folder = make_set(tmp_path)
    (folder / "questions.jsonl").write_text(json.dumps(QUESTION), encoding="utf-8-sig")
    assert [question.id for question in load_set(folder).questions] == ["q1"]


def test_a_set_without_a_question_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetInvalid, match=r"questions\.jsonl holds no question"):
        load_set(make_set(tmp_path))


@pytest.mark.parametrize(("line", "problem"), [("{", "not valid JSON"), ("[]", "not a JSON obj")])
def test_broken_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    folder = make_set(tmp_path)
    (folder / "questions.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(QuestionSetInvalid, match=f"line 2: {problem}"):
        load_set(folder)


def test_folder_without_articles_or_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetInvalid, match="is no question set"):
        load_set(tmp_path)
    (tmp_path / "articles").mkdir()
    with pytest.raises(QuestionSetInvalid, match=r"questions\.jsonl cannot be read"):
        load_set(tmp_path)


def test_evidence_is_a_quote_a_stretch_or_an_article(tmp_path: Path) -> None:
    evidence = [
        {"article": "a", "quote": "40"},
        {"article": "a", "start": 0, "end": 9},
        {"article": "a", "start": 7, "end": 9, "quote": "40"},
        {"article": "b"},
    ]
    (question,) = load_set(make_set(tmp_path, QUESTION | {"evidence": evidence})).questions
    assert question.gold == (
        GoldQuote("a", "40"),
        GoldStretch("a", 0, 9),
        GoldStretch("a", 7, 9, "40"),
        GoldArticle("b"),
    )
    assert list(map(str, question.gold)) == ["40", "a, characters 0 to 9", "40", "b"]


def test_hash_of_a_question_changes_with_what_is_asked_and_what_is_right() -> None:
    question = EvalQuestion("q1", "de", "Wo?", "place", ("Hier",), (GoldArticle("a"),))
    same = replace(question, kind="other", place="questions.jsonl, line 1")
    assert same.sha256 == question.sha256
    others = (
        replace(question, text="Wann?"),
        replace(question, answers=()),
        replace(question, gold=(GoldQuote("a", "Hier"),)),
        replace(question, withheld=("b",)),
    )
    assert len({one.sha256 for one in (question, *others)}) == 5


def test_drawn_questions_are_the_same_each_time_and_in_order(tmp_path: Path) -> None:
    rows = [UNANSWERABLE | {"id": f"{number:02}"} for number in range(40)]
    questions = load_set(make_set(tmp_path, *rows)).questions
    drawn = [question.id for question in draw(questions, 10)]
    assert drawn == [question.id for question in draw(questions, 10)]
    assert len(set(drawn)) == 10
    assert drawn == sorted(drawn)
    assert draw(questions, 40) == draw(questions, None) == questions


PASSAGES = {
    "de": [
        {"id": "p-de-1-0", "title": "Turm", "text": "Der Turm, 1901 gebaut, wurde 1901 eröffnet."},
        {"id": "p-de-1-1", "title": "Turm", "text": "Er misst 40 Meter."},
        {"id": "p-de-2-0", "title": "Hafen", "text": "Der Hafen hat drei Becken."},
    ],
    "en": [
        {"id": "p-en-1-0", "title": "Tower", "text": "Built in 1901, the tower opened in 1901."},
        {"id": "p-en-1-1", "title": "Tower", "text": "It is 40 metres tall."},
        {"id": "p-en-2-0", "title": "Harbour", "text": "The harbour has three basins."},
    ],
}


def bench_row(question_id: str, paragraph: str, answer: str, start: int) -> dict[str, object]:
    return {
        "id": question_id,
        "language": question_id[-2:],
        "question": f"{question_id}?",
        "paragraph": paragraph,
        "answer": answer,
        "answer_start": start,
    }


BENCH_ROWS = [
    bench_row("opened-de", "1-0", "1901", 29),
    bench_row("opened-en", "1-0", "1901", 35),
    bench_row("basins-de", "2-0", "drei", 14),
    bench_row("basins-en", "2-0", "three", 16),
]


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    for language, passages in PASSAGES.items():
        write_rows(tmp_path / f"passages.{language}.jsonl", *passages)
    write_rows(tmp_path / "distractors.de.jsonl", {"id": "d", "text": "Anderes."})
    write_rows(tmp_path / "questions.jsonl", *BENCH_ROWS)
    return tmp_path


def test_bench_languages_are_told_from_its_files(bench: Path, tmp_path: Path) -> None:
    assert bench_languages(bench) == ("de", "en")
    (tmp_path / "empty").mkdir()
    assert bench_languages(tmp_path / "empty") == ()


def test_bench_question_gets_the_answer_in_the_passages_language(bench: Path) -> None:
    found = load_bench(bench, "en")
    assert [source.name for source in found.sources] == [
        "passages.en.jsonl",
        "distractors.de.jsonl",
    ]
    questions = {question.id: question for question in found.questions}
    assert len(questions) == 4
    german = questions["basins-de"]
    assert german.language == "de"
    assert german.answers == ("three", "drei")
    assert german.gold == (GoldQuote("p-en-2-0", "three", 16),)
    assert german.label == f"Question basins-de ({bench / 'questions.jsonl'}, line 3)"
    assert questions["opened-en"].gold == (GoldQuote("p-en-1-0", "1901", 35),)


def test_bench_questions_are_asked_again_without_their_topic(bench: Path) -> None:
    found = load_bench(bench, "de", unanswerable=True).questions
    again = {question.id: question for question in found if not question.answerable}
    assert len(again) == 4
    assert again["opened-en-withheld"].withheld == ("p-de-1-0", "p-de-1-1")
    assert again["basins-de-withheld"].kind == "unanswerable"
    drawn = load_bench(bench, "de", 1, unanswerable=True).questions
    assert [question.id for question in drawn] == [
        drawn[0].id,
        f"{drawn[0].id}-withheld",
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (bench_row("x-de", "1-0", "1901", 29) | {"id": "lone-de"}, "no question 'lone-en'"),
        (bench_row("opened-en", "9-9", "1901", 35), "no passage '9-9'"),
        (bench_row("opened-en", "1-0", "1901", 36), "'1901' does not stand at 36 in p-en-1-0"),
    ],
)
def test_bench_row_that_points_nowhere_is_named(
    bench: Path, row: dict[str, object], problem: str
) -> None:
    write_rows(bench / "questions.jsonl", *BENCH_ROWS[2:], row)
    with pytest.raises(QuestionSetInvalid, match=f"line 3: .*{problem}"):
        load_bench(bench, "en")


def test_bench_without_that_language_is_refused(bench: Path) -> None:
    with pytest.raises(QuestionSetInvalid, match=r"passages\.fr\.jsonl cannot be read"):
        load_bench(bench, "fr")
