"""绩效目标表 inside a budget are read as the forms of its projects. Invented (虚构) throughout."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from invented_budget import write_budget
from openpyxl.workbook import Workbook

from auditkit import open_audit
from auditkit.audit.budgetforms import goal_forms, left_in_budget
from auditkit.errors import AuditError
from auditkit.form.projects import projects_of
from auditkit.rules.load import load_rulepack

DEPARTMENT = "某省某厅"
OWN = f"""部门整体绩效目标申报表（虚构）
（2022年度）
部门名称\t{DEPARTMENT}
年度总体目标\t目标1：养护道路。
任务名称\t主要内容\t预算资金（万元）\t其中：财政资金\t备注
道路养护专项经费\t养护道路30公里\t120\t120\t
桥梁检测工作\t检测桥梁12座\t50\t50\t
合计\t\t170\t170\t
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t养护里程\t≥30公里
"""


def goals(name: str, budget: float, year: int = 2022) -> list[list[object]]:
    return [
        ["项目支出绩效目标表（虚构）"],
        [f"（{year}年度）"],
        ["项目名称", name, "主管部门", DEPARTMENT],
        ["项目资金（万元）", "年度资金总额", budget],
        [None, "其中：财政拨款", budget],
        ["年度总体目标", "完成。"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "完成数量", "≥30公里"],
    ]


def whole(year: int = 2022, department: str = DEPARTMENT) -> list[list[object]]:
    return [
        ["部门整体支出绩效目标表（虚构）"],
        [f"（{year}年度）"],
        ["部门名称", department],
        ["年度总体目标", "养护道路。"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "养护里程", "≥30公里"],
        ["效益指标", "社会效益指标", "路况优良率", "≥90%"],
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / DEPARTMENT / "2022"
    folder.mkdir(parents=True)
    (folder / "申报表.txt").write_text(OWN, encoding="utf-8")
    return folder


def put(folder: Path, *sheets: Sequence[Sequence[object]], name: str = "绩效目标表") -> None:
    def change(book: Workbook) -> None:
        for number, rows in enumerate(sheets, 1):
            page = book.create_sheet(f"{name}{number}")
            for row in rows:
                page.append(list(row))

    write_budget(folder / "预算.xlsx", change)


def test_they_are_joined_to_the_tasks_and_held_against_them(folder: Path) -> None:
    put(folder, goals("道路养护", 100), goals("桥梁检测", 50))
    audit = open_audit(DEPARTMENT, 2022, folder.parents[1])
    joined = projects_of(audit.declaration)
    assert [(p.name, p.budget, p.task and p.task.name) for p in joined] == [
        ("道路养护", 100.0, "道路养护专项经费"),
        ("桥梁检测", 50.0, "桥梁检测工作"),
    ]
    assert [p.source.place for p in joined] == ["绩效目标表1!B4", "绩效目标表2!B4"]
    [finding] = [f for f in audit.findings if f.code == "S29"]
    assert finding.subject == "道路养护专项经费"
    assert audit.facts["三公经费预算数"].value == 20.0


def test_several_in_one_sheet_under_any_name(folder: Path) -> None:
    put(folder, [*goals("道路养护", 120), [], *goals("桥梁检测", 50)], name="附表")
    projects = open_audit(DEPARTMENT, 2022, folder.parents[1]).declaration.projects
    assert [form.project for form in projects] == ["道路养护", "桥梁检测"]


def test_a_project_with_a_form_of_its_own_counts_once(folder: Path) -> None:
    put(folder, goals("道路养护", 100), goals("桥梁检测", 50))
    own = "\n".join("\t".join(str(c or "") for c in row) for row in goals("道路养护", 120))
    (folder / "道路养护-绩效目标表.txt").write_text(own, encoding="utf-8")
    projects = open_audit(DEPARTMENT, 2022, folder.parents[1]).declaration.projects
    assert [(form.project, form.file) for form in projects] == [
        ("道路养护", "道路养护-绩效目标表.txt"),
        ("桥梁检测", "预算.xlsx"),
    ]


@pytest.mark.parametrize("beside", [[], [goals("绿化养护", 30)]])
def test_those_of_another_year_are_none_of_this_years_and_told(
    beside: list[list[list[object]]], folder: Path
) -> None:
    put(folder, goals("道路养护", 100, 2021), goals("桥梁检测", 50, 2021), *beside)
    declaration = open_audit(DEPARTMENT, 2022, folder.parents[1]).declaration
    assert [form.project for form in declaration.projects] == ["绿化养护"][: len(beside)]
    told = [(one.what, one.where, one.grave) for one in declaration.issues if one.code == "D17"]
    assert told == [
        ("“道路养护”的表写的是2021年度，不是2022年度，没有读取", "预算.xlsx[绩效目标表1!A2]", True),
        ("“桥梁检测”的表写的是2021年度，不是2022年度，没有读取", "预算.xlsx[绩效目标表2!A2]", True),
    ]


def test_last_years_form_of_a_project_of_this_year_is_a_note(folder: Path) -> None:
    put(folder, goals("道路养护", 100, 2021))
    own = "\n".join("\t".join(str(c or "") for c in row) for row in goals("道路养护", 120))
    (folder / "道路养护-绩效目标表.txt").write_text(own, encoding="utf-8")
    declaration = open_audit(DEPARTMENT, 2022, folder.parents[1]).declaration
    assert [(form.project, form.year) for form in declaration.projects] == [("道路养护", 2022)]
    told = [(one.what, one.grave) for one in declaration.issues if one.code == "D17"]
    assert told == [("文件里另有2021年度的一份（“道路养护”），没有读取", False)]


@pytest.mark.parametrize(
    ("sheets", "named"),
    [
        ([goals("道路养护", 100), goals("桥梁检测", 50)], "道路养护、桥梁检测"),
        ([whole(2021), goals("道路养护", 100, 2021)], "部门整体（2021年度）、道路养护（2021年度）"),
    ],
)
def test_forms_in_the_budget_of_a_department_without_one_of_its_own_are_told(
    sheets: list[list[list[object]]], named: str, folder: Path
) -> None:
    (folder / "申报表.txt").unlink()
    put(folder, *sheets)
    _, forms = goal_forms(folder / "预算.xlsx", load_rulepack("common"))
    shown = left_in_budget(2022, forms)
    assert [(one.code, one.found, one.grave) for one in shown] == [("D17", named, False)]


def test_what_cannot_be_read_is_told(folder: Path) -> None:
    put(folder, [["项目支出绩效目标表"], ["项目", "目标"], ["道路养护", "完成"]])
    issues = open_audit(DEPARTMENT, 2022, folder.parents[1]).declaration.issues
    assert [issue.where for issue in issues if issue.code == "P07"] == ["预算.xlsx[绩效目标表1!A1]"]


def test_without_a_form_of_its_own_the_whole_s_table_in_the_budget_is_the_form(
    folder: Path,
) -> None:
    (folder / "申报表.txt").unlink()
    put(folder, whole(), goals("道路养护", 100))
    audit = open_audit(DEPARTMENT, 2022, folder.parents[1])
    declared = [(i.name, i.target.text) for i in audit.declaration.indicators]
    assert declared == [("养护里程", "≥30公里"), ("路况优良率", "≥90%")]
    assert [form.project for form in audit.declaration.projects] == ["道路养护"]
    told = [issue for issue in audit.declaration.issues if issue.code == "P08"]
    assert [(issue.where, issue.grave) for issue in told] == [("预算.xlsx", False)]


@pytest.mark.parametrize(
    "sheet", [goals("道路养护", 100), whole(2021), whole(department="某省某厅幼儿园")]
)
def test_a_project_s_another_year_s_or_another_unit_s_table_is_not_the_form(
    folder: Path, sheet: list[list[object]]
) -> None:
    (folder / "申报表.txt").unlink()
    put(folder, sheet)
    with pytest.raises(AuditError, match="没有申报表"):
        open_audit(DEPARTMENT, 2022, folder.parents[1])


def test_a_form_of_its_own_goes_before_that_in_the_budget(folder: Path) -> None:
    put(folder, whole())
    audit = open_audit(DEPARTMENT, 2022, folder.parents[1])
    assert [i.name for i in audit.declaration.indicators] == ["养护里程"]
    assert [issue for issue in audit.declaration.issues if issue.code == "P08"] == []
