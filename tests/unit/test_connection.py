"""What is told from settings, headers and events, before and after anything is sent."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import SettingInvalid
from rag.config import Settings
from rag.llm.models import Outage
from rag.llm.opening import open_model, try_model
from rag.llm.servers.addresses import Address, read_address
from rag.llm.servers.catalogue import Listed, only_one, read_catalogue
from rag.llm.servers.outages import Trouble, clean, judge_status, read_wait
from rag.llm.servers.pieces import Reply, repeats

KEY = "sk-secret"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("HTTP://LocalHost:11434/v1/", "http://localhost:11434/v1"),
        ("http://[::1]:8080/v1/chat/completions", "http://[::1]:8080/v1"),
        ("https://api.example/openai/v1", "https://api.example/openai/v1"),
    ],
)
def test_an_address_is_made_whole_and_hides_its_key(text: str, url: str) -> None:
    address = read_address(text, {"FUNDSTELLE_LLM_KEY": KEY, "OPENAI_API_KEY": "another"})
    assert (address.url, address.key) == (url, KEY)
    assert KEY not in repr(address)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http://me:sesame@localhost/v1", "FUNDSTELLE_LLM_KEY"),
        ("http://sesame@localhost/v1", "FUNDSTELLE_LLM_KEY"),
        ("http://localhost\\@api.example/v1", "FUNDSTELLE_LLM_KEY"),
        ("http://localhost/v1?key=sesame", "after"),
        ("http://localhost/v1#sesame", "after"),
        ("http://", "not a valid one"),
        ("http://localhost:99999/v1", "not a valid one"),
        ("http://localhost:sesame/v1", "not a valid one"),
        ("http://local host/sesame", "not a valid one"),
        ("http://api.example\\.localhost/v1", "not a valid one"),
        ("http://api.example/v1", "unencrypted"),
        ("http://8.8.8.8/v1", "unencrypted"),
    ],
)
def test_addresses_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(SettingInvalid, match=message) as raised:
        read_address(text, {"FUNDSTELLE_LLM_KEY": KEY})
    assert "sesame" not in str(raised.value)
    assert KEY not in str(raised.value)


def test_the_key_goes_unencrypted_in_ones_own_network_alone() -> None:
    for host in ("127.0.0.1", "192.168.1.20", "[fd00::1]", "ollama", "nas.local", "10.0.0.1:8000"):
        assert read_address(f"http://{host}/v1", {"FUNDSTELLE_LLM_KEY": KEY}).key == KEY
    assert read_address("http://api.example/v1", {}).key == ""


def test_another_servers_key_stays_there() -> None:
    environment = {"OPENAI_API_KEY": "another"}
    assert read_address("https://api.openai.com/v1", environment).key == "another"
    for host in ("api.openai.com.example", "openai.com", "localhost", "api.openai.com.evil.org"):
        assert read_address(f"https://{host}/v1", environment).key == ""
    with pytest.raises(SettingInvalid, match="unencrypted"):
        read_address("http://api.openai.com/v1", environment)


@pytest.mark.parametrize("key", ["sk-sec\nret", "sk secret", "sk-\x00", "schlüssel", "“sk”"])
def test_a_key_that_cannot_be_sent(key: str) -> None:
    with pytest.raises(SettingInvalid, match="FUNDSTELLE_LLM_KEY") as raised:
        read_address("http://localhost/v1", {"FUNDSTELLE_LLM_KEY": key})
    assert key not in str(raised.value)
    assert read_address("http://localhost/v1", {"FUNDSTELLE_LLM_KEY": f" {KEY}\n"}).key == KEY


def test_proxies_are_for_what_is_far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http", "https"):
        monkeypatch.setenv(f"{name}_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "spared.example")
    hosts = ("api.example", "spared.example", "localhost", "127.0.0.1", "192.168.1.20", "ollama")
    proxies = [read_address(f"https://{host}/v1", {}).proxy for host in hosts]
    assert proxies == ["http://proxy.example:3128", None, None, None, None, None]
    monkeypatch.setenv("https_proxy", "socks5://me:sesame@proxy.example")
    with pytest.raises(SettingInvalid, match="HTTP") as raised:
        _ = read_address("https://api.example/v1", {}).proxy
    assert "sesame" not in str(raised.value)


@pytest.mark.parametrize(
    ("llm", "message"),
    [
        ("localhost:11434/v1", "did you mean http://localhost:11434/v1"),
        ("api.example/v1", "did you mean http://api.example/v1"),
        ("me:sesame@localhost/v1", r"neither.*http://localhost:11434/v1.*\.gguf"),
        ("ftp://localhost/v1", r"neither.*http://localhost:11434/v1.*\.gguf"),
        ("sesame", r"neither.*http://localhost:11434/v1.*\.gguf"),
        ("missing.gguf", "cannot be read .No such file"),
    ],
)
def test_what_is_neither_address_nor_file(llm: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match=message) as raised:
        open_model(Settings(llm=llm), {})
    assert "sesame" not in str(raised.value)
    trial = try_model(Settings(llm=llm), {})
    assert (trial.error, trial.address, trial.file) == (str(raised.value), "", "")
    other = tmp_path / "other.gguf"
    other.write_text("GIF89a")
    with pytest.raises(SettingInvalid, match="no GGUF file"):
        open_model(Settings(llm=str(other)), {})
    with pytest.raises(SettingInvalid, match="cannot be read"):
        open_model(Settings(llm=str(tmp_path / "missing.GGUF")), {})
    (tmp_path / "folder.gguf").mkdir()
    with pytest.raises(SettingInvalid, match="is no file"):
        open_model(Settings(llm=str(tmp_path / "folder.gguf")), {})


def test_nothing_is_loaded_for_it_without_a_model() -> None:
    code = (
        "import sys, rag.assistant, rag.llm.opening, ui.cli, ui.commands.looking;"
        "print(*{'openai', 'xllamacpp', 'rag.llm.servers.connection'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("2", 2.0),
        (" 0.5 ", 0.5),
        ("Fri, 01 May 2026 12:00:05 GMT", 5.0),
        ("Fri, 01 May 2026 11:00:00 GMT", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        ("Fri, 99 May 2026 12:00:05 GMT", None),
        ("Fri, 01 May 2026 12:00:05", None),
    ],
)
def test_how_long_a_server_asks_to_wait(header: str | None, wait: float | None) -> None:
    assert read_wait(header, NOW) == wait


@pytest.mark.parametrize(
    ("status", "said", "outage", "again"),
    [
        (401, "", "REFUSED", False),
        (404, "", "UNKNOWN", False),
        (400, "model 'x' does not exist", "UNKNOWN", False),
        (400, "This model's maximum context length is 4096 tokens", "TOO_LONG", False),
        (500, "the request exceeds the available context size", "TOO_LONG", False),
        (429, "", "BUSY", True),
        (503, "", "BUSY", True),
        (502, "", "FAILED", True),
        (400, "no", "FAILED", False),
        (302, "", "FAILED", False),
    ],
)
def test_a_status_tells_the_outage_and_whether_to_try_again(
    status: int, said: str, outage: str, again: bool
) -> None:
    trouble = judge_status(status, said)
    assert (trouble.outage, trouble.again) == (Outage[outage], again)
    assert not judge_status(status, said, 60).again


def test_every_outage_has_a_sentence_without_the_key() -> None:
    address = Address("http://localhost:1/v1", "localhost", KEY)
    for outage in Outage:
        said = str(
            Trouble(outage, f"Bearer {KEY.upper()}\n\x1b[31m is\x00 wrong.").to_error(
                address, f"qwen {KEY}"
            )
        )
        assert said.startswith("The ")
        assert said.endswith(".")
        assert "http://localhost:1/v1" in said
        assert KEY not in said.lower()
        assert said.isprintable()
    assert clean("x" * 10_000, "") == "x" * 119 + "…"


def test_of_a_catalogue_only_what_makes_sense_is_read() -> None:
    assert read_catalogue({"data": [{"id": "a", "meta": {"n_ctx": 512}}, {"id": 7}, None]}) == [
        Listed("a", 512, frozenset("a"))
    ]
    nonsense: object
    for nonsense in (None, [], "data", {"data": {}}, {"data": [[], {"id": "a\x00"}]}):
        assert read_catalogue(nonsense) == []
    aliases = read_catalogue({"data": [{"id": "a", "root": "w"}, {"id": "b", "root": "w"}]})
    assert (only_one(aliases) or aliases[1]).name == "a"
    assert only_one(read_catalogue({"data": [{"id": "a"}, {"id": "b"}]})) is None
    assert only_one([]) is None


def take(*pieces: str, limit: int = 100) -> str:
    reply = Reply(limit)
    return "".join([*map(reply.take, pieces), reply.finish()])


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("Yes", ", it is."), "Yes, it is."),
        (("\n", " Yes"), "Yes"),
        (("<think>no</think>", "\n\nYes"), "Yes"),
        (("<th", "ink>no</thi", "nk>Yes"), "Yes"),
        (("<think>no</think><think>nor</think> Yes",), "Yes"),
        (("<th", "at> is it"), "<that> is it"),
        (("<thi",), "<thi"),
        (("Yes <think>", "that"), "Yes <think>that"),
        (("<think>never ends",), ""),
        (("\ud83d", "\ude00"), "😀"),
        (("a\x00\x1b\x85b\tc\nd",), "ab\tc\nd"),
    ],
)
def test_pieces_of_a_reply_are_put_together(pieces: tuple[str, ...], text: str) -> None:
    assert take(*pieces) == text


def test_a_reply_has_room_for_so_much() -> None:
    assert len(take("x" * 100_000, limit=10)) == 220


def test_loops_are_told_from_emphasis() -> None:
    once = "The ferry costs four euros and leaves at nine. "
    assert not repeats(once * 3)
    assert repeats(once * 4)
    assert repeats("Well, then: " + once * 5)
    assert repeats("ha" * 60)
    assert repeats("\n" * 100)
    for text in ("", "No, no, no, no!", "1,000,000,000,000", "-" * 60, once + once.upper() * 2):
        assert not repeats(text)
    varied = " ".join(f"In {year} it cost {year % 7} euros." for year in range(1950, 2020))
    assert not any(repeats(varied[:end]) for end in range(0, len(varied), 7))
