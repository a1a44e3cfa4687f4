"""Findings from comparing what was typed with what was published. 示例数据（虚构）."""

from dataclasses import replace
from pathlib import Path

import published
import pytest

from auditkit.facts.accounts import Accounts, accounts_of
from auditkit.facts.accounts.differences import agree, differences_of
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Grid, Source
from auditkit.findings.crosscheck import cross_check
from auditkit.findings.kinds import KINDS

SHA = "a" * 64
TITLE = "一般公共预算财政拨款支出决算表"
SAYS = "财政拨款支出年初预算为500.00万元，支出决算为{final}万元，完成年初预算的{rate}%。"
ROWS = (
    ("科目编码", "科目名称", "本年支出", "基本支出", "项目支出"),
    ("201", "一般公共服务支出", "480.00", "360.00", "120.00"),
    ("合计", None, "480.00", "360.00", "120.00"),
)


def accounts(final: str = "480.00", rate: str = "96.00", rows: tuple = ROWS) -> Accounts:  # type: ignore[type-arg]
    """One table and one sentence; both agree unless told otherwise."""
    lines = ((TITLE,), ("单位：万元",))
    said = SAYS.format(final=final, rate=rate)
    grids = [
        Grid("决算.pdf", SHA, "table", "第4页 表1前", lines),
        Grid("决算.pdf", SHA, "table", "第4页 表1", rows),
        Grid("决算.pdf", SHA, "table", "第9页", ((said,),)),
    ]
    return accounts_of(grids, "示例市虚构局", 2023)


def typed(value: float, name: str = "预算数", decimals: int | None = 2) -> Fact:
    source = Source("实际数.xlsx", "数据项!C5", "b" * 64)
    return Fact(name, 2023, value, "万元", source, decimals)


def test_documents_that_agree_give_no_finding() -> None:
    facts = Facts((typed(500.0), typed(480.0, "预算执行数")))
    assert cross_check(facts, accounts()) == []
    assert cross_check(Facts(), accounts()) == []


def test_a_typed_figure_that_differs_names_both_places_and_the_difference() -> None:
    (finding,) = cross_check(Facts((typed(512.34),)), accounts())
    assert (finding.code, finding.severity, finding.money) == ("C01", "重要", 12.34)
    assert [str(source) for source in finding.evidence] == [
        "实际数.xlsx[数据项!C5]",
        "决算.pdf[第9页 第1行]",
    ]
    assert "填报512.34万元（实际数.xlsx[数据项!C5]）" in finding.condition
    assert "决算500.00万元（决算.pdf[第9页 第1行]），相差12.34万元" in finding.condition
    assert "年初预算" in finding.condition


def test_the_spending_of_all_funds_typed_as_spending_is_of_another_scope() -> None:
    """480.00 is spent out of the general budget, 500.00 out of all: nobody erred."""
    whole = Fact("本年支出合计", 2023, 500.0, "万元", Source("决算.pdf", "第3页 表1", SHA))
    both = replace(accounts(), facts=(*accounts().facts, whole))
    (finding,) = cross_check(Facts((typed(500.0, "预算执行数"),)), both)
    assert (finding.code, finding.severity, finding.money) == ("C01", "提示", 20.0)
    assert (
        "填报数即决算的“本年支出合计”（决算.pdf[第3页 表1]），两数口径不同。" in finding.condition
    )
    (wrong,) = cross_check(Facts((typed(500.02, "预算执行数"),)), both)
    assert wrong.severity == "重要"


@pytest.mark.parametrize(
    ("value", "decimals", "same"),
    [
        # Both to the cent: 0.005 and 0.005 apart at most.
        (500.01, 2, True),
        (500.02, 2, False),
        # 500.009 to the tenth of a cent: ± 0.0005 and ± 0.005 do not reach 500.00.
        (500.005, 3, True),
        (500.006, 3, False),
        # Nought and counts are exact.
        (500.005, None, True),
        (500.006, None, False),
    ],
)
def test_a_difference_counts_beyond_both_rounding_intervals(
    value: float, decimals: int | None, same: bool
) -> None:
    one = typed(value, decimals=decimals)
    assert agree(one, typed(500.0)) is same
    assert (differences_of(Facts((one,)), accounts()) == ()) is same


def test_what_came_from_the_accounts_is_not_compared_with_them() -> None:
    published = accounts()
    merged = Facts((typed(512.34),)).merged([published.as_facts])
    assert len(cross_check(merged, published)) == 1
    assert differences_of(published.as_facts, published) == ()


def test_a_figure_for_one_indicator_is_none_of_the_department() -> None:
    scoped = replace(typed(512.34), scope="某指标")
    assert differences_of(Facts((scoped,)), accounts()) == ()


