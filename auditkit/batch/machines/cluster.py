"""Running jobs on a Dask cluster: what `run_all` does on one machine, over many."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Any, Required, TypedDict, Unpack

from auditkit.batch.event import Event, Listener
from auditkit.batch.job import Job, Outcome, Run, Work
from auditkit.batch.machines import errand as errands
from auditkit.batch.machines.connection import connected, refuse_unfit
from auditkit.batch.machines.errand import Errand
from auditkit.batch.machines.mirror import Mirror, kept_for, pull_standing, push_standing
from auditkit.batch.machines.place import Place, is_url
from auditkit.batch.machines.portions import Portions
from auditkit.batch.pool import event_of
from auditkit.errors import AuditError

AHEAD = 3
"""Tasks for each thread of a machine that the scheduler knows of at once: no machine waits for this
one, and the size of most tasks is settled when it is known how long the runs take."""
_PATIENCE = 60.0
"""Seconds without news after which somebody looks whether there is any working machine left."""


class Told(TypedDict, total=False):
    """What running jobs takes, on one machine as on many."""

    on_event: Required[Listener]
    work: Required[Work]
    on_outcome: Callable[[Outcome], None]
    retries: int


@dataclass(frozen=True)
class Cluster:
    """A cluster by its scheduler, and the folders of a batch where they are named by URL.

    As a context it brings what tells how the reports stand, and puts there how they stand after.
    """

    scheduler: str
    data: Mirror | None = None
    output: Mirror | None = None

    @classmethod
    def of(cls, scheduler: str, data: str, output: str) -> Cluster:
        """The cluster for folders as they are named on the command line."""
        return cls(
            scheduler,
            kept_for(Place(data)) if is_url(data) else None,
            kept_for(Place(output)) if is_url(output) else None,
        )

    def pull(self) -> None:
        if self.output:
            pull_standing(self.output)

    def run(self, jobs: Iterable[Job], **told: Unpack[Told]) -> list[Outcome]:
        """Do all jobs, and bring how their reports stand."""
        data = self.data.place if self.data else None
        output = self.output.place if self.output else None
        outcomes = run_on(self.scheduler, jobs, data=data, output=output, **told)
        self.pull()
        return outcomes

    def __enter__(self) -> None:
        self.pull()

    def __exit__(self, *_: object) -> None:
        if self.output:
            push_standing(self.output)


def run_on(
    scheduler: str,
    jobs: Iterable[Job],
    *,
    on_event: Listener,
    work: Work,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
    retries: int = 0,
    data: Place | None = None,
    output: Place | None = None,
) -> list[Outcome]:
    """Do all jobs of one batch on a cluster; the outcomes in the order in which they came.

    As `run_all`, and: what a lost machine was doing is begun again on another. Raises AuditError
    before anything starts where the scheduler cannot be reached, has no working machine, or one of
    them cannot do what this machine would, and where the scheduler is lost on the way.
    """
    waiting = deque((job, 1) for job in jobs)
    if not waiting:
        return []
    with (
        connected(scheduler) as client,
        errands.packed(waiting[0][0].settings, work, data, output) as errand,
    ):
        refuse_unfit(client, errand)
        return _Batch(client, errand, scheduler, on_event, on_outcome, retries).done(waiting)


@dataclass
class _Piece:
    """One run of a task: whether its machine said that it began, and what came of it."""

    job: Job
    attempt: int
    begun: bool = False
    told: bool = False


@dataclass
class _Sent:
    pieces: list[_Piece]
    future: Any
    dropped: bool = False


class _Batch:
    """The runs that a cluster has been asked for, several with each task."""

    def __init__(
        self,
        client: Any,
        errand: Errand,
        scheduler: str,
        on_event: Listener,
        on_outcome: Callable[[Outcome], None],
        retries: int,
    ) -> None:
        self._client, self._errand, self._scheduler = client, errand, scheduler
        self._on_event, self._on_outcome, self._retries = on_event, on_outcome, retries
        self._sent: dict[str, _Sent] = {}
        # What comes, in its order, from the threads of the client: what a machine says of a run on
        # its way, a future for a task that has ended.
        self._news: SimpleQueue[Any] = SimpleQueue()
        self._count = 0
        self._waiting: deque[tuple[Job, int]] = deque()
        self._portions = Portions(lambda: sum(client.nthreads().values()))
        # What its machine was lost with: it is sent by itself, so that it takes no other along.
        self._alone: set[Run] = set()

    def done(self, waiting: deque[tuple[Job, int]]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        full = False
        self._waiting = waiting
        self._client.subscribe_topic(errands.TOPIC, self._heard)
        try:
            while self._sent or (waiting and not full):
                while waiting and not full and len(self._sent) < AHEAD * self._portions.threads:
                    self._send()
                for piece, told in self._next():
                    outcome = replace(told, attempts=piece.attempt)
                    self._portions.took(outcome.seconds)
                    if outcome.cause == "storage" and not full:
                        full = True
                        self._drop()
                    if outcome.cause == "trouble" and outcome.attempts <= self._retries:
                        self._on_event(Event("retry", outcome.run, {"error": outcome.error}))
                        waiting.append((piece.job, outcome.attempts + 1))
                        continue
                    outcomes.append(outcome)
                    self._on_outcome(outcome)
                    self._on_event(event_of(outcome))
        finally:
            with suppress(Exception):
                self._client.cancel([sent.future for sent in self._sent.values()], force=True)
        return outcomes

    def _send(self) -> None:
        self._count += 1
        size = self._portions.size(len(self._waiting))
        pieces = [_Piece(*self._waiting.popleft())]
        if pieces[0].job.run not in self._alone:
            while len(pieces) < size and self._waiting[0][0].run not in self._alone:
                pieces.append(_Piece(*self._waiting.popleft()))
        # A key in two parts makes one group of all, which Dask then hands out as machines are free.
        key = (self._errand.parcel, self._count)
        runs = tuple(piece.job.run for piece in pieces)
        future = self._client.submit(
            errands.do, self._errand, self._count, runs, key=key, pure=False
        )
        self._sent[str(key)] = _Sent(pieces, future)
        future.add_done_callback(self._news.put)

    def _heard(self, event: tuple[float, Any]) -> None:
        self._news.put(event[1])

    def _next(self) -> list[tuple[_Piece, Outcome]]:
        """What has come of which runs, once something has been heard."""
        news = self._wait()
        if not isinstance(news, dict):
            sent = self._sent.pop(str(news.key), None)
            return [] if sent is None or (sent.dropped and news.cancelled()) else self._ended(sent)
        sent = self._sent.get(str(news["key"]))
        if sent is None:
            return []
        piece = sent.pieces[news["at"]]
        if piece.told:
            return []
        if "outcome" in news:
            piece.told = True
            return [(piece, Outcome(piece.job.run, **news["outcome"]))]
        piece.begun = True
        self._on_event(Event("start", piece.job.run, {"attempt": piece.attempt}))
        return []

    def _wait(self) -> Any:
        while True:
            try:
                return self._news.get(timeout=_PATIENCE)
            except Empty:
                if not self._client.nthreads():
                    raise AuditError(
                        f"{self._scheduler}：没有工作机了。请启动工作机后再运行一次，即可补齐。"
                    ) from None

    def _ended(self, sent: _Sent) -> list[tuple[_Piece, Outcome]]:
        """What came of the runs of a task that were not told of on the way."""
        from distributed import KilledWorker

        left = [piece for piece in sent.pieces if not piece.told]
        if sent.future.cancelled():
            raise AuditError(
                f"{self._scheduler}：与调度器的连接断了。请检查调度器后再运行一次，即可补齐。"
            )
        if not left:
            return []
        error = sent.future.exception()
        if error is None:
            try:
                came = sent.future.result()
            except Exception:
                # Done, but its machine was lost before it handed over what came of it.
                self._again(left)
                return []
            if came is not None:
                by_run: dict[Run, Outcome] = {outcome.run: outcome for outcome in came}
                return [(one, by_run[one.job.run]) for one in left if one.job.run in by_run]
        if len(sent.pieces) > 1:
            # Its machine was lost, or could not do it: what had begun is tried by itself, and where
            # nothing had, all are, so that this comes to an end.
            self._alone |= {piece.job.run for piece in left if piece.begun} or {
                piece.job.run for piece in left
            }
            self._again(left)
            return []
        (piece,) = sent.pieces
        if isinstance(error, KilledWorker):
            died = f"运行它的工作机接连终止（最后是 {error.last_worker.address}）"
            problem = f"{died}。如果内存不足，请减小每台工作机的 --nthreads。"
        else:
            said = " ".join(str(error).split())
            problem = f"工作机没有做成（{type(error).__name__}：{said}）。请查看工作机的日志。"
        return [(piece, Outcome(piece.job.run, problem, "trouble"))]

    def _again(self, pieces: Sequence[_Piece]) -> None:
        self._waiting.extendleft((piece.job, piece.attempt) for piece in reversed(pieces))

    def _drop(self) -> None:
        """Let go of what has not begun."""
        idle = [sent for sent in self._sent.values() if not any(one.begun for one in sent.pieces)]
        for sent in idle:
            sent.dropped = True
        self._client.cancel([sent.future for sent in idle], force=True)
