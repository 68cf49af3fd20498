"""What is wrong with a language model's server, told from what it says; pure."""

import math
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from rag.llm.models import ModelUnavailable, Outage
from rag.llm.servers.addresses import KEY_VARIABLE, Address

LONGEST_WAIT = 3.0  # seconds that a server may ask us to wait before asking it again
_EXCERPT = 120  # characters of what a server says that are shown
_DELAY = re.compile(r"[0-9]{1,30}(\.[0-9]{1,9})?")
_TOO_LONG = re.compile(
    r"context[ _](length|size|window)|maximum context|prompt is too long|too many tokens",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"model_not_found|model\b.{0,100}\b(not found|does not exist|not exist|unknown)",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCES = {
    Outage.UNREACHABLE: (
        "The language model server at {url} cannot be reached{detail}; start it, or check the "
        "address."
    ),
    Outage.SLOW: (
        "The language model at {url} takes too long{detail}; take a smaller or quicker one, or "
        "raise llm_seconds."
    ),
    Outage.BUSY: "The language model server at {url} is too busy{detail}; ask again later.",
    Outage.REFUSED: (
        "The language model server at {url} refuses access{detail}; check the key in the "
        f"environment variable {KEY_VARIABLE}."
    ),
    Outage.UNKNOWN: (
        "The server at {url} does not have the language model {model}{detail}; check llm_model and "
        "the address, which mostly ends in /v1."
    ),
    Outage.CUT: "The reply of the language model at {url} broke off{detail}; ask again.",
    Outage.EMPTY: (
        "The language model {model} at {url} gave an empty reply; ask again, or take another one."
    ),
    Outage.REPEATING: (
        "The language model {model} at {url} repeated itself without end; take another one."
    ),
    Outage.TOO_LONG: (
        "The question and its evidence are too long for the language model at {url}{detail}; give "
        "the model more context, or set llm_context to what it has."
    ),
    Outage.FAILED: "The language model server at {url} failed{detail}; see its log.",
}
_UNLISTED = (
    "The server at {url} does not say which language models it has{detail}; name one by llm_model, "
    "and check the address, which mostly ends in /v1."
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with a request.

    Attributes:
        outage: What kind of trouble it is.
        detail: What is known of it, in a few words.
        again: Whether asking once more may help.
        wait: How long the server asks to wait before that, in seconds; None where it does not.
    """

    outage: Outage
    detail: str = ""
    again: bool = False
    wait: float | None = None

    def to_error(self, address: Address, model: str) -> ModelUnavailable:
        """Return it in a sentence that says where it is and what to do; without the key.

        Args:
            address: The server.
            model: The model that was asked; ``""`` where the server was asked which it has.
        """
        detail = f" ({clean(self.detail, address.key)})" if self.detail else ""
        unlisted = self.outage is Outage.UNKNOWN and not model
        sentence = (_UNLISTED if unlisted else _SENTENCES[self.outage]).format(
            url=address.shown, model=clean(model, address.key), detail=detail
        )
        return ModelUnavailable(self.outage, sentence)


NOT_UNDERSTOOD = Trouble(Outage.FAILED, "what it sends is no reply of a language model")


def judge_status(status: int, said: str, wait: float | None = None) -> Trouble:
    """Tell what is wrong from the status of a response.

    Args:
        status: The status, by HTTP.
        said: What the server says in its own words.
        wait: How long it asks to wait, in seconds.
    """
    detail = f"status {status}: {said}" if said else f"status {status}"
    if status == 413 or (status in {400, 422, 500} and _TOO_LONG.search(said)):
        return Trouble(Outage.TOO_LONG, detail)
    if status in {401, 403}:
        return Trouble(Outage.REFUSED, detail)
    if status == 404 or (status in {400, 422} and _UNKNOWN.search(said)):
        return Trouble(Outage.UNKNOWN, detail)
    if status < 400:
        return Trouble(Outage.FAILED, f"{detail}, which leads elsewhere and is not followed")
    again = status in {408, 429} or status >= 500
    soon = wait is None or wait <= LONGEST_WAIT
    outage = Outage.BUSY if status in {429, 503, 529} else Outage.FAILED
    return Trouble(outage, detail, again and soon, wait)


def judge_words(said: str) -> Trouble:
    """Tell what is wrong from words alone, such as those of an error within a stream."""
    if _TOO_LONG.search(said):
        return Trouble(Outage.TOO_LONG, said)
    return Trouble(Outage.UNKNOWN if _UNKNOWN.search(said) else Outage.FAILED, said)


def read_wait(header: str | None, now: datetime) -> float | None:
    """Read ``Retry-After`` (RFC 9110, section 10.2.3); None where it makes no sense.

    Args:
        header: A number of seconds, or a date.
        now: The time, with its zone.
    """
    if header is None:
        return None
    if _DELAY.fullmatch(header.strip()):
        return float(header)
    try:
        wait = (parsedate_to_datetime(header) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):  # no date, one without a zone, none there is
        return None
    return wait if math.isfinite(wait) and wait >= 0 else None


def clean(said: str, key: str) -> str:
    """Return a short excerpt of what a server says that is fit to be shown, without the key."""
    folded = " ".join("".join(c if c.isprintable() else " " for c in said[:2000]).split())
    if key:
        folded = re.sub(re.escape(key), "…", folded, flags=re.IGNORECASE)
    short = folded if len(folded) <= _EXCERPT else f"{folded[: _EXCERPT - 1]}…"
    return short.rstrip(".")
