"""Ledgers of 用友, 金蝶 and GB/T 24589: read, checked, mapped to facts. 示例数据（虚构）."""

from collections.abc import Callable
from pathlib import Path

import pytest
from invented_accounts import DEMO, OWNER, YEAR
from invented_accounts import write as write_accounts
from invented_ledger import SHEETS, Row, kingdee_k3, save, standard, write_ledger, yonyou_nc

from auditkit.audit.opening import open_audit
from auditkit.errors import RulePackError, UnreadableFile
from auditkit.facts.facts import Facts
from auditkit.facts.ledger.balance import Ledger
from auditkit.facts.ledger.figures import facts_of
from auditkit.facts.ledger.files import read_ledger
from auditkit.facts.ledger.standard import read_standard
from auditkit.facts.workbook.layout import plain
from auditkit.rules.ledgerwords import (
    LedgerWords,
    ledger_words_with,
    load_ledger_words,
    shipped_ledger_words,
)
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

# By hand from the accounts in `invented_ledger`, in 万元.
EXPECTED = {
    ("预算执行数", 2023): 480.0,
    ("累计结转结余资金总额", 2023): 30.0,
    ("累计结转结余资金总额", 2022): 20.0,
    ("在职人员经费", 2023): 300.0,
    ("离退休人员经费", 2023): 8.0,
    ("公用经费", 2023): 52.0,
    ("年度在职人员公用经费实际支出数", 2023): 52.0,
    ("“三公经费”总额", 2023): 4.6,
    ("本年收入合计", 2023): 500.0,
    ("本年支出合计", 2023): 490.0,
    ("基本支出", 2023): 365.0,
    ("项目支出", 2023): 125.0,
    ("部门所有固定资产总额", 2023): 105.0,
}


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack("common")


def facts(ledger: Ledger, words: LedgerWords | None = None) -> Facts:
    return facts_of(ledger, words or shipped_ledger_words(), OWNER, YEAR)


def told(found: Facts | Ledger) -> list[str]:
    return [f"{'须更正' if i.grave else '提示'} {i.code} {i.where}" for i in found.issues]


def changed(tmp_path: Path, pack: RulePack, change: Callable[[list[Row]], None]) -> Ledger:
    """The K3 sheet with something wrong in it, as it is read."""
    rows = kingdee_k3()
    change(rows)
    return read_ledger(save(rows, tmp_path / "科目余额表.xlsx"), pack)


@pytest.mark.parametrize("program", list(SHEETS))
def test_every_program_s_trial_balance_gives_the_same_facts(tmp_path, pack, program):
    ledger = read_ledger(write_ledger(tmp_path, program), pack)
    assert (ledger.owner, ledger.year, ledger.last, ledger.demo) == (OWNER, 2023, 12, True)
    assert len(ledger.accounts) == 21
    found = facts(ledger)
    assert told(found) == []
    assert {(f.name, f.year): f.value for f in found} == EXPECTED
    assert {f.unit for f in found} == {"万元"}


@pytest.mark.parametrize("number", [24589, 19581])
@pytest.mark.parametrize("code", ["utf-8", "gb18030", "utf-16"])
def test_the_standard_gives_the_same_facts(tmp_path, pack, number, code):
    path = tmp_path / f"会计账簿-{DEMO}.xml"
    path.write_bytes(standard(number, code))
    ledger = read_ledger(path, pack)
    assert (ledger.owner, ledger.year, ledger.first, ledger.last) == (OWNER, 2023, 1, 12)
    assert {(f.name, f.year): f.value for f in facts(ledger)} == EXPECTED
    assert told(facts(ledger)) == []


