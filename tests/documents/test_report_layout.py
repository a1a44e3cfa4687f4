"""The report on paper: short before its annexes, no page left nearly empty, nothing blank."""

import io
import re

import docx
import pypdfium2
import pytest
import typst
from docx.oxml.ns import qn
from shown_report import shown

from auditkit import open_audit, show
from auditkit.documents import pdf_bytes, word_bytes
from auditkit.documents.widths import is_short, leaves, wide
from auditkit.show.blocks import Cell, Line, Row, Run, Table

PACK = "data/示例组合（虚构）/规则包-示例数据（虚构）.yaml"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def notebook():
    return shown(show.report(open_audit("郑州市教育局", 2020, "data")))


def settled(notebook):
    """The PDF, and what typst warned of while it set the pages."""
    said = []

    def compiled(*files, **options):
        made, warnings = typst.compile_with_warnings(*files, **options)
        said.extend(warning.message for warning in warnings)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typst, "compile", compiled)
        return pdf_bytes(notebook, title="报告", demo=True), said


@pytest.fixture(scope="module")
def printed(notebook):
    return settled(notebook)


@pytest.fixture(scope="module")
def pages(printed):
    """Of each page of the PDF: its text, and how far down it is filled."""
    with pypdfium2.PdfDocument(printed[0]) as opened:
        return [(page.get_textpage().get_text_range(), filled(page)) for page in opened]


def filled(page):
    """The share of the page's height above the foot of its lowest character, the footer's apart."""
    text, height = page.get_textpage(), page.get_height()
    feet = (height - text.get_charbox(n, loose=True)[1] for n in range(text.count_chars()))
    return max((foot for foot in feet if foot < height - 62), default=0) / height


@pytest.fixture(scope="module")
def word(notebook):
    return docx.Document(io.BytesIO(word_bytes(notebook, title="报告", demo=True)))


def test_less_than_half_of_what_it_was_stands_before_the_annexes(pages):
    first = next(n for n, (text, _) in enumerate(pages) if re.search(r"^附件一 ", text, re.M))
    # 28 pages before the report had chapters.
    assert first <= 14


def test_no_page_but_the_last_is_left_nearly_empty(pages):
    # The head and the margin take a tenth; a chart or a wide table may leave half of a page.
    assert [n for n, (_, filled) in enumerate(pages[:-1], 1) if filled < 0.4] == []


def test_the_pages_settle_whatever_stands_on_them(printed):
    other = open_audit("示例市统计局", 2023, "data/示例组合（虚构）", PACK)
    # A break that depends on where it stands can push itself to and fro.
    for _, said in (printed, settled(shown(show.report(other, "正式稿")))):
        assert said == []


def test_word_has_blank_paragraphs_only_where_two_tables_would_grow_together(word):
    body = list(word.element.body)
    for before, one, after in zip(body, body[1:], body[2:], strict=False):
        if one.tag != qn("w:p") or one.xpath("string(.)") or one.xpath(".//w:drawing"):
            continue
        ends = bool(one.xpath("./w:pPr/w:sectPr"))
        assert before.tag == qn("w:tbl"), "a blank paragraph below a paragraph"
        assert ends or after.tag in (qn("w:tbl"), qn("w:sectPr")), (
            "a blank paragraph above a paragraph"
        )
    assert not word.element.body.xpath(".//w:br[@w:type='page']")


def test_the_running_text_of_word_keeps_the_size_of_official_documents(word):
    # GB/T 9704—2012, 5.2.2: 3号, which is 32 half-points; only tables and captions are smaller.
    styles = word.styles.element
    for name in ("BodyText", "Heading1", "Heading2"):
        sizes = styles.xpath(f"./w:style[@w:styleId='{name}']/w:rPr/w:sz/@w:val")
        assert sizes in ([], ["32"]), name
    for paragraph in word.element.body.findall(qn("w:p")):
        if paragraph.pPr.find(qn("w:pStyle")).get(qn("w:val")) == "BodyText":
            assert not paragraph.xpath(".//w:r/w:rPr/w:sz")


def test_pages_turned_sideways_follow_each_other(notebook):
    from auditkit.documents.document import document

    turned = [turned for turned, _ in leaves(document(notebook, title="报告").blocks, 56.0)]
    assert turned == [False, True, False]


def test_a_signature_never_stands_alone_on_a_page(word):
    body = word.element.body.findall(qn("w:p"))
    texts = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body]
    signed = texts.index("（落款待填）")
    # The list of annexes above it, and the signature itself, stay with what follows.
    for paragraph in body[signed - 1 : signed + 1]:
        assert paragraph.pPr.find(qn("w:keepNext")) is not None
    assert texts[signed + 1] == "（日期待填）"
    assert body[signed + 1].pPr.find(qn("w:keepNext")) is None


def of(rows, columns, text):
    """A table of that many rows and columns, the second column of which holds the text."""
    named = [Cell((Line((Run("列"),)),))] * columns
    filled = [Cell((Line((Run(text if j == 1 else "1,234.56"),)),), j != 1) for j in range(columns)]
    return Table("表", (Row(tuple(named)),), (Row(tuple(filled)),) * rows)


def test_few_rows_stand_upright_unless_they_become_taller_than_a_page():
    assert not wide(of(6, 9, "一项工作"), 56.0)
    # 56 less 8 columns of 8 leave 8 characters to a line: 25 lines a row, six rows are pages.
    assert wide(of(6, 9, "长" * 200), 56.0)
    assert not wide(of(6, 4, "长" * 200), 56.0)


def test_a_table_is_kept_together_where_it_is_a_part_of_a_page_only():
    assert is_short(of(10, 3, "短"), 56.0)
    # Few rows may still be a page or more.
    assert not is_short(of(6, 9, "长" * 200), 90.0)
    assert not is_short(of(13, 3, "短"), 56.0)
