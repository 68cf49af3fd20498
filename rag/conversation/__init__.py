"""Follow-up questions are made whole from the conversation, by rules and without a model.

"And over how many years?" says nothing to a search. What it leaves out was said before, so it is
put back in: another question word before the old clause, another name in the old place, or a name
for a pronoun. Where that would make no sentence, what it is about follows in brackets.
"""

from rag.conversation.completion import complete
from rag.conversation.languages import tell_language
from rag.conversation.turns import Exchange

__all__ = ["Exchange", "complete", "tell_language"]
