"""Milvus' boolean expressions. Values come into them through :func:`quote` and nowhere else."""

from collections.abc import Collection

from index.records import Filter

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def quote(value: str) -> str:
    """Return a text as a string literal, whatever is in it."""
    return f'"{value.translate(_ESCAPES)}"'


def equals(field: str, value: str) -> str:
    """Return the condition that a field has a value."""
    return f"{field} == {quote(value)}"


def among(field: str, values: Collection[str] | Collection[int]) -> str:
    """Return the condition that a field has one of these values."""
    listed = (quote(one) if isinstance(one, str) else str(int(one)) for one in values)
    return f"{field} in [{', '.join(listed)}]"


def begins(field: str, prefix: str) -> str:
    """Return the condition that a field begins with a prefix.

    By two comparisons, as ``like`` reads % and _ as patterns, which not every version can escape.
    """
    if not prefix:
        return f'{field} >= ""'
    code = ord(prefix[-1]) + 1
    after = chr(0xE000 if 0xD800 <= code <= 0xDFFF else min(code, 0x10FFFF))
    return f"{field} >= {quote(prefix)} and {field} < {quote(prefix[:-1] + after)}"


def both(*conditions: str) -> str:
    """Return the condition that all of these hold; empty ones always do."""
    return " and ".join(f"({one})" for one in conditions if one)


def allows(allowed: Filter, article: str = "article") -> str:
    """Return a filter as a condition on the facets of a passage or an article.

    Args:
        allowed: The filter; an empty one gives an empty condition.
        article: The field that has the article's id.
    """
    conditions = []
    if allowed.since is not None:
        conditions.append(f"published >= {quote(allowed.since.isoformat())}")
    if allowed.until is not None:
        conditions.append(f"published <= {quote(allowed.until.isoformat())}")
    if allowed.sources:
        conditions.append(among("outlet", [source.casefold() for source in allowed.sources]))
    if allowed.languages:
        conditions.append(among("language", allowed.languages))
    if allowed.articles:
        conditions.append(among(article, allowed.articles))
    return both(*conditions)
