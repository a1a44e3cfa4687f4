"""An indicator in the making: its row of the table, and what only some forms print of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.files.grid import Source
from auditkit.form.declaration import Further
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.rows.templaterows import without_number
from auditkit.formula.target import Target


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in the making: its row, its cells by role, and the labels printed above it."""

    row: FormRow
    cells: Aligned
    level1: str
    level2: str

    @property
    def name(self) -> str:
        """What the line is about."""
        return without_number(squeeze(self.cells.text("level3")))

    def source(self, role: str) -> Source | None:
        """Where a role's cell stands, None where there is none."""
        return self.row.source(self.cells.cells[role][0]) if role in self.cells.cells else None

    @property
    def at(self) -> Source:
        """Where the name of its indicator stands."""
        return self.row.source(self.cells.cells["level3"][0])


@dataclass(slots=True)
class Evaluation:
    """The texts by role as printed, but for a glued cell that was cut, and what they say."""

    texts: dict[str, str]
    sources: dict[str, Source]
    weight: float | None = None
    score: float | None = None
    direction: str = ""
    adjusted: Target | None = None
    coefficient: float | None = None
    further: tuple[Further, ...] = ()


@dataclass(slots=True)
class Label:
    """An 一级 or 二级 label, and whether any indicator stands under it."""

    row: FormRow
    column: int
    text: str
    used: bool = False


def unused(labels: Sequence[Label]) -> list[Label]:
    """The labels that no indicator stands under, but for one that the next says again.

    So does 产出指标 in the column of the 一级 below （一）产出指标 across the table.
    """
    return [
        label
        for label, following in zip(labels, [*labels[1:], None], strict=False)
        if not label.used and (following is None or following.text != label.text)
    ]
