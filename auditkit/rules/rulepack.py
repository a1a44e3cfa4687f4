"""Rule packs: facts, indicators, formulas, scoring rules and references of one place and period.

A pack is a YAML file; its shape is that of the models below, `auditkit.rules.load` loads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from auditkit.display import mimebundle
from auditkit.formula import Formula, parse_formula, vocabulary
from auditkit.rules.accountwords import AccountWords
from auditkit.rules.caps import is_cap
from auditkit.rules.clauses import ClauseReference, Clauses, clauses_with, shipped_clauses
from auditkit.rules.formwords import FormWords, form_words
from auditkit.rules.gathering import (
    DIRECT,
)
from auditkit.rules.ledgerwords import LedgerWords
from auditkit.rules.parts import (
    Alternative,
    Case,
    Deduction,
    Direction,
    FactRule,
    Grade,
    Group,
    IndicatorRule,
    Review,
    Scoring,
    SelfContained,
    Sheet,
    Survey,
    Text,
)
from auditkit.rules.scoringrules import (
    JUDGEMENT,
    QUANTITY,
    JudgementRule,
    QuantityRule,
)
from auditkit.rules.subjectwords import OwnSubjects
from auditkit.rules.toolow import TooLow

__all__ = [
    "Alternative",
    "Case",
    "Deduction",
    "Direction",
    "FactRule",
    "Grade",
    "Group",
    "IndicatorRule",
    "Review",
    "RulePack",
    "Scoring",
    "SelfContained",
    "Sheet",
    "Survey",
    "Text",
]


_MOST_OTHERS = 4096
"""Rules of indicators that the pack does not know, kept of one audit for a batch of them."""


class RulePack(BaseModel):
    """Everything one place and period lays down (规则包)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

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
    subjects: OwnSubjects = OwnSubjects()
    """What the text of published accounts and budgets speaks of, beside `subjects.yaml`."""
    ledger: LedgerWords = LedgerWords()
    """Headings of ledgers and accounts that are facts, before those of `ledger.yaml`."""
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
            key: said if isinstance(said, str) else self._cited(said)
            for key, said in self.laid_down.items()
        }

    @cached_property
    def citable(self) -> Mapping[str, str]:
        """The references that a report may print: less the clauses that nobody has read."""
        return {
            key: self.references[key]
            for key, said in self.laid_down.items()
            if isinstance(said, str) or self.library[said.clause].settled
        }

    def _cited(self, said: ClauseReference) -> str:
        """A clause as cited here: 参照 where the pack says that it only serves as a model."""
        marked = self.library[said.clause].marked
        return f"参照{marked}" if said.basis == "参照" else marked

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
        known = self._of_others
        if (rule := known.get((name, level2))) is None:
            if len(known) >= _MOST_OTHERS:
                known.clear()
            rule = known[name, level2] = self._other(name, level2)
        return rule

    @cached_property
    def _of_others(self) -> dict[tuple[str, str], IndicatorRule]:
        """The rules that `rule_for` has made: it is asked for each a dozen times an audit."""
        return {}

    def lays_down(self, name: str) -> bool:
        """Whether the pack itself has the indicator's rule, not one that the form prints."""
        canonical = self.canonical_indicator.get(name)
        return canonical is not None and not self.rules[canonical].reference.startswith("申报表自")

    def _other(self, name: str, level2: str) -> IndicatorRule:
        level1 = self.level1_of.get(level2, "")
        group = self.indicators[level1][level2] if level1 else None
        return IndicatorRule(
            name=name,
            gathered=group.gathered if group else DIRECT.sheet,
            reference=group.reference if group else "申报表自定指标，规则包未作规定",
            direction="≤" if is_cap(name) else "≥",
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
