"""The working paper, recomputed by other programs, agrees with the program on every value."""

import datetime as dt
import math
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import form_judge
import pytest
from openpyxl import Workbook, load_workbook
from other_structures import audited as structure
from paper_recomputed import Recomputed, computed, computing_sheets, recomputed, stored

from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.documents.workpaper import working_paper, write_working_paper
from auditkit.documents.workpaper.sheets import FIRST_ROW
from auditkit.facts.facts import Fact, Facts, printed_decimals
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula import read_name
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack, pack_names
from auditkit.rules.ownrules import Bands, Steps
from auditkit.rules.rulepack import Case, IndicatorRule, RulePack, Scoring

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
AT = Source("算例.xlsx", "数据项!C4")


@pytest.fixture(scope="module")
def example() -> Audit:
    return open_audit("郑州市教育局", 2020, DATA)


def number_of(value: object) -> float | None:
    """A computed cell as the program has it: dates count days, a text is no number."""
    if isinstance(value, dt.date | dt.datetime):
        return float(value.toordinal())
    return float(value) if isinstance(value, int | float) else None


def assert_agrees(paper: Recomputed, audit: Audit) -> None:
    """Every actual, target, status, weight, point and part of the score is the program's."""
    for i, row in enumerate(audit.assessed):
        name = row.name
        serial = dt.date(1899, 12, 30).toordinal() if row.unit == "日期" else 0
        actual = number_of(paper.indicator(i, "实际值"))
        if math.isnan(row.value):
            assert actual is None, name
            assert paper.indicator(i, "实际值") in ("数据缺失", "不可比", "待评定", "不适用"), name
        else:
            assert actual is not None, name
            shift = 0 if actual > 500_000 else serial
            assert actual + shift == pytest.approx(row.value, rel=1e-12, abs=1e-14), name
        assert paper.indicator(i, "状态") == row.status, name
        assert paper.indicator(i, "与程序") == "一致", name
        assert paper.points(i, "状态") == row.status, name
        assert paper.points(i, "权重") == pytest.approx(row.weight, rel=1e-12), name
        points = row.points
        assert paper.points(i) == ("不计分" if math.isnan(points) else pytest.approx(points)), name
    expected = {
        key: getattr(audit.score, key)
        for key in (
            "points", "rests_on", "low", "high", "value", "grade", "grade_low", "grade_high",
        )
    }  # fmt: skip
    if math.isnan(audit.score.value):
        expected["value"] = "无法评定"
    assert paper.score() == expected


# The example


def test_the_example_is_recomputed(example: Audit) -> None:
    assert_agrees(recomputed(working_paper(example)), example)


@pytest.mark.parametrize("name", pack_names())
def test_the_example_is_recomputed_with_every_pack(name: str) -> None:
    audit = open_audit("郑州市教育局", 2020, DATA, name)
    assert_agrees(computed(computing_sheets(audit)), audit)


# The worked cases


def case_audits(pack: RulePack) -> Iterator[tuple[list[tuple[IndicatorRule, Case]], Audit]]:
    """Audits that hold one case of each indicator: the first cases, the second ones, …

    Each figure is given for its indicator alone, so that the cases do not meet.
    """
    for number in range(max(len(rule.cases) for rule in pack.rules.values())):
        cases = [(r, r.cases[number]) for r in pack.rules.values() if number < len(r.cases)]
        facts, indicators = [], []
        for rule, case in cases:
            wanted = f"{rule.direction}100%" if case.target is None else case.target
            target = parse_target(wanted)
            indicators.append(
                DeclaredIndicator(rule.level1, rule.level2, rule.name, target, "", "", AT)
            )
            for printed, value in case.given.items():
                name, shift = read_name(printed, pack.known_facts)
                unit = pack.fact_rules[name].unit
                if value is not None:
                    # The figures of a case are exact, and its survey asked everybody.
                    facts.append(Fact(name, 2020 + shift, value, unit, AT, None, rule.name))
                    if name == "有效问卷份数":
                        facts.append(replace(facts[-1], name="总体数"))
        declaration = Declaration("某部门", 2020, (), (), None, tuple(indicators))
        yield cases, Audit(declaration, Facts(tuple(facts)), pack)


def weigh_a_hundred(book: Workbook) -> None:
    """Let every indicator weigh 100, as the cases state their scores."""
    sheet = book["评分"]
    column = next(cell.column for cell in sheet[4] if cell.value == "权重")
    for row in range(FIRST_ROW, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value or "").startswith("B-3-"):
            sheet.cell(row, column).value = 100


