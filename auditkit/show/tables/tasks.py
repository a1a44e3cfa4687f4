"""The declared tasks: their amounts, what became of them, and their own project forms."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.facts.facts import TaskRecord
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.form.projects import projects_of
from auditkit.show.appearance import NO_FORM, Record, finite
from auditkit.show.markup import tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate
from auditkit.show.tables.projects import (
    COLUMNS,
    added,
    of_projects,
    own_form,
    projects_table,
    without_task,
)


@of_audit(lambda audit: (audit.declaration, audit.facts.tasks))
def tasks_table(declaration: Declaration, done: Iterable[TaskRecord] | None = None) -> Table:
    """The declared tasks with their amounts, and what became of them where that is filled in.

    Where there are the forms of single projects alone, these with their amounts.
    """
    if declaration.projects_only:
        return projects_table(declaration)
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
        "budget": declaration.stated_budget,
        "fiscal": declaration.stated_fiscal,
        "share": 1.0 if declaration.budget else None,
    }
    if became:
        adjusted, spent = (added(row.get(key) for row in data) for key in ("adjusted", "spent"))
        total |= {"adjusted": adjusted, "spent": spent, "done": ""}
        # With a figure missing somewhere, a rate of the sums would compare different tasks.
        own = data[: len(declaration.tasks)]
        complete = all(row["adjusted"] is not None and row["spent"] is not None for row in own)
        if complete and adjusted and spent is not None:
            total["rate"] = spent / adjusted
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
        style="ak-fold ak-tasks",
    )
