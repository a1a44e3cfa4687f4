"""What a target that was set far too low costs: an option of a pack, over either general rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from auditkit.formula.excelterms import choice, number
from auditkit.formula.tolerance import NOISE
from auditkit.rules.scoringrules import Floats, QuantityRule

_RISING = ("≥", ">")


class TooLow(QuantityRule):
    """A rule that also takes off a share of the weight where a ≥ target was far outdone.

    `beyond` is how far above the target, as a share of it, a value must lie; `minus` is the share
    of the weight that is taken off then. Whether a document asks for it the pack's reference says.
    """

    def __init__(self, rule: QuantityRule, beyond: float, minus: float) -> None:
        self.rule, self.beyond, self.minus = rule, beyond, minus
        told = f"实际值超过指标值{beyond:.0%}以上的，按指标值定得过低扣权重的{minus:.0%}"
        # The rules without options say this of their class; here it depends on the pack.
        for field, said in (
            ("name", rule.name),
            ("label", f"{rule.label}，指标值过低的扣分"),
            ("text", f"{rule.text}；{told}"),
        ):
            object.__setattr__(self, field, said)

    def met(self, sign: str, target: ArrayLike, actual: ArrayLike) -> NDArray[np.bool_]:
        """Met in full, and not by far too much."""
        return self.rule.met(sign, target, actual) & ~self._far(sign, target, actual)

    def met_excel(self, sign: str, target: str, actual: str) -> str:
        """`met` over two cells."""
        met = self.rule.met_excel(sign, target, actual)
        return f"AND({met},NOT({self._far_excel(target, actual)}))" if sign in _RISING else met

    def part(self, sign: str, target: Floats, value: Floats) -> Floats:
        """What the rule gives for a miss; what is left where the target was too low."""
        return np.where(
            self._far(sign, target, value), 1.0 - self.minus, self.rule.part(sign, target, value)
        )

    def part_excel(self, sign: str, target: str, value: str) -> str:
        """`part` over cells."""
        part = self.rule.part_excel(sign, target, value)
        if sign not in _RISING:
            return part
        return choice([(self._far_excel(target, value), number(1.0 - self.minus))], part)

    def _far(self, sign: str, target: ArrayLike, actual: ArrayLike) -> NDArray[np.bool_]:
        goal, value = np.asarray(target, dtype=np.float64), np.asarray(actual, dtype=np.float64)
        if sign not in _RISING:
            return np.zeros(np.broadcast(goal, value).shape, np.bool_)
        return (goal > 0) & (value > goal * (1 + self.beyond) * (1 + NOISE))

    def _far_excel(self, target: str, actual: str) -> str:
        limit = f"{target}*{number(1 + self.beyond)}*{number(1 + NOISE)}"
        return f"AND({target}>0,{actual}>{limit})"
