"""Workbooks of every kind: the same cells at the same addresses, and nothing that runs away."""

import datetime as dt
import io
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hanging import not_hanging
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from test_readers import grids_of, only_grids_or_a_refusal, refusal, small_xlsx, zip_of

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid
from auditkit.files.readers.compound import CompoundFile
from auditkit.files.readers.opendocument import read_opendocument
from auditkit.files.readers.workbook import read_workbook

SHEET = "xl/worksheets/sheet1.xml"


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def new_sheet() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def with_parts(data: bytes, changed: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    return zip_of(parts | changed)


def with_sheet(rows: str) -> bytes:
    """A workbook whose first worksheet holds these rows of XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return with_parts(small_xlsx(), {SHEET: xml.encode()})


def read(data: bytes) -> list[Grid]:
    return read_workbook("申报表.xlsx", data, "0" * 64)


def compound_file(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A compound file of 512-byte sectors, every stream padded past the mini-stream cutoff.

    `storages` are there by name alone, with nothing in them.
    """
    content, fat, entries = b"", [], []

    def add(data: bytes) -> int:
        nonlocal content
        start, count = len(fat), -(-len(data) // 512)
        fat.extend([*range(start + 1, start + count), 0xFFFFFFFE])
        content += data.ljust(count * 512, b"\0")
        return start

    def entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        following = len(entries) + 1 if kind == 2 and len(entries) < len(streams) else 0xFFFFFFFF
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, following, child)
        return (text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links).ljust(
            116, b"\0"
        ) + struct.pack("<III", start, size, 0)

    entries.append(entry("Root Entry", 5, 0xFFFFFFFE, 0, 1))
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        entries.append(entry(name, 2, add(data), len(data)))
    entries += [entry(name, 1, 0, 0) for name in storages]
    directory = add(b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0"))
    tables = -(-(len(fat) + 2) // 127)
    fat_start = len(fat)
    fat.extend([0xFFFFFFFD] * tables)
    packed = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * 512, b"\xff")
    difat = [fat_start + number for number in range(tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    header += struct.pack(
        "<IIIIIIIII", tables, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0
    )[:32]
    header += struct.pack("<109I", *difat, *[0xFFFFFFFF] * (109 - tables))
    return header + content + packed


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(cells: bytes, merged: bytes = b"", protected: bool = False) -> bytes:
    """An Excel 97 workbook with the sheet 实际数."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)
    name = "实际数".encode("utf-16-le")
    head = record(0x0809, bof) + (record(0x2F, b"\0" * 6) if protected else b"")
    start = len(head) + 4 + 8 + len(name) + 4
    sheet = record(0x85, struct.pack("<IBBBB", start, 0, 0, 3, 1) + name)
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    stream = head + sheet + record(0x0A) + body + cells + merged + record(0x0A)
    return compound_file({"Workbook": stream})


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def test_values_of_every_kind_keep_their_type_and_place() -> None:
    book, sheet = new_sheet()
    sheet["B2"], sheet["C2"], sheet["D2"] = "≥95%", 3.5, True
    sheet["B3"], sheet["C3"] = dt.date(2024, 1, 31), dt.datetime.fromisoformat("2024-01-31T08:30")
    sheet["D33"] = 12
    (grid,) = read(saved(book))
    assert grid.rows[1] == (None, "≥95%", 3.5, True)
    assert grid.rows[2] == (
        None,
        dt.date(2024, 1, 31),
        dt.datetime.fromisoformat("2024-01-31T08:30"),
        None,
    )
    assert (grid.texts[32][3], grid.place(32, 3)) == ("12", "Sheet!D33")


def test_an_error_value_arrives_as_text() -> None:
    book, sheet = new_sheet()
    for row, error in enumerate(["#REF!", "#DIV/0!", "#N/A", "#NAME?"], 1):
        sheet.cell(row, 2, error).data_type = "e"
    sheet["A1"] = 't="e" 不是错误'
    (grid,) = read(saved(book))
    assert [row[1] for row in grid.rows] == ["#REF!", "#DIV/0!", "#N/A", "#NAME?"]
    assert grid.rows[0][0] == 't="e" 不是错误'
    (grid,) = read(with_sheet("<row r='1'><c r='A1' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"))
    assert grid.rows == (("#DIV/0!",),)


def test_hidden_sheets_are_read_and_can_be_told() -> None:
    book, sheet = new_sheet()
    sheet["A1"] = "见"
    for name, state in (("隐藏", "hidden"), ("深藏", "veryHidden")):
        other = book.create_sheet(name)
        other["A1"], other.sheet_state = name, state
    book.create_chartsheet("图")
    data = saved(book)
    assert [grid.rows[0][0] for grid in read(data)] == ["见", "隐藏", "深藏"]
    assert [grid.name for grid in read(data) if grid.hidden] == ["隐藏", "深藏"]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=20)
VALUES = st.one_of(
    TEXTS.filter(lambda text: text.strip() == text and text and text[0] not in "=#"),
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_subnormal=False),
    st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
)
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 30))


@settings(deadline=None, max_examples=100, derandomize=True)
@given(
    cells=st.dictionaries(PLACES, VALUES, max_size=20),
    corners=st.lists(st.tuples(PLACES, PLACES), max_size=4),
)
def test_any_small_workbook_reads_back_cell_for_cell(
    cells: dict[tuple[int, int], object], corners: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    book, sheet = new_sheet()
    areas: list[Area] = []
    for (top, left), (bottom, right) in corners:
        area = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
        apart = all(
            area.bottom < other.top
            or other.bottom < area.top
            or area.right < other.left
            or other.right < area.left
            for other in areas
        )
        if apart and (area.top, area.left) != (area.bottom, area.right):
            areas.append(area)
            sheet.merge_cells(
                start_row=area.top + 1,
                start_column=area.left + 1,
                end_row=area.bottom + 1,
                end_column=area.right + 1,
            )
    for (row, column), value in list(cells.items()):
        covered = any(
            area.top <= row <= area.bottom
            and area.left <= column <= area.right
            and (row, column) != (area.top, area.left)
            for area in areas
        )
        if covered:
            del cells[row, column]
        else:
            sheet.cell(row + 1, column + 1, value)  # type: ignore[arg-type]
    (grid,) = read(saved(book))
    found = {
        (row, column): value
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if value is not None
    }
    assert found == {
        place: pytest.approx(v) if type(v) is float else v for place, v in cells.items()
    }
    for row, column in found:
        assert grid.place(row, column) == f"Sheet!{get_column_letter(column + 1)}{row + 1}"
    height = max((row for row, _ in cells), default=-1)
    width = max((column for _, column in cells), default=-1)
    whole = {area for area in areas if area.bottom <= height and area.right <= width}
    assert whole <= set(grid.merged)
    for area in set(grid.merged) - whole:
        assert any((area.top, area.left) == (other.top, other.left) for other in areas)
        assert area.bottom <= height
        assert area.right <= width


def measured(data: bytes) -> tuple[str, int]:
    """The refusal, and the peak of Python's memory in MB."""
    tracemalloc.start()
    with not_hanging(), pytest.raises(UnreadableFile) as caught:
        read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return str(caught.value), peak // 1024 // 1024


def test_two_cells_at_the_far_corners_are_refused_and_the_far_one_is_named() -> None:
    book, sheet = new_sheet()
    sheet["A1"], sheet["XFD1048576"] = 1, 2
    message, peak = measured(saved(book))
    assert "第1048576行XFD列" in message
    assert peak < 10


def test_formatted_blank_cells_far_away_do_no_harm() -> None:
    rows = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576' s='0'/></row>"
    (grid,) = read(with_sheet(rows))
    assert grid.rows == ((1.0,),)


def test_two_hundred_thousand_rows_are_refused_before_they_fill_the_memory() -> None:
    rows = "".join(
        f"<row r='{row}'><c r='A{row}'><v>{row}</v></c><c r='H{row}'><v>1</v></c></row>"
        for row in range(1, 200_001)
    )
    message, peak = measured(with_sheet(rows))
    assert "上限" in message
    assert peak < 120


def test_fifty_thousand_rows_are_the_most() -> None:
    def tall(last: int) -> bytes:
        return with_sheet(f"<row r='{last}'><c r='A{last}'><v>1</v></c></row>")

    assert len(read(tall(50_000))[0].rows) == 50_000
    with pytest.raises(UnreadableFile, match="上限"):
        read(tall(50_001))


def test_a_million_cells_are_the_most_in_one_sheet_and_in_all() -> None:
    def wide(columns: str) -> bytes:
        return with_sheet(f"<row r='1000'><c r='{columns}1000'><v>1</v></c></row>")

    assert len(read(wide("ALL"))[0].rows[0]) == 1000
    with pytest.raises(UnreadableFile, match="上限"):
        read(wide("ALM"))
    book, sheet = new_sheet()
    sheet.cell(1000, 600, 1)
    book.copy_worksheet(sheet)
    with pytest.raises(UnreadableFile, match="合计"):
        read(saved(book))


@pytest.mark.parametrize("size", [400 * 1024 * 1024, 60 * 1024 * 1024], ids=["by size", "by ratio"])
def test_a_declared_bomb_is_refused_before_it_is_unpacked(size: int, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container,
        container.open(SHEET, "w") as part,
    ):
        for _ in range(size // (1024 * 1024)):
            part.write(bytes(1024 * 1024))
    message, peak = measured(buffer.getvalue())
    assert f"{size // 1024 // 1024} MB" in message
    assert peak < 10


def test_a_bomb_with_a_lying_header_is_never_unpacked_past_what_it_declares() -> None:
    size = 100 * 1024 * 1024
    data = zip_of({SHEET: bytes(size), "xl/workbook.xml": b"<x/>"})
    data = data.replace(struct.pack("<I", size), struct.pack("<I", 1000))
    message, peak = measured(data)
    assert "损坏" in message
    assert peak < 10


def test_a_container_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    data = zip_of({f"xl/{number}": b"" for number in range(10_001)})
    assert "10000个文件" in refusal(data, tmp_path)


def test_long_texts_may_not_multiply() -> None:
    shared = "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><t>"
    rows = "".join(
        f"<row r='{row}'><c r='A{row}' t='s'><v>0</v></c></row>" for row in range(1, 20_000)
    )
    text = (shared + "长" * 10_000 + "</t></si></sst>").encode()
    data = with_parts(with_sheet(rows), {"xl/sharedStrings.xml": text})
    message, _ = measured(data)
    assert "长文字" in message


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='2'><c r='A2'><v>1</v></c></row><row r='1'><c r='A1'><v>2</v></c></row>",
        "<row r='x'/>",
        "<row r='1'><c r='A'><v>1</v></c></row>",
        "<row r='1'><c r='ZZZZ1'><v>1</v></c></row>",
        f"<row r='{'9' * 5000}'/>",
        "<row>",
    ],
)
def test_a_worksheet_out_of_order_is_damaged(rows: str, tmp_path: Path) -> None:
    assert "损坏" in refusal(with_sheet(rows), tmp_path)


def test_a_worksheet_with_a_document_type_is_damaged(tmp_path: Path) -> None:
    xml = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'
    assert "损坏" in refusal(with_parts(small_xlsx(), {SHEET: xml}), tmp_path)


def test_cells_without_references_count_from_where_they_stand() -> None:
    (grid,) = read(
        with_sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    )
    assert grid.rows == ((1.0, 2.0), (3.0, None))


def test_merged_areas_stay_within_the_table_and_may_not_overlap(tmp_path: Path) -> None:
    def merged(*areas: str) -> bytes:
        xml = "".join(f"<mergeCell ref='{area}'/>" for area in areas)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        cells = "<row r='1'><c r='A1'><v>1</v></c></row><row r='3'><c r='C3'><v>1</v></c></row>"
        sheet = f"<worksheet xmlns='{main}'><sheetData>{cells}</sheetData>"
        sheet += f"<mergeCells>{xml}</mergeCells></worksheet>"
        return with_parts(small_xlsx(), {SHEET: sheet.encode()})

    (grid,) = read(merged("A1:XFD2", "E5:F9"))
    assert grid.merged == (Area(0, 0, 1, 2),)
    assert "重叠" in refusal(merged("A1:C3", "A1:C3"), tmp_path)


def test_a_panic_below_python_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    class Panicking:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise PanicException("index out of bounds\nsecond line")

    monkeypatch.setattr("auditkit.files.readers.workbook.CalamineWorkbook", Panicking)
    with pytest.raises(UnreadableFile, match="不是完好的 Excel 工作簿") as caught:
        read(small_xlsx())
    assert "\n" not in str(caught.value)


def test_a_workbook_of_pictures_alone_is_called_so(tmp_path: Path) -> None:
    book, _ = new_sheet()
    data = with_parts(saved(book), {"xl/media/image1.png": b"\x89PNG"})
    assert "只有图片" in refusal(data, tmp_path)


def test_an_old_workbook_reads_under_any_suffix(tmp_path: Path) -> None:
    cells = number(0, 0, 12.5)
    cells += record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x17, 1))
    failed = struct.pack("<BBBBBBH", 2, 0, 0x07, 0, 0, 0, 0xFFFF)
    cells += record(0x0006, struct.pack("<HHH", 2, 2, 0) + failed + struct.pack("<HIH", 0, 0, 0))
    merged = record(0xE5, struct.pack("<HHHHH", 1, 0, 1, 0, 0))
    (grid,) = grids_of(xls(cells, merged), tmp_path, "实际数.xlsx")
    assert grid.name == "实际数"
    assert grid.rows == ((12.5, None, None), (None, "#REF!", None), (None, None, "#DIV/0!"))
    assert grid.merged == (Area(0, 0, 1, 0),)
    assert grid.place(1, 1) == "实际数!B2"


def test_an_old_workbook_with_far_cells_is_refused(tmp_path: Path) -> None:
    assert "上限" in refusal(xls(number(0, 0, 1) + number(65535, 65535, 1)), tmp_path)
    vast = record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
    assert "上限" in refusal(xls(vast), tmp_path)


def test_a_password_is_named_as_the_reason(tmp_path: Path) -> None:
    assert "密码" in refusal(xls(b"", protected=True), tmp_path)
    locked = compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"y"})
    assert "密码" in refusal(locked, tmp_path)
    assert "密码" in refusal(ods("", locked=True), tmp_path)


