"""Project forms beside the department's own: read, joined to its tasks, held against it. 虚构."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from commanding import typed

from auditkit import open_audit, show
from auditkit.documents.workpaper.paper import working_paper
from auditkit.errors import UnreadableFile
from auditkit.files.grid import Source
from auditkit.form.log import ANOTHER_TABLE
from auditkit.form.projects import projects_of, sums, told_once
from auditkit.form.reading import read_declaration, read_forms
from auditkit.results.prose.results import Results
from auditkit.results.prose.surroundings import basics
from auditkit.results.record import record

DEPARTMENT = "示例县交通局（虚构）"
OWN = f"""部门整体绩效目标申报表（虚构）
（2023年度）
部门名称\t{DEPARTMENT}
年度总体目标\t目标1：养护道路。
任务名称\t主要内容\t预算资金（万元）\t其中：财政资金\t备注
道路养护专项经费\t养护道路30公里\t120\t120\t
桥梁检测工作\t检测桥梁12座\t50\t50\t
信号灯改造\t改造路口\t30\t30\t
合计\t\t200\t200\t
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t养护里程\t≥30公里
"""


def project(name: str, budget: str, spent: str = "100") -> str:
    return f"""项目支出绩效自评表（虚构）
（2023年度）
项目名称\t{name}\t主管部门\t{DEPARTMENT}
项目资金（万元）\t\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t{budget}\t{spent}\t10\t\t9
年度总体目标\t预期目标\t\t实际完成情况
\t完成。\t\t已完成。
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t完成数量\t≥30公里\t31公里\t90\t90
总分\t\t\t\t\t100\t99
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / DEPARTMENT / "2023"
    folder.mkdir(parents=True)
    (folder / "申报表.txt").write_text(OWN, encoding="utf-8")
    return folder


def put(folder: Path, name: str, *forms: str) -> Path:
    path = folder / name
    path.write_text("\n".join(forms), encoding="utf-8")
    return path


def test_several_forms_in_one_file_are_all_read(tmp_path: Path) -> None:
    file = put(tmp_path, "自评表.txt", project("道路养护", "120"), project("桥梁检测", "60"))
    forms = read_forms(file, "common")
    assert [(form.project, form.budget_lines[0].adjusted) for form in forms] == [
        ("道路养护", 120.0),
        ("桥梁检测", 60.0),
    ]
    assert [len(form.indicators) for form in forms] == [1, 1]
    assert [form.total_score for form in forms] == [99.0, 99.0]
    assert not [issue for form in forms for issue in form.issues if issue.code in ("D17", "D07")]
    # Who asks for one form is told of the other.
    assert [i.code for i in read_declaration(file, "common").issues if i.grave] == ["D17"]


def test_projects_are_joined_to_tasks_by_name(folder: Path) -> None:
    put(folder, "自评表-项目.txt", project("道路养护", "120"), project("桥梁检测项目", "60", "55"))
    put(folder, "自评表-其他.txt", project("路灯维护", "8"))
    audit = open_audit(DEPARTMENT, 2023, folder.parents[1], "common")
    joined = [(p.name, p.task and p.task.name, p.budget, p.spent, p.score)
              for p in projects_of(audit.declaration)]  # fmt: skip
    assert joined == [
        ("路灯维护", None, 8.0, 100.0, 99.0),
        ("道路养护", "道路养护专项经费", 120.0, 100.0, 99.0),
        ("桥梁检测项目", "桥梁检测工作", 60.0, 55.0, 99.0),
    ]
    # 120 + 60 of the forms against 120 + 50 of the tasks; 路灯维护 has no task.
    assert sums(projects_of(audit.declaration)) == (180.0, 170.0)
    assert {name for name, _ in audit.files} >= {"自评表-项目.txt", "自评表-其他.txt"}


def test_what_contradicts_the_declaration_is_found(folder: Path) -> None:
    put(folder, "自评表-项目.txt", project("道路养护", "120"), project("桥梁检测", "60"))
    put(folder, "自评表-其他.txt", project("路灯维护", "8"))
    findings = open_audit(DEPARTMENT, 2023, folder.parents[1], "common").findings
    (differs,) = [finding for finding in findings if finding.code == "S29"]
    assert differs.subject == "桥梁检测工作"
    assert differs.amount is not None
    assert differs.amount.value == 10.0
    (alone,) = [finding for finding in findings if finding.code == "S30"]
    assert "路灯维护" in alone.condition


