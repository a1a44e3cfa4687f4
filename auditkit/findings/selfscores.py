"""The rates and scores that a self-evaluation (自评表) prints, each recomputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from auditkit.assessment.yardstick import MONEY
from auditkit.facts.printedrates import judge_rate
from auditkit.files.grid import Source
from auditkit.findings.printedrules import read_printed_rule
from auditkit.findings.printedscores import (
    REGARDLESS,
    PrintedScore,
    in_words,
    judge_score,
    rule_points,
)
from auditkit.form.declaration import BudgetLine, DeclaredIndicator
from auditkit.form.values import places
from auditkit.formula import parse_formula
from auditkit.formula.comparison import meets
from auditkit.formula.target import Target
from auditkit.wording import plain

CheckKind = Literal["指标得分", "执行率", "预算执行得分", "分值合计", "得分合计", "自评虚高"]
_RATE_RULES = {
    "对": "执行数÷预算数",
    "舍入内可能": "执行数÷预算数，舍入误差之内",
    "截尾": "执行数÷预算数，只舍不入",
}
_COEFFICIENT = "得分系数×分值"
_EXECUTION = parse_formula("全年执行数/全年预算数×100%")


@dataclass(frozen=True, slots=True)
class ScoreCheck:
    """One printed figure beside what it comes to.

    `rule` names the rule and rounding that give the printed figure. `agrees` is False only where
    none does, None where the form does not say enough. `warning` is red or yellow where the
    platform itself would warn, else blank. `code` is that of the finding it leads to, with
    `evidence` its cells and `money` the amount concerned in 万元.
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
    code: str = ""
    evidence: tuple[Source, ...] = ()
    money: float | None = None


def review_indicator(indicator: DeclaredIndicator) -> ScoreCheck | None:
    """The printed score of one indicator against every named rule; None where none is printed."""
    printed, weight, actual = indicator.score, indicator.weight, indicator.actual
    # A target changed during the year is the one that the year is measured by.
    target, aim = indicator.adjusted or indicator.target, indicator.target_source
    aim = indicator.adjusted_source if indicator.adjusted else aim
    if printed is None:
        return None
    at = indicator.score_source or indicator.source
    cells = given(at, indicator.weight_source, aim, indicator.actual_source)

    def check(
        computed: float | None, rule: str, agrees: bool | None, note: str, code: str = ""
    ) -> ScoreCheck:
        return ScoreCheck(
            "指标得分", indicator.name, printed, computed, rule, agrees, note, at,
            code=code, evidence=cells,
        )  # fmt: skip

    if weight is None:
        return check(None, "", None, "没有分值，无法复算")
    if not 0 <= printed <= weight:
        return check(None, "", False, _outside(printed, weight), "E06")
    if actual is None or actual.kind == "none":
        return check(None, "", None, "没有填写完成值，无法复算")
    if target.kind == "date" and target.deadline and actual.deadline:
        met = _in_time(actual.deadline, target.deadline)
        full = judge_score(printed, {"": weight}).verdict != "不符"
        note = f"要求{target.text}，{'按期' if met else '逾期'}完成（{actual.text}），"
        note += f"印{printed:g}分，分值{weight:g}分"
        if full != met:
            return check(weight if met else None, "", False, note, "E01" if met else "E07")
        return check(weight if met else None, "达标得满分" if met else "", True, "")
    if own := _by_own_rule(indicator, target, actual):
        due, rule, note = own
        return check(due, rule, not note, note, "E01" if note else "")
    if target.kind != "quantity":
        return check(None, "", None, _judged(printed, weight))
    reached = in_unit(actual, target.unit)
    if reached is None or target.value is None:
        units = f"{target.unit or '无单位'}与{actual.unit or '无单位'}"
        return check(None, "", None, f"指标值与完成值不可比（{units}），无法复算")
    sign = target.sign or ("≤" if indicator.direction == "反向" else "≥")
    points = rule_points(sign, target.value, reached, weight, rate=target.unit == "%")
    if indicator.coefficient is not None:
        stated, rule, note = _by_coefficient(indicator.coefficient, printed, weight, points)
        return check(stated, rule, not note, note, "E01" if note else "")
    judged = judge_score(printed, points)
    words = {rule: in_words(rule, sign, target.value, reached) for rule in points}
    full = printed == weight and not meets(sign, target.value, reached)
    if judged.verdict == "不符":
        ruled = {words[rule]: p for rule, p in points.items() if rule != REGARDLESS}
        dues = "、".join(f"按“{rule}”应得{p:.2f}分" for rule, p in ruled.items())
        note = (
            f"指标值{target.text}，完成值{actual.text}，{dues}，印{printed:g}分，"
            f"相差{abs(printed - judged.points):.2f}分，超出各种取舍的范围"
        )
        return check(judged.points, "", False, note, "E07" if full else "E01")
    rule = _rounded_by(words[judged.rule], judged)
    if judged.rule != REGARDLESS:
        return check(judged.points, rule, True, "")
    note = f"指标值{target.text}，完成值{actual.text}，得分按“{rule}”算出，该算法不看指标值"
    return check(judged.points, rule, True, note, "E07" if full else "")


