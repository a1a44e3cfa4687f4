"""Facts as they are gathered from a published document, in their order."""

from __future__ import annotations

from auditkit.errors import Issue
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.facts import Fact


class Gathered:
    """Facts in their order, and what stopped a figure from becoming one."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.facts: list[Fact] = []
        self.issues: list[Issue] = []

    def add(self, name: str, number: Figure | None, remark: str = "", shift: int = 0) -> None:
        """An amount, in 万元."""
        if number is None:
            return
        quote = f"原文「{number.quote}」" if number.quote else ""
        if number.decimals > 2 and not quote:
            remark = "；".join(filter(None, (remark, f"原表为{number.printed}元，折合万元")))
        remark = "；".join(filter(None, (remark, quote)))
        decimals = max(number.decimals, 0)
        year, source = self.year + shift, number.source
        self.facts.append(Fact(name, year, number.value, "万元", source, decimals, remark=remark))

    def count(self, name: str, number: Figure | None, unit: str, shift: int = 0) -> None:
        """A number of people, cars, groups … in its unit; it is exact."""
        if number is None:
            return
        remark = f"原文「{number.quote}」" if number.quote else ""
        year, source = self.year + shift, number.source
        self.facts.append(Fact(name, year, number.value, unit, source, None, remark=remark))
