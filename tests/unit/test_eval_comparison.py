from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.comparison import (
    Pair,
    RunsIncomparable,
    compare,
    compare_measures,
    list_differences,
    match,
    most_changed,
)
from eval.report import format_changes, format_comparison, format_matching, format_runs
from eval.runs import Run, Scored, describe_run, write_run
from rag.config import Settings


def scored(question_id: str, pair: str = "de→de", **scores: float) -> Scored:
    return Scored("set", question_id, pair, f"{question_id}?", "0", scores)


def run(name: str, *questions: Scored, candidates: int = 100) -> Run:
    return Run(
        name,
        "retrieval",
        "2025-11-22",
        {"set": "abc"},
        {"settings": {"candidates": candidates}, "corpora": {"set": {"passages": 7}}},
        {question.key: question for question in questions},
    )


def pairs(*values: tuple[float, float], languages: str = "de→de") -> list[Pair]:
    return [Pair(scored(f"q{place}", languages), a, b) for place, (a, b) in enumerate(values)]


def test_questions_of_both_runs_are_matched_and_the_others_counted() -> None:
    a = run("A", scored("q1", RR=0.5), scored("q2", RR=1.0), scored("q3", RR=1.0))
    altered = replace(scored("q3", RR=0.0), sha256="1")
    b = run("B", altered, scored("q4", RR=0.0), scored("q5", RR=0.0), scored("q1", RR=0.25))
    found = match(a, b)
    assert [(pair.question.id, pair.a, pair.b) for pair in found.pairs] == [("q1", 0.5, 0.25)]
    assert (found.measure, found.only_a, found.only_b, found.altered) == ("RR", 1, 2, 1)
    assert format_matching(found) == (
        "RR of the questions that both runs have: 1 (left out: 1 only in A, 2 only in B, "
        "1 in other words or with other gold)"
    )


def test_measure_is_the_first_of_both_or_the_one_asked_for() -> None:
    a = run("A", scored("q1", nDCG=0.5, RR=0.25, R=1.0))
    b = run("B", scored("q1", RR=0.75, R=1.0))
    assert match(a, b).measure == "RR"
    assert match(a, b, "R").pairs[0].change == 0.0
    with pytest.raises(RunsIncomparable, match="do not both have nDCG; both have: RR, R"):
        match(a, b, "nDCG")


def test_measure_counts_only_the_questions_that_have_it() -> None:
    questions = scored("q1", answered=1.0), scored("q2", abstention_recall=0.0)
    found = match(run("A", *questions), run("B", *questions), "abstention_recall")
    assert [pair.question.id for pair in found.pairs] == ["q2"]


def test_measure_that_no_question_has_in_both_runs_is_refused() -> None:
    # An answer was given to one question in A and to another one in B.
    a = run("A", scored("q1", answered=1.0, gold_recall=1.0), scored("q2", answered=0.0))
    b = run("B", scored("q1", answered=0.0), scored("q2", answered=1.0, gold_recall=1.0))
    with pytest.raises(RunsIncomparable, match="do not both have gold_recall; both have: answered"):
        match(a, b, "gold_recall")


def test_all_measures_are_compared_and_corrected_together() -> None:
    a = run("A", *(scored(f"q{place}", answered=0.0, token_f1=0.5) for place in range(6)))
    b = run("B", *(scored(f"q{place}", answered=1.0, token_f1=0.5) for place in range(6)))
    b.questions["set/q0"].scores["exact_match"] = 1.0  # in one of the runs only
    found = compare_measures(a, b)
    assert list(found) == ["answered", "token_f1"]
    assert (found["answered"].difference, found["token_f1"].difference) == (1.0, 0.0)
    assert (found["answered"].p, found["answered"].p_holm) == (2 / 2**6, 4 / 2**6)
    told = format_comparison(found, "measure").splitlines()
    assert told[1].split()[:5] == ["answered", "6", "0.000", "1.000", "+1.000"]
    with pytest.raises(RunsIncomparable, match="no question in common"):
        compare_measures(a, run("C", scored("q9", answered=1.0)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"measured": "answers"}, "A measured retrieval, B answers"),
        ({"articles": {"set": "other"}}, "searched different articles as set"),
        ({"questions": {}}, "have no question in common"),
    ],
)
def test_runs_of_different_tests_are_refused(change: dict[str, object], problem: str) -> None:
    a = run("A", scored("q1", RR=0.5))
    with pytest.raises(RunsIncomparable, match=problem):
        match(a, replace(a, name="B", **change))  # type: ignore[arg-type]


