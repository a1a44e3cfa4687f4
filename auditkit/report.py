"""The report of one department and year: the notebook executed, kept, and rendered as one page."""

from __future__ import annotations

import os
from pathlib import Path

from auditkit.audit import open_audit
from auditkit.errors import AuditError
from auditkit.execution import NotebookFailed, execute, notebook_bytes
from auditkit.facts import DEMO
from auditkit.saving import make_folder, write_bytes
from auditkit.show.page import export_html

NOTEBOOK = "department_report.ipynb"


def notebook_path(name: str = NOTEBOOK) -> Path:
    """The notebook in the working folder's notebooks/, else in the project's."""
    for folder in (Path.cwd(), Path(__file__).resolve().parent.parent):
        path = folder / "notebooks" / name
        if path.is_file():
            return path
    raise AuditError(f"找不到笔记本 notebooks/{name}。请在项目文件夹中运行。")


def write_report(
    department: str, year: int, data_dir: Path, rulepack: str, output: Path
) -> list[Path]:
    """Writes 审计报告.html and .ipynb to `output`/year/department; gives both paths.

    Files appear whole or not at all. When a cell fails, the notebook with its error is kept beside
    them and an earlier report stays as it was.
    """
    notebook = notebook_path()
    audit = open_audit(department, year, data_dir, rulepack)
    folder = output / str(year) / department
    stem = f"审计报告-{DEMO}" if audit.demo else "审计报告"
    make_folder(folder)
    data = data_dir.resolve()
    parameters: dict[str, str | int | float | bool] = {
        "department": department,
        "year": year,
        # Relative to where the kernel runs, so that no path of this machine gets into the report.
        "data_dir": data.name,
        "rulepack": _relative_pack(rulepack, data.parent),
    }
    try:
        done = execute(notebook, parameters, data.parent)
    except NotebookFailed as error:
        kept = folder / f"{stem}-出错.ipynb"
        write_bytes(kept, notebook_bytes(error.notebook))
        raise AuditError(f"报告没有生成。{error} 出错的笔记本保存在 {kept}。") from error
    page = export_html(done, title=audit.title, demo=audit.demo)
    files = [folder / f"{stem}.html", folder / f"{stem}.ipynb"]
    write_bytes(files[0], page.encode())
    write_bytes(files[1], notebook_bytes(done))
    return files


def _relative_pack(rulepack: str, folder: Path) -> str:
    path = Path(rulepack)
    return os.path.relpath(path.resolve(), folder) if path.is_file() else rulepack
