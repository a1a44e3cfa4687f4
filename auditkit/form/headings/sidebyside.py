"""Two sets of indicators side by side below one 一级: those of the year and of the whole period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.headings.column import Column
from auditkit.form.headings.goalheads import goal_head
from auditkit.form.headings.words import NEVER_TARGET, is_side_label, target_rank
from auditkit.form.rows.rows import FormRow
from auditkit.rules.formwords import FormWords

_ROWS_ABOVE, _LONGEST_LABEL = 8, 30
# The ranks of what is of the year and of what is of the whole period.
_PERIODS = (0, 3)


def one_set(
    columns: Sequence[Column], above: Sequence[FormRow], words: FormWords
) -> tuple[Sequence[Column], list[Column]]:
    """The indicators of the year where those of the whole period stand beside them, and the rest.

    Two sets of 二级, 三级 and 指标值 share the 一级; their headings or the labels above say which
    is the year's.
    """
    starts = [c.at for c in columns if c.role == "level3"]
    if len(starts) < 2:
        return columns, []
    begins: list[int] = []
    seconds = [c.at for c in columns if c.role == "level2"]
    for at in starts:
        # A 二级 that the sets share stands before all of them.
        own = len(seconds) >= len(starts)
        begin = max((second for second in seconds if own and second < at), default=at)
        begins.append(at if begin in begins else begin)
    ends = [*begins[1:], max(c.at for c in columns) + 1]
    sets = [
        [c for c in columns if begin <= c.at < end] for begin, end in zip(begins, ends, strict=True)
    ]
    ranks = [
        min(
            [c.rank for c in own if c.role == "target"]
            + [target_rank(words, c.group) for c in own if c.group],
            default=NEVER_TARGET,
        )
        for own in sets
    ]
    best = ranks.index(min(ranks))
    if len(set(ranks)) == 1:
        labelled = _labelled(len(sets), above, words)
        if labelled is not None:
            best = labelled
        else:
            over = [text for row in above[-6:] for at, text in row.cells if at >= begins[-1]]
            best = len(sets) - 1 if any("年度" in text for text in over) else 0
    shared = [c for c in columns if c.at < begins[0]]
    aside = [c for i, own in enumerate(sets) if i != best for c in own]
    return [*shared, *sets[best]], [replace(c, known=True) for c in aside]


def _labelled(sets: int, above: Sequence[FormRow], words: FormWords) -> int | None:
    """Which of the sets is the year's by the labels of the goals over them, in their order.

    中期目标｜年度目标 need not stand over the same columns as the indicators of each.
    """
    for row in reversed(above[-_ROWS_ABOVE:]):
        found = [
            target_rank(words, text)
            for text in row.texts
            if len(text) <= _LONGEST_LABEL
            and (goal_head(words, text) or is_side_label(words, text))
        ]
        # Before them stands the label at the side: 总体目标.
        ranks = [rank for rank in found if rank in _PERIODS][-sets:]
        if len(ranks) == sets and len(set(ranks)) > 1:
            return ranks.index(min(ranks))
    return None
