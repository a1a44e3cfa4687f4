"""Executing a parameterized notebook through papermill, its parameters checked beforehand."""

from __future__ import annotations

# Before all that import nbformat themselves.
from auditkit.kernels.deferred import nbformat  # isort: skip

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import (
    prepare_notebook_metadata,
    raise_for_execution_errors,
    remove_error_markers,
)
from papermill.inspection import _infer_parameters  # the public call takes only a path
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.translators import PythonTranslator, papermill_translators
from papermill.utils import chdir

from auditkit.errors import AuditError, nearest
from auditkit.files.canonical import indented
from auditkit.kernels.branching import Waiting
from auditkit.kernels.engine import NAME as WARM
from auditkit.kernels.engine import Course

_TYPES: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_KILL = 9
_KERNEL = "python3"
# Written by papermill and the kernel: times, paths and versions that differ from run to run.
_VOLATILE_NOTEBOOK = ("papermill", "widgets")
_VOLATILE_CELL = ("papermill", "execution", "ExecuteTime")


class _PlainChinese(PythonTranslator):  # type: ignore[misc]
    """Parameters written as a person would: Chinese as Chinese, not as escapes."""

    @classmethod
    def translate_escaped_str(cls, str_val: object) -> str:
        return json.dumps(str_val, ensure_ascii=False)


papermill_translators.register("python", _PlainChinese)


class NotebookFailed(AuditError):
    """A cell of the notebook failed; carries the notebook as far as it came."""

    def __init__(self, number: int, problem: str, notebook: nbformat.NotebookNode) -> None:
        super().__init__(f"笔记本第{number}格出错：{problem}")
        self.notebook = notebook


class KernelTrouble(AuditError):
    """The kernel did not start, or ran past its time: no fault of the data, another try may do.

    Carries the notebook as far as it came, if it came anywhere.
    """

    def __init__(self, problem: str, notebook: nbformat.NotebookNode | None = None) -> None:
        super().__init__(problem)
        self.notebook = notebook


def execute(
    notebook: Path,
    parameters: Mapping[str, str | int | float | bool],
    folder: Path,
    *,
    timeout: float | None = None,
    waiting: Waiting | None = None,
    engine: str = WARM,
) -> nbformat.NotebookNode:
    """The notebook executed in `folder`, without anything that differs from run to run.

    `timeout` is in seconds, for all cells together; a process that is `waiting` becomes its kernel.
    Raises AuditError for an unknown or badly
    typed parameter before anything starts, NotebookFailed when a cell fails or ends its kernel, and
    KernelTrouble when the kernel does not start, is killed, or the time is over.
    """
    node = deepcopy(_opened(notebook, notebook.read_bytes()))
    check_parameters(node, parameters, notebook.name)
    course = Course()
    try:
        done = _executed(node, parameters, folder, course, timeout, waiting, engine)
    except PapermillExecutionError as error:
        failed = remove_error_markers(course.notebook)
        number = 1 + next(i for i, cell in enumerate(failed.cells) if _failed(cell))
        problem = f"{error.ename}：{error.evalue}".strip()
        raise NotebookFailed(number, problem, steady(failed)) from error
    except CellTimeoutError as error:
        if timeout is None:
            # Of what nbclient waits for, only a cell's last output has a limit of its own.
            raise KernelTrouble(
                f"{notebook.name}第{course.cell}格已运行完，但它的输出没有全部传来。请重试。",
                _kept(course),
            ) from error
        raise KernelTrouble(
            f"{notebook.name}运行到第{course.cell}格时超过时限{timeout:g}秒，已停止。"
            "请重试，或放宽时限。",
            _kept(course),
        ) from error
    except DeadKernelError as error:
        said = f"笔记本第{course.cell}格出错：运行它的进程中途"
        if course.exit_code == -_KILL:
            # The system does it where memory runs short, or somebody: another try may do.
            problem = f"{said}被终止（信号 {_KILL}；可能是内存不足，请减小 --jobs）。请重试。"
            raise KernelTrouble(problem, _kept(course)) from error
        problem = "运行它的进程中途结束（单元格结束了进程，或程序崩溃）"
        raise NotebookFailed(course.cell, problem, _kept(course)) from error
    except NoSuchKernel as error:
        raise AuditError("没有安装 Python 内核 python3。请执行 pip install ipykernel。") from error
    except (RuntimeError, OSError) as error:
        if course.started:
            raise
        raise KernelTrouble(f"{notebook.name}的内核没有启动（{error}）。请重试。") from error
    return steady(done)


def execute_here(
    notebook: Path,
    parameters: Mapping[str, str | int | float | bool],
    folder: Path,
    *,
    timeout: float | None = None,
) -> nbformat.NotebookNode | None:
    """As `execute`, in this very process: for cells that may be trusted with it.

    None where a kernel is to be asked after all: this process does something else besides, or a
    cell did anything but show something. Raises what `execute` raises for parameters and time.
    """
    from auditkit.kernels.cells import NAME, Unlike, fits

    if not fits(timeout):
        return None
    try:
        return execute(notebook, parameters, folder, timeout=timeout, engine=NAME)
    except Unlike:
        return None


