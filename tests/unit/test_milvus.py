"""What the store in Milvus is made of, as far as it needs no server."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamaged, IndexMissing, StoreError, StoreUnreachable
from index.milvus import failures, making, numbers, opening, values
from index.milvus.connection import Connection
from index.milvus.expressions import allows, among, begins, both, equals, quote
from index.milvus.numbers import Numbers, age_seconds
from index.places import MilvusPlace
from index.records import Filter

PLACE = MilvusPlace("http://host:19530", "news")


# Values


@given(st.text())
def test_pieces_make_the_text_again(text: str) -> None:
    assert values.from_pieces(values.to_pieces(text)) == text


@pytest.mark.parametrize("text", ["a" * 200_000, "ß" * 70_000, "😀" * 70_000, "a😀" * 50_000])
def test_every_piece_fits(text: str) -> None:
    pieces = values.to_pieces(text)
    assert max(len(piece.encode()) for piece in pieces) <= values.LONGEST
    assert values.from_pieces(pieces) == text


@given(st.binary())
def test_what_is_sealed_comes_back(data: bytes) -> None:
    assert bytes(values.from_sealed(values.to_sealed(data))) == data


@pytest.mark.parametrize("harm", [lambda text: text[:-5] + "00000", lambda text: text + " ", len])
def test_what_has_changed_since_is_damaged(harm: Callable[[str], object]) -> None:
    (piece,) = values.to_sealed(b"vectors")
    with pytest.raises(IndexDamaged, match="no longer as it was written"):
        values.from_sealed([str(harm(piece))])


@given(st.lists(st.text(), unique=True))
def test_every_stem_is_a_token_of_its_own(stems: list[str]) -> None:
    tokens = [values.token_of(stem) for stem in stems]
    assert len(set(tokens)) == len(stems)
    assert all(re.fullmatch("[a-z]+", token) for token in tokens)


def test_plain_stems_stay_as_they_are() -> None:
    assert values.token_of("hafen") == "hafen"
    assert values.token_of("151_3") != "151_3"
    assert values.to_words(["hafen", "rat"]) == " hafen rat "
    assert values.to_words([]).strip() == ""


def test_words_beyond_what_a_field_holds_are_left_out_whole() -> None:
    words = values.to_words(["hafen"] * 20_000)
    assert 65_000 < len(words) <= values.LONGEST
    assert set(words.split()) == {"hafen"}
    assert words[-1] == " "


@given(st.sets(st.integers(-(2**63), 2**63 - 1), max_size=64))
def test_bands_are_dimensions(bands: set[int]) -> None:
    dimensions = values.to_dimensions(bands)
    assert dimensions
    assert all(0 <= one < 2**32 - 1 for one in dimensions)


# Expressions


@given(st.text())
def test_a_literal_ends_where_it_is_to(value: str) -> None:
    literal = quote(value)
    assert literal[0] == literal[-1] == '"'
    inside = re.sub(r"\\[\\\"nrt]", "", literal[1:-1])
    assert not set(inside) & set('"\\\n\r\t')


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text())
def test_what_begins_with_a_prefix_lies_between_two_values(prefix: str, rest: str) -> None:
    condition = begins("name", prefix)
    start, end = condition.split(" and name < ")
    assert start == f"name >= {quote(prefix)}"
    after = end[1:-1].replace(r"\"", '"').replace(r"\n", "\n").replace(r"\r", "\r")
    after = after.replace(r"\t", "\t").replace(r"\\", "\\")
    if ord(prefix[-1]) < 0x10FFFF:
        assert prefix.encode() + rest.encode("utf-8", "replace") < after.encode()


def test_filters_are_conditions() -> None:
    assert allows(Filter()) == ""
    only = Filter(sources=('A"B', "ẞ"), languages=("de",), articles=("x", "y"))
    assert allows(only, "id") == (
        r'(outlet in ["a\"b", "ss"]) and (language in ["de"]) and (id in ["x", "y"])'
    )
    assert both("", equals("kind", "r"), "") == '(kind == "r")'
    assert among("number", [1, 2]) == "number in [1, 2]"


# Numbers


def test_numbers_grow_and_are_never_drawn_twice() -> None:
    drawing = Numbers()
    drawn = [number for count in (1, 500, 3, 1000) for number in drawing.draw(count)]
    assert drawn == sorted(set(drawn))
    assert 0 <= age_seconds(drawn[0]) < 5
    assert drawn[-1] < 2**63


def test_numbers_grow_though_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = Numbers()
    (before,) = drawing.draw(1)
    monkeypatch.setattr(numbers.time, "time", lambda: 1_800_000_000.0 - 10**8)
    (after,) = drawing.draw(1)
    assert after > before


# Failures


class Refusal(Exception):
    """What Milvus' client raises: a code and a message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@pytest.mark.parametrize(
    ("code", "message", "kind", "said"),
    [
        (100, "collection not found[collection=x]", IndexMissing, "no index at milvus://host"),
        (2, "Fail connecting to server on host:19530", StoreUnreachable, "does not answer"),
        (1, "StatusCode.DEADLINE_EXCEEDED, Deadline Exceeded", StoreUnreachable, "ask again"),
        (65535, "disk quota exhausted, please allocate more", StoreError, "more room"),
        (9, "quota exceeded[reason=memory quota exceeded]", StoreError, "more room"),
        (8, "request is rejected by rate limiter: rate limit exceeded", StoreError, "more room"),
        (1, "[Errno 28] No space left on device", StoreError, "more room"),
        (16, "auth check failure, please check api key is correct", StoreError, "TOKEN"),
        (1, "milvus-lite is required for local database", StoreError, r"fundstelle\[milvus\]"),
        (7, "segment broken\nat line 3", StoreError, "broken at line 3"),
    ],
)
def test_each_failure_is_one_clear_line(
    code: int, message: str, kind: type[StoreError], said: str
) -> None:
    told = failures.plain(Refusal(code, message), PLACE)
    assert type(told) is kind
    assert re.search(said, str(told))
    assert "\n" not in str(told)


