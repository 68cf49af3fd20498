"""Pages and feeds from the web: one at a time, politely, within bounds, public addresses only."""

from index.sources.web.addresses import AddressPolicy
from index.sources.web.fetcher import Fetched, Fetcher, WebLimits

__all__ = ["AddressPolicy", "Fetched", "Fetcher", "WebLimits"]
