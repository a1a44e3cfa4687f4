"""-v: which files a command reads, and how long it takes, on the error stream."""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.text import Text

from auditkit import __version__
from auditkit.cli.app import err

_OPTIONS = ("-v", "--verbose")


def take_verbose(arguments: list[str]) -> bool:
    """Whether -v is asked for, be it before or behind the command; it is taken out.

    >>> typed = ["check", "某局", "2020", "-v"]
    >>> take_verbose(typed), typed
    (True, ['check', '某局', '2020'])
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    asked = [at for at in range(end) if arguments[at] in _OPTIONS]
    for at in reversed(asked):
        del arguments[at]
    return bool(asked)


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """One line for each file."""
        err.print(Text(f"  {record.getMessage()}", "dim"))


@contextmanager
def telling() -> Iterator[None]:
    """Tell what is read until the block ends, then the seconds."""
    begun = time.monotonic()
    log, lines = logging.getLogger("auditkit"), _Lines()
    before = log.level, log.propagate
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(lines)
    try:
        yield
    finally:
        log.removeHandler(lines)
        log.setLevel(before[0])
        log.propagate = before[1]
        seconds = time.monotonic() - begun
        versions = f"auditkit {__version__}，Python {platform.python_version()}"
        err.print(Text(f"  用时{seconds:.2f}秒（{versions}）", "dim"))
