"""Answers become HTML. Pure, and safe: whatever an article holds, it is shown as text.

Every piece is a :class:`markupsafe.Markup` template whose ``format`` escapes what is filled in, so
nothing from an article, a title, a URL or a question can become markup. Nor does anything read it
a second time: the page shows these pieces in :class:`gradio.HTML`, which puts them in as they are,
rather than in :class:`gradio.Chatbot`, which would run quotations through Markdown and LaTeX.

The page's scripts follow the ``data-`` attributes: ``data-cite`` leads from a finding or a
statement to its citation, ``data-back`` from there back again, ``data-show`` to a turn's evidence,
``data-ask`` holds a question to be asked, and ``data-do`` names what else a button does.
"""

from markupsafe import Markup, escape

from index.records import Filter
from rag.generation import EXTRACTIVE
from rag.records import Answer
from ui.evidence import render_opener
from ui.filters import describe_filter
from ui.rating import RatingTexts, render_rating
from ui.statements import (
    render_nearest,
    render_prose,
    render_quotations,
    render_withheld,
)
from ui.texts import Texts, load_texts

_BUTTON = Markup('<button type="button" data-do="{}">{}</button>')


def render_limits(only: Filter, texts: Texts) -> Markup:
    """Return the line below a question that says which articles it was limited to, if any."""
    limits = describe_filter(only, texts)
    line = Markup('<p class="limits">{}</p>').format(texts.limited.format(filter=limits))
    return line if limits else Markup("")


def render_pending(number: int, question: str, limits: Markup, doing: str) -> Markup:
    """Return the turn of a question that is being answered."""
    searching = Markup('<p class="pending">{}</p>').format(doing)
    return _turn(number, question, limits + searching)


def render_answer(
    number: int, answer: Answer, limits: Markup, texts: Texts, ending: Markup | None = None
) -> Markup:
    """Return the turn of a question and its answer.

    The articles' own sentences stand below what they come down to. An answer in a model's words is
    a text that grows: nothing comes to stand above a sentence that is there already.

    Args:
        number: Which turn it is.
        answer: The answer, or as much of it as there is.
        limits: Which articles the question was limited to.
        texts: The page's texts.
        ending: Why the answer ended before its time, if it did.
    """
    worded = answer.generator != EXTRACTIVE
    said = render_prose(answer, texts) if worded else render_quotations(answer, texts)
    said += render_nearest(answer, texts)
    if answer.abstained and limits:
        said += Markup('<p class="wider">{}</p>').format(_BUTTON.format("widen", texts.widen))
    body = [_searched(answer, texts), limits, said, ending or Markup("")]
    if answer.complete or ending:
        body += [render_withheld(answer, texts), _origin(answer, texts), _tools(answer, texts)]
    else:
        body.append(Markup('<p class="pending" data-writing>{}</p>').format(texts.writing))
    return _turn(number, answer.question, Markup("").join(body))


def render_ended(
    number: int, question: str, limits: Markup, ending: Markup, texts: Texts
) -> Markup:
    """Return the turn of a question that has no answer, with the reason."""
    return _turn(number, question, limits + ending + _tools(None, texts))


def render_failure(message: str) -> Markup:
    """Return the line that says why something did not work."""
    return Markup('<p class="failure">{}</p>').format(message)


def render_stop(message: str) -> Markup:
    """Return the line that says that the reader stopped an answer."""
    return Markup('<p class="note">{}</p>').format(message)


def _turn(number: int, question: str, body: Markup) -> Markup:
    return Markup(
        '<article class="turn" data-turn="{}"><h2 class="question" dir="auto">{}</h2>{}</article>'
    ).format(number, question, body)


def _searched(answer: Answer, texts: Texts) -> Markup:
    """Return the lines below a question that say how it was made whole, or taken apart."""
    said = Markup('<span lang="{}" dir="auto">{}</span>')
    lines = []
    if answer.searched:
        whole = said.format(answer.language, answer.searched)
        lines.append(escape(texts.searched).format(question=whole))
    if answer.parts:
        apart = Markup(" · ").join(said.format(answer.language, part) for part in answer.parts)
        lines.append(escape(texts.searched_apart).format(questions=apart))
    return Markup("").join(Markup('<p class="searched">{}</p>').format(line) for line in lines)


def _origin(answer: Answer, texts: Texts) -> Markup:
    """Return the small line below an answer: how it was made, in what time."""
    seconds = max(round(answer.elapsed_ms / 1000, 1 if answer.elapsed_ms >= 100 else 2), 0.01)
    time = texts.seconds.format(number=texts.format_number(seconds))
    if answer.statements:
        forms = texts.quoted if answer.generator == EXTRACTIVE else texts.worded
        count = len({citation.article.id for citation in answer.citations})
        made = escape(texts.plural(forms, count).format(count=count, generator=answer.generator))
    elif answer.hits:
        made = Markup('<button type="button" data-show>{}</button>').format(texts.show_passages)
    else:
        made = escape(texts.evidence_none)
    return Markup('<p class="origin">{} · {}</p>').format(made, time)


def _tools(answer: Answer | None, texts: Texts) -> Markup:
    """Return what can be done with a turn; ``edit`` and ``retry`` only with the last one."""
    again = Markup('<span class="again">{}{}</span>').format(
        _BUTTON.format("edit", texts.edit), _BUTTON.format("retry", texts.retry)
    )
    if answer is None:
        return Markup('<div class="tools">{}</div>').format(again)
    opener = render_opener(answer, texts) if answer.statements else ""
    words = load_texts(RatingTexts, "rating", texts.language)
    return Markup(
        '<div class="tools">{}{}{}{}<span class="told" role="status"></span></div>'
    ).format(opener, _copying(texts), again, render_rating(words, abstained=answer.abstained))


def _copying(texts: Texts) -> Markup:
    """Return the small menu of what can be copied of a turn."""
    forms = {"text": texts.copy_text, "markdown": texts.copy_markdown, "link": texts.copy_link}
    return Markup('<details class="copying"><summary>{}</summary><div>{}</div></details>').format(
        texts.copy, Markup("").join(_BUTTON.format(*form) for form in forms.items())
    )
