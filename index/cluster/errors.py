"""What can be wrong with a cluster."""

from index.errors import FundstelleError


class ClusterUnavailable(FundstelleError):
    """The cluster cannot be reached, or its machines cannot do the work."""
