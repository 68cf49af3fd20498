"""A citation's words as the page shows them. Pure, and as safe as :mod:`ui.render`."""

from markupsafe import Markup

from rag.records import Citation


def render_quotation(citation: Citation, start: int = 0) -> Markup:
    """Return a citation's quote, every character of it, the words that answer in ``<b>``.

    Args:
        citation: The citation.
        start: Where in the article's text to begin, if that is later than the quote does.
    """
    text, start = citation.article.text, max(start, citation.start)
    first, last = (max(at, start) for at in citation.marked or (start, start))
    bold = Markup("<b>{}</b>").format(text[first:last]) if first < last else ""
    return Markup("{}{}{}").format(text[start:first], bold, text[last : citation.end])
