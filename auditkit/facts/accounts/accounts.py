"""Published final accounts (部门决算): tables, text, facts and tie-outs of one file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.errors import Issue, UnreadableFile
from auditkit.facts.accounts.assembly import UnitTables, read_units
from auditkit.facts.accounts.facts import gather
from auditkit.facts.accounts.figures import compact
from auditkit.facts.accounts.naming import asked, department_in, headings_of, other_names, year_in
from auditkit.facts.accounts.order import in_order
from auditkit.facts.accounts.statement import Statement
from auditkit.facts.accounts.tables import FUND, KINDS, STATE_CAPITAL, Table
from auditkit.facts.accounts.text import read_statements
from auditkit.facts.accounts.textchecks import check
from auditkit.facts.accounts.ties import GAP, Blank, TieOut, Ties, failures
from auditkit.facts.accounts.untold import hidden
from auditkit.facts.facts import DEMO, Fact, Facts
from auditkit.files.grid import UNREAD, Grid, Source
from auditkit.files.readers import read_bytes, read_grids
from auditkit.files.readers.kinds import kind_of
from auditkit.files.readers.workbook import hidden_sheets
from auditkit.rules.accountwords import AccountWords, shipped_words, words_with
from auditkit.rules.rulepack import RulePack

FLAWS = frozenset(("accounts-name", "accounts-template", "accounts-percent", "accounts-total"))
"""Issues that are faults of the document and not of its reading: `cross_check` finds them."""


@dataclass(frozen=True)
class Accounts:
    """What one published file says; `tables` by their full names, figures in 万元.

    `demo` says that the file declares its figures invented.
    """

    file: str
    sha256: str
    department: str
    year: int | None
    tables: Mapping[str, Table]
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    tie_outs: tuple[TieOut, ...]
    issues: tuple[Issue, ...]
    blanks: tuple[Blank, ...] = ()
    demo: bool = False

    @property
    def failures(self) -> tuple[TieOut, ...]:
        """The tie-outs that rounding cannot explain."""
        return tuple(failures(self.tie_outs))

    @property
    def as_facts(self) -> Facts:
        """The facts in the form that `assess` reads, with what stood in the way of reading."""
        issues = tuple(issue for issue in self.issues if issue.code not in FLAWS)
        return Facts(self.facts, issues, demo=self.demo, files=((self.file, self.sha256),))


def read_accounts(
    path: str | Path,
    department: str | None = None,
    year: int | None = None,
    rulepack: RulePack | None = None,
) -> Accounts:
    """The final accounts in a file (pdf, xlsx, xls, docx, html), told by its content.

    Department and year are read from the document; if they are not those asked for, an issue says
    so. Of several units' tables those of the department asked for count, else the first. Titles and
    headings are known by the words that come with auditkit and those of the rule pack; hidden
    sheets are told and not read.
    Raises UnreadableFile for a file that cannot be opened or holds no final accounts.
    """
    path = Path(path)
    data = read_bytes(path)
    kind = kind_of(path.name, data)
    words = words_with(rulepack.accounts) if rulepack else shipped_words()
    if kind == "pdf":
        from auditkit.files.readers.pdf import read_pdf_pages

        reading = read_pdf_pages(path.name, data, hashlib.sha256(data).hexdigest())
        return accounts_of(reading.grids, department, year, reading.issues, words)
    grids = read_grids(path)
    told = []
    if kind == "workbook" and (names := hidden_sheets(path.name, data)):
        told = list(hidden(grids, names))
        grids = [grid for grid in grids if grid.name not in names]
    ordered = in_order(kind, path.name, data, grids)
    if ordered is None:
        told.append(_unordered(path.name))
    return accounts_of(ordered or grids, department, year, told, words)


def accounts_of(
    grids: Sequence[Grid],
    department: str | None = None,
    year: int | None = None,
    issues: Sequence[Issue] = (),
    words: AccountWords | None = None,
) -> Accounts:
    """The final accounts in the grids of one file, whatever its type."""
    file = grids[0].file if grids else "文件"
    words = words or shipped_words()
    units, found = read_units(grids, words)
    if not units:
        raise UnreadableFile(
            file, "没有找到部门决算的任何一张表", "请确认这是部门决算公开文件，且表格不是图片"
        )
    unit = _chosen(units, compact(department or ""))
    tables = unit.tables
    own = _own_grids(grids, units, unit)
    statements = read_statements(own)
    said = headings_of(own)
    printed, names = department_in(said)
    if len(units) > 1 and unit.name:
        printed = unit.name
    dated = year_in(said, file)
    problems = [*issues, *_unread(grids, issues), *found, *_several(file, units, unit)]
    problems += [*_missing(file, tables), *_units(file, tables)]
    problems += [*other_names(file, printed, names), *_wording(statements)]
    problems += asked(file, printed, dated, department, year)
    actual = dated or year
    facts: tuple[Fact, ...] = ()
    if actual is None:
        problems.append(
            Issue("accounts-year", file, "没有写明年度，未取数", "", "请用 --year 指明决算年度")
        )
    else:
        facts, more = gather(tables, statements, actual, words)
        problems += more
    ties = check(tables, statements)
    problems += [_blank(blank) for blank in ties.blanks]
    problems += _held(file, tables, ties)
    return Accounts(
        file,
        grids[0].sha256,
        printed or department or "",
        actual,
        tables,
        tuple(statements),
        facts,
        tuple(ties.found),
        tuple(problems),
        tuple(ties.blanks),
        DEMO in file or any(DEMO in text for grid in grids for row in grid.texts for text in row),
    )


def _chosen(units: Sequence[UnitTables], wanted: str) -> UnitTables:
    """The unit asked for, else the first."""
    named = (u for u in units if wanted and u.name and (wanted in u.name or u.name in wanted))
    exact = (u for u in units if wanted and u.name == wanted)
    return next(exact, None) or next(named, None) or units[0]


def _own_grids(
    grids: Sequence[Grid], units: Sequence[UnitTables], unit: UnitTables
) -> Sequence[Grid]:
    """The part of the document that is about the unit: its tables and the text behind them."""
    first = unit.start if unit is not units[0] else 0
    after = [other.start for other in units if other.start > unit.start]
    return grids[first : min(after, default=len(grids))]


def _several(file: str, units: Sequence[UnitTables], unit: UnitTables) -> list[Issue]:
    if len(units) == 1:
        return []
    names = "、".join(u.name or f"第{i}个单位" for i, u in enumerate(units, 1))
    taken = unit.name or f"第{units.index(unit) + 1}个单位"
    what = f"文件里有{len(units)}个单位的决算表，取用“{taken}”的"
    remedy = "请核对；要取另一单位的，请用 --department 指明"
    return [Issue("accounts-units", file, what, names, remedy, False)]


def _unread(grids: Sequence[Grid], issues: Sequence[Issue]) -> list[Issue]:
    """An issue for every unread page that the reader's own issues do not name."""
    told = {issue.source for issue in issues}
    places = (
        Source(grid.file, grid.name.removesuffix(UNREAD).strip(), grid.sha256)
        for grid in grids
        if grid.unread
    )
    return [
        Issue("page-unread", place, "本页没有读入", "", "请对照原件手工填写本页数据")
        for place in places
        if place not in told
    ]


