"""Ours on a real index, and each library on passages of ours where it is installed."""

import os
from pathlib import Path

import pytest

from eval.peers.measurement import ContenderFailed, score
from eval.peers.protocol import PeerMissing, PeerPassage
from eval.peers.roster import OWN, ROSTER, check_installed
from eval.peers.runner import in_own_process, run_own
from eval.sets import EvalQuestion, GoldQuote, QuestionSet
from index.weights import DEFAULT_ENCODER, default_model_folder
from rag.config import Settings

pytestmark = pytest.mark.integration

PASSAGES = (
    "Die Fähre nach Ollerum fährt im Winter nur zweimal am Tag.",
    "Der Leuchtturm von Kap Senden wurde 1874 gebaut.",
    "In Brennach hat die letzte Glashütte den Ofen gelöscht.",
    "Der Stadtrat von Mühlried streitet über eine neue Schwimmhalle.",
    "Die Imker im Aftal melden eine schlechte Honigernte.",
    "Ein Sturm hat das Dach der Turnhalle in Lohn abgedeckt.",
    "Die Bäckerei Tamm verkauft ihr Roggenbrot seit 1921.",
    "Auf der Werra fahren wieder Flöße mit Touristen.",
    "Das Museum in Quell zeigt Uhren aus vier Jahrhunderten.",
    "Der Tunnel unter dem Harpen bleibt bis März gesperrt.",
    "The chess club of Anvil won the county cup.",
    "A new footbridge over the Darrow opens in May.",
    "The bakery in Pell Street burned down on Sunday.",
    "Farmers near Stowe report the driest spring in decades.",
    "The harbour master of Lynne retires after forty years.",
    "A fox has moved into the town hall of Wick.",
    "The brass band of Corley plays its last concert.",
    "Divers found a bell from the wreck of the Marigold.",
    "The library of Hatch lends out seeds as well as books.",
    "The night train to Orrest returns in December.",
)
QUESTIONS = {
    "Wann wurde der Leuchtturm von Kap Senden gebaut?": 1,
    "Was zeigt das Museum in Quell?": 8,
    "What does the library of Hatch lend out?": 18,
    "Which animal lives in the town hall of Wick?": 15,
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("name", ROSTER)
def test_peer_finds_what_it_was_given(name: str) -> None:
    try:
        check_installed(name)
    except PeerMissing as error:
        pytest.skip(str(error))
    peer = ROSTER[name].make(default_model_folder(), "de")
    peer.add([PeerPassage(f"a:{place}-1", text) for place, text in enumerate(PASSAGES)])
    assert peer.name == name
    for question, place in QUESTIONS.items():
        found = peer.search(question, 3)
        assert len(found) == 3
        assert f"a:{place}-1" in found
    everything = peer.search("Wann wurde der Leuchtturm gebaut?", 100)
    assert len(everything) == len(set(everything)) <= len(PASSAGES)


def test_ours_is_measured_and_sets_the_task(tmp_path: Path) -> None:
    root = tmp_path / "articles"
    root.mkdir()
    (root / "quell.md").write_text(f"# Uhren in Quell\n\n{PASSAGES[8]}\n", encoding="utf-8")
    (root / "hatch.md").write_text(f"# Seeds in Hatch\n\n{PASSAGES[18]}\n", encoding="utf-8")
    quote = GoldQuote("quell.md", "Uhren aus vier Jahrhunderten")
    questions = (
        EvalQuestion("q1", "de", "Was zeigt das Museum in Quell?", gold=(quote,)),
        EvalQuestion("q2", "en", "Who is the mayor of Hatch?"),
    )
    question_set = QuestionSet("quell", root, (root,), questions)
    task, measured = run_own(question_set, Settings(encoder=DEFAULT_ENCODER))
    assert task.language == "de"
    assert [asked.question.id for asked in task.questions] == ["q1"]
    texts = {one.text for one in task.passages()}
    assert texts == {f"Uhren in Quell. {PASSAGES[8]}", f"Seeds in Hatch. {PASSAGES[18]}"}
    assert measured.contender == OWN
    assert score([measured])["overall"]["nDCG@10"] == 1.0


def test_a_contender_has_a_process_of_its_own() -> None:
    assert in_own_process(os.getpid) != os.getpid()
    with pytest.raises(ContenderFailed, match="A contender's process died"):
        in_own_process(os._exit, 3)
