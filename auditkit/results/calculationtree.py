"""A formula with its figures as a tree of JSON nodes, each with what it comes to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from auditkit.assessment.yardstick import dimension
from auditkit.files.canonical import Json, number
from auditkit.formula import Formula
from auditkit.formula.tree import Binary, Name, Node, Number, dated, expand
from auditkit.wording import show_value

Leaf = Callable[[str, int], Json]
"""Gives the node of a fact, by name and shift of the year: label, value (None: missing), unit."""

_ROLES = {
    "+": ("加数", "加数"),
    "-": ("被减数", "减数"),
    "×": ("因数", "因数"),
    "/": ("分子", "分母"),
}


def tree(formula: Formula, leaf: Leaf, defined: Mapping[str, Formula], unit: str = "") -> Json:
    """The formula as a tree, its value null where it has none; `unit` is that of the result.

    A node has label, formula, figures, value, shown, unit, and either an operator with children or
    what a leaf has. Terms of one sum are children of one node. The facts that define a name
    (人均公用经费) stand below it.
    """
    # Every node above a fact asks for it again.
    return _Tree(cache(leaf), defined).node(formula.root, formula.name, unit=unit)


def term(label: str, value: float | None, unit: str, **more: object) -> Json:
    """The node of a figure that is computed from nothing here."""
    return {"label": label, **_result(value, unit, "（缺）"), **more}


@dataclass(frozen=True)
class _Tree:
    leaf: Leaf
    defined: Mapping[str, Formula]

    def node(
        self,
        node: Node,
        label: str,
        shift: int = 0,
        within: tuple[str, ...] = (),
        unit: str = "",
        base: float | None = None,
    ) -> Json:
        """`base` is what a denominator counts as, where that differs from its plain value.

        Raises TypeError for what is no node of a formula.
        """
        match node:
            case Number(value, text):
                return {
                    "label": text,
                    "value": value,
                    "shown": text,
                    "unit": "%" if node.percent else "",
                    "number": text,
                }
            case Name(fact, own, _) if fact in self.defined and fact not in within:
                root, said = self.defined[fact].root, dated(Name(fact, own + shift, fact))
                return self.node(root, said, shift + own, (*within, fact), base=base)
            case Name(fact, own, _):
                return self.leaf(fact, own + shift)
            case Binary(operator):
                whole = Formula(label, "", expand(node, self.defined, within, shift))
                value = float(whole.evaluate(self._value).value) if base is None else base
                unit = unit or whole.unit or dimension(whole.root, self._unit)
                return {
                    "label": label,
                    "formula": str(Formula(label, "", node)),
                    "figures": whole.with_figures(self._figure),
                    **_result(value, unit),
                    "operator": operator,
                    "children": self._children(node, whole, shift, within),
                }
        raise TypeError(node)

    def _children(
        self, node: Binary, whole: Formula, shift: int, within: tuple[str, ...]
    ) -> list[Json]:
        if node.operator == "/":
            # Zero but for binary noise is zero as a base; `bases` says so, the plain value may not.
            bases = whole.bases(self._value)
            base = bases[-1][1] if isinstance(whole.root, Binary) else math.nan
            top = self.node(node.left, "分子", shift, within)
            return [top, self.node(node.right, "分母", shift, within, base=base)]
        parts = _terms(node) if node.operator == "+" else [node.left, node.right]
        roles = _ROLES[node.operator]
        return [
            self.node(part, roles[min(place, 1)], shift, within) for place, part in enumerate(parts)
        ]

    def _value(self, name: str, shift: int) -> float:
        value = self.leaf(name, shift)["value"]
        return math.nan if value is None else float(value)

    def _unit(self, name: str) -> str:
        return str(self.leaf(name, 0)["unit"])

    def _figure(self, name: str, shift: int) -> str:
        found = self.leaf(name, shift)
        value = found["value"]
        return "（缺）" if value is None else show_value(value, found["unit"], with_unit=False)


def _result(value: float | None, unit: str, missing: str = "") -> Json:
    known = number(value)
    if known is None:
        shown = missing
    else:
        shown = f"{known:.2f}分" if unit == "分" else show_value(known, unit)
    return {"value": known, "shown": shown, "unit": unit}


def _terms(node: Node) -> list[Node]:
    """The terms of a sum from left to right."""
    if isinstance(node, Binary) and node.operator == "+":
        return [*_terms(node.left), node.right]
    return [node]
