"""Four ratios in under two minutes, each run a line of history.csv, so that a slowdown shows.

| column | what it divides |
|---|---|
| engine_numpy | `assess_panel` by the same formulas in numpy by hand, 200,000 department-years |
| run_floor | processor time of `auditkit run` by that of its floor, 6 whole reports each |
| papermill_run | processor time of papermill's function by that of `auditkit run`, per report |
| cold_papermill | one cold `auditkit report` by one run of stock papermill of its notebook alone |

Above all compare lines of one machine; a line says on how many cores and how busy it was.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import auditkit
from benchmarks import engine, notebooks

HISTORY = Path(__file__).with_name("history.csv")
BETTER = {
    "engine_numpy": "low", "run_floor": "low", "papermill_run": "high", "cold_papermill": "low",
}  # fmt: skip
"""Whether a ratio had better be low or high."""
NOISE = 0.15
"""What two runs of the same program differ by on a machine that others use too."""
ROWS = 200_000
REPORTS = 6


def main() -> None:
    """Measures, prints the ratios and adds them to the history."""
    begun = time.perf_counter()
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    ours, by_hand = (engine.spent(way, ROWS)["busy"] for way in ("auditkit", "numpy"))
    run = notebooks.measured("batch", REPORTS)[1] / REPORTS
    floor = notebooks.measured("whole", REPORTS)[1] / REPORTS
    papermill = notebooks.measured("api", 1)[1]
    ratios = {
        "engine_numpy": ours / by_hand,
        "run_floor": run / floor,
        "papermill_run": papermill / run,
        "cold_papermill": cold() / papermill,
    }
    line = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "version": auditkit.__version__,
        "python": platform.python_version(),
        "machine": processor(),
        "cores": str(notebooks.CORES),
        "load": f"{busy:.1f}",
    } | {name: f"{value:.2f}" for name, value in ratios.items()}
    before = last_like(line)
    new = not HISTORY.is_file()
    with HISTORY.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(line), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(line)
    print("  ".join(f"{name} {value}" for name, value in line.items()))
    for said in compared(before, line):
        print(said)
    print(f"用时 {time.perf_counter() - begun:.0f} 秒")


def processor() -> str:
    """What the machine calls its processor: lines of the same are compared."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        named = next(line for line in lines if line.startswith("model name"))
        return " ".join(named.partition(":")[2].split())
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def last_like(line: Mapping[str, str]) -> dict[str, str] | None:
    """The last line of the history from a machine like this, None where there is none."""
    if not HISTORY.is_file():
        return None
    with HISTORY.open(encoding="utf-8", newline="") as file:
        found = [
            row
            for row in csv.DictReader(file)
            if all(row.get(key) == line[key] for key in ("machine", "cores"))
        ]
    return found[-1] if found else None


def compared(before: Mapping[str, str] | None, line: Mapping[str, str]) -> Iterator[str]:
    """A line for each ratio: what it was on the last run of a machine like this, what it is, and
    whether that is slower by more than measuring alone explains."""
    if before is None:
        yield "这台机器还没有以前的记录。"
        return
    yield f"与上次（{before['date']}，{before['version']}，负载 {before['load']}）相比："
    for name, better in BETTER.items():
        was, now = float(before[name]), float(line[name])
        change = now / was - 1
        slower = change > NOISE if better == "low" else change < -NOISE
        yield f"  {name} {was:.2f} → {now:.2f}（{change:+.0%}）{'  变慢' if slower else ''}"


def cold() -> float:
    """Processor seconds of one `auditkit report` with nothing loaded before it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with TemporaryDirectory() as folder:
        subprocess.run(
            [
                *(sys.executable, "-m", "auditkit", "report"),
                *(notebooks.DEPARTMENT, str(notebooks.YEAR), "--output", folder),
            ],
            cwd=notebooks.ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
