"""Index and portfolio of thousands of reports: seconds, megabytes, and how a browser opens them.

The reports are copies of the example's results, each under a name of its own. An index reads only
the manifest and the results of a report, so for it both are links to one file; a portfolio reads
the department in the results, so for it they are written anew (about 170 KB each).

    python -m benchmarks.many --index 1000,10000 --portfolio 1000,10000
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from auditkit.batch.index import write_index
from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.delivery.portfolioreport import write_portfolio
from auditkit.files.canonical import json_bytes
from auditkit.results.record import FILE as RECORD
from benchmarks import aims, started

AIMED = 10_000
ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "示例组合（虚构）"
PACK = EXAMPLE / "规则包-示例数据（虚构）.yaml"


def originals(folder: Path, count: int, *year: str) -> None:
    """The reports that are copied, those of so many departments, made in `folder`: of all years or
    of one."""
    departments = sorted(path.name for path in EXAMPLE.iterdir() if path.is_dir())[:count]
    options = [part for one in year for part in ("--year", one)]
    options += ["--data-dir", str(EXAMPLE), "--rulepack", str(PACK), "--output", str(folder)]
    started.ended("auditkit", "run", *departments, *options, quiet=True).check_returncode()


def copies(made: Path, folder: Path, count: int, *, own: bool) -> None:
    """So many reports in `folder`, as far as an index and a portfolio read them: of each as many
    years as were made.

    Unless `own`, all results that are alike are one file, and name another department.
    """
    found = sorted(made.glob(f"[0-9][0-9][0-9][0-9]/*/{RECORD}"))
    several: dict[str, list[Path]] = {}
    for path in found:
        several.setdefault(path.parent.name, []).append(path)
    records = {path: json.loads(path.read_bytes()) for path in found}
    kinds = list(several.values())
    for number in range(count):
        group = number // len(kinds[0])
        at = kinds[group % len(kinds)][number % len(kinds[0])]
        name = f"示例第{group + 1:06}局"
        place = folder / at.parent.parent.name / name
        place.mkdir(parents=True)
        (place / "审计报告-示例数据（虚构）.html").touch()
        os.link(at.with_name(MANIFEST), place / MANIFEST)
        if own:
            (place / RECORD).write_bytes(json_bytes(records[at] | {"department": name}))
        else:
            os.link(at, place / RECORD)


def measured(what: str, folder: Path) -> tuple[float, float, list[Path]]:
    """Processor seconds and greatest memory (MB) of a process that makes it, and what it made."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = started.printed("benchmarks.many", "--one", what, str(folder))
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    made = [folder / "index.html"] if what == "index" else sorted((folder / "组合").iterdir())
    return spent, float(said.split()[-1]), made


def one(what: str, folder: Path) -> None:
    """What a process of `measured` does; prints its own greatest memory and its children's."""
    if what == "index":
        write_index(folder, {})
    else:
        write_portfolio(folder)
    peaks = [
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(max(peaks) / 1024)


def opened(page: Path) -> tuple[float, float] | None:
    """Seconds until a browser shows the page, and MB that its script holds; None without one."""
    program = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if program is None:
        return None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        window = browser.new_page()
        session = window.context.new_cdp_session(window)
        session.send("Performance.enable")
        begun = time.perf_counter()
        window.goto(page.as_uri(), timeout=600_000)
        window.evaluate("document.body.getBoundingClientRect().height")
        spent = time.perf_counter() - begun
        told = session.send("Performance.getMetrics")["metrics"]
        heap = next(one["value"] for one in told if one["name"] == "JSHeapUsedSize")
        browser.close()
    return spent, heap / 1e6


def main() -> None:
    """Builds each folder, measures what is made of it, prints the table."""
    arguments = _arguments()
    table = Table(title="成千上万份报告的目录和组合分析")
    for heading in (
        "什么",
        "份",
        "处理器 秒",
        "内存 MB",
        "网页 MB",
        "旁边的文件 MB",
        "打开 秒",
        "脚本 MB",
    ):
        table.add_column(heading, justify="left" if heading == "什么" else "right")
    with TemporaryDirectory(dir=arguments.folder) as temporary:
        made = Path(temporary, "originals")
        originals(made, arguments.departments, *arguments.year)
        ways = (("index", "目录", arguments.index), ("portfolio", "组合分析", arguments.portfolio))
        for what, name, sizes in ways:
            for size in sizes:
                folder = Path(temporary, f"{what}{size}")
                copies(made, folder, size, own=what == "portfolio")
                spent, peak, files = measured(what, folder)
                page = next(path for path in files if path.suffix == ".html")
                rest = sum(path.stat().st_size for path in files) - page.stat().st_size
                seen = None if arguments.unopened else opened(page)
                said = [f"{part:.1f}" for part in seen] if seen else ["没有打开", ""]
                sized = [f"{size / 1e6:.1f}" for size in (page.stat().st_size, rest)]
                table.add_row(name, str(size), f"{spent:.1f}", f"{peak:.0f}", *sized, *said)
                shutil.rmtree(folder)
                if size == AIMED:
                    aims.keep(**{what: spent}, **({f"{what}_opened": seen[0]} if seen else {}))
    Console(width=110).print(table)


def _arguments() -> argparse.Namespace:
    def sizes(text: str) -> list[int]:
        return [int(part) for part in text.split(",") if part]

    parser = argparse.ArgumentParser(prog="benchmarks.many")
    parser.add_argument("--index", type=sizes, default=[1_000, 10_000, 100_000])
    parser.add_argument("--portfolio", type=sizes, default=[1_000, 10_000])
    parser.add_argument("--departments", type=int, default=3, help="of the example, to be copied")
    parser.add_argument("--year", action="append", default=[], help="of the copied, not all")
    parser.add_argument("--unopened", action="store_true", help="leave the browser out")
    parser.add_argument("--folder", help="where the copies are made; results need about 2 GB")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
