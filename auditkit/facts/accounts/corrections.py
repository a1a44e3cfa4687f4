"""What a person put right in 决算-校正.xlsx: taken for the tables, and told cell by cell."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from auditkit.errors import AuditError, Issue, IssueKind
from auditkit.facts.accounts.remarks import NO_TABLE
from auditkit.facts.accounts.tables.figures import Figure, compact, figure, is_number
from auditkit.facts.accounts.tables.rows import NAMELESS, UNREAD_AMOUNT, Row
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.accounts.untold import (
    DOUBTFUL_COLUMN,
    LEFT_OUT,
    ROWS_MAY_LACK,
    UNKNOWN_UNIT,
    UNREAD_HEAD,
)
from auditkit.files.grid import Grid, Scalar, Source
from auditkit.files.readers import read_bytes
from auditkit.files.readers.workbook import read_workbook
from auditkit.formula.tolerance import SUMS
from auditkit.rules.accountwords import BUDGET_TABLES, FINAL_TABLES, FURTHER_TABLES

CORRECTED = IssueKind("accounts-corrected", "决算按校正文件取数，逐处列明")
CORRECTION_REFUSED = IssueKind("accounts-correction", "校正文件没有采用")

SUFFIX = "-校正"
# Where the workbook that auditkit writes has what; the same as in `asread`, 0-based here.
_DIGEST_ROW, _UNIT_ROW, _HEAD_ROW, _LABELS = 2, 1, 2, 3
_MENDED = frozenset(
    kind.code
    for kind in (
        DOUBTFUL_COLUMN, UNREAD_AMOUNT, NAMELESS, UNREAD_HEAD, ROWS_MAY_LACK, UNKNOWN_UNIT,
        LEFT_OUT, NO_TABLE,
    )
)  # fmt: skip


@dataclass
class Corrections:
    """The sheets of one workbook of corrections, or what stands against using it."""

    file: str = ""
    sha256: str = ""
    sheets: dict[str, Grid] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The file that was used, with its sha256; none where none was."""
        return ((self.file, self.sha256),) if self.sheets else ()

    def applied(self, tables: Mapping[str, Table], issues: Sequence[Issue]) -> _Applied:
        """The tables as a person corrected them, and what is to be told of it.

        Issues of reading a table that was corrected stay, no longer grave.
        """
        new, told, mended = dict(tables), list(self.issues), set()
        for kind, grid in self.sheets.items():
            before = tables.get(kind)
            table, changes = _read(grid, kind, before)
            if changes:
                new[kind] = table
                told += changes
                mended |= {kind}
        places = {g for kind in mended if kind in tables for g in tables[kind].grids}
        kept = [_eased(i) if _is_about(i, mended, places) else i for i in issues]
        known = (*FINAL_TABLES, *FURTHER_TABLES, *BUDGET_TABLES)
        return _Applied({k: new[k] for k in known if k in new}, [*kept, *told])


@dataclass(frozen=True)
class _Applied:
    tables: dict[str, Table]
    issues: list[Issue]


def corrections_for(path: Path, sha256: str) -> Corrections:
    """The corrections laid beside a document: 决算-校正.xlsx for 决算.pdf.

    Those that were made of another original are not used, which an issue tells.
    """
    named = [path.with_name(f"{path.stem}{SUFFIX}.xlsx")]
    if path.stem[:2] in ("决算", "预算"):
        named.append(path.with_name(f"{path.stem[:2]}{SUFFIX}.xlsx"))
    place = next((p for p in named if p.is_file()), None)
    if place is None:
        return Corrections()
    taken = Corrections(place.name)
    try:
        data = read_bytes(place)
        taken.sha256 = hashlib.sha256(data).hexdigest()
        grids = read_workbook(place.name, data, taken.sha256)
    except AuditError as error:
        what = str(error).removeprefix(f"{place.name}：").rstrip("。")
        taken.issues.append(
            _refused(Source(place.name, "", taken.sha256), what, "其余照原件读入；请修好后再读")
        )
        return taken
    made_of = next((_text(g, _DIGEST_ROW, 1) for g in grids if g.name == "说明"), "")
    if made_of != sha256:
        what = "校正所据的原件与现有的不同，没有采用"
        remedy = "请用 auditkit accounts 重新写出识读表，把改动移过去"
        taken.issues.append(_refused(Source(place.name, "", taken.sha256), what, remedy))
        return taken
    known = {compact(kind): kind for kind in (*FINAL_TABLES, *FURTHER_TABLES, *BUDGET_TABLES)}
    for grid in grids:
        if kind := known.get(compact(_text(grid, 0, 0))):
            taken.sheets[kind] = grid
    return taken


