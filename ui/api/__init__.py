"""What other programs ask: the same queries over Gradio's API and over MCP."""

from ui.api.endpoints import add_endpoints

__all__ = ["add_endpoints"]