def test_an_old_word_document_is_told_from_an_old_workbook(tmp_path: Path) -> None:
    assert "doc" in refusal(compound_file({"WordDocument": b"x"}), tmp_path, "申报表.xls")
    assert "识别" in refusal(compound_file({"Other": b"x"}), tmp_path)


def test_a_compound_file_returns_its_streams() -> None:
    content = bytes(range(256)) * 400
    container = CompoundFile(compound_file({"甲": content, "乙": b"x" * 4096}))
    assert container.stream("甲") == content
    assert container.stream("乙") == b"x" * 4096


def test_a_chain_that_runs_in_a_circle_ends() -> None:
    data = bytearray(compound_file({"Workbook": b"x" * 5000}))
    fat = len(data) - 512
    data[fat : fat + 8] = struct.pack("<II", 1, 0)
    with pytest.raises(ValueError, match="chain"):
        CompoundFile(bytes(data)).stream("Workbook")


@settings(
    deadline=None,
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(at=st.integers(0, 10**6), replaced=st.binary(max_size=8), records=st.booleans())
def test_a_damaged_old_workbook_ends_in_grids_or_a_refusal(
    at: int, replaced: bytes, records: bool, tmp_path: Path
) -> None:
    data = xls(number(0, 0, 1) + record(0x0204, b"\0\0\1\0\0\0\1\0\0A") + number(3, 3, 2))
    at = 512 + at % 200 if records else at % len(data)
    only_grids_or_a_refusal(data[:at] + replaced + data[at + len(replaced) :], tmp_path)


def ods(tables: str, locked: bool = False) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        container.writestr(
            "content.xml", f"<office:document-content {spaces}>{body}</office:document-content>"
        )
        container.writestr("META-INF/manifest.xml", "<encryption-data/>" if locked else "<x/>")
    return buffer.getvalue()


def test_an_open_document_keeps_values_places_and_merged_areas(tmp_path: Path) -> None:
    (grid,) = grids_of(
        ods(
            "<table:table table:name='表'>"
            "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>"
            "<table:table-header-rows><table:table-row>"
            "<table:table-cell table:number-columns-spanned='2'><text:p>指标<text:s text:c='2'/>值"
            "</text:p></table:table-cell><table:covered-table-cell/>"
            "<table:table-cell office:value-type='percentage' office:value='0.95'><text:p>95%"
            "</text:p></table:table-cell></table:table-row></table:table-header-rows>"
            "<table:table-row table:number-rows-repeated='2'>"
            "<table:table-cell office:value-type='date' office:date-value='2024-01-31'/>"
            "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>"
            "<table:table-cell office:value-type='string'><text:p>#REF!</text:p>"
            "</table:table-cell></table:table-row>"
            "<table:table-row table:number-rows-repeated='1048571'>"
            "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
            "</table:table>"
        ),
        tmp_path,
        "实际数.xlsx",
    )
    day = dt.date(2024, 1, 31)
    assert grid.rows == ((), (), ("指标  值", None, 0.95), *[(day, True, "#REF!")] * 2)
    assert grid.merged == (Area(2, 0, 2, 1),)
    assert grid.place(2, 2) == "表!C3"


@pytest.mark.parametrize("repeat", ["rows", "columns"])
def test_an_open_document_may_not_repeat_without_end(repeat: str, tmp_path: Path) -> None:
    cell = "<table:table-cell{}><text:p>x</text:p></table:table-cell>"
    mark = f" table:number-{repeat}-repeated='999999999999'"
    row = "<table:table-row{}>" + cell.format(mark if repeat == "columns" else "")
    table = row.format(mark if repeat == "rows" else "") + "</table:table-row>"
    assert "上限" in refusal(ods(f"<table:table>{table}</table:table>"), tmp_path)


def test_a_damaged_open_document_is_refused(tmp_path: Path) -> None:
    assert "损坏" in refusal(ods("<table:table>"), tmp_path)
    assert read_opendocument("a.ods", ods(""), "") == []


PANIC = """
import io, sys
from auditkit.errors import AuditError
from auditkit.files.readers import workbook

class Book:
    def get_sheet_by_index(self, index):
        import os
        os.write(2, b"thread '<unnamed>' panicked at src/xls.rs:99")
        class PanicException(BaseException): pass
        raise PanicException("index out of bounds")
    sheets_metadata = [type("M", (), {"typ": workbook.SheetTypeEnum.WorkSheet})]

workbook._opened = lambda file, buffer: Book()
try:
    workbook._read("a.xls", io.BytesIO(), "", {})
except AuditError as error:
    print(error)
print("heard", file=sys.stderr)
"""


def test_what_a_panic_prints_by_itself_reaches_no_terminal() -> None:
    done = subprocess.run([sys.executable, "-c", PANIC], capture_output=True, text=True, check=True)
    assert "不是完好的 Excel 工作簿（PanicException）" in done.stdout
    assert done.stderr == "heard\n"
