"""A list of runs in a file: a line for each, 部门 and, where it is not for every year, 年度."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from auditkit.errors import AuditError
from auditkit.files.grid import as_text
from auditkit.files.readers import read_bytes, read_grids
from auditkit.files.readers.plain import decode

_HEADINGS = frozenset({"部门", "部门名称", "单位", "单位名称"})
_TEXTS = (".txt", ".csv", ".tsv", "")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*(?:年度?)?")


def read_run_list(path: Path) -> list[tuple[str, int | None, str]]:
    """The department, the year or None, and the place of each line, as they stand there.

    A heading, blank lines and lines that begin with # are passed over. Raises AuditError for a
    line that says something else than a year.
    """
    wanted = []
    for place, cells in _lines(path):
        department, *rest = (*cells, "")
        if not any(cells) or department.startswith("#") or department in _HEADINGS:
            continue
        said = next((cell for cell in rest if cell), "")
        year = _YEAR.fullmatch(said)
        if not department or (said and not year):
            found = "、".join(filter(None, cells))
            raise AuditError(
                f"{place}：读不懂“{found}”。每行请写“部门”或“部门,年度”，如 某局,2020。"
            )
        wanted.append((department, int(year[1]) if year else None, place))
    if not wanted:
        raise AuditError(f"{path.name}：没有列出部门。每行请写“部门”或“部门,年度”。")
    return wanted


def _lines(path: Path) -> list[tuple[str, list[str]]]:
    if path.suffix.lower() in _TEXTS:
        text = decode(path.name, read_bytes(path))
        separated = re.sub("[，；;、\t]", ",", text)
        rows = csv.reader(separated.splitlines())
        return [(f"{path.name}第{rows.line_num}行", [c.strip() for c in row]) for row in rows]
    return [
        (str(grid.source(number, 0)), [as_text(cell) for cell in row])
        for grid in read_grids(path)
        for number, row in enumerate(grid.rows)
    ]
