"""Joining again what a page break cut, and spotting what does not belong in a Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditkit.form.rows import FormRow

_PUNCTUATION = re.compile(r"[。；，、）」”.;,]+")
_CLOSED = re.compile(r"[。！？；;!?]$|100[%％][。；]?$")
# How the texts of these columns begin; anything else after a cut is a continuation.
_FRESH = re.compile(
    r"反映|考核|评价|指|部门|单位|是否|分项|数据|计算公式|其中|[①-⑳]|\d+[.、]|.{2,20}[=＝]"
)
_STRAY_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])\s+([A-Za-z]{2,})\s+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell of a text column; `owner` is the indicator of its row, if it has one."""

    row: FormRow
    text: str
    labelled: bool
    owner: int | None


Join = tuple[int, TextCell, str, str]
"""The indicator that owns the joined text, the cell joined, text before and after."""


def mend_column(
    entries: Sequence[TextCell], owners: int
) -> tuple[list[str], list[Join], list[TextCell]]:
    """The texts by owner, the joins made, and the cells that belong to nobody.

    A cell continues the one above when a page break lies between them, nothing stands between
    them, the upper text is not closed and the lower one does not begin like a text of its own. A
    cell of punctuation alone is the end of the text above it. The joined text belongs to the lower
    row where that row begins a 二级指标 of its own, else to the upper.
    """
    texts = [""] * owners
    joins: list[Join] = []
    left: list[TextCell] = []
    holder: int | None = None
    previous: TextCell | None = None
    for entry in entries:
        above, previous = previous, entry
        if not entry.text:
            continue
        if holder is not None and _PUNCTUATION.fullmatch(entry.text):
            joins.append((holder, entry, texts[holder], texts[holder] + entry.text))
            texts[holder] += entry.text
            continue
        cut = above is not None and above.text != "" and above.row.page != entry.row.page
        if (
            cut
            and holder is not None
            and not _CLOSED.search(texts[holder])
            and not _FRESH.match(entry.text)
        ):
            whole = texts[holder] + entry.text
            before = texts[holder]
            if entry.labelled and entry.owner is not None:
                texts[holder] = ""
                holder = entry.owner
            texts[holder] = whole
            joins.append((holder, entry, before, whole))
        elif entry.owner is not None:
            texts[entry.owner] = entry.text
            holder = entry.owner
        else:
            left.append(entry)
    return texts, joins, left


def stray_words(text: str) -> Iterator[tuple[str, str]]:
    """What looks misread in a Chinese text, as (kind, found): Latin words, characters out of place.

    >>> list(stray_words("企业、社会组织 and 行业协会"))
    [('夹杂文字', 'and')]
    """
    for match in _STRAY_LATIN.finditer(text):
        yield "夹杂文字", match[1]
    for character in text:
        if "\u4e00" <= character <= "\u9fff" and not _simplified(character):
            yield "疑似误识", character


def _simplified(character: str) -> bool:
    """Whether GB 2312, the set in which such forms are written, has the character."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
