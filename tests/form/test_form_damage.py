"""Forms damaged as real ones are: read equal, or the reader says what it could not read."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import form_expected as form
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Source
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration, DeclaredIndicator

Reader = Callable[..., Declaration]
Row = list[str]

PRINTED = (
    (Path(__file__).parents[2] / "data" / form.DEPARTMENT / str(form.YEAR) / "申报表.txt")
    .read_text(encoding="utf-8")
    .split("\n")
)
ROWS = [line.split("\t") for line in PRINTED]
TOP = ROWS[:10]
TASK_HEADING = ROWS[10:12]
TASKS = ROWS[12:78]
INDICATOR_HEADING = ROWS[78]
INDICATORS = ROWS[79:]
BRIEF = [["（2020年度）"], ["部门名称", "", "郑州市教育局"]]


def numbered(first: int, last: int) -> Iterator[tuple[int, Row]]:
    """The rows with text of a stretch of the form, with their line numbers."""
    for line in range(first, last + 1):
        row = ROWS[line - 1]
        if any(row) and not (40 <= line <= 42):
            yield line, row


TASK_LINES = [line for line, _ in numbered(*form.TASK_LINES)]
# First and last line of indicator rows that no text or page break ties to others.
STRETCHES = (
    (80, 82), (83, 84), (85, 93), (94, 98), (99, 103), (105, 108), (109, 110), (111, 113),
    (114, 119), (120, 121), (122, 124), (125, 126), (128, 129), (130, 133),
)  # fmt: skip
# Enough of the form for what concerns its heading, amounts, and the file: 8 tasks, 5 indicators.
SMALL = [*ROWS[:20], [""], *ROWS[78:84]]


def lines_of(rows: Sequence[Row]) -> str:
    return "\n".join("\t".join(row) for row in rows)


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Reads rows or a text as the form of 郑州市教育局 for 2020."""
    folder = tmp_path_factory.mktemp("forms") / form.DEPARTMENT / str(form.YEAR)
    folder.mkdir(parents=True)

    def read_rows(content: Sequence[Row] | str | bytes, encoding: str = "utf-8") -> Declaration:
        path = folder / "申报表.txt"
        text = content if isinstance(content, str | bytes) else lines_of(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_declaration(path)

    return read_rows


@pytest.fixture(scope="session")
def whole(read: Reader) -> Declaration:
    return read(ROWS)


@pytest.fixture(scope="session")
def small(whole: Declaration) -> Declaration:
    """What SMALL says."""
    return replace(whole, tasks=whole.tasks[:8], indicators=whole.indicators[:5])


def tasks_alone(changed: dict[int, list[Row]]) -> list[Row]:
    """The section of tasks, with some lines replaced."""
    rows = [changed.get(line, [ROWS[line - 1]]) for line in range(13, 79)]
    return [*BRIEF, *TASK_HEADING, *itertools.chain.from_iterable(rows)]


def stretch_alone(stretch: tuple[int, int], changed: dict[int, list[Row]]) -> list[Row]:
    """The indicators of some lines, with some of the lines replaced."""
    first, last = stretch
    rows = [changed.get(line, [ROWS[line - 1]]) for line in range(first, last + 1)]
    return [*BRIEF, INDICATOR_HEADING, *itertools.chain.from_iterable(rows)]


def stretch_of(line: int) -> tuple[int, int]:
    return next((first, last) for first, last in STRETCHES if first <= line <= last)


def shifted(row: Row, by: int) -> Row | None:
    """The row moved by one column; None where it has no blank cell to move into."""
    if by > 0:
        return ["", *row]
    return [*row[1:], ""] if row[0] == "" else None


def line_of(source: Source) -> int:
    match = re.match(r"第(\d+)行", source.place)
    assert match
    return int(match[1])


def within(whole: Declaration, stretch: tuple[int, int]) -> list[DeclaredIndicator]:
    """The indicators that the undamaged form has on these lines."""
    first, last = stretch
    return [i for i in whole.indicators if first <= line_of(i.source) <= last]


def replaced(old: str, new: str, rows: Sequence[Row] = SMALL) -> str:
    text = lines_of(rows)
    assert old in text
    return text.replace(old, new, 1)


def codes(declaration: Declaration) -> Counter[str]:
    return Counter(issue.code for issue in declaration.issues)


def told(declaration: Declaration) -> str:
    """Everything that the reading says about repairs and issues."""
    return "\n".join(map(str, (*declaration.repairs, *declaration.issues)))


# A row shifted by a page break


@pytest.mark.parametrize("by", [1, -1], ids=["right", "left"])
def test_any_task_row_may_be_shifted_by_a_column(read: Reader, whole: Declaration, by: int) -> None:
    wrong = []
    for line in TASK_LINES:
        row = shifted(ROWS[line - 1], by)
        if row is not None and read(tasks_alone({line: [row]})).tasks != whole.tasks:
            wrong.append(line)
    assert wrong == []


@pytest.mark.parametrize("by", [1, -1], ids=["right", "left"])
@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
def test_any_indicator_row_may_be_shifted_by_a_column(
    read: Reader, whole: Declaration, stretch: tuple[int, int], by: int
) -> None:
    wrong = []
    for line, _ in numbered(*stretch):
        row = shifted(ROWS[line - 1], by)
        if row is None:
            continue
        damaged = read(stretch_alone(stretch, {line: [row]}))
        if list(damaged.indicators) != within(whole, stretch):
            wrong.append(line)
    assert wrong == []


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
def test_any_indicator_row_may_be_shifted_from_its_target_on(
    read: Reader, whole: Declaration, stretch: tuple[int, int]
) -> None:
    wrong = []
    for line, _ in numbered(*stretch):
        row = ROWS[line - 1]
        name = next(i.name for i in whole.indicators if f"第{line}行" in i.source.place)
        at = row.index(name) + 1
        damaged = read(stretch_alone(stretch, {line: [[*row[:at], "", *row[at:]]]}))
        if list(damaged.indicators) != within(whole, stretch):
            wrong.append(line)
    assert wrong == []


def test_all_rows_may_be_shifted_at_once(read: Reader, whole: Declaration) -> None:
    rows = [["", *row] if any(row) else row for row in (*TASKS, INDICATOR_HEADING, *INDICATORS)]
    assert read([*TOP, *TASK_HEADING, *rows]) == whole


# A page break


def test_a_page_may_end_after_any_task(read: Reader, whole: Declaration) -> None:
    wrong = [
        line
        for line in TASK_LINES
        if read(tasks_alone({line: [ROWS[line - 1], [""], [""]]})).tasks != whole.tasks
    ]
    assert wrong == []


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
def test_a_page_may_end_after_any_indicator(
    read: Reader, whole: Declaration, stretch: tuple[int, int]
) -> None:
    wrong = [
        line
        for line, _ in numbered(*stretch)
        if list(read(stretch_alone(stretch, {line: [ROWS[line - 1], [""], [""]]})).indicators)
        != within(whole, stretch)
    ]
    assert wrong == []


def test_the_heading_may_be_printed_again_after_any_task(read: Reader, whole: Declaration) -> None:
    wrong = []
    for line in TASK_LINES:
        damaged = read(tasks_alone({line: [ROWS[line - 1], [""], *TASK_HEADING]}))
        if damaged.tasks != whole.tasks or "重印的表头" not in told(damaged):
            wrong.append(line)
    assert wrong == []


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
def test_the_heading_may_be_printed_again_after_any_indicator(
    read: Reader, whole: Declaration, stretch: tuple[int, int]
) -> None:
    wrong = []
    for line, _ in list(numbered(*stretch))[:-1]:
        damaged = read(stretch_alone(stretch, {line: [ROWS[line - 1], [""], INDICATOR_HEADING]}))
        if list(damaged.indicators) != within(whole, stretch):
            wrong.append(line)
        assert "重印的表头" in told(damaged)
    assert wrong == []


def test_a_heading_printed_again_may_be_shifted(read: Reader, whole: Declaration) -> None:
    again = {99: [[""], ["", *INDICATOR_HEADING], ROWS[98]]}
    damaged = read(stretch_alone((99, 103), again))
    assert list(damaged.indicators) == within(whole, (99, 103))


@pytest.mark.parametrize(
    ("line", "column"),
    [(85, 4), (85, 5), (105, 4), (109, 4), (114, 4), (120, 4), (120, 5), (128, 4), (128, 5)],
)
def test_a_text_may_be_cut_by_a_page_at_any_character(
    read: Reader, whole: Declaration, line: int, column: int
) -> None:
    """The text covers both rows; the page ends between them."""
    stretch = stretch_of(line)
    row, text = ROWS[line - 1], ROWS[line - 1][column]
    wrong = []
    for at in range(2, len(text)):
        upper, lower = list(row), list(ROWS[line])
        assert lower[column] == ""
        upper[column], lower[column] = text[:at], text[at:]
        damaged = read(stretch_alone(stretch, {line: [upper, [""]], line + 1: [lower]}))
        if list(damaged.indicators) != within(whole, stretch):
            wrong.append(f"{text[max(at - 6, 0) : at]}|{text[at : at + 6]}")
    assert wrong == []


@pytest.mark.parametrize(("line", "column"), [(80, 4), (85, 5), (97, 4), (106, 5), (124, 4)])
def test_a_row_may_be_cut_by_a_page_at_any_character(
    read: Reader, whole: Declaration, line: int, column: int
) -> None:
    """The rest of the text stands in a row of its own; unless joined it must be told."""
    stretch = stretch_of(line)
    row, text = ROWS[line - 1], ROWS[line - 1][column]
    wrong = []
    for at in range(2, len(text)):
        upper, lower = list(row), [""] * len(row)
        upper[column], lower[column] = text[:at], text[at:]
        damaged = read(stretch_alone(stretch, {line: [upper, [""], lower]}))
        issued = [issue.found for issue in damaged.issues if issue.code == "D07"]
        if list(damaged.indicators) != within(whole, stretch) and issued != [text[at:][:40]]:
            wrong.append(f"{text[max(at - 6, 0) : at]}|{text[at : at + 6]}")
    assert wrong == []


def test_the_content_of_a_task_may_be_cut_by_a_page_at_any_character(
    read: Reader, whole: Declaration
) -> None:
    row = ROWS[15]
    text = row[2]
    wrong = []
    for at in range(2, len(text)):
        if " " in text[at - 1 : at + 1]:
            continue
        upper, lower = list(row), [""] * len(row)
        upper[2], lower[2] = text[:at], text[at:]
        damaged = read([*BRIEF, *TASK_HEADING, ROWS[14], upper, [""], lower, ROWS[16]])
        if damaged.tasks != whole.tasks[2:5]:
            wrong.append(f"{text[:at][-6:]}|{text[at:][:6]}")
    assert wrong == []


def test_the_name_of_a_task_cut_by_a_page_is_joined_or_told(
    read: Reader, whole: Declaration
) -> None:
    upper = ["", "城乡义务教育", *ROWS[26][1:]]
    lower = ["", "保障工作", "", "", "", ""]
    damaged = read([*BRIEF, *TASK_HEADING, ROWS[25], upper, [""], lower, ROWS[27]])
    assert len(damaged.tasks) == 3
    assert damaged.tasks[1].content == whole.tasks[13].content
    assert damaged.tasks[1].name == "城乡义务教育保障工作" or "保障工作" in told(damaged)


def test_a_goal_cut_by_a_page_is_joined_or_told(read: Reader) -> None:
    damaged = read(replaced("深入贯彻全国全省全市", "\n\n\t深入贯彻全国全省全市"))
    rest = "深入贯彻全国全省全市教育大会精神"
    assert rest in damaged.goals[0].text or rest in told(damaged)


@pytest.mark.parametrize("prefix", ["", "一、", "总体目标："])
def test_goals_without_a_number_are_kept_or_told(read: Reader, prefix: str) -> None:
    damaged = read(re.sub(r"目标\d: ", prefix, lines_of(ROWS)))
    text = "\n".join(goal.text for goal in damaged.goals) + told(damaged)
    assert "谋划学校发展" in text


def test_a_task_printed_twice_is_told(read: Reader) -> None:
    """The last row of a page is printed again on the next: its amount would count twice."""
    damaged = read([*BRIEF, *TASK_HEADING, *TASKS[:3], [""], TASKS[2], TASKS[3]])
    assert "内涵提升专项工作" in told(damaged)


def test_an_indicator_printed_twice_is_told(read: Reader) -> None:
    damaged = read([*BRIEF, INDICATOR_HEADING, *ROWS[79:82], [""], ROWS[81]])
    assert "目标管理有效性" in told(damaged)


# The headings


@pytest.mark.parametrize(
    ("printed", "damaged"),
    [
        ("三级指标", "三 级 指 标"),
        ("三级指标", "三级　指标"),
        ("指标值", "指 标 值"),
        ("指标值\t", "指标值（A）\t"),
        ("指标值\t", "年度指标值\t"),
        ("任务名称", "任务 名称"),
        ("任务名称", "任 务 名 称"),
        ("预算资金", "预算资金（万元）"),
        ("预算资金", "预算资金 (万元)"),
        ("预算资金", "预算金额（单位：万元）"),
        ("其中: 财政 资金", "其中：财政资金"),
        ("合计\t\t\t\t其中", "合计\t\t\t其中"),
        ("合计\t\t\t\t其中", "\t\t\t合计\t其中"),
    ],
)
def test_a_heading_may_be_printed_otherwise(
    read: Reader, small: Declaration, printed: str, damaged: str
) -> None:
    text = replaced(printed, damaged) if printed in lines_of(ROWS) else ""
    if not text:
        text = replaced(printed.replace("\t\t\t\t", "\t\t\t"), damaged)
    read_again = read(text)
    assert read_again.tasks == small.tasks
    assert read_again.indicators == small.indicators


def test_the_heading_may_be_shifted(read: Reader, small: Declaration) -> None:
    damaged = read(replaced("\t任务名称\t主要内容", "任务名称\t主要内容"))
    assert damaged.tasks == small.tasks
    damaged = read(replaced("一级指标\t二级指标", "\t一级指标\t二级指标"))
    assert damaged.indicators == small.indicators


# Amounts


@pytest.mark.parametrize(
    "amount",
    [
        "24,577.43 ", "24, 577.43", "24,577. 43", "24，577.43", "２４，５７７.４３",
        "２４，５７７．４３", "24577.43", "24,577.430", "¥24,577.43", "24,577.43万元",
    ],
)  # fmt: skip
def test_an_amount_may_be_printed_otherwise(read: Reader, small: Declaration, amount: str) -> None:
    damaged = read(replaced("24,577.43\t24,577.43", f"{amount}\t{amount}"))
    assert damaged.tasks == small.tasks


@pytest.mark.parametrize("amount", ["1O0.00", "1，00.00", "24,57.43", "4.50.1", "约100", "-"])
def test_a_mistyped_amount_is_an_issue_and_no_figure(
    read: Reader, small: Declaration, amount: str
) -> None:
    damaged = read(replaced("4.50\t4.50", f"{amount}\t4.50"))
    assert [task.name for task in damaged.tasks] == [task.name for task in small.tasks]
    assert (damaged.tasks[7].budget, damaged.tasks[7].fiscal) == (None, 4.5)
    (issue,) = damaged.issues
    assert (issue.code, issue.found) == ("D06", amount)
    assert issue.where == "申报表.txt[第20行第4栏]"
    assert "党建工作" in issue.what


def test_a_task_without_amounts_is_kept_and_told(read: Reader, small: Declaration) -> None:
    damaged = read(replaced("4.50\t4.50", "\t"))
    assert [task.name for task in damaged.tasks] == [task.name for task in small.tasks]
    assert (damaged.tasks[7].budget, damaged.tasks[7].fiscal) == (None, None)
    assert codes(damaged) == {"D06": 2}


def test_a_task_with_nothing_but_its_name_is_kept_and_told(
    read: Reader, small: Declaration
) -> None:
    damaged = read([*BRIEF, *TASK_HEADING, *TASKS[:3], ["", "乡村学校建设工作"], *TASKS[3:5]])
    assert [task.name for task in damaged.tasks] == [
        *(task.name for task in small.tasks[:3]),
        "乡村学校建设工作",
        *(task.name for task in small.tasks[3:5]),
    ]
    assert damaged.tasks[2].content == small.tasks[2].content


def test_a_task_without_content_is_kept(read: Reader) -> None:
    damaged = read([*BRIEF, *TASK_HEADING, ["", "其他专项", "", "5.00", "4.00", "待定"]])
    (task,) = damaged.tasks
    assert (task.name, task.content, task.budget, task.fiscal, task.note) == (
        "其他专项", "", 5.0, 4.0, "待定",
    )  # fmt: skip


def test_amounts_without_a_task_are_told(read: Reader, small: Declaration) -> None:
    damaged = read([*BRIEF, *TASK_HEADING, *TASKS[:2], ["", "", "", "12.00", "11.00", ""]])
    assert damaged.tasks == small.tasks[:2]
    # One row, one message: the whole row is quoted.
    assert [i.found for i in damaged.issues if i.code == "D07"] == ["12.00｜11.00"]


@pytest.mark.parametrize(
    ("printed", "damaged"),
    [
        ("预算资金", "预算资金（元）"),
        ("预算资金", "预算资金（单位：元）"),
        ("预算资金", "预算资金(元)"),
    ],
)
def test_amounts_in_yuan_are_converted_and_told(
    read: Reader, small: Declaration, printed: str, damaged: str
) -> None:
    converted = read(replaced(printed, damaged))
    for task, original in zip(converted.tasks, small.tasks, strict=True):
        assert task.budget == pytest.approx(original.budget / 10_000)
        assert task.fiscal == pytest.approx(original.fiscal / 10_000)
    assert codes(converted)["D05"] == 1
    assert not any(issue.grave for issue in converted.issues)


def test_a_unit_of_yuan_above_the_table_is_converted_or_told(read: Reader) -> None:
    damaged = read(replaced("\t任务名称\t", "\t\t\t\t单位：元\n\t任务名称\t"))
    assert damaged.tasks[0].budget == pytest.approx(2.457743) or damaged.issues


def test_a_unit_of_wan_yuan_is_no_conversion(read: Reader, small: Declaration) -> None:
    damaged = read(replaced("\t任务名称\t", "\t\t\t\t单位：万元\n\t任务名称\t"))
    assert damaged == small


@pytest.mark.parametrize("label", ["合计", "总计", "合 计", "合计："])
@pytest.mark.parametrize(
    ("printed", "total"), [("196,247.82", 196_247.82), ("196,274.82", 196_274.82)]
)
def test_a_filled_total_is_read_as_printed_right_or_wrong(
    read: Reader, small: Declaration, label: str, printed: str, total: float
) -> None:
    row = ["", label, "", printed, printed, ""]
    damaged = read([*SMALL[:20], row, *SMALL[21:]])
    assert damaged.tasks == small.tasks
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (total, total)
    assert damaged.total.source.place == "第21行第2栏"


@pytest.mark.parametrize("cells", [["合计", "", "", "9.00", "8.00"], ["合计", "9.00", "8.00"]])
def test_a_total_may_be_shifted(read: Reader, cells: Row) -> None:
    damaged = read([*BRIEF, *TASK_HEADING, *TASKS[:2], cells])
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (9.0, 8.0)


def test_a_total_of_which_only_the_fiscal_part_is_printed_is_no_budget(read: Reader) -> None:
    damaged = read([*BRIEF, *TASK_HEADING, *TASKS[:2], ["", "合计", "", "", "8.00"]])
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (None, 8.0)


def test_a_mistyped_total_is_told(read: Reader) -> None:
    damaged = read([*BRIEF, *TASK_HEADING, *TASKS[:2], ["", "合计", "", "9O.00", "8.00"]])
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (None, 8.0)
    assert "9O.00" in told(damaged)


def test_a_heading_printed_again_does_not_wipe_the_total(read: Reader) -> None:
    damaged = read(
        [
            *BRIEF,
            *TASK_HEADING,
            ["", "合计", "", "9.00", "8.00"],
            *TASKS[:2],
            [""],
            *TASK_HEADING,
            TASKS[2],
        ]
    )
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (9.0, 8.0)


# Indicators that the rule pack does not know, labels that are missing, targets misread


OTHERS = {
    "重大教育专项资金完成率": "农村供水工程完成率",
    "学生资助项目完成率": "河道治理完成率",
    "设备购置计划完成率": "水库除险加固完成率",
    "改善学校办学条件完成率": "灌区改造计划完成率",
    "办美好教育满意度": "用水户满意度",
}


def test_indicators_of_another_department_are_read_under_the_printed_labels(
    read: Reader, whole: Declaration
) -> None:
    text = lines_of(ROWS)
    for name, other in OTHERS.items():
        text = text.replace(name, other)
    damaged = read(text)
    for indicator, original in zip(damaged.indicators, whole.indicators, strict=True):
        assert indicator.name == OTHERS.get(original.name, original.name)
        assert (indicator.level1, indicator.level2) == (original.level1, original.level2)
        assert indicator.target == original.target
        assert (indicator.explanation, indicator.note) == (original.explanation, original.note)
    assert damaged.issues == ()


@pytest.mark.parametrize("block", form.BLOCKS)
def test_a_block_without_any_label_is_proved_by_the_rule_pack(
    read: Reader, whole: Declaration, block: str
) -> None:
    rows = [
        ["" if cell in _labels(whole, block) else cell for cell in row] if line in lines else row
        for line, row in enumerate(ROWS, 1)
        for lines in [range(form.BLOCKS[block][0], form.BLOCKS[block][1] + 1)]
    ]
    damaged = read(rows)
    assert damaged == whole
    assert "以规则包指标体系为证" in told(damaged)


def _labels(whole: Declaration, block: str) -> set[str]:
    paths = {(i.level1, i.level2) for i in whole.indicators if i.level1 == block}
    return {label for path in paths for label in path}


def test_a_label_misprinted_is_put_right_and_told(read: Reader, whole: Declaration) -> None:
    damaged = read(replaced("运行成本\t成本控制成效", "运行成木\t成本控制成效", ROWS))
    assert damaged == whole
    assert "运行成木" in told(damaged)


def test_a_label_of_another_block_is_put_right_and_told(read: Reader, whole: Declaration) -> None:
    damaged = read(replaced("运行成本\t成本控制成效", "服务满意\t成本控制成效", ROWS))
    assert damaged == whole
    assert "服务满意／成本控制成效" in told(damaged)


@pytest.mark.parametrize("printed", ["290%", "2９０％", "》90%", ">=90%", "≥ 90%", "90%以上"])
def test_a_target_misread_is_read_as_meant(read: Reader, printed: str) -> None:
    damaged = read(replaced("总体工作完成率\t≥90%", f"总体工作完成率\t{printed}"))
    indicator = damaged.indicator("总体工作完成率")
    assert indicator is not None
    target = indicator.target
    assert (target.kind, target.sign, target.value, target.unit) == ("quantity", "≥", 0.9, "%")
    assert target.text == printed
    assert not target.doubt or printed in told(damaged)


def test_a_target_of_290_percent_is_told(read: Reader) -> None:
    damaged = read(replaced("总体工作完成率\t≥90%", "总体工作完成率\t290%"))
    assert [r.source.place for r in damaged.repairs if "首位“2”" in r.what] == ["第26行第4栏"]


# The file


def test_blank_columns_at_the_end_change_nothing(read: Reader, small: Declaration) -> None:
    assert read([[*row, "", "", ""] for row in SMALL]) == small


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_other_systems_change_nothing(
    read: Reader, small: Declaration, newline: str
) -> None:
    damaged = read(lines_of(SMALL).replace("\n", newline))
    assert damaged == small
    assert [line_of(i.source) for i in damaged.indicators] == [23, 24, 25, 26, 27]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_change_nothing(read: Reader, small: Declaration, encoding: str) -> None:
    assert read(SMALL, encoding) == small


@pytest.mark.parametrize(
    "rows",
    [
        [["注：本表由部门填写，一式两份。"]],
        [["", "注：本表由部门填写，一式两份。"]],
        [["填表人：张三", "", "联系电话：0371-0000000", "", "填表日期：2020年1月6日"]],
        [[""], ["备注：“-”表示没有指标值。"], ["审核人：李四"]],
        [["注： 1.本表由部门填写。"], ["2.一式两份。"]],
        [["填表人", "张三", "联系电话", "0371-0000000"]],
    ],
    ids=["note", "note in the second column", "signatures", "two", "note of two lines", "cells"],
)
def test_what_follows_the_table_is_no_indicator(
    read: Reader, small: Declaration, rows: list[Row]
) -> None:
    assert read([*SMALL, *rows]) == small


def test_a_note_between_two_rows_does_not_end_the_table(read: Reader, small: Declaration) -> None:
    rows = [*SMALL[:24], [""], ["注：完成率由第三方核定。"], *SMALL[24:]]
    assert read(rows) == small


def test_indicators_below_a_note_are_never_lost_silently(read: Reader) -> None:
    rows = [*SMALL[:24], ["说明：以下为完成率。"], *SMALL[24:]]
    damaged = read(rows)
    assert len(damaged.indicators) == 5 or "牵头单位工作完成率" in told(damaged)


def test_a_note_below_the_tasks_is_no_task(read: Reader, small: Declaration) -> None:
    note = ["", "注：任务按项目库顺序排列。"]
    damaged = read([*SMALL[:20], note, *SMALL[20:]])
    assert damaged.tasks == small.tasks
    assert "任务按项目库顺序排列" in told(damaged)


@pytest.mark.parametrize(
    "line",
    [
        "部门名称：郑州市教育局", "部门名称: 郑州市教育局", "\t部门名称：\t郑州市教育局",
        "部门（单位）名称\t郑州市教育局", "部 门 名 称\t\t郑州市教育局",
        "填报单位（盖章）：郑州市教育局",
        "部门名称：郑州市教育局\t\t\t单位：万元",
    ],
)  # fmt: skip
def test_the_department_may_be_printed_otherwise(
    read: Reader, small: Declaration, line: str
) -> None:
    damaged = read(replaced("部门名称\t\t郑州市教育局\t\t\t", line))
    assert damaged == small
    assert damaged.issues == ()


@pytest.mark.parametrize("line", ["部门名称\t\t\t", "部门名称：", "部门名称\t\t预算年度\t2020"])
def test_a_department_left_blank_is_taken_from_the_folder_and_told(read: Reader, line: str) -> None:
    damaged = read(replaced("部门名称\t\t郑州市教育局\t\t\t", line))
    assert damaged.department == "郑州市教育局"
    assert codes(damaged)["D01"] == 1


@pytest.mark.parametrize(
    "line",
    [
        "市级部门整体绩效目标申报表（2020年度）", "2020年度市级部门整体绩效目标申报表",
        "市级部门整体绩效目标申报表\t\t2020年", "（２０２０年度）",
        "( 2020 年度 )", "预算年度\t2020",
    ],
)  # fmt: skip
def test_the_year_may_be_printed_otherwise(read: Reader, small: Declaration, line: str) -> None:
    rows = [[line], *SMALL[6:]]
    damaged = read(rows)
    assert damaged == small
    assert damaged.issues == ()


def test_a_year_left_blank_is_taken_from_the_folder_and_told(read: Reader) -> None:
    damaged = read([["（    年度）"], *SMALL[6:]])
    assert damaged.year == 2020
    assert codes(damaged) == {"D02": 1}


def test_a_date_of_printing_is_not_the_year_of_the_form(read: Reader) -> None:
    damaged = read([["填表日期：2019年12月20日"], *SMALL])
    assert damaged.year == 2020


def test_indicators_may_come_before_the_tasks(read: Reader, whole: Declaration) -> None:
    damaged = read([*TOP, INDICATOR_HEADING, *INDICATORS, [""], *TASK_HEADING, *TASKS])
    assert damaged == whole
    assert damaged.issues == ()


def test_tasks_alone_are_read_and_the_lack_is_told(read: Reader, whole: Declaration) -> None:
    damaged = read([*TOP, *TASK_HEADING, *TASKS])
    assert (damaged.tasks, damaged.indicators) == (whole.tasks, ())
    assert codes(damaged) == {"D04": 1}


def test_indicators_alone_are_read_and_the_lack_is_told(read: Reader, whole: Declaration) -> None:
    damaged = read([*TOP, INDICATOR_HEADING, *INDICATORS])
    assert (damaged.tasks, damaged.indicators) == ((), whole.indicators)
    assert codes(damaged) == {"D03": 1}


@pytest.mark.parametrize("rows", [TOP, TASKS, [["任务"], ["指标"]]])
def test_without_any_heading_it_is_no_form(read: Reader, rows: list[Row]) -> None:
    with pytest.raises(UnreadableFile, match="没有找到绩效目标申报表"):
        read(rows)


# The same form as a workbook


def workbook(rows: Sequence[Row], path: Path, merge: Sequence[str] = (), figures: bool = False):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for r, row in enumerate(rows, 1):
        for c, text in enumerate(row, 1):
            if text.strip():
                plain = figures and re.fullmatch(r"[\d,]+\.\d\d", text)
                sheet.cell(r, c, form.number(text) if plain else text)
    for area in merge:
        sheet.merge_cells(area)
    book.save(path)
    return path


@pytest.mark.parametrize("figures", [False, True], ids=["amounts as text", "amounts as figures"])
def test_the_same_cells_in_a_workbook_read_equal(
    tmp_path: Path, whole: Declaration, figures: bool
) -> None:
    path = workbook(ROWS, tmp_path / "申报表.xlsx", figures=figures)
    damaged = read_declaration(path)
    assert damaged == whole
    assert damaged.indicators[0].source.place == "Sheet!C80"
    assert damaged.issues == ()


# The areas that the published layout joins: labels over their block, texts over their rows.
MERGED = (
    "A3:F3", "A5:F5", "A7:B7", "C7:F7", "A8:A10", "D11:E11",
    "A80:A82", "A83:A86", "B80:B82", "B83:B84", "B85:B88", "F85:F88", "B92:B93", "F92:F93",
    "A94:A98", "B94:B98", "E94:E96", "E97:E98", "B105:B108", "E105:E108", "B109:B110", "E109:E110",
    "A114:A119", "B114:B119", "E114:E115", "F114:F115", "E116:E119", "F116:F119",
    "A120:A124", "B120:B121", "E120:E121", "F120:F121", "B122:B123", "E122:E123",
    "A128:A133", "B130:B133", "E130:E133", "F130:F133",
)  # fmt: skip


def test_a_workbook_with_merged_cells_reads_equal(tmp_path: Path, whole: Declaration) -> None:
    path = workbook(ROWS, tmp_path / "申报表.xlsx", MERGED, figures=True)
    assert read_declaration(path) == whole


def test_headings_wrapped_inside_a_cell_read_equal(tmp_path: Path, whole: Declaration) -> None:
    wraps = {
        "任务名称": "任务\n名称",
        "预算资金": "预算资金\n（万元）",
        "其中: 财政 资金": "其中：\n财政\n资金",
        "三级指标": "三级\n指标",
        "指标值": "指标\n值",
        "指标说明": "指标\r\n说明",
        "年度 总体 目标": "年\n度\n总\n体\n目\n标",
        "工作目标管理情况": "工作目标\n管理情况",
        "目标依据充分性": "目标依据\n充分性",
        "设备购置专项工作": "设备购置\n专项工作",
    }
    rows = [[wraps.get(cell, cell) for cell in row] for row in ROWS]
    assert read_declaration(workbook(rows, tmp_path / "申报表.xlsx")) == whole


def test_a_form_spread_over_two_sheets_reads_equal(tmp_path: Path, whole: Declaration) -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("指标")
    assert first is not None
    for row in ROWS[:78]:
        first.append(row)
    for row in ROWS[78:]:
        second.append(row)
    book.save(tmp_path / "申报表.xlsx")
    assert read_declaration(tmp_path / "申报表.xlsx") == whole


# Small forms of other departments, invented


WATER = """示例市市级部门整体绩效目标申报表（2021年度）
部门名称：示例市水务局（虚构）\t\t\t\t
年度总体目标\t目标1：保障供水安全。目标2：完成水库除险加固。
任务名称\t主要内容\t预算资金（元）\t\t备注
\t\t合计\t其中：财政资金
农村供水工程\t新建水厂3座，改造管网40公里。\t12,000,000\t10,000,000\t跨年项目
河道治理\t清淤、护岸、绿化\t8,500,000.00\t8,500,000.00

任务名称\t主要内容\t预算资金（元）\t\t备注
\t\t合计\t其中：财政资金
\t水库除险加固\t加固小型水库12座，
\t\t涉及5个县区。\t3,000,000\t—
合计\t\t23,500,000\t18,500,000
一级指标\t二级指标\t三级指标\t年度指标值\t指标解释\t指标说明
履职效能\t重点工作履行\t农村供水工程完成率\t295%\t反映供水工程的
\t\t河道治理长度\t≥16.5公里\t
\t部门目标实现\t水质达标率\t不低于98%\t反映水质情况。\t水质达标率=达标水样数/全部水样数×100%。
河长制落实情况\t\t规范
管理效率\t预算管理\t预算执行率\t≥95%\t\t预算执行率=（预算执行数/预算数）×100%。
服务满意\t服务对象满意\t用水户满意度\t90%以上
注：本表一式两份。
"""


def test_the_form_of_a_water_bureau_is_read(read: Reader) -> None:
    damaged = read(WATER)
    assert (damaged.department, damaged.year) == ("示例市水务局（虚构）", 2021)
    assert [(g.number, g.text) for g in damaged.goals] == [
        (1, "保障供水安全。"),
        (2, "完成水库除险加固。"),
    ]
    assert [(t.name, t.budget, t.fiscal, t.note) for t in damaged.tasks] == [
        ("农村供水工程", 1200.0, 1000.0, "跨年项目"),
        ("河道治理", 850.0, 850.0, ""),
        ("水库除险加固", 300.0, None, ""),
    ]
    assert damaged.tasks[2].content == "加固小型水库12座，涉及5个县区。"
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (2350.0, 1850.0)
    assert codes(damaged)["D05"] == 1


def test_the_indicators_of_a_water_bureau_are_read(read: Reader) -> None:
    damaged = read(WATER)
    read_as = [(i.level1, i.level2, i.name, str(i.target)) for i in damaged.indicators]
    assert read_as == [
        ("履职效能", "重点工作履行", "农村供水工程完成率", "≥95%"),
        ("履职效能", "重点工作履行", "河道治理长度", "≥16.5公里"),
        ("履职效能", "部门目标实现", "水质达标率", "≥98%"),
        ("履职效能", "部门目标实现", "河长制落实情况", "规范"),
        ("管理效率", "预算管理", "预算执行率", "≥95%"),
        ("服务满意", "服务对象满意", "用水户满意度", "≥90%"),
    ]
    assert "河长制落实情况" in told(damaged)


CULTURE = """（2022年度）

部门名称\t示例市文化局（虚构）
年度总体目标\t目标1：公共文化服务提质。
\t任务名称\t主要内容\t预算资金\t\t备注
\t\t\t合计\t其中：财政资金\t
\t公共图书馆免费开放\t保障12个馆免费开放\t320.50\t320.50\t
文物保护\t修缮文物建筑8处\t1,150.00\t650.00\t含上级资金500万元
\t\t惠民演出\t组织演出200场\t96.00\t96.00
年度
主要
任务
\t合计\t\t1,566.50\t1,066.50\t
一级指标\t二级指标\t三级指标\t指标值\t指标解释\t指标说明
履职效能\t重点工作履行\t惠民演出场次\t≥200场\t\t以演出记录为准。
\t文物修缮完成率\t100%\t\t文物修缮完成率=已完成修缮处数/计划修缮处数×100%
运行成本\t成本控制成效\t在职人员经费变动率\t≤3%\t反映对在职人员成本的控

\t\t“三公经费”变动率\t≤0%\t制程度。\t
服务满意\t服务对象满意\t读者满意度\t\t\t
\t\t群众满意度\t≥92%
"""


def test_the_form_of_a_culture_bureau_is_read(read: Reader) -> None:
    damaged = read(CULTURE)
    assert (damaged.department, damaged.year) == ("示例市文化局（虚构）", 2022)
    assert [(t.name, t.content, t.budget, t.fiscal, t.note) for t in damaged.tasks] == [
        ("公共图书馆免费开放", "保障12个馆免费开放", 320.5, 320.5, ""),
        ("文物保护", "修缮文物建筑8处", 1150.0, 650.0, "含上级资金500万元"),
        ("惠民演出", "组织演出200场", 96.0, 96.0, ""),
    ]
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (1566.5, 1066.5)
    assert [
        (i.level1, i.level2, i.name, i.target.text, i.explanation, i.note)
        for i in damaged.indicators
    ] == [
        ("履职效能", "重点工作履行", "惠民演出场次", "≥200场", "", "以演出记录为准。"),
        (
            "履职效能", "重点工作履行", "文物修缮完成率", "100%", "",
            "文物修缮完成率=已完成修缮处数/计划修缮处数×100%",
        ),
        (
            "运行成本", "成本控制成效", "在职人员经费变动率", "≤3%",
            "反映对在职人员成本的控制程度。", "",
        ),
        ("运行成本", "成本控制成效", "“三公经费”变动率", "≤0%", "", ""),
        ("服务满意", "服务对象满意", "读者满意度", "", "", ""),
        ("服务满意", "服务对象满意", "群众满意度", "≥92%", "", ""),
    ]  # fmt: skip
    assert damaged.issues == ()


def test_the_workbook_of_a_health_bureau_is_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[object]] = [
        ["2023年度部门整体绩效目标申报表"],
        ["部门名称", None, "示例市卫生局（虚构）"],
        ["年度\n总体\n目标", "目标1：居民健康素养提升。"],
        [None, "目标2：基层能力提升。"],
        ["年度主要任务", "任务名称", "主要内容", "预算资金（万元）", None, "备注"],
        [None, None, None, "合计", "其中：\n财政资金"],
        [None, "疫苗接种", "适龄儿童接种", 880, 880],
        [None, "基层培训", "培训2000人次", 120.456, 100],
        [None, "合计", None, 1000.456, 980],
        ["一级\n指标", "二级指标", "三级指标", "指标值", "指标解释", "指标说明"],
        ["履职\n效能", "重点工\n作履行", "接种率", 0.95, "反映接种情况。"],
        [None, None, "培训\n人次", 2000],
        ["可持续性", "人才支撑", "高级职称人才比重", 0.3, None, "以年末数计算。"],
    ]
    for row in rows:
        sheet.append(row)
    for cell in ("D11", "D13"):
        sheet[cell].number_format = "0%"
    for area in ("A3:A4", "A5:A9", "B5:B6", "C5:C6", "D5:E5", "F5:F6", "A11:A12", "B11:B12"):
        sheet.merge_cells(area)
    folder = tmp_path / "示例市卫生局" / "2023"
    folder.mkdir(parents=True)
    book.save(folder / "申报表.xlsx")
    damaged = read_declaration(folder / "申报表.xlsx")
    assert (damaged.department, damaged.year) == ("示例市卫生局（虚构）", 2023)
    assert [goal.text for goal in damaged.goals] == ["居民健康素养提升。", "基层能力提升。"]
    assert [(t.name, t.content, t.budget, t.fiscal) for t in damaged.tasks] == [
        ("疫苗接种", "适龄儿童接种", 880.0, 880.0),
        ("基层培训", "培训2000人次", 120.456, 100.0),
    ]
    assert damaged.total is not None
    assert (damaged.total.budget, damaged.total.fiscal) == (1000.456, 980.0)
    assert [
        (i.level1, i.level2, i.name, i.target.value, i.target.unit) for i in damaged.indicators
    ] == [
        ("履职效能", "重点工作履行", "接种率", 0.95, "%"),
        ("履职效能", "重点工作履行", "培训人次", 2000.0, ""),
        ("可持续性", "人才支撑", "高级职称人才比重", 0.3, "%"),
    ]
    assert damaged.indicators[2].note == "以年末数计算。"
    assert damaged.issues == ()


