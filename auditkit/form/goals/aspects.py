"""Goals behind a cell that says only what they are of: 部门年度目标｜经济效益｜推动……"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from auditkit.form.headings.goalheads import goal_head, is_goal_label
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow

_ASPECT = re.compile(
    r"[（(]?(?:\d|[一二三四五六七八九十])?[)）]?[、.．]?\s*"
    r"(?:经济|社会|生态|环境|可持续|可持续影响|长期|产出|效益|数量|质量|时效|进度|成本|效果|影响|满意度|服务对象满意度|社会公众满意度)"
    r"(?:效益|影响|环境效益|方面)?(?:绩效)?(?:目标|指标)?[:：]?"
)
_SHORTEST_GOAL = 8


def without_aspects(
    rows: Sequence[FormRow], is_period: Callable[[str], bool], log: ReadingLog
) -> list[FormRow]:
    """The rows without such cells, noted: at the label of the goals or below it, right before a
    text. A cell that `is_period` may stand between."""
    kept: list[FormRow] = []
    inside: FormRow | None = None
    under = -1
    for row in rows:
        labelled = any(_is_label(row, text) for text in row.texts)
        below = inside is not None and inside.grid is row.grid
        at = _aspect_at(row, is_period, under) if labelled or below else None
        under = row.cells[at][0] if at is not None else -1
        if at is not None:
            column, text = row.cells[at]
            log.repair(
                "另栏所载", row.source(column), f"“{text}”是目标的类别，只作记录", text, text
            )
            row = replace(row, cells=(*row.cells[:at], *row.cells[at + 1 :]))
        inside = row if labelled or at is not None else None
        kept.append(row)
    return kept


def _aspect_at(row: FormRow, is_period: Callable[[str], bool], under: int) -> int | None:
    """The index of such a cell; below another, in the column `under`, what it says may be short."""
    for at, text in enumerate(row.texts[:-1]):
        if _ASPECT.fullmatch(text):
            below = row.cells[at][0] == under
            return at if below or len(row.texts[at + 1]) >= _SHORTEST_GOAL else None
        if not (_is_label(row, text) or is_period(text)):
            return None
    return None


def _is_label(row: FormRow, text: str) -> bool:
    return "目标" in text and bool(is_goal_label(row.words, text) or goal_head(row.words, text))
