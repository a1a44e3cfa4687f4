"""What a file brings along that a reader neither runs nor opens: macros, links, embedded files.

Readers take cells and text alone. What else would act once a person opens the file is named, so
that nobody takes the silence for a proof that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditkit.errors import UnreadableFile
from auditkit.files.readers import biff, compound, package

MACROS, SHEET_MACROS = "宏", "Excel 4.0 宏表"
LINKS, DDE, CONNECTIONS = "到其他文件的链接", "DDE 链接", "数据连接"
EMBEDDED, CONTROLS, SCRIPTS, LAUNCH = "嵌入的对象", "控件", "脚本", "启动程序的动作"

_PARTS = (
    (MACROS, re.compile(r"(?i)(?:^|/)vbaProject|^Basic/.|^Scripts/.")),
    (SHEET_MACROS, re.compile(r"(?i)^xl/(?:macrosheets|intlmacrosheets)/.")),
    (LINKS, re.compile(r"(?i)^xl/externalLinks/[^/]+\.xml$")),
    (CONNECTIONS, re.compile(r"(?i)^xl/(?:connections\.xml$|queryTables/.)")),
    (EMBEDDED, re.compile(r"(?i)/embeddings/.|^Object [^/]+/content\.xml$|^ObjectReplacements/.")),
    (CONTROLS, re.compile(r"(?i)/(?:activeX|ctrlProps)/.")),
)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_EXTERNAL = re.compile(rb"(?i)TargetMode\s*=\s*[\"']External")
# A link that a person must click, and the other workbook of a link that is told by its part.
_MERE = re.compile(rb"/(?:hyperlink|externalLinkPath|xlExternalLinkPath/\w+)[\"']")
_DDE_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<|]*\w'?\|[^<]*!")
_FIELD = re.compile(rb"<w:instrText\b[^>]*>([^<]*)|\bw:instr\s*=\s*\"([^\"]*)")
_FIELDS = (
    (DDE, re.compile(rb"(?i)\bDDE(?:AUTO)?\b")),
    (LINKS, re.compile(rb"(?i)\b(?:LINK|INCLUDETEXT|INCLUDEPICTURE)\b")),
)
_ODF_LINK = re.compile(rb"<table:(?:cell-range-source|table-source)\b|'file:[^']*'#")
_PDF = (
    (SCRIPTS, re.compile(rb"/JavaScript\b")),
    (LAUNCH, re.compile(rb"/Launch\b")),
    (EMBEDDED, re.compile(rb"/EmbeddedFiles?\b")),
)
_SUPPLIER, _OWN_SHEETS, _ADD_INS = 0x01AE, b"\x01\x04", b"\x01\x3a"
_MACRO_SHEET, _MODULE = 1, 6


def carried(file: str, data: bytes) -> tuple[str, ...]:
    """What a workbook, document or PDF brings along, each once; nothing for a damaged file.

    Of a PDF, what it names in plain: objects within compressed streams are not looked into.
    """
    try:
        if data.startswith(b"PK\x03\x04"):
            found = _of_package(package.read_parts(file, data))
        elif data.startswith(compound.SIGNATURE):
            found = _of_compound(file, compound.CompoundFile(data))
        elif b"%PDF-" in data[:1024]:
            found = (name for name, sign in _PDF if sign.search(data))
        else:
            return ()
        return tuple(dict.fromkeys(found))
    except (UnreadableFile, KeyError, ValueError):
        return ()  # whoever reads it says so


def _of_package(parts: Mapping[str, bytes]) -> Iterator[str]:
    for what, named in _PARTS:
        if any(named.search(name) for name in parts):
            yield what
    for name, content in parts.items():
        lower = name.lower()
        if lower.endswith(".rels"):
            if any(
                _EXTERNAL.search(one[0]) and not _MERE.search(one[0])
                for one in _RELATION.finditer(content)
            ):
                yield LINKS
        elif lower.startswith("xl/externallinks/"):
            if b"ddeLink" in content:
                yield DDE
        elif lower.startswith("xl/worksheets/"):
            if b"|" in content and _DDE_FORMULA.search(content):
                yield DDE
        elif lower.startswith("word/") and (b"instrText" in content or b"w:instr" in content):
            said = b"".join(one[1] or one[2] or b"" for one in _FIELD.finditer(content))
            yield from (what for what, sign in _FIELDS if sign.search(said))
        elif name == "content.xml":
            if b"dde-link" in content or b"of:=DDE(" in content:
                yield DDE
            if _ODF_LINK.search(content):
                yield LINKS


def _of_compound(file: str, container: compound.CompoundFile) -> Iterator[str]:
    names = container.storages
    if names & {"_VBA_PROJECT_CUR", "VBA", "Macros"}:
        yield MACROS
    if any(name.startswith("MBD") for name in names) or "ObjectPool" in names:
        yield EMBEDDED
    stream = next((name for name in ("Workbook", "Book") if name in container.entries), None)
    if stream is None:
        return
    content = container.stream(stream)
    for kind, at, size in biff.records(file, content, 0):
        if kind == biff.BOUNDSHEET and size >= 6 and content[at + 5] == _MACRO_SHEET:
            yield SHEET_MACROS
        elif kind == biff.BOUNDSHEET and size >= 6 and content[at + 5] == _MODULE:
            yield MACROS
        elif kind == _SUPPLIER and size > 4 and content[at + 2 : at + 4] != _ADD_INS:
            named = content[at + 4 : at + size]
            yield DDE if content[at : at + 2] == b"\0\0" and b"\x03" in named else LINKS
