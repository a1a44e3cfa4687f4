"""A guard against code that never ends: far above what any machine needs, so no timing."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 60


@contextmanager
def not_hanging() -> Iterator[None]:
    """Fails the test when the block is still running after a minute."""

    def stop(*_: object) -> None:
        raise AssertionError(f"still running after {SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
