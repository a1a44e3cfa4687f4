"""The row of column numbers that platforms print below a heading: 1｜2｜3｜…, 栏次｜1｜2｜…."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow, FormRows, amount

_FEWEST = 4
_LETTERS = re.compile(r"[甲乙丙丁A-Z]|栏次|列次|序号|行次")
_SUM = re.compile(r"(\d{1,2})(?:\s*[=＝].*)?")


def without_column_numbers(rows: FormRows, log: ReadingLog) -> FormRows:
    """The rows without those that only number the columns; each is told as a repair."""
    numbers = {
        i for i, row in enumerate(rows) if i and _numbers(row) and not _holds_figures(rows[i - 1])
    }
    if not numbers:
        return rows
    for i in sorted(numbers):
        row = rows[i]
        log.repair("表外文字", row.first, "栏次号，不是表的内容，已略过", "｜".join(row.texts))
    return rows.renumbered([row for i, row in enumerate(rows) if i not in numbers])


def _numbers(row: FormRow) -> bool:
    return counts_columns(row.texts)


def counts_columns(texts: Sequence[str]) -> bool:
    """Whether the texts of a row count its columns up from 1, whatever letters come first."""
    if len(texts) < _FEWEST or not any(text[:1].isdigit() for text in texts):
        return False
    texts = [text for text in texts if not _LETTERS.fullmatch(text)]
    if len(texts) < _FEWEST - 1:
        return False
    found = [match and int(match[1]) for match in map(_SUM.fullmatch, texts)]
    return found == list(range(1, len(texts) + 1))


def _holds_figures(row: FormRow) -> bool:
    return any(amount(text) is not None for text in row.texts)
