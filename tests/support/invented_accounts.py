"""示例数据（虚构）: small final accounts (部门决算), written as a file of every type.

Six tables and four sentences that agree with each other; amounts in 万元, year 2023.
"""

import html
import io
import struct
from collections.abc import Sequence
from pathlib import Path

import docx
import matplotlib as mpl
import openpyxl
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from printing_face import face
from test_readers_workbook import compound_file, record

Rows = list[list[str | None]]
# Top, left, bottom, right, 0-based and inclusive, below the head of the table.
Merges = list[tuple[int, int, int, int]]
Tables = list[tuple[str, Rows, Merges]]

OWNER, YEAR, DEMO = "示例市虚构局", 2023, "示例数据（虚构）"
TYPES = ("pdf", "xlsx", "xls", "docx", "html")

TOTAL: Rows = [
    ["收入", None, "支出", None],
    ["项目", "决算数", "项目", "决算数"],
    ["一、一般公共预算财政拨款收入", "490.00", "一、一般公共服务支出", "400.00"],
    ["八、其他收入", "10.00", "八、社会保障和就业支出", "90.00"],
    ["本年收入合计", "500.00", "本年支出合计", "490.00"],
    ["年初结转和结余", "20.00", "年末结转和结余", "30.00"],
    ["总计", "520.00", "总计", "520.00"],
]
INCOME: Rows = [
    ["科目编码", "科目名称", "本年收入合计", "财政拨款收入", "上级补助收入", "其他收入"],
    ["201", "一般公共服务支出", "410.00", "400.00", None, "10.00"],
    ["208", "社会保障和就业支出", "90.00", "90.00", None, None],
    ["合计", None, "500.00", "490.00", None, "10.00"],
]
EXPENDITURE: Rows = [
    ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "400.00", "275.00", "125.00"],
    ["208", "社会保障和就业支出", "90.00", "90.00", None],
    ["合计", None, "490.00", "365.00", "125.00"],
]
GENERAL: Rows = [
    ["科目编码", "科目名称", "本年支出", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "390.00", "270.00", "120.00"],
    ["20106", "财政事务", "390.00", "270.00", "120.00"],
    ["2010601", "行政运行", "390.00", "270.00", "120.00"],
    ["208", "社会保障和就业支出", "90.00", "90.00", None],
    ["合计", None, "480.00", "360.00", "120.00"],
]
BASIC: Rows = [
    ["人员经费", None, None, "公用经费", None, None],
    ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
    ["301", "工资福利支出", "300.00", "302", "商品和服务支出", "50.00"],
    ["30101", "基本工资", "300.00", "30201", "办公费", "50.00"],
    ["303", "对个人和家庭的补助", "8.00", "310", "资本性支出", "2.00"],
    ["30301", "离休费", "1.50", "31002", "办公设备购置", "2.00"],
    ["30302", "退休费", "6.50", None, None, None],
    ["人员经费合计", None, "308.00", "公用经费合计", None, "52.00"],
]
THREE: Rows = [
    ["项目", "预算数", "决算数"],
    ["合计", "6.00", "4.60"],
    ["因公出国（境）费", "0.00", "0.00"],
    ["公务用车购置及运行维护费", "5.00", "4.10"],
    ["公务用车购置费", "0.00", "0.00"],
    ["公务用车运行维护费", "5.00", "4.10"],
    ["公务接待费", "1.00", "0.50"],
]
TABLES: Tables = [
    ("收入支出决算总表", TOTAL, [(0, 0, 0, 1), (0, 2, 0, 3)]),
    ("收入决算表", INCOME, [(3, 0, 3, 1)]),
    ("支出决算表", EXPENDITURE, [(3, 0, 3, 1)]),
    ("一般公共预算财政拨款支出决算表", GENERAL, [(5, 0, 5, 1)]),
    (
        "一般公共预算财政拨款基本支出决算表",
        BASIC,
        [(0, 0, 0, 2), (0, 3, 0, 5), (7, 0, 7, 1), (7, 3, 7, 4)],
    ),
    ("财政拨款“三公”经费支出决算表", THREE, []),
]
SENTENCES = (
    ("2023年度财政拨款支出年初预算为500.00万元，支出决算为480.00万元，完成年初预算的96.00%。"),
    "机关运行经费支出52.00万元，比2022年度增加2.00万元，增长4.00%。",
    (
        "政府采购支出总额20.00万元，其中：政府采购货物支出12.00万元、政府采购工程支出0.00万元、"
        "政府采购服务支出8.00万元。"
    ),
    "2023年度政府采购预算25.00万元。",
)
# What every type must give, worked out from the tables and sentences above by hand.
FACTS = {
    ("预算数", 2023): 500.0,
    ("预算执行数", 2023): 480.0,
    ("累计结转结余资金总额", 2023): 30.0,
    ("累计结转结余资金总额", 2022): 20.0,
    ("本年收入合计", 2023): 500.0,
    ("本年支出合计", 2023): 490.0,
    ("在职人员经费", 2023): 300.0,
    ("离退休人员经费", 2023): 8.0,
    ("公用经费", 2023): 52.0,
    ("“三公经费”总额", 2023): 4.6,
    ("三公经费预算数", 2023): 6.0,
    ("机关运行经费", 2023): 52.0,
    ("机关运行经费", 2022): 50.0,
    ("实际政府采购金额", 2023): 20.0,
    ("政府采购预算数", 2023): 25.0,
}


