"""Findings on computed results: missed, missing, without base, near the edge, too good."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import Computation
from auditkit.facts.facts import Facts
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.amounts import BEYOND_BUDGET, beyond_budget, negative, quotient_of
from auditkit.findings.review.contradictions import at_most_whole
from auditkit.findings.review.rows import target_cell, wanted
from auditkit.findings.review.surveys import WEAK_SAMPLE, on_survey, unsampled, weak_sample
from auditkit.findings.review.tasks import is_mapped, served
from auditkit.findings.standards import REPEATABLE, REVIEW
from auditkit.form.declaration import Declaration
from auditkit.formula.tolerance import HALF_CENT, NOISE
from auditkit.formula.tree import Name
from auditkit.rules.gathering import TASKS
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain, show_value

_MOST_NAMED = 5
_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")


# fmt: off
MISSED = FindingKind(
    "R01", "未达到指标值", "重要",
    "部门申报的年度绩效指标值（文字指标值按规则包规定的数值）",
    "年度绩效目标未完全实现。",
    "查明未达标的原因，提出改进措施，并在下年度目标和预算安排中予以考虑。",
)
NO_DATA = FindingKind(
    "R02", "缺少计算所需的数据", "重要", REPEATABLE,
    "指标无法计算，不计入得分，评价结论的依据不完整。",
    "补充所缺数据及其出处后重新评价。",
)
NO_BASE = FindingKind(
    "R03", "分母为零或负数，不可比", "提示", REPEATABLE,
    "以零或负数为分母（基数）的比率没有意义，指标不计入得分。",
    "变动率改用增减额评价；没有样本、计划或发生额的，补做或说明理由。",
)
WITHIN_ROUNDING = FindingKind(
    "R04", "达标与否落在四舍五入误差之内", "提示", REPEATABLE,
    "数据按四舍五入印出，精确数据可能使结论相反。",
    "取得未经四舍五入的数据（精确到元）后重新计算。",
)
FAR_BETTER = FindingKind(
    "R05", "实际值大幅优于指标值", "一般",
    "指标值应适当、可行；明显偏低的目标不能反映绩效",
    "指标值可能定得过于宽松，或者数据、口径有变化。",
    "查明原因；目标偏低的，下年度提高指标值。",
)
NOT_JUDGED = FindingKind(
    "R07", "定性指标尚未评定", "一般", REPEATABLE,
    "指标不计入得分，评价结论的依据不完整。",
    "按评价标准逐条评定并附佐证材料。",
)
IMPOSSIBLE = FindingKind(
    "R12", "实际值超出可能的范围", "重要", REPEATABLE,
    "部分大于整体，所填的数至少有一个有误，指标的结果不可用。",
    "核对分子和分母的口径、时点和单位，更正后重新计算。",
)
CLAIMED_OTHERWISE = FindingKind(
    "R13", "自评完成值与复算结果不符", "重要", f"{REPEATABLE}；绩效自评应客观、真实",
    "自评表的完成值与按数据计算的结果不同，超出四舍五入的范围；本次按复算结果评价。",
    "请部门说明完成值的计算依据；口径不同的说明口径，填错的更正。",
)
INCOMPARABLE = FindingKind(
    "R16", "指标值与实际值不能比较", "一般", f"{REVIEW}：指标值应与指标的计算结果同一单位",
    "指标值与算得的值单位或类别不同，无从比较；指标不计入得分，评价结论的依据不完整。",
    "核对指标值的数值、单位或日期和计算公式，使两者一致后重新评价。",
)
# fmt: on


def on_results(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    assessed: Sequence[Assessed],
) -> Iterator[Finding]:
    """R01 to R08, R12 to R14 and R16: one remark on a row where one says it all."""
    serving = served(facts) if is_mapped(facts) else None
    for row in assessed:
        c = row.computation
        yield from on_survey(row, pack)
        match row.status:
            case "未达标":
                yield _missed(row, declaration, facts, pack)
            case "数据缺失" if not unsampled(c) and not _without_task(c, serving):
                yield _of(NO_DATA, c, f"{row.reason}。")
            case "不可比" if not unsampled(c):
                yield _without_base(row)
            case "待评定":
                yield _of(INCOMPARABLE if _incomparable(c) else NOT_JUDGED, c, f"{row.reason}。")
            case "达标" if row.critical:
                yield _of(WITHIN_ROUNDING, c, f"{row.reason}。")
        if below := negative(c):
            yield _of(IMPOSSIBLE, c, below, effect="所填的数有误，指标的结果不可用。")
        elif impossible := _impossible(c, pack):
            yield _of(IMPOSSIBLE, c, impossible)
        elif over := beyond_budget(c):
            yield _of(BEYOND_BUDGET, c, over[0], money=over[1])
        elif row.status == "达标" and (far := _too_good(c, pack)):
            yield _of(FAR_BETTER, c, far)
        if apart := _claimed_otherwise(c):
            at = [s for s in (c.indicator.actual_source,) if s]
            yield _of(CLAIMED_OTHERWISE, c, apart, at)


def evidence_of(c: Computation) -> list[Source]:
    """The target's cell and that of every figure used."""
    used = [fact.source for fact in c.facts.values() if fact is not None]
    return [target_cell(c.indicator), *used]


