"""An answer kept as a trace reads back as it was; whatever else is kept reads back as nothing."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import split_sentences
from index.config import IndexConfig
from index.local import LocalStore
from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from index.stored_records import IndexedArticle
from rag.conversation import Exchange, complete
from rag.explanations import best_sentence
from rag.generation import EXTRACTIVE
from rag.grounding import check
from rag.phrases import phrases_for
from rag.records import Answer, Citation, Finding, Statement, Withheld
from rag.shapes import answer_to_json
from rag.traces import TraceInvalid, answer_from_trace, answer_to_trace
from rag.traces.shape import (
    MOST_CHARACTERS,
    MOST_CITATIONS,
    MOST_HITS,
    MOST_STATEMENTS,
    hash_article,
)

OPENING, COST, DENIAL = (
    "Die Werft in Sandmünde baut eine Fähre.",
    "Sie kostet 46 Millionen Euro.",
    "Es stimmt nicht, dass die Werft in Sandmünde schließt.",
)
YARD = Article(
    "yard",
    "Werft baut Fähre",
    f"{OPENING} {COST}\n\n{DENIAL}",
    "https://bote.example/werft",
    "Sandbote",
    date(2025, 5, 2),
    "de",
)
DEARER = "Rund 51 Millionen Euro kostet die Fähre, sagt Ines Vogt."
PRICE = Article(
    "price", "", DEARER, source="Küstenblatt", published=date(2025, 6, 3), language="de"
)
ABROAD = Article(
    "abroad", "Ferry", "The ferry costs €46m. It sails in 2027.", source="Post", language="en"
)
DE, EN = phrases_for("de"), phrases_for("en")


def store_of(folder: Path, *articles: Article) -> LocalStore:
    store = LocalStore.create(folder, IndexConfig("words", "f00d", 4))
    store.add([IndexedArticle(one, (), one.content_hash) for one in articles])
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with closing(store_of(tmp_path / "index", YARD, PRICE, ABROAD)) as made:
        yield made


def cite(article: Article, quote: str, marker: int, words: str = "") -> Citation:
    start = article.text.index(quote)
    at = article.text.index(words, start)
    marked = (at, at + len(words)) if words else None
    return Citation(marker, article, start, start + len(quote), quote, marked)


def hit(article: Article, *sentences: str, rank: int = 1) -> Hit:
    found = [cite(article, one, 1) for one in sentences]
    scored = tuple(
        ScoredSentence(Sentence(article.id, n, one.start, one.end, one.quote), 0.5 - n / 8, n / 3)
        for n, one in enumerate(found)
    )
    start, end = found[0].start, found[-1].end
    passage = Passage(article.id, rank - 1, start, end, article.text[start:end])
    parts = (("passage", 1 / 3), ("words", -0.1))
    return Hit(passage, article, 1 / 3 - 0.1, rank, scored, parts)


FIRST = cite(YARD, COST, 1, "46 Millionen Euro")
SECOND = cite(PRICE, DEARER, 2, "Rund 51 Millionen Euro")
THIRD = cite(ABROAD, "The ferry costs €46m.", 3, "€46m")
HITS = (hit(YARD, OPENING, COST, DENIAL), hit(PRICE, DEARER, rank=2))

QUOTED = Answer(
    "Was kostet sie?",
    "de",
    (Statement(FIRST.quote, (FIRST,)), Statement(SECOND.quote, (replace(SECOND, marked=None),))),
    HITS,
    abstained=False,
    note=f"{DE.differing} {DE.newest_first}",
    confidence=0.875,
    elapsed_ms=12.5,
    findings=(
        Finding("Rund 51 Millionen Euro", "", (SECOND,), "Küstenblatt, 03.06.2025"),
        Finding("46 Millionen Euro", "", (FIRST, THIRD), "Sandbote, 02.05.2025"),
    ),
    searched="Was kostet die Fähre?",
    parts=("Was kostet die Fähre?", "Wer baut sie?"),
)
WORDED = Answer(
    "What does the ferry cost?",
    "en",
    (
        Statement("The ferry costs 46 million euros.", (THIRD, FIRST)),
        Statement(THIRD.quote, (THIRD,)),
    ),
    HITS[:1],
    abstained=False,
    generator="some model",
    withheld=(Withheld("It costs 99 million.", "“99 million” is not in the sources"),),
)
ABROAD_FIRST = Answer(
    "Was kostet die Fähre?",
    "de",
    (Statement(THIRD.quote, (THIRD,)),),
    (),
    abstained=False,
    findings=(Finding("€46m", "46 Millionen Euro", (THIRD,)),),
)
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


def kept(answer: Answer) -> Any:
    return json.loads(json.dumps(answer_to_trace(answer), allow_nan=False))


def shown(answer: Answer) -> Answer:
    """Return an answer as far as it is shown: of each hit's sentences only the best."""
    return replace(
        answer,
        hits=tuple(
            replace(one, sentences=tuple(filter(None, [best_sentence(one)]))) for one in answer.hits
        ),
    )


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
