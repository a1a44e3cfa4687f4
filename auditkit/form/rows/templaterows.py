"""Rows of the blank form that nobody filled in: 指标2：, …… under the last indicator of a group."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.rows.rows import squeeze

Cell = tuple[int, str]

_ELLIPSIS = re.compile(r"(?:…|\.{3,}+|。{3,}+|·{3,}+)+")
_NUMBERED = re.compile(
    r"(?:三级)?(?:指标|目标)\s*[\d一二三四五六七八九十]+\s*[:：.、]?\s*(?:[-—–－/\\]+|无)?"
)
_NUMBER_BEFORE = re.compile(
    r"^(?:三级)?(?:指标|目标)\s*[\d一二三四五六七八九十]+\s*[:：.、]\s*(?=\S)"
    r"|^(?:三级)?指标\s*\d{1,2}\s*(?=[\u4e00-\u9fff]{2})(?!个|项(?!目)|分|级|类)"
)
_BLANK = re.compile(r"[-—–－/]*")
# 生态效益指标｜无｜无 says that there is no such indicator.
_NOTHING = re.compile(r"(?:无|不适用|暂无)(?:此项|指标)?")
_SAYS_NONE = re.compile(rf"{_NOTHING.pattern}|[-—–－/]+")


def without_template(
    cells: Sequence[Cell], names_at: int
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """The cells of a row, and those that only the blank form's own words fill.

    `names_at` is the column of the indicators' names. A row that states anything to the right of
    its name is none of these.
    """
    kept = [cell for cell in cells if cell[0] < names_at]
    rest = [cell for cell in cells if cell[0] >= names_at]
    name = without_number(squeeze(rest[0][1])) if rest and rest[0][0] == names_at else ""
    if _NOTHING.fullmatch(name) and all(
        _SAYS_NONE.fullmatch(squeeze(text)) for _, text in rest[1:]
    ):
        return tuple(kept), tuple(rest)
    if not rest or not is_template_name(rest[0][1]):
        return tuple(cells), ()
    if any(not (_BLANK.fullmatch(text) or _ELLIPSIS.fullmatch(text)) for _, text in rest[1:]):
        return tuple(cells), ()
    return tuple(cell for cell in kept if not _ELLIPSIS.fullmatch(cell[1])), tuple(rest)


def is_unfilled(texts: Sequence[str]) -> bool:
    """Whether texts are nothing but the dots and dashes of a blank form.

    >>> is_unfilled(["……", "-"]), is_unfilled(["-"]), is_unfilled(["养护"])
    (True, False, False)
    """
    dots = [bool(_ELLIPSIS.fullmatch(squeeze(text))) for text in texts]
    return any(dots) and all(
        dot or _BLANK.fullmatch(squeeze(text)) for dot, text in zip(dots, texts, strict=True)
    )


def is_template_name(text: str) -> bool:
    """Whether the name of an indicator is the blank form's: 指标2：, …….

    >>> is_template_name("指标 2："), is_template_name("……"), is_template_name("指标1：养护里程")
    (True, True, False)
    """
    name = squeeze(text)
    return bool(_ELLIPSIS.fullmatch(name) or _NUMBERED.fullmatch(name))


def without_number(name: str) -> str:
    """A name without the number that the blank form prints before it.

    >>> without_number("指标1：养护里程"), without_number("指标2合格率")
    ('养护里程', '合格率')
    >>> without_number("指标完成率")
    '指标完成率'
    """
    return _NUMBER_BEFORE.sub("", name)
