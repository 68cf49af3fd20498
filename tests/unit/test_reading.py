"""Whatever someone names: standard input, archives in folders, feeds with their pages."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from index.errors import SourceUnreadable
from index.sources import Document, Limits, Problem, Sources, Unmodified
from index.sources import web as web_module
from index.sources.mapping import parse_columns
from index.sources.visits import is_address, name_address
from index.sources.web import Fetched
from index.stored_records import NO_VALIDATORS, Receipt, Validators

TEXT = "Die Brücke über die Mühl wird im Frühjahr erneuert."


def read(*places: str | Path, standard_input: bytes = b"", columns: str = "") -> list[object]:
    sources = Sources(
        places,
        standard_input=io.BytesIO(standard_input),
        columns=parse_columns(columns),
    )
    return list(sources.read(lambda _: None))


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


# --- standard input and archives -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (TEXT.encode(), "text"),
        (f"<html><body><p>{TEXT}</p></body></html>".encode(), "html"),
        (json.dumps({"text": TEXT}).encode() + b"\n" + b'{"text": "b"}\n', "row"),
        (b"%PDF-1.7 and so on", "pdf"),
        (zipped(a__txt=TEXT.encode()), "text"),
    ],
)
def test_standard_input_is_what_it_looks_like(content: bytes, kind: str) -> None:
    first, *_ = read("-", standard_input=content)
    assert isinstance(first, Document)
    assert first.kind == kind
    assert first.origin.startswith("standard input")


def test_standard_input_is_bounded() -> None:
    sources = Sources(["-"], limits=Limits(table_bytes=10), standard_input=io.BytesIO(b"x" * 11))
    (problem,) = sources.read(lambda _: None)
    assert isinstance(problem, Problem)
    assert "larger than" in problem.reason
    (problem,) = Sources(["-"]).read(lambda _: None)
    assert problem == Problem("standard input", "there is none; give a file")


def test_what_is_in_an_archive_is_named_by_its_place(tmp_path: Path) -> None:
    inner = zipped(deep__md=b"# A\n\nB.")
    data = zipped(a__txt=TEXT.encode(), rows__jsonl=b'{"text": "b"}\n{"text": 3}\n', in__zip=inner)
    path = tmp_path / "news.zip"
    path.write_bytes(data)
    found = read(path)
    origins = [one.origin for one in found if isinstance(one, Document | Problem)]
    assert origins == [
        f"{path}!/a.txt",
        f"{path}!/rows.jsonl#line 1",
        f"{path}!/rows.jsonl#line 2",
        f"{path}!/in.zip!/deep.md",
    ]
    assert isinstance(found[2], Problem)


def test_columns_are_named_for_tables_and_lines_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"Nr;Fließtext;Tag\n7;{TEXT};24.09.2025\n", encoding="utf-8")
    row = {"Fließtext": TEXT, "Tag": "24. September 2025", "Nr": 7}
    (tmp_path / "b.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps({"items": [row]}), encoding="utf-8")
    found = read(tmp_path, columns="text=Fließtext,published=Tag,id=Nr")
    documents = [one for one in found if isinstance(one, Document)]
    assert [one.content for one in documents] == [TEXT] * 3
    assert [str(one.known.published) for one in documents] == ["2025-09-24"] * 3
    assert [one.known.id for one in documents] == ["7"] * 3


def test_how_far_reading_has_come_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "b"}\n' * 1000, encoding="utf-8")
    sources = Sources([tmp_path])
    shares = []
    for _ in sources.read(lambda _: None):
        tally = sources.tally
        shares.append(tally.bytes_read / tally.bytes)
    assert (tally.files, tally.files_read) == (2, 2)
    assert tally.bytes_read == tally.bytes == sum(f.stat().st_size for f in tmp_path.iterdir())
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.1


def test_a_place_reached_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert len(read(path, tmp_path, path)) == 1


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("https://bote.example/a", True),
        ("HTTP://bote.example", True),
        ("ftp://bote.example/a", True),
        ("news/a.txt", False),
        ("C:/news", False),
        ("-", False),
    ],
)
def test_addresses_are_told_from_paths(place: str, told: bool) -> None:
    assert is_address(place) is told


def test_an_address_is_named_without_what_does_not_matter() -> None:
    plain = name_address("https://Bote.example/politik/seilbahn?id=7&utm_source=x#top")
    assert plain == "https://bote.example/politik/seilbahn?id=7"
    assert name_address(plain) == plain
    assert name_address("https://[bote/a") == "https://[bote/a"


# --- the web, as far as it is not a matter of connections ----------------------------------------

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Bote</title>
<item><title>Eins</title><link>https://bote.example/1</link></item>
<item><title>Zwei</title><link>https://bote.example/2</link>
<description>&lt;p&gt;Der ganze zweite Artikel steht hier. Er ist kurz.&lt;/p&gt;</description>
</item>
<item><title>Eins</title><link>https://bote.example/1</link></item>
</channel></rss>"""


