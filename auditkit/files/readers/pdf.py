"""PDF: ruled tables and lines of text, page by page; what cannot be read is reported."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pdfplumber
from numpy.typing import NDArray
from pdfplumber.page import Page

from auditkit.errors import Issue, UnreadableFile
from auditkit.files.grid import UNREAD, Grid, Source
from auditkit.files.readers.invisible import without_invisible
from auditkit.files.readers.pdfpage.bounds import Budget, TooMuch, bounded
from auditkit.files.readers.pdfpage.closing import closed_tables
from auditkit.files.readers.pdfpage.cuttexts import not_over_pages
from auditkit.files.readers.pdfpage.dots import join_dots
from auditkit.files.readers.pdfpage.glyphs import Char, once, unreadable
from auditkit.files.readers.pdfpage.grids import Cell, columns_of, goes_on, page_grids
from auditkit.files.readers.pdfpage.objects import Forgetting, read_quickly
from auditkit.files.readers.pdfpage.paper import marked, over_the_paper, with_cut_words
from auditkit.files.readers.pdfproblems import (
    BROKEN_PAGE,
    CROWDED_PAGE,
    CUT_PAGE,
    PAGE_PICTURE,
    RECOGNISED_PAGE,
    REMEDY,
    SCANNED_PAGE,
    SLANTED_TEXT,
    TOO_MUCH,
    TURNED_PAGE,
    UNKNOWN_FONT,
    WIDE_PAGES,
    Problem,
)
from auditkit.files.readers.scan import scan
from auditkit.files.readers.scan.recognising import PagePool
from auditkit.files.readers.unruled.aligned import (
    NO_COLUMNS,
    Columns,
    aligned_grids,
    heads_indicators,
    loose_rows,
    rows_in_cells,
)
from auditkit.files.readers.unruled.widepages import MOST_PAGES_WIDE, PlainPage, wide_tables

MOST_PAGES = 3000
# More than this on one page is a drawing or an attack; the search for tables would never end.
_MOST_EDGES = 20_000
_MOST_CHARS = 60_000
# Dots: a page of A2 at 300 dots an inch. What draws it needs four bytes a dot.
_LARGEST_PICTURE = 40_000_000
_FEWEST_BESIDE_PICTURE = 200
_FEWEST_HEADINGS = 2
_READ = (scan.UNSURE_FIGURE.code, CUT_PAGE.code)
"""Grave, but of pages that are read."""


@dataclass(frozen=True, slots=True)
class PdfReading:
    """What a PDF holds: grids in reading order, and an issue for every page not read."""

    grids: tuple[Grid, ...]
    issues: tuple[Issue, ...]
    pages: int


def read_pdf(file: str, data: bytes, sha256: str) -> list[Grid]:
    """The grids of `read_pdf_pages`; an unread page is a grid without rows named 第7页 未读."""
    return list(read_pdf_pages(file, data, sha256).grids)


def read_pdf_pages(file: str, data: bytes, sha256: str) -> PdfReading:
    """Every page: its tables as grids 第16页 表1, the text around them as grids of lines.

    The text of a page without tables is the grid 第5页; otherwise what stands above the first
    table is 第16页 表1前, what follows a table is 第16页 表1后.
    Raises UnreadableFile for a file that is locked, broken, scanned, or without one readable page.
    """
    grids: list[Grid] = []
    issues: list[Issue] = []
    pictures = 0
    with _quiet(), bounded() as budget, _opened(file, data, budget) as pdf, PagePool() as pool:
        read: list[_Page | Future[_Page]] = []
        columns, forgetting = NO_COLUMNS, Forgetting(pdf)
        for number, page in enumerate(pdf.pages, 1):
            budget.turn()
            try:
                one = _read_page(read_quickly(page), number, file, sha256, pool, columns)
                columns = one.columns if isinstance(one, _Page) else NO_COLUMNS
                read.append(one)
            except Exception as error:  # pdfminer raises whatever a damaged stream leads it to
                over = budget.spent or budget.over
                read.append(_Page(problem=TOO_MUCH) if over else _broken(error))
            finally:
                page.close()
                forgetting.after(page, budget.decoded)
        count = len(read)
        wide = _wide_tables(file, sha256, read)
        if wide:
            where = Source(file, "第1页", sha256)
            what = f"表比纸宽，没有框线；{count}页已按各行的高度左右相接"
            issues.append(WIDE_PAGES(where, what, "", REMEDY[WIDE_PAGES], False))
        grids += wide
        for number, pending in enumerate(read, 1):
            one = pending if isinstance(pending, _Page) else _recognised(pending)
            grids += () if wide else one.grids
            where = Source(file, f"第{number}页", sha256)
            issues += [
                kind(where, what, "", REMEDY[kind], kind is CUT_PAGE) for kind, what in one.remarks
            ]
            if one.problem is not None:
                kind, what = one.problem
                pictures += kind is SCANNED_PAGE
                grids.append(Grid(file, sha256, "table", f"第{number}页 {UNREAD}", ()))
                issues.append(kind(where, what, "", f"本页未读入，{REMEDY[kind]}"))
    issues += scan.unsure_figures(grids)
    unread = [issue for issue in issues if issue.grave and issue.code not in _READ]
    if unread and not any(grid.rows for grid in grids):
        if pictures == len(unread):
            raise UnreadableFile(
                file,
                "这是扫描件，页面都是图片，没有文字",
                "请索取文字版原件" if scan.possible() else f"请索取文字版原件，{scan.EXTRA}",
            )
        raise UnreadableFile(file, f"没有一页可读：{unread[0].what}", "请索取 docx 或 xlsx 原件")
    read_whole = map(without_invisible, not_over_pages(grids))
    return PdfReading(tuple(read_whole), tuple(issues), count)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's grids, or by kind and words why it cannot be read.

    `remarks` are what was left out of a page that is read; `columns` those of an unruled table
    that may go on on the next page; `plain` are the characters of a page without tables.
    """

    grids: Sequence[Grid] = ()
    problem: Problem | None = None
    remarks: Sequence[Problem] = ()
    columns: Columns = NO_COLUMNS
    plain: PlainPage | None = None