@pytest.mark.parametrize("name", pack_names())
def test_every_worked_case_comes_out_as_a_person_worked_it(name: str) -> None:
    worked = 0
    for cases, audit in case_audits(load_rulepack(name)):
        book = computing_sheets(audit)
        weigh_a_hundred(book)
        paper = recomputed(book)
        for i, (rule, case) in enumerate(cases):
            of = f"{rule.name}：{case.title}"
            actual = number_of(paper.indicator(i, "实际值"))
            assert actual == (
                None if case.actual is None else pytest.approx(case.actual, abs=1e-9, rel=0)
            ), of
            assert paper.indicator(i, "状态") == case.status, of
            assert paper.points(i) == ("不计分" if case.score is None else case.score), of
            worked += 1
    assert worked == sum(len(rule.cases) for rule in load_rulepack(name).rules.values())


# Random departments

RULES = (
    Steps(rule="steps", per=0.01, minus="10%", count="whole"),
    Steps(rule="steps", per=0.02, minus="7%", count="started"),
    Steps(rule="steps", per=0.05, minus="20%", count="exact"),
    Bands(rule="bands", bands={"≤10%": "80%", "≤20%": "60%", "≤30%": "40%"}),
    Bands(rule="bands", bands={"≥90%": "70%", "≥70%": "30%"}),
)
FORMULAS = (
    "（甲/乙）×100%",
    "[（本年度甲-上年度甲）/上年度甲]×100%",
    "（甲-乙）/（甲+乙-丙）×100%",
    "甲/（乙/丙）",
    "甲×乙-丙",
    "（（甲/乙）-（上年度甲/上年度乙））/（上年度甲/上年度乙）×100%",
)
SIGNS = ("≥", ">", "≤", "<", "=", "±")


def random_pack(dice: random.Random, base: RulePack) -> RulePack:
    """Rules of every kind over 甲, 乙, 丙, weighted or not."""
    weighted = dice.random() < 0.4
    rules = []
    for number in range(6):
        gathered = dice.choice(("数据项", "数据项", "数据项", "定性评价", "问卷调查", "直接填报"))
        own = dice.choice((None, None, *RULES)) if gathered == "数据项" else None
        rules.append(
            IndicatorRule(
                name=f"指标{number}",
                gathered=gathered,
                formula=dice.choice(FORMULAS) if gathered == "数据项" else None,
                direction=dice.choice(("≥", "≤", "=", "±")),
                weight=dice.choice((1, 2, 2.5, 5, 8, 10)) if weighted else None,
                scoring=own,
                not_applicable=dice.choice(("left-out", "full")),
                reference="PACK",
            )
        )
    group = {"gathered": "直接填报", "reference": "PACK"}
    first = dice.randint(1, 5)
    facts = [fact for fact in base.facts if fact.gathered != "数据项"]
    named = [{"name": name, "unit": "万元"} for name in "甲乙丙"]
    return RulePack.model_validate(
        base.model_dump(by_alias=True, exclude={"facts", "indicators", "definitions"})
        | {
            "facts": [fact.model_dump() for fact in facts] + named,
            "zero_base": dice.choice(("not-comparable", "not-comparable", "as-100%", "as-0")),
            "scoring": Scoring(
                quantity=dice.choice(("platform", "proportional")),
                judgement=dice.choice(("bands-60", "bands-50")),
            ).model_dump(),
            "indicators": {
                "一": {"一甲": group | {"indicators": [r.model_dump() for r in rules[:first]]}},
                "二": {"二甲": group | {"indicators": [r.model_dump() for r in rules[first:]]}},
            },
        }
    )


