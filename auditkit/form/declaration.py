"""What a declaration form says (申报表): goals, tasks with budgets, declared indicators.

Two declarations are equal when they say the same; where and how damaged it was printed is not
compared, so a form read from text equals the same form read from a workbook.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from auditkit.display import mimebundle
from auditkit.errors import AuditError, Issue, nearest
from auditkit.files.grid import Repair, Source
from auditkit.formula.target import Target


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the year's overall goals (年度总体目标); `actual` is what was reached, if stated.

    `adjusted` is the goal as changed during the year, blank where the form states none.
    """

    number: int
    text: str
    source: Source = field(compare=False)
    actual: str = ""
    adjusted: str = ""
    adjusted_source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """A declared task (年度主要任务); amounts in 万元, None where the form prints none."""

    name: str
    content: str
    budget: float | None
    fiscal: float | None
    note: str
    source: Source = field(compare=False)
    budget_source: Source | None = field(default=None, compare=False)
    fiscal_source: Source | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"<Task {self.name}: {self.budget}>"


@dataclass(frozen=True, slots=True)
class Total:
    """The form's own total row of the tasks (合计); a blank amount is None."""

    budget: float | None
    fiscal: float | None
    source: Source = field(compare=False)


@dataclass(frozen=True, slots=True)
class Further:
    """What a further column says of a row, with its heading; both as printed."""

    heading: str
    text: str
    source: Source = field(compare=False)


@dataclass(frozen=True, slots=True)
class DeclaredIndicator:
    """A 三级指标 as declared, under its 一级 and 二级.

    Only some forms print a weight or a direction (正向, 反向); only a self-evaluation what was
    reached: `actual` (its sign is decoration and left out), the score, the reason of a deviation.
    `adjusted` is the target as changed during the year, `coefficient` the printed 得分系数 as a
    fraction. `further` are the columns that have no field here, one for each town for example.
    """

    level1: str
    level2: str
    name: str
    target: Target
    explanation: str
    note: str
    source: Source = field(compare=False)
    target_source: Source | None = field(default=None, compare=False)
    explanation_source: Source | None = field(default=None, compare=False)
    note_source: Source | None = field(default=None, compare=False)
    weight: float | None = None
    actual: Target | None = None
    score: float | None = None
    direction: str = ""
    reason: str = ""
    weight_source: Source | None = field(default=None, compare=False)
    actual_source: Source | None = field(default=None, compare=False)
    score_source: Source | None = field(default=None, compare=False)
    direction_source: Source | None = field(default=None, compare=False)
    reason_source: Source | None = field(default=None, compare=False)
    adjusted: Target | None = None
    adjusted_source: Source | None = field(default=None, compare=False)
    coefficient: float | None = None
    coefficient_source: Source | None = field(default=None, compare=False)
    further: tuple[Further, ...] = ()
    is_remark: bool = field(default=False, compare=False)
    """Whether `note` stands under 备注, where nobody is asked how the indicator is computed."""
    is_noted_below: bool = field(default=False, compare=False)
    """Whether `note` is what stands beneath the table: the table itself does not explain it."""

    @property
    def in_force(self) -> Target:
        """The target that the year is held against: as changed during it, else as declared."""
        return self.adjusted or self.target

    def __repr__(self) -> str:
        return f"<DeclaredIndicator {self.name} {self.target.text}>"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of a form's budget block (年度资金总额, 其中：财政拨款, …); amounts in 万元.

    `rate` is the printed execution rate as a fraction, `rate_text` as printed; `further` what
    stands beside these, like 结转 and 结余.
    """

    name: str
    initial: float | None
    adjusted: float | None
    executed: float | None
    weight: float | None
    rate: float | None
    score: float | None
    source: Source = field(compare=False)
    rate_text: str = field(default="", compare=False)
    sources: Mapping[str, Source] = field(default_factory=dict, compare=False)
    further: tuple[Further, ...] = ()


UNREAD_SHEET = "未读内容"
"""The sheet of a form written back on which stands what was not read; it is never a form's."""

Part = Literal["指标值", "指标", "分值", "任务", "目标", "预算", "其他"]
"""A part of the form, as far as something unread may belong to it; 分值 is points and scores."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something printed that was not understood: a cell, a column, a row, a sheet, a page.

    `count` is how many filled cells (of a column) or rows it has. `part` says what it may hold: a
    finding that this part is blank or missing is not proved while it is unread. `beside` are the
    filled cells of the row that a cell or a row unread stands in: what is said of that row rests
    on a row that was not understood.
    """

    kind: Literal["格", "栏", "行", "工作表", "表", "页"]
    heading: str
    count: int
    source: Source
    part: Part
    beside: tuple[Source, ...] = field(default=(), compare=False, repr=False)