# Nothing is ever lost silently


# Short enough to be read a thousand times, with every kind of row that the form has.
SAMPLE = [
    *BRIEF, *TASK_HEADING, *ROWS[12:14], ROWS[19], ROWS[20], ROWS[21], ROWS[26], ROWS[46],
    *ROWS[75:77], INDICATOR_HEADING, *ROWS[82:93], *ROWS[98:100], *ROWS[109:114], *ROWS[129:133],
]  # fmt: skip
FIRST_ROW = len(BRIEF) + len(TASK_HEADING)
PLACES = st.integers(FIRST_ROW, len(SAMPLE) - 1)
COLUMNS = st.integers(0, 5)
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("delete row"), PLACES, COLUMNS),
        st.tuples(st.just("repeat row"), PLACES, COLUMNS),
        st.tuples(st.just("blank row"), PLACES, COLUMNS),
        st.tuples(st.just("shift right"), PLACES, COLUMNS),
        st.tuples(st.just("shift left"), PLACES, COLUMNS),
        st.tuples(st.just("insert page break"), PLACES, COLUMNS),
        st.tuples(st.just("blank cell"), PLACES, COLUMNS),
        st.tuples(st.just("repeat cell"), PLACES, COLUMNS),
        st.tuples(st.just("cut cell"), PLACES, COLUMNS),
        st.tuples(st.just("swap rows"), PLACES, COLUMNS),
        st.tuples(st.just("insert cell"), PLACES, COLUMNS),
    ),
    min_size=1,
    max_size=6,
)