def test_records_may_stand_in_their_table_as_in_the_edition_of_2024(tmp_path, pack):
    text = standard().decode()
    for name in ("电子账簿", "会计科目", "科目余额及发生额"):
        opened, closed = f"<{name}>", f"</{name}>"
        before, _, rest = text.partition(opened)
        rows, _, after = rest.rpartition(closed)
        rows = rows.replace(opened, "<记录>").replace(closed, "</记录>")
        text = f"{before}<{name} 标准编码='05'><记录>{rows}</记录>{closed}{after}"
    path = tmp_path / f"会计账簿-{DEMO}.xml"
    path.write_text(text, encoding="utf-8")
    ledger = read_ledger(path, pack)
    assert (ledger.owner, ledger.year, ledger.last) == (OWNER, 2023, 12)
    assert {(f.name, f.year): f.value for f in facts(ledger)} == EXPECTED
    assert told(facts(ledger)) == []


def test_each_fact_names_its_accounts_and_rows(tmp_path, pack):
    found = facts(read_ledger(write_ledger(tmp_path), pack))
    fact = found["累计结转结余资金总额", 2023]
    assert str(fact.source) == f"科目余额表-{DEMO}.xlsx[科目余额表!A23,A24,A25]"
    assert fact.stated == (
        "财政拨款结转、财政拨款结余和非财政拨款结转的年末数；科目余额表 期末贷方："
        "8101 财政拨款结转 250,000.00元，8102 财政拨款结余 20,000.00元，"
        "8201 非财政拨款结转 30,000.00元"
    )
    (tmp_path / "会计账簿.xml").write_bytes(standard())
    booked = facts(read_ledger(tmp_path / "会计账簿.xml", pack))
    assert str(booked["部门所有固定资产总额"].source) == "会计账簿.xml[第26行]"


def test_a_sum_of_leaves_that_is_not_the_parent_is_told(tmp_path, pack):
    def more(rows):
        rows[12][4] = rows[12][6] = 530_000  # 商品和服务支出: 借方, both 本期 and 本年累计
        rows[12][5] = rows[12][7] = 530_000

    ledger = changed(tmp_path, pack, more)
    assert told(ledger) == ["须更正 G03 科目余额表.xlsx[科目余额表!A11]"] * 2
    assert "基本支出的借方发生额与3个明细科目之和3,610,000.00元不符" in ledger.issues[0].what


def test_an_account_that_does_not_roll_and_sides_that_differ_are_told(tmp_path, pack):
    def less(rows):
        rows[21][8] = 290_000  # 资金结存: 期末借方, 300,000 by hand

    ledger = changed(tmp_path, pack, less)
    assert told(ledger) == [
        "须更正 G02 科目余额表.xlsx[科目余额表!A22]",
        "须更正 G04 科目余额表.xlsx",
    ]
    assert "应为300,000.00元（“290,000.00元”）" in str(ledger.issues[0])
    assert "借方合计290,000.00元，贷方合计300,000.00元" in ledger.issues[1].what


def test_debit_and_credit_that_moved_must_be_equal(tmp_path, pack):
    def more(rows):
        rows[4][6], rows[4][8] = 60_000, 1_060_000  # 固定资产: 累计借方 and 期末借方

    ledger = changed(tmp_path, pack, more)
    assert told(ledger) == ["须更正 G04 科目余额表.xlsx"] * 2
    assert "财务会计各科目本年借方发生额合计60,000.00元，贷方50,000.00元" in ledger.issues[1].what


@pytest.mark.parametrize(
    ("row", "column", "value", "issue"),
    [
        (8, 6, "四百八十万", "须更正 G01 科目余额表.xlsx[科目余额表!G9]"),
        (8, 0, "某科目", "须更正 G01 科目余额表.xlsx[科目余额表!A9]"),
        (23, 0, "8101", "须更正 G06 科目余额表.xlsx[科目余额表!A24]"),
    ],
)
def test_a_row_that_is_not_understood_is_told_with_its_cell(
    tmp_path, pack, row, column, value, issue
):
    def spoil(rows):
        rows[row][column] = value

    ledger = changed(tmp_path, pack, spoil)
    assert issue in told(ledger)
    if column == 6:
        assert ledger.by_code["7101"].debit is None


