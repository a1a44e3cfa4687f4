"""A batch from its plan to its summary, alone in its folder."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from auditkit import kernels
from auditkit.batch import journal, render
from auditkit.batch.event import Event, Listener
from auditkit.batch.history import file_summary
from auditkit.batch.job import Job, Outcome, Run, Settings, Work
from auditkit.batch.journal import Failure
from auditkit.batch.lock import hold
from auditkit.batch.machines.cluster import Cluster, Told
from auditkit.batch.parameters import typed_parameters
from auditkit.batch.plan import Planned, plan
from auditkit.batch.pool import run_all
from auditkit.batch.process import Worker
from auditkit.batch.retention import sweep
from auditkit.batch.selection import passed_over
from auditkit.batch.standing import Grave, grave_in, index_is_current
from auditkit.batch.summary import Summary
from auditkit.delivery.edited import edited_in
from auditkit.delivery.formats import check_formats
from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.errors import AuditError
from auditkit.results.releasednotebooks import is_reports_own
from auditkit.rules.load import load_rulepack


@dataclass(frozen=True)
class Options:
    """How a batch is carried out; `parameters` as typed, by name; who writes its letter to whom.

    Where there is a `cluster`, it does the runs, and `workers` is of no account. `alone` says that
    this process makes the batch and does nothing else.
    """

    workers: int
    retries: int = 1
    force: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    sender: str = ""
    receivers: tuple[str, ...] = ()
    cluster: Cluster | None = None
    alone: bool = False


def planned(runs: Sequence[Run], settings: Settings, options: Options) -> list[Planned]:
    """What a batch would do now. Nothing is written but temporary files."""
    if options.cluster:
        options.cluster.pull()
    with TemporaryDirectory(prefix="auditkit-") as temporary:
        aside = _Aside(Path(temporary), settings.notebook, alone=options.alone)
        plans, _ = _planned(runs, settings, options, aside)
    return plans


def run_batch(
    runs: Sequence[Run],
    settings: Settings,
    options: Options,
    on_event: Listener,
    work: Work = render.write,
) -> Summary:
    """Make what is due, then the index of all that there is, and say how it went.

    One failure stops no other run. Raises AuditError before anything starts where another batch
    holds the folder, where it cannot be written, and for a faulty rule pack or parameter.
    """
    started = dt.datetime.now().astimezone()
    with hold(settings.output) as lock, options.cluster or nullcontext():
        sweep(settings.output, lock.leftovers)
        folder = Path(mkdtemp(prefix="auditkit-"))
        aside = _Aside(folder, settings.notebook, lock.note, lock.renew, alone=options.alone)
        lock.note(aside.folder)
        try:
            plans, settings = _planned(runs, settings, options, aside)
            _tell(plans, on_event)
            before = _edited(plans, settings)
            outcomes = _made(plans, settings, options, on_event, work, aside)
            lock.renew()
            outcomes = [_if_there(outcome, settings) for outcome in outcomes]
            # A process that was killed leaves its files, and nobody tries its run again.
            sweep(settings.output)
            failed = _failed_now(outcomes, settings)
            journal.tidy(settings.output, failed)
            ignored = passed_over(settings.data_dir).ignored
            if not index_is_current(settings.output, failed, ignored):
                aside.ask(_write_index, settings.output, failed, ignored)
        finally:
            shutil.rmtree(aside.folder, ignore_errors=True)
        begun = {outcome.run for outcome in outcomes}
        grave = _grave(plans, failed, settings)
        kept = sorted(_edited(plans, settings) - before)
        _tell_of(grave, ignored, kept, on_event)
        summary = Summary(
            _named(settings.output, options.cluster),
            started,
            dt.datetime.now().astimezone(),
            tuple(outcomes),
            {one.run: one.reason for one in plans if one.due},
            tuple(one.run for one in plans if not one.due),
            tuple(one.run for one in plans if one.due and one.run not in begun),
            grave,
            ignored,
            tuple(kept),
        )
        file_summary(summary, settings.output, settings.keep, options.sender, options.receivers)
    return summary


def _grave(
    plans: Sequence[Planned], failed: Mapping[Run, Failure], settings: Settings
) -> dict[Run, Grave]:
    """The runs whose data must be mended, by what their reports say; the failed ones have none."""
    found = {one.run: grave_in(settings.folder(one.run)) for one in plans if one.run not in failed}
    return {run: grave for run, grave in sorted(found.items()) if grave}


def _edited(plans: Sequence[Planned], settings: Settings) -> set[str]:
    """The edited files that have been put by, of the runs that are due."""
    return {
        path.relative_to(settings.output).as_posix()
        for one in plans
        if one.due
        for path in edited_in(settings.folder(one.run))
    }


def _tell_of(
    grave: Mapping[Run, Grave], ignored: Sequence[str], kept: Sequence[str], on_event: Listener
) -> None:
    for run, one in grave.items():
        on_event(Event("grave", run, {"grave_issues": one.count, "problem": one.first}))
    for said in ignored:
        on_event(Event("ignored", None, {"problem": said}))
    for name in kept:
        on_event(Event("kept", None, {"file": name}))


def _named(output: Path, cluster: Cluster | None) -> str:
    return cluster.output.place.url if cluster and cluster.output else str(output)


@dataclass(frozen=True)
class _Aside:
    """Where temporary files go, and what is told of further folders for them."""

    folder: Path
    notebook: Path
    note: Callable[[Path], None] = lambda _: None
    hold: Callable[[], None] = lambda: None
    """Sees to it that the folder of reports is still held, though somebody may have removed it."""
    alone: bool = False

    def warm(self) -> None:
        """See to a process with everything loaded, from which others are forked."""
        if folder := render.start_warm(alone=self.alone, notebook=self.notebook):
            self.note(folder)

    def ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function gives in a process that has everything loaded; this one loads little.

        Raises AuditError where that process is ended from outside.
        """
        words = ""
        # The warm process may be killed as well: then once more, and then without it.
        for forks in (kernels.possible(), kernels.possible(), False):
            if forks:
                self.warm()
            worker = Worker(self.folder / "once", forks=forks)
            try:
                worker.ask(function, *arguments)
                return worker.take()
            except EOFError:
                words = worker.last_words()
            finally:
                worker.end()
        raise AuditError(f"进程被终止{f'（{words}）' if words else ''}。请重试。")


