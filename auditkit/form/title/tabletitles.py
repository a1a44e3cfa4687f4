"""The titles of tables among lone lines: without brackets, lists of contents left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.form.rows.rows import FormRow, squeeze

# （视频监控点位租赁服务） behind a title names the project; a bracket may be cut off.
_BRACKETS = re.compile(r"[（(][^（()）]*(?:[)）]|$)")
# 预算执行过程中开展绩效监控，年终开展了绩效自评。 is a sentence of a report, no title.
_SENTENCE = re.compile("[。；，,]|了|^(?:按|根据|开展)")
_LONGEST = 50
# ……12 behind a line of a list of contents.
_LEADERS = re.compile(r"(?<![\s.．·…])(?:\s|[\s.．·…]{2,})\d{1,3}$")
_KIND = re.compile("绩效|自评|申报|监控|跟踪|监测")
_CONTENTS = re.compile(r".{0,24}目\s*录")


def titles_in(rows: Sequence[FormRow]) -> Iterator[tuple[FormRow, str]]:
    """Each lone line that is the title of a form or of its like, without what its brackets hold."""
    for i, row in enumerate(rows):
        title = bare_title(row)
        if title and _KIND.search(title) and not _is_listed(rows, i, title):
            yield row, title


def bare_title(row: FormRow) -> str:
    """The title of a table that a row is, without brackets; blank for any other row."""
    text = squeeze(row.texts[0])
    if len(row.cells) != 1 or len(text) > _LONGEST or _SENTENCE.search(text):
        return ""
    while (without := _BRACKETS.sub("", text)) != text:
        text = without
    text = _LEADERS.sub("", text).strip('《》“”" 　')
    return text if text.endswith("表") else ""


def _is_listed(rows: Sequence[FormRow], i: int, title: str) -> bool:
    """Whether a title is a line of a list of contents: its page behind it, another table's title
    right above or below, or 目录 above it in its table."""
    row = rows[i]
    if _LEADERS.search(row.texts[0].strip()) or "目录" in row.grid.name:
        return True
    beside = (*rows[max(i - 1, 0) : i], *rows[i + 1 : i + 2])
    others = {bare_title(one) for one in beside if one.grid is row.grid}
    if others - {"", title}:
        return True
    above = (one for one in rows[:i] if one.grid is row.grid and len(one.cells) == 1)
    return row.grid.style != "text" and any(_CONTENTS.fullmatch(one.texts[0]) for one in above)
