"""The form's indicator table: 48 or so 三级指标, each under its 一级 and 二级."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditkit.declaration import DeclaredIndicator
from auditkit.form.alignment import FIRM_SHIFT_CHANGE, SHIFT_CHANGE, Aligned, align
from auditkit.form.fitting import IndicatorFit
from auditkit.form.log import ReadingLog
from auditkit.form.mending import TextCell, mend_column
from auditkit.form.rows import FormRow, squeeze
from auditkit.grid import Source
from auditkit.rulepack import RulePack
from auditkit.target import Target, parse_target

# Column headings of the indicator table, by role.
_HEADINGS = {
    "level1": ("一级指标", "一级绩效指标"),
    "level2": ("二级指标", "二级绩效指标"),
    "level3": ("三级指标", "三级绩效指标", "三级指标名称", "指标名称"),
    "target": ("指标值", "年度指标值", "目标值", "年度目标值", "年初指标值", "指标值（A）"),
    "explanation": ("指标解释", "指标内容", "绩效指标描述"),
    "note": ("指标说明", "指标值说明", "备注", "评分标准"),
}
_ROLE = {word: role for role, words in _HEADINGS.items() for word in words}
_TEXTS = ("explanation", "note")
_AFTER_TABLE = re.compile(
    r"(注|备注|说明|填表人|填报人|负责人|联系人|联系电话|填表日期|审核人)[:：]"
)


def find_indicator_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the indicators, None where the form has no such table."""
    for i, row in enumerate(rows):
        roles = {_ROLE.get(squeeze(text)) for _, text in row.cells}
        if "level3" in roles and roles & {"target", "level1"}:
            return i
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    """One indicator in the making: its row, its cells by role, and the labels printed above it."""

    row: FormRow
    cells: Aligned
    level1: str
    level2: str

    @property
    def name(self) -> str:
        return squeeze(self.cells.text("level3"))

    def source(self, role: str) -> Source | None:
        return self.row.source(self.cells.cells[role][0]) if role in self.cells.cells else None

    @property
    def at(self) -> Source:
        return self.row.source(self.cells.cells["level3"][0])


def read_indicators(
    rows: Sequence[FormRow], pack: RulePack, log: ReadingLog
) -> tuple[DeclaredIndicator, ...]:
    """The indicators below the heading `rows[0]`, in the order printed."""
    lines, loose = _lines(rows, IndicatorFit(pack), log)
    paths = _prove_paths(lines, pack, log)
    texts = {role: _mend(lines, loose, paths, role, log) for role in _TEXTS}
    indicators = []
    for line, path, explanation, note in zip(
        lines, paths, texts["explanation"], texts["note"], strict=True
    ):
        name = log.unwrapped(line.cells.text("level3"), line.at)
        log.strays(explanation, line.source("explanation") or line.at)
        log.strays(note, line.source("note") or line.at)
        indicators.append(
            DeclaredIndicator(
                *path,
                name,
                _target(line, log),
                explanation,
                note,
                line.at,
                line.source("target"),
                line.source("explanation"),
                line.source("note"),
            )
        )
    return tuple(indicators)


def _lines(
    rows: Sequence[FormRow], fit: IndicatorFit, log: ReadingLog
) -> tuple[list[_Line], list[tuple[FormRow, Aligned]]]:
    """The rows that name an indicator, and those that only carry on a text."""
    heading = [squeeze(text) for _, text in rows[0].cells]
    roles = [(_ROLE[word], rows[0].cells[i][0]) for i, word in enumerate(heading) if word in _ROLE]
    lines: list[_Line] = []
    loose: list[tuple[FormRow, Aligned]] = []
    level1 = level2 = ""
    for row in rows[1:]:
        texts = [squeeze(text) for _, text in row.cells]
        if texts == heading:
            log.repair("重复表头", row.source(row.cells[0][0]), "换页后重印的表头，已略过")
            continue
        if _AFTER_TABLE.match(texts[0]):
            break
        firm = row.grid.style == "sheet"
        cells = align(row.cells, roles, fit, FIRM_SHIFT_CHANGE if firm else SHIFT_CHANGE)
        log.leftovers(row, cells)
        if cells.shifted:
            log.shifted(row, cells, dict(roles))
        if label := squeeze(cells.text("level1")):
            level1, level2 = label, ""
        level2 = squeeze(cells.text("level2")) or level2
        if cells.text("level3"):
            lines.append(_Line(row, cells, level1, level2))
        elif any(cells.text(role) for role in _TEXTS):
            loose.append((row, cells))
        elif cells.text("target"):
            log.unplaced(row, cells.text("target"))
    return lines, loose


def _prove_paths(lines: Sequence[_Line], pack: RulePack, log: ReadingLog) -> list[tuple[str, str]]:
    """Each line's (一级, 二级): by the pack's indicator, else its 二级, else the label above."""
    paths: list[tuple[str, str]] = []
    told: set[tuple[str, ...]] = set()
    for line in lines:
        level1, level2 = line.level1, line.level2
        if known := pack.canonical_indicator.get(line.name):
            level1, level2 = pack.rules[known].level1, pack.rules[known].level2
        elif level2 in pack.level1_of:
            level1 = pack.level1_of[level2]
        paths.append((level1, level2))
        printed = (line.level1, line.level2)
        if printed != (level1, level2) and (*printed, level1, level2) not in told:
            told.add((*printed, level1, level2))
            late = next((o for o in lines if squeeze(o.cells.text("level1")) == level1), None)
            where = f"，其标签到{late.row.source(0).place}才印出" if late else ""
            log.repair(
                "标签迟印",
                line.at,
                f"“{line.name}”属于“{level1}／{level2}”（以规则包指标体系为证）{where}",
                "／".join(printed),
                f"{level1}／{level2}",
            )
    return paths


def _mend(
    lines: Sequence[_Line],
    loose: Sequence[tuple[FormRow, Aligned]],
    paths: Sequence[tuple[str, str]],
    role: str,
    log: ReadingLog,
) -> list[str]:
    """One column's texts, one for each line, joined again where a page cut them."""
    cells = [
        TextCell(line.row, line.cells.text(role), i > 0 and paths[i] != paths[i - 1], i)
        for i, line in enumerate(lines)
    ] + [TextCell(row, cells.text(role), False, None) for row, cells in loose]
    cells.sort(key=lambda cell: cell.row.order)
    texts, joins, left = mend_column(cells, len(lines))
    for owner, cell, before, after in joins:
        column = next((c for c, text in cell.row.cells if text == cell.text), 0)
        log.repair(
            "跨页拼接", cell.row.source(column), f"续文归于“{lines[owner].name}”", before, after
        )
    for cell in left:
        log.unplaced(cell.row, cell.text)
    return texts


def _target(line: _Line, log: ReadingLog) -> Target:
    """The target as printed; a workbook's number in percent format is a fraction of 100 %."""
    source = line.source("target")
    if source is None:
        return parse_target("")
    column, text = line.cells.cells["target"]
    target = parse_target(text)
    value = line.row.value(column)
    rate = line.name.endswith(("率", "度", "比重", "比例"))
    if isinstance(value, float | int) and 0 < value <= 1 and rate:
        target = replace(target, unit="%")
        log.repair("百分比格式", source, "指标值是百分比格式的数", text, str(target))
    if target.doubt:
        log.repair("疑似误识", source, target.doubt, text, str(target))
    return target
