"""Kernels forked one after the other from one process: what the first read, the next know."""

import json
import os
import subprocess
import sys

import pytest
from probes import written

from auditkit import kernels

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (kernels.possible() and hasattr(os, "pidfd_open")), reason="no such fork on this system"
    ),
]

_FIRST = "import logging, os, sys\nshell = get_ipython()\napp = shell.parent.parent"
_SEEN = (
    "sorted((a, b, str(c)) for a, d in app.config.items() for b, c in d.items() if b[:3] != 'con')",
    "app.config.IPKernelApp.connection_file == app.connection_file == sys.argv[2]",
    "app.argv == sys.argv[1:], app.extra_args, app.parent_handle == os.getppid()",
    "type(app).initialized(), type(app).instance() is app",
    "app.name, app.log.name, app.log.level, [type(h).__name__ for h in app.log.handlers]",
    "app.session.pid == os.getpid(), shell.profile_dir is app.profile_dir",
    "app.profile_dir.location",
    "shell.history_manager.hist_file, globals().get('settled')",
    "[name for name in ('colorsys',) if name in sys.modules]",
)
# A process that makes reports: it forks a kernel for each of three notebooks.
_PROCESS = """
import json, sys
from pathlib import Path
from auditkit import kernels
from auditkit.kernels.execution import execute
from auditkit.kernels.kernel import _configured

def made(path, kept):
    told = []
    for _ in range(3):
        with kernels.waiting() as waiting:
            assert waiting
            done = execute(Path(path), {}, Path(path).parent, waiting=waiting)
        cells = [cell.outputs[0].data["text/plain"] for cell in done.cells[2:]]
        told.append((cells, [known.app is not None for known in _configured.values()]))
    Path(kept).write_text(json.dumps(told), "utf-8")
"""
_PROGRAM = """
import os, sys
from auditkit import kernels
kernels.start_beside(["auditkit.kernels.execution", "ipykernel.kernelapp"])
notebook, *folders = sys.argv[1:]
for folder in folders:
    env = {**os.environ, "IPYTHONDIR": folder}
    print(kernels.fork("making:made", [notebook, folder + "/told.json"], env=env).wait())
"""
_OWN = "import colorsys\nc.InteractiveShellApp.exec_lines = ['settled = 5']\n"
Told = list[tuple[list[str], list[bool]]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What the kernels of two such processes say: one of a user without settings, one of another
    with settings of his own."""
    folder = tmp_path_factory.mktemp("configured")
    homes = {"none": "", "own": _OWN}
    for name, settings in homes.items():
        profile = folder / name / "profile_default"
        profile.mkdir(parents=True)
        if settings:
            (profile / "ipython_kernel_config.py").write_text(settings, "utf-8")
    (folder / "making.py").write_text(_PROCESS, "utf-8")
    notebook = written(folder, "n: int = 1", _FIRST, *_SEEN)
    path = os.pathsep.join([str(folder), *sys.path])
    env = {name: value for name, value in os.environ.items() if name != kernels.forking.ADDRESS}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(notebook), *(str(folder / name) for name in homes)],
        env={**env, "PYTHONPATH": path},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.stdout == "0\n0\n", done.stderr
    return {name: json.loads((folder / name / "told.json").read_text()) for name in homes}


def test_a_kernel_that_knows_the_settings_is_as_one_that_read_them(told: dict[str, Told]) -> None:
    (first, known), *others = told["none"]
    # Known from the first on: that itself has read them.
    assert known == [True]
    for cells, still in others:
        assert cells == first
        assert still == [True]
    assert first[1] == "True"
    assert first[2] == "(True, [], True)"
    assert first[3] == "(True, True)"
    assert first[7] == "(':memory:', None)"


def test_settings_of_ones_own_are_read_by_each_kernel_and_by_nothing_else(
    told: dict[str, Told],
) -> None:
    for cells, known in told["own"]:
        assert cells[7] == "(':memory:', 5)"
        assert cells[8] == "['colorsys']"
        assert known == [False]
