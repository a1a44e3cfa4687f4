"""A report takes the place of another whole, or not at all, whenever it is killed."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from killing import STAGED

from auditkit.delivery.manifest import SCHEMA, sealed
from auditkit.delivery.placing import (
    put_in_place,
    remove_given_up,
    remove_left,
    settle,
    staging,
)
from auditkit.errors import AuditError
from auditkit.files.canonical import json_bytes

SUPPORT = Path(__file__).parents[1] / "support"
OLD = {"审计报告.html": b"old page", "结果.json": b"old", "审计报告.pdf": b"no longer made"}
NEW = {"审计报告.html": b"new page", "结果.json": b"new", "底稿.xlsx": b"made now"}
MADE = "20261123T013000Z"


def lay(folder: Path, files: dict[str, bytes], finished: str) -> None:
    """A report of these files, with its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = []
    for name, content in files.items():
        (folder / name).write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        outputs.append({"name": name, "sha256": sha256, "size": len(content)})
    content = {
        "schema": SCHEMA,
        "finished": finished,
        "ingredients": {},
        "key": finished,
        "outputs": outputs,
    }
    (folder / "manifest.json").write_bytes(json_bytes(sealed(content)))


def two_reports(folder: Path) -> Path:
    lay(folder, OLD, "2026-11-23T01:30:00+00:00")
    (folder / "批注.txt").write_bytes(b"a person's own")
    (folder / "审计报告-出错.ipynb").write_bytes(b"an earlier failure")
    lay(folder / STAGED, NEW, "2026-11-24T01:30:00+00:00")
    return folder


def whole(folder: Path) -> dict[str, bytes]:
    """The files of the report in a folder, proved by its manifest; empty where it has none."""
    if not (folder / "manifest.json").is_file():
        return {}
    manifest = json.loads((folder / "manifest.json").read_bytes())
    found = {o["name"]: (folder / o["name"]).read_bytes() for o in manifest["outputs"]}
    for output in manifest["outputs"]:
        assert hashlib.sha256(found[output["name"]]).hexdigest() == output["sha256"]
    return found


def states(tmp_path: Path, base: Path, *how: str) -> list[Path]:
    """What is left of `base` when it is killed before each change of a folder."""
    into = tmp_path / "killed"
    into.mkdir()
    done = subprocess.run(
        [sys.executable, str(SUPPORT / "killing.py"), str(base), str(into), *how],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return sorted(into.iterdir())


@pytest.mark.parametrize("keep", ["keep", "not"])
def test_killed_at_every_change_the_old_or_the_new_report_is_whole(
    tmp_path: Path, keep: str
) -> None:
    found = states(tmp_path, two_reports(tmp_path / "report"), keep, "again")
    first = [path for path in found if "-" not in path.name]
    # Links of the old, the commit, four files of the new, one that goes: at the least.
    assert len(first) > 12
    old = [path for path in first if whole(path) == OLD]
    new = [path for path in first if whole(path) == NEW]
    assert first[: len(old)] == old
    assert first[len(first) - len(new) :] == new
    assert old
    assert new
    for folder in found:
        # A manifest never stands beside files of the other report.
        before = whole(folder)
        assert before in (OLD, NEW, {})
        begun = settle(folder)
        remove_left(folder)
        after = whole(folder)
        assert after == (NEW if begun else before)
        names = {path.name for path in folder.iterdir()} - {"manifest.json", "批注.txt"}
        if after == OLD:
            assert names == {*OLD, "审计报告-出错.ipynb"}
            continue
        assert names - {"历史"} == set(NEW)
        history = folder / "历史"
        assert history.is_dir() is (keep == "keep")
        if keep == "keep":
            assert [path.name for path in history.iterdir()] == [MADE]
            assert whole(history / MADE) == OLD


def test_an_edit_is_put_by_once_wherever_it_is_killed(tmp_path: Path) -> None:
    base = two_reports(tmp_path / "report")
    (base / "结果.json").write_bytes(b"by hand")
    for folder in states(tmp_path, base, "keep", "again"):
        settle(folder)
        remove_left(folder)
        put_by = [path.read_bytes() for path in folder.glob("历史/*-改动过*/*")]
        if (folder / "结果.json").read_bytes() == b"by hand":
            assert put_by in ([], [b"by hand"])
        else:
            assert whole(folder) == NEW
            assert put_by == [b"by hand"]


def test_an_earlier_report_in_history_is_never_replaced(tmp_path: Path) -> None:
    folder = two_reports(tmp_path)
    lay(
        folder / "历史" / MADE, {"审计报告.html": b"another of that second"}, "2026-11-23T01:30:00Z"
    )
    put_in_place(folder / STAGED, folder, keep=True)
    history = folder / "历史"
    assert whole(history / MADE) == {"审计报告.html": b"another of that second"}
    assert whole(history / f"{MADE}2") == OLD


def test_what_stands_in_history_already_is_not_put_there_again(tmp_path: Path) -> None:
    folder = two_reports(tmp_path)
    lay(folder / "历史" / MADE, OLD, "2026-11-23T01:30:00+00:00")
    put_in_place(folder / STAGED, folder, keep=True)
    assert [path.name for path in (folder / "历史").iterdir()] == [MADE]
    assert whole(folder) == NEW


@pytest.mark.parametrize("keep", [True, False])
def test_where_a_file_cannot_be_replaced_the_earlier_report_is_put_back(
    tmp_path: Path, keep: bool
) -> None:
    folder = two_reports(tmp_path)
    (folder / "底稿.xlsx").mkdir()
    with pytest.raises(AuditError, match="报告无法保存"):
        put_in_place(folder / STAGED, folder, keep=keep)
    assert whole(folder) == OLD
    assert not list(folder.glob(".*"))
    assert not (folder / "历史").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks; a batch sweeps")
def test_what_a_killed_report_left_goes_and_what_another_is_at_work_in_stays(
    tmp_path: Path,
) -> None:
    dead = tmp_path / ".a1b2c3d4.tmp"
    dead.mkdir()
    (dead / "审计报告.html").write_bytes(b"half")
    (tmp_path / "批注").mkdir()
    with staging(tmp_path) as living:
        (living / "审计报告.html").write_bytes(b"half")
        remove_given_up(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {living.name, "批注"}
    assert [path.name for path in tmp_path.iterdir()] == ["批注"]
