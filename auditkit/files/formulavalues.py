"""The results of a workbook's formulas, stored beside them as a spreadsheet program stores them.

openpyxl writes formulas without results, and whatever only shows a file (mail, chat, telephone)
then shows blanks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string

from auditkit.files.readers.sheetxml import sheet_parts

if TYPE_CHECKING:
    import formualizer

_FORMULA = re.compile(r'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)><f>([^<]*+)</f><v ?(?:/>|></v>)</c>')


def results_in(parts: Mapping[str, bytes], package: bytes) -> dict[str, bytes]:
    """The sheets that have formulas, by the names of their parts, with the result of each.

    `package` is the .xlsx file of the parts. A formula without a result stays as it was.
    """
    sheets = [(part, title) for title, part in sheet_parts(parts) if b"<f>" in parts[part]]
    if not sheets:
        return {}
    # Not needed by whoever writes a workbook without formulas.
    import formualizer

    engine = formualizer.load_workbook_bytes(package)
    # All at once takes a tenth of one cell after the other.
    engine.evaluate_all()
    return {
        part: _FORMULA.sub(partial(_cell, engine, title), parts[part].decode()).encode()
        for part, title in sheets
    }


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
