"""The parts of a rule pack: facts, indicators with worked cases, scoring, grades, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from auditkit.rules.gathering import (
    DIRECT,
    GATHERINGS,
    ITEMS,
    Gathering,
    gathering,
    self_contained,
)
from auditkit.rules.ownrules import IndicatorScoring
from auditkit.rules.scoringrules import (
    JUDGEMENT,
    QUANTITY,
    known_rule,
)

Direction = Literal["≥", "≤", "=", "±"]
Sheet = Annotated[str, AfterValidator(gathering)]
"""The sheet of the fact workbook that a figure is gathered on."""
SelfContained = Annotated[str, AfterValidator(self_contained)]
"""The sheets that need no formula of the indicator's own."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Text = Annotated[str, Field(min_length=1)]


class Witness(_Part):
    """What an amount comes to about, by other facts of its year: a slip of unit shows beside it.

    `within` is how many times off the amount may well be. No document lays that down.
    """

    formula: Text
    within: Annotated[float, Field(ge=1, le=50)] = 1.35


class FactRule(_Part):
    """A fact that formulas may name: its unit, aliases, and the sheet it is gathered on.

    `part_of` is the fact that it is a part of and cannot exceed; `witnesses` what it is held
    against where no rate of the pack does so.
    """

    name: Text
    unit: str
    aliases: tuple[str, ...] = ()
    gathered: Sheet = ITEMS.sheet
    reference: str = ""
    note: str = ""
    part_of: str = ""
    witnesses: tuple[Witness, ...] = ()

    @property
    def gathering(self) -> Gathering:
        """How it is gathered."""
        return GATHERINGS[self.gathered]


class Case(_Part):
    """A worked case: figures given (null is missing), and what a person computed from them."""

    title: str
    given: Mapping[str, float | None]
    target: str | None = None
    actual: float | None = None
    status: Literal["达标", "未达标", "无目标值", "数据缺失", "不可比", "待评定", "不适用"]
    """Never 不能断定: the figures of a case are exact."""
    score: float | None = None
    """The points earned of a weight of 100; null where the indicator is left out of the score."""


class Alternative(_Part):
    """Another printed formula for the same indicator, with the direction it is to be read in."""

    name: str
    formula: str
    direction: Direction
    reference: str = ""


class IndicatorRule(_Part):
    """One 三级指标: how it is gathered, computed, compared and where that is laid down."""

    name: Text
    aliases: tuple[str, ...] = ()
    gathered: Sheet = ITEMS.sheet
    formula: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    direction: Direction = "≥"
    criteria: tuple[str, ...] = ()
    instead: Mapping[str, str] = Field(default_factory=dict)
    """Facts of the formula in whose place another stands where it was obtained: 全年预算数 for the
    预算数 of the beginning of the year."""
    words: Mapping[str, str] = Field(default_factory=dict)
    """The value that a word target stands for: 完整 → 100%."""
    asks: tuple[str, ...] = ()
    """Figures that the review needs beside the formula's; without them it is computed too."""
    weight: float | None = Field(default=None, ge=0)
    target: Text | None = None
    """The usual 指标值, for a department that declares none."""
    scoring: IndicatorScoring | None = None
    """The rule by which it earns its weight, where the pack's general one does not hold."""
    not_applicable: Literal["left-out", "full"] = "left-out"
    """Whether 不适用 is left out of the score, or earns the full weight as some rules have it."""
    reference: Text
    note: str = ""
    cases: tuple[Case, ...] = ()
    _path: tuple[str, str] = PrivateAttr(default=("", ""))

    @model_validator(mode="after")
    def _points_are_of_a_weight(self) -> IndicatorRule:
        if self.scoring is None:
            return self
        if self.gathering.judged:
            raise ValueError(f"指标“{self.name}”是{self.gathered}，不能另定 scoring")
        points = [part for part in self.scoring.portions if not isinstance(part, str)]
        if points and not self.weight:
            raise ValueError(f"指标“{self.name}”的 scoring 用分数表示，须写明 weight")
        if points and max(points) > (self.weight or 0.0):
            raise ValueError(f"指标“{self.name}”的 scoring 超过了 weight")
        return self

    @property
    def level1(self) -> str:
        """Its 一级指标."""
        return self._path[0]

    @property
    def level2(self) -> str:
        """Its 二级指标."""
        return self._path[1]

    @property
    def formula_text(self) -> str:
        """The formula over the figures gathered: the printed one, or that of the sheet."""
        return self.formula or self.gathering.formula

    @property
    def gathering(self) -> Gathering:
        """How its figures are gathered."""
        return GATHERINGS[self.gathered]

    def at(self, level1: str, level2: str) -> IndicatorRule:
        """The same rule under a 一级 and 二级."""
        rule = self.model_copy()
        rule._path = (level1, level2)
        return rule


