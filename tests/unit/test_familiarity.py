"""What of a question the index has never heard of."""

from collections.abc import Iterator
from typing import cast

import numpy as np
import pytest

from index.records import Article, Hit, Passage
from index.store import Store
from rag.familiarity import unknown_names
from rag.questions import Question


class Empty:
    """A store that has no word of anything."""

    frequencies: dict[str, int]

    def __init__(self) -> None:
        self.frequencies = {}

    def languages(self) -> tuple[str, ...]:
        return ("de", "en")

    def statistics(self, _stems: object) -> "Empty":
        return self

    def terms(self, _start: str) -> Iterator[str]:
        return iter(())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wie viele Keuchhustenfälle gab es?", []),
        ("Steigen die Keuchhustenfälle?", []),
        ("Wie viele Mitarbeiter hat Nordglut?", ["Nordglut"]),
        ("Wie viel hat Lindquell gezahlt?", ["Lindquell"]),
        ("Wer leitet Wendelsrode?", ["Wendelsrode"]),
        ("Was sagte Peter Schmidt?", ["Peter Schmidt"]),
    ],
)
def test_a_compound_that_is_counted_or_inflected_is_no_name(text: str, names: list[str]) -> None:
    vector = np.ones(4, np.float32) / 2
    question = Question(text, "de", (), vector, vector[None], vector[:1])
    assert unknown_names(question, [], cast("Store", Empty())) == names


class Munich(Empty):
    """A store that speaks of Munich in German alone."""

    def terms(self, start: str) -> Iterator[str]:
        return iter(["münchen"] if start == "mü" else [])


@pytest.mark.parametrize(("name", "unknown"), [("Munich", []), ("Cologne", ["Cologne"])])
def test_a_place_is_known_by_what_the_articles_call_it(name: str, unknown: list[str]) -> None:
    vector = np.ones(4, np.float32) / 2
    question = Question(f"What was built in {name}?", "en", (), vector, vector[None], vector[:1])
    assert unknown_names(question, [], cast("Store", Munich())) == unknown


class Stems(Empty):
    """A store that keeps stems: "Zürcher" as "zurch"."""

    def terms(self, start: str) -> Iterator[str]:
        return iter([term for term in ("zurch", "koln", "schwed") if term.startswith(start)])


@pytest.mark.parametrize(
    ("name", "unknown"),
    [("Zürich", []), ("Kölns", []), ("Züllich", ["Züllich"]), ("Schwedt", ["Schwedt"])],
)
def test_a_name_is_known_by_stems_that_lost_its_marks(name: str, unknown: list[str]) -> None:
    vector = np.ones(4, np.float32) / 2
    question = Question(f"Wer kam nach {name}?", "de", (), vector, vector[None], vector[:1])
    assert unknown_names(question, [], cast("Store", Stems())) == unknown


@pytest.mark.parametrize(
    ("name", "language", "unknown"),
    [
        ("Greens", "de", []),
        ("Foreign Ministry", "de", []),
        ("Apple", "de", ["Apple"]),
        ("Greens", "en", ["Greens"]),
    ],
)
def test_words_that_the_articles_have_in_their_language_are_no_unknown_names(
    name: str, language: str, unknown: list[str]
) -> None:
    vector = np.ones(4, np.float32) / 2
    question = Question(f"What did the {name} say?", "en", (), vector, vector[None], vector[:1])
    article = Article("a", "", "Sie sagten nichts.", language=language)
    hit = Hit(Passage("a", 0, 0, 5, "Sie s"), article, 0.5, 1, ())
    assert unknown_names(question, [hit], cast("Store", Empty())) == unknown


@pytest.mark.parametrize(
    ("passage", "unknown"),
    [
        ("Das Werk in Linz wächst.", []),
        ("林茨的工厂正在扩大。", []),
        ("Завод в Твери растёт.", ["Линце"]),
        ("12:30", ["Линце"]),
    ],
)
def test_a_name_may_be_written_otherwise_in_another_script(
    passage: str, unknown: list[str]
) -> None:
    vector = np.ones(4, np.float32) / 2
    question = Question("Кто работает в Линце?", "ru", (), vector, vector[None], vector[:1])
    article = Article("a", "", passage)
    hit = Hit(Passage("a", 0, 0, len(passage), passage), article, 0.5, 1, ())
    assert unknown_names(question, [hit], cast("Store", Empty())) == unknown


def test_a_language_without_a_dictionary_has_names_all_the_same() -> None:
    vector = np.ones(4, np.float32) / 2
    question = Question("谁领导 Nordglut Group？", "zh", (), vector, vector[None], vector[:1])
    article = Article("a", "", "Hier wird gebaut.", language="de")
    hit = Hit(Passage("a", 0, 0, 17, article.text), article, 0.5, 1, ())
    assert unknown_names(question, [hit], cast("Store", Empty())) == ["Nordglut Group"]
