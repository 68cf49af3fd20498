"""What lies within what."""

import pytest

from index.origins import is_part, is_within, starts_within


@pytest.mark.parametrize(
    ("origin", "place", "within", "part"),
    [
        ("/news", "/news", True, True),
        ("/news/a.txt", "/news", True, False),
        ("/news/2025/a.txt", "/news/", True, False),
        ("/newsletter/a.txt", "/news", False, False),
        ("/news.txt", "/news", False, False),
        ("/a.txt", "/", True, False),
        ("/a.jsonl#line 12", "/a.jsonl", True, True),
        ("/a.zip!/b/c.txt", "/a.zip", True, True),
        ("/a.zip!/b.zip!/c.csv#row 2", "/a.zip!/b.zip", True, True),
        ("/a.zip.txt", "/a.zip", False, False),
        ("/news", "/news/a.txt", False, False),
        ("https://news.example/a", "https://news.example/", True, False),
        ("https://news.example/a", "https://news.example", True, False),
        ("https://news.example.org/a", "https://news.example", False, False),
    ],
)
def test_within_and_part(origin: str, place: str, within: bool, part: bool) -> None:
    assert is_within(origin, place) is within
    assert is_part(origin, place) is part


def test_nothing_is_looked_for_twice() -> None:
    assert starts_within("/a.zip") == ("/a.zip/", "/a.zip#", "/a.zip!/")
    assert starts_within("/a.zip!/") == ("/a.zip!/", "/a.zip!/#")
