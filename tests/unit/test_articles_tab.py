"""The articles' tab without a browser: what is shown, and what is taken in."""

import io
import os
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from string import Formatter
from threading import Event
from typing import Any

import pytest

from index.catalogue import CatalogueEntry, CataloguePage, CatalogueQuery, Counts
from index.config import IndexConfig
from index.encoding import Encoder
from index.ingest import ingest
from index.local import LocalStore
from index.preparation import prepare
from index.records import Article, Cut, Filter
from index.rows import Known
from index.sources import Limits, Problem
from index.store import Summary
from index.stored_records import Version
from ui.articles.adding import MOST_WAITING, Job, Line, Place
from ui.articles.details import render_article
from ui.articles.intake import render_job
from ui.articles.listing import render_heading, render_list
from ui.articles.plot import render_plot
from ui.articles.requests import (
    MOST_ADDRESSES,
    RequestInvalid,
    read_addresses,
    read_files,
    read_paste,
    read_query,
)
from ui.articles.sources import Pasted, Upload, Uploads, claim, telling_namesakes_apart
from ui.articles.texts import ArticleTexts, article_texts
from ui.texts import languages

TEXTS = article_texts("en")
GERMAN = article_texts("de")
HARM = '<script>alert("1")</script>'
HARMFUL = Article(
    f'id"{HARM}', HARM, f"{HARM}\n\nSecond.", f"javascript:{HARM}", HARM, None, "de", HARM
)
BRIDGE = "The council of Ellery voted for the new bridge on Monday. It will cost 46 million pounds."
FERRY = "Die Fähre nach Norderinsel kostet ab Mai 14,50 Euro. Das teilte die Reederei Wiek mit."


# Texts


def test_every_language_fills_in_the_same_places() -> None:
    def places(texts: ArticleTexts) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for field in fields(texts):
            value = getattr(texts, field.name)
            forms = [value] if isinstance(value, str) else value.values()
            found[field.name] = {
                name for form in forms for _, name, _, _ in Formatter().parse(form) if name
            }
            assert all(form.strip() for form in forms), f"{texts.language}: {field.name} is empty"
        return found

    for language in languages():
        texts = article_texts(language)
        assert places(texts) == places(TEXTS)
        assert texts.orders.keys() == TEXTS.orders.keys()
        assert texts.cut_reasons.keys() == TEXTS.cut_reasons.keys()


def test_enumerations_and_moments_are_written_as_the_reader_does() -> None:
    assert GERMAN.joined(["a", "b", "c"]) == "a, b und c"
    assert TEXTS.joined(["a"]) == "a"
    assert TEXTS.joined([]) == ""
    assert GERMAN.format_month("2025-03") == "März 2025"
    assert TEXTS.format_moment("2025-09-24T10:00:00+00:00").startswith("24 September 2025")
    assert TEXTS.format_moment("no moment") == "no moment"


# What is asked for


def test_a_query_is_what_the_form_says() -> None:
    asked = {"words": " ferry ", "since": "2025-09-01", "source": "Post", "sort": "title"}
    assert read_query({**asked, "way": "asc", "page": 2}, TEXTS) == CatalogueQuery(
        "ferry", Filter(since=date(2025, 9, 1), sources=("Post",)), "title", False, 100, 50
    )
    assert read_query({}, TEXTS) == CatalogueQuery()


@pytest.mark.parametrize(
    "asked",
    [
        None,
        [],
        "query",
        {"words": 7},
        {"words": "x" * 3000},
        {"since": "yesterday"},
        {"since": "2025-09-02", "until": "2025-09-01"},
        {"sort": "text; DROP TABLE articles"},
        {"page": -1},
        {"page": "0"},
        {"page": 10**12},
        {"source": ["a"]},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(asked: object) -> None:
    with pytest.raises(RequestInvalid):
        read_query(asked, TEXTS)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "/etc/passwd", "../notes.txt", "-", "ftp://a.example/x", "javascript:1"],
)
def test_an_address_is_never_a_path(address: str) -> None:
    with pytest.raises(RequestInvalid, match="http://"):
        read_addresses({"addresses": f"https://a.example/\n{address}"}, TEXTS)


