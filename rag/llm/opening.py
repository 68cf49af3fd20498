"""A setting becomes a language model, and is tried out."""

import os
import re
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import FundstelleError, SettingInvalid
from rag.config import Settings
from rag.llm.breaker import Breaker
from rag.llm.models import ChatModel, Message, ModelUnavailable, Outage

if TYPE_CHECKING:
    from rag.llm.servers.local import LocalModel
    from rag.llm.servers.server import ServerModel

_SCHEMES = ("http://", "https://")
_SUFFIX = ".gguf"
_FORMS = (
    "name the address of an OpenAI-compatible server, such as http://localhost:11434/v1, or a "
    f"*{_SUFFIX} file"
)
_WITHOUT_SCHEME = re.compile(r"[\w.-]+(:\d+(/[\w./-]*)?|/[\w./-]*)")
_TRIAL_SECONDS = 3
_TRIAL = (Message("user", "Say yes."),)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a language model.

    Attributes:
        address: The server's address, without anything secret; ``""`` where it is a file.
        file: The file; ``""`` where it is a server.
        model: Its name; ``""`` where that did not come out.
        context: How many tokens prompt and reply have together.
        replied_ms: How long the first word took, in milliseconds; None where none came.
        error: Why none came; else ``""``.
    """

    address: str = ""
    file: str = ""
    model: str = ""
    context: int = 0
    replied_ms: float | None = None
    error: str = ""


def open_model(settings: Settings, environment: Mapping[str, str] | None = None) -> ChatModel:
    """Return the language model that is set; nothing is asked of it, or loaded, yet.

    Args:
        settings: With ``llm``.
        environment: Where a key may be; the process's own by default.

    Raises:
        SettingInvalid: ``llm`` names no server and no file, or the key cannot go there.
    """
    environment = os.environ if environment is None else environment
    return Breaker(_open(settings, environment, settings.llm_seconds))


def try_model(settings: Settings, environment: Mapping[str, str] | None = None) -> Trial:
    """Ask the language model that is set for one token.

    Args:
        settings: With ``llm``.
        environment: Where a key may be; the process's own by default.
    """
    environment = os.environ if environment is None else environment
    seconds = min(settings.llm_seconds, _TRIAL_SECONDS)
    trial = Trial()
    try:
        with closing(_open(settings, environment, seconds)) as model:
            trial = Trial(address=model.address, file=model.file)
            trial = replace(trial, model=model.name, context=model.context)
            started = time.perf_counter()
            _ask(model)
            return replace(trial, replied_ms=(time.perf_counter() - started) * 1000)
    except FundstelleError as error:
        slow = isinstance(error, ModelUnavailable) and error.outage is Outage.SLOW
        more = f" A question waits up to {settings.llm_seconds} s." if slow else ""
        return replace(trial, error=f"{error}{more}")


def _ask(model: ChatModel) -> None:
    """Ask for one token; one that shows nothing, such as the start of a thought, will do."""
    try:
        for _ in model.stream(_TRIAL, 1):
            return
    except ModelUnavailable as error:
        if error.outage is not Outage.EMPTY:
            raise


def _open(
    settings: Settings, environment: Mapping[str, str], seconds: float
) -> "ServerModel | LocalModel":
    # Imported here: the libraries for it take a second to load, and most do without.
    llm, context = settings.llm.strip(), settings.llm_context
    if llm.lower().startswith(_SCHEMES):
        from rag.llm.servers.addresses import read_address  # noqa: PLC0415
        from rag.llm.servers.server import ServerModel  # noqa: PLC0415

        address = read_address(llm, environment)
        return ServerModel(address, settings.llm_model, seconds=seconds, context=context)
    if llm.lower().endswith(_SUFFIX):
        from rag.llm.servers.local import LocalModel  # noqa: PLC0415

        return LocalModel(Path(llm).expanduser(), seconds=settings.llm_seconds, context=context)
    # What is set is not repeated, unless it is surely no secret.
    if _WITHOUT_SCHEME.fullmatch(llm):
        raise SettingInvalid(
            f"The setting llm must start with http:// or https://; did you mean http://{llm}?"
        )
    raise SettingInvalid(f"The setting llm is neither an address nor a GGUF file; {_FORMS}.")
