import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.reprints import Signature, is_reprint, overlap, sign

LABELLED = Path(__file__).parents[1] / "data" / "reprints.jsonl"

REPORT = (
    "Die Stadtbücherei in Ostwede bleibt nach dem Wasserschaden bis Ende Mai geschlossen. Ein Rohr "
    "war in der Nacht zum Montag im ersten Stock geplatzt, rund 7000 Bücher wurden durchnässt. Sie "
    "sollen nun in einer Spezialfirma gefriergetrocknet werden. Die Leiterin Frauke Immen schätzt "
    "den Schaden auf 180.000 Euro. Ausgeliehene Medien können bis zur Wiedereröffnung behalten "
    "werden. Die Vorlesestunde für Kinder zieht in das Gemeindehaus an der Drostenstraße um."
)
STUB = (
    " Weiterlesen können Sie mit einem Abonnement, das vier Wochen lang nichts kostet und danach "
    "jederzeit endet."
)


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, str]]:
    return [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]


def meets(one: str, other: str) -> bool:
    return not set(sign(one).bands()).isdisjoint(sign(other).bands())


def test_the_labelled_pairs_are_many_and_various(pairs: list[dict[str, str]]) -> None:
    assert len({pair["id"] for pair in pairs}) == len(pairs) >= 120
    assert len({pair["a"] for pair in pairs}) >= 30
    assert len({pair["kind"] for pair in pairs if pair["reprint"]}) == 10
    assert len({pair["kind"] for pair in pairs if not pair["reprint"]}) == 7


def test_no_labelled_pair_is_wrongly_called_a_reprint(pairs: list[dict[str, str]]) -> None:
    wrong = [p["id"] for p in pairs if not p["reprint"] and is_reprint(p["a"], p["b"])]
    assert wrong == []


@pytest.mark.parametrize("part", ["chosen", "held"])
def test_nearly_all_labelled_reprints_are_found(part: str, pairs: list[dict[str, str]]) -> None:
    reprints = [p for p in pairs if p["reprint"] and p["id"].startswith(part)]
    found = [p for p in reprints if meets(p["a"], p["b"]) and is_reprint(p["a"], p["b"])]
    assert len(found) >= 0.97 * len(reprints) > 25


def test_a_signature_is_the_same_everywhere_and_ever() -> None:
    # Stored indexes rely on these numbers: if they must change, SIGNING changes with them.
    signature = sign(REPORT)
    assert signature.hashes[:3] == (160502932, 32565949, 13501445)
    assert signature.bands()[:2] == (2154844467838849966, 1247753581622058518)


def test_a_signature_survives_storage() -> None:
    signature = sign(REPORT)
    data = signature.to_bytes()
    assert len(data) == 512
    assert Signature.from_bytes(data) == signature
    assert Signature.from_bytes(b"") == Signature(())
    with pytest.raises(IndexDamaged, match="511 bytes instead of 512"):
        Signature.from_bytes(data[1:])


def test_band_keys_differ_and_fit_a_database_integer() -> None:
    keys = Signature((7,) * 128).bands()
    assert len(set(keys)) == len(keys) == 64
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert any(key < 0 for key in keys)


def test_what_is_left_of_a_page_is_no_report() -> None:
    stub = "Der Minister hat sich geäußert." + STUB
    assert sign(stub).bands() == ()
    assert sign("").bands() == ()
    assert not is_reprint(stub, stub)
    assert not is_reprint("", "")


def test_spellings_of_the_same_word_are_alike() -> None:
    other = (
        REPORT.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae").replace("ß", "ss")
    ).replace("180.000", "180'000")
    assert sign(other) == sign(REPORT)
    assert overlap(REPORT, other).of_a == 1


def test_how_much_was_taken_over_is_told_for_each_text() -> None:
    half = REPORT[: REPORT.index(" Die Leiterin")]
    abridged = overlap(REPORT, half)
    assert abridged.of_b == 1
    assert 0.4 < abridged.of_a < 0.7
    assert abridged.is_reprint


def test_a_corrected_figure_is_no_template_and_new_figures_throughout_are() -> None:
    corrected = overlap(REPORT, REPORT.replace("180.000", "230.000"))
    assert (corrected.replaced, corrected.is_reprint) == (1, True)
    another = REPORT
    for old, new in [
        ("Stadtbücherei", "Turnhalle"), ("Ostwede", "Nordwede"), ("Mai", "August"),
        ("Montag", "Freitag"), ("7000", "300"), ("Frauke Immen", "Ulf Kordes"),
        ("180.000", "95.000"), ("Drostenstraße", "Lindenallee"),
    ]:  # fmt: skip
        another = another.replace(old, new)
    filled_in = overlap(REPORT, another)
    assert filled_in.of_a > 0.6
    assert filled_in.is_template
    assert not filled_in.is_reprint


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["Rom", "7", "das", "ein", "Haus", "geht"]), max_size=80), st.data()
)
def test_the_order_of_two_texts_does_not_matter(words: list[str], data: st.DataObject) -> None:
    one, other = " ".join(words), " ".join(data.draw(st.permutations(words)))
    there, back = overlap(one, other), overlap(other, one)
    assert (there.of_a, there.of_b) == (back.of_b, back.of_a)
    assert there.replaced == back.replaced
    assert is_reprint(one, other) == is_reprint(other, one)
