"""An answer as plain text and as Markdown, with numbered sources.

What a model wrote and the check withheld is no part of it; that something was withheld is said.
"""

from collections.abc import Iterable, Iterator

from index.records import Article
from rag.generation import EXTRACTIVE
from rag.records import Answer, Citation, Finding, Statement
from ui.exports.texts import ExportTexts
from ui.exports.writing import MARKDOWN, TEXT, Form


def answer_as_text(answer: Answer, texts: ExportTexts) -> str:
    """Return a question, its answer and what that cites as plain text."""
    return _join(write_answer(answer, texts, TEXT))


def answer_as_markdown(answer: Answer, texts: ExportTexts) -> str:
    """Return a question, its answer and what that cites as Markdown.

    Nothing in an article can become a link, an image or HTML; the sources' addresses are links.
    """
    return _join(write_answer(answer, texts, MARKDOWN))


def write_answer(answer: Answer, texts: ExportTexts, form: Form, limits: str = "") -> Iterator[str]:
    """Yield a turn, paragraph by paragraph.

    Args:
        answer: The answer.
        texts: In the reader's language.
        form: How to write it.
        limits: Which articles the question was limited to, in words.
    """
    yield form.heading.format(form.write(answer.question))
    yield from _write_search(answer, texts, form, limits)
    yield from _write_body(answer, texts, form)
    yield from _write_remarks(answer, texts, form)
    if answer.nearest:
        yield texts.nearest
        yield "\n".join(_write_source(one, texts, form) for one in answer.nearest)
    if answer.citations:
        yield form.strong.format(f"{texts.sources}:")
        yield "\n".join(_write_source(one, texts, form) for one in answer.citations)


def _join(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _write_search(answer: Answer, texts: ExportTexts, form: Form, limits: str) -> Iterator[str]:
    """Yield how the question was made whole or taken apart, and what it was limited to."""
    if answer.searched:
        yield form.aside.format(texts.searched.format(question=form.write(answer.searched)))
    if answer.parts:
        parts = " · ".join(map(form.write, answer.parts))
        yield form.aside.format(texts.searched_apart.format(questions=parts))
    if limits:
        yield form.aside.format(texts.limited.format(filter=form.write(limits)))


def _write_body(answer: Answer, texts: ExportTexts, form: Form) -> Iterator[str]:
    """Yield what is said, in the order in which the page shows it."""
    found = form.break_.join(_write_finding(one, form) for one in answer.findings)
    note = form.write(answer.note)
    if answer.generator == EXTRACTIVE:
        yield found
        yield note
        for one in answer.statements:
            said = texts.quote.format(text=form.write(one.text))
            yield form.quotation.format(said, _markers(one.citations, form))
    else:
        yield " ".join(_write_sentence(one, form) for one in answer.statements)
        yield note
        yield found


def _write_finding(finding: Finding, form: Form) -> str:
    reading = f" = {form.write(finding.reading)}" if finding.reading else ""
    origin = f" ({form.write(finding.origin)})" if finding.origin else ""
    words = form.strong.format(form.write(finding.text))
    return f"{words}{reading}{origin} {_markers(finding.citations, form)}"


def _write_sentence(statement: Statement, form: Form) -> str:
    return f"{form.write(statement.text)} {_markers(statement.citations, form)}"


def _markers(citations: Iterable[Citation], form: Form) -> str:
    return "".join(form.marker.format(citation.marker) for citation in citations)


def _write_remarks(answer: Answer, texts: ExportTexts, form: Form) -> Iterator[str]:
    """Yield whether that is all there was, what was withheld, and who worded it."""
    remarks = []
    if not answer.complete:
        remarks.append(texts.stopped)
    if count := len(answer.withheld):
        remarks.append(texts.plural(texts.withheld, count).format(count=texts.format_number(count)))
    if answer.statements:
        forms = texts.quoted if answer.generator == EXTRACTIVE else texts.worded
        count = len({one.article.id for one in answer.citations})
        made = texts.plural(forms, count)
        generator = form.write(answer.generator)
        remarks.append(made.format(count=texts.format_number(count), generator=generator))
    if remarks:
        yield form.aside.format(" ".join(remarks))


def _write_source(citation: Citation, texts: ExportTexts, form: Form) -> str:
    marker = form.marker.format(citation.marker)
    quote = texts.quote.format(text=form.write(citation.quote))
    return form.source.format(marker, _describe(citation.article, texts, form), quote)


def _describe(article: Article, texts: ExportTexts, form: Form) -> str:
    """Return an article's outlet, title, day and address, as far as they are known."""
    title = texts.quote.format(text=form.write(article.title)) if article.title else texts.untitled
    day = texts.format_day(article.published) if article.published else texts.undated
    facts = ", ".join(filter(None, (form.write(article.source or ""), title, day)))
    address = form.link(article.url or "") or form.write(article.url or "")
    return form.address.format(facts, address) if address else facts
