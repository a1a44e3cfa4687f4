"""The form's indicators: each under its 一级 and 二级, with its target and what was reached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from auditkit.files.grid import Source
from auditkit.form.declaration import BudgetLine, DeclaredIndicator
from auditkit.form.headings.fitting import IndicatorFit
from auditkit.form.headings.totalcolumn import MOST_POINTS, TotalBeside
from auditkit.form.headings.treewords import COMMON_LEVEL1
from auditkit.form.indicators.draft import Evaluation, Line
from auditkit.form.indicators.evaluation import read_evaluation, read_values
from auditkit.form.indicators.lostcolumn import tell_lost_columns
from auditkit.form.indicators.namenumbers import without_numbers
from auditkit.form.indicators.notedbelow import with_notes_below
from auditkit.form.indicators.pointsinname import with_points_of_names, with_points_of_targets
from auditkit.form.indicators.secondtable import is_whole, tell_read, tell_unread
from auditkit.form.indicators.table import IndicatorTable
from auditkit.form.indicators.tree import Paths, prove_paths
from auditkit.form.log import SHIFTED_ROW, ReadingLog
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.mending import TextCell, mend_column
from auditkit.form.rows.outside import bare_label, is_total
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.rows.templaterows import without_number
from auditkit.form.values import points
from auditkit.rules.rulepack import RulePack

_TEXTS = ("explanation", "note", "reason")
_REMARK = "备注"
_NUMBER = re.compile(r"[\d０-９.,，％%]+")
Text = tuple[str, Source | None]


@dataclass(frozen=True, slots=True)
class PrintedTotals:
    """What the row 总分 of a self-evaluation says, and that of the budget's execution above it."""

    weight: float | None = None
    score: float | None = None
    score_source: Source | None = None
    execution: BudgetLine | None = None

    def or_above(self, top: Sequence[FormRow]) -> PrintedTotals:
        """These, with the total score that the lines `top` above the table state (自评总分)."""
        if self.score is not None:
            return self
        for row in top:
            for (_, label), (column, text) in pairwise(row.cells):
                bare = bare_label(label)
                score = points(text) if is_total(bare) and bare.endswith("分") else None
                if score is not None and score <= MOST_POINTS:
                    return replace(self, score=score, score_source=row.source(column))
            for column, text in row.cells:
                # 填报日期：…  总分：98.6, in one line.
                told = _SCORE_IN_LINE.search(text)
                if told and float(told[1]) <= MOST_POINTS:
                    return replace(self, score=float(told[1]), score_source=row.source(column))
        return self

    def or_beside(self, beside: TotalBeside | None, log: ReadingLog) -> PrintedTotals:
        """These, with the total that stands in a column of its own."""
        if beside is None or (beside.full and self.weight is not None):
            return self
        said = f"{beside.value:g}"
        log.repair("另栏所载", beside.source, f"“{beside.column.text}”一栏是各项的合计", said, said)
        if beside.full:
            return replace(self, weight=beside.value)
        if self.score is not None:
            return self
        return replace(self, score=beside.value, score_source=beside.source)


_SCORE_IN_LINE = re.compile(
    r"(?:^|\s)(?:自评)?(?:总分|总得分|得分合计)[（(]?分?[)）]?\s*[:：]\s*(\d{1,3}(?:\.\d+)?)\s*分?(?:\s|$)"
)
_NO_TOTALS = PrintedTotals()


def read_indicators(
    rows: Sequence[FormRow],
    pack: RulePack,
    log: ReadingLog,
    above: Sequence[FormRow] = (),
    year: int = 0,
    before: PrintedTotals = _NO_TOTALS,
) -> tuple[tuple[DeclaredIndicator, ...], PrintedTotals, frozenset[str]]:
    """The indicators below the heading `rows[0]` in the order printed, the totals printed below
    them, and the roles of the table's columns.

    `above` are the rows over the heading, `before` the totals of a table read before this one.
    """
    words = {text for row in rows for text in row.texts}
    common = not words.isdisjoint(COMMON_LEVEL1)
    # 运行成本 may be an 一级 of the pack or the name of any indicator of the common tree.
    proven = len(words & pack.indicators.keys()) > common
    fit = IndicatorFit(pack, proven, common)
    table = IndicatorTable(rows, fit, log, above, year)
    indicators, totals = _read(rows[0], table, pack, log), _totals(table, log, before)
    roles = {role for role, _ in table.heading.roles}
    while table.rest:
        rest = table.rest
        if not is_whole(rest, {squeeze(one.name) for one in indicators}):
            tell_unread(rest, log)
            break
        tell_read(rest[0], log)
        table = IndicatorTable(rest, fit, log, (), year)
        indicators += _read(rest[0], table, pack, log)
        totals = _totals(table, log, totals)
        roles |= {role for role, _ in table.heading.roles}
    _tell_numbers(indicators, log)
    headings = [text for row in rows[: table.heading.height] for text in row.texts]
    indicators = with_points_of_targets(with_points_of_names(indicators, log), headings, log)
    indicators = with_notes_below(without_numbers(indicators, log), [*rows, *above], log)
    return indicators, totals, frozenset(roles)


