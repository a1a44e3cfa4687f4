"""Tables of what an object holds: a form's goals and targets, a pack's rules, the facts."""

from __future__ import annotations

from auditkit.facts.facts import Facts
from auditkit.form.declaration import Declaration
from auditkit.show.appearance import Record
from auditkit.show.table_html import Column, Table, tabulate
from auditkit.wording import show_value

_MOST = 200
"""Rows of facts that are shown; the text says how many there are."""


def goals_table(declaration: Declaration) -> Table:
    """The year's overall goals."""
    data = [{"number": goal.number, "text": goal.text} for goal in declaration.goals]
    columns = (Column("number", "序号", "count"), Column("text", "年度总体目标", wide=True))
    return tabulate(columns, data, "年度总体目标", header="text")


def targets_table(declaration: Declaration) -> Table:
    """The declared indicators with their targets and the cell of each."""
    data: list[Record] = [
        {
            "level1": one.level1,
            "level2": one.level2,
            "indicator": one.name,
            "target": one.target.text or "（空）",
            "source": str(one.target_source or one.source),
        }
        for one in declaration.indicators
    ]
    columns = (
        Column("level1", "一级指标"),
        Column("level2", "二级指标"),
        Column("indicator", "三级指标", wide=True),
        Column("target", "指标值"),
        Column("source", "出处"),
    )
    return tabulate(
        columns,
        data,
        "申报的指标",
        header="indicator",
        group="level1",
        merge=("level2",),
        empty="没有指标。",
    )


def facts_table(facts: Facts) -> Table:
    """The figures with their years and cells."""
    data: list[Record] = [
        {
            "name": fact.name,
            "scope": fact.scope,
            "year": fact.year,
            "value": show_value(fact.value, fact.unit, with_unit=False) or "缺失",
            "unit": fact.unit,
            "source": str(fact.source),
            "remark": fact.remark,
        }
        for fact in facts.items[:_MOST]
    ]
    left = len(facts) - len(data)
    columns = (
        Column("name", "数据项", wide=True),
        Column("scope", "所属指标"),
        Column("year", "年度"),
        Column("value", "数值"),
        Column("unit", "单位"),
        Column("source", "出处"),
        Column("remark", "备注"),
    )
    more = f"（共{len(facts)}个，只列前{_MOST}个）" if left > 0 else f"（{len(facts)}个）"
    return tabulate(columns, data, f"数据项{more}", header="name", empty="没有数据项。")
