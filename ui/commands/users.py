"""The verb that says who may log in to the page."""

import argparse
import getpass
import sys
from pathlib import Path

from index.errors import SettingInvalid
from rag.config import Settings
from ui.commands.console import say, say_json, tell
from ui.commands.exits import DONE, NOTHING
from ui.serving.users import add_user, check_password, read_users, remove_user


def run(options: argparse.Namespace, _: Settings) -> int:
    """Add, remove or list users."""
    file = Path(options.auth)
    if options.action == "add":
        user = add_user(file, options.name, _ask_password(), edits=options.editor)
        tell(f"Added {user.name} as {user.role} to {file}.")
    elif options.action == "remove":
        remove_user(file, options.name)
        tell(f"Removed {options.name} from {file}.")
    else:
        users = read_users(file).values()
        for user in users:
            if options.json:
                say_json({"name": user.name, "role": user.role})
            else:
                say(f"{user.role:6}  {user.name}")
        return DONE if users else NOTHING
    return DONE


def _ask_password() -> str:
    """Return a new password: typed twice without echo, or a line of standard input.

    Raises:
        SettingInvalid: If it is too short or too long, or not the same twice.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    check_password(password)  # said before it is typed again
    if getpass.getpass("Once more: ") != password:
        raise SettingInvalid("The two passwords differ; run the command again.")
    return password
