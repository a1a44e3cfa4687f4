"""Making the real report of a job, in a process that has everything loaded."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from auditkit import kernels
from auditkit.batch.job import Job
from auditkit.batch.plan import made_from
from auditkit.batch.retention import keep_reports
from auditkit.delivery.edited import manifest_of
from auditkit.delivery.placing import remove_left, settle
from auditkit.kernels.forking import ADDRESS
from auditkit.results.releasednotebooks import is_reports_own


def write(job: Job) -> None:
    """Write the report; the one that it replaces is kept beside it."""
    from auditkit.delivery.report import write_report

    settings = job.settings
    remove_left(job.folder)
    if not finished_before(job):
        write_report(
            job.run.department,
            job.run.year,
            settings.data_dir,
            settings.rulepack,
            settings.output,
            formats=settings.formats,
            timeout=settings.timeout,
            notebook=settings.notebook,
            parameters=dict(settings.parameters),
            keep=settings.keep > 0,
            one_of_many=True,
        )
    keep_reports(job.folder, settings.keep)


def finished_before(job: Job) -> bool:
    """Whether a try that was killed had made this very report: it is then put in place."""
    return settle(job.folder) and (
        manifest_of(job.folder).get("key") == made_from(job.run, job.settings).key
    )


def start_warm(*, alone: bool = False, notebook: Path | None = None) -> Path | None:
    """Let a process import what reports need, so that theirs are forked from it.

    `alone` says that this process makes a batch and does nothing else: it is then a fork of it.
    `notebook` is that of all its reports, where there is but one.
    Gives its temporary folder; None where there is such a process, or this system cannot fork.
    """
    before = os.environ.get(ADDRESS)
    # Where none can be started now, each process starts anew.
    with suppress(OSError):
        start = kernels.start_beside if alone else kernels.start
        frames = notebook is None or not is_reports_own(notebook)
        start([*kernels.preload(frames=frames), "auditkit.batch.index"])
    address = os.environ.get(ADDRESS)
    return Path(address).parent if address and address != before else None
