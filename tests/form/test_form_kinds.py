"""One project said in the words of many places; all invented (示例数据，虚构).

What varies is one heading, label or row; what a person reads of it never does.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from one_project import DEPARTMENT, GOAL, HEADS, MONEY, OWNER, ROWS, TITLE, YEAR, put, reads, table
from openpyxl import load_workbook

from auditkit import parse_target, read_declaration
from auditkit.audit.folder import files_in
from auditkit.audit.formfiles import pack_in_force
from auditkit.errors import UnreadableFile
from auditkit.form import Declaration


@pytest.mark.parametrize(
    "heading",
    [
        "指标值/目标值", "目标任务值", "指标 目标值", "年度绩效指标目标值", "三级指标值", "期望值",
        "应达到值", "指标值内容", "目标数值", "预算批复目标值", "预期完成情况", "预期达到的目标值",
        "目标完成值", "绩效要求", "预期效果", "年度预期目标", "2023年", "2023年度", "本年值",
    ],
)  # fmt: skip
def test_a_column_of_targets_is_known_by_how_its_heading_is_put(
    heading: str, tmp_path: Path
) -> None:
    reads(TITLE + OWNER + MONEY + GOAL + table((*HEADS[:3], heading, "备注")), tmp_path)


@pytest.mark.parametrize("heading", ["基期值", "往年水平", "2022年", "行业标准", "6月底目标值"])
def test_what_stands_beside_the_targets_is_not_taken_for_them(heading: str, tmp_path: Path) -> None:
    beside = ("25公里", "96%", "85%")
    reads(TITLE + OWNER + MONEY + GOAL + table((*HEADS[:4], heading), beside), tmp_path)


@pytest.mark.parametrize(
    "levels",
    [
        ("一级", "二级", "三级"), ("指标一级", "指标二级", "指标三级"),
        ("Ⅰ级指标", "Ⅱ级指标", "Ⅲ级指标"),
        ("指标大类", "指标小类", "具体指标"), ("绩效维度", "绩效分类", "绩效指标"),
        ("一级指标", "指标类型", "指标名称"), ("一级指标", "二级指标", "指标明细"),
        ("甲栏", "乙栏", "丙栏"),
    ],
)  # fmt: skip
def test_levels_are_known_by_their_words_or_by_what_they_hold(
    levels: tuple[str, str, str], tmp_path: Path
) -> None:
    reads(TITLE + OWNER + MONEY + GOAL + table((*levels, "指标值", "备注")), tmp_path)


@pytest.mark.parametrize("heading", ["逻辑关系", "比较符", "甲栏"])
def test_a_column_of_signs_is_one_whatever_its_heading_says(heading: str, tmp_path: Path) -> None:
    rows = [(*row[:3], "≥", row[3].removeprefix("≥")) for row in ROWS]
    drawn = "\n".join("^ | " + " | ".join(row) for row in rows)
    heads = " | ".join(("绩效指标", *HEADS[:3], heading, "指标值"))
    reads(TITLE + OWNER + MONEY + GOAL + f"{heads}\n{drawn}", tmp_path)


@pytest.mark.parametrize(
    "row",
    [
        "主管部门审核意见 | < | 同意。 | 财政部门审核意见 | 同意申报。 | <",
        "审核结论 | < | 通过 | < | < | <",
        "填报单位负责人：某某 | < | 填表人：某某 | < | 填报日期：2023年1月5日 | <",
        "绩效目标审核结果 | < | 优□ 良√ 中□ 差□ | < | < | <",
        "评审组组长签字： | < | < | < | 日期： | <",
        "审批人：某某 | < | < | 经办人：某某 | < | <",
        "保障措施 | < | 加强领导，按进度推进 | < | < | <",
        "主管部门（公章） | < | 负责人：某某 | < | 2023年1月10日 | <",
    ],
)
def test_what_is_signed_below_the_table_is_no_indicator(row: str, tmp_path: Path) -> None:
    read = reads(TITLE + OWNER + MONEY + GOAL + table() + row, tmp_path)
    label = row.split("：", maxsplit=1)[0].split(" | ", maxsplit=1)[0]
    assert any(r.code == "表外文字" and label in r.what for r in read.repairs)


@pytest.mark.parametrize(
    "labels",
    [
        ("省级主管部门", "示例省某某厅", "市县主管部门"),
        ("一级预算单位", "示例市某某局", "二级预算单位"),
        ("项目责任部门", "示例市某某局", "编制单位"), ("实施部门", "养护科", "部门预算单位"),
    ],
)  # fmt: skip
def test_any_label_of_the_folder_s_department_counts(
    labels: tuple[str, str, str], tmp_path: Path
) -> None:
    first, other, own = labels
    owner = f"{first} | < | {other} | {own} | {DEPARTMENT} | <\n"
    assert reads(TITLE + owner + MONEY + GOAL + table(), tmp_path).department == DEPARTMENT


@pytest.mark.parametrize(
    "year",
    ["（二〇二三年度）", "二○二三年度", "申报年份：2023", "填报日期：2022年11月20日 （2023年度）"],
)
def test_the_year_may_be_put_in_words_or_beside_a_date(year: str, tmp_path: Path) -> None:
    text = TITLE.replace("(2023年度)", year) + OWNER + MONEY + GOAL + table()
    assert reads(text, tmp_path).year == YEAR


@pytest.mark.parametrize(
    "money",
    [
        "项目总金额 | < | 120万 | < | < | <",
        "项目预算总额 | < | 壹佰贰拾万元（120万元） | < | < | <",
        "预算规模及资金用途 | < | 120万元，用于道路养护 | < | < | <",
        "下达预算数 | < | 120万元 | < | < | <",
        "2022年预算（万元） | < | 100 | 2023年预算（万元） | 120 | <",
    ],
)
def test_a_budget_is_read_however_it_is_labelled(money: str, tmp_path: Path) -> None:
    read = reads(TITLE + OWNER + money + "\n" + GOAL + table(), tmp_path)
    assert read.budget_lines[0].initial == 120.0


@pytest.mark.parametrize(
    "goals",
    [
        "一是完成道路养护30公里。二是培训农户。", "第一，完成道路养护30公里。第二，培训农户。",
        "⑴完成道路养护30公里。⑵培训农户。", "1：完成道路养护30公里。2：培训农户。",
        "1完成道路养护30公里。2培训农户。", "绩效目标1：完成道路养护30公里。绩效目标2：培训农户。",
    ],
)  # fmt: skip
def test_goals_counted_in_one_cell_are_told_apart(goals: str, tmp_path: Path) -> None:
    goal = GOAL.replace("完成道路养护30公里。", goals)
    read = reads(TITLE + OWNER + MONEY + goal + table(), tmp_path)
    assert [goal.text for goal in read.goals] == ["完成道路养护30公里。", "培训农户。"]


def test_a_table_below_the_goals_that_is_not_known_is_told_and_no_goal(tmp_path: Path) -> None:
    other = """甲项 | 乙项 | 丙项 | 丁项 | 戊项 | 己项