def _planned(
    runs: Sequence[Run], settings: Settings, options: Options, aside: _Aside
) -> tuple[list[Planned], Settings]:
    """The plan, and the settings with the parameters typed as the notebook declares them."""
    load_rulepack(settings.rulepack)
    if options.parameters:
        settings = _checked(settings, options, aside)
    failed = journal.failures(settings.output)
    return plan(runs, settings, failed, force=options.force), settings


def _checked(settings: Settings, options: Options, aside: _Aside) -> Settings:
    check_formats(settings.formats)
    if not options.parameters and is_reports_own(settings.notebook):
        return settings
    typed = aside.ask(typed_parameters, settings.notebook, dict(options.parameters))
    return replace(settings, parameters=tuple(sorted(typed.items())))


def _tell(plans: Sequence[Planned], on_event: Listener) -> None:
    due = sum(one.due for one in plans)
    on_event(Event("plan", None, {"total": len(plans), "due": due, "skipped": len(plans) - due}))
    for one in plans:
        if not one.due:
            on_event(Event("skipped", one.run, {"reason": one.reason}))


def _made(
    plans: Sequence[Planned],
    settings: Settings,
    options: Options,
    on_event: Listener,
    work: Work,
    aside: _Aside,
) -> list[Outcome]:
    jobs = [Job(one.run, settings) for one in plans if one.due]
    if not jobs:
        return []
    if not options.parameters:
        _checked(settings, options, aside)

    def noted(outcome: Outcome) -> None:
        aside.hold()
        journal.note(settings.output, outcome)

    told: Told = {
        "on_event": on_event,
        "on_outcome": noted,
        "work": work,
        "retries": options.retries,
    }
    if options.cluster:
        return options.cluster.run(jobs, **told)
    aside.warm()
    return run_all(
        jobs,
        **told,
        workers=options.workers,
        forks=kernels.possible(),
        temporary=aside.folder,
    )


def _if_there(outcome: Outcome, settings: Settings) -> Outcome:
    """A failure where a report that was made is no longer there."""
    folder = settings.folder(outcome.run)
    if not outcome.done or (folder / MANIFEST).is_file():
        return outcome
    problem = f"{folder}：报告写出后，在本批结束前被删除。请再运行一次。"
    return replace(outcome, error=problem, cause="trouble")


def _failed_now(outcomes: Sequence[Outcome], settings: Settings) -> dict[Run, Failure]:
    """The runs that failed when last tried; what is no longer in the data folder cannot be."""
    failed = journal.failures(settings.output)
    failed |= {o.run: Failure(o.error, o.cause, o.notebook) for o in outcomes if not o.done}
    done = {o.run for o in outcomes if o.done}
    return {
        run: failure
        for run, failure in failed.items()
        if run not in done and _is_there(run, outcomes, settings)
    }


def _is_there(run: Run, outcomes: Sequence[Outcome], settings: Settings) -> bool:
    try:
        return (
            any(outcome.run == run for outcome in outcomes)
            or (settings.data_dir / run.department / str(run.year)).is_dir()
        )
    except OSError:
        return run.year > 0  # what cannot be read may well be there


def _write_index(output: Path, failed: Mapping[Run, Failure], ignored: Sequence[str]) -> None:
    from auditkit.batch.index import write_index

    write_index(output, failed, ignored)
