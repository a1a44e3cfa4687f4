"""Whether the sums of a form are right: its tasks' budgets, their fiscal part, the weights."""

from __future__ import annotations

import math
from collections.abc import Iterator

from auditkit.assessment.typedweights import WHOLE, WITHOUT_EXECUTION, execution_points
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rounding import half_step
from auditkit.findings.standard import standard
from auditkit.form.declaration import Declaration
from auditkit.formula.tolerance import HALF_CENT, NOISE
from auditkit.wording import plain

_COLUMNS = "申报表格式要求任务预算列明合计及其中的财政资金" + standard("表内一致")

# fmt: off
BLANK_TOTAL = FindingKind(
    "S01", "任务预算合计未填", "一般", _COLUMNS,
    "部门整体支出规模无法与预算批复直接核对。",
    "补填合计数，并与部门预算批复核对一致。",
)
WRONG_TOTAL = FindingKind(
    "S02", "任务预算合计与各项之和不符", "严重", _COLUMNS,
    "合计或某项任务的金额有误，绩效目标对应的资金规模不实。",
    "逐项核对任务预算，更正有误的金额或合计。",
)
FISCAL_ABOVE_TOTAL = FindingKind(
    "S03", "财政资金大于预算合计", "严重", _COLUMNS,
    "财政资金是预算合计的一部分，大于合计表明金额填报有误。",
    "核对该任务的资金来源，更正金额。",
)
NOT_A_HUNDRED = FindingKind(
    "S17", "分值合计不是100分", "重要", "分值合计应为100分，等级标准才可套用（本程序约定）",
    "得分不能与等级标准（满分100分）直接比较。",
    "核对各指标的分值，使合计为100分后重新计算。",
)
# fmt: on


def on_totals(declaration: Declaration) -> Iterator[Finding]:
    """S01 blank totals, S02 wrong ones, S03 a part above its whole, S17 weights.

    The form's own layout; 表内一致 (convention). Amounts in 万元.
    """
    if declaration.tasks:
        yield from _blank(declaration)
        yield from _wrong(declaration)
        yield from _above(declaration)
    yield from _weights(declaration)


def _blank(declaration: Declaration) -> Iterator[Finding]:
    total = declaration.total
    if total is None:
        return  # a layout without that row leaves nothing blank
    printed = (("合计", total.budget), ("合计中的财政资金", total.fiscal))
    blank = [name for name, amount in printed if amount is None]
    if not blank:
        return
    if all(task.fiscal is None for task in declaration.tasks) and "合计" not in blank:
        return  # nor does one without that column
    part = declaration.stated_fiscal
    fiscal = "" if part is None else f"，其中财政资金{plain(part, 2)}万元"
    yield BLANK_TOTAL(
        "年度主要任务",
        f"{blank[0]}没有数字；{len(declaration.tasks)}项任务的预算相加为"
        f"{plain(declaration.budget, 2)}万元{fiscal}{_unread(declaration)}。",
        [total.source],
    )


def _wrong(declaration: Declaration) -> Iterator[Finding]:
    total = declaration.total
    if total is None:
        return
    for printed, added, name, parts in (
        (total.budget, declaration.budget, "预算合计", [t.budget for t in declaration.tasks]),
        (total.fiscal, declaration.fiscal, "财政资金合计", [t.fiscal for t in declaration.tasks]),
    ):
        if printed is None:
            continue
        # Each amount may have been rounded by itself, the total too.
        known = [amount for amount in parts if amount is not None]
        slack = math.fsum(map(half_step, (printed, *known)))
        if printed > added and len(known) < len(parts) and name == "预算合计":
            continue  # what a task without an amount has may be the difference
        if abs(printed - added) > slack + NOISE:
            how = "少计" if printed < added else "多计"
            yield WRONG_TOTAL(
                name,
                f"{name}印为{plain(printed, 2)}万元，{len(declaration.tasks)}项任务相加为"
                f"{plain(added, 2)}万元，合计{how}{plain(abs(printed - added), 2)}万元，"
                f"超出各项四舍五入所能解释的{plain(slack, 3)}万元{_unread(declaration)}。",
                [total.source],
                amount=Amount(round(abs(printed - added), 2), "差错", total.source),
            )


def _unread(declaration: Declaration) -> str:
    unread = sum(task.budget is None for task in declaration.tasks)
    return f"（另有{unread}项任务没有金额）" if unread else ""


def _above(declaration: Declaration) -> Iterator[Finding]:
    total = declaration.total
    if total and total.budget is not None and total.fiscal is not None:
        above = total.fiscal - total.budget
        if above > HALF_CENT:
            yield FISCAL_ABOVE_TOTAL(
                "合计",
                f"预算合计印为{plain(total.budget, 2)}万元，"
                f"其中财政资金印为{plain(total.fiscal, 2)}万元，多出{plain(above, 2)}万元。",
                [total.source],
                amount=Amount(round(above, 2), "差错", total.source),
            )
    for task in declaration.tasks:
        if task.budget is None or task.fiscal is None or task.fiscal - task.budget <= HALF_CENT:
            continue
        yield FISCAL_ABOVE_TOTAL(
            task.name,
            f"预算合计{plain(task.budget, 2)}万元，其中财政资金{plain(task.fiscal, 2)}万元，"
            f"多出{plain(task.fiscal - task.budget, 2)}万元。",
            [s for s in (task.budget_source, task.fiscal_source) if s] or [task.source],
            amount=Amount(
                round(task.fiscal - task.budget, 2),
                "差错",
                task.fiscal_source or task.source,
                task.name,
            ),
        )


def _weights(declaration: Declaration) -> Iterator[Finding]:
    """Only where every row prints a weight: else what is missing is missing."""
    weights = [i.weight for i in declaration.indicators if i.weight is not None]
    if not weights or len(weights) < len(declaration.indicators):
        return
    alone = math.fsum(weights)
    beside = execution_points(declaration)
    whole = alone + beside
    fair = {round(alone, 6), round(whole, 6)}
    if WHOLE in fair or (not beside and WITHOUT_EXECUTION in fair):
        return
    budget = f"，连同预算执行{plain(beside)}分共{plain(whole)}分" if beside else ""
    cells = [i.weight_source or i.source for i in declaration.indicators]
    text = f"{len(weights)}个指标的分值相加为{plain(alone)}分{budget}，不是100分。"
    yield NOT_A_HUNDRED("分值", text, cells)
