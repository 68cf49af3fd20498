"""The verb that serves the page."""

import argparse
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rag.assistant import Assistant
from rag.config import Settings
from ui.commands.console import tell
from ui.commands.exits import DONE
from ui.serving.access import Access
from ui.serving.listening import check_free
from ui.serving.options import Serving
from ui.serving.stubs import stubs_left
from ui.serving.tokens import KEY_VARIABLE
from ui.serving.users import Users


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the chat page."""
    serving = serving_from(options)
    check_free(serving.host, serving.port)
    access = Access(Users(serving.auth) if serving.auth else None, read_only=serving.locked)
    with Assistant.open(settings=settings) as assistant, ThreadPoolExecutor(1) as thread:
        tell("Loading the models …")
        warming_up = thread.submit(assistant.warm_up)
        # Imported here: the page's library takes seconds to load, and no other verb needs it.
        with stubs_left():
            from ui.app import serve as serve_page  # noqa: PLC0415

        warming_up.result()
        serve_page(
            assistant,
            serving,
            access=access,
            examples=options.example or (),
            database=options.database,
            on_ready=lambda url: tell(f"Fundstelle answers at {url} (Ctrl-C stops it)."),
        )
    return DONE


def serving_from(options: argparse.Namespace) -> Serving:
    """Return where and to whom the page is to be served.

    Raises:
        SettingInvalid: If that makes no sense, or would open the page to all unasked.
    """
    return Serving(
        host=options.host,
        port=options.port,
        root_path=options.root_path,
        auth=Path(options.auth) if options.auth else None,
        open_to_all=options.open_to_all,
        read_only=options.read_only,
        mcp=options.mcp,
        allowed_hosts=tuple(options.allow_host),
        session_key=os.environ.get(KEY_VARIABLE, ""),
    )
