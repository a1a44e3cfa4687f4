"""Tie-outs of final accounts: figures that must agree, and whether they do within rounding.

A figure printed to two decimals is known to ±0.005, so a sum of n figures and its printed total
may differ by (n + 1) × 0.005, and two printings of one figure by 0.01. A printed percentage ties
when the interval its printed digits allow meets the interval that its two figures allow.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from auditkit.facts.accounts.tables.figures import Figure, joined, total
from auditkit.facts.printedrates import quotient_bounds, verdict
from auditkit.files.grid import Source
from auditkit.formula.tolerance import SUMS

# Binary fractions must not decide what lies exactly on the bound.

GAP, BASE = "没有读全", "合计本身对不上"
UNCODED = "有的行没有科目编码，分不清级次"
UNSURE, PARTS = "与文字所说的一项同名，文字是否指它不能断定", "的分项文字可能没有说全"
"""Why a failing check is held against nobody: the table was not read whole, the figure that it
divides by is one that the tool itself has found wrong, a row belongs to no known level, the text
may speak of something else of that name, or it may not name every part."""

TEN_THOUSAND = "两数相差一万倍，疑有一处单位应为元"

CODES = {
    "balance": "收入＋年初＝支出＋年末",
    "sum": "分项之和＝合计",
    "tables": "表与表相符",
    "text": "表与文字相符",
    "text-sum": "文字中分项之和＝合计",
    "rate": "印出的百分比＝按印出的金额计算",
    "change": "印出的增减率＝按印出的金额计算",
    "base": "印出的比率有可以相除的基数",
    "part": "部分不大于全部",
}


@dataclass(frozen=True, slots=True)
class TieOut:
    """One check (勾稽关系): `left` as printed, `right` what it must equal, both with their places.

    Amounts are in 万元, rates in percentage points. `difference` is left − right; `ok` says
    whether it lies within `tolerance`, which rounding alone can explain.

    Amounts in 万元. Accounts must be true and exact (预算法第七十五条); that their tables agree
    is this program's convention.
    """

    code: str
    what: str
    left: Figure
    right: Figure
    difference: float
    tolerance: float
    ok: bool
    unit: str = "万元"
    remark: str = ""
    tables: tuple[str, ...] = ()
    """The tables that the check rests on; none where text is compared with text."""

    def __str__(self) -> str:
        if self.code == "base":
            return (
                f"{self.what}：印作{self.left.printed}%（{self.left.source}），"
                f"{self.remark}（{self.right.printed}，{self.right.source}）"
            )
        if self.code == "part" and abs(self.difference) > self.tolerance + SUMS:
            than = "小于" if self.difference < 0 else "大于"
            return (
                f"{self.what}：{self.left.printed}{self.left.unit}（{self.left.source}）{than}"
                f"{self.right.printed}{self.right.unit}（{self.right.source}）{self._apart}；"
                f"{self.remark}"
            )
        verdict = "相符" if not self.difference else "舍入范围内" if self.ok else "不符"
        sign = self.unit
        result = f"＝{_number(self.right.value)}" if self._computed else ""
        units = [side.unit if sign == "万元" else sign for side in (self.left, self.right)]
        behind = (
            f"{units[1]}{result}{sign}" if result and units[1] != sign else f"{result}{units[1]}"
        )
        return (
            f"{self.what}：{self.left.printed}{units[0]}（{self.left.source}）与"
            f"{self.right.printed}{behind}"
            f"（{self.right.source}）{verdict}{self._apart}"
            + (f"；{self.remark}" if self.remark else "")
        )

    @property
    def _apart(self) -> str:
        """How far the sides are apart, and how much of it rounding explains; blank if nothing."""
        if not self.difference:
            return ""
        unit = "个百分点" if self.unit == "%" else self.unit
        allowed = f"（舍入允许{_number(self.tolerance)}{unit}）" if self.tolerance else ""
        return f"，相差{_number(abs(self.difference))}{unit}{allowed}"

    @property
    def _computed(self) -> bool:
        return any(sign in self.right.printed for sign in "＋－÷")


@dataclass(frozen=True, slots=True)
class Blank:
    """A total left blank (合计未填) above parts that are filled in, with the sum of the parts.

    `sum` is None where the table has no row for a total at all.
    """

    what: str
    source: Source
    sum: Figure | None

    def __str__(self) -> str:
        if self.sum is None:
            return f"{self.what}，无法核对"
        return f"{self.what}：合计没有数字，各项相加为{_number(self.sum.value)}万元，无法核对"


@dataclass(slots=True)
class Ties:
    """Collects tie-outs; a check with a missing figure is no check, a blank total is noted."""

    found: list[TieOut] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    gapped: Collection[str] = ()
    """The tables of which a page, a column or a row was not read: they accuse nobody."""
    about: tuple[str, ...] = ()
    """The tables that the checks now made rest on."""
    held: list[tuple[str, str, TieOut]] = field(default_factory=list)
    """What fails and is held against nobody: GAP or BASE, the table, the check."""

    def on(self, *tables: str) -> Ties:
        """The same collection, for checks that rest on these tables."""
        self.about = tables
        return self

    @property
    def _gap(self) -> bool:
        return any(table in self.gapped for table in self.about)

    def take(self, tie: TieOut) -> None:
        gap = next((table for table in self.about if table in self.gapped), None)
        if gap is not None and not tie.ok:
            self.held.append((GAP, gap, tie))
        else:
            self.found.append(replace(tie, tables=self.about))

    def equal(self, code: str, what: str, left: Figure | None, right: Figure | None) -> None:
        """Two printings of one figure."""
        if left is not None and right is not None:
            self.add(code, what, left, right, left.half_step + right.half_step)

    def sum(
        self,
        code: str,
        what: str,
        whole: Figure | None,
        parts: Iterable[Figure | None],
        row: Source | None = None,
    ) -> None:
        """A total and its parts; a blank part is taken for none, as the form leaves zeros blank.

        `row` is where the total stands, for the case that it is blank and the parts are not.
        """
        printed = [part for part in parts if part is not None]
        right = total(printed)
        if whole is not None and right is not None:
            self.add(code, what, whole, right, whole.half_step + sum(p.half_step for p in printed))
        elif row is not None and right is not None and right.value and not self._gap:
            self.blanks.append(Blank(what, row, right))

    def unsummed(self, what: str, parts: Iterable[Figure | None]) -> None:
        """A table that has figures and no row for their total."""
        first = next((part for part in parts if part is not None), None)
        if first is not None and not self._gap:
            self.blanks.append(Blank(what, first.source, None))

    def add(self, code: str, what: str, left: Figure, right: Figure, tolerance: float) -> None:
        """A check whose tolerance the caller knows."""
        difference = round(left.value - right.value, 8)
        ok = abs(difference) <= tolerance + SUMS
        remark = ""
        big, small = sorted((abs(left.value), abs(right.value)), reverse=True)
        if not ok and small and math.isclose(big / small, 1e4, rel_tol=1e-3):
            remark = TEN_THOUSAND
        self.take(
            TieOut(code, what, left, right, difference, round(tolerance, 8), ok, remark=remark)
        )

    def within(
        self, code: str, what: str, part: Figure | None, whole: Figure | None, remark: str
    ) -> None:
        """A part that cannot be more than its whole; that it is less says nothing."""
        if part is None or whole is None:
            return
        difference = round(part.value - whole.value, 8)
        tolerance = round(part.half_step + whole.half_step, 8)
        ok = difference <= tolerance + SUMS
        said = "" if abs(difference) <= tolerance + SUMS else remark
        self.take(TieOut(code, what, part, whole, difference, tolerance, ok, remark=said))

    def rate(
        self,
        code: str,
        what: str,
        printed: tuple[float, float, str],
        upper: Figure | None,
        lower: Figure | None,
        place: Figure | None = None,
    ) -> None:
        """A printed percentage and the quotient of two printed figures.

        A divisor of 0 allows no percentage: a rate printed on it is wrong, unless nothing is
        divided by nothing.
        """
        if upper is None or lower is None:
            return
        if not lower.value and abs(lower.value) <= lower.half_step:
            if upper.value and printed[0]:
                self.no_base(what, printed, upper, lower, "基数为0，算不出比率")
            return
        low, high = quotient_bounds(upper.value, upper.half_step, lower.value, lower.half_step)
        if math.isfinite(low) and lower.value:
            computed = 100 * upper.value / lower.value
            text = f"{upper.printed}÷{lower.printed}"
            self._rate(code, what, printed, computed, (low, high), text, place or upper, lower)

    def change(
        self,
        what: str,
        printed: tuple[float, float, str],
        now: Figure | None,
        delta: Figure,
        sign: int,
    ) -> None:
        """A printed rate of change, from this year's figure and the change (sign +1 or −1).

        Where the figure of the year before comes to 0, or within rounding of it, there is no rate.
        """
        if now is None:
            return
        base = now.value - sign * delta.value
        if base <= now.half_step + delta.half_step + SUMS:
            said = f"{now.printed}{'－' if sign > 0 else '＋'}{delta.printed}"
            if delta.value and base >= -(now.half_step + delta.half_step + SUMS):
                zero = Figure(round(base, 8), now.decimals, f"{said}＝0", now.source)
                self.no_base(what, printed, delta, zero, "基数为0，增减率无从计算")
            return
        ends = [
            100 * d / (n - sign * d)
            for d in (delta.value - delta.half_step, delta.value + delta.half_step)
            for n in (now.value - now.half_step, now.value + now.half_step)
            if n - sign * d > 0
        ]
        computed = 100 * delta.value / base
        text = f"{delta.printed}÷（{now.printed}{'－' if sign > 0 else '＋'}{delta.printed}）"
        self._rate("change", what, printed, computed, (min(ends), max(ends)), text, delta, now)

    def no_base(
        self, what: str, printed: tuple[float, float, str], at: Figure, base: Figure, why: str
    ) -> None:
        """A percentage that cannot be one of the base it names."""
        value, _, digits = printed
        left = replace(at, value=value, decimals=len(digits.partition(".")[2]), printed=digits)
        self.take(TieOut("base", what, left, base, value, 0.0, False, "%", why))

    def _rate(
        self,
        code: str,
        what: str,
        printed: tuple[float, float, str],
        computed: float,
        allowed: tuple[float, float],
        text: str,
        place: Figure,
        other: Figure,
    ) -> None:
        value, half, digits = printed
        low, high = allowed
        places = len(digits.partition(".")[2])
        judged = verdict(value, places, computed, low, high)
        ok = judged in ("对", "舍入内可能")
        cut = f"四舍五入应为{computed:.{places}f}%，印出的是截去尾数的结果"
        remark = cut if judged == "截尾" else ""
        right = Figure(
            round(computed, 4), 4, text, joined([place.source, other.source]), other.quote
        )
        left = replace(place, value=value, decimals=places, printed=digits)
        slack = half + (high - computed if value > computed else computed - low)
        self.take(
            TieOut(
                code,
                what,
                left,
                right,
                round(value - computed, 4),
                round(slack, 4),
                ok,
                "%",
                remark,
            )
        )


def _number(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def failures(ties: Iterable[TieOut]) -> Iterator[TieOut]:
    """The tie-outs that rounding cannot explain.

    Measured by 预算法第七十五条: the amounts of final accounts are exact.
    """
    return (tie for tie in ties if not tie.ok)
