"""Files that no form should be, given to the form reader: one line each, in bounded memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import layout_forms as forms
import openpyxl
import pytest
from hanging import not_hanging
from test_pdf import LOCKED, scanned
from test_readers import zip_of
from test_readers_workbook import SHEET, compound_file, with_sheet, xls

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Grid
from auditkit.form import read_declaration
from auditkit.form.reading import declaration_in
from auditkit.form.values import reached
from auditkit.formula import parse_target


def many_rows() -> bytes:
    # More than are read; what two hundred thousand take is tried where the reader is.
    return with_sheet(
        "".join(f"<row r='{r}'><c r='A{r}'><v>1</v></c></row>" for r in range(1, 60_001))
    )


def bomb() -> bytes:
    return zip_of({SHEET: bytes(60 * 1024 * 1024), "xl/workbook.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("申报表.xlsx", b"", "文件是空的"),
        ("申报表.pdf", b" \n", "文件是空的"),
        ("申报表.xlsx", compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}), "密码"),
        ("申报表.xls", xls(b"", protected=True), "密码"),
        ("申报表.pdf", LOCKED, "密码"),
        ("申报表.pdf", scanned(), "扫描件"),
        ("申报表.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
        ("申报表.xlsx", many_rows(), "上限"),
        ("申报表.xlsx", bomb(), "60 MB"),
    ],
    ids=["empty", "blank", "xlsx", "xls", "locked", "scan", "picture", "rows", "bomb"],
)  # fmt: skip
def test_what_is_no_form_is_answered_with_one_line(
    name: str, data: bytes, says: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    tracemalloc.start()
    try:
        with not_hanging(), pytest.raises(UnreadableFile) as caught:
            read_declaration(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert peak < 120 * 1024 * 1024


@pytest.mark.parametrize(("kind", "suffix"), [("xls", "xlsx"), ("html", "xls"), ("xlsx", "xls")])
def test_a_form_under_a_wrong_suffix_is_read_as_what_it_is(
    kind: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"自评表.{suffix}"
    forms.WRITERS[kind](forms.EVALUATION, forms.EVALUATION_MERGED, path)
    read = read_declaration(path)
    assert (len(read.indicators), len(read.budget_lines), read.issues) == (7, 4, ())


def test_a_form_with_a_thousand_columns_of_towns_is_read(tmp_path: Path) -> None:
    towns = [f"第{n}镇" for n in range(900)]
    rows = [
        ["一级指标", "二级指标", "三级指标", "指标值", *towns],
        *(
            ["产出指标", "数量指标", f"指标{n}号任务", "≥9公里", *["≥1公里"] * 900]
            for n in range(100)
        ),
    ]  # fmt: skip
    path = forms.write_txt(rows, [], tmp_path / "绩效目标表.txt")
    with not_hanging():
        read = read_declaration(path)
    assert len(read.indicators) == 100
    assert [f.text for f in read.indicators[99].further] == ["≥1公里"] * 900


@pytest.mark.parametrize(
    ("text", "aim", "value"),
    [
        # Of a share and a percentage the one nearer to the target: here the share.
        ("0.00003", "≤5%", 0.00003),
        ("0.00000004", "≥95%", 0.00000004),
        ("12345678901234567890", "≤95%", 123456789012345678.9),
    ],
)
def test_a_number_that_python_writes_with_an_exponent_is_moved_to_percent_all_the_same(
    text: str, aim: str, value: float
) -> None:
    assert reached(text, parse_target(aim)).value == pytest.approx(value, rel=1e-12)


def test_a_heading_merged_over_the_rows_below_it_makes_no_heading_of_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["绩效目标表"],
        ["部门名称", "某局", "年度", "2020"],
        ["一级指标", "二级指标", "三级指标", "指标值", "指标解释", "指标说明"],
        ["履职效能", "工作目标管理情况", "目标依据充分性", "充分", "依据是否充分"],
        ["履职效能", "工作目标管理情况", "工作目标合理性", "合理", "目标是否明确"],
        ["履职效能", "工作目标管理情况", "目标管理有效性", "有效", "是否落实", "逐项检查"],
    ):
        sheet.append(row)
    for area in ("C3:C5", "F3:F5"):
        sheet.merge_cells(area)
    for at, name in (("C4", "目标依据充分性"), ("C5", "工作目标合理性")):
        sheet[at].parent._cells.pop((sheet[at].row, sheet[at].column))
        sheet[at] = name
    book.save(tmp_path / "申报表.xlsx")
    read = read_declaration(tmp_path / "申报表.xlsx")
    assert "目标管理有效性" in [one.name for one in read.indicators]


def test_a_table_that_the_paper_cuts_is_told(tmp_path: Path) -> None:
    path = tmp_path / "示例市教育局" / "2024" / "申报表.xlsx"
    rows = [
        ["部门整体支出绩效目标申报表（虚构）"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "培训教师人次", "≥300人次"],
    ]
    grid = Grid(path.name, "0", "table", "第1页 表1", tuple(map(tuple, rows)), cut=True)
    read = declaration_in([grid], path)
    assert [i.name for i in read.indicators] == ["培训教师人次"]
    (told,) = [issue for issue in read.issues if issue.code == "D25"]
    assert told.grave
    assert told.source.place == "第1页 表1 第1行第4列"


def test_a_figure_that_its_cell_hides_is_told_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "示例市教育局" / "2024" / "申报表.xlsx"
    rows = [
        ["部门整体支出绩效目标申报表（虚构）", None, None, None],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "培训教师人次", "≥300人次"],
        ["产出指标", "质量指标", "培训合格率（按", "≥95%"],
        ["产出指标", "时效指标", "按期完成培训的班次占全部班次的比例", "≥98%"],
    ]
    name = "第1页 表1"
    hidden = {f"{name} 第3行第4列": "00人次", f"{name} 第5行第3列": "的比例"}
    grid = Grid(path.name, "0", "table", name, tuple(map(tuple, rows)), clipped=hidden)
    read = declaration_in([grid], path)
    told = [issue for issue in read.issues if issue.code == "D26"]
    assert {(issue.source.place.split()[-1], issue.grave) for issue in told} == {
        ("第3行第4列", True),
        ("第5行第3列", False),
        ("第4行第3列", True),
    }
    assert [one.part for one in read.unread if one.source.place == f"{name} 第3行第4列"] == [
        "指标值"
    ]


@pytest.mark.parametrize("said", ["NaN", "inf", "#REF!", "壹佰万元"])
def test_what_is_no_amount_in_a_column_of_amounts_is_wrong_there_and_not_blank(
    tmp_path: Path, said: str
) -> None:
    form = tmp_path / "申报表.txt"
    form.write_text(
        "绩效目标表\n（2020年度）\n部门名称\t某局\n"
        "年度主要任务\t任务名称\t主要内容\t预算金额（万元）\t其中：财政资金\t备注\n"
        f"\t设备\t内容\t{said}\t{said}\n\t修缮\t内容\t-50.00\t50.00\n"
        f"一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t面积\t≥{said}\n",
        "utf-8",
    )
    read = read_declaration(form)
    told = {(issue.code, issue.what) for issue in read.issues if issue.code in ("D06", "D24")}
    assert told == {
        ("D06", "任务“设备”的预算合计不是数字"),
        ("D06", "任务“设备”的财政资金不是数字"),
        ("D24", "任务“修缮”的预算合计是负数"),
    }
    assert [task.budget for task in read.tasks] == [None, -50.0]
    (area,) = read.indicators
    assert area.target.kind == ("quality" if said.endswith("元") else "none")
    assert bool(area.target.doubt) is not said.endswith("元")


SPLIT_HEAD = ("一级指标", "二级指标", "三级指标", "指标值", "分值")


@pytest.mark.parametrize(
    ("above", "below", "target", "weight"),
    [
        (("", "时效指标", "按期完工率", "", ""), ("", "", "", "≥95%", 20), "≥95%", 20.0),
        (("", "时效指标", "按期完工率", "", ""), ("", "", "", "及时", 20), "及时", 20.0),
        (("", "时效指标", "按期完工率", "", 20), ("", "", "", "≥95%", ""), "≥95%", 20.0),
        (("", "时效指标", "按期完工率", "≥95%", ""), ("", "", "", "", 20), "≥95%", 20.0),
        # The labels are printed again, as over the rows of a merged cell.
        (
            ("", "时效指标", "按期完工率", "", ""),
            ("产出指标", "时效指标", "", "≥95%", 20),
            "≥95%",
            20.0,
        ),
        # A row of its own, which has no name: its target is nobody's.
        (("", "时效指标", "按期完工率", "≥95%", 20), ("", "", "", "≥90%", 5), "≥95%", 20.0),
        (("", "时效指标", "按期完工率", "", ""), ("效益指标", "", "", "≥90%", 5), "", None),
    ],
)
@pytest.mark.parametrize("headed", [True, False])
def test_a_row_of_which_the_next_page_has_the_figures_is_one(
    above: tuple[object, ...],
    below: tuple[object, ...],
    target: str,
    weight: float | None,
    headed: bool,
    tmp_path: Path,
) -> None:
    path = tmp_path / "示例市教育局" / "2024" / "申报表.pdf"
    first = (
        ("项目绩效目标表（虚构）",),
        ("项目名称", "公路建设"),
        SPLIT_HEAD,
        ("产出指标", "数量指标", "新建里程", "≥126公里", 40),
        above,
    )
    second = (
        *([SPLIT_HEAD] if headed else []),
        below,
        ("效益指标", "社会效益指标", "就业人数", "≥320人", 40),
    )
    grids = [
        Grid(path.name, "0", "table", name, tuple(map(tuple, rows)))
        for name, rows in (("第1页 表1", first), ("第2页 表1", second))
    ]
    read = declaration_in(grids, path)
    assert [one.name for one in read.indicators] == ["新建里程", "按期完工率", "就业人数"]
    assert (read.indicators[1].target.text, read.indicators[1].weight) == (target, weight)
    lone = [one for one in read.unread if one.kind == "格" and one.heading in ("≥90%", "5")]
    assert [one for one in lone if read.indicators[1].source in one.beside] == (
        [] if target else lone
    )
    assert bool(lone) == (below[3] == "≥90%")


def test_another_form_right_below_a_heading_ends_the_form_there(tmp_path: Path) -> None:
    path = tmp_path / "示例市教育局" / "2024" / "申报表.pdf"
    rows = (("任务名称", "主要内容", "预算金额"), ("部门名称", "示例市教育局", None))
    read = declaration_in([Grid(path.name, "0", "table", "第1页 表1", rows)], path)
    assert read.tasks == ()
    assert [i.source.place for i in read.issues if i.code == "D17"] == ["第1页 表1 第2行第1列"]
