"""How many runs a machine is given at once: as many as take it a quarter of a minute."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

AIM = 15.0
"""Seconds that a task should take: what a task costs by itself (some 50 ms, and the start of a
process for its runs) is then lost in them, and little is done again where a machine is lost."""
LEAST = 5.0
"""Seconds that it should take even towards the end: a process costs its first report a fifth of a
second more than the others."""
MOST = 100
"""Runs of a task, however quick they are."""
_GUESS = 0.5
"""Seconds that a run takes, before the first has been timed."""
_FRESH = 5.0
"""Seconds for which a count of threads is believed."""
_WEIGHT = 0.2


class Portions:
    """What a task is given, by how long runs take and how many there are left for whom.

    `counted` gives the threads of all machines, each of which does one task at a time.
    """

    def __init__(self, counted: Callable[[], int]) -> None:
        self._counted, self._at, self._threads = counted, -math.inf, 1
        self._each: float | None = None

    @property
    def threads(self) -> int:
        """The threads there are, one at the least."""
        if time.monotonic() - self._at > _FRESH:
            self._threads, self._at = max(1, self._counted()), time.monotonic()
        return self._threads

    def took(self, seconds: float) -> None:
        """Take note of how long a run took; the last ones weigh most."""
        known = seconds if self._each is None else self._each
        self._each = known + _WEIGHT * (seconds - known)

    def size(self, waiting: int) -> int:
        """How many of the waiting runs the next task takes.

        Towards the end half of a thread's fair share, so that all have something to do, but never
        more than all of it.
        """
        each = _GUESS if self._each is None else max(self._each, 1e-3)
        fair = waiting / self.threads
        wanted = max(min(AIM / each, fair / 2), min(LEAST / each, fair))
        return min(max(1, math.ceil(wanted)), MOST, waiting)
