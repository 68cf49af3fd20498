"""Questions typed without capitals get those that names need."""

import pytest

from rag.capitals import restore_capitals
from rag.languages import tell_question_language


@pytest.mark.parametrize(
    ("typed", "language", "restored"),
    [
        ("how much is veltronik investing?", "en", "how much is Veltronik investing?"),
        ("who runs ellery ferries", "en", "who runs Ellery ferries"),
        ("wie viel investiert veltronik?", "de", "wie viel investiert Veltronik?"),
        ("wie hoch ist der umsatz", "de", "wie hoch ist der Umsatz"),
        ("Wer leitet das projekt", "de", "Wer leitet das Projekt"),
        ("how much does ﬁnoro pay veltronik", "en", "how much does FInoro pay Veltronik"),
    ],
)
def test_names_and_nouns_get_their_capitals(typed: str, language: str, restored: str) -> None:
    assert restore_capitals(typed, language) == restored


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("How much is Veltronik investing in docks?", "en"),
        ("Was kostet die veltronik-Aktie?", "de"),
        ("how many people died in the quakes?", "en"),
        ("warum sinkt er so schnell?", "de"),
        ("combien coûte veltronik", "fr"),
        ("", "en"),
    ],
)
def test_what_has_them_or_needs_none_stays(typed: str, language: str) -> None:
    assert restore_capitals(typed, language) == typed


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("who is the boss of samsung", "en"),
        ("wer ist der chef von samsung", "de"),
        ("How old is Ladina Caflurin?", "en"),
        ("Wie alt ist Joe Smith?", "de"),
        ("quelle somme veut investir samsung cette année ?", "fr"),
        ("¿quién es el jefe de samsung?", "es"),
    ],
)
def test_function_words_tell_a_question_in_lower_case(typed: str, language: str) -> None:
    assert tell_question_language(typed, ("de", "en")) == language
