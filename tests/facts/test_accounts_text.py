"""What the sentences of final accounts say: amounts, changes, shares, and how they are judged.

All sentences here are 示例数据（虚构）, in the wording that such documents use.
"""

import pytest

from auditkit.facts.accounts.checks.ties import Ties
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text.statement import Statement, prior, select
from auditkit.facts.accounts.text.text import read_statements
from auditkit.files.grid import Grid, Source


def prose(*pages: tuple[str, ...]) -> list[Grid]:
    return [
        Grid("示例.pdf", "", "table", f"第{n}页", tuple((line,) for line in lines))
        for n, lines in enumerate(pages, 1)
    ]


def one(subject: str, *lines: str) -> Statement:
    found = select(read_statements(prose(lines)), subject)
    assert found is not None
    return found


def test_a_sentence_over_two_pages_is_one_with_both_places() -> None:
    grids = prose(
        ("（一）机关运行经费支出情况", "机关运行经费支出 110.00 万元，比 2022 年度增", "- 12 -"),
        ("加 10.00 万元，增长 10.00%。主要原因是物价。",),
    )
    found = select(read_statements(grids), "机关运行经费")
    assert found is not None
    assert found.source.place == "第1页 第2行至第2页 第1行"
    # The heading above is no part of the sentence, nor is the page number.
    assert found.quote == "机关运行经费支出 110.00 万元，比 2022 年度增加 10.00 万元，增长 10.00%。"
    before = prior(found, found.figures["now"])
    assert before is not None
    assert (before.value, before.printed) == (100.0, "110.00－10.00")


def test_a_reduction_and_no_change() -> None:
    less = one("机关运行经费", "机关运行经费支出90.00万元，比上年减少10.00万元，下降10.00%。")
    assert getattr(prior(less, less.figures["now"]), "value", None) == 100.0
    same = one("机关运行经费", "机关运行经费支出90.00万元，与2022年度持平。")
    assert getattr(prior(same, same.figures["now"]), "value", None) == 90.0
    neither = one("机关运行经费", "机关运行经费支出90.00万元。")
    assert prior(neither, neither.figures["now"]) is None


def test_yuan_in_the_text_is_converted() -> None:
    found = one("机关运行经费", "机关运行经费支出1,234,567.80元，比上年减少100元，下降0.01%。")
    assert found.figures["now"].value == 123.45678
    assert found.figures["delta"].value == 0.01


@pytest.mark.parametrize(
    ("sentence", "which", "budget", "rate"),
    [
        (
            "财政拨款支出年初预算为100.00万元，支出决算为95.00万元，完成年初预算的95.00%。",
            "年初",
            100.0,
            95.0,
        ),
        (
            "一般公共预算财政拨款支出全年预算为52.00万元，支出决算为51.32万元，完成全年预算的98.69%。",
            "全年",
            52.0,
            98.69,
        ),
    ],
)
def test_budget_and_final(sentence: str, which: str, budget: float, rate: float) -> None:
    found = one("财政拨款支出", sentence)
    assert found.words["which"] == which
    assert found.figures["budget"].value == budget
    assert found.rates["rate"][0] == rate


def test_the_items_and_the_three_expenses_are_kept_apart() -> None:
    lines = (
        "财政拨款支出年初预算为100.00万元，支出决算为95.00万元。其中：",
        "1、教育支出（类）普通教育（款）小学教育（项）。主要用于：示例。年初预算为60.00万元，",
        "支出决算为55.00万元。",
        "“三公”经费财政拨款支出预算为2.00万元，支出决算为1.00万元，完成预算的50.00%。",
    )
    found = read_statements(prose(lines))
    assert [s.subject for s in found] == ["财政拨款支出", "项", "“三公”经费"]
    assert found[1].words["item"] == "小学教育"


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "政府采购金额（以合同签订为准）为6.00万元，其中：货物采购金额1.00万元、"
            "工程采购金额2.00万元、服务采购金额3.00万元。"
        ),
        (
            "政府采购支出总额6.00万元，其中：政府采购货物支出1.00万元、政府采购工程支出2.00万元、"
            "政府采购服务支出3.00万元。"
        ),
    ],
)
def test_government_purchases_have_three_parts(sentence: str) -> None:
    figures = one("政府采购", sentence).figures
    assert [figures[k].value for k in ("total", "goods", "works", "services")] == [6, 1, 2, 3]


def test_a_definition_is_no_statement() -> None:
    lines = ("十一、机关运行经费：指行政单位使用财政拨款安排的基本支出中的公用经费支出。",)
    assert read_statements(prose(lines)) == []


def amount(value: float, decimals: int = 2) -> Figure:
    return Figure(value, decimals, f"{value:.{decimals}f}", Source("示例.pdf", "第1页 第1行"))