def damage(rows: Sequence[Row], operations: Sequence[tuple[str, int, int]]) -> list[Row]:
    damaged = [list(row) for row in rows]
    for what, place, column in operations:
        place %= len(damaged)
        if place < FIRST_ROW or INDICATOR_HEADING in damaged[place : place + 2]:
            continue
        row = damaged[place]
        column = min(column, len(row) - 1)
        if what == "delete row":
            del damaged[place]
        elif what == "repeat row":
            damaged.insert(place, list(row))
        elif what == "blank row":
            damaged[place] = [""]
        elif what == "shift right":
            row.insert(0, "")
        elif what == "shift left" and row[0] == "" and len(row) > 1:
            del row[0]
        elif what == "insert page break":
            damaged.insert(place, [""])
        elif what == "blank cell":
            row[column] = ""
        elif what == "repeat cell":
            row.insert(column, row[column])
        elif what == "insert cell":
            row.insert(column, "错版文字")
        elif what == "swap rows" and place + 1 < len(damaged):
            damaged[place : place + 2] = [damaged[place + 1], damaged[place]]
        elif what == "cut cell" and len(row[column]) > 1:
            at = len(row[column]) // 2
            below = [""] * len(row)
            row[column], below[column] = row[column][:at], row[column][at:]
            damaged[place + 1 : place + 1] = [[""], below]
    return damaged


