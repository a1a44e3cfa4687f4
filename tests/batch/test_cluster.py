"""The batch on a Dask cluster: as on one machine, and losing nothing when a machine is lost."""

import gc
import json
import os
import re
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import fake_reports
import psutil
import pytest
from batching import DEPARTMENT, ROOT, Bureau
from distributed import LocalCluster
from hanging import not_hanging

from auditkit.batch import render
from auditkit.batch.event import Event
from auditkit.batch.job import Job, Outcome, Run
from auditkit.batch.machines import cluster as clusters
from auditkit.batch.machines import connection
from auditkit.batch.machines.cluster import Cluster, run_on
from auditkit.batch.machines.mirror import Mirror, pull_inputs, pull_names
from auditkit.batch.machines.place import Place
from auditkit.batch.running import Options, planned, run_batch
from auditkit.batch.selection import select
from auditkit.batch.summary import Summary
from auditkit.cli import main
from auditkit.errors import AuditError
from auditkit.results import fingerprint

# distributed leaves the sockets of connections that ended before their handshake to the collector.
pytestmark = [
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning",
        "ignore:unclosed <socket.socket:ResourceWarning",
    ),
    pytest.mark.slow,
]


@contextmanager
def working_machines() -> Iterator[LocalCluster]:
    """Two working machines: processes of their own, watched so that a killed one starts anew.

    They share the process that has everything loaded, which saves each of them seconds, and are
    forked from one that has imported distributed.
    """
    render.start_warm()
    with (
        dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        yield cluster
    # Here, where that is let pass, and not in some later test.
    gc.collect()


@pytest.fixture(scope="module")
def machines() -> Iterator[LocalCluster]:
    with working_machines() as cluster:
        yield cluster


@pytest.fixture
def doomed() -> Iterator[LocalCluster]:
    """Machines that a test may kill, and no other test needs."""
    with working_machines() as cluster:
        yield cluster


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


def run(
    machines: LocalCluster, bureau: Bureau, runs: list[Run], on_event: Any = None, **others: Any
) -> list[Outcome]:
    bureau.events.clear()
    return run_on(
        machines.scheduler_address,
        [Job(one, bureau.settings()) for one in runs],
        on_event=on_event or bureau.events.append,
        **{"work": fake_reports.write} | others,
    )


def kill(machines: LocalCluster) -> None:
    for nanny in machines.workers.values():
        os.kill(nanny.pid, signal.SIGKILL)


def kill_the_busy(machines: LocalCluster) -> None:
    """Those at work alone: a run that is tried anew comes to one that goes on."""
    for nanny in machines.workers.values():
        known = machines.scheduler.workers.get(nanny.worker_address)
        if known is not None and known.processing:
            os.kill(nanny.pid, signal.SIGKILL)


def whole(bureau: Bureau, run: Run) -> bool:
    return (bureau.folder(run) / "manifest.json").is_file()


def test_a_cluster_comes_to_the_same_outcomes_as_one_machine(
    machines: LocalCluster, tmp_path: Path
) -> None:
    here, there = Bureau(tmp_path / "here"), Bureau(tmp_path / "there")
    for bureau in (here, there):
        for name, how in {
            "甲局": "",
            "乙局": "fail 坏",
            "丙局": "bug 0",
            "丁局": "trouble 1",
            "戊局": "die 内存用尽",
        }.items():
            bureau.department(name, how)
    expected = {outcome.run: outcome for outcome in here.batch(retries=1).outcomes}
    outcomes = run(machines, there, list(expected), retries=1)
    assert {outcome.run: outcome for outcome in outcomes} == expected
    for one in expected:
        assert there.kinds(one) == here.kinds(one)
    assert (there.folder(Run("乙局", 2020)) / "审计报告-出错.ipynb").is_file()


def test_a_machine_killed_in_the_middle_loses_nothing(doomed: LocalCluster, bureau: Bureau) -> None:
    runs = [bureau.department(f"{name}局", "sleep 1") for name in "甲乙丙"]

    def kill_at_the_first(event: Event) -> None:
        if event.kind == "start" and not bureau.events:
            kill(doomed)
        bureau.events.append(event)

    outcomes = run(doomed, bureau, runs, kill_at_the_first)
    assert {outcome.run for outcome in outcomes if outcome.done} == set(runs)
    assert all(whole(bureau, one) for one in runs)
    starts = [event.run for event in bureau.events if event.kind == "start"]
    assert len(starts) > len(set(starts))
    assert not list(bureau.output.rglob("*.tmp"))


def test_a_run_that_takes_its_machine_along_again_and_again_fails(
    doomed: LocalCluster, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It fails with the first machine that it takes along; by default with the fourth.
    monkeypatch.setattr(doomed.scheduler, "allowed_failures", 0)
    bad = bureau.department("甲局", "sleep 600")

    def kill_its_machine(event: Event) -> None:
        if event.kind == "start":
            kill(doomed)

    (outcome,) = run(doomed, bureau, [bad], kill_its_machine)
    assert outcome.cause == "trouble"
    assert re.match(r"运行它的工作机接连终止（最后是 tcp://.*）。如果内存不足", outcome.error)


def test_interrupted_it_ends_what_runs_on_the_machines(
    machines: LocalCluster, bureau: Bureau, tmp_path: Path
) -> None:
    said = tmp_path / "甲"
    slow = bureau.department("甲局", f"pid {said}\nsleep 600")

    def interrupt(event: Event) -> None:
        with not_hanging():
            while not (said.exists() and said.read_text()):
                threading.Event().wait(0.02)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(machines, bureau, [slow], interrupt)
    with not_hanging():
        while psutil.pid_exists(int(said.read_text())):
            threading.Event().wait(0.05)


def test_a_full_disk_ends_the_batch_and_what_had_no_chance_has_no_outcome(
    machines: LocalCluster, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "AHEAD", 2)
    runs = [bureau.department(f"{name}局", "full 28") for name in "甲乙丙丁戊己"]
    outcomes = run(machines, bureau, runs, retries=1)
    assert 0 < len(outcomes) < len(runs)
    assert {outcome.cause for outcome in outcomes} == {"storage"}


def test_a_scheduler_out_of_reach_is_one_line_and_exit_2(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connection, "_REACH", 0.3)
    one = bureau.department("甲局")
    with pytest.raises(AuditError, match=r"连不上调度器 tcp://127\.0\.0\.1:9（.*）。请核对地址"):
        run_on(
            "tcp://127.0.0.1:9",
            [Job(one, bureau.settings())],
            on_event=bureau.events.append,
            work=fake_reports.write,
        )
    assert not bureau.events
    arguments = ["run", DEPARTMENT, "--year", "2020", "--output", str(bureau.output)]
    monkeypatch.chdir(ROOT)
    for address, said in (("tcp://127.0.0.1:9", "连不上调度器"), ("nowhere", "读不懂“nowhere”")):
        monkeypatch.setattr("sys.argv", ["auditkit", *arguments, "--scheduler", address])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert said in capsys.readouterr().err.replace("\n", "")


def test_a_scheduler_without_machines_is_told_before_anything_starts(bureau: Bureau) -> None:
    one = bureau.department("甲局")
    with (
        LocalCluster(n_workers=0, processes=True, dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(AuditError, match="没有工作机。请在每台机器上启动：dask worker "),
    ):
        run(empty, bureau, [one])


def test_a_machine_with_another_version_is_refused_by_name(
    machines: LocalCluster, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = bureau.department("甲局")
    with monkeypatch.context() as patch:
        patch.setattr(fingerprint, "code", lambda: "another")
        with pytest.raises(AuditError, match=r"工作机 tcp://.*：auditkit 的版本与本机不同"):
            run(machines, bureau, [one])
    with monkeypatch.context() as patch:
        other = fingerprint.libraries() | {"pandas": "1.0"}
        patch.setattr(fingerprint, "libraries", lambda: other)
        with pytest.raises(AuditError, match=r"pandas（.*≠1\.0）"):
            run(machines, bureau, [one])
    with monkeypatch.context() as patch:
        patch.setattr("auditkit.batch.machines.errand.installed", lambda: {"auditkit": "another"})
        with pytest.raises(AuditError, match=r"^调度器：auditkit 的版本与本机不同"):
            run(machines, bureau, [one])
    assert not bureau.events
    assert not list(bureau.output.rglob("*.tmp"))


def test_a_scheduler_lost_on_the_way_is_one_line_and_the_next_batch_does_the_rest(
    machines: LocalCluster, bureau: Bureau
) -> None:
    one = bureau.department("甲局", "sleep 1")

    def cut(event: Event) -> None:
        for stream in list(machines.scheduler.client_comms.values()):
            stream.comm.abort()

    with pytest.raises(AuditError, match=r"与调度器的连接断了。.*再运行一次，即可补齐"):
        run(machines, bureau, [one], cut)
    (outcome,) = run(machines, bureau, [one])
    assert outcome.done


def test_a_folder_that_the_machines_do_not_see_is_told_before_anything_starts(
    machines: LocalCluster, bureau: Bureau
) -> None:
    settings = replace(bureau.settings(), data_dir=bureau.data.with_name("nowhere"))
    with pytest.raises(AuditError, match=r"工作机 .*看不到数据文件夹 .*nowhere"):
        run_on(
            machines.scheduler_address,
            [Job(bureau.department("甲局"), settings)],
            on_event=bureau.events.append,
            work=fake_reports.write,
        )


def places(bureau: Bureau, folder: Path, address: str) -> Cluster:
    """The bureau's folders named by URL, and where this machine follows them."""
    return Cluster(
        address,
        Mirror(Place(bureau.data.as_uri()), folder / "data", folder / "data.json"),
        Mirror(Place(bureau.output.as_uri()), folder / "reports", folder / "reports.json"),
    )


def batch(
    bureau: Bureau, cluster: Cluster, work: Any = fake_reports.write, **others: Any
) -> Summary:
    """A batch over places, as the command line makes it; the index is left out."""
    assert cluster.data
    assert cluster.output
    bureau.events.clear()
    pull_names(cluster.data)
    runs = select(cluster.data.folder, everything=True)
    pull_inputs(cluster.data, runs)
    settings = replace(
        bureau.settings(**others), data_dir=cluster.data.folder, output=cluster.output.folder
    )
    options = Options(2, cluster=cluster)
    summary = run_batch(runs, settings, options, bureau.events.append, work=work)
    # What was made stands as made: planning again finds nothing to do but the failed.
    due = {one.run for one in planned(runs, settings, options) if one.due}
    assert due == {outcome.run for outcome in summary.failed}
    return summary


def test_places_by_url_are_worked_on_as_folders_are(
    machines: LocalCluster, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditkit.batch.running.index_is_current", lambda *_: True)
    good, bad = bureau.department("甲局"), bureau.department("乙局", "fail 坏")
    there = places(bureau, tmp_path / "client", machines.scheduler_address)
    # Neither has a workbook of its own, so both rest on the facts that all departments share.
    (bureau.data / "实际数.parquet").write_bytes(b"facts")
    first = batch(bureau, there)
    assert [outcome.run for outcome in first.done] == [good]
    page = bureau.folder(good) / "审计报告.html"
    assert page.read_bytes() == (bureau.data / "甲局/2020/做法.txt").read_bytes() * 2000
    assert (bureau.folder(bad) / "审计报告-出错.ipynb").is_file()
    assert json.loads((bureau.output / "batch.json").read_bytes())["failed"] == 1
    assert not list(bureau.output.rglob("*.tmp"))

    # Another machine, which has never seen the places, knows what was done.
    bureau.department("甲局", "sleep 0")
    bureau.department("乙局")
    another = places(bureau, tmp_path / "another", machines.scheduler_address)
    second = batch(bureau, another, keep=1)
    assert second.reasons == {good: "输入变了（甲局/2020/做法.txt）", bad: "上次失败"}
    assert second.well
    assert not (bureau.folder(bad) / "审计报告-出错.ipynb").exists()
    (earlier,) = (bureau.folder(good) / "历史").iterdir()
    assert sorted(path.name for path in earlier.iterdir()) == ["manifest.json", "审计报告.html"]
    assert batch(bureau, there, keep=1).unchanged == (bad, good)


def test_the_real_report_is_the_same_to_the_byte(machines: LocalCluster, tmp_path: Path) -> None:
    one = Run(DEPARTMENT, 2020)
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    pack = tmp_path / "packs" / "own.yaml"
    pack.parent.mkdir()
    pack.write_text("extends: zhengzhou-2020\n")
    made = []
    for name in ("here", "there"):
        bureau = Bureau(tmp_path)
        bureau.output = tmp_path / name
        settings = bureau.settings(formats=("html", "xlsx"), rulepack=str(pack))
        if name == "here":
            render.write(Job(one, settings))
        else:
            (outcome,) = run_on(
                machines.scheduler_address,
                [Job(one, replace(settings, output=tmp_path / "mirror"))],
                on_event=bureau.events.append,
                work=render.write,
                data=Place(bureau.data.as_uri()),
                output=Place(bureau.output.as_uri()),
            )
            assert outcome.error == ""
        made.append({path.name: path.read_bytes() for path in bureau.folder(one).iterdir()})
    here, there = made
    assert len(here) == 6
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] in ([], ["manifest.json"])
    times = {"started": 0, "finished": 0, "seal": 0}
    assert json.loads(here["manifest.json"]) | times == json.loads(there["manifest.json"]) | times


def test_a_place_that_cannot_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AuditError, match="memory:// 只在一个进程里"):
        Place("memory://data").listing()
    with pytest.raises(AuditError, match="不认识这类位置"):
        Place("nosuch://data").check()
    monkeypatch.setattr("sys.argv", ["auditkit", "run", "--all", "--data-dir", "file:///data"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "需要同时写 --scheduler" in capsys.readouterr().err
