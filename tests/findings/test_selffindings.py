"""Findings on the figures that a self-evaluation prints of itself. 示例数据（虚构）."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import layout_forms as forms
import pytest

from auditkit.findings.finding import Finding
from auditkit.findings.kinds import KINDS
from auditkit.findings.selfevaluation.judged import self_evaluation_findings
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration

Cell = tuple[int, int]
# 780 of 800 is 97.50 %, 9.75 of 10; 84.5 for the indicators of 90; 94.25 together.
HONEST: Mapping[Cell, str] = {
    (5, 5): "780.00", (5, 7): "97.50%", (5, 8): "9.75",
    (6, 5): "700.00", (6, 7): "100%",
    (19, 7): "94.25",
}  # fmt: skip


def form(folder: Path, changed: Mapping[Cell, str] | None = None) -> Declaration:
    """The honest form with these cells printed otherwise; row and column from 0."""
    rows = [list(row) for row in forms.EVALUATION]
    for (row, column), text in {**HONEST, **(changed or {})}.items():
        rows[row][column] = text
    path = forms.write_xlsx(rows, forms.EVALUATION_MERGED, folder / "自评表.xlsx")
    return read_declaration(path)


def found(folder: Path, changed: Mapping[Cell, str]) -> list[Finding]:
    return self_evaluation_findings(form(folder, changed))


def places(finding: Finding) -> list[str]:
    return [source.place.removeprefix("Sheet!") for source in finding.evidence]


def test_an_honest_form_gives_no_finding(tmp_path: Path) -> None:
    declaration = form(tmp_path)
    assert (len(declaration.indicators), len(declaration.budget_lines)) == (7, 4)
    assert self_evaluation_findings(declaration) == []


def test_a_declaration_form_has_nothing_to_recompute() -> None:
    assert self_evaluation_findings(Declaration("示例局（虚构）", 2021, (), (), None, ())) == []


def test_a_score_no_rule_gives_names_rule_and_difference(tmp_path: Path) -> None:
    # 1500 of 2000 is 7.5 of 10; 9 is printed, and the total follows: 94.25 + 1.5.
    (finding,) = found(tmp_path, {(13, 7): "9", (19, 7): "95.75"})
    assert (finding.code, finding.severity, finding.subject) == ("E01", "重要", "补植苗木")
    assert "按“按比例（实际值÷指标值）”应得7.50分，印9分，相差1.50分" in finding.condition
    assert places(finding) == ["H14", "G14", "E14", "F14"]


def test_where_rules_differ_both_are_named(tmp_path: Path) -> None:
    # ≤5 % and 6 % reached: 1 − 1/5 of 10 is 8.00; 5/6 of 10 is 8.33; 9.1 is neither.
    (finding,) = found(tmp_path, {(17, 7): "9.1", (19, 7): "95.35"})
    assert finding.code == "E01"
    assert "按“平台规则”应得8.00分、按“按比例（指标值÷实际值）”应得8.33分" in finding.condition
    assert "印9.1分，相差1.10分" in finding.condition


@pytest.mark.parametrize("score", ["7.5", "8", "7"])
def test_7_5_may_be_printed_as_it_is_rounded_or_cut(tmp_path: Path, score: str) -> None:
    total = f"{94.25 - 7.5 + float(score):.2f}"
    assert found(tmp_path, {(13, 7): score, (19, 7): total}) == []


# 1946 of 2000 is 9.73 of 10. The honest form prints 9.75 for its budget: it rounds to the cent.
@pytest.mark.parametrize(
    ("score", "codes"), [("9.7", []), ("9.73", []), ("9.75", ["E01"]), ("9", []), ("10", ["E07"])]
)
def test_full_marks_are_rounding_only_where_the_form_rounds_so(
    tmp_path: Path, score: str, codes: list[str]
) -> None:
    """9 may be a point taken off by hand, as 19 of 20 and 8 of 10 are; 10 is no mark at all."""
    total = f"{94.25 - 7.5 + float(score):.2f}"
    changed = {(13, 5): "1946株", (13, 7): score, (19, 7): total}
    assert [f.code for f in found(tmp_path, changed)] == codes


def test_a_whole_score_beside_decimals_is_not_rounded_to_whole_points(tmp_path: Path) -> None:
    # ≤5 % and 6 % reached is 5/6 of 10: 8.33, to the cent. 9 for 9.73 is no such rounding.
    changed = {(13, 5): "1946株", (13, 7): "9", (17, 7): "8.33", (19, 7): "96.08"}
    assert [(f.code, f.subject) for f in found(tmp_path, changed)] == [("E01", "补植苗木")]


def test_whole_points_everywhere_are_rounding_to_whole_points(tmp_path: Path) -> None:
    changed = {
        (5, 5): "800.00", (5, 7): "100%", (5, 8): "10", (7, 5): "80.00", (7, 7): "100%",
        (13, 5): "1946株", (13, 7): "10", (19, 7): "97",
    }  # fmt: skip
    assert found(tmp_path, changed) == []


@pytest.mark.parametrize(
    ("rate", "codes"), [("97.5%", []), ("98%", []), ("97.51%", ["E02"]), ("97.49%", ["E02"])]
)
def test_a_rate_is_wrong_only_outside_its_rounding(
    tmp_path: Path, rate: str, codes: list[str]
) -> None:
    """779.995/800.005 to 780.005/799.995 is 97.4988 % to 97.5012 %."""
    assert [f.code for f in found(tmp_path, {(5, 7): rate})] == codes


def test_a_wrong_rate_shows_amounts_interval_and_cells(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {(5, 7): "100%"})
    assert (finding.code, finding.subject) == ("E02", "年度资金总额")
    assert "全年预算数800.00万元，全年执行数780.00万元，执行率应为97.50%" in finding.condition
    assert "在97.4988%至97.5012%之间），印100%。" in finding.condition
    assert places(finding) == ["H6", "E6", "F6"]


def test_a_score_that_follows_a_wrong_rate_is_told_with_the_rate(tmp_path: Path) -> None:
    """One slip, one finding: 9.9 of 10 is what the wrong 99 % comes to; 97.5 % gives 9.75."""
    (wrong,) = found(tmp_path, {(5, 7): "99%", (5, 8): "9.9", (19, 7): "94.40"})
    assert (wrong.code, wrong.subject) == ("E02", "年度资金总额")
    assert wrong.condition.endswith("；印出的得分9.9分由它算出，执行率更正后应得9.75分。")


def test_a_score_that_follows_from_neither_rate_is_a_finding_of_its_own(tmp_path: Path) -> None:
    wrong = found(tmp_path, {(5, 7): "99%", (5, 8): "9.2", (19, 7): "93.70"})
    assert [(f.code, f.subject) for f in wrong] == [
        ("E01", "年度资金总额"),
        ("E02", "年度资金总额"),
    ]
    assert "按“执行率×分值”应得9.75分，印9.2分，相差0.55分" in wrong[0].condition


@pytest.mark.parametrize(
    ("column", "printed", "says"),
    [
        (7, "84.22", "（其中各指标84.50分、预算执行9.75分），与各指标之和相差0.28分"),
        (
            7,
            "94.72",
            "得分合计印94.72分，各项之和为94.25分（其中各指标84.50分、预算执行9.75分），相差0.47分",
        ),
        (
            6,
            "110",
            "分值合计印110.00分，各项之和为100.00分（其中各指标90.00分、预算执行10.00分），相差10.00分",
        ),
    ],
)
def test_a_total_that_does_not_add_up(tmp_path: Path, column: int, printed: str, says: str) -> None:
    (finding,) = found(tmp_path, {(19, column): printed})
    assert finding.code == "E03"
    assert says in finding.condition
    letter, budget = ("H", "I6") if column == 7 else ("G", "G6")
    assert places(finding)[1:] == [budget, *(f"{letter}{row}" for row in range(13, 20))]


def test_indicators_far_above_execution_are_a_red_warning(tmp_path: Path) -> None:
    # 84.5/90 is 93.89 %; 680/800 is 85 %: (93.89 − 85)/93.89 is 9.47 %, above 5 %.
    changed = {
        (5, 5): "680.00", (5, 7): "85%", (5, 8): "8.5", (6, 5): "600.00", (6, 7): "85.71%",
        (19, 7): "93",
    }  # fmt: skip
    (finding,) = found(tmp_path, changed)
    assert (finding.code, finding.severity) == ("E04", "提示")
    assert "指标得分率93.89%（84.5/90）高出预算执行得分率85.00%（8.5/10）" in finding.condition
    assert "高出的部分是前者的9.47%，超过5%" in finding.condition
    assert places(finding)[:2] == ["I6", "G6"]


@pytest.mark.parametrize(
    ("executed", "rate", "score", "total", "money"),
    [
        ("640.00", "80%", "8", "92.5", None),
        ("639.00", "79.88%", "7.99", "92.49", 161.0),
    ],
)
def test_money_unspent_is_a_hint_with_its_amount(
    tmp_path: Path, executed: str, rate: str, score: str, total: str, money: float | None
) -> None:
    """160 of 800 is 20 %, not more; 161 is."""
    part = f"{float(executed) - 80:.2f}"
    changed = {
        (5, 5): executed, (5, 7): rate, (5, 8): score, (6, 5): part, (6, 7): "", (19, 7): total,
    }  # fmt: skip
    hints = [f for f in found(tmp_path, changed) if f.code != "E04"]
    expected = [] if money is None else [("E05", "提示", money)]
    assert [(f.code, f.severity, f.money) for f in hints] == expected


def test_a_score_above_its_weight(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {(12, 7): "16", (19, 7): "95.25"})
    assert (finding.code, finding.subject) == ("E06", "养护面积")
    assert finding.condition == "得分16不在0与分值15之间。"
    above = found(tmp_path, {(5, 8): "12", (19, 7): "96.5"})
    assert [(f.code, f.subject) for f in above] == [("E06", "年度资金总额")]


@pytest.mark.parametrize(
    ("row", "changed", "total", "name"),
    [
        (13, {(13, 7): "10"}, "96.75", "补植苗木"),
        (17, {(17, 7): "10"}, "96.25", "绿地率变动"),
        (15, {(15, 5): "12月5日"}, "94.25", "完成时间"),
        # 100 % of the weight for a rate that ought to stay below 5 %.
        (17, {(17, 5): "100%", (17, 7): "10"}, "96.25", "绿地率变动"),
    ],
    ids=["floor", "ceiling", "late", "rate times weight"],
)
def test_full_points_for_a_target_missed(
    tmp_path: Path, row: int, changed: Mapping[Cell, str], total: str, name: str
) -> None:
    (finding,) = found(tmp_path, {**changed, (19, 7): total})
    assert (finding.code, finding.severity, finding.subject) == ("E07", "重要", name)
    assert places(finding) == [f"{letter}{row + 1}" for letter in "HGEF"]


def test_a_hair_below_the_target_rounds_to_full_points(tmp_path: Path) -> None:
    # 1999.9 of 2000 is 9.9995 of 10; to the cent 10.00.
    assert found(tmp_path, {(13, 5): "1999.9株", (13, 7): "10", (19, 7): "96.75"}) == []


def test_every_code_has_its_five_parts() -> None:
    for code in ("E01", "E02", "E03", "E04", "E05", "E06", "E07"):
        kind = KINDS[code]
        assert kind.title
        assert kind.criteria
        assert kind.effect.endswith("。")
        assert kind.recommendation.endswith("。")
