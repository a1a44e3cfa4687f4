"""The published form of 2020 is read as a person reads it; expected values typed from the form."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import form_expected as form
import pytest
from together import each

from auditkit.files.grid import Repair, Source
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.form.printed import Mismatch, PrintedFormula, mismatches, printed_formulas
from auditkit.formula import parse_formula
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

TASKS = form.typed("tasks")
INDICATORS = form.typed("indicators")
FORMULAS = form.typed("formulas")


@pytest.fixture(scope="module")
def declaration(form_path: Path) -> Declaration:
    return read_declaration(form_path)


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack("zhengzhou-2020")


@pytest.fixture(scope="module")
def printed(declaration: Declaration, pack: RulePack) -> tuple[PrintedFormula, ...]:
    return printed_formulas(declaration, pack)


@pytest.fixture(scope="module")
def found(declaration: Declaration, pack: RulePack) -> tuple[Mismatch, ...]:
    return mismatches(declaration, pack)


def line_of(source: Source) -> int:
    return place_of(source)[0]


def place_of(source: Source) -> tuple[int, int]:
    match = re.fullmatch(r"第(\d+)行第(\d+)栏", source.place)
    assert match, source
    return int(match[1]), int(match[2])


def repairs(declaration: Declaration, code: str) -> list[Repair]:
    return [repair for repair in declaration.repairs if repair.code == code]


def test_the_form_names_its_department_and_year(declaration: Declaration) -> None:
    assert (declaration.department, declaration.year) == (form.DEPARTMENT, form.YEAR)


def test_the_three_goals_are_read_in_full(declaration: Declaration) -> None:
    assert tuple(goal.text for goal in declaration.goals) == form.GOALS
    assert [goal.number for goal in declaration.goals] == [1, 2, 3]
    assert tuple(line_of(goal.source) for goal in declaration.goals) == form.GOAL_LINES


def test_the_typed_tables_are_complete() -> None:
    assert len(TASKS) == 55
    assert round(sum(form.number(row["budget"]) for row in TASKS), 2) == form.BUDGET
    assert len(INDICATORS) == 48
    assert Counter(row["level1"] for row in INDICATORS) == form.COUNTS


def test_there_are_55_tasks_in_the_order_printed(declaration: Declaration) -> None:
    assert [task.name for task in declaration.tasks] == [row["name"] for row in TASKS]


@each("i", [pytest.param(i, id=TASKS[i]["name"]) for i in range(55)])
def test_a_task_is_read_with_its_amounts_and_content(declaration: Declaration, i: int) -> None:
    task, row = declaration.tasks[i], TASKS[i]
    assert task.name == row["name"]
    assert (task.budget, task.fiscal) == (form.number(row["budget"]), form.number(row["fiscal"]))
    assert task.content.startswith(row["begins"])
    assert task.content.endswith(row["ends"])
    assert task.note == ""
    assert line_of(task.source) == int(row["line"])


def test_the_budgets_add_up_and_the_printed_total_is_blank(declaration: Declaration) -> None:
    assert (declaration.budget, declaration.fiscal) == (form.BUDGET, form.BUDGET)
    assert declaration.total is not None
    assert (declaration.total.budget, declaration.total.fiscal) == (None, None)
    assert line_of(declaration.total.source) == form.TOTAL_LINE


def test_there_are_48_indicators_in_the_order_printed(declaration: Declaration) -> None:
    assert [i.name for i in declaration.indicators] == [row["name"] for row in INDICATORS]
    assert Counter(i.level1 for i in declaration.indicators) == form.COUNTS


@each("i", [pytest.param(i, id=INDICATORS[i]["name"]) for i in range(48)])
def test_an_indicator_is_read_under_its_path(declaration: Declaration, i: int) -> None:
    indicator, row = declaration.indicators[i], INDICATORS[i]
    assert (indicator.level1, indicator.level2) == (row["level1"], row["level2"])
    assert (indicator.name, indicator.target.text) == (row["name"], row["target"])
    assert place_of(indicator.source) == (int(row["line"]), int(row["column"]))


@each(
    "i, column",
    [
        pytest.param(i, column, id=f"{INDICATORS[i]['name']} {column}")
        for i in range(48)
        for column in ("explanation", "note")
    ],
)
def test_an_indicator_keeps_its_margin(declaration: Declaration, i: int, column: str) -> None:
    text, row = getattr(declaration.indicators[i], column), INDICATORS[i]
    begins, ends = row[f"{column} begins"], row[f"{column} ends"]
    assert text.startswith(begins)
    assert text.endswith(ends)
    assert bool(text) == bool(begins)


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("办美好教育满意度", "explanation", "反映本部门制定的年度工作目标达成情况。"),
        ("改善学校办学条件完成率", "explanation", ""),
        ("学校内涵发展、教育教学水平提高率", "explanation", ""),
        ("信息化建设成效", "explanation", "反映为保障整体工作和重点工作实施的基础管理情况。"),
        (
            "信息化建设成效",
            "note",
            (
                "分项具体列示为保障整体工作和重点工作所采取的基础管理工作，"
                "相关情况应予以细化、量化表述。"
            ),
        ),
        ("管理制度建设成效", "explanation", ""),
        ("管理制度建设成效", "note", ""),
        (
            "企业满意度",
            "explanation",
            (
                "反映相关企业、社会组织 and 行业协会对部门行政审批、管理服务、"
                "参与公共服务情况的满意度"
            ),
        ),
    ],
)
def test_a_text_cut_by_a_page_is_whole_again(
    declaration: Declaration, name: str, column: str, text: str
) -> None:
    indicator = declaration.indicator(name)
    assert indicator is not None
    assert getattr(indicator, column) == text


def test_every_address_leads_to_what_is_printed_there(
    declaration: Declaration, form_path: Path
) -> None:
    lines = form_path.read_text(encoding="utf-8").split("\n")

    def at(source: Source | None) -> str:
        assert source is not None
        line, column = place_of(source)
        return lines[line - 1].split("\t")[column - 1]

    for task in declaration.tasks:
        assert at(task.source).replace(" ", "") == task.name
        assert form.number(at(task.budget_source)) == task.budget
        assert form.number(at(task.fiscal_source)) == task.fiscal
    for indicator in declaration.indicators:
        assert at(indicator.source) == indicator.name
        assert not indicator.target.text or at(indicator.target_source) == indicator.target.text
        for text, source in (
            (indicator.explanation, indicator.explanation_source),
            (indicator.note, indicator.note_source),
        ):
            assert not text or at(source) in text


def test_every_shifted_row_is_reported(declaration: Declaration) -> None:
    lines = [line_of(repair.source) for repair in repairs(declaration, "行错位")]
    assert lines == [*form.SHIFTED_TASK_LINES, *form.SHIFTED_INDICATOR_LINES]


def test_the_shift_of_the_second_heading_row_is_reported(declaration: Declaration) -> None:
    assert [line_of(r.source) for r in repairs(declaration, "表头错位")] == [12]


def test_names_with_blanks_of_line_wrapping_are_reported(declaration: Declaration) -> None:
    lines = tuple(line_of(repair.source) for repair in repairs(declaration, "换行空格"))
    assert lines == form.WRAPPED_NAME_LINES


def test_every_join_over_a_page_is_reported(declaration: Declaration) -> None:
    joins = [(place_of(r.source), r.after) for r in repairs(declaration, "跨页拼接")]
    assert joins == [
        ((92, 5), "反映本部门制定的年度工作目标达成情况"),
        ((93, 5), "反映本部门制定的年度工作目标达成情况。"),
        ((113, 5), "反映为保障整体工作和重点工作实施的基础管理情况。"),
        (
            (113, 6),
            (
                "分项具体列示为保障整体工作和重点工作所采取的基础管理工作，"
                "相关情况应予以细化、量化表述。"
            ),
        ),
    ]


def test_labels_printed_late_are_reported(declaration: Declaration) -> None:
    tasks, reform = repairs(declaration, "标签迟印")
    assert (line_of(tasks.source), tasks.after) == (40, "年度主要任务")
    assert (line_of(reform.source), reform.after) == (125, "可持续性／体制机制改革情况")
    assert "第128行" in reform.what


def test_the_stray_full_stop_goes_back_to_its_sentence(declaration: Declaration) -> None:
    (stop,) = repairs(declaration, "标点错位")
    assert place_of(stop.source) == (47, 5)
    assert stop.after.endswith("康发展的目的。")


def test_what_looks_misread_is_left_and_told(declaration: Declaration) -> None:
    (word,) = repairs(declaration, "夹杂文字")
    assert (place_of(word.source), word.before, word.after) == ((122, 5), "and", "and")
    (character,) = repairs(declaration, "疑似误识")
    assert (place_of(character.source), character.before) == ((73, 1), "學")
    assert declaration.tasks[50].name == "中小學生健康保健专项工作"


def test_nothing_else_was_repaired_and_no_issue_is_left(declaration: Declaration) -> None:
    codes = Counter(repair.code for repair in declaration.repairs)
    assert set(codes) == {
        "行错位", "表头错位", "换行空格", "跨页拼接", "标签迟印", "标点错位",
        "夹杂文字", "疑似误识",
    }  # fmt: skip
    assert declaration.issues == ()


def test_the_rule_pack_named_or_chosen_reads_the_same(
    declaration: Declaration, form_path: Path, pack: RulePack
) -> None:
    assert read_declaration(form_path, pack) == declaration
    assert read_declaration(form_path, "zhengzhou-2020") == declaration


def test_every_printed_formula_is_found_and_no_other(
    printed: tuple[PrintedFormula, ...],
) -> None:
    read = {(f.name, f.text, f.role, f.indicator, place_of(f.source)) for f in printed}
    assert read == {
        (row["name"], row["text"], row["role"], row["indicator"], place)
        for row in FORMULAS
        for place in [(int(row["line"]), int(row["column"]))]
    }
    assert len(printed) == len(FORMULAS) == 18


def test_formulas_come_in_the_order_of_the_form(printed: tuple[PrintedFormula, ...]) -> None:
    assert [formula.name for formula in printed] == [row["name"] for row in FORMULAS]


@pytest.mark.parametrize("row", FORMULAS, ids=lambda row: row["name"])
def test_a_printed_formula_agrees_with_the_rule_pack(
    printed: tuple[PrintedFormula, ...], pack: RulePack, row: dict[str, str]
) -> None:
    (formula,) = (f for f in printed if f.name == row["name"])
    assert formula.problem == ""
    assert formula.formula is not None
    if row["role"] == "定义":
        meant = pack.definitions[row["rule or definition"]]
    elif row["role"] == "备选算式":
        (alternative,) = pack.rules[row["indicator"]].alternatives
        assert alternative.name == row["rule or definition"]
        meant = alternative.formula
    else:
        meant = pack.rules[row["rule or definition"]].formula_text
    assert formula.formula.root == parse_formula(meant, "", pack.known_facts).root


def test_the_idle_rate_is_an_alternative_in_the_opposite_direction(pack: RulePack) -> None:
    rule = pack.rules["部门固定资产利用率"]
    (idle,) = rule.alternatives
    assert (idle.name, idle.direction, rule.direction) == ("资产闲置率", "≤", "≥")


def test_names_that_disagree_inside_the_form_are_those_a_reader_finds(
    found: tuple[Mismatch, ...],
) -> None:
    told = {(m.indicator, m.printed, m.meant, line_of(m.source)) for m in found}
    assert told == set(form.MISMATCHES)
    assert len(found) == len(form.MISMATCHES)
