"""A department's budget (部门预算), invented: read, kept beside the final accounts, and joined."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from auditkit.facts.accounts import read_accounts, read_budget
from auditkit.facts.accounts.differences import differences_of
from auditkit.facts.accounts.documentkind import BUDGET, WrongDocument
from auditkit.facts.accounts.files import keep_published, open_accounts

CASES = Path(__file__).parent.parent / "data" / "accounts"
SHEETS = {
    "部门收支总表": [
        ["部门收支总表"],
        ["部门：某省某厅", None, None, "单位：元"],
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算拨款收入", 11850000, "一、一般公共服务支出", 9850000],
        ["二、政府性基金预算拨款收入", 1000000, "二、城乡社区支出", 3000000],
        ["收入总计", 12850000, "支出总计", 12850000],
    ],
    "部门收入总表": [
        ["部门收入总表"],
        ["部门：某省某厅", None, None, "单位：元"],
        ["科目编码", "科目名称", "合计", "一般公共预算"],
        ["201", "一般公共服务支出", 9850000, 9850000],
        ["合计", None, 12850000, 11850000],
    ],
    "部门支出总表": [
        ["部门支出总表"],
        ["部门：某省某厅", None, None, None, "单位：元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", 9850000, 7850000, 2000000],
        ["212", "城乡社区支出", 3000000, None, 3000000],
        ["合计", None, 12850000, 7850000, 5000000],
    ],
    "一般公共预算支出表": [
        ["一般公共预算支出表"],
        ["部门：某省某厅", None, None, None, "单位：元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", 9850000, 7850000, 2000000],
        ["212", "城乡社区支出", 2000000, None, 2000000],
        ["合计", None, 11850000, 7850000, 4000000],
    ],
    "三公经费预算表": [
        ["一般公共预算“三公”经费支出预算表"],
        ["部门：某省某厅", None, None, None, None, "单位：万元"],
        ["合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"],
        [None, None, "小计", "购置费", "运行费", None],
        [20, 0, 15, 0, 15, 5],
    ],
    "编制说明": [
        ["某省某厅2022年部门预算编制说明"],
        ["2022年机关运行经费预算为68.00万元。"],
        ["2022年本部门政府采购预算250.00万元，其中：政府采购货物预算100.00万元。"],
    ],
}  # fmt: skip
# Worked by hand from the sheets above: 元 ÷ 10,000.
FACTS = {
    "预算数": 1185.0,
    "收入支出预算总计": 1285.0,
    "基本支出预算": 785.0,
    "项目支出预算": 500.0,
    "三公经费预算数": 20.0,
    "机关运行经费预算": 68.0,
    "政府采购预算数": 250.0,
}


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in SHEETS.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book["三公经费预算表"].merge_cells("C3:E3")
    book.save(path := tmp_path / "虚构预算.xlsx")
    return path


def test_a_budget_is_read_as_one(budget: Path) -> None:
    read = read_budget(budget, "某省某厅", 2022)
    assert (read.kind, read.department, read.year) == (BUDGET, "某省某厅", 2022)
    assert {fact.name: fact.value for fact in read.facts} == FACTS
    assert not any(issue.grave for issue in read.issues)


def test_a_budget_is_no_final_accounts(budget: Path) -> None:
    with pytest.raises(WrongDocument, match="这是部门预算，不是部门决算") as caught:
        read_accounts(budget, "某省某厅", 2022)
    assert caught.value.kind == BUDGET


def test_it_is_kept_beside_the_final_accounts_and_gives_what_they_lack(
    budget: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    kept, folder = keep_published(budget, "某省某厅", 2022, data)
    assert kept.facts[0].source.file == "预算.xlsx"
    keep_published(CASES / "虚构-N_wan.xlsx", "某省某厅", 2022, data)
    assert sorted(path.name for path in folder.iterdir()) == ["决算.xlsx", "预算.xlsx"]
    accounts, facts = open_accounts(folder, "某省某厅", 2022)
    assert accounts is not None
    # The final accounts print 年初预算 1,180.00, and no purchasing budget.
    both = [facts.get(name, 2022) for name in ("预算数", "政府采购预算数")]
    assert [(f.value, f.source.file) for f in both if f] == [
        (1180.0, "决算.xlsx"),
        (250.0, "预算.xlsx"),
    ]
    [told] = [issue for issue in facts.issues if issue.code == "accounts-budget"]
    assert "决算印作1,180.00万元" in told.what
    assert "部门预算为1,185.00万元" in told.what


def test_a_budget_is_nothing_that_people_typed(budget: Path, tmp_path: Path) -> None:
    for file in (budget, CASES / "虚构-N_wan.xlsx"):
        _, folder = keep_published(file, "某省某厅", 2022, tmp_path / "data")
    accounts, facts = open_accounts(folder, "某省某厅", 2022)
    assert accounts is not None
    assert differences_of(facts, accounts) == ()


def test_a_budget_does_not_stand_in_the_way_of_the_final_accounts(
    budget: Path, tmp_path: Path
) -> None:
    keep_published(budget, "某省某厅", 2022, tmp_path / "data")
    shutil.copy(CASES / "虚构-N_wan.xlsx", tmp_path / "送来的.xlsx")
    kept, _ = keep_published(tmp_path / "送来的.xlsx", "某省某厅", 2022, tmp_path / "data")
    assert kept.kind == "部门决算"
