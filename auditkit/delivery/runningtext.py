"""The running text of a finished report, read back from its page, PDF and Word file.

Running text is what is neither table, chart, tile, calculation box nor first page.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml import html as lxml_html

from auditkit.show.charts.glyphs import IN_PLACE, lacked

if TYPE_CHECKING:
    from nbformat import NotebookNode

PRINTED = (10.6, 12.0, 14.5)
"""Points in which the PDF sets running text and its headings, and nothing else (report.typ)."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RUNNING = re.compile(r"BodyText|Heading\d")
_PROSE = "ak-prose"
_BESIDE = re.compile(r"<(table|svg)\b.*?</\1>", re.S)
"""A table or chart, which is parsed in vain; of one in another the rest is left."""
_STAND_INS = ("\x00", "\ufffd", IN_PLACE)
_BLANK = re.compile(r"[\s·•\u200b\u2060\ufeff]+")


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """The text without blanks and the dots of lists, its variants of signs made one.

    A character that the font lacks has no text in a PDF, so it is left out everywhere.

    >>> squeezed("· 达标 26 项"), squeezed("设备😀购置")
    ('达标26项', '设备购置')
    """
    even = _BLANK.sub("", unicodedata.normalize("NFKC", text))
    lacking = {*lacked(even), *_STAND_INS}.intersection(even)
    return "".join(c for c in even if c not in lacking) if lacking else even


def page_text(page: str) -> list[str]:
    """The paragraphs of a page."""
    # Most of a page are its fonts, which stand before the text, its tables and its charts.
    text = _BESIDE.sub(_unless_prose, page[max(page.find("<main"), 0) :])
    tree = lxml_html.document_fromstring(text)
    found = tree.xpath('//main//*[contains(@class, "' + _PROSE + '")]')
    found += tree.xpath("//main/*[self::p or self::ul or self::ol or self::blockquote]")
    return [text for each in found for text in _blocks(each)]


def _unless_prose(found: re.Match[str]) -> str:
    # A table of somebody else may not be closed, and reach over text to the next.
    return found[0] if _PROSE in found[0] or "<p>" in found[0] else ""


def _blocks(element: Any) -> Iterator[str]:
    inner = [each for each in element.iter("p", "li", "h3", "h4") if each is not element]
    for each in inner or [element]:
        yield each.text_content()


def notebook_text(notebook: NotebookNode) -> list[str]:
    """The paragraphs that the outputs of a notebook show, each as HTML and as blocks."""
    from auditkit.show.blocks import Heading, Text
    from auditkit.show.notebook_body import blocks_in, visible, whole_text

    found: list[str] = []
    for output in visible(notebook):
        if isinstance(output, str):
            continue
        for block in blocks_in(output):
            if isinstance(block, Text):
                found += [line.text for line in block.lines]
            elif isinstance(block, Heading):
                found.append(block.text)
        page = whole_text(output.get("data", {}).get("text/html", ""))
        if 'class="ak-prose"' in page:
            found += _blocks(lxml_html.fragment_fromstring(page, create_parent=True))
    return found


def written_by_hand(notebook: NotebookNode) -> list[str]:
    """What a person wrote into the notebook's texts, and gave to sign with: told, not refused."""
    from auditkit.documents.markdown import Markdown
    from auditkit.show.blocks import Heading, Text
    from auditkit.show.notebook_body import blocks_in, visible

    markdown = Markdown()
    found: list[str] = []
    for part in visible(notebook):
        typed = isinstance(part, str)
        for block in markdown.blocks(part) if isinstance(part, str) else blocks_in(part):
            if isinstance(block, Text):
                found += [line.text for line in block.lines if typed or line.kind == "signed"]
            elif isinstance(block, Heading) and typed:
                found.append(block.text)
    return found


def word_text(file: bytes) -> list[str]:
    """The paragraphs of a Word file that stand in no table."""
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    found = []
    for paragraph in body.findall(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and _RUNNING.fullmatch(style.get(f"{_W}val", "")):
            found.append("".join(text.text or "" for text in paragraph.iter(f"{_W}t")))
    return found


def pdf_text(file: bytes) -> list[str]:
    """The running text of each page of a PDF, as one piece: a PDF knows no paragraphs.

    A paragraph that breaks over a page is put together with its rest.
    """
    import pypdfium2
    import pypdfium2.raw as raw

    said: list[str] = []
    # A document has a dozen sizes, and a hundred thousand characters.
    running: dict[float, bool] = {}
    document = pypdfium2.PdfDocument(file)
    for page in document:
        text = page.get_textpage()
        for place in range(text.count_chars()):
            size = raw.FPDFText_GetFontSize(text, place)
            if size not in running:
                running[size] = any(abs(size - each) < 0.04 for each in PRINTED)
            if running[size]:
                said.append(chr(raw.FPDFText_GetUnicode(text, place)))
    # What PDFium takes for the hyphen of a word that was parted at the end of its line.
    return ["".join(said).replace("\x02", "-")]
