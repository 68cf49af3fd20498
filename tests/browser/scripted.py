"""Serves the page with answers that a test words: ``python scripted.py INDEX PORT``.

What it is told, a line of JSON each on stdin::

    {"question": "How much?", "steps": [["say", "It cost £46m.", "cost £46m"], ["hold", "here"]]}
    {"release": "here"}

A step says a sentence and the words of the evidence that it cites, waits to be released or stopped,
or fails as a language model does. What happens to an answer, it tells in a line each on stdout.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from index.encoding import encoder_named
from index.local import LocalStore
from rag.assistant import Assistant
from rag.generation import Brief, Draft
from rag.llm.models import ModelUnavailable, Outage
from ui.serving.options import Serving
from ui.serving.stubs import stubs_left

with stubs_left():
    from ui.app import serve

_GLANCE = 0.01  # seconds between two looks at whether to stop


class Scripted:
    """A generator that words answers as it was told to."""

    name = "scripted-1b"

    def __init__(self) -> None:
        self._steps: dict[str, list[list[str]]] = {}
        self._released: defaultdict[str, Event] = defaultdict(Event)
        self._lock = Lock()

    def listen(self) -> None:
        """Follow what is told on stdin."""
        # Not by sys.stdin: a process that a library forks meanwhile could never close it.
        for line in open(0, encoding="utf-8", closefd=False):  # noqa: SIM115
            told: dict[str, Any] = json.loads(line)
            if "question" in told:
                self._steps[told["question"]] = told["steps"]
                for _, hold in (step for step in told["steps"] if step[0] == "hold"):
                    self._release(hold).clear()
                _tell("learned", told["question"])
            else:
                self._release(told["release"]).set()

    def generate(self, brief: Brief) -> Iterator[Draft]:
        question = brief.question.text
        try:
            for kind, *details in self._steps.get(question, ()):
                if kind == "fail":
                    raise ModelUnavailable(Outage(details[0]), "It was told to.")
                if kind == "say":
                    yield self._say(brief, *details)
                elif not self._wait(details[0], brief):
                    _tell("stopped", question)
                    return
        finally:
            _tell("left", question)

    def _say(self, brief: Brief, text: str, cited: str) -> Draft:
        evidence = [one for one in brief.evidence if cited and cited in one.sentence.text]
        return Draft(text, tuple(evidence))

    def _wait(self, name: str, brief: Brief) -> bool:
        """Wait to be released, and tell whether that was before being stopped."""
        released = self._release(name)
        while not released.wait(_GLANCE):
            if brief.stopped:
                return False
        return True

    def _release(self, name: str) -> Event:
        with self._lock:
            return self._released[name]

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        pass


def _tell(happened: str, question: str) -> None:
    sys.stdout.write(f"{happened} {question}\n")
    sys.stdout.flush()


def main(index: str, port: str) -> None:
    """Serve until interrupted."""
    scripted = Scripted()
    Thread(target=scripted.listen, daemon=True).start()
    with closing(LocalStore.open(Path(index))) as store:
        encoder = encoder_named(store.config.encoder)
        assistant = Assistant(store, encoder, generator=scripted)
        assistant.warm_up()
        serve(assistant, Serving(port=int(port)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
