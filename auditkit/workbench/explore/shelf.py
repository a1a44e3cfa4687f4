"""What there is to explore: the departments and years of a data folder, each audited when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from auditkit.audit.audit import Audit
from auditkit.audit.folder import looked_at
from auditkit.audit.opening import open_audit
from auditkit.audit.trial import Trial, try_formula, wide_facts
from auditkit.errors import AuditError, nearest
from auditkit.facts.facts import Facts
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack


@dataclass
class Shelf:
    """The audits of a data folder; each is opened once. A folder without years is no department."""

    data_dir: Path
    rulepack: str
    _opened: dict[tuple[str, int], Audit] = field(default_factory=dict, repr=False)

    @cached_property
    def years(self) -> dict[str, list[int]]:
        """The departments with their years.

        Raises AuditError where the folder holds none.
        """
        # A folder that cannot be read costs no other department.
        there, _ = looked_at(self.data_dir)
        found = {name: sorted(years) for name, years in there.items() if years}
        if not found:
            raise AuditError(f"{self.data_dir}里没有部门年度的文件夹。请检查数据文件夹。")
        return found

    @cached_property
    def pack(self) -> RulePack:
        """The rule pack in force."""
        return load_rulepack(self.rulepack)

    def chosen(self, department: str, year: int) -> tuple[str, int]:
        """The department and year; blank and 0 mean the first department and its last year.

        Raises AuditError with the nearest name, or the years there are.
        """
        name = department or next(iter(self.years))
        if name not in self.years:
            close = nearest(name, self.years)
            hint = f"，是否为“{close}”" if close else f"；现有：{'、'.join(self.years)}"
            raise AuditError(f"{self.data_dir}里没有部门“{name}”{hint}。")
        if year and year not in self.years[name]:
            known = "、".join(map(str, self.years[name]))
            raise AuditError(f"{name}没有{year}年度的数据。现有年度：{known}。")
        return name, year or self.years[name][-1]

    def audit(self, department: str, year: int) -> Audit:
        """The audit of a department and year. Raises AuditError where it cannot be opened."""
        if (department, year) not in self._opened:
            self._opened[department, year] = open_audit(
                department, year, self.data_dir, self.rulepack
            )
        return self._opened[department, year]

    def every_year(self, department: str) -> list[Audit]:
        """The department's audits from the first year on, without those that cannot be opened."""
        return [
            audit for year in self.years[department] if (audit := self._tried(department, year))
        ]

    @cached_property
    def keys(self) -> set[tuple[str, int]]:
        """The departments and years that can be opened."""
        return {(name, year) for name, years in self.years.items() for year in years}

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The facts of all departments and years, as `assess_panel` takes them."""
        found: list[tuple[str, int, Facts]] = []
        for name, year in sorted(self.keys):
            if audit := self._tried(name, year):
                found.append((name, year, audit.facts))
        return wide_facts(found)

    def trial(self, formula: str, target: str = "") -> Trial:
        """A typed formula for every department and year."""
        return try_formula(formula, self.figures, self.pack, target, self.keys)

    def _tried(self, department: str, year: int) -> Audit | None:
        try:
            return self.audit(department, year)
        except AuditError:
            return None
