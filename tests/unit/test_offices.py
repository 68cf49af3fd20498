"""What people are called by what they do."""

import numpy as np
import pytest

from rag.languages import known, table
from rag.names.offices import (
    are_alike,
    asked_offices,
    has_office,
    is_best_office,
    kinds_meant,
    offices_in,
)
from rag.questions import Question


def kinds(text: str, language: str = "de") -> list[str]:
    return [one.kind for one in offices_in(text, language)]


def ask(text: str, language: str) -> Question:
    nothing = np.zeros(1, np.float32)
    terms = tuple(text.strip("?").casefold().split())
    return Question(text, language, terms, nothing, nothing[None], nothing)


def asked(text: str, language: str = "en") -> frozenset[str]:
    return asked_offices(ask(text, language))


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Vorstandschefin Ada Quint lobte Finanzchef Tim Reuel.", "de", ["head", "finance"]),
        ("Kranhof-Chef Olm sprach mit Oberbürgermeisterin Vey.", "de", ["lead", "mayor"]),
        (
            "Die Aufsichtsratsvorsitzende dankte der Ministerpräsidentin.",
            "de",
            ["chair", "government"],
        ),
        ("Ex-Trainer Loth, der frühere Präsident, kam.", "de", ["former", "former"]),
        ("Der Vizepräsident und die stellvertretende Leiterin gingen.", "de", ["deputy", "deputy"]),
        ("Sie begleitet, was er aufgeführt hat; de facto spricht der Lautsprecher.", "de", []),
        ("Sie leitet das Haus und führt die Klinik.", "de", ["lead", "lead"]),
        ("Der Vizemeister gewann die entscheidende Partie.", "de", []),
        (
            "Chief executive Ada Quint and chief financial officer Tim Reuel",
            "en",
            ["head", "finance"],
        ),
        ("the deputy mayor and the former prime minister", "en", ["deputy", "former"]),
        ("Premier League captain, head of finance", "en", ["captain", "finance"]),
        ("The museum's ahead of schedule.", "en", []),
        ("Landrätin Vey lobte Schiedsrichter Olm.", "de", ["county", "referee"]),
        ("Sie leitete die Studie, die weitergeleitet wurde.", "de", ["lead"]),
        ("Her successor replaces the manager.", "en", ["successor", "succession", "manager"]),
        ("They led after nine minutes; it was led by Ada Quint.", "en", ["lead"]),
    ],
)
def test_offices_are_found_the_longest_first(text: str, language: str, found: list[str]) -> None:
    assert kinds(text, language) == found


def test_the_kinds_are_the_same_in_all_languages() -> None:
    found = {language: {*table(language, "offices")} for language in known()}
    assert found["de"] == found["en"]
    assert offices_in("Le maire de Lyon", "fr") == []


@pytest.mark.parametrize(
    ("question", "language", "found"),
    [
        ("Who is the mayor of Port Ellery?", "en", {"mayor"}),
        ("Who runs Kranhof?", "en", {"lead"}),
        ("Wer war bis letztes Jahr Trainer?", "de", {"coach"}),
        ("Who said on Tuesday in Port Ellery that the mayor had resigned?", "en", set()),
        ("Where did the mayor speak?", "en", set()),
        ("Who met the mayor?", "en", set()),
        ("Who won the race?", "en", set()),
        ("Wie heißt der Chef von Kranhof?", "de", {"lead"}),
        ("Wie heißt das Schiff, dessen Kapitän floh?", "de", set()),
        ("What is the head of Kranhof called?", "en", {"lead"}),
        ("What is the name of the new mayor?", "en", {"mayor"}),
        ("What is the coach's dog called?", "en", set()),
        ("Who led the study?", "en", {"lead"}),
        ("Wer steht heute an der Spitze von Kranhof?", "de", {"lead"}),
        ("Wer wird Nachfolger von Ada Quint?", "de", {"successor"}),
    ],
)
def test_a_question_for_who_holds_an_office(question: str, language: str, found: set[str]) -> None:
    assert asked(question, language) == found


def test_a_boss_may_be_several_things_but_not_all() -> None:
    assert are_alike("lead", "head")
    assert are_alike("coach", "lead")
    assert are_alike("chair", "president")
    assert not are_alike("head", "finance")
    assert not are_alike("lead", "spokesperson")
    assert not are_alike("mayor", "deputy")


def test_an_office_is_met_across_languages() -> None:
    assert has_office({"mayor"}, "Bürgermeisterin Ines Vey", "de")
    assert has_office({"lead"}, "Ada Quint, chief executive of Kranhof", "en")
    assert not has_office({"finance"}, "Ada Quint, chief executive of Kranhof", "en")
    assert not has_office((), "Ada Quint, chief executive of Kranhof", "en")


def test_a_chair_leads_only_where_nobody_is_chief_executive() -> None:
    chair, head = "Aufsichtsratschef Tim Reuel", "Vorstandschefin Ada Quint"
    lead = ask("Wer leitet Kranhof?", "de")
    assert is_best_office(lead, chair, f"{chair} lobte sie.", "de")
    assert not is_best_office(lead, chair, f"{chair} lobte {head}.", "de")
    assert is_best_office(lead, head, f"{chair} lobte {head}.", "de")
    chairs = ask("Wer ist Aufsichtsratschef von Kranhof?", "de")
    assert is_best_office(chairs, chair, f"{chair} lobte {head}.", "de")
    finance = ask("Wer ist Finanzchef von Kranhof?", "de")
    assert not is_best_office(finance, chair, chair, "de")


@pytest.mark.parametrize(
    ("question", "language", "text", "written", "found"),
    [
        ("Wer leitet die Feuerwehr von Ostrup?", "de", "Bürgermeisterin Vey kam.", "de", set()),
        (
            "Wer leitet die Feuerwehr?",
            "de",
            "Minister Olm lobte die Feuerwehr.",
            "de",
            {"minister"},
        ),
        ("Wer leitet die Stadt Ostrup?", "de", "Bürgermeisterin Vey kam.", "de", {"mayor"}),
        ("Wer leitet Ostrup?", "de", "Bürgermeisterin Vey kam.", "de", {"mayor"}),
        ("Wer ist Bürgermeister?", "de", "Bürgermeisterin Vey kam.", "de", {"mayor"}),
        ("Wer leitet die Feuerwehr?", "de", "Mayor Vey came.", "en", {"mayor"}),
        ("Who runs the hospital?", "en", "Mayor Vey and director Olm came.", "en", {"lead"}),
    ],
)
def test_a_mayor_leads_a_town_and_not_its_fire_brigade(
    question: str, language: str, text: str, written: str, found: set[str]
) -> None:
    assert kinds_meant(ask(question, language), text, written) == found


def test_a_manager_coaches_or_heads_but_chairs_nothing() -> None:
    assert are_alike("manager", "coach")
    assert are_alike("manager", "head")
    assert not are_alike("manager", "chair")
    assert are_alike("succession", "predecessor")
    assert not are_alike("successor", "predecessor")
