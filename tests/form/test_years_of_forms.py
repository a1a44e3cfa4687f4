"""Forms of another year beside those of the year that is audited: told, not counted. 虚构."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from auditkit import open_audit
from auditkit.errors import AuditError
from auditkit.form.projects import projects_of
from auditkit.form.reading import read_forms

DEPARTMENT = "示例县交通局（虚构）"


def rows(name: str, title: str, budget: str, year: str = "") -> list[list[str]]:
    """A project's self-evaluation; `year` stands below the title, or beside a label."""
    return [
        [title],
        *([year.split("｜")] if year else []),
        ["项目名称", name, "主管部门", DEPARTMENT],
        ["项目资金（万元）", "全年预算数", "全年执行数", "执行率"],
        ["年度资金总额", budget, budget, "100%"],
        ["年度总体目标", "预期目标", "实际完成情况"],
        ["", "按计划完成。", "已完成。"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "完成数量", "≥30公里", "31公里", "90", "90"],
        ["效益指标", "社会效益指标", "通行条件", "改善", "改善", "10", "10"],
    ]


SELF = "项目支出绩效自评表（虚构）"
NOW = rows("道路养护", SELF, "120", "（2024年度）")
BEFORE = rows("道路养护经费", SELF, "100", "（2023年度）")
BRIDGES = rows("桥梁检测", SELF, "50", "（2024年度）")


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / DEPARTMENT / "2024"
    folder.mkdir(parents=True)
    return folder


def as_text(*forms: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for form in forms for row in form)


def as_workbook(path: Path, **sheets: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, form in sheets.items():
        sheet = book.create_sheet(name)
        for row in form:
            sheet.append([cell or None for cell in row])
    book.save(path)
    return path


def told(tmp_path: Path) -> list[tuple[str, bool]]:
    """What the audit says of forms of another year, and whether it must be put right."""
    issues = open_audit(DEPARTMENT, 2024, tmp_path, "common").declaration.issues
    return [(issue.what, issue.grave) for issue in issues if issue.code == "D17"]


LAST = ("文件里另有2023年度的一份（“道路养护经费”），没有读取", False)


@pytest.mark.parametrize("kind", ["sheets", "old first", "below", "files", "word"])
def test_last_year_s_form_of_a_project_is_told_and_not_counted(kind: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    match kind:
        case "sheets":
            as_workbook(folder / "自评表.xlsx", 甲=NOW, 乙=BRIDGES, 丙=BEFORE)
        case "old first":
            as_workbook(folder / "自评表.xlsx", 上年=BEFORE, 甲=NOW, 乙=BRIDGES)
        case "below":
            as_workbook(folder / "自评表.xlsx", 甲=[*NOW, [], *BEFORE, [], *BRIDGES])
        case "files":
            for i, form in enumerate((BEFORE, NOW, BRIDGES)):
                (folder / f"自评表{i}.txt").write_text(as_text(form), "utf-8")
        case "word":
            document = docx.Document()
            for form in (NOW, BEFORE, BRIDGES):
                document.add_paragraph(form[0][0])
                document.add_paragraph(form[1][0])
                table = document.add_table(0, 7)
                for row in form[2:]:
                    cells = table.add_row().cells
                    for cell, text in zip(cells, row, strict=False):
                        cell.text = text
            document.save(str(folder / "自评表.docx"))
    audit = open_audit(DEPARTMENT, 2024, tmp_path, "common")
    projects = projects_of(audit.declaration)
    assert [(p.name, p.budget) for p in projects] == [("道路养护", 120.0), ("桥梁检测", 50.0)]
    assert told(tmp_path) == [
        (
            "文件夹里只有2份项目的表，没有部门整体的申报表：各项目已逐份读入，部门整体不作评价",
            False,
        ),
        LAST,
    ]
    assert not [finding for finding in audit.findings if "经费" in finding.subject]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        (SELF, "（2023年度）"),
        (SELF, "2023年"),
        (SELF, "评价年度｜2023"),
        ("2023年项目支出绩效自评表（虚构）", ""),
        ("2023年度中央转移支付项目绩效自评表（虚构）", ""),
    ],
)
def test_a_year_printed_in_the_title_or_beside_a_label_is_the_form_s(
    title: str, year: str, tmp_path: Path
) -> None:
    path = folder_of(tmp_path) / "自评表.xlsx"
    other = rows("信号灯改造", title, "30", year)
    forms = read_forms(as_workbook(path, 甲=NOW, 乙=other), "common")
    assert [form.project for form in forms] == ["道路养护"]
    # None of this year is there: either that is missing, or the year is wrong.
    (issue,) = [issue for issue in forms[0].issues if issue.grave]
    assert issue.what == "“信号灯改造”的表写的是2023年度，不是2024年度，没有读取"
    assert "[乙!" in str(issue)


