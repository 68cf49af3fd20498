"""Whatever articles hold, it stays text in what is exported."""

import re
from dataclasses import replace

import pytest
from exported import COST, DE, DIKE, FIRST, QUOTED
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.records import Article
from rag.records import Answer, Citation, Finding, Statement
from ui.exports import answer_as_markdown, answer_as_text
from ui.exports.writing import escape_markdown, one_line

HOSTILE = (
    "<script>alert(1)</script> <b onclick=x> <!-- --> <https://evil.example> <a@evil.example>",
    "![image](https://evil.example/a.png) [link](https://evil.example) [ref][1] [ref]",
    "https://evil.example www.evil.example somebody@evil.example evil.example/a //evil.example",
    "# heading", "- item", "+ item", "1. item", "12) item", "> quote", "---", "===", "***", "```x",
    "~~~", "    code", "| a | b |\n|---|---|\n| 1 | 2 |", "[1]: https://evil.example", "$x$ `y`",
    "~~z~~ &lt;b&gt; &#60; AT&T", "a\\", "\\", "*a* _b_ **c** __d__", "a\n\n# b\n\n<div>",
    "\x1b[31mred\x00",
    "\u202eabc", "{a} {0} {}", ":tada: @all #12", "C #", "**", "javascript:alert(1)", "<div>\n<p>",
)  # fmt: skip
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HARMLESS = {
    "heading", "paragraph", "blockquote", "bullet_list", "list_item", "em", "strong", "link",
}  # fmt: skip


def read_markdown(text: str) -> tuple[set[str], list[str], str]:
    """Return what kinds of elements a text in Markdown has, where it links to, and what it says."""
    kinds, links, said = set(), [], []
    for block in READER.parse(text):
        if block.type != "inline":
            kinds.add(re.sub("_(open|close)$", "", block.type))
        for token in block.children or ():
            if token.type in ("text", "softbreak", "hardbreak"):
                said.append(token.content or " ")
                continue
            kinds.add(re.sub("_(open|close)$", "", token.type))
            if token.type == "link_open":
                links.append(str(token.attrs["href"]))
        said.append("\n")
    return kinds, links, "".join(said)


def filled_with(text: str) -> Answer:
    article = Article("x", text, f"{text} und", text, text, language="de")
    span = Citation(1, article, 0, len(text), text, (0, len(text)))
    return Answer(
        text,
        "de",
        (Statement(text, (span,)),),
        (),
        abstained=False,
        note=text,
        findings=(Finding(text, text, (span,), text),),
        searched=text,
        parts=(text,),
    )


def check_plain(text: str) -> None:
    answer = filled_with(text)
    for generator in ("extractive", text):
        markdown = answer_as_markdown(replace(answer, generator=generator), DE)
        kinds, links, said = read_markdown(markdown)
        assert kinds <= HARMLESS
        assert links == []
        # question, search, parts, finding, reading, origin, note, statement and the source
        assert said.count(one_line(text)) >= 10


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_an_article_becomes_markup(text: str) -> None:
    check_plain(text)


@given(st.text("ab1 \n\\`*_[]()<>~$#|^{}&;:/@.!-+=\"'https", min_size=1, max_size=30))
def test_any_text_is_read_as_that_text(text: str) -> None:
    if any(map(str.isalnum, text)):
        check_plain(text)
    assert len(one_line(escape_markdown(text)).splitlines()) <= 1


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_has_no_line_of_anyone_else(text: str) -> None:
    said = answer_as_text(filled_with(text), DE)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert len(said.splitlines()) == len(answer_as_text(filled_with("plain"), DE).splitlines())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Am 3.12. um 12:30 Uhr, z.B. 4,2 % (rund)", "Am 3.12. um 12:30 Uhr, z.B. 4,2 % (rund)"),
        ("Müller & Söhne – „ja“", "Müller & Söhne – „ja“"),
        ("für $5 bei www.x.de", r"für \$5 bei www\.x\.de"),
        ("2025. Ein Jahr", r"2025\. Ein Jahr"),
        ("-5 Grad", "-5 Grad"),
    ],
)
def test_plain_prose_stays_readable(text: str, written: str) -> None:
    assert escape_markdown(text) == written


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a b",
        "https://a.example/<b>",
        "ftp://a.example",
        "https://a\\*",
    ],
)
def test_only_web_addresses_are_links(url: str) -> None:
    article = replace(DIKE, url=url)
    cited = replace(FIRST, article=article)
    _, links, _ = read_markdown(
        answer_as_markdown(
            replace(QUOTED, statements=(Statement(COST, (cited,)),), findings=()), DE
        )
    )
    assert links == []
    assert read_markdown(answer_as_markdown(QUOTED, DE))[1] == [
        "https://www.bote.example/deich?a=1&b=2"
    ]
