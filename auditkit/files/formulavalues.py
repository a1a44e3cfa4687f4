"""The results of a workbook's formulas, stored beside them as a spreadsheet program stores them.

openpyxl writes formulas without results, and whatever only shows a file (mail, chat, telephone)
then shows blanks.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string

from auditkit.files.readers.sheetxml import sheet_parts

if TYPE_CHECKING:
    import formualizer

_FORMULA = re.compile(
    r'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)><f>((?:[^<]|<(?!/f>))*)</f><v ?(?:/>|></v>)</c>'
)


def with_results(data: bytes) -> bytes:
    """The .xlsx file with the result of each formula; a formula without one stays as it was."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    named = {info.filename: content for info, content in parts.items()}
    sheets = {part: title for title, part in sheet_parts(named)}
    if not any(b"<f>" in named[part] for part in sheets):
        return data
    # Not needed by whoever writes a workbook without formulas.
    import formualizer

    engine = formualizer.load_workbook_bytes(data)
    # All at once takes a tenth of one cell after the other.
    engine.evaluate_all()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for info, content in parts.items():
            if (title := sheets.get(info.filename)) is not None:
                told = _FORMULA.sub(partial(_cell, engine, title), content.decode("utf-8"))
                content = told.encode("utf-8")
            package.writestr(info, content)
    return out.getvalue()


def _cell(engine: formualizer.Workbook, title: str, found: re.Match[str]) -> str:
    letters, row, style, formula = found.groups()
    value = engine.get_value(title, int(row), column_index_from_string(letters))
    match value:
        case bool():
            kind, result = ' t="b"', str(int(value))
        case int() | float() if math.isfinite(value):
            kind, result = "", repr(value)
        case str():
            kind, result = ' t="str"', escape(value)
        case _:
            return found[0]
    return f'<c r="{letters}{row}"{style}{kind}><f>{formula}</f><v>{result}</v></c>'
