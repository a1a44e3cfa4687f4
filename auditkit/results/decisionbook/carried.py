"""What an export has carried over of what people had typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Carried:
    """What the auditor had written that an export has carried over.

    `matched` counts the findings with something typed, `gone` those rows that are on none any more,
    `moved` names findings whose fact is another than when they were decided on. `backup` is where
    the former file is kept, None where all of it stands in the new one.
    """

    matched: int = 0
    gone: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    backup: Path | None = None