一 | 二 | 三 | 四 | 五 | 六
"""
    read = read_declaration(put(TITLE + OWNER + MONEY + GOAL + other + table(), tmp_path), "common")
    assert [goal.text for goal in read.goals] == ["完成道路养护30公里。"]
    (told,) = [issue for issue in read.issues if issue.grave]
    assert (told.code, told.where) == ("D21", "绩效目标申报表（虚构）.html[表1 第7行第1列]")
    assert "2行没有读取" in told.what


def test_a_second_table_with_other_columns_is_read_by_its_own(tmp_path: Path) -> None:
    second = """绩效指标 | 一级指标 | 二级指标 | 三级指标 | 分值 | 指标值
^ | 效益指标 | 社会效益指标 | 受益人口 | 10 | ≥2000人
^ | ^ | ^ | 通行时间 | 5 | ≤20分钟
"""
    read = read_declaration(
        put(TITLE + OWNER + MONEY + GOAL + table() + second, tmp_path), "common"
    )
    found = [(i.level1, i.level2, i.name, str(i.target), i.weight) for i in read.indicators]
    assert found == [
        *((*row, None) for row in ROWS),
        ("效益指标", "社会效益指标", "受益人口", "≥2000人", 10),
        ("效益指标", "社会效益指标", "通行时间", "≤20分钟", 5),
    ]
    assert [issue for issue in read.issues if issue.grave] == []
    (told,) = [repair for repair in read.repairs if "栏目不同" in repair.what]
    assert told.source.place == "表1 第11行第1列"


@pytest.mark.parametrize(
    "second",
    [
        # No targets of its own; and more about an indicator that was read already.
        """绩效指标 | 一级指标 | 二级指标 | 三级指标 | 得分 | 实际完成值
