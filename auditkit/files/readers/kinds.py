"""What kind of file some bytes are: the content decides, a suffix is often wrong."""

from __future__ import annotations

import re
from typing import Literal

from auditkit.errors import UnreadableFile
from auditkit.files.readers import compound, package

FileKind = Literal["text", "workbook", "opendocument", "word", "pdf", "html", "picture"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_HTML = re.compile(
    rb"(?:\s|<\?xml[^>]{0,200}>|<!--.{0,2000}?-->)*"
    rb"<(?:!doctype\s+html|(?:html|head|meta|title|style|body|table|tr|div|p|center|font|h[1-6])[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE_XML = re.compile(rb"progid=\"(?:Excel|Word)\.|urn:schemas-microsoft-com:office:spreadsheet")


def kind_of(file: str, data: bytes) -> FileKind:
    """The kind by content; UnreadableFile, saying what it is, for a kind that no reader takes."""
    if data.startswith(_ZIP):
        return _zip_kind(file, data)
    if data.startswith(compound.SIGNATURE):
        return _compound_kind(file, data)
    if data.startswith(_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return "picture"
    if data.startswith(_ARCHIVES):
        raise UnreadableFile(file, "这是压缩包", "请先解压，再读入其中的文件")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    head = _head(data)
    if head.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile(file, "这是 RTF 文档", "请用 Word 或 WPS 打开后另存为 docx 再读入")
    if head.startswith(b"MIME-Version:"):
        raise UnreadableFile(file, "这是单个文件网页（MHT）", "请打开后另存为 xlsx 或 docx 再读入")
    if _HTML.match(head):
        return "html"
    if _OFFICE_XML.search(head) and head.lstrip().startswith(b"<?xml"):
        raise UnreadableFile(
            file, "这是 2003 版 XML 格式的文档", "请用 Office 或 WPS 打开后另存为 xlsx 或 docx"
        )
    return "text"


def _head(data: bytes) -> bytes:
    """The first bytes, as ASCII-compatible text without a byte-order mark."""
    head = data[:4096]
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "ignore").encode("utf-8", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf")


def _zip_kind(file: str, data: bytes) -> FileKind:
    names = package.part_names(file, data)
    if "xl/workbook.bin" in names:
        raise UnreadableFile(
            file, "这是二进制工作簿（xlsb）", "请用 Excel 打开后另存为 xlsx 再读入"
        )
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    if any(name.startswith("word/") for name in names):
        return "word"
    if "content.xml" in names and "mimetype" in names:
        return _opendocument_kind(file, data)
    if "OFD.xml" in names:
        raise UnreadableFile(
            file, "这是 OFD 版式文件", "请用 OFD 阅读器另存为 PDF，或索取 docx、xlsx 原件"
        )
    if any(name.startswith("ppt/") for name in names):
        raise UnreadableFile(file, "这是演示文稿", "请提供 xlsx、docx 或 PDF 格式的原件")
    raise UnreadableFile(file, f"这是压缩包，内有{len(names)}项", "请先解压，再读入其中的文件")


def _opendocument_kind(file: str, data: bytes) -> FileKind:
    # The format puts its type first and uncompressed; a program that packs anew may do otherwise.
    if b"opendocument.spreadsheet" in data[:200] or (
        b"opendocument.spreadsheet" in package.read_parts(file, data)["mimetype"]
    ):
        return "opendocument"
    raise UnreadableFile(
        file, "这是 OpenDocument 文档，不是表格", "请用 Office 或 WPS 打开后另存为 docx 再读入"
    )


def _compound_kind(file: str, data: bytes) -> FileKind:
    try:
        names = compound.CompoundFile(data).entries
    except ValueError:
        raise UnreadableFile(
            file, "文件不完整或已损坏", "请重新获取原件，或用 Office、WPS 打开修复后另存"
        ) from None
    if "EncryptedPackage" in names:
        raise UnreadableFile(
            file, "文件有打开密码", "请用 Office 或 WPS 打开，取消密码后另存再读入"
        )
    if "Workbook" in names or "Book" in names:
        return "workbook"
    if "WordDocument" in names:
        raise UnreadableFile(
            file, "这是旧版 Word 文档（doc）", "请用 Word 或 WPS 打开后另存为 docx 再读入"
        )
    raise UnreadableFile(
        file, "不是能识别的 Office 文件", "请用 Office 或 WPS 打开后另存为 xlsx 或 docx"
    )