def write(folder: Path, kind: str, tables: Tables = TABLES, name: str = "") -> Path:
    """The document as `决算-示例数据（虚构）.<kind>`."""
    path = folder / (name or f"决算-{DEMO}.{kind}")
    writer = {"pdf": pdf, "xlsx": xlsx, "xls": xls, "docx": word, "html": page}[kind]
    path.write_bytes(writer(tables))
    return path


def head_lines(title: str, owner: str = OWNER) -> list[str]:
    return [title, f"部门：{owner}", "单位：万元"]


def number(text: str | None) -> str | float | None:
    return float(text) if text and text.replace(".", "", 1).isdigit() and "." in text else text


def sheets(tables: Tables) -> list[tuple[str, list[list[str | float | None]], Merges]]:
    """The text sheet and one for each table, its title and unit in three rows above the head."""
    prose: list[list[str | float | None]] = [[line] for line in (DEMO, *SENTENCES)]
    found: list[tuple[str, list[list[str | float | None]], Merges]] = []
    for count, (title, rows, merges) in enumerate(tables, 1):
        width = len(rows[0])
        above: list[list[str | float | None]] = [[line] for line in head_lines(title)]
        body = above + [[number(cell) for cell in row] for row in rows]
        moved = [(t + 3, left, b + 3, right) for t, left, b, right in merges]
        areas = [(r, 0, r, width - 1) for r in range(3)] + moved
        found.append((f"GK{count:02d}", body, areas))
    return [*found, ("说明", prose, [])]


def xlsx(tables: Tables) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows, merges in sheets(tables):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for top, left, bottom, right in merges:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(tables: Tables) -> bytes:
    """An Excel 97 workbook written record by record; no writer of the format is installed."""
    parts = []
    for name, rows, merges in sheets(tables):
        body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, float):
                    body += record(0x0203, struct.pack("<HHHd", r, c, 0, value))
                elif value:
                    text = struct.pack("<HHHHB", r, c, 0, len(value), 1)
                    body += record(0x0204, text + value.encode("utf-16-le"))
        areas = b"".join(struct.pack("<HHHH", t, b, left, right) for t, left, b, right in merges)
        body += record(0xE5, struct.pack("<H", len(merges)) + areas) + record(0x0A)
        parts.append((name, body))
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    size = sum(4 + 8 + 2 * len(name) for name, _ in parts) + 4
    start, listed = len(head) + size, b""
    for name, body in parts:
        listed += record(
            0x85, struct.pack("<IBBBB", start, 0, 0, len(name), 1) + name.encode("utf-16-le")
        )
        start += len(body)
    stream = head + listed + record(0x0A) + b"".join(body for _, body in parts)
    return compound_file({"Workbook": stream})


