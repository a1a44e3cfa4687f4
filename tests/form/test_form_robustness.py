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
from auditkit.form import read_declaration
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
