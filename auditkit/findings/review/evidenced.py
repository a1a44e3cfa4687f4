"""What was typed as evidence for a result: the items not done, the criteria that failed."""

from __future__ import annotations

from auditkit.assessment.computation import Computation
from auditkit.facts.facts import Facts
from auditkit.files.grid import Source

_MOST_NAMED = 8


def unmet(c: Computation, facts: Facts) -> tuple[str, list[Source]]:
    """The criteria answered 否 or 部分, the work items not done, in words and with their cells.

    With the supporting material that the auditor typed beside each; blank where all are met.
    """
    if c.rule.gathering.judged:
        failed = [j for j in facts.judged if j.scope == c.indicator.name and j.answer in _FAILED]
        said = [f"第{j.number}条“{j.text}”评价为“{j.answer}”{_proof(j.evidence)}" for j in failed]
        return _listed("", said), [j.source for j in failed]
    names = {name for name, _ in c.expanded.facts}
    if not any("工作要点" in name for name in names):
        return "", []
    led = any(name.startswith("工作要点") for name in names)
    left = [w for w in facts.work if w.done == "否" and (w.assigned == "是" or not led)]
    said = [f"{w.name}{_lead(w.lead)}{_proof(w.evidence)}" for w in left]
    return _listed("没有完成的是", said), [w.source for w in left]


_FAILED = ("否", "部分")


def _listed(before: str, said: list[str]) -> str:
    more = f"等{len(said)}项" if len(said) > _MOST_NAMED else ""
    return before + "；".join(said[:_MOST_NAMED]) + more if said else ""


def _lead(unit: str) -> str:
    return f"（牵头单位{unit}）" if unit else ""


def _proof(evidence: str) -> str:
    return f"（佐证：{evidence}）" if evidence else ""
