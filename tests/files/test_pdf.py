"""PDF pages as grids, and the files that must be refused with one line. 示例数据（虚构）."""

import io
import logging
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from printing_face import face

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid
from auditkit.files.readers.pdf import read_pdf, read_pdf_pages
from auditkit.files.readers.pdfpage.cuttexts import not_over_pages
from auditkit.files.readers.pdfpage.glyphs import normal, unreadable
from auditkit.files.readers.pdfpage.paper import over_the_paper, with_cut_words

Cells = list[tuple[float, float, float, float, str]]


def page(lines: list[tuple[float, float, str]], cells: Cells) -> Figure:
    """A page of 600 × 800 points: lines of text by baseline, and ruled boxes with a text each."""
    figure = Figure(figsize=(600 / 72, 800 / 72))
    printed = face()

    def put(x: float, y: float, text: str) -> None:
        figure.text(x / 600, 1 - y / 800, text, fontproperties=printed, size=12, va="baseline")

    for x, y, text in lines:
        put(x, y, text)
    for left, top, right, bottom, text in cells:
        xs = np.array([left, right, right, left, left]) / 600
        ys = 1 - np.array([top, top, bottom, bottom, top]) / 800
        figure.add_artist(mpl.lines.Line2D(xs, ys, color="black", linewidth=0.5))
        for i, line in enumerate(text.split("\n")):
            put(left + 4, top + 16 + 14 * i, line)
    return figure


def document(*pages: Figure) -> bytes:
    stream = io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(stream) as pdf:
        for one in pages:
            pdf.savefig(one)
    return stream.getvalue()


def raw(*objects: str, pages: int = 1, trailer: str = "") -> bytes:
    """A PDF of hand-written objects; the first is the catalogue."""
    body, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(body)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF"
    )
    return bytes(body) + end.encode("latin-1")


def stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


CODES = "<" + "".join(f"{n:04X}" for n in range(40, 80)) + ">"
FONTLESS = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [7 0 R] >>",
    (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 8 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"
    ),
    (
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0"
        " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    ),
)


def without_unicode(good_page: bool) -> bytes:
    """A page whose font has no ToUnicode table, after one in Helvetica if `good_page`."""
    kids = "[3 0 R 4 0 R]" if good_page else "[4 0 R]"
    return raw(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids {kids} /Count {2 if good_page else 1} >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 9 0 R /Resources"
        " << /Font << /H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources"
        " << /Font << /F 6 0 R >> >> >>",
        stream(f"BT /F 12 Tf 50 700 Td {CODES} Tj ET"),
        *FONTLESS,
        stream("BT /H 12 Tf 50 700 Td (Total 12.50) Tj ET"),
    )


def table_of(grids: list[Grid]) -> Grid:
    return next(grid for grid in grids if grid.name.endswith("表1"))


def test_tables_and_the_text_around_them_in_reading_order() -> None:
    cells: Cells = [
        (100, 100, 300, 122, "收入"),
        (100, 122, 200, 144, "项目"),
        (200, 122, 300, 144, "决算数"),
        (100, 144, 200, 166, "总计"),
        (200, 144, 300, 166, "12.50"),
    ]
    lines = [
        (100.0, 60.0, "收入支出决算总表"),
        (100.0, 80.0, "单位：万元"),
        (100.0, 200.0, "注：示例"),
    ]
    grids = read_pdf("示例.pdf", document(page(lines, cells)), "")
    assert [grid.name for grid in grids] == ["第1页 表1前", "第1页 表1", "第1页 表1后"]
    assert grids[0].rows == (("收入支出决算总表",), ("单位：万元",))
    assert grids[1].rows == (("收入", None), ("项目", "决算数"), ("总计", "12.50"))
    assert grids[1].merged == (Area(0, 0, 0, 1),)
    assert grids[1].place(2, 1) == "第1页 表1 第3行第2列"


def test_a_page_of_text_is_named_by_its_number() -> None:
    lines = [(100.0, 60.0, "机关运行经费支出"), (100.0, 80.0, "10.00万元")]
    grids = read_pdf("示例.pdf", document(page(lines, []), page(lines, [])), "")
    assert [grid.name for grid in grids] == ["第1页", "第2页"]


def test_a_line_that_fills_its_cell_runs_on_and_a_short_one_does_not() -> None:
    cells: Cells = [
        (100, 100, 156, 140, "财政拨款\n收入"),
        (156, 100, 300, 140, "科目\n编码"),
    ]
    assert table_of(read_pdf("示例.pdf", document(page([], cells)), "")).rows == (
        ("财政拨款收入", "科目\n编码"),
    )


def test_a_box_around_text_is_no_table() -> None:
    grids = read_pdf("示例.pdf", document(page([], [(100, 100, 300, 140, "提示")])), "")
    assert [(grid.name, grid.rows) for grid in grids] == [("第1页", (("提示",),))]