def _by_own_rule(
    indicator: DeclaredIndicator, target: Target, actual: Target
) -> tuple[float, str, str] | None:
    """The points, the reading and what is wrong by the rule that the form prints beside it.

    None where it prints none, or one that the notation of the rule packs cannot state.
    """
    printed, weight = indicator.score, indicator.weight
    if printed is None or not weight or actual.value is None:
        return None
    rules = (read_printed_rule(text, weight) for text in (indicator.note, indicator.explanation))
    rule = next(filter(None, rules), None)
    if rule is None or rule.rate != (actual.unit == "%"):
        return None
    if not rule.rate and rule.unit not in ("", actual.unit):
        return None
    base = target.value if rule.base is None else rule.base
    if base is None or (rule.base is None and target.unit != actual.unit):
        return None
    points = rule.points(base, actual.value, weight)
    judged = judge_score(printed, points)
    if judged.verdict != "不符":
        return judged.points, _rounded_by(f"表中所印“{judged.rule}”", judged), ""
    due = "、".join(dict.fromkeys(f"{value:.2f}分" for value in points.values()))
    note = (
        f"完成值{actual.text}，按表中所印“{rule.quoted}”应得{due}，印{printed:g}分，"
        f"相差{abs(printed - judged.points):.2f}分"
    )
    return judged.points, "", note


def _by_coefficient(
    coefficient: float, printed: float, weight: float, points: Mapping[str, float]
) -> tuple[float, str, str]:
    """The points by the printed 得分系数, the rule, and what is wrong: the product or itself."""
    judged = judge_score(printed, {_COEFFICIENT: coefficient * weight})
    if judged.verdict == "不符":
        note = f"得分系数{coefficient:.2%}，分值{weight:g}分，应得{judged.points:.2f}分"
        note += f"，印{printed:g}分"
        return judged.points, "", note
    shares = {rule: share / weight * 100 for rule, share in points.items()} if weight else {}
    if shares:
        stated = judge_score(round(coefficient * 100, 6), shares)
        if stated.verdict == "不符":
            note = f"按完成情况，得分系数应为{stated.points:.2f}%，印{coefficient:.2%}"
            return round(stated.points / 100 * weight, 2), "", note
    return judged.points, _rounded_by(_COEFFICIENT, judged), ""


def in_unit(value: Target, unit: str) -> float | None:
    """A quantity in that unit, None where it cannot be said; without a unit it is taken as is."""
    if value.value is None or value.unit == unit or not value.unit or not unit:
        return value.value
    if value.unit in MONEY and unit in MONEY:
        return value.value * MONEY[value.unit] / MONEY[unit]
    return None


def review_budget(line: BudgetLine) -> list[ScoreCheck]:
    """The printed execution rate of a budget line, and its score."""
    rate = [_rate(line)] if line.rate is not None else []
    if line.score is None:
        return rate
    return [*rate, _budget_score(line, not rate or rate[0].agrees is not False)]


