"""What an answer says becomes HTML: quotations, or prose, and what it all comes down to.

Pure, and as safe as :mod:`ui.render`.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from index.records import Article
from rag.records import Answer, Citation, Finding, Statement, Withheld
from ui.evidence import evidence_texts, name_article
from ui.evidence.facts import render_day
from ui.quotations import render_quotation
from ui.texts import Texts


def render_quotations(answer: Answer, texts: Texts) -> Markup:
    """Return an answer in the articles' words: what it comes down to, then who says so."""
    said = Markup("").join(_statement(one, answer, texts) for one in answer.statements)
    note = _note(answer)
    return _lead(answer, texts) + note + said if answer.findings else said + note


def render_prose(answer: Answer, texts: Texts) -> Markup:
    """Return an answer in a model's words, one text; below it what articles disagree on."""
    said = Markup(" ").join(_sentence(one, answer, texts) for one in answer.statements)
    prose = Markup('<p class="prose" lang="{}" dir="auto">{}</p>').format(answer.language, said)
    lead = _lead(answer, texts) if answer.findings else Markup("")
    return (prose if said else Markup("")) + _note(answer) + lead


def render_withheld(answer: Answer, texts: Texts) -> Markup:
    """Return what was written and did not pass the check: folded away, struck through."""
    if not answer.withheld:
        return Markup("")
    count = len(answer.withheld)
    return Markup(
        '<details class="withheld"><summary>{}</summary><ul lang="{}">{}</ul></details>'
    ).format(
        texts.plural(texts.withheld, count).format(count=texts.format_number(count)),
        answer.language,
        Markup("").join(_struck(one, texts) for one in answer.withheld),
    )


def render_nearest(answer: Answer, texts: Texts) -> Markup:
    """Return the sentences that come nearest to an answer where there is none."""
    if not answer.nearest:
        return Markup("")
    return Markup('<div class="nearest"><p>{}</p>{}</div>').format(
        texts.nearest_said,
        Markup("").join(_quotation(one, [one], texts) for one in answer.nearest),
    )


def _note(answer: Answer) -> Markup:
    note = Markup('<p class="note" lang="{}" dir="auto">{}</p>').format(
        answer.language, answer.note
    )
    return note if answer.note else Markup("")


def _lead(answer: Answer, texts: Texts) -> Markup:
    """Return the direct answer, or a table of them where articles disagree."""
    if len(answer.findings) > 1:
        return _table(answer, texts)
    (finding,) = answer.findings
    origin = Markup('<p class="by" lang="{}" dir="auto">{}</p>').format(
        answer.language, finding.origin
    )
    return Markup('<div class="lead"><p class="finding">{} {}</p>{}</div>').format(
        _words(finding, answer),
        Markup('<span class="markers">{}</span>').format(_markers(finding.citations, texts)),
        origin if finding.origin else "",
    )


def _table(answer: Answer, texts: Texts) -> Markup:
    """Return who says what and when: a group of rows a finding, a row an article."""
    words = evidence_texts(texts.language)
    return Markup(
        '<table class="lead"><caption class="aside">{}</caption><thead><tr>'
        '<th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col"><span class="aside">{}</span></th></tr></thead>{}</table>'
    ).format(
        words.differ,
        words.answer,
        words.outlet,
        words.day,
        texts.evidence,
        Markup("").join(_group(finding, answer, texts) for finding in answer.findings),
    )


def _group(finding: Finding, answer: Answer, texts: Texts) -> Markup:
    said: dict[str, list[Citation]] = {}
    for citation in finding.citations:
        said.setdefault(citation.article.id, []).append(citation)
    head = Markup('<th scope="rowgroup" class="finding" rowspan="{}">{}</th>').format(
        len(said), _words(finding, answer)
    )
    row = Markup('<tr>{}<td class="by" dir="auto">{}</td><td class="day">{}</td><td>{}</td></tr>')
    rows = (
        row.format(
            "" if place else head,
            name_article(citations[0].article),
            render_day(citations[0].article, texts, short=True),
            _markers(citations, texts),
        )
        for place, citations in enumerate(said.values())
    )
    return Markup("<tbody>{}</tbody>").format(Markup("").join(rows))


def _words(finding: Finding, answer: Answer) -> Markup:
    """Return a finding: its article's words, and the same in the question's language."""
    reading = Markup(' <span class="reading" lang="{}" dir="auto">= {}</span>').format(
        answer.language, finding.reading
    )
    return Markup('<b lang="{}" dir="auto">{}</b>{}').format(
        finding.citations[0].article.language, finding.text, reading if finding.reading else ""
    )


def _statement(statement: Statement, answer: Answer, texts: Texts) -> Markup:
    """Return a statement as a quotation in its article's language, or as a paragraph of ours."""
    # As they stand in the answer as a whole: what leads it is what is marked everywhere.
    cited = {citation.marker: citation for citation in answer.citations}
    quoted = _quoted(statement)
    if not quoted:
        return Markup('<p class="statement" lang="{}" dir="auto">{} {}</p>').format(
            answer.language, statement.text, _markers(statement.citations, texts)
        )
    return _quotation(cited[quoted[0].marker], statement.citations, texts)


def _quotation(quoted: Citation, citations: Sequence[Citation], texts: Texts) -> Markup:
    """Return words of an article, who else says so, and whose articles these are."""
    articles = {citation.article.id: citation.article for citation in citations}
    return Markup(
        '<figure class="statement"><blockquote lang="{}" dir="auto">{}</blockquote> {}'
        "<figcaption>{}</figcaption></figure>"
    ).format(
        quoted.article.language,
        render_quotation(quoted),
        _markers(citations, texts),
        Markup("; ").join(_byline(article, texts) for article in articles.values()),
    )


def _sentence(statement: Statement, answer: Answer, texts: Texts) -> Markup:
    """Return a sentence in a model's words; one that it quotes is in its article's language."""
    quoted = _quoted(statement)
    return Markup('<span class="statement"><span lang="{}">{}</span> {}</span>').format(
        quoted[0].article.language if quoted else answer.language,
        statement.text,
        _markers(statement.citations, texts),
    )


def _quoted(statement: Statement) -> list[Citation]:
    """Return the citations that a statement repeats word for word."""
    said = statement.text.split()
    return [citation for citation in statement.citations if citation.quote.split() == said]


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


def _struck(one: Withheld, texts: Texts) -> Markup:
    return Markup(
        '<li><span class="aside" lang="{}">{} </span><del dir="auto">{}</del>'
        ' <span class="reason" dir="auto">{}</span></li>'
    ).format(texts.language, texts.withheld_sentence, one.text, one.reason)