class Group(_Part):
    """A 二级指标: its indicators, and how an indicator the pack does not know is gathered in it."""

    gathered: SelfContained = DIRECT.sheet
    reference: Text
    indicators: tuple[IndicatorRule, ...] = ()


class Grade(_Part):
    """A grade (等级) and the least score out of 100 that earns it."""

    name: str
    from_: Annotated[float, Field(alias="from", ge=0, le=100)]


class Deduction(_Part):
    """A share of the weight that is taken off where a value lies `beyond` its target by a share."""

    beyond: Annotated[float, Field(gt=0)]
    minus: Annotated[float, Field(gt=0, le=1)]


class Scoring(_Part):
    """The named rules by which an indicator earns its weight (`rules.scoringrules` states each)."""

    quantity: Annotated[str, AfterValidator(partial(known_rule, rules=QUANTITY))] = "platform"
    judgement: Annotated[str, AfterValidator(partial(known_rule, rules=JUDGEMENT))] = "bands-60"
    veto: tuple[str, ...] = ()
    """Words of criteria of which one that is answered 否 leaves its indicator without points."""
    too_low: Deduction | None = None
    """What a ≥ target that was far outdone costs; nothing where no document asks for it."""
    reference: str = ""


class Survey(_Part):
    """The answers of a questionnaire and which of them count as satisfied."""

    answers: tuple[str, ...] = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    satisfied: tuple[str, ...] = ("非常满意", "满意")
    smallest_sample: int = 30
    reference: str = ""

    @model_validator(mode="after")
    def _satisfied_are_answers(self) -> Survey:
        if unknown := set(self.satisfied) - set(self.answers):
            raise ValueError(f"satisfied 中的“{'、'.join(sorted(unknown))}”不在 answers 里")
        return self


class Review(_Part):
    """Thresholds of the review of a form and of its results; conventions unless a pack says more.

    Rates are fractions; a difference between rates is meant in points (0.05: five points).
    """

    large_task: float = 0.05
    """Share of the budget above which a task should be measured by some indicator."""
    unmeasured: float = 0.1
    """Share of the budget that smaller tasks without an indicator may take together."""
    far_off: float = 0.3
    """Deviation from the target beyond which a result wants an explanation."""
    implausible_increase: float = 0.9
    """A rate of increase from which a target is hardly what was meant (提高率≥90%)."""
    small_miss: float = 0.05
    """How far below a bound that is the pack's own convention a result is only a small miss."""
    same_target: float = 0.5
    """Share of the quantity targets above which one and the same target looks unconsidered."""
    fewest_targets: int = 8
    """How many quantity targets a form must have for that to say anything."""
    task_change: float = 0.3
    """Change of a task's budget during the year, as a share of it, that wants an explanation."""
    tie_out: float = 0.1
    """How far the tasks' sums may lie from the department's own 预算数 and 预算执行数."""
    low_execution: float = 0.8
    """Share of its budget below which a task counts as poorly executed."""
    looser: float = 0.05
    """How much a target may lie below what was reached, or aimed at, the year before."""
    unusual: float = 0.3
    """Change of a figure against last year, as a share of it, that wants an explanation."""
    unusual_points: float = 0.15
    """The same for rates, in points."""
    at_most_whole: tuple[str, ...] = ("满意度", "合格率", "覆盖率", "完好率", "细化率", "利用率")
    """Endings of the indicators that cannot exceed 100 %."""
    lower_is_better: tuple[str, ...] = (
        "投诉率", "差错率", "事故率", "事故数", "辍学率", "流失率", "超支率", "发案率", "死亡率",
    )  # fmt: skip
    """Endings of the indicators, unknown to the pack, of which less is better."""
