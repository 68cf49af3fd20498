"""What is taken away says what the page says, and holds nothing but text."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.config import IndexConfig
from index.local import LocalStore
from index.records import Article, Filter
from index.stored_records import IndexedArticle
from rag.records import Answer, Citation, Finding, Statement, Withheld
from rag.traces import answer_to_trace
from ui.exports import (
    ExportedTurn,
    ExportTexts,
    answer_as_markdown,
    answer_as_text,
    conversation_as_json,
    conversation_as_markdown,
    export_texts,
    make_export,
)
from ui.exports.calls import name_file
from ui.exports.writing import escape_markdown, one_line
from ui.texts import languages, texts_in

DE, EN = export_texts("de"), export_texts("en")

COST = "Das kostet 4,2 Millionen Euro."
DIKE = Article(
    "dike",
    "Ein höherer Deich",
    f"Der Deich wird erhöht. {COST}",
    "https://www.bote.example/deich?a=1&b=2",
    "Inselbote",
    date(2025, 3, 9),
    "de",
)
BARE = Article("bare", "", "The dike costs £3.6m.", language="en")
FIRST = Citation(1, DIKE, 23, 53, COST, (34, 52))
SECOND = Citation(2, BARE, 0, 21, BARE.text, (15, 20))

QUOTED = Answer(
    "Was kostet er?",
    "de",
    (Statement(COST, (FIRST,)), Statement(BARE.text, (SECOND,))),
    (),
    abstained=False,
    note="Die Artikel nennen Verschiedenes.",
    findings=(
        Finding("4,2 Millionen Euro", "", (FIRST,), "Inselbote, 09.03.2025"),
        Finding("£3.6m", "3,6 Millionen Pfund", (SECOND,), "„The dike costs £3.6m. …“, undatiert"),
    ),
    searched="Was kostet der Deich?",
)
WORDED = Answer(
    "What does it cost?",
    "en",
    (Statement("The dike costs 4.2 million euros.", (FIRST,)), Statement(BARE.text, (SECOND,))),
    (),
    abstained=False,
    generator="a_model",
    withheld=(Withheld("It costs nothing.", "the sources do not say so"),),
    parts=("What is built?", "What does it cost?"),
    complete=False,
)
DECLINED = Answer("Wer?", "de", (), (), abstained=True, note="Die Artikel sagen es nicht.")


def test_a_quoted_answer_as_text() -> None:
    assert answer_as_text(QUOTED, DE) == (
        """\
Was kostet er?

Gesucht wurde: Was kostet der Deich?

4,2 Millionen Euro (Inselbote, 09.03.2025) [1]
£3.6m = 3,6 Millionen Pfund („The dike costs £3.6m. …“, undatiert) [2]

Die Artikel nennen Verschiedenes.

„Das kostet 4,2 Millionen Euro.“ [1]

„The dike costs £3.6m.“ [2]

Wörtlich aus 2 Artikeln, gefunden mit Fundstelle.

Quellen:

[1] Inselbote, „Ein höherer Deich“, 9. März 2025
    https://www.bote.example/deich?a=1&b=2
    „Das kostet 4,2 Millionen Euro.“
[2] ohne Titel, undatiert
    „The dike costs £3.6m.“
"""
    )


def test_a_worded_answer_as_markdown() -> None:
    assert answer_as_markdown(WORDED, EN) == (
        r"""## What does it cost?

*Searched for one by one: What is built? · What does it cost?*

The dike costs 4.2 million euros. \[1\] The dike costs £3.6m. \[2\]

*Stopped before the answer was complete. 1 sentence did not pass the check and is no part of this answer. Worded by a\_model, checked sentence by sentence against 2 articles, with Fundstelle.*

**Sources:**

- \[1\] Inselbote, “Ein höherer Deich”, 9 March 2025, <https://www.bote.example/deich?a=1&b=2>
  > “Das kostet 4,2 Millionen Euro.”
- \[2\] untitled, undated
  > “The dike costs £3.6m.”
"""  # noqa: E501
    )


def test_an_abstention_is_told_as_one() -> None:
    assert answer_as_text(DECLINED, DE) == "Wer?\n\nDie Artikel sagen es nicht.\n"
    assert answer_as_markdown(DECLINED, DE) == "## Wer?\n\nDie Artikel sagen es nicht.\n"


def test_what_is_nearest_to_no_answer_is_told_apart_from_sources() -> None:
    assert answer_as_text(replace(DECLINED, nearest=(SECOND,)), EN) == (
        """\
Wer?

Die Artikel sagen es nicht.

Nearest to it, for you to judge:

[2] untitled, undated
    “The dike costs £3.6m.”
