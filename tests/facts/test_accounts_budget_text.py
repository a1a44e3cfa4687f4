"""The text of a budget (部门预算), invented, against its tables: amounts, shares and changes."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from invented_budget_sheets import THREE, THREE_MERGED, TOTALS, TOTALS_MERGED, add_table

from auditkit.facts.accounts import Accounts, read_budget

# 虚构县水务局 2024: 1,050.00 in all with 20.00 carried over; the general budget is 900.00.
TABLES: dict[str, Sequence[Sequence[object]]] = {
    "部门收支总表": TOTALS,
    "部门支出总表": [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["208", "社会保障和就业支出", 90, 90, None],
        ["212", "城乡社区支出", 110, None, 110],
        ["213", "农林水支出", 850, 430, 420],
        ["合计", None, 1050, 520, 530],
    ],
    "一般公共预算支出表": [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["208", "社会保障和就业支出", 90, 90, None],
        ["20805", "行政事业单位养老支出", 90, 90, None],
        ["2080505", "机关事业单位基本养老保险缴费支出", 90, 90, None],
        ["213", "农林水支出", 810, 400, 410],
        ["21303", "水利", 810, 400, 410],
        ["2130301", "行政运行", 400, 400, None],
        ["2130306", "水利工程运行与维护", 410, None, 410],
        ["合计", None, 900, 490, 410],
    ],
    "一般公共预算基本支出表": [
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["301", "工资福利支出", 420, 420, None],
        ["302", "商品和服务支出", 70, None, 70],
        ["合计", None, 490, 420, 70],
    ],
    "一般公共预算三公经费支出表": THREE,
    "政府性基金预算支出表": [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["212", "城乡社区支出", 100, None, 100],
        ["合计", None, 100, None, 100],
    ],
}  # fmt: skip
MERGED = {
    "部门收支总表": TOTALS_MERGED,
    "一般公共预算三公经费支出表": THREE_MERGED,
}
# 100×900/1050＝85.71, 100×30/1050＝2.86, 100×520/1050＝49.52, 100×90/900＝10.00;
# 50/1000＝5.00, 1/9＝11.11, 1/3＝33.33, 4/66＝6.06, all worked by hand.
TEXT = {
    "总体": "2024年部门收支总预算1,050.00万元，比2023年预算增加50.00万元，增长5.00%。",
    "收入": "2024年收入预算1,050.00万元，其中：一般公共预算拨款收入900.00万元，占85.71%；"
    "其他收入30.00万元，占2.86%；上年结转结余20.00万元，占1.90%。",
    "支出": "2024年支出预算1,050.00万元，其中：基本支出520.00万元，占49.52%；"
    "项目支出530.00万元，占50.48%。",
    "一般": "2024年一般公共预算支出900.00万元，其中：基本支出490.00万元，项目支出410.00万元。",
    "分类": "按支出功能分类，社会保障和就业支出90.00万元，占10.00%；"
    "农林水支出810.00万元，占90.00%。",
    "项": "农林水支出（类）水利（款）行政运行（项）2024年预算数为400.00万元，"
    "比2023年预算增加20.00万元，增长5.26%。",
    "基本": "2024年一般公共预算基本支出490.00万元，其中：人员经费420.00万元，公用经费70.00万元。",
    "三公": "2024年“三公”经费预算8.00万元，比2023年预算减少1.00万元，下降11.11%。"
    "其中：因公出国（境）费0万元；"
    "公务用车运行费6.00万元，与2023年预算持平；公务接待费2.00万元，比2023年预算减少1.00万元，下降33.33%。",
    "基金": "2024年政府性基金预算支出100.00万元，用于农村供水。",
    "运行": "2024年机关运行经费预算70.00万元，比2023年预算增加4.00万元，增长6.06%。",
    "采购": "2024年政府采购预算总额260.00万元，其中：政府采购货物预算60.00万元、"
    "政府采购工程预算0.00万元、政府采购服务预算200.00万元。",
}


def read(path: Path, said: dict[str, str] | None = None, only: str = "") -> Accounts:
    """The budget with its text, some paragraphs of it said otherwise."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "编制说明"
    page.append(["虚构县水务局2024年部门预算编制说明"])
    for name, text in (TEXT | (said or {})).items():
        if only in ("", name):
            page.append([text])
    for name, rows in TABLES.items():
        add_table(book, name, rows, MERGED.get(name, ()))
    book.save(path)
    return read_budget(path, "虚构县水务局", 2024)


