"""What users import, pinned: a name goes or comes only on purpose."""

from pathlib import Path
from types import ModuleType

import pytest

import index
import rag
from rag.records import Finding, Withheld


def test_public_names() -> None:
    assert sorted(rag.__all__) == [
        "Answer",
        "Article",
        "Assistant",
        "Citation",
        "Filter",
        "Finding",
        "FundstelleError",
        "Hit",
        "Passage",
        "ScoredSentence",
        "Sentence",
        "Settings",
        "Statement",
        "Withheld",
        "answer_to_json",
        "ask",
        "hits_to_json",
        "load_settings",
        "retrieve",
    ]
    assert all(hasattr(rag, name) for name in rag.__all__)


def test_what_an_answer_is_looped_over_for_is_public() -> None:
    assert (rag.Finding, rag.Withheld) == (Finding, Withheld)


@pytest.mark.parametrize("package", [rag, index], ids=["rag", "index"])
def test_types_reach_who_imports_it(package: ModuleType) -> None:
    assert (Path(package.__path__[0]) / "py.typed").is_file()