"""
    )


@pytest.mark.parametrize("write", [answer_as_text, answer_as_markdown])
def test_what_was_withheld_is_told_and_not_shown(write: Any) -> None:
    said = write(WORDED, EN)
    assert "1 sentence did not pass the check" in said
    assert "nothing" not in said


# Whatever articles hold

HOSTILE = (
    "<script>alert(1)</script> <b onclick=x> <!-- --> <https://evil.example> <a@evil.example>",
    "![image](https://evil.example/a.png) [link](https://evil.example) [ref][1] [ref]",
    "https://evil.example www.evil.example somebody@evil.example evil.example/a //evil.example",
    "# heading", "- item", "+ item", "1. item", "12) item", "> quote", "---", "===", "***", "```x",
    "~~~", "    code", "| a | b |\n|---|---|\n| 1 | 2 |", "[1]: https://evil.example", "$x$ `y`",
    "~~z~~ &lt;b&gt; &#60; AT&T", "a\\", "\\", "*a* _b_ **c** __d__", "a\n\n# b\n\n<div>",
    "\x1b[31mred\x00",
    "\u202eabc", "{a} {0} {}", ":tada: @all #12", "C #", "**", "javascript:alert(1)", "<div>\n<p>",
)  # fmt: skip
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HARMLESS = {
    "heading", "paragraph", "blockquote", "bullet_list", "list_item", "em", "strong", "link",
}  # fmt: skip


def read_markdown(text: str) -> tuple[set[str], list[str], str]:
    """Return what kinds of elements a text in Markdown has, where it links to, and what it says."""
    kinds, links, said = set(), [], []
    for block in READER.parse(text):
        if block.type != "inline":
            kinds.add(re.sub("_(open|close)$", "", block.type))
        for token in block.children or ():
            if token.type in ("text", "softbreak", "hardbreak"):
                said.append(token.content or " ")
                continue
            kinds.add(re.sub("_(open|close)$", "", token.type))
            if token.type == "link_open":
                links.append(str(token.attrs["href"]))
        said.append("\n")
    return kinds, links, "".join(said)


def filled_with(text: str) -> Answer:
    article = Article("x", text, f"{text} und", text, text, language="de")
    span = Citation(1, article, 0, len(text), text, (0, len(text)))
    return Answer(
        text,
        "de",
        (Statement(text, (span,)),),
        (),
        abstained=False,
        note=text,
        findings=(Finding(text, text, (span,), text),),
        searched=text,
        parts=(text,),
    )


def check_plain(text: str) -> None:
    answer = filled_with(text)
    for generator in ("extractive", text):
        markdown = answer_as_markdown(replace(answer, generator=generator), DE)
        kinds, links, said = read_markdown(markdown)
        assert kinds <= HARMLESS
        assert links == []
        # question, search, parts, finding, reading, origin, note, statement and the source
        assert said.count(one_line(text)) >= 10


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_article_becomes_markup(text: str) -> None:
    check_plain(text)


@given(st.text("ab1 \n\\`*_[]()<>~$#|^{}&;:/@.!-+=\"'https", min_size=1, max_size=30))
def test_any_text_is_read_as_that_text(text: str) -> None:
    if any(map(str.isalnum, text)):
        check_plain(text)
    assert len(one_line(escape_markdown(text)).splitlines()) <= 1


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_has_no_line_of_anyone_else(text: str) -> None:
    said = answer_as_text(filled_with(text), DE)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert len(said.splitlines()) == len(answer_as_text(filled_with("plain"), DE).splitlines())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Am 3.12. um 12:30 Uhr, z.B. 4,2 % (rund)", "Am 3.12. um 12:30 Uhr, z.B. 4,2 % (rund)"),
        ("Müller & Söhne – „ja“", "Müller & Söhne – „ja“"),
        ("für $5 bei www.x.de", r"für \$5 bei www\.x\.de"),
        ("2025. Ein Jahr", r"2025\. Ein Jahr"),
        ("-5 Grad", "-5 Grad"),
    ],
)
def test_plain_prose_stays_readable(text: str, written: str) -> None:
    assert escape_markdown(text) == written


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a b",
        "https://a.example/<b>",
        "ftp://a.example",
        "https://a\\*",
    ],
)
def test_only_web_addresses_are_links(url: str) -> None:
    article = replace(DIKE, url=url)
    cited = replace(FIRST, article=article)
    _, links, _ = read_markdown(
        answer_as_markdown(
            replace(QUOTED, statements=(Statement(COST, (cited,)),), findings=()), DE
        )
    )
    assert links == []
    assert read_markdown(answer_as_markdown(QUOTED, DE))[1] == [
        "https://www.bote.example/deich?a=1&b=2"
    ]


# Conversations

TURNS = (
    ExportedTurn("Was kostet er?", Filter(since=date(2025, 1, 1), sources=("Inselbote",)), QUOTED),
    ExportedTurn("Und *wann*?"),
    ExportedTurn("Wer?", answer=DECLINED),
)


def test_a_conversation_as_markdown() -> None:
    said = conversation_as_markdown("Deich #1", TURNS, DE)
    assert said.startswith("# Deich \\#1\n\n## Was kostet er?\n\n")
    assert "*Eingegrenzt: seit 01.01.2025 · Inselbote*" in said
    assert "## Und \\*wann\\*?\n\n*Auf diese Frage gibt es keine Antwort.*\n\n## Wer?" in said
    assert answer_as_markdown(DECLINED, DE) in said
    assert conversation_as_markdown("", (), DE) == "\n"


def test_a_conversation_as_json() -> None:
    created = datetime(2025, 5, 1, 8, 30, tzinfo=UTC)
    shape = json.loads(json.dumps(conversation_as_json("Deich", TURNS, created)))
    assert list(shape) == ["title", "created", "updated", "turns"]
    assert shape["created"] == "2025-05-01T08:30:00+00:00"
    assert shape["updated"] is None
    first, second, third = shape["turns"]
    assert first["filters"] == {
        "since": "2025-01-01", "until": None, "sources": ["Inselbote"], "languages": [],
    }  # fmt: skip
    assert first["answer"]["citations"][0]["quote"] == COST
    assert (second["question"], second["answer"]) == ("Und *wann*?", None)
    assert third["answer"]["abstained"]


# What the page's scripts ask for


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
