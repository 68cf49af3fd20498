"""What users import, pinned: a name goes or comes only on purpose."""

import rag


def test_public_names() -> None:
    assert sorted(rag.__all__) == [
        "Answer",
        "Article",
        "Assistant",
        "Citation",
        "Filter",
        "FundstelleError",
        "Hit",
        "Passage",
        "Sentence",
        "Settings",
        "Statement",
        "ask",
        "load_settings",
        "retrieve",
    ]
    assert all(hasattr(rag, name) for name in rag.__all__)
