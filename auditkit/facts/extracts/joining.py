"""Figures of several files as one: what agrees confirms, a difference is told with both places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.differences import agree
from auditkit.facts.facts import Fact, Facts
from auditkit.wording import dated, show_value

SOURCES_DIFFER = IssueKind("F24", "同一个数在两个文件里不同")

Key = tuple[str, str, int]


def joined(parts: Sequence[Facts]) -> Facts:
    """The parts in their order, the earlier one's figure in force, with every difference told.

    So the workbook that people typed comes before what was taken from elsewhere.
    """
    first, *others = parts
    facts = first.merged(others)
    return replace(facts, issues=(*facts.issues, *_differences(facts)))


def pairs(facts: Facts) -> Iterator[tuple[Fact, Fact]]:
    """Each figure in force beside the same figure of another file.

    Final accounts are left out: they are compared as a document of the department.
    """
    for other in facts.items:
        mine = facts.get(other.name, other.year, other.scope)
        if mine is None or mine is other or other.published or mine.published:
            continue
        if mine.scope == other.scope and mine.source.file != other.source.file:
            yield mine, other


def confirmed(facts: Facts) -> dict[Key, Fact]:
    """The figures in force that another file gives as well, with the figure that says so."""
    found: dict[Key, Fact] = {}
    for mine, other in pairs(facts):
        if mine.unit == other.unit and agree(mine, other):
            found.setdefault((mine.scope, mine.name, mine.year), other)
    return found


def _differences(facts: Facts) -> Iterator[Issue]:
    for mine, other in pairs(facts):
        if mine.unit == other.unit and agree(mine, other):
            continue
        whose = f"{mine.scope}的" if mine.scope else ""
        what = (
            f"{whose}{dated(mine.name, mine.year)}：{mine.source}为"
            f"{show_value(mine.value, mine.unit, places=4)}，这里为"
            f"{show_value(other.value, other.unit, places=4)}"
        )
        remedy = "现按前者计算；请查明差异，更正有误的一处"
        yield SOURCES_DIFFER(other.source, what, f"{other.value:.12g}", remedy)
