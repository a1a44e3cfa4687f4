"""A night's batch: `auditkit run` over hundreds of reports, its time and its memory as it goes.

Prints seconds and processor seconds until 200 reports and until all were there, what 10,000 would
take at that pace, and the memory of all its processes together in each quarter of the reports (a
page that several share counts once): flat means that thousands need no more than hundreds.

    python -m benchmarks.batch --reports 500 [--jobs 2]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from auditkit.delivery.manifest import FILE as MANIFEST
from benchmarks import aims, notebooks, started

RECKONED = 10_000
FIRST = 200
"""Reports from whose pace the time of 10,000 is reckoned."""
LOOK = 1.0


def main() -> None:
    """Runs the batch that was asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks.batch")
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=notebooks.CORES)
    parser.add_argument("--folder", help="where data and reports go; a report takes about 2 MB")
    arguments = parser.parse_args()
    night(arguments.reports, arguments.jobs, arguments.folder)


def night(reports: int, jobs: int = notebooks.CORES, within: str | None = None) -> float:
    """Runs so many reports, prints what was seen; gives the processor seconds of all."""
    with TemporaryDirectory(dir=within) as folder:
        notebooks.copied_departments(reports, Path(folder, "data"))
        seen, spent = watched(Path(folder), jobs)
        times = sorted(
            path.stat().st_mtime for path in Path(folder, "reports").glob(f"*/*/{MANIFEST}")
        )
    assert len(times) == reports, f"{len(times)} of {reports}"
    begun = seen[0][0]
    first, whole = min(FIRST, len(times)), len(times)
    took, all_took = times[first - 1] - begun, times[-1] - begun
    print(f"{first}份：{took:.1f} 秒，每份 {took / first:.3f} 秒；全部{whole}份：{all_took:.1f} 秒")
    print(f"处理器：{spent:.1f} 秒，每份 {spent / whole:.3f} 秒（整批，{jobs}个进程）")
    by_clock, by_work = (RECKONED * each / 60 for each in (took / first, spent / whole / 2))
    print(f"推算 {RECKONED} 份：{by_clock:.0f} 分钟；两个核全归它用时 {by_work:.0f} 分钟")
    quarters = [0, 0, 0, 0]
    for at, memory in seen:
        quarter = min(3, int(4 * sum(time_ <= at for time_ in times) / whole))
        quarters[quarter] = max(quarters[quarter], memory)
    said = "、".join(f"{memory / 1e6:.0f}" for memory in quarters)
    print(f"内存（全部进程，每四分之一的最大值）：{said} MB")
    if whole >= FIRST:
        # In the first quarter the processes come into being.
        aims.keep(ten_thousand=by_clock, memory=quarters[3] / quarters[1])
    return spent


def watched(folder: Path, jobs: int) -> tuple[list[tuple[float, int]], float]:
    """When somebody looked and how many bytes there were then; processor seconds of all."""
    options = ["--data-dir", str(folder / "data"), "--output", str(folder / "reports")]
    before = os.times()
    process = started.begun("auditkit", "run", "--all", "--jobs", str(jobs), *options)
    seen = []
    while True:
        seen.append((time.time(), held(process.pid)))
        try:
            process.wait(LOOK)
            break
        except subprocess.TimeoutExpired:
            continue
    after = os.times()
    used = after.children_user + after.children_system
    return seen, used - before.children_user - before.children_system


def held(pid: int) -> int:
    """Bytes of a process and all below it, shared pages once."""
    total = 0
    try:
        whole = psutil.Process(pid)
        for one in [whole, *whole.children(recursive=True)]:
            try:
                total += one.memory_full_info().pss
            except psutil.Error:
                continue
    except psutil.Error:
        return total
    return total


if __name__ == "__main__":
    main()