def test_addresses_come_a_line_each_and_once() -> None:
    given = " https://a.example/x \n\nhttp://b.example\nhttps://a.example/x"
    assert read_addresses({"addresses": given}, TEXTS) == [
        "https://a.example/x",
        "http://b.example",
    ]
    many = "\n".join(f"https://a.example/{n}" for n in range(MOST_ADDRESSES + 1))
    for asked in ({}, {"addresses": []}, {"addresses": " "}, {"addresses": many}):
        with pytest.raises(RequestInvalid):
            read_addresses(asked, TEXTS)


def test_a_pasted_text_comes_with_what_is_known_of_it() -> None:
    asked = {"text": BRIDGE, "title": "Bridge", "published": "2025-09-01", "source": " Post "}
    assert read_paste(asked, 1000, TEXTS) == (
        BRIDGE,
        Known(title="Bridge", published=date(2025, 9, 1), source="Post"),
    )
    for wrong in ({"text": " "}, {"text": 1}, {"url": "javascript:1"}, {"published": "soon"}):
        with pytest.raises(RequestInvalid):
            read_paste({**asked, **wrong}, 1000, TEXTS)
    with pytest.raises(RequestInvalid, match="MB"):
        read_paste({"text": "ä" * 501}, 1000, TEXTS)


@pytest.mark.parametrize("files", [None, [], [1], [{"path": "x"}], [{"path": 1, "name": "a"}], "x"])
def test_files_that_make_no_sense_are_refused(files: object) -> None:
    with pytest.raises(RequestInvalid):
        read_files({"files": files}, TEXTS)


# What is shown


def check_harmless(html: str) -> None:
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;" in html


def test_nothing_of_an_article_becomes_markup() -> None:
    entry = CatalogueEntry(HARMFUL.id, HARM, HARM, HARM, HARM, None, "de", True)
    page = CataloguePage((entry, replace(entry, title="")), 2)
    check_harmless(str(render_list(page, CatalogueQuery(), TEXTS)))
    cuts, versions = (Cut(HARM, HARM),), [Version(HARMFUL, HARM)]
    check_harmless(str(render_article(HARMFUL, cuts, versions, HARM, TEXTS, edits=True)))
    counts = Counts(1, {"2025-09": 1}, {HARM: 1}, {"de": 1})
    check_harmless(str(render_plot(counts, Filter(sources=(HARM,)), TEXTS)))


def test_links_lead_to_web_addresses_only_and_tell_nobody() -> None:
    article = replace(HARMFUL, url="https://example.com/a?b=1&c=2")
    html = str(render_article(article, (), [], "", TEXTS, edits=False))
    assert 'href="https://example.com/a?b=1&amp;c=2"' in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "data-remove" not in html


def test_cuts_are_grouped_by_what_they_are_taken_for() -> None:
    cuts = (Cut("advert", "one"), Cut("newsletter", "two"), Cut("advert", "three"))
    html = str(render_article(HARMFUL, cuts, [], "", GERMAN, edits=False))
    assert "Werbung (2)" in html
    assert "Newsletter (1)" in html
    assert "3 Stellen" in html


def test_the_heads_say_how_the_list_is_sorted() -> None:
    entry = CatalogueEntry("a", "A", "", None, None, date(2025, 9, 1), "de", False)
    query = CatalogueQuery(sort="title", descending=False, limit=1, offset=1)
    html = str(render_list(CataloguePage((entry,), 3), query, TEXTS))
    assert html.count('aria-sort="none"') == 2
    assert 'aria-sort="ascending"><button type="button" data-order="title desc"' in html
    assert 'data-page="0">' in html
    assert 'data-page="2">' in html
    assert "2–2 of 3" in html


