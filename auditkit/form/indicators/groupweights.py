"""Points that a form prints for each 二级 or 一级 alone: 二级指标｜分值｜三级指标."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from auditkit.errors import IssueKind
from auditkit.form.indicators.draft import Evaluation, Line
from auditkit.form.log import ReadingLog
from auditkit.form.values import points

_NAMES = {"weight2": "二级", "weight1": "一级"}


def take_group_weights(
    lines: Sequence[Line],
    evaluations: Sequence[Evaluation],
    columns: Collection[str],
    shared: IssueKind,
    log: ReadingLog,
) -> None:
    """Give the points of each group to its first indicator, where all groups have one alone or one
    score for all of theirs; the latter is told as `shared`.

    Where the indicators of a group are scored each, how they share the points is not known: then
    none are given, as some weights alone would add up to no total.
    """
    role = next((r for r in _NAMES if r in columns), None)
    if role is None or "weight" in columns:
        return
    starts = [i for i, e in enumerate(evaluations) if points(e.texts.get(role, "")) is not None]
    groups = [evaluations[i:end] for i, end in pairwise([*starts, len(lines)])]
    if not starts or starts[0] or not all(map(_is_one, groups)):
        return
    for start, (first, *others) in zip(starts, groups, strict=True):
        text, at = first.texts[role], first.sources[role]
        first.weight, first.sources["weight"] = points(text), at
        if others:
            name = lines[start].name
            what = f"“{name}”与下面{len(others)}个指标共用一个{_NAMES[role]}指标的分值"
            log.issue(shared, at, what, text, "已只记在第一行，请逐项填写", grave=False)


def _is_one(group: Sequence[Evaluation]) -> bool:
    """Whether a group has one indicator, or one score for all of them."""
    first, *others = group
    return not others or (first.score is not None and all("score" not in e.texts for e in others))
