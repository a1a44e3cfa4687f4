"""Filling 实际数.xlsx from published final accounts; what people typed stays as they typed it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from auditkit.errors import AuditError, Issue
from auditkit.facts.accounts import Accounts
from auditkit.facts.accounts.differences import Difference, differences_of
from auditkit.facts.accounts.documentkind import BUDGET
from auditkit.facts.accounts.naming import OTHER_DEPARTMENT, OTHER_YEAR
from auditkit.facts.facts import DEMO, Fact
from auditkit.facts.workbook import read_facts
from auditkit.facts.workbook.cells import FactLog, read_unit
from auditkit.facts.workbook.layout import COLUMNS, ITEMS, LAST_YEAR, NOT_NEEDED, THIS_YEAR, plain
from auditkit.facts.workbook.tables import FactTable, TableRow, find_table
from auditkit.facts.workbook.template import fact_template
from auditkit.files.cellfilling import Content, fill_cells
from auditkit.files.grid import Source
from auditkit.files.readers import read_bytes
from auditkit.files.readers.workbook import read_workbook
from auditkit.files.saving import workbook_bytes, write_bytes
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated, show_value


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell that was blank, and the published figure that it now holds."""

    fact: Fact
    cell: Source

    def __str__(self) -> str:
        return f"{_named(self.fact)} → {self.cell}，取自 {self.fact.source}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell that was left as it was although the accounts have a figure; `why` says why."""

    fact: Fact
    cell: Source
    found: str
    why: str
    document: str = "决算"

    def __str__(self) -> str:
        published = f"{self.document}为{_named(self.fact)}（{self.fact.source}）"
        return f"{self.cell}“{self.found}”{self.why}；{published}"


@dataclass(frozen=True)
class ImportReport:
    """What became of every published figure; `created` where the workbook was made first.

    `no_row` are the facts for which the workbook has no row, or no cell for their year.
    """

    book: str
    created: bool
    filled: tuple[Filled, ...] = ()
    kept: tuple[Kept, ...] = ()
    differences: tuple[Difference, ...] = ()
    no_row: tuple[Fact, ...] = ()
    issues: tuple[Issue, ...] = ()
    document: str = "决算"

    def lines(self) -> Iterator[str]:
        """The report as an auditor reads it, one line for each cell."""
        yield f"{'新建并填入' if self.created else '填入'} {self.book} {len(self.filled)}格"
        yield from (f"  {filled}" for filled in self.filled)
        yield f"已有内容未动 {len(self.kept)}格"
        yield from (f"  {kept}" for kept in self.kept)
        yield f"填报与{self.document}不一致 {len(self.differences)}项"
        yield from (f"  {difference}" for difference in self.differences)
        yield f"本年指标用不到、工作簿没有对应一格的数 {len(self.no_row)}个"
        yield from (f"  {_named(fact)}（{fact.source}）" for fact in self.no_row)


def accounts_lines(accounts: Accounts) -> Iterator[str]:
    """What was read and what does not tie, as an auditor reads it, one line each."""
    mark = f"  {DEMO}" if accounts.demo else ""
    if accounts.kind == BUDGET:
        yield f"这是部门预算，不是部门决算；存为 {accounts.file}"
    yield (
        f"{accounts.department} {accounts.year or '年度不明'}年度{accounts.kind}{mark}："
        f"表{len(accounts.tables)}张，数{len(accounts.facts)}个，勾稽{len(accounts.tie_outs)}项"
    )
    yield from (f"  {_named(fact)}  {fact.source}" for fact in accounts.facts)
    yield f"勾稽不符 {len(accounts.failures)}项"
    tables, single = accounts.causes
    for cause in tables:
        yield f"  {cause}；例如"
        yield from (f"    {tie}" for tie in cause.ties[:3])
    yield from (f"  {tie}" for tie in single)
    yield f"读入时的问题 {len(accounts.issues)}个"
    for issue in accounts.issues:
        yield f"  {'须更正' if issue.grave else '提示'}  {issue.code}  {issue}"


def book_for(folder: Path, accounts: Accounts) -> Path:
    """The workbook in a folder that figures of these accounts belong in, there or not."""
    return folder / (f"实际数-{DEMO}.xlsx" if accounts.demo else "实际数.xlsx")


def fill_from_accounts(
    book: Path, accounts: Accounts, declaration: Declaration, pack: RulePack
) -> ImportReport:
    """Fills the blank cells of 数据项 with the published figures, source and quoted sentence.

    A workbook that is not there is made from the template. It is saved whole or not at all, and
    not touched where nothing is to be filled. Raises AuditError where real and invented figures
    would meet, where department or year are another's, or the workbook cannot be read or saved.
    """
    _refuse_mismatch(accounts, declaration)
    created = not book.exists()
    if created:
        data = workbook_bytes(fact_template(declaration, pack, demo=accounts.demo))
    else:
        data = read_bytes(book)
        typed = read_facts(book, declaration, pack)
        _refuse_mixture(book, typed.demo, accounts)
    filling = _Filling(book.name, data, declaration.year, pack, accounts.kind[-2:])
    filling.place(accounts.facts)
    if filling.cells or created:
        data = fill_cells(book.name, data, filling.sheet, filling.cells)
        write_bytes(book, data)
    differences = () if created else differences_of(typed, accounts)
    return ImportReport(
        str(book),
        created,
        tuple(filling.filled),
        tuple(filling.kept),
        differences,
        tuple(filling.no_row),
        tuple(filling.log.issues),
        filling.document,
    )


