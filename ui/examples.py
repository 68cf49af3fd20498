"""The questions that the page offers before the first one is asked."""

from collections.abc import Sequence
from threading import Lock

from index.errors import FundstelleError
from index.store import Summary
from rag.assistant import Assistant
from rag.suggesting import suggest_questions


class Examples:
    """Questions to try: those that were given, or else some that the index answers.

    They are looked for once for each language, and again when the index has changed. Safe to use
    from several threads.
    """

    def __init__(self, assistant: Assistant, given: Sequence[str] = ()) -> None:
        """Set who answers, and the questions to offer if they are not to be looked for."""
        self.given = tuple(given)
        self._assistant = assistant
        self._found: dict[str, tuple[Summary, tuple[str, ...]]] = {}
        self._lock = Lock()

    def find(self, language: str) -> tuple[str, ...]:
        """Return questions in a language; none where none are sure to be good."""
        if self.given:
            return self.given
        try:
            held = self._assistant.store.summary()
            with self._lock:  # whoever asks meanwhile waits for the same questions
                known = self._found.get(language)
                if known is None or known[0] != held:
                    known = (held, suggest_questions(self._assistant, language))
                    self._found[language] = known
        except FundstelleError:  # the page stays: whoever asks will be told what is wrong
            return ()
        return known[1]