@pytest.mark.parametrize(
    ("upper", "lower", "printed", "ok"),
    [
        # 95.4572 %: rounds to 95.46; 95.45 is outside what rounding of the inputs allows.
        (9746.50, 10210.34, "95.46", True),
        (9746.50, 10210.34, "95.45", False),
        # 13.684 %, but known only to ±0.2 because 0.39 is coarse.
        (0.39, 2.85, "13.68", True),
        (0.39, 2.85, "13.88", True),
        (0.39, 2.85, "13.90", False),
        # 0 of 0.95, printed without decimals.
        (0.00, 0.95, "0", True),
        (2.00, 1.00, "100.00", False),
    ],
)
def test_a_printed_rate_is_judged_by_what_rounding_allows(
    upper: float, lower: float, printed: str, ok: bool
) -> None:
    ties = Ties()
    half = 0.5 * 10 ** -len(printed.partition(".")[2])
    ties.rate("rate", "示例", (float(printed), half, printed), amount(upper), amount(lower))
    assert [tie.ok for tie in ties.found] == [ok]


def test_a_truncated_rate_is_called_one() -> None:
    ties = Ties()
    ties.rate("rate", "示例", (95.45, 0.005, "95.45"), amount(9746.50), amount(10210.34))
    assert ties.found[0].remark == "四舍五入应为95.46%，印出的是截去尾数的结果"
    assert ties.found[0].difference == -0.0072


@pytest.mark.parametrize(("whole", "ok"), [(30.00, True), (30.02, True), (30.03, False)])
def test_a_sum_may_be_off_by_half_a_cent_for_each_figure(whole: float, ok: bool) -> None:
    # Three parts and their total: 4 × 0.005 = 0.02.
    ties = Ties()
    ties.sum("sum", "示例", amount(whole), [amount(10.0), amount(10.0), None, amount(10.0)])
    assert [tie.ok for tie in ties.found] == [ok]


@pytest.mark.parametrize(("other", "ok"), [(236.64, True), (236.65, False)])
def test_two_printings_may_differ_by_a_cent(other: float, ok: bool) -> None:
    ties = Ties()
    ties.equal("tables", "示例", amount(236.63), amount(other))
    assert [tie.ok for tie in ties.found] == [ok]


def test_a_factor_of_ten_thousand_is_a_mistaken_unit() -> None:
    ties = Ties()
    ties.equal("text", "示例", amount(1234567.80), amount(123.46))
    assert ties.found[0].remark == "两数相差一万倍，疑有一处单位应为元"


def test_a_missing_figure_is_no_check() -> None:
    ties = Ties()
    ties.equal("text", "示例", None, amount(1.0))
    ties.sum("sum", "示例", amount(1.0), [None, None])
    ties.rate("rate", "示例", (1.0, 0.5, "1"), amount(0.0), amount(0.0))
    assert ties.found == []


def test_what_a_fund_carries_over_is_not_what_the_whole_does() -> None:
    lines = (
        "2023年度政府性基金预算财政拨款年初结转和结余0万元，本年收入30.00万元，年末结转和结余0万元。",
    )
    said = {s.subject for s in read_statements(prose(lines), 2023)}
    assert not {"年初结转和结余", "年末结转和结余"} & said
    fiscal = one("年初财政拨款结转和结余", "其中：年初财政拨款结转和结余20.00万元。")
    assert fiscal.figures["now"].value == 20.0


def test_the_year_before_may_be_printed_itself() -> None:
    said = one("机关运行经费", "机关运行经费支出74.50万元，上年为80.00万元，下降6.88%。")
    assert getattr(prior(said, said.figures["now"]), "value", None) == 80.0


def test_a_change_that_stands_apart_from_its_amount() -> None:
    lines = (
        "一般公共预算财政拨款支出年初预算为820.00万元，支出决算为835.90万元，完成年初预算的101.94%。",
        "与上年相比，一般公共预算财政拨款支出增加35.90万元，增长4.49%。",
    )
    found = select(read_statements(prose(lines), 2023), "一般公共预算财政拨款支出")
    assert found is not None
    assert (found.figures["delta"].value, found.rates["rate"][0]) == (35.9, 4.49)


def test_parts_of_purchases_may_stand_with_their_shares() -> None:
    said = one(
        "政府采购",
        "政府采购支出总额120.00万元，其中：货物支出20.00万元，占16.67%；工程支出10.00万元，占8.33%；"
        "服务支出90.00万元，占75.00%。",
    )
    figures = {role: figure.value for role, figure in said.figures.items()}
    assert figures == {"total": 120.0, "goods": 20.0, "works": 10.0, "services": 90.0}


def test_the_amount_of_the_year_before_is_not_this_year_s() -> None:
    lines = ("2023年度收入、支出总计951.25万元，较上年收、支总计900.00万元增加51.25万元。",)
    said = [s for s in read_statements(prose(lines), 2023) if s.subject == "收入支出总计"]
    assert [s.figures["now"].value for s in said] == [951.25]


@pytest.mark.parametrize(
    ("sentence", "nil"),
    [
        ("2023年度本单位未发生政府采购支出。", True),
        ("本年增加，主要原因是上年未发生公务接待费支出。", False),
        ("主要原因是上年没有因公出国费用。", False),
    ],
)
def test_what_did_not_occur_is_nil_unless_it_is_of_another_year(sentence: str, nil: bool) -> None:
    lines = ("本单位是事业单位。" + sentence,)
    assert any(s.subject == "没有" for s in read_statements(prose(lines), 2023)) is nil
