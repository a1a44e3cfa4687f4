"""The four choices, department to indicator; each offers what the one before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from auditkit.audit.audit import Audit
from auditkit.audit.whatif import indicator_named
from auditkit.errors import AuditError
from auditkit.workbench.explore.live import marked, told
from auditkit.workbench.explore.shelf import Shelf
from auditkit.workbench.explore.tables import levels, of_level

Heard = Callable[[], None]


def _list(label: str, name: str, width: str) -> Any:
    box = widgets.Dropdown(description=label, layout=widgets.Layout(width=width))
    box.style.description_width = "3.5rem"
    return marked(box, name)


@dataclass
class Choices:
    """Drop-down lists over a shelf; `audit` is None where the chosen year cannot be opened."""

    shelf: Shelf
    audit: Audit | None = None
    department: Any = field(default_factory=lambda: _list("部门", "ak-department", "22rem"))
    year: Any = field(default_factory=lambda: _list("年度", "ak-year", "10rem"))
    level: Any = field(default_factory=lambda: _list("一级", "ak-level", "14rem"))
    indicator: Any = field(default_factory=lambda: _list("指标", "ak-indicator", "22rem"))
    problem: widgets.HTML = field(default_factory=widgets.HTML)
    _on_audit: list[Heard] = field(default_factory=list)
    _on_indicator: list[Heard] = field(default_factory=list)
    _busy: bool = False

    def begin(self, department: str, year: int, indicator: str = "") -> None:
        """Offer what there is, choose these, and listen from then on."""
        name, chosen = self.shelf.chosen(department, year)
        self.department.options = list(self.shelf.years)
        self.department.value = name
        self._offer_years(chosen)
        self._open()
        if indicator and self.audit is not None:
            self.indicator.value = indicator_named(self.audit, indicator)
        self.department.observe(lambda _: self._department_chosen(), "value")
        self.year.observe(lambda _: self._year_chosen(), "value")
        self.level.observe(lambda _: self._level_chosen(), "value")
        self.indicator.observe(lambda _: self._told(self._on_indicator), "value")

    @property
    def box(self) -> widgets.VBox:
        """The controls."""
        rows = [
            widgets.HBox([self.department, self.year]),
            widgets.HBox([self.level, self.indicator]),
        ]
        return widgets.VBox([*rows, self.problem])

    def when_audit(self, heard: Heard) -> None:
        """Call when another department or year is open."""
        self._on_audit.append(heard)

    def when_indicator(self, heard: Heard) -> None:
        """Call when another 一级指标 or indicator is chosen."""
        self._on_indicator.append(heard)

    def _department_chosen(self) -> None:
        if not self._busy:
            self._quietly(lambda: self._offer_years(self.year.value))
            self._year_chosen()

    def _year_chosen(self) -> None:
        if not self._busy and self.year.value is not None:
            self._quietly(self._open)
            self._told(self._on_audit)

    def _level_chosen(self) -> None:
        if not self._busy:
            self._quietly(self._offer_indicators)
            self._told(self._on_indicator)

    def _told(self, heard: list[Heard]) -> None:
        if not self._busy:
            for hear in heard:
                hear()

    def _quietly(self, change: Heard) -> None:
        """Change several lists before anybody hears of the first."""
        self._busy = True
        try:
            change()
        finally:
            self._busy = False

    def _offer_years(self, wanted: int | None) -> None:
        years = self.shelf.years[self.department.value]
        self.year.options = years
        self.year.value = wanted if wanted in years else years[-1]

    def _open(self) -> None:
        try:
            self.audit = self.shelf.audit(self.department.value, self.year.value)
            self.problem.value = ""
        except AuditError as error:
            self.audit, self.problem.value = None, told(error)
            self.level.options = self.indicator.options = ()
            return
        before, offered = self.level.value, levels(self.audit)
        self.level.options = offered
        self.level.value = before if before in offered else offered[0]
        self._offer_indicators()

    def _offer_indicators(self) -> None:
        if self.audit is None or self.level.value is None:
            return
        names = list(dict.fromkeys(row.name for row in of_level(self.audit, self.level.value)))
        before = self.indicator.value
        self.indicator.options = names
        self.indicator.value = before if before in names else next(iter(names), None)
