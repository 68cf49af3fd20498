import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from eval.writing.cassettes import CassetteIncomplete, CassetteInvalid, Recorder, Replayer, key_of
from rag.llm.models import ChatModel, Message, ModelUnavailable, Outage

RULES = Message("system", "Answer from the sentences.")


def asking(question: str) -> tuple[Message, ...]:
    sentences = "[1] The tower is 40 metres tall."
    return (RULES, Message("user", f"{sentences}\nQuestion: {question}\nAnswer in English."))


class Scripted:
    """Replies to the question in a prompt; a reply may end in an outage."""

    name = "scripted"

    def __init__(self, *replies: str, outage: Outage | None = None) -> None:
        self.replies = replies
        self.outage = outage
        self.asked = 0

    @property
    def context(self) -> int:
        return 2048

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        del limit
        self.asked += 1
        for piece in self.replies or ("You asked:", f" {messages[-1].content}"):
            if stop and stop.is_set():
                return
            yield piece
        if self.outage:
            raise ModelUnavailable(self.outage, "It is out.")

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        pass


def read(model: ChatModel, question: str, limit: int = 9) -> str:
    return "".join(model.stream(asking(question), limit))


def test_what_was_recorded_is_replayed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tape.jsonl"
    model = Scripted("It is 40\u2028metres", " tall. [1]\n", "“Truly.” \n")
    said = read(Recorder(model, path), "How tall is it?")
    replayed = Replayer(path)
    assert read(replayed, "How tall is it?") == said == "".join(model.replies)
    assert len(list(replayed.stream(asking("How tall is it?"), 9))) > 3  # it comes as a stream
    assert (replayed.name, replayed.context) == ("scripted", 2048)
    assert model.asked == 1


def test_file_is_small_sorted_and_the_same_every_time(tmp_path: Path) -> None:
    questions = [f"{'Very ' * 40}tall is number {number}?" for number in range(5)]
    for path, order in ((tmp_path / "a", questions), (tmp_path / "b", questions[::-1])):
        recorder = Recorder(Scripted("Yes."), path)
        for question in order:
            read(recorder, question)
    text = (tmp_path / "a").read_text(encoding="utf-8")
    assert text == (tmp_path / "b").read_text(encoding="utf-8")
    head, *rows = map(json.loads, text.splitlines())
    assert head == {"cassette": 1, "model": "scripted", "context": 2048}
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    assert {row["question"] for row in rows} == {question[-80:] for question in questions}
    assert "metres" not in text  # of what was asked, only the end of the question is kept


def test_key_depends_on_all_that_the_reply_does() -> None:
    messages = asking("How tall is it?")
    keys = {
        key_of(messages, 9, "one"),
        key_of(messages, 8, "one"),
        key_of(messages, 9, "two"),
        key_of(messages[1:], 9, "one"),
        key_of((*messages[:-1], Message("assistant", messages[-1].content)), 9, "one"),
    }
    assert len(keys) == 5
    assert key_of(list(messages), 9, "one") in keys


def test_prompt_that_was_not_recorded_is_an_error_that_says_to_record_anew(tmp_path: Path) -> None:
    path = tmp_path / "tape"
    read(Recorder(Scripted(), path), "How tall is it?")
    with pytest.raises(CassetteIncomplete, match=r"“Question: How old is it\?”.*--record") as error:
        read(Replayer(path), "How old is it?")
    assert str(path) in str(error.value)
    assert not isinstance(error.value, ModelUnavailable)  # or an answer would be made without it
    with pytest.raises(CassetteIncomplete):
        read(Replayer(path), "How tall is it?", limit=10)


@pytest.mark.parametrize("replies", [("",), ("It is", " 40")])
def test_outages_are_replayed_after_what_came_before_them(
    tmp_path: Path, replies: tuple[str, ...]
) -> None:
    model = Scripted(*replies, outage=Outage.CUT)
    with pytest.raises(ModelUnavailable):
        read(Recorder(model, tmp_path / "tape"), "How tall is it?")
    pieces = Replayer(tmp_path / "tape").stream(asking("How tall is it?"), 9)
    said: list[str] = []
    with pytest.raises(ModelUnavailable) as error:
        said.extend(pieces)
    assert error.value.outage is Outage.CUT
    assert "".join(said) == "".join(replies)


def test_context_that_could_not_be_told_is_out_again(tmp_path: Path) -> None:
    class Silent(Scripted):
        @property
        def context(self) -> int:
            raise ModelUnavailable(Outage.UNREACHABLE, "It is out.")

    read(Recorder(Silent(), tmp_path / "tape"), "How tall is it?")
    with pytest.raises(ModelUnavailable) as error:
        _ = Replayer(tmp_path / "tape").context
    assert error.value.outage is Outage.UNREACHABLE


def test_reply_that_was_not_read_to_its_end_is_replayed_that_far(tmp_path: Path) -> None:
    recorder = Recorder(Scripted("It is ", "40 ", "metres."), tmp_path / "tape")
    pieces = recorder.stream(asking("How tall is it?"), 9)
    first = next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    again = Replayer(tmp_path / "tape").stream(asking("How tall is it?"), 9)
    assert next(again) + next(again) == first.rstrip()
    with pytest.raises(CassetteIncomplete, match="only the start"):
        list(again)
    read(recorder, "How tall is it?")
    assert read(Replayer(tmp_path / "tape"), "How tall is it?") == "It is 40 metres."


def test_stopped_replies_are_neither_kept_nor_replayed_further(tmp_path: Path) -> None:
    path, stop = tmp_path / "tape", Event()
    recorder = Recorder(Scripted("It is ", "40."), path)
    for _ in recorder.stream(asking("How tall is it?"), 9, stop):
        stop.set()
    assert not path.exists()
    read(recorder, "How tall is it?")
    assert not list(Replayer(path).stream(asking("How tall is it?"), 9, stop))


def test_many_may_ask_at_once(tmp_path: Path) -> None:
    recorder = Recorder(Scripted(), tmp_path / "tape")
    questions = [f"How tall is number {number}?" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda one: read(recorder, one), questions))
    replayed = Replayer(tmp_path / "tape")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda one: read(replayed, one), questions)) == said


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]\n", '{"cassette": 2}\n', '{"cassette":1,"model":"m","context":9}\n{"key":"k"}\n'],
)
def test_what_is_no_cassette_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tape"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CassetteInvalid, match=r"is no cassette of version 1, or damaged; record"):
        Replayer(path)


def test_missing_and_unwritable_cassettes_are_named(tmp_path: Path) -> None:
    with pytest.raises(CassetteInvalid, match=r"none cannot be read \(No such file"):
        Replayer(tmp_path / "none")
    with pytest.raises(CassetteInvalid, match="cannot be written"):
        read(Recorder(Scripted(), tmp_path), "How tall is it?")
