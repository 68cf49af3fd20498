"""Settings: arguments over environment over ``fundstelle.toml`` over defaults."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, fields, replace
from difflib import get_close_matches
from numbers import Integral, Real
from pathlib import Path
from typing import Any, cast, get_type_hints

from index.engines import AUTO, ENGINES
from index.errors import SettingInvalid
from index.places import TOKEN_VARIABLE, Place, read_place, to_place
from index.sources import Limits

_PREFIX = "FUNDSTELLE_"
_ENVIRONMENT = "environment variable"
# Variables with the prefix that are not settings of an assistant.
_OTHER_VARIABLES = {
    *("FUNDSTELLE_CACHE", "FUNDSTELLE_CHROMIUM", "FUNDSTELLE_CONFIG"),
    # Never settings, so that they are in no file, message or run.
    *("FUNDSTELLE_LLM_KEY", "FUNDSTELLE_SESSION_KEY", TOKEN_VARIABLE),
}
_COUNTS = (
    *("hits", "candidates", "statements"),
    *("llm_seconds", "llm_context"),
    *("file_mb", "archive_mb", "archive_files", "feed_entries", "reading_seconds", "reading_mb"),
)
_MEGABYTE = 1_000_000
_KINDS: Mapping[Any, type] = {int: Integral, float: Real, str: str}
_WANTED: Mapping[Any, str] = {int: "a whole number", float: "a number", str: "a text"}

MOST = 1_000_000_000
"""What is counted is at most this: beyond it there is nothing to count, and databases overflow."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set, with the defaults.

    Attributes:
        index: Where the index lives: a folder, or a place in Milvus.
        encoder: Encoder to use; empty takes the one the index was built with.
        engine: What runs the encoder: ``openvino``, ``torch``, or ``auto`` for the quicker.
        hits: How many passages a question retrieves.
        candidates: How many passages are scored for that, per language and by words.
        statements: How many sentences an answer has at the most.
        threshold: Least confidence, 0 to 1, at which a question is answered.
        llm: Language model that words answers: the address of an OpenAI-compatible server, or a
            GGUF file; empty answers in the articles' own words.
        llm_model: Its name on that server; empty takes the only one there.
        llm_seconds: How long a reader waits for its first word, and later for each next one.
        llm_threshold: Least confidence at which a language model is asked; below ``threshold``, its
            answer counts only as far as it passes the checks.
        llm_context: How many tokens prompt and reply have together, where the server does not say.
        file_mb: Megabytes that one article's file, page or row may have.
        archive_mb: Megabytes that an archive may unpack to.
        archive_files: Files that an archive may hold.
        feed_entries: Entries of a feed that are followed.
        reading_seconds: Time that reading one document may take.
        reading_mb: Memory that it may take, in megabytes.
        cache_mb: Megabytes that what was encoded before may take in the user's cache; 0 keeps none.
    """

    index: Place = Path("data/index")
    encoder: str = ""
    engine: str = AUTO
    hits: int = 5
    candidates: int = 50
    statements: int = 3
    threshold: float = 0.5
    llm: str = ""
    llm_model: str = ""
    llm_seconds: int = 20
    llm_threshold: float = 0.2
    llm_context: int = 4096
    file_mb: int = 10
    archive_mb: int = 1000
    archive_files: int = 100_000
    feed_entries: int = 200
    reading_seconds: int = 20
    reading_mb: int = 4000
    cache_mb: int = 500

    def __post_init__(self) -> None:
        for one in fields(self):
            object.__setattr__(self, one.name, _taken(one, getattr(self, one.name)))
        for name in _COUNTS:
            if getattr(self, name) < 1:
                raise SettingInvalid(f"The setting {name} must be at least 1.")
            if getattr(self, name) > MOST:
                raise SettingInvalid(f"The setting {name} must be at most {MOST:,}.")
        if self.cache_mb < 0:
            raise SettingInvalid("The setting cache_mb must be at least 0, which keeps nothing.")
        if self.engine not in ENGINES:
            raise SettingInvalid(f"The setting engine must be one of: {', '.join(ENGINES)}.")
        for name in ("threshold", "llm_threshold"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingInvalid(f"The setting {name} must lie between 0 and 1.")

    @property
    def limits(self) -> Limits:
        """What is too large to be read."""
        return Limits(
            file_bytes=self.file_mb * _MEGABYTE,
            line_bytes=self.file_mb * _MEGABYTE,
            archive_bytes=self.archive_mb * _MEGABYTE,
            archive_members=self.archive_files,
            feed_entries=self.feed_entries,
            seconds=self.reading_seconds,
            memory_bytes=self.reading_mb * _MEGABYTE,
        )

    @property
    def cache_bytes(self) -> int:
        """How much may be kept of what was encoded before."""
        return self.cache_mb * _MEGABYTE


def _taken(setting: "Field[Any]", value: object) -> object:
    """Return the value of a setting in its own type: numpy's numbers are numbers, too."""
    kind: Any = setting.type
    if kind is Place:
        return to_place(cast("Place", value))
    if isinstance(value, bool) or not isinstance(value, _KINDS[kind]):
        raise SettingInvalid(f"The setting {setting.name} must be {_WANTED[kind]}, not {value!r}.")
    return kind(value)


