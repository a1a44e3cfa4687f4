"""The what-if controls: every move of one shows score, grade and the next flip at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import ipywidgets as widgets

from auditkit.audit.audit import Audit
from auditkit.audit.flips import Control, Flips, figures_of, flips
from auditkit.audit.scenario import Scenario
from auditkit.audit.whatif import HYPOTHETICAL
from auditkit.errors import AuditError
from auditkit.formula.target import parse_target
from auditkit.rules.scoringrules import JUDGEMENT, QUANTITY, JudgementRule, QuantityRule
from auditkit.show.markup import joined, tag
from auditkit.wording import short_value
from auditkit.workbench.explore.choices import Choices
from auditkit.workbench.explore.live import heading, marked, told
from auditkit.workbench.explore.scenariobox import ScenarioBox
from auditkit.workbench.explore.slide import Slide
from auditkit.workbench.explore.tables import changes, score_line

_Key = TypeVar("_Key")
_Said = TypeVar("_Said")


def _rules(
    label: str, known: Mapping[str, QuantityRule] | Mapping[str, JudgementRule]
) -> widgets.Dropdown:
    options = [("按规则包", ""), *((rule.label, name) for name, rule in known.items())]
    box = widgets.Dropdown(description=label, options=options, layout=widgets.Layout(width="22rem"))
    box.style.description_width = "6rem"
    return box


@dataclass
class WhatIfBox:
    """Sliders for the chosen indicator's target, weight and figures, and the scoring rules.

    Assumptions on other indicators stay until they are taken back.
    """

    choices: Choices
    assumed: Scenario = field(default_factory=Scenario)
    rows: widgets.VBox = field(default_factory=widgets.VBox)
    quantity: Any = field(default_factory=lambda: _rules("定量规则", QUANTITY))
    judgement: Any = field(default_factory=lambda: _rules("定性规则", JUDGEMENT))
    undo: Any = field(
        default_factory=lambda: marked(
            widgets.Button(description="撤销一步", icon="undo", disabled=True), "ak-undo"
        )
    )
    reset: Any = field(
        default_factory=lambda: widgets.Button(description="恢复原值", icon="eraser")
    )
    score: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-score"))
    flip: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-flip"))
    result: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-whatif-result"))
    _moved: Control | None = None
    _spans: dict[Control, tuple[float, float]] = field(default_factory=dict)
    _quiet: bool = False
    _before: list[Scenario] = field(default_factory=list)
    _sliding: Control | None = None

    def begin(self) -> widgets.VBox:
        """Offer controls for what is chosen, and follow the choices from then on."""
        self.choices.when_audit(self._begin_anew)
        self.choices.when_indicator(self._offer)
        self.quantity.observe(lambda _: self._rules_chosen(), "value")
        self.judgement.observe(lambda _: self._rules_chosen(), "value")
        self.undo.on_click(lambda _: self.take_back())
        self.reset.on_click(lambda _: self.clear())
        self._begin_anew()
        rules = widgets.HBox([self.quantity, self.judgement])
        kept = ScenarioBox(self.choices, lambda: self.assumed, self.assume_all).begin()
        back = widgets.HBox([self.undo, self.reset])
        shown = [self.rows, self.score, self.flip, self.result]
        parts = [heading(HYPOTHETICAL), rules, back, kept, *shown]
        return marked(widgets.VBox(parts), "ak-whatif")

    def clear(self) -> None:
        """Take every assumption back; that too can be undone."""
        self.assume_all(Scenario())

    def assume_all(self, scenario: Scenario) -> None:
        """These assumptions instead of those made so far."""
        self._note()
        self._put(scenario)

    def take_back(self) -> None:
        """The assumptions as they were one step before: a whole slide of a slider is one."""
        while self._before:
            before = self._before.pop()
            # the same value typed once more is no step
            if before != self.assumed:
                self._put(before)
                return
        self.undo.disabled = True

    def _begin_anew(self) -> None:
        """Another department or year: nothing is assumed of it, and nothing to be undone."""
        self._before.clear()
        self._put(Scenario())

    def _note(self, sliding: Control | None = None) -> None:
        """Keep the assumptions as they are, unless the same slider goes on moving."""
        if sliding is None or sliding != self._sliding:
            self._before.append(self.assumed.copy())
        self._sliding = sliding
        self.undo.disabled = False

    def _put(self, scenario: Scenario) -> None:
        self.assumed, self._sliding = scenario.copy(), None
        self._quiet = True
        self.quantity.value = scenario.quantity or ""
        self.judgement.value = scenario.judgement or ""
        self._quiet = False
        self.undo.disabled = not self._before
        self._offer()

    def _rules_chosen(self) -> None:
        if self._quiet:
            return
        self._note()
        self.assumed.quantity = self.quantity.value or None
        self.assumed.judgement = self.judgement.value or None
        self._renew()

    def _offer(self) -> None:
        """Controls for the chosen indicator."""
        audit, name = self.choices.audit, self.choices.indicator.value
        if audit is None or name is None:
            self.rows.children = ()
            return
        controls = [Control("target", name), Control("weight", name), *figures_of(audit, name)]
        self._moved = controls[2] if len(controls) > 2 else controls[0]
        rows = [row for control in controls if (row := self._row(audit, control))]
        self.rows.children = (heading(f"“{name}”"), *rows)
        self._renew()

    def _row(self, audit: Audit, control: Control) -> widgets.Widget | None:
        try:
            about = flips(audit, control)
        except AuditError:
            # A date cannot be moved along a slider.
            return None
        self._spans[control] = (about.low, about.high)
        slide = Slide(about, self._assumed(control))
        slide.follow(
            lambda value: self._assume(about, value, sliding=True),
            lambda value: self._assume(about, value, sliding=False),
        )
        return slide.box

    def _assumed(self, control: Control) -> float | None:
        """What is assumed of a control already."""
        match control.kind:
            case "figure":
                return self.assumed.figures.get((control.name, control.year))
            case "weight":
                return self.assumed.weights.get(control.name)
            case _:
                return parse_target(self.assumed.targets.get(control.name, "")).value

    def _assume(self, about: Flips, value: float | None, *, sliding: bool) -> None:
        """Note the value of a control, and show what follows; None takes the assumption back."""
        control, name = about.control, about.control.name
        self._note(control if sliding else None)
        match control.kind:
            case "figure":
                _note(self.assumed.figures, (name, control.year), value)
            case "weight":
                _note(self.assumed.weights, name, value)
            case _:
                text = "" if value is None else short_value(value, about.unit).replace(",", "")
                _note(self.assumed.targets, name, f"{about.sign}{text}" if text else None)
        self._moved = control
        self._renew()

    def _renew(self) -> None:
        """Show what follows from the assumptions."""
        audit = self.choices.audit
        if audit is None or self._quiet:
            return
        try:
            after = self.assumed.under(audit)
            span = self._spans.get(self._moved) if self._moved else None
            found = flips(after, self._moved, span) if self._moved else None
        except AuditError as error:
            # What stood there was true of other assumptions.
            self.score.value = self.flip.value = ""
            self.result.value = told(error)
            return
        self.score.value = tag("div", score_line(audit, after), class_="ak")
        lines = found.sentences if found else []
        self.flip.value = tag("div", *(tag("p", line) for line in lines), class_="ak")
        said = [tag("li", line) for line in self.assumed.said(audit)]
        listed = tag("ul", *said, class_="ak-list") if said else tag("p", "尚未作任何假设。")
        table = changes(audit, after).html if said else ""
        self.result.value = joined(tag("div", listed, class_="ak")) + table


def _note(noted: dict[_Key, _Said], key: _Key, said: _Said | None) -> None:
    noted.pop(key, None)
    if said is not None:
        noted[key] = said
