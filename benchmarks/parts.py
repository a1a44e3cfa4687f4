"""Where the time of one warm report goes: each part by itself, in one process, the least of some.

Milliseconds of processor time. `cells` are the notebook's, its charts among them. Below the parts
stands what a report of a batch takes in all; what the parts leave of it is the own work of IPython
and papermill, what is written to disk, and what collecting unused objects takes.

    python -m benchmarks.parts [rounds]
"""

from __future__ import annotations

import ast
import contextlib
import gc
import io
import json
import os
import resource
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
from benchmarks import aims, notebooks, started

ROUNDS = 10
DATA, PACK = Path("data"), "zhengzhou-2020"


def main(rounds: int = ROUNDS) -> None:
    """Measures every part and prints the table."""
    # Where nothing is measured, this is a fork of what has been rehearsed.
    warm_up(kernels.preload(), used=started.FORKED not in os.environ)
    os.chdir(notebooks.ROOT)
    from auditkit import open_audit, show
    from auditkit.audit.audit import Audit
    from auditkit.delivery.proofreading import proofread
    from auditkit.delivery.runningtext import notebook_text, page_text
    from auditkit.documents.workpaper import working_paper
    from auditkit.files.canonical import json_bytes
    from auditkit.files.saving import workbook_bytes
    from auditkit.kernels.execution import execute, notebook_bytes
    from auditkit.results.calculation import calculation
    from auditkit.results.fingerprint import ingredients
    from auditkit.results.record import record, results_of
    from auditkit.results.sealedfile import seal_of
    from auditkit.show.page import export_html

    def opened() -> Audit:
        return open_audit(notebooks.DEPARTMENT, notebooks.YEAR, DATA, PACK)

    def known() -> Audit:
        audit = opened()
        results_of(audit)
        return audit

    def charts(audit: Audit) -> None:
        for made in (
            show.budget_structure, show.status_overview, show.score_interval,
            show.targets_against_actuals, show.task_execution,
        ):  # fmt: skip
            made(audit)._repr_mimebundle_()

    def proof(audit: Audit) -> None:
        proofread(results_of(audit).record, {"页": page_text(page), "笔记本": notebook_text(done)})

    asked: Any = (
        notebooks.DEPARTMENT, notebooks.YEAR, DATA, PACK, notebooks.NOTEBOOK, ("html", "xlsx"), {},
    )  # fmt: skip
    done = execute(notebooks.NOTEBOOK, notebooks.PARAMETERS, notebooks.ROOT)
    audit = known()
    results, sums = record(audit), calculation(audit)
    page = export_html(done, title=audit.title, demo=audit.demo)
    with TemporaryDirectory() as folder:
        sealed = Path(folder, "page.html")
        sealed.write_text(page, "utf-8")
        inner: list[tuple[str, Callable[[], Any], Callable[[Any], Any]]] = [
            ("材料的指纹", lambda: None, lambda _: ingredients(*asked)),
            ("打开审计", lambda: None, lambda _: opened()),
            ("评定、发现、结果", opened, record),
            ("单元格，审计已打开", lambda: shown(known()), lambda run: run()),
            ("　其中五张图", known, charts),
            ("笔记本的字节", lambda: None, lambda _: notebook_bytes(done)),
            ("网页", lambda: None, lambda _: export_html(done, title=audit.title, demo=audit.demo)),
            ("正文数字的核对", known, proof),
            ("计算链", known, calculation),
            ("JSON", lambda: None, lambda _: (json_bytes(results), json_bytes(sums))),
            ("底稿", known, lambda one: workbook_bytes(working_paper(one))),
            ("校验", lambda: None, lambda _: seal_of(sealed)),
        ]
        found = {name: least(before, way, rounds) for name, before, way in inner}
        alone = least(cells, lambda run: run(), rounds)
    whole = in_a_batch(rounds)
    table = Table(title="一份热的报告，各部分的处理器毫秒")
    table.add_column("部分")
    table.add_column("毫秒", justify="right")
    for name, spent in found.items():
        table.add_row(name, f"{1000 * spent:.1f}", end_section=name == inner[-1][0])
    told = sum(spent for name, spent in found.items() if not name.startswith("　"))
    for name, spent in (
        ("以上合计", told),
        ("成批时的一份报告", whole),
        ("其余：IPython 和 papermill 自己的、写盘、回收", whole - told),
        ("单元格，连同打开和评定", alone),
    ):
        table.add_row(name, f"{1000 * spent:.1f}")
    Console(width=100).print(table)
    aims.keep(
        cells=alone,
        charts=found["　其中五张图"],
        open_audit=found["打开审计"],
        writer=sum(found[name] for name in ("网页", "底稿", "JSON", "校验")),
    )


def in_a_batch(rounds: int) -> float:
    """Processor seconds of a report as a batch makes it, in a process that is forked from a warm
    one, and in all that this one starts. The first reports do not count."""
    from auditkit import kernels

    kernels.start(kernels.preload())
    with TemporaryDirectory() as folder:
        notebooks.copied_departments(2 * rounds, Path(folder, "data"))
        child = kernels.fork("benchmarks.parts:reports", [folder], cwd=str(notebooks.ROOT))
        assert child.wait() == 0
        spent: list[float] = json.loads(Path(folder, "spent.json").read_text())
    return (spent[-1] - spent[rounds - 1]) / rounds


def reports(folder: str) -> None:
    """What the process of `in_a_batch` does; it keeps what it and its children had spent after each
    report."""
    from auditkit.batch.worker import MANY_OBJECTS
    from auditkit.delivery.report import write_report

    gc.set_threshold(MANY_OBJECTS)
    spent: list[float] = []
    data = Path(folder, "data")
    for department in sorted(path.name for path in data.iterdir()):
        write_report(
            department, notebooks.YEAR, data, PACK, Path(folder, "reports"), one_of_many=True
        )
        used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        spent.append(sum(each.ru_utime + each.ru_stime for each in used))
    Path(folder, "spent.json").write_text(json.dumps(spent))


def least(before: Callable[[], Any], way: Callable[[Any], Any], rounds: int) -> float:
    """The least processor seconds of a way, without what is done before it."""
    spent = []
    for _ in range(rounds):
        given = before()
        begun = time.process_time()
        way(given)
        spent.append(time.process_time() - begun)
    return min(spent)


def shown(audit: Any) -> Callable[[], None]:
    """The cells of a notebook in whose process the audit is open already."""
    import auditkit

    run = cells()

    def given() -> None:
        opening = auditkit.open_audit
        auditkit.open_audit = lambda *_, **__: audit
        try:
            run()
        finally:
            auditkit.open_audit = opening

    return given


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
