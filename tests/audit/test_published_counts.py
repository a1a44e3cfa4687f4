"""What accounts count (人次, 辆) beside amounts, used by an indicator of a pack of one's own."""

import pytest
from invented_accounts import OWNER, TABLES, YEAR, Tables, write

from auditkit import open_audit
from auditkit.audit.audit import Audit
from auditkit.documents.workpaper.paper import working_paper
from auditkit.results.calculation import calculation

PACK = """\
extends: common
references:
  BEN: 本部门的考核办法
indicators:
  运行成本:
    公务接待:
      reference: BEN 公务接待
      indicators:
        - name: 每批国内公务接待人数
          formula: 国内公务接待人次/国内公务接待批次
          direction: ≤
          target: ≤6
          reference: BEN 每批国内公务接待人数
"""
COUNTED: Tables = [
    (
        "机构运行信息表",
        [
            ["项目", "统计数"],
            ["（二）相关统计数", None],
            ["4.公务用车保有量（辆）", "5"],
            ["5.国内公务接待批次（个）", "8"],
            ["6.国内公务接待人次（人）", "40"],
        ],
        [],
    )
]


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    data = tmp_path_factory.mktemp("data")
    folder = data / OWNER / str(YEAR)
    folder.mkdir(parents=True)
    write(folder, "xlsx", [*TABLES, *COUNTED])
    pack = data / "ben.yaml"
    pack.write_text(PACK, "utf-8")
    return open_audit(OWNER, YEAR, data, pack)


def test_an_indicator_rests_on_the_count(audit: Audit) -> None:
    """40 people in 8 groups are 5 each."""
    row = audit["每批国内公务接待人数"]
    assert row.value == 5.0
    people = row.facts["国内公务接待人次", 0]
    assert people is not None
    assert (people.value, people.unit, people.published) == (40, "人次", True)
    assert people.source.place == "GK07!B8"


def test_facts_paper_and_chain_show_it_with_its_unit(audit: Audit) -> None:
    assert repr(audit.facts["公务用车保有量"]) == f"<Fact {YEAR} 公务用车保有量: 5辆>"
    texts = [
        str(cell.value)
        for sheet in working_paper(audit).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {"国内公务接待人次", "人次"} <= set(texts)
    chain = str(calculation(audit))
    assert "国内公务接待人次" in chain
    assert "GK07!B8" in chain
