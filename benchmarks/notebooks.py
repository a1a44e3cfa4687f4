"""Executed department reports per second: stock papermill, its rivals, auditkit, and the floor.

Every way runs the same notebook on the same data N times, in a process of its own that is timed
from start to end, imports and all. Rounds are interleaved, so that a busy machine disturbs all
ways alike; the quickest round counts. The floor is the cells alone in one warm interpreter,
divided by the cores: nothing that starts from a kernel can be below it.

    python -m benchmarks.notebooks --reports 20 --slow 20 --rounds 1
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import aims, started

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "department_report.ipynb"
DEPARTMENT, YEAR = "郑州市教育局", 2020
PARAMETERS: Mapping[str, Any] = {
    "department": DEPARTMENT,
    "year": YEAR,
    "data_dir": "data",
    "rulepack": "zhengzhou-2020",
}
AIMED = 20
"""Reports from which on figures are kept: of fewer the start is most of it."""
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
QUIET = ["--IPKernelApp.log_level=ERROR"]


def command(count: int, folder: Path) -> None:
    """papermill's command, one after the other."""
    options = [part for name, value in PARAMETERS.items() for part in ("-p", name, str(value))]
    for number in range(count):
        done = [str(NOTEBOOK), str(folder / f"{number}.ipynb"), *options]
        subprocess.run(
            [sys.executable, "-m", "papermill", *done, "--no-progress-bar", "--cwd", str(ROOT)],
            check=True,
            capture_output=True,
        )


def api(count: int, folder: Path) -> None:
    """papermill's function, one after the other."""
    for number in range(count):
        _papermill(folder / f"{number}.ipynb")


def pool(count: int, folder: Path) -> None:
    """papermill's function in as many processes as there are cores."""
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as processes:
        list(processes.map(_papermill, [folder / f"{number}.ipynb" for number in range(count)]))


def ploomber(count: int, folder: Path) -> None:
    """ploomber-engine, cells in its own process, one after the other."""
    from ploomber_engine import execute_notebook  # type: ignore[import-not-found]

    os.chdir(ROOT)
    for number in range(count):
        execute_notebook(
            NOTEBOOK,
            folder / f"{number}.ipynb",
            parameters=dict(PARAMETERS),
            log_output=False,
            progress_bar=False,
        )


def ours(count: int, folder: Path) -> None:
    """auditkit: forked kernels, a forked process for each core."""
    from auditkit import kernels

    kernels.start(kernels.preload())
    share = [list(range(core, count, CORES)) for core in range(CORES)]
    with ThreadPoolExecutor(CORES) as threads:
        codes = threads.map(
            lambda numbers: kernels.fork(
                "benchmarks.notebooks:execute_all", [str(folder), numbers], cwd=str(ROOT)
            ).wait(),
            share,
        )
        assert not any(codes)


def execute_all(folder: str, numbers: list[int]) -> None:
    """What a process of `ours` does."""
    from auditkit.kernels.execution import execute, notebook_bytes

    for number in numbers:
        done = execute(NOTEBOOK, PARAMETERS, ROOT)
        Path(folder, f"{number}.ipynb").write_bytes(notebook_bytes(done))


def batch(count: int, folder: Path) -> None:
    """`auditkit run`: whole reports with page, notebook, working paper, results and manifest."""
    data = folder / "data"
    copied_departments(count, data)
    options = ["--all", "--data-dir", str(data), "--output", str(folder / "reports")]
    # It ends with 1: the workbooks name the department that they were copied from.
    started.ended("auditkit", "run", *options, quiet=True)


def copied_departments(count: int, data: Path) -> None:
    """So many departments with one year each, copied from the real one."""
    for number in range(count):
        shutil.copytree(
            ROOT / "data" / DEPARTMENT / str(YEAR), data / f"{DEPARTMENT}{number:03}" / str(YEAR)
        )


def whole(count: int, folder: Path) -> None:
    """As `floor`, with everything that a report consists of made from it."""
    floor(count, folder, reports=True)


