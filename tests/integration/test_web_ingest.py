"""From a site on this machine into a store: what is fetched, what it becomes, and what it costs.

How a server may misbehave is tested elsewhere; this one keeps to the rules.
"""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from index.config import IndexConfig
from index.encoding import PassageVectors, QuestionVectors
from index.ingest import ingest
from index.local import LocalStore
from index.preparation import Prepared, prepare
from index.projection import WORD_DIMENSION
from index.records import Article, Chunk, Vectors
from index.report import Report
from index.sources import Document, Problem, Sources
from index.sources.web.connections import Meter
from index.words import word_spans
from ui.cli import main

pytestmark = pytest.mark.integration

FERRY = (
    "Die Fähre nach Norderinsel legt ab Mai wieder stündlich ab, teilte die Reederei Wiek mit.\n"
    "Für die Überfahrt verlangt sie künftig 14,50 Euro, bisher waren es zwölf Euro.\n"
    "Grund für den Aufschlag seien höhere Kosten für Treibstoff, sagte Kapitänin Jule Harms."
)
MILL = (
    "Die Wassermühle von Grünbach mahlt nach drei Jahren Pause wieder Mehl für die Bäcker im Tal.\n"
    "Vierzig Freiwillige haben das Mühlrad erneuert und dabei 2.300 Arbeitsstunden geleistet.\n"
    "Am Sonntag führt der Verein durch das Haus, der Eintritt ist frei."
)
LIBRARY = (
    "In der Stadtbücherei von Hohenried darf man neuerdings auch Werkzeug und Zelte ausleihen.\n"
    "Der Gemeinderat bewilligte dafür 18.000 Euro, fast alle Fraktionen stimmten zu.\n"
    "Wer eine Bohrmaschine möchte, braucht nur den gewöhnlichen Leseausweis."
)
ORCHARD = (
    "Late frost has cost the growers around Ellery about a third of this year's apple harvest.\n"
    "The cooperative counted damage on 640 hectares, most of it below the reservoir.\n"
    "Prices at the market are expected to rise before the end of September."
)
HARBOUR = (
    "The harbour of Tolness is to get a second crane, the port authority announced on Friday.\n"
    "It will lift ninety tonnes and should be running by the autumn of next year.\n"
    "Until then, larger freighters are sent on to the terminal at Brannock."
)
INTERNAL = (
    "Der Rat von Hohenried hat hinter verschlossenen Türen über das Freibad beraten.\n"
    "Nach Angaben der Bürgermeisterin bleibt das Becken bis Pfingsten geschlossen."
)


# --- the site ------------------------------------------------------------------------------------


class Site(ThreadingHTTPServer):
    """Serves a folder, with an ETag for every file, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.folder = folder
        self.media_types: dict[str, str] = {}
        self.answers: list[tuple[str, int]] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def file(self, path: str) -> Path:
        return self.folder / path.partition("?")[0].strip("/")

    def put(self, path: str, content: str | bytes, media_type: str) -> str:
        file = self.file(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.media_types[path] = media_type
        return self.url(path)

    def put_page(self, path: str, title: str, text: str, head: str = "") -> str:
        return self.put(path, page(title, text, head), "text/html; charset=utf-8")

    def put_feed(self, *items: str) -> str:
        return self.put("/feed.xml", feed(*items), "application/rss+xml")

    def remove(self, path: str) -> None:
        self.file(path).unlink()

    def take_answers(self) -> dict[str, int]:
        """Return the status that each path was answered with since this was last called."""
        taken, self.answers = self.answers, []
        assert len(dict(taken)) == len(taken), "something was asked for twice"
        return dict(taken)


class Visit(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = self.server.file(self.path)
        status, content = (200, file.read_bytes()) if file.is_file() else (404, b"")
        tag = f'"{hashlib.sha256(content).hexdigest()}"'
        if status == 200 and self.headers["If-None-Match"] == tag:
            status, content = 304, b""
        self.server.answers.append((self.path, status))
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", self.server.media_types.get(self.path, "text/plain"))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def page(title: str, text: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{title}</title></head><body>"
        '<nav><a href="/">Startseite</a> <a href="/sport">Sport</a></nav>'
        f"<article><h1>{title}</h1>{paragraphs(text)}</article></body></html>"
    )


def paragraphs(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def declare(author: str, day: str, outlet: str) -> str:
    return (
        f'<meta name="author" content="{author}"><meta property="og:site_name" content="{outlet}">'
        f'<meta property="article:published_time" content="{day}T06:30:00+02:00">'
    )


def feed(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Aus der Region</title>{''.join(items)}</channel></rss>"
    )


def item(path: str, title: str, content: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>{path}</link>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
    )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path / "site") as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not spare the site: it is our own, and how it is spared is tested elsewhere."""
    monkeypatch.setattr(Meter, "rest", lambda *_: None)


