"""Keeping what was taken from elsewhere as a file of the year's folder, with its origin in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

from auditkit.errors import AuditError
from auditkit.facts.extracts.database import Result, address_of, fetched, without_secrets
from auditkit.facts.extracts.files import SUFFIXES
from auditkit.facts.extracts.layout import BY_ROLE, COLUMNS, roles_in, wanted_headings
from auditkit.facts.extracts.rows import csv_bytes
from auditkit.files.grid import Scalar
from auditkit.files.names import refuse_as_folder
from auditkit.files.readers import read_bytes
from auditkit.files.saving import make_folder, write_bytes

PREFIX = "实际数"
_ADDED = ("taken", "query", "digest")


def year_place(data_dir: Path, department: str, year: int) -> Path:
    """The folder of a department and year, there or not; AuditError for a name that is no folder's.

    So a name leads nowhere else.
    """
    refuse_as_folder(department)
    return data_dir / department / str(year)


def keep_file(file: Path, folder: Path, *, force: bool = False) -> Path:
    """Keep a table of figures as received, under a name by which it is read.

    Raises AuditError where another file of that name lies there, unless `force`.
    """
    stem = file.stem if file.stem.startswith(PREFIX) else f"{PREFIX}-{file.stem}"
    suffix = file.suffix.lower() if file.suffix.lower() in (*SUFFIXES, ".xlsx") else ".csv"
    return keep_as(folder / f"{stem}{suffix}", file, force=force)


def keep_as(place: Path, file: Path, *, force: bool = False) -> Path:
    """Keep a file as received at a place of a year's folder; gives the place.

    Raises AuditError where another file lies there, unless `force`.
    """
    return _keep(place, read_bytes(file), force)


def keep_query(
    url: str,
    query: str,
    department: str,
    year: int,
    folder: Path,
    *,
    name: str = "SQL",
    taken: dt.datetime,
    force: bool = False,
) -> Path:
    """Keep what a query gives as 实际数-<name>.csv; gives its place.

    Each row says database, table and key, the query, the sha256 of the result and the time. Where
    only the time would change, the file stays as it is. Raises AuditError where the columns lack,
    no row came, or another result lies there, unless `force`.
    """
    if not name.strip() or set(name) & set("/\\\0"):
        raise AuditError(f"--name“{name}”不能作文件名。请换一个不带“/”的名称。")
    address = address_of(url)
    result = fetched(address, query, {"部门": department, "年度": year})
    said = without_secrets(" ".join(query.split()), address)
    rows = _rows(result, address.shown, said, taken)
    place = folder / f"{PREFIX}-{name.strip()}.csv"
    if place.is_file() and _untimed(place) == _untimed_rows(rows):
        return place
    return _keep(place, csv_bytes(rows), force)


def _rows(
    result: Result, database: str, query: str, taken: dt.datetime
) -> list[tuple[Scalar, ...]]:
    """The rows of a result under the headings of the table, with their origin in each."""
    columns = roles_in(result.headings)
    lacking = [c.heading for c in COLUMNS if c.required and c.role not in columns]
    if lacking:
        raise AuditError(
            f"查询结果缺少列“{'、'.join(lacking)}”（有：{'、'.join(result.headings)}）。"
            f"请用 AS 起列名：{wanted_headings()}。"
        )
    if not result.rows:
        raise AuditError(f"{database}：查询没有结果。请核对部门、年度等条件。")
    digest = hashlib.sha256(csv_bytes((result.headings, *result.rows))).hexdigest()
    known = set(columns.values())
    keys = [i for i in range(len(result.headings)) if i not in known]
    roles = [c.role for c in COLUMNS if c.role in columns or c.role == "source"]
    roles += [role for role in _ADDED if role not in roles]
    stamp = taken.replace(microsecond=0, tzinfo=None).isoformat(sep=" ")
    added = {"taken": stamp, "query": query, "digest": digest}
    rows: list[tuple[Scalar, ...]] = [tuple(BY_ROLE[role].heading for role in roles)]
    for number, row in enumerate(result.rows, 1):
        key = "，".join(f"{result.headings[i]}={row[i]}" for i in keys) or f"结果第{number}行"
        table = f"，表 {'、'.join(result.tables)}" if result.tables else ""
        own = row[columns["source"]] if "source" in columns else None
        origin = "；".join(str(part) for part in (own, f"{database}{table}，{key}") if part)
        cells = {"source": origin} | added
        rows.append(tuple(cells.get(r, row[columns[r]] if r in columns else None) for r in roles))
    return rows


def _untimed_rows(rows: Sequence[Sequence[Scalar]]) -> bytes:
    at = list(rows[0]).index(BY_ROLE["taken"].heading)
    return csv_bytes([[*row[:at], *row[at + 1 :]] for row in rows])


def _untimed(place: Path) -> bytes | None:
    """A kept result without its times; None for a file that is no such one."""
    import csv
    import io

    try:
        rows = list(csv.reader(io.StringIO(place.read_text("utf-8-sig"), newline="")))
        return _untimed_rows(rows)
    except (ValueError, OSError, csv.Error, IndexError):
        return None


def _keep(place: Path, data: bytes, force: bool) -> Path:
    if place.is_file() and place.read_bytes() != data and not force:
        raise AuditError(
            f"{place}已经存在，内容不同。请先核对；确要以新的为准，请移走旧的（命令可加 --force），"
            "或换一个名称（查询用 --name）。"
        )
    make_folder(place.parent)
    write_bytes(place, data)
    return place
