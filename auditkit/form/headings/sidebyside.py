"""Two sets of indicators side by side below one 一级: those of the year and of the whole period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.form.headings.column import Column, holds_targets
from auditkit.form.headings.goalheads import goal_head
from auditkit.form.headings.words import is_side_label, target_rank
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.rules.formwords import FormWords

_ROWS_ABOVE, _LONGEST_LABEL = 8, 30
_LABEL = re.compile("(?=.*[\u4e00-\u9fff])[^，。；]{1,16}")
# The ranks of what is of the year and of what is of the whole period; those that a heading
# without a word of either has.
_PERIODS, _UNSAID = (0, 3), (1, 2)
_SCORED = frozenset({"weight", "score", "reason"})


def with_names_of_sets(
    columns: Sequence[Column], words: FormWords, rows: Sequence[FormRow], year: int = 0
) -> list[Column]:
    """The columns with the names of every set, where each has 指标值 of its own: 中期指标｜指标值｜
    二级指标｜年度指标｜指标值, also 指标内容 twice.

    One column of names before several of targets is no set beside another.
    """
    found = list(columns)
    if not any(c.role == "target" for c in found):
        found = [_aim(c, words, year) for c in found]
    begin, names = -1, list[Column]()
    for end in [c.at for c in found if c.role == "target"]:
        first = names[0] if names else None
        within = [c for c in found if begin < c.at < end and _names(c, words, first, year)]
        begin = end
        # 三级指标 names them where 指标内容 stands beside it.
        own = [c for c in within if c.role == "level3"] or within[-1:]
        if own and not holds_targets(rows, own[-1].at):
            names.append(own[-1])
    if len(names) < 2:
        return list(columns)
    ats = {c.at for c in names}
    return [replace(c, role="level3", known=True) if c.at in ats else c for c in found]


def _aim(column: Column, words: FormWords, year: int) -> Column:
    """长期目标 and 年度目标, each beside indicators of its own, as the targets that they head."""
    rank = target_rank(words, column.text, year)
    aimed = not column.role and squeeze(column.text).endswith(("目标", "要求"))
    return replace(column, role="target", rank=rank) if aimed and rank not in _UNSAID else column


def _names(column: Column, words: FormWords, first: Column | None, year: int) -> bool:
    """Whether a heading may be that of the names of a set, `first` that of the set before it."""
    text = column.text
    dated = target_rank(words, text, year) not in _UNSAID
    if column.role == "explanation":
        # Behind 三级指标｜指标值 it says more of them.
        alike = first is None or first.role == "explanation" or dated
        return alike and words.plays("columns", "name", text)
    if column.role:
        return column.role == "level3"
    known = words.plays("columns", "name", text) or squeeze(text).endswith("指标")
    return known or (dated and "指标" in text)


def one_set(
    columns: Sequence[Column], above: Sequence[FormRow], words: FormWords, year: int = 0
) -> tuple[Sequence[Column], list[Column], Column | None]:
    """The indicators of the year where those of the whole period stand beside them, and the rest.

    Two sets of 二级, 三级 and 指标值 share the 一级; their headings or the labels above say which
    is the year's. Where nothing says so the first are taken, and the names of the second are
    handed on as what cannot be decided.
    """
    starts = [c.at for c in columns if c.role == "level3"]
    if len(starts) < 2:
        return columns, [], None
    # What the sets share stands before all of them; a later set may have a 二级 of its own alone.
    levels = [[c.at for c in columns if c.role == role] for role in ("level1", "level2")]
    first = [min(ats) for ats in levels if len(ats) >= len(starts) and min(ats) < starts[0]]
    begins = [min(first, default=starts[0])]
    for last, at in pairwise(starts):
        begins.append(min((x for ats in levels for x in ats if last < x < at), default=at))
    ends = [*begins[1:], max(c.at for c in columns) + 1]
    sets = [
        [c for c in columns if begin <= c.at < end] for begin, end in zip(begins, ends, strict=True)
    ]
    ranks = [_rank(one, words, year) for one in sets]
    best = _lone_best(ranks)
    if best is None:
        spans = list(zip(begins, ends, strict=True))
        for row in reversed(above[-_ROWS_ABOVE:]):
            best = _by_place(spans, row, year)
            best = _by_order(begins, row, year) if best is None else best
            if best is not None:
                break
    undecided = None if best is not None else next(c for c in sets[1] if c.role == "level3")
    shared = [c for c in columns if c.at < begins[0]]
    if best not in (None, len(sets) - 1):
        # The points at the right of all sets are those of the rows: the year's are scored.
        within = {c.role for one in sets[:-1] for c in one}
        points = [c for c in sets[-1] if c.role in _SCORED - within]
        sets[-1] = [c for c in sets[-1] if c not in points]
        shared += points
    aside = [c for i, one in enumerate(sets) if i != (best or 0) for c in one]
    own = sorted([*shared, *sets[best or 0]], key=lambda c: c.at)
    return own, [replace(c, known=True) for c in aside], undecided


def _rank(columns: Sequence[Column], words: FormWords, year: int) -> int:
    """How near to the year the headings of a set are, by what they say of a period."""
    stated = [c.rank for c in columns if c.role == "target"]
    said = [c.group for c in columns if c.group]
    said += [c.text for c in columns if c.role.startswith("level")]
    every = [*stated, *(target_rank(words, text, year) for text in said)]
    return min((rank for rank in every if rank not in _UNSAID), default=min(_UNSAID))


def _lone_best(ranks: Sequence[int]) -> int | None:
    """Which set is the nearest to the year; None where two are."""
    return ranks.index(min(ranks)) if ranks.count(min(ranks)) == 1 else None


def _by_place(spans: Sequence[tuple[int, int]], row: FormRow, year: int) -> int | None:
    """Which of the sets is the year's by short texts over the columns of each: 实施期｜当年.

    Nothing is said by a row with texts over the first alone: there stand labels at the side too.
    """
    texts = [
        [t for at, t in row.cells if begin <= at < end and _LABEL.fullmatch(t)]
        for begin, end in spans
    ]
    said = [
        {rank for t in one if (rank := target_rank(row.words, t, year)) not in _UNSAID}
        for one in texts
    ]
    if not any(said) or any(len(ranks) > 1 for ranks in said) or (texts[0] and not all(texts)):
        return None
    return _lone_best([min(ranks, default=min(_UNSAID)) for ranks in said])


def _by_order(begins: Sequence[int], row: FormRow, year: int) -> int | None:
    """Which of the sets is the year's by the labels of the goals over them, in their order.

    中期目标｜年度目标 need not stand over the same columns as the indicators of each.
    """
    found = [
        target_rank(row.words, text, year)
        for at, text in row.cells
        if len(text) <= _LONGEST_LABEL
        # Before them stands the label at the side: 总体目标.
        and at >= min(begins[0], 1)
        and (goal_head(row.words, text) or is_side_label(row.words, text))
    ]
    ranks = [rank for rank in found if rank in _PERIODS][-len(begins) :]
    if len(ranks) < len(begins) or len(set(ranks)) == 1:
        return None
    return ranks.index(min(ranks))