def test_the_heading_counts_in_words() -> None:
    held = Summary(3, 3, 3, {"de": 2, "en": 1}, {"Post": 2, "": 1}, "2025-09-01", "2025-10-02", 1)
    counts = Counts(3, {"2025-09": 1, "2025-10": 1}, {"Post": 2, "": 1}, {"de": 2, "en": 1})
    assert str(render_heading(held, counts, GERMAN)) == (
        "<p>3 Artikel aus 1 Medium, in 2 Sprachen, vom 1. September 2025 bis zum 2. Oktober 2025; "
        "1 davon undatiert.</p>"
    )
    some = Counts(1, {}, {"Post": 1}, {"de": 1})
    assert "1 article of 3" in render_heading(held, some, TEXTS)
    assert TEXTS.nothing in render_heading(None, None, TEXTS)


def test_the_plot_fills_months_in_and_is_there_as_a_table() -> None:
    counts = Counts(4, {"2024-11": 1, "2025-02": 2}, {"": 4}, {"de": 4})
    chosen = Filter(since=date(2025, 2, 1), until=date(2025, 2, 28))
    html = str(render_plot(counts, chosen, TEXTS))
    assert html.count('class="column"') == 4
    assert html.count('<th scope="row">') == 2
    assert 'role="img" aria-label="Bar chart: articles by month, from November 2024' in html
    assert 'data-since="2025-02-01" data-until="2025-02-28" data-chosen' in html
    assert 'data-since="2025-02-01" data-until="2025-02-28" aria-pressed="true"' in html
    assert 'data-choose="source"' not in html  # no filter asks for no outlet


@pytest.mark.parametrize(("last", "share"), [("2025-01", 8.3), ("2025-10", 83.3), ("2026-06", 100)])
def test_the_scale_of_the_plot_ends_where_its_columns_end(last: str, share: float) -> None:
    counts = Counts(2, {"2025-01": 1, last: 1}, {"A": 2}, {"de": 2})
    html = str(render_plot(counts, Filter(), TEXTS))
    columns = html.count('class="column"')
    assert f'viewBox="0 0 {columns * 10} 100"' in html
    assert html.count(f'style="width: {share:.1f}%"') == 2


def test_what_spans_long_is_plotted_by_years() -> None:
    html = str(
        render_plot(Counts(2, {"1999-05": 1, "2025-02": 1}, {"A": 2}, {"de": 2}), Filter(), TEXTS)
    )
    assert html.count('class="column"') == 27
    assert 'data-since="1999-01-01" data-until="1999-12-31"' in html
    assert str(render_plot(Counts(0, {}, {}, {}), Filter(), TEXTS)) == ""


# Uploads


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    (tmp_path / "uploads" / "hash").mkdir(parents=True)
    return tmp_path / "uploads"


def test_an_upload_is_taken_out_of_the_folder_of_uploads(uploads: Path, tmp_path: Path) -> None:
    given = uploads / "hash" / "a.txt"
    given.write_text(FERRY)
    upload = claim(str(given), "C:\\Texte\\Fähre\n.txt", uploads, tmp_path / "0")
    assert upload == Upload("Fähre.txt", tmp_path / "0")
    assert upload.origin == "upload:Fähre.txt"
    assert (tmp_path / "0").read_text() == FERRY
    assert not given.parent.exists()
    assert claim(str(given), "a.txt", uploads, tmp_path / "1") is None


