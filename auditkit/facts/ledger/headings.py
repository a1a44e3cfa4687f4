"""The headings of a trial balance: up to three rows of them, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditkit.facts.workbook.layout import plain
from auditkit.files.grid import Grid
from auditkit.rules.ledgerwords import LedgerColumn, LedgerWords

Columns = Mapping[LedgerColumn, int]
_LOOKED_AT = 20
_DEEPEST = 3
_UNDER = re.compile(
    r"[借贷原外本]|金额|数量|单价|方向|余额|[年期][初末]|累计|发生|编码|代码|编号|名称|类别|类型"
)
"""How whatever stands in a lower row of headings begins: 借方 below 期初余额, 金额 below 借方."""
_LOCAL = re.compile("本位?币")


def head_of(grid: Grid, words: LedgerWords) -> tuple[int, Columns, tuple[int, ...]] | None:
    """The last row of the headings, where each column is, and which are not known.

    Rows below one another are read as one: 期初余额, 借方 and 金额 are 期初余额借方金额. None for
    any other sheet.
    """
    for top in range(min(_LOOKED_AT, len(grid.rows))):
        rows = [[plain(text) for text in grid.texts[top]]]
        if not any(words.column(text) == "科目编码" for text in rows[0] if text):
            continue
        for texts in grid.texts[top + 1 : top + _DEEPEST]:
            said = [plain(text) for text in texts]
            if not any(said) or not all(_UNDER.match(text) for text in said if text):
                break
            rows.append(said)
        columns, unknown = _columns(rows, words)
        pairs: tuple[set[LedgerColumn], ...] = ({"本期借方", "本期贷方"}, {"累计借方", "累计贷方"})
        moved = any(pair <= columns.keys() for pair in pairs)
        if moved and any(name.startswith("期末") for name in columns):
            return top + len(rows) - 1, columns, unknown
    return None


def _columns(
    rows: Sequence[Sequence[str]], words: LedgerWords
) -> tuple[dict[LedgerColumn, int], tuple[int, ...]]:
    """Where each column is; of two of a name the first, but 本位币 before the same in 原币."""
    columns: dict[LedgerColumn, int] = {}
    local: set[LedgerColumn] = set()
    unknown: list[int] = []
    for i, heading in enumerate(_compact(rows)):
        found = words.column(heading) if heading else "不读"
        if found is None:
            unknown.append(i)
        elif found == "不读":
            continue
        elif found == "方向" and "方向" in columns:
            # one before each balance
            columns["期初方向"], columns["期末方向"] = columns.pop("方向"), i
        elif found not in columns or (_LOCAL.search(heading) and found not in local):
            columns[found] = i
            if _LOCAL.search(heading):
                local.add(found)
    return columns, tuple(unknown)


def _compact(rows: Sequence[Sequence[str]]) -> list[str]:
    """Each column's headings as one text; what stands over several columns is said of each."""
    over = [""] * len(rows)
    headings = []
    for i in range(max(map(len, rows))):
        said = [row[i] if i < len(row) else "" for row in rows]
        for level, text in enumerate(said):
            if text:
                over[level:] = [text, *[""] * (len(over) - level - 1)]
            elif not any(said[level:]):
                over[level] = ""
        headings.append("".join(over) if any(said) else "")
    return headings
