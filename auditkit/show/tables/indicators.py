"""The tables of indicators: what came of each, and the points by 二级指标."""

from __future__ import annotations

import math
from collections.abc import Sequence

from auditkit.assessment.grading import Score
from auditkit.show.appearance import STATUS_MARKS, Record
from auditkit.show.indicators import Indicators, listed
from auditkit.show.markup import anchor, link, tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, status_badge, tabulate

_INDICATOR_COLUMNS = (
    Column("level1", "一级指标"),
    Column("level2", "二级指标"),
    Column("indicator", "三级指标"),
    Column("target", "指标值"),
    Column("actual_text", "实际值"),
    Column("status", "结果"),
    Column("attainment", "完成程度", "percent"),
    Column("points", "得分", "points"),
    Column("weight", "满分", "points"),
    Column("reason", "说明", wide=True),
)
_INDICATOR_KEYS = (
    "department", "year", "kind", "sign", "target_value", "unit", "actual", "low", "high",
    "critical", "usual", "gathered", "sample", "wilson_low", "wilson_high",
)  # fmt: skip


@of_audit(lambda audit: (audit.assessed,))
def indicator_table(indicators: Indicators, level1: str | None = None) -> Table:
    """Every indicator with target, actual, status, points and reason, or those of one 一级指标.

    A row's name leads to its evidence (#证据-预算执行率), and the row is where the evidence leads
    back to (#指标-预算执行率).
    """
    keys = [column.key for column in _INDICATOR_COLUMNS]
    data = [
        {key: row.get(key) for key in (*keys, *_INDICATOR_KEYS)}
        for row in listed(indicators)
        if level1 is None or row["level1"] == level1
    ]
    # Where nobody declared a target there are no points, and none to be shown as missing.
    weighed = any(row["weight"] is not None for row in data)
    columns = [c for c in _INDICATOR_COLUMNS if weighed or c.key not in ("points", "weight")]

    def cell(column: Column, row: Record) -> object:
        match column.key:
            case "indicator":
                return link(anchor("证据", row["indicator"]), row["indicator"])
            case "target":
                usual = "（参考）" if row["usual"] is True else ""
                return f"{row['target']}{usual}" if row["target"] else "（空）"
            case "actual_text":
                return row["actual_text"] or "–"
            case "status":
                return status_badge(row["status"])
        return None

    return tabulate(
        columns,
        data,
        "指标评价结果" + (f"：{level1}" if level1 else ""),
        header="indicator",
        group="level1",
        group_note=_statuses,
        merge=("level2",),
        cell=cell,
        row_id=lambda row: anchor("指标", row["indicator"]),
        empty="没有指标。",
        style="ak-fold ak-indicators",
    )


def _statuses(rows: Sequence[Record]) -> str:
    found = [row["status"] for row in rows]
    parts = [f"{status}{found.count(status)}" for status in STATUS_MARKS if status in found]
    return f"{len(rows)}项：" + "、".join(parts)


@of_audit(lambda audit: (audit.assessed, audit.score))
def score_table(indicators: Indicators, score: Score) -> Table:
    """Points by 二级指标: how many indicators, how many could be assessed, points of how many."""
    rows = listed(indicators)
    columns = (
        Column("level1", "一级指标"),
        Column("level2", "二级指标"),
        Column("indicators", "指标数", "count"),
        Column("assessed", "已评定", "count"),
        Column("weight", "满分", "points"),
        Column("rests_on", "已评定满分", "points"),
        Column("points", "得分", "points"),
        Column("rate", "得分率", "percent"),
    )
    parts: dict[tuple[str, str], list[Record]] = {}
    for row in rows:
        if row["level1"] is not None and row["level2"] is not None:
            parts.setdefault((str(row["level1"]), str(row["level2"])), []).append(row)
    data: list[Record] = [
        {"level1": level1, "level2": level2, **_sums(part)}
        for (level1, level2), part in parts.items()
    ]
    total: Record | None = {"level1": "合计", "level2": "", **_sums(rows)} if rows else None
    if total is not None:
        total |= {"points": score.points, "rests_on": score.rests_on}
    note = tag("p", score.rule, score.weights_note, score.firm_text, class_="ak-note")
    return tabulate(
        columns,
        data,
        "得分明细",
        header="level2",
        merge=("level1",),
        total=total,
        cell=lambda column, row: (
            "合计"
            if column.key == "level2" and row["level1"] == "合计"
            else ""
            if column.key == "level1" and row["level1"] == "合计"
            else None
        ),
        empty="没有指标。",
        style="ak-fold",
        after=note,
    )


def _sums(part: Sequence[Record]) -> Record:
    assessed = [row for row in part if row["points"] is not None]
    points = math.fsum(row["points"] for row in assessed)
    rests_on = math.fsum(row["weight"] for row in assessed)
    return {
        "indicators": len(part),
        "assessed": len(assessed),
        "weight": round(math.fsum(row["weight"] for row in part if row["weight"] is not None), 6),
        "rests_on": round(rests_on, 6),
        "points": round(points, 6),
        "rate": round(points / rests_on, 6) if rests_on else None,
    }
