"""The findings of the shipped example, judged one by one by a reviewer: none is false.

Of the 51 that an earlier version printed, 42 were judged sound, 2 were limits of the auditor's own
work, 4 weighed too much (two undecided, a proxy, a convention), 3 were shortened names and no more;
and six that a reviewer would have made were missing.
"""

import shutil
from pathlib import Path

import openpyxl
import pytest
from example_judged import JUDGED, OPEN

from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def audit() -> Audit:
    return open_audit("郑州市教育局", 2020, DATA)


def test_the_findings_of_the_example_are_those_judged_and_no_others(audit: Audit) -> None:
    assert {(f.code, f.subject): f.severity for f in audit.findings} == {
        key: severity for key, (severity, _) in JUDGED.items()
    }
    assert len(audit.findings) == len(JUDGED)


def test_what_the_auditor_left_open_is_a_limit_and_no_finding(audit: Audit) -> None:
    assert [(limit.code, limit.indicators) for limit in audit.limits] == [
        ("L01", ("培训计划执行率",)),
        ("L02", ("管理制度建设成效",)),
        # The tasks that nobody mapped, which S23 once charged to the form.
        ("L03", ()),
    ]


def test_what_was_unfair_says_itself_why_it_weighs_less(audit: Audit) -> None:
    said = {(f.code, f.subject): f for f in audit.findings}
    proxy = said["R17", "设备购置计划完成率"].condition
    assert "以支出占预算的比例代替工作的完成，对应的3项任务标明3项已经完成" in proxy
    assert "规则包规定“合规”=100%" in said["R18", "国库集中支付合规性"].condition
    for (code, subject), (_, why) in JUDGED.items():
        if why == OPEN:
            assert "不能断定" in said[code, subject].condition


def test_the_amounts_added_are_those_worked_out_by_hand(audit: Audit) -> None:
    said = {(f.code, f.subject): f for f in audit.findings}
    # 186,441.82 + 71,236.18 + 9,148.62 + 3,412.77 − 186,441.82
    scope = said["R20", "预算执行数"]
    assert scope.money == 83797.57
    assert "合计270,239.39万元" in scope.condition
    # 8,412.37 + 196,247.82 − 186,441.82 = 18,218.37, and 9,253.61 is printed
    roll = said["R21", "累计结转结余资金总额"]
    assert roll.money == 8964.76
    assert "应为18,218.37万元" in roll.condition


def test_no_judgement_rests_on_a_missing_word(audit: Audit) -> None:
    assert not [f for f in audit.findings if "缺少" in f.condition]
    assert not [f for f in audit.findings if "任务执行表没有" in f.condition]


def test_the_adjustments_of_the_tasks_hold_the_stated_sum(tmp_path: Path) -> None:
    """D12: 预算调整数 = 5,000 turned a miss into a pass unseen; the tasks changed by 20,217.41."""
    folder = tmp_path / "郑州市教育局" / "2020"
    shutil.copytree(DATA / "郑州市教育局" / "2020", folder)
    (book,) = folder.glob("实际数*.xlsx")
    filled = openpyxl.load_workbook(book)
    assert filled["数据项"]["A8"].value == "预算调整数"
    filled["数据项"]["C8"] = 5000
    filled.save(book)
    audit = open_audit("郑州市教育局", 2020, tmp_path)
    (finding,) = [f for f in audit.findings if f.code == "R22"]
    assert finding.money == 15217.41
    assert "各项任务预算的增减相加20,217.41万元" in finding.condition
    assert [limit.code for limit in audit.limits][-1] == "L07"
