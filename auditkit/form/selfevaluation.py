"""Recomputing the scores that a self-evaluation (自评表) gives itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from auditkit.declaration import BudgetLine, Declaration, DeclaredIndicator
from auditkit.form.printedscore import (
    IGNORES_TARGET,
    best_rule,
    comparable,
    exact_scores,
    rounding_of,
)
from auditkit.form.values import places
from auditkit.grid import Source
from auditkit.target import Sign, Target

CheckKind = Literal["指标得分", "执行率", "预算执行得分", "分值合计", "得分合计", "自评虚高"]
RED_GAP = 0.05
YELLOW_UNSPENT = 0.2
_WHOLE_BUDGET = ("总额", "总计", "合计")


@dataclass(frozen=True, slots=True)
class ScoreCheck:
    """One printed score beside what it comes to.

    `rule` names the rule and rounding that give the printed figure. `agrees` is False only where
    none does, None where the form does not say enough. `warning` is red or yellow where the
    platform itself would warn, else blank.
    """

    kind: CheckKind
    subject: str
    printed: float | None
    computed: float | None
    rule: str
    agrees: bool | None
    note: str
    source: Source | None = None
    warning: Literal["", "红", "黄"] = ""


def review_scores(declaration: Declaration) -> list[ScoreCheck]:
    """Every printed score of a form recomputed, then the totals, then the platform's warnings."""
    checks = [
        check
        for indicator in declaration.indicators
        if indicator.score is not None and (check := review_indicator(indicator)) is not None
    ]
    for line in declaration.budget_lines:
        checks += review_budget(line)
    return [*checks, *_totals(declaration), *_inflation(declaration)]


def review_indicator(indicator: DeclaredIndicator) -> ScoreCheck | None:
    """The printed score of one indicator against every named rule; None where none is printed."""
    printed, weight, target, actual = (
        indicator.score, indicator.weight, indicator.target, indicator.actual,
    )  # fmt: skip
    if printed is None:
        return None

    def check(computed: float | None, rule: str, agrees: bool | None, note: str) -> ScoreCheck:
        at = indicator.score_source or indicator.source
        return ScoreCheck("指标得分", indicator.name, printed, computed, rule, agrees, note, at)

    if weight is None:
        return check(None, "", None, "没有分值，无法复算")
    if not 0 <= printed <= weight:
        return check(None, "", False, f"得分{printed:g}不在0与分值{weight:g}之间")
    if actual is None or actual.kind == "none":
        return check(None, "", None, "没有填写完成值，无法复算")
    if target.kind == "date" and target.deadline and actual.deadline:
        met = actual.deadline[-5:] <= target.deadline[-5:]
        full = rounding_of(printed, weight) is not None
        note = "" if full == met else f"{'按期' if met else '逾期'}完成，得分{printed:g}"
        return check(weight if met else None, "达标得满分" if met else "", full == met, note)
    if target.kind != "quantity":
        return check(None, "", None, _judged(printed, weight))
    same = comparable(target, actual)
    if same is None or same.value is None or target.value is None:
        units = f"{target.unit or '无单位'}与{actual.unit or '无单位'}"
        return check(None, "", None, f"指标值与完成值不可比（{units}），无法复算")
    sign = _sign(target, indicator.direction)
    scores = exact_scores(sign, target.value, same.value, weight, target.unit == "%")
    rule, computed, agrees = best_rule(printed, scores)
    if not agrees:
        due = f"应为{computed:.2f}" if computed is not None else "无规则可循"
        return check(computed, "", False, f"印{printed:g}分，{due}，超出各种取舍的范围")
    note = "该算法不看指标值" if rule.startswith(IGNORES_TARGET) else ""
    return check(computed, rule, True, note)


def _sign(target: Target, direction: str) -> Sign:
    """A target without a sign is a floor, unless the form says that less is better."""
    if target.sign in (None, "±"):
        return "≤" if direction == "反向" or target.sign else "≥"
    return target.sign or "≥"


def _judged(printed: float, weight: float) -> str:
    if not weight:
        return "定性指标，没有分值"
    share = printed / weight
    level = "达成预期" if share >= 0.8 else "部分达成" if share >= 0.6 else "未达成"
    return f"定性指标，得分是分值的{share:.0%}，相当于“{level}”，请核对依据"


def review_budget(line: BudgetLine) -> list[ScoreCheck]:
    """The printed execution rate of a budget line, and its score."""
    checks = []
    base = line.adjusted if line.adjusted is not None else line.initial
    exact = None
    if base is not None and line.executed is not None and base > 0:
        exact = line.executed / base
    if line.rate is not None:
        checks.append(_rate(line, exact))
    if line.score is not None:
        checks.append(_budget_score(line, exact, not checks or checks[0].agrees is not False))
    return checks


def _rate(line: BudgetLine, exact: float | None) -> ScoreCheck:
    source = line.sources.get("rate", line.source)
    if exact is None or line.rate is None:
        note = "预算数为0或缺少执行数，无法复算执行率"
        return ScoreCheck("执行率", line.name, line.rate, None, "", None, note, source)
    step = 10.0 ** -places(line.rate_text.replace("％", "%").strip()) if line.rate_text else 0.01
    short = exact * 100 - line.rate * 100
    if abs(short) <= step / 2 + 1e-9:
        rule, note = "执行数÷预算数", ""
    elif 0 < short < step:
        rule, note = "执行数÷预算数，只舍不入", ""
    else:
        rule, note = "", f"印{line.rate:.2%}，按印出的金额应为{exact:.2%}"
    return ScoreCheck("执行率", line.name, line.rate, exact, rule, bool(rule), note, source)


