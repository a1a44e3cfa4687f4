"""The styles and settings of an official document: GB/T 9704—2012, 5.2 and 7.

仿宋 3号 for the text, 黑体 and 楷体 for headings, 小标宋 2号 for the title, 22 lines to a page.
"""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml

from auditkit.documents.word_text import Element, el
from auditkit.show.palette import ACCENT, MUTED

LATIN = "Times New Roman"
SONG, HEI, KAI, FANGSONG, TITLE = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
_INSTEAD = {
    FANGSONG: "仿宋,FangSong,STFangsong,华文仿宋",
    KAI: "楷体,KaiTi,STKaiti,华文楷体",
    HEI: "SimHei,STHeiti,华文黑体",
    SONG: "SimSun,STSong,华文宋体",
    TITLE: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体",
}
"""What stands in where a font is lacking: offices have the GB2312 ones, Windows its own."""
LINE = 579
"""Twips from line to line: 225 mm of text hold 22 lines."""
SIZES = {"二号": 44, "三号": 32, "四号": 28, "小四": 24, "五号": 21, "小五": 18, "六号": 15}
"""Half-points."""


def fonts(chinese: str, latin: str = LATIN) -> Element:
    """The fonts of a run, for Chinese and for Latin characters."""
    # The hint has quotation marks and dashes, which both scripts have, set in the Chinese font.
    return el("rFonts", hint="eastAsia", ascii=latin, eastAsia=chinese, hAnsi=latin, cs=latin)


def size(name: str) -> tuple[Element, Element]:
    """The size of a run by its Chinese name (小四, 三号)."""
    return el("sz", val=SIZES[name]), el("szCs", val=SIZES[name])


def colour(value: str) -> Element:
    """The colour of a run."""
    return el("color", val=value.removeprefix("#"))