^ | 效益指标 | 社会效益指标 | 受益人口 | 10 | 2000人
""",
        """绩效指标 | 一级指标 | 二级指标 | 三级指标 | 分值 | 指标值
^ | 产出指标 | 数量指标 | 道路养护里程 | 10 | ≥20公里
""",
    ],
)
def test_a_second_table_that_cannot_stand_alone_is_left_unread_and_told(
    second: str, tmp_path: Path
) -> None:
    read = reads_but(put(TITLE + OWNER + MONEY + GOAL + table() + second, tmp_path))
    (told,) = [issue for issue in read.issues if issue.grave]
    assert (told.code, told.where) == ("D17", "绩效目标申报表（虚构）.html[表1 第11行第1列]")
    assert "1行没有读取" in told.what


def reads_but(form: Path) -> Declaration:
    """The form as read, with the three indicators of its first table and no others."""
    read = read_declaration(form, "common")
    assert [(i.level1, i.level2, i.name, str(i.target)) for i in read.indicators] == list(ROWS)
    return read


@pytest.mark.parametrize(("line", "place"), [("row", "B8"), ("column", "G7")])
def test_a_hidden_row_or_column_with_targets_is_told_and_not_read(
    line: str, place: str, tmp_path: Path
) -> None:
    path = put(TITLE + OWNER + MONEY + GOAL + table(), tmp_path, "xlsx")
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    if line == "row":
        sheet.row_dimensions[8].hidden = True
    else:
        for row, text in zip((7, 8, 9, 10), ("旧指标值", "≥25公里", "≥90%", "≥80%"), strict=True):
            sheet.cell(row, 7, text)
        sheet.column_dimensions["G"].hidden = True
    book.save(path)
    read = read_declaration(path, "common")
    (told,) = [issue for issue in read.issues if issue.grave]
    assert (told.code, told.where) == ("D22", f"{path.name}[Sheet!{place}]")
    assert [str(i.target) for i in read.indicators] == [row[3] for row in ROWS[line == "row" :]]


def test_what_auditkit_wrote_of_a_form_is_no_input(tmp_path: Path) -> None:
    path = put(TITLE + OWNER + MONEY + GOAL + table(), tmp_path, "xlsx")
    (path.parent / "申报表-识读.xlsx").write_bytes(path.read_bytes())
    assert list(files_in(path.parent)) == [path]
    path.unlink()
    assert pack_in_force("zhengzhou-2020", path.parent) == "common"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("2023年6月—12月", "2023-12-31"), ("2023年1月1日至12月31日", "2023-12-31"),
        ("20231231", "2023-12-31"), ("2023年11月至3月", ""),
    ],
)  # fmt: skip
def test_the_year_of_a_span_of_months_is_kept(printed: str, read: str) -> None:
    target = parse_target(printed)
    assert (target.kind, target.deadline) == ("date", read)


@pytest.mark.parametrize(("printed", "read"), [("10余次", "≥10次"), ("5%≤", "≥5%")])
def test_a_sign_in_words_or_behind_its_figure_is_kept(printed: str, read: str) -> None:
    assert str(parse_target(printed)) == read


def test_a_table_that_no_lines_divide_and_no_room_is_refused_with_the_remedy(
    tmp_path: Path,
) -> None:
    path = tmp_path / "自评表.txt"
    path.write_text("自评表\n一级指标 二级指标 三级指标 年度指标值 实际完成值\n", "utf-8")
    with pytest.raises(UnreadableFile, match=r"没有框线.*另存为 xlsx"):
        read_declaration(path)