def _budget_score(line: BudgetLine, exact: float | None, rate_holds: bool) -> ScoreCheck:
    source = line.sources.get("score", line.source)
    printed, weight = line.score, line.weight
    if printed is None or weight is None or (exact is None and line.rate is None):
        note = "没有分值或执行率，无法复算"
        return ScoreCheck("预算执行得分", line.name, printed, None, "", None, note, source)

    def candidates() -> Iterator[tuple[str, float]]:
        if exact is not None:
            yield "执行率×分值", min(max(exact, 0.0), 1.0) * weight
        if line.rate is not None and rate_holds:
            yield "印出的执行率×分值", min(max(line.rate, 0.0), 1.0) * weight

    rule, computed, agrees = best_rule(printed, candidates())
    note = "" if agrees else f"印{printed:g}分，应为{computed or 0.0:.2f}分，超出各种取舍的范围"
    return ScoreCheck("预算执行得分", line.name, printed, computed, rule, agrees, note, source)


def _totals(declaration: Declaration) -> list[ScoreCheck]:
    """The sums of weights and scores against the printed totals, with and without the budget."""
    checks = []
    budget = _main_line(declaration)
    parts: tuple[tuple[CheckKind, float | None, Iterable[float | None], float | None], ...] = (
        (
            "分值合计",
            declaration.total_weight,
            (i.weight for i in declaration.indicators),
            budget.weight if budget else None,
        ),
        (
            "得分合计",
            declaration.total_score,
            (i.score for i in declaration.indicators),
            budget.score if budget else None,
        ),
    )
    for kind, printed, values, beside in parts:
        known = [value for value in values if value is not None]
        if printed is None or not known:
            continue
        alone = math.fsum(known)
        whole = alone + (beside or 0.0)
        # Scores with decimals may have been rounded one by one.
        slack = 0.005 * sum(not float(value).is_integer() for value in known) + 1e-9
        agrees = min(abs(printed - whole), abs(printed - alone)) <= slack
        rule = ("各指标之和" if beside is None else "各指标与预算执行之和") if agrees else ""
        if agrees and beside and abs(printed - whole) > slack:
            rule = "各指标之和（不含预算执行）"
        note = "" if agrees else f"印{printed:g}，各项之和为{round(whole, 4):g}"
        at = declaration.total_score_source
        checks.append(ScoreCheck(kind, "总分", printed, whole, rule, agrees, note, at))
    return checks


def _main_line(declaration: Declaration) -> BudgetLine | None:
    """The line of the budget block that is scored; of several the total."""
    scored = [line for line in declaration.budget_lines if line.weight is not None]
    whole = [line for line in scored if line.name.endswith(_WHOLE_BUDGET)]
    return next(iter([*whole, *scored]), None)


def _inflation(declaration: Declaration) -> list[ScoreCheck]:
    """The platform's warnings: indicators scored far above the budget's execution, money unspent.

    Each part is taken as a share of its own points, as S/90 and B/10 where they are 90 and 10.
    """
    checks: list[ScoreCheck] = []
    line = _main_line(declaration)
    lines = declaration.budget_lines
    whole = line or next((x for x in lines if x.name.endswith(_WHOLE_BUDGET)), None)
    scored = [i for i in declaration.indicators if i.score is not None and i.weight is not None]
    points = math.fsum(i.weight or 0.0 for i in scored)
    earned = math.fsum(i.score or 0.0 for i in scored)
    if line is not None and line.score is not None and line.weight and earned and points:
        share = earned / points
        gap = (share - line.score / line.weight) / share
        red = gap > RED_GAP + 1e-12
        note = (
            f"指标得分率{share:.2%}高出预算执行得分率{line.score / line.weight:.2%}"
            f"，差距{gap:.2%}超过{RED_GAP:.0%}"
        )
        checks.append(
            ScoreCheck(
                "自评虚高",
                "自评得分与预算执行",
                earned,
                gap,
                "(S/90−B/10)/(S/90)≤5%",
                not red,
                note if red else "",
                line.sources.get("score", line.source),
                "红" if red else "",
            )
        )
    if whole is None or whole.executed is None:
        return checks
    base = whole.adjusted if whole.adjusted is not None else whole.initial
    if base is None:
        return checks
    unspent = (base - whole.executed) / base if base > 0 else None
    yellow = unspent is None or unspent > YELLOW_UNSPENT + 1e-12
    note = (
        "预算数为0" if unspent is None else f"预算有{unspent:.2%}未执行，超过{YELLOW_UNSPENT:.0%}"
    )
    checks.append(
        ScoreCheck(
            "自评虚高",
            "预算未执行比例",
            None,
            unspent,
            "未执行比例≤20%且预算不为0",
            not yellow,
            note if yellow else "",
            whole.source,
            "黄" if yellow else "",
        )
    )
    return checks
