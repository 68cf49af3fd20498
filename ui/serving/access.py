"""Who asks, and who may add and remove articles."""

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.types import Scope

from index.errors import SettingInvalid
from ui.serving.users import Users

if TYPE_CHECKING:  # takes seconds to import
    import gradio as gr

NAME = "fundstelle.reader"
"""Where the gate leaves the name of who is logged in, in the scope of a request."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks.

    Attributes:
        name: The name logged in with; empty where nobody logs in.
        edits: Whether this reader may add and remove articles.
    """

    name: str
    edits: bool


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what.

    Attributes:
        users: Those who may log in; None lets everybody in.
        read_only: Whether nobody adds or removes articles, whatever the role.
    """

    users: Users | None = None
    _: KW_ONLY
    read_only: bool = False

    def reader(self, request: "gr.Request | Request") -> Reader:
        """Return who makes a request.

        Args:
            request: What an event is given; or a bare request, which is what Gradio gives to server
                functions and MCP tools in its place.
        """
        bare: Any = getattr(request, "request", request)
        return self.reader_of({} if bare is None else bare.scope)

    def reader_of(self, scope: Scope) -> Reader:
        """Return who makes the request of an ASGI scope.

        What a role allows is looked up at each request: it changes with the file.
        """
        if self.users is None:
            return Reader("", edits=not self.read_only)
        name = str(scope.get(NAME) or "")
        try:
            user = self.users.find(name) if name else None
        except SettingInvalid:  # the gate lets nobody in then, and says why
            user = None
        return Reader(name, edits=bool(user and user.edits) and not self.read_only)
