"""This year held against the year before. Invented throughout."""

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from finding_forms import figures, form, found, row

from auditkit import open_audit
from auditkit.assessment.assessed import assessed
from auditkit.facts.facts import Facts
from auditkit.findings.finding import Finding
from auditkit.findings.review.yearonyear import PastYear
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
EXAMPLE = "实际数-示例数据（虚构）.xlsx"
PRINTED = "预算执行率=（预算执行数/预算数）×100%。"


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


def last_year(declaration: Declaration, pack: RulePack, **values: float) -> PastYear:
    """2019 with these figures, which `figures` dates 2020."""
    dated = replace(declaration, year=2019)
    items = tuple(replace(fact, year=fact.year - 1) for fact in figures(**values))
    facts = Facts(items)
    return PastYear(dated, facts, [row.computation for row in assessed(dated, facts, pack)])


def on_years(
    now: DeclaredIndicator, then: DeclaredIndicator, facts: Facts, pack: RulePack, **values: float
) -> list[Finding]:
    past = last_year(form(then), pack, **values)
    return [f for f in found(form(now), facts, pack, past) if f.code.startswith("Y")]


@pytest.mark.parametrize(
    ("target", "reached", "told"),
    [
        # five points may lie between
        ("≥90%", 95.0, False),
        ("≥90%", 95.01, True),
        ("≥90%", 80.0, False),
        ("≥95%", 99.0, False),
    ],
)
def test_a_target_below_what_was_reached_the_year_before(
    target: str, reached: float, told: bool, pack: RulePack
) -> None:
    now = row("预算执行率", target, PRINTED)
    got = on_years(now, now, Facts(), pack, 预算执行数=reached, 预算数=100)
    assert [f.code for f in got] == (["Y01"] if told else [])
    if told:
        assert got[0].condition == "2020年指标值为≥90%，2019年实际已达95.01%，放宽5.01个百分点。"
        assert str(got[0].evidence[2]) == "2019年度/实际数.xlsx[数据项!预算执行数]"


@pytest.mark.parametrize(("target", "told"), [("≥82%", True), ("≥83%", False)])
def test_a_level_that_last_year_s_sample_does_not_bear_accuses_nobody(
    target: str, told: bool, pack: RulePack
) -> None:
    # 90 of 100 satisfied: Wilson 82.56 % to 94.48 %, so whether 83 % was reached nobody can tell.
    now = row("群众满意度", target, level2="服务对象满意")
    got = on_years(now, now, Facts(), pack, 满意份数_份=90, 有效问卷份数_份=100)
    assert [f.code for f in got] == (["Y01"] if told else [])


def test_a_ceiling_above_what_was_reached_the_year_before(pack: RulePack) -> None:
    now = row("预算调整率", "≤10%", "预算调整率=（预算调整数/预算数）×100%。")
    assert on_years(now, now, Facts(), pack, 预算调整数=5, 预算数=100) == []
    (loose,) = on_years(now, now, Facts(), pack, 预算调整数=4.99, 预算数=100)
    assert (loose.code, loose.subject) == ("Y01", "预算调整率")


def test_a_fall_is_no_level_to_be_kept(pack: RulePack) -> None:
    note = (
        "在职人员经费变动率=[（本年度在职人员经费-上年度在职人员经费）/上年度在职人员经费]×100%。"
    )
    now = row("在职人员经费变动率", "≤5%", note)
    got = on_years(now, now, Facts(), pack, 在职人员经费=80, 上年在职人员经费=100)
    assert got == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("≥95%", "≥90%", False),
        ("≥95%", "≥89.9%", True),
        ("≥90%", "≥95%", False),
        ("-", "≥90%", False),
    ],
)
def test_a_target_looser_than_the_year_before(
    before: str, now: str, told: bool, pack: RulePack
) -> None:
    got = on_years(
        row("预算执行率", now, PRINTED), row("预算执行率", before, PRINTED), Facts(), pack
    )
    assert [f.code for f in got] == (["Y02"] if told else [])
    if told:
        assert got[0].condition == "2020年指标值为≥89.9%，2019年为≥95%，放宽5.10个百分点。"


