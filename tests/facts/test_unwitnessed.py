"""Every slip of unit is told, or said beforehand to be one that nothing would show. 虚构。"""

from dataclasses import replace
from pathlib import Path

import pytest
from planted_slips import slipped

from auditkit import open_audit
from auditkit.audit.inputs import read_workbooks
from auditkit.errors import RulePackError
from auditkit.facts.facts import Facts
from auditkit.facts.suspects import suspects
from auditkit.facts.unwitnessed import unwitnessed
from auditkit.rules.load import load_rulepack

DATA = Path(__file__).parents[2] / "data"
NAME, YEAR = "郑州市教育局", 2020
NONE = Facts(())


@pytest.mark.parametrize(
    ("name", "year", "folder", "planted", "silent"),
    [
        # The example: 5 slips of 528 show nowhere, in two figures.
        (NAME, YEAR, DATA, 528, {"国库集中支付监控系统拦截资金额": 3, "厉行节约总额": 2}),
        ("示例市统计局", 2023, DATA / "示例组合（虚构）", None, None),
    ],
)
def test_every_slip_is_told_or_said_to_have_no_witness(
    name: str, year: int, folder: Path, planted: int | None, silent: dict[str, int] | None
) -> None:
    audit = open_audit(name, year, folder)
    form, pack = audit.declaration, audit.pack
    facts = read_workbooks(folder / name / str(year), form, pack)
    bare = unwitnessed(facts, form, pack, NONE)
    names = {fact.source: fact.name for fact in facts.items}
    count, missed = 0, dict[str, int]()
    for at, slip, wrong in slipped(facts):
        count += 1
        told = {
            cell
            for one in suspects(wrong, form, pack, NONE)
            for cell in (one.amount.source, one.beside.source)
        }
        if at not in told:
            assert slip in bare.get(at, ()), (at, slip)
            missed[names[at]] = missed.get(names[at], 0) + 1
    if planted is not None:
        assert (count, missed) == (planted, silent)


def test_the_reliability_of_an_indicator_names_the_amount_without_witness() -> None:
    audit = open_audit(NAME, YEAR, DATA)
    (one,) = [r for r in audit.reliability if r.indicator == "国库集中支付合规性"]
    assert one.limits == (
        "2020年国库集中支付监控系统拦截资金额无佐证"
        "（大1,000倍、大100倍、以亿元填写，没有别的数能看出来；上年数或决算所列同一数可作佐证）"
    )
    assert one.verdict == "有保留"
    (rate,) = [r for r in audit.reliability if r.indicator == "预算执行率"]
    assert "无佐证" not in rate.limits


def test_a_part_greater_than_its_whole_is_suspect() -> None:
    audit = open_audit(NAME, YEAR, DATA)
    facts = read_workbooks(DATA / NAME / str(YEAR), audit.declaration, audit.pack)
    # 36.80 万元 in 元, beside 183,550.12 万元 paid in all
    wrong = [
        replace(f, value=368_000.0) if f.name == "国库集中支付监控系统拦截资金额" else f
        for f in facts.items
    ]
    (one,) = suspects(replace(facts, items=tuple(wrong)), audit.declaration, audit.pack, NONE)
    assert one.amount.value == 368_000.0
    assert one.issue.what.startswith(
        "2020年国库集中支付监控系统拦截资金额368,000.00万元"
        "大于2020年度部门预算资金国库集中支付总额183,550.12万元"
    )
    assert one.issue.what.endswith("而它只是其中一部分，疑似单位或小数点有误")


def test_staff_costs_per_head_are_a_witness_where_there_is_no_last_year() -> None:
    audit = open_audit(NAME, YEAR, DATA)
    facts = read_workbooks(DATA / NAME / str(YEAR), audit.declaration, audit.pack)
    kept = [f for f in facts.items if not (f.name == "在职人员经费" and f.year == YEAR - 1)]
    items = [replace(f, value=f.value * 10_000) if f.name == "在职人员经费" else f for f in kept]
    found = suspects(replace(facts, items=tuple(items)), audit.declaration, audit.pack, NONE)
    assert [(one.amount.key or ("",) * 2)[1] for one in found] == ["在职人员经费"]
    assert suspects(replace(facts, items=tuple(kept)), audit.declaration, audit.pack, NONE) == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("part_of: 预算总数", "part_of“预算总数”不是数据项"),
        ("witnesses: [{formula: 预算总数×2}]", "佐证算式："),
        ("witnesses: [{formula: 预算数, within: 0.5}]", "within"),
    ],
)
def test_a_mistake_in_a_witness_is_told_with_its_line(
    tmp_path: Path, line: str, problem: str
) -> None:
    file = tmp_path / "本局.yaml"
    file.write_text(
        "extends: zhengzhou-2020\nfacts:\n  - name: 新数\n    unit: 万元\n"
        f"    reference: PACK 甲\n    {line}\n",
        "utf-8",
    )
    with pytest.raises(RulePackError, match=problem) as refused:
        load_rulepack(file)
    assert str(refused.value).startswith("本局.yaml第6行：")
