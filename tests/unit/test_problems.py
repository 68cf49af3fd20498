"""Why something was skipped is told in the page's language, whatever finds it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

from index.errors import FundstelleError, IndexBusy, QuestionInvalid
from index.sealing import damage
from ui.problems import reason_in, render_reason
from ui.texts import languages

PROJECT = Path(__file__).parents[2]
ROOT = PROJECT / "index"
# What a page may meet when it asks, shows and adds; the rest is told on a command line alone.
FAILING = {
    *("StoreError", "IndexMissing", "IndexMismatch", "IndexBusy", "IndexDamaged", "IndexClosed"),
    *("StoreUnreachable", "EncoderUnavailable", "ArticleUnknown", "QuestionInvalid"),
}
QUIET = {"copying.py", "cluster"}
RAISED = {"SourceUnreadable", "Problem", "_Misquoted"}
EXPLAINING = {"explain", "explain_status", "_explain", "_bury"}


def constants_of(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


SOURCES = [*sorted(ROOT.rglob("*.py")), PROJECT / "ui" / "articles" / "sources.py"]
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
SHARED = {name: value for tree in TREES for name, value in constants_of(tree).items()}


def spell(value: ast.expr, own: dict[str, ast.expr]) -> Iterator[str]:
    """Yield what an expression may say; nothing of what is only known when it runs."""
    match value:
        case ast.Constant(str() as said):
            yield said
        case ast.JoinedStr():
            parts = ["X" if is_gap(part, own) else next(spell(part, own)) for part in value.values]
            yield "".join(parts)
        case ast.FormattedValue():
            yield from spell(value.value, own)
        case ast.IfExp():
            yield from (*spell(value.body, own), *spell(value.orelse, own))
        case ast.Dict():
            for one in value.values:
                yield from spell(one, own)
        case ast.Name() if value.id in own or value.id in SHARED:
            yield from spell(own.get(value.id) or SHARED[value.id], own)


def is_gap(part: ast.expr, own: dict[str, ast.expr]) -> bool:
    return isinstance(part, ast.FormattedValue) and next(spell(part, own), None) is None


def reasons() -> set[str]:
    found = {reason for tree in TREES for reason in reasons_of(tree)}
    return {reason.removesuffix("; X") for reason in found} - {"X"}


def reasons_of(tree: ast.Module) -> Iterator[str]:
    own = constants_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            if node.func.id in RAISED:
                yield from spell(node.args[-1], own)
        elif isinstance(node, ast.FunctionDef) and node.name in EXPLAINING:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from spell(inner.value, own)
    yield from spell(own["_NO_PROSE"], own) if "_NO_PROSE" in own else ()


def failures() -> Iterator[str]:
    paths = [*ROOT.rglob("*.py"), PROJECT / "rag" / "questions.py"]
    for path in (path for path in paths if QUIET.isdisjoint(path.parts)):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.Call(ast.Name(name), [*_, said]) if name in FAILING:
                    yield from spell(said, constants_of(tree))


@pytest.mark.parametrize("language", sorted({*languages()} - {"en"}))
def test_every_failure_is_known_in_every_language(language: str) -> None:
    found = set(failures())
    assert len(found) > 30
    unknown = {sentence for sentence in found if reason_in(language, sentence) is None}
    assert unknown == set()


@pytest.mark.parametrize("language", sorted({*languages()} - {"en"}))
def test_every_reason_is_known_in_every_language(language: str) -> None:
    found = reasons()
    assert len(found) > 90
    unknown = {reason for reason in found if reason_in(language, reason) is None}
    assert unknown == set()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("does not exist", "gibt es nicht"),
        ("not a kind of article; give one of those that are named where files are chosen",
         "eine unbekannte Art von Datei; geben Sie eine von denen an, die bei der Auswahl genannt "
         "sind"),
        ("larger than 10 MB; unpack and split it",
         "größer als 10 MB; entpacken Sie es und teilen Sie den Inhalt auf"),
        ("redirects to https://a.example/: the site failed (500); try again later",
         "leitet weiter zu https://a.example/: die Website ist gestört (500); "
         "versuchen Sie es später noch einmal"),
        ('"source" is a list; give a string',
         "„source“ ist eine Liste; geben Sie eine Zeichenkette an"),
        ("no column 'a' for text; its columns are: x, y",
         "keine Spalte 'a' für text; die Spalten sind: x, y"),
    ],
)  # fmt: skip
def test_what_differs_stays(reason: str, said: str) -> None:
    assert reason_in("de", reason) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (damage("The article 'a'"), "Der Index ist nicht mehr so, wie er geschrieben wurde (der "
         "Artikel 'a'); spielen Sie eine Sicherung ein, oder bauen Sie den Index neu auf mit: "
         "fundstelle add --index NEUER_ORDNER PFAD…"),
        (IndexBusy("Another process is writing to data/index; try again when it is done."),
         "In data/index schreibt gerade ein anderer Vorgang; versuchen Sie es wieder, wenn er "
         "fertig ist."),
        (QuestionInvalid("The question holds no words; ask something about the articles."),
         "Die Frage enthält keine Wörter; fragen Sie etwas zu den Artikeln."),
    ],
)  # fmt: skip
def test_what_fails_as_a_whole_is_told_in_the_readers_language(
    error: FundstelleError, said: str
) -> None:
    assert reason_in("de", str(error)) == said
    assert render_reason("de", str(error)) == Markup('<span lang="de">{}</span>').format(said)


def test_english_is_marked_as_such() -> None:
    assert render_reason("de", "made of cheese") == '<span lang="en">made of cheese</span>'
    assert render_reason("en", "does not exist") == '<span lang="en">does not exist</span>'


def test_what_is_not_known_is_left_as_it_is() -> None:
    assert reason_in("de", "made of cheese; eat it") is None
    assert reason_in("de", "does not exist; eat it") is None
    assert reason_in("en", "does not exist") is None
