"""How the page is served: where, to whom."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SettingInvalid
from index.sources.web.addresses import AddressPolicy
from ui.serving.tokens import check_key

_STEP = re.compile(r"[A-Za-z0-9._~-]+")
# The server's own paths begin like this; whether a proxy stripped such a root could not be told.
_TAKEN = {
    *("assets", "config", "favicon.ico", "gradio_api", "login", "logout", "manifest.json"),
    *("page", "pwa_icon", "static", "theme.css"),
}


@dataclass(frozen=True, slots=True)
class Serving:
    """Where the page is served, and to whom.

    Attributes:
        host: Address to listen at; ``127.0.0.1`` for this machine alone.
        port: Port to listen at.
        root_path: Where the page lies behind a proxy, such as ``/news/ask``; empty at the top.
        auth: File of the users who may log in; None asks for no login.
        open_to_all: Whether others may come in without a login.
        read_only: Whether nobody adds or removes articles.
        mcp: Whether there are MCP tools.
        allowed_hosts: Hosts and networks that editors may add articles from although they are not
            public.
        session_key: What sessions are signed with, so that all servers with the same key and the
            same users know them; empty keeps them in memory.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""
    auth: Path | None = None
    open_to_all: bool = False
    read_only: bool = False
    mcp: bool = False
    allowed_hosts: tuple[str, ...] = ()
    session_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "root_path", tidy_root_path(self.root_path))
        AddressPolicy.allowing(self.allowed_hosts)  # a mistake is to be told now
        if self.session_key:
            check_key(self.session_key)
        if not (is_loopback(self.host) or self.auth or self.open_to_all):
            raise SettingInvalid(
                f"At {self.host} the page would be open to everyone who can reach this machine: "
                "have them log in with --auth FILE, or allow it with --open-to-all."
            )

    @property
    def locked(self) -> bool:
        """Whether nobody adds or removes articles: whoever comes in unasked only reads."""
        return self.read_only or (self.open_to_all and not self.auth)

    @property
    def local(self) -> bool:
        """Whether only this machine may call the page."""
        return not (self.auth or self.open_to_all)


def tidy_root_path(path: str) -> str:
    """Return a root path with one slash before and none behind it, or an empty one.

    Raises:
        SettingInvalid: If it is none.
    """
    steps = path.strip().strip("/").split("/")
    if steps == [""]:
        return ""
    if not all(_STEP.fullmatch(step) and step.strip(".") for step in steps):
        raise SettingInvalid(
            f"{path!r} is no root path: give the path alone, such as /news/ask, of letters, digits "
            "and the signs . _ ~ -."
        )
    if steps[0] in _TAKEN:
        raise SettingInvalid(f"The root path cannot begin with /{steps[0]}; choose another name.")
    return "/" + "/".join(steps)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
