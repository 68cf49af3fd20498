"""The language model to measure: opened, recorded or replayed, and watched."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.provenance import name_place
from eval.runs import Json
from eval.writing.cassettes import Recorder, Replayer
from eval.writing.watching import NotingGenerator, NotingModel
from index.errors import SettingInvalid
from rag.config import Settings
from rag.llm.models import ChatModel
from rag.llm.opening import open_model
from rag.llm.writer import Writer


@dataclass(frozen=True, slots=True)
class Tape:
    """Where replies are kept, and whether they come from there; both None for neither."""

    record: Path | None = None
    replay: Path | None = None


@contextmanager
def open_writer(settings: Settings, tape: Tape) -> Iterator[NotingGenerator | None]:
    """Open what words the answers, and close it again; None for the articles' own sentences.

    Args:
        settings: With ``llm``; where replies are replayed, it is not looked at.
        tape: Where replies are recorded or replayed.

    Raises:
        SettingInvalid: There is no model to record, or the one that is set makes no sense.
        CassetteInvalid: There is nothing to replay.
        ModelUnavailable: The model does not say its name.
    """
    if tape.record and not settings.llm:
        raise SettingInvalid("There is no language model to record; name one with --llm.")
    if not tape.replay and not settings.llm:
        yield None
        return
    with closing(_open(settings, tape)) as model:
        noted = NotingModel(model)
        noting = NotingGenerator(Writer(noted), noted)
        _ = noting.name  # a model that is not there is told before anything is asked
        yield noting


def describe_writer(noting: NotingGenerator | None, settings: Settings, tape: Tape) -> Json | None:
    """Return what a run file says of who worded the answers; None for the articles."""
    if noting is None:
        return None
    if tape.replay:
        return {"name": noting.name, "place": tape.replay.name, "replies": "replayed"}
    replies = "recorded" if tape.record else "live"
    return {"name": noting.name, "place": name_place(settings.llm), "replies": replies}


def _open(settings: Settings, tape: Tape) -> ChatModel:
    if tape.replay:
        return Replayer(tape.replay)
    model = open_model(settings)
    return Recorder(model, tape.record) if tape.record else model