def test_a_name_that_is_only_alike_contradicts_nothing(folder: Path) -> None:
    own = folder / "申报表.txt"
    own.write_text(OWN.replace("道路养护专项经费", "道路养护及绿化提升"), encoding="utf-8")
    # 80 of a task of 120 万元 may be a part of it.
    put(folder, "自评表-项目.txt", project("道路养护工作经费", "80"))
    findings = open_audit(DEPARTMENT, 2023, folder.parents[1], "common").findings
    assert not [finding for finding in findings if finding.code in ("S29", "S30")]
    # A part is not larger than the whole: whether both are one matter is asked.
    put(folder, "自评表-项目.txt", project("道路养护工作经费", "150"))
    findings = open_audit(DEPARTMENT, 2023, folder.parents[1], "common").findings
    (asked,) = [finding for finding in findings if finding.code in ("S29", "S30")]
    assert (asked.code, asked.severity) == ("S30", "提示")
    assert asked.condition == (
        "“道路养护工作经费”的预算150.00万元，大于名称相近的任务“道路养护及绿化提升”的120.00万元，"
        "请核对是否同一事项。"
    )


def test_a_year_before_a_project_s_name_is_none_of_it(folder: Path) -> None:
    put(folder, "自评表-项目.txt", project("2023年度道路养护", "110"))
    findings = open_audit(DEPARTMENT, 2023, folder.parents[1], "common").findings
    (differs,) = [finding for finding in findings if finding.code == "S29"]
    assert "相差10.00万元" in differs.condition


def test_a_project_that_a_task_is_to_carry_out_has_its_task(folder: Path) -> None:
    put(folder, "自评表-项目.txt", project("道路养护", "120"), project("小型水库除险加固", "60"))
    own = folder / "申报表.txt"
    own.write_text(OWN.replace("改造路口", "路口改造、水库除险加固和宣传"), encoding="utf-8")
    findings = open_audit(DEPARTMENT, 2023, folder.parents[1], "common").findings
    assert not [finding for finding in findings if finding.code == "S30"]
    own.write_text(OWN.replace("改造路口", "路口改造、水库"), encoding="utf-8")
    findings = open_audit(DEPARTMENT, 2023, folder.parents[1], "common").findings
    assert [finding.code for finding in findings if finding.code == "S30"] == ["S30"]


def test_the_tasks_show_their_project_forms(folder: Path) -> None:
    put(folder, "自评表-项目.txt", project("道路养护", "120"))
    table = show.tasks_table(open_audit(DEPARTMENT, 2023, folder.parents[1], "common").declaration)
    text = str(table)
    assert "项目表预算" in text
    assert "1份与任务对应" in text
    assert "项目表预算合计120.00万元，相应任务合计120.00万元" in text


def test_two_forms_of_the_department_are_refused_as_before(folder: Path) -> None:
    put(folder, "申报表-2.txt", OWN)
    with pytest.raises(UnreadableFile, match="有多份申报表"):
        open_audit(DEPARTMENT, 2023, folder.parents[1], "common")


def test_project_forms_alone_are_the_department_s_projects(tmp_path: Path) -> None:
    folder = tmp_path / DEPARTMENT / "2023"
    folder.mkdir(parents=True)
    put(folder, "自评表-1.txt", project("道路养护", "120"))
    put(folder, "自评表-2.txt", project("桥梁检测", "50", "50"))
    audit = open_audit(DEPARTMENT, 2023, folder.parents[1], "common")
    read = audit.declaration
    assert [form.project for form in read.projects] == ["道路养护", "桥梁检测"]
    assert (read.goals, read.tasks, read.indicators, read.projects_only) == ((), (), (), True)
    told = [str(issue) for issue in audit.issues if issue.code == "D17"]
    assert len(told) == 1
    assert "只有2份项目的表，没有部门整体的申报表" in told[0]
    assert audit.title == f"{DEPARTMENT}2023年度项目支出绩效目标审计报告"
    cover = working_paper(audit).worksheets[0]
    assert "项目支出绩效目标实现情况" in {cell.value for row in cover.iter_rows() for cell in row}
    # Nothing is judged of the whole; 100 of 120 spent are 8.33 of 10 points, not 9 as printed.
    assert not audit.score.rests_on
    assert not [f for f in audit.findings if f.code == "S13"]
    rates = [f.subject for f in audit.findings if f.subject.startswith("道路养护：年度资金总额")]
    assert rates
    text = " ".join(show.tasks_table(read).html.split())
    assert "各项目的表（2份，没有部门整体的申报表）" in text
    assert "170.00" in text
    assert "150.00" in text


