"""What is added again, what is not, and what becomes of what was there before."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import FolderEmpty, SourceUnreadable
from index.ingest import ingest
from index.local import LocalStore
from index.preparation import Prepared, prepare
from index.report import Report
from index.sources import Document, Sources
from index.stored_records import Receipt, Validators
from index.sync import sync

REPORT = (
    "Die Seilbahn auf den Hochkogel fährt ab Mai wieder, teilte die Betreiberin am Montag mit. "
    "Die neuen Kabinen kosten 4,2 Millionen Euro und fassen je zehn Personen. "
    "Bürgermeisterin Anna Brandl rechnet mit 80.000 Gästen im ersten Jahr. "
    "Das Land übernimmt ein Drittel der Kosten, den Rest trägt die Gemeinde Oberwald. "
    "Zuletzt war die alte Bahn im Herbst 2021 nach einem Schaden am Tragseil stillgelegt worden. "
    "Gegen den Neubau hatten Anrainer geklagt, das Gericht wies ihre Beschwerde im Jänner ab."
)
CORRECTED = REPORT.replace("4,2 Millionen", "4,8 Millionen")
OTHER = (
    "Im Hafen von Seedorf liegt seit gestern ein Frachter, der Kakao bringt. Er bleibt bis Freitag."
)


class Counting:
    """Prepares documents, and counts them."""

    def __init__(self) -> None:
        self.origins: list[str] = []

    def __call__(self, document: Document) -> Prepared:
        self.origins.append(document.origin)
        return prepare(document)


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Iterator[LocalStore]:
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    made = LocalStore.create(tmp_path / "index", config)
    yield made
    made.close()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def write_rows(path: Path, *rows: dict[str, str]) -> Path:
    return write(path, "".join(f"{json.dumps(row)}\n" for row in rows))


def page(text: str, url: str = "https://bote.example/seilbahn") -> str:
    paragraphs = "".join(f"<p>{part.strip()}.</p>" for part in text.split(". ") if part)
    return (
        f'<html><head><title>Seilbahn</title><link rel="canonical" href="{url}"></head>'
        f"<body><article><h1>Seilbahn fährt wieder</h1>{paragraphs}</article></body></html>"
    )


def add(store: LocalStore, encoder: Encoder, *places: Path) -> tuple[Report, list[str]]:
    """Ingest; return the report and the origins of what had to be prepared."""
    counting = Counting()
    return ingest(places, store, encoder, prepare=counting), counting.origins


def test_a_file_that_has_not_changed_is_not_even_cleaned(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    write(news / "a.txt", REPORT)
    write_rows(news / "b.jsonl", {"id": "b1", "text": OTHER})
    first, prepared = add(store, encoder, news)
    assert (len(first.added), len(prepared)) == (2, 2)
    again, prepared = add(store, encoder, news)
    assert (again.unchanged, prepared) == (first.added, [])


def test_a_file_that_moved_is_cleaned_but_not_encoded(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    rows = [{"id": f"r{n}", "text": f"{n} Schafe. {OTHER}"} for n in range(3)]
    file = write_rows(news / "a.jsonl", *rows)
    add(store, encoder, news)
    write_rows(file, {"id": "new", "text": REPORT}, *rows)
    report, prepared = add(store, encoder, news)
    assert (report.added, len(report.unchanged), len(prepared)) == (["new"], 3, 4)
    assert add(store, encoder, news)[1] == []


def test_a_removed_article_comes_back_when_it_is_added_again(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    write(news / "a.txt", REPORT)
    (article_id,) = add(store, encoder, news)[0].added
    store.remove([article_id])
    assert store.receipt(str(news / "a.txt")) is None
    assert add(store, encoder, news)[0].added == [article_id]


def test_changed_cleaning_cleans_again(
    news: Path, store: LocalStore, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(news / "a.txt", REPORT)
    add(store, encoder, news)
    monkeypatch.setattr("index.preparation._hash_cleaning", lambda: b"another version")
    report, prepared = add(store, encoder, news)
    assert (len(report.unchanged), len(prepared)) == (1, 1)


def test_a_changed_article_leaves_its_old_self_in_the_history(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    file = write(news / "a.txt", REPORT)
    (article_id,) = add(store, encoder, news)[0].added
    before = store.article(article_id)
    assert store.history(article_id) == []
    write(file, CORRECTED)
    assert add(store, encoder, news)[0].replaced == [article_id]
    (version,) = store.history(article_id)
    assert version.article == before
    assert version.replaced.startswith("20")
    assert "4,8 Millionen" in store.article(article_id).text
    store.remove([article_id])
    add(store, encoder, news)
    assert store.history(article_id) == []


def test_a_corrected_page_of_the_same_address_replaces_the_old_one(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    write(news / "monday.html", page(REPORT))
    (article_id,) = add(store, encoder, news)[0].added
    write(news / "tuesday.html", page(CORRECTED))
    report, _ = add(store, encoder, news)
    assert (report.replaced, report.unchanged) == ([article_id], [article_id])
    assert "4,8 Millionen" in store.article(article_id).text
    assert "4,2 Millionen" in store.history(article_id)[0].article.text
    # Neither of the two files makes the article waver from now on.
    again, prepared = add(store, encoder, news)
    assert (again.unchanged, prepared) == ([article_id, article_id], [])


def test_another_article_of_the_same_address_is_another_article(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    write(news / "a.html", page(REPORT, "https://bote.example/"))
    write(news / "b.html", page(f"{OTHER} {OTHER.upper()}", "https://bote.example/"))
    assert len(add(store, encoder, news)[0].added) == 2


def test_a_reprint_is_known_as_one(news: Path, store: LocalStore, encoder: Encoder) -> None:
    rows = [
        {"id": "later", "text": f"{REPORT} Mehr dazu am Abend.", "published": "2025-04-02"},
        {"id": "first", "text": REPORT, "published": "2025-04-01"},
        {"id": "other", "text": OTHER},
    ]
    write_rows(news / "a.jsonl", *rows)
    add(store, encoder, news)
    reprints = {article.id: article.reprint_of for article in store.articles()}
    assert reprints == {"later": "first", "first": None, "other": None}
    assert store.summary().reprints == 1
    store.remove(["first"])
    assert store.article("later").reprint_of is None


def test_the_original_is_the_one_published_first_however_they_come(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    for day in (3, 1, 2):
        row = {"id": f"of-{day}", "text": REPORT, "published": f"2025-04-0{day}"}
        write_rows(news / f"{day}.jsonl", row)
        add(store, encoder, news)
    assert [store.article(f"of-{day}").reprint_of for day in (1, 2, 3)] == [None, "of-1", "of-1"]
    store.remove(["of-1"])
    assert [store.article(f"of-{day}").reprint_of for day in (2, 3)] == [None, "of-2"]


def test_receipts_are_found_by_where_they_are(store: LocalStore) -> None:
    origins = ["/n/a.txt", "/n/a.zip!/b.txt", "/n/a.jsonl#line 2", "/n/sub/c.txt", "/na.txt"]
    validators = Validators("tag", "yesterday", "https://bote.example/a")
    receipts = [Receipt(origin, "x", "f00d", validators) for origin in origins]
    store.note(receipts)
    assert store.receipt("/n/a.txt") == receipts[0]
    assert {one.origin for one in store.receipts("/n")} == set(origins[:4])
    assert [one.origin for one in store.receipts("/n/a.zip")] == ["/n/a.zip!/b.txt"]
    assert [one.origin for one in store.receipts("/n/a.jsonl")] == ["/n/a.jsonl#line 2"]
    assert store.receipts("/m") == []


# --- keeping a folder and the index in step ------------------------------------------------------


def keep_in_step(
    folder: Path, store: LocalStore, encoder: Encoder, *, may_be_empty: bool = False
) -> Report:
    sources = Sources([folder])
    return sync(sources, folder, store, encoder, prepare=prepare, may_be_empty=may_be_empty)


def test_what_vanished_from_the_folder_is_removed(
    news: Path, tmp_path: Path, store: LocalStore, encoder: Encoder
) -> None:
    gone, rows = write(news / "gone.txt", REPORT), [{"id": f"r{n}", "text": OTHER} for n in "abc"]
    file = write_rows(news / "rows.jsonl", *rows)
    elsewhere = write(tmp_path / "elsewhere.txt", OTHER)
    (kept,) = add(store, encoder, elsewhere)[0].added
    (vanished, *_) = keep_in_step(news, store, encoder).added
    gone.unlink()
    write_rows(file, rows[0], rows[2])
    report = keep_in_step(news, store, encoder)
    assert sorted(report.removed) == sorted([vanished, "rb"])
    assert sorted(article.id for article in store.articles()) == sorted([kept, "ra", "rc"])
    assert str(report).endswith("2 removed")
    assert keep_in_step(news, store, encoder).removed == []


def test_what_is_in_two_places_stays_until_it_is_in_none(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    row = {"id": "a", "text": REPORT}
    first, second = write_rows(news / "1.jsonl", row), write_rows(news / "2.jsonl", row)
    keep_in_step(first, store, encoder)
    keep_in_step(second, store, encoder)
    first.unlink()
    assert keep_in_step(news, store, encoder).removed == []
    write(second, json.dumps({"id": "b", "text": OTHER}))
    assert keep_in_step(news, store, encoder).removed == ["a"]


def test_what_cannot_be_read_today_is_not_removed(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    write(news / "other.txt", OTHER)
    file = write(news / "a.txt", REPORT)
    added = keep_in_step(news, store, encoder).added
    file.write_bytes(b"\0")
    report = keep_in_step(news, store, encoder)
    assert (report.removed, len(report.skipped)) == ([], 1)
    assert len(list(store.articles())) == len(added)


def test_an_empty_folder_empties_the_index_only_if_it_is_meant(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    file = write(news / "a.txt", REPORT)
    added = keep_in_step(news, store, encoder).added
    file.unlink()
    with pytest.raises(FolderEmpty, match=r"1 in the index .* --allow-empty"):
        keep_in_step(news, store, encoder)
    assert len(list(store.articles())) == 1
    assert keep_in_step(news, store, encoder, may_be_empty=True).removed == added


def test_a_document_that_cannot_be_prepared_is_reported(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    write(news / "a.txt", REPORT)
    write(news / "b.txt", OTHER)

    def refuse(document: Document) -> Prepared:
        if document.name == "a":
            raise SourceUnreadable("takes more than 20 s to read; give its text alone")
        return replace(prepare(document))

    report = ingest([news], store, encoder, prepare=refuse)
    assert (len(report.added), report.skipped[0].origin) == (1, str(news / "a.txt"))
    assert add(store, encoder, news)[0].added != []


def test_it_stops_after_a_whole_batch_when_asked(
    news: Path, store: LocalStore, encoder: Encoder
) -> None:
    write_rows(news / "a.jsonl", *({"id": f"{n}", "text": f"{n} {OTHER}"} for n in range(120)))
    report = ingest([news], store, encoder, prepare=prepare, stop=lambda: True)
    assert report.stopped
    assert 0 < len(report.added) < 120
    assert len(store.content_hashes()) == len(report.added)
