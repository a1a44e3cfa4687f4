"""Cells that say what the row before says: 同上, 〃, or one merged cell over several rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.form.indicators.draft import Evaluation, Line
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import squeeze
from auditkit.form.values import DITTO

_NAMES = {
    "sign": "计算符号", "unit": "计量单位", "property": "指标性质", "target": "指标值",
    "actual": "完成值", "actual_unit": "完成值单位",
}  # fmt: skip


def inherit(
    lines: Sequence[Line],
    evaluations: Sequence[Evaluation],
    homes: Mapping[str, int],
    log: ReadingLog,
) -> None:
    """Put in what a cell takes over from the row before, each time told as a repair."""
    for i, (line, evaluation) in enumerate(zip(lines, evaluations, strict=True)):
        if not i:
            continue
        before = evaluations[i - 1]
        for role, name in _NAMES.items():
            text = squeeze(evaluation.texts.get(role, ""))
            taken = before.texts.get(role, "")
            if not taken:
                continue
            if text in DITTO:
                what = f"“{line.name}”的{name}写作“{text}”，按上一行读取"
            elif not text and role in homes and _covered(lines[i - 1], line, homes[role]):
                what = f"“{line.name}”与上一行合用一个{name}单元格，按该格读取"
            else:
                continue
            at = evaluation.sources.get(role) or before.sources[role]
            log.repair("标签补全", at, what, text, taken)
            evaluation.texts[role] = taken
            evaluation.sources[role] = at


def _covered(above: Line, line: Line, column: int) -> bool:
    """Whether one merged cell covers a column in both rows."""
    return above.row.grid is line.row.grid and any(
        area.left <= column <= area.right
        and area.top <= above.row.index < line.row.index <= area.bottom
        for area in line.row.grid.merged
    )
