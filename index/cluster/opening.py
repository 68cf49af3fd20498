"""How a run gets a crew on a cluster."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from index.cluster.errors import ClusterUnavailable
from index.cluster.terms import Terms
from index.crew import Crew


@contextmanager
def opened_cluster(address: str, terms: Terms) -> Iterator[Crew]:
    """Connect to a cluster, and let it go in the end.

    Args:
        address: ``auto`` for one that runs on this machine or is started here for the run,
            ``ray://host:10001`` for Ray Client, ``host:6379`` on a machine of the cluster.
        terms: What the workers are to know.

    Raises:
        SettingInvalid: The address is none.
        ClusterUnavailable: Ray is not installed, or there is no cluster to work on.
    """
    try:
        # Ray is an extra, and takes its time to import.
        from index.cluster.connection import connected  # noqa: PLC0415
        from index.cluster.crew import ClusterCrew  # noqa: PLC0415
        from index.cluster.roster import Roster  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ClusterUnavailable(
            "Ray is not installed; install it with: pip install 'fundstelle[ray]'"
        ) from error
    with connected(address), closing(Roster(terms)) as roster:
        yield ClusterCrew(roster)
