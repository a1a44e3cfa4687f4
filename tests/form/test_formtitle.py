"""Whose form it is, where only the title says so; the names are invented."""

from __future__ import annotations

import pytest

from auditkit.form.title.formtitle import owners_in
from auditkit.form.title.heading import is_same_department


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("示例县甲乙局2023年度部门整体支出绩效自评表", True),
        ("2023年度示例县甲乙局项目支出绩效目标表", True),
        ("附件2：示例县甲乙局绩效目标申报表", True),
        ("2023年示例县甲乙局（本级）整体绩效目标表", True),
        ("示例县甲乙局单位整体支出绩效目标表", True),
        ("2023年部门整体绩效目标表（示例县甲乙局）", True),
        # Another unit, none at all, and what is no form's title.
        ("示例县甲乙局下属中心2023年绩效目标表", False),
        ("2023年度部门整体支出绩效目标申报表", False),
        ("示例县甲乙局2023年收支预算总表", False),
    ],
)
def test_a_title_says_whose_form_it_is(title: str, own: bool) -> None:
    found = any(is_same_department(name, "示例县甲乙局") for name in owners_in(title))
    assert found is own
