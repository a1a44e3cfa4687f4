"""Where the time of one warm report goes: each part by itself, in one process, the least of some.

Milliseconds of processor time. `cells` are the notebook's, its charts among them; the writer makes
page, notebook, working paper, results and calculation from an audit that it opens for itself.

    python -m benchmarks.parts [rounds]
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from auditkit import kernels
from auditkit.kernels.modules import warm_up
from benchmarks import aims, notebooks

ROUNDS = 10
DATA, PACK = Path("data"), "zhengzhou-2020"


def main(rounds: int = ROUNDS) -> None:
    """Measures every part and prints the table."""
    warm_up(kernels.preload())
    os.chdir(notebooks.ROOT)
    from auditkit import open_audit, show
    from auditkit.audit.audit import Audit
    from auditkit.documents.workpaper import working_paper
    from auditkit.files.canonical import json_bytes
    from auditkit.files.saving import workbook_bytes
    from auditkit.kernels.execution import execute, notebook_bytes
    from auditkit.results.calculation import calculation
    from auditkit.results.fingerprint import seal_of
    from auditkit.results.record import record
    from auditkit.show.page import export_html

    def opened() -> Audit:
        return open_audit(notebooks.DEPARTMENT, notebooks.YEAR, DATA, PACK)

    def known() -> Audit:
        audit = opened()
        record(audit)
        return audit

    def charts(audit: Audit) -> None:
        for made in (
            show.budget_structure, show.status_overview, show.score_interval,
            show.targets_against_actuals, show.task_execution,
        ):  # fmt: skip
            made(audit)._repr_mimebundle_()

    done = execute(notebooks.NOTEBOOK, notebooks.PARAMETERS, notebooks.ROOT)
    audit = known()
    results, sums = record(audit), calculation(audit)
    with TemporaryDirectory() as folder:
        sealed = Path(folder, "page.html")
        sealed.write_text(export_html(done, title=audit.title, demo=audit.demo), "utf-8")
        ways: list[tuple[str, Callable[[], Any], Callable[[Any], Any]]] = [
            ("单元格", cells, lambda run: run()),
            ("　其中五张图", known, charts),
            ("打开审计", lambda: None, lambda _: opened()),
            ("评定、发现、结果", opened, record),
            ("计算链", known, calculation),
            ("JSON", lambda: None, lambda _: (json_bytes(results), json_bytes(sums))),
            ("笔记本的字节", lambda: None, lambda _: notebook_bytes(done)),
            ("网页", lambda: None, lambda _: export_html(done, title=audit.title, demo=audit.demo)),
            ("底稿", known, lambda one: workbook_bytes(working_paper(one))),
            ("校验", lambda: None, lambda _: seal_of(sealed)),
        ]
        found = {name: least(before, way, rounds) for name, before, way in ways}
    table = Table(title="一份热的报告，各部分的处理器毫秒")
    table.add_column("部分")
    table.add_column("毫秒", justify="right")
    for name, spent in found.items():
        table.add_row(name, f"{1000 * spent:.1f}")
    Console(width=100).print(table)
    aims.keep(
        cells=found["单元格"],
        charts=found["　其中五张图"],
        open_audit=found["打开审计"],
        writer=sum(found[name] for name in ("网页", "底稿", "JSON", "校验")),
    )


def least(before: Callable[[], Any], way: Callable[[Any], Any], rounds: int) -> float:
    """The least processor seconds of a way, without what is done before it."""
    spent = []
    for _ in range(rounds):
        given = before()
        begun = time.process_time()
        way(given)
        spent.append(time.process_time() - begun)
    return min(spent)


def cells() -> Callable[[], None]:
    """The notebook's cells, formatted as a kernel would; what they print is thrown away."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    notebook = nbformat.read(notebooks.NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    sources = [ast.parse(cell.source).body for cell in notebook.cells if cell.cell_type == "code"]

    def run() -> None:
        names: dict[str, Any] = {}
        with contextlib.redirect_stdout(io.StringIO()):
            for number, body in enumerate(sources):
                shown = body[-1].value if isinstance(body[-1], ast.Expr) else None
                rest = body[:-1] if shown is not None else body
                exec(compile(ast.Module(rest, []), "cell", "exec"), names)
                if number == 0:
                    names.update(notebooks.PARAMETERS)
                if shown is not None:
                    value = eval(compile(ast.Expression(shown), "cell", "eval"), names)
                    shell.display_formatter.format(value)

    return run


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
