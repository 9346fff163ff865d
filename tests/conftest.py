"""No test reaches beyond this machine: a connection or a name look-up that would is an error."""

from __future__ import annotations

import ipaddress
import os
import sys

# Two threads of torch wait for each other for minutes where other programs use the same two cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

_HERE = {"localhost", "", None}


class BeyondThisMachineError(Exception):
    """Some code opened a connection that nobody told it to open."""


def _is_here(host: object) -> bool:
    if host in _HERE:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise BeyondThisMachineError(f"{event} {address}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        if not _is_here(host.decode() if isinstance(host, bytes) else host):
            raise BeyondThisMachineError(f"{event} {host!r}")


sys.addaudithook(_watch)