def lost(rows: Sequence[Row], declaration: Declaration) -> list[str]:
    """The cells of the tables that stand nowhere in the result, as 第N行：text.

    A text must be found as often as it is printed: in a field, or in an issue or repair that
    quotes it. A label counts once for the rows it covers, amounts are compared as figures.
    """
    fields, figures = _fields(declaration), _figures(declaration)
    # An issue quotes no more than the beginning of a long text.
    quoted = [part for issue in declaration.issues for part in issue.found.split("｜")]
    issued = [_bare(part) for part in quoted if len(part) == 40]
    skipped = {r.source.place for r in declaration.repairs if r.code == "重复表头"}
    needed: Counter[str] = Counter()
    line_of: dict[str, int] = {}
    for line, row in enumerate(rows[FIRST_ROW:], FIRST_ROW + 1):
        if row == INDICATOR_HEADING or any(f"第{line}行" in place for place in skipped):
            continue
        for cell in row:
            if text := _bare(cell):
                needed[text] += 1
                line_of.setdefault(text, line)
    missing = []
    for text, count in needed.items():
        if re.fullmatch(r"[\d,]+(?:\.\d\d)?", text):
            have = figures[form.number(text)] + sum(f.count(text) for f in fields)
        elif text in _LABELS:
            have = count if any(text in f for f in fields) else 0
        else:
            have = sum(f.count(text) for f in fields)
            have += sum(f != text and text.startswith(f) for f in issued)
        if have < count:
            missing.append(f"第{line_of[text]}行：{text}（印{count}次，读得{have}次）")
    return missing


