"""Published final accounts (部门决算): tables, text, facts and tie-outs of one file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.accounts.facts import gather
from auditkit.accounts.figures import compact
from auditkit.accounts.prose import Prose
from auditkit.accounts.tables import FUND, KINDS, STATE_CAPITAL, Table, read_tables
from auditkit.accounts.text import Statement, read_statements
from auditkit.accounts.textchecks import check
from auditkit.accounts.ties import TieOut, failures
from auditkit.errors import Issue, UnreadableFile
from auditkit.facts import Fact, Facts
from auditkit.grid import Grid
from auditkit.readers import read_bytes, read_grids

_NAME = r"(?P<name>[\u4e00-\u9fff()]{4,30}?)"
_NAMES = (
    re.compile(rf"第一部分{_NAME}(?:部门|单位)?(?:基本)?概况"),
    re.compile(rf"(?:第[一二三四五]部分|[¶。]|^){_NAME}(?=20\d\d年度?(?:部门|单位)?决算)"),
    re.compile(rf"(?:[¶。]|^){_NAME}(?=20\d\d年度(?:收入支出|财政拨款收入|政府采购|无))"),
    re.compile(rf"(?:编制|公开)?(?:部门|单位)(?:名称)?(?:\(.*?\))?:{_NAME}(?=$|[\d¶]|金额|单位)"),
)
_YEARS = (
    re.compile(r"(20\d\d)年度?(?:部门|单位|本级)*(?:收支)?决算"),
    re.compile(r"(20\d\d)年度(?:收入|财政拨款|收、|收支)"),
    re.compile(r"(20\d\d)年度"),
)


@dataclass(frozen=True)
class Accounts:
    """What one published file says; `tables` by their full names, figures in 万元."""

    file: str
    sha256: str
    department: str
    year: int | None
    tables: Mapping[str, Table]
    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    tie_outs: tuple[TieOut, ...]
    issues: tuple[Issue, ...]

    @property
    def failures(self) -> tuple[TieOut, ...]:
        """The tie-outs that rounding cannot explain."""
        return tuple(failures(self.tie_outs))

    @property
    def as_facts(self) -> Facts:
        """The facts in the form that `assess` reads, with the issues."""
        return Facts(self.facts, self.issues)


def read_accounts(
    path: str | Path, department: str | None = None, year: int | None = None
) -> Accounts:
    """The final accounts in a file (pdf, xlsx, xls, docx, html).

    Department and year are read from the document; if they are not those asked for, an issue says
    so. Raises UnreadableFile for a file that cannot be opened or holds no final accounts.
    """
    path = Path(path)
    data = read_bytes(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if b"%PDF-" in data[:1024]:
        from auditkit.readers.pdf import read_pdf_pages

        reading = read_pdf_pages(path.name, data, sha256)
        return accounts_of(reading.grids, department, year, reading.issues)
    return accounts_of(read_grids(path), department, year)


def accounts_of(
    grids: Sequence[Grid],
    department: str | None = None,
    year: int | None = None,
    issues: Sequence[Issue] = (),
) -> Accounts:
    """The final accounts in the grids of one file, whatever its type."""
    file = grids[0].file if grids else "文件"
    tables, found = read_tables(grids)
    statements = read_statements(grids)
    if not tables:
        raise UnreadableFile(
            file, "没有找到部门决算的任何一张表", "请确认这是部门决算公开文件，且表格不是图片"
        )
    said = _compact_text(grids)
    printed, names = _department(said)
    dated = _year(said, file)
    problems = [*issues, *found, *_missing(file, tables), *_units(file, tables)]
    problems += [*_names(file, printed, names), *_wording(statements)]
    problems += _asked(file, printed, dated, department, year)
    actual = dated or year
    facts: tuple[Fact, ...] = ()
    if actual is None:
        problems.append(
            Issue("accounts-year", file, "没有写明年度，未取数", "", "请用 --year 指明决算年度")
        )
    else:
        facts, more = gather(tables, statements, actual)
        problems += more
    return Accounts(
        file,
        grids[0].sha256,
        printed or department or "",
        actual,
        tables,
        tuple(statements),
        facts,
        check(tables, statements),
        tuple(problems),
    )


def _compact_text(grids: Sequence[Grid]) -> str:
    """The prose, and the short lines of sheets: where a department and a year are written."""
    cells = [
        compact(text)
        for grid in grids
        if grid.style == "sheet"
        for row in grid.texts[:6]
        for text in row
        if text
    ]
    return "¶".join([_plain(grids), *cells])


def _plain(grids: Sequence[Grid]) -> str:
    """The prose with its headings, which `Prose` leaves out."""
    lines = [text for g in grids if g.style != "sheet" for row in g.texts for text in row[:1]]
    heads = [compact(line) for line in lines if len(line) < 60]
    return "¶".join([Prose(grids).text, *heads])


def _department(text: str) -> tuple[str, Counter[str]]:
    names: Counter[str] = Counter()
    for pattern in _NAMES:
        for match in pattern.finditer(text):
            if not re.search("情况|说明|决算|部分|本部门|本单位|我局", match["name"]):
                names[match["name"]] += 1
    return (names.most_common(1)[0][0] if names else ""), names


def _year(text: str, file: str) -> int | None:
    for pattern in _YEARS:
        if years := Counter(pattern.findall(text)):
            return int(years.most_common(1)[0][0])
    found = re.search(r"20\d\d", file)
    return int(found.group()) if found else None


def _asked(
    file: str, printed: str, dated: int | None, department: str | None, year: int | None
) -> list[Issue]:
    issues = []
    wanted = compact(department or "")
    if wanted and printed and wanted not in printed and printed not in wanted:
        issues.append(
            Issue(
                "accounts-department",
                file,
                f"文件写的部门与所要的“{department}”不同",
                printed,
                "请核对是否拿错了文件",
            )
        )
    if year and dated and year != dated:
        issues.append(
            Issue(
                "accounts-year",
                file,
                f"文件写的年度与所要的{year}年不同",
                f"{dated}年",
                "请核对是否拿错了文件",
            )
        )
    return issues


def _names(file: str, printed: str, names: Counter[str]) -> list[Issue]:
    """Other names that the document gives the same department: a slip, or a page of another's."""
    alike = [n for n in names if n != printed and n not in printed and printed not in n]
    return [
        Issue(
            "accounts-name",
            file,
            f"文件中部门名称不一致，另处写作“{printed}”",
            name,
            "请部门更正",
            False,
        )
        for name in sorted(alike)
        if name[-2:] == printed[-2:]
    ]


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
            f"{file}[{table.grids[0]}]",
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
                    str(statement.source),
                    "照抄范本，没有选定增减",
                    way,
                    "请部门更正",
                    False,
                )
            )
        if number := statement.words.get("unmarked"):
            issues.append(
                Issue(
                    "accounts-percent",
                    str(statement.source),
                    "百分比漏印百分号",
                    number,
                    "请部门更正",
                    False,
                )
            )
    return issues