def _unordered(file: str) -> Issue:
    what = "表与正文的先后无法确定，表名只凭表内文字辨认"
    return Issue("accounts-order", file, what, "", "请核对各表，或索取 xlsx、PDF 原件", False)


def _held(file: str, tables: Mapping[str, Table], ties: Ties) -> list[Issue]:
    """One issue for each table whose tie-outs are not held against the department, and why."""
    counts = Counter((why, table) for why, table, _ in ties.held)
    issues = []
    for (why, table), count in counts.items():
        found = "、".join(tables[table].gaps[:3]) if table in tables and why == GAP else ""
        where = Source(file, tables[table].grids[0]) if table in tables else file
        what = f"《{table}》{why}，涉及它的勾稽有{count}项对不上，不作为问题提出"
        remedy = "请先更正没有读入之处" if why == GAP else "请先核对合计"
        issues.append(Issue("accounts-held", where, what, found, remedy, False))
    return issues


def _blank(blank: Blank) -> Issue:
    remedy = "请部门补填合计，或对照原件核对"
    return Issue("accounts-total", blank.source, str(blank), "", remedy, False)


def _missing(file: str, tables: Mapping[str, Table]) -> list[Issue]:
    rare = (FUND, STATE_CAPITAL)
    return [
        Issue(
            "accounts-table",
            file,
            f"没有找到《{kind}》",
            "",
            "请核对原件是否缺表",
            kind not in rare,
        )
        for kind in KINDS
        if kind not in tables
    ]


def _units(file: str, tables: Mapping[str, Table]) -> list[Issue]:
    return [
        Issue(
            "accounts-converted",
            Source(file, table.grids[0]),
            f"《{table.kind}》单位为{table.unit}，已折算为万元",
            "",
            "无需处理",
            False,
        )
        for table in tables.values()
        if table.unit not in ("", "万元")
    ]


def _wording(statements: Sequence[Statement]) -> list[Issue]:
    """Words of the model text that were left standing, and percentages without their sign."""
    issues = []
    for statement in statements:
        way = statement.words.get("rate_way", "")
        if re.search("增", way) and re.search("降|减", way):
            issues.append(
                Issue(
                    "accounts-template",
                    statement.source,
                    "照抄范本，没有选定增减",
                    way,
                    "请部门更正",
                    False,
                )
            )
        if number := statement.words.get("misprint"):
            where, remedy = statement.source, "请对照原件填写"
            issues.append(
                Issue("accounts-number", where, "金额的分位符不合规范，没有取用", number, remedy)
            )
        if number := statement.words.get("unmarked"):
            issues.append(
                Issue(
                    "accounts-percent",
                    statement.source,
                    "百分比漏印百分号",
                    number,
                    "请部门更正",
                    False,
                )
            )
    return issues
