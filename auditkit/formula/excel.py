"""What guards a formula in a spreadsheet: the tests for bases that are zero or negative."""

from __future__ import annotations

from collections.abc import Callable

from auditkit.formula.tolerance import BITS
from auditkit.formula.tree import (
    EXCEL,
    Binary,
    Name,
    Node,
    Number,
    denominators,
    may_cancel,
    write,
)

Show = Callable[[Name], str]


def zero_tests(root: Node, show: Show) -> list[list[str]]:
    """Tests whether a base is zero, as `evaluate` calls it zero.

    The tests of one list may be computed together; a later list only where none before it holds,
    for its bases divide by those.
    """
    together: list[str] = []
    apart: list[list[str]] = []
    for base in dict.fromkeys(denominators(root)):
        test = _zero_test(base, show)
        if any(True for _ in denominators(base)):
            apart.append([test])
        else:
            together.append(test)
    return [tests for tests in (together, *apart) if tests]


def negative_tests(root: Node, show: Show) -> list[str]:
    """Tests whether a base is below zero, to be computed where none is zero."""
    return [f"{write(base, show, EXCEL)}<0" for base in dict.fromkeys(denominators(root))]


def _zero_test(base: Node, show: Show) -> str:
    value = write(base, show, EXCEL)
    if not may_cancel(base):
        return f"{value}=0"
    return f"ABS({value})<={BITS:.15G}*({_growth(base, show)})"


def _growth(node: Node, show: Show) -> str:
    """How far rounding errors may grow in a node, as `evaluate` counts them."""
    size = f"ABS({write(node, show, EXCEL)})"
    if not isinstance(node, Binary):
        return write(node, show, EXCEL) if isinstance(node, Number) else size
    left, right = (f"ABS({write(part, show, EXCEL)})" for part in (node.left, node.right))
    a, b = _growth(node.left, show), _growth(node.right, show)
    match node.operator:
        case "+" | "-":
            return f"{a}+{b}+{size}"
        case "×":
            return f"{left}*({b})+{right}*({a})+{size}"
        case _:
            return f"({a}+{size}*({b}))/{right}+{size}"