def _refuse_mismatch(accounts: Accounts, declaration: Declaration) -> None:
    wrong = [i for i in accounts.issues if i.code in (OTHER_DEPARTMENT.code, OTHER_YEAR.code)]
    if wrong:
        raise AuditError(f"{wrong[0]}没有填入。")
    if accounts.year is not None and accounts.year != declaration.year:
        raise AuditError(
            f"{accounts.file}是{accounts.year}年的决算，申报表是{declaration.year}年度的。没有填入。"
        )


def _refuse_mixture(book: Path, demo: bool, accounts: Accounts) -> None:
    if demo != accounts.demo:
        invented, real = (book.name, accounts.file) if demo else (accounts.file, book.name)
        raise AuditError(f"{invented}是{DEMO}，不能与{real}的数混在一起。请换用另一份文件。")


@dataclass
class _Filling:
    """The sheet 数据项 of one workbook, and what is to go into which of its cells."""

    file: str
    data: bytes
    year: int
    pack: RulePack
    document: str = "决算"
    filled: list[Filled] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    no_row: list[Fact] = field(default_factory=list)
    cells: dict[tuple[int, int], Content] = field(default_factory=dict)
    log: FactLog = field(default_factory=FactLog)
    sheet: str = ITEMS

    def place(self, facts: Sequence[Fact]) -> None:
        """Decides for each fact where it goes, row by row."""
        known = {plain(spelling): name for spelling, name in self.pack.known_facts.items()}
        table = self._table()
        rows: dict[str, TableRow] = {}
        for row in table.rows if table else ():
            name = known.get(plain(row.text("name")))
            if name is not None:
                rows.setdefault(name, row)
        wanted: dict[str, dict[str, Fact]] = {}
        for fact in facts:
            name = known.get(plain(fact.name), fact.name)
            role = {self.year: THIS_YEAR, self.year - 1: LAST_YEAR}.get(fact.year, "")
            cell = rows[name].cell(role) if name in rows and role else None
            if cell is None or cell.text == NOT_NEEDED:
                self.no_row.append(fact)
            else:
                wanted.setdefault(name, {}).setdefault(role, fact)
        for name, by_role in wanted.items():
            self._fill_row(rows[name], name, by_role)

    def _table(self) -> FactTable | None:
        for grid in read_workbook(self.file, self.data, hashlib.sha256(self.data).hexdigest()):
            if plain(grid.name) == ITEMS:
                self.sheet = grid.name
                # What is wrong with the sheet, `read_facts` tells.
                return find_table(grid, COLUMNS[ITEMS], self.year, FactLog())
        return None

    def _fill_row(self, row: TableRow, name: str, by_role: Mapping[str, Fact]) -> None:
        unit = self.pack.fact_rules[name].unit
        power = read_unit(row.cell("unit"), name, unit, FactLog())
        into: dict[str, Fact] = {}
        for role, fact in by_role.items():
            cell = row.cell(role)
            assert cell is not None
            if cell.text:
                self.kept.append(Kept(fact, cell.source, cell.text, "", self.document))
            elif _covered(row, role):
                self.kept.append(
                    Kept(fact, cell.source, "", "在合并的单元格里，没有填入", self.document)
                )
            elif power is None or fact.unit != unit:
                why = f"单位“{row.text('unit')}”无法换算，没有填入"
                self.kept.append(Kept(fact, cell.source, "", why, self.document))
            else:
                into[role] = fact
        if not into:
            return
        if not self._describe(row, into):
            why = "来源、备注都已写有内容，无处注明出处，没有填入"
            for role, fact in into.items():
                self.kept.append(Kept(fact, self._cell(row, role), "", why, self.document))
            return
        for role, fact in into.items():
            value = float(Decimal(repr(fact.value)).scaleb(-(power or 0)))
            self.cells[row.index, row.columns[role]] = value
            self.filled.append(Filled(fact, self._cell(row, role)))

    def _describe(self, row: TableRow, into: Mapping[str, Fact]) -> bool:
        """Puts place and quotation into the row's blank cells; False where there is no room."""
        places = _by_year({f.year: str(f.source) for f in into.values()})
        remarks = _by_year({f.year: f.remark for f in into.values() if f.remark})
        free = [role for role in ("source", "remark") if role in row.columns and not row.text(role)]
        if not free:
            return False
        texts = {"source": places, "remark": remarks}
        if free == ["remark"]:
            texts = {"remark": "；".join(filter(None, (f"出处 {places}", remarks)))}
        for role in free:
            if texts[role]:
                self.cells[row.index, row.columns[role]] = texts[role]
        return True

    def _cell(self, row: TableRow, role: str) -> Source:
        return row.grid.source(row.index, row.columns[role])


def _covered(row: TableRow, role: str) -> bool:
    """Whether a cell lies inside a merged area, where nobody would see what is written."""
    column = row.columns[role]
    return any(
        area.top <= row.index <= area.bottom
        and area.left <= column <= area.right
        and (area.top, area.left) != (row.index, column)
        for area in row.grid.merged
    )


def _by_year(texts: Mapping[int, str]) -> str:
    """One text as it is, several each behind its year."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "；".join(f"{year}年：{text}" for year, text in texts.items())


def _named(fact: Fact) -> str:
    return f"{dated(fact.name, fact.year)} {show_value(fact.value, fact.unit)}"
