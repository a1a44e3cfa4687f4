"""A line that states several things in one cell: 项目名称：某工程　预算金额：820万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from auditkit.form.budget.sums import is_sum
from auditkit.form.rows.outside import bare_label, is_signature
from auditkit.form.rows.rebuilt import text_at
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.rules.formwords import FormWords

_LABEL = re.compile(r"(?:^|(?<=\s))([^\s:：，。；]{2,18})[:：]")


def one_label_each(rows: FormRows) -> FormRows:
    """The rows, a cell with several known labels as a row of each; addresses stay."""
    found = [part for row in rows for part in _parts(row)]
    same = len(found) == len(rows) and all(a is b for a, b in zip(found, rows, strict=True))
    return rows if same else rows.renumbered(found)


def _parts(row: FormRow) -> Iterator[FormRow]:
    alone = row.grid.style == "table" and len(row.grid.rows[row.index]) == 1
    if pairs := _pairs(row.words, text_at(row.grid, row.index, 0)) if alone else []:
        yield from (replace(row, cells=((0, pair),)) for pair in pairs)
        return
    if not any(map(_is_several, row.texts)):
        yield row
        return
    split = [(column, _pieces(row.words, text)) for column, text in row.cells]
    yield replace(row, cells=tuple((column, pieces[0]) for column, pieces in split))
    for column, pieces in split:
        for piece in pieces[1:]:
            yield replace(row, cells=((column, piece),))


def _pairs(words: FormWords, text: str) -> list[str]:
    """What a line of text states by blanks alone: 项目名称 某工程 自评单位 某局; a PDF prints a row
    so that no lines rule. Empty where it states nothing so."""
    parts = text.split()
    labels, said = parts[::2], parts[1::2]
    if len(labels) != len(said) or not said or any("：" in part or ":" in part for part in parts):
        return []
    if not all(_is_known(words, label) for label in labels):
        return []
    if any(_is_known(words, one) for one in said):
        return []
    return [f"{label}：{one}" for label, one in zip(labels, said, strict=True)]


def _is_several(text: str) -> bool:
    """Whether a text may hold two labels at all."""
    return text.count("：") + text.count(":") > 1


def _pieces(words: FormWords, text: str) -> list[str]:
    """The text cut before each known label, where it begins with one and holds another."""
    starts = [match.start() for match in _LABEL.finditer(text) if _is_known(words, match[1])]
    if len(starts) < 2 or starts[0]:
        return [text]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _is_known(words: FormWords, label: str) -> bool:
    bare = bare_label(label)
    named = any(words.plays("department", role, bare) for role in ("label", "project", "number"))
    return (
        named
        or words.plays("year", "label", bare)
        or is_sum(words, bare)
        or bool(words.roles("budget", bare))
        or is_signature(words, bare)
    )
