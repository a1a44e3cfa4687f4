"""The tree of a formula: facts, numbers and four operations, evaluated and written from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

PRECEDENCE = {"+": 1, "-": 1, "×": 2, "/": 2}
ATOM = 3

Figures = Mapping[tuple[str, int], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula's tree."""


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A literal; 100% is 1.0 and keeps its text."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A fact in the year of the assessment (shift 0) or the year before (shift -1)."""

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
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Binary):
        yield from names_in(node.left)
        yield from names_in(node.right)


def expand(
    node: Node, definitions: Mapping[str, Rooted], within: tuple[str, ...], shift: int = 0
) -> Node:
    match node:
        case Binary(operator, left, right):
            return Binary(
                operator,
                expand(left, definitions, within, shift),
                expand(right, definitions, within, shift),
            )
        case Name(fact, own, text) if fact in definitions and fact not in within:
            return expand(definitions[fact].root, definitions, (*within, fact), shift + own)
        case Name(fact, own, text):
            return Name(fact, own + shift, text)
        case _:
            return node


def denominators(node: Node) -> Iterator[Node]:
    if isinstance(node, Binary):
        yield from denominators(node.left)
        yield from denominators(node.right)
        if node.operator == "/":
            yield node.right


def evaluate(
    node: Node,
    figures: Figures,
    bases: list[NDArray[np.float64]],
) -> NDArray[np.float64] | float:
    match node:
        case Number(value, _):
            return value
        case Name(fact, shift, _):
            return figures[fact, shift]
        case Binary(operator, left, right):
            a, b = evaluate(left, figures, bases), evaluate(right, figures, bases)
            match operator:
                case "+":
                    return a + b
                case "-":
                    return a - b
                case "×":
                    return a * b
                case _:
                    base = np.asarray(b, dtype=np.float64)
                    bases.append(base)
                    # NaN and not infinity, so that 1/(x/0) stays without a value too.
                    return a / np.where(base == 0.0, np.nan, base)
    raise TypeError(node)


@dataclass(frozen=True, slots=True)
class Notation:
    open: str
    close: str
    operators: Mapping[str, str]
    number: Callable[[Number], str]


PRINTED = Notation("（", "）", {o: o for o in PRECEDENCE}, lambda n: n.text)
EXCEL = Notation("(", ")", {**{o: o for o in PRECEDENCE}, "×": "*"}, lambda n: repr(n.value))


def write(node: Node, show: Callable[[Name], str], notation: Notation, outer: int = 0) -> str:
    """The tree as text, with brackets only where precedence or left association needs them."""
    match node:
        case Number():
            return notation.number(node)
        case Name():
            return show(node)
        case Binary(operator, left, right):
            level = PRECEDENCE[operator]
            text = (
                write(left, show, notation, level)
                + notation.operators[operator]
                + write(right, show, notation, level + 1)
            )
            return f"{notation.open}{text}{notation.close}" if level < outer else text
    raise TypeError(node)


def dated(name: Name) -> str:
    return {0: "", -1: "上年度"}[name.shift] + name.fact if name.shift in (0, -1) else name.text
