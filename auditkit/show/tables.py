"""The tables of a report: indicators, scores, tasks, input files, key figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd

from auditkit.assessment.scoring import Score
from auditkit.facts.facts import TaskRecord
from auditkit.findings.finding import Finding, standing
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.form.projects import projects_of
from auditkit.show.appearance import NO_FORM, STATUS_MARKS, Record, finite, records, shown
from auditkit.show.evidence_tables import evidence_table
from auditkit.show.finding_cards import findings_list, findings_overview
from auditkit.show.indicators import Indicators, framed
from auditkit.show.markup import anchor, link, tag
from auditkit.show.of_audit import of_audit
from auditkit.show.project_columns import COLUMNS, of_projects, own_form, without_task
from auditkit.show.review_tables import issues_table, repairs_table
from auditkit.show.table_html import TABLE_MIME, Column, Table, status_badge, tabulate

__all__ = [
    "TABLE_MIME",
    "Column",
    "Table",
    "evidence_table",
    "files_table",
    "findings_list",
    "findings_overview",
    "indicator_table",
    "issues_table",
    "key_figures",
    "repairs_table",
    "score_table",
    "tasks_table",
]

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
    frame = framed(indicators)
    chosen = frame if level1 is None else frame[frame["level1"] == level1]
    keys = [column.key for column in _INDICATOR_COLUMNS]
    data = [
        {key: row.get(key) for key in (*keys, *_INDICATOR_KEYS)}
        for row in records(chosen.assign(status=chosen["status"].astype(object)))
    ]

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
        _INDICATOR_COLUMNS,
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
    frame = framed(indicators)
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
    data: list[Record] = []
    if len(frame):
        for (level1, level2), part in frame.groupby(["level1", "level2"], sort=False):
            data.append({"level1": str(level1), "level2": str(level2), **_sums(part)})
    total = {"level1": "合计", "level2": "", **_sums(frame)} if len(frame) else None
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
        after=note,
    )


def _sums(part: pd.DataFrame) -> Record:
    assessed = part["points"].notna()
    points = math.fsum(part.loc[assessed, "points"])
    rests_on = math.fsum(part.loc[assessed, "weight"])
    return {
        "indicators": len(part),
        "assessed": int(assessed.sum()),
        "weight": round(math.fsum(part["weight"].dropna()), 6),
        "rests_on": round(rests_on, 6),
        "points": round(points, 6),
        "rate": round(points / rests_on, 6) if rests_on else None,
    }


@of_audit(lambda audit: (audit.declaration, audit.facts.tasks))
def tasks_table(declaration: Declaration, done: Iterable[TaskRecord] | None = None) -> Table:
    """The declared tasks with their amounts, and what became of them where that is filled in."""
    became = {record.name: record for record in done or ()}
    columns = [
        Column("number", "序号", "count"),
        Column("task", "任务", wide=True),
        Column("budget", "预算", "amount", "万元"),
        Column("fiscal", "其中财政资金", "amount", "万元"),
        Column("share", "占比", "percent"),
    ]
    if became:
        columns += [
            Column("adjusted", "调整后预算", "amount", "万元"),
            Column("spent", "支出", "amount", "万元"),
            Column("rate", "执行率", "percent"),
            Column("done", "完成"),
        ]
    projects = projects_of(declaration)
    if projects:
        columns += COLUMNS
    data: list[Record] = []
    for number, task in enumerate(declaration.tasks, 1):
        share = (task.budget or 0) / declaration.budget if declaration.budget else None
        row: Record = {
            "number": number,
            "task": task.name,
            "budget": task.budget,
            "fiscal": task.fiscal,
            "share": share if task.budget is not None else None,
            "content": task.content,
            "note": task.note,
            "source": str(task.source),
        }
        if became:
            record = became.get(task.name)
            adjusted, spent = (record.adjusted, record.spent) if record else (None, None)
            row |= {
                "adjusted": adjusted,
                "spent": spent,
                "rate": spent / adjusted if spent is not None and adjusted else None,
                "done": record.done if record else "",
            }
        if projects:
            row |= own_form([p for p in projects if p.task is task])
        data.append(row)
    data += without_task(projects)

    def cell(column: Column, row: Record) -> object:
        if column.key == "task" and (about := row.get("content") or row.get("note")):
            return tag("details", tag("summary", row["task"]), tag("p", about, class_="ak-about"))
        if column.key == "number" and row["number"] is None:
            return ""
        if column.key in ("share", "rate") and finite(row.get(column.key)) is not None:
            return f"{row[column.key]:.1%}"
        return None

    total: Record = {
        "number": None,
        "task": "合计",
        "budget": declaration.budget,
        "fiscal": declaration.fiscal,
        "share": 1.0 if declaration.budget else None,
    }
    if became:
        adjusted = math.fsum(row.get("adjusted") or 0 for row in data)
        spent = math.fsum(row.get("spent") or 0 for row in data)
        total |= {"adjusted": adjusted, "spent": spent, "done": ""}
        # With a figure missing somewhere, a rate of the sums would compare different tasks.
        own = data[: len(declaration.tasks)]
        complete = all(row["adjusted"] is not None and row["spent"] is not None for row in own)
        total["rate"] = spent / adjusted if complete and adjusted else None
    caption = "年度主要任务及预算" + ("执行" if became else "")
    if projects:
        total |= own_form(projects) | {"own_score": None}
        caption += of_projects(projects)
    return tabulate(
        columns,
        data,
        caption,
        header="task",
        total=total,
        cell=cell,
        empty=f"{NO_FORM}。" if formless(declaration) else f"{declaration.kind}没有列出任务。",
        style="ak-tasks",
    )


@of_audit(lambda audit: (audit.files,))
def files_table(files: Iterable[tuple[str, str]]) -> Table:
    """The input files with their sha256, as (name, sha256); each once."""
    data = [{"file": name, "sha256": digest} for name, digest in dict.fromkeys(files)]
    return tabulate(
        (Column("file", "文件"), Column("sha256", "SHA-256 校验值", wide=True)),
        data,
        "输入文件",
        header="file",
        cell=lambda column, row: (
            tag("code", row["sha256"]) if column.key == "sha256" and row["sha256"] else None
        ),
        row_id=lambda row: anchor("文件", row["file"]),
        empty="没有输入文件。",
        style="ak-files",
    )


@of_audit(lambda audit: (audit.score, audit.assessed, audit.findings, audit.declaration))
def key_figures(
    score: Score,
    indicators: Indicators,
    findings: Sequence[Finding],
    declaration: Declaration,
) -> Table:
    """The figures that a reader looks for first, as tiles."""
    count = len(framed(indicators))
    kept = standing(findings)
    grave = sum(finding.severity in ("严重", "重要") for finding in kept)
    aside = f"，另有{len(findings) - len(kept)}项不予采纳" if len(kept) < len(findings) else ""
    known = math.isfinite(score.value)
    basis = "；".join(filter(None, (score.basis, score.interval))) if known else score.grade
    left = f"未达标{score.missed}项" + (f"，不能断定{score.undecided}项" * bool(score.undecided))
    data: list[Record] = [
        *([] if score.usual else
          [_tile(score.label, score.value if known else None, "points", "分", basis)]),
        _tile("等级", score.grade, "text", "", score.grade_note),
        _tile("指标", count, "count", "项", f"已评定{score.assessed}项"),
        *([] if score.usual else
          [_tile("达标", score.met, "count", "项", f"{left}；{_rates(score)}")]),
        _tile("审计发现", len(kept), "count", "项", f"其中严重、重要{grave}项{aside}"),
        _tile("任务预算", None, "amount", "", NO_FORM)
        if formless(declaration)
        else _tile("任务预算", declaration.budget, "amount", "万元",
                   f"{len(declaration.tasks)}项任务"),
    ]  # fmt: skip
    tiles = (
        tag(
            "div",
            tag("dt", row["name"]),
            tag(
                "dd",
                tag("span", shown(row["value"], row["kind"]), class_="ak-figure"),
                tag("span", row["unit"], class_="ak-unit") if row["unit"] else "",
                tag("span", row["note"], class_="ak-tile-note"),
            ),
            class_="ak-tile",
        )
        for row in data
    )
    html = tag("dl", *tiles, class_="ak ak-tiles")
    columns = (Column("name", "项目"), Column("value", "数值"), Column("note", "说明"))
    return Table(html, "主要数据", columns, data)


def _rates(score: Score) -> str:
    """达标率 of the assessed and of all."""
    of_assessed, of_all = score.met_rates
    if not score.assessed:
        return "没有可评定的指标"
    return f"达标率：已评定的{of_assessed:.2%}，全部的{of_all:.2%}"


def _tile(name: str, value: object, kind: str, unit: str, note: str) -> Record:
    return {"name": name, "value": value, "kind": kind, "unit": unit, "note": note}
