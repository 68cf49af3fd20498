"""The articles' tab: what is in the index, and how articles come into it and out of it."""

from ui.articles.page import build_articles

__all__ = ["build_articles"]
