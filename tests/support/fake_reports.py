"""Works that stand in for the real report in tests of the batch: quick, and wrong on demand."""

import dataclasses
import datetime as dt
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from killing import die_before, disarm

from auditkit.batch.job import Job
from auditkit.batch.plan import made_from
from auditkit.batch.render import finished_before
from auditkit.batch.retention import keep_reports
from auditkit.delivery.placing import put_in_place, remove_left, staging
from auditkit.errors import AuditError
from auditkit.files.canonical import json_bytes
from auditkit.files.saving import make_folder, write_bytes


class KernelTrouble(AuditError):
    """Named as the error of auditkit.kernels.execution that another try may heal."""


def write(job: Job) -> None:
    """Writes what the department's 做法.txt says: a page after some seconds, or an error."""
    disarm()
    wanted = job.settings.data_dir / job.run.department / str(job.run.year) / "做法.txt"
    for line in wanted.read_text("utf-8").splitlines():
        command, _, value = line.partition(" ")
        match command:
            case "sleep":
                time.sleep(float(value))
            case "pid":
                Path(value).write_text(str(os.getpid()))
            case "fail":
                make_folder(job.folder)
                write_bytes(job.folder / "审计报告-出错.ipynb", b"{}\n")
                raise AuditError(value)
            case "bug":
                raise ZeroDivisionError(value)
            case "die":
                sys.stderr.write(value)
                sys.stderr.flush()
                os.kill(os.getpid(), signal.SIGKILL)
            case "killed":
                # Once, when its folder is about to be changed for the so manieth time.
                once = job.settings.data_dir / f"{job.run}.killed"
                if once.read_text() != value if once.exists() else True:
                    once.write_text(value)
                    change, _, others = value.partition(" ")
                    make_folder(job.folder)
                    die_before(int(change), job.folder, with_batch=bool(others))
            case "clear":
                # Somebody clears the folders for temporary files while the batch runs.
                shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
            case "temporary":
                with tempfile.TemporaryDirectory():
                    continue
            case "forget":
                shutil.rmtree(job.settings.output)
            case "trouble":
                # Heals after as many tries as `value` says.
                tries = job.settings.data_dir / f"{job.run}.tries"
                tries.write_text(tries.read_text() + "x" if tries.exists() else "x")
                if len(tries.read_text()) <= int(value):
                    raise KernelTrouble("内核没有启动。")
            case "full":
                raise AuditError("磁盘已满。") from OSError(int(value), "No space left on device")
    write_like_the_real_one(job, wanted.read_bytes() * 2000)


def write_like_the_real_one(job: Job, content: bytes) -> None:
    """A page and a sealed manifest, put in place as the real ones are."""
    from auditkit.delivery.manifest import FILE, SCHEMA, sealed
    from auditkit.results.sealedfile import seal_of

    made_of = made_from(job.run, job.settings)
    make_folder(job.folder)
    remove_left(job.folder)
    if not finished_before(job):
        with staging(job.folder) as staged:
            page = staged / "审计报告.html"
            write_bytes(page, content)
            manifest = {
                "schema": SCHEMA,
                "finished": dt.datetime.now(dt.UTC).isoformat(),
                "ingredients": made_of.as_json(),
                "key": made_of.key,
                "outputs": [dataclasses.asdict(seal_of(page))],
            }
            write_bytes(staged / FILE, json_bytes(sealed(manifest)))
            put_in_place(staged, job.folder, keep=job.settings.keep > 0)
    keep_reports(job.folder, job.settings.keep)
