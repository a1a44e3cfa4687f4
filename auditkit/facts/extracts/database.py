"""Rows out of a database by one query: SQLite and PostgreSQL through SQLAlchemy, DuckDB itself.

Needs the extra auditkit[sql]. Nothing is written to the database, and nothing of the address but
the kind and the name of the database ever reaches a file, a message or a log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from auditkit.errors import AuditError, MissingExtra
from auditkit.facts.extracts.rows import plain_value
from auditkit.files.grid import Scalar

MOST_ROWS = 100_000
"""Beyond it a query gives a whole table rather than the figures of a department."""
_KINDS = {
    "sqlite": "SQLite",
    "postgresql": "PostgreSQL",
    "postgres": "PostgreSQL",
    "duckdb": "DuckDB",
}
_ADDRESS = re.compile(
    r"(?P<kind>[A-Za-z0-9]+)(?:\+[A-Za-z0-9_]+)?://"
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>.*))?@)?(?P<rest>[^@]*)",
    re.DOTALL,
)
_READS = re.compile(r"\s*(?:select|with|table|values|from)\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:from|join)\s+([\w.\"\[\]`]+)", re.IGNORECASE)
_SECRET = re.compile(
    r"((?:password|passwd|pwd|secret|token|密码|口令)\s*(?:=|=>|:)\s*)('[^']*'|\"[^\"]*\"|\S+)",
    re.IGNORECASE,
)
_USER_IN_URL = re.compile(r"(?<=://)[^\s/@'\"]*@")


@dataclass(frozen=True)
class Address:
    """Where a database is; only `shown` may be seen."""

    kind: str
    url: str
    secrets: tuple[str, ...]
    database: str

    @property
    def shown(self) -> str:
        """The kind and the name of the database, without host, user and password."""
        return f"{_KINDS[self.kind]} 数据库 {self.database}"

    def __repr__(self) -> str:
        return f"<Address {self.shown}>"


@dataclass(frozen=True)
class Result:
    """What a query gave: its headings and rows, and the tables that it names."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    tables: tuple[str, ...]


def address_of(url: str) -> Address:
    """An address as SQLAlchemy writes it, such as sqlite:///账.db.

    Raises AuditError, which never repeats it.
    """
    found = _ADDRESS.fullmatch(url.strip())
    kind = found["kind"].lower() if found else ""
    if found is None or kind not in _KINDS:
        raise AuditError(
            "--sql 的数据库地址读不懂（为保密不重复显示）。请写成 sqlite:///文件、"
            "postgresql://用户:密码@主机/数据库 或 duckdb:///文件。"
        )
    rest = found["rest"].partition("?")[0]
    database = Path(unquote(rest)).name or "（未写名称）"
    host = rest.rpartition("/")[0].strip("/")
    said = [found["user"], found["password"], host, host.rpartition(":")[0]]
    parts = [part for part in said if part] if kind in ("postgresql", "postgres") else []
    secrets = {part for one in parts for part in (one, unquote(one)) if len(part) > 1}
    if query := found["rest"].partition("?")[2]:
        secrets |= {unquote(one.partition("=")[2]) for one in query.split("&")} - {""}
    return Address(kind, url.strip(), tuple(sorted(secrets, key=len, reverse=True)), database)


def without_secrets(text: str, address: Address) -> str:
    """A text in which user, password and host of the address, and passwords in it, are ***.

    >>> without_secrets("dblink('password=geheim x')", address_of("sqlite:///账.db"))
    "dblink('password=*** x')"
    """
    for secret in (address.url, *address.secrets):
        text = text.replace(secret, "***")
    return _SECRET.sub(r"\1***", _USER_IN_URL.sub("***@", text))


def fetched(address: Address, query: str, given: Mapping[str, str | int]) -> Result:
    """The rows of a query; `:部门` and `:年度` in it are given. Raises AuditError, MissingExtra.

    A query that is no reading one is refused before a connection is made.
    """
    text = query.strip().rstrip(";").strip()
    if not _READS.match(text) or ";" in text:
        raise AuditError("--query 只能是一条查询语句（以 SELECT 或 WITH 开头）。请改后再运行。")
    tables = tuple(dict.fromkeys(re.sub(r"[\"\[\]`]", "", name) for name in _NAMED.findall(text)))
    read = _from_duckdb if address.kind == "duckdb" else _from_sqlalchemy
    said = ""
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    try:
        headings, rows = read(address, text, given)
    except AuditError:
        raise
    except ImportError as error:
        raise MissingExtra("读取数据库的组件（SQLAlchemy、pg8000、duckdb）", "sql") from error
    except Exception as error:
        said = _reason(error, address)
    # Raised out here, so that the library's error and what it holds is no part of this one.
    if said:
        raise AuditError(f"{address.shown}：没有取到数（{said}）。请核对地址、权限和查询语句。")
    if len(rows) > MOST_ROWS:
        raise AuditError(f"查询结果超过{MOST_ROWS:,}行。请在查询中按部门、年度筛选。")
    cells = tuple(tuple(map(plain_value, row)) for row in rows)
    return Result(tuple(headings), cells, tables)


def _reason(error: Exception, address: Address) -> str:
    """What a library says, in one line without secrets.

    The original of a driver carries the reason; SQLAlchemy adds the query and its own links.
    """
    said = getattr(error, "orig", None) or error
    told = said.args[0].get("M") if said.args and isinstance(said.args[0], dict) else None
    text = " ".join(without_secrets(str(told or said), address).split())
    return text[:200] or type(error).__name__


def _from_sqlalchemy(
    address: Address, query: str, given: Mapping[str, str | int]
) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    from sqlalchemy import create_engine, make_url, text

    url = make_url(address.url)
    options: dict[str, Any] = {}
    if address.kind == "sqlite":
        _refuse_absent(url.database or "")
    else:
        url = url.set(drivername="postgresql+pg8000")
        options = {"postgresql_readonly": True}
    engine = create_engine(url)
    try:
        with engine.connect().execution_options(**options) as connection:
            if address.kind == "sqlite":
                connection.exec_driver_sql("PRAGMA query_only = ON")
            bound = {name: value for name, value in given.items() if f":{name}" in query}
            result = connection.execute(text(query), bound)
            return list(result.keys()), result.fetchmany(MOST_ROWS + 1)
    finally:
        engine.dispose()


def _from_duckdb(
    address: Address, query: str, given: Mapping[str, str | int]
) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    import duckdb

    path = unquote(address.url.partition("://")[2].partition("?")[0]).removeprefix("/")
    _refuse_absent(path)
    bound = {}
    for name, value in given.items():
        if f":{name}" in query:
            query, bound[name] = query.replace(f":{name}", f"${name}"), value
    with duckdb.connect(path, read_only=True) as connection:
        result = connection.execute(query, bound)
        return [column[0] for column in result.description], result.fetchmany(MOST_ROWS + 1)


def _refuse_absent(path: str) -> None:
    """Both would make an empty database where there is none."""
    if not path or path == ":memory:" or not Path(path).is_file():
        raise AuditError(f"没有数据库文件“{Path(path).name}”。请核对 --sql 里的路径。")
