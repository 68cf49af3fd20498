import pytest
from httpx2 import URL
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.sources.web.client import USER_AGENT
from index.sources.web.media_types import parse_content_type, recognise
from index.sources.web.responses import explain_status, follow
from index.sources.web.robots import Rules, read_rules


def test_we_say_who_we_are() -> None:
    assert USER_AGENT.startswith("Fundstelle/")
    assert USER_AGENT.isascii()


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (404, "there is no page at this address (404); check"),
        (410, "there is no page at this address (410); check"),
        (401, "needs a login or is forbidden (401); save"),
        (403, "needs a login or is forbidden (403); save"),
        (429, "come back later (429); try again"),
        (503, "come back later (503); try again"),
        (500, "the site failed (500); try again later"),
        (418, "the site answered 418 instead of giving the page; save"),
        (206, "the site answered 206 instead of giving the page; save"),
    ],
)
def test_a_status_is_put_into_words(status: int, phrase: str) -> None:
    assert phrase in explain_status(status)


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        ("http://a.example/b/c", "d?e=f", "http://a.example/b/d?e=f"),
        ("http://a.example/b", "/c#d", "http://a.example/c"),
        ("https://a.example/b", "//c.example/d", "https://c.example/d"),
        ("http://a.example/", "https://a.example/", "https://a.example/"),
        ("http://a.example/", "/käse und brot", "http://a.example/k%C3%A4se%20und%20brot"),
    ],
)
def test_a_redirect_is_followed(url: str, location: str, target: str) -> None:
    assert str(follow(URL(url), location)) == target


@pytest.mark.parametrize(
    "location",
    [
        *("file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "gopher://a.example/"),
        *(
            "http://user@a.example/",
            "http://[::1",
            "http://0x7f.1/",
            "http://a.example:22/",
        ),
    ],
)
def test_a_redirect_out_of_the_web_is_refused(location: str) -> None:
    with pytest.raises(SourceUnreadable, match="no address of the web"):
        follow(URL("http://a.example/"), location)


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match=r"give http://a\.example/b itself"):
        follow(URL("https://a.example/"), "http://a.example/b")


@pytest.mark.parametrize(
    ("value", "media_type", "charset"),
    [
        ("text/html", "text/html", None),
        ("Text/HTML; Charset=UTF-8", "text/html", "utf-8"),
        ('text/html;charset="iso-8859-1"', "text/html", "iso-8859-1"),
        ("text/html; charset='windows-1252'; a=b", "text/html", "windows-1252"),
        ("text/html, text/html; charset=utf-8", "text/html", "utf-8"),
        ("text/html; charset=punycode", "text/html", None),
        ("text/html; charset=unicode_escape", "text/html", None),
        ("text/html; charset=isomorphic", "text/html", None),
        ("application/atom+xml", "application/atom+xml", None),
        ("html", "", None),
        ("", "", None),
        ("; charset=utf-8", "", "utf-8"),
    ],
)
def test_content_types_are_read(value: str, media_type: str, charset: str | None) -> None:
    assert parse_content_type(value) == (media_type, charset)


@given(st.text())
def test_any_content_type_is_read(value: str) -> None:
    _, charset = parse_content_type(value)
    assert charset is None or " ".encode(charset)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    "declared",
    [
        *("text/html", "text/plain", "text/xml", "text/markdown", "application/xhtml+xml"),
        *("application/xml", "application/rss+xml", "application/atom+xml", "application/json"),
        *("application/ld+json", "application/x-ndjson", "application/pdf", "application/zip"),
        *("application/x-zip-compressed", "application/epub+zip", DOCX),
    ],
)
def test_what_articles_are_in_is_taken(declared: str) -> None:
    assert recognise(declared) == declared
    assert recognise(declared, b"Die Br\xc3\xbccke ist gesperrt.") == declared


