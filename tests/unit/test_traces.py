"""An answer kept as a trace reads back as it was, as far as articles still say it."""

import copy
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traced import (
    ABROAD,
    ABROAD_FIRST,
    CITED,
    COST,
    DE,
    DEARER,
    DENIAL,
    EN,
    FIRST,
    HITS,
    OPENING,
    PRICE,
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

from index.local import LocalStore
from index.records import Article
from index.stored_records import IndexedArticle
from rag.conversation import Exchange, complete
from rag.generation import EXTRACTIVE
from rag.grounding import check
from rag.records import Answer, Statement, Withheld
from rag.shapes import answer_to_json
from rag.traces import TraceInvalid, answer_from_trace, answer_to_trace


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(store_of(tmp_path / "index", *CITED)) as made:
        yield made


DECLINED = Answer(
    "Wer ist der Wal?",
    "de",
    (),
    HITS,
    abstained=True,
    note=DE.abstained,
    nearest=(cite(YARD, OPENING, 1), replace(SECOND, marked=None)),
)
GROWING = replace(WORDED, statements=(), withheld=(), complete=False)
ANSWERS = (QUOTED, WORDED, ABROAD_FIRST, DECLINED, GROWING, replace(WORDED, complete=False))


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_was_kept_reads_back(answer: Answer, store: LocalStore) -> None:
    back = answer_from_trace(kept(answer), store)
    assert back == shown(answer)
    assert back.elapsed_ms == answer.elapsed_ms
    assert answer_to_json(None, back, explained=True) == answer_to_json(
        None, answer, explained=True
    )
    assert kept(back) == kept(answer)


def test_traces_from_before_nothing_near_was_quoted_are_read(store: LocalStore) -> None:
    trace = kept(DECLINED)
    del trace["nearest"]
    assert answer_from_trace(trace, store) == shown(replace(DECLINED, nearest=()))


def test_of_what_is_merely_near_no_words_are_marked(store: LocalStore) -> None:
    trace = kept(replace(DECLINED, nearest=(FIRST,)))
    assert trace["nearest"][0]["marked"]
    assert answer_from_trace(trace, store).nearest == (replace(FIRST, marked=None),)


def test_what_is_near_in_an_article_that_has_changed_goes(store: LocalStore) -> None:
    changed = replace(YARD, text=YARD.text.replace("46", "47"))
    store.add([IndexedArticle(changed, (), changed.content_hash)])
    back = answer_from_trace(kept(DECLINED), store)
    assert [one.quote for one in back.nearest] == [DEARER]
    assert back.note == DE.abstained


@pytest.mark.parametrize("answer", [QUOTED, DECLINED])
def test_a_trace_holds_no_article_text(answer: Answer) -> None:
    said = json.dumps(answer_to_trace(answer), ensure_ascii=False)
    assert not [one for one in (OPENING, COST, DENIAL, DEARER, "Ines Vogt") if one in said]


@pytest.mark.parametrize("follow_up", ["Und 2024?", "Wer sagt das?", "Wer baut sie?"])
def test_a_follow_up_is_made_whole_as_before(follow_up: str, store: LocalStore) -> None:
    def whole(answer: Answer) -> str:
        return complete(follow_up, [Exchange(answer.searched or answer.question, answer)], "de")

    assert whole(answer_from_trace(kept(QUOTED), store)) == whole(QUOTED)


@pytest.mark.parametrize("change", ["gone", "changed"])
def test_what_articles_no_longer_say_is_left_out(change: str, store: LocalStore) -> None:
    forget(PRICE, change, store)
    back = answer_from_trace(kept(QUOTED), store)
    assert [one.text for one in back.statements] == [COST]
    assert [one.text for one in back.findings] == ["46 Millionen Euro"]
    assert [one.article for one in back.hits] == [YARD]
    assert back.note == DE.changed  # that articles disagree is no longer so
    assert not back.abstained
    assert answer_from_trace(kept(back), store) == back


@pytest.mark.parametrize("change", ["gone", "changed"])
def test_an_answer_that_has_nothing_left_abstains(change: str, store: LocalStore) -> None:
    for article in (YARD, PRICE, ABROAD):
        forget(article, change, store)
    for answer, phrases in ((QUOTED, DE), (WORDED, EN)):
        back = answer_from_trace(kept(answer), store)
        assert back.abstained
        assert back.note == back.text == phrases.gone
        assert (back.statements, back.findings, back.hits) == ((), (), ())
    declined = answer_from_trace(kept(DECLINED), store)
    assert declined == replace(DECLINED, hits=(), nearest=())


def test_a_sentence_stays_as_far_as_what_is_left_backs_it(store: LocalStore) -> None:
    forget(YARD, "gone", store)
    back = answer_from_trace(kept(WORDED), store)
    assert back.statements == (
        replace(WORDED.statements[0], citations=(THIRD,)),
        *WORDED.statements[1:],
    )
    assert back.note == EN.changed
    dated = replace(
        WORDED, statements=(Statement("The ferry of 2027 costs €46m.", (THIRD, FIRST)),)
    )
    assert answer_from_trace(kept(dated), store).abstained  # 2027 is in neither quote


def forget(article: Article, change: str, store: LocalStore) -> None:
    store.remove([article.id])
    if change == "changed":
        new = replace(article, text=f"Berichtigt: {article.text}")
        store.add([IndexedArticle(new, (), new.content_hash)])


# Whatever becomes of a trace on its way


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 130)
    | st.sampled_from([10**9, 10**30, -1, 1e300, 0.5, "yard", "price", "nowhere", EXTRACTIVE])
    | st.sampled_from([COST, "Die Werft schließt.", "99 Millionen Euro", "de", "en", ""])
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2)
    ),
    max_leaves=3,
)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container in a value, with every key or index of it."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from places_in(value[key])


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    trace = kept(draw(st.sampled_from(ANSWERS)))
    for _ in range(draw(st.integers(1, 3))):
        places = list(places_in(trace))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        change = draw(st.sampled_from(["put", "put", "drop", "swap", "nudge"]))
        if change == "put":
            holder[key] = draw(VALUES)
        elif change == "drop":
            del holder[key]
        elif change == "swap":
            other, at = draw(st.sampled_from(places))
            holder[key] = copy.deepcopy(other[at])
        elif type(holder[key]) is int:
            holder[key] += draw(st.integers(-3, 3))
    return trace


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    with closing(store_of(tmp_path_factory.mktemp("index"), YARD, PRICE, ABROAD)) as made:
        yield made