def test_nothing_else_is_taken_for_an_upload(uploads: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    link = uploads / "hash" / "link.txt"
    link.symlink_to(secret)
    (uploads / "folder").symlink_to(tmp_path)
    beside = tmp_path / "uploads-2"
    beside.mkdir()
    (beside / "a.txt").write_text("secret")
    for path in (
        str(secret),
        str(uploads / "hash" / ".." / ".." / "secret.txt"),
        str(link),
        str(uploads / "folder" / "secret.txt"),
        str(beside / "a.txt"),
        str(uploads / "hash"),
        "/etc/passwd",
        "a\0b",
        "",
        "x" * 5000,
    ):
        assert claim(path, "a.txt", uploads, tmp_path / "0") is None, path
    assert secret.read_text() == "secret"


def handed_in(folder: Path, **contents: str | bytes) -> list[Upload]:
    """Return uploads as they lie there for a moment, at another place every time."""
    handed = []
    for number, (name, content) in enumerate(contents.items()):
        path = folder / f"{time.monotonic_ns()}-{number}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        handed.append(Upload(name.replace("_", "."), path))
    return handed


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Iterator[LocalStore]:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    made = LocalStore.create(tmp_path / "index", config)
    yield made
    made.close()


@pytest.fixture
def add(store: LocalStore, encoder: Encoder, tmp_path: Path) -> Callable[..., tuple[int, ...]]:
    def add_(*uploads: Upload, **contents: str | bytes) -> tuple[int, ...]:
        sources = Uploads([*uploads, *handed_in(tmp_path, **contents)], Limits())
        apart = telling_namesakes_apart(prepare, store)
        report = ingest(sources, store, encoder, prepare=apart)
        assert sources.tally.files_read == sources.tally.files
        assert sources.tally.bytes_read == sources.tally.bytes
        return tuple(map(len, (report.added, report.replaced, report.unchanged, report.skipped)))

    return add_


def test_the_same_file_again_is_unchanged(store: LocalStore, add: Any, tmp_path: Path) -> None:
    assert add(ferry_txt=FERRY) == (1, 0, 0, 0)
    assert add(ferry_txt=FERRY) == (0, 0, 1, 0)
    (receipt,) = store.receipts("upload:ferry.txt")
    assert str(tmp_path) not in f"{receipt.origin} {receipt.article_id}"


def test_a_changed_file_is_a_new_version(store: LocalStore, add: Any) -> None:
    long = " ".join(
        f"Satz {n} über die Fähre {n * 7} nach Norderinsel und Ort {n}." for n in range(30)
    )
    assert add(ferry_txt=long) == (1, 0, 0, 0)
    assert add(ferry_txt=f"{long} Nachtrag am Abend.") == (0, 1, 0, 0)
    (receipt,) = store.receipts("upload:ferry.txt")
    assert len(store.history(receipt.article_id)) == 1


def test_a_namesake_replaces_nothing(store: LocalStore, add: Any) -> None:
    assert add(article_txt=FERRY) == (1, 0, 0, 0)
    assert add(article_txt=BRIDGE) == (1, 0, 0, 0)
    assert {one.text for one in store.articles()} == {FERRY, BRIDGE}
    assert add(article_txt=FERRY) == (0, 0, 1, 0)
    assert add(article_txt=BRIDGE) == (0, 0, 1, 0)


def test_namesakes_may_come_together(store: LocalStore, add: Any, tmp_path: Path) -> None:
    both = [*handed_in(tmp_path, article_txt=FERRY), *handed_in(tmp_path, article_txt=BRIDGE)]
    assert add(*both) == (2, 0, 0, 0)
    assert {one.text for one in store.articles()} == {FERRY, BRIDGE}


def test_files_of_many_articles_and_none(store: LocalStore, add: Any) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("ferry.txt", FERRY)
        packed.writestr("bridge.txt", BRIDGE)
    rows = f'{{"text": "{BRIDGE} Again."}}\n{{"no": 1}}\n'
    given = {"a_zip": archive.getvalue(), "b_jsonl": rows, "c_exe": b"MZ", "d_txt": " "}
    assert add(**given) == (3, 0, 0, 3)
    assert len(store.receipts("upload:a.zip")) == 2


def test_a_pasted_text_is_known_again(store: LocalStore, encoder: Encoder) -> None:
    def paste() -> tuple[int, int]:
        pasted = Pasted(BRIDGE, Known(title="Bridge", source="Post"), Limits())
        report = ingest(pasted, store, encoder, prepare=prepare)
        return len(report.added), len(report.unchanged)

    assert paste() == (1, 0)
    assert paste() == (0, 1)
    (article,) = store.articles()
    assert (article.title, article.source, article.text) == ("Bridge", "Post", BRIDGE)


# The line


def a_job(name: str) -> Job:
    return Job(name, Uploads([], Limits()), [Place(name, f"upload:{name}")])


def test_jobs_wait_for_each_other_in_their_order() -> None:
    go, done = Event(), []

    def work(job: Job) -> None:
        assert go.wait(5)
        done.append(job.id)
        job.state = "done"

    line = Line(work)
    jobs = [a_job(name) for name in "abc"]
    assert all(map(line.join, jobs))
    assert [line.ahead_of(job) for job in jobs] == [0, 1, 2]
    assert line.stop("b")
    assert not line.stop("x")
    assert [line.find(name) for name in "bx"] == [jobs[1], None]
    assert jobs[1].stop.is_set()
    go.set()
    assert all(job.ended.wait(5) for job in jobs)
    assert done == ["a", "b", "c"]
    assert line.find("a") is jobs[0]  # for who asks too late
    assert not line.stop("a")


def test_a_job_that_breaks_lets_the_next_one_through(monkeypatch: pytest.MonkeyPatch) -> None:
    logged = Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: logged.set())

    def work(job: Job) -> None:
        if job.id == "a":
            raise RuntimeError
        job.state = "done"

    line, jobs = Line(work), [a_job("a"), a_job("b")]
    assert all(map(line.join, jobs))
    assert all(job.ended.wait(5) for job in jobs)
    assert [job.state for job in jobs] == ["failed", "done"]
    assert logged.wait(5)


