"""Pages that are pictures: every figure is read right, or told with what stands on the page."""

import io
import re
import struct
import threading
import unicodedata
import zlib
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest
from PIL import Image, ImageDraw, ImageFont
from scans import FORM, pictures, printed, scanned_pdf

from auditkit import read_declaration
from auditkit.errors import UnreadableFile
from auditkit.files.grid import Grid
from auditkit.files.readers import read_grids
from auditkit.files.readers.pdf import read_pdf_pages
from auditkit.files.readers.scan import recognising
from auditkit.files.readers.scan.scan import crop, possible, unsure_figures

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not possible(), reason="auditkit[ocr] is not installed"),
]
SCANS = {
    "clean": (200, 0.0, 0.0, 90),
    "turned, noisy, damaged": (200, 0.8, 9.0, 45),
    "coarse": (150, -0.6, 6.0, 55),
}

Scanned = tuple[Path, Grid, list[str]]


@pytest.fixture(scope="module")
def form() -> bytes:
    return printed()


@pytest.fixture(scope="module", params=SCANS.values(), ids=SCANS)
def scanned(
    form: bytes, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Scanned:
    """A scan, the table read from it, and the places of the figures that were told."""
    dots, skew, noise, quality = request.param
    path = tmp_path_factory.mktemp("扫描") / "绩效目标表.pdf"
    path.write_bytes(scanned_pdf(pictures(form, dots, skew, noise, quality), dots))
    grids = read_grids(path)
    (table,) = [grid for grid in grids if grid.scan]
    return path, table, [issue.where for issue in unsure_figures(grids)]


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_the_table_has_its_rows_and_columns(scanned: Scanned) -> None:
    _, table, _ = scanned
    assert [len(row) for row in table.rows] == [4] * len(FORM)


def test_every_figure_is_right_or_told(scanned: Scanned) -> None:
    _, table, told = scanned
    figures = [
        (row, column, cell)
        for row, cells in enumerate(FORM)
        for column, cell in enumerate(cells)
        if re.search(r"\d", cell)
    ]
    assert len(figures) == 10
    wrong = [
        table.place(row, column)
        for row, column, cell in figures
        if plain(table.texts[row][column]) != plain(cell)
    ]
    assert not [place for place in wrong if not any(place in where for where in told)]
    assert len(wrong) <= 1


def test_a_cell_knows_how_sure_it_is_and_what_it_was_read_from(
    scanned: Scanned,
) -> None:
    _, table, _ = scanned
    assert table.scan is not None
    assert all(0.0 < sure <= 1.0 for sure in table.scan.sure.values())
    with Image.open(io.BytesIO(crop(table, 3, 1))) as cut:
        left, top, right, bottom = table.scan.boxes[3, 1]
        assert cut.size == (right - left, bottom - top)
        dark = sum(cut.convert("L").histogram()[:100])
    assert dark > 100  # 1,286.45 is printed there


def test_a_figure_that_is_not_sure_is_told_with_what_was_read() -> None:
    grid = Grid("甲.pdf", "0" * 64, "table", "第3页 表1", (("合计", "1,286.45"),))
    assert unsure_figures([grid]) == []
    from auditkit.files.grid import Scan

    boxes = {(0, 0): (0.0, 0.0, 9.0, 9.0), (0, 1): (9.0, 0.0, 20.0, 9.0)}
    # A word that is not sure says nothing of a figure.
    scan = Scan(b"", {(0, 0): 0.5, (0, 1): 0.87}, boxes)
    (issue,) = unsure_figures([replace(grid, scan=scan)])
    assert str(issue).startswith(
        "甲.pdf[第3页 表1 第1行第2列]：由图片识别，把握不足（87%）（“1,286.45”）"
    )
    assert issue.grave


def test_a_form_that_was_scanned_is_read_as_the_printed_one(form: bytes, scanned: Scanned) -> None:
    path, _, told = scanned
    paper = path.with_name("原件.pdf")
    paper.write_bytes(form)
    # The pages of the scan are kept from the reading before.
    on_paper, in_picture = (read_declaration(one, "common") for one in (paper, path))
    targets = [
        "≥30公里", "≥1680米", "≥98%", "11月底前", "≤3.85万元", "≥5.5%", "≥92%",
    ]  # fmt: skip
    read = zip(in_picture.indicators, targets, strict=True)
    wrong = [(i, target) for i, target in read if str(i.target) != target]
    assert all(any(i.target_source.place in where for where in told) for i, _ in wrong)
    paths = [(i.level1, i.level2, i.name) for i in on_paper.indicators]
    assert [(i.level1, i.level2, i.name) for i in in_picture.indicators] == paths
    assert {line.initial for line in in_picture.budget_lines} == {1286.45, 1086.45}


def test_a_picture_says_how_large_its_page_is(tmp_path: Path) -> None:
    """At the dots that it names, 200 an inch: taken for A4, these two rows would be a poster."""
    rows = (("项目名称", "预算数"), ("示例养护", "1,286.45"))
    (page,) = pictures(printed(rows, paper="width: 6cm, height: auto"))
    path = tmp_path / "页.jpg"
    path.write_bytes(page)
    (table,) = [grid for grid in read_grids(path) if grid.scan]
    assert table.texts[-1][-1] == "1,286.45"
    assert table.scan is not None
    with Image.open(io.BytesIO(table.scan.picture)) as kept, Image.open(io.BytesIO(page)) as given:
        assert kept.size == given.size


def test_pages_are_read_side_by_side_and_stand_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With two pages at once the first cannot end before the second has begun."""
    monkeypatch.setattr("auditkit.files.readers.scan.recognising.at_once", lambda: 2)
    met = threading.Barrier(2, timeout=60)

    def read(file: str, sha256: str, page: str, _: object) -> list[Grid]:
        met.wait()
        return [Grid(file, sha256, "table", page, ((page,),))]

    monkeypatch.setattr("auditkit.files.readers.scan.scan.read_page", read)
    blank = io.BytesIO()
    Image.new("L", (300, 200), 200).save(blank, "JPEG", dpi=(200, 200))
    reading = read_pdf_pages("甲.pdf", scanned_pdf([blank.getvalue()] * 4), "0" * 64)
    assert [grid.name for grid in reading.grids] == ["第1页", "第2页", "第3页", "第4页"]
    assert [issue.code for issue in reading.issues] == ["page-recognised"] * 4


def test_a_page_that_breaks_the_reading_is_told_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(file: str, sha256: str, page: str, _: object) -> list[Grid]:
        if page == "第2页":
            raise ZeroDivisionError
        return [Grid(file, sha256, "table", page, ((page,),))]

    monkeypatch.setattr("auditkit.files.readers.scan.scan.read_page", read)
    blank = io.BytesIO()
    Image.new("L", (300, 200), 200).save(blank, "JPEG", dpi=(200, 200))
    reading = read_pdf_pages("甲.pdf", scanned_pdf([blank.getvalue()] * 3), "0" * 64)
    assert [grid.name for grid in reading.grids] == ["第1页", "第2页 未读", "第3页"]
    assert [i.code for i in reading.issues if i.grave] == ["page-broken"]


def test_a_picture_without_text_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    blank = tmp_path / "空白.png"
    Image.new("L", (600, 500), 255).save(blank, dpi=(200, 200))
    with pytest.raises(UnreadableFile, match="没有识别出文字"):
        read_grids(blank)
    (tmp_path / "坏.png").write_bytes(blank.read_bytes()[:60])
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_grids(tmp_path / "坏.png")


def test_without_the_extra_the_refusal_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("auditkit.files.readers.scan.scan.possible", lambda: False)
    Image.new("L", (600, 800), 255).save(tmp_path / "页.png")
    with pytest.raises(UnreadableFile, match=r"扫描件.*auditkit\[ocr\]"):
        read_grids(tmp_path / "页.png")


def drawn(*lines: str, size: tuple[int, int] = (480, 400)) -> Image.Image:
    """Lines on a page that is nearly square: a narrow one is looked through at several times."""
    page = Image.new("L", size, 255)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((30, 40 + 90 * number), line, fill=0, font=ImageFont.load_default(36))
    return page


def test_every_page_of_a_tiff_is_read(tmp_path: Path) -> None:
    path = tmp_path / "扫描.tif"
    first, second = drawn("Total 1234.50"), drawn("Spent 987.60")
    first.save(path, save_all=True, append_images=[second], dpi=(200, 200))
    places = {
        grid.place(0, 0).split()[0]: plain("".join(text for row in grid.texts for text in row))
        for grid in read_grids(path)
    }
    assert places == {"第1页": "Total1234.50", "第2页": "Spent987.60"}


LARGE = {
    "square.png": (30_000, 30_000),
    "between.png": (12_000, 9_000),
    "wide.jpg": (65_000, 4_000),
}


def large(name: str) -> bytes:
    """A whole empty picture of that many dots, made of one part again and again.

    Pillow would need a gigabyte to draw it, and seconds.
    """
    width, height = LARGE[name]
    out = io.BytesIO()
    if name.endswith(".jpg"):
        # Two rows of blocks, each read without what stands before it.
        Image.new("L", (width, 16)).save(out, "JPEG", restart_marker_rows=1)
        start, end = out.getvalue().split(b"\xff\xd0")
        row = end.removesuffix(b"\xff\xd9")
        marks = (b"\xff" + bytes([0xD0 + number % 8]) for number in range(height // 8 - 1))
        start = start.replace(struct.pack(">HH", 16, width), struct.pack(">HH", height, width))
        return start + b"".join(mark + row for mark in marks) + b"\xff\xd9"

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    # A thousand rows at once, each of a filter and a bit for each dot.
    rows, packing = bytes(1000 * (1 + (width + 7) // 8)), zlib.compressobj()
    first, sum_ = packing.compress(rows) + packing.flush(zlib.Z_FULL_FLUSH), 1
    more = packing.compress(rows) + packing.flush(zlib.Z_FULL_FLUSH)
    for _ in range(height // 1000):
        sum_ = zlib.adler32(rows, sum_)
    data = first + more * (height // 1000 - 1) + b"\x03\x00" + struct.pack(">I", sum_)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize("name", LARGE)
def test_a_picture_that_unpacks_to_too_much_is_refused_unopened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(large(name))
    with pytest.raises(UnreadableFile, match=f"^{name}：图片过大。请以 200 dpi 重新扫描。$"):
        read_grids(path)


@pytest.mark.parametrize("size", [(60_000, 100), (100, 60_000), (1, 1)])
def test_a_picture_too_narrow_for_a_line_holds_no_text(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "细条.png"
    Image.new("L", size, 255).save(path)
    with pytest.raises(UnreadableFile, match="没有识别出文字"):
        read_grids(path)


def test_a_page_with_more_text_than_can_be_printed_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two lines, of about eleven and four squares.
    page = drawn("1234567890 1234567890", "12345678")
    picture, pdf = tmp_path / "密.png", tmp_path / "密.pdf"
    page.save(picture, dpi=(200, 200))
    page.save(pdf, resolution=200)
    monkeypatch.setattr(recognising, "MOST_TEXT", 13)
    with pytest.raises(UnreadableFile, match="文字远多于一页纸所能印的"):
        read_grids(picture)
    with pytest.raises(UnreadableFile, match="没有一页可读：本页内容远超正常的表页"):
        read_grids(pdf)
    monkeypatch.undo()
    assert read_grids(picture)
    assert read_grids(pdf)
