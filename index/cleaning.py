"""A raw document becomes an article: main text, headline, day, outlet; no boilerplate.

Cutting boilerplate prefers keeping a stray line to losing a sentence: whole lines are cut, or a
whole block at the end, by the patterns of one table; what stands inside a sentence stays.
"""

import hashlib
import json
import logging
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

import trafilatura
import yaml
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token
from trafilatura.settings import Document as Page

from index.errors import SourceUnreadable
from index.metadata import (
    Head,
    parse_date,
    parse_domain,
    parse_language,
    parse_url,
    read_head,
    read_page,
    read_preamble,
)
from index.records import Article
from index.sources import Document, Kind

# What a page lacks is told by our own errors; without a handler, logging would print it as well.
for _library in ("trafilatura", "htmldate"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_NOTHING_LEFT = "no article text in it; give a file that holds the article itself"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a document says of itself before cleaning.

    ``text`` is normalised; ``title`` is None where the document says nothing and ``""`` where it
    says that there is none; ``has_head`` tells whether headline and dateline may be in the text.
    """

    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: date | None = None
    language: str | None = None
    id: str | None = None
    has_head: bool = True


def to_article(document: Document) -> Article:
    """Turn a raw document into a clean article.

    The id is the row's own, or a hash of the row's address or text; for files it is made of the
    file's name and a hash of its path. What the document does not tell stays unknown.

    Raises:
        SourceUnreadable: No article text is left, or the document's markup cannot be read.
    """
    draft = _READERS[document.kind](document)
    preamble = read_preamble(draft.text)
    text, signed = cut_boilerplate(preamble.text)
    given = draft.title if draft.title is not None else preamble.title or None
    head = read_head(text, titled=given is not None) if draft.has_head else Head(text)
    title = _to_line(head.title if given is None else given)
    text = _close_gaps(_drop_title(_close_gaps(head.text), title))
    if not re.search(r"\w", text):
        raise SourceUnreadable(_NOTHING_LEFT)
    return Article(
        id=draft.id or _file_id(document),
        title=title,
        text=text,
        url=parse_url(draft.url or preamble.url or ""),
        source=_to_line(draft.source or preamble.source or head.source or signed or "") or None,
        published=draft.published or preamble.published or head.published,
        language=draft.language or "und",
    )


def _drop_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if title and _to_line(first).casefold() == title.casefold() else text


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _file_id(document: Document) -> str:
    slug = unicodedata.normalize("NFC", document.name).lower().translate(_UMLAUTS)
    slug = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", slug)[:48].strip("-")
    return f"{slug or 'article'}-{_hash(document.origin)[:8]}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


# --- characters and lines ----------------------------------------------------------------------

_LINE_BREAKS = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control characters, lone surrogates, soft hyphens, zero-width spaces, direction overrides. The
# zero-width joiners stay: emoji and some scripts need them.
_INVISIBLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]"
)
# Normalising takes quadratic time in the length of a run of combining marks, and no script needs
# a long one: 30 is the bound of the Stream-Safe Text Process (Unicode Annex 15, section 13).
_MARKS = 30
_BEYOND_LATIN = re.compile(rf"[^\x00-\u02ff]{{{_MARKS + 1},}}")


def normalise(text: str) -> str:
    """Return NFC text with plain line breaks and spaces, trimmed lines, single blank lines."""
    text = _LINE_BREAKS.sub("\n", text.replace("\r\n", "\n"))
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", _BEYOND_LATIN.sub(_bound_marks, text))
    return _close_gaps("\n".join(line.strip() for line in text.split("\n")))


def _close_gaps(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n")


def _bound_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for character in match[0]:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MARKS:
            kept.append(character)
    return "".join(kept)


def _to_line(text: str) -> str:
    return " ".join(normalise(text).split())


def unwrap(text: str) -> str:
    """Join the lines of a text that was broken at a fixed width, as in mails; leave others alone.

    A line break was put in by wrapping if the next word would not have fitted on the line.
    """
    lines = text.split("\n")
    width = max((len(line) for line in lines if " " in line), default=0)
    if not 55 <= width <= 100:
        return text
    breaks = [pair for pair in pairwise(lines) if all(pair)]
    wrapped = [pair for pair in breaks if _is_wrapped(*pair, width)]
    if len(wrapped) < 3 or 2 * len(wrapped) < len(breaks) or not _runs_on(wrapped):
        return text
    joined = lines[:1]
    for before, line in pairwise(lines):
        joined.append(f" {line}" if _is_wrapped(before, line, width) else f"\n{line}")
    return "".join(joined)


def _is_wrapped(before: str, after: str, width: int) -> bool:
    if not before or not after or after[0] in "•*-–—":
        return False
    return len(before) + 1 + len(after.split(" ", 1)[0]) > width


def _runs_on(breaks: list[tuple[str, str]]) -> bool:
    """Tell prose from a list: sentences go on over most breaks, and end inside some lines."""
    inside = sum(before[-1] not in ".!?:" for before, _ in breaks)
    prose = any(after[0].islower() or re.search(r"\w[.!?] ", before) for before, after in breaks)
    return prose and 2 * inside >= len(breaks)


# --- boilerplate -------------------------------------------------------------------------------

Reach = Literal["line", "end", "list", "rest"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of line that is no part of an article.

    Attributes:
        reach: How far the cut goes. ``line``: this line. ``end``: this line, but only among the
            last ones. ``list``: this line, and what follows it if no sentence does. ``rest``: this
            line and all that follows, if that is the smaller part and ``proof`` is found in it.
        pattern: Matches the whole line, without the bullets, arrows and brackets around it.
        proof: What a rest that is to be cut speaks of.
    """

    reach: Reach
    pattern: re.Pattern[str]
    proof: re.Pattern[str] | None = None


def _rule(reach: Reach, pattern: str, proof: str | None = None) -> Rule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return Rule(reach, compiled, re.compile(proof, re.IGNORECASE) if proof else None)


_NETWORK = (
    "(?:Facebook|Twitter|X|WhatsApp|Instagram|LinkedIn|XING|Pinterest|Telegram|Threads|Bluesky"
    "|Mastodon|Reddit|Flipboard|Pocket|YouTube|TikTok|E-?Mail|Mail|SMS|Link|Messenger)"
)
_SHARE = (
    "(?:Teilen|Drucken|Merken|Kopieren|Vorlesen|Share|Print|Tweet|Copy link|Link kopieren"
    "|Artikel (?:teilen|drucken|merken|vorlesen|anhören|versenden)"
    "|Share this(?: article| story| page)?|Listen to (?:this )?article)"
)
_BETWEEN = "[ |/·,•]+"
_INTERESTS = (
    r"\b(?:Autor(?:in|en)?|Publikation|Finanzinstrument\w*|Anlageberatung|Gewähr|Haftung"
    r"|Totalverlust\w*|author|writer|investment advice|holds?|positions?|liab\w+|forward-looking)\b"
)
_DISCLOSURE = (
    r"(?:Hinweise? auf (?:mögliche )?Interessens?konflikte?|Offenlegung(?: gemäß .{1,80})?"
    r"|Haftungsausschluss|Risikohinweis|Rechtliche Hinweise|Rechtlicher Hinweis|Disclaimer"
    r"|(?:Full |Analyst )?Disclosures?|Conflicts? of interest(?: disclosure)?|Legal notice)"
)

RULES: tuple[Rule, ...] = (
    # Picture credits. "Bild: Was sagen Sie dazu?" stays: a paper's question in an interview.
    _rule(
        "line", r"(?:Bild|Foto|Titelbild)s?[ -]?(?:quelle|nachweis|rechte|credit)[ns]?: .{1,200}"
    ),
    _rule("line", r"(?:Image|Photo|Picture) (?:source|credit)s?: .{1,200}"),
    _rule(
        "line",
        r"(?-i:Fotos?|(?:Symbol|Archiv)?[Bb]ild|Bilder|Photos?): (?!.*[.?!]$)\S+(?: \S+){0,7}",
    ),
    _rule("line", r"Photo by .{1,60} (?:on|via|/) .{1,40}(?<![.?!])"),
    _rule("line", r"(?:©|\(c\) (?=\d{4})|Copyright (?:©|\(c\)|\d{4})).{0,120}"),
    # Advertisement marks.
    _rule(
        "line", r"(?:Anzeige|Werbung|Advertisement|Advertorial|Sponsored(?: content)?|Gesponsert)"
    ),
    _rule("line", r"(?:Weiterlesen|Artikel wird) nach der (?:Anzeige|Werbung)(?: fortgesetzt)?"),
    _rule("line", r"(?:Story|Article) continues below(?: this)?(?: advertisement)?"),
    # Adverts of finance portals: "Kaufen oder verkaufen?! Neue Muster-Analyse liefert die Antwort:"
    _rule(
        "rest",
        r".{0,120}\bKaufen oder verkaufen ?\?.{0,120}\b(?:Analyse|Report)\b.{0,80}",
        r"\b(?:gratis|kostenlos\w*)\b",
    ),
    _rule("line", r"[^.]{0,80}\bKaufen oder verkaufen ?\?!? Hier (?:weiter)?lesen\W*"),
    _rule(
        "rest",
        r"Should you (?:invest \$[\d,]+ in|buy stock in) .{1,80} right now\?",
        r"\b(?:Motley Fool|Stock Advisor)\b",
    ),
    # Disclosures of interests, disclaimers: a heading with what follows, or all on one line.
    _rule("rest", rf"{_DISCLOSURE}:?", _INTERESTS),
    _rule("line", rf"{_DISCLOSURE}: (?=.*{_INTERESTS}).{{1,480}}"),
    _rule("line", r".{1,60} has (?:no )?positions? in any of the stocks mentioned\b.{0,200}"),
    # Ways on: "Hier weiterlesen...", "(mehr dazu hier)", "Back to top".
    _rule("line", r"(?:(?:Jetzt|Hier) )?(?:weiterlesen|mehr lesen)(?: auf .{1,40})?\W*"),
    _rule("line", r"(?:Lesen Sie )?mehr (?:dazu|darüber)(?: lesen Sie| finden Sie)?(?: hier)?\W*"),
    _rule("line", r"(?:Read|Learn) more(?: here)?\W*|(?:Continue|Keep) reading\W*|Click here\W*"),
    _rule("line", r"(?:Zurück )?zur (?:Übersicht|Startseite)|Zum Artikel|Nach oben|Back to top"),
    # Ways to other articles: "Lesen Sie auch: …"; as a heading, with the headlines under it.
    _rule(
        "line",
        r"(?:Lesen Sie (?:dazu |hierzu )?auch|Lesen Sie hier|Mehr zum Thema|Auch interessant"
        r"|Siehe auch|Passend dazu|Related|Read more|Read also|Also read|See also) ?[:|»>].{1,200}",
    ),
    _rule(
        "list",
        r"(?:Mehr zum Thema|Auch interessant|Lesen Sie auch|Weitere (?:Artikel|Beiträge|Meldungen)"
        r"|Das könnte (?:Sie|dich) auch interessieren|(?:Verwandte|Ähnliche|Empfohlene) Artikel"
        r"|Meistgelesen|(?:Related|Recommended|Similar|More) (?:articles|stories|posts)"
        r"|You (?:may|might) also like|Most read|Read next)\W*",
    ),
    # Share buttons: one that says so, or several networks in a row.
    _rule("line", rf"{_SHARE}(?:{_BETWEEN}(?:{_SHARE}|{_NETWORK}))*"),
    _rule("line", rf"{_NETWORK}(?:{_BETWEEN}(?:{_SHARE}|{_NETWORK}))+"),
    _rule("line", rf"(?:(?:Auf|Bei|Via|Per) {_NETWORK} teilen|Share (?:on|via) {_NETWORK})"),
    _rule(
        "line",
        rf"(?:Folgen Sie uns|Folge uns|Follow us) (?:auf|on|bei) {_NETWORK}\b[^.?]{{0,80}}\W?",
    ),
    _rule("line", r"\d{1,4} (?:Kommentare?|Comments?)|Kommentare? (?:\(\d+\)|schreiben|lesen)"),
    # Cookies, consent, scripts.
    _rule(
        "line",
        r"(?:Wir|Diese (?:Website|Webseite|Seite)|We|This (?:web)?site) "
        r"(?:verwenden|verwendet|nutzen|nutzt|setzen|setzt|use|uses) (?:\w+ )?Cookies\b"
        r"(?=.*\b(?:Website|Webseite|Seite|Erlebnis|Datenschutz\w*|site|experience|consent)\b).{0,400}",
    ),
    _rule("line", r"(?:Alle(?: Cookies)?|Cookies) (?:akzeptieren|ablehnen)|Cookie-?Einstellungen"),
    _rule("line", r"(?:Accept|Reject) all(?: cookies)?|Cookie (?:settings|policy)|Manage cookies"),
    _rule("line", r"Empfohlener (?:redaktioneller|externer) Inhalt|Externer Inhalt"),
    _rule("line", r"An dieser Stelle finden Sie .{0,40}\bexternen? Inhalte?\b.{0,200}"),
    _rule("line", r"(?:Bitte aktivieren Sie|Please enable|Please turn on) JavaScript\b.{0,200}"),
    # Newsletters, subscriptions.
    _rule("line", r"Melden Sie sich .{0,60}\bNewsletter\b.{0,40}\ban\b\W*"),
    _rule("line", r"(?:Abonnieren|Bestellen) Sie .{0,60}\bNewsletter\b.{0,100}"),
    _rule(
        "line",
        r"(?:(?:Jetzt|Hier|Zum|Unseren) ){0,2}Newsletter (?:abonnieren|anmelden|bestellen)\W*",
    ),
    _rule(
        "line", r"(?:Sign up|Subscribe)(?: now| here)? (?:for|to) .{0,60}\bnewsletters?\b.{0,100}"
    ),
    _rule("line", r"(?:Subscribe|Log in|Sign in) to (?:continue|read)\b.{0,60}"),
    _rule(
        "line", r"Dieser (?:Artikel|Beitrag) ist (?:nur|exklusiv) für .{0,20}Abonnent\w+\b.{0,60}"
    ),
    _rule(
        "line", r"(?:Bereits|Schon) Abonnent\w*\?.{0,60}|Already a (?:subscriber|member)\?.{0,60}"
    ),
    # Reading times.
    _rule("line", r"(?:Lesezeit|Lesedauer|Reading time):? .{0,8}\d+ ?Min\w*\.?"),
    _rule("line", r"\d+ ?(?:min|minutes?|Minuten?) (?:read|Lesezeit|Lesedauer)"),
    # Under the last sentence: who wrote it, agencies, sources, keywords.
    _rule("end", r"(?:Die )?Redaktion(?: [\w.&-]+){0,3}"),
    _rule(
        "end",
        r"(?:(?:APA|dpa|AFP|Reuters|AP|SDA|awp|KNA|epd|sid|red|ots)(?:-[A-Z]{2,4})?"
        r"(?:[ ,/+|]+|$)){1,4}(?:\d{1,2}\. ?\d{1,2}\. ?\d{2,4})?",
    ),
    _rule("end", r"(?:Quellen?|Source|Mit Material von): (?!.*[.?!]$).{1,100}"),
    _rule("end", r"(?:Tags|Schlagw[oö]rter?|Keywords|Filed under): .{1,300}"),
)
_LONGEST_LINE = 500
# No boilerplate at the end is longer, and looking further would take quadratic time.
_LONGEST_REST = 6000
_ORNAMENTS = " •*–—-►▶→»›>‹«|+_=#"
_BRACKETED = re.compile(r"[(\[](.*)[)\]]\.?")
_SENTENCE = re.compile(r"[.!?…][\"'“”«»)]*$|^.{161}", re.MULTILINE)
_SIGNATURE = re.compile(r"(?:Die )?Redaktion\b", re.IGNORECASE)


def cut_boilerplate(text: str) -> tuple[str, str | None]:
    """Cut the lines that :data:`RULES` describe out of a normalised text.

    Returns:
        The text, and the outlet where it is signed with a domain, such as "Redaktion example.com".
    """
    marked = [(line, _match(line)) for line in text.split("\n")]
    marked = _cut_rest([(line, rules) for line, rules in marked if not _reaches(rules, "line")])
    signed: str | None = None
    while marked and (not marked[-1][0] or _reaches(marked[-1][1], "end")):
        line, _ = marked.pop()
        if _SIGNATURE.match(line):
            signed = parse_domain(line)
    return _close_gaps("\n".join(line for line, _ in marked)), signed


_Marked = list[tuple[str, tuple[Rule, ...]]]


def _match(line: str) -> tuple[Rule, ...]:
    bare = line.strip(_ORNAMENTS) if len(line) <= _LONGEST_LINE else ""
    if match := _BRACKETED.fullmatch(bare):
        bare = match[1]
    return tuple(rule for rule in RULES if rule.pattern.fullmatch(bare)) if bare else ()


def _reaches(rules: tuple[Rule, ...], reach: Reach) -> bool:
    return any(rule.reach == reach for rule in rules)


def _cut_rest(marked: _Marked) -> _Marked:
    """Cut at each line that opens a block of boilerplate, from the last such line to the first."""
    before = sum(len(line) for line, _ in marked)
    rest = ""
    for number in range(len(marked) - 1, -1, -1):
        line, rules = marked[number]
        before -= len(line)
        if any(_opens(rule, rest, before) for rule in rules):
            marked, rest = marked[:number], ""
            continue
        rest = f"{line}\n{rest}"
        if len(rest) > _LONGEST_REST:
            break
    # A heading such as "Lesen Sie auch" goes even where the article goes on below it.
    return [(line, rules) for line, rules in marked if not _reaches(rules, "list")]


def _opens(rule: Rule, rest: str, before: int) -> bool:
    if rule.reach == "list":
        return not _SENTENCE.search(rest)
    if rule.reach == "rest" and rule.proof:
        return len(rest) <= before and (not rest.strip() or bool(rule.proof.search(rest)))
    return False


# --- the kinds of documents --------------------------------------------------------------------


# What parsers raise on pages that nobody foresaw: broken markup, nesting bombs.
_PARSER_ERRORS = (
    *(AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    LxmlError,
)


def _read_text(document: Document) -> _Draft:
    return _Draft(unwrap(normalise(document.content)))


def _read_row(document: Document) -> _Draft:
    row = document.row
    if row is None:
        raise SourceUnreadable("no row in it; give a row with a text")
    text, url = normalise(row["text"]), _to_line(row["url"] or "")
    return _Draft(
        text=unwrap(text),
        title=row["title"],
        url=url,
        source=row["source"],
        published=row["published"],
        language=row["language"],
        id=_to_line(row["id"] or "") or _hash(url or text)[:16],
        has_head=row["title"] is None,
    )


_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t\r]*$", re.DOTALL | re.MULTILINE
)


