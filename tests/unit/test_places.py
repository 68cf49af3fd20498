"""Where an index may live, as it is written and read."""

from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import _parser
from index.errors import IndexMissing, SettingInvalid
from index.places import MilvusPlace, place_within, read_place
from rag import Assistant, load_settings, retrieve
from rag.config import Settings


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("milvus://db/news", MilvusPlace("http://db:19530", "news")),
        ("milvus://db", MilvusPlace("http://db:19530", "fundstelle")),
        ("milvus://db:/", MilvusPlace("http://db:19530", "fundstelle")),
        ("MILVUS://Db.Example.ORG:1/news/", MilvusPlace("http://db.example.org:1", "news")),
        ("milvus+tls://db:443/News_24", MilvusPlace("https://db:443", "News_24")),
        ("milvus://127.0.0.1:65535/n", MilvusPlace("http://127.0.0.1:65535", "n")),
        ("milvus://[::1]:19531/n", MilvusPlace("http://[::1]:19531", "n")),
        ("milvus+tls://[2001:db8::7]/n", MilvusPlace("https://[2001:db8::7]:19530", "n")),
        ("milvus-lite:news.db", MilvusPlace("news.db")),
        ("milvus-lite:/var/lib/a b/news.db", MilvusPlace("/var/lib/a b/news.db")),
        ("Milvus-Lite:./at@home.db", MilvusPlace("./at@home.db")),
    ],
)
def test_an_address_is_read_and_written_again(text: str, place: MilvusPlace) -> None:
    assert read_place(text) == place
    assert read_place(str(place)) == place
    assert read_place(place) is place


@pytest.mark.parametrize(
    "text",
    [
        *("data/index", "/srv/index", "milvus", "milvus:old", "milvus+tls:", "./milvus://x/y"),
        *(
            "./milvus-lite:news.db",
            "news/2025:09",
            "a:/b",
            "ü:b",
            "1://b",
            "C:\\index",
            "host:19530",
        ),
    ],
)
def test_all_else_is_a_folder(text: str) -> None:
    assert read_place(text) == Path(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("milvus://", "host"),
        ("milvus:///news", "host"),
        ("milvus:/news", "host"),
        ("milvus://:19530/news", "host"),
        ("milvus://a b/news", "host"),
        ("milvus://bücher/news", "host"),
        ("milvus://[::1/news", "host and port"),
        ("milvus://db:port/news", "host and port"),
        ("milvus://db:65536/news", "host and port"),
        ("milvus://db:-1/news", "host and port"),
        ("milvus://db:0/news", "host, port"),
        ("milvus://db/default/news", "letters"),
        ("milvus://db/2025", "digit first"),
        ("milvus://db/süd", "letters"),
        ("milvus://db/two words", "letters"),
        (f"milvus://db/{'n' * 101}", "letters"),
        ("milvus-lite:", "file"),
        ("milvus-lite://news.db", "file"),
        ("milvus-lite:http://db/news.db", "file"),
        ("milvus-lite:news", r"ends in \.db"),
        ("http://db:19530", "begin it with"),
        ("postgresql://db/news", "begin it with"),
        ("a\0b", "NUL"),
    ],
)
def test_what_looks_like_an_address_but_is_none_is_told(text: str, named: str) -> None:
    with pytest.raises(SettingInvalid, match=named) as raised:
        read_place(text)
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "milvus://root:hush@db/news",
        "milvus://root:hu/hush@db/news",
        "milvus://hush@db:port/news",
        "milvus+tls://db/hush@news",
        "milvus://db/news?token=hush",
        "milvus://db:port/news?token=hush",
        "milvus://db/news#hush",
    ],
)
def test_what_may_be_secret_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SettingInvalid) as raised:
        read_place(text)
    assert "hush" not in str(raised.value)
    if "@" in text:
        assert "FUNDSTELLE_MILVUS_TOKEN" in str(raised.value)


