"""Formulas printed in a note beneath the table: 注：预算执行率=预算执行数/预算数×100%."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.files.grid import Source
from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import is_note
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.formula.prose import equations_in

# What such a note begins with, as its indicator has it.
_BELOW = "注："


def with_notes_below(
    indicators: tuple[DeclaredIndicator, ...], rows: Sequence[FormRow], log: ReadingLog
) -> tuple[DeclaredIndicator, ...]:
    """The indicators, each with the formula that a note among `rows` prints under its whole name;
    the text of a Word file, notes and all, stands before its tables.

    What an indicator's own row says of it goes before.
    """
    said: dict[str, tuple[str, Source]] = {}
    for row in rows:
        if len(row.cells) == 1 and is_note(row):
            text = squeeze(row.texts[0])
            for _, name, expression in equations_in(text):
                said.setdefault(name, (f"{_BELOW}{name}={expression}", row.first))
    return tuple(_noted(one, said, log) for one in indicators) if said else indicators


def _noted(
    indicator: DeclaredIndicator, said: dict[str, tuple[str, Source]], log: ReadingLog
) -> DeclaredIndicator:
    if indicator.note or indicator.explanation or indicator.name not in said:
        return indicator
    formula, source = said[indicator.name]
    what = f"表下的注印有“{indicator.name}”的算式，归于该指标"
    log.repair("表外文字", source, what, formula, formula)
    return replace(indicator, note=formula, note_source=source, is_noted_below=True)
