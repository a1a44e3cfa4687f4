"""What a forked kernel prints: ipykernel's own stream, which is not flushed where it is empty."""

from __future__ import annotations

from threading import Lock
from typing import Any

from ipykernel import iostream


class OutStream(iostream.OutStream):
    """A stream that waits for the thread that sends only where there is something to be sent.

    ipykernel flushes both streams before every output and thrice a cell, and each time two threads
    wait for one another. In which order texts and outputs are sent stays the same: what is being
    taken from the stream to be sent is waited for.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        self._sending = Lock()
        super().__init__(*given, **named)  # type: ignore[no-untyped-call]

    def flush(self) -> None:
        """Sends what was written."""
        with self._sending:
            nothing = not self._buffers and self.echo is None
        if not nothing:
            super().flush()  # type: ignore[no-untyped-call]

    def _flush(self) -> None:
        with self._sending:
            super()._flush()  # type: ignore[no-untyped-call]
