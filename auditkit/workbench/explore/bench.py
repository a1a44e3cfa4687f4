"""The bench (工作台): choices, views, trial and what-if of one data folder, wired together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from auditkit.audit.audit import Audit
from auditkit.audit.trial import Trial, typed
from auditkit.audit.whatif import computation_of
from auditkit.rules import DEFAULT_PACK
from auditkit.workbench.explore.choices import Choices
from auditkit.workbench.explore.live import Live
from auditkit.workbench.explore.shelf import Shelf
from auditkit.workbench.explore.trialbox import TrialBox
from auditkit.workbench.explore.views import Views
from auditkit.workbench.explore.whatifbox import WhatIfBox


@dataclass
class Bench:
    """Each of the four is a thing to show at the end of a cell."""

    selected: Choices

    @property
    def shelf(self) -> Shelf:
        """The departments and years there are."""
        return self.selected.shelf

    @property
    def audit(self) -> Audit:
        """The audit that is chosen now."""
        return self.shelf.audit(self.selected.department.value, self.selected.year.value)

    @property
    def indicator(self) -> str:
        """The indicator that is chosen now."""
        return str(self.selected.indicator.value)

    @cached_property
    def choices(self) -> Live:
        """What is looked at: department, year, indicator."""
        return Live("选择", self.selected.box)

    @cached_property
    def views(self) -> Live:
        """The tables and charts of what is chosen."""
        return Live("查看", Views(self.selected).begin())

    @cached_property
    def trial(self) -> Live:
        """A typed formula, tried for all."""
        return Live("直接试算", TrialBox(self.selected).begin())

    @cached_property
    def what_if(self) -> Live:
        """The audit under assumptions."""
        return Live("假设试算", WhatIfBox(self.selected).begin())

    def trial_of(self, indicator: str) -> Trial:
        """The indicator's own formula for every department and year."""
        return self.shelf.trial(typed(computation_of(self.audit, indicator)))


def explore(
    data_dir: str | Path = "data",
    rulepack: str = DEFAULT_PACK,
    department: str = "",
    year: int = 0,
    indicator: str = "",
) -> Bench:
    """The bench over a data folder, with this department, year and indicator chosen.

    Without them the first department, its last year, its first indicator. Raises AuditError with
    the nearest name for one that is not there.
    """
    choices = Choices(Shelf(Path(data_dir), rulepack))
    choices.begin(department, year, indicator)
    return Bench(choices)
