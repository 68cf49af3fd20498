"""Where a language model is served, and which key goes there: read strictly, before all else."""

import ipaddress
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from index.errors import SettingInvalid

KEY_VARIABLE = "FUNDSTELLE_LLM_KEY"
VENDOR_VARIABLE = "OPENAI_API_KEY"
_VENDOR_HOST = "api.openai.com"
# What all servers answer under if they are given no other path.
_USUAL_PATH = "/v1"
_ENDPOINT = "/chat/completions"
_HOST = re.compile(rb"[\w.:-]+")
_PRIVATE_SUFFIXES = (".local", ".lan", ".internal", ".home.arpa", ".localhost")


@dataclass(frozen=True, slots=True)
class Address:
    """A server of the OpenAI kind.

    Attributes:
        url: Its address without anything secret, such as ``http://localhost:11434/v1``.
        host: The host in it.
        key: What it is shown as a bearer token; ``""`` for none.
        label: What messages call it; ``""`` for its address.
    """

    url: str
    host: str
    key: str = field(default="", repr=False)
    label: str = ""

    @property
    def shown(self) -> str:
        """What messages call it."""
        return self.label or self.url

    @property
    def place(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    @property
    def private(self) -> bool:
        """Whether it is this machine, or in its own network."""
        return _is_private(self.host)

    @property
    def vendor(self) -> bool:
        """Whether it is the one whose interface the others took over."""
        return self.host == _VENDOR_HOST

    @property
    def proxy(self) -> str | None:
        """The proxy that the environment names for it; never one between private machines.

        Raises:
            SettingInvalid: It is none for HTTP.
        """
        if self.private or proxy_bypass(self.host):
            return None
        proxy = getproxies().get(urlsplit(self.url).scheme)
        if proxy and urlsplit(proxy).scheme not in {"http", "https"}:
            raise SettingInvalid(
                f"The environment names a proxy for {self.url} that is none of HTTP; name an HTTP "
                "proxy, or put the host into NO_PROXY."
            )
        return proxy or None


def read_address(text: str, environment: Mapping[str, str]) -> Address:
    """Return the server that a setting names, and the key that it may be shown.

    Args:
        text: The setting; it starts with ``http://`` or ``https://``.
        environment: Where the key is; it is shown to no other server than the one set.

    Raises:
        SettingInvalid: It is no address, holds a secret, or the key would go there unprotected.
    """
    url = _parse(text)
    if url.userinfo:
        raise SettingInvalid(
            "The address of the language model holds a user name or password; take it out, and "
            f"put the key into the environment variable {KEY_VARIABLE}."
        )
    if url.query or url.fragment:
        raise SettingInvalid(
            "The address of the language model holds a part after ? or #; give it without, such as "
            "http://localhost:11434/v1."
        )
    path = url.raw_path.decode().rstrip("/").removesuffix(_ENDPOINT) or _USUAL_PATH
    plain = f"{url.scheme}://{url.netloc.decode()}{path}"
    address = Address(plain, url.host, _key_for(url.host, environment))
    if address.key and not address.private and url.scheme != "https":
        raise SettingInvalid(
            f"The key for the language model would go to {plain} unencrypted; give an address that "
            f"starts with https://, or unset {KEY_VARIABLE}."
        )
    return address


def _parse(text: str) -> httpx2.URL:
    with suppress(httpx2.InvalidURL):
        url = httpx2.URL(text)
        if _HOST.fullmatch(url.raw_host) and 0 < (url.port or 80) <= 65_535 and " " not in text:
            return url
    raise SettingInvalid(
        "The address of the language model is not a valid one; give one such as "
        "http://localhost:11434/v1."
    )


def _key_for(host: str, environment: Mapping[str, str]) -> str:
    names = [KEY_VARIABLE] + ([VENDOR_VARIABLE] if host == _VENDOR_HOST else [])
    for name in names:
        key = environment.get(name, "").strip()
        if not all("!" <= character <= "~" for character in key):
            raise SettingInvalid(
                f"The key in the environment variable {name} holds characters that cannot stand in "
                "a header; copy it again, without spaces, line breaks or quotation marks around it."
            )
        if key:
            return key
    return ""


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:  # a name
        return "." not in host or host.endswith(_PRIVATE_SUFFIXES)