@pytest.mark.parametrize(
    "declared",
    [
        *("image/png", "image/svg+xml", "video/mp4", "audio/mpeg", "font/woff2", "text/css"),
        *("text/javascript", "application/javascript", "application/x-msdownload", "text/calendar"),
        *("application/gzip", "application/vnd.ms-excel", "multipart/form-data"),
    ],
)
def test_what_cannot_be_an_article_is_refused(declared: str) -> None:
    with pytest.raises(SourceUnreadable, match="not an article but"):
        recognise(declared)


@pytest.mark.parametrize(
    ("declared", "beginning", "media_type"),
    [
        ("application/octet-stream", b"%PDF-1.7", "application/pdf"),
        ("application/octet-stream", b"PK\x03\x04", "application/zip"),
        ("binary/octet-stream", b"PK\x03\x04", "application/zip"),
        ("application/x-download", b"\r\n%PDF-1.4", "application/pdf"),
        ("text/html", b"%PDF-1.7", "application/pdf"),
        ("application/epub+zip", b"PK\x03\x04", "application/epub+zip"),
        (DOCX, b"PK\x03\x04", DOCX),
        ("", b"%PDF-1.7", "application/pdf"),
        ("", b"\xef\xbb\xbf\n<!DOCTYPE html>", "text/html"),
        ("", b"<?xml version='1.0'?><rss>", "application/xml"),
        ("", b"Die Br\xfccke ist gesperrt.", "text/plain"),
        ("", "Brücke".encode("utf-16"), "text/plain"),
    ],
)
def test_the_bytes_tell_what_the_server_does_not(
    declared: str, beginning: bytes, media_type: str
) -> None:
    recognise(declared)
    assert recognise(declared, beginning) == media_type


@pytest.mark.parametrize(
    ("declared", "beginning"),
    [
        ("application/octet-stream", b"MZ\x90\x00"),
        ("application/octet-stream", b"just text"),
        ("", b"\x7fELF\x00\x00"),
        ("", b"GIF89a\x00"),
    ],
)
def test_what_nobody_can_name_is_refused(declared: str, beginning: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="neither text nor PDF"):
        recognise(declared, beginning)


# --- robots.txt ----------------------------------------------------------------------------------


def allows(rules: Rules, path: str) -> bool:
    try:
        rules.check(f"http://a.example{path}")
    except SourceUnreadable:
        return False
    return True


def test_rules_for_all_programs_are_kept() -> None:
    rules = read_rules(200, b"User-agent: *\nDisallow: /intern\nAllow: /intern/presse\n")
    assert allows(rules, "/news/1")
    assert not allows(rules, "/intern/1")
    assert allows(rules, "/intern/presse/1")
    assert rules.pause == 0


def test_rules_for_us_go_before_those_for_all() -> None:
    rules = read_rules(
        200, b"User-agent: *\nDisallow: /\n\nUser-agent: fundstelle\nDisallow: /b\nCrawl-delay: 3"
    )
    assert allows(rules, "/a")
    assert not allows(rules, "/b")
    assert rules.pause == 3


def test_rules_for_others_do_not_bind_us() -> None:
    assert allows(read_rules(200, b"User-agent: Stelle\nDisallow: /\n"), "/a")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows_everything(status: int) -> None:
    assert allows(read_rules(status, b""), "/a")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_site_that_fails_to_give_its_rules_allows_nothing(status: int) -> None:
    with pytest.raises(SourceUnreadable, match=rf"robots\.txt \({status}\); try again later"):
        read_rules(status, b"").check("http://a.example/")


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_rules_that_would_be_copied_a_million_times_are_refused(line_break: str) -> None:
    agents = [f"user-agent {number}" for number in range(1_000)]
    content = line_break.join([*agents, *("Disallow: /a" for _ in range(1_000))])
    with pytest.raises(SourceUnreadable, match="out of all proportion"):
        read_rules(200, content.encode()).check("http://a.example/")


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_rules(content: bytes) -> None:
    rules = read_rules(200, content)
    assert allows(rules, "/a") in (True, False)
    assert rules.pause >= 0
