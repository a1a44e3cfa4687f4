"""The place to type a formula and see it computed for every department."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from auditkit.audit.trial import typed
from auditkit.audit.whatif import computation_of
from auditkit.errors import AuditError
from auditkit.workbench.explore.choices import Choices
from auditkit.workbench.explore.live import marked, told
from auditkit.workbench.explore.tables import trial_table


def _text(label: str, width: str, hint: str) -> Any:
    # Every key would compute a formula that is not written yet.
    box = widgets.Text(
        description=label,
        placeholder=hint,
        continuous_update=False,
        layout=widgets.Layout(width=width),
    )
    box.style.description_width = "3.5rem"
    return box


@dataclass
class TrialBox:
    """A formula and a target to type; what is wrong with them is said below."""

    choices: Choices
    formula: Any = field(
        default_factory=lambda: marked(
            _text("算式", "44rem", "如（预算执行数/预算数）×100%，按回车试算"), "ak-trial"
        )
    )
    target: Any = field(default_factory=lambda: _text("指标值", "14rem", "可不填，如 ≥95%"))
    take: Any = field(
        default_factory=lambda: widgets.Button(description="取所选指标的算式", icon="arrow-down")
    )
    result: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-trial-result"))

    def begin(self) -> widgets.VBox:
        """Try the chosen indicator's formula, and whatever is typed from then on."""
        self.formula.observe(lambda _: self.compute(), "value")
        self.target.observe(lambda _: self.compute(), "value")
        self.take.on_click(lambda _: self._taken())
        self._taken()
        return widgets.VBox([self.formula, widgets.HBox([self.target, self.take]), self.result])

    def compute(self) -> None:
        """Show the typed formula for every department, or what is wrong with it."""
        text = self.formula.value.strip()
        if not text:
            self.result.value = ""
            return
        try:
            trial = self.choices.shelf.trial(text, self.target.value)
            self.result.value = trial_table(trial).html
        except AuditError as error:
            self.result.value = told(error)

    def _taken(self) -> None:
        audit, indicator = self.choices.audit, self.choices.indicator.value
        if audit is None or indicator is None:
            return
        self.formula.value = typed(computation_of(audit, indicator))
