"""Which words of a sentence name something that a question can be about."""

import re
from collections import Counter
from functools import lru_cache

from index.compounds import split_compound
from index.dictionary import is_known
from index.records import Article
from rag.languages import capitalises_nouns
from rag.names import names_anywhere
from rag.patterns import CAPITAL
from rag.suggesting.wording import Wording

# So often does a text have the name of what it is about, and so much oftener than any other.
_OFTEN, _OFTENER = 2, 2.0
_RUN = re.compile(rf"\d*{CAPITAL}[\w’'&.-]*(?: {CAPITAL}[\w’'&.-]*)*")


def named(text: str, article: Article, wording: Wording) -> list[str]:
    """Return the names in the beginning of a sentence that are surely names.

    In German any noun that no dictionary lists looks like a name: a compound is one only where the
    title has it.
    """
    first, _, others = text.partition(" ")
    begins = "" if is_common(first, wording) else first
    found = names_anywhere(f"{begins} {others}", wording.language)
    return [one for one in found if one in article.title or _is_rare(one, wording.language)]


def leading_name(text: str, wording: Wording) -> str:
    """Return the name that a text begins with; "" where it begins with another word."""
    run = _RUN.match(text)
    return run.group() if run and not is_common(run.group().split()[0], wording) else ""


@lru_cache(maxsize=256)
def main_name(article: Article, wording: Wording) -> str:
    """Return the name of what an article is about; "" where that cannot be told.

    It begins the title, or stands in the text far oftener than any other.
    """
    name = leading_name(article.title, wording)
    text = f"{article.title} {article.text}"
    if name and _is_rare(name, wording.language) and text.count(name) > _OFTEN:
        return name
    counted = Counter(_RUN.findall(text))
    often = [
        (one, many)
        for one, many in counted.most_common(20)
        if len(one) > 2
        and not is_common(one.split()[0], wording)
        and _is_rare(one, wording.language)
    ][:2]
    if not often or often[0][1] <= _OFTEN:
        return ""
    far = len(often) == 1 or often[0][1] >= _OFTENER * often[1][1]
    return often[0][0] if far else ""


def needs_article(name: str, article: Article, asked: Wording) -> bool:
    """Tell whether a name is used with an article in a language: "der ORF", "die SPÖ"."""
    if name.isupper():
        return True
    if article.language != asked.language:
        return False
    found = rf"(?i:{asked['article'].pattern}) {re.escape(name)}(?![\w-]| {CAPITAL})"
    return bool(re.search(found, article.text))


@lru_cache(maxsize=8192)
def is_common(word: str, wording: Wording) -> bool:
    """Tell whether a word may have its capital only for beginning a sentence, or for a noun."""
    if not any(one.isupper() for one in word):
        return True
    parts = re.split(r"[-’']", word)
    if is_known(parts[0].lower(), wording.language):
        return True
    return capitalises_nouns(wording.language) and is_known(parts[0], wording.language)


def _is_rare(name: str, language: str) -> bool:
    """Tell whether a name is no noun, by itself or put together of others."""
    if not capitalises_nouns(language):
        return True
    words = [word for word in re.findall(r"\w+", name) if len(word) > 1]
    return any(
        not is_known(word, language) and not split_compound(word.casefold(), language)
        for word in words
    )
