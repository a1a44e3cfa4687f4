"""PDF and Word hold what the page holds: the same figures in the same order, nothing cut off."""

import hashlib
import io
import re
import unicodedata

import docx
import invented_report
import pdfplumber
import pytest
from docx.oxml.ns import qn
from lxml import html
from lxml.etree import fromstring
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditkit.documents import pdf_bytes, word_bytes
from auditkit.form import read_declaration
from auditkit.show.appearance import SEVERITY_MARKS, STATUS_MARKS
from auditkit.show.blockmaking import blocks_of
from auditkit.show.blocks import (
    Card,
    Cell,
    Line,
    Parts,
    Row,
    Run,
    Table,
    Tile,
    Tiles,
    unpacked,
)
from auditkit.show.finding_cards import findings_overview
from auditkit.show.markup import joined, link, tag
from auditkit.show.page import export_html, style
from auditkit.show.palette import BADGES
from auditkit.show.table_html import TABLE_MIME, Column, status_badge, tabulate

pytestmark = pytest.mark.slow

OPTIONS = invented_report.OPTIONS
TITLE = OPTIONS["title"]
MM = 72 / 25.4
HOSTILE = '#panic("x") *a* _b_ $x^2$ @ref <label> [c] \\ `d` & "e" // f ~ = g'


