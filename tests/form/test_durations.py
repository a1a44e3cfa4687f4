"""A number whose unit is 月 in a column of its own: how long, or by which month. （虚构）."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.reading import read_forms

HEADS = ("一级指标", "二级指标", "三级指标", "性质", "指标值", "计量单位", "完成值")


def read(
    path: Path, name: str, sign: str, target: object, unit: str, actual: object
) -> DeclaredIndicator:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["项目支出绩效自评表（虚构）"],
        ["（2024年度）"],
        ["项目名称", "高标准农田建设"],
        ["主管部门", "示例县农业农村局（虚构）"],
        HEADS,
        ["产出指标", "时效指标", name, sign or None, target, unit, actual],
        ["产出指标", "数量指标", "建设面积", "≥", 12000, "亩", 12000],
    ):
        sheet.append(row)
    book.save(path)
    (form,) = read_forms(path, "common")
    return form.indicators[0]


@pytest.mark.parametrize(
    ("name", "sign", "target", "unit", "actual", "meant", "reached"),
    [
        ("建设周期", "≤", 12, "月", 11, ("≤", 12, "个月"), (11, "个月")),
        ("建设周期", "小于等于", "12", "月", "11月", ("≤", 12, "个月"), (11, "个月")),
        ("项目工期", "≤", 18, "月", 17, ("≤", 18, "个月"), (17, "个月")),
        ("设备租赁期限", "=", 6, "月", 6, ("=", 6, "个月"), (6, "个月")),
        ("审查耗时", "≤", 1.5, "月", 1, ("≤", 1.5, "个月"), (1, "个月")),
        ("施工周期", "≤", 2, "季度", 2, ("≤", 2, "个季度"), (2, "个季度")),
        ("任务完成情况", "≤", 18, "月", 17, ("≤", 18, "个月"), (17, "个月")),
        ("质保期", "≥", 24, "月", 24, ("≥", 24, "月"), (24, "月")),
    ],
)
def test_how_long_it_takes(
    name: str,
    sign: str,
    target: object,
    unit: str,
    actual: object,
    meant: tuple[str, float, str],
    reached: tuple[float, str],
    tmp_path: Path,
) -> None:
    one = read(tmp_path / "自评表.xlsx", name, sign, target, unit, actual)
    assert (one.target.kind, one.target.sign, one.target.value, one.target.unit) == (
        "quantity",
        *meant,
    )
    assert one.actual is not None
    assert (one.actual.value, one.actual.unit) == reached


@pytest.mark.parametrize("name", ["任务完成时间", "建设周期内完成时限", "竣工时间"])
def test_by_which_month(name: str, tmp_path: Path) -> None:
    one = read(tmp_path / "自评表.xlsx", name, "≤", 11, "月", 10)
    assert (one.target.kind, one.target.deadline) == ("date", "--11-30")
    assert one.actual is not None
    assert one.actual.deadline == "--10-31"


def test_no_month_of_the_year_is_no_length_of_time_where_a_day_is_asked_for(tmp_path: Path) -> None:
    one = read(tmp_path / "自评表.xlsx", "竣工时间", "≤", 18, "月", 11)
    assert (one.target.kind, one.target.doubt) == ("date", "日期不存在，请核对")
