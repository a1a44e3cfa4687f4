"""What the columns, lines and units of a budget's tables add up to.

Departments print these tables in many ways: with or without what is carried over, a sum for some
columns, units below units. Which figures make up a total is therefore taken from the table itself:
a way of adding up counts where it holds in at least half of the places, and then accuses the rest.
Amounts in 万元; that the parts of a budget make up its total, 预算法第三十二条.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditkit.facts.accounts.checks.budgetwholes import FUND_COLUMNS
from auditkit.facts.accounts.checks.ties import Ties
from auditkit.facts.accounts.tables.cells import CARS, amount, cars_parts, same, three, three_parts
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.rows import Row
from auditkit.facts.accounts.tables.tables import Table

_PLAN, _WHOLE, _CARRIED = "预算数", "合计", "年初结转和结余"
_BEFORE = "上年预算数"
_UNSURE = "的上年一栏可能是执行数，或有的科目今年已经没有"
_SUBTOTALS = ("财政拨款收入", "本年收入")
_NO_PART = frozenset((_WHOLE, _PLAN, _BEFORE, "增减额", "年末结转和结余"))
_ALL = re.compile("(?:收入|支出)?(?:总计|合计)")
_OF_YEAR = re.compile("(?:[一二]、)?本年(?:收入|支出)(?:合计|小计)?")
_NUMBERED = re.compile("^[一二三四五六七八九十]+、")
_BRACKETED = re.compile(r"^\([一二三四五六七八九十]+\)")

Sum = tuple[str, Figure | None, Sequence[Figure | None]]
"""What is summed, the total printed, and its parts."""


def across(ties: Ties, table: Table) -> None:
    """合计＝the columns beside it, in every row."""
    own = [c for c in dict.fromkeys(table.columns) if c not in _NO_PART and "/" not in c]
    funds = [column for column in own if column in FUND_COLUMNS]
    narrow = [c for c in own if c not in _SUBTOTALS] if funds else own
    ways = [own, narrow, [c for c in own if c != _CARRIED], [c for c in narrow if c != _CARRIED]]
    if _WHOLE not in table.columns:
        return
    rows = [row for row in table.rows if row[_WHOLE] is not None]
    _best(
        ties,
        [
            [
                (f"{table.kind}：{row.code}{row.name}，合计＝各栏之和", row[_WHOLE],
                 [row[column] for column in way])
                for row in rows
            ]
            for way in ways
            if len(way) > 1
        ],
    )  # fmt: skip


def units(ties: Ties, table: Table) -> None:
    """The total of a table with a row for each unit, in every column.

    It is the sum of them all, or that of the units below the department, whose own row comes
    first and is the total once more.
    """
    rows = [row for row in table.rows if row.figures]
    whole = next((row for row in rows if _ALL.fullmatch(row.name)), None)
    below = [row for row in rows if row is not whole]
    if whole is None or not below or any(row.code for row in below):
        return
    name = f"{table.kind}：合计“{{}}”＝各单位之和"
    columns = list(dict.fromkeys(table.columns))
    _best(
        ties,
        [
            [(name.format(column), whole[column], [row[column] for row in part])
             for column in columns if whole[column] is not None]
            for part in (below, below[:1], below[1:])
            if part
        ],
    )  # fmt: skip


def lines(ties: Ties, table: Table) -> None:
    """本年收入＝its lines, 总计＝本年收入＋上年结转, on both sides and in every column."""
    for side in dict.fromkeys(row.side for row in table.rows if row.side):
        rows = [row for row in table.rows if row.side == side]
        for column in _columns(rows):
            for row, parts in _headed(rows):
                what = f"{table.kind}：{row.name}{_called(column)}＝各项之和"
                ties.sum("sum", what, _at(row, column), [_at(part, column) for part in parts])
        _of_the_year(ties, table, rows, side)
        _grand(ties, table, rows)


def year_before(ties: Ties, table: Table) -> None:
    """The column of the year before: each side the sum of its lines, and both sides alike.

    A kind of expenditure that ended with that year may have no line any more, and of what was
    spent (上年执行数) the sides may differ: these accuse nobody.
    """
    ends: dict[str, Figure | None] = {}
    asked = Ties(gapped=ties.gapped).on(table.kind)
    for side in ("收入", "支出"):
        rows = [row for row in table.rows if row.side == side]
        end = next((i for i, row in enumerate(rows) if _is_total(row)), None)
        last = [row[_BEFORE] for row in rows if re.fullmatch("(?:收入|支出)?总计", row.name)]
        ends[side] = last[-1] if last else None
        numbered = [row[_BEFORE] for row in rows[: end or 0] if _NUMBERED.match(row.name)]
        trial = Ties(gapped=ties.gapped).on(table.kind)
        if end is not None:
            what = f"{table.kind}：上年{rows[end].name}＝各项{side}之和"
            trial.sum("sum", what, rows[end][_BEFORE], numbered)
        for tie in trial.found:
            if tie.ok or side == "收入" or tie.difference < 0:
                ties.found.append(tie)
            else:
                ties.held.append((_UNSURE, table.kind, tie))
    what = f"{table.kind}：上年收入总计＝支出总计"
    asked.equal("balance", what, ends["收入"], ends["支出"])
    ties.found += [tie for tie in asked.found if tie.ok]
    ties.held += [(_UNSURE, table.kind, tie) for tie in asked.found if not tie.ok]


def three_sums(ties: Ties, table: Table) -> None:
    """The 三公经费 of the year and of the year before, each the sum of its three."""
    for measure, of in (("预算数", ""), ("上年预算数", "上年")):
        what = f"{table.kind}：{of}合计＝三项之和"
        ties.sum("sum", what, three(table, "合计", measure), three_parts(table, measure))
        what = f"{table.kind}：{of}公务用车＝购置＋运行维护"
        ties.sum("sum", what, three(table, CARS, measure), cars_parts(table, measure))


def twins(
    ties: Ties, tables: Mapping[str, Table], kind: str, column: str, other: str
) -> None:  # fmt: skip
    """Each 类 of a table of totals against the same 类 of the table of that expenditure.

    Only where the totals of the two agree: else one of them holds what is carried over.
    """
    if kind not in tables or other not in tables:
        return
    ties.on(kind, other)
    twin = {row.name: row for row in tables[other].rows if len(row.code) == 3}
    ends = [r for r in tables[kind].rows if r.side == "支出" and _is_total(r)]
    whole = next((r[_WHOLE] for r in tables[other].rows if _ALL.fullmatch(r.name)), None)
    if not any(same(_at(end, column), whole) for end in ends):
        return
    for row in tables[kind].rows:
        name = _BRACKETED.sub("", _NUMBERED.sub("", row.name, count=1), count=1)
        if row.side == "支出" and (found := twin.get(name)):
            ties.equal("tables", f"{name}：{kind}与{other}", _at(row, column), found[_WHOLE])


def _is_total(row: Row) -> bool:
    return (_ALL.fullmatch(row.name) or _OF_YEAR.fullmatch(row.name)) is not None


def _at(row: Row, column: str) -> Figure | None:
    return row[column] if column else amount(row)


def _called(column: str) -> str:
    return f"“{column}”" if column else ""


def _columns(rows: Sequence[Row]) -> list[str]:
    """The amount as such, and each of the three budgets beside it."""
    shown = {column for row in rows for column in row.figures}
    return ["", *(fund for fund in FUND_COLUMNS if fund in shown)]


def _headed(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """The rows 一、 and 二、 with the lines （一）（二） that stand below each."""
    for i, row in enumerate(rows):
        if not _NUMBERED.match(row.name):
            continue
        below: list[Row] = []
        for other in rows[i + 1 :]:
            if _NUMBERED.match(other.name) or _is_total(other):
                break
            if not _BRACKETED.match(other.name):
                # A line without its number belongs to one that has one, or to none.
                below = []
                break
            below.append(other)
        if below:
            yield row, below


def _of_the_year(ties: Ties, table: Table, rows: Sequence[Row], side: str) -> None:
    """本年收入合计＝一、二、三…; the side of expenditure is summed with the whole table."""
    end = next((i for i, r in enumerate(rows) if re.fullmatch("本年收入(?:合计|小计)", r.name)), 0)
    numbered = [amount(row) for row in rows[:end] if _NUMBERED.match(row.name)]
    if side == "收入" and numbered:
        ties.sum(
            "sum", f"{table.kind}：{rows[end].name}＝各项收入之和", amount(rows[end]), numbered
        )


def _grand(ties: Ties, table: Table, rows: Sequence[Row]) -> None:
    """总计＝本年合计＋what follows it, of which lines below a line are no part."""
    start = next((i for i, row in enumerate(rows) if _OF_YEAR.fullmatch(row.name)), None)
    end = next(
        (i for i, row in enumerate(rows) if re.fullmatch("(?:收入|支出)?总计", row.name)), None
    )
    if start is None or end is None or end < start:
        return
    after = [
        row for row in rows[start + 1 : end]
        if not _BRACKETED.match(row.name) and not row.name.startswith("其中")
    ]  # fmt: skip
    for column in _columns(rows):
        whole, year = _at(rows[end], column), _at(rows[start], column)
        more = [_at(row, column) for row in after]
        if year is None or not after:
            continue
        ways = [[year, *more[:count]] for count in range(len(more) + 1)]
        parts = next((way for way in reversed(ways) if whole and _holds(whole, way)), ways[-1])
        what = f"{table.kind}：{rows[end].name}{_called(column)}＝{rows[start].name}＋结转等"
        ties.sum("sum", what, whole, parts)


def _holds(whole: Figure | None, parts: Sequence[Figure | None]) -> bool:
    trial = Ties()
    trial.sum("sum", "", whole, parts)
    return any(tie.ok for tie in trial.found)


def _best(ties: Ties, ways: Sequence[Sequence[Sum]]) -> None:
    """Takes the way of adding up that holds most often, where it holds in half of the places."""
    counted = [[way for way in sums if way[1] and (way[1].value or any(way[2]))] for sums in ways]
    held = [sum(_holds(whole, parts) for _, whole, parts in sums) for sums in counted]
    best = max(range(len(held)), key=lambda i: held[i], default=None)
    if best is None or not held[best] or 2 * held[best] < len(counted[best]):
        return
    for what, whole, parts in counted[best]:
        ties.sum("sum", what, whole, parts)
