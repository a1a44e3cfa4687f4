"""Files that hold a table of figures by the row: found by name, read whatever their type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.errors import UnreadableFile
from auditkit.facts.extracts.layout import columns_of, is_extract, wanted_headings
from auditkit.facts.extracts.reading import extract_in
from auditkit.facts.extracts.rows import grid_of_frame, grid_of_parquet
from auditkit.facts.facts import Facts
from auditkit.files.celltext import split_text
from auditkit.files.grid import Grid
from auditkit.files.readers import read_grids
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".parquet")
"""Files that can hold nothing but such a table; a workbook shows by its sheets what it is."""


def extract_grids(path: Path) -> list[Grid]:
    """The tables of a file, each text cut into cells; none of them need be one of figures."""
    if path.suffix.lower() == ".parquet":
        return [grid_of_parquet(path)]
    return [split_text(grid, columns_of, "-") for grid in read_grids(path)]


def read_extract(path: Path, declaration: Declaration, pack: RulePack) -> Facts:
    """The figures of a CSV or Parquet file; UnreadableFile where it holds no such table."""
    grids = extract_grids(path)
    if not is_extract(grids):
        raise UnreadableFile(
            path.name, "没有找到取数表的表头", f"第一行应写明列名：{wanted_headings()}"
        )
    return extract_in(grids, declaration, pack)


def read_frame(frame: pd.DataFrame, declaration: Declaration, pack: RulePack) -> Facts:
    """The figures of a DataFrame with the columns of the table; AuditError where they lack."""
    grid = grid_of_frame(frame)
    if not is_extract([grid]):
        raise UnreadableFile(grid.file, "缺少取数表的列", f"列名应有：{wanted_headings()}")
    return extract_in([grid], declaration, pack)
