"""Department and year of a file with several forms: what the first states holds for those that
state none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.errors import Issue
from auditkit.form.declaration import Declaration
from auditkit.form.log import NO_DEPARTMENT
from auditkit.form.title.year import NO_YEAR

_LACKING = {NO_DEPARTMENT.code: "申报表没有写部门名称", NO_YEAR.code: "申报表没有写年度"}


def with_common_heads(forms: Sequence[Declaration]) -> list[Declaration]:
    """The forms of one file, those after the first with its department or year where they state
    none: that is told of the first alone, and only where it states none either."""
    first, *others = forms
    return [first, *(_like(form, first) for form in others)]


def _like(form: Declaration, first: Declaration) -> Declaration:
    lacking = {issue.code for issue in form.issues if _is_lacking(issue)}
    return replace(
        form,
        department=first.department if NO_DEPARTMENT.code in lacking else form.department,
        year=first.year if NO_YEAR.code in lacking else form.year,
        issues=tuple(issue for issue in form.issues if not _is_lacking(issue)),
    )


def _is_lacking(issue: Issue) -> bool:
    return issue.what == _LACKING.get(issue.code)
