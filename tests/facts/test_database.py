"""Figures from SQLite, DuckDB and a real PostgreSQL. 示例数据（虚构）."""

import datetime as dt
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from auditkit.audit.inputs import read_fact_files
from auditkit.audit.yearform import read_form
from auditkit.errors import AuditError, MissingExtra
from auditkit.facts.extracts.database import address_of, fetched, without_secrets
from auditkit.facts.extracts.keeping import keep_file, keep_query

duckdb = pytest.importorskip("duckdb", reason="needs auditkit[sql]")
pytest.importorskip("sqlalchemy", reason="needs auditkit[sql]")
pg8000 = pytest.importorskip("pg8000.native", reason="needs auditkit[sql]")

import postgres  # noqa: E402

ROOT = Path(__file__).parents[2]
OWNER, YEAR = "郑州市教育局", 2020
TAKEN = dt.datetime(2021, 3, 1, 9, 30, 12, 345, tzinfo=dt.UTC)
ROWS = [
    (1, OWNER, 2020, "预算数", 196247.82),
    (2, OWNER, 2020, "预算执行数", 186441.82),
    (3, OWNER, 2019, "累计结转结余资金总额", None),
    (4, "某局", 2020, "预算数", 1.0),
]
TABLE = "CREATE TABLE facts (id integer, dept varchar(40), yr integer, item varchar(40), amount {})"
QUERY = (
    'SELECT id AS "凭证号", dept AS "部门", yr AS "年度", item AS "数据项", amount AS "数值", '
    "'万元' AS \"单位\" FROM facts WHERE dept = :部门 ORDER BY id"
)


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("db") / "账套.db"
    with sqlite3.connect(path) as connection:
        connection.execute(TABLE.format("real"))
        connection.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?)", ROWS)
    connection.close()
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def duckdb_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("db") / "账套.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLE.format("decimal(18, 2)"))
        connection.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?)", ROWS)
    return f"duckdb:///{path}"


@pytest.fixture(scope="module")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if postgres.programs() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is to be installed on CI")
        pytest.skip("no PostgreSQL here: apt install postgresql")
    with postgres.server(tmp_path_factory.mktemp("pg")) as port:
        given = {
            "user": postgres.USER,
            "password": postgres.PASSWORD,
            "host": "127.0.0.1",
            "port": port,
        }
        with pg8000.Connection(database="postgres", **given) as connection:
            connection.run("CREATE DATABASE ledger")
        with pg8000.Connection(database="ledger", **given) as connection:
            connection.run(TABLE.format("numeric(18, 2)"))
            for row in ROWS:
                keys = ("id", "dept", "yr", "item", "amount")
                connection.run(
                    "INSERT INTO facts VALUES (:id, :dept, :yr, :item, :amount)",
                    **dict(zip(keys, row, strict=True)),
                )
        who = f"{postgres.USER}:{quote(postgres.PASSWORD, safe='')}"
        yield f"postgresql://{who}@127.0.0.1:{port}/ledger"


