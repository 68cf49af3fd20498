"""Traces that say what no article does, and what is no trace."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from traced import (
    ABROAD_FIRST,
    CITED,
    COST,
    DENIAL,
    FIRST,
    QUOTED,
    SECOND,
    THIRD,
    WORDED,
    YARD,
    cite,
    kept,
    shown,
    store_of,
)

from index.chunking import split_sentences
from index.local import LocalStore
from index.records import Article
from index.stored_records import IndexedArticle
from rag.phrases import phrases_for
from rag.records import Statement
from rag.traces import TraceInvalid, answer_from_trace
from rag.traces.shape import (
    MOST_CHARACTERS,
    MOST_CITATIONS,
    MOST_HITS,
    MOST_STATEMENTS,
    hash_article,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(store_of(tmp_path / "index", *CITED)) as made:
        yield made


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry costs 99 million euros.",
        "Olaf Scholz says that the ferry costs 46 million euros.",
        "The ferry does not cost €46m.",
        "Read all about the ferry at www.example.com for 46 million euros.",
        "Penguins rule all distant galaxies happily.",
        "Die Fähre kostet 99 Millionen Euro.",
    ],
)
@pytest.mark.parametrize("language", ["en", "de", "tr", "xx"])
def test_a_made_up_sentence_is_withheld(sentence: str, language: str, store: LocalStore) -> None:
    trace = kept(WORDED) | {"language": language}
    trace["statements"] = [{"citations": trace["statements"][1]["citations"], "text": sentence}]
    back = answer_from_trace(trace, store)
    assert back.abstained
    assert back.withheld[-1].text == sentence
    assert back.withheld[-1].reason
    assert back.note == phrases_for(language).disproved


def test_a_quoted_answer_says_nothing_but_what_it_quotes(store: LocalStore) -> None:
    trace = kept(QUOTED)
    trace["statements"][0]["text"] = COST
    assert answer_from_trace(trace, store) == shown(QUOTED)
    trace["statements"][0]["text"] = "Sie kostet 46 Millionen Euro"
    with pytest.raises(TraceInvalid, match="not in its article"):
        answer_from_trace(trace, store)


def test_a_quote_is_never_a_part_that_says_the_opposite(store: LocalStore) -> None:
    part = cite(YARD, "die Werft in Sandmünde schließt", 1)
    cut = replace(QUOTED, statements=(Statement(part.quote, (part,)),), findings=())
    (said,) = answer_from_trace(kept(cut), store).statements
    assert said.text == said.citations[0].quote == DENIAL
    worded = Statement("Die Werft schließt.", (part,))
    back = answer_from_trace(kept(replace(cut, statements=(worded,), generator="m")), store)
    assert back.abstained


def test_who_does_not_agree_is_no_witness(store: LocalStore) -> None:
    joined = replace(QUOTED.findings[1], citations=(FIRST, SECOND, THIRD))
    back = answer_from_trace(kept(replace(QUOTED, findings=(joined,))), store)
    assert back.findings == (replace(joined, citations=(FIRST, THIRD)),)


def test_what_a_figure_amounts_to_is_not_taken_from_a_trace(store: LocalStore) -> None:
    trace = kept(ABROAD_FIRST)
    trace["findings"][0]["reading"] = "99 Milliarden Euro"
    assert answer_from_trace(trace, store).findings[0].reading == ""


def test_only_reprints_count_as_such(store: LocalStore) -> None:
    trace = kept(QUOTED)
    trace["hits"][0]["reprints"] = ["price", "yard", "nowhere"]
    assert answer_from_trace(trace, store).hits[0].reprints == ()


def test_checking_ends_soon_whatever_is_to_be_checked(store: LocalStore) -> None:
    numbers = " ".join(map(str, range(1000, 1700)))
    table = Article("table", "", f"{numbers}\n\n{numbers}", language="de")
    store.add([IndexedArticle(table, (), table.content_hash)])
    cited = cite(table, numbers, 1)
    said = Statement("5 " + numbers[:999], (cited,))
    answer = replace(QUOTED, generator="m", statements=(said,), findings=())
    with pytest.raises(TraceInvalid, match="too many figures"):
        answer_from_trace(kept(answer), store)


def test_what_is_cited_often_is_looked_at_once(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def split(text: str, language: str) -> list[tuple[int, int]]:
        seen.append(text)
        return split_sentences(text, language)

    def hashed(article: Article) -> str:
        seen.append(article.id)
        return hash_article(article)

    monkeypatch.setattr("rag.traces.sentences.split_sentences", split)
    monkeypatch.setattr("rag.traces.reading.hash_article", hashed)
    trace = kept(QUOTED)
    trace["statements"] *= 5
    read = answer_from_trace(trace, store)
    assert len(read.statements) == 5 * len(QUOTED.statements)
    assert len(seen) == len(set(seen))


def test_a_quote_does_not_go_on_beyond_its_paragraph(store: LocalStore) -> None:
    both = cite(YARD, f"{COST}\n\n{DENIAL}", 1)
    answer = replace(QUOTED, statements=(Statement(both.quote, (both,)),), findings=())
    with pytest.raises(TraceInvalid, match="longer than a sentence"):
        answer_from_trace(kept(answer), store)


Spoil = Callable[[Any], object]
SPOILS: dict[str, Spoil] = {
    "another version": lambda trace: trace.update(version=2),
    "no version": lambda trace: trace.pop("version"),
    "an unknown key": lambda trace: trace.update(html="<b>"),
    "an unknown key inside": lambda trace: trace["hits"][0].update(html="<b>"),
    "a question too long": lambda trace: trace.update(question="a" * (MOST_CHARACTERS + 1)),
    "half a character": lambda trace: trace.update(question="\ud800"),
    "a path for a language": lambda trace: trace.update(language="../en"),
    "no number": lambda trace: trace.update(confidence=float("nan")),
    "a number beyond all": lambda trace: trace.update(elapsed_ms=10**400),
    "a truth for a number": lambda trace: trace["hits"][0].update(rank=True),
    "too many statements": lambda trace: trace["statements"].extend(
        trace["statements"] * MOST_STATEMENTS
    ),
    "too many citations in all": lambda trace: trace["statements"].extend(
        [{"citations": [cited(trace)] * MOST_CITATIONS}] * (MOST_STATEMENTS // 2)
    ),
    "too many reprints in all": lambda trace: trace["hits"].extend(
        [{**trace["hits"][0], "reprints": ["price"] * MOST_HITS}] * (MOST_HITS // 2)
    ),
    "too many hits": lambda trace: trace["hits"].extend(trace["hits"] * MOST_HITS),
    "no citation": lambda trace: trace["statements"][0].update(citations=[]),
    "no statement": lambda trace: trace.update(statements=[]),
    "an abstention that says something": lambda trace: trace.update(abstained=True),
    "an answer and what is near to one": lambda trace: trace.update(
        nearest=[trace["statements"][0]["citations"][0]]
    ),
    "an end before its start": lambda trace: trace["hits"][0].update(start=9, end=8),
    "a place outside of the article": lambda trace: trace["hits"][0].update(end=9999),
    "a place before the article": lambda trace: cited(trace).update(start=-5),
    "another place for a marker": lambda trace: cited(trace).update(start=1),
    "an article without a hash": lambda trace: trace["articles"].pop("yard"),
    "a mark outside of its quote": lambda trace: cited(trace).update(
        marked={"start": 0, "end": 4}
    ),
    "a finding without a mark": lambda trace: trace["findings"][0]["citations"][0].update(
        marked=None
    ),
    "a sentence outside of its passage": lambda trace: trace["hits"][0]["best"].update(
        start=90, end=9999
    ),
}  # fmt: skip


def cited(trace: Any) -> Any:
    return trace["statements"][0]["citations"][0]


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_what_is_no_trace_is_refused_in_a_sentence(spoil: Spoil, store: LocalStore) -> None:
    trace = kept(QUOTED)
    spoil(trace)
    with pytest.raises(TraceInvalid) as raised:
        answer_from_trace(trace, store)
    message = str(raised.value)
    assert message.startswith("The kept answer cannot be read (")
    assert message.endswith("; ask the question again.")
    assert len(message) < 300
    assert "\n" not in message


@pytest.mark.parametrize("value", [None, [], "trace", 7, {}, [{}], {"version": 1}])
def test_other_json_is_refused(value: object, store: LocalStore) -> None:
    with pytest.raises(TraceInvalid):
        answer_from_trace(value, store)
