"""Titles, headings and facts of published accounts as data that a rule pack extends."""

from pathlib import Path

import openpyxl
import pytest

from auditkit.errors import RulePackError
from auditkit.facts.accounts import read_accounts
from auditkit.rules import load_rulepack
from auditkit.rules.accountwords import load_words

BASE = Path(__file__).parent.parent / "data" / "accounts" / "虚构-N_wan.xlsx"
PACK = """\
extends: common
accounts:
  titles:
    - {words: 花销一览, table: 支出决算表}
  columns:
    - {words: '^日常花销$', column: 基本支出}
    - {words: '^专门花销$', column: 项目支出}
  facts:
    - {name: 行政运行支出, from: [{table: 支出决算表, code: '2010301'}]}
"""


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """The invented accounts with a title and two headings that nobody ever printed."""
    book = openpyxl.load_workbook(BASE)
    page = book["GK03 支出决算表"]
    page.title = "GK03"
    page["A1"], page["F4"], page["G4"] = "花销一览", "日常花销", "专门花销"
    book.save(path := tmp_path / "虚构.xlsx")
    return path


def pack(folder: Path, text: str = PACK) -> Path:
    (path := folder / "某地.yaml").write_text(text, "utf-8")
    return path


def test_a_pack_alone_makes_invented_words_readable(strange: Path, tmp_path: Path) -> None:
    without = {f.name: f.source.place for f in read_accounts(strange, "某省某厅", 2022).facts}
    assert "行政运行支出" not in without
    # Its column is not known: what there is of it stands in the text.
    assert without["基本支出"].startswith("说明!")
    read = read_accounts(strange, "某省某厅", 2022, load_rulepack(pack(tmp_path)))
    found = {f.name: f.value for f in read.facts if f.year == 2022}
    assert (found["基本支出"], found["项目支出"]) == (800.2, 450.25)
    assert found["行政运行支出"] == 549.85
    assert (read.failures, [i for i in read.issues if i.grave]) == ((), [])


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("table: 支出决算表}\n  columns", "table: 支出表}\n  columns", 2, "没有“支出表”这张表"),
        ("'^日常花销$'", "'^日常花销('", 6, "不是有效的正则表达式"),
        ("column: 项目支出", "栏: 项目支出", 7, "缺少“accounts.columns.1.column”"),
        ("code: '2010301'", "code: '2010301', said: 基本支出", 9, "只写其一"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, said: str
) -> None:
    text = PACK.replace(before, after)
    assert text != PACK
    with pytest.raises(RulePackError) as caught:
        load_rulepack(pack(tmp_path, text))
    assert f"第{line}行" in str(caught.value)
    assert said in str(caught.value)


def test_a_mistake_in_a_file_of_words_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text("columns:\n  - {words: '[', column: 合计}\n", "utf-8")
    with pytest.raises(RulePackError, match=r"accounts\.yaml第2行"):
        load_words(path)
