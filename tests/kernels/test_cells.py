"""Cells run in this very process: the same bytes as a kernel's, or nothing; and nothing left."""

import builtins
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import papermill_engines

from auditkit.delivery.report import write_report
from auditkit.kernels import cells
from auditkit.kernels.execution import KernelTrouble, execute, execute_here, notebook_bytes
from auditkit.results.fingerprint import notebook_path

ROOT = Path(__file__).parents[2]
SHOWN = """
from IPython.display import display, publish_display_data as published
from auditkit.show.markup import tag


class Thing:
    def __init__(self, *inner):
        self.inner = inner

    def _repr_mimebundle_(self, **_):
        data = {"rows": ((1, "二"), [None, True, 2.5]), "none": {}}
        return {"application/vnd.x+json": data, "text/html": tag("b", "粗"), "text/plain": "物"}


class Chapter(Thing):
    def _ipython_display_(self):
        for one in self.inner:
            display(one, metadata={"x": {"a": 1}})


class Faulty:
    def _repr_html_(self):
        raise ValueError("不能显示")
"""

LOGGED = """
import logging

logger = logging.getLogger("test_cells")
logger.propagate = False
logger.warning("当心")
"""


@pytest.fixture(autouse=True)
def no_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process of a batch, whatever another test has left here."""
    for kind in list(InteractiveShell._walk_mro()):
        monkeypatch.setattr(kind, "_instance", None)


def notebook(folder: Path, *sources: str, tags: tuple[str, ...] = ()) -> Path:
    parameters = nbformat.v4.new_code_cell("n: int = 0", metadata={"tags": ["parameters"]})  # type: ignore[no-untyped-call]
    made = [nbformat.v4.new_code_cell(one, metadata={"tags": [*tags]}) for one in sources]  # type: ignore[no-untyped-call]
    words = nbformat.v4.new_markdown_cell("说明")  # type: ignore[no-untyped-call]
    node = nbformat.read(notebook_path(), 4)  # type: ignore[no-untyped-call]
    node.cells = [parameters, words, *made]
    for number, cell in enumerate(node.cells):
        cell["id"] = f"c{number}"
    nbformat.write(node, folder / "n.ipynb")  # type: ignore[no-untyped-call]
    return folder / "n.ipynb"


@pytest.mark.slow
def test_what_is_shown_is_what_a_kernel_gives(tmp_path: Path) -> None:
    sources = (
        SHOWN, "Thing()", "Chapter(Thing(), 1, None)", "n + 1", "n + 1;", "", "   ", "x = _",
        "display(Thing(), '文')", "x, type(Out[4]).__name__, In[5]", "None", "n\n# 末",
    )  # fmt: skip
    path = notebook(tmp_path, *sources)
    here = execute_here(path, {"n": 3}, tmp_path)
    assert here is not None
    assert here.cells[4].outputs[0].data["application/vnd.x+json"] == {
        "rows": [[1, "二"], [None, True, 2.5]],
        "none": {},
    }
    assert [out.output_type for out in here.cells[5].outputs] == ["display_data"] * 3
    assert here.cells[6].outputs[0].data["text/plain"] == "4"
    assert notebook_bytes(here) == notebook_bytes(execute(path, {"n": 3}, tmp_path))


@pytest.mark.slow
def test_a_cell_that_is_to_be_left_out_is(tmp_path: Path) -> None:
    path = notebook(tmp_path, "1/0", tags=("skip-execution",))
    here = execute_here(path, {}, tmp_path)
    assert here is not None
    assert notebook_bytes(here) == notebook_bytes(execute(path, {}, tmp_path))


@pytest.mark.parametrize(
    "source",
    [
        "print('说')", "import sys; print('说', file=sys.stderr)", "1/0", "raise SystemExit(0)",
        "Faulty()", "Chapter(Faulty())", "(", "display(1, display_id='a')", "b'', print()",
        "from IPython.display import clear_output; clear_output()",
        "import warnings; warnings.warn('当心')", LOGGED,
        "published({'application/json': float('nan')})", "published({'image/png': b'x'})",
        "published({'application/json': {1: 2}})",
        "try:\n    print('说')\nexcept Exception:\n    pass", "%time 1", "!true; echo x",
    ],
)  # fmt: skip
def test_what_only_a_kernel_can_tell_is_left_to_it_every_time(tmp_path: Path, source: str) -> None:
    path = notebook(tmp_path, SHOWN, source)
    assert execute_here(path, {}, tmp_path) is None
    assert execute_here(path, {}, tmp_path) is None


def test_nothing_is_left_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("IPYTHONDIR", raising=False)
    before = (sys.modules["__main__"], set(vars(builtins)), sys.stdout, sys.stderr, sys.displayhook)
    filters = warnings.filters[:]
    for source in ("left_over = n\nleft_over", "1/0"):
        execute_here(notebook(tmp_path, source), {}, tmp_path, timeout=60)
        assert not InteractiveShell.initialized()
        assert (
            sys.modules["__main__"], set(vars(builtins)), sys.stdout, sys.stderr, sys.displayhook
        ) == before  # fmt: skip
        assert warnings.filters == filters
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    node = execute_here(notebook(tmp_path, "'left_over' in dir(), In"), {}, tmp_path)
    assert not list(home.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "n.ipynb"]
    assert node is not None
    assert node.cells[2].outputs[0].data["text/plain"].startswith("(False, ['', 'n: int = 0', ")


def test_past_the_limit_it_ends_and_says_in_which_cell(tmp_path: Path) -> None:
    busy = "1\n", "import time\ntry:\n    time.sleep(30)\nexcept Exception:\n    pass"
    began = time.monotonic()
    with pytest.raises(KernelTrouble, match=r"n\.ipynb运行到第4格时超过时限0\.3秒") as caught:
        execute_here(notebook(tmp_path, *busy), {}, tmp_path, timeout=0.3)
    assert time.monotonic() - began < 10
    assert caught.value.notebook is not None
    assert caught.value.notebook.cells[2].outputs[0].data["text/plain"] == "1"
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_an_interruption_that_was_swallowed_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "_AGAIN", 0.2)
    deaf = "import time\ntry:\n    time.sleep(30)\nexcept BaseException:\n    time.sleep(30)"
    with pytest.raises(KernelTrouble, match="超过时限"):
        execute_here(notebook(tmp_path, deaf), {}, tmp_path, timeout=0.2)


@pytest.fixture
def heard() -> Iterator[None]:
    """A Ctrl-C as a program has it: what a shell runs in the background is deaf to one."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_a_ctrl_c_ends_the_program_and_asks_no_kernel(tmp_path: Path) -> None:
    path = notebook(tmp_path, f"import os, time\nos.kill({os.getpid()}, 2)\ntime.sleep(5)")
    with pytest.raises(KeyboardInterrupt):
        execute_here(path, {}, tmp_path)