def test_a_sum_that_does_not_tie_is_a_finding_with_its_amount() -> None:
    rows = (*ROWS[:2], ("合计", None, "485.00", "360.00", "120.00"))
    found = cross_check(Facts(), accounts("485.00", "97.00", rows))
    assert {(f.code, f.money) for f in found} == {("C02", 5.0)}
    assert found[0].subject == f"{TITLE}：合计“合计”＝各类之和"
    assert [s.place for s in found[0].evidence] == ["第4页 表1 第3行第3列", "第4页 表1 第2行第3列"]


def test_a_rate_printed_wrong_and_one_that_was_cut() -> None:
    (wrong,) = cross_check(Facts(), accounts(rate="69.00"))
    assert (wrong.code, wrong.severity, wrong.money) == ("C03", "一般", None)
    assert "480.00÷500.00＝96%" in wrong.condition
    # 479.99 of 500.00 is 95.998 %, printed 95.99.
    rows = tuple(
        tuple(cell.replace("480.00", "479.99").replace("120.00", "119.99") if cell else cell
              for cell in row)
        for row in ROWS
    )  # fmt: skip
    (cut,) = cross_check(Facts(), accounts("479.99", "95.99", rows))
    assert (cut.code, cut.severity) == ("C06", "提示")
    assert cut.title == "百分比截去尾数而未四舍五入"
    assert "四舍五入应为96.00%，印出的是截去尾数的结果" in cut.condition


def test_text_against_table() -> None:
    lines = Grid("决算.pdf", SHA, "table", "第9页", (("基本支出300.00万元，占75.00%。",),))
    table = Grid("决算.pdf", SHA, "table", "第4页 表1", ROWS)
    head = Grid("决算.pdf", SHA, "table", "第4页 表1前", (("支出决算表",), ("单位：万元",)))
    text = replace(lines, rows=(("，基本支出300.00万元，占62.50%。",),))
    found = cross_check(Facts(), accounts_of([head, table, text], year=2023))
    assert [(f.code, f.subject, f.money) for f in found] == [("C04", "基本支出：文字与表", 60.0)]


def test_words_of_the_model_text_and_blank_totals() -> None:
    rows = (*ROWS[:2], ("合计", None, None, "360.00", "120.00"))
    said = "机关运行经费支出50.00万元，比上年减少5.00万元，下降（增长）9.09%。"
    grids = [
        Grid("决算.pdf", SHA, "table", "第4页 表1前", ((TITLE,), ("单位：万元",))),
        Grid("决算.pdf", SHA, "table", "第4页 表1", rows),
        Grid("决算.pdf", SHA, "table", "第9页", ((said,),)),
    ]
    found = cross_check(Facts(), accounts_of(grids, year=2023))
    assert [(f.code, f.evidence[0].place) for f in found] == [
        ("C05", "第9页 第1行"),
        ("C07", "第4页 表1 第3行第1列"),
        ("C07", "第4页 表1 第3行第1列"),
    ]
    assert found[0].subject == "照抄范本，没有选定增减"
    assert found[0].condition == "决算.pdf[第9页 第1行]：印作“下降(增长)”。"
    # What became a finding is no obstacle to reading.
    left = {issue.code for issue in accounts_of(grids, year=2023).as_facts.issues}
    assert not left & {"accounts-template", "accounts-total"}


def test_a_contradiction_said_twice_is_one_finding() -> None:
    found = cross_check(Facts(), accounts())
    assert found == []
    doubled = accounts_of(
        [
            Grid("决算.pdf", SHA, "table", "第4页 表1前", ((TITLE,), ("单位：万元",))),
            Grid("决算.pdf", SHA, "table", "第4页 表1", ROWS),
            *(
                Grid("决算.pdf", SHA, "table", f"第{n}页",
                     (("一般公共预算财政拨款支出470.00万元。",),))
                for n in (9, 10)
            ),
        ],
        year=2023,
    )  # fmt: skip
    assert [(f.code, f.money) for f in cross_check(Facts(), doubled)] == [("C04", 10.0)]


def test_every_code_has_its_five_parts() -> None:
    for code in ("C01", "C02", "C03", "C04", "C05", "C06", "C07"):
        kind = KINDS[code]
        assert kind.title
        assert kind.criteria
        assert kind.effect.endswith("。")
        assert kind.recommendation.endswith("。")


@pytest.mark.parametrize(
    ("department", "expected"),
    [
        ("上海市普陀区财政局", [("C03", None), ("C04", 2961.38)]),
        (
            "上海市普陀区规划和自然资源局",
            [("C04", 12.89), ("C04", 12.89), *[("C05", None)] * 4, *[("C06", None)] * 2],
        ),
    ],
)
def test_two_published_accounts(
    shared_cases: Path, department: str, expected: list[tuple[str, float | None]]
) -> None:
    found = cross_check(Facts(), published.read(shared_cases, department))
    assert [(finding.code, finding.money) for finding in found] == expected
