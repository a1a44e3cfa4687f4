"""What the text lists of 人员经费 and 公用经费, against the table of basic expenditure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditkit.facts.accounts.checks.ties import UNSURE, Ties
from auditkit.facts.accounts.tables.cells import amount, same
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.tables import BASIC, Table
from auditkit.facts.accounts.text.itemlists import ITEMS
from auditkit.facts.accounts.text.statement import Statement

_STAFF = ("301", "303")
_ALIKE = re.compile(r"\([^()]*\)|(?:支出|费用|经费|费)$")


def check_items(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    """Each item of a list that the table names once on that side; 万元.

    The list may be of all basic expenditure, the table is of 一般公共预算: only where most of the
    list is what the table prints is the rest of it held against the department.
    """
    if BASIC not in tables:
        return
    for statement in statements:
        if statement.subject != ITEMS:
            continue
        shown = _shown(tables[BASIC], staff=statement.words["of"] == "人员经费")
        pairs = [
            (name, said, printed)
            for name, said in statement.figures.items()
            if (printed := shown.get(_plain(name)))
        ]
        agreeing = sum(same(said, printed) for _, said, printed in pairs)
        trial = Ties(gapped=ties.gapped).on(BASIC)
        for name, said, printed in pairs:
            trial.equal("text", f"{name}：文字与{BASIC}", said, printed)
        sure = agreeing > 1 and agreeing >= 2 * (len(pairs) - agreeing)
        ties.found += trial.found if sure else [tie for tie in trial.found if tie.ok]
        ties.held += trial.held
        if not sure:
            ties.held += [(UNSURE, BASIC, tie) for tie in trial.found if not tie.ok]


def _shown(table: Table, *, staff: bool) -> dict[str, Figure]:
    """The amounts of one side of the table by name; what stands there twice is left out."""
    found: dict[str, Figure] = {}
    twice: set[str] = set()
    for row in table.rows:
        figure, name = amount(row), _plain(row.name)
        if figure is None or not row.code or (row.code[:3] in _STAFF) is not staff:
            continue
        twice |= {name} & found.keys()
        found[name] = figure
    return {name: figure for name, figure in found.items() if name not in twice}


def _plain(name: str) -> str:
    """A name without what lists leave out: 维修(护)费 and 维修费, 津贴补贴, 办公费支出."""
    return _ALIKE.sub("", _ALIKE.sub("", name))
