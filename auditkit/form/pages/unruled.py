"""Tables without ruling lines: told as read by where the words stand, with what is not sure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.files.grid import Grid
from auditkit.form.declaration import Unread
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow

_BLANKS = re.compile(r"\s")
_HEADINGS = re.compile("[一二三]级指标|指标值|目标值|完成值")
_HEADLIKE = re.compile("指标|目标|任务|完成|分值|得分|权重|单位$|内容|名称|金额|预算")
_FEWEST, _FEWEST_HEADS = 3, 3
_LONGEST_HEAD, _MOST_QUOTED = 12, 80
UNRULED = IssueKind("D23", "表格没有框线，按文字的位置分行分栏读入")


def tell_unruled(grids: Sequence[Grid], log: ReadingLog) -> None:
    """Once for the file that its tables have no lines; each cell of which the row is not sure."""
    unruled = [grid for grid in grids if grid.unruled is not None]
    if unruled:
        log.issue(
            UNRULED,
            unruled[0].source(0, 0),
            f"表格没有框线或框线不全，{len(unruled)}个表按文字的位置分行分栏读入",
            "",
            "请对照原件核对；能取得 xlsx 或 docx 原件的，请换用原件",
            grave=False,
        )
    for grid in unruled:
        for row, column in grid.unruled or ():
            # What is blank beside it may be what it says.
            text, at = grid.texts[row][column][:40], grid.source(row, column)
            log.unread.append(Unread("行", text, 1, at, "指标值"))
            log.issue(
                UNRULED,
                at,
                "这一格在两行之间，属于哪一行不能确定",
                text,
                "请对照原件核对这一格；有误的，用 auditkit form 写出后改正",
            )


def why_no_form(rows: Sequence[FormRow]) -> tuple[str, str]:
    """What is said of a file without the headings of a form, and the remedy.

    Where a line of text holds them, the table has no ruling lines and could not be divided.
    """
    lines = (_BLANKS.sub("", text) for row in rows for text in row.texts)
    if any(len(_HEADINGS.findall(line)) >= _FEWEST for line in lines):
        return (
            "表格没有框线，各栏排得太近，分不出行和栏",
            "请换用 xlsx 或 docx 原件，或用 WPS、Word 转成表格后另存为 xlsx 再读入",
        )
    likest = max(rows, key=_heads_in, default=None)
    seen = ""
    if likest is not None and _heads_in(likest) >= _FEWEST_HEADS:
        seen = f"（最像表头的一行在{likest.first.place}：{'｜'.join(likest.texts)[:_MOST_QUOTED]}）"
    return (
        "没有找到绩效目标申报表（缺“任务名称”和“三级指标”表头）",
        f"请核对是否选对了文件，或把表头补全后再读入{seen}",
    )


def _heads_in(row: FormRow) -> int:
    return sum(len(text) <= _LONGEST_HEAD and bool(_HEADLIKE.search(text)) for text in row.texts)
