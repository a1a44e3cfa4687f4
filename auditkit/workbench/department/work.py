"""What a person sees while something is being done: which step, and for how many seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from auditkit.show.markup import tag
from auditkit.workbench.explore.live import marked

_EVERY = 0.5
"""Seconds between two signs of life."""
_STEPS = 20


@dataclass
class Work:
    """A moving bar and a line; both are empty while nothing is done."""

    bar: Any = field(
        default_factory=lambda: widgets.IntProgress(
            max=_STEPS, layout=widgets.Layout(width="12rem", visibility="hidden")
        )
    )
    line: Any = field(default_factory=lambda: marked(widgets.HTML(), "ak-work"))

    @property
    def box(self) -> widgets.HBox:
        """Both side by side."""
        return widgets.HBox([self.bar, self.line])

    @contextmanager
    def on(self, doing: str) -> Iterator[None]:
        """Show that `doing` is going on until the block ends, however it ends."""
        done = threading.Event()
        begun = time.monotonic()

        def told() -> None:
            passed = int(time.monotonic() - begun)
            self.bar.value = (self.bar.value + 1) % (_STEPS + 1)
            self.line.value = str(tag("span", f"{doing}……已用{passed}秒", role="status"))

        def tick() -> None:
            while not done.wait(_EVERY):
                told()

        self.bar.value, self.bar.layout.visibility = 0, "visible"
        told()
        ticking = threading.Thread(target=tick, daemon=True)
        ticking.start()
        try:
            yield
        finally:
            done.set()
            ticking.join()
            self.bar.layout.visibility, self.line.value = "hidden", ""
