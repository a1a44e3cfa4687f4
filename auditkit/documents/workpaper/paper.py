"""The working paper (底稿.xlsx): facts with their sources, every indicator and score live.

Formulas carry no cached results: a spreadsheet program computes them when it opens the paper.
"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from auditkit.audit.audit import Audit
from auditkit.documents.workpaper.cover import write_cover
from auditkit.documents.workpaper.figures import write_figures
from auditkit.documents.workpaper.files import write_files
from auditkit.documents.workpaper.indicators import write_indicators
from auditkit.documents.workpaper.inputs import inputs_of
from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.points import write_points
from auditkit.documents.workpaper.remarks import write_findings
from auditkit.documents.workpaper.requests import write_requests
from auditkit.documents.workpaper.sheets import Paper
from auditkit.documents.workpaper.tasks import write_tasks
from auditkit.files.saving import inert, save_workbook

__all__ = ["FILE_NAME", "working_paper", "write_working_paper"]

FILE_NAME = "底稿.xlsx"


def working_paper(audit: Audit, folder: Path | None = None) -> Workbook:
    """The working paper of one department and year, in eight sheets.

    `folder` is where the paper is to lie, for links to the input files; without it they are named.
    """
    plan, inputs = Plan(audit), inputs_of(audit, folder)
    paper = Paper(audit.department, audit.year, audit.demo)
    book = Workbook()
    book.properties.title = inert(
        f"{audit.department}{audit.year}年度审计工作底稿：{audit.declaration.audited}"
    )
    cover = book.worksheets[0]
    write_figures(book, plan, paper, inputs)
    write_indicators(book, plan, paper)
    write_points(book, plan, paper)
    write_findings(book, plan, paper)
    write_requests(book, plan, paper)
    write_tasks(book, plan, paper, inputs)
    write_files(book, plan, paper, inputs)
    write_cover(cover, plan, paper)
    book.calculation.fullCalcOnLoad = True
    return book


def write_working_paper(audit: Audit, path: Path) -> Path:
    """Write the paper to `path`; AuditError when it cannot be written."""
    save_workbook(working_paper(audit, path.parent), path)
    return path
