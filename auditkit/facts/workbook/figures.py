"""The sheets 数据项 and 直接填报: figures typed in as they are."""

from __future__ import annotations

from auditkit.errors import IssueKind
from auditkit.facts.facts import COUNTING_UNITS, Fact, Facts, printed_decimals
from auditkit.facts.workbook.cells import (
    ODD_NUMBER,
    UNKNOWN_NAME,
    FactCell,
    FactLog,
    converted,
    is_confirmed,
    read_date,
    read_number,
    read_unit,
)
from auditkit.facts.workbook.layout import ITEMS, LAST_YEAR, NOT_NEEDED, THIS_YEAR, plain
from auditkit.facts.workbook.namedrows import named_rows, report_absent
from auditkit.facts.workbook.needs import DirectNeed, FactNeeds, ItemNeed
from auditkit.facts.workbook.tables import FactTable, TableRow
from auditkit.rules.rulepack import FactRule, RulePack

SET_ASIDE = IssueKind("F19", "标明不适用")


VALUE = "实际值"
# Figures that may be negative: changes, and balances overdrawn.
_MAY_BE_NEGATIVE = ("调整", "结转", "结余", "变动", "增长", "节约", "提高")


def read_items(
    table: FactTable, needs: FactNeeds, pack: RulePack, year: int, log: FactLog
) -> Facts:
    """The figures of 数据项, of every year that has a column."""
    known = {
        plain(spelling): name
        for spelling, name in pack.known_facts.items()
        if name in pack.fact_rules
    }
    items: list[Fact] = []
    aside: set[str] = set()
    found: list[str] = []
    for name, row in named_rows(table, known, ITEMS, log):
        found.append(name)
        rule, need = pack.fact_rules[name], needs.item(name)
        if rule.gathered != ITEMS:
            log.refuse(
                UNKNOWN_NAME,
                row.source,
                f"“{name}”不在本表填写",
                name,
                f"没有读入；请在“{rule.gathered}”表填写",
            )
            continue
        is_confirmed(row.cell("confirmed"), log)
        power = read_unit(row.cell("unit"), name, rule.unit, log)
        for role, at in ((THIS_YEAR, year), (LAST_YEAR, year - 1)):
            cell = row.cell(role)
            if cell is None or (cell.text == NOT_NEEDED and not _needed(need, at)):
                continue
            if cell.not_applicable:
                aside |= _set_aside(cell, name, at, need, log)
            elif power is not None:
                items += _figure(cell, rule, at, power, row, log)
    report_absent(
        table, [item.rule.name for item in needs.items if not item.optional], found, ITEMS, log
    )
    return Facts(tuple(items), not_applicable=frozenset(aside))


def _needed(need: ItemNeed | None, year: int) -> bool:
    return need is not None and year in need.years


def _set_aside(
    cell: FactCell, name: str, year: int, need: ItemNeed | None, log: FactLog
) -> set[str]:
    names = {who for who, when in need.decides if when == year} if need else set()
    if names:
        log.doubt(
            SET_ASIDE,
            cell.source,
            f"{name}标明不适用",
            cell.text,
            f"“{'”“'.join(sorted(names))}”不作评价，请核对理由",
        )
    return names


def _figure(
    cell: FactCell, rule: FactRule, year: int, power: int, row: TableRow, log: FactLog
) -> list[Fact]:
    number = read_number(cell, f"{year}年{rule.name}", rule.unit, log)
    if number is None:
        return []
    value = converted(number, power)
    warn_odd(cell, rule.name, rule.unit, value, log)
    # Nought says that nothing happened, and that is exact.
    decimals = printed_decimals(value, rule.unit) if value else None
    sure = is_confirmed(row.cell("confirmed"), FactLog())
    said = row.text("source")
    return [
        Fact(
            rule.name,
            year,
            value,
            rule.unit,
            cell.source,
            decimals,
            remark=said,
            stated=said or row.text("remark"),
            confirmed=sure,
        )
    ]


def warn_odd(cell: FactCell, name: str, unit: str, value: float, log: FactLog) -> None:
    """Tells of figures that are possible in a cell, hardly in life."""
    if value < 0 and not any(word in name for word in _MAY_BE_NEGATIVE):
        log.doubt(ODD_NUMBER, cell.source, f"{name}是负数", cell.text, "请核对正负号")
    elif unit in COUNTING_UNITS and not value.is_integer():
        log.doubt(ODD_NUMBER, cell.source, f"{name}不是整数", cell.text, f"请核对，单位{unit}")


def read_direct(table: FactTable, needs: FactNeeds, year: int, log: FactLog) -> Facts:
    """The values of 直接填报, each for its indicator; any indicator may be set aside here.

    A satisfaction of which nobody has the counts may be filled in here as a rate.
    """
    wanted = {need.name: need for need in (*needs.direct, *needs.rates)}
    items: list[Fact] = []
    aside: set[str] = set()
    found: list[str] = []
    known = {plain(name): name for name in needs.names}
    for name, row in named_rows(table, known, "指标", log):
        found.append(name)
        cell = row.cell(THIS_YEAR)
        if cell is not None and cell.not_applicable:
            aside.add(name)
        elif name not in wanted:
            if row.text(THIS_YEAR):
                log.refuse(
                    UNKNOWN_NAME,
                    row.source,
                    f"“{name}”不是直接填报的指标",
                    row.text(THIS_YEAR),
                    "没有读入；请在它所属的表中填写，本表只可填“不适用”",
                )
        elif cell is not None:
            items += _direct_value(cell, wanted[name], year, row, log)
    report_absent(table, (need.name for need in needs.direct), found, "指标", log)
    return Facts(tuple(items), not_applicable=frozenset(aside))


def _direct_value(
    cell: FactCell, need: DirectNeed, year: int, row: TableRow, log: FactLog
) -> list[Fact]:
    remark = row.text("source")
    stated = remark or row.text("remark")
    if need.is_date:
        date = read_date(cell, need.name, log)
        if date is None:
            return []
        value, decimals = float(date.toordinal()), None
        return [
            Fact(VALUE, year, value, need.unit, cell.source, decimals, need.name, remark, stated)
        ]
    # Where the form states no unit, the one that was filled in holds.
    unit = need.unit or row.text("unit")
    power = read_unit(row.cell("unit"), need.name, unit, log)
    number = read_number(cell, need.name, unit, log) if power is not None else None
    if number is None or power is None:
        return []
    value = converted(number, power)
    warn_odd(cell, need.name, unit, value, log)
    decimals, sure = printed_decimals(value, unit), is_confirmed(row.cell("confirmed"), log)
    at = cell.source
    return [Fact(VALUE, year, value, unit, at, decimals, need.name, remark, stated, sure)]
