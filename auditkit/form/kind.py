"""What kind of form it is: 申报表, 绩效目标表 or 自评表."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.declaration import FormKind
from auditkit.form.rows.rows import FormRow


def kind_of_form(
    top: Sequence[FormRow], columns: frozenset[str], has_tasks: bool, project: str
) -> FormKind:
    """By what the form has columns for, else by what it is about, else by its title."""
    if columns & {"actual", "score"}:
        return "自评表"
    if project and not has_tasks:
        return "绩效目标表"
    titles = "|".join(text for row in top for text in row.texts)
    if not has_tasks and re.search("绩效目标表|项目(?:支出)?绩效目标申报表", titles):
        return "绩效目标表"
    further = columns & {"sign", "unit", "weight", "direction", "property"}
    return "绩效目标表" if further and not has_tasks else "申报表"
