"""The kernelspec by which any Jupyter program starts forked kernels."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

NAME = "auditkit"


def install_kernelspec(prefix: Path) -> Path:
    """Writes the kernelspec `auditkit` under `prefix`, an environment (sys.prefix); gives its file.

    `papermill -k auditkit`, JupyterLab and a notebook's own metadata then start forked kernels.
    """
    return _written(prefix / "share" / "jupyter" / "kernels" / NAME, "python", warm=True)


def install_for_others(kernels: Path) -> Path:
    """Writes a kernelspec into a folder of kernels that programs outside this environment read.

    VS Code and JupyterHub start it by this Python; they need not know auditkit, so it is no forked
    kernel. Gives its file. Raises AuditError where it cannot be written.
    """
    return _written(kernels / NAME, sys.executable, warm=False)


def _written(folder: Path, python: str, *, warm: bool) -> Path:
    # Imported here: whoever starts a zygote early does not want to wait for openpyxl.
    from auditkit.files.saving import make_folder, write_bytes

    make_folder(folder)
    spec: dict[str, Any] = {
        "argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "auditkit（预热内核）" if warm else "auditkit",
        "language": "python",
        "metadata": {"debugger": True},
    }
    if warm:
        spec["metadata"]["kernel_provisioner"] = {"provisioner_name": "auditkit-warm"}
    file = folder / "kernel.json"
    write_bytes(file, (json.dumps(spec, ensure_ascii=False, indent=1) + "\n").encode())
    return file
