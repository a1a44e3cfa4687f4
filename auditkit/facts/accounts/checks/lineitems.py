"""The lines of the tables that the text names, each against the tables it may stand in.

科学技术支出2,176.06万元 is the amount of all expenditure or that of one budget alone: it is wrong
only where it is that of no table and the sentence shows which table it speaks of, by the share that
it prints or by the other lines that it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditkit.facts.accounts.checks.ties import UNSURE, Ties
from auditkit.facts.accounts.tables.cells import amount, same
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import Table
from auditkit.facts.accounts.text.statement import Rate, Statement

_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])")
_ALL = re.compile(
    "(?:收入|支出)?(?:总计|合计)|本年(?:收入|支出)(?:合计|小计)?|[一二]、本年(?:收入|支出)"
)
_NO_LINE = frozenset(("上年预算数", "上年决算数", "增减额", "基本支出", "项目支出", "编码"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: the table, its amount there, and what that may be a share of."""

    kind: str
    figure: Figure
    wholes: tuple[Figure, ...]


def without_unknown(
    statements: Sequence[Statement], tables: Mapping[str, Table]
) -> list[Statement]:
    """The statements without those of lines that no table has: these were not understood."""
    known = places_of(tables) if any(s.subject == "类名" for s in statements) else {}
    return [s for s in statements if s.subject != "类名" or _bare(s.words["item"]) in known]


def check_lines(
    ties: Ties, known: Mapping[str, Sequence[Place]], statements: Sequence[Statement]
) -> None:
    """Every line that the text names; `known` are the lines of the tables by their names."""
    named = [s for s in statements if s.subject == "类名" and "now" in s.figures]
    sentences: dict[str, list[tuple[Statement, Sequence[Place]]]] = {}
    for statement in named:
        if places := known.get(_bare(statement.words["item"])):
            group = sentences.setdefault(statement.words.get("sentence", ""), [])
            group.append((statement, places))
    for group in sentences.values():
        agreeing = [
            place.kind
            for statement, places in group
            for place in places
            if same(statement.figures["now"], place.figure)
        ]
        for statement, places in group:
            _check(ties, statement, places, agreeing)


def _check(
    ties: Ties, statement: Statement, places: Sequence[Place], agreeing: Sequence[str]
) -> None:
    now, share = statement.figures["now"], statement.rates.get("share")
    found = next((place for place in places if same(now, place.figure)), None)
    item = statement.words["item"]
    if found is not None:
        ties.on(found.kind).equal("text", f"{item}：文字与{found.kind}", now, found.figure)
        return
    shown = next((p for p in places if share and _fits(share, p)), None) or max(
        (place for place in places if place.kind in agreeing),
        key=lambda place: agreeing.count(place.kind),
        default=None,
    )
    at = shown or places[0]
    trial = Ties(gapped=ties.gapped).on(at.kind)
    trial.equal("text", f"{item}：文字与{at.kind}", now, at.figure)
    if shown is not None:
        ties.found += trial.found
        ties.held += trial.held
    else:
        ties.held += [(UNSURE, at.kind, tie) for tie in trial.found]


def share_bases(known: Mapping[str, Sequence[Place]], item: str, now: Figure) -> list[Figure]:
    """What the share of a line may be one of: the totals of the tables with this amount."""
    places = known.get(_bare(item), ())
    return [whole for place in places if same(now, place.figure) for whole in place.wholes]


def _fits(share: Rate, place: Place) -> bool:
    return any(
        whole.value and abs(100 * place.figure.value / whole.value - share[0]) <= 1.01 * share[1]
        for whole in place.wholes
    )


def _bare(name: str) -> str:
    return _NUMBER.sub("", name, count=1)


def places_of(tables: Mapping[str, Table]) -> dict[str, list[Place]]:
    """Every line of the tables by its name, and every kind of income that is a column."""
    found: dict[str, list[Place]] = {}
    for kind, table in tables.items():
        if "三公" in kind or "采购" in kind or "运行" in kind:
            continue
        ends = [row for row in table.rows if _ALL.fullmatch(row.name)]
        for row in table.rows:
            if row in ends:
                continue
            totals = [end for end in ends if row.side in ("", end.side)]
            for figure, wholes in _amounts(row, totals):
                found.setdefault(_bare(row.name), []).append(Place(kind, figure, wholes))
        for end in ends if "收入" in kind and "支出" not in kind else ():
            whole = end["合计"]
            for column, figure in end.figures.items():
                if column != "合计" and whole:
                    found.setdefault(column, []).append(Place(kind, figure, (whole,)))
    return found


def _amounts(row: Row, ends: Sequence[Row]) -> list[tuple[Figure, tuple[Figure, ...]]]:
    """The amounts of a line, each with the totals of its column; the last is that of them all."""
    columns = [c for c in row.figures if c not in _NO_LINE]
    found = [(row.figures[c], tuple(f for end in ends if (f := end[c]))) for c in columns]
    own = amount(row)
    if own is not None and not columns:
        found = [(own, tuple(f for end in ends if (f := amount(end))))]
    return found
