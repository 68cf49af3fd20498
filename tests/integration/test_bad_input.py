"""Bad input is named, with a reason, and nothing else is lost: one folder with all of it."""

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfWriter
from quick_encoder import QuickEncoder

from index.config import IndexConfig
from index.ingest import ingest
from index.local import LocalStore
from index.report import Report
from index.sources import Limits, Sources

pytestmark = pytest.mark.integration

GOOD = "Die Fähre nach Norderinsel kostet ab Mai 14,50 Euro. Das teilte die Reederei Wiek mit."
LIMITS = Limits(file_bytes=2_000_000, line_bytes=2_000_000, archive_bytes=20_000_000)
ENCODER = QuickEncoder()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    config = IndexConfig(ENCODER.name, ENCODER.fingerprint, ENCODER.dimension)
    with closing(LocalStore.create(tmp_path / "index", config)) as made:
        yield made


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def add(store: LocalStore, *places: Path) -> Report:
    return ingest(Sources(places, limits=LIMITS), store, ENCODER)


def reasons(report: Report, folder: Path) -> dict[str, str]:
    return {one.origin.removeprefix(f"{folder}/"): one.reason for one in report.skipped}


def pack(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def encrypted_pdf() -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(written)
    return written.getvalue()


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "mark.txt": (b"\xef\xbb\xbf", "empty"),
    "nul.txt": (f"{GOOD}\0".encode(), "binary"),
    "utf-16-without-mark.txt": (GOOD.encode("utf-16-le"), "binary"),
    "cyrillic.txt": ("Привет, это текст о новостях этого города.".encode("cp1251"), "encoding"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, "binary"),
    "long.txt": (b"a " * 1_500_000, "larger than 2 MB"),
    "signs.txt": (b"*** --- ***\n", "no article"),
    "nothing.html": (b"<html><body><nav>Home</nav></body></html>", "no article"),
    "deep.html": (b"<div>" * 200_000, ""),
    "wide.html": (b"<p>" + b"<b>x</b>" * 240_000, ""),
    "front.md": (b"---\na: [\n---\n\nText.\n", "front matter"),
    "broken.pdf": (b"%PDF-1.7\nand then nothing", "broken PDF"),
    "locked.pdf": (encrypted_pdf(), "encrypted"),
    "broken.docx": (b"PK\x03\x04 and then nothing", ""),
    "other.docx": (pack({"a.txt": b"a"}), ""),
    "broken.epub": (pack({"a.txt": b"a"}), "EPUB"),
    "broken.zip": (b"PK\x03\x04 and then nothing", "ZIP"),
    "bomb.zip": (pack({"a.txt": b"\0" * 19_000_000}), ""),
    "inner.zip": (pack({"a.txt": GOOD.encode(), "b.zip": b"PK no zip"}), "ZIP"),
    "list.json": (b"[1, 2", "broken JSON"),
    "numbers.json": (b"[1, 2, 3]", ""),
    "deep.json": (b"[" * 100_000, ""),
    "no-text.csv": (b"a;b\n1;2\n", "--columns text="),
    "feed.rss": (b"<rss><channel></channel></rss>", "entries"),
    "types.jsonl": (b'{"text": 3}\n', '"text" is a number'),
    "list.jsonl": (b'["text"]\n', "not a JSON object"),
    "wide.jsonl": (b'{"text": "' + b"x" * 2_100_000 + b'"}\n', "longer than 2 MB"),
}


def test_each_bad_file_is_named_with_a_reason_and_the_good_ones_are_added(
    news: Path, store: LocalStore
) -> None:
    (news / "a.txt").write_text(GOOD, encoding="utf-8")
    (news / "latin.txt").write_bytes(GOOD.replace("Fähre", "Fährlinie").encode("latin-1"))
    (news / "utf-16.txt").write_bytes(GOOD.replace("Fähre", "Barkasse").encode("utf-16"))
    (news / "loop").symlink_to(news)
    (news / "self.txt").symlink_to(news / "self.txt")
    (news / "gone.txt").symlink_to(news / "nowhere.txt")
    for name, (data, _) in BAD.items():
        (news / name).write_bytes(data)
    (news / "z.jsonl").write_text(
        json.dumps({"id": "last", "text": f"Zuletzt. {GOOD}"}), encoding="utf-8"
    )
    report = add(store, news)
    said = reasons(report, news)
    texts = [store.article(added).text for added in report.added]
    assert all(any(one in text for text in texts) for one in ("Fähre", "Fährlinie", "Barkasse"))
    assert "last" in report.added
    assert "does not exist" in said["nowhere.txt"]
    assert "self.txt" in said
    for name, (_, reason) in BAD.items():
        named = [why for origin, why in said.items() if re.split("[#!]", origin)[0] == name]
        assert named or not reason, f"{name} is not named"
        assert all(reason in why for why in named), (name, named)
        assert all("\n" not in why and "Error" not in why for why in named), (name, named)
    again = add(store, news)
    assert (again.added, again.replaced) == ([], [])
    assert reasons(again, news).keys() == reasons(report, news).keys()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(news: Path, store: LocalStore) -> None:
    (news / "a.txt").write_text(GOOD, encoding="utf-8")
    (news / "closed.txt").write_text(GOOD, encoding="utf-8")
    (news / "closed.txt").chmod(0)
    report = add(store, news)
    assert len(report.added) == 1
    assert "permissions" in reasons(report, news)["closed.txt"]


def test_many_empty_files_do_no_harm(news: Path, store: LocalStore) -> None:
    # A tenth of what was tried by hand: it is the same for each.
    for number in range(10_000):
        (news / f"{number}.txt").touch()
    (news / "good.txt").write_text(GOOD, encoding="utf-8")
    report = add(store, news)
    assert (len(report.added), len(report.skipped)) == (1, 10_000)


def test_an_article_in_no_language_is_added_as_what_it_is(news: Path, store: LocalStore) -> None:
    (news / "figures.txt").write_text("14 50 23\n\n7 8 9 · 12:30 · 99 %", encoding="utf-8")
    (added,) = add(store, news).added
    assert store.article(added).language == "und"


def test_one_line_of_fifty_megabytes(news: Path, store: LocalStore) -> None:
    (news / "line.txt").write_bytes(b"Ein Satz ohne Ende " * 2_700_000)
    (news / "line.jsonl").write_bytes(b'{"text": "' + b"Ein Satz. " * 5_000_000 + b'"}')
    report = add(store, news)
    assert len(report.skipped) == 2
    assert all("MB" in one.reason for one in report.skipped)
