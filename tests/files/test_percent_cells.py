"""Cells in percent format: read as what they show, in every kind of workbook.

示例数据（虚构）: all figures invented.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import pickle
import struct
import zipfile
from pathlib import Path

import layout_forms as forms
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import NamedStyle
from test_readers import only_grids_or_a_refusal, zip_of
from test_readers_workbook import (
    compound_file,
    new_sheet,
    number,
    ods,
    read,
    record,
    saved,
    with_parts,
    xls,
)

from auditkit.facts.workbook.cells import FactCell, FactLog, read_count, read_number
from auditkit.files.grid import Percent, Scalar, Source, as_text
from auditkit.files.readers.biff import scan_sheets
from auditkit.files.readers.compound import CompoundFile
from auditkit.files.readers.opendocument import read_opendocument
from auditkit.files.readers.sheetxml import checked_parts, is_percentage
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = "xl/styles.xml"


def exactly(values: object) -> object:
    """With the types, as 0.9 equals Percent(0.9)."""
    if isinstance(values, tuple):
        return tuple(exactly(value) for value in values)
    return type(values).__name__, values


# The text of a percentage


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.905, "90.5%"),
        (0.9, "90%"),
        (1, "100%"),
        (0.07, "7%"),
        (0.29, "29%"),
        (0.57, "57%"),
        (1.1, "110%"),
        (0.1 + 0.2, "30%"),
        (1 / 3, "33.3333333333333%"),
        (-0.125, "-12.5%"),
        (0, "0%"),
        (-0.0, "0%"),
        (0.0005, "0.05%"),
        (1e-7, "0.00001%"),
        (92, "9200%"),
        (1e15, "100000000000000000%"),
    ],
)
def test_a_percentage_is_written_as_its_file_shows_it(fraction: float, text: str) -> None:
    assert as_text(Percent(fraction)) == text


@given(st.integers(-(10**9), 10**9))
def test_two_places_of_percent_never_gain_noise(hundredths: int) -> None:
    text = as_text(Percent(hundredths / 10_000))
    assert text.endswith("%")
    assert round(float(text[:-1]) * 100) == hundredths
    assert len(text.rstrip("%").partition(".")[2]) <= 2


def test_a_percentage_is_a_number_everywhere_else() -> None:
    value = Percent(0.9)
    assert value == 0.9
    assert hash(value) == hash(0.9)
    assert (str(value), repr(value), f"{value:.1f}") == ("0.9", "0.9", "0.9")
    assert json.dumps([value]) == "[0.9]"
    assert type(pickle.loads(pickle.dumps(value))) is Percent
    for endless in ("inf", "-inf", "nan"):
        assert as_text(Percent(endless)).endswith("%")


# Number formats


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0%", True),
        ("0.00%", True),
        ("[红色]0%", True),
        ("[Red][>1]0.0%;0", True),
        ("0%;-0%", True),
        ('"约"0%', True),
        ("0.0%_);(0.0%)", True),
        ("#,##0\\ %", True),
        ('0.0"%"', False),
        ("0\\%", False),
        ("0_%", False),
        ("0*%", False),
        ("0[%]", False),
        ("0;-0%", False),
        ('0";"0%', True),
        ('0"%', False),
        ("0\\", False),
        ("", False),
        ("General", False),
        ("0％", False),
    ],
)
def test_which_codes_show_percentages(code: str, expected: bool) -> None:
    assert is_percentage(164, {164: code}) is expected


def test_built_in_formats_hold_unless_the_file_defines_them() -> None:
    assert [n for n in range(60) if is_percentage(n, {})] == [9, 10]
    assert not is_percentage(9, {9: "0.0"})
    assert not is_percentage(-1, {-1: "0%"})


# xlsx


def test_percent_formats_of_a_workbook() -> None:
    book, sheet = new_sheet()
    formats = ["0%", "0.00%", '0.0"%"', "[红色]0%", "0;-0%", "General", "yyyy-mm-dd"]
    for row, code in enumerate(formats, 2):
        sheet.cell(row, 3, 0.9).number_format = code
    sheet["C8"].value = dt.date(2024, 1, 31)
    for column, value in enumerate([1, True, "90%", None, -0.5], 4):
        sheet.cell(2, column, value).number_format = "0%"
    (grid,) = read(saved(book))
    assert [row[2] for row in grid.texts] == [
        "", "90%", "90%", "0.9", "90%", "0.9", "0.9", "2024-01-31",
    ]  # fmt: skip
    assert grid.texts[1] == ("", "", "90%", "100%", "是", "90%", "", "-50%")
    assert exactly(grid.rows[1][2:4]) == (("Percent", 0.9), ("Percent", 1.0))
    assert exactly(grid.rows[3][2]) == ("float", 0.9)
    assert grid.rows[1][4] is True


def test_every_sheet_has_its_own_percentages() -> None:
    book, sheet = new_sheet()
    sheet["A1"] = 0.1
    book.create_chartsheet("图")
    second = book.create_sheet("二 & 三")
    second["B2"] = 0.2
    second["B2"].number_format = "0%"
    hidden = book.create_sheet("隐藏", 0)
    hidden["A1"] = 0.3
    hidden["A1"].number_format = "0.0%"
    hidden.sheet_state = "hidden"
    grids = read(saved(book))
    assert [(grid.name, grid.texts) for grid in grids] == [
        ("隐藏", (("30%",),)),
        ("Sheet", (("0.1",),)),
        ("二 & 三", (("", ""), ("", "20%"))),
    ]


def by_hand(rows: str, styles: bytes | None = None) -> bytes:
    """A workbook of hand-made XML: style 0 is plain, 1 and 2 are percentages, 3 is 0.0"%"."""
    book, sheet = new_sheet()
    for row, code in enumerate(["0%", "0.000%", '0.0"%"'], 1):
        sheet.cell(row, 1, 1).number_format = code
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    data = with_parts(saved(book), {"xl/worksheets/sheet1.xml": xml.encode()})
    return data if styles is None else with_parts(data, {STYLES: styles})


ROWS = (
    "<row r='2' s='1' customFormat='1'><c r='B2' s='1'><f>A1/2</f><v>0.45</v></c>"
    "<c r='C2' s='2' t='n'><v>0.125</v></c><c r='D2' s='3'><v>12.5</v></c><c r='E2'><v>0.5</v></c>"
    "<c r='F2' s='1' t='str'><f>X</f><v>0.9</v></c><c r='G2' s='1' t='b'><v>1</v></c>"
    "<c r='H2' s='1' t='e'><v>#REF!</v></c><c r='I2' s='1'/><c r='J2' s='99'><v>1</v></c></row>"
)


def test_formula_results_and_types_of_cells() -> None:
    (grid,) = read(by_hand(ROWS))
    assert grid.texts[1] == (
        "", "45%", "12.5%", "12.5", "0.5", "0.9", "是", "#REF!", "", "1",
    )  # fmt: skip
    assert exactly(grid.rows[1][5]) == ("str", "0.9")


def test_cells_without_addresses_are_counted() -> None:
    (grid,) = read(
        by_hand("<row><c s='1'><v>0.1</v></c><c><v>2</v></c><c s='1'><v>3</v></c></row>")
    )
    assert grid.texts == (("10%", "2", "300%"),)


def test_a_cell_without_a_style_has_the_first_one() -> None:
    styles = f"<styleSheet xmlns='{MAIN}'><cellXfs><xf numFmtId='9'/></cellXfs></styleSheet>"
    (grid,) = read(by_hand("<row r='1'><c r='A1'><v>0.5</v></c></row>", styles.encode()))
    assert grid.texts == (("50%",),)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def found_in(data: bytes) -> dict[int, set[tuple[int, int]]]:
    return checked_parts("申报表.xlsx", parts_of(data))[1]


PREFIXED = (
    f"<x:styleSheet xmlns:x='{MAIN}'><x:numFmts><x:numFmt numFmtId='170' formatCode='0.0%'/>"
    "</x:numFmts><x:cellStyleXfs><x:xf numFmtId='9'/></x:cellStyleXfs><x:cellXfs><x:xf/>"
    "<x:xf numFmtId='170'/><x:xf numFmtId='10'/><x:xf numFmtId='x'/></x:cellXfs>"
    "<x:dxfs><x:dxf><x:numFmt numFmtId='0' formatCode='0%'/></x:dxf></x:dxfs></x:styleSheet>"
)


def test_styles_with_a_prefix_are_understood() -> None:
    (grid,) = read(by_hand(ROWS, PREFIXED.encode()))
    assert grid.texts[1][1:5] == ("45%", "12.5%", "12.5", "0.5")


def test_styles_are_found_under_another_name() -> None:
    parts = parts_of(by_hand(ROWS))
    del parts[STYLES]
    parts |= {
        "XL/Styles.xml": ("\ufeff" + PREFIXED).encode("utf-16-le"),
        "xl/tableStyles.xml": b"<tableStyles/>",
    }
    assert checked_parts("申报表.xlsx", parts)[1] == {0: {(1, 1), (1, 2)}}


def plain_reading() -> tuple[str, ...]:
    return ("", "0.45", "0.125", "12.5", "0.5", "0.9", "是", "#REF!", "", "1")


def xfs(*numbers: str) -> bytes:
    text = "".join(f"<xf numFmtId='{number}'/>" for number in numbers)
    return f"<styleSheet xmlns='{MAIN}'><cellXfs>{text}</cellXfs></styleSheet>".encode()


@pytest.mark.parametrize(
    "styles",
    [b"<styleSheet/>", b"<styleSheet><cellXfs/></styleSheet>", xfs("9" * 6000, "-9", "", "x")],
)
def test_odd_styles_leave_the_numbers_as_they_are(styles: bytes) -> None:
    (grid,) = read(by_hand(ROWS, styles))
    assert grid.texts[1] == plain_reading()


@pytest.mark.parametrize(
    "styles",
    [
        b"",
        b"\xff\xfe\x00",
        xfs("9", "9")[:-9],
        b"<?xml version='1.0' encoding='nonsense'?>" + xfs("9", "9"),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + xfs("9", "9"),
    ],
)
def test_damaged_styles_mark_no_percentage(styles: bytes) -> None:
    assert found_in(by_hand(ROWS, styles)) == {}


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_whose_order_is_unknown_marks_no_percentage(part: str) -> None:
    data = by_hand(ROWS)
    assert found_in(data) == {0: {(1, 1), (1, 2)}}
    assert found_in(with_parts(data, {part: b"<x"})) == {}


def test_a_workbook_without_styles_has_no_percentages() -> None:
    parts = {name: part for name, part in parts_of(by_hand(ROWS)).items() if name != STYLES}
    (grid,) = read(zip_of(parts))
    assert grid.texts[1] == plain_reading()


def test_sheets_are_found_by_a_relative_name_too() -> None:
    data = by_hand(ROWS)
    relations = "xl/_rels/workbook.xml.rels"
    changed = parts_of(data)[relations].replace(b"/xl/worksheets/", b"worksheets/")
    assert changed != parts_of(data)[relations]
    (grid,) = read(with_parts(data, {relations: changed}))
    assert grid.texts[1][1] == "45%"


CELLS = st.tuples(
    st.integers(0, 12),
    st.integers(0, 8),
    st.one_of(
        st.integers(-(10**6), 10**6),
        st.floats(-1e6, 1e6, allow_subnormal=False),
        st.booleans(),
        st.sampled_from(["90%", "指标", "#"]),
        st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
    ),
    st.sampled_from(["0%", "0.00%", "[Red]0.0%;0", '0.0"%"', "0;-0%", "0.00"]),
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(CELLS, max_size=15))
def test_turning_the_formats_off_gives_the_plain_reading(
    cells: list[tuple[int, int, object, str]],
) -> None:
    book, sheet = new_sheet()
    shown: dict[tuple[int, int], bool] = {}
    for row, column, value, code in cells:
        cell = sheet.cell(row + 1, column + 1)
        cell.value = value  # type: ignore[assignment]
        day = isinstance(value, dt.date)
        cell.number_format = "yyyy-mm-dd" if day else code
        plain = day or isinstance(value, bool | str)
        shown[row, column] = not plain and code in ("0%", "0.00%", "[Red]0.0%;0")
    (formatted,) = read(saved(book))
    for (row, column), percent in shown.items():
        if percent:
            sheet.cell(row + 1, column + 1).number_format = "General"
    (bare,) = read(saved(book))
    assert formatted.rows == bare.rows
    assert not any(isinstance(value, Percent) for row in bare.rows for value in row)
    found = {
        (r, c)
        for r, row in enumerate(formatted.rows)
        for c, value in enumerate(row)
        if isinstance(value, Percent)
    }
    assert found == {place for place, percent in shown.items() if percent}
    for r, row in enumerate(formatted.rows):
        for c, value in enumerate(row):
            if (r, c) not in found:
                assert exactly(value) == exactly(bare.rows[r][c])


# xls


def xf(formats: list[int], size: int = 20) -> bytes:
    return b"".join(
        record(0xE0, struct.pack("<HH", 0, number).ljust(size, b"\0")) for number in formats
    )


def code8(number: int, code: str, wide: bool = False) -> bytes:
    text = code.encode("utf-16-le" if wide else "latin-1")
    return record(0x041E, struct.pack("<HHB", number, len(code), wide) + text)


def old(head: bytes, cells: bytes) -> bytes:
    """An Excel 97 workbook with these records among its globals."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)
    name = "实际数".encode("utf-16-le")
    start = len(record(0x0809, bof)) + len(head) + 4 + 8 + len(name) + 4
    sheet = record(0x85, struct.pack("<IBBBB", start, 0, 0, 3, 1) + name)
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    stream = record(0x0809, bof) + head + sheet + record(0x0A) + body + cells + record(0x0A)
    return compound_file({"Workbook": stream})


