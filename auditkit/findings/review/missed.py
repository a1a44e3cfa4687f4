"""A target that was missed, how heavily that weighs, and a verdict that cannot be decided."""

from __future__ import annotations

import math

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import Computation
from auditkit.facts.facts import Facts
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.amounts import quotient_of
from auditkit.findings.review.evidenced import unmet
from auditkit.findings.review.rows import on_row, target_cell
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.formula.comparison import meets
from auditkit.formula.tolerance import HALF_CENT, NOISE
from auditkit.formula.tree import Name
from auditkit.rules.gathering import TASKS
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain, short_value

_MOST_NAMED = 5

# fmt: off
MISSED = FindingKind(
    "R01", "未达到指标值", "重要",
    "部门申报的年度绩效指标值（文字指标值按规则包规定的数值）",
    "年度绩效目标未完全实现。",
    "查明未达标的原因，提出改进措施，并在下年度目标和预算安排中予以考虑。",
)
UNDECIDED = FindingKind(
    "R04", "达标与否不能断定", "提示", "误差范围跨过指标值的，达标、未达标都不能断定（本程序约定）",
    "按现有数据算得的值离指标值太近，精确的数据可能使结论相反。",
    "取得未经四舍五入的数据（金额精确到元）后再作结论。",
)
PROXY_MISSED = FindingKind(
    "R17", "以支出衡量的完成率未达到指标值", "一般",
    "部门申报的年度绩效指标值；完成率按任务支出占调整后预算的比例计算，是规则包的约定",
    "支出进度低于指标值；支出只是工作量的替代，工作是否完成以任务的实际完成情况为准。",
    "核对各项任务的实际完成情况和支出进度，分别说明。",
)
CONVENTION_MISSED = FindingKind(
    "R18", "略低于规则包约定的界限", "一般",
    "申报表只提出文字要求，达标的数值由规则包约定",
    "离约定的界限不远；申报表自己没有规定数值。",
    "查明差额的原因；下年度在申报表中写明可衡量的指标值。",
)
REFERENCE_MISSED = FindingKind(
    "R19", "与常用参考值有差距", "提示",
    "规则包的常用参考值（该部门没有申报绩效目标）",
    "常用参考值不是该部门的目标，只供分析参考，不构成未完成目标。",
    "结合实际情况分析原因，编报绩效目标时设定指标值。",
)
# fmt: on


def undecided(row: Assessed) -> Finding | None:
    """R04, where rounding or the sample could turn the verdict, whether it fell on met or missed.

    GAO-20-283G: data of undetermined reliability bear no conclusion either way.

    A convention: what rounding or a sample could turn is neither met nor missed.
    """
    if row.status != "不能断定":
        return None
    c = row.computation
    if row.critical:
        return on_row(UNDECIDED, c, f"{row.reason}。")
    aim = short_value(c.goal.value, "%")
    return on_row(
        UNDECIDED,
        c,
        f"{row.reason}。",
        effect=f"抽样误差的范围跨过指标值{aim}，换一份样本结论可能相反。",
        recommendation="取得总体数和抽样方法，扩大样本后再作结论。",
    )


def beside_usual(row: Assessed) -> Finding | None:
    """R19, where a value lies outside what is usual and nobody declared a target: no verdict.

    常用参考值 of the pack; no document makes them targets.
    """
    c = row.computation
    if c.status is not None or math.isnan(c.goal.value):
        return None
    if bool(meets(c.goal.sign, c.goal.value, c.value)):
        return None
    return on_row(REFERENCE_MISSED, c, f"{row.reason}。")


def missed(row: Assessed, declaration: Declaration, facts: Facts, pack: RulePack) -> Finding:
    """R01, or a milder kind where the yardstick is not the department's own or money is a proxy.

    Measured by the form's own 指标值; a milder kind where the pack's convention stands for it.
    """
    c = row.computation
    gap = _shortfall(c)
    amount = None if gap is None else Amount(gap, "与指标值的差额", target_cell(c.indicator))
    money = f"，折合{plain(gap, 2)}万元" if gap else ""
    reason, _, rest = row.reason.partition("；")
    condition = f"{reason}{money}{'；' if rest else ''}{rest}"
    named, at = unmet(c, facts)
    condition = f"{condition}；{named}。" if named else f"{condition}。"
    if formless(declaration):
        # Only a pack that lays its targets down for everybody comes here.
        criteria = "规则包规定的指标值（该部门没有申报表）"
        return on_row(MISSED, c, condition, at, amount=amount, criteria=criteria)
    if c.rule.gathering is TASKS:
        return _proxy(c, condition, facts, amount)
    if _convention(c, pack):
        return on_row(CONVENTION_MISSED, c, condition, at, amount=amount)
    return on_row(MISSED, c, condition, at, amount=amount)


def _proxy(c: Computation, condition: str, facts: Facts, amount: Amount | None) -> Finding:
    """Money spent stands for work done: said, with what the tasks themselves are marked as."""
    mine = [t for t in facts.tasks if {c.indicator.name, c.rule.name} & set(t.serves)]
    marks = {"是": "已经完成", "部分": "部分完成", "否": "没有完成", "": "没有填写是否完成"}
    counts = [(sum(t.done == mark for t in mine), word) for mark, word in marks.items()]
    told = "、".join(f"{count}项{word}" for count, word in counts if count)
    tasks = f"，对应的{len(mine)}项任务标明{told}" if mine else ""
    text = f"{condition.rstrip('。')}；这里以支出占预算的比例代替工作的完成{tasks}。"
    return on_row(PROXY_MISSED, c, text, cause=_lagging(c, facts), amount=amount)


def _convention(c: Computation, pack: RulePack) -> bool:
    """Whether the bound is the pack's own (完整 = 100 %) and the miss a small one."""
    if c.indicator.target.kind != "quality" or c.rule.gathering.judged:
        return False
    return abs(c.value - c.goal.value) <= pack.review.small_miss + NOISE


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