def test_one_finding_says_both_that_a_target_was_lowered_and_that_more_was_reached(
    pack: RulePack,
) -> None:
    got = on_years(
        row("预算执行率", "≥80%", PRINTED), row("预算执行率", "≥95%", PRINTED), Facts(), pack,
        预算执行数=97, 预算数=100,
    )  # fmt: skip
    assert [f.code for f in got] == ["Y01"]
    assert got[0].condition.endswith("上年指标值为≥95%。")


@pytest.mark.parametrize(
    ("now", "told"), [(130.0, False), (130.01, True), (70.0, False), (69.99, True), (0.0, True)]
)
def test_a_figure_much_changed_is_told_even_without_last_year_s_folder(
    now: float, told: bool, pack: RulePack
) -> None:
    facts = figures(预算数=now, 上年预算数=100.0)
    got = [f for f in found(form(row("甲", "1个")), facts, pack) if f.code == "Y03"]
    assert bool(got) is told
    if now == 130.01:
        assert got[0].money == 30.01
        assert (
            "2019年100.00万元，2020年130.01万元，增加30.01万元（30.01%，界限30%）"
            in got[0].condition
        )


def test_a_change_that_its_own_indicator_reports_is_not_told_twice(pack: RulePack) -> None:
    note = (
        "在职人员经费变动率=[（本年度在职人员经费-上年度在职人员经费）/上年度在职人员经费]×100%。"
    )
    declaration = form(row("在职人员经费变动率", "≤5%", note))
    facts = figures(在职人员经费=150.0, 上年在职人员经费=100.0)
    assert [f.code for f in found(declaration, facts, pack)] == ["R01"]
    untargeted = form(row("在职人员经费变动率", "-", note))
    assert [f.code for f in found(untargeted, facts, pack)] == ["S05", "Y03"]


@pytest.mark.parametrize(
    ("spent", "told"), [(85.0, False), (85.01, True), (55.0, False), (54.99, True)]
)
def test_a_result_much_changed_is_told(spent: float, told: bool, pack: RulePack) -> None:
    now = row("预算执行率", "≥50%", PRINTED)
    got = on_years(
        now, now, figures(预算执行数=100 - spent, 预算数=100), pack, 预算执行数=100 - 70, 预算数=100
    )
    # 15 points either way from 30 %
    assert ("Y04" in [f.code for f in got]) is told


@pytest.mark.parametrize(("own", "told"), [(100.0, False), (100.01, False), (100.02, True)])
def test_last_year_s_figure_is_held_against_last_year_s_files(
    own: float, told: bool, pack: RulePack
) -> None:
    now = row("甲", "1个")
    got = on_years(now, now, figures(上年预算数=100.0), pack, 预算数=own)
    assert [f.code for f in got] == (["Y05"] if told else [])
    if told:
        assert got[0].money == 0.02
        assert [str(s) for s in got[0].evidence] == [
            "实际数.xlsx[数据项!上年预算数]", "2019年度/实际数.xlsx[数据项!预算数]",
        ]  # fmt: skip


# Folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example and, as its year before, the same form and figures a year earlier."""
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    now = tmp_path / "data" / DEPARTMENT / "2020"
    before = now.parent / "2019"
    before.mkdir()
    text = (now / "申报表.txt").read_text("utf-8").replace("(2020年度)", "(2019年度)")
    (before / "申报表.txt").write_text(text, "utf-8")
    book = openpyxl.load_workbook(now / EXAMPLE)
    for sheet in book:
        for line in sheet.iter_rows(max_row=8):
            for cell in line:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2019", "2018").replace("2020", "2019")
    book.save(before / EXAMPLE)
    return now