def test_an_address_that_went_through_a_path_is_mended() -> None:
    path = Path("milvus://db:19530/news")
    assert str(path) == "milvus:/db:19530/news"
    assert read_place(path) == MilvusPlace("http://db:19530", "news")
    assert read_place(Path("milvus+tls://db")) == MilvusPlace("https://db:19530")
    assert read_place(Path("data/index")) == Path("data/index")
    assert read_place(Path("a:/b")) == Path("a:/b")


def test_indexes_that_are_kept_together_have_places_of_their_own() -> None:
    assert place_within(Path("bench"), "de-en") == Path("bench/de-en")
    assert str(place_within(read_place("milvus://db/bench"), "de-en")) == (
        "milvus://db:19530/bench_de_en"
    )


def test_arguments_variables_and_files_may_name_one(tmp_path: Path) -> None:
    file = tmp_path / "fundstelle.toml"
    file.write_text('index = "milvus://file/news"\n')
    environment = {"FUNDSTELLE_INDEX": "milvus://variable/news"}
    assert str(load_settings({}, {}, file).index) == "milvus://file:19530/news"
    assert str(load_settings({}, environment, file).index) == "milvus://variable:19530/news"
    given = load_settings({"index": "milvus-lite:a.db"}, environment, file)
    assert given.index == MilvusPlace("a.db")
    assert load_settings({}, {"FUNDSTELLE_INDEX": "a/b"}).index == Path("a/b")
    with pytest.raises(SettingInvalid, match="is no place of an index"):
        load_settings({}, {"FUNDSTELLE_INDEX": "https://db/news"})


def test_the_token_is_no_setting() -> None:
    environment = {"FUNDSTELLE_MILVUS_TOKEN": "hush", "FUNDSTELLE_SESSION_KEY": "hush"}
    assert load_settings(environment=environment) == Settings()


def test_an_assistant_takes_an_address_as_it_takes_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for index in ("milvus://db:port", "http://db", Path("milvus://db:port")):
        with pytest.raises(SettingInvalid, match="is no place of an index"):
            Assistant.open(index)
        with pytest.raises(SettingInvalid, match="is no place of an index"):
            retrieve("Wer?", index=index)


def test_measuring_takes_an_address_too(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["retrieval", "--set", "bench", "--index"]
    read = _parser().parse_args([*command, "milvus://db/bench"]).index
    assert read == MilvusPlace("http://db:19530", "bench")
    with pytest.raises(SystemExit):
        _parser().parse_args([*command, "milvus://root:hush@db/bench"])
    told = capsys.readouterr().err
    assert "FUNDSTELLE_MILVUS_TOKEN" in told
    assert "hush" not in told


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_place_is_not_the_working_folder(text: str) -> None:
    with pytest.raises(SettingInvalid, match=r"is empty; .* \(\. is this folder\)"):
        read_place(text)
    with pytest.raises(SettingInvalid, match="is empty"):
        Assistant.open(text)
    with pytest.raises(SettingInvalid, match="is empty"):
        load_settings(environment={"FUNDSTELLE_INDEX": text})
    with pytest.raises(SystemExit):
        _parser().parse_args(["retrieval", "--set", "some", "--index", text])
    assert read_place(".") == Path()


@pytest.mark.parametrize("given", [5, b"index", ["index"], True])
def test_a_place_is_a_text_or_a_path(given: Any) -> None:
    with pytest.raises(SettingInvalid, match=r"must be a text or a path, not"):
        Assistant.open(given)
    with pytest.raises(SettingInvalid, match=r"must be a text or a path, not"):
        Settings(index=given)


def test_a_place_may_be_given_as_a_text_where_it_is_taken_from_python(tmp_path: Path) -> None:
    given: Any = "milvus://db/news"
    assert Settings(index=given).index == MilvusPlace("http://db:19530", "news")
    given = str(tmp_path / "none")
    with pytest.raises(IndexMissing):
        Assistant.open(settings=Settings(index=given))