@contextmanager
def _quiet() -> Iterator[None]:
    """The libraries' complaints about a file are no messages of ours."""
    loggers = [logging.getLogger(name) for name in ("pdfminer", "pdfplumber")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _opened(file: str, data: bytes, budget: Budget) -> Iterator[pdfplumber.pdf.PDF]:
    try:
        pdf = pdfplumber.open(io.BytesIO(data))
        count = len(pdf.pages)
    except Exception as error:
        if budget.over:
            raise UnreadableFile(
                file, "PDF 的内容远超正常的文件", "请核对来源，索取 docx 或 xlsx 原件"
            ) from None
        cause = f"{type(error).__name__} {error!r}"
        if "Password" in cause or "Encryption" in cause:
            raise UnreadableFile(
                file, "PDF 有密码", "请先在阅读器中取消密码，另存后再读入"
            ) from None
        raise UnreadableFile(
            file, f"不是完好的 PDF（{type(error).__name__}）", "请重新下载，或用阅读器另存后再读入"
        ) from error
    if not count:
        raise UnreadableFile(file, "PDF 里没有一页可读", "请重新下载，或用阅读器另存后再读入")
    if count > MOST_PAGES:
        raise UnreadableFile(file, f"PDF 超过{MOST_PAGES}页", "请只截取决算或申报表所在的页")
    # Each page is closed when it is read, the document is in memory: nothing is left to close.
    yield pdf


def _read_page(
    page: Page, number: int, file: str, sha256: str, pool: PagePool, columns: Columns
) -> _Page | Future[_Page]:
    """The page, or the promise of one that is a picture."""
    chars = page.chars
    if len(chars) > _MOST_CHARS:
        return _Page(problem=(CROWDED_PAGE, f"本页有{len(chars)}个字符，不是正常的表页"))
    printed = [char for char in chars if char["text"].strip()]
    # A page on its head has a negative width of type; its lines would read from the end.
    straight = [char for char in printed if abs(char["matrix"][1]) < 0.1 * char["matrix"][0]]
    if len(printed) < 5 and any(_covers(image, page) for image in page.images):
        if not scan.possible():
            return _Page(problem=(SCANNED_PAGE, "本页是图片，没有文字"))
        if not _drawable(page):
            return _Page(problem=(CROWDED_PAGE, "本页的图片或纸张过大"))
        picture = page.to_image(resolution=scan.DOTS, antialias=True).original.convert("L")
        pixels = np.asarray(picture, dtype=np.uint8)
        return pool.hand_over(_read_picture, file, sha256, f"第{number}页", pixels)
    if len(straight) < len(printed) / 2:
        return _Page(problem=(TURNED_PAGE, "本页文字是横倒或颠倒的"))
    if unreadable("".join(char["text"] for char in printed)):
        return _Page(problem=(UNKNOWN_FONT, "本页字体没有可用的编码，文字无法识别"))
    join_dots(page)
    if len(page.edges) > _MOST_EDGES:
        return _Page(problem=(CROWDED_PAGE, f"本页有{len(page.edges)}条线，不是正常的表页"))
    remarks: list[Problem] = []
    if slanted := len(printed) - len(straight):
        remarks.append((SLANTED_TEXT, f"本页有{slanted}个字横倒或斜排，没有读入"))
    if len(printed) < _FEWEST_BESIDE_PICTURE and any(_covers(i, page) for i in page.images):
        remarks.append((PAGE_PICTURE, "本页有大幅图片，图片中的文字没有读入"))
    # A box around text is no table.
    tables = [table.cells for table in closed_tables(page) if len(table.cells) > 1]
    cut = over_the_paper(page, tables)
    if any(cut):
        remarks.append((CUT_PAGE, "本页的表比纸宽，右边的几栏没有印出"))
        tables = [
            with_cut_words(t, page.width) if c else t for t, c in zip(tables, cut, strict=True)
        ]
    kept = once(straight)
    # Headings of indicators say 指标 at least that often; a search costs less than a table.
    words = "".join(char["text"] for char in kept)
    speaks = words.count("指") >= _FEWEST_HEADINGS or "任务名称" in words or columns.spans
    if speaks and (not tables or loose_rows(kept, tables) or rows_in_cells(kept, tables)):
        edges = page.edges
        rules = [(e["x0"], e["x1"], e["top"]) for e in edges if e["orientation"] == "h"]
        upright = [(e["x0"], e["top"], e["bottom"]) for e in edges if e["orientation"] == "v"]
        # The sides of shaded cells are no lines down a table that has ruled ones beside them.
        upright = [] if tables else upright
        aligned, columns_here = aligned_grids(
            file, sha256, f"第{number}页", kept, rules, upright, columns
        )
        if aligned:
            plain = _plain(page, number, kept, tables, aligned=True)
            return _Page(aligned, remarks=remarks, columns=columns_here, plain=plain)
    grids = page_grids(file, sha256, f"第{number}页", kept, tables, before=columns.ruled)
    grids = marked(grids, cut) if any(cut) else grids
    ruled: tuple[float, ...] = ()
    if tables:
        if goes_on(tables[-1], columns.ruled):
            ruled = columns.ruled
        elif columns.ruled or heads_indicators(grids):
            ruled = columns_of(tables[-1])
    plain = _plain(page, number, kept, tables)
    return _Page(grids, remarks=remarks, columns=Columns(ruled=ruled), plain=plain)


def _plain(
    page: Page,
    number: int,
    chars: Sequence[Char],
    tables: Sequence[Sequence[Cell]],
    *,
    aligned: bool = False,
) -> PlainPage | None:
    """What is kept of a page that may be part of a wider table."""
    if tables or number > MOST_PAGES_WIDE:
        return None
    return PlainPage(number, chars, page.width, aligned)


def _wide_tables(file: str, sha256: str, read: Sequence[_Page | Future[_Page]]) -> Sequence[Grid]:
    """The tables of a document whose pages have none, where they are parts of wider ones."""
    plain = [one.plain for one in read if isinstance(one, _Page) and one.plain is not None]
    whole = len(plain) == len(read) and any(
        char["text"] == "指" for page in plain for char in page.chars
    )
    return wide_tables(file, sha256, plain) if whole else ()


def _read_picture(file: str, sha256: str, page: str, pixels: NDArray[np.uint8]) -> _Page:
    read = scan.read_page(file, sha256, page, pixels)
    if not any(map(any, (row for grid in read for row in grid.texts))):
        return _Page(problem=(SCANNED_PAGE, "本页是图片，没有识别出文字"))
    return _Page(read, remarks=[(RECOGNISED_PAGE, "本页是图片，由文字识别读入")])


def _recognised(pending: Future[_Page]) -> _Page:
    try:
        return pending.result()
    except TooMuch:
        return _Page(problem=TOO_MUCH)
    except Exception as error:  # whatever a damaged picture leads the libraries to
        return _broken(error)


def _broken(error: Exception) -> _Page:
    return _Page(problem=(BROKEN_PAGE, f"本页内容已损坏（{type(error).__name__}）"))


def _drawable(page: Page) -> bool:
    """Whether drawing the page takes no more than a large scan: its paper, and each picture."""
    paper = page.width * page.height * (scan.DOTS / 72) ** 2
    sizes = [image.get("srcsize") or (0, 0) for image in page.images]
    try:
        pictures = [float(width) * float(height) for width, height in sizes]
    except (TypeError, ValueError):
        return False
    return bool(max([paper, *pictures]) <= _LARGEST_PICTURE)


def _covers(image: dict[str, Any], page: Page) -> bool:
    return bool(image["width"] * image["height"] > 0.2 * page.width * page.height)
