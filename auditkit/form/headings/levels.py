"""Which columns are the levels, the names and the targets where a form words them its own way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.headings.column import Column, holds_targets
from auditkit.form.headings.contents import joined_levels_in, level_in
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2, EITHER
from auditkit.form.headings.words import NEVER_TARGET, is_side_label
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.rules.formwords import FormWords

_WIDEST = 4
_WHOLE = re.compile(
    "(?:全[国省市县区州旗]|全部门|全系统)?(?:合计|总计|汇总|总体|小计)|全[国省市县区州旗]"
)
_DESCRIBES = re.compile("描述|解释|释义|含义|内涵|说明")


def levelled(columns: Sequence[Column], words: FormWords, rows: Sequence[FormRow]) -> list[Column]:
    """The columns with their levels and names, where the form words them its own way.

    Without 三级指标 the column next to the targets that may name indicators does; in a form of
    two levels that is the 二级.
    """
    found = [_beside_side_label(one, words, rows) for c in columns for one in _spread(c, rows)]
    targets = [c.at for c in found if c.role == "target"] or [
        c.at for c in found if words.plays("columns", "aim", c.text) and c.at > found[0].at
    ]
    end = min(targets, default=max((c.at for c in found), default=0) + 1)
    if not any(c.role in ("level3", "level4") for c in found):
        levels = [c.at for c in found if _may_be_level(c, words) or level_in(rows, c.at)]
        candidates = [
            c
            for c in found
            if c.at < end
            and words.plays("columns", "name", c.text)
            and not (is_side_label(words, c.text) and any(at > c.at for at in levels))
        ]
        # Between the labels of the tree and the targets stand the names.
        labels = [c.at for c in found if c.at < end and level_in(rows, c.at)]
        between = [c for c in found if labels and max(labels) < c.at < end]
        candidates = (
            candidates or between[:1] or [c for c in found if c.at < end and c.at in levels]
        )
        # 绩效指标描述 beside 绩效指标 describes it.
        candidates = [c for c in candidates if not _DESCRIBES.search(c.text)] or candidates
        if candidates:
            name = max(candidates, key=lambda c: c.at)
            found = [replace(c, role="level3") if c is name else c for c in found]
    name_at = min((c.at for c in found if c.role in ("level3", "level4")), default=end)
    if not any(c.role in ("level1", "level2") for c in found):
        free = [
            c
            for c in found
            if c.at < name_at and (words.plays("columns", "level", c.text) or c.role == "property")
        ]
        names = ["level1", "level2"] if len(free) > 1 else [_only_level(free, rows)]
        chosen = {c.at: role for c, role in zip(free, names, strict=False)}
        found = [replace(c, role=chosen.get(c.at, c.role)) for c in found]
    if not any(c.role in ("level1", "level2") for c in found):
        # 职责活动: the indicators stand under the duty that they measure.
        duty = next(
            (c for c in found if c.at < name_at and words.plays("tasks", "name", c.text)), None
        )
        found = [replace(c, role="level2") if c is duty else c for c in found]
    roles = {c.role for c in found}
    second = next((c.at for c in found if c.role == "level2"), None)
    if second is not None and "level1" not in roles:
        # 指标类别 left of 二级指标 is the 一级.
        before = [
            c
            for c in found
            if c.at < second and not c.role and words.plays("columns", "level", c.text)
        ]
        found = [replace(c, role="level1") if before and c is before[-1] else c for c in found]
        roles = {c.role for c in found}
    for i, column in enumerate(found):
        if not roles & {"level1", "level2"} and joined_levels_in(rows, column.at):
            # 指标类别 right of the names holds both levels.
            found[i] = replace(column, role="level1")
            roles.add("level1")
        if column.at >= name_at or column.role not in ("", "property", "explanation"):
            continue
        level = level_in(rows, column.at)
        if level and level not in roles:
            found[i] = replace(column, role=level)
            roles.add(level)
    return found


def _between_sign_and_unit(columns: Sequence[Column]) -> list[Column]:
    """The column between those of sign and unit: 运算符号｜指标内容｜度量单位."""
    order = sorted(columns, key=lambda c: c.at)
    return [
        c
        for before, c, after in zip(order, order[1:], order[2:], strict=False)
        if before.role == "sign" and after.role == "unit" and c.role in ("", "explanation")
    ]


def _spread(column: Column, rows: Sequence[FormRow]) -> list[Column]:
    """The columns below one heading that stands over the labels of the tree and what they head:
    绩效指标 over 产出｜数量｜新建道路."""
    ats = range(column.at, column.at + column.width)
    if column.role or not 1 < column.width <= _WIDEST or not level_in(rows, column.at):
        return [column]
    levels = [at for at in ats if level_in(rows, at)]
    names = [at for at in ats if at > levels[-1] and any(at == c for r in rows for c, _ in r.cells)]
    roles = {at: f"level{i}" for i, at in enumerate(levels[:2], 1)}
    if len(levels) == 1:
        roles = {levels[0]: level_in(rows, levels[0])}
    roles |= dict.fromkeys(names[:1], "level3")
    parts = [replace(column, at=at, width=1, role=role) for at, role in sorted(roles.items())]
    ends = [part.at for part in parts[1:]] + [column.at + column.width]
    return [replace(p, width=end - p.at) for p, end in zip(parts, ends, strict=True)]


def _beside_side_label(column: Column, words: FormWords, rows: Sequence[FormRow]) -> Column:
    """一级指标 over two columns, the first of which holds the label at the side, is the second."""
    if column.role != "level1" or column.width == 1:
        return column
    texts = [text for row in rows for at, text in row.cells if at == column.at]
    if not texts or not all(is_side_label(words, text) for text in texts):
        return column
    return replace(column, at=column.at + 1, width=column.width - 1)


def _may_be_level(column: Column, words: FormWords) -> bool:
    return column.role in ("level1", "level2") or words.plays("columns", "level", column.text)


def _only_level(columns: Sequence[Column], rows: Sequence[FormRow]) -> str:
    """Whether the one level of a form is that of 数量指标 or that of 产出指标."""
    texts = {squeeze(text) for c in columns for row in rows for at, text in row.cells if at == c.at}
    below = texts & COMMON_LEVEL2.keys() - COMMON_LEVEL1
    return "level2" if below and not texts & (COMMON_LEVEL1 - EITHER) else "level1"


def aimed(
    columns: Sequence[Column], words: FormWords, rows: Sequence[FormRow]
) -> tuple[Sequence[Column], Column | None]:
    """The columns with that of the targets, if one is; and it, if only its cells say so.

    Without a heading of targets, 绩效目标 to the right of the names is one. 绩效标准 is one only
    where it holds figures, and so is the only unknown column that does.
    """
    if any(c.role == "target" and c.rank < NEVER_TARGET for c in columns):
        return columns, None
    name = min((c.at for c in columns if c.role in ("level3", "level4")), default=-1)
    right = [c for c in columns if c.at > name]
    aims = [c for c in right if not c.role and words.plays("columns", "aim", c.text)]
    standards = [c for c in right if not c.role and words.plays("columns", "standard", c.text)]
    standards = [c for c in standards if holds_targets(rows, c.at)]
    # 目标完成值 without any other target beside it is to be reached, not what was.
    reached = [c for c in right if c.role == "actual"]
    meant = [c for c in reached if re.search("目标|计划|预期|预计", c.text)]
    unknown = [c for c in right if not (c.role or c.known) and holds_targets(rows, c.at)]
    # 全省合计 beside a column for each of its cities is the department's own.
    whole = [c for c in unknown if _WHOLE.fullmatch(squeeze(c.text))]
    guessed = None
    between = _between_sign_and_unit(right)
    if between:
        chosen = between[0]
    elif aims:
        chosen = aims[0]
    elif standards:
        chosen = standards[0]
    elif meant and len(reached) == 1:
        chosen = meant[0]
    elif len(whole) == 1:
        chosen = whole[0]
        parts = {c.at for c in unknown if c is not chosen}
        columns = [replace(c, known=True) if c.at in parts else c for c in columns]
    elif len(unknown) == 1:
        chosen = guessed = unknown[0]
    else:
        return columns, None
    return [replace(c, role="target", rank=1) if c is chosen else c for c in columns], guessed
