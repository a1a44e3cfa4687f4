"""Weights that a form prints or the auditor typed, where the rule pack states none."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from auditkit.form.declaration import Declaration
from auditkit.formula.tolerance import NOISE

NOTHING_TYPED: Mapping[str, float] = MappingProxyType({})
WHOLE = 100.0
"""Points of a whole table of indicators (满分)."""
WITHOUT_EXECUTION = 90.0
"""The platform gives budget execution 10 of 100 points, which a table of indicators leaves out."""


class PrintedWeights(dict[str, float]):
    """The 分值 that a form prints for every indicator of its own, by `weight_identity`.

    `beside` are the points that it gives to the execution of its budget, which is no indicator.
    """

    def __init__(self, points: Mapping[str, float], beside: float) -> None:
        super().__init__(points)
        self.beside = beside


def printed_weights(declaration: Declaration) -> Mapping[str, float]:
    """The points that the form prints; none unless it prints them for every indicator."""
    indicators = declaration.indicators
    stated = [(i, i.weight) for i in indicators if i.weight is not None]
    if len(stated) < len(indicators):
        return NOTHING_TYPED
    points = {weight_identity(i.level1, i.level2, i.name): weight for i, weight in stated}
    beside = execution_points(declaration)
    if not beside and abs(math.fsum(points.values()) - WITHOUT_EXECUTION) < NOISE:
        beside = WHOLE - WITHOUT_EXECUTION
    return PrintedWeights(points, beside)


def execution_points(declaration: Declaration) -> float:
    """The 分值 of budget execution: that of the total line, which its parts may repeat."""
    stated = [line for line in declaration.budget_lines if line.weight is not None]
    total = [line for line in stated if line is declaration.budget_lines[0]]
    return math.fsum(line.weight for line in total or stated if line.weight is not None)


class Placed(Protocol):
    """An indicator with its place in the tree: a row of a form, or a rule of a pack."""

    @property
    def level1(self) -> str: ...

    @property
    def level2(self) -> str: ...

    @property
    def name(self) -> str: ...


def weight_identity(level1: str, level2: str, name: str) -> str:
    """What an indicator is known by among typed weights: its name, and what it stands under."""
    text = "\n".join(re.sub(r"\s+", "", part) for part in (level1, level2, name))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def typed_weights(
    indicators: Sequence[Placed], typed: Mapping[str, float]
) -> tuple[list[float] | None, str]:
    """The points typed for each indicator, in points of the auditor's own, and what is said of it.

    `typed` holds points by `weight_identity`, those of the form itself as `PrintedWeights`. None
    where some indicator has none, or all are 0.
    """
    if not typed:
        return None, ""
    names = [weight_identity(one.level1, one.level2, one.name) for one in indicators]
    known = [typed[name] for name in names if name in typed]
    if len(known) < len(names) or sum(known) <= 0:
        return None, f"审计人员只填了{len(known)}个指标的分值（共{len(names)}个），不予采用；"
    whole = sum(known)
    if isinstance(typed, PrintedWeights):
        return known, f"权重按申报表所印的分值{_printed_note(whole, typed.beside)}。"
    scaled = "" if abs(whole - WHOLE) < NOISE else f"，合计{whole:g}分，折算为100分"
    return known, f"没有规定权重：按审计人员在“审计发现处理”的“权重”表中填写的分值{scaled}。"


def _printed_note(whole: float, beside: float) -> str:
    """What is said of printed points that are not a hundred: nobody scales them up or down."""
    if abs(whole - 1) < NOISE:
        return "，合计为1，按100分计"
    if abs(whole - WHOLE) < NOISE:
        return ""
    execution = f"，另有预算执行{beside:g}分" if beside else ""
    return f"，合计{whole:g}分{execution}，照印不折算"
