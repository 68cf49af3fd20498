"""Markdown to plain text: front matter, the heading that is the title, and the text of the rest."""

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.cleaning.authors import join_names
from index.cleaning.manuscript import Manuscript, Strike
from index.cleaning.pages import strip_tags
from index.cleaning.plaintext import normalise
from index.declared_days import read_day
from index.errors import SourceUnreadable
from index.fields import parse_language, parse_url
from index.rows import Known

# How much of a paragraph is a link where it is nothing else, or several.
_LINKED = 0.8
_LINKED_BY_SEVERAL = 0.6
_SINGLE = (str, int, float, date)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t\r]*$", re.DOTALL | re.MULTILINE
)

_TOML_FRONT_MATTER = re.compile(
    r"\+\+\+[ \t]*\r?\n(.{0,20000}?)^\+\+\+[ \t\r]*$", re.DOTALL | re.MULTILINE
)
# "[^1]" leads to a note, "[^1]:" begins it.
_NOTE = re.compile(r"\[\^[\w-]{1,40}\](?::\s?)?")


@dataclass(frozen=True, slots=True)
class Markdown:
    """A Markdown document, taken apart.

    Attributes:
        declared: What its front matter says, and its first heading if that is a title.
        sheet: The plain text of the rest; paragraphs that are links are struck out.
    """

    declared: Known
    sheet: Manuscript


def read_markdown(content: str) -> Markdown:
    """Take a Markdown document (CommonMark with tables) apart.

    Raises:
        SourceUnreadable: Its front matter is not YAML, or HTML in it cannot be read.
    """
    front, body = _split_front_matter(content)
    declared = _declare(front)
    heading, sheet = _to_plain(_MARKDOWN.parse(body), titled=declared.title is not None)
    return Markdown(replace(declared, title=declared.title or heading or None), sheet)


def _declare(front: dict[str, list[str]]) -> Known:
    one = {name: values[0] for name, values in front.items() if values}
    addresses = [one.get(name) for name in ("url", "link", "source", "canonical")]
    outlets = [one.get(name) for name in ("outlet", "site", "source", "publisher", "site_name")]
    days = [read_day(one.get(name, "")) for name in ("published", "date")]
    names = [name.strip("[]") for key in ("author", "authors", "by") for name in front.get(key, [])]
    return Known(
        title=one.get("title"),
        url=next(filter(None, (parse_url(url or "") for url in addresses)), None),
        source=next((outlet for outlet in outlets if outlet and not parse_url(outlet)), None),
        published=next(filter(None, days), None),
        language=parse_language(one.get("language") or one.get("lang") or ""),
        author=join_names(names),
    )


def _split_front_matter(content: str) -> tuple[dict[str, list[str]], str]:
    """Return the words and lists of words in the front matter, by name, and what follows it."""
    for pattern, parse in ((_FRONT_MATTER, _parse_yaml), (_TOML_FRONT_MATTER, _parse_toml)):
        if match := pattern.match(content):
            front = parse(match[1])
            # Anything but a mapping of single words: two horizontal rules with text in between.
            if isinstance(front, dict) and all(re.fullmatch(r"[\w.-]+", str(key)) for key in front):
                values = {str(key).lower(): _to_words_list(value) for key, value in front.items()}
                return values, content[match.end() :]
    return {}, content


def _parse_yaml(front: str) -> object:
    try:
        return yaml.safe_load(front)
    # ValueError comes from dates such as 2025-02-31, RecursionError from nesting bombs.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceUnreadable("front matter is not valid YAML; mend it or remove it") from error


def _parse_toml(front: str) -> object:
    try:
        return tomllib.loads(front)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable("front matter is not valid TOML; mend it or remove it") from error


def _to_words_list(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    values = [one.get("name") if isinstance(one, dict) else one for one in values]
    return [str(one) for one in values if isinstance(one, _SINGLE)]


def _to_plain(tokens: list[Token], *, titled: bool) -> tuple[str, Manuscript]:
    """Return the first-level heading that the document opens with, and the rest.

    Args:
        tokens: The document.
        titled: Whether it has a title already, so that its headings are all part of its text.
    """
    title, parts, cells, bullet, depth, opened = "", list[_Part](), list[str](), "", 0, ""
    for token in tokens:
        if token.type.endswith(("_list_open", "_list_close")):
            depth += token.nesting
            parts += [_Part("", 1)] if parts and not depth else []
        elif token.type == "list_item_open":
            bullet = "• "
        elif token.type == "tr_close":
            parts.append(_Part(" | ".join(cells), 1))
            cells.clear()
        elif token.type == "table_close":
            parts.append(_Part("", 1))
        elif token.type == "html_block":
            parts += [_Part(text, 2)] if (text := strip_tags(token.content)) else []
        elif token.type == "inline" and (text := _to_inline(token.children or [])):
            if opened == "h1" and not titled and not title and not parts:
                title = text
            elif opened in ("th", "td"):
                cells.append(text)
            else:
                reason = "link" if _is_linked(token.children or [], text) else ""
                parts.append(_Part(bullet + text, 1 if depth else 2, reason))
            bullet = ""
        opened = token.tag if token.nesting == 1 else ""
    return title, _join(parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the text, the line breaks after it, and what it is taken for."""

    text: str
    breaks: int
    reason: str = ""


def _join(parts: list[_Part]) -> Manuscript:
    pieces, strikes, start = list[str](), list[Strike](), 0
    for part in parts:
        text = normalise(part.text)
        if part.reason and "\n" not in text:
            strikes.append(Strike(start, start + len(text), part.reason))
        pieces.append(text + "\n" * part.breaks)
        start += len(pieces[-1])
    return Manuscript("".join(pieces)).strike(strikes)


def _is_linked(tokens: list[Token], text: str) -> bool:
    """Tell whether a paragraph is a link, or links with hardly anything between them."""
    links, depth, linked = 0, 0, 0
    for token in tokens:
        links += token.type == "link_open"
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        linked += len(token.content) if depth else 0
    return links > 0 and linked >= (_LINKED if links == 1 else _LINKED_BY_SEVERAL) * len(text)


def _to_inline(tokens: list[Token]) -> str:
    return "".join(_to_words(token) for token in tokens).strip()


def _to_words(token: Token) -> str:
    if token.type == "text":
        return _NOTE.sub("", token.content)
    if token.type == "code_inline":
        return token.content
    if token.type == "hardbreak" or token.content.lower().startswith("<br"):
        return "\n"
    return " " if token.type == "softbreak" else ""
