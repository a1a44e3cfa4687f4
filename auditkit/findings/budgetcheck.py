"""The published budget: against itself, and against the plan that the final accounts print."""

from __future__ import annotations

from collections.abc import Iterator

from auditkit.facts.accounts import Accounts
from auditkit.facts.accounts.differences import agree, is_of_one_plan
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.standard import TIED
from auditkit.wording import dated, show_value

# fmt: off
BUDGET_UNTIED = FindingKind(
    "C08", "部门预算公开表勾稽不符", "一般", TIED,
    "合计、分项、文字或两张表至少有一处数字有误，据以计算的预算执行率、控制率可能受影响。",
    "与部门核对预算批复和公开表，更正有误的数字后重新公开。",
)
PLAN_PRINTED_OTHERWISE = FindingKind(
    "C09", "决算所印年初预算与公开的部门预算不一致", "一般", TIED,
    "同一个年初预算数印了两个，预算完成率随之不同；本次按决算所印的计算。",
    "核对预算批复，说明差异的原因，印错的更正后重新公开。",
)
# fmt: on


def check_budget(budget: Accounts, accounts: Accounts | None) -> list[Finding]:
    """C08 sums, tables and text of the budget that do not tie; C09 another plan in the accounts.

    C08, C09: that figures agree, our convention (表内一致).
    """
    found = [*_untied(budget), *(_plans(budget, accounts) if accounts else ())]
    return sorted(found, key=lambda finding: finding.code)


def _untied(budget: Accounts) -> Iterator[Finding]:
    tables, single = budget.causes
    for cause in tables:
        shown = cause.ties[:3]
        places = dict.fromkeys(at for tie in shown for at in (tie.left.source, tie.right.source))
        text = f"{cause}。例如：{'；'.join(map(str, shown))}。"
        yield BUDGET_UNTIED(f"《{cause.table}》", text, tuple(places))
    for tie in single:
        amount = Amount(abs(tie.difference), "不符", tie.left.source)
        evidence = (tie.left.source, tie.right.source)
        yield BUDGET_UNTIED(tie.what, f"{tie}。", evidence, amount=amount)


def _plans(budget: Accounts, accounts: Accounts) -> Iterator[Finding]:
    """A plan that the accounts call 年初预算, and the budget of the same scope prints otherwise."""
    planned = {(fact.name, fact.year): fact for fact in budget.facts}
    for fact in accounts.facts:
        own = planned.get((fact.name, fact.year))
        if own is not None and is_of_one_plan(fact, own, budget) and not agree(fact, own):
            difference = round(abs(fact.value - own.value), 6)
            text = (
                f"{dated(fact.name, fact.year)}：决算印作{show_value(fact.value, '万元')}"
                f"（{fact.source}），部门预算为{show_value(own.value, '万元')}（{own.source}），"
                f"相差{show_value(difference, '万元')}；两处都是年初预算，口径相同，"
                "预算中没有上年结转。"
            )
            amount = Amount(difference, "不符", fact.source)
            yield PLAN_PRINTED_OTHERWISE(fact.name, text, (fact.source, own.source), amount=amount)
