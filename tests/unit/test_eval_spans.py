import pytest

from eval.spans import exact_match, holds_answer, normalise, token_f1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Es waren 308.", True),
        ("Es waren 308, sagte sie.", True),
        ("Es waren 1.308.", False),
        ("Es waren 308,5.", False),
        ("Es waren 3080.", False),
        ("Es war die  NEUE\nBrücke.", True),
        ("Es war die neue Brückenwaage.", False),
        ("", False),
    ],
)
def test_answers_are_held_as_whole_words_and_numbers(text: str, expected: bool) -> None:
    assert holds_answer(text, ("308", "neue Brücke", " ")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Old\nBridge.", "old bridge"),
        ("„Die alte Brücke“ –", "alte brücke"),
        ("des Dezernats", "dezernats"),
        ("7,2 %", "72"),
        ("£46m", "£46m"),
        ("an einem Theater", "theater"),
        ("…", ""),
    ],
)
def test_case_punctuation_articles_and_white_space_do_not_count(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_exact_match_needs_one_whole_answer() -> None:
    answers = ("the old bridge", "Alte Brücke")
    assert exact_match("Die alte Brücke.", answers) == 1.0
    assert exact_match("old bridge", answers) == 1.0
    assert exact_match("bridge", answers) == 0.0
    assert exact_match("", ("…",)) == 0.0
    assert exact_match("bridge", ()) == 0.0


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("alte Brücke", ("Die alte Brücke",), 1.0),
        # precision 2/4, recall 2/2
        ("380 Milliarden Yuan jährlich", ("380 Milliarden",), 2 * 0.5 / 1.5),
        # the better of 0 and: precision 1/2, recall 1/3
        ("Almut Reinfeldt", ("Sommerlath", "Dr. Albert Reinfeldt"), 2 / 5),
        # a word counts as often as both have it: precision 1/1, recall 1/2
        ("New", ("New New",), 2 / 3),
        ("nothing alike", ("anderes",), 0.0),
        ("", ("anderes",), 0.0),
        ("die", ("der",), 0.0),
        ("anything", (), 0.0),
    ],
)
def test_token_f1_is_the_best_over_the_answers(
    text: str, answers: tuple[str, ...], expected: float
) -> None:
    assert token_f1(text, answers) == pytest.approx(expected)