_LABELS = {"履职效能", "管理效率", "运行成本", "可持续性"} | {
    "整体工作完成", "重点工作履行", "部门目标实现", "预算管理", "资产管理", "基础管理",
    "成本控制成效", "人才支撑", "年度主要任务", "年度", "主要", "任务",
}  # fmt: skip


_MOVING = ("行错位", "跨页拼接", "标点错位", "换行空格", "疑似误识", "夹杂文字")


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _fields(declaration: Declaration) -> list[str]:
    texts: list[str] = []
    for task in declaration.tasks:
        texts += [task.name, task.content, task.note]
    for i in declaration.indicators:
        texts += [i.level1, i.level2, i.name, i.target.text, i.explanation, i.note]
    texts += [issue.found for issue in declaration.issues]
    # A repair that moves or joins quotes a text that stands in a field as well.
    for repair in declaration.repairs:
        if repair.code not in _MOVING:
            texts += [repair.before, repair.what]
    return [_bare(text) for text in texts]


def _figures(declaration: Declaration) -> Counter[float | None]:
    figures = Counter(task.budget for task in declaration.tasks)
    figures.update(task.fiscal for task in declaration.tasks)
    if declaration.total:
        figures.update([declaration.total.budget, declaration.total.fiscal])
    return figures


def test_the_sample_itself_loses_nothing(read: Reader) -> None:
    assert lost(SAMPLE, read(SAMPLE)) == []