def _read(grid: Grid, kind: str, before: Table | None) -> tuple[Table, list[Issue]]:
    """A table as a sheet of corrections has it, with one issue for every cell that was changed."""
    unit = compact(_text(grid, _UNIT_ROW, 1))
    known = unit if unit in ("万元", "元") else ""
    placed: dict[str, tuple[str, Figure]] = {}
    for row in before.rows if before else ():
        placed |= {f.source.place: (column, f) for column, f in row.figures.items()}
    told: list[Issue] = []
    if before is not None and known and not before.unit:
        told.append(_change(grid, _UNIT_ROW, 1, f"《{kind}》的金额单位", "", known))
    heads = [
        (c, _text(grid, _HEAD_ROW, c))
        for c in range(_LABELS, _width(grid), 2)
        if _text(grid, _HEAD_ROW, c)
    ]
    seen: set[str] = set()
    renamed: dict[str, str] = {}
    rows: list[Row] = []
    for r in range(_HEAD_ROW + 1, len(grid.rows)):
        side, code, name = (compact(_text(grid, r, c)) for c in range(_LABELS))
        figures: dict[str, Figure] = {}
        for c, column in heads:
            place, cell = _text(grid, r, c + 1), _cell(grid, r, c)
            own = placed.get(place)
            seen |= {place} if own else set()
            read = own[1] if own else None
            typed = figure(cell, known or "万元", grid.source(r, c)) if is_number(cell) else None
            at = f"《{kind}》{name or code or '合计'}“{column}”"
            if own and own[0] != column:
                renamed[own[0]] = column
            if read and typed and abs(read.value - typed.value) <= SUMS and known != "元":
                figures[column] = read
            elif typed is not None:
                figures[column] = typed
                told.append(_change(grid, r, c, at, read.printed if read else "", typed.printed))
            elif read is not None:
                told.append(_change(grid, r, c, at, read.printed, ""))
        if name or code or figures:
            first = next(iter(figures.values()), None)
            where = first.source if first else grid.source(r, 0)
            rows.append(Row(side, code, name, figures, where))
    gone = [place for place in placed if place not in seen]
    told += [_renamed(grid, kind, old, new) for old, new in renamed.items()]
    if gone:
        what = f"《{kind}》校正时删去了{len(gone)}个数"
        told.append(_deleted(grid, what, gone))
    columns = tuple(column for _, column in heads)
    base = before or Table(kind, kind, known, (), (grid.name,))
    unit_now = base.unit or known
    return replace(base, rows=tuple(rows), columns=columns, unit=unit_now, gaps=()), told


def _change(grid: Grid, row: int, column: int, what: str, before: str, after: str) -> Issue:
    said = f"{what}：原读作{before or '空白'}，校正为{after or '空白'}"
    return CORRECTED(grid.source(row, column), said, "", "已按校正取用", False)


def _renamed(grid: Grid, kind: str, old: str, new: str) -> Issue:
    said = f"《{kind}》的栏名：原读作“{old}”，校正为“{new}”"
    return CORRECTED(_at(grid), said, "", "已按校正取用", False)


def _deleted(grid: Grid, what: str, places: Sequence[str]) -> Issue:
    found = "、".join(places[:5])
    return CORRECTED(_at(grid), what, found, "请确认确应删去", False)


def _at(grid: Grid) -> Source:
    return Source(grid.file, grid.name, grid.sha256)


def _refused(document: Source, what: str, remedy: str) -> Issue:
    return CORRECTION_REFUSED(document, what, "", remedy)


def _is_about(issue: Issue, kinds: set[str], places: set[str]) -> bool:
    inside = any(issue.source.place.startswith(place) for place in places)
    return issue.code in _MENDED and (inside or any(f"《{kind}》" in issue.what for kind in kinds))


def _eased(issue: Issue) -> Issue:
    return replace(issue, what=f"{issue.what}（该表已经校正）", grave=False)


def _cell(grid: Grid, row: int, column: int) -> Scalar:
    cells = grid.rows[row] if row < len(grid.rows) else ()
    return cells[column] if column < len(cells) else None


def _text(grid: Grid, row: int, column: int) -> str:
    texts = grid.texts[row] if row < len(grid.texts) else ()
    return texts[column] if column < len(texts) else ""


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid.rows), default=0)