def random_audit(dice: random.Random, base: RulePack) -> Audit:
    """One department: some figures missing, zero, negative or equal, targets of every kind."""
    pack = random_pack(dice, base)
    facts: list[Fact] = []

    def fact(name: str, year: int, value: float, unit: str, scope: str = "") -> None:
        if dice.random() > 0.06:
            decimals = printed_decimals(value, unit)
            facts.append(Fact(name, year, value, unit, AT, decimals, scope))

    for name in "甲乙丙":
        for year in (2019, 2020):
            cents = dice.choice((0, 10000, -500, dice.randint(1, 999999), dice.randint(1, 50000)))
            fact(name, year, cents / 100, "万元")
    indicators = []
    for rule in pack.rules.values():
        whole = dice.randint(0, 12)
        match rule.gathered:
            case "定性评价":
                fact("已达成标准数", 2020, dice.randint(0, 2 * whole + 1) / 2, "项", rule.name)
                fact("评价标准数", 2020, whole, "项", rule.name)
            case "问卷调查":
                fact("满意份数", 2020, dice.randint(0, whole + 1), "份", rule.name)
                fact("有效问卷份数", 2020, whole, "份", rule.name)
        text = dice.choice(("", "充分", *[f"{sign}N" for sign in SIGNS * 2]))
        points = dice.choice((0, 5, 50, 95, 100, dice.randint(-40, 160)))
        text = text.replace("N", f"{points}%" if dice.random() < 0.8 else f"{points}")
        if rule.gathered == "直接填报":
            if dice.random() < 0.4:
                text = "11月底前"
                fact("实际值", 2020, dice.randint(737700, 737780), "日期", rule.name)
            else:
                fact("实际值", 2020, dice.randint(-20, 120) / 100, "%", rule.name)
        target = parse_target(text)
        indicators.append(
            DeclaredIndicator(rule.level1, rule.level2, rule.name, target, "", "", AT)
        )
    aside = frozenset(rule.name for rule in pack.rules.values() if dice.random() < 0.05)
    declaration = Declaration("某部门", 2020, (), (), None, tuple(indicators))
    return Audit(declaration, Facts(tuple(facts), not_applicable=aside), pack)


def test_two_hundred_random_departments_are_recomputed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Findings compute nothing on these sheets, and take as long as all the rest.
    monkeypatch.setattr("auditkit.audit.audit.stated", lambda *_: ([], ()))
    dice, base = random.Random(20201130), load_rulepack("common")
    statuses: dict[str, int] = {}
    for _ in range(200):
        audit = random_audit(dice, base)
        assert_agrees(computed(computing_sheets(audit)), audit)
        for row in audit.assessed:
            statuses[row.status] = statuses.get(row.status, 0) + 1
    # Every status must come up often, or agreement says little.
    assert min(statuses.values()) >= 20, statuses
    assert len(statuses) == 8, statuses


# LibreOffice


def test_libreoffice_agrees_on_the_example(example: Audit, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    settings = tmp_path / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    # 0 is “always”: without it LibreOffice may trust results that a file claims to store.
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
        '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>'
        "</item></oor:items>",
        encoding="utf-8",
    )
    paper = tmp_path / "底稿.xlsx"
    write_working_paper(example, paper)
    out = tmp_path / "out"
    subprocess.run(
        [
            soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(out), str(paper),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    theirs = stored((out / "底稿.xlsx").read_bytes())
    assert_agrees(theirs, example)
    # What a preview shows without computing is what a spreadsheet program computes.
    ours = stored(paper.read_bytes())
    formulas = [
        (sheet.title, (cell.row, cell.column))
        for sheet in load_workbook(paper).worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]
    assert len(formulas) > 600
    for sheet, at in formulas:
        mine, named = (side.values[sheet].get(at) for side in (ours, theirs))
        if {type(mine), type(named)} & {str, type(None)}:
            assert (mine or "") == (named or ""), (sheet, at)
        else:
            assert mine == pytest.approx(named, rel=1e-12, abs=1e-12), (sheet, at)


def test_what_a_self_evaluation_says_of_itself_is_recomputed(tmp_path: Path) -> None:
    case = next(path for path in form_judge.cases() if path.name.startswith("k10a"))
    form = next(path for path in case.iterdir() if path.suffix == ".html")
    folder = tmp_path / "示例县某某局" / "2023"
    folder.mkdir(parents=True)
    shutil.copy(form, folder)
    audit = open_audit("示例县某某局", 2023, tmp_path, "common")
    assert {row.status for row in audit.assessed} == {"达标"}
    assert_agrees(recomputed(working_paper(audit)), audit)


@pytest.mark.parametrize(
    ("department", "fault"),
    [("虚构市图书馆", ""), ("虚构市体育局", ""), ("虚构市体育局", "weights")],
)
def test_points_that_a_form_prints_are_not_scaled_in_the_paper(
    department: str, fault: str, tmp_path: Path
) -> None:
    """90 beside 10 for the budget on the department's own word, 100, and 98: none of them moved."""
    audit = structure(tmp_path, department, fault)
    assert_agrees(recomputed(working_paper(audit)), audit)
