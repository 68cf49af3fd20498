"""Qualifiers beside a figure: "rund", "mehr als", "bis zu", "or more"."""

from index.records import Span
from rag.quantities.amount_patterns import amount_patterns
from rag.quantities.lexicon import Lexicon, phrases_at, phrases_before
from rag.quantities.records import Kind, Precision, Quantity


def find_qualifier(
    folded: str, start: int, end: int, kind: Kind, lexicon: Lexicon, behind: int = 0
) -> tuple[Precision, int]:
    """Return how a figure is qualified and where its qualifier starts.

    Args:
        folded: The folded text.
        start: Where the figure starts.
        end: Where it ends.
        kind: The figure's kind.
        lexicon: The language's words.
        behind: Where the amount of money before this figure ends; 0 where there is none.
    """
    before = start - (folded[start - 1 : start] == " ")
    if start and before and folded[before - 1] in "~≈±<>≥≤":
        return lexicon.qualifiers[folded[before - 1]], before - 1
    if before < start:
        patterns = amount_patterns(lexicon.language)
        particle = patterns.particle.search(folded, 0, before)
        in_words = " " in folded[start:end]  # "über 65-Jährige" is never during
        for phrase, at in phrases_before(folded, particle.start() if particle else before):
            if precision := lexicon.qualifiers.get(phrase):
                if (
                    patterns.unqualified.match(folded, at)
                    or (in_words and _is_spread(folded, phrase, (at, end), kind, lexicon))
                    or _names_amount(folded, phrase, at, lexicon)
                    or _ties(folded, phrase, at, behind, lexicon)
                ):
                    break
                return precision, at
    if folded[end : end + 1] == "+" and not folded[end + 1 : end + 2].isdigit():
        return Precision.AT_LEAST, start
    if folded[end : end + 1] == " ":
        for phrase, _ in phrases_at(folded, end + 1):
            if precision := lexicon.trailing.get(phrase):
                return precision, start
    return Precision.EXACT, start


def find_between(one: Quantity, folded: str, lexicon: Lexicon) -> int | None:
    """Return where "zwischen" starts in "zwischen 12 und 89 Euro"; None of any other figure."""
    if one.high is None and one.first == one.last:
        return None
    patterns = amount_patterns(lexicon.language)
    if not patterns.conjunction.search(folded, one.start, one.end):
        return None
    match = patterns.between.search(folded, 0, one.start)
    return match.start() if match else None


def _names_amount(folded: str, phrase: str, start: int, lexicon: Lexicon) -> bool:
    """Tell whether "über" only says of what size a bill is: "eine Rechnung über 5 Euro"."""
    nouns = tuple(lexicon.words("named_amounts"))
    return phrase in lexicon.words("naming") and folded[:start].rstrip().endswith(nouns)


def _ties(folded: str, phrase: str, start: int, behind: int, lexicon: Lexicon) -> bool:
    """Tell whether "over" says what money is for: "$5m over 14 breaches"."""
    spreads = lexicon.table.get("spreads", {}).get("words", ())
    return phrase in spreads and behind > 0 and not folded[behind:start].strip()


def _is_spread(folded: str, phrase: str, span: Span, kind: Kind, lexicon: Lexicon) -> bool:
    """Tell whether "over ten years" says during, not more than."""
    rules = lexicon.table.get("spreads", {})
    if kind is not Kind.DURATION or phrase not in rules.get("words", ()):
        return False
    before = folded[: span[0]].rstrip().rpartition(" ")[2]
    after = folded[span[1] :].lstrip().partition(" ")[0].strip(".,;:!?")
    return before not in rules["leads"] and after not in rules["trails"]
