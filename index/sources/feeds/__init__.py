"""RSS and Atom feeds become entries: where the articles are, and what the feed knows of them.

All dialects are read alike, by the names of their elements: RSS 0.9x and 2.0, RSS 1.0 (RDF), Atom
0.3 and 1.0 (RFC 4287), with Dublin Core.
"""

from index.sources.feeds.entries import Entry, read_feed

__all__ = ["Entry", "read_feed"]
