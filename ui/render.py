"""Answers become HTML. Pure, and safe: whatever an article holds, it is shown as text.

Every piece is a :class:`markupsafe.Markup` template whose ``format`` escapes what is filled in, so
nothing from an article, a title, a URL or a question can become markup. Nor does anything read it
a second time: the page shows these pieces in :class:`gradio.HTML`, which puts them in as they are,
rather than in :class:`gradio.Chatbot`, which would run quotations through Markdown and LaTeX.

``assets/page.js`` follows the ``data-`` attributes: ``data-cite`` leads from a finding or a
statement to its citation, ``data-back`` from there back again, ``data-show`` to a turn's evidence,
and ``data-ask`` holds a question to be asked.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from index.records import Article, Filter
from rag.records import Answer, Citation, Finding, Statement
from ui.cards import name_article
from ui.filters import describe_filter
from ui.quotations import render_quotation
from ui.texts import Texts


def render_masthead(texts: Texts) -> Markup:
    """Return the page's name and what it is for."""
    return Markup(
        '<header class="masthead" lang="{}"><h1>Fund<mark>stelle</mark></h1><p>{}</p></header>'
    ).format(texts.language, texts.tagline)


def render_conversation(turns: Sequence[Markup], examples: Iterable[str], texts: Texts) -> Markup:
    """Return the conversation; before the first turn, what the page is and questions to try."""
    return Markup(
        '<div class="log" role="log" aria-live="polite" aria-label="{}" lang="{}">{}</div>'
    ).format(
        texts.conversation,
        texts.language,
        Markup("").join(turns) if turns else _welcome(examples, texts),
    )


def render_limits(only: Filter, texts: Texts) -> Markup:
    """Return the line below a question that says which articles it was limited to, if any."""
    limits = describe_filter(only, texts)
    line = Markup('<p class="limits">{}</p>').format(texts.limited.format(filter=limits))
    return line if limits else Markup("")


def render_pending(number: int, question: str, limits: Markup, texts: Texts) -> Markup:
    """Return the turn of a question that is being answered."""
    searching = Markup('<p class="pending">{}</p>').format(texts.searching)
    return _turn(number, question, limits + searching)


def render_failure(number: int, question: str, limits: Markup, message: str) -> Markup:
    """Return the turn of a question that could not be answered, with the reason."""
    return _turn(number, question, limits + Markup('<p class="failure">{}</p>').format(message))


def render_answer(number: int, answer: Answer, limits: Markup, texts: Texts) -> Markup:
    """Return the turn of a question and its answer: what it comes down to, then who says so."""
    note = Markup('<p class="note" lang="{}" dir="auto">{}</p>').format(
        answer.language, answer.note
    )
    noted = [note] if answer.note else []
    body = [_statement(statement, answer, texts) for statement in answer.statements]
    body = [_lead(answer, texts), *noted, *body] if answer.findings else [*body, *noted]
    about = [_searched(answer, texts), limits]
    return _turn(number, answer.question, Markup("").join([*about, *body, _origin(answer, texts)]))


def _welcome(examples: Iterable[str], texts: Texts) -> Markup:
    buttons = Markup("").join(
        Markup('<li><button type="button" data-ask="{0}" dir="auto">{0}</button></li>').format(e)
        for e in examples
    )
    shown = Markup("<h3>{}</h3><ul>{}</ul>").format(texts.examples, buttons)
    return Markup('<div class="welcome"><h2>{}</h2><p>{}</p>{}</div>').format(
        texts.welcome_title, texts.welcome, shown if buttons else ""
    )


def _turn(number: int, question: str, body: Markup) -> Markup:
    return Markup(
        '<article class="turn" data-turn="{}"><h2 class="question" dir="auto">{}</h2>{}</article>'
    ).format(number, question, body)


def _searched(answer: Answer, texts: Texts) -> Markup:
    """Return the line below a question that says how it was made whole, if it was."""
    whole = Markup('<span lang="{}" dir="auto">{}</span>').format(answer.language, answer.searched)
    line = escape(texts.searched).format(question=whole)
    return Markup('<p class="searched">{}</p>').format(line) if answer.searched else Markup("")


def _lead(answer: Answer, texts: Texts) -> Markup:
    """Return the direct answer, or a list of them where articles disagree."""
    found = [_finding(finding, answer, texts) for finding in answer.findings]
    if len(found) == 1:
        return Markup('<div class="lead">{}</div>').format(found[0])
    parts = Markup("").join(Markup("<li>{}</li>").format(finding) for finding in found)
    return Markup('<ul class="lead">{}</ul>').format(parts)


def _finding(finding: Finding, answer: Answer, texts: Texts) -> Markup:
    """Return a finding: its article's words, the same in the question's language, who says so."""
    reading = Markup(' <span class="reading" lang="{}" dir="auto">= {}</span>').format(
        answer.language, finding.reading
    )
    origin = Markup('<p class="by" lang="{}" dir="auto">{}</p>').format(
        answer.language, finding.origin
    )
    return Markup('<p class="finding"><b lang="{}" dir="auto">{}</b>{} {}</p>{}').format(
        finding.citations[0].article.language,
        finding.text,
        reading if finding.reading else "",
        _markers(finding.citations, texts),
        origin if finding.origin else "",
    )


def _statement(statement: Statement, answer: Answer, texts: Texts) -> Markup:
    """Return a statement as a quotation in its article's language, or as a paragraph of ours."""
    markers = _markers(statement.citations, texts)
    # As they stand in the answer as a whole: what leads it is what is marked everywhere.
    cited = {citation.marker: citation for citation in answer.citations}
    said = statement.text.split()
    quoted = [cited[c.marker] for c in statement.citations if c.quote.split() == said]
    if not quoted:
        return Markup('<p class="statement" lang="{}" dir="auto">{} {}</p>').format(
            answer.language, statement.text, markers
        )
    articles = {citation.article.id: citation.article for citation in statement.citations}
    return Markup(
        '<figure class="statement"><blockquote lang="{}" dir="auto">{}</blockquote> {}'
        "<figcaption>{}</figcaption></figure>"
    ).format(
        quoted[0].article.language,
        render_quotation(quoted[0]),
        markers,
        Markup("; ").join(_byline(article, texts) for article in articles.values()),
    )


def _markers(citations: Iterable[Citation], texts: Texts) -> Markup:
    button = Markup(
        '<button type="button" class="marker" data-cite="{0}" aria-label="{1}" title="{1}">'
        "{0}</button>"
    )
    return Markup("").join(
        button.format(citation.marker, texts.cited_at.format(marker=citation.marker))
        for citation in citations
    )


def _byline(article: Article, texts: Texts) -> Markup:
    when = texts.format_day(article.published) if article.published else texts.undated
    return Markup("<cite>{}</cite>, {}").format(name_article(article), when)


def _origin(answer: Answer, texts: Texts) -> Markup:
    """Return the small line below an answer: how it was made, in what time."""
    seconds = round(answer.elapsed_ms / 1000, 1 if answer.elapsed_ms >= 100 else 2)
    time = texts.seconds.format(number=texts.format_number(seconds))
    if answer.statements:
        forms = texts.quoted if answer.generator == "extractive" else texts.worded
        count = len({citation.article.id for citation in answer.citations})
        made = escape(texts.plural(forms, count).format(count=count, generator=answer.generator))
    elif answer.hits:
        made = Markup('<button type="button" data-show>{}</button>').format(texts.show_passages)
    else:
        made = escape(texts.evidence_none)
    return Markup('<p class="origin">{} · {}</p>').format(made, time)
