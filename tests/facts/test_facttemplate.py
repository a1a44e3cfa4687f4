"""The template asks for exactly what the declared indicators need, and reads back empty."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from auditkit.facts.facts import Fact, Facts, TaskRecord
from auditkit.facts.workbook import read_facts
from auditkit.facts.workbook.layout import COLUMNS, NOT_NEEDED
from auditkit.facts.workbook.needs import fact_needs
from auditkit.facts.workbook.template import fact_template, write_fact_template
from auditkit.files.grid import Source
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.target import parse_target
from auditkit.rules.load import FOLDER, load_rulepack
from auditkit.rules.rulepack import RulePack

NOWHERE = Source("甲.xlsx", "A1")


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


@pytest.fixture(scope="module")
def declared(form_path: Path) -> Declaration:
    return read_declaration(form_path)


def _column(sheet: Worksheet, letter: str) -> list[object]:
    return [cell.value for cell in sheet[letter][3:] if cell.value is not None]


def _declared(*indicators: tuple[str, str, str]) -> Declaration:
    return Declaration(
        "某局",
        2021,
        (),
        (),
        None,
        tuple(
            DeclaredIndicator("效果", level2, name, parse_target(target), "", "", NOWHERE)
            for level2, name, target in indicators
        ),
    )


def test_every_sheet_of_the_real_form(declared: Declaration, pack: RulePack) -> None:
    book = fact_template(declared, pack)
    assert book.sheetnames == [
        "说明", "数据项", "任务执行", "工作要点", "定性评价", "问卷调查", "直接填报",
    ]  # fmt: skip
    assert len(_column(book["数据项"], "A")) == 24
    assert len(_column(book["任务执行"], "A")) == 55
    assert len(_column(book["工作要点"], "A")) == 60
    # Criteria as the form numbers them: 2+1+1, 2+2, 1+1, 3+2+7, 4, 2+2.
    assert len(_column(book["定性评价"], "A")) == 30
    assert len(set(_column(book["定性评价"], "A"))) == 13
    assert len(_column(book["问卷调查"], "A")) == 6
    assert len(_column(book["直接填报"], "A")) == 9


def test_only_years_that_a_formula_names_are_open(declared: Declaration, pack: RulePack) -> None:
    sheet = fact_template(declared, pack)["数据项"]
    head = [cell.value for cell in sheet[3]]
    assert head[:4] == ["数据项", "单位", "2020年\n（本年度）", "2019年\n（上年度）"]
    rows = {sheet.cell(r, 1).value: r for r in range(4, 27)}
    assert sheet.cell(rows["预算执行数"], 3).value is None
    assert sheet.cell(rows["预算执行数"], 4).value == NOT_NEEDED
    assert sheet.cell(rows["在职人员经费"], 4).value is None
    assert sheet.cell(rows["在职人员经费"], 4).number_format == "#,##0.00"
    assert sheet.cell(rows["年度实际在职人数"], 3).number_format == "0"
    # 人均公用经费 is defined by two figures, asset idleness is the printed alternative.
    assert "人均公用经费" not in rows
    assert "闲置资产总额" in rows


def test_drop_down_lists(declared: Declaration, pack: RulePack) -> None:
    book = fact_template(declared, pack)
    lists = {
        (name, str(rule.sqref)): rule.formula1
        for name in book.sheetnames
        for rule in book[name].data_validations.dataValidation
        if rule.type == "list"
    }
    assert lists["任务执行", "E4:E58"] == '"是,部分,否"'
    assert lists["任务执行", "F4:F58"] == "'任务执行'!$J$4:$J$51"
    assert lists["任务执行", "I4:I58"] == '"属实"'
    assert lists["工作要点", "E4:E63"] == '"是,否"'
    assert lists["定性评价", "D4:D33"] == '"是,部分,否,不适用"'
    assert book["任务执行"].column_dimensions["J"].hidden
    assert book["数据项"].freeze_panes == "B4"


def test_sheets_without_need_are_left_out(pack: RulePack) -> None:
    book = fact_template(_declared(("预算管理", "预算执行率", "≥95%")), pack)
    assert book.sheetnames == ["说明", "数据项"]
    assert _column(book["数据项"], "A") == ["预算执行数", "预算数"]


def test_a_word_target_without_a_formula_is_judged(pack: RulePack) -> None:
    word, number = ("其他", "机构改革", "到位"), ("其他", "机构数量", "≥3个")
    needs = fact_needs(_declared(word, number), pack)
    assert [(j.name, j.criteria) for j in needs.judged] == [("机构改革", ("是否达到“到位”",))]
    assert [(d.name, d.unit) for d in needs.direct] == [("机构数量", "个")]


def test_criteria_come_from_the_form_where_the_pack_has_none(pack: RulePack) -> None:
    declaration = _declared(("其他", "机构改革", "到位"))
    note = "①方案是否批准； ②人员是否到位。③到位率=到位数/编制数"
    indicator = replace(declaration.indicators[0], note=note, explanation="反映改革情况。")
    needs = fact_needs(replace(declaration, indicators=(indicator,)), pack)
    assert needs.judged[0].criteria == ("方案是否批准", "人员是否到位")
    plain = replace(indicator, note="")
    needs = fact_needs(replace(declaration, indicators=(plain,)), pack)
    assert needs.judged[0].criteria == ("反映改革情况",)


def test_an_untouched_template_gives_neither_facts_nor_issues(
    declared: Declaration, pack: RulePack, tmp_path: Path
) -> None:
    write_fact_template(tmp_path / "实际数.xlsx", declared, pack)
    facts = read_facts(tmp_path / "实际数.xlsx", declared, pack)
    assert (facts.items, facts.issues, facts.demo) == ((), (), False)
    assert [record.name for record in facts.tasks] == [task.name for task in declared.tasks]


def test_what_is_known_is_filled_in(declared: Declaration, pack: RulePack, tmp_path: Path) -> None:
    known = Facts(
        (
            Fact("预算数", 2020, 196_247.82, "万元", NOWHERE, remark="决算"),
            Fact("实际值", 2020, 0.914, "%", NOWHERE, scope="培训计划执行率"),
        ),
        tasks=(TaskRecord("党建工作", 4.5, 4.0, "是", ("设备购置计划完成率",), NOWHERE),),
    )
    write_fact_template(tmp_path / "a.xlsx", declared, pack, filled=known)
    facts = read_facts(tmp_path / "a.xlsx", declared, pack)
    budget = facts.get("预算数", 2020)
    assert budget is not None
    assert (budget.value, budget.remark, str(budget.source)) == (
        196_247.82, "决算", "a.xlsx[数据项!C7]",
    )  # fmt: skip
    trained = facts.get("实际值", 2020, "培训计划执行率")
    assert trained is not None
    assert (trained.value, trained.remark) == (0.914, "甲.xlsx[A1]")
    spent = facts.get("任务实际支出数", 2020, "设备购置计划完成率")
    assert spent is not None
    assert spent.value == 4.0


def test_a_demo_says_so_in_the_first_cell_and_on_every_sheet(
    declared: Declaration, pack: RulePack
) -> None:
    book = fact_template(declared, pack, demo=True)
    assert book["说明"]["A1"].value == "示例数据（虚构）"
    titles = [str(book[name]["A1"].value) for name in book.sheetnames]
    assert all(title.startswith("示例数据（虚构）") for title in titles)


def test_a_date_target_asks_for_a_date(pack: RulePack) -> None:
    sheet = fact_template(_declared(("其他", "系统上线时间", "11月底前")), pack)["直接填报"]
    assert (sheet["C4"].value, sheet["D4"].number_format) == ("日期", "yyyy-mm-dd")


def test_hints_name_columns_that_are_there() -> None:
    wrong = [
        f"{path.stem} {rule.name}：{named}"
        for path in sorted(FOLDER.glob("*.yaml"))
        for rule in load_rulepack(path.stem).rules.values()
        for named in re.findall("在([\u4e00-\u9fff]{2,6}?)栏", rule.note or "")
        if named not in {column.words[0] for column in COLUMNS.get(rule.gathered, ())}
    ]
    assert wrong == []
