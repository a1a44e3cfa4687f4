"""Characters that nobody sees, or that turn the order of others, left out of what cells say.

Texts copied from web pages, from PDF and from chats carry them: a name with one is another name, a
figure with one is none, and one of them shows 001 where 100 stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.errors import Issue, IssueKind
from auditkit.files.grid import Grid, Scalar
from auditkit.wording import INVISIBLE

LEFT_OUT = IssueKind("P10", "有看不见的字符或改变文字顺序的字符，读取时略去")

_MOST_NAMED = 5


def without_invisible(grid: Grid) -> Grid:
    """The grid without those characters; its `left_out` says which stood in which cells."""
    found: dict[tuple[int, int], str] = {}
    rows: list[tuple[Scalar, ...]] = []
    for r, row in enumerate(grid.rows):
        changed: list[Scalar] | None = None
        for c, value in enumerate(row):
            if isinstance(value, str) and not value.isprintable() and INVISIBLE.search(value):
                found[r, c] = "".join(dict.fromkeys(INVISIBLE.findall(value)))
                changed = list(row) if changed is None else changed
                changed[c] = INVISIBLE.sub("", value)
        rows.append(row if changed is None else tuple(changed))
    return replace(grid, rows=tuple(rows), left_out=found) if found else grid


def left_out(grids: Sequence[Grid]) -> Iterator[Issue]:
    """What was left out of a file, in one line that names the first cell."""
    places = [(grid, at) for grid in grids for at in grid.left_out]
    if not places:
        return
    first, at = places[0]
    characters = sorted({c for grid, place in places for c in grid.left_out[place]})
    codes = "、".join(f"U+{ord(c):04X}" for c in characters[:_MOST_NAMED])
    more = f"等{len(characters)}种" if len(characters) > _MOST_NAMED else ""
    several = f"，共{len(places)}格" if len(places) > 1 else ""
    what = f"有看不见的字符或改变文字顺序的字符{several}，读取时略去"
    yield LEFT_OUT(first.source(*at), what, codes + more, "请与原件核对", grave=False)
