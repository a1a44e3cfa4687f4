"""Money of a project's whole period or its whole investment: no year's, recorded and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from auditkit.files.grid import Source
from auditkit.form.budget.sums import is_part
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow, amount, squeeze
from auditkit.rules.formwords import FormWords


def is_of_whole_period(words: FormWords, name: str, after: str) -> bool:
    """Whether a label's amount is not the year's; `after` is the label that follows its amount.

    An investment with its part beside it (其中：申请财政资金) is what is applied for.
    """
    if words.plays("budget", "period", name):
        return True
    return words.plays("budget", "investment", name) and not is_part(words, after)


def record(row: FormRow, column: int, name: str, figure: str, log: ReadingLog) -> None:
    """Keep an amount of the whole period as a remark."""
    what = f"“{name}”是整个实施期的，只作记录"
    log.repair("另栏所载", row.source(column), what, figure, figure)


def whole_amounts(rows: Sequence[FormRow]) -> Iterator[tuple[str, str, Source]]:
    """Every amount of the whole period: its label, what is printed, and where."""
    for row in rows:
        for (_, text), (column, figure) in pairwise(row.cells):
            name = squeeze(text).rstrip(":：")
            plays = (row.words.plays("budget", role, name) for role in ("period", "investment"))
            if amount(figure) is not None and any(plays):
                yield name, figure, row.source(column)
