"""The dictionary as a trie says what simplemma's own says."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
import simplemma

from index import dictionary
from index.dictionary import is_known, lemmatize

WORDS = """Rechenzentren Häuser ging Straßen strassen Bundestagswahl Unsinnwort gesprochen schönste
Übergänge 2025 EU-Kommission die Die DIE weiß""".split()  # noqa: SIM905


def test_it_says_what_the_library_says() -> None:
    assert [lemmatize(word, "de") for word in WORDS] == [
        simplemma.lemmatize(w, "de") for w in WORDS
    ]
    assert [is_known(word, "de") for word in WORDS] == [simplemma.is_known(w, "de") for w in WORDS]


def test_a_language_without_a_dictionary_has_no_words() -> None:
    assert not is_known("工厂", "zh")
    assert not is_known("wort", "und")
    assert lemmatize("工厂", "zh") == "工厂"


def test_it_is_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(tmp_path / "cache"))
    code = "from index.dictionary import lemmatize; print(lemmatize('Häuser', 'de'))"
    told = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [one.stdout for one in told] == ["Haus\n", "Haus\n"]
    (folder,) = (tmp_path / "cache").iterdir()
    assert [file.name for file in folder.iterdir()] == ["de.dic"]


def test_it_works_where_nothing_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(tmp_path / "file"))
    with caplog.at_level(logging.WARNING):
        found = dictionary.dictionary.__wrapped__("de")
    assert "cannot be kept" in caplog.text
    assert found.get("Häuser") == "Haus"