FormKind = Literal["申报表", "绩效目标表", "自评表", "常用指标值"]


@dataclass(frozen=True)
class Declaration:
    """The form of one department and year, with the repairs and issues of its reading."""

    department: str
    year: int
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]
    total: Total | None
    indicators: tuple[DeclaredIndicator, ...]
    file: str = field(default="", compare=False)
    sha256: str = field(default="", compare=False)
    repairs: tuple[Repair, ...] = field(default=(), compare=False)
    issues: tuple[Issue, ...] = field(default=(), compare=False)
    kind: FormKind = "申报表"
    budget_lines: tuple[BudgetLine, ...] = ()
    total_weight: float | None = None
    total_score: float | None = None
    total_score_source: Source | None = field(default=None, compare=False)
    project: str = ""
    """The project that the form is of; blank for that of a whole department."""
    unread: tuple[Unread, ...] = field(default=(), compare=False)
    projects: tuple[Declaration, ...] = field(default=(), compare=False)
    """The forms of single projects that lie beside the department's own (see `projects_of`)."""
    correction: tuple[str, str] | None = field(default=None, compare=False)
    """Name and sha256 of the workbook in which a person corrected what was read."""
    left_blank: frozenset[Part] = field(default=frozenset(), compare=False)
    """The parts for which the form prints a heading and, below it, nothing."""
    year_source: Source | None = field(default=None, compare=False, repr=False)
    """Where the form itself prints `year` beyond doubt; None where that follows from else."""

    @property
    def goals_in_force(self) -> tuple[Goal, ...]:
        """The goals that the year is held against: as changed during it, else as declared."""
        if not any(goal.adjusted for goal in self.goals):
            return self.goals
        changed: dict[str, Goal] = {}
        for goal in self.goals:
            changed.setdefault(goal.adjusted or goal.text, goal)
        return tuple(
            replace(goal, text=text, source=goal.adjusted_source or goal.source)
            for text, goal in changed.items()
        )

    @property
    def projects_only(self) -> bool:
        """Whether there are the forms of single projects alone, and none of the department."""
        return bool(self.projects) and not (self.goals or self.tasks or self.indicators)

    @property
    def matter(self) -> str:
        """What it declares: the targets of the department as a whole, or of projects alone."""
        projects = self.projects_only or bool(self.project)
        return "项目支出绩效目标" if projects else "部门整体绩效目标"

    @property
    def audited(self) -> str:
        """What an audit of it looks into (审计事项)."""
        return f"{self.matter}实现情况"

    @cached_property
    def budget(self) -> float:
        """The tasks' budgets added up, 万元, to the cent that forms print."""
        return round(math.fsum(task.budget or 0.0 for task in self.tasks), 2)

    @cached_property
    def fiscal(self) -> float:
        """The tasks' fiscal parts (财政资金) added up, 万元."""
        return round(math.fsum(task.fiscal or 0.0 for task in self.tasks), 2)

    @property
    def stated_budget(self) -> float | None:
        """`budget`, None where no task states one: what was not declared is no zero."""
        return self.budget if any(task.budget is not None for task in self.tasks) else None

    @property
    def stated_fiscal(self) -> float | None:
        """`fiscal`, None where no task states one."""
        return self.fiscal if any(task.fiscal is not None for task in self.tasks) else None

    def indicator(self, name: str) -> DeclaredIndicator | None:
        """The declared indicator of that very name, None where there is none."""
        return next((indicator for indicator in self.indicators if indicator.name == name), None)

    def __getitem__(self, name: str) -> DeclaredIndicator | Task:
        """The declared indicator of that name, else the task.

        Raises AuditError with the nearest name where the form has neither.
        """
        if not isinstance(name, str):
            raise AuditError("方括号里写指标或任务的名称；逐项看用 indicators、tasks。")
        found = self.indicator(name) or next((t for t in self.tasks if t.name == name), None)
        if found is not None:
            return found
        close = nearest(name, [*(i.name for i in self.indicators), *(t.name for t in self.tasks)])
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"{self.file or '申报表'}里没有指标或任务“{name}”{hint}。")

    def __repr__(self) -> str:
        return f"<Declaration {self.department} {self.year}: {len(self.indicators)} indicators>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)