# --- the store -----------------------------------------------------------------------------------


class BlindEncoder:
    """An :class:`index.encoding.Encoder` to which all texts are alike: nothing is searched here."""

    name, fingerprint, dimension, engine = "blind", "f00d", 4, "none"

    def load(self) -> None:
        pass

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_questions(self, texts: Sequence[str]) -> list[QuestionVectors]:
        raise AssertionError(f"asked {len(texts)} questions")

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.eye(1, self.dimension, dtype=np.float32), (len(texts), 1))

    def encode_passages(
        self, chunks: Sequence[Chunk], titles: Sequence[str]
    ) -> list[PassageVectors]:
        assert len(chunks) == len(titles)
        return [
            PassageVectors(
                self.encode_texts([""])[0],
                self.encode_texts([sentence.text for sentence in chunk.sentences]),
                np.zeros((len(word_spans(chunk.passage.text)), WORD_DIMENSION), np.float32),
            )
            for chunk in chunks
        ]


class Desk:
    """A store, what it is added to with, and what had to be cleaned for that."""

    def __init__(self, folder: Path) -> None:
        self.encoder = BlindEncoder()
        self.store = LocalStore.create(folder, IndexConfig("blind", "f00d", 4))
        self.cleaned: list[str] = []

    def add(self, *places: str) -> Report:
        self.cleaned = []
        sources = Sources(places, allowed_hosts=["127.0.0.1"])
        return ingest(sources, self.store, self.encoder, prepare=self._prepare)

    def _prepare(self, document: Document) -> Prepared:
        self.cleaned.append(document.origin)
        return prepare(document)

    def only(self) -> Article:
        (article,) = self.store.articles()
        return article


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "index")
    yield opened
    opened.store.close()


# --- feeds ---------------------------------------------------------------------------------------

REGION = {
    "/ferry": ("Fähre legt wieder ab", FERRY, "Jule Harms", "2026-04-07", "Inselbote"),
    "/2026/mill.html": ("Mühle mahlt wieder", MILL, "Emil Kranz", "2026-04-08", "Talblatt"),
    "/news?id=3": ("Zelte in der Bücherei", LIBRARY, "Ada Lindt", "2026-04-09", "Talblatt"),
    "/en/orchard/": ("Frost costs apples", ORCHARD, "Rob Ferris", "2026-05-02", "Ellery Post"),
    "/en/harbour": ("A second crane", HARBOUR, "Ann Tolley", "2026-05-03", "Ellery Post"),
}


@pytest.fixture
def region(site: Site) -> str:
    """Return the address of a feed of five pages; it shortens their titles."""
    for path, (title, text, author, day, outlet) in REGION.items():
        site.put_page(path, title, text, declare(author, day, outlet))
    return site.put_feed(*(item(path, f"{title[:6]} …") for path, (title, *_) in REGION.items()))


def test_the_pages_of_a_feed_become_articles(site: Site, desk: Desk, region: str) -> None:
    report = desk.add(region)
    assert (len(report.added), report.skipped) == (5, [])
    stored = {article.url: article for article in desk.store.articles()}
    for path, (title, text, author, day, outlet) in REGION.items():
        article = stored[site.url(path)]
        assert (article.title, article.text, article.author) == (title, text, author)
        assert (article.published, article.source) == (date.fromisoformat(day), outlet)
        assert article.language == ("en" if path.startswith("/en/") else "de")


def test_what_has_not_changed_is_neither_sent_nor_touched(
    site: Site, desk: Desk, region: str
) -> None:
    added = desk.add(region).added
    asked = site.take_answers()
    assert asked == {"/robots.txt": 404, "/feed.xml": 200} | dict.fromkeys(REGION, 200)
    before = list(desk.store.articles())
    report = desk.add(region)
    asked = site.take_answers()
    assert asked == {"/robots.txt": 404, "/feed.xml": 200} | dict.fromkeys(REGION, 304)
    assert (report.unchanged, report.added, report.replaced) == (added, [], [])
    assert desk.cleaned == []
    assert list(desk.store.articles()) == before
    assert not any(desk.store.history(article_id) for article_id in added)


