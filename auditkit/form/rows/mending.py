"""Joining again what a page break cut, and spotting what does not belong in a Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from auditkit.files.grid import RepairCode, Source
from auditkit.form.rows.rows import FormRow

_PUNCTUATION = re.compile(r"[。；，、）」”.;,]+")
_CLOSED = re.compile(r"[。！？；;!?]$|100[%％][。；]?$")
# What never ends a text.
_OPEN = re.compile(r"[，、：:,（(［[“《=＝×÷/＋+－-]$")
# How the texts of these columns begin; anything else after a cut is a continuation.
_OPENING = re.compile(r"反映|考核|评价|分项具体|数据一般|计算公式|①|\d+[.、]|[^。；]{2,20}[=＝]")
# Words that begin a text as often as they stand inside one.
_DOUBTFUL = re.compile(r"指|部门|单位|是否|分项|数据|其中|[②-⑳]")
_NUMBERED = re.compile("[①-⑳]")
_STRAY_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])\s+([A-Za-z]{2,})\s+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell of a text column; `owner` is the indicator of its row, if it has one."""

    row: FormRow
    column: int
    text: str
    labelled: bool
    owner: int | None

    @property
    def source(self) -> Source:
        """Where it stands."""
        return self.row.source(self.column)


Join = tuple[int, TextCell, str, str]
"""The indicator that owns the joined text, the cell joined, text before and after."""


@dataclass(slots=True)
class Mended:
    """A column's texts by owner, each with the cell it begins in, and how they came about.

    `left` are the cells that belong to nobody, `doubtful` those that may go on a text cut above.
    """

    texts: list[str]
    begins: list[TextCell | None]
    joins: list[Join] = field(default_factory=list)
    left: list[TextCell] = field(default_factory=list)
    doubtful: list[TextCell] = field(default_factory=list)

    def join(self, owner: int, entry: TextCell) -> None:
        """Adds a piece to what it was cut from."""
        before = self.texts[owner]
        self.texts[owner] += entry.text
        self.joins.append((owner, entry, before, self.texts[owner]))

    def hand_over(self, owner: int, heir: int) -> None:
        """Makes another row the owner of a text."""
        if owner != heir:
            self.texts[heir], self.texts[owner] = self.texts[owner], ""
            self.begins[heir], self.begins[owner] = self.begins[owner], None


def mend_column(entries: Sequence[TextCell], owners: int) -> Mended:
    """The texts of one column, one for each owner, joined where a page break cut them.

    A cell continues the one above when a page break lies between them, nothing stands between
    them, and what they say does not make them two texts (see `_continues`). A cell of punctuation
    alone is the end of the text above it. The joined text belongs to the lower row where that row
    begins a 二级指标 of its own, else to the upper.
    """
    mended = Mended([""] * owners, [None] * owners)
    holder: int | None = None
    previous: TextCell | None = None
    for entry in entries:
        above, previous = previous, entry
        if not entry.text:
            continue
        if holder is not None and _PUNCTUATION.fullmatch(entry.text):
            mended.join(holder, entry)
            continue
        cut = above is not None and above.text != "" and above.row.page != entry.row.page
        goes_on = _continues(mended.texts[holder], entry.text) if cut and holder is not None else 0
        if holder is not None and (goes_on or (goes_on is None and entry.owner is None)):
            if entry.labelled and entry.owner is not None:
                mended.hand_over(holder, entry.owner)
                holder = entry.owner
            mended.join(holder, entry)
        elif entry.owner is not None:
            mended.texts[entry.owner] = entry.text
            mended.begins[entry.owner] = entry
            holder = entry.owner
            if goes_on is None:
                mended.doubtful.append(entry)
        else:
            mended.left.append(entry)
    return mended


def _continues(upper: str, lower: str) -> bool | None:
    """Whether the text after a cut goes on the one before it; None where it may be either."""
    if _OPEN.search(upper) or _next_number(upper, lower):
        return True
    if _CLOSED.search(upper) or _OPENING.match(lower):
        return False
    if _DOUBTFUL.match(lower) and not _OPENING.match(upper):
        return None
    return True


def _next_number(upper: str, lower: str) -> bool:
    """Whether ② follows ①."""
    numbers = _NUMBERED.findall(upper)
    return bool(numbers) and ord(lower[0]) == ord(numbers[-1]) + 1


def stray_words(text: str) -> Iterator[tuple[RepairCode, str]]:
    """What looks misread in a Chinese text, as (kind, found): Latin words, characters out of place.

    >>> list(stray_words("企业、社会组织 and 行业协会"))
    [('夹杂文字', 'and')]
    """
    for match in _STRAY_LATIN.finditer(text):
        yield "夹杂文字", match[1]
    if _simplified(text):
        return
    for character in text:
        if "\u4e00" <= character <= "\u9fff" and not _simplified(character):
            yield "疑似误识", character


@lru_cache(maxsize=16_384)
def _simplified(text: str) -> bool:
    """Whether GB 2312, the set in which such forms are written, has every character."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