def test_a_text_that_agrees_accuses_nobody(tmp_path: Path) -> None:
    found = read(tmp_path / "虚构预算.xlsx")
    assert [str(tie) for tie in found.failures] == []
    assert [str(issue) for issue in found.issues] == []
    said = {tie.what for tie in found.tie_outs if tie.code == "text"}
    assert {
        "基本支出：文字与表",
        "农林水支出：文字与一般公共预算财政拨款支出预算表",
        "行政运行：文字与一般公共预算财政拨款支出预算表",
        "公务接待费的上年预算：文字与财政拨款“三公”经费支出预算表",
    } <= said


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("总体", "1,050.00", "1,060.00", "收入支出总计：文字与收入支出预算总表"),
        ("总体", "5.00%", "5.50%", "收入支出总计：比上年增减率"),
        ("收入", "收入预算1,050.00", "收入预算1,005.00", "收入总计：文字与表"),
        ("收入", "900.00", "910.00", "一般公共预算财政拨款收入：文字与表"),
        ("收入", "85.71", "87.51", "一般公共预算财政拨款收入：占比"),
        ("收入", "30.00", "33.00", "其他收入：文字与收入支出预算总表"),
        ("收入", "2.86", "2.68", "其他收入：占比"),
        ("收入", "20.00", "22.00", "年初结转和结余：文字与表"),
        ("支出", "520.00", "502.00", "基本支出：文字与表"),
        ("支出", "50.48", "50.84", "项目支出：占比"),
        ("一般", "490.00", "499.00", "基本支出：文字与表"),
        ("一般", "410.00", "401.00", "项目支出：文字与表"),
        ("分类", "810.00", "801.00", "农林水支出：文字与一般公共预算财政拨款支出预算表"),
        ("项", "400.00", "404.00", "行政运行：文字与一般公共预算财政拨款支出预算表"),
        ("项", "5.26", "5.62", "行政运行：比上年增减率"),
        ("基本", "420.00", "424.00", "人员经费：文字与表"),
        ("基本", "70.00", "77.00", "公用经费：文字与表"),
        ("三公", "8.00", "8.80", "三公经费预算：文字与财政拨款“三公”经费支出预算表"),
        ("三公", "11.11", "12.11", "“三公”经费变动：比上年增减率"),
        ("三公", "6.00", "6.60", "公务用车运行维护费：文字与财政拨款“三公”经费支出预算表"),
        ("基金", "100.00", "110.00", "政府性基金预算财政拨款支出：文字与表"),
        ("运行", "6.06", "6.60", "机关运行经费：比上年增减率"),
        ("采购", "60.00", "66.00", "政府采购预算＝货物＋工程＋服务"),
    ],
)
def test_one_changed_number_of_the_text_is_found(
    tmp_path: Path, name: str, old: str, new: str, what: str
) -> None:
    assert old in TEXT[name]
    changed = {name: TEXT[name].replace(old, new, 1)}
    found = read(tmp_path / "虚构预算.xlsx", changed).failures
    assert what in {tie.what for tie in found}


@pytest.mark.parametrize(
    "text",
    [
        # What is carried over is in one of the totals and not in the other.
        "2024年收入预算1,030.00万元（不含上年结转20.00万元）。",
        "2024年一般公共预算当年拨款900.00万元。",
        # Another year, another unit, a part that was added: not the amounts of the tables.
        "2023年收入预算1,000.00万元，2023年一般公共预算支出880.00万元。",
        "全县农林水支出5,600.00万元。",
        "主要是农林水支出增加30.00万元、社会保障和就业支出增加4.00万元。",
        "比上年增加的主要是：农林水支出30.00万元、社会保障和就业支出4.00万元。",
        # 收入预算 of a passage on fiscal funds is that of these funds.
        "2024年财政拨款收支总预算900.00万元。收入预算900.00万元，全部为一般公共预算拨款收入。",
        # All personnel, of which no table prints the amount.
        "基本支出520.00万元，其中：人员经费440.00万元、公用经费80.00万元。",
        # Two of three parts: the third may stand elsewhere.
        "2024年政府采购预算总额260.00万元，其中：政府采购货物预算60.00万元、政府采购工程预算10.00万元。",
    ],
)
def test_what_may_be_something_else_accuses_nobody(tmp_path: Path, text: str) -> None:
    found = read(tmp_path / "虚构预算.xlsx", {"另": text}, only="另")
    assert [str(tie) for tie in found.failures] == []


def test_expenditure_is_all_again_behind_a_sentence_on_fiscal_funds(tmp_path: Path) -> None:
    text = (
        "2024年收入预算1,050.00万元，其中：一般公共预算拨款900.00万元。2024年支出预算1,060.00万元。"
    )
    found = read(tmp_path / "虚构预算.xlsx", {"另": text}, only="另").failures
    assert [tie.what for tie in found] == ["支出总计：文字与表"]


def test_last_year_s_column_may_hold_what_was_spent(tmp_path: Path) -> None:
    """9, 6 and 3 in the table are then no budget: no figure of the text agrees with them."""
    text = (
        "2024年“三公”经费预算8.00万元，比2023年预算减少4.00万元，下降33.33%。其中：公务用车运行费6.00万元，"
        "比2023年预算减少2.00万元；公务接待费2.00万元，比2023年预算减少2.00万元，下降50.00%。"
    )
    found = read(tmp_path / "虚构预算.xlsx", {"三公": text})
    assert [str(tie) for tie in found.failures] == []


def test_a_budget_without_tables_gives_the_general_budget_that_its_text_names(
    tmp_path: Path,
) -> None:
    path = tmp_path / "虚构预算.html"
    text = (
        "<p>虚构县水务局2024年部门预算情况说明</p><p>2024年一般公共预算财政拨款支出900.00万元，"
        "比2023年预算增加20.00万元。</p><p>2024年政府采购预算260.00万元。</p>"
    )
    path.write_text(f'<html><meta charset="utf-8"><body>{text}</body></html>', encoding="utf-8")
    facts = {fact.name: fact.value for fact in read_budget(path, "虚构县水务局", 2024).facts}
    assert facts == {"预算数": 900.0, "政府采购预算数": 260.0}
