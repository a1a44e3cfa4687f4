"""Forms of one Word file in different units: each line 单位：… is of the table below it. 虚构."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from auditkit.form.reading import read_forms

HEAD = ("项目名称", "主管部门", "年度资金总额", "年度目标")


def _form(document: object, project: str, lines: tuple[str, ...], money: str) -> None:
    for line in ("项目支出绩效目标表", *lines):
        document.add_paragraph(line)  # type: ignore[attr-defined]
    values = (project, "虚构市交通局", money, "做好运营。")
    rows = [*zip(HEAD, values, strict=True), ("一级指标", "二级指标", "三级指标", "指标值")]
    rows.append(("产出指标", "数量指标", f"{project}次数", "≥12次"))
    table = document.add_table(len(rows), 4)  # type: ignore[attr-defined]
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text


@pytest.mark.parametrize(
    "lines",
    [
        ("（2024年度）", "单位：元"),
        ("（2024年度）     单位：元",),
        ("（2024年度）", "金额单位：元"),
    ],
)
def test_each_form_has_the_unit_above_it(lines: tuple[str, ...], tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("各表金额单位不一，以各表注明的为准。")
    _form(document, "道路养护", ("（2024年度）", "单位：万元"), "4,200")
    _form(document, "公交运营", lines, "26,000,000.00")
    _form(document, "公路治超", ("（2024年度）", "单位：万元"), "318.50")
    document.save(str(tmp_path / "绩效目标表.docx"))
    forms = read_forms(tmp_path / "绩效目标表.docx", "common")
    read = {form.project: form.budget_lines[0].initial for form in forms}
    assert read == {"道路养护": 4200.0, "公交运营": 2600.0, "公路治超": 318.5}
