"""Where the files lie that the paper cites: their sizes, and the way to them from the paper."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from auditkit.audit.audit import Audit
from auditkit.files.grid import Source
from auditkit.rules.load import FOLDER

_PACK = "规则包 "
_EARLIER = re.compile(r"(?P<year>[0-9]{4})年度/(?P<name>.+)")
_SHEETS = (".xlsx", ".xlsm", ".xls", ".et")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The folder of the input files, the rule pack, the paper's folder; None where not known.

    The way from paper to file is given only where both lie below one folder, for a way through
    the root would tell how the machine is laid out.
    """

    folder: Path | None = None
    pack: Path | None = None
    paper: Path | None = None
    _ways: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def size(self, file: str) -> int | None:
        """In bytes; None where the file is not at hand."""
        path = self._path(file)
        return path.stat().st_size if path else None

    def address(self, file: str) -> str:
        """The way from the paper to a file, blank where there is none."""
        if file not in self._ways:
            self._ways[file] = self._way(file)
        return self._ways[file]

    def _way(self, file: str) -> str:
        path = self._path(file)
        if path is None or self.paper is None or file.startswith(_PACK):
            return ""
        here, there = self.paper.resolve(), path.resolve()
        if Path(os.path.commonpath((here, there))) == Path(here.anchor):
            return ""
        return quote(Path(os.path.relpath(there, here)).as_posix())

    def _path(self, file: str) -> Path | None:
        if file.startswith(_PACK):
            path = self.pack
        elif self.folder is None:
            return None
        elif earlier := _EARLIER.fullmatch(file):
            path = self.folder.parent / earlier["year"] / earlier["name"]
        else:
            path = self.folder / file
        return path if path is not None and path.is_file() else None


def inputs_of(audit: Audit, paper: Path | None = None) -> Inputs:
    """The input files of an audit, for a paper that is to lie in the folder `paper`."""
    pack = FOLDER / audit.pack.file
    if isinstance(audit.rulepack, Path) or Path(str(audit.rulepack)).suffix in (".yaml", ".yml"):
        pack = Path(str(audit.rulepack))
    return Inputs(audit.folder, pack, paper)


def cell_of(source: Source) -> str:
    """The first cell of a place in a workbook as a link wants it, blank for other files.

    >>> cell_of(Source("a.xlsx", "任务执行!D9,D14:D15"))
    "'任务执行'!D9"
    """
    sheet, mark, cells = source.place.rpartition("!")
    if not mark or not source.file.lower().endswith(_SHEETS):
        return ""
    return "'" + sheet.replace("'", "''") + "'!" + cells.split(",")[0]


def kind_of(file: str, audit: Audit) -> str:
    """What a file is to the audit."""
    if file.startswith(_PACK):
        return "规则包"
    if file == audit.declaration.file:
        return audit.declaration.kind
    return "实际数" if file.startswith("实际数") else "佐证文件"
