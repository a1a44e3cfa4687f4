"""`auditkit import` of tables, ledgers and databases, as an auditor types it. 示例数据（虚构）."""

import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from invented_accounts import DEMO, OWNER, YEAR
from invented_accounts import write as write_accounts
from invented_ledger import save, standard, write_ledger, yonyou_u8

import auditkit.cli

ROOT = Path(__file__).parents[2]
FORM = ROOT / "data" / "郑州市教育局" / "2020" / "申报表.txt"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data" / "某局" / "2020").mkdir(parents=True)
    shutil.copy(FORM, tmp_path / "data" / "某局" / "2020")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUDITKIT_SQL", raising=False)
    return tmp_path


@pytest.fixture
def run(here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    def typed(*words: str, owner: str = "郑州市教育局", year: int = 2020) -> tuple[int, str]:
        line = ["auditkit", "import", *words, "--department", owner, "--year", str(year)]
        monkeypatch.setattr(sys, "argv", line)
        with pytest.raises(SystemExit) as ended:
            auditkit.cli.main()
        told = capfd.readouterr()
        return int(ended.value.code or 0), told.out + told.err

    return typed


@pytest.fixture
def form(here: Path) -> Path:
    folder = here / "data" / "郑州市教育局" / "2020"
    folder.mkdir(parents=True)
    shutil.copy(FORM, folder)
    return folder


def table(path: Path, amount: str) -> Path:
    path.write_text(f"年度,数据项,数值,单位,来源\n2020,预算数,{amount},万元,批复\n", "utf-8")
    return path


def test_a_table_is_kept_and_a_difference_has_both_places(run, here, form) -> None:
    code, said = run(str(table(here / "甲.csv", "100")))
    assert (code, "存为 data/郑州市教育局/2020/实际数-甲.csv：取得数1个" in said) == (0, True)
    code, said = run(str(table(here / "乙.csv", "100.00")))
    assert (code, "与其他文件的同一个数一致 1个" in said) == (0, True)
    code, said = run(str(table(here / "丙.csv", "101")))
    assert code == 1
    assert "须更正  F24" in said
    assert "实际数-丙.csv[第2行第3栏]" in said
    assert "实际数-乙.csv[第2行第3栏]" in said


def test_a_ledger_is_kept_and_tied_to_the_accounts(run, here) -> None:
    folder = here / "data" / OWNER / str(YEAR)
    folder.mkdir(parents=True)
    write_accounts(folder, "xlsx")
    given = save(yonyou_u8(), here / f"余额-{DEMO}.xlsx")
    code, said = run(str(given), "--pack", "common", owner=OWNER, year=YEAR)
    assert f"存为 data/{OWNER}/{YEAR}/科目余额表-余额-{DEMO}.xlsx：取得数13个" in said
    assert "2023年预算执行数 480.00万元" in said
    assert "与部门决算一致 12个，不一致 0个" in said
    assert code == 0
    (here / f"总账-{DEMO}.xml").write_bytes(standard(2024, "gb18030"))
    _, said = run(f"总账-{DEMO}.xml", "--pack", "common", owner=OWNER, year=YEAR)
    assert f"存为 data/{OWNER}/{YEAR}/会计账簿-总账-{DEMO}.xml：取得数13个" in said
    assert "与其他文件的同一个数一致 13个" in said


def test_a_file_before_its_form_is_kept_for_later(run, here) -> None:
    code, said = run(str(table(here / "甲.csv", "1")), owner="新局")
    assert code == 0
    assert "还没有申报表和决算，待它们放入后取用" in said
    assert (here / "data" / "新局" / "2020" / "实际数-甲.csv").is_file()


def test_a_database_is_asked_by_an_address_in_the_environment(run, here, form, monkeypatch) -> None:
    pytest.importorskip("sqlalchemy", reason="needs auditkit[sql]")
    with sqlite3.connect(here / "账.db") as connection:
        connection.execute("CREATE TABLE t AS SELECT 2020 y, '预算数' i, 7.5 a")
    connection.close()
    (here / "问.sql").write_text(
        "SELECT y AS 年度, i AS 数据项, a AS 数值, '万元' AS 单位 FROM t", encoding="utf-8"
    )
    monkeypatch.setenv("AUDITKIT_SQL", "sqlite:///账.db")
    code, said = run("--query", "@问.sql", "--name", "系统")
    assert code == 0
    assert "2020年预算数 7.50万元  实际数-系统.csv[第2行第3栏]" in said
    assert "来源  SQLite 数据库 账.db，表 t，结果第1行；查询 SELECT y AS" in said
    assert (form / "实际数-系统.csv").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "请给出一个文件，或者用 --sql 和 --query 查询数据库"),
        (("--query", "SELECT 1"), "--query 要有数据库地址"),
        (("--query", "SELECT 1", "--sql", "mysql://u:geheim@h/d"), "数据库地址读不懂"),
        (("甲.csv",), "没有找到取数表的表头"),
        (("乙.csv",), "文件不存在"),
    ],
)
def test_a_mistake_is_one_line_without_secrets(run, here, form, words, said) -> None:
    (here / "甲.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    code, told = run(*words)
    assert code == 2
    assert said in told
    assert "geheim" not in told
    assert told.count("\n") == 1


def test_a_name_that_leads_out_of_the_data_folder_is_refused(run, here) -> None:
    code, told = run(str(write_ledger(here)), owner="../外")
    assert (code, "不能作文件夹名" in told) == (2, True)
    assert not (here.parent / "外").exists()
