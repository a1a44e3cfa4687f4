"""What is told of a department's form in which no list of tasks was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from auditkit.files.grid import Source
from auditkit.form.declaration import DeclaredIndicator, Unread
from auditkit.form.gathering import rule_of
from auditkit.form.log import NO_TASKS, ReadingLog
from auditkit.form.rows.outside import bare_label
from auditkit.form.rows.rows import FormRow
from auditkit.form.tasks.labels import is_task_side
from auditkit.rules.gathering import TASKS
from auditkit.rules.rulepack import RulePack

_SHORTEST_SIDE, _SHORTEST_PROSE = 3, 8
# What an office is for is no task of the year.
_OFFICE = re.compile("职能|职责")


def tell_no_tasks(
    rows: Sequence[FormRow],
    indicators: Sequence[DeclaredIndicator],
    pack: RulePack,
    whole: Source,
    log: ReadingLog,
) -> None:
    """Tells tasks that stand in prose, else that the list is wanting by which indicators of the
    form are measured. Many forms have no such list: of these nothing is said.

    `rows` are those around the form's tables, `whole` is the file.
    """
    if _tell_prose(rows, log):
        return
    by_tasks = [one.name for one in indicators if rule_of(one, pack).gathering is TASKS]
    if by_tasks:
        what = f"没有找到年度主要任务，而有{len(by_tasks)}个指标以任务的支出取数"
        log.issue(NO_TASKS, whole, what, by_tasks[0], "请核对原件是否缺页", grave=False)


def _tell_prose(rows: Sequence[FormRow], log: ReadingLog) -> bool:
    """Tells the tasks that a form names in prose beside their label: they are not read as tasks."""
    for row in rows:
        for (_, label), (column, text) in pairwise(row.cells):
            bare = bare_label(label)
            named = is_task_side(row, bare) or row.words.plays("tasks", "name", bare)
            named = named and ("任务" in bare or not _OFFICE.search(bare))
            if len(bare) > _SHORTEST_SIDE and named and len(text) > _SHORTEST_PROSE:
                log.unread.append(Unread("行", bare, 1, row.source(column), "任务"))
                what = f"“{bare}”只写了文字，没有任务名称和预算，没有读作任务"
                remedy = "请核对；有任务明细的，按“任务名称、主要内容、预算”分栏填写"
                log.issue(NO_TASKS, row.source(column), what, text[:40], remedy, grave=False)
                return True
    return False