def test_a_line_has_an_end() -> None:
    go = Event()
    line = Line(lambda job: setattr(job, "state", "done" if go.wait(5) else "failed"))
    jobs = [a_job(str(n)) for n in range(MOST_WAITING + 1)]
    assert all(map(line.join, jobs))
    assert not line.join(a_job("one too many"))
    go.set()
    assert jobs[-1].ended.wait(5)


def test_a_job_tells_how_far_it_is_and_how_it_ended() -> None:
    job = Job("j", Uploads([], Limits()), [Place(HARM, "upload:a"), Place("b.txt", "upload:b")])
    assert TEXTS.counted(TEXTS.waiting, 2) in render_job(job, 2, (), TEXTS)
    job.state, job.sources.tally.files, job.sources.tally.files_read = "running", 2, 1
    html = str(render_job(job, 0, (), TEXTS))
    check_harmless(html)
    assert "1 of 2 files read" in html
    assert "data-cancel" in html
    job.report.added, job.state = ["x", "y"], "done"
    job.report.skipped = [Problem("upload:b.txt", HARM)]
    html = str(render_job(job, 0, [HARMFUL], TEXTS))
    check_harmless(html)
    assert "Done: 2 articles added and 1 skipped." in html
    assert "upload:" not in html
    job.state, job.failure = "failed", "The index is busy."
    assert "The index is busy." in render_job(job, 0, (), TEXTS)


def test_why_something_was_skipped_is_told_in_the_readers_language() -> None:
    job = Job("j", Uploads([], Limits()), [Place("b.txt", "upload:b.txt")], state="done")
    job.report.skipped = [Problem("upload:b.txt", "empty; nothing to index")]
    said = '<span lang="de">leer; es gibt nichts aufzunehmen</span>'
    assert f"b.txt</span>: {said}" in render_job(job, 0, (), article_texts("de"))
    said = '<span lang="en">empty; nothing to index</span>'
    assert f"b.txt</span>: {said}" in render_job(job, 0, (), article_texts("en"))
    job.report.skipped = [Problem("upload:b.txt", "made of cheese")]
    assert '<span lang="en">made of cheese</span>' in render_job(job, 0, (), article_texts("de"))


def test_why_all_of_it_failed_is_told_in_the_readers_language() -> None:
    job = Job("j", Uploads([], Limits()), [], state="failed")
    job.failure = "The index at data/index is closed; open it again."
    html = render_job(job, 0, (), article_texts("de"))
    assert '<span lang="de">Der Index in data/index ist geschlossen; ' in html
    job.failure = ""
    assert article_texts("de").broken in render_job(job, 0, (), article_texts("de"))


def test_no_upload_folder_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    (folder / "0").write_text("x")
    job = Job("j", Uploads([], Limits()), [], folder)
    job.clear()
    job.clear()
    assert not os.path.lexists(folder)
