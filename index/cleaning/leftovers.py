"""Markup that is left in what is given as text: exports hold pages' HTML, and escaped letters."""

import html
import re

# What paragraphs of HTML begin and end with; a single one may be what an article speaks of.
_TAG = re.compile(
    r"<(?:br\s?/?|/(?:p|div|h[1-6]|li|ul|ol|blockquote|figure|section|article|table))>",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\s*<(?:p|div|h[1-6]|ul|ol|blockquote|figure|section|article|table|span|strong|em|b|i|a|img|!--)"
    r"(?=[\s/>]|--)",
    re.IGNORECASE,
)
_TAGS = 2
_ESCAPED = re.compile(r"&(?:[a-z]{2,8}\d?|#\d{2,6}|#x[\da-f]{2,5});", re.IGNORECASE)


def is_markup(text: str) -> bool:
    """Tell whether a text is a piece of HTML: it begins with a tag, or several end paragraphs."""
    tags = _TAG.finditer(text)
    needed = 1 if _OPENING.match(text) else _TAGS
    return sum(1 for _ in zip(range(needed), tags, strict=False)) == needed


def unescape(text: str) -> str:
    """Return a text with the letters that HTML escapes, as in "M&uuml;ll &amp; mehr"."""
    return _ESCAPED.sub(lambda match: html.unescape(match[0]), text)