@pytest.fixture(params=["sqlite_url", "duckdb_url", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    at = tmp_path / OWNER / str(YEAR)
    at.mkdir(parents=True)
    shutil.copy(ROOT / "data" / OWNER / str(YEAR) / "申报表.txt", at)
    return at


def keep(url: str, folder: Path, query: str = QUERY, **more: object) -> Path:
    return keep_query(url, query, OWNER, YEAR, folder, **{"taken": TAKEN, **more})


def test_each_figure_says_database_table_key_query_digest_and_time(url: str, folder: Path) -> None:
    place = keep(url, folder)
    assert place.name == "实际数-SQL.csv"
    declaration, pack, _ = read_form(OWNER, YEAR, folder.parents[1], "zhengzhou-2020")
    facts = read_fact_files(folder, declaration, pack)
    fact = facts["预算执行数", 2020]
    assert (fact.value, fact.unit) == (186441.82, "万元")
    assert str(fact.source) == "实际数-SQL.csv[第3行第4栏]"
    assert fact.source.sha256 == hashlib.sha256(place.read_bytes()).hexdigest()
    kind = {"s": "SQLite", "d": "DuckDB", "p": "PostgreSQL"}[url[0]]
    name = {"s": "账套.db", "d": "账套.duckdb", "p": "ledger"}[url[0]]
    assert fact.stated.startswith(f"{kind} 数据库 {name}，表 facts，凭证号=2；查询 SELECT id AS")
    assert "提取于 2021-03-01 09:30:12" in fact.stated
    result = "凭证号,部门,年度,数据项,数值,单位\r\n" + "".join(
        f"{number},{OWNER},{year},{item},{'' if amount is None else amount},万元\r\n"
        for number, _, year, item, amount in ROWS[:3]
    )
    digest = hashlib.sha256(result.encode("utf-8-sig")).hexdigest()
    assert fact.stated.endswith(f"结果校验值 {digest[:16]}")
    assert facts.get("累计结转结余资金总额", 2019) is None


def test_the_same_result_at_another_time_leaves_the_file_as_it_is(sqlite_url, folder) -> None:
    before = keep(sqlite_url, folder).read_bytes()
    later = keep(sqlite_url, folder, taken=TAKEN + dt.timedelta(days=1))
    assert later.read_bytes() == before


def test_another_result_is_not_laid_over_the_old_one(sqlite_url, folder) -> None:
    before = keep(sqlite_url, folder).read_bytes()
    other = QUERY.replace("amount AS", "amount + 1 AS")
    with pytest.raises(AuditError, match=r"已经存在，内容不同.*--force"):
        keep(sqlite_url, folder, other)
    assert (folder / "实际数-SQL.csv").read_bytes() == before
    assert keep(sqlite_url, folder, other, force=True).read_bytes() != before
    assert keep(sqlite_url, folder, name="系统").name == "实际数-系统.csv"


@pytest.mark.parametrize(
    "query", ["DELETE FROM facts", "SELECT 1; DROP TABLE facts", "", "UPDATE t SET id=1"]
)
def test_only_one_reading_statement_is_taken(sqlite_url, folder, query) -> None:
    with pytest.raises(AuditError, match="只能是一条查询语句"):
        keep(sqlite_url, folder, query)


def test_nothing_can_be_written_through_a_query(url, folder) -> None:
    sneaky = "WITH gone AS (DELETE FROM facts RETURNING *) SELECT * FROM gone"
    with pytest.raises(AuditError, match="没有取到数"):
        keep(url, folder, sneaky)
    assert len(fetched(address_of(url), "SELECT id FROM facts", {}).rows) == len(ROWS)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT id FROM facts", "缺少列“年度、数据项、数值”（有：id）"),
        (QUERY.replace(":部门", "'无此部门'"), "查询没有结果"),
        ("SELECT nothing FROM facts", "没有取到数"),
    ],
)
def test_a_query_that_gives_no_figures_is_one_line(url, folder, query, said) -> None:
    with pytest.raises(AuditError) as told:
        keep(url, folder, query)
    assert said in str(told.value)
    assert "\n" not in str(told.value)
    assert list(folder.glob("实际数*")) == []


def test_no_credential_reaches_a_file_or_an_error(postgres_url, folder) -> None:
    port = int(postgres_url.rpartition(":")[2].partition("/")[0])
    typed = quote(postgres.PASSWORD, safe="")
    hidden = (postgres.PASSWORD, typed, "geheim", postgres.USER, "127.0.0.1")
    kept = keep(postgres_url, folder, QUERY + " -- password=geheim").read_text("utf-8-sig")
    wrong = postgres_url.replace(typed, "geheim")
    texts = [kept]
    for url, query in (
        (wrong, QUERY),
        (postgres_url.replace("/ledger", "/absent"), QUERY),
        (postgres_url.replace(f":{port}", ":1"), QUERY),
        (postgres_url, "SELECT 1 FROM nowhere"),
        (postgres_url.replace("postgresql", "mysql"), QUERY),
    ):
        with pytest.raises(AuditError) as told:
            keep(url, folder, query, name="x")
        assert (told.value.__cause__, told.value.__context__) == (None, None)
        texts.append(str(told.value))
    assert [(secret, text) for text in texts for secret in hidden if secret in text] == []
    assert repr(address_of(postgres_url)) == "<Address PostgreSQL 数据库 ledger>"


def test_secrets_in_a_text_are_struck_out() -> None:
    address = address_of("postgresql://auditor:p%40ss@db.example:5432/ledger?sslkey=abc")
    text = "FATAL for auditor at db.example:5432 p@ss p%40ss abc dblink('password=xyz', pwd: 1)"
    assert without_secrets(text, address) == (
        "FATAL for *** at *** *** *** *** dblink('password=*** pwd: ***"
    )


@pytest.mark.parametrize("url", ["sqlite:///nowhere.db", "duckdb:///nowhere.duckdb", "sqlite://"])
def test_a_database_that_is_not_there_is_not_made(url, folder, monkeypatch) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(AuditError, match="没有数据库文件"):
        keep(url, folder)
    assert list(folder.glob("nowhere*")) == []


def test_the_extra_is_named_where_it_is_missing(sqlite_url, folder, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sqlalchemy", None)
    with pytest.raises(MissingExtra, match=r"auditkit\[sql\]"):
        keep(sqlite_url, folder)


def test_a_file_is_kept_as_received_under_a_name_that_is_read(tmp_path: Path, folder: Path) -> None:
    given = tmp_path / "系统导出.csv"
    given.write_bytes("年度,数据项,数值\n2020,预算数,1\n".encode("gbk"))
    place = keep_file(given, folder)
    assert (place.name, place.read_bytes()) == ("实际数-系统导出.csv", given.read_bytes())
    given.write_bytes(b"other")
    with pytest.raises(AuditError, match="已经存在，内容不同"):
        keep_file(given, folder)
