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
from pathlib import Path
from tempfile import TemporaryDirectory

import auditkit
from benchmarks import engine, notebooks

HISTORY = Path(__file__).with_name("history.csv")
ROWS = 200_000
REPORTS = 6


def main() -> None:
    """Measures, prints the ratios and adds them to the history."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    ours, by_hand = (engine.spent(way, ROWS)["seconds"] for way in ("auditkit", "numpy"))
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
        "machine": platform.machine(),
        "cores": str(notebooks.CORES),
        "load": f"{busy:.1f}",
    } | {name: f"{value:.2f}" for name, value in ratios.items()}
    new = not HISTORY.is_file()
    with HISTORY.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(line), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(line)
    print("  ".join(f"{name} {value}" for name, value in line.items()))


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
