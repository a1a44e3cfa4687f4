"""Reading a declaration form from grids, whatever file it came in and however it is damaged.

The form's sections are found by their header words. Each row's cells are put under the header's
columns (see `alignment`), labels are carried down, texts cut by a page are joined again. The rule
pack's tree proves which 一级 and 二级 an indicator belongs to. Every repair is recorded with its
place, whatever cannot be placed becomes an issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditkit.declaration import Declaration
from auditkit.errors import UnreadableFile
from auditkit.form.heading import read_department, read_goals, read_year
from auditkit.form.indicators import find_indicator_header, read_indicators
from auditkit.form.log import ReadingLog
from auditkit.form.rows import FormRow, FormRows
from auditkit.form.tasks import find_task_header, read_tasks
from auditkit.packfile import load_rulepack, pack_names
from auditkit.readers import read_grids
from auditkit.rulepack import RulePack


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
    starts = sorted(at for at in (tasks_at, table_at) if at is not None)
    top = rows[: starts[0]]
    department, year = read_department(top, path, log), read_year(top, path, log)
    goals = read_goals(top, log)
    tasks, total = (
        ((), None)
        if tasks_at is None
        else read_tasks(
            _section(rows, tasks_at, starts), rows[max(tasks_at - 4, 0) : tasks_at], log
        )
    )
    indicators = (
        () if table_at is None else read_indicators(_section(rows, table_at, starts), pack, log)
    )
    if tasks_at is None:
        log.issue("D03", path.name, "没有找到年度主要任务", "", "请核对原件是否缺页", grave=False)
    if table_at is None:
        log.issue("D04", path.name, "没有找到绩效指标表", "", "请核对原件是否缺页")
    return Declaration(
        department,
        year,
        goals,
        tasks,
        total,
        indicators,
        path.name,
        rows.sha256,
        log.repairs(rows),
        log.issues(rows),
    )


def _section(rows: FormRows, start: int, starts: Sequence[int]) -> Sequence[FormRow]:
    """The rows from a heading to the next one of another section."""
    return rows[start : next((at for at in starts if at > start), len(rows))]


def _pack(rows: FormRows, chosen: RulePack | str | None) -> RulePack:
    if isinstance(chosen, RulePack):
        return chosen
    if chosen is not None:
        return load_rulepack(chosen)
    words = {text for row in rows for text in row.texts}
    packs = [load_rulepack(name) for name in pack_names()]
    return max(packs, key=lambda pack: len(words & pack.canonical_indicator.keys()))
