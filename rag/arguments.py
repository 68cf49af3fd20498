"""What is given from Python is looked at before it is used: a slip gets one clear sentence."""

from collections.abc import Sequence
from numbers import Integral

from index.errors import QuestionInvalid, SettingInvalid
from index.records import Filter
from rag.config import MOST, Settings
from rag.records import Answer


def check_text(question: object) -> None:
    """Make sure that a question is a text.

    Raises:
        QuestionInvalid: It is something else.
    """
    if not isinstance(question, str):
        raise QuestionInvalid(f"The question must be a text, not {type(question).__name__}.")


def read_count(k: object) -> int | None:
    """Return a number of hits as Python's own (numpy's are taken); None leaves it to the settings.

    Raises:
        SettingInvalid: It is none, is less than 1, or beyond what any index holds.
    """
    if k is None:
        return None
    if isinstance(k, bool) or not isinstance(k, Integral):
        raise SettingInvalid(f"The number of hits, k, must be a whole number, not {k!r}.")
    wanted = int(k)
    if not 1 <= wanted <= MOST:
        raise SettingInvalid(f"There is no asking for {wanted} hits; ask for 1 to {MOST:,}.")
    return wanted


def check_settings(settings: object) -> None:
    """Make sure that settings are such; None gathers them.

    Raises:
        SettingInvalid: They are something else.
    """
    if settings is not None and not isinstance(settings, Settings):
        raise SettingInvalid(
            f"The settings must be Settings, such as Settings(hits=3), not {settings!r}."
        )


def check_stop(stop: object) -> None:
    """Make sure that what is to stop an answer is an event; None never does.

    Raises:
        SettingInvalid: It is something else.
    """
    if stop is not None and not callable(getattr(stop, "is_set", None)):
        raise SettingInvalid(f"The stop must be a threading.Event, not {stop!r}.")


def check_history(history: object) -> None:
    """Make sure that a conversation is a list of its answers.

    Raises:
        SettingInvalid: It is something else.
    """
    if not isinstance(history, Sequence) or not all(isinstance(one, Answer) for one in history):
        raise SettingInvalid("The history must be a list of earlier answers, such as [answer].")


def check_kind(only: object) -> None:
    """Make sure that a choice of articles is a filter; None chooses all.

    Raises:
        SettingInvalid: It is something else.
    """
    if only is not None and not isinstance(only, Filter):
        raise SettingInvalid(
            f"The choice only must be a Filter, such as Filter(languages=['de']), not {only!r}."
        )
