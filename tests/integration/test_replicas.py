"""Several servers of one index and one database: whatever one of them keeps, all of them have."""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from milvus_server import MilvusServer, milvus_server
from postgres_server import find_programs, postgres_server
from replicas import Replica, Visitor, home_in, replicas, text_of

from index.user_cache import cache_folder
from ui.serving.users import add_user, remove_user

pytestmark = pytest.mark.integration

PROGRAMS = find_programs()
if PROGRAMS is None:
    pytest.skip("No PostgreSQL is installed (make database).", allow_module_level=True)

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "eval" / "sets" / "sample" / "articles"
ARTICLES = [SAMPLE / "nordklinik-protest.txt", SAMPLE / "klinik-demo-polizei.html"]
ASKED = "Wie viele Leute waren auf der Demo für die Nordklinik?"
ADA = ("ada", "Brücke bei Ebbe")
BOB = ("bob", "Brücke bei Flut")
TOKEN = "root:never to be seen"  # noqa: S105 - Milvus Lite takes any
KEY = "3f9a1c5e7b2d48609f3a1c5e7b2d4860"
CHAT, ARTICLES_TAB = "chat", "articles"


@dataclass(frozen=True, slots=True)
class House:
    """What the servers share.

    Attributes:
        index: Where the index lives.
        database: Address of the database.
        users: File of those who may log in.
        folder: Where the servers' home, temporary and working folders are.
        environment: What the servers run in.
    """

    index: str
    database: str
    users: Path
    folder: Path
    environment: dict[str, str]

    @property
    def options(self) -> list[str]:
        """What the servers are started with."""
        options = ["--index", self.index, "--database", self.database, "--auth", str(self.users)]
        return [*options, "--example", ASKED]

    def run(self, *arguments: str) -> str:
        """Run a command; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", *arguments],
            cwd=self.folder / "work",
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert TOKEN not in f"{done.stdout}{done.stderr}"
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as server:
        yield server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, milvus: MilvusServer) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("replicas")
    users = folder / "users"
    add_user(users, *ADA, edits=True)
    add_user(users, *BOB, edits=False)
    environment = home_in(folder)
    environment["FUNDSTELLE_CACHE"] = str(cache_folder())  # models, as a container has them
    environment |= {"FUNDSTELLE_SESSION_KEY": KEY, "FUNDSTELLE_MILVUS_TOKEN": TOKEN}
    with postgres_server(PROGRAMS) as database:
        made = House(str(milvus.place()), database, users, folder, environment)
        made.run("add", "--index", made.index, *map(str, ARTICLES))
        yield made


@pytest.fixture(scope="module")
def two(house: House) -> Iterator[list[Replica]]:
    with replicas(2, house.options, house.folder / "work", house.environment) as started:
        yield started


def at(replica: Replica, user: tuple[str, str] = ADA) -> Visitor:
    """Return a reader who has just logged in."""
    visitor = Visitor(replica)
    assert visitor.log_in(*user).status_code == 303
    return visitor


def conversation(turn: dict[str, Any], title: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    kept = {"number": 1, "question": ASKED, "choice": None, "trace": turn["trace"]}
    return {
        "id": str(uuid.uuid4()),
        "title": title,
        "created": now,
        "updated": now,
        "turns": [kept],
    }


def keep(visitor: Visitor, title: str) -> str:
    """Ask, rate the answer and keep the conversation; return its id."""
    turn = visitor.ask(ASKED)
    assert "citation" in str(turn["trace"])
    kept = visitor.call(CHAT, "keep_conversation", conversation(turn, title))
    assert "error" not in kept, kept
    rated = {"turn": f"{kept['id']}/1", "verdict": "up", "reason": "exact", "comment": title}
    rating = visitor.call(CHAT, "rate", {**rated, "trace": turn["trace"]})
    assert rating == {"verdict": "up"}
    return str(kept["id"])


def ask_until_answered(visitor: Visitor, seconds: float = 60.0) -> bool:
    """Ask again and again, and tell whether there was an answer in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if visitor.ask(ASKED)["trace"]:
            return True
        time.sleep(1)
    return False


def comments(house: House) -> list[str]:
    listed = house.run("feedback", "list", "--json", "--database", house.database)
    return [json.loads(line)["comment"] for line in listed.splitlines()]


