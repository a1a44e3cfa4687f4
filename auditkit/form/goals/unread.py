"""Goals of a form that were not understood: told, since a form without goals is accused."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.form.declaration import Unread
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow

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
