"""What zygote and client say to one another: numbers of eight bytes.

A child says its pid, or minus an errno where there is none; its end is told by `ENDED` and more, so
that the signal which ended a child before its first word is not taken for an errno.
"""

from __future__ import annotations

import contextlib
import socket
import struct

ENDED = 1 << 40
"""Added to an exit code; above every pid."""
READY = "ready"
"""The file beside the zygote's socket that says that its imports are done."""
_NUMBER = struct.Struct("!q")


def tell(connection: socket.socket, number: int) -> None:
    """Sends the number; whoever no longer listens misses it."""
    with contextlib.suppress(OSError):
        connection.sendall(_NUMBER.pack(number))


def number(connection: socket.socket) -> int | None:
    """The next number, None where the other side has gone without a word."""
    data = b""
    while len(data) < _NUMBER.size:
        try:
            more = connection.recv(_NUMBER.size - len(data))
        except ConnectionError:
            more = b""
        if not more:
            return None
        data += more
    found: int = _NUMBER.unpack(data)[0]
    return found
