"""What is worth importing before forking, and what is worth doing once."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence

FRAMES = (
    "numpy.char",
    "numpy.fft",
    "numpy.strings",
    "pandas.io.formats.style",
    "pyarrow.pandas_compat",
)
"""What a notebook needs that works with data frames. The released report does without."""

_PLAIN = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "charset_normalizer",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel_launcher",
    "lxml.html",
    "matplotlib.backends.backend_svg",
    "numpy.random",
    "openpyxl",
    "python_calamine",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
    "auditkit.audit.opening",
    "auditkit.files.readers.html",
    "auditkit.files.readers.opendocument",
    "auditkit.files.readers.pdf",
    "auditkit.files.readers.plain",
    "auditkit.files.readers.word",
    "auditkit.files.readers.workbook",
    "auditkit.kernels.stream",
    "auditkit.show",
)

KERNEL = (*FRAMES, *_PLAIN)
"""What a notebook's kernel needs. Not matplotlib.pyplot and not ipywidgets: at their import both
tie themselves to the IPython shell that runs, and there is none yet."""

REPORT = ("auditkit.kernels.execution", "auditkit.delivery.report")
"""What writing a report needs besides: papermill and the exports."""


def preload(*, frames: bool = True) -> list[str]:
    """The modules worth importing before a process is forked that writes reports.

    `frames` says whether their notebook works with data frames.
    """
    return ["auditkit.kernels.deferred", *(FRAMES if frames else ()), *_PLAIN, *REPORT]


ONE_REPORT = (
    "auditkit.kernels.deferred",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "auditkit.kernels.stream",
    "auditkit.show",
    "auditkit.audit.opening",
    "auditkit.documents.workpaper",
    *REPORT,
)
"""What a single report needs, in its notebook's kernel or beside it."""


def warm_up(modules: Sequence[str] = KERNEL, *, used: bool = True) -> dict[str, str]:
    """Imports `modules` and does what only the first use pays for: the rule packs, a first
    chart; before many reports a whole audit. Without `used` it only imports.

    Gives what the imports have added to the environment; leaves no other setting changed. What is
    not installed is left to fail where it is used.
    """
    # As ipykernel does before a notebook can import matplotlib.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    # As ipykernel's own kernelspec does, else the debugger warns at its import.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    before = set(os.environ)
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    if used and set(REPORT) <= set(modules):
        # Many reports are to come: worth a second or two.
        _rehearsed()
    elif used and "auditkit.show" in modules:
        _first_use()
    return {name: value for name, value in os.environ.items() if name not in before}


def leave_out_debugger() -> None:
    """Lets ipykernel be without its debugger, which takes longer to load than all else of it.

    For a process that runs one report and ends: nobody stops it in a cell. debugpy itself can be
    imported as ever.
    """
    if "ipykernel.debugger" in sys.modules or "debugpy" in sys.modules:
        return
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("ipykernel.debugger")
    finally:
        del sys.modules["debugpy"]


def _rehearsed() -> None:
    from auditkit.errors import AuditError
    from auditkit.kernels.rehearsal import rehearse

    try:
        rehearse()
    except AuditError:
        # As below.
        return


def _first_use() -> None:
    from auditkit.errors import AuditError
    from auditkit.rules.load import load_rulepack, pack_names
    from auditkit.show.charts.drawing import drawing
    from auditkit.show.charts.fonts import every_glyph, known_characters

    try:
        for name in pack_names():
            load_rulepack(name)
        known_characters()
        with drawing(1.0) as figure, every_glyph():
            axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
            axes.barh([0, 1], [1, 2], hatch="///")
            axes.text(0, 0, "示例")
            figure.savefig(io.BytesIO(), format="svg")
    except AuditError:
        # A faulty pack or no Chinese font: the notebook that needs it says so.
        return
