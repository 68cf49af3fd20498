"""What is given from Python is looked at before it is used: a slip gets one clear sentence."""

from collections.abc import Sequence

from index.errors import QuestionInvalid, SettingInvalid
from index.records import Filter
from rag.records import Answer


def check_text(question: object) -> None:
    """Make sure that a question is a text.

    Raises:
        QuestionInvalid: It is something else.
    """
    if not isinstance(question, str):
        raise QuestionInvalid(f"The question must be a text, not {type(question).__name__}.")


def check_count(k: object) -> None:
    """Make sure that a number of hits is one; None leaves it to the settings.

    Raises:
        SettingInvalid: It is not, or is less than 1.
    """
    if k is None:
        return
    if not isinstance(k, int) or isinstance(k, bool):
        raise SettingInvalid(f"The number of hits, k, must be a whole number, not {k!r}.")
    if k < 1:
        raise SettingInvalid(f"There is no asking for {k} hits; ask for 1 or more.")


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
