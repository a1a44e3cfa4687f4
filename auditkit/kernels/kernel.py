"""The kernel of a forked process: ipykernel's own, as its launcher would start it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIED_TO_A_SHELL = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")
"""At their import they look for the shell that shows figures, and before the fork there was none.
Something else that was preloaded may have imported them; a notebook imports them anew."""
STREAM = "auditkit.kernels.stream.OutStream"
_OF_EACH = frozenset({"JPY_PARENT_PID", "AUDITKIT_WARM"})
"""What is another in the environment of each kernel, or not there at all."""

_SETTINGS = "ipython_config"


@dataclass(frozen=True)
class _Configured:
    """An application that has read the command line but for the connection, and all settings."""

    app: Any
    arguments: list[str]
    environment: dict[str, str]


_configured: dict[int, _Configured] = {}
"""By the process that made it."""


def run(command: list[str], arguments: list[str]) -> None:
    """Runs an ipykernel with `arguments` until it is shut down; `command` is what it stands for."""
    import ipykernel_launcher  # type: ignore[import-untyped]
    from ipykernel.kernelapp import IPKernelApp

    for name in TIED_TO_A_SHELL:
        sys.modules.pop(name, None)
    sys.argv = [ipykernel_launcher.__file__, *arguments]
    sys.orig_argv = command
    known = _known(arguments)
    app: Any = known or IPKernelApp.instance()
    # ipykernel watches its parent, which is the zygote.
    app.parent_handle = os.getppid()
    app.outstream_class = STREAM
    with _settings_kept() if known else nullcontext(), _listing_no_modules():
        app.initialize(arguments)
    app.start()


def configure(arguments: list[str]) -> None:
    """Reads now what the kernels that are forked from here, with such arguments, would each read.

    That is a fifth of their start. Settings of a user's own are Python code, which is to run in the
    kernel alone: where there are any, each kernel reads them as ever.
    """
    own, rest = _parted(arguments)
    if not own or os.getpid() in _configured:
        return
    from ipykernel.kernelapp import IPKernelApp
    from IPython.core.application import BaseIPythonApplication

    app: Any = IPKernelApp()  # type: ignore[no-untyped-call]
    hook = sys.excepthook
    try:
        with _standing_in(app, "load_config_file", lambda: _refuse_settings(app)):
            BaseIPythonApplication.initialize(app, rest)  # type: ignore[no-untyped-call]
    except (_OwnSettings, SystemExit):
        app = None
    finally:
        sys.excepthook = hook
    _configured.clear()
    _configured[os.getpid()] = _Configured(app, rest, _environment())


class _OwnSettings(Exception):
    pass


def _refuse_settings(app: Any) -> None:
    names = {_SETTINGS, *(Path(name).stem for name in app.config_files)}
    places = (Path(folder, name) for folder in app.config_file_paths for name in names)
    if any(place.with_suffix(kind).exists() for place in places for kind in (".py", ".json")):
        raise _OwnSettings


def _known(arguments: list[str]) -> Any:
    """The application of `configure`, as far as it is of this very kernel; None otherwise."""
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    own, rest = _parted(arguments)
    for known in _configured.values():
        if known.app and own and known.arguments == rest and known.environment == _environment():
            app = known.app
            for kind in IPKernelApp._walk_mro():
                kind._instance = app
            app.update_config(Config({"IPKernelApp": {"connection_file": own}}))
            app.argv = list(arguments)
            sys.excepthook = app.excepthook
            return app
    return None


def _parted(arguments: list[str]) -> tuple[str, list[str]]:
    """The connection's file and all other arguments; the first is blank where none begins them."""
    if len(arguments) > 1 and arguments[0] == "-f":
        return arguments[1], arguments[2:]
    return "", arguments


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OF_EACH}


def _settings_kept() -> Any:
    from IPython.core.application import BaseIPythonApplication

    return _standing_in(BaseIPythonApplication, "initialize", lambda *_: None)


def _listing_no_modules() -> Any:
    """Without debugger ipykernel still notes the files of all modules for it.

    To look at thousands is to copy the memory of each, a seventh of a kernel's start.
    """
    import ipykernel.ipkernel
    from ipykernel.debugger import _is_debugpy_available

    if _is_debugpy_available:
        return nullcontext()
    return _standing_in(ipykernel.ipkernel, "sys", _NoModules())


class _NoModules:
    """`sys` but for its modules."""

    modules: dict[str, Any] = {}  # noqa: RUF012

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


@contextmanager
def _standing_in(owner: Any, name: str, stand_in: Any) -> Iterator[None]:
    true = getattr(owner, name)
    setattr(owner, name, stand_in)
    try:
        yield
    finally:
        setattr(owner, name, true)
