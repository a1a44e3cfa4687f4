"""How an indicator is gathered (取数方式): on which sheet of 实际数.xlsx, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from auditkit.formula import parse_formula


@dataclass(frozen=True)
class Gathering:
    """One way of gathering.

    `formula` computes the indicator from the figures that its sheet yields for it alone; where it
    is blank, the indicator needs a formula of its own over figures that all indicators share.
    `unit` is that of every value gathered so, blank where the figures decide. `judged` says that
    a person judges criteria, which `scoringrules.JUDGEMENT` scores; `parts` that the first figure
    counts a part of the second and cannot exceed it; `typed` that the value is filled in as it is.
    """

    sheet: str
    formula: str = ""
    unit: str = ""
    judged: bool = False
    parts: bool = False
    typed: bool = False

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The figures that its sheet yields for one indicator; none where all share them.

        >>> SURVEYED.needs
        ('满意份数', '有效问卷份数')
        """
        if not self.formula:
            return ()
        return tuple(name for name, _ in parse_formula(self.formula).facts)

    @property
    def shared(self) -> bool:
        """Whether its figures serve any number of indicators."""
        return not self.formula


ITEMS = Gathering("数据项")
TASKS = Gathering("任务执行", "（任务实际支出数/任务调整后预算数）×100%", "%")
WORK = Gathering("工作要点")
JUDGED = Gathering("定性评价", "（已达成标准数/评价标准数）×100%", "%", judged=True, parts=True)
SURVEYED = Gathering("问卷调查", "（满意份数/有效问卷份数）×100%", "%", parts=True)
SENT, POPULATION = "发放份数", "总体数"
"""Figures of a survey that its rate does not need: they say how far it can be trusted."""
DIRECT = Gathering("直接填报", "实际值", typed=True)

GATHERINGS: Mapping[str, Gathering] = {
    way.sheet: way for way in (ITEMS, TASKS, WORK, JUDGED, SURVEYED, DIRECT)
}
"""Every way of gathering by the name of its sheet, as a rule pack writes it."""


def gathering(sheet: str) -> str:
    """The sheet's name, where something is gathered on it; else ValueError with those there are."""
    if sheet not in GATHERINGS:
        raise ValueError(f"没有取数方式“{sheet}”；可用：{'、'.join(GATHERINGS)}")
    return sheet


def self_contained(sheet: str) -> str:
    """The same of those that need no formula of the indicator's own.

    Raises ValueError, naming those that may stand here.
    """
    if GATHERINGS[gathering(sheet)].shared:
        alone = [way.sheet for way in GATHERINGS.values() if not way.shared]
        raise ValueError(f"取数方式“{sheet}”须有算式；此处可用：{'、'.join(alone)}")
    return sheet
