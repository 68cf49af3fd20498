"""The forms by which articles are added, and how far that is. Pure, as safe as :mod:`ui.render`."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from index.records import Article
from index.report import Report
from index.sources import Problem
from index.sources.places import SUFFIXES
from ui.articles.adding import Job, Outcome, Place
from ui.articles.sources import origin_to_name
from ui.articles.texts import ArticleTexts
from ui.problems import render_reason

_MOST_LISTED = 200  # places, and articles, and what was skipped: each


def render_intake(megabytes: float, texts: ArticleTexts) -> Markup:
    """Return the three ways of adding articles.

    Args:
        megabytes: How large a file may be.
        texts: The reader's.
    """
    fold = Markup('<details name="articles-way"{}><summary>{}</summary>{}</details>')
    return Markup("{}{}{}").format(
        fold.format(Markup(" open"), texts.files, _render_files(megabytes, texts)),
        fold.format("", texts.paste, _render_paste(texts)),
        fold.format("", texts.addresses, _render_addresses(texts)),
    )


def _render_files(megabytes: float, texts: ArticleTexts) -> Markup:
    suffixes = sorted(SUFFIXES)
    kinds = texts.files_kinds.format(
        kinds=", ".join(one[1:].upper() for one in suffixes),
        megabytes=texts.format_number(megabytes),
    )
    return Markup(
        '<label class="drop" data-drop><strong>{}</strong> <span>{}</span>'
        '<input type="file" multiple accept="{}"></label><p class="hint">{}</p>'
    ).format(texts.files_hint, texts.files_choose, ",".join(suffixes), kinds)


def _render_paste(texts: ArticleTexts) -> Markup:
    field = Markup('<label>{} <input type="{}" name="{}" maxlength="2000"></label>')
    return Markup(
        '<form data-kind="paste"><label class="wide">{} <textarea name="text" rows="8" required>'
        '</textarea></label>{}{}{}{}<p class="hint">{}</p><button class="do">{}</button></form>'
    ).format(
        texts.paste_text,
        field.format(texts.paste_title, "text", "title"),
        field.format(texts.paste_outlet, "text", "source"),
        field.format(texts.paste_day, "date", "published"),
        field.format(texts.paste_address, "url", "url"),
        texts.optional,
        texts.paste_send,
    )


def _render_addresses(texts: ArticleTexts) -> Markup:
    return Markup(
        '<form data-kind="addresses"><label class="wide">{} <textarea name="addresses" rows="4"'
        ' required spellcheck="false"></textarea></label><p class="hint">{}</p>'
        '<button class="do">{}</button></form>'
    ).format(texts.addresses_label, texts.addresses_hint, texts.addresses_send)


def render_refusal(message: str, texts: ArticleTexts) -> Markup:
    """Return why nothing is added, in one sentence."""
    return _job("", "failed", Markup('<p class="failure">{}</p>').format(message), texts)


def render_job(job: Job, ahead: int, articles: Sequence[Article], texts: ArticleTexts) -> Markup:
    """Return how far a job is, or what came of it.

    Args:
        job: The job.
        ahead: How many others come before it.
        articles: What it has added and replaced, once it has ended.
        texts: The reader's.
    """
    if job.state == "waiting":
        waiting = Markup("<p>{}</p>").format(texts.counted(texts.waiting, ahead))
        return _job(job.id, "waiting", waiting, texts)
    if job.state == "running":
        return _job(job.id, "running", _render_running(job, texts), texts)
    return _job(job.id, job.state, _render_end(job, articles, texts), texts)


def _job(job_id: str, state: str, inside: Markup, texts: ArticleTexts) -> Markup:
    under_way = state in ("waiting", "running")
    control = Markup('<button type="button" data-{}>{}</button>').format(
        "cancel" if under_way else "dismiss", texts.cancel if under_way else texts.dismiss
    )
    note = Markup('<p class="hint">{}</p>').format(texts.leave) if under_way else Markup("")
    return Markup('<div class="job" data-job="{}" data-state="{}" lang="{}">{}{}{}</div>').format(
        job_id, state, texts.language, inside, note, control
    )


def _render_running(job: Job, texts: ArticleTexts) -> Markup:
    tally, report = job.sources.tally, job.report
    read = texts.plural(texts.files_read, tally.files).format(
        read=texts.format_number(tally.files_read), count=texts.format_number(tally.files)
    )
    parts = [
        read if tally.files else "",
        texts.counted(texts.pages_read, tally.pages_read) if tally.pages_read else "",
        *_counts(report, texts),
    ]
    said = " · ".join(filter(None, parts)) or texts.beginning
    if job.stop.is_set():
        said = texts.stopping
    # Reading is not all; what is read has still to be encoded.
    value = Markup(' max="{}" value="{}"').format(tally.bytes, min(tally.bytes_read, tally.bytes))
    return Markup('<p>{}</p><progress aria-label="{}"{}></progress>{}').format(
        said,
        texts.progress,
        value if tally.bytes and tally.bytes_read < tally.bytes else "",
        _render_steps(job, texts),
    )


def _counts(report: Report, texts: ArticleTexts) -> list[str]:
    return [
        texts.counted(forms, len(ids))
        for forms, ids in (
            (texts.added, report.added),
            (texts.replaced, report.replaced),
            (texts.unchanged, report.unchanged),
            (texts.omitted, report.skipped),
        )
        if ids
    ]


def _render_steps(job: Job, texts: ArticleTexts) -> Markup:
    """Return the files of a job that runs, each with whether it has been read."""
    if job.sources.tally.files < 2:
        return Markup("")
    read = job.sources.tally.files_read
    return _render_places(
        job.places,
        [texts.is_read if at < read else texts.is_waiting for at in range(len(job.places))],
    )


def _render_places(places: Sequence[Place], states: Sequence[str]) -> Markup:
    rows = Markup("").join(
        Markup('<li><span dir="auto">{}</span> <span class="state">{}</span></li>').format(
            place.name, state
        )
        for place, state in zip(places[:_MOST_LISTED], states, strict=False)
    )
    return Markup('<ul class="places">{}</ul>').format(rows)


def _render_end(job: Job, articles: Sequence[Article], texts: ArticleTexts) -> Markup:
    counts = texts.joined(_counts(job.report, texts))
    if job.state == "failed":
        why = render_reason(texts.language, job.failure) if job.failure else texts.broken
        said = Markup('<p class="failure">{} {}</p>').format(texts.failed, why)
    elif job.state == "stopped":
        said = Markup('<p class="said">{}</p>').format(
            texts.stopped.format(counts=counts or texts.counted(texts.added, 0))
        )
    else:
        done = texts.done.format(counts=counts) if counts else texts.done_nothing
        said = Markup('<p class="said">{}</p>').format(done)
    return Markup("{}{}{}{}").format(
        said,
        _render_outcomes(job.places, job.outcomes, texts),
        _render_skipped(job.report.skipped, texts),
        _render_articles(articles, texts),
    )


def _render_outcomes(
    places: Sequence[Place], outcomes: Mapping[str, Outcome], texts: ArticleTexts
) -> Markup:
    if not outcomes or len(places) < 2:
        return Markup("")
    states = [_describe_outcome(outcomes[place.origin], texts) for place in places]
    return _render_places(places, states)


def _describe_outcome(outcome: Outcome, texts: ArticleTexts) -> str:
    parts = [
        form.format(count=texts.format_number(count))
        for form, count in (
            (texts.was_added, outcome.added),
            (texts.was_replaced, outcome.replaced),
            (texts.was_unchanged, outcome.unchanged),
        )
        if count
    ]
    return ", ".join(parts) or (texts.was_skipped if outcome.reasons else texts.is_read)


def _render_skipped(problems: Sequence[Problem], texts: ArticleTexts) -> Markup:
    if not problems:
        return Markup("")
    rows = Markup("").join(
        Markup('<li><span dir="auto">{}</span>: {}</li>').format(
            origin_to_name(one.origin, texts.paste), render_reason(texts.language, one.reason)
        )
        for one in problems[:_MOST_LISTED]
    )
    return Markup("<h3>{}</h3><ul>{}</ul>{}").format(
        texts.skipped, rows, _render_rest(len(problems), texts)
    )


def _render_articles(articles: Sequence[Article], texts: ArticleTexts) -> Markup:
    if not articles:
        return Markup("")
    rows = Markup("").join(
        Markup('<li lang="{}" dir="auto">{}</li>').format(
            one.language, one.title or f"{one.text[:80]} …"
        )
        for one in articles
    )
    return Markup("<h3>{}</h3><ul>{}</ul>").format(texts.new_articles, rows)


def _render_rest(count: int, texts: ArticleTexts) -> Markup:
    if count <= _MOST_LISTED:
        return Markup("")
    return Markup("<p>{}</p>").format(
        texts.more.format(count=texts.format_number(count - _MOST_LISTED))
    )
