"""An audit opened ahead of the call that will ask for it: a forked process need not read it again.

It is handed out once, and only to a call with the very same arguments, from the same folder, while
what it was read from is unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

    Another = Callable[[str, Path, str, int], Audit]


@dataclass(frozen=True)
class Call:
    """A call of `open_audit` from the folder `here`, with the way to the data from there."""

    department: str
    year: int
    data_dir: str
    rulepack: str
    here: Path


_opened: list[tuple[Call, Audit, Callable[[], bool]]] = []


@contextmanager
def opened_ahead(audit: Audit, call: Call, unchanged: Callable[[], bool]) -> Iterator[None]:
    """While the block runs, a process that is forked in it has `audit` ready for `call`.

    `unchanged` says whether everything that it was read from is still what it was.
    """
    _opened[:] = [(call, audit, unchanged)]
    try:
        yield
    finally:
        _opened.clear()


def taken(
    department: object, year: object, data_dir: object, rulepack: object, another: Another
) -> Audit | None:
    """The audit that was opened ahead for this very call, None where there is none.

    `another` opens another year of the department.
    """
    for call, audit, unchanged in _opened:
        asked = (call.department, call.year, call.data_dir, call.rulepack)
        if asked == (department, year, data_dir, rulepack) and call.here == Path.cwd():
            _opened.clear()
            return _by(call, audit, another) if unchanged() else None
    return None


def _by(call: Call, audit: Audit, another: Another) -> Audit:
    """The audit as the call itself would have opened it; what was computed stays computed."""
    year = Path(call.data_dir) / call.department / str(audit.year)
    other_year = partial(another, call.department, Path(call.data_dir), call.rulepack)
    made = copy(audit)
    known = vars(made)
    known |= {"folder": year, "rulepack": call.rulepack, "other_year": other_year}
    if (before := known.get("_before")) and before.audit:
        known["_before"] = replace(before, audit=_by(call, before.audit, another))
    if earlier := known.get("_earlier"):
        # The year before is one of them, and the same object.
        audits = (
            made.before if before and one is audit.before else _by(call, one, another)
            for one in earlier.audits
        )
        known["_earlier"] = replace(earlier, audits=tuple(audits))
    return made