def floor(count: int, folder: Path, *, reports: bool = False) -> None:
    """The cells alone, formatted as a kernel would; prints the seconds that they took."""
    import ast

    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    from auditkit import kernels
    from auditkit.kernels.modules import warm_up

    warm_up(kernels.preload())
    # As in a warm process: else every look for unused objects goes through all that was loaded.
    gc.collect()
    gc.freeze()
    os.chdir(ROOT)
    shell = InteractiveShell.instance()
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    sources = [ast.parse(cell.source).body for cell in notebook.cells if cell.cell_type == "code"]

    def run() -> None:
        names: dict[str, Any] = {}
        for number, body in enumerate(sources):
            shown = body[-1].value if isinstance(body[-1], ast.Expr) else None
            rest = body[:-1] if shown is not None else body
            exec(compile(ast.Module(rest, []), "cell", "exec"), names)
            if number == 0:
                names.update(PARAMETERS)
            if shown is not None:
                value = eval(compile(ast.Expression(shown), "cell", "eval"), names)
                shell.display_formatter.format(value)
        if reports:
            outputs(names["audit"], notebook, folder)

    run()
    start, before = time.perf_counter(), time.process_time()
    for _ in range(count):
        run()
    print(time.perf_counter() - start, time.process_time() - before)


def outputs(audit: Any, notebook: Any, folder: Path) -> None:
    """The files of a report, from an audit and its executed notebook."""
    from auditkit.documents.workpaper import working_paper
    from auditkit.files.canonical import json_bytes
    from auditkit.files.saving import workbook_bytes
    from auditkit.kernels.execution import notebook_bytes
    from auditkit.results.calculation import calculation
    from auditkit.results.record import results_of
    from auditkit.show.page import export_html

    page = export_html(notebook, title=audit.title, demo=audit.demo)
    for name, content in (
        ("html", page.encode()),
        ("notebook", notebook_bytes(notebook)),
        ("xlsx", workbook_bytes(working_paper(audit))),
        ("record", json_bytes(results_of(audit).record)),
        ("calculation", json_bytes(calculation(audit))),
    ):
        (folder / name).write_bytes(content)


def _papermill(output: Path) -> None:
    from papermill import execute_notebook

    execute_notebook(
        str(NOTEBOOK),
        str(output),
        dict(PARAMETERS),
        progress_bar=False,
        cwd=str(ROOT),
        extra_arguments=QUIET,
    )


WAYS: Mapping[str, tuple[str, Callable[[int, Path], None]]] = {
    "command": ("papermill 命令，逐个", command),
    "api": ("papermill 函数，逐个", api),
    "pool": (f"papermill 函数，{CORES} 个进程", pool),
    "ploomber": ("ploomber-engine，逐个", ploomber),
    "ours": (f"auditkit，{CORES} 个进程", ours),
    "floor": (f"下限：只算单元格，除以 {CORES}", floor),
    "batch": ("auditkit run，整份报告", batch),
    "whole": (f"下限：整份报告，除以 {CORES}", whole),
}
SLOW = ("command", "api", "pool", "ploomber")
NEEDS = {"ploomber": "ploomber_engine"}
TRIES = 3
"""How often a peer may try: two kernels of stock papermill now and then draw the same port."""
PATIENCE = 45.0
"""Seconds for each report of a peer, and as many for its start: a kernel of its own may hang."""


