"""Lines that are no part of an article, described by one table and cut.

Keeping a stray line is preferred to losing a sentence: whole lines are cut, or a whole block at the
end; what stands inside a sentence stays.
"""

import re
from dataclasses import dataclass
from typing import Literal

from index.cleaning.plaintext import close_gaps
from index.fields import parse_domain

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
    return close_gaps("\n".join(line for line, _ in marked)), signed


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