def test_the_form_itself_loses_nothing(read: Reader, whole: Declaration) -> None:
    rows = [*BRIEF, *TASK_HEADING, *TASKS, INDICATOR_HEADING, *INDICATORS]
    missing = lost(rows, read(rows))
    assert [text for text in missing if not re.search("效能|满意|管理|情况|能力", text)] == []


# Shrinking takes longer than reading the operations, at most six.
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


@settings(max_examples=50, deadline=None, phases=QUICK)
@example([("blank cell", 15, 2)])
@example([("blank cell", 25, 1)])
@example([("repeat row", 8, 0)])
@example([("repeat row", 15, 0)])
# A row whose name is blank is told with its amounts, however long its content is.
@example([("blank cell", 5, 1)])
@example([("insert page break", 4, 2), ("blank cell", 11, 0)])
@given(OPERATIONS)
def test_whatever_is_damaged_nothing_is_lost_silently(
    read: Reader, operations: list[tuple[str, int, int]]
) -> None:
    rows = damage(SAMPLE, operations)
    try:
        declaration = read(rows)
    except UnreadableFile:
        return
    assert lost(rows, declaration) == []


@settings(max_examples=30, deadline=None, phases=QUICK)
@given(st.lists(st.lists(st.sampled_from(sorted({c for r in SAMPLE for c in r})), max_size=8)))
def test_any_table_of_the_forms_own_cells_is_read_or_refused(read: Reader, rows: list[Row]) -> None:
    try:
        declaration = read(rows) if any(map(any, rows)) else None
    except UnreadableFile:
        return
    assert declaration is None or isinstance(declaration, Declaration)
