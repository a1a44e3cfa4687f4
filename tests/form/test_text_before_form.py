"""What stands before a form: lines of text are no table, and a table is told once. （虚构）."""

from __future__ import annotations

import pytest

from auditkit.files.grid import Grid
from auditkit.form.log import ReadingLog
from auditkit.form.pages.formend import tell_other_titles
from auditkit.form.pages.formtop import own_top
from auditkit.form.rows.rows import FormRows
from auditkit.rules.formwords import form_words

FORM = [["部门名称", "示例市水利局（虚构）"], ["年度目标", "治理中小河流。"]]
REPORT = [["示例县人民医院（虚构）"], ["根据通知开展自评，得分99.65分。"], ["二、自评结论。"]]
SIGNED = [["单位负责人： 财务负责人： 填表人：赵示例"]]
BASIC = [["财政供养人员情况", "编制数"], ["", "101"]]


def told(*grids: tuple[str, str, list[list[str]]]) -> tuple[list[str], list[str]]:
    """The issues and the repairs of the rows above a form, by what they say."""
    rows = FormRows(
        [
            Grid("表.pdf", "", style, name, tuple(map(tuple, texts)))  # type: ignore[arg-type]
            for style, name, texts in (*grids, ("table", "第2页 表1", FORM))
        ],
        form_words(),
    )
    log = ReadingLog()
    tell_other_titles(rows[:], log)
    kept = own_top(rows[:], log)
    assert [row.texts[0] for row in kept if row.grid.name == "第2页 表1"] == [
        "部门名称",
        "年度目标",
    ]
    return [x.what for x in log.issues(rows)], [x.what for x in log.repairs(rows)]


@pytest.mark.parametrize("lines", [REPORT, SIGNED])
def test_lines_of_text_are_no_table(lines: list[list[str]]) -> None:
    what = f"申报表之前有{len(lines)}行文字（正文、签字等），不是它的内容，只作记录"
    assert told(("table", "第1页", lines)) == ([], [what])


def test_lines_with_gaps_may_be_a_table_without_rules() -> None:
    lines = [["一、财政拨款收入 1774.90 一、教育支出 20.00"], ["二、其他收入 20.00 二、文化支出"]]
    assert told(("table", "第1页", lines)) == (
        ["申报表之前的1个表不是它的内容，没有读取（2行）"],
        [],
    )


@pytest.mark.parametrize("style", ["text", "table"])
def test_a_table_with_its_title_in_the_text_is_told_once(style: str) -> None:
    title = (style, "第1页 表1前", [["部门整体支出绩效评价基础数据表"]])
    issues, repairs = told(title, ("table", "第1页 表1", BASIC))
    assert (issues, repairs) == (["文件里还有另一份表，没有读取"], [])


def test_one_title_before_two_tables_leaves_none_untold() -> None:
    issues, _ = told(
        ("text", "正文", [["部门整体支出绩效评价基础数据表"]]),
        ("table", "表1", BASIC),
        ("table", "表2", [["资产名称", "金额"], ["车辆", "20"]]),
    )
    assert issues[0] == "文件里还有另一份表，没有读取"
    assert issues[1].startswith("申报表之前的2个表不是它的内容")
    assert "含上面已指出的“部门整体支出绩效评价基础数据表”" in issues[1]
