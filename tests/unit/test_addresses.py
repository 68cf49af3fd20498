from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SettingInvalid, SourceUnreadable
from index.sources.web.addresses import PUBLIC_ONLY, AddressPolicy, check_url, is_public

# --- addresses as they are written ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.com", "https://example.com/"),
        (" HTTPS://Example.COM/A?b=c#d ", "https://example.com/A?b=c"),
        ("http://example.com./a", "http://example.com/a"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("https://käse.example/über uns", "https://xn--kse-qla.example/%C3%BCber%20uns"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://127.0.0.1/", "http://127.0.0.1/"),  # where it leads is not a matter of spelling
        ("http://a_b.example/", "http://a_b.example/"),
    ],
)
def test_addresses_are_normalised(text: str, url: str) -> None:
    assert str(check_url(text)) == url


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.com/a", "//example.com/a", "http:///a", "http://", "https:a", "/etc/passwd"),
        *("file:///etc/passwd", "ftp://example.com/", "javascript:alert(1)", "data:text/html,a"),
        *("http://user:secret@example.com/", "http://user@example.com/", "http://a\\@b.example/"),
        *("http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"),
        *("http://0x7f.1/", "http://1.2.3/", "http://256.1.1.1/", "http://1.2.3.4.5/"),
        *(
            "http://１２７.０.０.１/",
            "http://127.0.0.①/",
            "http://ⓛocalhost/",
            "http://ex%61mple.com/",
        ),
        *("http://[fe80::1%25eth0]/", "http://[::1/", "http://[::g]/", "http://a..example/"),
        *("http://a b.example/", "http://a\tb.example/", "http://a.example\r\nHost: b/"),
        *("http://example.com:0/", "http://example.com:22/", "http://example.com:99999/"),
        *("http://example.com:-1/", "http://example.com:x/", f"http://{'a' * 64}.example/"),
        *(f"http://{'a.' * 200}example/", f"http://example.com/{'a' * 9000}", "http://a/\udc80"),
    ],
)
def test_what_no_link_needs_is_refused(text: str) -> None:
    with pytest.raises(SourceUnreadable, match=r"; .*(give|write|check)"):
        check_url(text)


@given(st.text() | st.text().map("http://{}".format))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        url = check_url(text)
    except SourceUnreadable:
        return
    assert url.scheme in ("http", "https")
    assert check_url(str(url)) == url


# --- addresses as they are reached ---------------------------------------------------------------

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - refused, not bound to
    *("0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1"),
    *("192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250"),
    *("240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254"),
    *("fd20:ce::254", "ff02::1", "100::1", "2001:db8::1", "2001:10::1", "3fff::1", "4000::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "5f00::1"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "169.253.0.1"),
    *("2606:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888", "::ffff:8.8.8.8"),
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_the_public_internet_is_told(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not PUBLIC_ONLY.permits("news.example", ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_told(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_nothing_is_public_that_the_standard_library_calls_private(address: object) -> None:
    found = ip_address(str(address))
    embedded = getattr(found, "ipv4_mapped", None) or found
    if is_public(found) and not str(found).startswith("64:ff9b::"):
        assert embedded.is_global
        assert not embedded.is_multicast


def test_a_policy_opens_hosts_and_networks() -> None:
    policy = AddressPolicy.allowing(["Intranet.example.", "10.1.2.3/16", "::1", "192.168.0.7"])
    assert policy.permits("intranet.example", ip_address("127.0.0.1"))
    assert policy.permits("other.example", ip_address("10.1.255.1"))
    assert policy.permits("other.example", ip_address("::ffff:10.1.0.1"))
    assert policy.permits("other.example", ip_address("::1"))
    assert policy.permits("other.example", ip_address("8.8.8.8"))
    for address in ("10.2.0.1", "192.168.0.8", "127.0.0.1"):
        assert not policy.permits("other.example", ip_address(address))


@pytest.mark.parametrize("place", ["", "a b", "http://a.example", "10.0.0.0/64", "user@a.example"])
def test_a_policy_of_nonsense_is_refused(place: str) -> None:
    with pytest.raises(SettingInvalid, match="intranet"):
        AddressPolicy.allowing([place])
