"""What a file brings along is named in one line, and nothing of it acts. 示例数据（虚构）."""

import io
import struct
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from test_readers_workbook import compound_file, record

from auditkit import open_audit
from auditkit.files.readers.carried import carried

ROWS = [
    ["绩效目标表"],
    ["（2020年度）"],
    ["部门名称", "某局"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "面积", "≥1公顷"],
]
LINKED = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/%s" Target="http://x.cn/a" TargetMode="External"/></Relationships>'
)


def book(parts: dict[str, bytes] | None = None, formula: str = "") -> bytes:
    """A form as a workbook, with further parts in it, or a formula in its first sheet."""
    made = openpyxl.Workbook()
    for row in ROWS:
        made.worksheets[0].append(row)
    if formula:
        made.worksheets[0]["F1"] = formula
    return with_parts(made, parts or {})


def document(parts: dict[str, bytes] | None = None, field: str = "") -> bytes:
    """A form as a Word document, with further parts, or a field."""
    made = docx.Document()
    table = made.add_table(len(ROWS), 4)
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    if field:
        run = made.add_paragraph().add_run()
        instructed = run._r.makeelement(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText"
        )
        instructed.text = field
        run._r.append(instructed)
    return with_parts(made, parts or {})


def with_parts(made: object, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    with zipfile.ZipFile(out, "a") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def xls(kind: int = 0, further: bytes = b"", storages: tuple[str, ...] = ()) -> bytes:
    """An Excel 97 workbook of one blank sheet, and of one more of that kind."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)
    head = record(0x0809, begin)
    sheets = b"".join(
        record(0x85, struct.pack("<IBBBB", at, 0, k, 1, 0) + name)
        for at, k, name in ((200, 0, b"A"), (240, kind, b"B"))
    )
    stream = (head + sheets + further + record(0x0A)).ljust(200, b"\0")
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6)) + record(0x0A)
    return compound_file({"Workbook": stream + sheet.ljust(40, b"\0") + sheet}, storages)


VBA = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
LINK = "xl/externalLinks/externalLink1.xml"
CASES = {
    "申报表.xlsx": (book(), ()),
    "申报表-宏.xlsm": (book(VBA), ("宏",)),
    "申报表.xltm": (book(VBA), ("宏",)),
    "申报表-宏表.xlsx": (book({"xl/macrosheets/sheet1.xml": b"<x/>"}), ("Excel 4.0 宏表",)),
    "申报表-外链.xlsx": (book({LINK: b"<externalLink/>"}), ("到其他文件的链接",)),
    "申报表-动态.xlsx": (
        book({LINK: b"<externalLink><ddeLink/></externalLink>"}),
        ("到其他文件的链接", "DDE 链接"),
    ),
    "申报表-算式.xlsx": (book(formula="=cmd|'/C calc'!A0"), ("DDE 链接",)),
    "申报表-连接.xlsx": (book({"xl/connections.xml": b"<connections/>"}), ("数据连接",)),
    "申报表-对象.xlsx": (book({"xl/embeddings/oleObject1.bin": b"x"}), ("嵌入的对象",)),
    "申报表-控件.xlsx": (book({"xl/activeX/activeX1.xml": b"<x/>"}), ("控件",)),
    "申报表.docm": (document({"word/vbaProject.bin": b"x"}), ("宏",)),
    "申报表-对象.docx": (document({"word/embeddings/a.bin": b"x"}), ("嵌入的对象",)),
    "申报表-模板.docx": (
        document({"word/_rels/settings2.xml.rels": LINKED % b"attachedTemplate"}),
        ("到其他文件的链接",),
    ),
    "申报表-网址.docx": (document({"word/_rels/x.xml.rels": LINKED % b"hyperlink"}), ()),
    "申报表-域.docx": (document(field=" DDEAUTO c:\\\\x.exe "), ("DDE 链接",)),
    "申报表-超链接.docx": (document(field=' HYPERLINK "http://x.cn" '), ()),
    "决算-宏.xls": (xls(storages=("_VBA_PROJECT_CUR", "VBA")), ("宏",)),
    "决算-对象.xls": (xls(storages=("MBD0001A2B3",)), ("嵌入的对象",)),
    "决算-宏表.xls": (xls(kind=1), ("Excel 4.0 宏表",)),
    "决算-自身.xls": (xls(further=record(0x1AE, b"\x02\0\x01\x04")), ()),
    "决算-外链.xls": (
        xls(further=record(0x1AE, b"\x01\0\x05\0\0\x01a.xls")),
        ("到其他文件的链接",),
    ),
    "决算-动态.xls": (xls(further=record(0x1AE, b"\0\0\x05\0\0cmd\x03a")), ("DDE 链接",)),
    "决算.pdf": (b"%PDF-1.7\n1 0 obj <</S/JavaScript/JS(app.alert\\(1\\))>> endobj", ("脚本",)),
    "决算-附件.pdf": (
        b"%PDF-1.7\n1 0 obj <</Names<</EmbeddedFiles 2 0 R>>>> endobj",
        ("嵌入的对象",),
    ),
    "决算-坏.xlsx": (book(VBA)[:-40], ()),
    "说明.txt": ("有宏：vbaProject.bin".encode(), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_would_act_is_named(name: str) -> None:
    data, expected = CASES[name]
    assert carried(name, data) == expected


@pytest.mark.parametrize(
    "name", ["申报表-宏.xlsm", "申报表.xltm", "申报表.docm", "申报表-算式.xlsx"]
)
def test_an_audit_tells_it_in_one_line_and_reads_the_cells(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "某局" / "2020"
    folder.mkdir(parents=True)
    data, brought = CASES[name]
    (folder / name).write_bytes(data)
    audit = open_audit("某局", 2020, tmp_path)
    assert [one.name for one in audit.declaration.indicators] == ["面积"]
    told = [issue for issue in audit.issues if issue.code == "P09"]
    (said,) = map(str, told)
    assert said == (
        f"{name}：带有{'、'.join(brought)}，没有运行，也没有打开，只读单元格和文字。"
        "请核对文件来源；打开原件时不要启用内容。"
    )
    assert not told[0].grave


def test_a_sheet_that_only_a_program_can_show_is_told(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book()))
    sheet = made.create_sheet("底数")
    for row in ROWS[3:]:
        sheet.append(row)
    sheet.sheet_state = "veryHidden"
    folder = tmp_path / "某局" / "2020"
    folder.mkdir(parents=True)
    made.save(folder / "申报表.xlsx")
    issues = open_audit("某局", 2020, tmp_path).issues
    assert any("底数" in str(issue) and "隐藏的工作表没有读取" in str(issue) for issue in issues)
