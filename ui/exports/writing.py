"""How plain text and Markdown are written, so that what is quoted stays what it is: text.

Markdown is CommonMark (https://spec.commonmark.org/0.31.2/) as GitHub, mail programs and editors
extend it: bare addresses become links there, and ``$`` formulas.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from index.fields import parse_url

# Reorder what stands around them; the rest of the format characters join or hyphenate words.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INLINE = re.compile(
    r"""
    [\\`*_\[\]<>~$\#|^{}]        # marks something wherever it stands
    | &(?=\#|[A-Za-z])           # an entity
    | (?<=\w)[:@.](?=/|\w{2})    # https://example.org, somebody@example.org, www.example.org
    | (?<=[Ww]{3})\.              # www.x.org
    | :(?=[A-Za-z0-9_+-]+:)      # :smile:
    | @(?=\w)                    # @somebody
    | !(?=\[)
    """,
    re.VERBOSE,
)
_NUMERIC = re.compile(r"(?<=\d)\\([.:])(?=\d)")
_OPENING = re.compile(r"(?P<bullet>^[-+=:](?=\W|$))|(?P<number>^\d{1,9})(?P<mark>[.)])")


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of text is written; templates hold one ``{}`` for each thing they are given.

    Attributes:
        write: Makes one line of any text, such that it is read as just that text.
        link: Writes a web address; ``""`` where it is none.
        title: Of a conversation.
        heading: Of a question.
        strong: What it all comes down to.
        aside: What is said about an answer.
        marker: Points to a source.
        quotation: Words of an article and markers.
        source: A source's marker, what it is, and its quote.
        address: What a source is, and where.
        break_: Between lines of one paragraph.
    """

    write: Callable[[str], str]
    link: Callable[[str], str]
    title: str
    heading: str
    strong: str
    aside: str
    marker: str
    quotation: str
    source: str
    address: str
    break_: str


def one_line(text: str) -> str:
    """Return a text on one line, without what controls a screen or turns the direction of text."""
    line = " ".join(text.split())
    return "".join(
        one for one in line if unicodedata.category(one) != "Cc" and one not in _REORDERING
    )


def escape_markdown(text: str) -> str:
    """Return a text on one line as Markdown that is read as just that text.

    Every link, image, formula and piece of HTML in it is shown as it was typed. GitHub alone still
    links mail addresses, whatever stands before their ``@``.
    """
    escaped = _NUMERIC.sub(r"\1", _INLINE.sub(r"\\\g<0>", one_line(text)))
    return _OPENING.sub(_escape_opening, escaped, count=1)


def _escape_opening(match: re.Match[str]) -> str:
    if match["bullet"]:
        return rf"\{match['bullet']}"
    return rf"{match['number']}\{match['mark']}"


def _link_plainly(url: str) -> str:
    return parse_url(url) or ""


def _link_in_markdown(url: str) -> str:
    address = parse_url(url)
    return f"<{address}>" if address and address.isprintable() and "\\" not in address else ""


TEXT = Form(
    write=one_line,
    link=_link_plainly,
    title="{}",
    heading="{}",
    strong="{}",
    aside="{}",
    marker="[{}]",
    quotation="{} {}",
    source="{} {}\n    {}",
    address="{}\n    {}",
    break_="\n",
)
MARKDOWN = Form(
    write=escape_markdown,
    link=_link_in_markdown,
    title="# {}",
    heading="## {}",
    strong="**{}**",
    aside="*{}*",
    marker=r"\[{}\]",
    quotation="> {} {}",
    source="- {} {}\n  > {}",
    address="{}, {}",
    break_="  \n",
)
