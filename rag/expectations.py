"""What kind of thing a question asks for, and whether a sentence has such a thing in it."""

import re
from enum import Enum


class Kind(Enum):
    """What a question asks for."""

    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    COUNT = "count"
    DATE = "date"
    DURATION = "duration"
    OTHER = "other"


# The first pattern that is found decides, so the narrower ones come first.
_QUESTIONS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.DURATION, r"\bwie lange\b|\bhow long\b|\b(?:wie viele|how many) (?:jahre?n?|monate?n?"
                        r"|tage?n?|wochen|stunden|years|months|days|weeks|hours)\b|\bzeitraum\b"),
        (Kind.PERCENTAGE, r"\bprozent|\bpercent|\bper cent|\banteil\b|\bshare of\b|\bquote\b"
                          r"|\bum wie viel\b|\bhow far\b|\bby how much\b"),
        (Kind.COUNT, r"\bwie viele\b|\bwieviele\b|\bhow many\b|\bnumber of\b|\banzahl\b"),
        (Kind.AMOUNT, r"\bwie ?viel\b|\bhow much\b|\bkoste[tn]?\b|\bcosts?\b|\bpreis\b|\bprice\b"
                      r"|\bwie teuer\b|\bhow expensive\b|\bbudget\b|\bwie hoch\b|\bhow high\b"
                      r"|\bhow big\b|\bhow large\b|\bwie groß\b|\bwie gross\b|\bumsatz\b|\brevenue\b"
                      r"|\bhow old\b|\bwie alt\b"),
        (Kind.DATE, r"\bwann\b|\bwhen\b|\bwelche[mnrs]? (?:jahr|tag|monat|datum)|\bseit wann\b"
                    r"|\b(?:what|which) (?:year|day|month|date)\b|\bsince when\b|\bby when\b"),
    )
)  # fmt: skip

_NUMBER_WORDS = (
    r"\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|dreissig|fünfzig"
    r"|hundert|tausend|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
    r"|fifty|hundred|thousand|dutzend|dozen|half|hälfte|million|milliarde|billion|trillion)"
)
_MONTHS = (
    r"\b(?:januar|jänner|februar|feber|märz|april|mai|juni|juli|august|september|oktober|november"
    r"|dezember|january|february|march|may|june|july|october|december)\b"
)
_FIGURE = rf"\d|{_NUMBER_WORDS}"
_ANSWERS: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        Kind.AMOUNT: _FIGURE,
        Kind.COUNT: _FIGURE,
        Kind.PERCENTAGE: r"%|\bprozent|\bper ?cent|\banteil|\bhälfte\b|\bdrittel\b|\bviertel\b|\bhalf\b"
                         r"|\bthird\b|\bquarter\b|\bverdoppel|\bdoubled?\b|\bpunkte?n?\b|\bpoints?\b",
        Kind.DATE: r"\b(?:1[0-9]|20)\d\d\b|\d{1,2}\.\s?\d{1,2}\.|" + _MONTHS + r"|\b(?:montag|dienstag"
                   r"|mittwoch|donnerstag|freitag|samstag|sonntag|monday|tuesday|wednesday|thursday"
                   r"|friday|saturday|sunday|heute|gestern|morgen|today|yesterday|tomorrow)\b"
                   r"|\bjahrhundert|\bcentury\b|\b\d{3,4}\b|\b\d0er\b",
        Kind.DURATION: r"\b(?:jahr|monat|tag|woche|stunde|minute|sekunde|year|month|day|week|hour"
                       r"|decade|jahrzehnt|second)",
    }.items()
}  # fmt: skip
_MONEY = re.compile(
    r"[€$£¥]|\b(?:euro?|dollar|yuan|franken|pfund|pounds?|yen|chf|usd|eur|gbp|hkd|cents?|rubel)\b",
    re.IGNORECASE,
)


def expected_kind(question: str) -> Kind:
    """Return what kind of thing a German or English question asks for."""
    return next((kind for kind, pattern in _QUESTIONS if pattern.search(question)), Kind.OTHER)


def agreement(kind: Kind, sentence: str) -> float:
    """Return how far a sentence offers what is asked for, from 0 (not at all) to 1.

    A question that asks for nothing in particular gets 0 from every sentence.
    """
    pattern = _ANSWERS.get(kind)
    if pattern is None or not pattern.search(sentence):
        return 0.0
    if kind is Kind.AMOUNT:
        return 1.0 if _MONEY.search(sentence) else 0.5
    return 1.0