def number_of(row: int, column: int, style: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def rk(value: int) -> int:
    """A whole number of hundredths."""
    return value << 2 & 0xFFFFFFFF | 0b11


HEAD = (
    code8(164, "[Red]0.0%")
    + code8(165, '0.0"%"')
    + code8(166, "[红色]0%", wide=True)
    + code8(167, "0;-0%")
    + xf([0, 9, 10, 164, 165, 166, 167])
)


def test_percent_formats_of_an_old_workbook() -> None:
    cells = b"".join(number_of(0, style, style, 0.9) for style in range(7))
    cells += record(0x027E, struct.pack("<HHHI", 1, 0, 1, rk(95)))
    several = b"".join(struct.pack("<HI", style, rk(50)) for style in (0, 1, 4, 5))
    cells += record(0x00BD, struct.pack("<HH", 1, 1) + several + struct.pack("<H", 4))
    tail = struct.pack("<HIH", 0, 0, 0)
    cells += record(0x0006, struct.pack("<HHHd", 2, 0, 2, 0.125) + tail)
    failed = struct.pack("<BBBBBBH", 2, 0, 0x07, 0, 0, 0, 0xFFFF)
    cells += record(0x0006, struct.pack("<HHH", 2, 1, 2) + failed + tail)
    cells += record(0x0205, struct.pack("<HHHBB", 2, 2, 1, 1, 0))
    cells += record(0x0204, struct.pack("<HHHHB", 2, 3, 1, 3, 0) + b"90%")
    (grid,) = read(old(HEAD, cells))
    assert grid.texts == (
        ("0.9", "90%", "90%", "90%", "0.9", "90%", "0.9"),
        ("95%", "0.5", "50%", "0.5", "50%", "", ""),
        ("12.5%", "#DIV/0!", "是", "90%", "", "", ""),
    )


def test_an_excel_95_workbook_has_its_percentages() -> None:
    head = record(0x041E, struct.pack("<HB", 164, 4) + b"0.0%") + xf([0, 164, 9], 16)
    bof = struct.pack("<HHHH", 0x0500, 0x0005, 0, 1995)
    start = len(record(0x0809, bof)) + len(head) + 4 + 12 + 4
    sheet = record(0x85, struct.pack("<IBBB", start, 0, 0, 5) + b"Sheet")
    body = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 1995))
    cells = b"".join(number_of(0, style, style, 0.9) for style in range(3))
    stream = record(0x0809, bof) + head + sheet + record(0x0A) + body + cells + record(0x0A)
    (grid,) = read(compound_file({"Book": stream}))
    assert grid.texts == (("0.9", "90%", "90%"),)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        record(0xE0, b"\0"),
        record(0xE0) + record(0x041E),
        record(0x041E, b"\xa4") + record(0x041E, struct.pack("<HHB", 164, 999, 1)) + xf([164]),
        xf([164]),
    ],
)
def test_damaged_formats_of_an_old_workbook_leave_its_numbers(head: bytes) -> None:
    container = CompoundFile(old(head, number(0, 0, 0.9)))
    (scan,) = scan_sheets("申报表.xls", container.stream("Workbook"))
    assert (scan.rows, scan.columns, scan.percentages) == (1, 1, set())


