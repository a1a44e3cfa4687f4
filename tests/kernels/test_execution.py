"""Executing notebooks: as stock papermill would, but in forked kernels, within a time limit."""

import json
import re
import socket
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.provisioning.local_provisioner import LocalPortCache
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook, remove_error_markers
from papermill.iorw import load_notebook_node
from probes import written

from auditkit import kernels
from auditkit.errors import AuditError
from auditkit.kernels import engine
from auditkit.kernels.asking import asking
from auditkit.kernels.execution import (
    KernelTrouble,
    NotebookFailed,
    execute,
    notebook_bytes,
    steady,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EDGE_CASES = ROOT / "tests" / "data" / "edge_cases.ipynb"
LOADING = {"frame", "figure", "figure-returned", "widgets", "auditkit"}
REPORT = ROOT / "notebooks" / "department_report.ipynb"
needs_fork = pytest.mark.skipif(not kernels.possible(), reason="this system cannot fork kernels")
# The process id in a cell's file name, and the random id of a widget.
VARYING = re.compile(r'ipykernel_\d+|(?<="model_id": ")\w+')


def stock(path: Path, parameters: dict[str, Any], folder: Path) -> Any:
    """The notebook as papermill itself runs it, also when a cell fails."""
    result = folder / "stock.ipynb"
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("papermill.engines.PapermillNotebookClient", _Asked)
            execute_notebook(
                str(path),
                str(result),
                parameters,
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=parameters.get("ending") == "kill",
                cwd=str(folder),
                extra_arguments=["--IPKernelApp.log_level=ERROR"],
                execution_timeout=120,
            )
    except (PapermillExecutionError, DeadKernelError):
        assert parameters.get("ending")
    return steady(remove_error_markers(load_notebook_node(str(result))))


class _Asked(PapermillNotebookClient):
    """papermill's own client, by which a kernel that sleeps on a message is asked again.

    A fault of ipykernel 7 (ipython/ipykernel#1529 and #1554: a send consumes the wake-up of what
    came meanwhile), of which 7.4 has mended a part. Beside other busy processes it comes often,
    and papermill would wait for ever for a reply that its kernel has given.
    """

    async def _async_poll_kernel_alive(self) -> None:
        async with asking(self.kc):
            await super()._async_poll_kernel_alive()


def cells(notebook: Any) -> dict[str, str]:
    """Each cell with its outputs, less what differs from one process to the next."""
    return {
        cell.id: VARYING.sub("…", json.dumps({**cell, "outputs": joined(cell)}, sort_keys=True))
        for cell in notebook.cells
    }


def joined(cell: Any) -> list[dict[str, Any]]:
    """The outputs, each stream as one: in which pieces they arrive is a matter of time."""
    outputs = cell.get("outputs", ())
    streams = sorted({output.name for output in outputs if output.output_type == "stream"})
    texts = [
        {"name": name, "text": "".join(o.text for o in outputs if o.get("name") == name)}
        for name in streams
    ]
    return texts + [output for output in outputs if output.output_type != "stream"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for both, since some outputs name it."""
    return tmp_path_factory.mktemp("edge")


def ending(folder: Path) -> Path:
    """The edge cases but for those that load libraries for seconds: how the run ends does not rest
    on them."""
    notebook = load_notebook_node(str(EDGE_CASES))
    assert {cell.id for cell in notebook.cells} > LOADING
    notebook.cells = [cell for cell in notebook.cells if cell.id not in LOADING]
    path = folder / "ending.ipynb"
    path.write_bytes(notebook_bytes(notebook))
    return path


def test_edge_cases_come_out_as_from_papermill(folder: Path) -> None:
    parameters = {"who": "乙“局”"}
    expected = cells(stock(EDGE_CASES, parameters, folder))
    assert len(expected) >= 25
    # Twice: what the first run leaves behind must not reach the second.
    for _ in range(2):
        found = cells(execute(EDGE_CASES, parameters, folder, timeout=300))
        assert found.keys() == expected.keys()
        for name, cell in expected.items():
            assert found[name] == cell, name


def test_a_notebook_with_an_error_comes_out_as_from_papermill(folder: Path) -> None:
    path, parameters = ending(folder), {"who": "乙“局”", "ending": "error"}
    expected = cells(stock(path, parameters, folder))
    for _ in range(2):
        with pytest.raises(NotebookFailed, match="ValueError：乙“局”出错") as caught:
            execute(path, parameters, folder, timeout=300)
        assert cells(caught.value.notebook) == expected
    assert "ValueError" in expected["ending"]


def test_a_report_comes_out_as_from_papermill(folder: Path) -> None:
    parameters = {"department": "郑州市教育局", "year": 2020, "data_dir": str(ROOT / "data")}
    expected, found = stock(REPORT, parameters, folder), execute(REPORT, parameters, folder)
    assert cells(found) == cells(expected)
    assert found.metadata == expected.metadata


def test_a_kernel_that_is_killed_is_named_with_its_cell_and_may_be_tried_again(
    folder: Path,
) -> None:
    path = ending(folder)
    with pytest.raises(KernelTrouble, match=r"第\d+格.*被终止（信号 9.*请重试") as caught:
        execute(path, {"ending": "kill"}, folder, timeout=300)
    expected = cells(stock(path, {"ending": "kill"}, folder))
    found = cells(caught.value.notebook)
    assert "before the end" in found["ending"]
    assert {k: found[k] for k in found if k != "ending"} == {
        k: expected[k] for k in expected if k != "ending"
    }


@pytest.mark.parametrize("end", ["os._exit(0)", "os._exit(3)", "os.abort()"])
def test_a_cell_that_ends_its_process_is_named_and_never_retried(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, "n: int = 1", "n", f"import os\n{end}")
    with pytest.raises(NotebookFailed, match=r"第3格.*进程中途结束"):
        execute(path, {}, tmp_path)


def test_past_its_time_limit_a_run_is_stopped_and_may_be_tried_again(tmp_path: Path) -> None:
    path = written(tmp_path, "n: int = 1", "print(n)", "import time\ntime.sleep(600)", "n + 1")
    with pytest.raises(KernelTrouble, match=r"probe\.ipynb.*超过时限2秒.*请重试") as caught:
        execute(path, {}, tmp_path, timeout=2)
    assert isinstance(caught.value, AuditError)
    assert caught.value.notebook is not None
    assert caught.value.notebook.cells[-1].outputs == []


def test_within_its_time_limit_a_run_is_as_ever(tmp_path: Path) -> None:
    path = written(tmp_path, "n: int = 1", "n + 1")
    done = execute(path, {}, tmp_path, timeout=600)
    assert done.cells[-1].outputs[0].data["text/plain"] == "2"


def test_a_kernel_that_does_not_start_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditkit.kernels.provisioner.KERNEL_CALL", "os:abort")
    path = written(tmp_path, "n: int = 1")
    with pytest.raises(KernelTrouble, match=r"probe\.ipynb的内核没有启动.*请重试"):
        execute(path, {}, tmp_path)


@needs_fork
@pytest.mark.parametrize(("taken", "starts"), [(1, True), (3, False)])
def test_a_kernel_whose_port_is_taken_meanwhile_is_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int, starts: bool
) -> None:
    """Between the choice of a free port and the kernel that listens there, others may take it."""
    for module in ("forking", "engine", "provisioner"):
        monkeypatch.setattr(f"auditkit.kernels.{module}.possible", lambda: False)
    path = written(tmp_path, "n: int = 1", "print('here')")
    free = LocalPortCache.find_available_port
    with socket.create_server(("127.0.0.1", 0)) as others:
        # A kernel asks for five.
        given = iter([others.getsockname()[1] if n % 5 == 2 else 0 for n in range(5 * taken)])
        monkeypatch.setattr(
            LocalPortCache,
            "find_available_port",
            lambda cache, address: next(given, 0) or free(cache, address),
        )
        if starts:
            done = execute(path, {}, tmp_path, timeout=60)
            assert done.cells[-1].outputs[0].text == "here\n"
        else:
            with pytest.raises(KernelTrouble, match=r"内核没有启动.*请重试"):
                execute(path, {}, tmp_path, timeout=60)


def test_kernels_are_forked_and_random_numbers_differ(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "n: int = 1",
        "import random, sys",
        "'openpyxl' in sys.modules, 'matplotlib.pyplot' in sys.modules",
        "import numpy\n(random.random(), numpy.random.random())",
        "from auditkit import kernels",
        "(kernels.fork('sys:exit', [3]).wait(), kernels.forking._started)",
    )
    first, second = (execute(path, {}, tmp_path) for _ in range(2))
    assert first.cells[2].outputs[0].data["text/plain"] == "(True, False)"
    one, two = (run.cells[3].outputs[0].data["text/plain"].split() for run in (first, second))
    assert one[0] != two[0]
    assert one[1] != two[1]
    # What a notebook starts comes from the same warm process: it need not start one.
    assert first.cells[5].outputs[0].data["text/plain"] == "(3, [])"


def test_where_fork_does_not_exist_a_stock_kernel_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("forking", "engine", "provisioner"):
        monkeypatch.setattr(f"auditkit.kernels.{module}.possible", lambda: False)
    path = written(tmp_path, "n: int = 1", "import sys", "'openpyxl' in sys.modules")
    done = execute(path, {}, tmp_path)
    assert done.cells[-1].outputs[0].data["text/plain"] == "False"


def test_texts_and_outputs_come_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    # Long enough for what is written to be sent by the clock as well, every 0.2 s; at once, as that
    # may come between a text and its line feed.
    steps = "sys.stdout.write(f'{n}\\n')\n    display(n)\n    time.sleep(0.002)"
    loop = f"import sys, time\nfor n in range(300):\n    {steps}\nprint('last')"
    path = written(tmp_path, "n: int = 1", loop, "print('end', end='')")
    done = execute(path, {}, tmp_path)
    told = [
        output.text if output.output_type == "stream" else output.data["text/plain"]
        for output in done.cells[1].outputs
    ]
    assert told == [text for n in range(300) for text in (f"{n}\n", str(n))] + ["last\n"]
    assert [output.text for output in done.cells[2].outputs] == ["end"]


def test_texts_that_come_in_pieces_are_one_text(tmp_path: Path) -> None:
    """Where a text is parted depends on the moment at which the kernel sends what is there."""
    pieces = """
import sys, time
for text in ("a", "b"):
    print(text, flush=True)
    time.sleep(0.1)
print("c", file=sys.stderr, flush=True)
print("d", flush=True)
display("e")
print("f", flush=True)
"""
    done = execute(written(tmp_path, "n: int = 1", pieces), {}, tmp_path, timeout=60)
    shown = [
        (o.get("name"), o.get("text") or o["data"]["text/plain"]) for o in done.cells[-1].outputs
    ]
    assert shown == [
        ("stdout", "a\nb\n"),
        ("stderr", "c\n"),
        ("stdout", "d\n"),
        (None, "'e'"),
        ("stdout", "f\n"),
    ]


def test_what_may_be_anything_in_an_output_is_what_the_schema_of_notebooks_says() -> None:
    file = resources.files("nbformat").joinpath("v4", "nbformat.v4.schema.json")
    schema = json.loads(file.read_text("utf-8"))
    bundle = schema["definitions"]["misc"]["mimebundle"]
    assert list(bundle["patternProperties"]) == [engine.ANYTHING.pattern]
    assert "type" not in bundle["patternProperties"][engine.ANYTHING.pattern]
