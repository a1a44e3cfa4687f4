"""What `check` and `trace` say, as JSON for other programs; schemas are in `schemas/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditkit.results.record import record, source

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit
    from auditkit.files.canonical import Json

CHECK, TRACE = "auditkit-check-1", "auditkit-trace-1"
_HEAD = ("department", "year", "title", "demo")


def check_record(audit: Audit) -> Json:
    """What is wrong with the inputs and what is wanted: repairs, issues, limits, checks.

    Issues, limits and checks are those of 结果.json, the issues gravest first; `grave` counts those
    that keep a figure from use.
    """
    whole = record(audit)
    repairs = [
        {
            "code": one.code,
            "source": source(one.source),
            "what": one.what,
            "before": one.before,
            "after": one.after,
        }
        for one in audit.declaration.repairs
    ]
    return {
        "schema": CHECK,
        **{key: whole[key] for key in _HEAD},
        "grave": sum(issue.grave for issue in audit.issues),
        "issues": sorted(whole["issues"], key=lambda one: not one["grave"]),
        "limits": whole["limits"],
        "checks": whole["checks"],
        "repairs": repairs,
    }


def trace_record(audit: Audit, indicator: str) -> Json:
    """How an indicator came about: its verdict, each formula with its figures and their cells.

    Rates are fractions, money is in 万元, null where a figure is missing. Raises AuditError with
    the nearest name where the form declares no such indicator.
    """
    traces = audit.trace(indicator)
    name = traces[0].indicator
    row = next(one for one in record(audit)["indicators"] if one["indicator"] == name)
    return {
        "schema": TRACE,
        "department": audit.department,
        "year": audit.year,
        "demo": audit.demo,
        "indicator": row,
        "formulas": [
            {
                "name": one.name,
                "formula": one.formula,
                "figures": one.figures,
                "result": one.result,
                "reference": one.reference,
                "alternative": one.alternative,
                "facts": [
                    {
                        "name": fact.name,
                        "year": fact.year,
                        "value": fact.value,
                        "unit": fact.unit,
                        "source": source(fact.source),
                    }
                    for fact in one.facts
                ],
            }
            for one in traces
        ],
    }