def test_wins_are_those_of_the_second_run() -> None:
    found = compare(pairs((0.0, 0.5), (0.5, 0.5), (0.5, 0.25), (0.25, 1.0)))["overall"]
    assert (found.wins, found.ties, found.losses) == (2, 1, 1)
    assert (found.mean_a, found.mean_b) == (0.3125, 0.5625)
    assert found.difference == 0.25
    assert found.interval is not None
    assert found.interval[0] < 0.25 < found.interval[1]


def test_language_pairs_are_compared_apart_and_corrected_together() -> None:
    better = pairs(*((0.0, 1.0) for _ in range(6)))
    same = pairs(*((0.5, 0.5) for _ in range(3)), languages="en→de")
    found = compare([*same, *better])
    assert list(found) == ["overall", "de→de", "en→de"]
    assert [one.questions for one in found.values()] == [9, 6, 3]
    assert found["overall"].p_holm is None
    assert found["de→de"].p == 2 / 2**6
    assert found["de→de"].p_holm == 4 / 2**6
    assert found["en→de"].p_holm == 1.0


def test_questions_that_changed_most_come_first() -> None:
    values = pairs((0.5, 0.5), (0.5, 0.75), (1.0, 0.0), (0.0, 0.5))
    assert [pair.question.id for pair in most_changed(values, 2)] == ["q2", "q3"]
    assert len(most_changed(values, 9)) == 3
    assert most_changed(values, 0) == []
    told = format_changes(most_changed(values, 1)).splitlines()
    assert told[1].split() == ["set/q2", "de→de", "1.000", "0.000", "-1.000", "q2?"]


def test_what_differs_in_the_configuration_is_named() -> None:
    a, b = run("a.json"), run("b.json", candidates=50)
    assert list_differences(a, b) == [("settings.candidates", "100", "50")]
    more: Mapping[str, object] = {"versions": {"numpy": "2.0"}}
    b = replace(a, configuration={**a.configuration, **more})
    assert list_differences(a, b) == [("versions.numpy", "–", "2.0")]
    told = format_runs(a, b, [("code", "1" * 64, "2")])
    assert f"{'1' * 23}…" in told
    assert "a.json  2025-11-22" in told
    assert "the same configuration" in format_runs(a, a, list_differences(a, a))


def test_corpora_of_one_run_only_are_no_difference() -> None:
    a = run("A")
    both = {**a.configuration, "corpora": {"set": {"passages": 7}, "other": {"passages": 9}}}
    assert list_differences(a, replace(a, configuration=both)) == []


def test_table_of_a_comparison() -> None:
    lines = format_comparison(compare(pairs((0.0, 1.0))), "languages").splitlines()
    cells = [" ".join(line.split()) for line in lines[1:]]
    assert cells == [
        "overall 1 0.000 1.000 +1.000 – 1.0000 – 1 0 0",
        "de→de 1 0.000 1.000 +1.000 – 1.0000 1.0000 1 0 0",
    ]


def test_comparison_from_files_to_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, candidates, values in (("a", 100, (0.5, 1.0)), ("b", 50, (1.0, 1.0))):
        described = describe_run("retrieval", [], {"k": 10}, Settings(candidates=candidates))
        rows = [
            {
                "corpus": "set",
                "id": f"q{place}",
                "pair": "de→en",
                "question": "Wann?",
                "sha256": "0",
                "scores": {"nDCG@10": value},
            }
            for place, value in enumerate(values)
        ]
        write_run(tmp_path / f"{name}.json", described | {"questions": rows})
    files = [str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    assert main(["compare", *files, "--questions", "3"]) == 0
    told = capsys.readouterr().out
    assert "settings.candidates  100  50" in told
    assert "nDCG@10 of the questions that both runs have: 2\n" in told
    assert "set/q0" in told
    assert "set/q1" not in told
    assert "measure    questions" not in told
    assert main(["compare", *files, "--all"]) == 0
    assert "\nnDCG@10          2  0.750" in capsys.readouterr().out
    assert main(["compare", *files, "--measure", "RR@10"]) == 2
    assert "do not both have RR@10; both have: nDCG@10" in capsys.readouterr().err
