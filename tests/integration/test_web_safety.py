"""A server on this machine plays every trick that is known; nothing here leaves the machine."""

import gzip
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from email.utils import formatdate
from pathlib import Path

import pytest

from index.errors import SourceUnreadable
from index.sources.web import AddressPolicy, Fetched, Fetcher, WebLimits
from index.sources.web.client import USER_AGENT
from index.stored_records import NO_VALIDATORS, Validators

pytestmark = pytest.mark.integration

PAGE = b"<!DOCTYPE html><title>Bridge closed</title><p>The bridge is closed until spring.</p>"
LIMITS = WebLimits(
    bytes=200_000,
    seconds=1,
    step_seconds=0.5,
    robots_bytes=5_000,
    pause=0,
    longest_pause=0.2,
    longest_wait=1.2,
)

Answer = bytes | Callable[[socket.socket], None]


def answer(
    content: bytes = PAGE,
    status: str = "200 OK",
    headers: Sequence[str] = ("Content-Type: text/html",),
) -> bytes:
    head = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(content)}", "", ""]
    return "\r\n".join(head).encode() + content


def redirect(target: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, [f"Location: {target}"])


class Site(socketserver.ThreadingTCPServer):
    """Plays the answers it is told to; several for one path are played in turn."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.plays: dict[str, list[Answer]] = {"/robots.txt": [answer(b"", "404 Not Found")]}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.connections = 0

    def play(self, path: str, *answers: Answer) -> str:
        self.plays[path] = list(answers)
        return self.url(path)

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.server_address[1]}{path}"

    def times(self, path: str) -> int:
        return self.asked.count(path)


class Visit(socketserver.StreamRequestHandler):
    server: Site

    def handle(self) -> None:
        self.server.connections += 1
        try:
            while request := self.rfile.readline():
                self._answer(request.split()[1].decode())
        except OSError:
            pass  # the other side has had enough, as it should

    def _answer(self, path: str) -> None:
        lines = iter(lambda: self.rfile.readline().strip().decode(), "")
        headers = dict(line.split(": ", 1) for line in lines)
        self.server.asked.append(path)
        self.server.headers.append(headers)
        plays = self.server.plays.get(path, [answer(b"", "404 Not Found")])
        play = plays.pop(0) if len(plays) > 1 else plays[0]
        if isinstance(play, bytes):
            self.wfile.write(play)
        else:
            play(self.connection)
            raise ConnectionAbortedError


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


class Names:
    """A resolver that says what it is told to and counts how often it is asked."""

    def __init__(self) -> None:
        self.known: dict[str, list[list[str]]] = {"news.example": [["127.0.0.1"]]}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        assert 0 < port < 65536
        self.asked.append(host)
        if host[0].isdigit() or ":" in host:
            return [host]
        if host not in self.known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        answers = self.known[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def fetcher(names: Names) -> Iterator[Fetcher]:
    # Only the site's own name is opened: its IP address is refused like any of this machine's.
    policy = AddressPolicy.allowing(["news.example"])
    with Fetcher(LIMITS, policy, names) as opened:
        yield opened


def fetched(fetcher: Fetcher, url: str, known: Validators = NO_VALIDATORS) -> Fetched:
    page = fetcher.fetch(url, known)
    assert page is not None
    return page


# --- what is meant to work -----------------------------------------------------------------------


def test_a_page_is_fetched(site: Site, fetcher: Fetcher) -> None:
    url = site.play(
        "/a?b=c", answer(headers=["Content-Type: text/html; charset=ISO-8859-1", 'ETag: "1"'])
    )
    assert fetcher.fetch(f"{url}#top") == Fetched(
        url, PAGE, "text/html", "iso-8859-1", Validators('"1"', None, url)
    )
    asked = site.headers[-1]
    assert asked["Host"] == url.split("/")[2]
    assert asked["User-Agent"] == USER_AGENT
    assert asked["Accept-Encoding"] == "gzip, deflate"


def test_connections_are_kept_and_cookies_are_not(site: Site, fetcher: Fetcher) -> None:
    play = answer(headers=["Content-Type: text/html", "Set-Cookie: id=1"])
    first, second = site.play("/a", play), site.play("/b", play)
    fetched(fetcher, first)
    fetched(fetcher, second)
    assert site.connections == 1
    assert not any("Cookie" in headers for headers in site.headers)


def test_no_proxy_is_asked(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetched(fetcher, site.play("/a", answer())).content == PAGE


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("GZIP", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("identity", PAGE),
    ],
    ids=["gzip", "GZIP", "deflate", "identity"],  # not by what is packed: it tells the time
)
def test_packed_pages_are_unpacked(
    site: Site, fetcher: Fetcher, coding: str, packed: bytes
) -> None:
    url = site.play("/a", answer(packed, headers=[f"Content-Encoding: {coding}"]))
    assert fetched(fetcher, url).content == PAGE


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    day = "Wed, 24 Sep 2025 10:00:00 GMT"
    url = site.play(
        "/a",
        answer(headers=['ETag: W/"käse"'.encode().decode("latin-1"), f"Last-Modified: {day}"]),
        answer(b"", "304 Not Modified"),
    )
    known = fetched(fetcher, url).validators
    assert known == Validators(None, day, url)
    assert fetcher.fetch(url, Validators('"1"', day)) is None
    assert site.headers[-1]["If-None-Match"] == '"1"'
    assert site.headers[-1]["If-Modified-Since"] == day


def test_validators_are_for_the_address_that_gave_them(site: Site, fetcher: Fetcher) -> None:
    latest = site.play("/latest", redirect("/1"), redirect("/2"), redirect("/1"))
    site.play("/1", answer(headers=['ETag: "1"']), answer(b"", "304 Not Modified"))
    site.play("/2", answer(b"<p>Another page.", headers=['ETag: "2"']))
    first = fetched(fetcher, latest)
    assert first.validators.url == first.url == site.url("/1")
    assert fetched(fetcher, latest, first.validators).content == b"<p>Another page."
    assert not any("If-None-Match" in headers for headers in site.headers)
    assert fetcher.fetch(latest, first.validators) is None


def test_a_304_that_was_not_asked_for_is_no_page(site: Site, fetcher: Fetcher) -> None:
    url = site.play("/a", answer(b"", "304 Not Modified"))
    with pytest.raises(SourceUnreadable, match="answered 304"):
        fetcher.fetch(url)
    with pytest.raises(SourceUnreadable, match="answered 304"):
        fetcher.fetch(url, Validators('"1"\r\nX-Evil: 1', None))


# --- redirects -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["301 A", "302 B", "303 C", "307 D", "308 E"])
def test_redirects_are_followed(site: Site, fetcher: Fetcher, status: str) -> None:
    url = site.play("/a/b", redirect("../c", status))
    target = site.play("/c", answer())
    assert fetched(fetcher, url).url == target


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"),
        *("0.0.0.0", "localhost", "[fd00:ec2::254]", "[64:ff9b::7f00:1]", "100.100.100.200"),  # noqa: S104
    ],
)
def test_a_redirect_to_this_machine_or_its_neighbours_is_refused(
    site: Site, fetcher: Fetcher, names: Names, host: str
) -> None:
    names.known["localhost"] = [["127.0.0.1"]]
    site.play("/secret", answer())
    url = site.play("/a", redirect(site.url("/secret", host)))
    with pytest.raises(SourceUnreadable, match=r"redirects to http.*: its host leads to "):
        fetcher.fetch(url)
    assert site.times("/secret") == 0


@pytest.mark.parametrize(
    "target",
    [
        *("file:///etc/passwd", "ftp://news.example/a", "gopher://news.example:70/", "data:,a"),
        *("http://2130706433/", "http://0x7f.0.0.1/", "http://127.1/", "http://a:b@news.example/"),
    ],
)
def test_a_redirect_out_of_the_web_is_refused(site: Site, fetcher: Fetcher, target: str) -> None:
    with pytest.raises(SourceUnreadable, match="no address of the web"):
        fetcher.fetch(site.play("/a", redirect(target)))


def test_a_loop_of_redirects_ends(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(SourceUnreadable, match="redirects more than 5 times"):
        fetcher.fetch(site.play("/a", redirect("/a")))
    assert site.times("/a") == 6


def test_five_redirects_are_followed(site: Site, fetcher: Fetcher) -> None:
    for number in range(5):
        site.play(f"/{number}", redirect(f"/{number + 1}"))
    site.play("/5", answer())
    assert fetched(fetcher, site.url("/0")).url == site.url("/5")


def test_what_is_wrong_behind_a_redirect_says_so(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(
        SourceUnreadable, match=r"^redirects to http://.*/gone: there is no page at .* \(404\)"
    ):
        fetcher.fetch(site.play("/a", redirect("/gone")))


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["10.1.2.3"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"]],
)
def test_a_name_for_this_machine_is_refused(
    site: Site, fetcher: Fetcher, names: Names, answers: list[str]
) -> None:
    names.known["evil.example"] = [answers]
    with pytest.raises(SourceUnreadable, match="no public address"):
        fetcher.fetch(site.url("/a", "evil.example"))
    assert site.connections == 0


def test_a_name_that_changes_its_mind_is_checked_for_each_connection(
    site: Site, names: Names
) -> None:
    names.known["evil.example"] = [["127.0.0.1"], ["127.0.0.2"]]
    site.play("/robots.txt", answer(b"", "404 Not Found", ["Connection: close"]))
    policy = AddressPolicy.allowing(["127.0.0.1"])  # stands for a public address
    with (
        Fetcher(LIMITS, policy, names) as fetcher,
        pytest.raises(SourceUnreadable, match=r"leads to 127\.0\.0\.2"),
    ):
        fetcher.fetch(site.url("/a", "evil.example"))
    assert site.asked == ["/robots.txt"]
    assert names.asked == ["evil.example", "evil.example"]


def test_a_kept_connection_that_the_site_ends_is_made_anew(site: Site, fetcher: Fetcher) -> None:
    def end_at_once(connection: socket.socket) -> None:
        connection.shutdown(socket.SHUT_RDWR)

    site.play("/b", end_at_once, answer())
    fetched(fetcher, site.play("/a", answer()))
    fetched(fetcher, site.url("/b"))
    assert site.connections == 2
    assert site.times("/b") == 2


def test_a_name_is_looked_up_once_for_a_connection(
    site: Site, names: Names, fetcher: Fetcher
) -> None:
    site.play("/a", answer())
    fetched(fetcher, site.url("/a"))
    fetched(fetcher, site.url("/a", "news.example."))
    assert names.asked == ["news.example"]
    assert site.connections == 1


def test_an_unknown_name_is_told(fetcher: Fetcher) -> None:
    with pytest.raises(
        SourceUnreadable, match=r"its host nowhere\.example cannot be found; check the address"
    ):
        fetcher.fetch("http://nowhere.example/")


def test_a_site_that_is_down_is_told(fetcher: Fetcher) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(SourceUnreadable, match=r"cannot be reached \(Connection refused\)"):
            fetcher.fetch(f"http://news.example:{closed.getsockname()[1]}/")


def test_a_site_that_speaks_no_tls_is_told(fetcher: Fetcher) -> None:
    def greet() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"220 mail.example ESMTP\r\n")
            connection.recv(10_000)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=greet, daemon=True).start()
        with pytest.raises(SourceUnreadable, match=r"no safe connection .* can be made \("):
            fetcher.fetch(f"https://news.example:{server.getsockname()[1]}/")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_that_nobody_vouches_for_is_told(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    files = ["-keyout", key, "-out", certificate, "-subj", "/CN=news.example"]
    subprocess.run([*make.split(), *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    with pytest.raises(SourceUnreadable, match=r"certificate is not valid \(self-signed"):
        fetcher.fetch(site.url("/").replace("http:", "https:"))
    assert site.asked == []


# --- answers without measure ---------------------------------------------------------------------


def bomb() -> bytes:
    return gzip.compress(bytes(50_000_000), 9)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(site: Site, fetcher: Fetcher, coding: str) -> None:
    packed = bomb() if coding == "gzip" else zlib.compress(bytes(50_000_000), 9)
    url = site.play("/a", answer(packed, headers=[f"Content-Encoding: {coding}"]))
    with pytest.raises(SourceUnreadable, match=r"larger than 0\.2 MB"):
        fetcher.fetch(url)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip, br", "x-unknown"])
def test_what_is_packed_unasked_or_twice_is_refused(
    site: Site, fetcher: Fetcher, coding: str
) -> None:
    url = site.play("/a", answer(gzip.compress(bomb()), headers=[f"Content-Encoding: {coding}"]))
    with pytest.raises(SourceUnreadable, match=f"packed as {coding}, unasked"):
        fetcher.fetch(url)


def test_a_damaged_package_is_told(site: Site, fetcher: Fetcher) -> None:
    url = site.play("/a", answer(b"damaged" * 9, headers=["Content-Encoding: gzip"]))
    with pytest.raises(SourceUnreadable, match="makes no sense"):
        fetcher.fetch(url)


def endless(head: bytes, piece: bytes, pause: float = 0) -> Answer:
    def play(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return play


HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (endless(HTML + b"\r\n", b"x" * 10_000), "larger than"),
        (
            endless(HTML + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n%4096d\r\n" % 0),
            "larger than",
        ),
        # bytes that never become any content
        (
            endless(
                HTML + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10],
                b"\x00\x00\x00\xff\xff" * 20_000,
            ),
            "more than any article",
        ),
        (endless(HTML, b"X-Filler: " + b"x" * 990 + b"\r\n"), "makes no sense"),
        (endless(HTML, b"X: x\r\n" * 100), "makes no sense"),
        (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "more than|longer than"),
        (endless(HTML + b"\r\n<p>", b"x", 0.02), "longer than 1 s"),
        (endless(HTML, b"x", 0.02), "longer than 1 s"),
        (endless(b"", b"", 0.1), "does not answer in time"),
        (endless(HTML + b"\r\n<p>", b"", 0.1), "does not answer in time"),
    ],
    ids=[
        *("content", "chunks", "nothing packed", "large headers", "many headers", "continue"),
        *("content by drops", "headers by drops", "silence", "silence in the middle"),
    ],
)
def test_an_answer_without_end_is_ended(
    site: Site, fetcher: Fetcher, play: Answer, reason: str
) -> None:
    began = time.monotonic()
    with pytest.raises(SourceUnreadable, match=reason):
        fetcher.fetch(site.play("/a", play))
    assert time.monotonic() - began < 3


def test_redirects_share_the_time_of_one_page(site: Site, fetcher: Fetcher) -> None:
    def dawdle(connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(redirect("/a"))

    with pytest.raises(SourceUnreadable, match="takes longer than 1 s"):
        fetcher.fetch(site.play("/a", dawdle))


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (HTML + b"Content-Length: 500\r\n\r\n" + PAGE, "breaks off"),
        (HTML + b"Content-Length: -5\r\n\r\n" + PAGE, "makes no sense"),
        (HTML + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + PAGE, "makes no sense"),
        (HTML + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhal", "breaks off"),
        (HTML + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\n", "makes no sense"),
        (b"220 mail.example ESMTP\r\n", "makes no sense"),
        (b"\x00\x01\x02", "makes no sense"),
        (b"", "makes no sense"),
    ],
)
def test_an_answer_that_is_not_whole_is_no_page(
    site: Site, fetcher: Fetcher, play: bytes, reason: str
) -> None:
    with pytest.raises(SourceUnreadable, match=reason):
        fetcher.fetch(site.play("/a", lambda connection: connection.sendall(play)))


def test_a_page_may_be_as_large_as_the_limit_and_no_larger(site: Site, fetcher: Fetcher) -> None:
    assert len(fetched(fetcher, site.play("/a", answer(b"x" * 200_000))).content) == 200_000
    with pytest.raises(SourceUnreadable, match=r"larger than 0\.2 MB"):
        fetcher.fetch(site.play("/b", answer(b"x" * 200_001)))


# --- answers that are no articles ----------------------------------------------------------------


def test_a_film_is_not_waited_for(site: Site, fetcher: Fetcher) -> None:
    film = endless(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", b"", 0.1)
    began = time.monotonic()
    with pytest.raises(SourceUnreadable, match="not an article but video/mp4"):
        fetcher.fetch(site.play("/a", film))
    assert time.monotonic() - began < 0.4


def test_a_program_is_not_waited_for(site: Site, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"
    with pytest.raises(SourceUnreadable, match="neither text nor PDF"):
        fetcher.fetch(site.play("/a", endless(head + b"MZ" * 600, b"", 0.1)))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PAGE, "text/html"), (b"%PDF-1.7\n", "application/pdf"), (b"A word.", "text/plain")],
)
def test_a_page_without_a_type_is_recognised(
    site: Site, fetcher: Fetcher, content: bytes, media_type: str
) -> None:
    url = site.play("/a", answer(content, headers=[]))
    assert fetched(fetcher, url).media_type == media_type


def test_an_empty_page_is_told(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(SourceUnreadable, match="empty"):
        fetcher.fetch(site.play("/a", answer(b" \n")))


# --- robots.txt ----------------------------------------------------------------------------------


def test_robots_txt_is_asked_for_once_and_kept_to(site: Site, fetcher: Fetcher) -> None:
    site.play("/robots.txt", answer(b"User-agent: Fundstelle\nDisallow: /b\n"))
    site.play("/a", answer())
    fetched(fetcher, site.url("/a"))
    with pytest.raises(SourceUnreadable, match=r"robots\.txt asks programs not to fetch it"):
        fetcher.fetch(site.url("/b"))
    assert site.asked == ["/robots.txt", "/a"]


def test_robots_txt_is_kept_to_behind_a_redirect(site: Site, fetcher: Fetcher) -> None:
    site.play("/robots.txt", answer(b"User-agent: *\nDisallow: /b\n"))
    with pytest.raises(SourceUnreadable, match=r"redirects to .*/b: the site's robots\.txt asks"):
        fetcher.fetch(site.play("/a", redirect("/b")))
    assert site.times("/b") == 0


@pytest.mark.parametrize(
    "play",
    [
        answer(b"", "503 Service Unavailable"),
        answer(b"", "429 Too Many Requests"),
        endless(b"", b"", 0.1),
        endless(HTML + b"\r\n", b"#", 0.02),
        redirect("http://127.0.0.1:1/robots.txt"),
        redirect("file:///etc/passwd"),
        lambda connection: connection.sendall(b"nonsense\r\n\r\n"),
    ],
    ids=["failing", "busy", "silent", "dripping", "elsewhere", "file", "nonsense"],
)
def test_without_its_robots_txt_a_site_is_left_alone(
    site: Site, fetcher: Fetcher, play: Answer
) -> None:
    site.play("/robots.txt", play)
    url = site.play("/a", answer())
    for _ in range(2):
        with pytest.raises(SourceUnreadable):
            fetcher.fetch(url)
    assert site.times("/a") == 0
    assert site.times("/robots.txt") == 1


def test_a_huge_robots_txt_is_read_up_to_a_bound(site: Site, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nDisallow: /early\n" + b"Disallow: /filler\n" * 1_000
    site.play("/robots.txt", answer(rules + b"Disallow: /\n"))
    assert fetched(fetcher, site.play("/a", answer())).content == PAGE
    with pytest.raises(SourceUnreadable, match=r"robots\.txt asks"):
        fetcher.fetch(site.url("/early"))


def test_a_robots_txt_elsewhere_is_looked_for_there(site: Site, fetcher: Fetcher) -> None:
    site.play("/robots.txt", redirect("/rules"))
    site.play("/rules", answer(b"User-agent: *\nDisallow: /b\n"))
    assert fetched(fetcher, site.play("/a", answer())).content == PAGE
    with pytest.raises(SourceUnreadable, match=r"robots\.txt asks"):
        fetcher.fetch(site.url("/b"))


def test_a_robots_txt_that_only_redirects_is_none(site: Site, fetcher: Fetcher) -> None:
    site.play("/robots.txt", redirect("/robots.txt"))
    assert fetched(fetcher, site.play("/a", answer())).content == PAGE


def test_a_crawl_delay_is_kept_up_to_a_bound(site: Site, fetcher: Fetcher) -> None:
    site.play("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 3600\n"))
    site.play("/a", answer())
    began = time.monotonic()
    for _ in range(3):
        fetched(fetcher, site.url("/a"))
    assert 0.4 <= time.monotonic() - began < 2


# --- sites that are busy -------------------------------------------------------------------------


def test_a_busy_site_is_asked_again_when_it_says(site: Site, fetcher: Fetcher) -> None:
    url = site.play("/a", answer(b"", "429 Too Many Requests", ["Retry-After: 1"]), answer())
    began = time.monotonic()
    assert fetched(fetcher, url).content == PAGE
    assert time.monotonic() - began >= 1


def test_a_busy_site_may_name_a_moment(site: Site, fetcher: Fetcher) -> None:
    moment = formatdate(time.time() - 60, usegmt=True)
    busy = answer(b"", "503 Service Unavailable", [f"Retry-After: {moment}"])
    assert fetched(fetcher, site.play("/a", busy, answer())).content == PAGE


@pytest.mark.parametrize(
    "retry",
    [
        *([], ["Retry-After: 3600"], ["Retry-After: -1"], ["Retry-After: soon"]),
        *(["Retry-After: Fri, 31 Dec 9999 23:59:59 -9999999"], ["Retry-After: " + "9" * 99]),
    ],
)
def test_a_busy_site_that_wants_more_is_left_alone(
    site: Site, fetcher: Fetcher, retry: list[str]
) -> None:
    url = site.play("/a", answer(b"", "429 Too Many Requests", retry))
    with pytest.raises(SourceUnreadable, match=r"come back later \(429\)"):
        fetcher.fetch(url)
    assert site.times("/a") == 1


def test_a_busy_site_is_asked_again_once(site: Site, fetcher: Fetcher) -> None:
    url = site.play("/a", answer(b"", "429 Too Many Requests", ["Retry-After: 0"]))
    with pytest.raises(SourceUnreadable, match="come back later"):
        fetcher.fetch(url)
    assert site.times("/a") == 2