def test_what_one_keeps_the_other_has(house: House, two: list[Replica]) -> None:
    here, there = at(two[0]), at(two[1])
    kept = keep(here, "Die Demo")
    (listed,) = there.call(CHAT, "list_conversations")
    assert (listed["id"], listed["title"]) == (kept, "Die Demo")
    assert there.call(CHAT, "rename_conversation", {"id": kept, "title": "Zur Klinik"})
    assert here.call(CHAT, "get_conversation", kept)["title"] == "Zur Klinik"
    assert at(two[1], BOB).call(CHAT, "list_conversations") == []
    assert comments(house) == ["Die Demo"]
    assert here.call(CHAT, "delete_conversation", kept) == {"deleted": True}
    assert there.call(CHAT, "list_conversations") == []


def test_who_logs_in_at_one_is_known_at_the_other(house: House, two: list[Replica]) -> None:
    here = at(two[0], BOB)
    there = here.move_to(two[1])
    assert there.http.get("/config").json()["username"] == "bob"
    assert Visitor(two[1]).http.get("/config").status_code == 401
    assert there.http.post("/logout").status_code == 303
    assert there.http.get("/config").status_code == 401
    # Another password ends everybody's sessions everywhere.
    again = at(two[0], BOB)
    remove_user(house.users, "bob")
    add_user(house.users, *BOB, edits=False)
    for replica in two:
        assert again.move_to(replica).http.get("/config").status_code == 401


def test_an_article_added_through_one_is_found_by_the_other(two: list[Replica]) -> None:
    asked = "Wie hoch ist der Leuchtturm von Kaltenrieth?"
    here, there = at(two[0]), at(two[1])
    assert "47" not in text_of(there.ask(asked)["html"])
    shown = here.add(
        "Der Leuchtturm von Kaltenrieth ist 47 Meter hoch. Er wurde 1901 in Betrieb genommen. "
        "Heute wird er von einem Verein gepflegt, der Besucher hinaufführt.",
        "Der Leuchtturm von Kaltenrieth",
    )
    assert "Leuchtturm" in text_of(shown)
    assert "47 Meter" in text_of(there.ask(asked)["html"])
    tab = there.call(ARTICLES_TAB, "show_articles", {"words": "Leuchtturm"})
    assert "Leuchtturm von Kaltenrieth" in text_of(tab["list"])


def test_killing_one_loses_nothing(house: House, two: list[Replica]) -> None:
    with replicas(1, house.options, house.folder / "work", house.environment) as (third,):
        visitor = at(third)
        kept = keep(visitor, "Bevor er fiel")
        third.kill()
    assert third.said.count("\n") == 2, third.said  # that it loads, and where it answers
    there = visitor.move_to(two[0])
    assert [one["id"] for one in there.call(CHAT, "list_conversations")] == [kept]
    assert there.call(CHAT, "get_conversation", kept)["turns"][0]["question"] == ASKED
    assert "Bevor er fiel" in comments(house)
    assert there.ask(ASKED)["trace"]
    there.call(CHAT, "delete_conversation", kept)


def test_milvus_may_go_and_come_back(
    house: House, two: list[Replica], milvus: MilvusServer
) -> None:
    visitor = at(two[0])
    milvus.kill()
    try:
        told = text_of(visitor.ask(ASKED)["html"])
        assert f"Milvus does not answer for the index at {house.index}" in told
        assert "Traceback" not in told
        tab = visitor.call(ARTICLES_TAB, "show_articles", {})
        assert tab["error"].startswith("Milvus does not answer")
        with pytest.raises(AssertionError, match=r"^fundstelle: Milvus does not answer[^\n]*\n"):
            house.run("info", "--index", house.index)
    finally:
        milvus.start()
    for replica in two:
        assert ask_until_answered(visitor.move_to(replica))


def test_milvus_may_hang_for_a_while(two: list[Replica], milvus: MilvusServer) -> None:
    visitor = at(two[0])
    milvus.suspend()
    try:
        told = text_of(visitor.ask(ASKED)["html"])
        assert "Milvus does not answer for the index at" in told
    finally:
        milvus.resume()
    for replica in two:
        assert ask_until_answered(visitor.move_to(replica))


def test_an_index_on_a_server_is_told_to_be_well(house: House) -> None:
    told = json.loads(house.run("info", "--index", house.index, "--json"))
    assert told["index"] == house.index
    assert told["articles"] >= len(ARTICLES)
    assert told["health"]["silent"] == []
    text = house.run("info", "--index", house.index)
    assert text.startswith(f"index      {house.index}")
    assert "\nhealth     finds passages of every language (in " in text


def test_nothing_is_kept_on_the_servers_own_disk(house: House, two: list[Replica]) -> None:
    keep(at(two[0]), "Zuletzt")
    left = [
        path.relative_to(house.folder).as_posix()
        for name in ("home", "tmp", "work")
        for path in (house.folder / name).rglob("*")
        if path.is_file()
    ]
    assert [path for path in left if not path.startswith("home/.cache/")] == []