@pytest.mark.parametrize("name", ["2023年度农村公路建设", "2023年灾毁道路修复"])
def test_a_year_in_the_name_of_a_project_is_not_that_of_its_form(name: str, tmp_path: Path) -> None:
    path = folder_of(tmp_path) / "自评表.xlsx"
    other = rows(name, SELF, "30")
    assert len(read_forms(as_workbook(path, 甲=NOW, 乙=other), "common")) == 2


def test_the_name_of_the_sheet_says_the_year_where_the_form_does_not(tmp_path: Path) -> None:
    path = as_workbook(
        folder_of(tmp_path) / "自评表.xlsx",
        **{"2024年": rows("道路养护", SELF, "120"), "2023年": rows("道路养护", SELF, "100")},
    )
    (form,) = read_forms(path, "common")
    assert (form.year, form.budget_lines[0].adjusted) == (2024, 120.0)
    assert [issue.what for issue in form.issues if issue.code == "D17"] == [
        "文件里另有2023年度的一份（“道路养护”），没有读取"
    ]


def test_years_that_contradict_each_other_set_no_form_aside(tmp_path: Path) -> None:
    path = folder_of(tmp_path) / "自评表.xlsx"
    other = rows("信号灯改造", "2024年项目支出绩效自评表（虚构）", "30", "（2023年度）")
    forms = read_forms(as_workbook(path, 甲=NOW, 乙=other), "common")
    assert [form.project for form in forms] == ["道路养护", "信号灯改造"]


def test_where_all_are_of_another_year_the_folder_is_wrong(tmp_path: Path) -> None:
    as_workbook(folder_of(tmp_path) / "自评表.xlsx", 甲=BEFORE)
    with pytest.raises(AuditError, match=r"2023年度，不是.*2024年度"):
        open_audit(DEPARTMENT, 2024, tmp_path, "common")


def test_last_year_s_form_of_the_department_beside_projects_of_this_one(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    whole = [
        ["部门整体支出绩效自评表（虚构）"],
        ["（2023年度）"],
        ["部门名称", DEPARTMENT],
        *NOW[5:],
    ]
    (folder / "整体自评表.txt").write_text(as_text(whole), "utf-8")
    as_workbook(folder / "项目自评表.xlsx", 甲=NOW, 乙=BRIDGES)
    audit = open_audit(DEPARTMENT, 2024, tmp_path, "common")
    assert audit.declaration.projects_only
    assert ("部门整体的表写的是2023年度，不是2024年度，没有读取", True) in told(tmp_path)


@pytest.mark.parametrize(
    ("title", "line", "folder", "year", "grave"),
    [
        ("2024年项目支出绩效自评表", "（2023年度）", "2024", 2024, True),
        ("2024年度项目支出绩效自评表", "（2023年度）", "2024", 2024, True),
        ("2024年项目支出绩效自评表", "2023年", "2024", 2024, True),
        ("2023年项目支出绩效自评表", "（2024年度）", "2024", 2024, True),
        ("2023年项目支出绩效自评表", "（2024年度）", "资料", 2024, True),
        # Made in the year after.
        ("2025年项目支出绩效自评表", "（2024年度）", "2024", 2024, False),
        ("2025年度项目支出绩效自评表", "（2024年度）", "资料", 2024, False),
        ("2025年项目支出绩效目标表", "（2024年度）", "2024", 2024, True),
    ],
)
def test_a_title_and_a_line_of_different_years_are_told(
    title: str, line: str, folder: str, year: int, grave: bool, tmp_path: Path
) -> None:
    where = tmp_path / DEPARTMENT / folder
    where.mkdir(parents=True)
    (form,) = read_forms(
        as_workbook(where / "自评表.xlsx", 甲=rows("道路养护", title, "120", line))
    )
    told = [(one.found, one.grave) for one in form.issues if one.code == "D02"]
    assert (form.year, told) == (year, [(str(year), grave)])


@pytest.mark.parametrize("line", ["（2024年度）", "填报日期：2025年1月3日", ""])
def test_years_that_agree_are_not_told(line: str, tmp_path: Path) -> None:
    form = rows("道路养护", "2024年项目支出绩效自评表", "120", line)
    (read,) = read_forms(as_workbook(folder_of(tmp_path) / "自评表.xlsx", 甲=form))
    assert (read.year, [one.code for one in read.issues if one.code == "D02"]) == (2024, [])