def test_beside_other_work_it_is_no_place_for_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = notebook(tmp_path, "1")
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(execute_here(path, {}, tmp_path)))
    thread.start()
    thread.join()
    assert found == [None]
    monkeypatch.setattr(InteractiveShell, "_instance", object())
    assert execute_here(path, {}, tmp_path) is None


def test_the_reports_notebook_says_of_its_language_what_its_kernel_says() -> None:
    node = nbformat.read(notebook_path(), 4)  # type: ignore[no-untyped-call]
    said = {**IPythonKernel.language_info}
    del said["version"]
    assert node.metadata.language_info == said


@pytest.mark.slow
def test_a_report_made_beside_its_cells_is_the_one_that_a_kernel_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines: list[str] = []
    asked = papermill_engines.execute_notebook_with_engine

    def noted(engine: str, *given: object, **named: object) -> object:
        engines.append(engine)
        return asked(engine, *given, **named)

    monkeypatch.setattr(papermill_engines, "execute_notebook_with_engine", noted)
    files = {}
    for name, beside in (("here", True), ("kernel", False)):
        written = write_report(
            "郑州市教育局", 2020, ROOT / "data", "zhengzhou-2020", tmp_path / name,
            one_of_many=beside,
        )  # fmt: skip
        files[name] = {path.name: path.read_bytes() for path in written[:-1]}
    assert engines == [cells.NAME, "auditkit-warm"]
    assert files["here"] == files["kernel"]
