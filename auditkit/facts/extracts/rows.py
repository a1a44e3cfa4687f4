"""Rows of plain values, as a DataFrame, a Parquet file or a database gives them, as a grid."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditkit.errors import AuditError, UnreadableFile
from auditkit.files.grid import Grid, Scalar, as_text
from auditkit.files.readers import read_bytes
from auditkit.files.readers.limits import check_extent
from auditkit.files.saving import FORMULA_LIKE

if TYPE_CHECKING:
    import pandas as pd

FRAME = "DataFrame"
"""What stands for a file where figures came from a DataFrame that names none."""
_NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*(?:[eE][+-]?[0-9]+)?%?")
_LARGEST, _AT_ONCE = 16 * 1024 * 1024, 32
"""Bytes of a Parquet file when unpacked, and the rows that are unpacked before they are counted."""
_KEPT = (str, bool, int, float, dt.date, dt.time, dt.timedelta)


def plain_value(value: Any) -> Scalar:
    """A value of any library as a cell holds it: NaN, NaT and NULL are blank.

    >>> plain_value(Decimal("12.50")), plain_value(float("nan")), plain_value(None)
    (12.5, None, None)
    """
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value != value:
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and math.isinf(value):
        return str(value)
    return value if isinstance(value, _KEPT) else str(value)


def grid_of(
    file: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], sha256: str = ""
) -> Grid:
    """The rows below their headings; the digest is that of the rows as CSV unless one is given."""
    cells = (tuple(headings), *(tuple(map(plain_value, row)) for row in rows))
    digest = sha256 or hashlib.sha256(csv_bytes(cells)).hexdigest()
    return Grid(file, digest, "text", "", cells)


def csv_bytes(rows: Iterable[Sequence[Scalar]]) -> bytes:
    """Rows as CSV in UTF-8 with a mark, as Excel opens it; the same rows give the same bytes.

    Excel would carry out a text that begins like a formula: a quotation mark before it shows it.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [_harmless(as_text(cell)) for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return "'" + text if FORMULA_LIKE.match(text) and not _NUMBER.fullmatch(text) else text


def grid_of_frame(frame: pd.DataFrame) -> Grid:
    """A DataFrame as a grid; `frame.attrs["source"]` may name where it comes from.

    Its heading is row 1, as in the CSV that it would be. Raises AuditError for what is no frame.
    """
    if not hasattr(frame, "columns") or not hasattr(frame, "itertuples"):
        raise AuditError(
            f"facts 要用 pandas 的 DataFrame，不能是{type(frame).__name__}。"
            "列名见使用指南“取数表”。"
        )
    file = str(frame.attrs.get("source") or FRAME)
    return grid_of(file, [str(name) for name in frame.columns], frame.itertuples(index=False))


def _refuse_large(name: str, file: Any) -> None:
    """Refuse what unpacks to more than a table of figures: a text that repeats is stored once."""
    facts = file.metadata
    unpacked = sum(facts.row_group(at).total_byte_size for at in range(facts.num_row_groups))
    check_extent(name, "表", facts.num_rows, facts.num_columns)
    sizes = (batch.nbytes for batch in file.iter_batches(batch_size=_AT_ONCE))
    if unpacked > _LARGEST or any(size > _LARGEST for size in accumulate(sizes)):
        raise UnreadableFile(
            name, f"解压后超过{_LARGEST // 1024 // 1024} MB，远超正常的取数表", "请只导出本部门的行"
        )


def grid_of_parquet(path: Path) -> Grid:
    """A Parquet file as a grid; AuditError where pyarrow is not installed."""
    from auditkit.facts.store import pyarrow_or_told

    arrow, parquet = pyarrow_or_told()
    data = read_bytes(path)
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        _refuse_large(path.name, file)
        table = file.read()
        columns = [column.to_pylist() for column in table.columns]
        names = table.column_names
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile(path.name, "不是可读的 Parquet 文件", "请重新导出") from error
    digest = hashlib.sha256(data).hexdigest()
    return grid_of(path.name, names, zip(*columns, strict=True), digest)
