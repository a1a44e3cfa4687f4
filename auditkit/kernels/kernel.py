"""The kernel of a forked process: ipykernel's own, as its launcher would start it."""

from __future__ import annotations

import os
import sys
from typing import Any

TIED_TO_A_SHELL = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")
"""At their import they look for the shell that shows figures, and before the fork there was none.
Something else that was preloaded may have imported them; a notebook imports them anew."""


def run(command: list[str], arguments: list[str]) -> None:
    """Runs an ipykernel with `arguments` until it is shut down; `command` is what it stands for."""
    import ipykernel_launcher  # type: ignore[import-untyped]
    from ipykernel.kernelapp import IPKernelApp

    for name in TIED_TO_A_SHELL:
        sys.modules.pop(name, None)
    sys.argv = [ipykernel_launcher.__file__, *arguments]
    sys.orig_argv = command
    # ipykernel watches its parent, which is the zygote.
    app: Any = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(arguments)
    app.start()