class Shelf:
    """Stands in for the web: a page for each address, None where nothing has changed."""

    pages: dict[str, Fetched | None]
    asked: list[tuple[str, Validators]]

    def __init__(self, **_: object) -> None:
        pass

    def __enter__(self) -> "Shelf":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def fetch(self, url: str, known: Validators) -> Fetched | None:
        self.asked.append((url, known))
        if url not in self.pages:
            raise SourceUnreadable("not there (404); check the address")
        return self.pages[url]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> type[Shelf]:
    Shelf.pages, Shelf.asked = {}, []
    monkeypatch.setattr(web_module, "Fetcher", Shelf)
    return Shelf


def fetched(url: str, content: str, media_type: str, charset: str = "utf-8") -> Fetched:
    validators = Validators("tag", None, url)
    return Fetched(url, content.encode(charset), media_type, charset, validators)


def test_a_page_is_a_document_with_what_its_server_tells(shelf: type[Shelf]) -> None:
    url = "https://bote.example/politik/seilbahn.html"
    page = f"<html><body><p>{TEXT}</p></body></html>"
    shelf.pages[url] = fetched(url, page, "text/html", "iso-8859-15")
    (document,) = read(f"{url}?utm_medium=mail")
    assert isinstance(document, Document)
    assert (document.origin, document.name, document.kind) == (url, "seilbahn", "html")
    assert (document.content, document.known.url) == (page, url)
    assert document.validators == Validators("tag", None, url)


def test_what_has_not_changed_is_not_read_again(shelf: type[Shelf]) -> None:
    url = "https://bote.example/seilbahn"
    shelf.pages[url] = None
    validators = Validators("tag")
    receipt = Receipt(url, "seilbahn-1", "f00d", validators)
    found = list(Sources([url]).read({url: receipt}.get))
    assert found == [Unmodified(url, "seilbahn-1")]
    assert shelf.asked == [(url, validators)]


def test_a_feed_leads_to_its_pages(shelf: type[Shelf]) -> None:
    feed, page = "https://bote.example/rss", "https://bote.example/1"
    shelf.pages[feed] = fetched(feed, FEED, "application/rss+xml")
    shelf.pages[page] = fetched(page, f"<html><body><p>{TEXT}</p></body></html>", "text/html")
    first, second = read(feed)
    assert isinstance(first, Document)
    assert (first.origin, first.known.title, first.known.source) == (page, "Eins", "Bote")
    assert isinstance(second, Document | Problem)
    assert second.origin == "https://bote.example/2"
    assert [url for url, _ in shelf.asked] == [feed, page, "https://bote.example/2"]
    assert shelf.asked[0][1] == NO_VALIDATORS


def test_a_feed_does_not_lead_to_other_feeds(shelf: type[Shelf]) -> None:
    feed, other = "https://bote.example/rss", "https://bote.example/1"
    shelf.pages[feed] = fetched(feed, FEED, "application/rss+xml")
    shelf.pages[other] = fetched(other, FEED, "application/rss+xml")
    problem, *_ = read(feed)
    assert isinstance(problem, Problem)
    assert "another feed" in problem.reason
