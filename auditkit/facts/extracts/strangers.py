"""Rows of a table of figures that belong to another department or another year."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditkit.errors import IssueKind, nearest
from auditkit.facts.workbook.cells import FactCell, FactLog
from auditkit.facts.workbook.layout import plain, year_in
from auditkit.files.grid import Source

OTHER_ROWS = IssueKind("F23", "取数表里有别的部门或别的年度的行")


@dataclass
class Strangers:
    """Counts what is not read, so that each other department or year is told in one line.

    A table may hold many departments and years: that is no fault where the own are among them. It
    is one where they are not, and where a department's name is nearly the own.
    """

    department: str
    year: int
    found: dict[tuple[str, str], list[Source]] = field(default_factory=dict)
    own: int = 0

    def year_of(self, text: str) -> int:
        """The year that a cell says; 0 where it says none."""
        return year_in(text) or 0

    def belongs(self, department: FactCell, year: FactCell, log: FactLog) -> bool:
        """Whether a row is of this department, and of this year or the one before."""
        said = department.text
        if said and plain(said) != plain(self.department):
            self.found.setdefault(("部门", said), []).append(department.source)
            return False
        stated = self.year_of(year.text)
        if not stated:
            what = "年度无法识读" if year.text else "没有写年度"
            log.refuse(OTHER_ROWS, year.source, what, year.text, "没有读入；请写四位年度，如 2023")
            return False
        if stated not in (self.year, self.year - 1):
            self.found.setdefault(("年度", str(stated)), []).append(year.source)
            return False
        self.own += 1
        return True

    def tell(self, log: FactLog) -> None:
        """One issue for each other department or year, with its first place and its count."""
        for (kind, said), places in self.found.items():
            more = f"等{len(places)}行" if len(places) > 1 else ""
            wanted = (
                f"“{self.department}”" if kind == "部门" else f"{self.year}年或{self.year - 1}年"
            )
            alike = kind == "部门" and nearest(said, [self.department]) is not None
            tell = log.refuse if alike or not self.own else log.doubt
            what = f"{kind}不是{wanted}{more}"
            tell(OTHER_ROWS, places[0], what, said, f"没有读入；如属本部门本年度，请更正{kind}")