def _read(
    head: FormRow, table: IndicatorTable, pack: RulePack, log: ReadingLog
) -> tuple[DeclaredIndicator, ...]:
    paths = prove_paths(table.lines, pack, log)
    mended = {role: _mend(table.lines, table.loose, paths, role, log) for role in _TEXTS}
    evaluations = read_evaluation(table, log)
    found = tuple(
        _indicator(line, path, {role: mended[role][i] for role in _TEXTS}, evaluations[i], log)
        for i, (line, path) in enumerate(zip(table.lines, paths, strict=True))
    )
    tell_lost_columns(head, table, found, log)
    at = dict(table.heading.roles).get("note")
    remarked = any(column == at and squeeze(text) == _REMARK for column, text in head.cells)
    return tuple(replace(one, is_remark=True) for one in found) if remarked else found


def _indicator(
    line: Line,
    path: tuple[str, str],
    texts: dict[str, Text],
    evaluation: Evaluation,
    log: ReadingLog,
) -> DeclaredIndicator:
    name = without_number(log.unwrapped(line.cells.text("level3"), line.at))
    target, actual = read_values(line, evaluation, log)
    for text, source in texts.values():
        log.strays(text, source or line.at)
    (explanation, explained), (note, noted), (reason, reasoned) = (texts[r] for r in _TEXTS)
    at = evaluation.sources.get
    return DeclaredIndicator(
        *path,
        name,
        target,
        explanation,
        note,
        line.at,
        at("target"),
        explained,
        noted,
        evaluation.weight,
        actual,
        evaluation.score,
        evaluation.direction,
        reason,
        at("weight"),
        at("actual"),
        at("score"),
        at("direction"),
        reasoned,
        evaluation.adjusted,
        at("adjusted"),
        evaluation.coefficient,
        at("coefficient"),
        evaluation.further,
    )


def _tell_numbers(indicators: Sequence[DeclaredIndicator], log: ReadingLog) -> None:
    """Names that are bare numbers, told once: they say nothing, or stand in another column."""
    bare = [one for one in indicators if _NUMBER.fullmatch(one.name)]
    if bare:
        log.issue(
            SHIFTED_ROW,
            bare[0].source,
            f"{len(bare)}个三级指标的名称只是一个数",
            "、".join(one.name for one in bare),
            "请核对原件，把名称和指标值填在各自的栏里",
        )


def _totals(
    table: IndicatorTable, log: ReadingLog, totals: PrintedTotals = _NO_TOTALS
) -> PrintedTotals:
    """The totals of a table; what it does not print keeps that of the tables before."""
    homes = dict(table.heading.roles)
    beside = {homes[role] for role in ("weight1", "weight2") if role in homes}
    further = {column.at for column in table.heading.further}
    written = {homes[role] for role in _TEXTS if role in homes}
    totals = replace(totals, execution=table.execution or totals.execution)
    for row in table.totals:
        found: dict[str, tuple[float, int]] = {}
        figures = []
        grouped: tuple[float, int] | None = None
        for column, text in row.cells[1:]:
            value = points(text)
            if column in further and value is not None:
                continue
            if value is not None and column in beside and not _of_score(row):
                grouped = value, column
                continue
            if value is None and re.fullmatch("[-—–－/]+", text):
                continue
            if value is None and column not in written and any(map(str.isdigit, text)):
                log.leftover(row, column, text, "分值")
                continue
            if value is None:
                # （自评等级：优） behind the score.
                what = f"合计一行的“{text}”只作记录"
                log.repair("表外文字", row.source(column), what, text, text)
                continue
            figures.append((value, column))
            role = next((r for r in ("weight", "score") if homes.get(r) == column), None)
            if role:
                found[role] = value, column
        if len(found) < len(figures):
            last = figures[-2:] if "weight" in homes and len(figures) > 1 else figures[-1:]
            roles = ("weight", "score") if len(last) > 1 else ("score",)
            found = dict(zip(roles, last, strict=True))
            for value, column in figures:
                if (value, column) not in last:
                    log.leftover(row, column, f"{value:g}", "分值")
        if grouped and "weight" not in homes:
            # Only whole groups have points: those of all of them are the table's.
            found["weight"] = grouped
        if found:
            weight, score = found.get("weight"), found.get("score")
            totals = PrintedTotals(
                weight[0] if weight else totals.weight,
                score[0] if score else totals.score,
                row.source(score[1]) if score else totals.score_source,
                totals.execution,
            )
    return totals.or_beside(table.beside, log)


def _of_score(row: FormRow) -> bool:
    """Whether a row states one figure, and its label that it is the score: 自评总得分｜99.59."""
    return len(row.cells) == 2 and bare_label(row.texts[0]).endswith("得分")


def _mend(
    lines: Sequence[Line],
    loose: Sequence[tuple[FormRow, Aligned]],
    paths: Paths,
    role: str,
    log: ReadingLog,
) -> list[Text]:
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
