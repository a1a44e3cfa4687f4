"""Each thing that may be wrong with a filled workbook is told with its cell; the rest is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from example_figures import EXAMPLE, example_workbook
from openpyxl import Workbook

from auditkit.errors import Issue, UnreadableFile
from auditkit.facts.facts import Facts
from auditkit.facts.workbook import read_facts
from auditkit.facts.workbook.cells import FactCell, FactLog, read_number
from auditkit.files.grid import Source
from auditkit.files.saving import save_workbook, workbook_bytes
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

Damage = Callable[[Workbook], None]
Reading = Callable[..., Facts]


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


@pytest.fixture(scope="module")
def declared(form_path: Path) -> Declaration:
    return read_declaration(form_path)


@pytest.fixture(scope="module")
def whole(declared: Declaration, pack: RulePack) -> Facts:
    return read_facts(EXAMPLE, declared, pack)


@pytest.fixture
def read(declared: Declaration, pack: RulePack, tmp_path: Path) -> Reading:
    """Reads the example after setting cells, (sheet, cell, value), or after a damage."""

    def reading(*cells: tuple[str, str, Any], damage: Damage | None = None) -> Facts:
        book = example_workbook(declared, pack)
        for sheet, cell, value in cells:
            book[sheet][cell] = value
        if damage:
            damage(book)
        save_workbook(book, tmp_path / "实际数.xlsx")
        return read_facts(tmp_path / "实际数.xlsx", declared, pack)

    return reading


def _issues(facts: Facts, code: str) -> list[Issue]:
    return [issue for issue in facts.issues if issue.code == code]


def _values(facts: Facts) -> dict[tuple[str, str, int], float]:
    return {(fact.scope, fact.name, fact.year): fact.value for fact in facts}


def test_the_committed_example_is_what_the_script_writes(
    declared: Declaration, pack: RulePack
) -> None:
    assert EXAMPLE.read_bytes() == workbook_bytes(example_workbook(declared, pack))


def test_the_example_reads_whole(whole: Facts) -> None:
    assert whole.demo
    assert len(whole.tasks) == 55
    (issue,) = whole.issues
    assert str(issue) == (
        "实际数-示例数据（虚构）.xlsx[定性评价!D33]：“管理制度建设成效”还有评价标准没有评价。"
        "指标暂不评定；请逐条评价。"
    )
    assert not whole.issues[0].grave
    budget = whole.get("预算数", 2020)
    assert budget is not None
    assert (budget.value, budget.unit, budget.decimals) == (196_247.82, "万元", 2)
    assert str(budget.source) == "实际数-示例数据（虚构）.xlsx[数据项!C7]"
    assert budget.remark == "示例：2020年部门预算批复"
    staff = whole.get("年度实际在职人数", 2019)
    assert staff is not None
    assert (staff.value, staff.decimals) == (3204, None)


def test_tasks_are_summed_for_the_indicator_they_serve(whole: Facts) -> None:
    # 疆班 1573.20, 财务资助 187.66, 助学贷款 257.60, 建档立卡 11.20, 生源地 750.00,
    # 中职助学 1677.60, 中职免学费 6562.00
    adjusted = whole.get("任务调整后预算数", 2020, "学生资助项目完成率")
    assert adjusted is not None
    assert adjusted.value == 11_019.26
    assert adjusted.source.place == "任务执行!C9,C14,C34:C35,C37,C55:C56"


def test_work_items_are_counted(whole: Facts) -> None:
    names = (
        "部门年度工作要点已完成的数量", "部门年度工作要点工作总数量",
        "工作要点已完成的数量", "工作要点工作总数量",
    )  # fmt: skip
    found = [whole.get(name, 2020) for name in names]
    assert [fact.value for fact in found if fact] == [22, 24, 13, 14]


def test_criteria_and_answers_are_counted(whole: Facts) -> None:
    values = _values(whole)
    assert values["内控制度有效性", "已达成标准数", 2020] == 5.5
    assert values["内控制度有效性", "评价标准数", 2020] == 7
    assert ("管理制度建设成效", "已达成标准数", 2020) not in values
    assert values["群众满意度", "满意份数", 2020] == 978
    assert values["群众满意度", "有效问卷份数", 2020] == 1104


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ("C7", "一千二百",
         "实际数.xlsx[数据项!C7]：2020年预算数不是数字（“一千二百”）。请填写阿拉伯数字，单位万元。"),
        ("C7", dt.date(2020, 1, 2),
         "实际数.xlsx[数据项!C7]：2020年预算数是日期，不是数字（“2020-01-02”）。请填写阿拉伯数字，单位万元。"),
        ("C7", True,
         "实际数.xlsx[数据项!C7]：2020年预算数是逻辑值，不是数字（“是”）。请填写阿拉伯数字，单位万元。"),
        ("C7", 1e15,
         "实际数.xlsx[数据项!C7]：2020年预算数数值过大（“1000000000000000.0”）。请填写阿拉伯数字，单位万元。"),
        ("C7", "约200000万",
         "实际数.xlsx[数据项!C7]：2020年预算数不是数字（“约200000万”）。请填写阿拉伯数字，单位万元。"),
        ("C7", "95%",
         "实际数.xlsx[数据项!C7]：2020年预算数带有文字“%”，不能按数字读取（“95%”）。请填写阿拉伯数字，单位万元。"),
        ("B7", "公里", "实际数.xlsx[数据项!B7]：预算数的单位不对（“公里”）。单位应为万元。"),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_used(
    read: Reading, whole: Facts, cell: str, value: object, message: str
) -> None:
    facts = read(("数据项", cell, value))
    assert message in map(str, facts.issues)
    values = _values(whole)
    del values["", "预算数", 2020]
    assert _values(facts) == values


def test_an_error_value_is_no_blank(read: Reading) -> None:
    def damage(book: Workbook) -> None:
        book["数据项"]["C7"] = "#REF!"
        book["数据项"]["C7"].data_type = "e"

    facts = read(damage=damage)
    assert "2020年预算数是错误值（“#REF!”）" in str(_issues(facts, "F01")[0])
    assert facts.get("预算数", 2020) is None


@pytest.mark.parametrize(
    ("cell", "value", "number", "code"),
    [
        ("C7", "1,234.50", 1234.5, "F09"),
        ("C7", "１２３４．５", 1234.5, "F09"),
        ("C7", " 1234.5万元 ", 1234.5, "F09"),
        ("C7", "￥1,234.5", 1234.5, "F09"),
        ("C7", "12,345,000元", 1234.5, "F03"),
        ("C7", "-5", -5.0, "F10"),
        ("C7", -5, -5.0, "F10"),
    ],
)
def test_a_figure_taken_with_a_warning(
    read: Reading, cell: str, value: object, number: float, code: str
) -> None:
    facts = read(("数据项", cell, value))
    budget = facts.get("预算数", 2020)
    assert budget is not None
    assert budget.value == number
    issue = next(issue for issue in facts.issues if issue.code == code)
    assert (issue.where, issue.grave) == ("实际数.xlsx[数据项!C7]", False)


def test_a_unit_in_yuan_is_converted(read: Reading) -> None:
    facts = read(("数据项", "B7", "元"), ("数据项", "C7", 1_962_478_200.5))
    budget = facts.get("预算数", 2020)
    assert budget is not None
    assert (budget.value, budget.unit) == (196_247.82005, "万元")
    assert [(issue.where, issue.grave) for issue in _issues(facts, "F03")] == [
        ("实际数.xlsx[数据项!B7]", False)
    ]


def test_a_heading_in_yuan_converts_its_column(read: Reading) -> None:
    facts = read(("任务执行", "D3", "实际支出（元）"), ("任务执行", "D11", 45_000))
    party = next(task for task in facts.tasks if task.name == "党建工作")
    assert party.spent == 4.5
    assert _issues(facts, "F03")[0].where == "实际数.xlsx[任务执行!D3]"


def test_unknown_item_names_the_nearest(read: Reading) -> None:
    facts = read(("数据项", "A7", "预算娄"))
    assert _issues(facts, "F02")[0].what == "不认识的数据项，是否为“预算数”"
    assert "缺少数据项“预算数”的一行" in [issue.what for issue in _issues(facts, "F12")]
    assert facts.get("预算数", 2020) is None


def test_an_alias_is_known(read: Reading, whole: Facts) -> None:
    facts = read(("数据项", "A6", "预算完成数"))
    assert _values(facts) == _values(whole)


def test_of_a_duplicate_the_first_counts(read: Reading) -> None:
    facts = read(("数据项", "A30", "预算数"), ("数据项", "C30", 1.0))
    budget = facts.get("预算数", 2020)
    assert budget is not None
    assert budget.value == 196_247.82
    issue = _issues(facts, "F04")[0]
    assert (issue.where, issue.what) == (
        "实际数.xlsx[数据项!A30]", "数据项重复，前面数据项!A7已有",
    )  # fmt: skip


def test_a_moved_column_is_found_by_its_heading(read: Reading, whole: Facts) -> None:
    def swap(book: Workbook) -> None:
        sheet = book["数据项"]
        for row in range(3, 27):
            c, d = sheet.cell(row, 3), sheet.cell(row, 4)
            c.value, d.value = d.value, c.value

    facts = read(damage=swap)
    assert _values(facts) == _values(whole)
    assert [issue.what for issue in _issues(facts, "F05")] == ["这一栏换了位置"]


@pytest.mark.parametrize(
    ("heading", "code", "grave", "kept"),
    [
        ("上年度", "F18", False, True),
        ("2019", "F18", False, True),
        ("2018年（上年度）", "F18", True, False),
        ("去年", "F06", True, False),
        (None, "F06", True, False),
    ],
)
def test_the_year_comes_from_the_heading(
    read: Reading, heading: str | None, code: str, grave: bool, kept: bool
) -> None:
    facts = read(("数据项", "D3", heading))
    if heading != "2019":
        assert _issues(facts, code)[0].grave is grave
    assert (facts.get("在职人员经费", 2019) is not None) is kept
    assert facts.get("在职人员经费", 2018) is None
    assert facts.get("在职人员经费", 2020) is not None


def test_merged_cells_are_told(read: Reading) -> None:
    facts = read(damage=lambda book: book["数据项"].merge_cells("C19:D19"))
    assert _issues(facts, "F11")[0].where == "实际数.xlsx[数据项!C19:D19]"
    assert facts.get("在职人员经费", 2020) is not None
    assert facts.get("在职人员经费", 2019) is None


def test_a_missing_and_an_extra_sheet(read: Reading) -> None:
    def rename(book: Workbook) -> None:
        book["问卷调查"].title = "调查问卷"
        book.create_sheet("备注一")["A1"] = "随意"

    facts = read(damage=rename)
    assert [(i.what, i.grave) for i in _issues(facts, "F06")] == [("缺少工作表“问卷调查”", True)]
    assert [(i.what, i.grave) for i in _issues(facts, "F07")] == [
        ("多出一张工作表，是否由“问卷调查”改名", False)
    ]


def test_the_wrong_department_and_year_are_told(read: Reading) -> None:
    def other(book: Workbook) -> None:
        for row in book["说明"].iter_rows(min_col=1, max_col=1):
            if row[0].value == "部门":
                book["说明"].cell(row[0].row, 2).value = "洛阳市教育局"
            if row[0].value == "年度":
                book["说明"].cell(row[0].row, 2).value = "2019年"

    issues = _issues(read(damage=other), "F08")
    assert [(issue.what, issue.found, issue.grave) for issue in issues] == [
        ("部门与申报不符，应为“郑州市教育局”", "洛阳市教育局", True),
        ("年度与申报不符，应为“2020”", "2019年", True),
    ]


def test_a_task_without_amount_leaves_its_indicator_without_sum(read: Reading) -> None:
    facts = read(("任务执行", "D4", None))
    assert facts.get("任务实际支出数", 2020, "设备购置计划完成率") is None
    assert facts.get("任务调整后预算数", 2020, "设备购置计划完成率") is not None
    assert facts.get("任务实际支出数", 2020, "学生资助项目完成率") is not None
    assert [(issue.where, issue.grave) for issue in _issues(facts, "F13") if issue.grave] == [
        ("实际数.xlsx[任务执行!D4]", True)
    ]


def test_a_task_may_serve_several_indicators(read: Reading) -> None:
    facts = read(("任务执行", "F11", "学生资助项目完成率；设备购置计划完成率"))
    party = next(task for task in facts.tasks if task.name == "党建工作")
    assert party.serves == ("学生资助项目完成率", "设备购置计划完成率")
    adjusted = facts.get("任务调整后预算数", 2020, "学生资助项目完成率")
    assert adjusted is not None
    assert adjusted.value == 11_023.76


def test_unknown_and_absent_tasks(read: Reading) -> None:
    facts = read(("任务执行", "A11", "党的建设工作"), ("任务执行", "F4", "设备采购计划完成率"))
    whats = [issue.what for issue in facts.issues]
    assert "不认识的任务名称，是否为“党建工作”" in whats
    assert "缺少任务“党建工作”的一行" in whats
    assert "任务“设备购置专项工作”的对应指标不能识别，是否为“设备购置计划完成率”" in whats


def test_a_changed_declared_budget_is_told(read: Reading) -> None:
    issue = _issues(read(("任务执行", "B11", 5.0)), "F08")[0]
    assert (issue.where, issue.grave) == ("实际数.xlsx[任务执行!B11]", False)


def test_an_unanswered_work_item_leaves_the_counts_missing(read: Reading) -> None:
    facts = read(("工作要点", "E5", None))
    assert facts.get("部门年度工作要点工作总数量", 2020) is not None
    assert facts.get("部门年度工作要点已完成的数量", 2020) is None
    assert facts.get("工作要点已完成的数量", 2020) is None
    assert "实际数.xlsx[工作要点!E5]" in [issue.where for issue in _issues(facts, "F13")]


def test_an_unknown_answer_is_told(read: Reading) -> None:
    facts = read(("工作要点", "E5", "差不多"), ("定性评价", "D8", "尚可"))
    assert [issue.where for issue in _issues(facts, "F14")] == [
        "实际数.xlsx[工作要点!E5]", "实际数.xlsx[定性评价!D8]",
    ]  # fmt: skip
    assert facts.get("已达成标准数", 2020, "预算编制完整性") is None


def test_not_applicable_criteria_do_not_count(read: Reading) -> None:
    facts = read(("定性评价", "D8", "不适用"), ("定性评价", "D12", "不适用"))
    met = facts.get("已达成标准数", 2020, "预算编制完整性")
    of = facts.get("评价标准数", 2020, "预算编制完整性")
    assert met is not None
    assert of is not None
    assert (met.value, of.value) == (0.5, 1)
    assert facts.not_applicable == {"收入管理规范性"}


def test_an_added_criterion_counts_and_a_missing_one_is_told(read: Reading) -> None:
    facts = read(
        ("定性评价", "A34", "信息化建设成效"),
        ("定性评价", "C34", "建成数据中心"),
        ("定性评价", "D34", "是"),
        ("定性评价", "A6", None),
    )
    of = facts.get("评价标准数", 2020, "信息化建设成效")
    assert of is not None
    assert of.value == 3
    assert facts.get("评价标准数", 2020, "工作目标合理性") is None
    assert "缺少“工作目标合理性”的第1条标准" in [issue.what for issue in _issues(facts, "F12")]


@pytest.mark.parametrize(
    ("cells", "code", "grave", "kept"),
    [
        ((("C5", 1103),), "F15", True, False),
        ((("B5", 1000),), "F15", False, True),
        ((("D5", -1),), "F10", True, False),
        ((("D5", 480.5),), "F10", True, False),
        ((("C5", None),), "F13", True, False),
        ((("H5", None), ("D5", 488)), "F13", False, True),
    ],
)
def test_counts_of_a_survey_must_agree(
    read: Reading, cells: Sequence[tuple[str, object]], code: str, grave: bool, kept: bool
) -> None:
    facts = read(*(("问卷调查", cell, value) for cell, value in cells))
    issue = next(i for i in _issues(facts, code) if "问卷调查" in i.where)
    assert issue.grave is grave
    assert (facts.get("满意份数", 2020, "群众满意度") is not None) is kept
    assert facts.get("满意份数", 2020, "对口部门满意度") is not None


@pytest.mark.parametrize(
    ("value", "read_as", "warned"),
    [
        (0.92, 0.92, False),
        ("92%", 0.92, True),
        (92, 0.92, True),
        ("92", 0.92, True),
        (1.2, 1.2, False),
    ],
)
def test_percent_as_people_type_it(
    read: Reading, value: object, read_as: float, warned: bool
) -> None:
    facts = read(("直接填报", "D11", value))
    trained = facts.get("实际值", 2020, "培训计划执行率")
    assert trained is not None
    assert (trained.value, trained.unit) == (read_as, "%")
    assert bool(_issues(facts, "F09")) is warned
    assert not any(issue.grave for issue in facts.issues)


@pytest.mark.parametrize(
    ("format_", "value", "read_as", "warned"),
    [
        ("0.00%", 0.92, 0.92, False),
        ("0%", 1.6, 1.6, False),
        ("General", 1.6, 0.016, True),
        ("0.00%", 92, 0.92, True),
        ('0.0"%"', 92, 0.92, True),
    ],
)
def test_a_percent_format_leaves_no_doubt(
    read: Reading, format_: str, value: float, read_as: float, warned: bool
) -> None:
    def formatted(book: Workbook) -> None:
        book["直接填报"]["D11"].number_format = format_

    facts = read(("直接填报", "D11", value), damage=formatted)
    trained = facts.get("实际值", 2020, "培训计划执行率")
    assert trained is not None
    assert (trained.value, trained.unit) == (read_as, "%")
    assert bool(_issues(facts, "F09")) is warned


def test_a_percent_format_elsewhere_is_told(read: Reading) -> None:
    def formatted(book: Workbook) -> None:
        book["数据项"]["C7"].number_format = "0%"

    facts = read(("数据项", "C7", 1234.5), damage=formatted)
    budget = facts.get("预算数", 2020)
    assert budget is not None
    assert budget.value == 1234.5
    (issue,) = _issues(facts, "F09")
    assert str(issue) == (
        "实际数.xlsx[数据项!C7]：2020年预算数是百分比格式的数，读作1,234.5（“123450%”）。"
        "请核对后改为数字格式，单位万元。"
    )


def test_indicators_are_set_aside(read: Reading) -> None:
    facts = read(
        ("直接填报", "D11", "不适用"),
        ("直接填报", "A13", "总体工作完成率"),
        ("直接填报", "D13", "不适用"),
        ("问卷调查", "C8", "不适用"),
        ("数据项", "C14", "不适用"),
        ("数据项", "C18", "不适用"),
    )
    # 闲置资产总额 (C18) serves a printed alternative only, which sets nothing aside.
    assert facts.not_applicable == {
        "培训计划执行率", "总体工作完成率", "社会组织满意度", "政府采购执行率",
    }  # fmt: skip
    assert [issue.where for issue in _issues(facts, "F19")] == ["实际数.xlsx[数据项!C14]"]


@pytest.mark.parametrize(
    ("value", "day", "grave"),
    [
        (dt.date(2020, 11, 30), dt.date(2020, 11, 30), None),
        ("2020-11-30", dt.date(2020, 11, 30), False),
        ("2020年11月30日", dt.date(2020, 11, 30), False),
        ("2020/11/30", dt.date(2020, 11, 30), False),
        ("11月底", None, True),
        ("2020-02-30", None, True),
        (44165, None, True),
    ],
)
def test_dates(
    declared: Declaration, pack: RulePack, tmp_path: Path,
    value: Any, day: dt.date | None, grave: bool | None,
) -> None:  # fmt: skip
    indicators = tuple(
        replace(i, target=parse_target("11月底前")) if i.name == "培训计划执行率" else i
        for i in declared.indicators
    )
    dated = replace(declared, indicators=indicators)
    book = example_workbook(dated, pack)
    book["直接填报"]["D11"] = value
    if isinstance(value, int):
        # In a cell of date format the number would be that date.
        book["直接填报"]["D11"].number_format = "General"
    save_workbook(book, tmp_path / "a.xlsx")
    facts = read_facts(tmp_path / "a.xlsx", dated, pack)
    fact = facts.get("实际值", 2020, "培训计划执行率")
    assert (fact is None) is (day is None)
    if fact and day:
        assert (fact.value, fact.unit, fact.decimals) == (day.toordinal(), "日期", None)
    assert [issue.grave for issue in _issues(facts, "F16")] == ([] if grave is None else [grave])


def test_what_is_no_workbook_is_refused(
    declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    (tmp_path / "实际数.txt").write_text("预算数\t100", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="不是 Excel 工作簿"):
        read_facts(tmp_path / "实际数.txt", declared, pack)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("√", "是"), ("✔", "是"), ("完成", "是"), ("已完成", "是"), ("符合", "是"), ("×", "否"),
     ("未完成", "否"), ("不符合", "否"), ("部分完成", "部分"), ("达到要求", "是"),
     ("尚未完成", "否"), ("未达到", "否"), ("✅", "是"), ("❌", "否")],
)  # fmt: skip
def test_what_people_write_for_an_option_is_read_and_told(
    read: Reading, typed: str, meant: str
) -> None:
    facts = read(("定性评价", "D4", typed))
    (issue,) = _issues(facts, "F25")
    assert f"读作“{meant}”" in str(issue)
    assert not issue.grave
    assert [one.answer for one in facts.judged if one.source.place == "定性评价!D4"] == [meant]
    assert not _issues(facts, "F14")


@pytest.mark.parametrize("typed", ["基本完成", "？", "X", "是否"])
def test_what_can_be_read_two_ways_is_refused(read: Reading, typed: str) -> None:
    facts = read(("定性评价", "D4", typed))
    assert [issue.grave for issue in _issues(facts, "F14")] == [True]


@pytest.mark.parametrize(
    ("typed", "value"), [("655.30万", 655.30), ("1.2亿", 12000.0), ("２，０００万元", 2000.0)]
)
def test_money_may_leave_its_last_character_out(read: Reading, typed: str, value: float) -> None:
    facts = read(("数据项", "C6", typed))
    (fact,) = [one for one in facts if one.source.place == "数据项!C6"]
    assert fact.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("typed", "value"), [("2.5‰", 0.0025), ("２．５‰", 0.0025), ("0.25%", 0.0025)]
)
def test_per_mille_is_a_thousandth(typed: str, value: float) -> None:
    cell = FactCell(typed, Source("实际数.xlsx", "直接填报!D4"))
    log = FactLog()
    assert read_number(cell, "某率", "%", log) == pytest.approx(value, rel=1e-12)
    assert "读作0.25%" in str(log.issues[0])
