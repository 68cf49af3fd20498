"""A server that asks for a login, and those who may log in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from servers import served

from ui.serving.users import add_user


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may log in."""

    name: str
    password: str
    edits: bool = False


ADA = Member("ada", "Brücke bei Ebbe", edits=True)
BOB = Member("bob", "Brücke bei Flut")


@dataclass(frozen=True, slots=True)
class Members:
    """The server.

    Attributes:
        address: The page's address.
        users: The file of those who may log in.
        index: The index, which editors change.
    """

    address: str
    users: Path
    index: Path


@contextmanager
def members_served(index: Path, folder: Path) -> Iterator[Members]:
    """Serve a copy of an index to two members; articles may be added from this machine, too."""
    shutil.copytree(index, folder / "index")
    users = folder / "users"
    for one in (ADA, BOB):
        add_user(users, one.name, one.password, edits=one.edits)
    options = ("--auth", str(users), "--allow-host", "127.0.0.1")
    with served(folder / "index", (), *options) as address:
        yield Members(address, users, folder / "index")


def log_in(page: Page, member: Member) -> None:
    """Log in on the page that asks for it, in English or in German."""
    page.locator("[name=username]").fill(member.name)
    page.locator("[name=password]").fill(member.password)
    page.keyboard.press("Enter")
