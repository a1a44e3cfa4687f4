"""The execution rate that a self-evaluation (自评表) prints of its budget, and the score of it."""

from __future__ import annotations

from dataclasses import replace

from auditkit.facts.printedrates import judge_rate
from auditkit.files.grid import Source
from auditkit.findings.finding import FindingKind
from auditkit.findings.selfevaluation.scores import (
    SCORE_OUTSIDE,
    SCORE_WITHOUT_RULE,
    WHOLE_POINTS,
    ScoreCheck,
    given,
    outside,
    rounded_by,
)
from auditkit.findings.selfevaluation.whichrule import ScorePlaces, judge_score, rule_points
from auditkit.findings.standard import TIED
from auditkit.form.declaration import BudgetLine
from auditkit.form.values import places
from auditkit.formula import parse_formula
from auditkit.wording import plain

_RATE_RULES = {
    "对": "执行数÷预算数",
    "舍入内可能": "执行数÷预算数，舍入误差之内",
    "截尾": "执行数÷预算数，只舍不入",
}
_EXECUTION = parse_formula("全年执行数/全年预算数×100%")

# fmt: off
WRONG_EXECUTION_RATE = FindingKind(
    "E02", "印出的预算执行率与金额不符", "重要", TIED,
    "按印出的金额计算得不出印出的执行率，超出四舍五入的范围，执行率或金额有误。",
    "核对预算数和执行数，重新计算执行率及其得分。",
)
# fmt: on


def review_budget(line: BudgetLine, places: ScorePlaces = WHOLE_POINTS) -> list[ScoreCheck]:
    """The printed execution rate of a budget line, and its score.

    E02, E07: 得分可复算; the rate is executed over 全年预算数, a fraction.
    """
    rate = [_rate(line)] if line.rate is not None else []
    if line.score is None:
        return rate
    score = _budget_score(line, not rate or rate[0].agrees is not False, places)
    if rate and score.agrees is False and score.finding is None:
        rate = [replace(rate[0], note=f"{rate[0].note}；{score.note}")]
    return [*rate, score]


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
        finding=None if rule else WRONG_EXECUTION_RATE, evidence=cells,
    )  # fmt: skip


def _budget_score(line: BudgetLine, rate_holds: bool, places: ScorePlaces) -> ScoreCheck:
    cells = cells_of(line, "score", "weight", "rate", base_role(line), "executed")
    printed, weight, exact = line.score, line.weight, _executed(line)
    asked = [("执行率×分值", exact), ("印出的执行率×分值", line.rate if rate_holds else None)]
    known = [(name, rate) for name, rate in asked if rate is not None]
    if printed is None or weight is None or (exact is None and line.rate is None):
        note = "没有分值或执行率，无法复算"
        return ScoreCheck("预算执行得分", line.name, printed, None, "", None, note, cells[0])
    # The amounts come first: the printed rate is asked only where they do not give the score.
    shown = places.of(printed, weight)
    found = [
        judge_score(
            printed, {name: rule_points("≥", 1.0, rate, weight, rate=False)["platform"]}, shown
        )
        for name, rate in known
    ]
    judged = next((score for score in found if score.rule), found[0])
    rule, finding, note = rounded_by(judged.rule, judged), None, ""
    if not 0 <= printed <= weight:
        finding, note = SCORE_OUTSIDE, outside(printed, weight)
    elif not rule and not rate_holds and _follows(printed, line, weight):
        # One cause, one finding: the score comes of the rate, which is told itself.
        note = f"印出的得分{printed:g}分由它算出，执行率更正后应得{judged.points:.2f}分"
        return ScoreCheck(
            "预算执行得分", line.name, printed, judged.points, "", False, note, cells[0],
            evidence=cells,
        )  # fmt: skip
    elif not rule:
        finding = SCORE_WITHOUT_RULE
        note = (
            f"执行率{known[0][1]:.2%}，分值{weight:g}分，按“执行率×分值”应得{judged.points:.2f}分，印{printed:g}分，"
            f"相差{abs(printed - judged.points):.2f}分，超出各种取舍的范围"
        )
    return ScoreCheck(
        "预算执行得分", line.name, printed, judged.points, rule, finding is None, note, cells[0],
        finding=finding, evidence=cells,
    )  # fmt: skip


def _follows(printed: float, line: BudgetLine, weight: float) -> bool:
    """Whether the score is what the printed rate, right or wrong, comes to."""
    if line.rate is None:
        return False
    points = rule_points("≥", 1.0, line.rate, weight, rate=False)["platform"]
    return bool(judge_score(printed, {"": points}).verdict != "不符")


def base_role(line: BudgetLine) -> str:
    """The budget that execution is measured by: as adjusted, else as first set.

    By 全年预算数 where printed, as self-evaluation forms and platforms do.
    """
    return "adjusted" if line.adjusted is not None else "initial"


def base_of(line: BudgetLine) -> float | None:
    """The amount of that budget, 万元."""
    return line.adjusted if line.adjusted is not None else line.initial


def _executed(line: BudgetLine) -> float | None:
    """The execution rate that the amounts come to."""
    base = base_of(line)
    return line.executed / base if base and base > 0 and line.executed is not None else None


def cells_of(line: BudgetLine, *roles: str) -> tuple[Source, ...]:
    """The cells of those roles, the line's own place where it has none."""
    return given(*(line.sources.get(role) for role in roles)) or (line.source,)
