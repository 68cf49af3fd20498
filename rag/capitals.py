"""Capital letters that a question was typed without: "how much is alibaba investing".

Names are told by their capitals, and the encoder reads "alibaba" as other pieces than "Alibaba".
"""

from index.dictionary import dictionary, is_known
from index.words import word_spans
from rag.languages import function_words, known


def restore_capitals(question: str, language: str) -> str:
    """Capitalise what a dictionary lists with a capital only, and what none lists, as a name.

    A question with a capital anywhere but at its start is left as it is: who typed one knows where
    they belong. So is one in a language without word lists.

    Args:
        question: As it was typed.
        language: Its language.
    """
    if language not in known() or any(letter.isupper() for letter in question[1:]):
        return question
    common = function_words(language)
    restored = question
    for start, end in reversed(word_spans(question)):  # some letters are two in capitals
        word = question[start:end]
        if word.isalpha() and word.casefold() not in common and _lacks_capital(word, language):
            restored = f"{restored[:start]}{word[0].upper()}{restored[start + 1 :]}"
    return restored


def _lacks_capital(word: str, language: str) -> bool:
    listed = dictionary(language)
    if word in listed:
        return False
    return word.capitalize() in listed or not is_known(word, language)
