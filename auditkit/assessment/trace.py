"""From a result back to its cells: the formula, the formula with figures, each figure's source."""

from __future__ import annotations

from dataclasses import dataclass

from auditkit.display import mimebundle
from auditkit.files.grid import Source


@dataclass(frozen=True, slots=True)
class TracedFact:
    """A figure of a formula; `value` is None where it is missing and `source` then too."""

    name: str
    year: int
    value: float | None
    unit: str
    source: Source | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """How one indicator was computed; `result` and `figures` are the text an auditor reads."""

    indicator: str
    name: str
    """What the formula computes: the indicator, or the alternative printed beside it."""
    formula: str
    figures: str
    result: str
    facts: tuple[TracedFact, ...]
    reference: str = ""
    alternative: bool = False

    def __repr__(self) -> str:
        return f"<Trace {self.name}: {self.figures} = {self.result}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)
