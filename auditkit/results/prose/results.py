"""The results of a run, asked for figures: each answer is a text that knows its origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditkit.results.prose.origin import found
from auditkit.results.prose.parts import Part


@dataclass(frozen=True)
class Results:
    """What 结果.json holds; nobody changes it, so that what was found once stays found."""

    record: Mapping[str, Any]
    _found: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def figure(self, origin: str) -> Part:
        """The figure of that origin, as printed. Raises KeyError where there is none."""
        return Part(self._of(origin), origin)

    def text(self, origin: str, *, own: bool = False) -> Part:
        """A text of the results, as it stands there."""
        return Part(self._of(origin), origin, own)

    def _of(self, origin: str) -> str:
        if (known := self._found.get(origin)) is None:
            known = self._found[origin] = found(self.record, origin)
        return known

    def count(self, of: str, where: str = "", unit: str = "项") -> Part:
        """How many rows of a list fit: `where` is name=value|value;name!=value."""
        return self.figure(f"{of}[{where}].count:{unit}")

    def number(self, of: str, where: str = "") -> int:
        """The same, to decide by."""
        return int(self.count(of, where, "").text.replace(",", ""))

    def has(self, origin: str) -> bool:
        """Whether there is a figure of that origin."""
        try:
            self._of(origin)
        except (KeyError, IndexError, TypeError):
            return False
        return True

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """A list of the results."""
        listed: list[Mapping[str, Any]] = self.record[name]
        return listed