def test_a_missing_client_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreError, match=r"pip install 'fundstelle\[milvus\]'"):
        Connection(PLACE, []).has("news_records")


def test_the_token_comes_from_the_environment_and_is_given_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pymilvus  # noqa: PLC0415 - slow

    asked: list[dict[str, object]] = []

    class Client:
        def __init__(self, uri: str, **given: object) -> None:
            asked.append({"uri": uri, **given})

        def get_server_version(self, **_: float) -> str:
            return "2.6.0"

        def has_collection(self, name: str, **_: float) -> bool:
            return name == "there"

    monkeypatch.setattr(pymilvus, "MilvusClient", Client)
    monkeypatch.setenv("FUNDSTELLE_MILVUS_TOKEN", "user:word")
    one = Connection(PLACE, [])
    assert (one.has("there"), one.has("elsewhere"), one.is_lite) == (True, False, False)
    assert [(call["uri"], call["token"], call["timeout"]) for call in asked] == [
        (PLACE.uri, "user:word", opening.CONNECTING)
    ]
    assert "word" not in repr(vars(one))


def test_the_client_is_not_imported_before_it_is_needed() -> None:
    script = "import sys, index.milvus, rag.assistant; assert 'pymilvus' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_what_another_is_making_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(making.time, "sleep", slept.append)

    class Contested:
        place, refusals = PLACE, 4

        def ask(self, _: object) -> None:
            if len(slept) < self.refusals:
                raise StoreError("File exists")

    making._insist(Contested(), lambda _: None)
    assert len(slept) == 4
    Contested.refusals = 9
    slept.clear()
    with pytest.raises(StoreError, match="File exists"):
        making._insist(Contested(), lambda _: None)
    assert sum(slept) < 5
