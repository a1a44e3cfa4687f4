"""Slips of unit, planted one by one in the amounts of a workbook that was read."""

from collections.abc import Iterator
from dataclasses import replace

from auditkit.facts.facts import Facts
from auditkit.facts.unwitnessed import SLIPS
from auditkit.facts.workbook.counts import ADJUSTED, SPENT
from auditkit.files.grid import Source


def slipped(facts: Facts) -> Iterator[tuple[Source, str, Facts]]:
    """The figures with one amount wrong, for each amount and slip: its cell, the slip, all."""
    for at, fact in enumerate(facts.items):
        if fact.unit != "万元" or not fact.value > 0 or fact.name in (ADJUSTED, SPENT):
            continue
        for slip, times in SLIPS.items():
            items = list(facts.items)
            items[at] = replace(fact, value=fact.value * times)
            yield fact.source, slip, replace(facts, items=tuple(items))
    for at, task in enumerate(facts.tasks):
        for value, cell in (("adjusted", "adjusted_source"), ("spent", "spent_source")):
            amount, source = getattr(task, value), getattr(task, cell)
            if not amount:
                continue
            for slip, times in SLIPS.items():
                tasks = list(facts.tasks)
                tasks[at] = replace(task, **{value: amount * times})
                yield source, slip, replace(facts, tasks=tuple(tasks))
