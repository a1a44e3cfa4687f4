"""The stages of a report: first the department is asked, then it is issued."""

from __future__ import annotations

from auditkit.errors import AuditError, nearest

DRAFT, FINAL = "征求意见稿", "正式稿"
STAGES = (DRAFT, FINAL)


def check_stage(stage: str) -> None:
    """Raises AuditError for a stage that is none, naming the nearest."""
    if stage not in STAGES:
        close = nearest(stage, STAGES)
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"没有文稿阶段“{stage}”{hint}；可用：{'、'.join(STAGES)}。")
