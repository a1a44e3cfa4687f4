"""Goals of a form that were not understood: told, since a form without goals is accused."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.form.declaration import Unread
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import bare_label
from auditkit.form.rows.rows import FormRow
from auditkit.form.values import points

UNREAD_GOAL = IssueKind("D21", "可能是总体目标的内容没有读入")

_LONGEST_LABEL, _SHORTEST_GOAL = 20, 8


def tell_unread_goals(top: Sequence[FormRow], log: ReadingLog) -> None:
    """Tell the rows of a form without a goal that speak of one and were not understood."""
    for row in top:
        labels = [t for t in row.texts if "目标" in t and len(t) <= _LONGEST_LABEL]
        texts = [(c, t) for c, t in row.cells if len(t) >= _SHORTEST_GOAL and t not in labels]
        if labels and texts:
            column, text = texts[0]
            log.unread.append(Unread("行", labels[0], 1, row.source(column), "目标"))
            log.issue(
                UNREAD_GOAL,
                row.source(column),
                f"“{labels[0]}”旁的内容没有读作总体目标",
                text[:_LONGEST_LABEL],
                "请核对；是总体目标的，在规则包的 form 中补充这个名称（goals 的 text）",
            )


def tell_foreign(rows: Sequence[FormRow], log: ReadingLog) -> None:
    """Tell the rows between goals and indicators that are neither; what is only the points of the
    execution (预算执行率权重（%）｜10, 重庆) is recorded."""
    others = []
    for row in rows:
        if _states_points(row):
            label, figure = row.texts
            log.repair("另栏所载", row.first, f"“{label}”只作记录", figure, figure)
        else:
            others.append(row)
    if not others:
        return
    head = others[0]
    quoted, count = "｜".join(head.texts), len(others)
    what = f"总体目标之下有一张表没有认出，{count}行没有读取"
    log.unread.append(Unread("表", quoted, count, head.first, "任务"))
    log.issue(UNREAD_GOAL, head.first, what, quoted, "请核对表头；属任务的，改用通用的栏名")


def _states_points(row: FormRow) -> bool:
    if len(row.texts) != 2 or points(row.texts[1]) is None:
        return False
    return row.words.plays("budget", "weight", bare_label(row.texts[0]))
