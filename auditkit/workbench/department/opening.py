"""Files opened in the program that this machine has for them: Excel, WPS, a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from auditkit.errors import AuditError
from auditkit.workbench.lab import BELOW, ROOT


def open_file(path: Path) -> None:
    """Open the file as a double click does, without waiting for the program to end.

    Raises AuditError with the path where the machine has no desktop (a server) or no program.
    """
    if not path.exists():
        raise AuditError(f"{path}：没有这个文件，可能已被移走。")
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError as error:
            raise _by_hand(path) from error
        return
    program = "open" if sys.platform == "darwin" else "xdg-open"
    desktop = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not desktop or not shutil.which(program):
        raise _by_hand(path)
    subprocess.Popen(
        [program, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _by_hand(path: Path) -> AuditError:
    return AuditError(f"这台机器不能代为打开文件，请自行打开：{path}")


def served_at(path: Path) -> str:
    """The address under which the lab hands the file out; blank where it does not."""
    root = os.environ.get(ROOT, "")
    try:
        below = path.resolve().relative_to(Path(root).resolve()) if root else None
    except ValueError:
        below = None
    return f"{os.environ.get(BELOW, '/')}files/{quote(below.as_posix())}" if below else ""
