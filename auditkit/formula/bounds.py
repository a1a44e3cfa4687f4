"""How far rounded figures leave the value of a formula open: interval arithmetic with slopes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from auditkit.formula.tolerance import BITS
from auditkit.formula.tree import Binary, Name, Node, Number

Key = tuple[str, int]
Range = tuple[float, float]
Box = Mapping[Key, Range]
EVERYTHING = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class _Spread:
    """The range of a value over a box, and of its slope in each fact that it depends on."""

    range: Range
    slopes: Mapping[Key, Range]


class _Unbounded(Exception):
    """A base may be zero, or a bound is beyond floating point."""


def bounds(root: Node, box: Box) -> Range:
    """A range that holds every value of the formula over the box, as narrow as can be told.

    Where the value only rises or only falls in each fact, the range is exact.
    """
    if not all(math.isfinite(end) for range_ in box.values() for end in range_):
        return EVERYTHING
    try:
        slopes = _spread(root, box).slopes
        lowest = {key: _end(box[key], slope, 0) for key, slope in slopes.items()}
        highest = {key: _end(box[key], slope, 1) for key, slope in slopes.items()}
        return _enclosure(root, lowest)[0], _enclosure(root, highest)[1]
    except _Unbounded:
        return EVERYTHING


def _end(range_: Range, slope: Range, side: int) -> Range:
    """The end of a fact's range at which the value is lowest (0) or highest (1), if it is known."""
    if slope[0] >= 0:
        return range_[side], range_[side]
    if slope[1] <= 0:
        return range_[1 - side], range_[1 - side]
    return range_


def _enclosure(root: Node, box: Box) -> Range:
    """The narrower of two ranges that both hold every value: by arithmetic and by the slopes."""
    whole = _spread(root, box)
    low, high = whole.range
    if all(a == b for a, b in box.values()):
        return low, high
    middle = {key: ((a + b) / 2, (a + b) / 2) for key, (a, b) in box.items()}
    reach = sum(
        max(map(abs, slope)) * (box[key][1] - box[key][0]) / 2
        for key, slope in whole.slopes.items()
    )
    if not math.isfinite(reach):
        return low, high
    centre = _spread(root, middle).range
    return max(low, centre[0] - reach), min(high, centre[1] + reach)


def _spread(node: Node, box: Box) -> _Spread:
    match node:
        case Number(value, _):
            return _Spread((value, value), {})
        case Name(fact, shift, _):
            return _Spread(box[fact, shift], {(fact, shift): (1.0, 1.0)})
        case Binary(operator, left, right):
            a, b = _spread(left, box), _spread(right, box)
            match operator:
                case "+":
                    spread = _sum(a, b)
                case "-":
                    spread = _sum(a, _scaled(b, (-1.0, -1.0)))
                case "×":
                    spread = _product(a, b)
                case _:
                    spread = _quotient(a, b)
            if not all(map(math.isfinite, spread.range)):
                raise _Unbounded
            return spread
    raise TypeError(node)


def _sum(a: _Spread, b: _Spread) -> _Spread:
    # What cancels leaves binary noise, which must not keep a base away from zero.
    noise = BITS * (max(map(abs, a.range)) + max(map(abs, b.range)))
    low, high = _plus(a.range, b.range)
    return _Spread((low - noise, high + noise), _added(a.slopes, b.slopes))


def _product(a: _Spread, b: _Spread) -> _Spread:
    slopes = _added(_scaled(a, b.range).slopes, _scaled(b, a.range).slopes)
    return _Spread(_times(a.range, b.range), slopes)


def _quotient(a: _Spread, b: _Spread) -> _Spread:
    low, high = b.range
    if low <= 0 <= high or not math.isfinite(1 / low) or not math.isfinite(1 / high):
        raise _Unbounded
    inverse = (1 / high, 1 / low)
    value = _times(a.range, inverse)
    # (a/b)' = (a' − a/b·b') / b
    change = _added(a.slopes, _scaled(b, (-value[1], -value[0])).slopes)
    return _Spread(value, {key: _times(slope, inverse) for key, slope in change.items()})


def _scaled(a: _Spread, factor: Range) -> _Spread:
    slopes = {key: _times(slope, factor) for key, slope in a.slopes.items()}
    return _Spread(_times(a.range, factor), slopes)


def _added(a: Mapping[Key, Range], b: Mapping[Key, Range]) -> dict[Key, Range]:
    return {key: _plus(a.get(key, (0.0, 0.0)), b.get(key, (0.0, 0.0))) for key in {**a, **b}}


def _plus(a: Range, b: Range) -> Range:
    return a[0] + b[0], a[1] + b[1]


def _times(a: Range, b: Range) -> Range:
    ends = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    return min(ends), max(ends)
