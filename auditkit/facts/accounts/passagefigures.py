"""The amounts that one passage gives of one subject, and whether they bear each other out."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditkit.facts.accounts.figures import Figure
from auditkit.formula.tolerance import OF_A_RATE


@dataclass
class Said:
    """What a passage says of one subject: amounts by role, and rates against the year before.

    `unsure` of a change that stands behind other things: it counts where the rate proves it.
    """

    at: int
    end: int
    figures: dict[str, Figure] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)
    unsure: bool = False
    doubtful: set[str] = field(default_factory=set)

    def put(self, role: str, number: Figure) -> None:
        """Keeps the amount of a role; two that differ make it doubtful."""
        before = self.figures.setdefault(role, number)
        if abs(before.value - number.value) > before.half_step + number.half_step:
            self.doubtful.add(role)

    def sound(self) -> dict[str, Figure]:
        """The amounts that nothing beside them disproves."""
        found = {k: v for k, v in self.figures.items() if k not in self.doubtful}
        now, delta, before = (found.get(k) for k in ("now", "delta", "before"))
        if now and delta and not before:
            change = -delta.value if self.words.get("way") == "减少" else delta.value
            base = now.value - change
            if not self._fits(change, base) or (self.unsure and not self.rates):
                found.pop("delta")
        if now and before:
            change = now.value - before.value
            off = delta and abs(abs(change) - delta.value) > 0.03
            if off or not self._fits(change, before.value):
                found.pop("before")
                found.pop("delta", None)
        return found

    def _fits(self, change: float, base: float) -> bool:
        if not self.rates:
            return True
        if not base:
            return False
        exact = abs(change / base) * 100
        return any(abs(exact - rate) < 0.06 + OF_A_RATE * rate for rate in self.rates)
