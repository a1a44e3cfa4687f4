"""Rule packs: facts, indicators, formulas, scoring rules and references of one place and period.

A pack is a YAML file; its shape is that of the models below, `auditkit.rules.load` loads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from auditkit.display import mimebundle
from auditkit.formula import Formula, parse_formula, vocabulary
from auditkit.rules.accountwords import AccountWords
from auditkit.rules.clauses import Clause, ClauseReference, Clauses, clauses_with, shipped_clauses
from auditkit.rules.formwords import FormWords, form_words
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
    JudgementRule,
    QuantityRule,
    known_rule,
)
from auditkit.rules.toolow import TooLow

Direction = Literal["≥", "≤", "=", "±"]
Sheet = Annotated[str, AfterValidator(gathering)]
"""The sheet of the fact workbook that a figure is gathered on."""
SelfContained = Annotated[str, AfterValidator(self_contained)]
"""The sheets that need no formula of the indicator's own."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Text = Annotated[str, Field(min_length=1)]


class FactRule(_Part):
    """A fact that formulas may name: its unit, aliases, and the sheet it is gathered on."""

    name: Text
    unit: str
    aliases: tuple[str, ...] = ()
    gathered: Sheet = ITEMS.sheet
    reference: str = ""
    note: str = ""

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


class RulePack(_Part):
    """Everything one place and period lays down (规则包)."""

    name: str
    title: str
    place: str
    years: tuple[int, int]
    laid_down: Annotated[Mapping[str, str | ClauseReference], Field(alias="references")]
    """What each key of a `reference` stands for: words, or a clause of the library."""
    clauses: Mapping[str, Mapping[str, object]] = Field(default_factory=dict)
    """What an office says of clauses, laid over those that come with auditkit."""
    grades: tuple[Grade, ...]
    targets: Literal["usual", "prescribed"] = "usual"
    """What a department without a form has: 常用参考值 beside its ratios, which judge nothing, or
    targets that the pack's own document lays down for everybody."""
    full_points: Annotated[float, Field(gt=0)] = 100.0
    """The points of the whole table that the indicators' weights are taken from."""
    comparable: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Share of the points that must be assessed for a department to be ranked among others."""
    zero_base: Literal["not-comparable", "as-100%", "as-0", "by-difference"] = "not-comparable"
    """What a change rate on a base of 0 is: none, 100 % if anything is there now, 0; or, of a
    target of ≤0 % alone, what the difference says: nothing then and now is 0 and met, more is
    100 % and missed."""
    scoring: Scoring = Scoring()
    survey: Survey = Survey()
    review: Review = Review()
    facts: tuple[FactRule, ...]
    definitions: Mapping[str, str] = Field(default_factory=dict)
    """Names that stand for a quotient of facts: 人均公用经费."""
    indicators: Mapping[str, Mapping[str, Group]]
    """一级 → 二级 → group."""
    accounts: AccountWords = AccountWords()
    """Words by which published accounts are read, before those of `accounts.yaml`."""
    budget: AccountWords = AccountWords()
    """The same for published budgets, before those of `budget.yaml`."""
    form: Mapping[str, Mapping[str, tuple[Text, ...]]] = Field(default_factory=dict)
    """Heading words of the place's forms beside those of `formwords.yaml`: section → role."""
    file: str = ""
    sha256: str = ""

    @cached_property
    def form_words(self) -> FormWords:
        """The words by which a form's headings are known, the pack's own first."""
        return FormWords(self.form) if self.form else form_words()

    @cached_property
    def library(self) -> Clauses:
        """Every clause that may be cited, by its key."""
        return clauses_with(self.clauses) if self.clauses else shipped_clauses()

    @cached_property
    def references(self) -> Mapping[str, str]:
        """What each key of a `reference` stands for, in words; a clause by its citation."""
        return {
            key: said if isinstance(said, str) else self._cited(self.library[said.clause])
            for key, said in self.laid_down.items()
        }

    def _cited(self, clause: Clause) -> str:
        """A clause as cited here: 参照 where it is another place's or another time's."""
        own = clause.holds(self.place, self.years)
        return clause.marked if own else f"参照{clause.marked}"

    @cached_property
    def rules(self) -> Mapping[str, IndicatorRule]:
        """Every indicator of the tree by name, in its order, knowing its 一级 and 二级."""
        return {
            rule.name: rule.at(level1, level2)
            for level1, groups in self.indicators.items()
            for level2, group in groups.items()
            for rule in group.indicators
        }

    @cached_property
    def level1_of(self) -> Mapping[str, str]:
        """Every 二级指标 to the 一级指标 it belongs to."""
        return {l2: l1 for l1, groups in self.indicators.items() for l2 in groups}

    @cached_property
    def canonical_indicator(self) -> Mapping[str, str]:
        """Every indicator name and alias to the indicator's name."""
        return vocabulary({name: rule.aliases for name, rule in self.rules.items()})

    @cached_property
    def fact_rules(self) -> Mapping[str, FactRule]:
        """The facts by name."""
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def known_facts(self) -> Mapping[str, str]:
        """Every name that a formula may use to the fact or definition meant."""
        names: dict[str, tuple[str, ...]] = {fact.name: fact.aliases for fact in self.facts}
        return vocabulary(names | dict.fromkeys(self.definitions, ()))

    @cached_property
    def defined(self) -> Mapping[str, Formula]:
        """The definitions as formulas."""
        return {
            name: parse_formula(text, name, self.known_facts)
            for name, text in self.definitions.items()
        }

    def rule_for(self, name: str, level2: str = "") -> IndicatorRule:
        """The rule of an indicator; one the pack does not know is gathered as its group says."""
        canonical = self.canonical_indicator.get(name)
        if canonical is not None:
            return self.rules[canonical]
        level1 = self.level1_of.get(level2, "")
        group = self.indicators[level1][level2] if level1 else None
        return IndicatorRule(
            name=name,
            gathered=group.gathered if group else DIRECT.sheet,
            reference=group.reference if group else "申报表自定指标，规则包未作规定",
        ).at(level1, level2)

    def formula(self, rule: IndicatorRule) -> Formula:
        """The rule's formula as printed, over known facts."""
        return parse_formula(rule.formula_text, rule.name, self.known_facts)

    @property
    def quantity_rule(self) -> QuantityRule:
        """How what is measured earns its weight."""
        rule, too_low = QUANTITY[self.scoring.quantity], self.scoring.too_low
        return TooLow(rule, too_low.beyond, too_low.minus) if too_low else rule

    @property
    def judgement_rule(self) -> JudgementRule:
        """How what is judged earns its weight."""
        return JUDGEMENT[self.scoring.judgement]

    @property
    def grade_steps(self) -> list[tuple[str, float]]:
        """The grades with the score each begins at."""
        return [(grade.name, grade.from_) for grade in self.grades]

    def grade(self, score: float) -> str:
        """The grade of a score out of 100."""
        return next(
            (grade.name for grade in self.grades if score >= grade.from_), self.grades[-1].name
        )

    def with_(self, **changed: object) -> RulePack:
        """The pack with other contents; what was computed from the old ones is left behind.

        Nothing is checked again. Raises TypeError for what a pack does not hold.
        """
        if unknown := changed.keys() - RulePack.model_fields.keys():
            raise TypeError(f"a rule pack holds no {', '.join(sorted(unknown))}")
        content = {name: getattr(self, name) for name in RulePack.model_fields}
        return RulePack.model_construct(**content | changed)

    def adding(self, rules: Iterable[IndicatorRule], facts: Iterable[FactRule] = ()) -> RulePack:
        """The pack with more indicators, each put under its own 一级 and 二级, and more facts."""
        tree = {level1: dict(groups) for level1, groups in self.indicators.items()}
        for rule in rules:
            groups = tree.setdefault(rule.level1, {})
            group = groups.get(rule.level2, Group(reference="申报表自定"))
            held = {"indicators": (*group.indicators, rule)}
            groups[rule.level2] = group.model_copy(update=held)
        return self.with_(indicators=tree, facts=(*self.facts, *facts))

    def __repr__(self) -> str:
        return f"<RulePack {self.name}: {len(self.rules)} indicators>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)
