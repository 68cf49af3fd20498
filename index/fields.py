"""Single values as sources write them: web addresses, domain names, language tags."""

import re
from urllib.parse import urlsplit

DOMAIN = (
    r"(?:[a-z0-9](?:[a-z0-9-]{0,40})\.){1,3}"
    r"(?:de|at|ch|li|lu|eu|com|net|org|info|news|online|tv|io|uk|us|ie|fr|it|es|nl|be|pl|cz|dk|se)\b"
)
"""A pattern for domain names. Only usual endings count: a missing space makes no domain."""


def parse_url(text: str) -> str | None:
    """Return a web address as it is, and None for anything a browser should not follow."""
    url = text.strip()
    if not re.fullmatch(r"https?://[^\s/?#\"'<>]+[^\s\"'<>]*", url, re.IGNORECASE):
        return None
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:  # brackets that hold no IPv6 address
        return None


def parse_domain(text: str) -> str | None:
    """Return the first domain name in a text, such as ``example.com``, or None."""
    match = re.search(rf"(?<![\w.@/-]){DOMAIN}", text, re.IGNORECASE)
    return match[0] if match else None


def parse_language(text: str) -> str | None:
    """Return the two-letter code (ISO 639-1, or ``und``) of a tag such as ``de-AT``, or None."""
    match = re.fullmatch(r"(und|[a-z]{2})(?:[-_][a-z0-9_-]*)?", text.strip(), re.IGNORECASE)
    return match[1].lower() if match else None