def test_last_year_s_folder_is_opened_beside_this_one(folder: Path) -> None:
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    restated = {f.subject: f for f in audit.findings if f.code == "Y05"}
    # 8,412.37 here for 2019, 9,253.61 there
    assert restated["累计结转结余资金总额"].money == 841.24
    names = [name for name, _ in audit.files]
    assert f"2019年度/{EXAMPLE}" in names
    assert "2019年度/申报表.txt" in names
    assert len(names) == 5
    assert not [issue for issue in audit.issues if issue.code.startswith("P")]


def test_without_last_year_s_folder_nothing_is_said_of_it(folder: Path) -> None:
    shutil.rmtree(folder.parent / "2019")
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    assert {f.code for f in audit.findings if f.code.startswith("Y")} == {"Y03"}
    assert len(audit.files) == 3


def test_a_broken_folder_of_last_year_is_an_issue_and_no_error(folder: Path) -> None:
    (folder.parent / "2019" / "申报表.txt").write_bytes(b"\x00\x01\x02" * 50)
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    (issue,) = [issue for issue in audit.issues if issue.code == "P02"]
    assert not issue.grave
    assert str(folder.parent) not in str(issue)
    assert len(audit.findings) > 10


def test_an_issue_of_last_year_s_folder_names_the_year_and_no_path(folder: Path) -> None:
    shutil.copy(folder / "申报表.txt", folder.parent / "2019" / "申报表-修订.txt")
    (issue,) = [
        i for i in open_audit(DEPARTMENT, 2020, folder.parent.parent).issues if i.code == "P02"
    ]
    assert "有多份申报表" in str(issue)
    assert str(folder.parent) not in str(issue)


def test_an_error_nobody_foresaw_in_last_year_s_folder_is_an_issue_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import auditkit.audit.opening

    read = auditkit.audit.opening.read_form

    def broken(department: str, year: int, *rest: object) -> object:
        if year == 2019:
            raise ZeroDivisionError
        return read(department, year, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(auditkit.audit.opening, "read_form", broken)
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    assert [issue.code for issue in audit.issues if issue.code[0] == "P"] == ["P02"]


def test_invented_and_real_years_are_not_compared(folder: Path) -> None:
    before = folder.parent / "2019"
    book = openpyxl.load_workbook(before / EXAMPLE)
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("示例数据（虚构）", "")
    book.save(before / "实际数.xlsx")
    (before / EXAMPLE).unlink()
    audit = open_audit(DEPARTMENT, 2020, folder.parent.parent)
    assert [issue.code for issue in audit.issues if issue.code[0] == "P"] == ["P03"]
    assert "Y05" not in {f.code for f in audit.findings}


# Two indicators of one name


def named(target: str, level2: str) -> DeclaredIndicator:
    return row("验收通过情况", target, level2=level2)


def told(now: list[DeclaredIndicator], then: list[DeclaredIndicator], pack: RulePack) -> list[str]:
    past = last_year(form(*then), pack)
    return [f.code for f in found(form(*now), Facts(), pack, past) if f.code.startswith("Y")]


def test_indicators_of_one_name_are_told_apart_by_their_group_and_place(pack: RulePack) -> None:
    strict, lax = named("≥90%", "数量指标"), named("≥60%", "质量指标")
    assert told([lax, strict], [lax, strict], pack) == []
    assert told([lax, strict], [strict, lax], pack) == []
    assert told([strict, named("≥40%", "质量指标")], [strict, lax], pack) == ["Y02"]
    beside = named("≥60%", "数量指标")
    assert told([beside, strict], [beside, strict], pack) == []
    # which of the two has gone, nobody knows
    assert told([beside], [strict, beside], pack) == []


def test_an_indicator_that_changed_its_group_is_known_by_a_name_of_its_own(pack: RulePack) -> None:
    moved = named("≥60%", "时效指标")
    assert told([moved], [named("≥90%", "数量指标")], pack) == ["Y02"]
    assert told([moved], [named("≥60%", "质量指标"), named("≥90%", "数量指标")], pack) == []
