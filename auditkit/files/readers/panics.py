"""A library below Python that gives up: what it prints on standard error by itself is unheard."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STDERR = 2
_lock = threading.RLock()


def _unlocked() -> None:
    # A thread that held it is not there in a forked process.
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlocked)


@contextmanager
def unheard() -> Iterator[None]:
    """Within it nothing that is written to the process's standard error is heard.

    A panic in Rust prints where it happened, and on some machines thirty lines more, before it
    becomes an exception; that exception is what is told. For the shortest calls only: another
    thread's words are lost as well.
    """
    with _lock:
        try:
            before = os.dup(_STDERR)
        except OSError:  # there is none, as under pythonw
            yield
            return
        try:
            with suppress(OSError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, _STDERR)
                os.close(nowhere)
            yield
        finally:
            os.dup2(before, _STDERR)
            os.close(before)