def test_a_corrected_page_replaces_what_it_was(site: Site, desk: Desk, region: str) -> None:
    desk.add(region)
    site.take_answers()
    title, text, *facts = REGION["/ferry"]
    site.put_page("/ferry", title, text.replace("14,50", "15,50"), declare(*facts))
    report = desk.add(region)
    assert list(site.take_answers().values()).count(304) == 4
    (article_id,) = report.replaced
    assert (len(report.unchanged), report.added) == (4, [])
    assert desk.cleaned == [site.url("/ferry")]
    assert "15,50 Euro" in desk.store.article(article_id).text
    (earlier,) = desk.store.history(article_id)
    assert earlier.article.text == text


def test_a_page_that_vanished_is_told_and_stays(site: Site, desk: Desk, region: str) -> None:
    desk.add(region)
    site.remove("/2026/mill.html")
    report = desk.add(region)
    (problem,) = report.skipped
    assert problem == Problem(
        site.url("/2026/mill.html"), "there is no page at this address (404); check the address"
    )
    assert (len(report.unchanged), report.replaced, report.removed) == (4, [], [])
    assert MILL in [article.text for article in desk.store.articles()]


def test_where_robots_txt_forbids_the_page_the_feed_has_to_do(site: Site, desk: Desk) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /intern/\n", "text/plain")
    site.put_page("/intern/pool", "Freibad bleibt zu", INTERNAL)
    url = site.put_feed(item("/intern/pool", "Freibad bleibt zu", paragraphs(INTERNAL)))
    report = desk.add(url)
    assert (len(report.added), report.skipped) == (1, [])
    assert site.take_answers() == {"/robots.txt": 200, "/feed.xml": 200}
    article = desk.only()
    assert (article.title, article.text) == ("Freibad bleibt zu", INTERNAL)
    assert article.url == site.url("/intern/pool")
    assert (desk.add(url).unchanged, desk.cleaned) == (report.added, [])


def test_an_entry_that_the_feed_says_nothing_of_is_told(site: Site, desk: Desk) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /intern/\n", "text/plain")
    (problem,) = desk.add(site.put_feed(item("/intern/pool", "Freibad bleibt zu"))).skipped
    assert problem.origin == site.url("/intern/pool")
    assert "robots.txt asks programs not to fetch it" in problem.reason


def test_a_page_that_was_read_is_not_replaced_by_what_its_feed_has(site: Site, desk: Desk) -> None:
    site.put_page("/mill", "Mühle mahlt wieder", MILL)
    url = site.put_feed(item("/mill", "Mühle mahlt wieder", "<p>Die Mühle mahlt.</p>"))
    desk.add(url)
    site.remove("/mill")
    assert [problem.origin for problem in desk.add(url).skipped] == [site.url("/mill")]
    assert desk.only().text == MILL


def test_trackers_in_a_feed_stay_out_of_the_articles_address(site: Site, desk: Desk) -> None:
    page_url = site.put_page("/mill", "Mühle mahlt wieder", MILL)
    desk.add(site.put_feed(item("/mill?utm_source=rss&amp;utm_medium=feed", "Mühle")))
    assert desk.only().url == page_url


# --- files behind addresses ----------------------------------------------------------------------


def make_pdf(text: str) -> bytes:
    writer = PdfWriter()
    sheet = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"}
    named = {NameObject(key): NameObject(value) for key, value in font.items()}
    named[NameObject("/Encoding")] = NameObject("/WinAnsiEncoding")
    fonts = DictionaryObject({NameObject("/F1"): DictionaryObject(named)})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawing = DecodedStreamObject()
    lines = b" ".join(b"(%b) '" % line.encode("cp1252") for line in text.split("\n"))
    drawing.set_data(b"BT /F1 8 Tf 12 TL 40 780 Td " + lines + b" ET")
    sheet[NameObject("/Contents")] = writer._add_object(drawing)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_pdf_is_an_article(site: Site, desk: Desk) -> None:
    url = site.put("/crane.pdf", make_pdf(HARBOUR), "application/pdf")
    (article_id,) = desk.add(url).added
    article = desk.only()
    assert (article.text.split(), article.url) == (HARBOUR.split(), url)
    assert article_id.startswith("crane-")
    site.take_answers()
    assert (desk.add(url).unchanged, desk.cleaned) == ([article_id], [])
    assert site.take_answers()["/crane.pdf"] == 304


