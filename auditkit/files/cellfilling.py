"""Filling blank cells of a finished workbook and leaving every other byte of its parts alone.

openpyxl would drop what it does not know (newer drop-down lists, drawings) and the stored results
of every formula, which are all that a reader of values ever sees; so the cells are written into
the worksheet's own XML.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from auditkit.errors import UnreadableFile
from auditkit.files.grid import column_letters
from auditkit.files.readers import package
from auditkit.files.readers.sheetxml import sheet_parts
from auditkit.files.saving import inert

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Content = str | float


def fill_cells(
    file: str, data: bytes, sheet: str, cells: Mapping[tuple[int, int], Content]
) -> bytes:
    """The workbook with `cells` of one sheet filled in, by 0-based (row, column).

    Formats, drop-down lists and all other parts stay as they are; a workbook with formulas is
    marked for recalculation on opening. Raises UnreadableFile where the sheet is not found.
    """
    parts = package.read_parts(file, data)
    try:
        name = next(part for title, part in sheet_parts(parts) if title == sheet)
        parts[name] = _filled(parts[name], cells)
        if any(re.search(rb"<(?:\w+:)?f[\s>]", parts[p]) for p in parts if "worksheets/" in p):
            parts["xl/workbook.xml"] = _recalculated(parts["xl/workbook.xml"])
    except (KeyError, StopIteration, etree.LxmlError) as error:
        raise UnreadableFile(
            file, f"工作表“{sheet}”无法写入", "请用 Excel 或 WPS 打开后另存为 xlsx 再试"
        ) from error
    out = io.BytesIO()
    # Stored, with a fixed date: the same content gives the same bytes on every machine.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as container:
        for part, content in parts.items():
            info = zipfile.ZipInfo(part, (2000, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            container.writestr(info, content)
    return out.getvalue()


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(content, parser)


def _printed(root: Any) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


def _recalculated(workbook: bytes) -> bytes:
    root = _parsed(workbook)
    settings = root.find("{*}calcPr")
    if settings is None:
        # The schema puts the settings right after the names, or after the sheets where none are.
        before = root.find("{*}definedNames")
        before = root.find("{*}sheets") if before is None else before
        settings = etree.Element(before.tag.replace(etree.QName(before).localname, "calcPr"))
        before.addnext(settings)
    settings.set("fullCalcOnLoad", "1")
    return _printed(root)


def _filled(content: bytes, cells: Mapping[tuple[int, int], Content]) -> bytes:
    root = _parsed(content)
    data = next(root.iter("{*}sheetData"))
    namespace = data.tag[: -len("sheetData")]
    rows = {int(row.get("r")): row for row in data if row.get("r")}
    for (r, c), value in sorted(cells.items()):
        row = rows.get(r + 1)
        if row is None:
            row = etree.Element(f"{namespace}row", r=str(r + 1))
            after = [n for n in rows if n <= r]
            data.insert(data.index(rows[max(after)]) + 1 if after else 0, row)
            rows[r + 1] = row
        _put(_cell(row, namespace, f"{column_letters(c)}{r + 1}"), namespace, value)
    return _printed(root)


def _cell(row: Any, namespace: str, reference: str) -> Any:
    place = 0
    for number, cell in enumerate(row):
        found = cell.get("r") or ""
        if found == reference:
            return cell
        if (len(found), found) < (len(reference), reference):
            place = number + 1
    cell = etree.Element(f"{namespace}c", r=reference)
    row.insert(place, cell)
    return cell


def _put(cell: Any, namespace: str, value: Content) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        # Text in the cell itself is never taken for a formula, whatever sign it begins with.
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{namespace}is"), f"{namespace}t")
        text.text = inert(value)
        text.set(_XML_SPACE, "preserve")
    else:
        etree.SubElement(cell, f"{namespace}v").text = repr(value)
