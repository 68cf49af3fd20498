"""Serves the page for the browser tests: ``python serve.py INDEX PORT [EXAMPLE ...]``."""

import sys
from pathlib import Path

from rag import Assistant
from ui.app import serve

index, port, *examples = sys.argv[1:]
with Assistant.open(Path(index)) as assistant:
    assistant.warm_up()
    serve(assistant, host="127.0.0.1", port=int(port), examples=examples)