def test_an_archive_is_all_its_articles(site: Site, desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mill.txt", MILL)
        archive.writestr("deep/crane.html", page("A second crane", HARBOUR))
        archive.writestr("rows.jsonl", json.dumps({"id": "frost", "text": ORCHARD}))
        archive.writestr("logo.png", b"\x89PNG")
    url = site.put("/download", packed.getvalue(), "application/octet-stream")
    report = desk.add(url)
    assert (len(report.added), report.skipped) == (3, [])
    assert {article.text for article in desk.store.articles()} == {MILL, HARBOUR, ORCHARD}
    assert desk.store.article("frost").text == ORCHARD
    again = desk.add(url)
    assert (again.unchanged, desk.cleaned) == (report.added, [])


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("media_type", "head"),
    [
        ("text/html; charset=ISO-8859-1", ""),
        ("text/html", '<meta charset="iso-8859-1">'),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=latin1">'),
        ("text/html; charset=utf-8", '<meta charset="iso-8859-1">'),  # the server is wrong
    ],
)
def test_pages_in_old_encodings_keep_their_umlauts(
    site: Site, desk: Desk, media_type: str, head: str
) -> None:
    content = page("Mühle mahlt wieder", MILL, head).encode("iso-8859-1")
    desk.add(site.put("/mill", content, media_type))
    assert (desk.only().title, desk.only().text) == ("Mühle mahlt wieder", MILL)


@pytest.mark.parametrize("by_server", [True, False])
@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "Die Müllerin sagte: „Es mahlt“ – und schwieg … bis zum Abend."),
        ("iso-8859-2", "iso-8859-2", "Młyn w Łodzi znów miele mąkę, poinformował w środę ratusz."),
    ],
)
def test_pages_are_read_in_the_encoding_that_is_named(
    site: Site, desk: Desk, charset: str, encoding: str, text: str, by_server: bool
) -> None:
    content = page("Die Mill", text, "" if by_server else f'<meta charset="{charset}">')
    media_type = f"text/html; charset={charset}" if by_server else "text/html"
    desk.add(site.put("/mill", content.encode(encoding), media_type))
    assert desk.only().text == text


def test_an_address_with_trackers_is_the_same_article(site: Site, desk: Desk) -> None:
    url = site.put_page("/mill", "Mühle mahlt wieder", MILL)
    trackers = ["?utm_source=mail&utm_medium=a", "?fbclid=1#top", "#comments"]
    report = desk.add(*(url + tracker for tracker in trackers), url)
    assert len(report.added) == 1
    assert site.take_answers() == {"/robots.txt": 404, "/mill": 200}
    assert desk.only().url == url
    assert desk.add(f"{url}?utm_campaign=b").unchanged == report.added
    assert site.take_answers()["/mill"] == 304


def test_a_page_without_an_article_is_told(site: Site, desk: Desk) -> None:
    url = site.put_page("/empty", "", "")
    (problem,) = desk.add(url).skipped
    assert problem.origin == url
    assert problem.reason.startswith("no article text in it; ")


def test_documents_are_cleaned_in_a_process_of_their_own(site: Site, desk: Desk) -> None:
    url = site.put_page("/mill", "Mühle mahlt wieder", MILL)
    sources = Sources([url], allowed_hosts=["127.0.0.1"])
    assert len(ingest(sources, desk.store, desk.encoder).added) == 1
    assert desk.only().text == MILL


# --- who may be asked ----------------------------------------------------------------------------


def test_this_machine_is_not_asked_unless_it_is_allowed(site: Site, desk: Desk) -> None:
    url = site.put_page("/mill", "Mühle mahlt wieder", MILL)
    report = ingest([url], desk.store, desk.encoder, prepare=prepare)
    reason = (
        "its host leads to 127.0.0.1, which is no public address; if the site is your own, allow"
        " it with --allow-host 127.0.0.1"
    )
    assert report.skipped == [Problem(url, reason)]
    assert site.take_answers() == {}


@pytest.mark.usefixtures("encoder")
def test_the_command_line_adds_a_page_and_tells_what_it_skipped(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = site.put_page("/crane", "A second crane", HARBOUR)
    index = str(tmp_path / "by-hand")
    code = main(["add", "--allow-host", "127.0.0.1", "--index", index, url, site.url("/gone")])
    said = capsys.readouterr()
    assert (code, said.out) == (0, "1 added, 0 replaced, 0 unchanged, 1 skipped.\n")
    assert f"skipped {site.url('/gone')}: there is no page at this address (404); " in said.err
    assert main(["list", "--json", "--index", index]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["title"], row["url"], row["language"]) == ("A second crane", url, "en")
