"""Texts of which a printed page shows a part: the row is too low, the rest is hidden or nowhere.

A file may still hold what its page hides; whether it holds all of it nobody can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.files.grid import RULED_TABLE
from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow, amount
from auditkit.formula.target import parse_target

CUT_TEXT = IssueKind("D26", "格子太小，其中的文字没有印全")

_DIGIT = re.compile(r"\d")
_OPENS, _CLOSES = re.compile("[（(《【]"), re.compile("[)）》】]")
# What no name and no target ends with.
_GOES_ON = re.compile(r".*[\w）)%](?:[、，,/／“≥≤＞＜>~～和及]|(?<!\d)[-—–])")
_MOST_QUOTED, _MOST_NAMED = 40, 5
_REMEDY = "请对照 xlsx、docx 原件核对，或调高行高后重新打印成 PDF"


def tell_cut_texts(
    rows: Sequence[FormRow], indicators: Sequence[DeclaredIndicator], log: ReadingLog
) -> None:
    """Tell each figure of which a page hides digits, once the other texts that it hides, and what
    ends on a page where no text ends."""
    texts: list[tuple[FormRow, int, str]] = []
    for row in rows:
        for column, text in row.cells if row.grid.clipped else ():
            hidden = row.grid.clipped.get(row.source(column).place)
            if not hidden or text in COMMON_LEVEL1 or text in COMMON_LEVEL2:
                continue
            if not (_DIGIT.search(hidden) and _is_figure(text)):
                texts.append((row, column, text))
                continue
            what = f"这一格太小，“{hidden[:_MOST_QUOTED]}”在纸面上看不全，其后可能还有没有印出的"
            log.issue(CUT_TEXT, row.source(column), what, text[:_MOST_QUOTED], _REMEDY)
            log.cell(row, column, text, "指标值")
    if texts:
        row, column, _ = texts[0]
        quoted = "、".join(text[:_MOST_QUOTED] for *_, text in texts[:_MOST_NAMED])
        what = f"有{len(texts)}格的文字超出格子，在纸面上看不全，其后可能还有没有印出的"
        log.issue(CUT_TEXT, row.source(column), what, quoted, _REMEDY, grave=False)
    for one in indicators:
        for text, at in ((one.name, one.source), (one.target.text, one.target_source)):
            if at is not None and RULED_TABLE.match(at.place) and _ends_early(text):
                what = f"“{one.name}”的{'指标值' if at == one.target_source else '名称'}没有印完"
                log.issue(CUT_TEXT, at, what, text[-_MOST_QUOTED:], _REMEDY)


def _is_figure(text: str) -> bool:
    return amount(text) is not None or parse_target(text).kind in ("quantity", "date")


def _ends_early(text: str) -> bool:
    """Whether a text leaves a bracket open, or ends with what something follows.

    >>> _ends_early("工程验收合格率（含交工"), _ends_early("≤3.5万元/"), _ends_early("公众参与")
    (True, True, False)
    """
    left_open = len(_OPENS.findall(text)) > len(_CLOSES.findall(text))
    return left_open or bool(_GOES_ON.fullmatch(text))
