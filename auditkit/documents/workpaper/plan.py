"""What the working paper holds, and in which row of which sheet, before anything is written."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from auditkit.assessment.computation import Computation
from auditkit.audit.audit import Audit
from auditkit.documents.workpaper.sheets import FIRST_ROW, index_number
from auditkit.facts.facts import Fact, TaskRecord
from auditkit.facts.workbook.counts import ADJUSTED, SPENT
from auditkit.form.declaration import Task

FigureKey = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that some indicator needs; `fact` is None where it is missing.

    `scope` names the indicator that it was gathered for alone. `tasks` are the positions of the
    tasks whose amounts it adds up, where it is such a sum.
    """

    name: str
    year: int
    scope: str
    unit: str
    fact: Fact | None
    users: tuple[int, ...]
    tasks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The rows of every sheet; positions count from 0."""

    audit: Audit

    @cached_property
    def computations(self) -> list[Computation]:
        """The declared indicators, then the alternatives that the form prints beside them."""
        audit = self.audit
        alternatives = [other for row in audit.assessed for other in audit.alternatives(row)]
        return [*(row.computation for row in audit.assessed), *alternatives]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that an indicator needs, each once."""
        users: dict[FigureKey, list[int]] = {}
        facts: dict[FigureKey, Fact | None] = {}
        for position, c in enumerate(self.computations):
            for (name, shift), fact in c.facts.items():
                key = self._key(c, name, shift)
                facts.setdefault(key, fact)
                users.setdefault(key, []).append(position)
        return tuple(
            Figure(
                name,
                year,
                scope,
                fact.unit if fact else self._unit(name),
                fact,
                tuple(users[scope, name, year]),
                self._summed(scope, name, fact),
            )
            for (scope, name, year), fact in facts.items()
        )

    @cached_property
    def _rows(self) -> dict[FigureKey, int]:
        return {(f.scope, f.name, f.year): FIRST_ROW + i for i, f in enumerate(self.figures)}

    def figure_row(self, c: Computation, name: str, shift: int) -> int:
        """The row of 数据项 that holds a figure of an indicator's formula."""
        return self._rows[self._key(c, name, shift)]

    def figures_of(self, c: Computation) -> list[int]:
        """The positions of an indicator's figures, in the order of its formula."""
        return [self.figure_row(c, *key) - FIRST_ROW for key in c.expanded.facts]

    def _key(self, c: Computation, name: str, shift: int) -> FigureKey:
        fact = c.facts[name, shift]
        if fact is not None:
            return fact.scope, name, c.year + shift
        rule = self.audit.pack.fact_rules.get(name)
        own = rule is not None and not rule.gathering.shared
        return (c.indicator.name if own else ""), name, c.year + shift

    def _unit(self, name: str) -> str:
        rule = self.audit.pack.fact_rules.get(name)
        return rule.unit if rule else ""

    @cached_property
    def tasks(self) -> list[tuple[Task, TaskRecord | None]]:
        """Each declared task with what became of it; of one name, first with first."""
        waiting = list(self.audit.facts.tasks)
        pairs: list[tuple[Task, TaskRecord | None]] = []
        for task in self.audit.declaration.tasks:
            found = next((record for record in waiting if record.name == task.name), None)
            if found is not None:
                waiting.remove(found)
            pairs.append((task, found))
        return pairs

    def _summed(self, scope: str, name: str, fact: Fact | None) -> tuple[int, ...]:
        """The tasks that a figure is the sum of, if they prove it."""
        if not scope or name not in (ADJUSTED, SPENT):
            return ()
        serving = [
            (i, record.adjusted if name == ADJUSTED else record.spent)
            for i, (_, record) in enumerate(self.tasks)
            if record is not None and scope in record.serves
        ]
        amounts = [amount for _, amount in serving if amount is not None]
        whole = bool(serving) and len(amounts) == len(serving)
        proven = fact.value == round(math.fsum(amounts), 8) if fact else not whole
        # A spreadsheet function takes 255 arguments at most.
        return tuple(i for i, _ in serving) if proven and len(serving) < 255 else ()

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """The inputs, and every other file that a figure or a finding cites, as (name, sha256)."""
        audit = self.audit
        cited = [f.fact.source for f in self.figures if f.fact]
        cited += [source for finding in audit.findings for source in finding.evidence]
        cited += [task.source for task, _ in self.tasks]
        files = dict(audit.files)
        for source in cited:
            if source.file:
                files.setdefault(source.file, source.sha256)
        return list(files.items())

    def file_row(self, file: str) -> int | None:
        """The row of 来源清单 that holds a file."""
        names = [name for name, _ in self.files]
        return FIRST_ROW + names.index(file) if file in names else None


def numbers(sheet: str, positions: Iterable[int]) -> str:
    """The index numbers of rows, those that follow each other as a span.

    >>> numbers("数据项", [0, 1, 2, 6])
    'B-1-01～03、B-1-07'
    """
    spans: list[list[int]] = []
    for position in sorted(set(positions)):
        if spans and spans[-1][-1] == position - 1:
            spans[-1].append(position)
        else:
            spans.append([position])
    return "、".join(
        index_number(sheet, span[0]) + (f"～{span[-1] + 1:02}" if len(span) > 1 else "")
        for span in spans
    )
