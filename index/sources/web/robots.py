"""What sites ask of programs: by their robots.txt (RFC 9309), and by not being made for haste."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from httpx2 import URL
from protego import Protego

from index.errors import SourceUnreadable
from index.sources.web.responses import SAVE_PAGE

PRODUCT = "Fundstelle"
"""The name by which robots.txt files call us."""

# The parser keeps a copy of a group's rules for each of the group's agents, so that a short file
# can ask for a great many; those of the largest sites stay well below this.
_MOST_COPIES = 500_000


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site.

    Attributes:
        robots: Its robots.txt; None where it has none.
        refusal: Why nothing may be fetched, or ``""``.
    """

    robots: Protego | None = None
    refusal: str = ""

    def check(self, url: str) -> None:
        """Make sure that a page may be fetched.

        Raises:
            SourceUnreadable: It may not.
        """
        if self.refusal:
            raise SourceUnreadable(self.refusal)
        if self.robots and not self.robots.can_fetch(url, PRODUCT):
            raise SourceUnreadable(
                f"the site's robots.txt asks programs not to fetch it; {SAVE_PAGE}"
            )

    @property
    def pause(self) -> float:
        """The seconds that the site wants to pass between two requests; 0 if it says nothing."""
        return (self.robots and self.robots.crawl_delay(PRODUCT)) or 0.0


def read_rules(status: int, content: bytes) -> Rules:
    """Read the answer to a request for robots.txt.

    A file that is not there allows everything, a server that fails allows nothing (RFC 9309, 2.3).
    A server that asks for patience (429) is taken to fail, though the RFC counts it with the files
    that are not there: it would not be patient with the next request either.
    """
    if status == 429 or status >= 500:
        return Rules(refusal=f"the site does not give its robots.txt ({status}); try again later")
    if status != 200:
        return Rules()
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    if text.lower().count("agent") * len(text.splitlines()) > _MOST_COPIES:
        return Rules(refusal=f"the site's robots.txt is out of all proportion; {SAVE_PAGE}")
    return Rules(Protego.parse(text))


class Manners:
    """Keeps to the rules of all the sites of one run, each of which is asked for them once."""

    def __init__(self, ask: Callable[[URL], Rules], pause: float, longest_pause: float) -> None:
        """Set how a robots.txt is asked for, and the seconds between two requests to one host."""
        self._ask = ask
        self._pause = pause
        self._longest_pause = longest_pause
        self._rules: dict[str, Rules] = {}
        self._next: dict[str, float] = {}

    def check(self, url: URL) -> float:
        """Return the seconds to wait before fetching a page.

        Raises:
            SourceUnreadable: It may not be fetched, or its site's rules cannot be had.
        """
        rules = self._rules_of(url)
        rules.check(str(url))
        pause = max(self._pause, min(rules.pause, self._longest_pause))
        now = time.monotonic()
        turn = max(now, self._next.get(url.host, -math.inf))
        self._next[url.host] = turn + pause
        return turn - now

    def _rules_of(self, url: URL) -> Rules:
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._rules:
            try:
                self._rules[site] = self._ask(url.join("/robots.txt"))
            except SourceUnreadable as error:
                # It stays as it is for this run: the next page would meet with the same.
                self._rules[site] = Rules(refusal=str(error))
        return self._rules[site]
