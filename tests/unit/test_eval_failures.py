from dataclasses import replace

from eval.failures import format_blame, format_failures
from eval.outcomes import CitedSpan, Outcome, Told
from eval.sets import EvalQuestion, GoldQuote

QUESTION = EvalQuestion(
    "q1", "de", "Wann wurde die Brücke gebaut?", "date", (), (GoldQuote("a.txt", "Gebaut 1901."),)
)
SILENT = Outcome(
    question=QUESTION,
    got="Nichts.",
    language="de",
    abstained=True,
    confidence=0.25,
    elapsed_ms=10.0,
    statements=(),
    findings=(),
    marked="",
    scores={},
    stray_figures=0,
    gold_rank=None,
    searched=100,
    shown=5,
    pair="de→de",
)
COST = CitedSpan(1, "a-1", "Brücke", "Sie kostete viel.", "viel", gold=False, holds=False)
YEAR = CitedSpan(2, "b-1", "", "Sie wurde 1901 gebaut.", "", gold=True, holds=True)


def test_silence_is_shown_with_what_was_expected_and_where_it_was() -> None:
    assert format_failures([SILENT]).splitlines() == [
        "q1  de→de  date  confidence 0.25  not answered",
        "  to blame: retrieval",
        "  asked:    Wann wurde die Brücke gebaut?",
        "  expected: Gebaut 1901.",
        "  gold:     not among the first 100 passages",
        "  got:      Nichts.",
    ]


def test_answer_is_shown_statement_by_statement_with_its_evidence() -> None:
    statements = (Told("Sie kostete viel.", (COST,)), Told("1901 gebaut.", (COST, YEAR)))
    shown = replace(SILENT, abstained=False, statements=statements, gold_rank=2, marked="viel")
    assert format_failures([shown]).splitlines()[1:] == [
        "  to blame: ranking of sentences",
        "  asked:    Wann wurde die Brücke gebaut?",
        "  expected: Gebaut 1901.",
        "  gold:     in the passage of rank 2 (shown)",
        "  direct:   viel",
        "  - Sie kostete viel.",
        "      - [1] Brücke, a-1 (neither), marked: viel",
        "  + 1901 gebaut.",
        "      - [1] Brücke, a-1 (neither), marked: viel",
        "        “Sie kostete viel.”",
        "      + [2] (untitled), b-1 (gold; holds an answer)",
        "        “Sie wurde 1901 gebaut.”",
    ]
    found = replace(shown, findings=("1900 [1]", "1902 [2]"), gold_rank=7)
    assert "  direct:   1900 [1] · 1902 [2]" in format_failures([found])
    assert "in the passage of rank 7 (not of the 5 shown)" in format_failures([found])


def test_good_answers_and_due_silence_are_no_failures() -> None:
    good = replace(SILENT, abstained=False, statements=(Told("1901.", (YEAR,)),))
    due = replace(SILENT, question=EvalQuestion("q2", "de", "Wer?"))
    assert format_failures([good, due]) == ""
    forced = format_failures([replace(due, abstained=False)])
    assert "  expected: (nothing)" in forced
    assert "gold:" not in forced


def test_blame_is_told_in_one_line() -> None:
    told = format_blame({"retrieval": 2, "marking": 1}, 10)
    assert told == "To blame: retrieval 2, marking 1; 3 of 10 questions went wrong."
