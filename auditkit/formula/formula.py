"""Formulas over facts, in the notation in which the forms print them.

The printed text is parsed once into an immutable tree. The value, the facts needed, the text, the
text with figures and the Excel formula are all read off that tree; nothing else knows the sums.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from auditkit.display import mimebundle
from auditkit.errors import AuditError, nearest
from auditkit.formula.bounds import bounds
from auditkit.formula.excel import negative_tests, zero_tests
from auditkit.formula.notation import Parser, read_name, vocabulary
from auditkit.formula.tree import (
    EXCEL,
    PRINTED,
    Figures,
    Name,
    Node,
    Value,
    dated,
    denominators,
    evaluate,
    evaluate_one,
    expand,
    is_rate,
    names_in,
    write,
)

__all__ = ["Formula", "Lookup", "Values", "parse_formula", "read_name", "vocabulary"]

Lookup = Callable[[str, int], NDArray[np.float64] | float]
"""Gives the figure of a fact name in the year shifted by 0, -1 …; NaN where it is missing."""


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
        return "%" if is_rate(self.root) else ""

    def expanded(self, definitions: Mapping[str, Formula]) -> Formula:
        """The same formula with defined names (人均公用经费) replaced by what defines them."""
        return Formula(self.name, self.text, expand(self.root, definitions, ()))

    def __call__(self, figures: Mapping[str, float] | None = None, /, **more: float) -> float:
        """The value for these figures, rates as fractions; NaN where a base is 0.

        Figures go by their printed names, last year's with 上年度 before them. Raises AuditError
        naming what is missing, or what the formula does not hold with the nearest name.

        >>> parse_formula("预算执行数/预算数×100%")(预算执行数=95, 预算数=100)
        0.95
        >>> parse_formula("（本年度X-上年度X）/上年度X×100%")({"X": 110, "上年度X": 100})
        0.1
        """
        names = {fact: fact for fact, _ in self.facts}
        given = {
            read_name(name, names): value for name, value in {**(figures or {}), **more}.items()
        }
        if strange := [name for name, shift in given if (name, shift) not in self.facts]:
            close = nearest(strange[0], names)
            hint = f"，是否为“{close}”" if close else ""
            raise AuditError(f"算式“{self.text}”里没有“{strange[0]}”{hint}。")
        if absent := [key for key in self.facts if key not in given]:
            wanted = "、".join(dated(Name(fact, shift, "")) for fact, shift in absent)
            raise AuditError(f"算式“{self.text}”还缺少{wanted}。")
        return float(self.evaluate(lambda name, shift: given[name, shift]).value)

    def evaluate(self, lookup: Lookup) -> Values:
        """The value for any number of departments and years at once.

        A missing fact (NaN, or no finite number) gives no value; so does a zero denominator, which
        is told apart. A value beyond floating point is none either, and counts as missing.
        """
        given = {key: lookup(*key) for key in self.facts}
        if (one := _of_one(self.root, given)) is not None:
            return one.values
        figures = {key: np.asarray(value, dtype=np.float64) for key, value in given.items()}
        bases: list[NDArray[np.float64]] = []
        value = np.asarray(_quietly(self.root, figures, bases))
        known = np.isfinite(value)
        for figure in figures.values():
            known &= np.isfinite(figure)
        missing, zero, negative = ~known, np.zeros_like(known), np.zeros_like(known)
        for base in bases:
            zero |= base == 0
            negative |= base < 0
        if zero.any():
            for figure in figures.values():
                zero &= np.isfinite(figure)
            missing &= ~zero
        negative &= known
        value = np.where(known, value, np.nan)
        return Values(value, missing, zero, negative)

    def bases(self, lookup: Lookup) -> list[tuple[str, float]]:
        """Each denominator as printed, with what it comes to for one set of figures."""
        given = {key: lookup(*key) for key in self.facts}
        bases: list[NDArray[np.float64]] | list[float] = []
        if (one := _of_one(self.root, given)) is not None:
            bases = one.bases
        else:
            figures = {key: np.asarray(value, dtype=np.float64) for key, value in given.items()}
            _quietly(self.root, figures, bases := [])
        printed = (write(node, dated, PRINTED) for node in denominators(self.root))
        return [(text, float(base)) for text, base in zip(printed, bases, strict=True)]

    def interval(
        self, lookup: Callable[[str, int], float], half_step: Callable[[str, int], float]
    ) -> tuple[float, float]:
        """Bounds of the values that figures within ± their half step allow, NaN if there are none.

        Exact where the value only rises or only falls in each figure, else rather too wide than
        too narrow; infinite in both directions where a base may be zero.
        """
        value = float(self.evaluate(lookup).value)
        steps = {key: abs(half_step(*key)) for key in self.facts}
        figures = {key: float(lookup(*key)) for key in self.facts}
        if not all(map(math.isfinite, figures.values())) or not any(steps.values()):
            return value, value
        low, high = bounds(
            self.root,
            {key: (figures[key] - step, figures[key] + step) for key, step in steps.items()},
        )
        return (low, high) if math.isnan(value) else (min(low, value), max(high, value))

    def with_figures(self, show: Callable[[str, int], str]) -> str:
        """The formula with `show(name, shift)` for each fact, negative figures in brackets."""

        def shown(name: Name) -> str:
            text = show(name.fact, name.shift)
            alone = name is self.root or not text.startswith(("-", "−", "－"))
            return text if alone else f"（{text}）"

        return write(self.root, shown, PRINTED)

    def to_excel(self, cell: Callable[[str, int], str]) -> str:
        """The arithmetic as an Excel expression over `cell(name, shift)`, without the =."""
        return write(self.root, lambda n: cell(n.fact, n.shift), EXCEL)

    def excel_guards(self, cell: Callable[[str, int], str]) -> tuple[list[list[str]], list[str]]:
        """The Excel tests for a zero and for a negative base; see `auditkit.formula.excel`."""

        def show(name: Name) -> str:
            return cell(name.fact, name.shift)

        return zero_tests(self.root, show), negative_tests(self.root, show)

    def __str__(self) -> str:
        return write(self.root, dated, PRINTED)

    def __repr__(self) -> str:
        return f"<Formula {self.name}: {self.text}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)


@dataclass(frozen=True, slots=True)
class _One:
    """What a formula comes to for one department and year, and whether all figures are there."""

    value: float
    bases: list[float]
    known: bool

    @property
    def values(self) -> Values:
        negative = self.known and any(base < 0 for base in self.bases)
        value = self.value if self.known else math.nan
        flags = (np.asarray(flag) for flag in (not self.known, False, negative))
        return Values(np.asarray(value), *flags)


def _of_one(
    root: Node, given: Mapping[tuple[str, int], NDArray[np.float64] | float]
) -> _One | None:
    """The formula over plain numbers; None for what is left to arrays."""
    figures: dict[tuple[str, int], float] = {}
    for key, figure in given.items():
        if type(figure) is not float:
            return None
        figures[key] = figure
    bases: list[float] = []
    try:
        value = evaluate_one(root, figures, bases)
    except ZeroDivisionError:
        return None
    return _One(value, bases, all(map(math.isfinite, (value, *figures.values()))))


def _quietly(root: Node, figures: Figures, bases: list[NDArray[np.float64]]) -> Value:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return evaluate(root, figures, bases)


def parse_formula(
    text: str,
    name: str = "",
    known: Mapping[str, str] | None = None,
    whole: Collection[str] = (),
) -> Formula:
    """The formula printed as `text`; `known` maps each admissible name to its canonical one.

    Only + - × ÷ / brackets, numbers and names of facts are admitted. Without `known` any name is;
    a name among `known` or `whole` may even hold such signs (预算数（调整后）, R&D经费).
    本年度X, 上年度X and 前年度X select the year of X, unless the whole is itself a known name.
    Raises FormulaError with the place and the nearest known name; for what is too long as well.

    >>> parse_formula("[（本年度X-上年度X）/上年度X]×100%").facts
    (('X', 0), ('X', -1))
    """
    names = None if known is None else tuple(known.items())
    return _parser(names, tuple(whole))(text, name)


@lru_cache(maxsize=64)
def _parser(
    known: tuple[tuple[str, str], ...] | None, whole: tuple[str, ...]
) -> Callable[[str, str], Formula]:
    """How texts are read with one vocabulary: the same text is parsed once."""
    names = None if known is None else dict(known)

    @lru_cache(maxsize=1024)
    def parsed(text: str, name: str) -> Formula:
        parser = Parser(text, names, whole)
        root = parser.sum()
        parser.expect_end()
        return Formula(name, text.strip(), root)

    return parsed