def _of(
    kind: FindingKind, c: Computation, condition: str, also: Sequence[Source] = (), **parts: Any
) -> Finding:
    evidence = [*also, *evidence_of(c)]
    return kind(c.indicator.name, condition, evidence, row=c.indicator.source, **parts)


def _missed(row: Assessed, declaration: Declaration, facts: Facts, pack: RulePack) -> Finding:
    """R01, with what leaves it open: rounding, or a sample that does not bear it."""
    c = row.computation
    gap = _shortfall(c)
    money = f"，折合{plain(gap, 2)}万元" if gap else ""
    reason, _, rest = row.reason.partition("；")
    condition = f"{reason}{money}{'；' if rest else ''}{rest}。"
    if declaration.kind == "常用指标值":
        return _of(
            MISSED,
            c,
            condition,
            criteria="规则包的常用指标值（该部门没有申报表）",
            effect="低于常用水平；部门自己没有申报指标值。",
            money=gap,
        )
    if row.critical:
        effect, remedy = WITHIN_ROUNDING.effect, WITHIN_ROUNDING.recommendation
        return _of(MISSED, c, condition, effect=effect, recommendation=remedy, money=gap)
    if weak := weak_sample(row, pack):
        remedy = WEAK_SAMPLE.recommendation
        return _of(MISSED, c, condition, effect=weak[1], recommendation=remedy, money=gap)
    return _of(MISSED, c, condition, cause=_lagging(c, facts), money=gap)


def _without_base(row: Assessed) -> Finding:
    """R03; for a ratio, which no increase can stand for, with what else would mend it."""
    c = row.computation
    quotient = quotient_of(c.expanded.root)
    if quotient is None or any(shift < 0 for _, shift in c.facts):
        return _of(NO_BASE, c, f"{row.reason}。")
    part = c.facts.get((quotient.left.fact, 0)) if isinstance(quotient.left, Name) else None
    some = part is not None and part.value > 0
    told = f"，而{part.name}为{show_value(part.value, part.unit)}" if part and some else ""
    remedy = "核对分母是否漏填或填错，更正后重新计算；确无样本、计划或发生额的，补做或说明理由。"
    return _of(NO_BASE, c, f"{row.reason}{told}。", recommendation=remedy)


def _incomparable(c: Computation) -> bool:
    """Whether target and value are of different kinds, which no judging by criteria mends."""
    return bool(c.goal.problem) and c.indicator.target.kind != "quality"


