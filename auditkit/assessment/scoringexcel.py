"""The scoring rules as Excel formulas: each says what the function of `scoring` beside it says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from auditkit.assessment.scoring import BANDS, CENT_NOISE, SCORED, SIGNS, UNGRADED
from auditkit.formula.excelterms import any_of, choice, meets_excel, number, text
from auditkit.rules.rulepack import IndicatorRule, RulePack

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
            earned = judgement_excel(pack.scoring.judgement, cells.actual, cells.weight)
        elif rule.scoring is not None and not dated:
            earned = own_excel(rule, sign, cells.target, cells.actual, cells.weight)
        else:
            named = "all_or_nothing" if dated else pack.scoring.quantity
            earned = quantity_excel(named, sign, cells.target, cells.actual, cells.weight)
        cases.append((scored, earned))
    if rule.not_applicable == "full":
        cases.append((f"{cells.status}={text('不适用')}", cells.weight))
    return choice(cases, text(UNSCORED))


def own_excel(rule: IndicatorRule, sign: str, target: str, actual: str, weight: str) -> str:
    """`scoring.own_points` for one row."""
    if rule.scoring is None:
        raise ValueError(rule.name)
    part = rule.scoring.to_excel(sign, target, actual, rule.weight)
    return _earned_excel(meets_excel(sign, target, actual), part, weight)


def judgement_excel(rule: str, share: str, weight: str) -> str:
    """`scoring.judgement_points` for one row: the share's place on the line through the bands."""
    at, part = BANDS[rule]
    cases = [(f"{share}<={number(at[0])}", number(part[0]))]
    for (start, end), (low, high) in zip(pairwise(at), pairwise(part), strict=True):
        slope = number((high - low) / (end - start))
        cases.append((f"{share}<{number(end)}", f"({share}-{number(start)})*{slope}+{number(low)}"))
    return _earned_excel(f"{share}>={number(at[-1])}", choice(cases, number(part[-1])), weight)


def quantity_excel(rule: str, sign: str, target: str, actual: str, weight: str) -> str:
    """`scoring.quantity_points` for one row."""
    met = meets_excel(sign, target, actual)
    if sign == "=" and rule == "platform":
        met = f"OR({met},AND({target}=0,{actual}<=0))"
    value = f"ABS({actual})" if sign == "±" else f"MAX({actual},0)"
    if rule == "all_or_nothing":
        return choice([(met, weight)], "0")
    if sign in ("≥", ">", "="):
        part = choice([(f"{target}>0", f"{value}/{target}")], "0")
    elif rule == "platform":
        part = choice([(f"{target}>0", f"1-({value}-{target})/{target}")], "0")
    else:
        part = choice([(f"AND({target}>0,{value}>0)", f"1/MAX({value}/{target},1)")], "0")
    return _earned_excel(met, f"MAX(0,MIN(1,{part}))", weight)


def _earned_excel(met: str, part: str, weight: str) -> str:
    earned = cents_excel(f"{part}*{weight}")
    return choice([(met, weight)], f"MIN({weight},{earned})")


def cents_excel(points: str) -> str:
    """Rounded to two places, a half upwards, as `scoring` rounds points and totals."""
    return f"INT({points}*100+0.5+{number(CENT_NOISE)})/100"


def grade_excel(score: str, steps: list[tuple[str, str]]) -> str:
    """`RulePack.grade` over a cell; the steps are cells that hold a grade's name and least score.

    Where the score is no number there is no grade.
    """
    cases = [(f"COUNT({score})=0", text(UNGRADED))]
    cases += [(f"{score}>={least}", name) for name, least in steps]
    return choice(cases, steps[-1][0])