@given(trace=mutated() | VALUES)
@settings(max_examples=150, deadline=None)
def test_whatever_comes_nothing_is_made_up(trace: Any, steady: LocalStore) -> None:
    try:
        answer = answer_from_trace(trace, steady)
    except TraceInvalid:
        return
    for citation in answer.citations:
        article = steady.article(citation.article.id)
        assert citation.quote == article.text[citation.start : citation.end] != ""
    for statement in answer.statements:
        quoted = answer.generator == EXTRACTIVE
        asked = None if quoted else answer.searched or answer.question
        assert check(
            statement.text, statement.citations, language=answer.language, asked=asked
        ).supported
    for finding in answer.findings:
        assert finding.text in finding.citations[0].quote
    assert answer.abstained <= (not answer.statements)
    assert answer_from_trace(kept(answer), steady) == answer


@given(
    note=st.text(max_size=40),
    confidence=st.floats(0, 1),
    score=st.floats(-100, 100),
    similarity=st.floats(-1, 1),
    parts=st.dictionaries(st.text(min_size=1, max_size=8), st.floats(-10, 10), max_size=4),
    marked=st.none() | st.tuples(st.integers(0, 10), st.integers(11, len(COST))),
    language=st.sampled_from(["de", "en", "fr", "und"]),
    complete=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_every_answer_makes_the_round_trip(
    note: str,
    confidence: float,
    score: float,
    similarity: float,
    parts: dict[str, float],
    marked: tuple[int, int] | None,
    language: str,
    complete: bool,
    steady: LocalStore,
) -> None:
    place = marked and (FIRST.start + marked[0], FIRST.start + marked[1])
    sentence = replace(HITS[0].sentences[0], similarity=similarity)
    found = replace(HITS[0], score=score, parts=tuple(parts.items()), sentences=(sentence,))
    answer = Answer(
        note,
        language,
        (Statement(COST, (replace(FIRST, marked=place),)),),
        (found,),
        abstained=False,
        note=note,
        confidence=confidence,
        searched=note,
        parts=(note,),
        withheld=(Withheld(note, note),),
        complete=complete,
    )
    assert answer_from_trace(kept(answer), steady) == answer
