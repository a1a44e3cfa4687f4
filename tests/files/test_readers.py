"""What any file becomes: grids with addresses, or one Chinese line that says what to do."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Grid
from auditkit.files.readers import LARGEST_FILE, read_grids
from auditkit.files.readers.kinds import kind_of
from auditkit.files.readers.plain import decode, read_plain

NAME = "申报表.xlsx"
FORM = "一级指标\t二级指标\t指标值\n产出指标\t数量指标\t≥95%\n\n效益指标\t社会效益\t充分\n"


def zip_of(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return buffer.getvalue()


def small_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["一级指标", "指标值"])
    sheet.append(["产出指标", 0.95])
    sheet.merge_cells("A3:B4")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def small_docx() -> bytes:
    document = Document()
    document.add_paragraph("部门整体绩效目标申报表")
    table = document.add_table(2, 3)
    table.cell(0, 0).text = "一级指标"
    table.cell(0, 1).merge(table.cell(1, 2))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


SMALL_HTML = (
    "<html><head><meta charset=gb2312></head><body>标题<table><tr><td rowspan=2>产出"
    "<td>≥95%<tr><td>b</table></body></html>"
).encode("gb18030")


def grids_of(data: bytes, tmp_path: Path, name: str = NAME) -> list[Grid]:
    path = tmp_path / name
    path.write_bytes(data)
    return read_grids(path)


def refusal(data: bytes, tmp_path: Path, name: str = NAME) -> str:
    """The message, proven to be one Chinese line: file, problem, remedy."""
    with pytest.raises(UnreadableFile) as caught:
        grids_of(data, tmp_path, name)
    message = str(caught.value)
    assert "\n" not in message
    assert name in message
    assert message.endswith("。")
    assert message.count("。") == 2, "a problem and a remedy, each a sentence"
    return message


def test_the_published_form_keeps_every_line_and_tab(form_path: Path) -> None:
    (grid,) = read_grids(form_path)
    lines = form_path.read_text("utf-8").split("\n")
    assert len(grid.rows) == len(lines)
    assert grid.place(87, 2) == "第88行第3栏"
    assert ["\t".join(map(str, row)) for row in grid.rows] == lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_reads_the_same_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    (grid,) = grids_of(FORM.encode(encoding), tmp_path, "申报表.txt")
    assert grid.texts[1] == ("产出指标", "数量指标", "≥95%")
    assert grid.texts[2] == ("",), "a blank line marks a page break"
    assert grid.texts[3][2] == "充分"


def test_line_ends_of_every_system_count_alike() -> None:
    assert decode("a.txt", b"a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_a_markdown_table_is_split_where_no_tab_is() -> None:
    text = "标题\n| 指标 | 值 |\n|---|:--:|\n| 甲\\|乙 | ≥95% |\n|X| 是绝对值\n"
    (grid,) = read_plain("a.txt", text.encode(), "")
    assert grid.texts == (
        ("标题",),
        ("指标", "值"),
        ("",),
        ("甲|乙", "≥95%"),
        ("|X| 是绝对值",),
        ("",),
    )


def test_bars_in_a_text_with_tabs_are_plain_characters() -> None:
    (grid,) = read_plain("a.txt", b"|a|b|\tc", "")
    assert grid.texts == (("|a|b|", "c"),)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t\n", "文件是空的"),
        (b"\xef\xbb\xbf\n", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "扫描件"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "扫描件"),
        (b"Rar!\x1a\x07\x01\0rest", "先解压"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "先解压"),
        (zip_of({"a/申报表.xlsx": b"x", "b.txt": b"y"}), "压缩包，内有2项"),
        (zip_of({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b""}), "OFD"),
        (zip_of({"ppt/presentation.xml": b"<x/>"}), "演示文稿"),
        (zip_of({"xl/workbook.bin": b"x"}), "xlsb"),
        (zip_of({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
         "OpenDocument 文档"),
        (b"{\\rtf1\\ansi}", "RTF"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHT"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', "2003 版"),
        (bytes(range(256)) * 8, "无法识别"),
        (b"abc\0\0\0\0def", "不是文本"),
        (b"\xff\xfe\x00\xd8\x00", "编码"),
        ("部门整体绩效目标".encode("utf-16-le"), "不是文本"),
        (b"PK\x03\x04 and then nothing", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "损坏"),
    ],
)  # fmt: skip
def test_what_no_reader_takes_is_named_with_its_remedy(
    data: bytes, said: str, tmp_path: Path
) -> None:
    assert said in refusal(data, tmp_path)


def test_a_utf8_text_with_a_broken_byte_is_not_taken_for_chinese_of_another_encoding(
    tmp_path: Path,
) -> None:
    data = FORM.encode()
    assert "第4行" in refusal(data[:-3], tmp_path, "申报表.txt")
    middle = data.index("数量".encode()) + 1
    assert "第2行" in refusal(data[:middle] + data[middle + 1 :], tmp_path, "申报表.txt")


def test_a_missing_file_a_folder_and_a_giant_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="文件不存在"):
        read_grids(tmp_path / "无.txt")
    with pytest.raises(UnreadableFile, match="文件夹"):
        read_grids(tmp_path)
    giant = tmp_path / "大.pdf"
    with giant.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    with pytest.raises(UnreadableFile, match="200 MB"):
        read_grids(giant)


@pytest.mark.parametrize("suffix", ["xls", "xlsx", "txt", "docx", "pdf", "html", ""])
@pytest.mark.parametrize(
    ("data", "cell"),
    [
        (small_xlsx(), "产出指标"),
        (small_docx(), "一级指标"),
        (SMALL_HTML, "≥95%"),
        (FORM.encode(), "≥95%"),
    ],
    ids=["xlsx", "docx", "html", "text"],
)
def test_content_decides_whatever_the_suffix(
    suffix: str, data: bytes, cell: str, tmp_path: Path
) -> None:
    grids = grids_of(data, tmp_path, f"申报表.{suffix}")
    assert cell in [text for grid in grids for _, _, text in grid.cells()]


def test_a_pdf_is_one_even_after_leading_bytes() -> None:
    assert kind_of("a.txt", b"%PDF-1.4") == "pdf"
    assert kind_of("a.txt", b"x" * 1019 + b"%PDF-1.4") == "pdf"
    assert kind_of("a.txt", b"x" * 1020 + b"%PDF-1.4") == "text"


def only_grids_or_a_refusal(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "任意.bin"
    path.write_bytes(data)
    try:
        grids, message = read_grids(path), ""
    except UnreadableFile as error:
        grids, message = [], str(error)
    assert "\n" not in message
    assert all(isinstance(grid, Grid) for grid in grids)
    for grid in grids:
        for row, column, _ in grid.cells():
            assert grid.place(row, column)


STEADY = settings(
    deadline=None,
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HEADS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<html>",
    b"\xff\xfe",
    b"<table>",
]


@STEADY
@given(head=st.sampled_from(HEADS), rest=st.binary(max_size=2000))
def test_arbitrary_bytes_end_in_grids_or_a_refusal(
    head: bytes, rest: bytes, tmp_path: Path
) -> None:
    only_grids_or_a_refusal(head + rest, tmp_path)


def damaged(data: bytes, at: int, replaced: bytes, cut: int) -> bytes:
    at %= len(data)
    data = data[:at] + replaced + data[at + len(replaced) :]
    return data[: len(data) - cut % len(data)]


@STEADY
@given(
    data=st.sampled_from([small_xlsx(), small_docx(), SMALL_HTML]),
    at=st.integers(0, 10**6),
    replaced=st.binary(max_size=8),
    cut=st.integers(0, 50) | st.integers(0, 10**6),
)
def test_a_damaged_file_ends_in_grids_or_a_refusal(
    data: bytes, at: int, replaced: bytes, cut: int, tmp_path: Path
) -> None:
    only_grids_or_a_refusal(damaged(data, at, replaced, cut), tmp_path)


@STEADY
@given(
    data=st.sampled_from([small_xlsx(), small_docx()]),
    part=st.integers(0, 100),
    at=st.integers(0, 10**6),
    replaced=st.binary(max_size=4) | st.sampled_from([b"<", b'"', b"99999999", b"&x;", b"</"]),
    cut=st.just(0) | st.integers(0, 10**6),
)
def test_a_sound_container_around_a_damaged_part_ends_in_grids_or_a_refusal(
    data: bytes, part: int, at: int, replaced: bytes, cut: int, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    name = sorted(parts)[part % len(parts)]
    parts[name] = damaged(parts[name], at, replaced, cut)
    only_grids_or_a_refusal(zip_of(parts), tmp_path)
