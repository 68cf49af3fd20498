"""Whatever a language model's server does, a question is answered, and soon."""

import gc
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from types import AsyncGeneratorType

import pytest
from pressroom import CONFIG, write_folder
from quick_encoder import QuickEncoder
from rogue import BEHAVIOURS, TEXT, WORDS, Rogue, rogue

from index.errors import SettingInvalid
from index.ingest import ingest
from index.local import LocalStore
from rag.assistant import Assistant
from rag.config import Settings
from rag.llm.breaker import Breaker
from rag.llm.models import Message, ModelUnavailable, Outage
from rag.llm.opening import try_model
from rag.llm.servers.addresses import Address, read_address
from rag.llm.servers.server import ServerModel
from rag.llm.writer import Writer
from rag.phrases import phrases_for

pytestmark = pytest.mark.integration

KEY = "sk-Ein.Geheimnis_4711"
ASKED = (Message("system", "Answer."), Message("user", "What does the ferry cost?"))
SECONDS = 0.6
MakeModel = Callable[..., ServerModel]


@pytest.fixture(scope="module")
def server() -> Iterator[Rogue]:
    with rogue() as one:
        yield one


@pytest.fixture
def model_of(server: Rogue) -> Iterator[MakeModel]:
    """Return models of the server; all are closed at the end."""
    opened: list[ServerModel] = []

    def make(model: str, place: str = "one", seconds: float = SECONDS) -> ServerModel:
        address = read_address(server.address(place), {"FUNDSTELLE_LLM_KEY": KEY})
        opened.append(ServerModel(address, model, seconds=seconds))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def collect(model: ServerModel, limit: int = 100) -> tuple[str, Outage | None]:
    """Return what came, and why no more did."""
    pieces: list[str] = []
    try:
        for piece in model.stream(ASKED, limit):
            pieces.append(piece)  # noqa: PERF402 - they count even if no more come
    except ModelUnavailable as error:
        said, outage, cause = str(error), error.outage, error.__cause__
    else:
        return "".join(pieces), None
    assert KEY not in said
    assert model.address in said
    assert said.endswith(".")
    assert said.isprintable()
    assert "<" not in said
    assert cause is None
    return "".join(pieces), outage


def suspended_generators() -> int:
    # By the type itself: some objects answer the question for their class with a warning.
    every = [one for one in gc.get_objects() if type(one) is AsyncGeneratorType]
    return sum(one.ag_frame is not None for one in every)


WELL = (TEXT, None)
BEGUN = "".join(WORDS[:3])
OUTCOMES: dict[str, tuple[str, Outage | None]] = {
    "good": WELL,
    "length": (WELL[0], Outage.CUT),
    "stall-before-headers": ("", Outage.SLOW),
    "stall-before-words": ("", Outage.SLOW),
    "stall-midway": ("".join(WORDS[:2]), Outage.SLOW),
    "ping": ("", Outage.SLOW),
    "cut": (BEGUN, Outage.CUT),
    "reset-at-once": ("", Outage.UNREACHABLE),
    "reset-midway": (BEGUN, Outage.CUT),
    "close-at-once": ("", Outage.UNREACHABLE),
    "flood-reasoning": ("", Outage.FAILED),
    "flood-event": ("", Outage.FAILED),
    "flood-error": ("", Outage.FAILED),
    "flood-headers": ("", Outage.UNREACHABLE),
    "no-http": ("", Outage.UNREACHABLE),
    "not-json": ("", Outage.FAILED),
    "not-json-midway": ("The ", Outage.CUT),
    "deep-json": ("", Outage.FAILED),
    "a-list": ("", Outage.FAILED),
    "bad-bytes": ("", Outage.FAILED),
    "html": ("", Outage.FAILED),
    "html-404": ("", Outage.UNKNOWN),
    "html-500": ("", Outage.FAILED),
    "no-content": ("", Outage.FAILED),
    "redirect": ("", Outage.FAILED),
    "gzip": ("", Outage.FAILED),
    "wrong-type": WELL,
    "too-short": ("", Outage.FAILED),
    "too-much-promised": ("The ", Outage.CUT),
    "bad-length": ("", Outage.UNREACHABLE),
    "bad-chunk": ("", Outage.UNREACHABLE),
    "chunks-cut": ("The ", Outage.CUT),
    "odd-events": WELL,
    "think": WELL,
    "only-think": ("", Outage.EMPTY),
    "halves": ("Fähre 😀 \ufffd!", None),
    "empty": ("", Outage.EMPTY),
    "white": ("", Outage.EMPTY),
    "counting": (f"1 000 000 000 euros. {TEXT}", None),
    "401": ("", Outage.REFUSED),
    "403": ("", Outage.REFUSED),
    "404": ("", Outage.UNKNOWN),
    "400": ("", Outage.FAILED),
    "400-unknown": ("", Outage.UNKNOWN),
    "echo-key": ("", Outage.FAILED),
    "too-long": ("", Outage.TOO_LONG),
    "too-long-late": ("", Outage.TOO_LONG),
    "413": ("", Outage.TOO_LONG),
    "error-late": ("The ", Outage.FAILED),
    "busy-once": WELL,
    "busy-soon": WELL,
    "busy-long": ("", Outage.BUSY),
    "500-once": WELL,
    "reset-once": WELL,
    **{f"busy-lie-{n}": WELL for n in range(11)},
    "busy-lie-7": ("", Outage.BUSY),  # a number, if a large one
}


