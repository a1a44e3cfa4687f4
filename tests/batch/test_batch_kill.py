"""A batch that is killed, at any moment, leaves nothing half done and nobody running."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pytest
from batching import Bureau, manifests
from hanging import not_hanging
from processes import has_ended

from auditkit import kernels
from auditkit.batch.lock import hold
from auditkit.batch.render import start_warm
from auditkit.errors import AuditError

pytestmark = pytest.mark.slow

NOT_FORKED = """
import sys
from pathlib import Path
from auditkit import kernels
from batching import Bureau
if __name__ == "__main__":
    kernels.possible = lambda: False
    Bureau(Path(sys.argv[1])).batch()
"""


@dataclass
class Batch:
    """A batch in a process of its own, and the events that it tells, a line each."""

    process: kernels.Forked
    events: TextIO

    def ended(self) -> int:
        """How it ended, once nobody is left who could tell anything more."""
        with self.events:
            self.events.read()
        return self.process.wait()


def start(bureau: Bureau) -> Batch:
    """A batch over the bureau; it is forked from what its own runs are forked from."""
    start_warm()
    place = str(bureau.data.parent)
    code = f"import sys; sys.path[:] = {sys.path!r}; import batching; batching.spoken({place!r})"
    heard, told = os.pipe()
    with Path(os.devnull).open("w") as nowhere:
        process = kernels.fork("builtins:exec", [code], stdout=told, stderr=nowhere.fileno())
    os.close(told)
    return Batch(process, os.fdopen(heard, encoding="utf-8"))


def until(batch: Batch, kind: str, times: int = 1) -> None:
    """Reads events until one of a kind has come so many times."""
    for line in batch.events:
        times -= json.loads(line)["event"] == kind
        if not times:
            return
    raise AssertionError(f"the batch ended without {kind}")


def assert_whole(output: Path) -> set[str]:
    """Every report that has a manifest is as that says; gives their departments."""
    found = manifests(output)
    for department, manifest in found.items():
        for made in manifest["outputs"]:
            content = (output / "2020" / department / made["name"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == made["sha256"]
    return set(found)


def test_kills_at_random_moments_leave_whole_reports_and_the_next_batch_does_the_rest(
    tmp_path: Path,
) -> None:
    bureau = Bureau(tmp_path)
    names = {f"{name}局" for name in "甲乙丙丁戊己庚辛壬癸"}
    for name in names:
        bureau.department(name, "sleep 0.1")
    chance = random.Random(20201123)
    for _ in range(4):
        batch = start(bureau)
        until(batch, "start", chance.randint(1, 3))
        time.sleep(chance.uniform(0, 0.25))
        batch.process.kill()
        batch.ended()
        assert_whole(bureau.output)
    before = assert_whole(bureau.output)
    assert before != names
    temporary = json.loads((bureau.output / ".batch" / "lock").read_text("utf-8"))["temporary"]
    assert temporary
    assert all(Path(folder).exists() for folder in temporary)
    summary = bureau.batch()
    assert {run.department for run in summary.unchanged} >= before
    assert summary.well
    assert assert_whole(bureau.output) == names
    assert not list(bureau.output.rglob("*.tmp"))
    assert not any(Path(folder).exists() for folder in temporary)


def test_the_runs_of_a_killed_batch_end_with_it(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    said = [tmp_path / "甲", tmp_path / "乙"]
    for path in said:
        bureau.department(f"{path.name}局", f"pid {path}\nsleep 600")
    batch = start(bureau)
    with not_hanging():
        while not all(path.exists() and path.read_text() for path in said):
            time.sleep(0.02)
        pids = [int(path.read_text()) for path in said]
        assert not any(map(has_ended, pids))
        batch.process.kill()
        batch.ended()
        while not all(map(has_ended, pids)):
            time.sleep(0.02)


def test_the_same_where_processes_are_not_forked(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    said = tmp_path / "甲"
    bureau.department("甲局", f"pid {said}\nsleep 600")
    process = subprocess.Popen(
        [sys.executable, "-c", NOT_FORKED, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with not_hanging():
        while not (said.exists() and said.read_text()):
            time.sleep(0.02)
        pid = int(said.read_text())
        assert not has_ended(pid)
        process.kill()
        process.wait()
        while not has_ended(pid):
            time.sleep(0.02)


def test_two_batches_cannot_be_in_one_folder_and_a_killed_one_frees_it(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    bureau.department("甲局", "sleep 600")
    batch = start(bureau)
    until(batch, "start")
    who = rf"另一批正在运行（进程 {batch.process.pid}，20\d\d-.* 开始）"
    with not_hanging(), pytest.raises(AuditError, match=who):
        bureau.batch()
    batch.process.kill()
    batch.ended()
    with hold(bureau.output):
        pass


def test_a_batch_that_is_told_to_stop_ends_its_runs_first(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    said = tmp_path / "甲"
    bureau.department("甲局", f"pid {said}\nsleep 600")
    batch = start(bureau)
    with not_hanging():
        while not (said.exists() and said.read_text()):
            time.sleep(0.02)
        batch.process.send_signal(signal.SIGINT)
        batch.ended()
    assert batch.process.returncode != 0
    assert has_ended(int(said.read_text()))
    # Nothing was left over: the note of temporary folders is blank, and they are gone.
    assert (bureau.output / ".batch" / "lock").read_text() == ""


def test_a_run_killed_at_any_change_is_finished_by_the_retry_of_its_batch(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    names = {f"{number:02}局" for number in range(24)}
    for name in names:
        bureau.department(name)
    assert bureau.batch(keep=3).well
    before = {n: json.dumps(m, sort_keys=True) for n, m in manifests(bureau.output).items()}
    for number, name in enumerate(sorted(names)):
        bureau.department(name, f"killed {number}")
    summary = bureau.batch(keep=3)
    assert summary.well
    killed = [outcome for outcome in summary.done if outcome.attempts == 2]
    assert len(killed) > 10
    assert assert_whole(bureau.output) == names
    for name in names:
        folder = bureau.output / "2020" / name
        assert {path.name for path in folder.iterdir()} == {
            "审计报告.html",
            "manifest.json",
            "历史",
        }
        # What the killed run itself has written is no edit. Where it was killed after the last name
        # was in place, its report was whole, and the one of the retry has replaced it.
        earlier = sorted((folder / "历史").iterdir())
        assert 1 <= len(earlier) <= 2
        for number, place in enumerate(earlier):
            kept = json.loads((place / "manifest.json").read_bytes())
            assert number or json.dumps(kept, sort_keys=True) == before[name]
            page = (place / "审计报告.html").read_bytes()
            assert hashlib.sha256(page).hexdigest() == kept["outputs"][0]["sha256"]
    assert summary.kept == ()


def test_when_worker_and_batch_die_together_nothing_is_taken_for_unchanged(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    run = bureau.department("甲局", "# 100.00")
    assert bureau.batch().well
    page = bureau.folder(run) / "审计报告.html"
    old = page.read_bytes()
    for change in (4, 6, 7, 8, 9):
        bureau.department("甲局", f"# 900.00\nkilled {change} all")
        batch = start(bureau)
        with not_hanging():
            batch.ended()
        # The input is what it was before the batch: a page of the same size would deceive.
        bureau.department("甲局", "# 100.00")
        assert bureau.batch(keep=0).well
        assert page.read_bytes() == old
        assert assert_whole(bureau.output) == {"甲局"}
        assert not list(bureau.folder(run).glob(".*"))
