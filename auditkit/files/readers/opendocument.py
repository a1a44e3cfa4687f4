"""OpenDocument spreadsheets (ods): values, merged areas and errors as shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from lxml import etree

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid, Percent, Scalar
from auditkit.files.readers import package
from auditkit.files.readers.limits import check_extent, fit_areas

LARGEST_XML = 32 * 1024 * 1024

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE = f"{{{_NAMESPACE}office:1.0}}"
_TABLE = f"{{{_NAMESPACE}table:1.0}}"
_TEXT = f"{{{_NAMESPACE}text:1.0}}"
_ROW_GROUPS = {f"{_TABLE}{tag}" for tag in ("table-header-rows", "table-rows", "table-row-group")}
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}


def read_opendocument(file: str, data: bytes, sha256: str) -> list[Grid]:
    """One grid per sheet, hidden ones too; rows and columns keep their place on the sheet.

    Raises UnreadableFile for one with a password, or damaged.
    """
    parts = package.read_parts(file, data, LARGEST_XML)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise UnreadableFile(
            file, "文件有打开密码", "请用 Office 或 WPS 打开，取消密码后另存再读入"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(parts.get("content.xml", b""), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile(
            file, "表格的内容已损坏", "请用 Office 或 WPS 打开修复后另存为 xlsx"
        ) from error
    grids = []
    before = 0
    for table in root.iterfind(f".//{_TABLE}table"):
        grid = _sheet(file, sha256, table)
        height, width = len(grid.rows), max(map(len, grid.rows), default=0)
        check_extent(file, f"工作表“{grid.name}”", height, width, before)
        before += height * width
        grids.append(grid)
    return grids


def _sheet(file: str, sha256: str, table: Any) -> Grid:
    name = table.get(f"{_TABLE}name", "")
    rows: list[tuple[Scalar, ...]] = []
    areas: list[Area] = []
    width = 0
    blank = 0
    for element in _rows(table):
        repeat = _count(element, "number-rows-repeated")
        top = len(rows) + blank
        values, spans = _cells(file, name, element, top)
        if not values:
            blank = min(blank + repeat, 10_000_000)
            continue
        width = max(width, len(values))
        check_extent(file, f"工作表“{name}”", top + repeat, width)
        rows += [()] * blank
        rows += [values] * repeat
        areas += spans
        blank = 0
    merged = fit_areas(file, f"工作表“{name}”", areas, len(rows), width)
    return Grid(file, sha256, "sheet", name, tuple(rows), merged)


def _rows(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _cells(file: str, name: str, row: Any, top: int) -> tuple[tuple[Scalar, ...], list[Area]]:
    """The values up to the last one that is not blank, and the merged areas that begin here."""
    values: list[Scalar] = []
    areas = []
    blank = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeat = _count(cell, "number-columns-repeated")
        left = len(values) + blank
        down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1 or right > 1:
            areas.append(Area(top, left, top + down - 1, left + right - 1))
        value = _value(cell) if cell.tag == f"{_TABLE}table-cell" else None
        if value is None or value == "":
            blank = min(blank + repeat, 10_000_000)
            continue
        check_extent(file, f"工作表“{name}”", top + 1, left + repeat)
        values += [None] * blank
        values += [value] * repeat
        blank = 0
    return tuple(values), areas


def _count(element: Any, attribute: str) -> int:
    text = element.get(f"{_TABLE}{attribute}", "")
    return max(int(text[:8]), 1) if text.isascii() and text.isdigit() else 1


def _value(cell: Any) -> Scalar:
    kind = cell.get(f"{_OFFICE}value-type")
    shown = "\n".join(_text(child) for child in cell if child.tag == f"{_TEXT}p")
    try:
        match kind:
            case "percentage":
                return Percent(cell.get(f"{_OFFICE}value", ""))
            case "float" | "currency":
                return float(cell.get(f"{_OFFICE}value", ""))
            case "boolean":
                return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
            case "date":
                moment = dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
                return moment.date() if moment.time() == dt.time() else moment
    except ValueError:
        return shown
    return shown or cell.get(f"{_OFFICE}string-value")


def _text(element: Any) -> str:
    pieces = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            spaces = child.get(f"{_TEXT}c", "1")
            pieces.append(" " * (int(spaces[:2]) if spaces.isascii() and spaces.isdigit() else 1))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            pieces.append("\t" if child.tag.endswith("tab") else "\n")
        elif isinstance(child.tag, str) and child.tag != f"{_OFFICE}annotation":
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
