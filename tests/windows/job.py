"""What an auditor does on Windows, each step held against what it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Protocol

WORKBENCH = "工作台"
WHOSE = ("郑州市教育局", "2020")
REPORT = f"reports/{WHOSE[1]}/{WHOSE[0]}"
FORMATS = ("--formats", "html,pdf,docx,xlsx")


class Machine(Protocol):
    """Where commands of auditkit are run."""

    folder: Path
    encoding: str

    def run(self, *arguments: str, below: str = "") -> tuple[int, bytes]:
        """Exit code and output of a command in a pipe."""


class Job:
    """The steps; below `beside` the same wheel does them on this machine's own Python."""

    def __init__(self, machine: Machine, wheel: Path, beside: Path) -> None:
        self._machine, self._beside, self._wrong = machine, beside / WORKBENCH, 0
        self._package = beside / "wheel"
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(self._package)

    def done(self) -> int:
        """Every step; 0 where all held."""
        self.holds("auditkit", self.said("--version"))
        self.holds("新建文件", self.said("new", WORKBENCH, "--example"))
        self.holds("指标48个", self.said("check", *WHOSE, below=WORKBENCH))
        # it holds a minus sign (U+2212) that GBK does not have
        self.holds("S20", self.said("findings", "--codes", below=WORKBENCH))
        self.holds("manifest.json", self.said("report", *WHOSE, *FORMATS, below=WORKBENCH))
        self.holds("核对：一致", self.said("verify", REPORT, "--recompute", below=WORKBENCH))
        self.holds("完成", self.said("run", WHOSE[0], "--output", "批", below=WORKBENCH))
        self.holds("未变", self.said("run", WHOSE[0], "--output", "批", below=WORKBENCH))
        self.holds("错误：", self.said("assess", "没有的局", "2020", below=WORKBENCH, code=2))
        if sys.platform != "win32":
            self.same_bytes()
            self.holds("核对：一致", self.here("verify", REPORT, "--recompute", at=self._work))
        print(f"{self._wrong} wrong")
        return int(self._wrong > 0)

    @property
    def _work(self) -> Path:
        return self._machine.folder / WORKBENCH

    def said(self, *arguments: str, below: str = "", code: int = 0) -> str:
        """What a command says, which ends with `code`; every byte of it is of the code page."""
        ended, output = self._machine.run(*arguments, below=below)
        print("auditkit", *arguments, "→", ended)
        self.right(ended == code, f"ended with {ended}: {output[-300:]!r}")
        try:
            return output.decode(self._machine.encoding)
        except UnicodeDecodeError as error:
            self.right(False, str(error))
            return ""

    def holds(self, word: str, said: str) -> None:
        """What was said has this word in it."""
        self.right(word in said, f"no {word} in: {said[-300:]}")

    def right(self, held: bool, told: str) -> None:
        """Count and tell what is wrong."""
        if not held:
            self._wrong += 1
            print("  WRONG:", told)

    def same_bytes(self) -> None:
        """The report of this machine is the same, file for file; the manifest has other times."""
        self.here("new", str(self._beside), "--example", at=self._beside.parent)
        self.here("report", *WHOSE, *FORMATS, at=self._beside)
        made = {path.name: path for path in (self._work / REPORT).iterdir()}
        own = {path.name: path for path in (self._beside / REPORT).iterdir()}
        self.right(set(made) == set(own), f"other files: {sorted(set(made) ^ set(own))}")
        same = [
            name
            for name in sorted(set(made) & set(own) - {"manifest.json"})
            if made[name].read_bytes() == own[name].read_bytes()
        ]
        print(f"the same bytes as here: {len(same)} of {len(own) - 1} files")
        self.right(len(same) == len(own) - 1, f"only {same}")
        code = [
            json.loads(files["manifest.json"].read_text("utf-8"))["ingredients"]["code"]
            for files in (made, own)
        ]
        self.right(code[0] == code[1], "the two are not of the same code")

    def here(self, *arguments: str, at: Path) -> str:
        """What a command of the wheel says on this machine's own Python."""
        done = subprocess.run(
            [sys.executable, "-m", "auditkit", *arguments],
            env={**os.environ, "PYTHONPATH": str(self._package)},
            cwd=at, capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip
        return done.stdout
