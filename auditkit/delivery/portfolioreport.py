"""The portfolio of a report folder as a notebook and a page among the reports that it leads to."""

from __future__ import annotations

from pathlib import Path

from auditkit.delivery.portfoliofiles import write_rows
from auditkit.facts.facts import DEMO
from auditkit.files.saving import make_folder, write_bytes
from auditkit.kernels.execution import execute, notebook_bytes
from auditkit.results.fingerprint import notebook_path
from auditkit.results.portfolio import read_portfolio
from auditkit.show.page import export_html

NOTEBOOK = "portfolio_report.ipynb"
FOLDER = "组合"
"""The folder of the portfolio, beside those of the years."""


def write_portfolio(reports: Path, year: int = 0) -> list[Path]:
    """Writes 组合分析报告.html and .ipynb to `reports`/组合; gives their paths, and those of
    the CSV files with all rows where the page's tables show only some.

    `year` is the one looked at closely, 0 the last. Raises AuditError where no run is finished.
    """
    portfolio = read_portfolio(reports)
    chosen = portfolio.year_or_last(year)
    place = reports.resolve()
    parameters: dict[str, str | int | float | bool] = {
        # Relative to where the kernel runs, so that no path of this machine gets into the report.
        "reports": place.name,
        "year": chosen,
    }
    done = execute(notebook_path(NOTEBOOK), parameters, place.parent)
    years = portfolio.years
    span = f"{years[0]}—{years[-1]}" if len(years) > 1 else f"{years[0]}"
    title = f"{len(portfolio.departments)}个部门{span}年度整体绩效组合分析报告"
    mixed = portfolio.demo and not portfolio.all_demo
    stem = f"组合分析报告-{'含' * mixed}{DEMO}" if portfolio.demo else "组合分析报告"
    folder = reports / FOLDER
    make_folder(folder)
    page = export_html(done, title=title, demo=portfolio.demo, mixed=mixed)
    write_bytes(folder / f"{stem}.html", page.encode())
    write_bytes(folder / f"{stem}.ipynb", notebook_bytes(done))
    return [folder / f"{stem}.html", folder / f"{stem}.ipynb", *write_rows(portfolio, folder)]
