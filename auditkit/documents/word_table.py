"""Tables in Word: merged cells, repeated heads, borders, shades, aligned figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from docx.oxml.ns import qn

from auditkit.documents.widths import is_short, placed, widths
from auditkit.documents.word_styles import SIZES
from auditkit.documents.word_text import Element, Places, el, paragraph, text_run
from auditkit.show import palette
from auditkit.show.blocks import Card, Line, Parts, Row, Table, Tiles, length

_LONG, _LONG_CARD = 200, 700
"""Characters past which a row and a card may break over pages."""


def table(one: Table, places: Places, width: int) -> Element:
    """The table `width` twips wide; its caption is said by its alternative text too."""
    room = width / (SIZES["小五"] * 10)
    grid = _shared(widths(one, room), width)
    rows = [*_rows(one.head, grid, places, True), *_rows(one.body, grid, places, False)]
    framed = _framed(grid, rows, one.caption)
    if is_short(one, room):
        _keep_together(framed, followed=False)
    return framed


def tiles(one: Tiles, width: int) -> Element:
    """The main figures, three in a row."""
    grid = _shared([1 / 3] * 3, width)
    rows = []
    for start in range(0, len(one.tiles), 3):
        cells = []
        for tile, each in zip(one.tiles[start : start + 3], grid, strict=False):
            unit = [text_run(tile.unit, el("sz", val=SIZES["小五"]))] if tile.unit else []
            cells.append(
                _cell(
                    [each],
                    paragraph("TableText", text_run(tile.name)),
                    paragraph("Figure", text_run(tile.figure), *unit),
                    paragraph("TableText", text_run(tile.note)),
                )
            )
        cells += [_cell([each]) for each in grid[len(cells) :]]
        rows.append(el("tr", el("trPr", el("cantSplit")), *cells))
    return _framed(grid, rows, "主要数据")


def fields(pairs: Sequence[tuple[str, str]], width: int) -> Element:
    """Names and values, two pairs in a row, to be filled in by hand."""
    grid = _shared([0.13, 0.37] * 2, width)
    rows = []
    for start in range(0, len(pairs), 2):
        cells = []
        for place, (name, value) in enumerate(pairs[start : start + 2]):
            left, right = grid[2 * place : 2 * place + 1], grid[2 * place + 1 : 2 * place + 2]
            if start + place + 1 == len(pairs):
                # The last of an odd number has the rest of its row.
                right = grid[2 * place + 1 :]
            cells.append(_cell(left, paragraph("TableHead", text_run(name)), fill=palette.SHADE))
            cells.append(_cell(right, paragraph("TableText", text_run(value))))
        rows.append(el("tr", *cells))
    return _framed(grid, rows, "首页")


def card(one: Card, places: Places, width: int) -> Element:
    """A finding or a computation: its title above, its parts named at the left."""
    grid = [width * 10 // 100, width - width * 10 // 100]
    back = [run for run in one.title if run.style == "back"]
    title = [run for run in one.title if run.style != "back"]
    about = [line for block in one.blocks for line in getattr(block, "lines", ())]
    aside = [text_run("\u3000"), *places.runs(back)] if back else []
    head = [places.mark(one.id, paragraph("CardTitle", *places.runs(title), *aside))]
    head += [
        paragraph("TableText", *places.runs(line.runs), keepNext=el("keepNext")) for line in about
    ]
    rows = [
        el(
            "tr",
            el("trPr", el("cantSplit")),
            _cell(grid, *head, fill=palette.SHADE),
        )
    ]
    for block in one.blocks:
        if isinstance(block, Parts):
            rows += [_part(name, said, grid, places) for name, said in block.parts]
    framed = _framed(grid, rows, "".join(run.text for run in title))
    if length(one) <= _LONG_CARD:
        _keep_together(framed, followed=any(isinstance(block, Table) for block in one.blocks))
    return framed


def _keep_together(framed: Element, followed: bool) -> None:
    """All rows on one page, and on that of the table that follows."""
    *rows, last = framed.tr_lst
    for row in [*rows, last] if followed else rows:
        for written in row.iter(qn("w:p")):
            if written.pPr.find(qn("w:keepNext")) is None:
                written.pPr.insert(1, el("keepNext"))


def _part(name: str, said: tuple[Line, ...], grid: Sequence[int], places: Places) -> Element:
    short = length(said) <= _LONG
    return el(
        "tr",
        el("trPr", el("cantSplit")) if short else None,
        _cell(grid[:1], paragraph("TableHead", text_run(name))),
        _cell(grid[1:], *_paragraphs(said, places, "CardText")),
    )


def _shared(shares: Sequence[float], width: int) -> list[int]:
    """Whole twips that add up to the width."""
    edges = [round(sum(shares[:end]) * width) for end in range(len(shares) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _framed(grid: Sequence[int], rows: Iterable[Element], caption: str) -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return el(
        "tbl",
        el(
            "tblPr",
            el("tblW", w=sum(grid), type="dxa"),
            el("tblBorders", *(el(s, val="single", sz=4, space=0, color="7F7F7F") for s in sides)),
            el("tblLayout", type="fixed"),
            el("tblLook", val="0420", firstRow=1, noVBand=1),
            el("tblCaption", val=caption) if caption else None,
        ),
        el("tblGrid", *(el("gridCol", w=width) for width in grid)),
        *rows,
    )


def _rows(rows: Sequence[Row], grid: Sequence[int], places: Places, head: bool) -> list[Element]:
    cells: list[dict[int, Element]] = [{} for _ in rows]
    marked = -1
    for place in placed(rows):
        row, cell = rows[place.row], place.cell
        reached = grid[place.column : place.column + cell.columns]
        fill = palette.SHADE if head or row.kind == "group" else ""
        style = "TableHead" if head or row.kind else "TableText"
        content = _paragraphs(cell.lines, places, style, right=cell.right)
        if place.row != marked:
            places.mark(row.id, content[0])
            marked = place.row
        merge = "restart" if cell.rows > 1 else ""
        cells[place.row][place.column] = _cell(reached, *content, merge=merge, fill=fill)
        for below in range(place.row + 1, min(place.row + cell.rows, len(rows))):
            cells[below][place.column] = _cell(reached, merge="continue", fill=fill)
    return [
        el("tr", _row_properties(row, head), *(found[column] for column in sorted(found)))
        for row, found in zip(rows, cells, strict=True)
    ]


def _row_properties(row: Row, head: bool) -> Element:
    short = all(length(cell) <= _LONG for cell in row.cells)
    return el("trPr", el("cantSplit") if short else None, el("tblHeader") if head else None)


def _cell(grid: Sequence[int], *content: Element, merge: str = "", fill: str = "") -> Element:
    return el(
        "tc",
        el(
            "tcPr",
            el("tcW", w=sum(grid), type="dxa"),
            el("gridSpan", val=len(grid)) if len(grid) > 1 else None,
            el("vMerge", val=merge) if merge else None,
            el("shd", val="clear", color="auto", fill=fill.removeprefix("#")) if fill else None,
        ),
        *(content or (paragraph("TableText"),)),
    )


def _paragraphs(
    said: Sequence[Line], places: Places, style: str, right: bool = False
) -> list[Element]:
    found = []
    for line in said:
        item = line.kind in ("item", "step")
        note = line.kind in ("note", "about", "remark", "example")
        pictured = any(run.image for run in line.runs)
        found.append(
            paragraph(
                "TableNote" if note else style,
                *places.line(line),
                **({"spacing": el("spacing", before=0, after=20)} if note else {}),
                **({"spacing": el("spacing", line=240, lineRule="auto")} if pictured else {}),
                **({"ind": el("ind", left=180, hanging=180)} if item else {}),
                **({"jc": el("jc", val="right")} if right else {}),
            )
        )
    return found or [paragraph(style)]
