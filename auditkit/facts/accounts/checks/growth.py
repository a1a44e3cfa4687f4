"""What tables print of growth: 增减额 and 增减% against the two columns that they compare.

Which two these are, and whether a rate is printed in percent or as a fraction, the table itself
shows: what most of its rows bear out. Where no two columns do, nothing is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from auditkit.facts.accounts.checks.ties import TieOut, Ties
from auditkit.facts.accounts.tables.figures import Figure, joined
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import Table
from auditkit.rules.accountwords import CHANGED

_NOW = re.compile("合计|决算数|(?:年初|全年)?预算数")
_BASE = re.compile("上年(?:决算数|预算数)|(?:年初|全年)?预算数")
_LEAST = 2
"""Rows that must bear a reading out; one alone may do so by chance."""


def check_growth(ties: Ties, tables: Mapping[str, Table]) -> None:
    """Each row of a table that prints a change, or its rate, beside both amounts; 万元 and %.

    That a printed change is that of the printed amounts is arithmetic; accounts must be true and
    exact (预算法第七十五条).
    """
    for kind, table in tables.items():
        rows = [(row, _measures(row)) for row in table.rows]
        rows = [(row, said) for row, said in rows if row.growth or CHANGED in said]
        known = list(dict.fromkeys(name for _, said in rows for name in said))
        pairs = [
            (now, base)
            for now, base in product(known, known)
            if now != base and _NOW.fullmatch(now) and _BASE.fullmatch(base)
        ]
        for found in (
            _best(_changes(kind, rows, *pair) for pair in pairs),
            _best(_rates(kind, rows, *pair, scale) for pair in pairs for scale in (1, 100)),
        ):
            for tie in found:
                ties.on(kind).take(tie)


def _measures(row: Row) -> dict[str, Figure]:
    """The amounts of a row by what they measure; 合计|决算数 of a 三公 item is its 决算数."""
    return {
        column.removeprefix("合计|"): figure
        for column, figure in row.figures.items()
        if column.startswith("合计|") or "|" not in column
    }


def _best(readings: Iterable[Sequence[TieOut]]) -> Sequence[TieOut]:
    """The reading that most rows bear out, at least two of three; none where there is no such."""
    borne = [(sum(tie.ok for tie in ties), ties) for ties in readings]
    count, best = max(borne, key=lambda one: one[0], default=(0, ()))
    wrong = sum(not tie.ok and tie.code != "base" for tie in best)
    return best if count >= _LEAST and count >= 2 * wrong else ()


def _changes(
    kind: str, rows: Sequence[tuple[Row, Mapping[str, Figure]]], now: str, base: str
) -> list[TieOut]:
    trial = Ties()
    for row, said in rows:
        if {now, base, CHANGED} <= said.keys() and (said[now].value or said[base].value):
            what = f"{kind}：{row.code}{row.name}，增减额＝{now}－{base}"
            trial.sum("sum", what, said[CHANGED], (said[now], _negative(said[base])))
    return trial.found


def _rates(
    kind: str,
    rows: Sequence[tuple[Row, Mapping[str, Figure]]],
    now: str,
    base: str,
    scale: int,
) -> list[TieOut]:
    trial = Ties()
    for row, figures in rows:
        if row.growth is None or not {now, base} <= figures.keys():
            continue
        one, other = figures[now], figures[base]
        apart = round(one.value - other.value, 8)
        delta = replace(
            one,
            value=abs(apart),
            decimals=min(one.decimals, other.decimals),
            printed=f"{abs(apart):.2f}",
            source=row.growth.source,
        )
        both = replace(one, source=joined([one.source, other.source]))
        what = f"{kind}：{row.code}{row.name}，增减%（{now}比{base}）"
        # A fall may be printed without its sign, a rise not with one.
        sign = -1 if apart < 0 else 1
        said = row.growth.value if sign > 0 else abs(row.growth.value)
        trial.change(what, _rate(row.growth, said, scale), both, delta, sign)
    return trial.found


def _rate(growth: Figure, value: float, scale: int) -> tuple[float, float, str]:
    """A printed rate in percent, with the half step of its last place and its digits."""
    digits = growth.printed.lstrip("-")
    places = max(0, len(digits.partition(".")[2]) - (2 if scale > 1 else 0))
    value *= scale
    return value, 0.5 * 10.0**-places, f"{value:.{places}f}"


def _negative(figure: Figure) -> Figure:
    printed = figure.printed.removeprefix("-")
    return replace(
        figure, value=-figure.value, printed=printed if figure.value < 0 else f"-{printed}"
    )
