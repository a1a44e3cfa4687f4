"""A kernel that ends in the midst of its notebook: tried again, and no neighbour is harmed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.results.fingerprint import notebook_path

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# The form's own name with a number is taken for the same department.
FIRST, SECOND = "郑州市教育局1", "郑州市教育局2"
ENDS = """import os, signal
if department == "{first}" and not os.path.exists("mark"):
    open("mark", "w").close()
    {how}
"""


def ran(folder: Path, how: str) -> list[dict[str, object]]:
    """The events of a batch of two, the first of which ends its kernel once."""
    for name in (FIRST, SECOND):
        shutil.copytree(ROOT / "data" / "郑州市教育局" / "2020", folder / "data" / name / "2020")
    notebook = json.loads(notebook_path().read_text("utf-8"))
    ends = {**notebook["cells"][2], "id": "ends", "outputs": [], "metadata": {}}
    ends["source"] = ENDS.format(first=FIRST, how=how)
    notebook["cells"].insert(6, ends)
    (folder / "own.ipynb").write_text(json.dumps(notebook), "utf-8")
    done = subprocess.run(
        [
            sys.executable, "-m", "auditkit", "run", "--all", "--notebook", "own.ipynb",
            "--output", "out", "--jobs", "1", "--formats", "html", "--json",
        ],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def told(events: list[dict[str, object]], department: str) -> list[object]:
    told = [one["event"] for one in events if one.get("department") == department]
    return [one for one in told if one != "grave"]


def test_one_that_was_killed_is_tried_again(tmp_path: Path) -> None:
    events = ran(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    assert told(events, FIRST) == ["start", "retry", "start", "done"]
    assert told(events, SECOND) == ["start", "done"]
    (retry,) = (one for one in events if one["event"] == "retry")
    assert "被终止（信号 9" in str(retry["error"])
    assert len(list((tmp_path / "out").glob(f"2020/*/{MANIFEST}"))) == 2


def test_one_that_ends_by_itself_has_failed(tmp_path: Path) -> None:
    events = ran(tmp_path, "os._exit(3)")
    assert told(events, FIRST) == ["start", "failed"]
    assert told(events, SECOND) == ["start", "done"]
