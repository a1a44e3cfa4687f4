"""Word documents (docx): each table as a grid, the prose around them as one more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid
from auditkit.files.readers import package
from auditkit.files.readers.limits import check_extent, check_tables, fit_areas

LARGEST_XML = 24 * 1024 * 1024
_MAIN = "word/document.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _tag(name: str) -> str:
    """The tag of w:name as the XML library writes it."""
    return f"{_WORD}{name.removeprefix('w:')}"


_TABLE, _ROW, _CELL, _PARAGRAPH = _tag("w:tbl"), _tag("w:tr"), _tag("w:tc"), _tag("w:p")
_ROW_SETTINGS, _CELL_SETTINGS = _tag("w:trPr"), _tag("w:tcPr")
_WRAPPERS = {_tag(f"w:{tag}") for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins")}
_RUN_TEXT, _TAB_STOPS = _tag("w:t"), _tag("w:tabs")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A fallback repeats a text box for old programs; what was deleted or moved away is not shown.
_UNSEEN = {_FALLBACK, _TABLE, _tag("w:del"), _tag("w:moveFrom")}
_CHARACTERS = {
    _tag("w:tab"): "\t",
    _tag("w:br"): "\n",
    _tag("w:cr"): "\n",
    _tag("w:noBreakHyphen"): "-",
}


def read_word(file: str, data: bytes, sha256: str) -> list[Grid]:
    """The prose, one paragraph a row, then each table (表1, 表2, …, 表1 第2行第3列内表1).

    Insertions count as text and deletions do not; a fraction reads （…）/（…）.

    Raises UnreadableFile for a damaged document, and for one of pictures alone.
    """
    parts = package.read_parts(file, data, LARGEST_XML)
    try:
        body = _body(parts)
        if body is None:
            raise ValueError("no body")
    except Exception as error:  # neither library has one error for all that may be damaged
        raise UnreadableFile(
            file,
            f"不是完好的 Word 文档（{type(error).__name__}）",
            "请用 Word 或 WPS 打开修复后另存为 docx",
        ) from error
    prose = tuple(tuple(_text(p).split("\t")) for p in _paragraphs(body))
    check_extent(file, "正文", len(prose), 1)
    grids = [Grid(file, sha256, "text", "正文", prose)] if any(map(any, prose)) else []
    grids += _tables(file, sha256, body)
    if not any(text for grid in grids for _, _, text in grid.cells()) and any(
        name.startswith("word/media/") for name in parts
    ):
        raise UnreadableFile(
            file, "文档里只有图片，没有文字", "请提供可复制文字的电子版原件，或先做文字识别"
        )
    return grids


def _body(parts: dict[str, bytes]) -> Any:
    """The body of the main part; only where that has another name are the other parts read."""
    if _MAIN not in parts:
        from docx import Document

        return Document(package.stored(parts)).element.body
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
    return etree.fromstring(parts[_MAIN], parser).find(_tag("w:body"))


def _tables(file: str, sha256: str, body: Any) -> Iterator[Grid]:
    check_tables(file, sum(1 for _ in body.iter(_TABLE)))
    places: dict[Any, str] = {}
    inside: dict[str, int] = {}
    before = 0
    for table in body.iter(_TABLE):
        if next(table.iterancestors(_FALLBACK), None) is not None:
            continue
        cell = next(table.iterancestors(_CELL), None)
        outer = "" if cell is None else f"{places.get(cell, '')}内"
        inside[outer] = inside.get(outer, 0) + 1
        name = f"{outer}表{inside[outer]}"
        grid, cells = _grid(file, sha256, name, table)
        height, width = len(grid.rows), max(map(len, grid.rows), default=0)
        check_extent(file, name, height, width, before)
        before += height * width
        places.update((tc, grid.place(*at)) for tc, at in cells.items())
        yield grid


def _grid(file: str, sha256: str, name: str, table: Any) -> tuple[Grid, dict[Any, tuple[int, int]]]:
    """The table, and the position of each of its cells."""
    rows: list[tuple[str | None, ...]] = []
    areas: list[Area] = []
    # by left column: the area that a vertical merge of the row above may continue
    above: dict[int, Area] = {}
    places = {}
    width = 0
    for r, tr in enumerate(_children(table, _ROW)):
        before = _number(tr.find(_ROW_SETTINGS), "w:gridBefore", 0)
        width = max(width, before)
        check_extent(file, name, r + 1, width)
        values: list[str | None] = [None] * before
        current: dict[int, Area] = {}
        for tc in _children(tr, _CELL):
            left = len(values)
            settings = tc.find(_CELL_SETTINGS)
            right = left + max(_number(settings, "w:gridSpan", 1), 1) - 1
            width = max(width, right + 1)
            check_extent(file, name, r + 1, width)
            area = Area(r, left, r, right)
            places[tc] = r, left
            merge = None if settings is None else settings.find(_tag("w:vMerge"))
            over = above.get(left)
            if (
                merge is not None
                and merge.get(_tag("w:val"), "continue") == "continue"
                and over is not None
                and over.right == right
            ):
                area = Area(over.top, left, r, right)
                values.append(None)
            else:
                values.append("\n".join(map(_text, _paragraphs(tc))).strip("\n"))
            values += [None] * (right - left)
            current[left] = area
        areas += [over for left, over in above.items() if not _continues(over, current.get(left))]
        above = current
        rows.append(tuple(values))
    areas += above.values()
    areas.sort(key=lambda area: (area.top, area.left))
    merged = fit_areas(file, name, areas, len(rows), width)
    return Grid(file, sha256, "table", name, tuple(rows), merged), places


def _continues(over: Area, area: Area | None) -> bool:
    return area is not None and area.top == over.top


def _number(settings: Any, tag: str, default: int) -> int:
    found = None if settings is None else settings.find(_tag(tag))
    text = "" if found is None else found.get(_tag("w:val"), "")
    # more digits than any table has columns: large enough to be refused, small enough to add up
    return int(text[:7]) if text.isascii() and text.isdigit() else default


def _children(element: Any, tag: str) -> Iterator[Any]:
    """The children with this tag, also those inside content controls and insertions."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _paragraphs(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _PARAGRAPH:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _paragraphs(child)


def _text(element: Any) -> str:
    return "".join(_pieces(element)).strip("\n")


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in (_RUN_TEXT, f"{_MATH}t"):
            yield child.text or ""
        elif tag in _CHARACTERS:
            # a tab among the settings is a tab stop, not a character
            if element.tag != _TAB_STOPS:
                yield _CHARACTERS[tag]
        elif tag == f"{_MATH}f":
            yield "/".join(
                f"（{_text(part)}）" for part in child if part.tag in (f"{_MATH}num", f"{_MATH}den")
            )
        elif tag == _PARAGRAPH:
            yield f"\n{_text(child)}\n"
        elif tag not in _UNSEEN and isinstance(tag, str):
            yield from _pieces(child)