@lru_cache(maxsize=4)
def _opened(notebook: Path, _: bytes) -> nbformat.NotebookNode:
    """The notebook of these bytes; whoever makes many reports reads and checks it once."""
    node: nbformat.NotebookNode = load_notebook_node(str(notebook))
    for cell in node.cells:
        if cell.cell_type == "code":
            # What an earlier run has shown would only be carried along.
            cell.outputs = []
    return node


def _executed(
    node: nbformat.NotebookNode,
    parameters: Mapping[str, str | int | float | bool],
    folder: Path,
    course: Course,
    limit: float | None,
    waiting: Waiting | None,
    engine: str,
) -> nbformat.NotebookNode:
    """What papermill's `execute_notebook` does between reading a notebook and writing it.

    That one spells and checks the whole notebook on the way in and out, also where it comes from
    no file and goes to none: a thirtieth of a report.
    """
    known = {"kernel_name": _KERNEL, "engine_name": engine}
    if parameters:
        node = parameterize_notebook(node, dict(parameters), language="python", **known)
    node = remove_error_markers(prepare_notebook_metadata(node, None, None))
    with chdir(str(folder)):
        done: nbformat.NotebookNode = papermill_engines.execute_notebook_with_engine(
            engine,
            node,
            kernel_name=_KERNEL,
            input_path=None,
            output_path=None,
            progress_bar=False,
            log_output=False,
            autosave_cell_every=0,
            # Else the kernel warns on every run that its loopback sockets are not encrypted.
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            course=course,
            limit=limit,
            waiting=waiting,
        )
    raise_for_execution_errors(done, None)
    return done


def _kept(course: Course) -> nbformat.NotebookNode:
    assert course.notebook is not None
    return steady(course.notebook)


def _failed(cell: nbformat.NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def check_parameters(
    node: nbformat.NotebookNode, parameters: Mapping[str, object], name: str
) -> None:
    """Every parameter is one the notebook declares, and of the type it declares.

    Raises AuditError with the nearest name, or the type asked for.
    """
    declared = {
        p.name: p.inferred_type_name
        for p in _infer_parameters(node, name="python3", language="python")
    }
    if not declared:
        raise AuditError(f"{name}没有标记为 parameters 的单元格，不能带参数运行。")
    for parameter, value in parameters.items():
        if parameter not in declared:
            close = nearest(parameter, declared)
            hint = f"，是否为“{close}”" if close else ""
            raise AuditError(
                f"{name}没有参数“{parameter}”{hint}；可用参数：{'、'.join(declared)}。"
            )
        wanted = _TYPES.get(declared[parameter])
        # bool is an int to Python, but no year.
        if wanted and (
            not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool)
        ):
            raise AuditError(
                f"{name}的参数“{parameter}”应是 {declared[parameter]}，不能是“{value}”。"
            )


def notebook_bytes(node: nbformat.NotebookNode) -> bytes:
    """The notebook as a file, as `nbformat.write` spells it: keys in order, texts by the line."""
    content: Any = _apart(node)
    for change in (nbformat.v4.rwbase.split_lines, nbformat.v4.rwbase.strip_transient):
        content = change(content)  # type: ignore[no-untyped-call]
    return (indented(content, sort_keys=True, allow_nan=True) + "\n").encode()


def _apart(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy of the notebook down to what is spelled in another way; what is below is the same."""
    return _copied(
        node, metadata=_copied(node.metadata), cells=[_apart_cell(cell) for cell in node.cells]
    )


def _apart_cell(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    copied = _copied(cell, metadata=_copied(cell.metadata))
    if "attachments" in cell:
        copied["attachments"] = deepcopy(cell.attachments)
    if "outputs" in cell:
        copied["outputs"] = [
            _copied(output, data=_copied(output["data"])) if "data" in output else _copied(output)
            for output in cell.outputs
        ]
    return copied


def _copied(node: Any, **changed: Any) -> nbformat.NotebookNode:
    return nbformat.NotebookNode(node, **changed)  # type: ignore[no-untyped-call]


def steady(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without times, paths, versions and random ids, each text shown in one piece."""
    for key in _VOLATILE_NOTEBOOK:
        node.metadata.pop(key, None)
    language: dict[str, Any] = node.metadata.get("language_info", {})
    language.pop("version", None)
    for cell in node.cells:
        for key in _VOLATILE_CELL:
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        if "outputs" in cell:
            cell["outputs"] = _whole_texts(cell.outputs)
    return node


def _whole_texts(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The outputs; texts of one stream that follow one another, sent as time would have it, are
    one."""
    whole: list[nbformat.NotebookNode] = []
    for output in outputs:
        before = whole[-1] if whole else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            whole[-1] = _copied(before, text=before["text"] + output.text)
        else:
            whole.append(output)
    return whole
