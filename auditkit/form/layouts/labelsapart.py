"""A line that states several things in one cell: 项目名称：某工程　预算金额：820万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from auditkit.form.budget.sums import is_sum
from auditkit.form.rows.outside import bare_label, is_signature
from auditkit.form.rows.rows import FormRow, FormRows
from auditkit.rules.formwords import FormWords

_LABEL = re.compile(r"(?:^|(?<=\s))([^\s:：，。；]{2,18})[:：]")


def one_label_each(rows: FormRows) -> FormRows:
    """The rows, a cell with several known labels as a row of each; addresses stay."""
    found = [part for row in rows for part in _parts(row)]
    return rows if len(found) == len(rows) else rows.renumbered(found)


def _parts(row: FormRow) -> Iterator[FormRow]:
    if not any(map(_is_several, row.texts)):
        yield row
        return
    split = [(column, _pieces(row.words, text)) for column, text in row.cells]
    yield replace(row, cells=tuple((column, pieces[0]) for column, pieces in split))
    for column, pieces in split:
        for piece in pieces[1:]:
            yield replace(row, cells=((column, piece),))


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
    named = any(words.plays("department", role, bare) for role in ("label", "project"))
    return (
        named
        or words.plays("year", "label", bare)
        or is_sum(words, bare)
        or bool(words.roles("budget", bare))
        or is_signature(words, bare)
    )
