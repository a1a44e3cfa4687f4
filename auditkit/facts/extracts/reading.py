"""Reading a table of figures by the row (取数表): each figure with its row, each doubt an issue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from auditkit.errors import IssueKind, nearest
from auditkit.facts.extracts.layout import head_of, role_of, unit_in
from auditkit.facts.extracts.strangers import Strangers
from auditkit.facts.facts import DEMO, Fact, Facts, printed_decimals
from auditkit.facts.workbook.cells import (
    REPEATED,
    UNKNOWN_NAME,
    FactCell,
    FactLog,
    converted,
    is_confirmed,
    read_date,
    read_number,
    read_unit,
)
from auditkit.facts.workbook.figures import VALUE, warn_odd
from auditkit.facts.workbook.layout import ITEMS, WORK, plain
from auditkit.facts.workbook.needs import FactNeeds, fact_needs
from auditkit.files.grid import Grid, Percent, Scalar
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import FactRule, RulePack
from auditkit.wording import dated

NO_VALUE = IssueKind("F22", "取数表的一行没有数值，或没有写明来源")

_LONGEST_QUERY = 120
_WRITTEN = re.compile(r"[-+]?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,15})?%?")


def extract_in(grids: Sequence[Grid], declaration: Declaration, pack: RulePack) -> Facts:
    """The figures of every table by the row in one file; at least one grid, texts cut into cells.

    Rows of another department or year are counted and told, not read. Money becomes 万元, a rate a
    fraction. A row without a value gives no figure: missing is never zero.
    """
    file, log = grids[0].file, FactLog()
    reading = _Reading(declaration, pack, log)
    demo = DEMO in file
    for grid in grids:
        demo = demo or any(plain(DEMO) in plain(text) for _, _, text in grid.cells())
        if (head := head_of(grid)) is not None:
            reading.read(grid, *head)
    reading.strangers.tell(log)
    return Facts(
        tuple(reading.items.values()),
        tuple(log.issues),
        demo,
        not_applicable=frozenset(reading.aside),
        files=((file, grids[0].sha256),),
    )


@dataclass
class _Reading:
    """The rows of one file as they are read."""

    declaration: Declaration
    pack: RulePack
    log: FactLog
    items: dict[tuple[str, str, int], Fact] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)
    strangers: Strangers = field(init=False)

    def __post_init__(self) -> None:
        self.needs: FactNeeds = fact_needs(self.declaration, self.pack)
        self.strangers = Strangers(self.declaration.department, self.declaration.year)
        self._known = {
            plain(spelling): name
            for spelling, name in self.pack.known_facts.items()
            if name in self.pack.fact_rules
        }
        self._indicators = {plain(name): name for name in self.needs.names} | {
            plain(alias): name
            for alias, name in self.pack.canonical_indicator.items()
            if name in self.needs.names
        }

    def read(self, grid: Grid, head: int, columns: Mapping[str, int]) -> None:
        """Every row below the head; columns that are not known are told once each."""
        headings = grid.texts[head]
        for column, heading in enumerate(headings):
            if heading and column not in columns.values():
                what = "表头重复" if role_of(heading) else "不认识的表头"
                remedy = "这一栏没有读入；表头见使用指南“取数表”"
                self.log.doubt(UNKNOWN_NAME, grid.source(head, column), what, heading, remedy)
        if "source" not in columns:
            what, remedy = "没有“来源”一栏", "请补上，写明每个数取自哪里"
            self.log.doubt(NO_VALUE, grid.source(head, 0), what, "", remedy)
        stated = unit_in(headings[columns["value"]])
        for index in range(head + 1, len(grid.rows)):
            row = _Row(grid, index, columns, stated)
            if any(row.text(role) for role in ("name", "value", "year")):
                self._row(row)
            elif extra := [text for text in grid.texts[index] if text]:
                where, remedy = grid.source(index, 0), "没有读入；说明文字请放在表头之上"
                self.log.doubt(UNKNOWN_NAME, where, "这一行不是数据", extra[0], remedy)

    def _row(self, row: _Row) -> None:
        name_cell, value = row.cell("name"), row.cell("value")
        if not self.strangers.belongs(row.cell("department"), row.cell("year"), self.log):
            return
        year = self.strangers.year_of(row.text("year"))
        name = self._known.get(plain(name_cell.text))
        if name is None:
            close = nearest(name_cell.text, self._known.values()) if name_cell.text else None
            hint = f"，是否为“{close}”" if close else ""
            what = f"不认识的数据项{hint}" if name_cell.text else "这一行没有写数据项"
            remedy = "没有读入；名称见 实际数.xlsx 或 auditkit catalogue"
            self.log.refuse(UNKNOWN_NAME, name_cell.source, what, name_cell.text, remedy)
            return
        rule = self.pack.fact_rules[name]
        scope = self._scope(row, rule)
        if scope is None:
            return
        if not value.text:
            what = f"{dated(name, year)}没有数值"
            remedy = "按缺数处理，不作 0；没有发生请填 0"
            self.log.doubt(NO_VALUE, value.source, what, "", remedy)
        elif value.not_applicable:
            self._set_aside(name, scope, year, value)
        else:
            self._figure(row, rule, scope, year, value)

    def _scope(self, row: _Row, rule: FactRule) -> str | None:
        """The indicator that a figure was gathered for, blank for the department's own."""
        said = row.text("scope")
        if not said:
            if rule.gathered in (ITEMS, WORK):
                return ""
            what = f"“{rule.name}”要按指标提供，没有写指标"
            remedy = "没有读入；请加“指标”一栏，写明用于哪个指标"
            self.log.refuse(UNKNOWN_NAME, row.cell("name").source, what, "", remedy)
            return None
        name = self._indicators.get(plain(said))
        if name is None:
            close = nearest(said, self.needs.names)
            hint = f"，是否为“{close}”" if close else ""
            at, remedy = row.cell("scope").source, "没有读入；请写申报表中的指标名称"
            self.log.refuse(UNKNOWN_NAME, at, f"不认识的指标{hint}", said, remedy)
        return name

    def _set_aside(self, name: str, scope: str, year: int, cell: FactCell) -> None:
        need = self.needs.item(name)
        whose = {who for who, when in need.decides if when == year} if need else set()
        self.aside |= {scope} if scope else whose

    def _figure(self, row: _Row, rule: FactRule, scope: str, year: int, cell: FactCell) -> None:
        unit, value = self._value(row, rule, scope, year, cell)
        if value is None:
            return
        said = row.origin
        if "source" in row.columns and not row.text("source"):
            what = f"{dated(rule.name, year)}没有写明来源"
            self.log.doubt(NO_VALUE, cell.source, what, "", "请补写“来源”")
        decimals = printed_decimals(value, unit) if value and unit != "日期" else None
        sure = is_confirmed(row.cell("confirmed"), self.log)
        fact = Fact(
            rule.name, year, value, unit, cell.source, decimals, scope, said, said, sure
        )  # fmt: skip
        key = (scope, rule.name, year)
        before = self.items.setdefault(key, fact)
        if before is not fact:
            same = before.value == fact.value
            tell = self.log.doubt if same else self.log.refuse
            what = f"{dated(rule.name, year)}重复，前面{before.source.place}已有"
            remedy = "两处相同，请删去一行" if same else "数值不同，以前一行为准，请核对后删去一行"
            tell(REPEATED, cell.source, what, cell.text, remedy)

    def _value(
        self, row: _Row, rule: FactRule, scope: str, year: int, cell: FactCell
    ) -> tuple[str, float | None]:
        """The unit it is kept in and the number; None where it cannot be used, which is told."""
        unit, what = rule.unit, dated(rule.name, year)
        if rule.name == VALUE:
            need = next((need for need in self.needs.direct if need.name == scope), None)
            unit, what = (need.unit if need else "") or row.unit.text, scope
            if need is not None and need.is_date:
                date = read_date(cell, what, self.log)
                return unit, None if date is None else float(date.toordinal())
        power = read_unit(row.unit, what, unit, self.log)
        number = read_number(cell, what, unit, self.log) if power is not None else None
        if number is None or power is None:
            return unit, None
        value = converted(number, power)
        warn_odd(cell, rule.name, unit, value, self.log)
        return unit, value


