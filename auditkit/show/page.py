"""An executed notebook as one HTML page: complete in itself, Chinese, for screen, phone and A4."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import unquote

from auditkit.errors import AuditError
from auditkit.facts.facts import DEMO
from auditkit.results.fingerprint import own_version
from auditkit.show.charts.fonts import common_characters, common_font, web_font
from auditkit.show.markup import Markup, joined, link, tag
from auditkit.show.notebook_body import Body, front_of, notebook_body
from auditkit.show.palette import coloured
from auditkit.wording import in_order

if TYPE_CHECKING:
    # At run time nbformat costs a second to import, and a page only reads the notebook.
    from nbformat import NotebookNode

    from auditkit.show.charts.fontcut import Flavor

LIMIT = 600_000
"""Bytes that a page may have; past it the reader's own fonts show the text."""
_SHOWN = ".jp-RenderedHTMLCommon.jp-RenderedHTML .ak"
IN_JUPYTER = (
    ".ak dt,.ak dd{float:none;width:auto}dl.ak.ak-tiles{display:grid}"
    f"{_SHOWN} table{{table-layout:auto}}{_SHOWN} tr{{background:none}}"
    f"{_SHOWN} th,{_SHOWN} td{{text-align:left;vertical-align:top}}"
    f"{_SHOWN} thead th{{vertical-align:bottom}}{_SHOWN} .ak-number{{text-align:right}}"
)
"""Jupyter floats the terms of every list at a fifth of its width and makes it a block.

It makes all columns as wide, aligns every cell to the right and stripes the rows.
"""
_CONTENT = re.compile(r"""content:\s*((?:"[^"]*"|attr\([^)]*\)|counters?\([^)]*\)|[\s/])+)""")
_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_COUNTED = "0123456789"
"""What counters write."""

_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(r"""\s([a-zA-Z_:][-\w:.]*)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""")
_LEADING = frozenset(
    {"src", "href", "xlink:href", "srcset", "poster", "action", "data", "background"}
)
_STYLING = frozenset(
    {
        "style", "fill", "stroke", "filter", "mask", "clip-path", "cursor",
        "marker-start", "marker-mid", "marker-end",
    }
)  # fmt: skip
"""Attributes that the browser reads as CSS; in all others, as in text, words are words."""
_OUTSIDE = re.compile(r"\s*((?:[a-z][a-z0-9+.-]*:)?//\S*)", re.I)
_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.S | re.I)
_STYLED = re.compile(r"""(?:url\(\s*["']?|@import\s+["']?)((?:https?:|ftp:)?//[^"')\s]*)""", re.I)
_LINK = re.compile(r'<a\b[^<>]*?\shref="#([^"]*)"[^<>]*>(.*?)</a>', re.S)
_ID = re.compile(r'id="([^"]+)"')
_IMAGE = re.compile(r'src="data:image/[^"]*"')
_TEXT = re.compile(r"<style>.*?</style>|<[^<>]+>", re.S)

_INVENTED = f"{DEMO}：本报告所用数据为演示而编造，不反映任何单位的真实情况"
_MIXED = f"含{DEMO}：标有“示例”的部门和年度不反映任何单位的真实情况"


def export_html(
    notebook: NotebookNode,
    *,
    title: str,
    demo: bool = False,
    mixed: bool = False,
    series: str = "",
    about: Iterable[tuple[str, str]] = (),
) -> str:
    """The notebook's text and outputs as a page; its code is left out.

    `series` stands above the title, `about` below it as (name, value). `demo` says on the screen
    and on every printed page that the figures are invented, `mixed` with it that only some are.
    Raises AuditError where an output refers to an address outside the page.
    """
    body = notebook_body(notebook)
    if first := front_of(notebook):
        series, about = series or first.stage, (*about, *first.fields)
    page = _page(body, title, demo, mixed, series, about)
    return with_font(page)


