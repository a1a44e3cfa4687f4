"""Targets without a sign: caps, floors, and those of which the form proves neither. 虚构。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditkit import open_audit
from auditkit.audit import Audit
from auditkit.documents.workpaper.formulas import IndicatorCells, status_excel
from auditkit.findings.selfevaluation.scores import review_indicator

ROWS = """产出指标\t成本指标\t预算控制率\t100%\t98.4%\t5\t5
产出指标\t成本指标\t三公经费变动率\t0%\t-4.2%\t5\t5
产出指标\t成本指标\t会议费增长率\t3%\t5%\t5\t3
产出指标\t成本指标\t成本节约率\t5%\t3%\t5\t3
产出指标\t成本指标\t管理费用占比\t6%\t5%\t5\t5
产出指标\t成本指标\t资金使用率\t95%\t90%\t5\t4.74
产出指标\t成本指标\t农村低保补助标准\t300元/月\t290元/月\t5\t5
产出指标\t成本指标\t城市低保补助标准\t430元/月\t430元/月\t5\t5
产出指标\t成本指标\t生均公用经费\t1150元/生\t1200元/生\t5\t5
产出指标\t成本指标\t印刷费用\t20万元\t21万元\t5\t4
产出指标\t质量指标\t工程返工率\t2%\t0.8%\t5\t5
产出指标\t质量指标\t差错事件发生率\t1%\t3%\t5\t0
产出指标\t时效指标\t补贴拨付时限\t15日\t12日\t5\t5
效益指标\t社会效益指标\t门诊次均费用增幅\t3%\t1.8%\t5\t5
效益指标\t社会效益指标\t科技支出增长率\t7%\t6%\t5\t4.29
"""
FORM = """项目支出绩效自评表（虚构）
（2023年度）
项目名称\t示例救助（虚构）\t主管部门\t示例县民政局（虚构）
项目资金（万元）\t\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t120\t120\t10\t100%\t10
年度总体目标\t预期目标\t\t实际完成情况
\t完成救助。\t\t已完成救助。
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
"""


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return _audit(tmp_path_factory.mktemp("data"))


def _audit(data: Path) -> Audit:
    folder = data / "示例县民政局（虚构）" / "2023"
    folder.mkdir(parents=True)
    (folder / "自评表.txt").write_text(FORM + ROWS, encoding="utf-8")
    return open_audit("示例县民政局（虚构）", 2023, data, "common")


def test_each_is_held_to_what_its_name_proves(audit: Audit) -> None:
    # Spent less than planned, fallen spending, less rework and paid in fewer days are met; more
    # saved or used is better. What people are paid and a share among the costs prove nothing.
    assert [(row.name, row.status) for row in audit.assessed] == [
        ("预算控制率", "达标"),
        ("三公经费变动率", "达标"),
        ("会议费增长率", "未达标"),
        ("成本节约率", "未达标"),
        ("管理费用占比", "待评定"),
        ("资金使用率", "未达标"),
        ("农村低保补助标准", "待评定"),
        ("城市低保补助标准", "达标"),
        ("生均公用经费", "待评定"),
        ("印刷费用", "未达标"),
        ("工程返工率", "达标"),
        ("差错事件发生率", "未达标"),
        ("补贴拨付时限", "达标"),
        ("门诊次均费用增幅", "达标"),
        ("科技支出增长率", "未达标"),
    ]


def test_what_may_be_meant_either_way_is_said_and_accused_of_nothing(audit: Audit) -> None:
    paid = next(row for row in audit.assessed if row.name == "农村低保补助标准")
    assert paid.reason == (
        "实际290元/月，指标值300元/月；实际值是部门自评的完成值，未经核实；"
        "指标值未印比较符号，是下限、上限还是定额，表上没有写明"
    )
    missed = {
        "会议费增长率",
        "成本节约率",
        "资金使用率",
        "印刷费用",
        "差错事件发生率",
        "科技支出增长率",
    }
    accused = {f.subject for f in audit.findings if f.code in ("R01", "R05", "R16", "E01", "E07")}
    assert accused == missed


def test_the_workpaper_leaves_it_open_too(audit: Audit) -> None:
    paid = next(row for row in audit.assessed if row.name == "农村低保补助标准")
    cells = IndicatorCells("A1", "B1", "C1", "D1")
    excel = status_excel(paid.computation, paid.status, cells)
    assert "未达标" not in excel
    assert "待评定" in excel


@pytest.mark.parametrize(
    ("name", "printed", "verdicts"),
    [
        # Full marks for a budget kept to, or points by its share: both are rules in use.
        ("预算控制率", "5", None),
        ("预算控制率", "4.92", None),
        ("预算控制率", "3", "E01"),
        # 290 of 300 in full, as of a cap, or by its share (4.83), as of a floor.
        ("农村低保补助标准", "5", None),
        ("农村低保补助标准", "4.83", None),
        ("农村低保补助标准", "2", "E01"),
        ("科技支出增长率", "5", "E07"),
    ],
)
def test_points_that_fit_either_way_are_not_accused(
    audit: Audit, name: str, printed: str, verdicts: str | None
) -> None:
    indicator = audit.declaration.indicator(name)
    assert indicator is not None
    check = review_indicator(replace(indicator, score=float(printed)))
    assert check is not None
    assert (check.code or None) == verdicts