def test_words_and_figures_on_one_baseline_are_one_line() -> None:
    figure = page([(100.0, 60.0, "支出")], [])
    figure.text(124 / 600, 1 - 60 / 800, "12.50", family="DejaVu Sans", size=8, va="baseline")
    figure.text(150 / 600, 1 - 60 / 800, "万元", fontproperties=face(), size=12, va="baseline")
    assert read_pdf("示例.pdf", document(figure), "")[0].rows == (("支出12.50万元",),)


def test_type_printed_twice_for_weight_is_read_once() -> None:
    lines = [(100.0, 60.0, "支出合计"), (100.3, 60.0, "支出合计")]
    assert read_pdf("示例.pdf", document(page(lines, [])), "")[0].rows == (("支出合计",),)


def test_the_same_digit_twice_in_the_smallest_type_stays_twice() -> None:
    """A table printed on one page wide: 14200 was read as 1420, 99.5% as 9.5%."""
    figure = page([], [])
    for top, size in ((60, 4.3), (80, 5.0), (100, 6.0)):
        figure.text(0.1, 1 - top / 800, "1100499.5%", fontproperties=face(), size=size)
    assert read_pdf("示例.pdf", document(figure), "")[0].rows == (("1100499.5%",),) * 3


def test_a_page_without_a_usable_font_is_reported_and_the_others_read() -> None:
    reading = read_pdf_pages("示例.pdf", without_unicode(good_page=True), "")
    assert [grid.name for grid in reading.grids] == ["第1页", "第2页 未读"]
    assert reading.grids[1].rows == ()
    assert [(issue.code, issue.where) for issue in reading.issues] == [
        ("page-font", "示例.pdf[第2页]")
    ]
    assert "本页未读入" in str(reading.issues[0])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("本年收入合计9,746.50财政拨款收入", False),
        ("⼀般公共预算财政拨款⽀出⻓期⻋辆购置", False),
        ("± ≥ × ‰ ℃ ① Ⅱ α", False),
        # Bytes of GB 2312 read as Latin, private codes, and characters shifted at random.
        ("±¾ÄêÊÕÈëºÏ¼Æ²ÆÕþ²¦¿îÊÕÈë", True),
        ("\ue012\ue013\ue014\ue015 12.50", True),
        ("鑿夆嬪猙頇瀋鞾鐸嬡鬃麤齾龘靐", True),
    ],
)
def test_what_counts_as_unreadable(text: str, verdict: bool) -> None:
    assert unreadable(text) is verdict


def test_radicals_and_full_width_letters_become_the_usual_ones() -> None:
    assert normal("⻔⼝⽉，２０２４（％）") == "门口月，2024（%）"


def picture() -> Figure:
    """A page that is a picture, no larger than it must be: every dot of it is looked at."""
    figure = Figure(figsize=(1.5, 2))
    figure.figimage(np.arange(30_000).reshape(200, 150) % 255, resize=False)
    return figure


def scanned() -> bytes:
    return document(picture())