@pytest.mark.parametrize("behaviour", OUTCOMES)
def test_a_reply_or_a_reason(behaviour: str, model_of: MakeModel) -> None:
    quick = OUTCOMES[behaviour] != WELL and not behaviour.startswith("flood")
    model = model_of(behaviour, seconds=SECONDS if quick else 3)
    started = time.monotonic()
    assert collect(model) == OUTCOMES[behaviour]
    assert time.monotonic() - started < 6


@pytest.mark.parametrize(
    ("behaviour", "outage"), [("busy", "BUSY"), ("503", "BUSY"), ("500", "FAILED")]
)
def test_a_server_is_asked_three_times_and_no_more(
    behaviour: str, outage: str, model_of: MakeModel, server: Rogue
) -> None:
    assert collect(model_of(behaviour, seconds=5)) == ("", Outage[outage])
    assert len(server.asked(behaviour)) == 3


def test_a_reply_has_an_end_whatever_the_server_says(model_of: MakeModel) -> None:
    text, outage = collect(model_of("flood-words"), limit=50)
    assert outage is Outage.CUT  # its last sentence is none
    assert 600 <= len(text) <= 1000
    started = time.monotonic()
    assert collect(model_of("drip", seconds=0.25))[1] is Outage.SLOW
    assert time.monotonic() - started < 4


def test_a_loop_is_noticed(model_of: MakeModel) -> None:
    text, outage = collect(model_of("repeating"))
    assert outage is Outage.REPEATING
    assert text.count("slow") < 12


@pytest.mark.parametrize("behaviour", ["chatter", "stall-before-headers", "stall-before-words"])
def test_stopping_ends_the_work_of_the_server(
    behaviour: str, model_of: MakeModel, server: Rogue
) -> None:
    stop = threading.Event()
    model = model_of(behaviour, seconds=10)
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    assert "".join(model.stream(ASKED, 5000, stop)) == "" or behaviour == "chatter"
    assert time.monotonic() - started < 2
    assert server.asked(behaviour)[-1].left.wait(3)


def test_closing_an_iterator_does_too(model_of: MakeModel, server: Rogue) -> None:
    stream = model_of("chatter", seconds=10).stream(ASKED, 5000)
    assert len(list(islice(stream, 3))) == 3
    stream.close()  # type: ignore[attr-defined]
    assert server.asked("chatter")[-1].left.wait(3)


def test_what_is_stopped_beforehand_is_not_asked(model_of: MakeModel, server: Rogue) -> None:
    stop = threading.Event()
    stop.set()
    asked = len(server.calls)
    assert list(model_of("good").stream(ASKED, 10, stop)) == []
    time.sleep(0.1)
    assert len(server.calls) == asked


def test_nothing_is_left_open(server: Rogue) -> None:
    def open_files() -> int:
        gc.collect()
        return len(list(Path("/proc/self/fd").iterdir()))

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files cannot be counted here")
    files = open_files()
    threads = {one for one in threading.enumerate() if one.name == "language-model"}
    for behaviour in ("good", "cut", "stall-midway", "401", "reset-midway", "chatter"):
        model = ServerModel(Address(server.address(), "127.0.0.1"), behaviour, seconds=0.2)
        for piece in model.stream(ASKED, 10) if behaviour == "chatter" else ():
            assert piece
            break
        collect(model) if behaviour != "chatter" else None
        model.close()
        model.close()
    assert {one for one in threading.enumerate() if one.name == "language-model"} == threads
    until = time.monotonic() + 2
    while open_files() > files and time.monotonic() < until:
        time.sleep(0.02)  # the server's own ends
    assert open_files() <= files


