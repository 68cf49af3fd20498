"""The control that rates an answer, and the call by which the page's script keeps a rating.

Pure rendering, as safe as :mod:`ui.render`. ``assets/rating.js`` follows the ``data-`` attributes:
``data-verdict`` says what a thumb stands for, ``data-reasons`` which form gives reasons for it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import gradio as gr
from markupsafe import Markup

from index.errors import StoreError
from index.store import Store
from rag.config import Settings
from rag.traces import TraceInvalid, answer_from_trace
from ui.desk.failures import DeskUnavailable
from ui.desk.feedback import (
    COMMENT_LIMIT,
    REASONS,
    SHOULD_HAVE_ABSTAINED,
    SHOULD_HAVE_ANSWERED,
    Feedback,
    Rating,
    RatingInvalid,
    RatingsFull,
    Verdict,
    check_comment,
    check_id,
    check_verdict,
)
from ui.serving.access import Access
from ui.texts import Tongue, load_texts

Call = Callable[[Any, gr.Request], dict[str, Any]]

# What bears on an answer; no address, as it may hold a secret.
_TOLD_SETTINGS = (
    *("encoder", "engine", "hits", "candidates", "statements", "threshold"),
    *("llm_model", "llm_threshold"),
)
_CHOICE_LIMIT = 10_000  # characters of a filter's choice

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RatingTexts(Tongue):
    """What the control says; ``up`` and ``down`` hold a text for each reason."""

    rate: str
    good: str
    bad: str
    why_good: str
    why_bad: str
    comment: str
    send: str
    close: str
    noted: str
    thanks: str
    take_back: str
    taken_back: str
    failed: str
    invalid: str
    full: str
    unavailable: str
    up: Mapping[str, str]
    down: Mapping[str, str]


def render_rating(texts: RatingTexts, *, abstained: bool | None = None) -> Markup:
    """Return two thumbs, and for each a form for the reason, folded away.

    Args:
        texts: What it says.
        abstained: Whether the answer abstains, so that no reason is offered that cannot be; None
            offers all of them.
    """
    return Markup(
        '<div class="rating" data-rating role="group" aria-label="{}" data-noted="{}" '
        'data-thanks="{}" data-taken-back="{}" data-failed="{}">'
        '<span class="thumbs">{}{}</span><span class="said" role="status"></span>'
        '<button type="button" data-take-back hidden>{}</button>{}{}</div>'
    ).format(
        texts.rate,
        texts.noted,
        texts.thanks,
        texts.taken_back,
        texts.failed,
        _thumb("up", texts.good),
        _thumb("down", texts.bad),
        texts.take_back,
        _form("up", texts.why_good, texts.up, texts, ()),
        _form("down", texts.why_bad, texts.down, texts, _impossible(abstained)),
    )


def make_rate(
    feedback: Feedback,
    store: Store,
    access: Access,
    texts_of: Callable[[gr.Request], Tongue],
    settings: Settings | None = None,
) -> Call:
    """Return the call that keeps a rating, or takes it back.

    It takes ``{"turn", "verdict", "reason", "comment", "trace", "choice"}``; ``verdict`` is null to
    take a rating back, ``choice`` the filter that the question was asked with, if there was one.

    Args:
        feedback: Where ratings are kept.
        store: Against which the rated answer is read back; what does not fit it is not kept.
        access: Tells who rates.
        texts_of: Tells the language of who rates.
        settings: What answers are made with, to be kept with the rating.
    """

    def rate(sent: Any, request: gr.Request) -> dict[str, Any]:
        texts = load_texts(RatingTexts, "rating", texts_of(request).language)
        try:
            return {"verdict": _keep(sent, access.reader(request).name, feedback, store, settings)}
        except (RatingInvalid, TraceInvalid):
            return {"error": texts.invalid}
        except RatingsFull:
            return {"error": texts.full}
        except (DeskUnavailable, StoreError) as error:
            _log.warning("%s", error)
            return {"error": texts.unavailable}

    return rate


def _keep(
    sent: Any, reader: str, feedback: Feedback, store: Store, settings: Settings | None
) -> str | None:
    """Keep what a reader sent, or take back what was kept; return the verdict that stands."""
    if not isinstance(sent, dict):
        raise RatingInvalid("A rating is an object.")
    if sent.get("verdict") is None:
        feedback.take_back(reader, check_id(sent.get("turn")))
        return None
    rating = _read_rating(sent, reader, _tell_making(store, settings))
    answer_from_trace(rating.trace, store)
    feedback.keep(rating)
    return rating.verdict


def _read_rating(sent: Mapping[str, Any], reader: str, made: dict[str, Any]) -> Rating:
    """Return the rating that was sent.

    Raises:
        RatingInvalid: It is none.
    """
    trace, choice = sent.get("trace"), sent.get("choice")
    if not isinstance(trace, dict):
        raise RatingInvalid("A rating comes with the trace of what is rated.")
    if not isinstance(choice, dict | None) or len(str(choice)) > _CHOICE_LIMIT:
        raise RatingInvalid("The choice of a filter is an object.")
    verdict, reason = check_verdict(sent.get("verdict"), sent.get("reason"))
    return Rating(
        id=check_id(sent.get("turn")),
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        reader=reader,
        verdict=verdict,
        reason=reason,
        comment=check_comment(sent.get("comment")),
        trace=trace,
        made={**made, "choice": choice},
    )


def _tell_making(store: Store, settings: Settings | None) -> dict[str, Any]:
    """Return what answers are made with now: version, index and settings."""
    summary = store.summary()
    told = {name: getattr(settings, name) for name in _TOLD_SETTINGS} if settings else {}
    return {
        "version": _version(),
        "index": {
            **asdict(store.config),
            "articles": summary.articles,
            "passages": summary.passages,
        },
        "settings": told,
    }


def _version() -> str:
    try:
        return version("fundstelle")
    except PackageNotFoundError:  # run from its folder
        return ""


def _impossible(abstained: bool | None) -> tuple[str, ...]:
    """Return the reasons that cannot be given for an answer."""
    if abstained is None:
        return ()
    return (SHOULD_HAVE_ABSTAINED,) if abstained else (SHOULD_HAVE_ANSWERED,)


def _thumb(verdict: Verdict, label: str) -> Markup:
    return Markup(
        '<button type="button" class="thumb" data-verdict="{0}" aria-pressed="false" '
        'aria-expanded="false" aria-label="{1}" title="{1}"><svg viewBox="0 0 20 20" '
        'width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" '
        'stroke-width="1.5" stroke-linejoin="round"{2}><path d="{3}"/></svg></button>'
    ).format(verdict, label, Markup(' class="turned"') if verdict == "down" else "", _HAND)


_HAND = (
    "M2.75 9.25h3.5v7.5h-3.5z"
    "M6.25 9.25l2.9-5.9a1.75 1.75 0 0 1 3.3 1.05l-.7 3.35h3.9a1.75 1.75 0 0 1 1.7 2.15"
    "l-1.3 5.45a1.85 1.85 0 0 1-1.8 1.4h-8"
)


def _form(
    verdict: Verdict,
    question: str,
    labels: Mapping[str, str],
    texts: RatingTexts,
    left_out: tuple[str, ...],
) -> Markup:
    chip = Markup('<label><input type="radio" name="reason" value="{}"><span>{}</span></label>')
    chips = Markup("").join(
        chip.format(reason, labels[reason]) for reason in REASONS[verdict] if reason not in left_out
    )
    return Markup(
        '<form data-reasons="{}" hidden><fieldset><legend>{}</legend><div class="chips">{}</div>'
        '</fieldset><label class="comment">{}<textarea name="comment" rows="2" maxlength="{}" '
        'dir="auto"></textarea></label><p><button type="submit">{}</button>'
        '<button type="button" data-close>{}</button></p></form>'
    ).format(verdict, question, chips, texts.comment, COMMENT_LIMIT, texts.send, texts.close)