def set_styles(document: Any) -> None:
    """Replace the styles that come with python-docx, which are those of an English letter."""
    styles = document.styles.element
    styles.clear()
    defaults = el(
        "docDefaults",
        el(
            "rPrDefault",
            el(
                "rPr",
                fonts(FANGSONG),
                *size("三号"),
                el("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
            ),
        ),
        el("pPrDefault", el("pPr", el("spacing", before=0, after=0))),
    )
    styles.append(defaults)
    styles.extend(_styles())


def _styles() -> list[Element]:
    exact = {"line": LINE, "lineRule": "exact"}
    # Only running text keeps to the 22 lines; what stands in tables would be torn apart by them.
    return [
        _style("Normal", "Normal", [], [], based="", default=True),
        _style(
            "Title",
            "Title",
            [
                el("spacing", before=0, after=LINE, line=720, lineRule="exact"),
                el("jc", val="center"),
            ],
            [fonts(TITLE), *size("二号")],
        ),
        _style(
            "BodyText",
            "Body Text",
            [
                # The lines fill the page (5.2.3): none is kept back to stay with the next.
                el("widowControl", val=0),
                el("spacing", **exact),
                el("ind", firstLineChars=200, firstLine=640),
                el("jc", val="both"),
            ],
            [],
        ),
        *(
            _style(
                f"Heading{level}",
                f"heading {level}",
                [
                    el("keepNext"),
                    el("keepLines"),
                    el("spacing", before=LINE // 2 if level == 1 else 0, **exact),
                    el("ind", firstLineChars=200, firstLine=640),
                    el("outlineLvl", val=level - 1),
                ],
                [fonts({1: HEI, 2: KAI}.get(level, FANGSONG)), *size("三号")],
                next_="BodyText",
            )
            for level in range(1, 6)
        ),
        _style(
            "TOCHeading",
            "TOC Heading",
            [el("spacing", before=0, after=LINE), el("jc", val="center")],
            [fonts(HEI), *size("二号")],
        ),
        *(
            _style(
                f"TOC{level}",
                f"toc {level}",
                [
                    el("tabs", el("tab", val="right", leader="dot", pos=8844)),
                    el("spacing", **exact),
                    el("ind", leftChars=200 * (level - 1), left=640 * (level - 1)),
                ],
                [],
            )
            for level in range(1, 4)
        ),
        _style(
            "Caption",
            "caption",
            [el("keepNext"), _free(), el("spacing", before=200, after=100), el("jc", val="center")],
            [fonts(HEI), *size("五号")],
        ),
        _style(
            "FigureCaption",
            "图题",
            [el("keepNext", val=0), el("spacing", before=60, after=240)],
            [],
            based="Caption",
        ),
        _style(
            "Picture",
            "图",
            [el("keepNext"), _free(), el("spacing", before=200), el("jc", val="center")],
            [],
        ),
        _style("TableText", "表格文字", [_free(), _close(240, around=20)], [*size("小五")]),
        _style("TableHead", "表格标题行", [], [fonts(HEI)], based="TableText"),
        _style(
            "TableNote",
            "表注",
            [el("spacing", before=80, after=80)],
            [colour(MUTED)],
            based="TableText",
        ),
        _style(
            "CardTitle",
            "卡片标题",
            [el("keepNext"), _close(320)],
            [fonts(HEI), *size("小四")],
            based="TableText",
        ),
        _style("CardText", "卡片文字", [_free(), _close(290, around=20)], [*size("五号")]),
        _style(
            "Figure",
            "主要数字",
            [_close(400)],
            [fonts(HEI), colour(ACCENT), *size("三号")],
            based="TableText",
        ),
        _style(
            "Gap",
            "间隔",
            [_free(), el("spacing", before=0, after=0, line=120, lineRule="exact")],
            [el("sz", val=2)],
        ),
        _style(
            "Output",
            "程序输出",
            [el("shd", val="clear", color="auto", fill="F4F6F9"), _free()],
            [*size("小五")],
        ),
        _style(
            "Cover",
            "封面文字",
            [el("spacing", before=120, after=120), el("jc", val="center")],
            [*size("三号")],
        ),
        _style("Header", "header", [el("jc", val="center")], [fonts(SONG), *size("小五")]),
        _style("Footer", "footer", [], [fonts(SONG, SONG), *size("四号")]),
        el(
            "style",
            el("name", val="Default Paragraph Font"),
            type="character",
            default=1,
            styleId="DefaultFont",
        ),
        el(
            "style",
            el("name", val="Normal Table"),
            el(
                "tblPr",
                el("tblInd", w=0, type="dxa"),
                el("tblCellMar", *(el(side, w=80, type="dxa") for side in ("left", "right"))),
            ),
            type="table",
            default=1,
            styleId="TableNormal",
        ),
    ]


def _free() -> Element:
    return el("snapToGrid", val=0)


def _close(line: int, around: int = 0) -> Element:
    """Lines of the same height whatever font stands in: a table is as long on every machine."""
    return el("spacing", before=around, after=around, line=line, lineRule="exact")


def _style(
    identity: str,
    name: str,
    paragraph: list[Element],
    run: list[Element],
    *,
    based: str = "Normal",
    next_: str = "",
    default: bool = False,
) -> Element:
    return el(
        "style",
        el("name", val=name),
        el("basedOn", val=based) if based else None,
        el("next", val=next_) if next_ else None,
        el("qFormat"),
        el("pPr", *paragraph) if paragraph else None,
        el("rPr", *run) if run else None,
        type="paragraph",
        default=1 if default else None,
        customStyle=None if name.isascii() else 1,
        styleId=identity,
    )


def set_settings(document: Any) -> None:
    """Odd and even pages apart, fields computed when the file is opened, Chinese typesetting."""
    settings = document.settings.element
    settings.clear()
    settings.extend(
        (
            el("zoom", percent=100),
            el("defaultTabStop", val=640),
            el("evenAndOddHeaders"),
            el("characterSpacingControl", val="compressPunctuation"),
            el("updateFields", val="true"),
            el(
                "compat",
                el("useFELayout"),
                el(
                    "compatSetting",
                    name="compatibilityMode",
                    uri="http://schemas.microsoft.com/office/word",
                    val=15,
                ),
            ),
            el("themeFontLang", val="en-US", eastAsia="zh-CN"),
        )
    )


def set_font_table(document: Any) -> None:
    """Say which fonts stand in for those that the styles name, in place of python-docx's table."""
    table = el(
        "fonts",
        *(
            el("font", el("altName", val=others), el("charset", val="86"), name=name)
            for name, others in _INSTEAD.items()
        ),
    )
    (part,) = (
        one.target_part
        for one in document.part.rels.values()
        if one.reltype == RELATIONSHIP_TYPE.FONT_TABLE
    )
    part._blob = serialize_part_xml(table)
