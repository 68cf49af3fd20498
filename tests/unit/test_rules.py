import re
from functools import partial

import pytest
from haste import is_quick

from index.cleaning.rules import load_boxes, load_bylines, load_rules


def test_every_rule_has_a_short_reason() -> None:
    reasons = {rule.reason for rule in load_rules()} | {box.reason for box in load_boxes()}
    assert {"image credit", "advert", "newsletter", "disclosure", "portal notice"} <= reasons
    assert all(re.fullmatch("[a-z]+(?: [a-z]+){0,3}", reason) for reason in reasons)


def test_proofs_belong_to_blocks_and_rests() -> None:
    for rule in load_rules():
        assert (rule.proof is not None) == (rule.reach in ("block", "rest"))
        assert rule.word == rule.word.lower()


def test_bylines_of_all_languages_are_known() -> None:
    assert load_bylines().lead.match("Von Jana")
    assert load_bylines().lead.match("By Jane")
    assert load_bylines().desk.fullmatch("dpa")


WORDS = [
    "Newsletter ",
    "Kaufen oder verkaufen? ",
    "Wort ",
    "a b ",
    "(",
    "© ",
    ". ",
    "> ",
    "12,5% ",
    "A/",
]


@pytest.mark.parametrize("word", WORDS)
def test_no_rule_backtracks_without_end(word: str) -> None:
    line = word * (1000 // len(word))
    for rule in load_rules():
        match = partial(rule.pattern.fullmatch, line)
        assert is_quick(match, seconds=0.1), rule.pattern.pattern
