"""What a Dask cluster costs beside one machine: for runs that do nothing, and for real reports."""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from auditkit import kernels
from auditkit.batch import render
from auditkit.batch.job import Job, Outcome, Run, Settings
from auditkit.batch.machines.cluster import run_on
from auditkit.batch.pool import processors, run_all
from auditkit.results.fingerprint import notebook_path
from benchmarks import aims, started

AIMED = 10
"""Runs from which on a figure is kept, and two made before: of fewer the start is most of it."""
DATA = Path(__file__).parent.parent / "data" / "示例组合（虚构）"


def nothing(job: Job) -> None:
    """The work of a run that does nothing."""


def settings(data: Path, output: Path) -> Settings:
    return Settings(data, "zhengzhou-2020", output, ("html", "xlsx"), notebook_path())


def on_one_machine(jobs: Sequence[Job], work: Callable[[Job], None]) -> list[Outcome]:
    with TemporaryDirectory() as temporary:
        return run_all(
            jobs,
            workers=processors(),
            on_event=lambda _: None,
            work=work,
            forks=kernels.possible(),
            temporary=Path(temporary),
        )


def timed(name: str, outcomes: Callable[[], list[Outcome]]) -> float:
    """Prints what a batch took; gives the processor seconds of one of its runs."""
    before, all_before = own(), busy()
    begun = time.perf_counter()
    done = outcomes()
    seconds = time.perf_counter() - begun
    here, everywhere = own() - before, busy() - all_before
    assert all(outcome.done for outcome in done), [one.error for one in done if not one.done][:1]
    each, there, used = (1000 * part / len(done) for part in (seconds, everywhere, here))
    print(
        f"{name:<32}{len(done):>5} runs{seconds:>8.1f} s; a run {each:>7.1f} ms, "
        f"{there:.1f} of processors, {used:.1f} of them in this process"
    )
    return everywhere / len(done)


def own() -> float:
    """Processor seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def busy() -> float:
    """Processor seconds of this process and of all below it, those that have ended among them."""
    total = 0.0
    whole = psutil.Process()
    for one in [whole, *whole.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            total += sum(one.cpu_times()[:4])
    return total


def main(nothings: int, reports: int) -> None:
    from distributed import LocalCluster

    runs = [
        Run(year.parent.name, int(year.name))
        for year in sorted(DATA.glob("*/[0-9][0-9][0-9][0-9]"))
    ][:reports]
    # All share one process that has everything loaded, as the runs of one machine do.
    render.start_warm()
    with (
        TemporaryDirectory() as folder,
        # Where nothing is measured, the machine is a thread of this process and imports nothing.
        LocalCluster(
            n_workers=1,
            threads_per_worker=processors(),
            processes=started.FORKED not in os.environ,
            protocol="tcp://",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
    ):
        output = Path(folder) / "reports"
        empty = [Job(Run(f"第{n}局", 2020), settings(DATA, output)) for n in range(nothings)]
        real = [Job(run, settings(DATA, output)) for run in runs]

        def on_cluster(jobs: Sequence[Job], work: Callable[[Job], None]) -> list[Outcome]:
            return run_on(cluster.scheduler_address, jobs, on_event=lambda _: None, work=work)

        for jobs, work, what in ((empty, nothing, "no-ops"), (real, render.write, "reports")):
            if len(jobs) >= AIMED:
                on_one_machine(jobs[:2], work)
            one = timed(f"{what}, one machine", lambda: on_one_machine(jobs, work))  # noqa: B023
            shutil.rmtree(output, ignore_errors=True)
            if len(jobs) >= AIMED:
                on_cluster(jobs[:2], work)
            many = timed(
                f"{what}, cluster of one machine",
                lambda: on_cluster(jobs, work),  # noqa: B023
            )
            if len(jobs) >= AIMED:
                aims.keep(
                    **(
                        {"cluster_nothing": many}
                        if work is nothing
                        else {"cluster_share": many / one}
                    )
                )
        sizes = [sum(f.stat().st_size for f in d.iterdir()) for d in output.glob("*/*")]
        inputs = [
            sum(f.stat().st_size for f in d.iterdir()) for d in DATA.glob("*/*") if d.is_dir()
        ]
        print(f"a report {sum(sizes) / len(sizes) / 1e6:.2f} MB, its year's inputs", end=" ")
        print(f"{sum(inputs) / len(inputs) / 1e3:.0f} KB")


if __name__ == "__main__":
    # By its own name: the processes that do the work look for `nothing` there.
    from benchmarks import cluster

    cluster.main(*map(int, sys.argv[1:3] or (200, 20)))
