"""How much a fact store may hold: what one small file unpacks to is reckoned before it is unpacked.

A Parquet file keeps a text that repeats once, so some kilobytes may stand for any amount of memory.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditkit.errors import UnreadableFile
from auditkit.files.readers.reading import LARGEST_FILE

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 5_000_000
"""Some sixty thousand departments and years of eighty rows each."""
LARGEST_UNPACKED = 2 * 1024 * 1024 * 1024
"""Bytes of all texts; a row of a real store has some three hundred."""
_REMEDY = "请用 auditkit collect 按地区或年度分开收集"


def read_bounded(
    path: Path, columns: Collection[str], filters: Sequence[tuple[str, str, object]] = ()
) -> pa.Table:
    """Those of the columns that are there, of the rows that pass the filters; a text is kept once.

    Raises UnreadableFile for a store past its bounds, and what pyarrow raises for a damaged file.
    """
    import pyarrow
    from pyarrow import parquet

    if path.is_file() and path.stat().st_size > LARGEST_FILE:
        raise _too_large(path, f"文件超过{LARGEST_FILE // 1024 // 1024} MB")
    with parquet.ParquetFile(path) as file:
        facts = file.metadata
        declared = sum(facts.row_group(at).total_byte_size for at in range(facts.num_row_groups))
        wanted = [field for field in file.schema_arrow if field.name in columns]
    if any(map(_holds_many, wanted)):
        raise pyarrow.ArrowInvalid("a cell that holds several values")
    names = [field.name for field in wanted]
    texts = [field.name for field in wanted if _is_text(field)]
    if facts.num_rows > MOST_ROWS:
        raise _too_large(path, f"有{facts.num_rows:,}行，超过{MOST_ROWS // 10_000}万行的上限")
    if declared <= LARGEST_UNPACKED:
        table = parquet.read_table(
            path, columns=names, filters=list(filters) or None, read_dictionary=texts
        )
        if sum(map(_unpacked, table.columns)) <= LARGEST_UNPACKED:
            return table
    raise _too_large(path, f"展开后超过{LARGEST_UNPACKED // 1024**3} GB")


def _holds_many(field: Any) -> bool:
    import pyarrow

    return bool(pyarrow.types.is_nested(field.type))


def _is_text(field: Any) -> bool:
    from pyarrow import types

    kinds = (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    return any(is_kind(field.type) for is_kind in kinds)


def _unpacked(column: Any) -> int:
    """The bytes of a column's texts once each row has its own."""
    import pyarrow
    from pyarrow import compute

    if not pyarrow.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = (
        compute.sum(compute.take(compute.binary_length(one.dictionary), one.indices)).as_py()
        for one in column.chunks
    )
    return sum(length or 0 for length in lengths)


def _too_large(path: Path, problem: str) -> UnreadableFile:
    return UnreadableFile(str(path), problem, _REMEDY)