def _rate(line: BudgetLine) -> ScoreCheck:
    cells = cells_of(line, "rate", base_role(line), "executed")
    base, exact = base_of(line), _executed(line)
    if exact is None or line.rate is None or base is None or line.executed is None:
        note = "预算数为0或缺少执行数，无法复算执行率"
        return ScoreCheck("执行率", line.name, line.rate, None, "", None, note, cells[0])
    text = line.rate_text.replace("％", "%").strip()
    printed = f"{line.rate * 100:.{places(text) if text else 2}f}%"
    amounts = {"全年执行数": f"{line.executed:.10g}", "全年预算数": f"{base:.10g}"}
    judged = judge_rate(printed, _EXECUTION, amounts)
    rule = _RATE_RULES.get(judged.verdict, "")
    note = (
        ""
        if rule
        else (
            f"全年预算数{plain(base, 2)}万元，全年执行数{plain(line.executed, 2)}万元，"
            f"执行率应为{exact:.2%}（金额舍入误差之内在{judged.low:.4f}%至{judged.high:.4f}%之间），印{printed}"
        )
    )
    return ScoreCheck(
        "执行率", line.name, line.rate, exact, rule, bool(rule), note, cells[0],
        code="" if rule else "E02", evidence=cells,
    )  # fmt: skip


def _budget_score(line: BudgetLine, rate_holds: bool) -> ScoreCheck:
    cells = cells_of(line, "score", "weight", "rate", base_role(line), "executed")
    printed, weight, exact = line.score, line.weight, _executed(line)
    asked = [("执行率×分值", exact), ("印出的执行率×分值", line.rate if rate_holds else None)]
    known = [(name, rate) for name, rate in asked if rate is not None]
    if printed is None or weight is None or (exact is None and line.rate is None):
        note = "没有分值或执行率，无法复算"
        return ScoreCheck("预算执行得分", line.name, printed, None, "", None, note, cells[0])
    # The amounts come first: the printed rate is asked only where they do not give the score.
    found = [
        judge_score(printed, {name: rule_points("≥", 1.0, rate, weight, rate=False)["platform"]})
        for name, rate in known
    ]
    judged = next((score for score in found if score.rule), found[0])
    rule, code, note = _rounded_by(judged.rule, judged), "", ""
    if not 0 <= printed <= weight:
        code, note = "E06", _outside(printed, weight)
    elif not rule:
        code = "E01"
        note = (
            f"执行率{known[0][1]:.2%}，分值{weight:g}分，按“执行率×分值”应得{judged.points:.2f}分，印{printed:g}分，"
            f"相差{abs(printed - judged.points):.2f}分，超出各种取舍的范围"
        )
    return ScoreCheck(
        "预算执行得分", line.name, printed, judged.points, rule, not code, note, cells[0],
        code=code, evidence=cells,
    )  # fmt: skip


def base_role(line: BudgetLine) -> str:
    """The budget that execution is measured by: as adjusted, else as first set."""
    return "adjusted" if line.adjusted is not None else "initial"


def base_of(line: BudgetLine) -> float | None:
    """The amount of that budget, 万元."""
    return line.adjusted if line.adjusted is not None else line.initial


def _executed(line: BudgetLine) -> float | None:
    """The execution rate that the amounts come to."""
    base = base_of(line)
    return line.executed / base if base and base > 0 and line.executed is not None else None


def _in_time(day: str, deadline: str) -> bool:
    """Without a year on either side only month and day can be compared."""
    if day.startswith("--") or deadline.startswith("--"):
        return day[-5:] <= deadline[-5:]
    return day <= deadline


def _judged(printed: float, weight: float) -> str:
    if not weight:
        return "定性指标，没有分值"
    share = printed / weight
    level = "达成预期" if share >= 0.8 else "部分达成" if share >= 0.6 else "未达成"
    return f"定性指标，得分是分值的{share:.0%}，相当于“{level}”，请核对依据"


def _outside(printed: float, weight: float) -> str:
    return f"得分{printed:g}不在0与分值{weight:g}之间"


def _rounded_by(rule: str, judged: PrintedScore) -> str:
    return f"{rule}，{judged.rounding}" if judged.rounding else rule


def cells_of(line: BudgetLine, *roles: str) -> tuple[Source, ...]:
    """The cells of those roles, the line's own place where it has none."""
    return given(*(line.sources.get(role) for role in roles)) or (line.source,)


def given(*sources: Source | None) -> tuple[Source, ...]:
    """Those that there are, once each."""
    return tuple(dict.fromkeys(source for source in sources if source is not None))
