"""A slider over the values of one thing that an assumption moves, and a box to type one in."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from auditkit.audit.flips import Flips
from auditkit.audit.typedvalue import typed_value
from auditkit.errors import AuditError
from auditkit.workbench.explore.live import marked, told

Heard = Callable[[float | None], None]


@dataclass
class Slide:
    """A slider from `low` to `high`, at what is assumed already or at the present value.

    A missing figure has a box to tick before its slider moves. A browser gives a value back as
    its steps print it: at the step nearest to the present value nothing is assumed. What is typed
    counts as it is, between two steps too; what cannot be taken is told and changes nothing.
    """

    about: Flips
    assumed: float | None = None
    slider: Any = field(init=False)
    typed: Any = field(init=False)
    filled: Any = field(init=False)
    said: Any = field(default_factory=lambda: marked(widgets.HTML(), "ak-refused"))
    _exact: float | None = None
    _quiet: bool = False

    def __post_init__(self) -> None:
        about, known = self.about, not math.isnan(self.about.now)
        start = about.now if self.assumed is None else self.assumed
        self._exact = self.assumed
        ends = [about.low, about.high, *([about.now] if known else [])]
        self._low, self._high = min(ends), max(ends)
        self.slider = widgets.FloatSlider(
            value=self._printed(about.low if math.isnan(start) else start),
            min=self._printed(self._low),
            max=self._printed(self._high),
            step=round(about.step * self._scale, 6),
            description=_label(about),
            readout=False,
            disabled=not known and self.assumed is None,
            layout=widgets.Layout(width="38rem"),
            style={"description_width": "20rem"},
        )
        marked(self.slider, f"ak-whatif-{about.control.kind}")
        self.typed = widgets.Text(
            value=self._text,
            continuous_update=False,
            tooltip="可直接输入，如 6,000、6000万元、90%",
            layout=widgets.Layout(width="9rem"),
        )
        marked(self.typed, "ak-typed")
        self.filled = widgets.Checkbox(
            description="假设填入",
            indent=False,
            value=self.assumed is not None,
            layout=widgets.Layout(width="8rem"),
        )
        marked(self.filled, "ak-whatif-fill")

    @property
    def box(self) -> widgets.Widget:
        """The control."""
        known = not math.isnan(self.about.now)
        parts = [self.slider, self.typed, *([] if known else [self.filled]), self.said]
        return widgets.HBox(parts)

    @property
    def value(self) -> float | None:
        """What is assumed, None where it is what is there."""
        if self._exact is not None:
            return self._exact
        # The browser sends 16724.120000000003 back for 16724.12.
        here = round(self.slider.value, 6)
        if self.slider.disabled or here == self._printed(self.about.now):
            return None
        return float(round(here / self._scale, 9))

    def follow(self, heard: Heard, typed: Heard | None = None) -> None:
        """Call `heard` with the value whenever it moves, `typed` for one that was typed."""

        def moved(_: object) -> None:
            if not self._quiet:
                self._exact = None
                self._show(self.slider.value)
                heard(self.value)

        def ticked(_: object) -> None:
            if not self._quiet:
                self.slider.disabled = not self.filled.value
                moved(None)

        def entered(_: object) -> None:
            if not self._quiet and self._taken():
                (typed or heard)(self.value)

        self.slider.observe(moved, "value")
        self.filled.observe(ticked, "value")
        self.typed.observe(entered, "value")

    def _taken(self) -> bool:
        """Whether what was typed is a value that can be tried; else it is told."""
        unit = "分" if self.about.control.kind == "weight" else self.about.unit
        text = self.typed.value.strip().lstrip("≥≤><=±＝")
        try:
            value = typed_value(text, unit, self._low, self._high)
        except AuditError as error:
            self.said.value = told(error)
            self._show(self.slider.value, keep=True)
            return False
        self._exact = None if value == self.about.now else value
        self._quiet = True
        self.slider.disabled, self.filled.value = False, True
        self.slider.value = self._printed(value)
        self._quiet = False
        self._show(value * self._scale)
        return True

    def _show(self, counted: float, *, keep: bool = False) -> None:
        """Print the value that holds into the box; `keep` leaves what was said of another."""
        self._quiet = True
        held = self._exact * self._scale if self._exact is not None else counted
        self.typed.value = "" if self.slider.disabled else self._counted(held)
        self._quiet = False
        if not keep:
            self.said.value = ""

    @property
    def _text(self) -> str:
        if self.slider.disabled:
            return ""
        exact = self._exact
        return self._counted(self.slider.value if exact is None else exact * self._scale)

    def _counted(self, value: float) -> str:
        return f"{value:,.0f}" if self.about.step == 1 else f"{round(value, 6):,.10g}"

    @property
    def _scale(self) -> float:
        rate = self.about.unit == "%" and self.about.control.kind != "weight"
        return 100.0 if rate else 1.0

    def _printed(self, value: float) -> float:
        """The value at the nearest step, as the slider counts."""
        if math.isnan(value):
            return math.nan
        return float(round(round(value / self.about.step) * self.about.step * self._scale, 6))


def _label(about: Flips) -> str:
    unit = "分" if about.control.kind == "weight" else about.unit
    sign = f"{about.sign} " if about.sign else ""
    return f"{about.label}{f'（{sign}{unit}）' if unit or sign else ''}"