@cache
def style(name: str = "report.css") -> str:
    """A stylesheet of the package, its spaces squeezed."""
    text = resources.files("auditkit.show").joinpath("assets", name).read_text("utf-8")
    text = coloured(re.sub(r"/\*.*?\*/", "", text, flags=re.S))
    return re.sub(r"(?<!\s)\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text)).strip()


@cache
def _template() -> Template:
    text = resources.files("auditkit.show").joinpath("assets", "page.html").read_text("utf-8")
    return Template(text)


@cache
def _generator() -> str:
    return html.escape(f"auditkit {own_version()}")


def _page(
    body: Body,
    title: str,
    demo: bool,
    mixed: bool,
    series: str,
    about: Iterable[tuple[str, str]],
) -> str:
    sheets = ["page.css", "report.css", *(["demo.css"] if demo else [])]
    facts = [tag("div", tag("dt", name), tag("dd", value)) for name, value in about]
    banner = (
        tag(
            "div",
            _MIXED if mixed else _INVENTED,
            class_="banner",
            role="region",
            aria_label="数据说明",
        )
        + (tag("div", DEMO, class_="watermark", aria_hidden="true") if not mixed else Markup(""))
        if demo
        else ""
    )
    items = (tag("li", link(identity, text)) for identity, text in body.contents)
    contents = tag("nav", tag("p", "目录"), tag("ol", *items), aria_label="目录")
    page = _template().substitute(
        generator=_generator(),
        title=html.escape(in_order(f"{title}（{'含' * mixed}{DEMO}）" if demo else title)),
        heading=html.escape(in_order(title)),
        style="\n".join(style(name) for name in sheets),
        banner=banner,
        series=tag("p", series, class_="series") if series else "",
        about=tag("dl", *facts, class_="about") if facts else "",
        contents=contents if body.contents else "",
        body=body.html,
    )
    page = _without_dead_links(page)
    _refuse_outside(page)
    return page


def _without_dead_links(page: str) -> str:
    """Links whose place the page does not hold become plain text."""
    places = {html.unescape(found[1]) for found in _ID.finditer(page) if _in_tag(page, found)}

    def checked(found: re.Match[str]) -> str:
        return found[0] if unquote(html.unescape(found[1])) in places else found[2]

    return _LINK.sub(checked, page)


def _in_tag(page: str, found: re.Match[str]) -> bool:
    """Whether an attribute of just that name was found, and no text that looks like one."""
    start = found.start()
    return page[start - 1].isspace() and page.rfind("<", 0, start) > page.rfind(">", 0, start)


def _refuse_outside(page: str) -> None:
    # Most are alike, the cells of tables, and hold nothing that could be an address.
    for element in dict.fromkeys(_TAG.findall(page)):
        if "//" not in element and "&" not in element:
            continue
        for name, quoted in _ATTRIBUTE.findall(element):
            value = html.unescape(quoted.strip("\"'"))
            if name.lower() in _LEADING and (found := _OUTSIDE.match(value)):
                _refuse(found[1])
            if name.lower() in _STYLING and (found := _STYLED.search(value)):
                _refuse(found[1])
    for sheet in _SHEET.findall(page):
        if found := _STYLED.search(sheet):
            _refuse(found[1])


def _refuse(address: str) -> None:
    raise AuditError(f"报告引用了外部地址“{address}”。报告必须能离线打开，请在笔记本中去掉它。")


def written_by(stylesheet: str) -> str:
    """The characters that a stylesheet writes itself: those of content, and of counters.

    >>> written_by('a::before { content: "表" counter(t) "\\\\3000"; }')
    '0123456789表\\u3000'
    """
    texts = "".join(
        text for said in _CONTENT.findall(stylesheet) for text in re.findall(r'"([^"]*)"', said)
    )
    counted = _COUNTED if "counter" in stylesheet else ""
    return counted + _ESCAPED.sub(lambda found: chr(int(found[1], 16)), texts)


def with_font(page: str) -> str:
    """The page with its characters' shapes inside, as far as that keeps it below the limit.

    Where the whole text takes too much, the pictures keep theirs: they were laid out with them.
    What stands on scanned pages is evidence and does not count.
    """
    evidence = sum(map(len, _IMAGE.findall(page)))
    if len(page) - evidence > LIMIT:
        return page
    labels = "".join(re.findall(r'data-label="([^"]*)"', page))
    styles = "".join(re.findall(r"<style[^>]*>(.*?)</style>", page, re.S))
    everything = html.unescape(_TEXT.sub(" ", page)) + labels + written_by(styles)
    pictures = html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)", page)))
    for text in (everything, pictures):
        whole = page.replace("<style>\n", f"<style>\n{_faces(text)}", 1)
        if len(whole.encode()) - evidence <= LIMIT:
            return whole
    return page


def _faces(text: str) -> str:
    """The shapes of the characters that nearly every page has, and those that this one adds.

    The first are the same for every page and come cut.
    """
    own = "".join(sorted(set(text).difference(common_characters(), "\n")))
    return _common_face() + (_face(own, web_font(own, "woff"), "woff") if own else "")


@cache
def _common_face() -> str:
    return _face(common_characters(), common_font(), "woff2")


def _face(characters: str, cut: bytes, flavor: Flavor) -> str:
    font = base64.b64encode(cut).decode()
    source = f"src:url(data:font/{flavor};base64,{font}) format('{flavor}')"
    held = ",".join(f"U+{ord(character):X}" for character in characters)
    return (
        f'@font-face{{font-family:"Noto Sans SC";font-weight:400;{source};unicode-range:{held}}}\n'
    )


class Stylesheet:
    """What a notebook shows in its first cell, so that tables look in Jupyter as in the report."""

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        written = joined(tag("style", Markup(IN_JUPYTER + style()), class_="ak-stylesheet"))
        return {"text/html": written, "text/plain": "（报告样式）"}


def notebook_style() -> Stylesheet:
    """The stylesheet as a thing to show; a page leaves this output out, having its own."""
    return Stylesheet()
