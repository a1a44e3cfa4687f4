"""What a form is read from: the same grids, pack and folder give the same form again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditkit.files.grid import Grid
from auditkit.form.rows.rows import squeeze
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.load import load_rulepack, pack_names
from auditkit.rules.rulepack import RulePack

_MOST_ROWS = 5000
"""Of more rows than a form ever has it is not worth keeping what was read."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadFrom:
    """The grids of the file at `path`, as `read_grids` gives them of the same bytes again, and the
    rule pack that its names are read by.

    Equal where these are the very same objects, and the file and the two folders around it, which
    may lend the form its department and year, have the same names.
    """

    grids: tuple[Grid, ...]
    path: Path
    pack: RulePack
    _known: tuple[object, ...] = field(init=False)

    def __post_init__(self) -> None:
        folder = self.path.resolve().parent
        names = (self.path.name, folder.name, folder.parent.name)
        object.__setattr__(self, "_known", (*map(id, (*self.grids, self.pack)), names))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadFrom) and self._known == other._known

    def __hash__(self) -> int:
        return hash(self._known)

    @property
    def is_short(self) -> bool:
        """Whether it is of the length of a form."""
        return sum(len(grid.rows) for grid in self.grids) <= _MOST_ROWS


def pack_of(grids: Sequence[Grid], chosen: RulePack | str | None) -> RulePack:
    """The rule pack that was chosen, else the one that knows most of the names in the grids.

    Raises RulePackError where a chosen one cannot be loaded.
    """
    if isinstance(chosen, RulePack):
        return chosen
    if chosen is not None:
        return load_rulepack(chosen)
    words = {squeeze(text) for grid in grids for row in grid.texts for text in row if text}
    packs = [load_rulepack(name) for name in pack_names()]
    return max(
        packs,
        key=lambda pack: (
            len(words & pack.canonical_indicator.keys()),
            # Where packs know as many, the one that is used without being named.
            pack.name == DEFAULT_PACK,
        ),
    )
