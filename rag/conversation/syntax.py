"""How questions are put together in a language, as far as follow-up questions need it."""

import re
from dataclasses import dataclass
from itertools import takewhile

from rag.conversation.grammar import Grammar
from rag.names import names_in

_MOST_NOUN_WORDS = 3
# Beyond so many words, "it" after a preposition is named in its own question.
_SHORT_CLAUSE = 7
# So long is a name at least that is told apart from its genitive: see rag.names.mentions.
_SHORTEST_GENITIVE = 4
_PUNCTUATION = " ?!.…"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its parts, such as "How many jobs will Tesla cut?".

    Attributes:
        asking: What asks: "How many". Empty in a yes-or-no question.
        noun: What of: "jobs".
        clause: The rest: "will Tesla cut".
        inverted: Whether the clause begins with its verb, so that something else can be asked of
            it: "When will Tesla cut". "leads Alibaba" is not, as its subject is what was asked for.
    """

    asking: str
    noun: str
    clause: str
    inverted: bool


def strip(question: str) -> str:
    """Return a question without the marks at its end."""
    return question.strip(_PUNCTUATION)


def has_brackets(question: str) -> bool:
    """Tell whether a question was made whole by brackets: "Since when? (leads Alibaba)"."""
    return "? (" in question and question.endswith(")")


def take_apart(question: str, grammar: Grammar) -> Asked:
    """Return the parts of a question; of one with brackets, what is in them."""
    if has_brackets(question):
        return Asked("", "", question.partition("? (")[2].rstrip(")"), inverted=False)
    text = strip(question)
    if opening := grammar["opening"].match(text):
        text = text[opening.end() :].strip()
    asking = grammar["asking"].match(text)
    if asking is None:
        lower = text[:1].lower() + text[1:]
        opens = grammar.opens_question(lower.partition(" ")[0])
        return Asked("", "", lower if opens else text, opens)
    words = text[asking.end() :].split()
    before = list(takewhile(lambda word: not grammar.is_verb(word), words))
    doing = grammar["doing"].match(text)
    opens = len(before) < len(words) and grammar.opens_question(words[len(before)])
    few = len(before) <= _MOST_NOUN_WORDS and (not before or takes_noun(asking.group(), grammar))
    if doing or not opens or not few:
        return Asked(asking.group(), "", " ".join(words), inverted=False)
    is_object = grammar["counting"].match(asking.group())  # "over how many years" has none
    nouns = [word for word in before if is_object and not grammar["filler"].fullmatch(word)]
    return Asked(asking.group(), " ".join(nouns), " ".join(words[len(before) :]), inverted=True)


def takes_noun(asking: str, grammar: Grammar) -> bool:
    """Tell whether a noun may follow what asks: "how many", not "when"."""
    return bool(grammar["counting"].search(asking))


def gist(asked: Asked, grammar: Grammar) -> str:
    """Return what a question is about as a few words in the order of a statement."""
    clause = add_object(asked.clause, asked.noun, grammar) if asked.noun else asked.clause
    verb, _, rest = clause.partition(" ")
    if rest and grammar["auxiliary"].fullmatch(verb):
        bare = asked.noun and grammar.verb_last and rest.endswith(asked.noun)
        return f"{asked.noun} {rest.removesuffix(asked.noun).strip()}" if bare else rest
    return f"{rest} {verb}" if rest and asked.inverted and grammar.verb_last else clause


def add(clause: str, words: str, grammar: Grammar) -> str:
    """Add words at the end of a clause; before its last word where that is a second verb."""
    start, _, last = clause.rpartition(" ")
    if grammar.verb_last and start and grammar.is_verb(last):
        return f"{start} {words} {last}"
    return f"{clause} {words}"


def swap(text: str, old: re.Match[str], new: str) -> str:
    """Return a text with new words in the place of old ones."""
    return text[: old.start()] + new + text[old.end() :]


def add_object(clause: str, noun: str, grammar: Grammar) -> str:
    """Add an object to a clause that begins with its verb: "will Tesla cut jobs in Germany"."""
    if grammar.verb_last:
        return add(clause, noun, grammar)
    verb, _, rest = clause.partition(" ")
    if not rest[:1].isupper() and not grammar["determiner"].match(rest):
        return f"{verb} {noun} {rest}"  # "were people hurt": it is no object after all
    place = grammar["preposition"].search(rest)
    at = place.start() if place else len(rest)
    return " ".join(f"{verb} {rest[:at]} {noun} {rest[at:]}".split())


def first_thing(question: str, grammar: Grammar) -> str:
    """Return what a question is about, empty where nothing can be told.

    A name goes before a noun, and either before the name of a place: the museum in Basel is what
    is meant by "it", not Basel.
    """
    text, clause = strip(question), take_apart(question, grammar).clause
    names = names_in(text, grammar.language)
    places = list(grammar["placed"].finditer(text))
    placed = {place["name"].split()[0] for place in places}
    subject = grammar["noun"].fullmatch(" ".join(clause.split()[1:2]))
    phrase = grammar["noun_phrase"].search(text) or grammar["noun"].search(clause)
    things = [name for name in names if name.split()[0] not in placed]
    things += [subject.group()] if subject else []
    things += [phrase.group() + _place_after(phrase.group(), text, places)] if phrase else []
    return next(iter([*things, *names]), "")


def _place_after(phrase: str, text: str, places: list[re.Match[str]]) -> str:
    """Return where something is if that is said right after it: " in Basel"."""
    end = text.index(phrase) + len(phrase)
    return next((f" {place.group()}" for place in places if place.start() == end + 1), "")


def genitive(name: str, grammar: Grammar) -> str:
    """Return the genitive of a name; empty where it would not be known for one."""
    apart = not grammar.genitive[0].isalpha()
    if grammar["determiner"].match(name):
        return ""
    if not apart and len(name.rsplit(maxsplit=1)[-1]) < _SHORTEST_GENITIVE:
        return ""
    return f"{name}’" if not apart and name[-1] in "sxzß" else f"{name}{grammar.genitive}"


def with_article(noun: str, pronoun: str, grammar: Grammar) -> str:
    """Return a noun with the article that its pronoun asks for; empty where they disagree.

    "the bridge" for "a bridge". Where articles have genders, adjectives change with the article,
    so they are left out: "der Turm" for "einen neuen Turm".
    """
    article = grammar.articles.get(pronoun.casefold())
    phrase = grammar["noun_phrase"].match(noun)
    head = phrase.group() if phrase else noun
    old, *words = head.split()
    genders = {*grammar.articles.values()}
    if article is None or old.casefold() in genders - {article}:
        return ""
    kept = words if len(genders) == 1 or old.casefold() == article else words[-1:]
    return " ".join([article, *kept]) + noun[len(head) :]


def find_pointer(text: str, kind: str, grammar: Grammar) -> re.Match[str] | None:
    """Return the first word of a kind that points to something outside its question."""
    empty = [match.span() for match in grammar["empty"].finditer(text)]
    for pointer in grammar[kind].finditer(text):
        if any(start <= pointer.start() < end for start, end in empty):
            continue
        if not _points_inside(pointer, kind, grammar):
            return pointer
    return None


def _points_inside(pointer: re.Match[str], kind: str, grammar: Grammar) -> bool:
    """Tell whether a question names what it points to: "Did Alibaba say it would invest"."""
    if kind == "description":
        return bool(names_in(pointer.string, grammar.language))
    start = pointer.string[: pointer.start()].strip()
    new_clause = bool(grammar["clause"].search(start))
    named = _names_something(start, grammar, wholly=new_clause)
    if kind == "possessive" or new_clause:
        return named
    words = start.split()
    is_object = bool(words) and bool(grammar["preposition"].fullmatch(words[-1]))
    return named and kind != "statement" and not (is_object and len(words) <= _SHORT_CLAUSE)


def _names_something(start: str, grammar: Grammar, *, wholly: bool) -> bool:
    """Tell whether the start of a question has a name or noun; ``wholly`` counts "who" as one."""
    asking = grammar["asking"].match(start)
    words = start[asking.end() :].split() if asking else (start[:1].lower() + start[1:]).split()
    if asking and words and takes_noun(asking.group(), grammar) and not grammar.is_verb(words[0]):
        return True
    if wholly and grammar["doing"].match(start):
        return True
    searched = " ".join(["x", *words])
    patterns = (grammar["noun_phrase"], grammar["noun"])
    return bool(names_in(searched, grammar.language)) or any(p.search(searched) for p in patterns)
