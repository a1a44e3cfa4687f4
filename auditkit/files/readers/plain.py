"""Plain text with tab-separated columns, as it comes out of a PDF or a web page."""

from __future__ import annotations

import re

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Grid
from auditkit.files.readers.limits import check_extent

LARGEST_TEXT = 32 * 1024 * 1024

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ufffd-\uffff]+")
_RULE_ROW = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")
_BAR = re.compile(r"(?<!\\)\|")
# Above these shares a decoded text is not what its writer meant.
MOST_CONTROLS = 0.01
FEWEST_COMMON = 0.7


def read_plain(file: str, data: bytes, sha256: str) -> list[Grid]:
    """One grid, a row for every line (blank ones too, they mark page breaks).

    A cell ends at a tab; in a text without any tab, lines that begin and end with | are the
    rows of a Markdown table.

    Raises UnreadableFile for an empty file.
    """
    text = decode(file, data)
    if not text.strip():
        raise UnreadableFile(file, "文件是空的", "请重新获取原件")
    lines = text.split("\n")
    check_extent(file, "文本", len(lines), 1)
    if "\t" in text:
        rows = tuple(tuple(line.split("\t")) for line in lines)
    else:
        rows = tuple(_markdown_row(line) for line in lines)
    return [Grid(file, sha256, "text", "", rows)]


def _markdown_row(line: str) -> tuple[str, ...]:
    bare = line.strip()
    if len(bare) < 2 or not (bare.startswith("|") and bare.endswith("|")):
        return (line,)
    if _RULE_ROW.fullmatch(bare):
        return ("",)
    return tuple(cell.replace("\\|", "|") for cell in _BAR.split(bare[1:-1]))


def decode(file: str, data: bytes) -> str:
    """The text with newlines as \\n, from UTF-8, UTF-16 with a mark, or GB 18030.

    Raises UnreadableFile rather than returning nonsense: a damaged UTF-8 text is not taken
    for Chinese of another encoding, and bytes that are no text are said to be none.
    """
    if len(data) > LARGEST_TEXT:
        raise UnreadableFile(
            file, f"文本超过{LARGEST_TEXT // 1024 // 1024} MB", "请只保留需要的部分再读入"
        )
    text = _decoded(file, data)
    controls = len(text) - len(_CONTROLS.sub("", text))
    if controls > MOST_CONTROLS * len(text):
        raise UnreadableFile(
            file, "不是文本，也不是能识别的文件类型", "请提供 txt、xlsx、docx 或 PDF 格式的原件"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(file: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16" or _mostly_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(
                file, f"文字编码在第{line}行处损坏", "请重新获取原件，或用记事本另存为 UTF-8 编码"
            ) from None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not text or _common_share(text) < FEWEST_COMMON:
        raise UnreadableFile(
            file, "文字编码无法识别，或不是文本", "请用记事本打开核对，另存为 UTF-8 编码再读入"
        )
    return text


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = sum(char > "\x7f" for char in text) - broken
    return wide > 4 * broken


def _common_share(text: str) -> float:
    """The share of GB 2312 among the non-ASCII characters: near 1 in Chinese, low in nonsense."""
    wide = "".join(char for char in text if char > "\x7f")
    return len(wide.encode("gb2312", "ignore")) / 2 / len(wide) if wide else 1.0