def word(tables: Tables) -> bytes:
    document = docx.Document()
    document.add_paragraph(DEMO)
    for title, rows, merges in tables:
        for line in head_lines(title):
            document.add_paragraph(line)
        table = document.add_table(len(rows), len(rows[0]))
        # `table.cell` goes through the whole table for each.
        cells = [row.cells for row in table.rows]
        for row, line in zip(rows, cells, strict=True):
            for text, cell in zip(row, line, strict=True):
                if text:
                    cell.text = text
        for top, left, bottom, right in merges:
            cells[top][left].merge(cells[bottom][right])
    document.add_heading("第三部分 决算情况说明")
    for line in SENTENCES:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def page(tables: Tables) -> bytes:
    parts = [f"<html><head><title>x</title></head><body><p>{DEMO}</p><p>　</p>"]
    for title, rows, merges in tables:
        parts += [f"<p><b>{html.escape(line)}</b></p>" for line in head_lines(title)]
        covered = {
            (r, c)
            for top, left, bottom, right in merges
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
            if (r, c) != (top, left)
        }
        spans = {(top, left): right - left + 1 for top, left, _, right in merges}
        parts.append("<table>")
        for r, row in enumerate(rows):
            cells = [
                f'<td colspan="{spans.get((r, c), 1)}">{html.escape(text or "")}</td>'
                for c, text in enumerate(row)
                if (r, c) not in covered
            ]
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    parts += [f"<p>{html.escape(line)}</p>" for line in SENTENCES]
    return "".join([*parts, "</body></html>"]).encode()


def pdf(tables: Tables) -> bytes:
    """A page for each table, and one for the text."""
    pages = [(head_lines(title), rows, merges) for title, rows, merges in tables]
    lines = [part for line in SENTENCES for part in (line[:40], line[40:80]) if part]
    return pdf_of([*pages, ([DEMO, *lines], [], [])])


def pdf_of(pages: Sequence[tuple[Sequence[str], Rows, Merges]]) -> bytes:
    """Pages of 600 × 800 points: lines of text, and a ruled table below them."""
    stream = io.BytesIO()
    printed = face(9)
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(stream) as book:
        for lines, rows, merges in pages:
            figure = Figure(figsize=(600 / 72, 800 / 72))
            for i, line in enumerate(lines):
                figure.text(0.1, 1 - (50 + 20 * i) / 800, line, fontproperties=printed)
            _table(figure, printed, rows, merges, 60 + 20 * len(lines))
            book.savefig(figure)
    return stream.getvalue()


def _table(
    figure: Figure, printed: FontProperties, rows: Rows, merges: Merges, start: float
) -> None:
    height = 20
    ends = {(t, left): (b, right) for t, left, b, right in merges}
    covered = {
        (r, c)
        for t, left, b, right in merges
        for r in range(t, b + 1)
        for c in range(left, right + 1)
    } - set(ends)
    for r, row in enumerate(rows):
        width = 540 / len(row)
        for c, text in enumerate(row):
            if (r, c) in covered:
                continue
            bottom, right = ends.get((r, c), (r, c))
            x0, x1 = 30 + c * width, 30 + (right + 1) * width
            y0, y1 = start + r * height, start + (bottom + 1) * height
            xs = [x / 600 for x in (x0, x1, x1, x0, x0)]
            ys = [1 - y / 800 for y in (y0, y0, y1, y1, y0)]
            figure.add_artist(mpl.lines.Line2D(xs, ys, color="black", linewidth=0.5))
            if text:
                figure.text((x0 + 2) / 600, 1 - (y0 + 13) / 800, text, fontproperties=printed)
