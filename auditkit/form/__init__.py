"""Reading a declaration form from grids, whatever file it came in and however it is damaged.

The form's sections are found by their header words. Each row's cells are put under the header's
columns (see `alignment`), labels are carried down, texts cut by a page are joined again. The rule
pack's tree proves which 一级 and 二级 an indicator belongs to. Every repair is recorded with its
place, whatever cannot be placed becomes an issue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from auditkit.declaration import Declaration, Goal
from auditkit.errors import UnreadableFile
from auditkit.form.indicators import find_indicator_header, read_indicators
from auditkit.form.log import ReadingLog
from auditkit.form.rows import FormRow, FormRows, squeeze
from auditkit.form.tasks import find_task_header, read_tasks
from auditkit.packfile import load_rulepack, pack_names
from auditkit.readers import read_grids
from auditkit.rulepack import RulePack

_DEPARTMENT_LABELS = (
    "部门名称", "单位名称", "部门（单位）名称", "部门(单位)名称",
    "预算部门", "填报单位", "填报部门",
)  # fmt: skip
_GOAL = re.compile(r"目标\s*(\d+)\s*[:：.．、]\s*")
_YEAR = re.compile(r"(20\d\d)\s*年")


def read_declaration(path: str | Path, rulepack: RulePack | str | None = None) -> Declaration:
    """The declaration form in a file (txt, xlsx, …), with every repair and issue of its reading.

    Without `rulepack`, the pack that comes with auditkit and knows most of the form's indicators
    proves the repairs. Raises UnreadableFile when the file holds no declaration form at all.
    """
    path = Path(path)
    rows = FormRows(read_grids(path))
    pack = _pack(rows, rulepack)
    log = ReadingLog()
    tasks_at, table_at = find_task_header(rows), find_indicator_header(rows)
    if tasks_at is None and table_at is None:
        raise UnreadableFile(
            path.name,
            "没有找到绩效目标申报表（缺“任务名称”和“三级指标”表头）",
            "请核对是否选对了文件，或把表头补全后再读入",
        )
    end = len(rows)
    top = rows[: min(i for i in (tasks_at, table_at) if i is not None)]
    department, year = _department(top, path, log), _year(top, path, log)
    tasks, total = (
        ((), None)
        if tasks_at is None
        else read_tasks(
            rows[tasks_at : end if table_at is None or table_at < tasks_at else table_at], log
        )
    )
    indicators = () if table_at is None else read_indicators(rows[table_at:], pack, log)
    if tasks_at is None:
        log.issue("D03", path.name, "没有找到年度主要任务", "", "请核对原件是否缺页", grave=False)
    if table_at is None:
        log.issue("D04", path.name, "没有找到绩效指标表", "", "请核对原件是否缺页")
    return Declaration(
        department,
        year,
        _goals(top),
        tasks,
        total,
        indicators,
        path.name,
        rows.sha256,
        tuple(log.repairs),
        tuple(log.issues),
    )


def _pack(rows: FormRows, chosen: RulePack | str | None) -> RulePack:
    if isinstance(chosen, RulePack):
        return chosen
    if chosen is not None:
        return load_rulepack(chosen)
    words = {squeeze(text) for row in rows for _, text in row.cells}
    packs = [load_rulepack(name) for name in pack_names()]
    return max(packs, key=lambda pack: len(words & pack.canonical_indicator.keys()))


def _department(top: Sequence[FormRow], path: Path, log: ReadingLog) -> str:
    for row in top:
        texts = [squeeze(text) for _, text in row.cells]
        for label, value in pairwise(texts):
            if label.rstrip(":：") in _DEPARTMENT_LABELS:
                return value
        for text in texts:
            label, _, value = text.replace("：", ":").partition(":")
            if label in _DEPARTMENT_LABELS and value.strip():
                return value.strip()
    folder = path.resolve().parent.parent.name
    log.issue("D01", path.name, "申报表没有写部门名称", "", f"已按文件夹名取“{folder}”，请核对")
    return folder


def _year(top: Sequence[FormRow], path: Path, log: ReadingLog) -> int:
    for row in top:
        for _, text in row.cells:
            # Only a heading states the form's year; goals quote other years.
            if len(text) <= 40 and (match := _YEAR.search(squeeze(text))):
                return int(match[1])
    folder = path.resolve().parent.name
    if re.fullmatch(r"20\d\d", folder):
        log.issue("D02", path.name, "申报表没有写年度", "", f"已按文件夹名取{folder}年，请核对")
        return int(folder)
    log.issue("D02", path.name, "申报表没有写年度", "", "请在表头写明“（20××年度）”")
    return 0


def _goals(top: Sequence[FormRow]) -> tuple[Goal, ...]:
    goals: list[Goal] = []
    for row in top:
        for column, text in row.cells:
            pieces = _GOAL.split(text)
            for number, body in zip(pieces[1::2], pieces[2::2], strict=True):
                goals.append(Goal(int(number), body.strip(), row.source(column)))
    return tuple(goals)
