"""Strings against strings: whether a text holds an answer, exact match and token F1. Pure."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable

_ENGLISH = "a an the"
_GERMAN = "der die das den dem des ein eine einen einem einer eines"
_ARTICLES = re.compile(rf"\b(?:{'|'.join([*_ENGLISH.split(), *_GERMAN.split()])})\b")


def holds_answer(text: str, answers: Iterable[str]) -> bool:
    """Tell whether one of the answers stands in a text, as whole words and whole numbers.

    Case and white space do not matter; "308" does not stand in "1.308" or "308,5".
    """
    folded = " ".join(text.casefold().split())
    return any(
        re.search(
            rf"(?<!\w)(?<!\d[.,]){re.escape(' '.join(answer.casefold().split()))}(?!\w|[.,]\d)",
            folded,
        )
        for answer in answers
        if answer.strip()
    )


def normalise(text: str) -> str:
    """Return a text as SQuAD compares it: lower case, without punctuation and articles.

    Two things are adapted. Punctuation is every character that Unicode calls so, beside ASCII's, as
    in MLQA: „…“ and – count. German articles go as English ones do; all of them from all texts,
    since a set does not say which language an accepted answer is in.

    Source:
        Rajpurkar et al. 2016, "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP;
        Lewis et al. 2020, "MLQA: Evaluating Cross-lingual Extractive Question Answering", ACL.
    """
    kept = "".join(one for one in text.lower() if not _is_punctuation(one))
    return " ".join(_ARTICLES.sub(" ", kept).split())


def exact_match(text: str, answers: Iterable[str]) -> float:
    """Return 1 if a text is one of the answers once both are normalised, else 0.

    A text of which nothing is left matches nothing.
    """
    words = normalise(text)
    return float(bool(words) and any(words == normalise(answer) for answer in answers))


def token_f1(text: str, answers: Iterable[str]) -> float:
    """Return the best F1 of a text's words with those of an answer, once both are normalised.

    0 for a text of which nothing is left, and where there are no answers.
    """
    words = Counter(normalise(text).split())
    return max((_overlap(words, Counter(normalise(one).split())) for one in answers), default=0.0)


def _overlap(found: Counter[str], wanted: Counter[str]) -> float:
    common = (found & wanted).total()
    return 2 * common / (found.total() + wanted.total()) if common else 0.0


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")
