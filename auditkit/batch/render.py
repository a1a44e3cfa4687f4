"""Making the real report of a job, in a process that has everything loaded."""

from __future__ import annotations

import os
from pathlib import Path

from auditkit import kernels
from auditkit.batch.job import Job
from auditkit.batch.retention import keeping_earlier
from auditkit.kernels.forking import ADDRESS


def write(job: Job) -> None:
    """Write the report; the one that it replaces is kept beside it."""
    from auditkit.delivery.report import write_report

    settings = job.settings
    with keeping_earlier(job.folder, settings.keep):
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
        )


def start_warm() -> Path | None:
    """Let a process import what reports need, so that theirs are forked from it.

    Gives its temporary folder; None where there is such a process, or this system cannot fork.
    """
    before = os.environ.get(ADDRESS)
    if kernels.possible():
        kernels.start([*kernels.preload(), "auditkit.batch.index"])
    address = os.environ.get(ADDRESS)
    return Path(address).parent if address and address != before else None
