"""Formulas over facts, in the notation in which the forms print them.

The printed text is parsed once into an immutable tree. The value, the facts needed, the text, the
text with figures and the Excel formula are all read off that tree; nothing else knows the sums.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from auditkit.formula.notation import Parser, read_name, vocabulary
from auditkit.formula.tree import (
    EXCEL,
    PRINTED,
    Name,
    Node,
    dated,
    denominators,
    evaluate,
    expand,
    names_in,
    write,
)

__all__ = ["Formula", "Lookup", "Values", "parse_formula", "read_name", "vocabulary"]

Lookup = Callable[[str, int], NDArray[np.float64] | float]
"""Gives the figure of a fact name in the year shifted by 0 or -1; NaN where it is missing."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a formula comes to, arrays of one shape: NaN where there is no value, and why not."""

    value: NDArray[np.float64]
    missing: NDArray[np.bool_]
    zero_base: NDArray[np.bool_]
    negative_base: NDArray[np.bool_]
    """A change measured against a negative base has a value, but not the meaning of its sign."""


@dataclass(frozen=True)
class Formula:
    """An arithmetic expression (算式): its name, its text as printed, and its tree."""

    name: str
    text: str
    root: Node

    @property
    def names(self) -> Iterator[Name]:
        """The names of facts from left to right, as often as they stand there."""
        return names_in(self.root)

    @cached_property
    def facts(self) -> tuple[tuple[str, int], ...]:
        """The facts needed as (name, shift), each once, in the order they are printed."""
        return tuple(dict.fromkeys((n.fact, n.shift) for n in names_in(self.root)))

    @cached_property
    def unit(self) -> str:
        """% for what is multiplied by 100 %, else blank."""
        return "%" if re.search(r"100\s*[%％]", self.text) else ""

    def expanded(self, definitions: Mapping[str, Formula]) -> Formula:
        """The same formula with defined names (人均公用经费) replaced by what defines them."""
        return Formula(self.name, self.text, expand(self.root, definitions, ()))

    def evaluate(self, lookup: Lookup) -> Values:
        """The value for any number of departments and years at once.

        A missing fact (NaN) gives no value; so does a zero denominator, which is told apart.
        """
        figures = {key: np.asarray(lookup(*key), dtype=np.float64) for key in self.facts}
        bases: list[NDArray[np.float64]] = []
        with np.errstate(over="ignore", invalid="ignore"):
            value = np.asarray(evaluate(self.root, figures, bases), dtype=np.float64)
        missing = np.zeros(value.shape, dtype=np.bool_)
        for figure in figures.values():
            missing = missing | np.isnan(figure)
        negative = np.zeros(value.shape, dtype=np.bool_)
        for base in bases:
            negative = negative | (base < 0)
        return Values(value, missing, np.isnan(value) & ~missing, negative & ~np.isnan(value))

    def bases(self, lookup: Lookup) -> list[tuple[str, float]]:
        """Each denominator as printed, with what it comes to for one set of figures."""
        figures = {key: np.asarray(lookup(*key), dtype=np.float64) for key in self.facts}
        return [
            (write(node, dated, PRINTED), float(evaluate(node, figures, [])))
            for node in denominators(self.root)
        ]

    def interval(
        self, lookup: Callable[[str, int], float], half_step: Callable[[str, int], float]
    ) -> tuple[float, float]:
        """The lowest and highest value that figures within ± their half step allow, NaN if none.

        A ratio of sums is monotone in each figure while its denominator keeps its sign, so the
        extremes lie on the corners of the box.
        """
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=len(self.facts)))).T
        row = {key: signs[i] for i, key in enumerate(self.facts)}
        corners = self.evaluate(lambda n, s: lookup(n, s) + half_step(n, s) * row[n, s]).value
        return float(corners.min()), float(corners.max())

    def with_figures(self, show: Callable[[str, int], str]) -> str:
        """The formula with `show(name, shift)` standing for each fact."""
        return write(self.root, lambda n: show(n.fact, n.shift), PRINTED)

    def to_excel(self, cell: Callable[[str, int], str]) -> str:
        """The arithmetic as an Excel expression over `cell(name, shift)`, without the =."""
        return write(self.root, lambda n: cell(n.fact, n.shift), EXCEL)

    def __str__(self) -> str:
        return write(self.root, lambda n: dated(n), PRINTED)


def parse_formula(text: str, name: str = "", known: Mapping[str, str] | None = None) -> Formula:
    """The formula printed as `text`; `known` maps each admissible name to its canonical one.

    Only + - × ÷ / brackets, numbers and names of facts are admitted. Without `known` any name is.
    本年度X and 上年度X select the year of X, unless the whole is itself a known name.
    Raises FormulaError with the place and the nearest known name.

    >>> parse_formula("[（本年度X-上年度X）/上年度X]×100%").facts
    (('X', 0), ('X', -1))
    """
    parser = Parser(text, known)
    root = parser.sum()
    parser.expect_end()
    return Formula(name, text.strip(), root)
