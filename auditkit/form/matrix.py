"""Forms with all indicators in one cell: 【产出指标-数量指标】指标1:购置设备(≥77台)；指标2:…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.log import ReadingLog
from auditkit.form.rows import FormRow
from auditkit.formula.target import parse_target

_GROUP = re.compile(r"【\s*([^【】\-—–－]+?)\s*[-—–－]+\s*([^】]+?)\s*】")
_NUMBER = re.compile(r"指标\s*\d+\s*[:：]")
_TARGET = re.compile(
    r"(.*?\S)\s*[（(]([^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）]\s*[；;。，,]*\s*$", re.S
)


def holds_matrix(row: FormRow) -> bool:
    """Whether a row has a cell that holds whole groups of indicators."""
    return any(_GROUP.search(text) and _NUMBER.search(text) for _, text in row.cells)


def read_matrix(rows: Sequence[FormRow], log: ReadingLog) -> tuple[DeclaredIndicator, ...]:
    """The indicators of every such cell, in the order printed."""
    found: list[DeclaredIndicator] = []
    for row in rows:
        for column, text in row.cells:
            if _GROUP.search(text):
                found += _cell(row, column, text, log)
    return tuple(found)


def _cell(row: FormRow, column: int, text: str, log: ReadingLog) -> Iterator[DeclaredIndicator]:
    source = row.source(column)
    before, *groups = _GROUP.split(text)
    if before.strip(" ；;。\n"):
        log.unplaced(row, before.strip())
    for level1, level2, body in zip(groups[::3], groups[1::3], groups[2::3], strict=True):
        head, *pieces = _NUMBER.split(body)
        if head.strip(" ；;。\n"):
            log.unplaced(row, head.strip())
        for piece in pieces:
            match = _TARGET.fullmatch(piece.strip())
            name, printed = (match[1], match[2]) if match else (piece.strip(" ；;。\n"), "")
            target = parse_target(printed)
            if target.doubt:
                log.repair("疑似误识", source, target.doubt, printed, str(target))
            if name:
                yield DeclaredIndicator(
                    level1, level2, name, target, "", "", source, source if match else None
                )
