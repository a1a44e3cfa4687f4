"""The rows of a worksheet as XML, as openpyxl writes them, in a third of the time.

A working paper has thousands of cells, and openpyxl enters and leaves three elements for each, and
spells each Chinese character in eight bytes (&#23457;), which here are three.
What is neither a plain text, a number nor a formula is left to openpyxl itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from lxml.etree import xmlfile
from openpyxl.cell._writer import write_cell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.relationship import Relationship
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import REL_NS
from openpyxl.xml.functions import Element

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = b"<sheetData></sheetData>"
_CARRIAGE_RETURN = {"\r": "&#13;"}
_OF_LINK = ("ref", "location", "tooltip", "display")
_ID = f"{{{REL_NS}}}id"


class BookWriter(ExcelWriter):
    """openpyxl's own, but for the rows; no sheet goes through a file of its own."""

    def write_worksheet(self, ws: Worksheet) -> None:
        """Writes one sheet."""
        sheet: Any = ws
        sheet._drawing = SpreadsheetDrawing()
        sheet._drawing.charts, sheet._drawing.images = sheet._charts, sheet._images
        writer = _SheetWriter(sheet, io.BytesIO())
        writer.write()
        sheet._rels = writer._rels
        writing: Any = self
        writing._archive.writestr(sheet.path[1:], writer.content())
        writing.manifest.append(sheet)


class _SheetWriter(WorksheetWriter):
    """Leaves the rows out of the stream, and puts them in at its end."""

    ws: Any
    xf: Any
    out: Any
    _rels: Any

    def write_rows(self) -> None:
        stream = self.xf.send(True)
        with stream.element("sheetData"):
            pass
        self.xf.send(None)
        styles: dict[bytes, str] = {}
        heights: dict[float, str] = {}
        self._written = "".join(
            [self._row(place, row, styles, heights) for place, row in self.rows()]
        )

    def write_hyperlinks(self) -> None:
        links = self.ws._hyperlinks
        if not links:
            return
        # Those inside the book are hundreds, and each takes openpyxl two dozen calls.
        written = Element("hyperlinks")
        for link in links:
            if link.target:
                kind, to = f"{REL_NS}/hyperlink", link.target
                relation: Any = Relationship(Type=kind, TargetMode="External", Target=to)  # type: ignore[call-overload]
                self._rels.append(relation)
                link.id = relation.Id
            said = {name: value for name in _OF_LINK if (value := getattr(link, name)) is not None}
            if link.id is not None:
                said[_ID] = link.id
            written.append(Element("hyperlink", said))
        self.xf.send(written)

    def content(self) -> bytes:
        """The whole part."""
        before, mark, after = self.out.getvalue().partition(_ROWS)
        assert mark
        # Only what is no character is still spelled as openpyxl spells everything.
        rows = self._written.encode("utf-8", "xmlcharrefreplace")
        return b"".join((before, b"<sheetData>", rows, b"</sheetData>", after))

    def _row(
        self, place: int, row: list[Any], styles: dict[bytes, str], heights: dict[float, str]
    ) -> str:
        about = self.ws.row_dimensions.get(place)
        written = "" if about is None else _row_looks(about, heights)
        cells = "".join(self._cells(str(place), row, styles))
        return f'<row r="{place}"{written}>{cells}</row>'

    def _cells(self, place: str, row: list[Any], styles: dict[bytes, str]) -> Iterator[str]:
        for cell in row:
            if cell._comment is not None:
                self.ws._comments.append(CommentRecord.from_cell(cell))
            key = b"" if cell._style is None else cell._style.tobytes()
            if (style := styles.get(key)) is None:
                style = styles[key] = f' s="{cell.style_id}"' if cell.has_style else ""
            if cell._value is None and not style and not cell._comment:
                continue
            yield self._cell(cell, place, style)

    def _cell(self, cell: Any, place: str, style: str) -> str:
        value, kind = cell._value, cell.data_type
        begun = f'<c r="{get_column_letter(cell.column)}{place}"{style}'
        if value is not None and not (
            (type(value) is str and kind in "sf") or (type(value) in (int, float) and kind == "n")
        ):
            with io.BytesIO() as out:
                with xmlfile(out) as stream:
                    write_cell(stream, self.ws, cell, bool(style))
                return out.getvalue().decode("ascii")
        if cell.hyperlink:
            self.ws._hyperlinks.append(cell.hyperlink)
        if kind == "s":
            if not value:
                return f'{begun} t="inlineStr"></c>'
            space = "" if value == value.strip() else ' xml:space="preserve"'
            return f'{begun} t="inlineStr"><is><t{space}>{_text(value)}</t></is></c>'
        if kind == "f":
            return f"{begun}><f>{_text(value[1:])}</f><v></v></c>" if value else f"{begun}></c>"
        if value is None:
            return f'{begun} t="{kind}"></c>'
        return f'{begun} t="{kind}"><v>{safe_string(value)}</v></c>'


def _row_looks(about: Any, heights: dict[float, str]) -> str:
    """The attributes of a row; most rows have a height and nothing else."""
    if about.ht is None or about._style or about.hidden or about.outlineLevel or about.collapsed:
        plain = False
    else:
        plain = not (about.thickBot or about.thickTop)
    if plain and (known := heights.get(about.ht)):
        return known
    written = "".join([f' {name}="{value}"' for name, value in dict(about).items()])
    if plain:
        heights[about.ht] = written
    return written


def _text(text: str) -> str:
    # Most texts hold none of them.
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return escape(text, _CARRIAGE_RETURN)
    return text
