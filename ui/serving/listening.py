"""The socket that is listened at, or why there can be none. Imports little: it is asked first."""

import socket

from index.errors import SettingInvalid


def check_free(host: str, port: int) -> None:
    """Make sure that a host and port can be listened at, before what takes long is loaded.

    Raises:
        SettingInvalid: If nothing can listen there.
    """
    listen(host, port).close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at a host and port.

    Raises:
        SettingInvalid: If nothing can listen there.
    """
    if not 0 <= port <= 65_535:
        raise SettingInvalid(f"There is no port {port}; choose one from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, ValueError) as error:  # the latter of what is no host name at all
        raise SettingInvalid(
            f"Nothing can listen at {host}:{port}: it is taken or not an address of this machine; "
            "choose another host or port."
        ) from error
