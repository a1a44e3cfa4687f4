"""One column of a table as it is headed, and what its cells hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.form.headings.words import NEVER_TARGET
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.formula.target import parse_target


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its lowest heading, the one above that it shares with others, and its role.

    `known` says that a column without a role is no surprise, like the values of past years.
    """

    at: int
    text: str
    group: str
    width: int
    role: str = ""
    known: bool = False
    rank: int = NEVER_TARGET

    @property
    def heading(self) -> str:
        """Its heading in one line."""
        return f"{squeeze(self.group)}／{squeeze(self.text)}" if self.group else squeeze(self.text)


def holds_targets(rows: Sequence[FormRow], at: int) -> bool:
    """Whether most cells of a column say what is to be reached: a sign or a unit and a figure."""
    texts = [text for row in rows for column, text in row.cells if column == at]
    found = [parse_target(text) for text in texts]
    aims = [t for t in found if t.kind == "date" or (t.kind == "quantity" and (t.sign or t.unit))]
    return bool(aims) and len(aims) * 2 >= len(texts)


def holds_figures(rows: Sequence[FormRow], at: int) -> bool:
    """Whether most cells of a column have digits."""
    texts = [text for row in rows for column, text in row.cells if column == at]
    figures = sum(any(map(str.isdigit, text)) for text in texts)
    return bool(texts) and figures * 2 >= len(texts)