def _number(text: str) -> Scalar:
    """A number as a program writes it; what is none stays the text that it is."""
    if not _WRITTEN.fullmatch(text.strip()):
        return text
    digits = text.strip().replace(",", "")
    return Percent(float(digits[:-1]) / 100) if digits.endswith("%") else float(digits)


@dataclass(frozen=True)
class _Row:
    """One row; a cell that the table has no column for is blank, at the place of the value."""

    grid: Grid
    index: int
    columns: Mapping[str, int]
    stated_unit: str

    def cell(self, role: str) -> FactCell:
        column = self.columns.get(role)
        row = self.grid.rows[self.index]
        at = self.grid.source(self.index, self.columns["value"] if column is None else column)
        value = row[column] if column is not None and column < len(row) else None
        # A text file knows no other numbers than written ones.
        if role == "value" and self.grid.style == "text" and isinstance(value, str):
            value = _number(value)
        return FactCell(value, at)

    def text(self, role: str) -> str:
        return self.cell(role).text

    @property
    def unit(self) -> FactCell:
        """The unit of the row, else what the heading of the values says."""
        cell = self.cell("unit")
        return (
            cell if cell.text or not self.stated_unit else FactCell(self.stated_unit, cell.source)
        )

    @property
    def origin(self) -> str:
        """All that the row says of where its figure comes from."""
        query = self.text("query")
        if len(query) > _LONGEST_QUERY:
            query = f"{query[: _LONGEST_QUERY - 1]}…"
        said = [
            self.text("source"),
            self.text("remark"),
            f"查询 {query}" if query else "",
            f"提取于 {self.text('taken')}" if self.text("taken") else "",
            f"结果校验值 {self.text('digest')[:16]}" if self.text("digest") else "",
        ]
        return "；".join(filter(None, said))
