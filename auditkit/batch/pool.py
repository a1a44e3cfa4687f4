"""Running jobs beside each other, each in a process of its own that can be ended."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from auditkit.batch.event import Event, Listener
from auditkit.batch.job import Job, Outcome, Work, attempt
from auditkit.batch.process import Worker
from auditkit.errors import AuditError

GRACE = 15.0
"""Seconds past its time limit after which a run is ended from outside: it ends itself at the limit,
and then keeps its notebook."""

KEPT_FOR = 50
"""Runs that a forked process makes one after the other: its first costs a fifth of a second more,
and they leave it some 40 MB larger."""

_STARTS = 3
LOOK = 1.0
"""Seconds between looks whether somebody has stopped it."""


def processors() -> int:
    """How many runs this machine can carry at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class _Active:
    worker: Worker
    job: Job
    attempt: int
    begun: float = field(default_factory=time.monotonic)

    @property
    def deadline(self) -> float:
        limit = self.job.settings.timeout
        return float("inf") if limit is None else self.begun + limit + GRACE


def run_all(
    jobs: Iterable[Job],
    *,
    workers: int,
    on_event: Listener,
    work: Work,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
    retries: int = 0,
    forks: bool,
    temporary: Path,
    stopped: Callable[[], bool] | None = None,
) -> list[Outcome]:
    """Do all jobs, at most `workers` at once; the outcomes in the order in which they came.

    Only what may heal is tried again. Where there is no room left to write, nothing more is
    started: the jobs not begun have no outcome. Interrupted, it ends what is running; so it does
    once `stopped` says yes, and what it ended has no outcome.
    """
    pool = _Pool(work, temporary, forks=forks)
    waiting = deque((job, 1) for job in jobs)
    outcomes: list[Outcome] = []
    full = False
    try:
        while (pool.active or (waiting and not full)) and not (stopped and stopped()):
            while waiting and not full and len(pool.active) < workers:
                job, number = waiting.popleft()
                on_event(Event("start", job.run, {"attempt": number}))
                pool.begin(job, number)
            for active, outcome in pool.ended(LOOK if stopped else float("inf")):
                full = full or outcome.cause == "storage"
                if outcome.cause == "trouble" and outcome.attempts <= retries:
                    on_event(Event("retry", outcome.run, {"error": outcome.error}))
                    waiting.append((active.job, outcome.attempts + 1))
                    continue
                outcomes.append(outcome)
                on_outcome(outcome)
                on_event(event_of(outcome))
    finally:
        pool.close()
    return outcomes


def event_of(outcome: Outcome) -> Event:
    """The event that tells of an outcome."""
    detail: dict[str, Any] = {"seconds": round(outcome.seconds, 3), "attempts": outcome.attempts}
    if outcome.done:
        return Event("done", outcome.run, detail)
    detail = {"error": outcome.error, "cause": outcome.cause, "notebook": outcome.notebook} | detail
    return Event("failed", outcome.run, detail)


class _Pool:
    """The processes at work, and those kept for another job; forked ones only for some."""

    def __init__(self, work: Work, temporary: Path, *, forks: bool) -> None:
        self.active: list[_Active] = []
        self._idle: list[Worker] = []
        self._work, self._temporary, self._forks = work, temporary, forks
        self._count = 0

    def begin(self, job: Job, number: int) -> None:
        worker = self._idle.pop() if self._idle else self._new()
        worker.ask(attempt, self._work, job)
        self.active.append(_Active(worker, job, number))

    def _new(self) -> Worker:
        for _ in range(_STARTS):
            self._count += 1
            try:
                return Worker(self._temporary / str(self._count), forks=self._forks)
            except OSError as error:
                # No process or memory to be had at the moment.
                why = error
                time.sleep(LOOK)
        raise AuditError(f"没有取得新的进程（{why.strerror or why}）。请减小 --jobs 后再运行一次。")

    def ended(self, most: float) -> list[tuple[_Active, Outcome]]:
        """Those that have ended, once one has or a time limit or `most` seconds have passed."""
        nearest = min(active.deadline for active in self.active) - time.monotonic()
        left = None if nearest == most == float("inf") else max(0.0, min(nearest, most))
        ready = set(wait([active.worker.answer for active in self.active], left))
        found = []
        for active in list(self.active):
            if active.worker.answer in ready:
                outcome = self._outcome(active)
            elif time.monotonic() >= active.deadline:
                active.worker.end()
                limit = active.job.settings.timeout
                problem = f"超过时限{limit:g}秒，已终止。请重试，或用 --timeout 放宽时限。"
                outcome = Outcome(active.job.run, problem, "trouble")
            else:
                continue
            self.active.remove(active)
            spent = time.monotonic() - active.begun
            found.append((active, replace(outcome, attempts=active.attempt, seconds=spent)))
        return found

    def _outcome(self, active: _Active) -> Outcome:
        worker = active.worker
        try:
            outcome: Outcome = worker.take()
        except RuntimeError as error:
            outcome = Outcome(active.job.run, f"程序内部错误（{error}）", "program")
        except EOFError:
            code = worker.end()
            how = f"信号 {-code}" if code < 0 else f"退出码 {code}"
            words = worker.last_words()
            said = f"；最后输出：{words}" if words else ""
            problem = f"运行它的进程被终止（{how}{said}）。如果内存不足，请减小 --jobs。"
            return Outcome(active.job.run, problem, "trouble")
        # What was broken off in the middle may have left anything behind.
        if outcome.cause == "trouble" or (self._forks and worker.asked >= KEPT_FOR):
            worker.close()
        else:
            self._idle.append(worker)
        return outcome

    def close(self) -> None:
        for active in self.active:
            active.worker.end()
        for worker in self._idle:
            worker.close()
        self.active, self._idle = [], []
