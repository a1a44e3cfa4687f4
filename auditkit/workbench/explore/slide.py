"""A slider over the values of one thing that an assumption moves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from auditkit.audit.flips import Flips
from auditkit.workbench.explore.live import marked


@dataclass
class Slide:
    """A slider from `low` to `high`, at what is assumed already or at the present value.

    A missing figure has a box to tick before its slider moves. A browser gives a value back as
    its steps print it: at the step nearest to the present value nothing is assumed.
    """

    about: Flips
    assumed: float | None = None
    slider: Any = field(init=False)
    filled: Any = field(init=False)

    def __post_init__(self) -> None:
        about, known = self.about, not math.isnan(self.about.now)
        start = about.now if self.assumed is None else self.assumed
        ends = [about.low, about.high, *([about.now] if known else [])]
        self.slider = widgets.FloatSlider(
            value=self._printed(about.low if math.isnan(start) else start),
            min=self._printed(min(ends)),
            max=self._printed(max(ends)),
            step=round(about.step * self._scale, 6),
            description=_label(about),
            readout_format=",.0f" if about.step == 1 else ",.2f",
            disabled=not known and self.assumed is None,
            layout=widgets.Layout(width="44rem"),
            style={"description_width": "20rem"},
        )
        marked(self.slider, f"ak-whatif-{about.control.kind}")
        self.filled = widgets.Checkbox(
            description="假设填入", indent=False, value=self.assumed is not None
        )
        marked(self.filled, "ak-whatif-fill")

    @property
    def box(self) -> widgets.Widget:
        """The control."""
        known = not math.isnan(self.about.now)
        return self.slider if known else widgets.HBox([self.slider, self.filled])

    @property
    def value(self) -> float | None:
        """What is assumed, None where it is what is there."""
        # The browser sends 16724.120000000003 back for 16724.12.
        here = round(self.slider.value, 6)
        if self.slider.disabled or here == self._printed(self.about.now):
            return None
        return float(round(here / self._scale, 9))

    def follow(self, heard: Callable[[float | None], None]) -> None:
        """Call with the value whenever it moves."""

        def moved(_: object) -> None:
            heard(self.value)

        def ticked(_: object) -> None:
            self.slider.disabled = not self.filled.value
            moved(None)

        self.slider.observe(moved, "value")
        self.filled.observe(ticked, "value")

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
