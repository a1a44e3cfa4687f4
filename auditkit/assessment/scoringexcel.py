"""Points and grades as Excel formulas: each says what the function of `scoring` beside it says."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.assessment.computation import SCORED
from auditkit.assessment.earning import SIGNS
from auditkit.assessment.grading import UNGRADED
from auditkit.formula.excelterms import any_of, choice, meets_excel, text
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.rules.scoringrules import BY_DATE, earned_excel

UNSCORED = "不计分"


@dataclass(frozen=True, slots=True)
class ScoredCells:
    """The addresses of one indicator's cells."""

    target: str
    actual: str
    status: str
    weight: str


def points_excel(
    rule: IndicatorRule, pack: RulePack, cells: ScoredCells, *, sign: str, judged: bool, dated: bool
) -> str:
    """The points of one row as `scoring.points` gives them; 不计分 where it gives none.

    `judged` and `dated` say that the indicator is gathered by 定性评价, that its unit is 日期.
    """
    cases: list[tuple[str, str]] = []
    if sign in SIGNS:
        scored = any_of([f"{cells.status}={text(status)}" for status in SCORED])
        if judged:
            earned = pack.judgement_rule.points_excel(cells.actual, cells.weight)
        elif rule.scoring is not None and not dated:
            earned = own_excel(rule, sign, cells.target, cells.actual, cells.weight)
        else:
            named = BY_DATE if dated else pack.quantity_rule
            earned = named.points_excel(sign, cells.target, cells.actual, cells.weight)
        cases.append((scored, earned))
    if rule.not_applicable == "full":
        cases.append((f"{cells.status}={text('不适用')}", cells.weight))
    return choice(cases, text(UNSCORED))


def own_excel(rule: IndicatorRule, sign: str, target: str, actual: str, weight: str) -> str:
    """`earning.own_points` for one row.

    Raises ValueError for an indicator without a rule of its own.
    """
    if rule.scoring is None:
        raise ValueError(rule.name)
    part = rule.scoring.to_excel(sign, target, actual, rule.weight)
    return earned_excel(meets_excel(sign, target, actual), part, weight)


def grade_excel(score: str, steps: list[tuple[str, str]]) -> str:
    """`RulePack.grade` over a cell; the steps are cells that hold a grade's name and least score.

    Where the score is no number there is no grade.
    """
    cases = [(f"COUNT({score})=0", text(UNGRADED))]
    cases += [(f"{score}>={least}", name) for name, least in steps]
    return choice(cases, steps[-1][0])
