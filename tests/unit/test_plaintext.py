import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cleaning.plaintext import normalise
from index.cleaning.wrapping import unwrap

FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
BODY = f"{FIRST} {SECOND}"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\nb\n \n\t\nc", "a\n\nb\n\nc"),
        ("  a  \n\tb ", "a\nb"),
        ("7\u202f%\xa0mehr\u2009!", "7 % mehr !"),
        ("Ab\xadlauf\u200b\ufeff", "Ablauf"),
        ("a\x00b\x1b[1m\x9f", "ab[1m"),
        ("abc\u202edef\u2066", "abcdef"),
        ("Mu\u0308hl", "Mühl"),
        ("a\ud800b", "ab"),
        ("ﬁnanziell, eﬀizient, Aﬄuenz", "finanziell, effizient, Affluenz"),
        ("👩\u200d🏭", "👩\u200d🏭"),
        ("„Wir – bauen …“", "„Wir – bauen …“"),
    ],
)
def test_characters_are_made_plain(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_runs_of_marks_take_no_time() -> None:
    assert len(normalise("a" + "\u0301\u0316" * 500_000)) < 40
    assert normalise("e\u0323\u0301") == "ẹ\u0301"


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


LOWER = st.sampled_from(["die", "neue", "halle", "wird", "eröffnet,", "teilte", "mit", "im", "1,5"])


@settings(max_examples=30, deadline=None)
@given(st.lists(LOWER, min_size=60, max_size=90), st.integers(66, 95))
def test_wrapped_paragraphs_are_joined(words: list[str], width: int) -> None:
    paragraph = " ".join(words)
    wrapped = textwrap.fill(paragraph, width)
    assert unwrap(f"{wrapped}\n\n{wrapped}") == f"{paragraph}\n\n{paragraph}"


def test_a_mail_is_unwrapped_and_its_headings_stay() -> None:
    paragraph = f"{BODY} Die Werksleiterin sprach von einem guten Tag. {SECOND} Mehr folgt bald."
    wrapped = textwrap.fill(paragraph, 72)
    text = f"Werk wächst\n\n{wrapped}\n\nMehr Personal\n{wrapped}"
    assert unwrap(text) == f"Werk wächst\n\n{paragraph}\n\nMehr Personal\n{paragraph}"


def test_words_that_were_broken_are_joined() -> None:
    column = "Der See ist nach dem trocke-\nnen Sommer fast leer. Ober-\nund Unterlieger tagen am"
    column += (
        "\nMontag, wie das Landes-\namt mitteilt. Die kleine KI-\nAnlage misst den üb-\nrigen Rest."
    )
    whole = "Der See ist nach dem trockenen Sommer fast leer. Ober- und Unterlieger tagen am"
    whole += " Montag, wie das Landesamt mitteilt. Die kleine KI-Anlage misst den übrigen Rest."
    assert unwrap(f"See fast leer\n\n{column}") == f"See fast leer\n\n{whole}"


@pytest.mark.parametrize(
    "text",
    [
        "Vor-\nund Nachteile\nKI-\nAnlagen\nSee-\nund Luftfahrt",
        f"{FIRST}\n{SECOND}\n{FIRST}\n{SECOND}",
        "DAX 23.456 +0,5 %\nMDAX 29.111 +0,1 %\nTecDAX 3.500 -0,2 %\nSDAX 9.500 +0,3 %",
        "\n".join(f"* Punkt {n}: " + "Wort " * 14 for n in range(6)),
        f"{BODY}\nMehr Personal\n{BODY}\nMehr Umsatz\n{BODY}",
    ],
)
def test_lines_that_were_not_wrapped_stay(text: str) -> None:
    assert unwrap(text) == text
