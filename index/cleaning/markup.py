"""Markdown to plain text: front matter, the heading that is the title, and the text of the rest."""

import re
from dataclasses import dataclass
from datetime import date

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.cleaning.pages import strip_tags
from index.errors import SourceUnreadable

_SINGLE = (str, int, float, date)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t\r]*$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Markdown:
    """A Markdown document, taken apart.

    Attributes:
        front: The single values of its front matter, by name.
        heading: The first-level heading it opens with, or ``""``.
        text: The plain text of the rest.
    """

    front: dict[str, str]
    heading: str
    text: str


def read_markdown(content: str) -> Markdown:
    """Take a Markdown document (CommonMark with tables) apart.

    Raises:
        SourceUnreadable: Its front matter is not YAML, or HTML in it cannot be read.
    """
    front, body = _split_front_matter(content)
    heading, text = _to_plain(_MARKDOWN.parse(body))
    return Markdown(front, heading, text)


def _split_front_matter(content: str) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(content)
    if match is None:
        return {}, content
    try:
        front = yaml.safe_load(match[1])
    # ValueError comes from dates such as 2025-02-31, RecursionError from nesting bombs.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceUnreadable("front matter is not valid YAML; mend it or remove it") from error
    # Anything but a mapping of single words: two horizontal rules with text in between.
    if isinstance(front, dict) and all(re.fullmatch(r"[\w.-]+", str(key)) for key in front):
        values = {str(key): str(v) for key, v in front.items() if isinstance(v, _SINGLE)}
        return values, content[match.end() :]
    return {}, content


def _to_plain(tokens: list[Token]) -> tuple[str, str]:
    """Return the first-level heading that the document opens with, and the text of the rest."""
    title, parts, cells, bullet, depth, opened = "", list[str](), list[str](), "", 0, ""
    for token in tokens:
        if token.type.endswith(("_list_open", "_list_close")):
            depth += token.nesting
            parts += ["\n"] if parts and not depth else []
        elif token.type == "list_item_open":
            bullet = "• "
        elif token.type == "tr_close":
            parts.append(" | ".join(cells) + "\n")
            cells.clear()
        elif token.type == "table_close":
            parts.append("\n")
        elif token.type == "html_block":
            parts += [f"{text}\n\n"] if (text := strip_tags(token.content)) else []
        elif token.type == "inline" and (text := _to_inline(token.children or [])):
            if opened == "h1" and not title and not parts:
                title = text
            elif opened in ("th", "td"):
                cells.append(text)
            else:
                parts.append(bullet + text + ("\n" if depth else "\n\n"))
            bullet = ""
        opened = token.tag if token.nesting == 1 else ""
    return title, "".join(parts)


def _to_inline(tokens: list[Token]) -> str:
    return "".join(_to_words(token) for token in tokens).strip()


def _to_words(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type == "hardbreak" or token.content.lower().startswith("<br"):
        return "\n"
    return " " if token.type == "softbreak" else ""
