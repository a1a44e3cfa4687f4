"""The papermill engine that runs a notebook's cells in this very process, in IPython's own shell.

For the notebook that came with the program: its cells do what the rest of a report does beside
them, and a kernel would only carry to and fro what is here already. Where a cell does anything but
show something, `Unlike` is raised and a kernel has to tell it.
"""

from __future__ import annotations

import atexit
import builtins
import io
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from math import isfinite
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

from auditkit.kernels.engine import Course

NAME = "auditkit-here"
_SKIPPED = "skip-execution"
"""The tag of a cell that nbclient leaves out."""
_AGAIN = 1.0
"""Seconds after which a cell past the limit is interrupted once more: it may have missed that."""


class Unlike(Exception):
    """A cell failed, printed, warned or changed what it had shown: a kernel is to tell how."""


class _Over(BaseException):
    """The time for all cells is over."""


def fits(limit: float | None) -> bool:
    """Whether cells can run here: nothing else does, and a limit in seconds can be kept."""
    alone = threading.current_thread() is threading.main_thread()
    kept = limit is None or hasattr(signal, "setitimer")
    return alone and kept and not InteractiveShell.initialized()


class HereEngine(Engine):  # type: ignore[misc]
    """Runs the cells one after the other. Raises Unlike, or CellTimeoutError past the limit."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, course: Course, limit: float | None, **_: Any
    ) -> None:
        course.notebook = nb_man.nb
        with _shell() as shell, _interrupted(limit):
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                course.started, course.cell = True, index + 1
                if _runs(cell):
                    cell.outputs, cell.execution_count = shell.shown(cell.source)
                nb_man.cell_complete(cell, index)


papermill_engines.register(NAME, HereEngine)


def _runs(cell: NotebookNode) -> bool:
    code = cell.cell_type == "code" and cell.source.strip()
    return bool(code) and _SKIPPED not in cell.metadata.get("tags", [])


class _Shell(InteractiveShell):
    """IPython's shell, which keeps what cells show as a notebook has it."""

    def __init__(self, **named: Any) -> None:
        self.outputs: list[NotebookNode] = []
        self.unlike = False
        classes: Any = {"displayhook_class": _Hook, "display_pub_class": _Publisher}
        super().__init__(**classes, **named)  # type: ignore[no-untyped-call]

    def shown(self, source: str) -> tuple[list[NotebookNode], int]:
        """What a cell shows, and its number. Raises Unlike, KeyboardInterrupt and _Over."""
        self.outputs, self.unlike = [], False
        result = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, (KeyboardInterrupt, _Over)):
            raise error
        if error is not None or self.unlike:
            raise Unlike from error
        return self.outputs, result.execution_count

    def keep(self, kind: str, data: Any, metadata: Any, **more: Any) -> None:
        """Keeps an output as it would have come from a kernel."""
        try:
            self.outputs.append(
                _sent({"output_type": kind, "data": data, "metadata": metadata or {}, **more})
            )
        except Unlike:
            self.unlike = True

    def showtraceback(self, *_: Any, **__: Any) -> None:
        """Nothing is shown. What was raised for a formatter is told here alone."""
        self.unlike = True

    showsyntaxerror = showtraceback


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        *_: Any,
        transient: Any = None,
        update: bool = False,
        **__: Any,
    ) -> None:
        """Keeps what is shown."""
        self.shell.unlike |= bool(transient or update)
        self.shell.keep("display_data", data, metadata)

    def clear_output(self, wait: bool = False) -> None:
        """Nothing is taken back."""
        self.shell.unlike = True


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        """Nothing: the number is the output's own."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keeps the value of a cell."""
        count = self.prompt_count
        self.shell.keep("execute_result", format_dict, md_dict, execution_count=count)


class _Tripwire(io.TextIOBase):
    """A stream that only notes that something was printed."""

    def __init__(self, shell: _Shell) -> None:
        self._shell = shell

    def write(self, text: str) -> int:
        """Notes it."""
        self._shell.unlike |= bool(text)
        return len(text)


def _sent(value: Any) -> Any:
    """A value as it is when it has come from a kernel as JSON. Raises Unlike for any other."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is list or kind is tuple:
        return [_sent(one) for one in value]
    if kind is dict and all(type(name) is str for name in value):
        return NotebookNode({name: _sent(one) for name, one in value.items()})  # type: ignore[no-untyped-call]
    if isinstance(value, str):
        return str.__str__(value)
    if kind is float and isfinite(value):
        return value
    raise Unlike


@contextmanager
def _shell() -> Iterator[_Shell]:
    """A shell of its own, and nothing left of it afterwards."""
    program, known = sys.modules["__main__"], set(vars(builtins))
    # To enter it is to let everything be warned of once more.
    with warnings.catch_warnings():
        # Its cells are no one's history, and what it leaves in nobody's folder.
        alone = Config({"HistoryManager": {"enabled": False}})
        shell = _Shell.instance(config=alone, ipython_dir="", profile_dir=ProfileDir())
        silent = _Tripwire(shell)
        try:
            with redirect_stdout(silent), redirect_stderr(silent):
                yield shell
        finally:
            _Shell.clear_instance()
            # Else it would be there, with all that its cells have named, until the process ends.
            atexit.unregister(shell.atexit_operations)
            vars(shell.user_module).clear()
            shell.displayhook.exec_result = None
            sys.modules["__main__"] = program
            for name in set(vars(builtins)) - known:
                delattr(builtins, name)


@contextmanager
def _interrupted(limit: float | None) -> Iterator[None]:
    """The block, ended past the limit in seconds. Raises CellTimeoutError."""
    if limit is None:
        yield
        return
    if sys.platform == "win32":  # no limit can be kept there: `fits`
        raise NotImplementedError

    def over(*_: Any) -> None:
        raise _Over

    before = signal.signal(signal.SIGALRM, over)
    try:
        signal.setitimer(signal.ITIMER_REAL, limit, _AGAIN)
        yield
    except _Over as error:
        raise CellTimeoutError("") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