def test_a_leaf_without_an_amount_leaves_the_fact_missing(tmp_path, pack):
    def spoil(rows):
        rows[11][6] = "#REF!"  # 工资福利支出

    found = facts(changed(tmp_path, pack, spoil))
    assert found.get("在职人员经费", 2023) is None
    assert found.get("预算执行数", 2023) is None
    assert found["公用经费", 2023].value == 52.0


@pytest.mark.parametrize(
    ("period", "issue", "kept"),
    [
        ("期间：2022年1期 至 2022年12期", "须更正 G05", 0),
        ("期间：2023年1期 至 2023年9期", "须更正 G05", 3),
        ("", "提示 G05", 13),
    ],
)
def test_books_of_another_time_are_told(tmp_path, pack, period, issue, kept):
    def other(rows):
        rows[1][1] = period

    found = facts(changed(tmp_path, pack, other))
    assert told(found) == [f"{issue} 科目余额表.xlsx"]
    assert len(found) == kept


def test_books_of_another_owner_are_told_and_read(tmp_path, pack):
    def other(rows):
        rows[1][0] = "公司名称：示例市虚构中心"

    found = facts(changed(tmp_path, pack, other))
    assert told(found) == ["提示 G05 科目余额表.xlsx"]
    assert len(found) == 13


def test_items_without_a_code_below_an_account_are_parts_of_it_and_told_once(tmp_path, pack):
    def listed(rows: list[Row]) -> None:
        at = next(n for n, row in enumerate(rows) if "业务费" in row)
        for n, name in enumerate(("[0010004] 某单位（虚构）", "[0010005] 另一单位（虚构）"), 1):
            rows.insert(at + n, [None, name, *rows[at][2:]])

    ledger = changed(tmp_path, pack, listed)
    found = facts(ledger)
    assert {(fact.name, fact.year): fact.value for fact in found} == EXPECTED
    (issue,) = found.issues
    assert str(issue).endswith("辅助核算明细2行没有读入。其数已在上面的科目里。")
    assert not issue.grave


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("年初至今借方", "累计借方"),
        ("本年借方发生额", "累计借方"),
        ("年度贷方", "累计贷方"),
        ("本期发生额（贷）", "本期贷方"),
        ("年初余额借方金额", "年初借方"),
        ("年末余额贷方", "期末贷方"),
        ("期初余额借方数量", "不读"),
        ("期末原币", "不读"),
        ("组织编码", "不读"),
        ("上级科目代码", "不读"),
        ("账户代码", "科目编码"),
        ("会计科目编号", "科目编码"),
        ("科目全称", "科目名称"),
        ("账户名称", "科目名称"),
        ("核算维度名称", "不读"),
        ("余额方向", "方向"),
        ("会计期间", "不读"),
    ],
)
def test_headings_of_published_programs_are_known(heading: str, column: str) -> None:
    assert shipped_ledger_words().column(plain(heading)) == column


def test_a_line_between_headings_and_accounts_is_no_heading(tmp_path, pack):
    ledger = changed(tmp_path, pack, lambda rows: rows.insert(4, ["一、资产类", "明细"]))
    found = facts(ledger)
    assert {(fact.name, fact.year): fact.value for fact in found} == EXPECTED
    assert told(found) == ["须更正 G01 科目余额表.xlsx[科目余额表!A5]"]


def test_a_column_that_is_not_known_is_told(tmp_path, pack):
    rows = yonyou_nc()
    rows[2].append("说明事项")
    ledger = read_ledger(save(rows, tmp_path / "科目余额表.xlsx"), pack)
    assert told(ledger) == ["提示 G01 科目余额表.xlsx[科目余额表!K3]"]


