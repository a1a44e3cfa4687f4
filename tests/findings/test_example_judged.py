"""The findings of the shipped example, judged one by one by a reviewer: none is false.

Of the 51 that an earlier version printed, 42 were judged sound, 2 were limits of the auditor's own
work, 4 weighed too much (two undecided, a proxy, a convention), 3 were shortened names and no more;
and six that a reviewer would have made were missing.
"""

import shutil
from pathlib import Path

import openpyxl
import pytest

from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit

DATA = Path(__file__).parents[2] / "data"

# Why each stands as it does: 正当 sound as it was; 补记 missing then; the rest say what was unfair.
SOUND, ADDED = "正当", "补记"
OPEN, PROXY, CONVENTION, SHORT = "不能断定", "以支出代替工作", "规则包的约定", "只是简称"

JUDGED: dict[tuple[str, str], tuple[str, str]] = {
    ("S01", "年度主要任务"): ("一般", SOUND),
    **{("S04", name): ("重要", SOUND) for name in (
        "牵头单位工作完成率", "企业满意度", "高层次领军人才数量", "硕士和博士人才数量")},
    **{("S05", name): ("重要", SOUND) for name in ("“三公经费”变动率", "厉行节约支出变动率")},
    **{("S06", name): ("一般", SOUND) for name in ("项目库管理完整性", "国库集中支付合规性")},
    **{("S07", name): ("一般", SOUND) for name in (
        "重大教育专项资金完成率", "学生资助项目完成率", "设备购置计划完成率",
        "改善学校办学条件完成率", "办美好教育满意度", "学校内涵发展、教育教学水平提高率",
        "总体成本节约率", "培训计划执行率")},
    **{("S08", name): ("一般", SOUND) for name in ("高级职称人才比重", "预算执行率")},
    **{("S26", name): ("提示", SHORT) for name in (
        "牵头单位工作完成率", "厉行节约支出变动率", "政府采购执行率")},
    **{("S09", name): ("重要", SOUND) for name in (
        "重要改革事项1", "重要改革事项2", "重点创新事项1", "重点创新事项2")},
    **{("S10", name): ("重要", SOUND) for name in ("城乡义务教育保障工作", "外聘教师工作")},
    ("S15", "目标3"): ("一般", SOUND),
    ("S20", "定量指标"): ("提示", SOUND),
    **{("R01", name): ("重要", SOUND) for name in (
        "预算编制完整性", "预算调整率", "内控制度有效性", "信息化建设成效",
        "离退休人员经费变动率")},
    ("R17", "设备购置计划完成率"): ("一般", PROXY),
    ("R18", "国库集中支付合规性"): ("一般", CONVENTION),
    **{("R04", name): ("提示", OPEN) for name in (
        "结转结余变动率", "群众满意度", "办美好教育满意度", "对口部门满意度",
        "外部监督部门满意度")},
    ("R08", "社会组织满意度"): ("一般", SOUND),
    **{("R10", name): ("一般", SOUND) for name in (
        "提前启动项目库准备工作", "学前教育发展专项工作")},
    **{("R11", name): ("一般", SOUND) for name in (
        "“千人教育名家”培育工程", "各类培训及师德建设工作")},
    ("Y03", "厉行节约总额"): ("提示", SOUND),
    ("R20", "预算执行数"): ("一般", ADDED),
    ("R21", "累计结转结余资金总额"): ("提示", ADDED),
    ("S27", "学校内涵发展、教育教学水平提高率"): ("一般", ADDED),
    ("S28", "产出指标"): ("一般", ADDED),
}  # fmt: skip


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
