"""Citations that a model got wrong are mended from the evidence."""

from collections.abc import Sequence

from index.records import Article, Hit, Passage, Sentence
from rag.answering.mending import mend
from rag.grounding import Fault, FaultKind, Verdict
from rag.records import Evidence

TEXT = "Alpha. Bravo. Delta."


def piece(number: int) -> Evidence:
    article = Article("a", "", TEXT)
    start, end = number * 7, number * 7 + 6
    sentence = Sentence("a", number, start, end, TEXT[start:end])
    return Evidence(article, sentence, HIT, 1.0)


HIT = Hit(Passage("a", 0, 0, len(TEXT), TEXT), Article("a", "", TEXT), 1.0, 1, ())
A, B, D = piece(0), piece(1), piece(2)


class Judge:
    """Backs a sentence by given sets of evidence, and by what includes one of them."""

    def __init__(self, *enough: set[str]) -> None:
        self._enough = enough
        self.asked = 0

    def __call__(self, evidence: Sequence[Evidence]) -> Verdict:
        self.asked += 1
        words = {one.sentence.text for one in evidence}
        if any(enough <= words for enough in self._enough):
            return Verdict(True)
        return Verdict(False, (Fault(FaultKind.MEANING),))


def test_what_backs_it_stays() -> None:
    judge = Judge({"Alpha."})
    assert mend([A], [B, D], judge) == ((A,), Verdict(True))
    assert judge.asked == 2


def test_what_adds_nothing_goes() -> None:
    assert mend([A, B], [], Judge({"Alpha."}))[0] == (A,)
    assert mend([A, B, D, A], [], Judge({"Alpha.", "Delta."}))[0] == (A, D)


def test_two_witnesses_stay() -> None:
    assert mend([A, B], [], Judge({"Alpha."}, {"Bravo."}))[0] == (A, B)


def test_a_wrong_marker_is_replaced_and_a_missing_one_found() -> None:
    assert mend([A], [A, B, D], Judge({"Bravo."}))[0] == (B,)
    assert mend([], [A, B, D], Judge({"Delta."}))[0] == (D,)


def test_what_a_sentence_does_not_join_is_not_joined() -> None:
    assert not mend([A], [B, D], Judge({"Alpha.", "Delta."}))[1].supported
    assert mend([A, D], [B], Judge({"Alpha.", "Delta."}))[0] == (A, D)


def test_what_nothing_backs_keeps_its_own_verdict() -> None:
    evidence, verdict = mend([A], [B, D], Judge({"Echo."}))
    assert evidence == (A,)
    assert [fault.kind for fault in verdict.faults] == [FaultKind.MEANING]