def _read_markdown(document: Document) -> _Draft:
    front, body = _split_front_matter(document.content)
    heading, text = _to_plain(_MARKDOWN.parse(body))
    title = _to_string(front.get("title"))
    published = front.get("published") or front.get("date")
    return _Draft(
        text=normalise(text if title is None else f"{heading}\n\n{text}"),
        title=title if title is not None else heading or None,
        url=_to_string(front.get("url")),
        source=_to_string(front.get("source") or front.get("outlet")),
        published=parse_date(str(published)) if published else None,
        language=parse_language(str(front.get("language"))),
    )


def _split_front_matter(content: str) -> tuple[dict[object, object], str]:
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
        return front, content[match.end() :]
    return {}, content


def _to_string(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) else None


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
            parts += [f"{text}\n\n"] if (text := _strip_tags(token.content)) else []
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


def _strip_tags(markup: str) -> str:
    try:
        return str(trafilatura.html2txt(f"<html><body>{markup}</body></html>"))
    except _PARSER_ERRORS as error:
        raise SourceUnreadable("the HTML in it cannot be read; take it out") from error


def _to_inline(tokens: list[Token]) -> str:
    return "".join(_to_words(token) for token in tokens).strip()


def _to_words(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type == "hardbreak" or token.content.lower().startswith("<br"):
        return "\n"
    return " " if token.type == "softbreak" else ""


# Bounds against pages made to keep a parser busy; articles stay far below them. Extraction takes
# quadratic time in the inline elements that follow each other in one block.
_PAGE_ELEMENTS = 20_000
_INLINE_SIBLINGS = 1_000
_BLOCK = re.compile("article|br|d[dt]|div|h[1-6r]|img|li|link|meta|option|p|script|section|t[dhr]")


def _read_html(document: Document) -> _Draft:
    try:
        return _extract(document.content)
    except _PARSER_ERRORS as error:
        raise SourceUnreadable("its HTML cannot be read; save the page again or as text") from error


def _extract(content: str) -> _Draft:
    tree = _parse(content)
    page = trafilatura.bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        # Its date is not used, as it also comes from addresses and running text: see read_page.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(page, Page):
        raise SourceUnreadable(_NOTHING_LEFT)
    facts = read_page(tree)
    # Without any of these its title is the first subheading.
    titled = tree.xpath("//h1 | //title | //meta[contains(@property | @name, 'title')]")
    title, _ = cut_boilerplate(read_preamble(_to_line(page.title or "")).text)
    for separator in ("|", "-", "–", "—"):
        title = title.removesuffix(f" {separator} {facts.source}")
    return _Draft(
        text=normalise(page.text or ""),
        title=title if titled else "",
        url=page.url,
        source=facts.source,
        published=facts.published,
        has_head=False,
    )


def _parse(content: str) -> Any:
    """Parse a page or a fragment of one; pages out of all proportion are refused."""
    # lxml refuses text with an encoding declaration, trafilatura fragments without a body.
    content = re.sub(r"\A<\?xml[^>]{0,200}\?>", "", normalise(content))
    if not re.search(r"<(?:html|head|body)\b", content[:5000], re.IGNORECASE):
        content = f"<html><body>{content}</body></html>"
    tree: Any = trafilatura.load_html(content)
    if tree is None:
        raise SourceUnreadable(_NOTHING_LEFT)
    for count, element in enumerate(tree.iter()):
        inline = sum(not _BLOCK.fullmatch(str(child.tag)) for child in element)
        if count > _PAGE_ELEMENTS or inline > _INLINE_SIBLINGS:
            raise SourceUnreadable("too many elements in its HTML; save the article's text alone")
    for script in tree.xpath("//script"):
        if not _is_json(script.text or ""):  # Broken JSON-LD costs quadratic time as well.
            script.text = None
    return tree


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


_READERS: dict[Kind, Callable[[Document], _Draft]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "row": _read_row,
}
