"""Word documents and web pages: tables with merged areas, prose, and what hostile ones cost."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from test_readers import grids_of, refusal, small_docx, zip_of

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid
from auditkit.files.readers import read_grids
from auditkit.files.readers.html import read_html
from auditkit.files.readers.word import read_word


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def word_body(xml: str) -> list[Grid]:
    document = Document()
    body = document.element.body
    for child in list(body):
        body.remove(child)
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    for child in parse_xml(f"<w:body {nsdecls('w')} {math}>{xml}</w:body>"):
        body.append(child)
    return read_word("申报表.docx", saved(document), "0" * 64)


def cell(text: str, settings: str = "") -> str:
    return f"<w:tc><w:tcPr>{settings}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def page(text: str) -> list[Grid]:
    return read_html("申报表.html", text.encode(), "0" * 64)


def test_word_prose_and_tables_come_in_order_with_their_addresses() -> None:
    document = Document()
    document.add_paragraph("标题")
    document.add_paragraph("")
    document.add_paragraph("部门名称：\t教育局")
    document.add_table(1, 1).cell(0, 0).text = "甲"
    document.add_table(1, 2).cell(0, 1).text = "乙"
    prose, first, second = read_word("a.docx", saved(document), "")
    assert prose.texts == (("标题",), ("",), ("部门名称：", "教育局"))
    assert (first.name, first.texts) == ("表1", (("甲",),))
    assert second.place(0, 1) == "表2 第1行第2列"


def test_word_merges_in_both_directions_hold_their_value_at_the_top_left() -> None:
    _, grid = read_word("a.docx", small_docx(), "")
    assert grid.merged == (Area(0, 1, 1, 2),)
    document = Document()
    table = document.add_table(4, 2)
    for number in range(4):
        table.cell(number, 1).text = str(number)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    table.cell(2, 0).merge(table.cell(3, 0)).text = "乙"
    (grid,) = read_word("a.docx", saved(document), "")
    assert grid.texts == (("甲", "0"), ("", "1"), ("乙", "2"), ("", "3"))
    assert grid.merged == (Area(0, 0, 1, 0), Area(2, 0, 3, 0))


def test_a_word_row_that_begins_further_right_keeps_its_columns() -> None:
    row = f"<w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>{cell('甲')}</w:tr>"
    (grid,) = word_body(f"<w:tbl>{row}</w:tbl>")
    assert grid.texts == (("", "", "甲"),)


def test_a_table_within_a_word_cell_is_named_after_that_cell() -> None:
    inner = f"<w:tbl><w:tr>{cell('内')}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr>{cell('外')}<w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    grids = word_body(outer + f"<w:tbl><w:tr>{cell('后')}</w:tr></w:tbl>")
    assert [grid.name for grid in grids] == ["表1", "表1 第1行第2列内表1", "表2"]
    assert [grid.texts for grid in grids] == [(("外", ""),), (("内",),), (("后",),)]


def test_word_text_is_what_a_reader_sees() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    (grid,) = word_body(
        f"<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs></w:pPr>{run.format('预算')}"
        f"<w:ins w:id='1' w:author='x'>{run.format('执行')}</w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>旧</w:delText></w:r></w:del>"
        f"<w:moveFrom w:id='3' w:author='x'>{run.format('移走')}</w:moveFrom>"
        "<w:sdt><w:sdtContent><w:r><w:t>率</w:t><w:br/><w:t>=</w:t></w:r></w:sdtContent></w:sdt>"
        "<m:oMath><m:f><m:num><m:r><m:t>执行数</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>预算数</m:t></m:r></m:den></m:f></m:oMath></w:p>"
    )
    assert grid.texts == (("预算执行率\n=（执行数）/（预算数）",),)


def test_rows_and_cells_inside_content_controls_are_read() -> None:
    row = f"<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{cell('甲')}</w:sdtContent></w:sdt>"
    (grid,) = word_body(f"<w:tbl>{row}</w:tr></w:sdtContent></w:sdt></w:tbl>")
    assert grid.texts == (("甲",),)


@pytest.mark.parametrize("tag", ["<w:gridSpan w:val='99999999'/>", "<w:gridSpan w:val='9999999'/>"])
def test_a_hostile_word_span_is_refused(tag: str) -> None:
    with pytest.raises(UnreadableFile, match="上限"):
        word_body(f"<w:tbl><w:tr>{cell('甲', tag)}</w:tr></w:tbl>")


def test_many_word_tables_may_not_add_up_past_the_bound() -> None:
    wide = cell("甲", "<w:gridSpan w:val='400000'/>")
    table = f"<w:tbl><w:tr>{wide}{cell('乙')}</w:tr></w:tbl>"
    with pytest.raises(UnreadableFile, match="合计"):
        word_body(table * 3)


def test_a_word_document_of_pictures_alone_is_called_a_scan(tmp_path: Path) -> None:
    document = saved(Document())
    with zipfile.ZipFile(io.BytesIO(document)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    data = zip_of(parts | {"word/media/image1.png": b"\x89PNG"})
    assert "只有图片" in refusal(data, tmp_path, "申报表.docx")


def test_a_word_document_without_its_body_is_damaged(tmp_path: Path) -> None:
    assert "Word 文档" in refusal(zip_of({"word/document.xml": b"<x/>"}), tmp_path, "申报表.docx")


def test_a_page_yields_prose_and_tables() -> None:
    prose, first, second = page(
        "<title>不显示</title><body><h1>部门 整体\n绩效目标</h1>（2020年度）<br>单位：万元"
        "<script>var x='<td>1</td>'</script><table><caption>表题</caption>"
        "<tr><th>指标<th>值</table>"
        "<p>注</p><table><tr><td>甲<br>乙</table>尾"
    )
    assert [row[0] for row in prose.rows] == [
        "部门 整体 绩效目标", "（2020年度）", "单位：万元", "表题", "注", "尾",
    ]  # fmt: skip
    assert first.texts == (("指标", "值"),)
    assert second.texts == (("甲\n乙",),)
    assert second.place(0, 0) == "表2 第1行第1列"


def test_page_spans_become_merged_areas() -> None:
    (grid,) = page(
        "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2"
        "<tr><td colspan=3 rowspan=1>丙</table>"
    )
    assert grid.texts == (("甲", "乙", ""), ("", "1", "2"), ("丙", "", ""))
    assert grid.merged == (Area(0, 0, 1, 0), Area(0, 1, 0, 2), Area(2, 0, 2, 2))


def test_a_row_span_of_zero_reaches_the_end_of_its_section_and_no_further() -> None:
    (grid,) = page(
        "<table><thead><tr><td rowspan=9>a<td>b</thead>"
        "<tbody><tr><td rowspan=0>c<td>d<tr><td>e</tbody></table>"
    )
    assert grid.texts == (("a", "b"), ("c", "d"), ("", "e"))
    assert grid.merged == (Area(1, 0, 2, 0),)


def test_a_table_within_a_page_cell_is_a_grid_of_its_own() -> None:
    outer, inner = page("<table><tr><td>外<table><tr><td>内</table></table>")
    assert (outer.texts, inner.texts) == ((("外",),), (("内",),))


def test_a_form_control_counts_as_the_text_it_shows() -> None:
    (grid,) = page(
        "<table><tr><td><input value=95%><input type=hidden value=x>"
        "<td><select><option>一<option selected>二</select></table>"
    )
    assert grid.texts == (("95%", "二"),)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=gb2312>", "gb18030"),
        ('<meta http-equiv=Content-Type content="text/html; charset=GBK">', "gb18030"),
        ("<meta charset=utf-8>", "gb18030"),
        ("<meta charset=gb2312>", "utf-8"),
        ("", "utf-8-sig"),
        ("<meta charset=utf-8>", "utf-16"),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        ("<meta charset=big5>", "big5"),
    ],
)
def test_a_page_is_decoded_by_what_proves_right(head: str, encoding: str, tmp_path: Path) -> None:
    text = f"{head}<html><table><tr><td>教育局在職人員</td></tr></table></html>"
    if encoding not in ("big5",):
        text = text.replace("職", "职").replace("員", "员")
    (grid,) = grids_of(text.encode(encoding), tmp_path, "导出.xls")
    assert grid.rows[0][0] in ("教育局在职人员", "教育局在職人員")


def test_entities_and_outside_addresses_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    (grid,) = page(
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>'
        "<html><link rel=stylesheet href='http://localhost:1/'><table><tr><td>a&x;</table>"
    )[-1:]
    assert "机密" not in grid.texts[0][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<div>" * 5000 + "<table><tr><td>x</table>", "嵌套过深"),
        ("<table>" + "<tr><td colspan=1000 rowspan=65534>x" * 1200 + "</table>", "上限"),
        ("<table><tr><td colspan=1000>a<td>b</table>" * 1200, "合计"),
        ("<table>" + "<tr><td>" * 60_000 + "</table>", "上限"),
        ("<html><!-- 空 --></html>", "没有"),
    ],
    ids=["deep", "spans", "tables", "rows", "empty"],
)
def test_a_hostile_page_is_refused_in_bounded_time(text: str, said: str, tmp_path: Path) -> None:
    assert said in refusal(f"<html>{text}".encode(), tmp_path, "导出.html")


def test_a_span_past_all_use_is_cut_to_the_table() -> None:
    (grid,) = page("<table><tr><td rowspan=99999999 colspan=99999999>x<tr><td>y</table>")
    assert grid.merged == (Area(0, 0, 1, 999),)
    assert grid.texts[1][1000] == "y"


@pytest.mark.parametrize(("compression", "size", "times"), [
    (zipfile.ZIP_STORED, 300_000, 1),
    # What is small on the disk may be millions of cells.
    (zipfile.ZIP_STORED, 3_000_000, 2),
    (zipfile.ZIP_DEFLATED, 300_000, 1),
])  # fmt: skip
def test_a_workbook_is_read_once_in_a_run_unless_it_unpacks_to_much(
    compression: int, size: int, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auditkit.files.readers import reading

    file = tmp_path / "取数（虚构）.xlsx"
    with zipfile.ZipFile(file, "w", compression) as parts:
        parts.writestr("xl/workbook.xml", "<a/>")
        parts.writestr("xl/worksheets/sheet1.xml", bytes(size))
    calls: list[str] = []

    def reader(name: str, data: bytes, sha256: str) -> list[Grid]:
        calls.append(name)
        return [Grid(name, sha256, "sheet", "甲", (("a",),))]

    monkeypatch.setattr(reading, "_reader", lambda kind: reader)
    reading._read_once.cache_clear()
    assert read_grids(file) == read_grids(file)
    assert len(calls) == times
    reading._read_once.cache_clear()


def test_a_file_that_is_read_slowly_is_read_once_in_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auditkit.files.readers import reading

    file = tmp_path / "扫描件（虚构）.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    grid = Grid(file.name, "", "table", "第1页 表1", (("a",),))
    calls: list[str] = []

    def reader(name: str, data: bytes, sha256: str) -> list[Grid]:
        calls.append(name)
        return [grid]

    monkeypatch.setattr(reading, "_reader", lambda kind: reader)
    reading._read_once.cache_clear()
    assert read_grids(file) == read_grids(file) == [grid]
    assert calls == [file.name]
    file.write_bytes(file.read_bytes() + b"\x01")
    read_grids(file)
    assert len(calls) == 2
    reading._read_once.cache_clear()
