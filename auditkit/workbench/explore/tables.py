"""The tables that exploring adds: trials, what an assumption moved, where the grade flips."""

from __future__ import annotations

import pandas as pd

from auditkit.assessment.assessed import Assessed
from auditkit.audit.audit import Audit
from auditkit.audit.flips import Control, Flips, flips
from auditkit.audit.trial import COMPUTED, Trial
from auditkit.audit.whatif import HYPOTHETICAL
from auditkit.results.difference import assumed
from auditkit.show.appearance import Record, records
from auditkit.show.markup import Markup, joined, tag
from auditkit.show.table_html import Column, Table, status_badge, tabulate
from auditkit.wording import show_value

_ALL = "全部"


def trial_table(trial: Trial) -> Table:
    """The value of a tried formula for every department and year, with the reason where none is."""
    frame, unit = trial.frame, trial.unit
    data = [row | {"shown": _value(row["value"], unit)} for row in records(frame)]
    columns = (
        Column("department", "部门"),
        Column("year", "年度"),
        Column("shown", "算得的值"),
        Column("status", "结果"),
        Column("reason", "说明", wide=True),
    )

    def cell(column: Column, row: Record) -> object:
        if column.key == "shown":
            return row["shown"] or "–"
        if column.key == "status" and row["status"] != COMPUTED:
            return status_badge(row["status"])
        return None

    held = f"，指标值{trial.target}" if trial.target else ""
    return tabulate(
        columns,
        data,
        f"直接试算：{trial.formula.text}{held}",
        header="department",
        merge=("department",),
        cell=cell,
        empty="没有可以试算的部门。",
        after=tag("p", _summary(trial), class_="ak-note"),
    )


def _summary(trial: Trial) -> str:
    values = trial.frame["value"].dropna()
    counted = f"{len(trial.frame)}个部门年度中算出{len(values)}个"
    if values.empty:
        return f"{counted}。"
    ends = "，".join(
        f"{name}{show_value(float(value), trial.unit)}"
        for name, value in (
            ("最低", values.min()),
            ("中位数", values.median()),
            ("最高", values.max()),
        )
    )
    return f"{counted}：{ends}。"


def _value(value: float | None, unit: str) -> str:
    return "" if value is None else show_value(value, unit)


def changes(before: Audit, after: Audit) -> Table:
    """What the assumptions moved, the score first."""
    data: list[Record] = [
        {
            "subject": move.subject,
            "aspect": move.aspect,
            "before": move.before,
            "after": move.after,
            "by": move.by,
        }
        for move in assumed(before, after)
    ]
    columns = (
        Column("subject", "对象", wide=True),
        Column("aspect", "项目"),
        Column("before", "原来"),
        Column("after", "假设后"),
        Column("by", "增减"),
    )
    return tabulate(
        columns,
        data,
        f"假设引起的变动（{HYPOTHETICAL}）",
        header="subject",
        merge=("subject",),
        empty="没有变动。",
    )


def flip_table(audit: Audit) -> Table:
    """For each indicator that can be held to a number: the values at which the grade flips."""
    found: list[Flips] = [
        flips(audit, Control("actual", name))
        for name in dict.fromkeys(row.name for row in audit.assessed)
    ]
    actual = {row.name: row.shown for row in audit.assessed}
    moving = [one for one in found if one.moves]
    data: list[Record] = [
        {
            "indicator": one.control.name,
            "actual": actual[one.control.name],
            "flips": "".join(one.sentences),
        }
        for one in moving
        if one.flips
    ]
    steady = len(moving) - len(data)
    note = (
        f"{HYPOTHETICAL}。每次只变动一项指标的实际值，其余不变；现等级：{audit.score.grade}。"
        f"另有{steady}项指标单独变动时等级不变。"
    )
    return tabulate(
        (
            Column("indicator", "三级指标"),
            Column("actual", "实际值"),
            Column("flips", "等级翻转", wide=True),
        ),
        data,
        "等级翻转点",
        header="indicator",
        empty="没有一项指标单独变动能改变等级。",
        after=tag("p", note, class_="ak-note"),
    )


def score_line(before: Audit, after: Audit) -> Markup:
    """Score and grade before and after, in one line, marked as hypothetical."""
    was, now = before.score, after.score
    return tag(
        "p",
        tag("strong", HYPOTHETICAL, class_="ak-critical"),
        joined(f" {now.label} ", _points(was.value), " → "),
        tag("strong", _points(now.value), class_="ak-figure"),
        joined("，等级 ", was.grade, " → "),
        tag("strong", now.grade, class_="ak-figure"),
        f"（{'；'.join(filter(None, (now.basis, now.interval)))}）",
    )


def _points(points: float) -> str:
    return "–" if pd.isna(points) else f"{points:.2f}"


def levels(audit: Audit) -> list[str]:
    """What the choice of 一级指标 offers: all of them, then each."""
    return [_ALL, *dict.fromkeys(row.level1 for row in audit.assessed)]


def of_level(audit: Audit, level: str) -> list[Assessed]:
    """The indicators of a 一级指标, all of them for 全部."""
    return [row for row in audit.assessed if level in (_ALL, row.level1)]
