"""The tree of a formula: facts, numbers and four operations, evaluated and written from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from auditkit.formula.tolerance import BITS

PRECEDENCE = {"+": 1, "-": 1, "×": 2, "/": 2}
ATOM = 3

# The year before last has a word of its own: 上年度上年度X beside 上年度X would be misread.
YEAR_WORDS = {"本年度": 0, "上年度": -1, "前年度": -2, "本年": 0, "上年": -1, "前年": -2}

Figures = Mapping[tuple[str, int], NDArray[np.float64]]
Value = NDArray[np.float64] | float


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula's tree."""


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A literal; 100% is 1.0 and keeps its text, but 100 ％ is the same number."""

    value: float
    text: str

    @property
    def percent(self) -> bool:
        """Whether it was printed with a sign for hundredths or thousandths."""
        return self.text.endswith(("%", "％", "‰"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and (
            (self.value, self.percent) == (other.value, other.percent)
        )

    def __hash__(self) -> int:
        return hash((self.value, self.percent))


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A fact in the year of the assessment (shift 0), the year before (-1), or further back."""

    fact: str
    shift: int
    text: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Name) and (self.fact, self.shift) == (other.fact, other.shift)

    def __hash__(self) -> int:
        return hash((self.fact, self.shift))


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Left operator right, all operators left-associative."""

    operator: str
    left: Node
    right: Node


class Rooted(Protocol):
    """What has a tree."""

    @property
    def root(self) -> Node: ...


def names_in(node: Node) -> Iterator[Name]:
    """The names of facts from left to right."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            yield node
        elif isinstance(node, Binary):
            waiting += (node.right, node.left)


def expand(
    node: Node, definitions: Mapping[str, Rooted], within: tuple[str, ...], shift: int = 0
) -> Node:
    """The tree with defined names replaced by what defines them, in the year that is meant."""
    if isinstance(node, Name):
        if node.fact in definitions and node.fact not in within:
            root = definitions[node.fact].root
            return expand(root, definitions, (*within, node.fact), shift + node.shift)
        return Name(node.fact, node.shift + shift, node.text) if shift else node
    if not isinstance(node, Binary):
        return node
    left = expand(node.left, definitions, within, shift)
    right = expand(node.right, definitions, within, shift)
    if left is node.left and right is node.right:
        return node
    return Binary(node.operator, left, right)


def denominators(node: Node) -> Iterator[Node]:
    """What is divided by, from left to right."""
    if isinstance(node, Binary):
        yield from denominators(node.left)
        yield from denominators(node.right)
        if node.operator == "/":
            yield node.right


def is_rate(node: Node) -> bool:
    """Whether anything in it is multiplied by 100 %."""
    if not isinstance(node, Binary):
        return False
    parts = (node.left, node.right)
    return (node.operator == "×" and Number(1.0, "%") in parts) or any(map(is_rate, parts))


def evaluate(node: Node, figures: Figures, bases: list[NDArray[np.float64]]) -> Value:
    """The value, NaN where a base is zero; `bases` collects them in the order of `denominators`.

    A base that is zero but for binary noise (0.3-0.1-0.2) is zero.
    """
    return _evaluated(node, figures, bases, grown=False)[0]


def _evaluated(
    node: Node, figures: Figures, bases: list[NDArray[np.float64]], *, grown: bool
) -> tuple[Value, Value]:
    """The value and, if `grown`, how far rounding errors may grow in it, in units of 2**-53."""
    match node:
        case Number(number, _):
            return number, abs(number)
        case Name(fact, shift, _):
            figure = figures[fact, shift]
            return figure, np.abs(figure) if grown else 0.0
    if not isinstance(node, Binary):
        raise TypeError(node)
    cancels = node.operator == "/" and may_cancel(node.right)
    a, da = _evaluated(node.left, figures, bases, grown=grown)
    b, db = _evaluated(node.right, figures, bases, grown=grown or cancels)
    value: Value
    growth: Value = 0.0
    match node.operator:
        case "+" | "-":
            value = a + b if node.operator == "+" else a - b
            if grown:
                growth = da + db + np.abs(value)
        case "×":
            value = a * b
            if grown:
                growth = np.abs(a) * db + np.abs(b) * da + np.abs(value)
        case _:
            base = np.asarray(b, dtype=np.float64)
            if cancels:
                noise = (np.abs(base) <= BITS * np.asarray(db)) & np.isfinite(db)
                base = np.where(noise, 0.0, base)
            bases.append(base)
            # NaN and not infinity, so that 1/(x/0) stays without a value too.
            base = np.where(base == 0.0, np.nan, base)
            value = a / base
            if grown:
                growth = (da + np.abs(value) * db) / np.abs(base) + np.abs(value)
    return value, growth


def evaluate_one(node: Node, figures: Mapping[tuple[str, int], float], bases: list[float]) -> float:
    """`evaluate` of one department and year, without the arrays that take ten times as long.

    Raises ZeroDivisionError where a base is zero, or may be but for binary noise: that is left to
    `evaluate`.
    """
    if isinstance(node, Name):
        return figures[node.fact, node.shift]
    if isinstance(node, Number):
        return node.value
    if not isinstance(node, Binary):
        raise TypeError(node)
    a = evaluate_one(node.left, figures, bases)
    b = evaluate_one(node.right, figures, bases)
    match node.operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "×":
            return a * b
    if may_cancel(node.right):
        raise ZeroDivisionError
    bases.append(b)
    return a / b


def may_cancel(node: Node) -> bool:
    """Whether a sum in it may leave binary noise where it should be zero."""
    return isinstance(node, Binary) and (
        node.operator in "+-" or may_cancel(node.left) or may_cancel(node.right)
    )


@dataclass(frozen=True, slots=True)
class Notation:
    """How a tree is written: its signs and brackets."""

    open: str
    close: str
    operators: Mapping[str, str]
    number: Callable[[Number], str]


PRINTED = Notation("（", "）", {o: o for o in PRECEDENCE}, lambda n: n.text)
EXCEL = Notation("(", ")", {**{o: o for o in PRECEDENCE}, "×": "*"}, lambda n: repr(n.value))


def write(node: Node, show: Callable[[Name], str], notation: Notation, outer: int = 0) -> str:
    """The tree as text, with brackets only where precedence or left association needs them.

    Raises TypeError for what is no node of a formula.
    """
    # Asked thousands of times a report: a pattern would take each node apart first.
    if isinstance(node, Name):
        return show(node)
    if isinstance(node, Number):
        return notation.number(node)
    if not isinstance(node, Binary):
        raise TypeError(node)
    level = PRECEDENCE[node.operator]
    left = write(node.left, show, notation, level)
    right = write(node.right, show, notation, level + 1)
    text = left + notation.operators[node.operator] + right
    return f"{notation.open}{text}{notation.close}" if level < outer else text


def dated(name: Name) -> str:
    """The name with the words for its year, as `read_name` reads them."""
    two, one = divmod(-name.shift, 2)
    return "前年度" * two + "上年度" * one + name.fact