@settings(deadline=None, max_examples=100, derandomize=True)
@given(at=st.integers(0, 200), replaced=st.binary(min_size=1, max_size=8))
def test_damage_among_the_formats_ends_in_grids_or_a_refusal(
    at: int, replaced: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = old(HEAD, number_of(0, 0, 1, 0.9))
    at += 512
    only_grids_or_a_refusal(
        data[:at] + replaced + data[at + len(replaced) :], tmp_path_factory.getbasetemp()
    )


def test_an_old_workbook_without_formats_reads_as_before() -> None:
    (grid,) = read(xls(number(0, 0, 0.9)))
    assert exactly(grid.rows) == ((("float", 0.9),),)


# ods


def test_percentages_of_an_open_document() -> None:
    cell = "<table:table-cell office:value-type='{}' office:value='{}'><text:p>{}</text:p>"
    cells = [("percentage", "0.905", "91%"), ("float", "0.905", "0.9"), ("percentage", "x", "九成")]
    row = "".join(cell.format(*c) + "</table:table-cell>" for c in cells)
    table = f"<table:table><table:table-row>{row}</table:table-row></table:table>"
    (grid,) = read_opendocument("a.ods", ods(table), "")
    assert grid.texts == (("90.5%", "0.905", "九成"),)
    assert exactly(grid.rows[0][:2]) == (("Percent", 0.905), ("float", 0.905))


# The fact workbook


def read_cell(value: Scalar, unit: str) -> tuple[float | None, list[str]]:
    log = FactLog()
    cell = FactCell(value, Source("实际数.xlsx", "数据项!C7"))
    found = read_number(cell, "实际值", unit, log)
    assert type(found) in (float, type(None))
    return found, [str(issue) for issue in log.issues]


@pytest.mark.parametrize("fraction", [0.0, 0.92, 1.6, -0.3, 10.0])
def test_a_rate_in_percent_format_is_taken_as_it_is(fraction: float) -> None:
    assert read_cell(Percent(fraction), "%") == (fraction, [])


def test_a_number_pasted_into_a_cell_in_percent_format_is_still_doubted() -> None:
    found, told = read_cell(Percent(92), "%")
    assert found == 0.92
    (line,) = told
    assert line == (
        "实际数.xlsx[数据项!C7]：实际值按百分数读作92%（“9200%”）。请核对；百分比请填 92% 或 0.92。"
    )


def test_a_rate_without_the_format_is_still_doubted() -> None:
    found, told = read_cell(1.6, "%")
    assert found == 0.016
    assert ["按百分数读作" in line for line in told] == [True]


@pytest.mark.parametrize(
    ("unit", "remedy"), [("人", "请核对后改为数字格式，单位人。"), ("", "请核对后改为数字格式。")]
)
def test_a_percent_format_under_another_unit_is_told(unit: str, remedy: str) -> None:
    assert read_cell(Percent(0.9), unit) == (
        0.9,
        [f"实际数.xlsx[数据项!C7]：实际值是百分比格式的数，读作0.9（“90%”）。{remedy}"],
    )


def test_a_percentage_past_all_figures_is_refused() -> None:
    for unit in ("%", "万元"):
        found, told = read_cell(Percent(1e13), unit)
        assert found is None
        assert ["数值过大" in line for line in told] == [True]


def test_a_count_in_percent_format_is_a_count() -> None:
    log = FactLog()
    cell = FactCell(Percent(3), Source("实际数.xlsx", "数据项!C7"))
    assert read_count(cell, "人数", "人", log) == 3.0
    assert [(issue.code, issue.grave) for issue in log.issues] == [("F09", False)]


# Whole forms


HEAD_ROWS: list[list[object]] = [
    ["项目支出绩效自评表（示例数据，虚构）"],
    ["（2022年度）"],
    ["单位名称", None, "示例市档案馆（虚构）"],
]
DECLARATION: list[list[object]] = [
    ["2023年度部门整体绩效目标申报表"],
    ["部门名称", None, "示例市卫生局（虚构）"],
    ["年度总体目标", "目标1：居民健康素养提升。"],
    ["年度主要任务", "任务名称", "主要内容", "预算资金（万元）", None, "备注"],
    [None, None, None, "合计", "其中：财政资金"],
    [None, "疫苗接种", "适龄儿童接种", 880, 880],
    [None, "合计", None, 880, 880],
    ["一级指标", "二级指标", "三级指标", "指标值", "指标解释", "指标说明"],
    ["履职效能", "重点工作履行", "接种覆盖", 0.9, "反映接种情况。"],
    [None, None, "培训人次", 2000],
    [None, None, "合格率", 1],
    [None, None, "收入增长", 1.6],
    ["可持续性", "人才支撑", "高级职称人才比重", 0.305],
]


def form(
    rows: list[list[object]], path: Path, formats: dict[str, str], texts: dict[str, str]
) -> Declaration:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for address, code in formats.items():
        sheet[address].number_format = code
    for address, text in texts.items():
        sheet[address].value = text
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return read_declaration(path)


def test_a_declaration_of_percent_cells_reads_like_typed_text(tmp_path: Path) -> None:
    path = tmp_path / "示例市卫生局" / "2023" / "申报表.xlsx"
    formats = {"D9": "0%", "D11": "0.00%", "D12": "[红色]0%", "D13": "0.0%"}
    texts = {"D9": "90%", "D11": "100%", "D12": "160%", "D13": "30.5%"}
    cells = form(DECLARATION, path, formats, {})
    typed = form(DECLARATION, path, {}, texts)
    expected = [
        ("接种覆盖", 0.9, "%", "90%"),
        ("培训人次", 2000.0, "", "2000"),
        ("合格率", 1.0, "%", "100%"),
        ("收入增长", 1.6, "%", "160%"),
        ("高级职称人才比重", 0.305, "%", "30.5%"),
    ]
    for read_form in (cells, typed):
        assert [
            (i.name, i.target.value, i.target.unit, i.target.text) for i in read_form.indicators
        ] == expected
        assert read_form.issues == ()
        assert read_form.repairs == ()
    assert [i.target for i in cells.indicators] == [i.target for i in typed.indicators]


def test_percent_cells_in_an_old_workbook_are_targets_too(tmp_path: Path) -> None:
    cells = b""
    for r, row in enumerate(DECLARATION):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                cells += record(0x0204, struct.pack("<HHHHB", r, c, 0, len(value), 1) + text)
            elif isinstance(value, int | float):
                style = 1 if (r, c) in ((8, 3), (10, 3), (11, 3), (12, 3)) else 0
                cells += number_of(r, c, style, value)
    path = tmp_path / "示例市卫生局" / "2023" / "申报表.xls"
    path.parent.mkdir(parents=True)
    path.write_bytes(old(HEAD, cells))
    declaration = read_declaration(path)
    assert [str(i.target) for i in declaration.indicators] == [
        "90%", "2000", "100%", "160%", "30.5%",
    ]  # fmt: skip


SCORED: list[list[object]] = [
    *HEAD_ROWS,
    [
        "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重",
        "得分", "未完成原因分析",
    ],
    ["产出指标", "数量指标", "接待查档", "≥", 5000, "人次", 5200, 0.4, 40],
    [None, "质量指标", "政策知晓", "≥", 0.9, "%", 0.98, 0.1, 9.5, "宣传不足"],
    ["满意度指标", "服务对象满意度", "查档人满意度", "≥", 0.9, "%", 0.95, 0.5, 50],
]  # fmt: skip


def test_weights_and_results_in_percent_format(tmp_path: Path) -> None:
    percent = {f"{c}{r}": "0%" for c in "EG" for r in (6, 7)} | {f"H{r}": "0%" for r in (5, 6, 7)}
    texts = {a: f"{v}%" for a, v in zip(percent, (90, 90, 98, 95, 40, 10, 50), strict=True)}
    path = tmp_path / "自评表.xlsx"
    cells, typed = form(SCORED, path, percent, {}), form(SCORED, path, {}, texts)
    for read_form in (cells, typed):
        assert [
            (str(i.target), i.actual and i.actual.value, i.weight, i.score)
            for i in read_form.indicators
        ] == [
            ("≥5000人次", 5200.0, 40.0, 40.0),
            ("≥90%", 0.98, 10.0, 9.5),
            ("≥90%", 0.95, 50.0, 50.0),
        ]
    assert (cells.issues, cells.repairs) == (typed.issues, typed.repairs)
    bare = form(SCORED, path, {}, {})
    assert [i.weight for i in bare.indicators] == [i.weight for i in cells.indicators]


def test_an_execution_rate_in_percent_format(tmp_path: Path) -> None:
    path = forms.write_xlsx(forms.EVALUATION, forms.EVALUATION_MERGED, tmp_path / "自评表.xlsx")
    typed = read_declaration(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            text = str(cell.value or "")
            if text.endswith("%") and text[0].isdigit():
                cell.value = round(float(text[:-1]) / 100, 6)
                cell.number_format = "0.00%"
    book.save(path)
    cells = read_declaration(path)
    assert [(x.name, x.rate) for x in cells.budget_lines] == [
        ("年度资金总额", 0.8005),
        ("其中：当年财政拨款", 0.8006),
        ("上年结转资金", 0.75),
        ("其他资金", 1.0),
    ]
    assert [i.actual and str(i.actual) for i in cells.indicators] == [
        i.actual and str(i.actual) for i in typed.indicators
    ]
    assert [str(issue) for issue in cells.issues] == [str(issue) for issue in typed.issues]


def test_a_named_percent_style_counts(tmp_path: Path) -> None:
    book, sheet = new_sheet()
    style = NamedStyle("百分比示例")
    style.number_format = "0.0%"
    sheet["A1"] = 0.905
    sheet["A1"].style = style
    sheet["A2"] = 0.5
    sheet["A2"].style = "Percent"
    (grid,) = read(saved(book))
    assert grid.texts == (("90.5%",), ("50%",))
