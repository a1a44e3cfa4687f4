"""Figures of a scanned form stand in the report beside the part of the page they were read from."""

import base64
import io
import zipfile
from pathlib import Path

import pytest
from lxml import html
from PIL import Image
from scans import FORM, scanned_pdf

from auditkit import open_audit, show
from auditkit.audit.audit import Audit
from auditkit.files.grid import Grid, Scan
from auditkit.form.declaration import UNREAD_SHEET
from auditkit.form.writing.readback import readback
from auditkit.show.blockmaking import blocks_of
from auditkit.show.blocks import Run, Table

DEPARTMENT = "示例县交通局（虚构）"
ROW, COLUMN = 24, 160
UNSURE = (7, 3)
"""≥1680米 of 更换护栏, by row and column from 0."""


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """An audit of a form that was scanned; what is recognised is given, cell by cell."""
    page = Image.new("L", (4 * COLUMN, len(FORM) * ROW), 255)
    for row in range(len(FORM)):
        # Every row has a grey of its own: a crop tells where it was cut.
        page.paste(10 * row, (0, row * ROW, 4 * COLUMN, (row + 1) * ROW))
    kept = io.BytesIO()
    page.save(kept, "PNG")
    places = [(r, c) for r, cells in enumerate(FORM) for c, text in enumerate(cells) if text]
    scan = Scan(
        kept.getvalue(),
        {place: 0.61 if place == UNSURE else 0.99 for place in places},
        {(r, c): (c * COLUMN, r * ROW, (c + 1) * COLUMN, (r + 1) * ROW) for r, c in places},
    )

    def read(file: str, sha256: str, name: str, _: object) -> list[Grid]:
        rows = tuple(tuple(text or None for text in row) for row in FORM)
        return [Grid(file, sha256, "table", f"{name} 表1", rows, scan=scan)]

    monkeypatch.setattr("auditkit.files.readers.scan.scan.read_page", read)
    monkeypatch.setattr("auditkit.files.readers.scan.scan.possible", lambda: True)
    folder = tmp_path / "data" / DEPARTMENT / "2023"
    folder.mkdir(parents=True)
    blank = io.BytesIO()
    Image.new("L", (300, 200), 200).save(blank, "JPEG", dpi=(200, 200))
    # Unlike any other picture, as readings of equal files are kept.
    (folder / "申报表.pdf").write_bytes(scanned_pdf([blank.getvalue()]) + b"%crops")
    return open_audit(DEPARTMENT, 2023, tmp_path / "data", "common")


def grey(source: str) -> int:
    with Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) as crop:
        assert crop.size == (COLUMN, ROW)
        return int(crop.convert("L").getpixel((5, 5)))  # type: ignore[arg-type]


def test_every_figure_stands_beside_its_crop_and_the_unsure_first(audit: Audit) -> None:
    table = show.report(audit).annexes
    (shown,) = [p for p in table.parts if getattr(p, "caption", "").startswith("由图片识读的数据")]
    page = html.fromstring(str(shown.html))  # type: ignore[attr-defined]
    rows = page.xpath("//tbody/tr")
    texts = [row.xpath("./td")[0].text_content() for row in rows]
    assert texts == [
        "≥1680米", "1,286.45", "1,086.45",
        "≥30公里", "≥98%", "11月底前", "≤3.85万元", "≥5.5%", "≥92%",
    ]  # fmt: skip
    assert "把握不足1项" in shown.caption  # type: ignore[attr-defined]
    assert "61% 须核对" in rows[0].text_content()
    # 更换护栏 stands in row 7, the amounts in 3, 养护里程 in 6; of each grey, 32 steps are kept.
    images = [row.xpath(".//img") for row in rows]
    assert [len(found) for found in images] == [1] * 9
    assert [grey(found[0].get("src")) for found in images[:4]] == [64, 0, 0, 32]
    assert images[0][0].get("alt") == "原件图片，识读为“≥1680米”"


def test_a_crop_goes_with_the_blocks_into_pdf_and_word(audit: Audit) -> None:
    from auditkit.show.tables.scan import scan_table

    (table,) = blocks_of(scan_table(audit).html)
    assert isinstance(table, Table)
    runs = [
        run
        for row in table.body
        for cell in row.cells
        for line in cell.lines
        for run in line.runs
        if isinstance(run, Run) and run.image
    ]
    assert len(runs) == 9
    with Image.open(io.BytesIO(runs[0].picture)) as crop:
        assert crop.size == (COLUMN, ROW)


def test_word_and_pdf_hold_the_crops(audit: Audit) -> None:
    import nbformat.v4
    import pypdfium2
    from pypdfium2 import raw

    from auditkit.documents import pdf_bytes, word_bytes
    from auditkit.show.tables.scan import scan_table

    data = scan_table(audit)._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=data)
    cell = nbformat.v4.new_code_cell("", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    word = zipfile.ZipFile(io.BytesIO(word_bytes(notebook, title="甲")))
    assert word.read("word/document.xml").count(b"<pic:pic") == 9
    pdf = pypdfium2.PdfDocument(pdf_bytes(notebook, title="甲"))
    drawn = [
        one
        for page in pdf
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)
    ]
    assert len(drawn) == 9


def test_the_workbook_to_correct_shows_the_unsure_figure_as_it_stands_on_the_page(
    audit: Audit,
) -> None:
    sheet = readback(audit.declaration, audit.folder)[UNREAD_SHEET]
    heads = [cell.value for cell in sheet[1]]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    (image,) = sheet._images
    line = rows["申报表.pdf[第1页 表1 第8行第4列]"]
    assert (line[0].value, line[3].value) == ("须更正", "≥1680米")
    assert image.anchor == f"F{line[0].row}"
    assert heads[-1] == "原件图片"
    with Image.open(image.ref) as crop:
        assert int(crop.convert("L").getpixel((5, 5))) == 64  # type: ignore[arg-type]


def test_what_was_not_scanned_has_no_such_annex(form_path: Path) -> None:
    audit = open_audit("郑州市教育局", 2020, form_path.parents[2])
    assert "图片识读" not in "".join(map(str, show.report(audit).annexes.parts))
