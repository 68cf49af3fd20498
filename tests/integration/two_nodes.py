"""A Ray cluster of two nodes on this machine, for as long as standard input stays open.

Says its address and that of its server for Ray Client.
"""

import socket
import sys

from ray.cluster_utils import Cluster


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster = Cluster(
        initialize_head=True,
        head_node_args={
            "num_cpus": 1,
            "include_dashboard": False,
            "ray_client_server_port": port,
        },
    )
    try:
        cluster.add_node(num_cpus=1)
        sys.stdout.write(f"{cluster.address} ray://127.0.0.1:{port}\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        cluster.shutdown()


if __name__ == "__main__":
    main()
