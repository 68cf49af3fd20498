"""All that readers leave behind, in one place."""

from typing import TYPE_CHECKING

from index.store import Store
from rag.config import Settings
from ui.desk.conversations import Conversations
from ui.desk.database import Database
from ui.desk.feedback import Feedback

if TYPE_CHECKING:  # these load the page's library, which takes seconds and no command needs
    from ui.desk.calls import Call, TextsOf
    from ui.serving.access import Access


class Desk:
    """Keeps feedback, and the conversations of readers who are logged in."""

    def __init__(self, database: Database, settings: Settings | None = None) -> None:
        """Set where, and the settings that answers are made with, to be kept with each rating."""
        self._database = database
        self._settings = settings
        self.feedback = Feedback(database)
        self.conversations = Conversations(database)

    def make_calls(self, store: Store, access: "Access", texts_of: "TextsOf") -> "list[Call]":
        """Return what the page's scripts may ask of the desk.

        Args:
            store: The articles that answers were made from.
            access: Tells who asks.
            texts_of: Tells the language of who asks.
        """
        from ui.desk.calls import make_conversation_calls  # noqa: PLC0415 - see above
        from ui.rating import make_rate  # noqa: PLC0415

        return [
            make_rate(self.feedback, store, access, texts_of, self._settings),
            *make_conversation_calls(self.conversations, access, texts_of),
        ]

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
