"""What the page's scripts ask to be exported."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any

import pytest
from exported import BARE, DE, DIKE, EN, QUOTED
from hypothesis import given
from hypothesis import strategies as st

from index.config import IndexConfig
from index.local import LocalStore
from index.stored_records import IndexedArticle
from rag.traces import answer_to_trace
from ui.exports import ExportTexts, answer_as_markdown, answer_as_text, export_texts, make_export
from ui.exports.calls import name_file
from ui.texts import languages, texts_in


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(LocalStore.create(tmp_path / "index", IndexConfig("words", "f00d", 4))) as made:
        made.add([IndexedArticle(one, (), one.content_hash) for one in (DIKE, BARE)])
        yield made


def export(store: LocalStore | None, sent: object) -> dict[str, str]:
    call: Any = make_export(SimpleNamespace(store=store), lambda _: texts_in("de"))
    answered: dict[str, str] = call(sent, None)
    return answered


def test_an_answer_is_put_into_words_from_its_trace(store: LocalStore) -> None:
    trace = answer_to_trace(QUOTED)
    assert export(store, {"trace": trace, "form": "text"}) == {"text": answer_as_text(QUOTED, DE)}
    assert export(store, {"trace": trace, "form": "markdown"}) == {
        "text": answer_as_markdown(QUOTED, DE)
    }


def test_a_conversation_is_saved_as_a_file(store: LocalStore) -> None:
    conversation = {
        "id": "0",
        "title": "Was kostet der Deich?",
        "created": "2025-05-01T08:30:00.000Z",
        "updated": "yesterday",
        "turns": [
            {"question": "Was kostet er?", "choice": None, "trace": answer_to_trace(QUOTED)},
            {"question": "Und?", "choice": {"since": "2025-01-01"}, "trace": {"version": 0}},
        ],
    }
    markdown = export(store, {"conversation": conversation, "form": "markdown"})
    assert markdown["name"] == "fundstelle-was-kostet-der-deich.md"
    assert answer_as_markdown(QUOTED, DE) in markdown["text"]
    assert DE.unreadable in markdown["text"]
    saved = export(store, {"conversation": conversation, "form": "json"})
    assert saved["name"] == "fundstelle-was-kostet-der-deich.json"
    shape = json.loads(saved["text"])
    assert (shape["created"], shape["updated"]) == ("2025-05-01T08:30:00+00:00", None)
    assert shape["turns"][1]["filters"]["since"] == "2025-01-01"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (None, DE.unknown),
        ({"form": "exe", "trace": {}}, DE.unknown),
        ({"form": "text"}, DE.unreadable),
        ({"form": "text", "trace": [1]}, DE.unreadable),
        ({"form": "text", "conversation": {}}, DE.unknown),
    ],
)
def test_a_mistake_comes_back_in_a_sentence(sent: object, error: str, store: LocalStore) -> None:
    assert export(store, sent) == {"error": error}


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["title", "turns", "question", "choice", "trace", "since", "sources"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(junk=JUNK, form=st.sampled_from(["markdown", "json"]))
def test_whatever_a_script_sends_comes_back_as_text(junk: Any, form: str) -> None:
    turns = [{"choice": junk, "question": junk, "trace": junk}, {"choice": {"sources": junk}}]
    for told in (junk, turns):
        conversation = {"turns": told, "title": junk, "created": junk}
        # No trace of these gets as far as to a store.
        answered = export(None, {"conversation": conversation, "form": form})
        assert answered["text"].encode()
        assert answered["name"].encode()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "fundstelle.md"),
        ("../../etc/passwd", "fundstelle-etc-passwd.md"),
        ("CON", "fundstelle-con.md"),
        ("Wer ist’s?", "fundstelle-wer-ist-s.md"),
        ("x" * 500, "fundstelle-" + "x" * 49 + ".md"),
    ],
)
def test_a_file_has_a_plain_name(title: str, name: str) -> None:
    assert name_file(title, "md") == name


def test_every_language_fills_in_the_same_places() -> None:
    def places(texts: ExportTexts) -> dict[str, set[str]]:
        found = {}
        for field in fields(texts):
            value = getattr(texts, field.name)
            forms = [value] if isinstance(value, str) else value.values()
            assert all(form.strip() for form in forms)
            found[field.name] = {
                name for form in forms for _, name, _, _ in Formatter().parse(form) if name
            }
        return found

    for language in languages():
        assert places(export_texts(language)) == places(EN)
        for forms in (DE.quoted, DE.worded, DE.withheld):
            for count in range(12):
                assert "{count}" in export_texts(language).plural(forms, count)
