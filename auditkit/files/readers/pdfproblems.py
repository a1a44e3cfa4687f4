"""Why a page of a PDF is not read, or not whole: the kinds, and what to do about each."""

from __future__ import annotations

from auditkit.errors import IssueKind
from auditkit.files.readers.scan import scan

BROKEN_PAGE = IssueKind("page-broken", "一页的内容已损坏，没有读入")
CROWDED_PAGE = IssueKind("page-crowded", "一页的字符或线条过多，不是正常的表页，没有读入")
UNKNOWN_FONT = IssueKind("page-font", "一页的字体没有可用的编码，没有读入")
PAGE_PICTURE = IssueKind("page-picture", "一页有大幅图片，图片中的文字没有读入")
RECOGNISED_PAGE = IssueKind("page-recognised", "一页是图片，由文字识别读入")
SCANNED_PAGE = IssueKind("page-scanned", "一页是图片，没有文字，没有读入")
SLANTED_TEXT = IssueKind("page-slanted", "一页有斜排的字没有读入")
CUT_PAGE = IssueKind("page-cut", "一页的表比纸宽，右边没有印出")
WIDE_PAGES = IssueKind("page-wide", "没有框线的表比纸宽，几页左右相接读入")
TURNED_PAGE = IssueKind("page-turned", "一页的文字横倒或颠倒，没有读入")

REMEDY: dict[IssueKind, str] = {
    UNKNOWN_FONT: "请对照原件手工填写本页数据，或索取 docx、xlsx 原件",
    SCANNED_PAGE: f"请对照原件手工填写本页数据，{scan.EXTRA}",
    RECOGNISED_PAGE: "请对照原件核对本页数据",
    BROKEN_PAGE: "请重新下载原件，或用阅读器另存后再读入",
    CUT_PAGE: "请索取 docx、xlsx 原件，或横向、缩小后重新打印成 PDF",
    WIDE_PAGES: "请对照原件核对；能取得 xlsx 原件的，请换用原件",
    TURNED_PAGE: "请在阅读器中把本页旋转正后另存再读入",
    CROWDED_PAGE: "请索取 docx 或 xlsx 原件",
    PAGE_PICTURE: "图片中如有数字，请对照原件手工填写",
    SLANTED_TEXT: "请对照原件核对，水印可不理会",
}
Problem = tuple[IssueKind, str]
TOO_MUCH: Problem = (CROWDED_PAGE, "本页内容远超正常的表页")
