"""The form's indicator table: 48 or so 三级指标, each under its 一级 and 二级."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditkit.declaration import DeclaredIndicator
from auditkit.form.alignment import FIRM_SHIFT_CHANGE, SHIFT_CHANGE, Aligned, align
from auditkit.form.fitting import IndicatorFit
from auditkit.form.log import ReadingLog
from auditkit.form.mending import TextCell, mend_column
from auditkit.form.outside import is_outside, is_signature
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


def find_indicator_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the indicators, None where the form has no such table."""
    for i, row in enumerate(rows):
        roles = {_ROLE.get(text) for text in row.texts}
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


@dataclass(slots=True)
class _Label:
    """An 一级 or 二级 label, and whether any indicator stands under it."""

    row: FormRow
    column: int
    text: str
    used: bool = False


def read_indicators(
    rows: Sequence[FormRow], pack: RulePack, log: ReadingLog
) -> tuple[DeclaredIndicator, ...]:
    """The indicators below the heading `rows[0]`, in the order printed."""
    proven = any(text in pack.indicators for row in rows for text in row.texts)
    table = _Table(rows, IndicatorFit(pack, proven), log)
    lines = table.lines
    paths = _prove_paths(lines, pack, log)
    if proven:
        _tell_unknown(lines, paths, pack, log)
    mended = {role: _mend(lines, table.loose, paths, role, log) for role in _TEXTS}
    indicators = []
    for i, (line, path) in enumerate(zip(lines, paths, strict=True)):
        name = log.unwrapped(line.cells.text("level3"), line.at)
        (explanation, explained), (note, noted) = (mended[role][i] for role in _TEXTS)
        log.strays(explanation, explained or line.at)
        log.strays(note, noted or line.at)
        indicators.append(
            DeclaredIndicator(
                *path,
                name,
                _target(line, log),
                explanation,
                note,
                line.at,
                line.source("target"),
                explained,
                noted,
            )
        )
    return tuple(indicators)


class _Table:
    """The rows that name an indicator (`lines`), and those that only carry on a text (`loose`)."""

    def __init__(self, rows: Sequence[FormRow], fit: IndicatorFit, log: ReadingLog) -> None:
        self._fit, self._log = fit, log
        self._heading = rows[0].texts
        self._roles = [
            (_ROLE[text], column)
            for (column, _), text in zip(rows[0].cells, self._heading, strict=True)
            if text in _ROLE
        ]
        self._labels: list[_Label] = []
        self._level1 = self._level2 = _Label(rows[0], 0, "", True)
        self._last: FormRow | None = None
        self._noting = False
        self.lines: list[_Line] = []
        self.loose: list[tuple[FormRow, Aligned]] = []
        for row in rows[1:]:
            self._take(row)
        for label in self._labels:
            # A label that no indicator stands under would be lost without a word.
            if not label.used:
                log.unnamed(label.row, label.column, label.text, "标签")

    def _take(self, row: FormRow) -> None:
        log = self._log
        if row.texts == self._heading:
            log.repair("重复表头", row.first, "换页后重印的表头，已略过")
            return
        cells = self._aligned(row)
        if is_outside(row) or (self._noting and not self._resumes(row, cells)):
            self._noting = True
            log.outside(row)
            return
        self._noting = False
        if self._last is not None and len(row.cells) > 1 and row.texts == self._last.texts:
            if self._last.page != row.page:
                log.repeated(row)
                return
            log.doubled(row)
        self._last = row
        log.leftovers(row, cells)
        if cells.shifted:
            log.shifted(row, cells, dict(self._roles))
        self._add(row, cells)

    def _aligned(self, row: FormRow) -> Aligned:
        firm = row.grid.style == "sheet"
        return align(row.cells, self._roles, self._fit, FIRM_SHIFT_CHANGE if firm else SHIFT_CHANGE)

    def _resumes(self, row: FormRow, cells: Aligned) -> bool:
        """Whether a row below a note is one of the table again."""
        if any(map(self._fit.known, row.texts)):
            return True
        if not cells.text("level3") or any(map(is_signature, row.texts)):
            return False
        return len(row.cells) > 2 or parse_target(cells.text("target")).kind == "quantity"

    def _add(self, row: FormRow, cells: Aligned) -> None:
        if "level1" in cells.cells:
            self._level1 = self._label(row, *cells.cells["level1"])
            self._level2 = _Label(row, 0, "", True)
        if "level2" in cells.cells:
            self._level2 = self._label(row, *cells.cells["level2"])
        if cells.text("level3"):
            self._level1.used = self._level2.used = True
            self.lines.append(_Line(row, cells, self._level1.text, self._level2.text))
            return
        if any(cells.text(role) for role in _TEXTS):
            self.loose.append((row, cells))
        if "target" in cells.cells:
            self._log.unnamed(row, *cells.cells["target"], "指标值")

    def _label(self, row: FormRow, column: int, text: str) -> _Label:
        self._labels.append(_Label(row, column, squeeze(text)))
        return self._labels[-1]


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


def _tell_unknown(
    lines: Sequence[_Line], paths: Sequence[tuple[str, str]], pack: RulePack, log: ReadingLog
) -> None:
    """An 一级 that the pack does not know, in a form whose other 一级 it knows."""
    told: set[str] = set()
    for line, (level1, _) in zip(lines, paths, strict=True):
        if level1 not in pack.indicators and level1 not in told:
            told.add(level1)
            log.issue(
                "D09",
                line.at,
                f"“{line.name}”的一级指标不在规则包的指标体系中" if level1 else "没有一级指标",
                level1,
                "请核对原件的一级指标，或在规则包中补充",
                grave=False,
            )


def _mend(
    lines: Sequence[_Line],
    loose: Sequence[tuple[FormRow, Aligned]],
    paths: Sequence[tuple[str, str]],
    role: str,
    log: ReadingLog,
) -> list[tuple[str, Source | None]]:
    """One column's texts with where they begin, joined again where a page cut them."""

    def cell(row: FormRow, cells: Aligned, labelled: bool, owner: int | None) -> TextCell:
        column, text = cells.cells.get(role, (0, ""))
        return TextCell(row, column, text, labelled, owner)

    entries = [
        cell(line.row, line.cells, i > 0 and paths[i] != paths[i - 1], i)
        for i, line in enumerate(lines)
    ] + [cell(row, cells, False, None) for row, cells in loose]
    entries.sort(key=lambda entry: entry.row.order)
    mended = mend_column(entries, len(lines))
    for owner, entry, before, after in mended.joins:
        log.repair("跨页拼接", entry.source, f"续文归于“{lines[owner].name}”", before, after)
    for entry in mended.left:
        log.unplaced(entry.row, entry.text)
    for entry in mended.doubtful:
        log.maybe_cut(entry.source, entry.text)
    return [
        (text, begin.source if begin else None)
        for text, begin in zip(mended.texts, mended.begins, strict=True)
    ]


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