def main() -> None:
    arguments = _arguments()
    ways = [way for way in WAYS if way in arguments.ways.split(",")]
    missing = [w for w in ways if w in NEEDS and importlib.util.find_spec(NEEDS[w]) is None]
    quickest: dict[str, tuple[float, float]] = {}
    for _ in range(arguments.rounds):
        for way in ways:
            if way not in missing:
                count = min(arguments.reports, arguments.slow if way in SLOW else 10**9)
                share = arguments.reports / count
                if not (spent := tried(way, count)):
                    continue
                seconds, busy = (figure * share for figure in spent)
                quickest[way] = min((seconds, busy), quickest.get(way, (seconds, busy)))
    console = Console(width=100)
    table = Table(title=f"运行 {arguments.reports} 份部门报告笔记本（整个进程，秒）")
    for heading in ("方式", "秒", "份/秒", "auditkit 快几倍", "处理器 秒", "之比", "说明"):
        table.add_column(heading, justify="left" if heading in ("方式", "说明") else "right")
    for way in ways:
        name = WAYS[way][0]
        if way in missing:
            table.add_row(name, "", "", "", "", "", f"没有安装 {NEEDS[way]}")
            continue
        if way not in quickest:
            table.add_row(name, "", "", "", "", "", f"{TRIES}次都没有跑完")
            continue
        seconds, busy = quickest[way]
        ratio, share = ("", "")
        if "ours" in quickest:
            # A fork, where nothing is measured, takes no time of this process's own.
            pairs = zip(quickest[way], quickest["ours"], strict=True)
            ratio, share = (f"{x / y:.2f}" if y else "" for x, y in pairs)
        reckoned = way in SLOW and arguments.slow < arguments.reports
        note = f"由 {arguments.slow} 份推算" if reckoned else ""
        rate = f"{arguments.reports / seconds:.2f}"
        table.add_row(name, f"{seconds:.2f}", rate, ratio, f"{busy:.2f}", share, note)
    console.print(table)
    each = {way: tuple(x / arguments.reports for x in quickest[way]) for way in quickest}
    if {"whole", "batch"} <= each.keys() and arguments.reports >= AIMED:
        aims.keep(floor=each["whole"][1], run=each["batch"][1])
        aims.keep(run_floor=each["batch"][0] / each["whole"][0])


def tried(way: str, count: int) -> tuple[float, float] | None:
    """As `measured`; a peer's process that fails or hangs is told and started anew, ours is not.

    None where a peer came to no end at all: the others go on.
    """
    if way not in SLOW:
        return measured(way, count)
    for _ in range(TRIES):
        try:
            return measured(way, count)
        except (subprocess.SubprocessError, AssertionError) as error:
            print(f"{WAYS[way][0]}：{error}", file=sys.stderr)
    return None


def measured(way: str, count: int) -> tuple[float, float]:
    """Seconds that a process takes which runs `count` notebooks in this way, and how many of them
    the processors work; on a machine that others use too, the second says more."""
    with TemporaryDirectory() as folder, _without_ploomber(way) as env:
        start, before = time.perf_counter(), _worked()
        options = ("--one", way, str(count), folder)
        most = PATIENCE * (count + 1) if way in SLOW else None
        said = started.printed("benchmarks.notebooks", *options, env=env, timeout=most)
        spent, busy = time.perf_counter() - start, _worked() - before
        if way in ("floor", "whole"):
            spent, busy = map(float, said.split()[-2:])
            return spent / CORES, busy
        written = len(list(Path(folder).rglob("*.ipynb")))
        assert written == count, f"{way}: {written} of {count}"
        return spent, busy


def _worked() -> float:
    """Processor seconds of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _without_ploomber(way: str) -> Iterator[dict[str, str]]:
    """Where it is installed, papermill loads ploomber-engine, and matplotlib with it: half a second
    that is not papermill's own."""
    env = {**os.environ, "PLOOMBER_STATS_ENABLED": "false"}
    path = [str(ROOT), *filter(None, [env.get("PYTHONPATH")])]
    with TemporaryDirectory() as folder:
        if way != "ploomber" and importlib.util.find_spec("ploomber_engine"):
            stand_in = Path(folder, "ploomber_engine")
            stand_in.mkdir()
            (stand_in / "__init__.py").touch()
            (stand_in / "engine.py").write_text("def __getattr__(name): return object\n", "utf-8")
            path.insert(0, folder)
        yield {**env, "PYTHONPATH": os.pathsep.join(path)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.notebooks")
    parser.add_argument("--reports", type=int, default=20, help="reports to run")
    parser.add_argument("--slow", type=int, default=20, help="most that the slow ways run")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--ways", default=",".join(WAYS))
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        WAYS[sys.argv[2]][1](int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
