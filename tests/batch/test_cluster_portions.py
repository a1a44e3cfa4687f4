"""Several runs with each task of a cluster: how many, and that none suffers for another."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from batching import Bureau
from distributed import LocalCluster
from hanging import not_hanging
from test_cluster import bureau, kill, kill_the_busy, machines, places, run, whole, working_machines

from auditkit.batch.event import Event
from auditkit.batch.job import Run
from auditkit.batch.machines.portions import Portions

__all__ = ["bureau", "machines"]

pytestmark = [
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning",
        "ignore:unclosed <socket.socket:ResourceWarning",
    ),
    pytest.mark.slow,
]


@pytest.mark.parametrize(
    ("threads", "seconds", "waiting", "size"),
    [
        (2, 1.0, 10_000, 15),  # a quarter of a minute
        (2, 0.6, 10_000, 25),
        (16, 30.0, 10_000, 1),
        (2, 0.0, 10_000, 100),  # however quick
        (2, 1.0, 40, 10),  # half of a fair share
        (2, 1.0, 20, 5),  # five seconds at the least
        (2, 1.0, 6, 3),  # but not more than a fair share
        (8, 1.0, 3, 1),
    ],
)
def test_a_task_takes_a_quarter_of_a_minute_and_leaves_the_others_their_share(
    threads: int, seconds: float, waiting: int, size: int
) -> None:
    one = Portions(lambda: threads)
    one.took(seconds)
    assert one.size(waiting) == size


def test_it_follows_how_long_runs_take_and_who_is_there() -> None:
    there = [2]
    one = Portions(lambda: there[0])
    assert one.size(1000) == 30  # half a second each is the guess
    for _ in range(50):
        one.took(5.0)
    assert one.size(1000) == 3
    assert Portions(lambda: 0).threads == 1


@pytest.fixture
def six(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six runs with a task, whoever waits for them."""
    monkeypatch.setattr(Portions, "size", lambda _, waiting: min(6, waiting))


@pytest.fixture
def doomed() -> Iterator[LocalCluster]:
    with working_machines() as cluster:
        yield cluster


@pytest.mark.usefixtures("six")
def test_what_befalls_one_run_of_a_task_befalls_no_other(
    machines: LocalCluster, bureau: Bureau
) -> None:
    hows = {
        "甲局": "",
        "乙局": "fail 坏",
        "丙局": "bug 0",
        "丁局": "die 内存用尽",
        "戊局": "",
        "己局": "trouble 1",
    }
    runs = [bureau.department(name, how) for name, how in hows.items()]
    outcomes = {
        outcome.run.department: outcome for outcome in run(machines, bureau, runs, retries=1)
    }
    assert {name for name, outcome in outcomes.items() if outcome.done} == {"甲局", "戊局", "己局"}
    assert outcomes["乙局"].error == "坏"
    assert outcomes["丙局"].cause == "program"
    assert "内存用尽" in outcomes["丁局"].error
    assert {name: outcome.attempts for name, outcome in outcomes.items()} == {
        "甲局": 1, "乙局": 1, "丙局": 1, "丁局": 2, "戊局": 1, "己局": 2,
    }  # fmt: skip
    # Each is told of by itself, when it begins and when it has ended.
    for one in runs:
        kinds = bureau.kinds(one)
        assert kinds[0] == "start"
        assert kinds[-1] in ("done", "failed")


@pytest.mark.usefixtures("six")
def test_runs_are_told_of_while_their_task_goes_on(machines: LocalCluster, bureau: Bureau) -> None:
    runs = [bureau.department(f"{name}局", "sleep 0.3") for name in "甲乙丙"]
    run(machines, bureau, runs)
    kinds = [event.kind for event in bureau.events]
    assert kinds == ["start", "done"] * 3


@pytest.mark.usefixtures("six")
def test_a_machine_lost_with_a_task_costs_only_the_run_that_it_was_at(
    doomed: LocalCluster, bureau: Bureau
) -> None:
    runs = [bureau.department(f"{name}局") for name in "甲乙丙丁"]
    bureau.department("丙局", "sleep 2")

    def kill_at_the_third(event: Event) -> None:
        if event.kind == "start" and event.run == runs[2] and starts[event.run] == 0:
            kill(doomed)
        if event.kind == "start" and event.run:
            starts[event.run] += 1
        bureau.events.append(event)

    starts: Counter[Run] = Counter()
    outcomes = run(doomed, bureau, runs, kill_at_the_third)
    assert {outcome.run for outcome in outcomes if outcome.done} == set(runs)
    assert len(outcomes) == len(runs)
    assert all(whole(bureau, one) for one in runs)
    # What was done before is not done again; what it was at is.
    assert [starts[one] for one in runs] == [1, 1, 2, 1]
    assert not list(bureau.output.rglob("*.tmp"))


@pytest.mark.usefixtures("six")
def test_a_run_that_takes_its_machine_along_fails_alone(
    doomed: LocalCluster, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doomed.scheduler, "allowed_failures", 0)
    runs = [bureau.department(f"{name}局") for name in "甲乙丙"]
    bureau.department("乙局", "sleep 600")

    starts: list[Event] = []

    def busy() -> int:
        return sum(task.state != "memory" for task in list(doomed.scheduler.tasks.values()))

    def kill_its_machine(event: Event) -> None:
        if event.kind == "start" and event.run == runs[1]:
            # The other runs are done by then: what they run on is lost with it at neither
            # time. A run that is lost once and tried anew would be lost again at the second.
            with not_hanging():
                while busy() > 1:
                    threading.Event().wait(0.05)
            starts.append(event)
            kill_the_busy(doomed)

    outcomes = {outcome.run: outcome for outcome in run(doomed, bureau, runs, kill_its_machine)}
    assert {one for one, outcome in outcomes.items() if outcome.done} == {runs[0], runs[2]}
    assert outcomes[runs[1]].error.startswith("运行它的工作机接连终止")
    assert len(starts) == 2


@pytest.mark.usefixtures("six")
def test_a_task_over_places_leaves_its_mark_with_the_reports_and_takes_it_away(
    machines: LocalCluster, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from test_cluster import batch

    monkeypatch.setattr("auditkit.batch.running.index_is_current", lambda *_: True)
    runs = [bureau.department(f"{name}局") for name in "甲乙丙"]
    summary = batch(bureau, places(bureau, tmp_path / "client", machines.scheduler_address))
    assert {outcome.run for outcome in summary.done} == set(runs)
    assert not list(bureau.output.rglob("*.begun"))
    assert json.loads((bureau.output / "batch.json").read_bytes())["failed"] == 0
