"""Work is shared out to the machines of a Ray cluster: the only package that knows Ray."""

from index.cluster.errors import ClusterUnavailable
from index.cluster.opening import opened_cluster
from index.cluster.terms import Terms, terms_for

__all__ = ["ClusterUnavailable", "Terms", "opened_cluster", "terms_for"]