def test_a_project_is_assessed_by_what_it_says_that_it_reached(tmp_path: Path) -> None:
    """Missed is what the form's own 完成值 misses; a blank and other words accuse nobody."""
    folder = tmp_path / DEPARTMENT / "2023"
    folder.mkdir(parents=True)
    head = "项目名称\t预算金额（万元）\t一级指标\t二级指标\t三级指标\t指标值\t实际完成值"
    put(
        folder,
        "自评表.txt",
        "项目支出绩效自评表",
        "（2023年度）",
        f"单位名称\t{DEPARTMENT}",
        head,
        "道路养护\t120\t产出指标\t数量指标\t养护里程\t≥186公里\t190公里",
        "道路养护\t120\t产出指标\t质量指标\t养护质量\t良好\t基本良好",
        "桥梁检测\t50\t产出指标\t数量指标\t检测桥梁\t≥40座\t38座",
        "桥梁检测\t50\t产出指标\t时效指标\t检测及时率\t≥95%\t",
        "桥梁检测\t50\t产出指标\t成本指标\t单座成本\t≤1.5万元\t1.2万元",
    )
    audit = open_audit(DEPARTMENT, 2023, tmp_path, "common")
    (missed,) = [f for f in audit.findings if f.code == "R01"]
    assert missed.subject == "桥梁检测：检测桥梁"
    assert "未达到≥40座，差2座" in missed.condition
    (line,) = [check for check in audit.checks if check.name == "指标是否达标"]
    assert (line.applied, line.done, line.found) == (5, 3, 1)
    assert not audit.score.rests_on


def test_a_project_beside_the_department_s_own_form_is_assessed_too(folder: Path) -> None:
    """What a project did not reach is said, whether or not the department has a form of its own."""
    missed = project("桥梁检测", "50", "50").replace("31公里", "28公里")
    put(folder, "桥梁检测自评表.txt", missed)
    audit = open_audit(DEPARTMENT, 2023, folder.parents[1], "common")
    (found,) = [f for f in audit.findings if f.code == "R01"]
    assert found.subject == "桥梁检测：完成数量"
    assert "未达到≥30公里，差2公里" in found.condition
    # 28 of 30 km are 84 of 90 points by proportion; the form gives itself all of them.
    assert [f.subject for f in audit.findings if f.code == "E07"] == ["桥梁检测：完成数量"]
    (line,) = [check for check in audit.checks if check.name == "自评得分、执行率与合计的复算"]
    assert line.applied > 0


def test_a_table_of_projects_says_what_became_of_each_goal(tmp_path: Path) -> None:
    folder = tmp_path / DEPARTMENT / "2023"
    folder.mkdir(parents=True)
    head = (
        "项目名称",
        "年度绩效目标",
        "目标实际完成情况",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
    )
    put(
        folder,
        "自评表.txt",
        "项目支出绩效自评表",
        "（2023年度）",
        f"单位名称\t{DEPARTMENT}",
        "\t".join((*head, "实际完成值")),
        "道路养护\t养护县道一百公里。\t养护县道九十八公里。\t产出指标\t数量指标\t养护里程\t≥100公里\t98公里",
        "桥梁检测\t检测全部危桥。\t危桥全部检测完毕。\t产出指标\t数量指标\t检测桥梁\t≥40座\t41座",
    )
    read = open_audit(DEPARTMENT, 2023, tmp_path, "common").declaration
    assert [[(g.text, g.actual) for g in form.goals] for form in read.projects] == [
        [("养护县道一百公里。", "养护县道九十八公里。")],
        [("检测全部危桥。", "危桥全部检测完毕。")],
    ]


def test_amounts_that_no_task_states_are_no_zero(folder: Path) -> None:
    """A form without amounts declared no 0.00 万元, one without 财政资金 no part of 0.00 万元."""
    lines = OWN.splitlines()
    tasks = ["\t".join(line.split("\t")[:2]) for line in lines[4:8]]
    put(folder, "申报表.txt", *lines[:4], *tasks, *lines[9:])
    bare = open_audit(DEPARTMENT, 2023, folder.parents[1], "common")
    assert (len(bare.declaration.tasks), bare.declaration.stated_budget) == (3, None)
    options = ("--rulepack", "common", "--data-dir", str(folder.parents[1]))
    said = typed("check", DEPARTMENT, "2023", *options)
    assert "任务3项（没有金额）" in said.stdout
    assert "0.00" not in show.tasks_table(bare).html

    whole = ["\t".join(line.split("\t")[:3]) for line in lines[4:9]]
    put(folder, "申报表.txt", *lines[:4], *whole, *lines[9:])
    audit = open_audit(DEPARTMENT, 2023, folder.parents[1], "common")
    assert (audit.declaration.stated_budget, audit.declaration.stated_fiscal) == (200, None)
    told = "".join(one.text for one in basics(Results(record(audit))))
    assert "预算合计200.00万元；金额最大的是" in told


