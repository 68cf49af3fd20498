"""A raw document becomes an article: main text, headline, day, outlet; no boilerplate."""

from index.cleaning.articles import clean

__all__ = ["clean"]