def _lagging(c: Computation, facts: Facts) -> str:
    """The tasks that pull the indicator below its target: what the data can show of the cause."""
    if c.rule.gathering is not TASKS:
        return ""
    mine = [t for t in facts.tasks if {c.indicator.name, c.rule.name} & set(t.serves)]
    rates = [(t.spent / t.adjusted, t) for t in mine if t.adjusted and t.spent is not None]
    behind = sorted((r for r in rates if r[0] < c.goal.value), key=lambda r: r[0])
    if not behind:
        return ""
    named = "、".join(f"{t.name}{rate * 100:.2f}%" for rate, t in behind[:_MOST_NAMED])
    more = f"等{len(behind)}项" if len(behind) > _MOST_NAMED else ""
    return (
        f"对应的{len(mine)}项任务中，执行率低于指标值的是{named}{more}；"
        "执行偏低的原因由审计人员查明。"
    )


def _shortfall(c: Computation) -> float | None:
    """The gap to the target in 万元, where the value is a share or change of an amount."""
    node = quotient_of(c.expanded.root)
    if c.goal.unit != "%" or node is None:
        return None
    units = {fact.unit for fact in c.facts.values() if fact is not None}
    if units != {"万元"} or not isinstance(node.right, Name):
        return None
    base = c.facts[node.right.fact, node.right.shift]
    if base is None:
        return None
    value = abs(c.value) if c.goal.sign == "±" else c.value
    gap = round(abs(value - c.goal.value) * base.value, 2)
    return gap if math.isfinite(gap) and gap > HALF_CENT else None


def _without_task(c: Computation, serving: frozenset[str] | None) -> bool:
    """Whether its data are missing because no task serves it, which is a finding of the form."""
    if serving is None or c.rule.gathering is not TASKS:
        return False
    return not serving & {c.indicator.name, c.rule.name}


def _impossible(c: Computation, pack: RulePack) -> str:
    if c.status is not None or c.goal.unit != "%" or math.isnan(c.value):
        return ""
    # Only what rounding cannot explain.
    within = c.low <= 1 + NOISE and c.high >= -NOISE
    if within or not at_most_whole(c.rule, pack):
        return ""
    figures = "，".join(
        f"{fact.name}{show_value(fact.value, fact.unit)}"
        for fact in c.facts.values()
        if fact is not None
    )
    return f"实际{c.shown}，而该指标只能在0至100%之间（{figures}）。"


def _too_good(c: Computation, pack: RulePack) -> str:
    """How far a met target was outdone, where that wants an explanation."""
    goal, limit = c.goal, pack.review.far_off
    if goal.unit == "日期" or math.isnan(goal.value) or c.rule.gathering.judged:
        return ""
    actual, aim = show_value(c.value, goal.unit), wanted(goal.sign, goal.value, goal.unit)
    above = goal.value * (1 + limit) * (1 + NOISE)
    if goal.sign in ("≥", ">") and goal.value > 0 and c.value > above:
        times = f"，为指标值的{plain(round(c.value / goal.value, 2))}倍"
        return f"实际{actual}，超过指标值{aim}的{limit * 100:.0f}%以上{times}。"
    # A fall below a ≤ target is measured by the change itself: a rate of −40 % against ≤10 %.
    if goal.sign in ("≤", "<") and goal.unit == "%" and c.value < -limit * (1 + NOISE):
        return f"实际{actual}，远低于指标值{aim}；降幅超过{limit * 100:.0f}%，应查明原因。"
    return ""


def _claimed_otherwise(c: Computation) -> str:
    """What the form itself prints as reached against what its data come to."""
    said = c.indicator.actual
    if said is None or said.kind != "quantity" or said.value is None or c.status is not None:
        return ""
    if said.unit != c.goal.unit or math.isnan(c.value) or c.rule.gathering.typed:
        return ""
    digits = _DIGITS.search(said.text)
    places = len(digits[1] or "") if digits else 0
    half = 0.5 * 10.0 ** -(places + (2 if said.unit == "%" else 0))
    if c.low - half - NOISE <= said.value <= c.high + half + NOISE:
        return ""
    return f"自评表印作“{said.text}”，按数据计算为{c.shown}。"
