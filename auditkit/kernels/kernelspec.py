"""The kernelspec by which any Jupyter program starts forked kernels."""

from __future__ import annotations

import json
from pathlib import Path

NAME = "auditkit"


def install_kernelspec(prefix: Path) -> Path:
    """Writes the kernelspec `auditkit` under `prefix`, an environment (sys.prefix); gives its file.

    `papermill -k auditkit`, JupyterLab and a notebook's own metadata then start forked kernels.
    """
    # Imported here: whoever starts a zygote early does not want to wait for openpyxl.
    from auditkit.files.saving import make_folder, write_bytes

    folder = prefix / "share" / "jupyter" / "kernels" / NAME
    make_folder(folder)
    spec = {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "auditkit（预热内核）",
        "language": "python",
        "metadata": {
            "debugger": True,
            "kernel_provisioner": {"provisioner_name": "auditkit-warm"},
        },
    }
    file = folder / "kernel.json"
    write_bytes(file, (json.dumps(spec, ensure_ascii=False, indent=1) + "\n").encode())
    return file
