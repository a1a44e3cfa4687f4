"""The main figures of a report, as tiles."""

from __future__ import annotations

import math
from collections.abc import Sequence

from auditkit.assessment.grading import Score
from auditkit.findings.finding import Finding, standing
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.show.appearance import Record, shown
from auditkit.show.indicators import Indicators
from auditkit.show.markup import tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table


@of_audit(lambda audit: (audit.score, audit.assessed, audit.findings, audit.declaration))
def key_figures(
    score: Score,
    indicators: Indicators,
    findings: Sequence[Finding],
    declaration: Declaration,
) -> Table:
    """The figures that a reader looks for first, as tiles."""
    count = len(indicators)
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
        # Where no tasks are declared, their budget does not apply: a dash would say it is missing.
        *([] if formless(declaration) or not declaration.tasks else
          [_tile("任务预算", declaration.stated_budget, "amount", "万元",
                 f"{len(declaration.tasks)}项任务")]),
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