def load_settings(
    arguments: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Gather the settings.

    Args:
        arguments: The strongest; entries that are None are not set.
        environment: Variables such as ``FUNDSTELLE_INDEX``; the process's own by default.
        file: A TOML file; by default the one ``FUNDSTELLE_CONFIG`` names, or ``fundstelle.toml``
            in the working directory where there is one.

    Raises:
        SettingInvalid: A setting is unknown or has a bad value, or the file cannot be read.
    """
    environment = os.environ if environment is None else environment
    settings = Settings()
    for origin, values in (
        _from_file(file, environment),
        (_ENVIRONMENT, _from_environment(environment)),
        ("arguments", {k: v for k, v in (arguments or {}).items() if v is not None}),
    ):
        settings = _apply(settings, values, origin)
    return settings


def _from_file(file: Path | None, environment: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    named = file or (
        Path(environment["FUNDSTELLE_CONFIG"]) if "FUNDSTELLE_CONFIG" in environment else None
    )
    path = named or Path("fundstelle.toml")
    if named is None and not path.is_file():
        return str(path), {}
    try:
        return str(path), tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingInvalid(
            f"The settings file {path} cannot be read ({error.strerror})."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingInvalid(f"The settings file {path} is not valid TOML: {error}.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(_PREFIX) and name not in _OTHER_VARIABLES
    }


def _apply(settings: Settings, values: Mapping[str, Any], origin: str) -> Settings:
    types = get_type_hints(Settings)
    for name in sorted(set(values) - set(types)):
        raise SettingInvalid(f"Unknown setting {name!r} ({_place(name, origin)}); {_known(name)}.")
    converted: dict[str, Any] = {}
    for name, value in values.items():
        read = read_place if name == "index" else _READERS[types[name]]
        try:
            converted[name] = read(value)
        except (TypeError, ValueError):
            wanted = _WANTED[types[name]]
            raise SettingInvalid(
                f"The setting {name} ({_place(name, origin)}) must be {wanted}, not {value!r}."
            ) from None
    return replace(settings, **converted)


def _place(name: str, origin: str) -> str:
    """Return where a setting was found, as it was written there."""
    return f"{origin} {_PREFIX}{name.upper()}" if origin == _ENVIRONMENT else origin


def _known(wanted: str) -> str:
    """Say what there is, and what comes closest."""
    names = [field.name for field in fields(Settings)]
    listed = ", ".join(names)
    closest = get_close_matches(wanted, names, n=1)
    return f"{closest[0]} comes closest, of {listed}" if closest else f"there are {listed}"


def _read_whole(value: Any) -> int:
    # int() takes 3.9 for 3 and true for 1. The environment's numbers are texts, which it takes as
    # they are meant.
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise ValueError(value)
    return int(value)


def _read_number(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError(value)
    return float(value)


_READERS: Mapping[type, Callable[[Any], Any]] = {int: _read_whole, float: _read_number, str: str}
