"""The steps from a form to a report for one's own department, each as a person asks for it.

Nothing that lies in a folder is ever replaced by what comes in; what a person typed stays.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from auditkit.audit.audit import Audit
from auditkit.audit.folder import (
    files_in,
    held_open,
    left_by_a_program,
    looked_at,
)
from auditkit.audit.formfiles import form_files
from auditkit.audit.inputs import fact_files, year_folder
from auditkit.audit.opening import open_audit
from auditkit.audit.receiving import receive
from auditkit.audit.yearform import read_form
from auditkit.errors import AuditError
from auditkit.facts.accounts.files import keep_published
from auditkit.facts.facts import DEMO, FORM_NAME
from auditkit.facts.fillworkbook import book_for, fill_from_accounts
from auditkit.facts.workbook.template import write_fact_template
from auditkit.files.names import refuse_as_folder
from auditkit.files.saving import make_folder, write_bytes
from auditkit.findings.decisionsheets import STEM
from auditkit.form.log import NO_DEPARTMENT
from auditkit.form.reading import read_declaration
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.load import load_rulepack

BOOK = "实际数.xlsx"
EXPORTS = "导出"
"""The folder beside data/ for workbooks that are no report."""
_YEAR = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A form that has come in: its file, and the department and year that it prints.

    `department` is blank and `year` 0 where it prints none.
    """

    name: str
    data: bytes
    department: str
    year: int


@dataclass(frozen=True)
class Desk:
    """A folder of departments, and the workbench folder that reports/ and 导出/ lie in."""

    folder: Path
    data_dir: Path
    rulepack: str = DEFAULT_PACK

    @property
    def reports(self) -> Path:
        """The folder of the reports."""
        return self.folder / "reports"

    def years(self) -> dict[str, list[int]]:
        """The departments there are now, each with its years; empty where there is no data yet."""
        if not self.data_dir.is_dir():
            return {}
        return {name: sorted(years) for name, years in looked_at(self.data_dir)[0].items() if years}

    def received(self, name: str, data: bytes) -> Incoming:
        """Whose form a file is, by what it prints. Raises AuditError where it is no form."""
        name = Path(name.replace("\\", "/")).name
        with TemporaryDirectory() as place:
            # Read where a department of no name would lie: only what the form prints counts.
            path = Path(place) / "-" / "0" / name
            make_folder(path.parent)
            write_bytes(path, data)
            try:
                form = read_declaration(path)
            except AuditError as error:
                raise AuditError(str(error).replace(str(path), name)) from None
        unnamed = any(
            one.code == NO_DEPARTMENT.code and one.source.file == name for one in form.issues
        )
        return Incoming(name, data, "" if unnamed else form.department, form.year)

    def put_form(self, form: Incoming, department: str, year: int) -> Path:
        """Lay a form into the folder of its department and year, as it was received.

        Raises AuditError for a name or year that no folder can have, and where another form lies.
        """
        name = department.strip()
        refuse_as_folder(name)
        if year not in _YEAR:
            raise AuditError(f"年度要写成四位数，如 2024，不能是“{year or ''}”。")
        folder = self.data_dir / name / str(year)
        stem = Path(form.name).stem
        title = form.name if FORM_NAME.search(stem) else f"申报表（{stem}）{Path(form.name).suffix}"
        place = folder / title
        there = form_files(folder) if folder.is_dir() else []
        if any(path.read_bytes() == form.data for path in there):
            return next(path for path in there if path.read_bytes() == form.data)
        if there:
            names = "、".join(path.name for path in there)
            raise AuditError(
                f"{name}{year}年度已有申报表（{names}），没有放入“{form.name}”。"
                f"确要更换，请先从文件夹 {folder} 中移走原来的。"
            )
        make_folder(folder)
        write_bytes(place, form.data)
        return place

    def put_figures(self, name: str, data: bytes, department: str, year: int) -> list[str]:
        """Take a table of figures, a ledger, published accounts or a budget in; what came of it.

        The content says which it is. Accounts and a budget fill blank cells of the workbook; the
        others are kept as received. Raises AuditError where it cannot be read or kept.
        """
        with TemporaryDirectory() as place:
            path = Path(place) / Path(name.replace("\\", "/")).name
            write_bytes(path, data)
            try:
                received = receive(path, department, year, self.data_dir, self.rulepack)
                if received is None:
                    return self._published(path, department, year)
            except AuditError as error:
                # Neither the passing place nor the machine's own folders say anything to a reader.
                said = str(error).replace(str(path), path.name)
                raise AuditError(said.replace(f"{self.data_dir}{os.sep}", "")) from None
        shown = replace(received, place=received.place.relative_to(self.data_dir))
        told = (f"{'须更正' if one.grave else '提示'}  {one}" for one in received.issues)
        return [*shown.lines(), *told]

    def _published(self, path: Path, department: str, year: int) -> list[str]:
        words = load_rulepack(self.rulepack)
        accounts, folder = keep_published(path, department, year, self.data_dir, words)
        declaration, pack, _ = read_form(department, year, self.data_dir, self.rulepack)
        report = fill_from_accounts(book_for(folder, accounts), accounts, declaration, pack)
        return [f"已放入{accounts.file}（{path.name}）", *report.lines()]

    def files(self, department: str, year: int) -> list[Path]:
        """What lies in the folder of a department and year."""
        folder = year_folder(department, year, self.data_dir)
        return [path for path in files_in(folder) if not left_by_a_program(path.name)]

    def held_open(self, department: str, year: int) -> list[str]:
        """Sentences about inputs that Excel or WPS has open."""
        return held_open(year_folder(department, year, self.data_dir))

    def audit(self, department: str, year: int) -> Audit:
        """The audit of what lies in the folder now."""
        return open_audit(department, year, self.data_dir, self.rulepack)

    def book(self, department: str, year: int) -> tuple[Path, bool]:
        """The workbook to fill in, and whether it was made just now; one that is there stays."""
        declaration, pack, folder = read_form(department, year, self.data_dir, self.rulepack)
        books, _ = fact_files(folder)
        if books:
            return books[0], False
        path = folder / BOOK
        write_fact_template(path, declaration, pack)
        return path, True

    def report(self, department: str, year: int, formats: Sequence[str]) -> list[Path]:
        """The report's files, the manifest last."""
        from auditkit.delivery.report import write_report

        return write_report(
            department, year, self.data_dir, self.rulepack, self.reports, formats=formats
        )

    def export(self, department: str, year: int) -> list[Path]:
        """底稿 with live formulas, and the findings as a workbook to write remarks into.

        The latter lies in the department's folder, where a re-run takes it up; what was typed in
        it before is carried over.
        """
        from auditkit.documents.workpaper import write_working_paper
        from auditkit.results.findingexport import export_findings

        audit = self.audit(department, year)
        place = self.folder / EXPORTS / str(year) / department
        make_folder(place)
        mark = f"-{DEMO}" if audit.demo else ""
        paper = write_working_paper(audit, place / f"{department}{year}年度-底稿{mark}.xlsx")
        words = year_folder(department, year, self.data_dir) / f"{STEM}.xlsx"
        export_findings(words, audit, audit.findings)
        return [paper, words]
