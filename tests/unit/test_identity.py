import re

import pytest

from index.cleaning.identity import name_article, normalise_url

URL = "https://www.example.com/lokales/Werk-wächst-in-Linz.html"


def test_an_address_is_named_by_its_last_part() -> None:
    assert re.fullmatch(r"werk-waechst-in-linz-[0-9a-f]{8}", name_article(URL, "index"))
    assert name_article("https://example.com/", "x").startswith("example-com-")
    assert name_article("https://example.com/a/", "x") != name_article(
        "https://example.com/b/", "x"
    )


@pytest.mark.parametrize(
    "same", [f"{URL}?utm_source=mail&utm_medium=x", f"{URL}#kommentare", f"{URL}?fbclid=1"]
)
def test_trackers_and_fragments_name_the_same_article(same: str) -> None:
    assert name_article(same, "x") == name_article(URL, "x")
    assert name_article(f"{URL}?id=2", "x") != name_article(URL, "x")


def test_an_entry_of_a_feed_is_named_by_its_own_address() -> None:
    first = name_article("https://example.com/feed#entry 1", "feed", URL)
    assert first == name_article("https://example.com/feed#entry 2", "feed", URL)
    assert first == name_article(URL, "x")
    assert name_article("/saved/feed.xml#entry 1", "feed", URL).startswith("feed-")


def test_a_path_is_no_address() -> None:
    assert name_article("/a/b.txt", "b") != name_article("/a/c.txt", "b")
    assert normalise_url("https://example.com:443/a#b") == "https://example.com/a"