def test_auxiliary_records_are_not_added_to_their_whole(tmp_path, pack):
    text = standard().decode()
    part = text[text.index("<科目余额及发生额>") : text.index("</科目余额及发生额>") + 11]
    part = part.replace("<币种编码", "<辅助项1编号>01</辅助项1编号><币种编码")
    path = tmp_path / "会计账簿.xml"
    path.write_text(text.replace("</总账>", f"{part}{part}</总账>"), encoding="utf-8")
    assert facts(read_ledger(path, pack))["部门所有固定资产总额"].value == 105.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<总账><科目余额及发生额>", "XML 在第1行处损坏"),
        ("<总账><!-- 科目余额及发生额 --></总账>", "没有“科目余额及发生额”，不是"),
        ("<总账></总账>", "没有找到科目余额表的表头"),
    ],
)
def test_another_file_is_refused_in_one_line(tmp_path, pack, text, said):
    (tmp_path / "会计账簿.xml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=said):
        read_ledger(tmp_path / "会计账簿.xml", pack)


def test_an_entity_is_not_followed(tmp_path, pack):
    (tmp_path / "secret").write_text("1", encoding="utf-8")
    text = (
        standard()
        .decode()
        .replace(
            "<总账>", f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><总账>&e;', 1
        )
    )
    (tmp_path / "会计账簿.xml").write_text(text, encoding="utf-8")
    assert facts(read_ledger(tmp_path / "会计账簿.xml", pack))["预算执行数"].value == 480.0


def test_a_pack_maps_accounts_of_its_own(tmp_path):
    (tmp_path / "own.yaml").write_text(
        "extends: common\nledger:\n  columns:\n    - {words: '^借项$', column: 本期借方}\n"
        "  facts:\n    - name: 机关运行经费\n      take: 借方发生\n"
        "      from: [{code: '7101', path: [商品和服务支出]}]\n",
        encoding="utf-8",
    )
    words = ledger_words_with(load_rulepack(tmp_path / "own.yaml").ledger)
    assert (words.column("借项"), words.column("期末余额贷方")) == ("本期借方", "期末贷方")
    found = facts(read_ledger(write_ledger(tmp_path), load_rulepack("common")), words)
    assert found["机关运行经费"].value == 52.0
    assert found["预算执行数"].value == 480.0


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("facts:\n  - name: 预算执行数\n    take: 借方\n    from: [{code: '7'}]\n", 3, "take"),
        ("facts:\n  - name: 甲\n    take: 期末贷方\n    from: [{code: '('}]\n", 4, "正则表达式"),
        ("facts:\n  - name: 甲\n    take: 期初贷方\n    from: [{code: '8'}]\n", 2, "上年"),
        ("columns:\n  - {words: 甲, column: 借}\n", 2, "column"),
    ],
)
def test_a_mistake_in_the_mapping_is_told_with_file_and_line(tmp_path, text, line, said):
    path = tmp_path / "ledger.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulePackError, match=f"ledger.yaml第{line}行.*{said}"):
        load_ledger_words(path)


def test_books_beside_published_accounts_tie_out(tmp_path):
    folder = tmp_path / "data" / OWNER / str(YEAR)
    folder.mkdir(parents=True)
    write_accounts(folder, "xlsx")
    write_ledger(folder)
    audit = open_audit(OWNER, YEAR, tmp_path / "data", "common")
    assert audit.facts["预算执行数", 2023].source.file.startswith("科目余额表")
    (check,) = [one for one in audit.checks if one.name == "账面数与决算"]
    assert check.applied == 13
    # 固定资产 is in no published table.
    assert (check.done, check.why) == (12, "1个数决算没有印出")
    assert [finding for finding in audit.findings if finding.code == "C01"] == []


def test_more_tags_than_a_year_has_balances_are_refused_before_they_are_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("auditkit.facts.ledger.standard.MOST_TAGS", 100)
    with pytest.raises(UnreadableFile, match="标签，远超一年的总账"):
        read_standard("会计账簿.xml", standard())
