from pathlib import Path

import pytest

from index.user_cache import cache_folder, make_folder


def test_the_directory_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("FUNDSTELLE_CACHE")
    assert cache_folder().name == "fundstelle"


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "made"

    def fill(draft: Path) -> None:
        (draft / "one").write_text("1", encoding="utf-8")
        assert not folder.exists()
        (draft / "two").write_text("2", encoding="utf-8")

    def fail(draft: Path) -> None:
        (draft / "one").write_text("1", encoding="utf-8")
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        make_folder(folder, fail)
    assert list(folder.parent.iterdir()) == []
    make_folder(folder, fill)
    assert sorted(path.name for path in folder.iterdir()) == ["one", "two"]
    assert list(folder.parent.iterdir()) == [folder]


def test_who_was_quicker_keeps_the_place(tmp_path: Path) -> None:
    folder = tmp_path / "made"

    def fill(draft: Path) -> None:
        (draft / "late").touch()
        folder.mkdir()
        (folder / "early").touch()

    make_folder(folder, fill)
    assert [path.name for path in folder.iterdir()] == ["early"]
    assert list(tmp_path.iterdir()) == [folder]
