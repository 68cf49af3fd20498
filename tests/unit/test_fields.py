from index.fields import parse_domain, parse_language, parse_url


def test_only_web_addresses_are_addresses() -> None:
    assert parse_url(" https://example.com/a?b=ü#c ") == "https://example.com/a?b=ü#c"
    for text in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "example.com",
        "https://a b",
    ):
        assert parse_url(text) is None
    assert parse_url('https://example.com/"onclick="x') is None
    assert parse_url("https://[x/y") is None
    assert parse_url("http://:80/") is None


def test_domains_are_found_in_a_line() -> None:
    assert parse_domain("Redaktion nachrichten.example.com") == "nachrichten.example.com"
    assert parse_domain("Redaktion Muster") is None
    assert parse_domain("post@example.com") is None


def test_a_language_tag_is_read_by_its_language() -> None:
    assert [parse_language(tag) for tag in ("de", "EN-us", "und", "deu", "")] == [
        "de",
        "en",
        "und",
        None,
        None,
    ]
