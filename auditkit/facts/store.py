"""The facts of many departments in one Parquet file, each with its source, read back as they were.

One row for each figure; a task, an indicator set aside as 不适用 and a data issue are rows of their
own kind, so that nothing that a workbook says, or says wrongly, is lost.
Needs pyarrow: `pip install auditkit[parquet]`.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditkit.errors import Issue, MissingExtra, UnreadableFile
from auditkit.facts.facts import (
    SCOPE_MARK,
    Fact,
    Facts,
    Judged,
    TaskRecord,
    WorkItem,
    half_step,
)
from auditkit.facts.storebounds import read_bounded
from auditkit.files.grid import Source
from auditkit.files.saving import write_bytes

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Row = dict[str, Any]
Rows = dict[tuple[str, int], list[Row]]
"""The rows of a store as plain values, by department and year audited."""

_FACT, _TASK, _ABSENT = "数据项", "任务", "不适用"
_JUDGED, _WORK = "评价标准", "工作要点"
ISSUE = "数据问题"
# Where a task's amounts stand, for records that know it.
_AMOUNT_SOURCES = ("adjusted_source", "spent_source")
_COLUMNS = (
    ("department", "string"),
    ("audited", "int16"),
    ("kind", "string"),
    ("scope", "string"),
    ("name", "string"),
    ("year", "int16"),
    ("value", "float64"),
    ("unit", "string"),
    ("decimals", "int8"),
    ("file", "string"),
    ("place", "string"),
    ("sha256", "string"),
    ("remark", "string"),
    ("detail", "string"),
    ("demo", "bool"),
)


def write_store(path: Path, departments: Iterable[tuple[str, int, Facts]]) -> int:
    """Put the facts of each (department, year audited, facts) into `path`; gives the rows written.

    The file is put in place when it is whole.
    """
    return write_rows(path, {(name, year): rows_of(name, year, f) for name, year, f in departments})


def write_rows(path: Path, departments: Mapping[tuple[str, int], Sequence[Row]]) -> int:
    """Put rows as `read_rows` gives them into `path`, in the order given; how many there are."""
    arrow, parquet = pyarrow_or_told()
    rows = [row for group in departments.values() for row in group]
    table = arrow.Table.from_pylist(rows, schema=_schema(arrow))
    written = io.BytesIO()
    parquet.write_table(table, written, compression="zstd")
    write_bytes(path, written.getvalue())
    return len(rows)


def read_rows(path: Path) -> Rows:
    """All rows of a store, in its order; UnreadableFile for a file that is no fact store."""
    found: Rows = {}
    for row in _table(path).to_pylist():
        found.setdefault((row["department"], row["audited"]), []).append(row)
    return found


def read_store(path: Path, department: str, year: int) -> Facts:
    """The facts for the audit of a department and year; none where the store has none.

    A figure keeps the source it was read from, an issue its place; the store itself is among the
    files read. Raises UnreadableFile for a file that is no fact store.
    """
    rows: list[Row] = _table(
        path, [("department", "=", department), ("audited", "=", year)]
    ).to_pylist()
    if not rows:
        return Facts()
    try:
        return _facts_of(rows, path)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        problem = "有一行不是本程序收集的数据"
        raise UnreadableFile(str(path), problem, "请用 auditkit collect 重新生成") from error


def _facts_of(rows: Sequence[Row], path: Path) -> Facts:
    return Facts(
        tuple(_fact(row) for row in rows if row["kind"] == _FACT),
        tuple(_issue(row) for row in rows if row["kind"] == ISSUE),
        demo=any(row["demo"] for row in rows),
        tasks=tuple(_task(row) for row in rows if row["kind"] == _TASK),
        not_applicable=frozenset(row["scope"] for row in rows if row["kind"] == _ABSENT),
        files=((path.name, hashlib.sha256(path.read_bytes()).hexdigest()),),
        judged=tuple(Judged(**_said(row)) for row in rows if row["kind"] == _JUDGED),
        work=tuple(WorkItem(**_said(row)) for row in rows if row["kind"] == _WORK),
    )


def wide_frame(path: Path) -> pd.DataFrame:
    """Every department and year as a row, every fact as a column, as `assess_panel` takes it.

    A figure stated for its own year comes before what the next year's files say of it.
    """
    return _wide(path, "value")


def wide_steps(path: Path) -> pd.DataFrame:
    """Half a unit of the last place of each figure of `wide_frame`, as `assess_panel` takes it."""
    return _wide(path, "step")


def _wide(path: Path, shown: str) -> pd.DataFrame:
    table = _table(path, [("kind", "=", _FACT)])
    columns = ["department", "audited", "scope", "name", "year", "value", "unit", "decimals"]
    rows: pd.DataFrame = table.select(columns).to_pandas()
    rows["step"] = [
        half_step(None if math.isnan(places) else int(places), unit)
        for places, unit in zip(rows["decimals"], rows["unit"], strict=True)
    ]
    rows = rows.iloc[(rows["audited"] - rows["year"]).argsort(kind="stable")]
    scoped = rows["scope"] != ""
    rows["name"] = rows["name"].where(~scoped, rows["scope"] + SCOPE_MARK + rows["name"])
    keys = ["department", "year", "name"]
    figures = rows.drop_duplicates(keys).set_index(keys)[shown].unstack("name")
    figures.columns.name = None
    return figures.reset_index()


def rows_of(department: str, year: int, facts: Facts) -> list[Row]:
    """What the store keeps of the facts of a department and the year audited."""
    blank: Row = dict.fromkeys((name for name, _ in _COLUMNS), "")
    blank |= {"department": department, "audited": year, "year": year, "demo": facts.demo}
    blank |= dict.fromkeys(("value", "decimals", "detail"))
    rows = [
        blank
        | {"kind": _FACT, "scope": f.scope, "name": f.name, "year": f.year, "value": f.value}
        | {"unit": f.unit, "decimals": f.decimals, "remark": f.remark}
        | ({"detail": _typed(f)} if f.stated or f.confirmed else {})
        | _place(f.source)
        for f in facts
    ]
    for task in facts.tasks:
        detail: Row = {
            "adjusted": task.adjusted,
            "spent": task.spent,
            "done": task.done,
            "serves": list(task.serves),
            **({"confirmed": True} if task.confirmed else {}),
        }
        if task.stated:
            detail["stated"] = task.stated
        for role in _AMOUNT_SOURCES:
            if (source := getattr(task, role, None)) is not None:
                detail[role] = _place(source)
        text = json.dumps(detail, ensure_ascii=False)
        rows.append(
            blank | {"kind": _TASK, "name": task.name, "detail": text} | _place(task.source)
        )
    for kind, members in ((_JUDGED, facts.judged), (_WORK, facts.work)):
        for one in members:
            said = {each.name: getattr(one, each.name) for each in fields(one)}
            text = json.dumps({k: v for k, v in said.items() if k != "source"}, ensure_ascii=False)
            rows.append(blank | {"kind": kind, "detail": text} | _place(one.source))
    rows += [blank | {"kind": _ABSENT, "scope": name} for name in sorted(facts.not_applicable)]
    for issue in facts.issues:
        text = json.dumps(asdict(issue), ensure_ascii=False)
        rows.append(
            blank | {"kind": ISSUE, "name": issue.code, "detail": text} | _place(issue.source)
        )
    return rows


def _place(source: Source) -> Row:
    return {"file": source.file, "place": source.place, "sha256": source.sha256}


def _issue(row: Row) -> Issue:
    detail = json.loads(row["detail"])
    at = Source(row["file"], row["place"], row["sha256"])
    said = (detail[name] for name in ("what", "found", "remedy", "grave"))
    return Issue(row["name"], at, *said)


def _typed(fact: Fact) -> str:
    """What a person said of a figure, as JSON."""
    said = {"stated": fact.stated} if fact.stated else {}
    sure = {"confirmed": True} if fact.confirmed else {}
    return json.dumps(said | sure, ensure_ascii=False)


def _fact(row: Row) -> Fact:
    detail = json.loads(row["detail"]) if row["detail"] else {}
    return Fact(
        row["name"],
        row["year"],
        row["value"],
        row["unit"],
        Source(row["file"], row["place"], row["sha256"]),
        row["decimals"],
        row["scope"],
        row["remark"],
        detail.get("stated", ""),
        detail.get("confirmed", False),
    )


def _task(row: Row) -> TaskRecord:
    detail = json.loads(row["detail"])
    amounts = {role: Source(**detail[role]) for role in _AMOUNT_SOURCES if role in detail}
    return TaskRecord(
        row["name"],
        detail["adjusted"],
        detail["spent"],
        detail["done"],
        tuple(detail["serves"]),
        Source(row["file"], row["place"], row["sha256"]),
        amounts.get("adjusted_source"),
        amounts.get("spent_source"),
        detail.get("stated", ""),
        detail.get("confirmed", False),
    )


def _said(row: Row) -> Row:
    at = Source(row["file"], row["place"], row["sha256"])
    return {**json.loads(row["detail"]), "source": at}


def _table(path: Path, filters: Sequence[tuple[str, str, object]] = ()) -> pa.Table:
    arrow, _ = pyarrow_or_told()
    try:
        table = read_bounded(path, [name for name, _ in _COLUMNS], filters)
        names = table.column_names
    # A name of a column that is not UTF-8 is a ValueError.
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile(
            str(path), "不是可读的数据文件（Parquet）", "请用 auditkit collect 重新生成"
        ) from error
    if missing := [name for name, _ in _COLUMNS if name not in names]:
        problem = f"缺少列“{'、'.join(missing)}”"
        raise UnreadableFile(str(path), problem, "请用 auditkit collect 重新生成")
    try:
        table = table.select([name for name, _ in _COLUMNS]).cast(_schema(arrow))
        # Else a text that is not UTF-8 is met where it is used.
        table.validate(full=True)
    except arrow.ArrowException as error:
        problem = "有一列的数据类型或文字编码不是本程序收集时的"
        raise UnreadableFile(str(path), problem, "请用 auditkit collect 重新生成") from error
    return table


def _schema(arrow: Any) -> Any:
    return arrow.schema([(name, arrow.type_for_alias(kind)) for name, kind in _COLUMNS])


def pyarrow_or_told() -> tuple[Any, Any]:
    """pyarrow and its Parquet module; MissingExtra where they are not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("读写 Parquet 的组件（pyarrow）", "parquet") from error
    return pyarrow, pyarrow.parquet
