"""Every benchmark, one table each.

python -m benchmarks              all of them and every aim beside its figure, under 15 minutes
python -m benchmarks --quick      the four ratios that matter, kept in benchmarks/history.csv
python -m benchmarks --scale      every figure of docs/scale.md, about eleven minutes on two cores
python -m benchmarks --smallest   every one once with the smallest sizes: whether it runs
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from auditkit import kernels
from benchmarks import started

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
    # Every command is tested elsewhere; that they are timed is shown by two.
    ("cold", "1", "completion,help"),
    ("notebooks", "--reports", "1", "--slow", "1", "--ways", "ours,batch,whole"),
    ("cluster", "2", "1"),
    ("batch", "--reports", "1"),
    (
        "many",
        "--index",
        "2",
        "--portfolio",
        "2",
        "--departments",
        "1",
        "--year",
        "2023",
        "--unopened",
    ),
    # A batch of one report has been tried above.
    ("growth", "--reports", "", "--indicators", "10,20", "--rows", "10"),
    ("aims",),
)
QUICK: tuple[tuple[str, ...], ...] = (("history",),)


LIMIT = 300.0
"""Seconds after which a part is ended, so that one that hangs does not take all of the time."""


def main(arguments: Sequence[str]) -> int:
    """The exit code: 1 where a part failed, which is told while the others go on."""
    chosen = {(): WHOLE, ("--quick",): QUICK, ("--scale",): SCALE, ("--smallest",): SMALLEST}.get(
        tuple(arguments)
    )
    if chosen is None:
        sys.exit(__doc__)
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(path)
    run: Callable[[str, Sequence[str]], int | str] = apart if chosen is WHOLE else unlimited
    if chosen is SMALLEST and kernels.possible():
        # Nothing is measured there: all of them, and the batches in them, share one warm process.
        os.environ[started.FORKED] = "yes"
        kernels.start([*kernels.preload(), "auditkit.batch.index"])
        run = forked
    failed = [name for name, *options in chosen if not told(name, run(name, options))]
    return int(bool(failed))


def apart(name: str, options: Sequence[str], limit: float | None = LIMIT) -> int | str:
    """Runs a part in a process of its own: what one has loaded must not warm the next.

    Gives its exit code, or what is to be said where it was ended.
    """
    try:
        return subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *options],
            cwd=ROOT,
            timeout=limit,
        ).returncode
    except subprocess.TimeoutExpired:
        return f"超过{limit:g}秒"


def unlimited(name: str, options: Sequence[str]) -> int | str:
    """As `apart`, however long it takes."""
    return apart(name, options, None)


def forked(name: str, options: Sequence[str]) -> int:
    """Runs a part in a fork of the warm process."""
    sys.stdout.flush()
    module = f"benchmarks.{name}"
    return kernels.fork("benchmarks.started:run", [module, options], cwd=str(ROOT)).wait()


def told(name: str, ended: int | str) -> bool:
    """Whether a part went well; where not, it is said how it ended."""
    if ended:
        print(f"benchmarks.{name}：没有跑完（{ended}）", file=sys.stderr)
    return not ended


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
