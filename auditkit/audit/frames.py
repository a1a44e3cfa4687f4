"""An audit's findings and tasks as DataFrames, for whoever writes a notebook."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from auditkit.facts.facts import Facts
from auditkit.findings.finding import Finding
from auditkit.form.declaration import Declaration


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """A row for each finding, gravest first; money in 万元, NaN where there is none.

    Columns: `code`, `severity`, `subject`, `title`; `criteria` 标准, `condition` 事实, `cause`
    原因, `effect` 影响, `recommendation` 建议; `money` with its kind in `amount_kind`; `evidence`;
    `set_aside` the reason for which it does not stand.
    """
    parts = ("criteria", "condition", "cause", "effect", "recommendation")
    rows = [
        {"code": f.code, "severity": f.severity, "subject": f.subject, "title": f.title}
        | {part: f.told(part) for part in parts}  # type: ignore[arg-type]
        | {"money": f.money, "amount_kind": f.amount.kind if f.amount else ""}
        | {"evidence": "；".join(map(str, f.evidence)), "set_aside": f.set_aside}
        for f in findings
    ]
    columns = ["code", "severity", "subject", "title", *parts]
    columns += ["money", "amount_kind", "evidence", "set_aside"]
    return pd.DataFrame(rows, columns=columns).astype({"money": "float64"})


def tasks_frame(declaration: Declaration, facts: Facts) -> pd.DataFrame:
    """A row for each declared task (年度主要任务); money in 万元, NaN where nothing is filled in.

    Columns: `task`; `budget` and `fiscal` as declared; `adjusted` 调整后预算, `spent` 实际支出 and
    `rate`, spent over adjusted, a fraction; `done`; `serves` the indicators it is counted for.
    """
    became = {record.name: record for record in facts.tasks}
    rows = []
    for task in declaration.tasks:
        record = became.get(task.name)
        rows.append(
            {
                "task": task.name,
                "budget": task.budget,
                "fiscal": task.fiscal,
                "adjusted": record.adjusted if record else None,
                "spent": record.spent if record else None,
                "done": record.done if record else "",
                "serves": "；".join(record.serves) if record else "",
            }
        )
    money = ("budget", "fiscal", "adjusted", "spent")
    columns = ["task", *money, "done", "serves"]
    frame = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(money, "float64"))
    # A rate on a budget of 0 is none.
    base = frame["adjusted"].where(frame["adjusted"] != 0)
    frame.insert(5, "rate", frame["spent"] / base)
    return frame
