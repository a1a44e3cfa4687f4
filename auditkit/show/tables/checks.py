"""The ledger of checks and the reliability of each indicator, as tables of the report's annex."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.findings.check import Check
from auditkit.findings.reliability import Reliability
from auditkit.show.appearance import Record
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate

_CHECKS = (
    Column("on", "资料"),
    Column("name", "核对事项", wide=True),
    Column("state", "情况"),
    Column("applied", "适用", "count", "处"),
    Column("done", "已核对", "count", "处"),
    Column("found", "发现", "count", "项"),
    Column("why", "没有核对的原因", wide=True),
)
_RELIABILITY = (
    Column("indicator", "指标", wide=True),
    Column("source", "来源", wide=True),
    Column("verified", "核对情况", wide=True),
    Column("accuracy", "所需精度", wide=True),
    Column("limits", "局限", wide=True),
    Column("verdict", "结论"),
)


@of_audit(lambda audit: (audit.checks,))
def checks_table(checks: Iterable[Check]) -> Table:
    """Every kind of check, those that did not apply or could not be done with the reason."""
    data: list[Record] = [
        {
            "on": check.on,
            "name": check.name,
            "state": check.state,
            "applied": check.applied,
            "done": check.done,
            "found": check.found,
            "why": check.why,
        }
        for check in checks
    ]
    full = sum(row["state"] == "已核对" for row in data)
    return tabulate(
        _CHECKS,
        data,
        f"核对事项（共{len(data)}项，全部核对{full}项）",
        header="name",
        empty="没有核对事项。",
        style="ak-fold",
    )


@of_audit(lambda audit: (audit.reliability,))
def indicator_reliability(reliability: Iterable[Reliability]) -> Table:
    """The five statements on each indicator's data and the verdict: 可靠, 有保留 or 不能判断."""
    data: list[Record] = [
        {
            "indicator": one.indicator,
            "source": one.source,
            "verified": one.verified,
            "accuracy": one.accuracy,
            "limits": one.limits,
            "verdict": one.verdict,
        }
        for one in reliability
    ]
    counts = "、".join(
        f"{verdict}{sum(row['verdict'] == verdict for row in data)}个"
        for verdict in ("可靠", "有保留", "不能判断")
    )
    return tabulate(
        _RELIABILITY,
        data,
        f"各指标数据的可靠性（{counts}）",
        header="indicator",
        empty="没有指标。",
        style="ak-fold",
    )