def test_a_task_is_measured_by_the_indicators_of_its_project_form(
    folder: Path, tmp_path: Path
) -> None:
    """S10 stands for the two tasks that no indicator speaks of, and for one once a form does."""

    def unmeasured() -> list[str]:
        audit = open_audit(DEPARTMENT, 2023, tmp_path, "common")
        return [one.subject for one in audit.findings if one.code == "S10"]

    assert unmeasured() == ["桥梁检测工作", "信号灯改造"]
    put(folder, "桥梁检测自评表.txt", project("桥梁检测", "50"))
    assert unmeasured() == ["信号灯改造"]
    # Under another name than the task's it measures it all the same; another project does not.
    put(folder, "宣传自评表.txt", project("交通安全宣传", "30"))
    assert unmeasured() == ["信号灯改造"]
    put(folder, "路口自评表.txt", project("智能信号灯更新", "30"))
    assert unmeasured() == []


def test_one_table_holds_the_projects_of_a_platform(tmp_path: Path) -> None:
    table = put(
        tmp_path,
        "项目支出绩效目标表.txt",
        f"项目支出绩效目标表（虚构）\n（2023年度）\n单位名称：{DEPARTMENT}\n"
        "项目名称\t年度预算\t项目年度绩效目标\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\n"
        "道路养护\t120\t养护道路30公里。\t产出指标\t数量指标\t养护里程\t>=\t30\t公里\n"
        "\t\t\t产出指标\t质量指标\t验收合格率\t=\t100\t%\n"
        "桥梁检测\t60.5\t检测桥梁12座。\t产出指标\t数量指标\t检测桥梁\t=\t12\t座\n"
        "\t\t\t效益指标\t社会效益指标\t出行安全\t=\t改善\t是/否\n",
    )
    first, second = read_forms(table, "common")
    assert [form.project for form in (first, second)] == ["道路养护", "桥梁检测"]
    assert [form.budget_lines[0].initial for form in (first, second)] == [120.0, 60.5]
    assert [goal.text for goal in second.goals] == ["检测桥梁12座。"]
    assert [(one.name, str(one.target)) for one in first.indicators] == [
        ("养护里程", "≥30公里"),
        ("验收合格率", "=100%"),
    ]
    assert [(one.name, str(one.target)) for one in second.indicators] == [
        ("检测桥梁", "=12座"),
        ("出行安全", "改善"),
    ]
    assert str(second.indicators[0].source) == "项目支出绩效目标表.txt[第7行第6栏]"
    assert not any(issue.grave for form in (first, second) for issue in form.issues)
    alone = read_declaration(table, "common")
    assert alone.project == "道路养护"
    assert [issue.what for issue in alone.issues] == ["表中还有1个项目，这里只读第一个"]


def test_of_two_years_in_one_file_that_of_the_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "示例县文联" / "2024"
    folder.mkdir(parents=True)
    text = "\n".join(
        f"部门整体支出绩效目标申报表\n（{year}年度）\n部门名称\t示例县文联\n"
        f"年度目标\t举办文艺活动{count}场。\n一级指标\t二级指标\t三级指标\t指标值\n"
        f"产出指标\t数量指标\t举办文艺活动\t≥{count}场"
        for year, count in ((2023, 8), (2024, 12))
    )
    (folder / "申报表.txt").write_text(text, "utf-8")
    audit = open_audit("示例县文联", 2024, tmp_path, "common")
    assert [str(i.target) for i in audit.declaration.indicators] == ["≥12场"]
    assert ["另有2023年度" in issue.what for issue in audit.declaration.issues].count(True) == 1


def test_what_is_told_of_a_sheet_that_two_forms_share_is_told_once(folder: Path) -> None:
    form = read_declaration(folder / "申报表.txt")
    shared = ANOTHER_TABLE(Source("表.xlsx", "目录!A1", ""), "另一张表", "目录", "请核对", False)
    own = ANOTHER_TABLE(Source("表.xlsx", "甲!A1", ""), "另一张表", "甲", "请核对", False)
    first = replace(form, issues=(shared, own))
    assert told_once((first, replace(form, issues=(shared,))))[1] == (shared, own)
