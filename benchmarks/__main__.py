"""Every benchmark, one table each.

python -m benchmarks              all of them and every aim beside its figure, under 15 minutes
python -m benchmarks --quick      the four ratios that matter, kept in benchmarks/history.csv
python -m benchmarks --scale      every figure of docs/scale.md, about eleven minutes on two cores
python -m benchmarks --smallest   every one once with the smallest sizes: whether it runs
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHOLE: tuple[tuple[str, ...], ...] = (
    ("aims", "--new"),
    ("reading",),
    ("engine",),
    ("parts",),
    ("cold",),
    ("notebooks", "--reports", "30", "--slow", "2"),
    ("cluster", "200", "12"),
    ("many", "--index", "10000", "--portfolio", "10000"),
    ("growth",),
    ("aims",),
)
SCALE: tuple[tuple[str, ...], ...] = (
    ("batch", "--reports", "500"),
    ("cluster",),
    ("many", "--index", "1000,10000", "--portfolio", "1000,10000"),
    ("growth", "--reports", ""),
    ("aims",),
)
SMALLEST: tuple[tuple[str, ...], ...] = (
    ("reading", "--types", "xlsx", "--once"),
    ("engine", "1000"),
    ("parts", "1"),
    ("cold", "1"),
    ("notebooks", "--reports", "1", "--slow", "1", "--ways", "ours,floor,batch,whole"),
    ("cluster", "2", "1"),
    ("batch", "--reports", "1"),
    ("many", "--index", "2", "--portfolio", "2", "--departments", "1", "--unopened"),
    # A batch of one report has been tried among the notebooks.
    ("growth", "--reports", "", "--indicators", "10,20", "--rows", "10"),
    ("aims",),
)
QUICK: tuple[tuple[str, ...], ...] = (("history",),)


def main(arguments: Sequence[str]) -> None:
    """Each in a process of its own: what one has loaded must not warm the next."""
    chosen = {(): WHOLE, ("--quick",): QUICK, ("--scale",): SCALE, ("--smallest",): SMALLEST}.get(
        tuple(arguments)
    )
    if chosen is None:
        sys.exit(__doc__)
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    for name, *options in chosen:
        subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            check=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