LOCKED = raw(
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>",
    f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>",
    trailer=f"/Encrypt 4 0 R /ID [<{'00' * 16}> <{'00' * 16}>]",
)
EMPTY = raw("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (LOCKED, "示例.pdf：PDF 有密码。请先在阅读器中取消密码"),
        (b"%PDF-1.7\n" + b"\0" * 500, "示例.pdf：不是完好的 PDF"),
        (EMPTY, "没有一页"),
        (without_unicode(good_page=False), "没有一页可读：本页字体没有可用的编码"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=r"。$") as caught:
        read_pdf("示例.pdf", data, "")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_scanned_document_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditkit.files.readers.scan.scan.possible", lambda: False)
    with pytest.raises(UnreadableFile, match=r"扫描件.*OCR.*auditkit\[ocr\]"):
        read_pdf("示例.pdf", scanned(), "")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_read_or_refused_but_never_a_crash(
    share: float, caplog: pytest.LogCaptureFixture
) -> None:
    data = document(page([(100.0, 60.0, "支出合计")], []))
    with caplog.at_level(logging.WARNING), suppress(UnreadableFile):
        assert read_pdf("示例.pdf", data[: int(len(data) * share)], "")
    assert caplog.records == []


HELVETICA = "/Resources << /Font << /H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def pages_of(count: int, settings: str = "", before: str = "", padding: int = 0) -> bytes:
    """Pages that share one line of text; `settings` and `before` turn all but the first."""
    kids = " ".join(f"{5 + i} 0 R" for i in range(count))
    words = "BT /H 12 Tf 50 400 Td (Total 12.50) Tj ET"
    one = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {HELVETICA}"
    return raw(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        stream(words),
        stream(f"{before} {words}"),
        f"{one} /Contents 3 0 R >>",
        *[f"{one} {settings} /Contents 4 0 R >>"] * (count - 1),
        stream("x" * padding),
    )


@pytest.mark.parametrize(
    ("settings", "before", "read"),
    [
        ("/Rotate 90", "", False),
        ("/Rotate 270", "", False),
        ("/Rotate 180", "", False),
        ("", "0 1 -1 0 600 0 cm", False),
        # Turned twice is upright again.
        ("/Rotate 90", "0 1 -1 0 600 0 cm", True),
    ],
)
def test_a_turned_page_is_reported_and_never_read_from_its_end(
    settings: str, before: str, read: bool
) -> None:
    reading = read_pdf_pages("示例.pdf", pages_of(2, settings, before), "")
    assert reading.grids[0].rows == (("Total12.50",),)
    assert reading.grids[1].rows == ((("Total12.50",),) if read else ())
    assert [issue.code for issue in reading.issues] == ([] if read else ["page-turned"])


def test_four_hundred_pages_are_read_without_a_second_copy_of_the_file() -> None:
    data = pages_of(400, padding=20_000_000)
    tracemalloc.start()
    try:
        reading = read_pdf_pages("示例.pdf", data, "")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reading.pages == 400
    assert reading.grids[-1].name == "第400页"
    assert reading.issues == ()
    assert peak < len(data)


def test_more_pages_than_any_document_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditkit.files.readers.pdf.MOST_PAGES", 3)
    assert read_pdf_pages("示例.pdf", pages_of(3), "").pages == 3
    with pytest.raises(UnreadableFile, match="PDF 超过3页"):
        read_pdf_pages("示例.pdf", pages_of(4), "")


def test_what_is_left_out_of_a_page_that_is_read_is_told() -> None:
    figure = page([(100.0, 60.0, "支出合计12.50")], [])
    figure.text(0.5, 0.5, "示例水印", fontproperties=face(), size=30, rotation=45)
    figure.figimage(np.arange(240_000).reshape(400, 600) % 255, resize=False)
    reading = read_pdf_pages("示例.pdf", document(figure), "")
    assert reading.grids[0].rows == (("支出合计12.50",),)
    assert [(i.code, i.grave) for i in reading.issues] == [
        ("page-slanted", False),
        ("page-picture", False),
    ]


def test_a_scanned_page_among_others_is_reported() -> None:
    text = page([(100.0, 60.0, "支出合计12.50")], [])
    reading = read_pdf_pages("示例.pdf", document(text, picture()), "")
    assert [grid.name for grid in reading.grids] == ["第1页", "第2页 未读"]
    assert [issue.code for issue in reading.issues] == ["page-scanned"]


def test_a_table_that_runs_over_the_paper_is_cut() -> None:
    # Paper 595 wide: the first table's lines leave it, a word of the second is cut, the third ends.
    def line(top: float, right: float) -> dict[str, object]:
        return {"orientation": "h", "x0": 50.0, "x1": right, "top": top}

    edges = [line(top, 596.0) for top in (100, 120, 140)] + [line(top, 590.0) for top in (500, 520)]
    chars = [{"x0": 588.0, "x1": 600.0, "top": 305.0}]
    page = SimpleNamespace(width=595.0, edges=edges, chars=chars)
    first = [(50.0, 100.0, 595.5, 140.0)]
    second = [(50.0, 300.0, 595.0, 320.0)]
    third = [(50.0, 500.0, 590.0, 520.0)]
    assert over_the_paper(page, [first, second, third]) == [True, True, False]  # type: ignore[arg-type]
    assert with_cut_words(second, 595.0)[0][2] > 600


def test_what_the_end_of_a_page_divides_is_not_hidden_by_a_low_row() -> None:
    head = ("一级指标", "三级指标", "指标值")
    first = (
        head,
        ("产出指标", "改造管网长度", "≥36.5公里"),
        (None, "管网漏损率（含庭院管）", "≤9.5%"),
    )
    second = (
        head,
        (None, "管网漏损率（含庭院管）", "≤9.5%"),
        (None, "受益户数（不含商户）", "≥5200户"),
    )
    above = Grid("表.pdf", "0", "table", "第1页 表1", first, (Area(1, 0, 2, 0),))
    below = Grid("表.pdf", "0", "table", "第2页 表1", second)
    hidden = {above.place(1, 0): "产出", above.place(1, 1): "长度", above.place(2, 1): "庭院管）"}
    again = {below.place(1, 1): "管网漏损", below.place(2, 1): "商户）"}
    pages = [replace(above, clipped=hidden), replace(below, clipped=again)]
    assert [grid.clipped for grid in not_over_pages(pages)] == [
        {above.place(1, 1): "长度"},
        {below.place(2, 1): "商户）"},
    ]
    alone = not_over_pages([replace(above, clipped=hidden)])[0].clipped
    assert [*alone] == [above.place(1, 1), above.place(2, 1)]
