"""The tables that a file publishes beside its forms (封面, 目录, 收支总表, 三公经费): told once.

None of them is a loss. Of a file of many forms each group of sheets, and each form of a sheet that
several share, comes upon them anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.errors import Issue
from auditkit.files.grid import Grid, Source
from auditkit.form.declaration import Declaration
from auditkit.form.log import ANOTHER_TABLE, ReadingLog
from auditkit.form.rows.rows import FormRow, FormRows, money_unit
from auditkit.rules.formwords import FormWords

_ROWS_OF_TITLE = 4
_ONE = "这是随同公开的另一张表，不是申报表，没有读取"
_REMEDY = "一般无须处理；其中有申报表的内容的，请移入申报表"


def is_published(grid: Grid, words: FormWords) -> bool:
    """Whether a table says by its title or its sheet's name to be one of those published beside
    the forms: “三公”经费支出表, 目录."""
    if words.plays("outside", "published", grid.name):
        return True
    rows = list(FormRows([grid], words))[:_ROWS_OF_TITLE]
    return any(words.plays("outside", "published", title) for title in map(_title, rows))


def _title(row: FormRow) -> str:
    """The only text of a row but for the unit, which may stand at its end."""
    texts = [text for text in row.texts if not money_unit(text)]
    return texts[0] if len(texts) == 1 else ""


def tell_published(grid: Grid, words: FormWords, log: ReadingLog) -> None:
    """Tell one such table, by its sheet's name or its title."""
    row, column, _ = next(grid.cells())
    rows = list(FormRows([grid], words))[:_ROWS_OF_TITLE]
    titles = [t for t in map(_title, rows) if words.plays("outside", "published", t)]
    name = grid.name if grid.style == "sheet" or not titles else titles[0]
    log.issue(ANOTHER_TABLE, grid.source(row, column), _ONE, name, _REMEDY, grave=False)


def told_of_file(forms: Sequence[Declaration]) -> list[Declaration]:
    """The forms of one file, of which the first to tell such a table tells all of them at once;
    what else is told of another table is told by the first alone."""
    ones = dict.fromkeys(issue for form in forms for issue in form.issues if issue.what == _ONE)
    told = _together(list(ones))
    said: set[Issue] = set()
    found = []
    for form in forms:
        kept: list[Issue] = []
        for issue in form.issues:
            one = told if told is not None and issue.what == _ONE else issue
            if issue.code != ANOTHER_TABLE.code or one not in said:
                kept.append(one)
                said.add(one)
        found.append(form if tuple(kept) == form.issues else replace(form, issues=tuple(kept)))
    return found


def _together(ones: Sequence[Issue]) -> Issue | None:
    """All of them as one; none where there are fewer than two."""
    if len(ones) < 2:
        return None
    names = "、".join(dict.fromkeys(issue.found for issue in ones))
    first: Source = ones[0].source
    what = f"有{len(ones)}张随同公开的表（封面、目录、预算或决算的表）不是申报表，没有读取"
    return ANOTHER_TABLE(first, what, names, _REMEDY, False)