def squeezed(text: str) -> str:
    """The text without spaces, and without the dots that stand before the items of a list."""
    return re.sub(r"[\s·•\u200b]+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def notebook(form_path):
    return invented_report.notebook(read_declaration(form_path))


@pytest.fixture(scope="module")
def page(notebook):
    tree = html.document_fromstring(export_html(notebook, **OPTIONS))
    return tree.xpath("//main")[0]


@pytest.fixture(scope="module")
def made(notebook) -> dict[str, bytes]:
    return {"pdf": pdf_bytes(notebook, **OPTIONS), "docx": word_bytes(notebook, **OPTIONS)}


@pytest.fixture(scope="module")
def word(made):
    return docx.Document(io.BytesIO(made["docx"]))


@pytest.fixture(scope="module")
def pdf(made):
    with pdfplumber.open(io.BytesIO(made["pdf"])) as opened:
        yield opened


@pytest.fixture(scope="module")
def printed(pdf) -> str:
    """The text of the PDF in the order in which it was set, without running heads."""
    return squeezed("".join(c["text"] for p in pdf.pages[1:] for c in p.chars if _in_body(p, c)))


def _in_body(page, char) -> bool:
    return 20 * MM < char["top"] < page.height - 20 * MM


def rows_of_page(table) -> list[list[tuple]]:
    return [
        [
            (
                squeezed(cell.text_content()),
                int(cell.get("rowspan", 1)) > 1,
                int(cell.get("colspan", 1)),
                "ak-number" in cell.get("class", ""),
            )
            for cell in row.xpath("./th | ./td")
        ]
        for row in table.iter("tr")
    ]


def rows_of_word(table) -> list[list[tuple]]:
    return [
        [
            (
                squeezed(text_of(cell)),
                bool(cell.xpath("./w:tcPr/w:vMerge[@w:val='restart']")),
                int((cell.xpath("./w:tcPr/w:gridSpan/@w:val") or [1])[0]),
                bool(cell.xpath("./w:p/w:pPr/w:jc[@w:val='right']")),
            )
            for cell in row.tc_lst
            if not cell.xpath("./w:tcPr/w:vMerge[@w:val='continue']")
        ]
        for row in table.tr_lst
    ]


def text_of(element) -> str:
    return "".join(written.text or "" for written in element.iter(qn("w:t")))


def styled(word, *names: str) -> list:
    return [p for p in word.element.body.iter(qn("w:p")) if p.style in names]


def test_word_tables_have_the_cells_of_the_page_merged_and_aligned_alike(page, word):
    theirs = [rows_of_page(table) for table in page.iter("table")]
    ours = [
        rows_of_word(table)
        for table in word.element.body.iter(qn("w:tbl"))
        if not any(p.style in ("CardTitle", "Figure") for p in table.iter(qn("w:p")))
    ]
    # An empty cell of figures has no figure to align.
    assert len(theirs) > 20
    assert [[[c[:3] for c in r] for r in t] for t in ours] == [
        [[c[:3] for c in r] for r in t] for t in theirs
    ]
    aligned = [(c[0], c[3]) for t in ours for r in t for c in r if c[0]]
    assert aligned == [(c[0], c[3]) for t in theirs for r in t for c in r if c[0]]


def test_pdf_has_every_row_of_every_table(page, printed):
    torn = 0
    for table in page.iter("table"):
        for row in rows_of_page(table):
            joined = "".join(text for text, merged, *_ in row if not merged)
            if joined not in printed:
                torn += 1
                for text, *_ in row:
                    assert _in_pieces(text, printed), text
    assert torn < 8, "only rows that break over a page may be apart"


def _in_pieces(text: str, printed: str) -> bool:
    """Whether a cell is there, perhaps as pieces on two or three pages."""
    pieces = 0
    while text and pieces < 4:
        size = next((n for n in range(len(text), 0, -1) if text[:n] in printed), 0)
        if not size:
            return False
        text, pieces = text[size:], pieces + 1
    return not text


def test_cards_say_what_the_page_says(page, word, printed):
    cards = [
        table
        for table in word.element.body.iter(qn("w:tbl"))
        if any(p.style == "CardTitle" for p in table.iter(qn("w:p")))
    ]
    theirs = page.xpath(".//div[contains(@class, 'ak-card ')] | .//div[@class='ak-card']")
    assert len(cards) == len(theirs) > 20
    for ours, card in zip(cards, theirs, strict=True):
        parts = card.xpath("./p | ./dl//dt | ./dl//dd")
        assert squeezed(text_of(ours)) == "".join(squeezed(p.text_content()) for p in parts)
        for said in card.xpath("./dl//dt[. != '事实']/.. | ./dl//li"):
            assert _in_pieces(squeezed(said.text_content()), printed)


def test_tiles_show_the_main_figures(page, word, printed):
    theirs = [squeezed(tile.text_content()) for tile in page.xpath(".//div[@class='ak-tile']")]
    tiles = next(
        table
        for table in word.element.body.iter(qn("w:tbl"))
        if any(p.style == "Figure" for p in table.iter(qn("w:p")))
    )
    assert [squeezed(text_of(cell)) for row in tiles.tr_lst for cell in row.tc_lst] == theirs
    assert len(theirs) == 6
    assert "".join(theirs) in printed


def test_headings_and_captions_come_in_the_order_of_the_page(page, word, printed):
    heads = page.xpath(".//h2 | .//h3 | .//caption[not(@class)] | .//figcaption")
    theirs = [squeezed(head.text_content()) for head in heads]
    names = ("Heading1", "Heading2", "Caption", "FigureCaption")
    ours = [squeezed(text_of(p)) for p in styled(word, *names)]
    assert [re.sub(r"^[表图]\d+", "", text) for text in ours] == theirs
    place = 0
    for text in ours:
        place = printed.index(text, place) + len(text)


def test_charts_carry_their_alternative_text(page, word):
    theirs = [svg.get("aria-label") for svg in page.iter("{*}svg", "svg")]
    shown = [properties.get("descr") for properties in word.element.body.iter(qn("wp:docPr"))]
    assert shown == theirs
    assert len(theirs) == 5


def test_charts_stay_drawings_with_text_in_the_pdf(printed, pdf):
    assert "越高越好(在目标右侧为达标)" in printed
    assert not any(page.images for page in pdf.pages)


def test_nothing_stands_outside_the_margins_of_the_pdf(pdf):
    for page in pdf.pages:
        assert {round(page.width), round(page.height)} == {595, 842}
        for char in page.chars:
            # The left half of an opening bracket is blank and hangs over the margin.
            assert char["x0"] + char["size"] / 2 > 19 * MM
            assert char["x1"] < page.width - 19 * MM
            in_foot = char["top"] > page.height - 20 * MM
            assert char["bottom"] < page.height - 10 * MM
            assert not in_foot or char["text"] in "0123456789 /"


def test_the_pdf_has_bookmarks_contents_and_page_numbers(pdf, page):
    heads = [squeezed(h.text_content()) for h in page.xpath(".//h2 | .//h3")]
    assert [squeezed(title) for _, title, *_ in pdf.doc.get_outlines()] == heads
    entries = [squeezed(line) for line in pdf.pages[1].extract_text().split("\n")]
    listed = [line for line in entries if re.search(r"\.{3,}\d+$", line)]
    assert [re.sub(r"\.{3,}\d+$", "", line) for line in listed] == heads
    for line in listed:
        on = pdf.pages[int(re.search(r"\d+$", line)[0])]
        assert re.sub(r"\.{3,}\d+$", "", line) in squeezed("".join(c["text"] for c in on.chars))
    numbers = [re.search(r"(\d+) / (\d+)$", p.extract_text()) for p in pdf.pages]
    assert numbers[0] is None
    last = str(len(pdf.pages) - 1)
    assert [n.groups() for n in numbers[1:]] == [(str(n), last) for n in range(1, len(numbers))]


def test_every_page_says_that_the_figures_are_invented(pdf, word):
    assert all("示例数据（虚构）" in page.extract_text() for page in pdf.pages)
    for header in (word.sections[0].header, word.sections[0].even_page_header):
        assert "示例数据（虚构）" in text_of(header._element)
    assert all(section.header.is_linked_to_previous for section in list(word.sections)[1:])


def test_a_head_is_repeated_on_each_page_of_its_table(pdf, word):
    heads = [p for p in pdf.pages if "执行率" in p.extract_text() and p.width > p.height]
    assert len(heads) > 1
    for table in word.element.body.iter(qn("w:tbl")):
        repeated = table.xpath("./w:tr[w:trPr/w:tblHeader]")
        own = any(p.style in ("CardTitle", "Figure") for p in table.iter(qn("w:p")))
        assert repeated == ([] if own else [table.tr_lst[0]])


def test_a_checksum_can_be_copied_from_the_pdf(pdf):
    text = "".join(char["text"] for page in pdf.pages for char in page.chars)
    assert invented_report.FORM_HASH in text
    assert invented_report.BOOK_HASH in text


def test_the_pdf_embeds_its_one_font(pdf):
    fonts = {char["fontname"].partition("+")[2] for page in pdf.pages for char in page.chars}
    assert fonts == {"NotoSansSC-Regular"}


def test_a_figure_leads_to_its_evidence_and_back(word, pdf, page):
    marks = {m.get(qn("w:name")) for m in word.element.body.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in word.element.body.iter(qn("w:hyperlink"))]
    assert set(links) <= marks
    theirs = page.xpath(".//a[starts-with(@href, '#')]")
    toc = len(page.xpath(".//h2 | .//h3"))
    assert len(links) == len(theirs) + toc
    annotations = [a for p in pdf.pages for a in p.annots if a["data"].get("Dest") is not None
                   or a["data"].get("A") is not None]  # fmt: skip
    # A link that breaks over lines is as many annotations.
    assert len(annotations) >= len(links)


def test_marks_have_the_colours_of_the_stylesheet(word):
    sheet = style("report.css")
    for kind, marks in (("status", STATUS_MARKS), ("severity", SEVERITY_MARKS)):
        for mark in marks.values():
            found = re.search(rf"\.ak-{kind}\.ak-{mark.key}\{{([^}}]*)\}}", sheet)
            rules = dict(rule.split(":", 1) for rule in found[1].strip(";").split(";"))
            look = BADGES[mark.key]
            full = {"#fff": "#ffffff", "var(--ak-accent)": "#1f4e79"}
            said = {key: full.get(value.strip(), value.strip()) for key, value in rules.items()}
            assert (look.fill, look.ink) == (said["background"], said["color"])
            assert look.border == said.get("border-color", look.fill)
    met = next(t for t in word.element.body.iter(qn("w:r")) if text_of(t) == "✓\u00a0达标")
    assert met.xpath("./w:rPr/w:shd/@w:fill") == ["e1f0ee"]


def test_word_follows_the_layout_of_official_documents(word):
    for section in word.sections:
        turned = section.page_width > section.page_height
        margins = [
            round(m.mm)
            for m in (section.top_margin, section.right_margin, section.bottom_margin,
                      section.left_margin)
        ]  # fmt: skip
        assert margins == ([28, 37, 26, 35] if turned else [37, 26, 35, 28])
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
    styles = word.styles.element
    fonts = {
        name: styles.xpath(f"./w:style[@w:styleId='{name}']/w:rPr/w:rFonts/@w:eastAsia")
        for name in ("Title", "Heading1", "Heading2")
    }
    assert fonts == {"Title": ["方正小标宋简体"], "Heading1": ["黑体"], "Heading2": ["楷体_GB2312"]}
    defaults = styles.xpath("./w:docDefaults/w:rPrDefault/w:rPr")[0]
    assert defaults.xpath("./w:rFonts/@w:eastAsia") == ["仿宋_GB2312"]
    assert defaults.xpath("./w:sz/@w:val") == ["32"]
    assert word.settings.odd_and_even_pages_header_footer
    assert word.settings.element.xpath("./w:updateFields/@w:val") == ["true"]
    assert [section.footer.is_linked_to_previous for section in word.sections][:3] == [
        False, False, True,
    ]  # fmt: skip
    starts = [section._sectPr.xpath("./w:pgNumType/@w:start") for section in word.sections]
    assert starts[:2] == [[], ["1"]]
    assert not any(starts[2:])
    for footer, side in (
        (word.sections[1].footer, "right"),
        (word.sections[1].even_page_footer, "left"),
    ):
        assert text_of(footer._element) == "— 1 —"
        assert "PAGE" in footer._element.xpath("string(.//w:instrText)")
        assert footer._element.xpath(".//w:jc/@w:val") == [side]


def test_word_counts_captions_and_contents_by_fields(word):
    fields = [f.text.strip() for f in word.element.body.iter(qn("w:instrText"))]
    assert fields[0].startswith('TOC \\o "1-3"')
    assert fields.count("SEQ 图 \\* ARABIC") == 5
    assert fields.count("SEQ 表 \\* ARABIC") == 7
    kinds = [f.get(qn("w:fldCharType")) for f in word.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == len(fields)


def written(*cells, **options):
    notebook = new_notebook(cells=list(cells))
    options = {"title": HOSTILE} | options
    whole = docx.Document(io.BytesIO(word_bytes(notebook, **options)))
    with pdfplumber.open(io.BytesIO(pdf_bytes(notebook, **options))) as opened:
        text = "".join(c["text"] for p in opened.pages for c in p.chars)
    return squeezed(text_of(whole.element.body)), squeezed(text)


def code(*outputs, tags=()):
    return new_code_cell("不应出现()", outputs=list(outputs), metadata={"tags": list(tags)})


def test_text_is_never_taken_for_markup():
    output = new_output("display_data", data={"text/plain": f"{HOSTILE}\x07乙"})
    for text in written(code(output), series=HOSTILE, about=[(HOSTILE, HOSTILE)]):
        assert text.count(squeezed(HOSTILE)) >= 5
        assert "不应出现" not in text


def test_a_word_longer_than_a_line_breaks_before_the_margin():
    long = "0123456789abcdef" * 30
    table = {
        "caption": long,
        "columns": [
            {"key": str(n), "label": str(n), "kind": "text", "align": "left"} for n in range(6)
        ],
        "rows": [{str(n): long for n in range(6)}],
    }
    data = {"application/vnd.auditkit.table+json": table}
    cells = code(new_output("display_data", data=data)), new_markdown_cell(f"{long} {long}")
    made = pdf_bytes(new_notebook(cells=list(cells)), title="报告")
    with pdfplumber.open(io.BytesIO(made)) as opened:
        chars = [(c, page.width) for page in opened.pages for c in page.chars]
    assert all(c["x0"] > 19 * MM and c["x1"] < width - 19 * MM for c, width in chars)
    text = squeezed("".join(c["text"] for c, _ in chars))
    assert text.count("0123456789abcdef") >= 9 * 25


def test_an_error_is_shown_whatever_the_cell_is_tagged():
    error = new_output("error", ename="甲错", evalue="乙值", traceback=["\x1b[31m丙处\x1b[0m"])
    hidden = new_output("stream", name="stdout", text="不给看")
    for text in written(code(hidden, error, tags=["remove-output"])):
        assert "此处计算出错，以下内容可能不完整" in unicodedata.normalize("NFKC", text).replace(
            ",", "，"
        )
        assert "甲错:乙值" in text
        assert "丙处" in text
        assert "不给看" not in text


def test_markdown_keeps_its_lists_tables_and_links():
    said = "## 甲\n\n**连**\n续 a\nb\n\n- 一\n- **二**\n\n3. 三\n\n| 列 | 数 |\n|---|--:|\n| 行 | 5 |\n\n[处](https://a.example/)"
    for text in written(new_markdown_cell(f"# 题\n\n{said}")):
        assert "甲连续ab一二3.三列数行5处" in text
        assert "题" not in text.replace(squeezed(HOSTILE), "")


@pytest.mark.parametrize(
    "page",
    [{}, {"text/html": ""}, {"text/html": [" \n", "<!-- -->"]}, {"text/html": "<div>\n</div>"}],
)
def test_a_table_without_blocks_is_shown_by_its_records(page):
    table = {
        "caption": "旧表",
        "columns": [
            {"key": "a", "label": "名", "kind": "text", "align": "left"},
            {"key": "b", "label": "数", "kind": "percent", "align": "right"},
        ],
        "rows": [{"a": "甲", "b": 0.12345}, {"a": "乙", "b": None}],
    }
    data = {"application/vnd.auditkit.table+json": table} | page
    for text in written(code(new_output("display_data", data=data))):
        assert "表1旧表名数甲12.35%乙–" in text


def text_line(*runs, kind=""):
    return Line(tuple(Run(run) if isinstance(run, str) else run for run in runs), kind)


def test_a_table_carries_the_blocks_that_it_shows():
    rows = [
        {"kind": "一", "of": "同", "name": name, "value": value}
        for name, value in (("甲 <b>\n乙  ", 1.5), ("丙", None))
    ]
    shown = tabulate(
        [
            Column("kind", "类"),
            Column("of", "组"),
            Column("name", "名称", wide=True),
            Column("value", "数", "amount", "万元"),
        ],
        rows,
        "表 & 题",
        header="name",
        group="kind",
        merge=("of",),
        cell=lambda column, row: (
            joined(link("处", row["name"]), " ", tag("span", "已更正", class_="ak-remark"))
            if column.key == "name" and "甲" in row["name"]
            else status_badge("达标")
            if column.key == "value" and not row["value"]
            else None
        ),
        row_id=lambda row: f"行-{row['name'][0]}",
        total={"of": "合计", "name": "", "value": 1.5},
        after=tag("p", "注", tag("strong", "重"), "。", class_="ak-note"),
    )
    unit = Run("（万元）", "unit")
    assert unpacked(shown._repr_mimebundle_()[TABLE_MIME]["blocks"]) == (
        Table(
            "表 & 题",
            (
                Row(
                    (
                        Cell((text_line("组"),), scope="col"),
                        Cell((text_line("名称"),), scope="col", wide=True),
                        Cell((text_line("数", unit),), right=True, scope="col"),
                    )
                ),
            ),
            (
                Row(
                    (
                        Cell(
                            (text_line("一", Run("2项", "group-note")),),
                            scope="rowgroup",
                            columns=3,
                        ),
                    ),
                    "group",
                ),
                Row(
                    (
                        Cell((text_line("同"),), scope="rowgroup", rows=2),
                        Cell(
                            (
                                text_line(Run("甲 <b>\n乙  ", link="#处"), " "),
                                text_line("已更正", kind="remark"),
                            ),
                            scope="row",
                            wide=True,
                        ),
                        Cell((text_line("1.50"),), right=True),
                    ),
                    id="行-甲",
                ),
                Row(
                    (
                        Cell((text_line("丙"),), scope="row", wide=True),
                        Cell(
                            (text_line(Run("✓\u00a0达标", "met")),),
                            right=True,
                        ),
                    ),
                    id="行-丙",
                ),
                Row(
                    (
                        Cell((text_line("合计"),)),
                        Cell((), scope="row", wide=True),
                        Cell((text_line("1.50"),), right=True),
                    ),
                    "total",
                ),
            ),
            notes=(text_line("注", Run("重", "strong"), "。", kind="note"),),
        ),
    )


def test_markup_carries_the_cards_and_tiles_that_it_shows():
    figure = tag("span", "5", class_="ak-figure"), tag("span", "个", class_="ak-tile-note")
    tiles = tag("dl", tag("div", tag("dt", "项"), tag("dd", *figure)), class_="ak ak-tiles")
    quiet = tag("table", tag("caption", "听", class_="ak-quiet"), tag("tbody", tag("tr")))
    card = tag(
        "div",
        tag("p", tag("s", tag("strong", "题")), class_="ak-card-title"),
        tag(
            "dl",
            tag("div", tag("dt", "事实"), tag("dd", tag("ul", tag("li", "甲", tag("p", "乙"))))),
        ),
        tag("div", quiet),
        class_="ak-card ak-finding ak-severe",
        id="发现-1",
    )
    items = text_line("甲", kind="item"), text_line("乙", kind="item")
    assert blocks_of(joined(tiles, card)) == (
        Tiles((Tile("项", "5", note="个"),)),
        Card(
            (Run("题", "struck"),),
            (Parts((("事实", items),)), Table("听", (), (Row(()),), -1)),
            "severe",
            "发现-1",
        ),
    )


def test_what_is_struck_out_stays_struck_out():
    table = tabulate(
        [Column("name", "名称")],
        [{"name": "甲"}, {"name": "乙"}],
        "表题",
        header="name",
        cell=lambda _, row: tag("s", tag("strong", "甲")) if row["name"] == "甲" else None,
    )
    output = new_output("display_data", data=table._repr_mimebundle_())
    whole = docx.Document(io.BytesIO(word_bytes(new_notebook(cells=[code(output)]), title="报告")))
    runs = {text_of(run): run for run in whole.element.body.iter(qn("w:r"))}
    assert runs["甲"].xpath("./w:rPr/w:strike")
    assert not runs["乙"].xpath("./w:rPr/w:strike")


def test_a_link_to_nowhere_is_plain_text(form_path):
    bundle = findings_overview(
        invented_report.findings(invented_report.assessment(read_declaration(form_path)))
    )._repr_mimebundle_()
    notebook = new_notebook(cells=[code(new_output("display_data", data=bundle))])
    whole = docx.Document(io.BytesIO(word_bytes(notebook, title="报告")))
    assert not whole.element.body.xpath(".//w:hyperlink")
    assert pdf_bytes(notebook, title="报告")


def test_the_same_notebook_gives_the_same_bytes_in_another_process(made):
    elsewhere = invented_report.made_elsewhere()
    for kind, content in made.items():
        assert elsewhere[kind] == hashlib.sha256(content).hexdigest()


def test_a_font_that_a_machine_lacks_has_others_to_stand_in(word):
    """Windows has 仿宋 and 楷体 and no 小标宋; offices have the GB2312 fonts of GB/T 9704."""
    (part,) = (
        rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith("fontTable")
    )
    table = fromstring(part.blob)
    names = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    instead = {
        font.xpath("string(@w:name)", namespaces=names): font.xpath(
            "string(w:altName/@w:val)", namespaces=names
        ).split(",")
        for font in table.xpath("//w:font", namespaces=names)
    }
    assert instead["仿宋_GB2312"][0] == "仿宋"
    assert instead["楷体_GB2312"][0] == "楷体"
    assert "华文中宋" in instead["方正小标宋简体"]
