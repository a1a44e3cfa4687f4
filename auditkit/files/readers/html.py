"""Web pages, also those that were exported under the name of a workbook: tables and prose."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from auditkit.errors import UnreadableFile
from auditkit.files.grid import Area, Grid
from auditkit.files.readers.limits import MOST_SPAN, check_extent, check_tables, fit_areas
from auditkit.files.readers.plain import decode

LARGEST_PAGE = 16 * 1024 * 1024
LONGEST_TAG = 64 * 1024
"""Characters of a tag, the pictures that it carries left out. The parser compares each attribute
with all before it, which for some ten thousand takes minutes."""
_MOST_ATTRIBUTES = 2 * 1024
"""Characters outside quotation marks that count for more: a tag of names alone is the worst."""
_OPENS = re.compile(r"<!--|<(script|style)(?=[\s>/])|<[a-zA-Z/!?]", re.I)
_TO_QUOTE_OR_END = re.compile(r"""[^>=]*(?:=\s*(?P<quote>["'])|(?P<end>>)|=)?""")

_TABLE = re.compile(r"<table(?=[\s>/])", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{1,30})", re.I)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w-]{1,30})", re.I)
_SKIPPED = frozenset({"script", "style", "head", "template", "noscript"})
_BLOCK = re.compile(
    "address|article|aside|blockquote|br|caption|center|dd|div|dl|dt|fieldset|footer|form|h[1-6]"
    "|header|hr|li|main|nav|ol|p|pre|section|table|t[dhr]|ul"
)


def read_html(file: str, data: bytes, sha256: str) -> list[Grid]:
    """The prose outside the tables, one paragraph a row, then each table (表1, 表2, …).

    Raises UnreadableFile for a page without text and tables.
    """
    root = _parsed(file, data)
    if root is None:
        raise UnreadableFile(file, "网页里没有内容", "请用浏览器打开核对，重新保存网页")
    tables = [(table, _row_groups(table)) for table in root.iter("table")]
    placed = {cell for _, groups in tables for group in groups for row in group for cell in row}
    grids = []
    before = 0
    for number, (_, groups) in enumerate(tables, 1):
        grid = _grid(file, sha256, f"表{number}", groups, placed)
        height, width = len(grid.rows), max(map(len, grid.rows), default=0)
        check_extent(file, grid.name, height, width, before)
        before += height * width
        grids.append(grid)
    prose = tuple((line,) for line in _lines(root, placed))
    check_extent(file, "正文", len(prose), 1)
    if prose:
        grids.insert(0, Grid(file, sha256, "text", "正文", prose))
    if not grids:
        raise UnreadableFile(file, "网页里没有文字和表格", "请用浏览器打开核对，重新保存网页")
    return grids


def _parsed(file: str, data: bytes) -> Any:
    if len(data) > LARGEST_PAGE:
        raise UnreadableFile(
            file, f"网页超过{LARGEST_PAGE // 1024 // 1024} MB", "请只保留需要的表，另存为 xlsx"
        )
    text = _text(file, data)
    check_tables(file, len(_TABLE.findall(text)))
    if longest_tag(text) > LONGEST_TAG:
        raise UnreadableFile(
            file,
            f"网页里有一个标签超过{LONGEST_TAG // 1024} KB",
            "请用浏览器打开，把表格复制到 Excel 另存为 xlsx",
        )
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    # the parser leaves out what lies too deep and goes on
    if parser.error_log.filter_from_fatals():
        raise UnreadableFile(
            file, "网页的标签嵌套过深或已损坏", "请用浏览器打开，把表格复制到 Excel 另存为 xlsx"
        )
    return root


def longest_tag(page: str) -> int:
    """The length of the longest tag, found in one pass and without building anything.

    What is outside of quotation marks is weighed, so that a tag of many names counts as long.

    >>> longest_tag("<p><td class='a>b'>text")
    15
    """
    longest = at = 0
    while opened := _OPENS.search(page, at):
        if skipped := _past(page, opened):
            at = skipped
            continue
        weight, at = _tag(page, opened.start() + 1)
        longest = max(longest, weight)
    return longest


def _past(page: str, opened: re.Match[str]) -> int:
    """The end of a comment or of a program in a page, in which signs are no tags; 0 of others."""
    close = "-->" if opened[0] == "<!--" else f"</{opened[1]}" if opened[1] else ""
    if not close:
        return 0
    end = re.compile(re.escape(close), re.I).search(page, opened.end())
    return end.end() if end else len(page)


def _tag(page: str, begin: int) -> tuple[int, int]:
    """The weighed length of the tag that begins there, and its end."""
    at, quoted, carried = begin, 0, 0
    while at < len(page):
        found = _TO_QUOTE_OR_END.match(page, at)
        assert found is not None
        at = max(found.end(), at + 1)
        if found["end"]:
            break
        if found["quote"]:
            close = page.find(found["quote"], at)
            close = len(page) if close < 0 else close
            if page.startswith("data:", at):
                carried += close - at
            else:
                quoted += close - at
            at = close + 1
    bare = at - begin - quoted - carried
    weighed = bare * LONGEST_TAG // _MOST_ATTRIBUTES if bare > _MOST_ATTRIBUTES else bare
    return weighed + quoted, at


def _text(file: str, data: bytes) -> str:
    """The page as text: by its mark, else by what it declares if that proves right."""
    declared = _META_CHARSET.search(data[:4096]) or _DECLARED.search(data)
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        # GB 18030 contains both, and pages that declare them use its characters
        name = "gb18030" if name in ("gb2312", "gbk") else name
        if name in ("gb18030", "big5"):
            try:
                text = data.decode(name)
                text.encode("utf-8")
                return text
            except UnicodeError:
                pass
    return decode(file, data)


def _row_groups(table: Any) -> list[list[list[Any]]]:
    """The cells of each row, the rows grouped as thead, tbody and tfoot: no span crosses them."""
    groups: list[list[list[Any]]] = []
    last = None
    for child in table:
        rows = [child] if child.tag == "tr" else []
        if child.tag in ("thead", "tbody", "tfoot"):
            rows = [row for row in child if row.tag == "tr"]
        if not rows:
            continue
        if child.tag != "tr" or last != "tr":
            groups.append([])
        groups[-1] += [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        last = child.tag
    return groups


def _grid(
    file: str, sha256: str, name: str, groups: Iterable[list[list[Any]]], placed: set[Any]
) -> Grid:
    rows: list[tuple[str | None, ...]] = []
    areas: list[Area] = []
    width = 0
    for group in groups:
        end = len(rows) + len(group)
        # by column: the row up to which a cell from above takes the place
        taken: dict[int, int] = {}
        for cells in group:
            values: list[str | None] = []
            for cell in cells:
                top, left = len(rows), len(values)
                while taken.get(left, 0) > top:
                    left += 1
                right = left + _span(cell, "colspan", 1) - 1
                bottom = min(top + _span(cell, "rowspan", end), end) - 1
                width = max(width, right + 1)
                check_extent(file, name, end, width)
                values += [None] * (right + 1 - len(values))
                values[left] = "\n".join(_lines(cell, placed))
                if right > left or bottom > top:
                    areas.append(Area(top, left, bottom, right))
                if bottom > top:
                    taken.update(dict.fromkeys(range(left, right + 1), bottom + 1))
            rows.append(tuple(values))
    return Grid(
        file,
        sha256,
        "table",
        name,
        tuple(rows),
        fit_areas(file, name, areas, len(rows), width),
    )


def _span(cell: Any, attribute: str, zero: int) -> int:
    """The span as a browser takes it: 1 where it is no number, `zero` where it is 0."""
    text = (cell.get(attribute) or "").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    most = MOST_SPAN if attribute == "colspan" else 65_534
    return min(int(text[:7]), most) or zero


def _lines(root: Any, placed: Container[Any]) -> Iterator[str]:
    """The lines of text under an element, but for the cells that a grid holds."""
    if len(root) == 0:
        # nearly every cell, and far cheaper than a walk
        if even := " ".join((root.text or "").split()):
            yield even
        return
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "pi"))
    for event, element in walk:
        if event != "pi" and _BLOCK.fullmatch(element.tag):
            pieces.append("\n")
        if event != "start":
            pieces.append("" if element is root else _even(element.tail))
        elif element is not root and (_unseen(element) or element in placed):
            walk.skip_subtree()
        elif element.tag == "input" and element.get("type", "text") == "text":
            pieces.append(_even(element.get("value")))
        else:
            pieces.append(_even(element.text))
    for line in "".join(pieces).split("\n"):
        if even := " ".join(line.split()):
            yield even


def _unseen(element: Any) -> bool:
    # of a drop-down list a person sees what was chosen
    return element.tag in _SKIPPED or (element.tag == "option" and "selected" not in element.attrib)


def _even(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
