"""Departments of other structures: none accused where nothing is wrong, each fault told. 虚构。"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from other_structures import STRUCTURES, YEAR, audited

from auditkit import open_audit

CLAIMED = "虚构市图书馆"
"""Its own evaluation tells of one miss, which is true."""


@pytest.mark.parametrize("department", STRUCTURES)
def test_nothing_above_a_hint_is_said_where_nothing_is_wrong(
    department: str, tmp_path: Path
) -> None:
    audit = audited(tmp_path, department)
    found = [(f.code, f.subject) for f in audit.findings if f.severity != "提示"]
    assert found == ([("R01", "读者到馆人次")] if department == CLAIMED else [])
    assert [str(issue) for issue in audit.issues if issue.grave] == []
    assert audit.score.graded is (department != CLAIMED)


@pytest.mark.parametrize(
    ("department", "fault", "code", "told"),
    [
        (CLAIMED, "full marks", "E01", "按“执行率×分值”应得9.25分，印10分，相差0.75分"),
        (CLAIMED, "wrong total", "E03", "各项之和为98.50分"),
        ("虚构市公园管理中心", "two targets", "S16", "指标值印作“≥3座”，总体目标1写“5座”"),
        ("虚构市公园管理中心", "late", "R01", "实际2024-03-15，未达到≤2023-12-31，差75天"),
        ("虚构市体育局", "hidden miss", "R01", "差0.10个百分点；得分四舍五入后等于满分"),
        ("虚构市体育局", "weights", "S17", "8个指标的分值相加为98分，不是100分"),
        ("虚构市司法局", "wrong total", "S02", "合计多计10.00万元"),
        ("虚构市司法局", "overspent", "R09", "超出10.00万元"),
    ],
)
def test_a_planted_fault_is_the_one_thing_said(
    department: str, fault: str, code: str, told: str, tmp_path: Path
) -> None:
    audit = audited(tmp_path, department, fault)
    found = [f for f in audit.findings if f.severity != "提示" and f.subject != "读者到馆人次"]
    assert [f.code for f in found] == [code]
    assert told in found[0].condition


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("yuan", "约为2022年预算执行数4,700.00万元"),
        ("wrong total", "“资金总额”的年初预算数不等于分项之和（分项合计5,200.00万元）"),
    ],
)
def test_an_amount_that_cannot_be_true_is_told_and_reaches_no_finding(
    fault: str, told: str, tmp_path: Path
) -> None:
    audit = audited(tmp_path, "虚构市水务局", fault)
    assert any(told in str(issue) for issue in audit.issues)
    assert [f.code for f in audit.findings if f.severity != "提示"] == []


def test_points_of_a_table_that_is_no_hundred_earn_no_grade(tmp_path: Path) -> None:
    score = audited(tmp_path, "虚构市体育局", "weights").score
    assert (score.value, score.full, score.graded) == (98.0, 98.0, False)
    assert score.basis == "依据98.00分（分值照印），已评定98.00分，不折合"


def test_a_survey_is_read_whatever_its_indicator_is_called(tmp_path: Path) -> None:
    """178 satisfied of 186 answers of 65,000 people; 200 went out, 93 % came back."""
    row = audited(tmp_path, "虚构市水务局")["供水用户满意度"]
    sample = row.sample
    assert sample is not None
    assert (sample.valid, sample.sent, sample.population) == (186, 200, 65000)
    assert row.shown == "95.70%"
    assert sample.returned == pytest.approx(0.93)


def test_a_rate_beside_counts_that_give_another_is_told(tmp_path: Path) -> None:
    """The counts come first; the rate alone stands in where nobody has them."""
    audited(tmp_path, "虚构市公园管理中心")
    path = tmp_path / "虚构市公园管理中心" / str(YEAR) / "实际数.xlsx"
    book = openpyxl.load_workbook(path)
    book["直接填报"].append(["市民游园满意度", "≥88%", "%", 0.95])
    book.save(path)
    audit = open_audit("虚构市公园管理中心", YEAR, tmp_path, "common")
    told = [str(issue) for issue in audit.issues if issue.code == "F15"]
    assert len(told) == 1
    assert "“市民游园满意度”的满意率与问卷份数算出的92.01%不同（“95.00%”）" in told[0]
    assert audit["市民游园满意度"].shown == "92.01%"
    for column in range(2, 10):
        book["问卷调查"].cell(4, column).value = None
    book.save(path)
    audit = open_audit("虚构市公园管理中心", YEAR, tmp_path, "common")
    assert (audit["市民游园满意度"].shown, audit["市民游园满意度"].sample) == ("95.00%", None)
    assert [limit.code for limit in audit.limits] == ["L05"]