@pytest.mark.parametrize("behaviour", ["good", "repeating", "flood-words", "cut", "flood-error"])
def test_no_generator_is_left_to_the_garbage_collector(behaviour: str, model_of: MakeModel) -> None:
    """It would end them in any thread, while the loop's own thread is ending them too."""
    before = suspended_generators()
    collect(model_of(behaviour), limit=50)
    time.sleep(0.05)  # the loop's next round
    assert suspended_generators() == before


def test_closing_breaks_off_what_is_being_read(model_of: MakeModel) -> None:
    model = model_of("chatter", seconds=10)
    stream = model.stream(ASKED, 5000)
    assert next(stream)
    model.close()
    with pytest.raises(ModelUnavailable) as raised:
        list(stream)
    assert raised.value.outage is Outage.CUT


def test_many_ask_at_once(model_of: MakeModel, server: Rogue) -> None:
    model = model_of("", seconds=5)
    listed = sum(call.path.endswith("/models") for call in server.calls)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(collect, [model] * 24)) == {WELL}
    assert sum(call.path.endswith("/models") for call in server.calls) == listed + 1


def test_what_is_sent_is_what_is_meant(
    model_of: MakeModel, server: Rogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ORG_ID", "PROJECT_ID", "ADMIN_KEY", "API_KEY", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "another-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv(
        "OPENAI_CUSTOM_HEADERS", "X-Mine: another-secret\nAuthorization: Bearer another-secret"
    )
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert collect(model_of("good")) == WELL
    call = server.asked("good")[-1]
    assert set(call.headers) == {
        *("host", "accept", "accept-encoding", "user-agent", "authorization"),
        *("content-type", "content-length", "connection"),
    } - ({"connection"} - set(call.headers))
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert "another-secret" not in str(call.headers)
    assert call.body == {
        "model": "good",
        "messages": [{"role": one.role, "content": one.content} for one in ASKED],
        "max_tokens": 100,
        "temperature": 0,
        "stream": True,
    }


def test_no_key_is_sent_where_there_is_none(server: Rogue) -> None:
    model = ServerModel(read_address(server.address(), {"OPENAI_API_KEY": KEY}), "good")
    assert collect(model) == WELL
    assert "authorization" not in server.asked("good")[-1].headers
    model.close()


def test_the_key_is_nowhere_to_be_seen(
    model_of: MakeModel, caplog: pytest.LogCaptureFixture, server: Rogue
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    for behaviour in ("good", "echo-key", "401", "reset-midway", "cut"):
        model = model_of(behaviour)
        collect(model)
        assert KEY not in repr(model) + repr(vars(model))
        assert KEY not in repr(read_address(server.address(), {"FUNDSTELLE_LLM_KEY": KEY}))
    assert "send_request_headers" in caplog.text  # the logs were listened to
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("place", "named", "context"),
    [("one", "good", 2048), ("vllm", "good", 1024), ("lies", "good", 4096)],
)
def test_the_only_model_need_not_be_named(
    place: str, named: str, context: int, model_of: MakeModel
) -> None:
    model = model_of("", place)
    assert (model.name, model.context) == (named, context)
    assert collect(model) == WELL


@pytest.mark.parametrize(
    ("place", "message"),
    [("many", r"several models \(good, html\).*llm_model"), ("none", "no model"), ("page", "")],
)
def test_a_model_has_to_be_named_if_it_is_not_plain(
    place: str, message: str, model_of: MakeModel
) -> None:
    model = model_of("", place)
    if place == "page":
        assert model.name == re.sub(r"http://|/.*", "", model.address[7:])
        assert collect(model)[1] is Outage.FAILED
        return
    for ask in (lambda: model.name, model.warm_up, lambda: list(model.stream(ASKED, 10))):
        with pytest.raises(SettingInvalid, match=message):
            ask()


def test_a_named_model_needs_no_list(model_of: MakeModel) -> None:
    for place in ("nowhere", "mute", "none", "page"):
        model = model_of("good", place)
        assert (model.name, model.context) == ("good", 4096)
        assert collect(model) == WELL


def test_a_server_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    model = ServerModel(Address(f"http://127.0.0.1:{port}/v1", "127.0.0.1", KEY))
    assert (model.name, model.context) == (f"127.0.0.1:{port}", 4096)
    assert collect(model) == ("", Outage.UNREACHABLE)
    model.close()


def test_a_server_that_does_not_take_connections() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = []
        for _ in range(4):  # fill its queue: further ones are not even refused
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(full.getsockname())
            waiting.append(one)
        address = Address(f"http://127.0.0.1:{full.getsockname()[1]}/v1", "127.0.0.1")
        model = ServerModel(address, "good", seconds=20)
        breaker = Breaker(model)
        started = time.monotonic()
        for _ in range(5):
            assert breaker.name == "good"
            assert breaker.context == 4096
            with pytest.raises(ModelUnavailable) as raised:
                list(breaker.stream(ASKED, 10))
            assert raised.value.outage is Outage.UNREACHABLE
        assert time.monotonic() - started < 2.5  # once one second, then nothing
        assert "tried again in" in str(raised.value)
        model.close()
        for one in waiting:
            one.close()


def test_no_secure_connection(server: Rogue) -> None:
    model = ServerModel(Address(f"https://127.0.0.1:{server.port}/v1", "127.0.0.1", KEY), "good")
    assert collect(model) == ("", Outage.UNREACHABLE)
    model.close()


def test_a_model_is_tried_out(server: Rogue) -> None:
    trial = try_model(Settings(llm=server.address("one")), {})
    assert (trial.address, trial.model, trial.context) == (server.address("one"), "good", 2048)
    assert not trial.error
    assert 0 < (trial.replied_ms or 0) < 3000
    trial = try_model(Settings(llm=server.address("many")), {})
    assert (trial.model, trial.replied_ms) == ("", None)
    assert "good, html" in trial.error
    for behaviour in ("empty", "only-think"):  # a token was all that was asked for
        trial = try_model(Settings(llm=server.address(), llm_model=behaviour), {})
        assert (trial.model, trial.error) == (behaviour, "")
    slow = Settings(llm=server.address(), llm_model="stall-before-words", llm_seconds=1)
    assert "A question waits up to 1 s." in try_model(slow, {}).error


REPORTS = {
    "ferry.md": "# The ferry to Quell\n\nThe ferry to Quell costs four euros. It leaves at nine.",
    "mill.md": "# The mill at Lohn\n\nThe mill at Lohn was sold in May. Nobody grinds there now.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    folder = tmp_path_factory.mktemp("failures")
    write_folder(folder / "reports", REPORTS)
    store = LocalStore.create(folder / "index", CONFIG)
    ingest([folder / "reports"], store, QuickEncoder())
    yield store
    store.close()


@pytest.mark.parametrize(
    "behaviour",
    [
        *("stall-before-headers", "stall-midway", "reset-at-once", "cut", "flood-event"),
        *("flood-words", "html", "not-json", "401", "404", "busy", "empty", "too-long", "gzip"),
    ],
)
def test_a_question_is_answered_all_the_same(
    behaviour: str, store: LocalStore, model_of: MakeModel
) -> None:
    settings, question = Settings(threshold=0.0), "What does the ferry to Quell cost?"
    plain = Assistant(store, QuickEncoder(), settings).ask(question)
    assert plain.statements
    writer = Writer(Breaker(model_of(behaviour)))
    with_model = Assistant(store, QuickEncoder(), settings, writer)
    started = time.monotonic()
    answer = with_model.ask(question)
    assert time.monotonic() - started < 4
    assert answer.complete
    assert (answer.statements, answer.findings) == (plain.statements, plain.findings)
    assert answer.generator == "extractive"
    outage = collect(model_of(behaviour))[1]
    phrases = phrases_for("en")
    assert (phrases.outages[outage.value] if outage else phrases.unbacked) in answer.note


def test_every_behaviour_is_tried() -> None:
    elsewhere = {"drip", "flood-words", "repeating", "chatter", "busy", "503", "500"}
    assert set(BEHAVIOURS) == set(OUTCOMES) | elsewhere
