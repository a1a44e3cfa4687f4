"""Many department-years at once come to what each comes to alone."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from auditkit import open_audit
from auditkit.assessment.assessed import assessed
from auditkit.assessment.computation import STATUSES
from auditkit.assessment.panel import Panel, assess_panel
from auditkit.assessment.scoring import score
from auditkit.audit.audit import Audit
from auditkit.errors import AuditError
from auditkit.facts.facts import SCOPE_MARK, Fact, Facts
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.form.formless import declaration_of
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

RATES = pd.DataFrame(
    {
        "department": ["甲", "甲", "乙", "丙"],
        "year": [2021, 2020, 2021, 2021],
        "预算执行数": [95.0, 90.0, math.nan, 50.0],
        "预算数": [100.0, 100.0, 100.0, 0.0],
        "公用经费": [11.0, 10.0, 5.0, 5.0],
    }
)


USUAL = {"预算执行率": "≥95%", "公用经费变动率": "≤5%"}


def status(panel: Panel, indicator: str) -> list[str]:
    return list(panel.of(indicator)["status"])


def test_a_rate_its_missing_figure_and_its_zero_base() -> None:
    panel = assess_panel(RATES, load_rulepack("common"), USUAL)
    rows = panel.of("预算执行率")
    assert rows["actual"].tolist()[:2] == [0.95, 0.9]
    assert rows["actual"].isna().tolist() == [False, False, True, True]
    assert status(panel, "预算执行率") == ["达标", "未达标", "数据缺失", "不可比"]


def test_the_year_before_is_found_by_year_and_not_by_row() -> None:
    panel = assess_panel(RATES, load_rulepack("common"), USUAL)
    rows = panel.of("公用经费变动率")
    # 甲 2021: (11-10)/10; nobody else has a year before.
    assert rows["actual"].iloc[0] == pytest.approx(0.1, abs=1e-12)
    assert status(panel, "公用经费变动率") == ["未达标", "数据缺失", "数据缺失", "数据缺失"]


def test_points_and_grade_rest_on_what_could_be_assessed() -> None:
    panel = assess_panel(RATES, load_rulepack("common"), USUAL)
    first = panel.score.iloc[1]
    # 甲 2020: only 预算执行率 can be assessed: 90 % of 95 %, 0.9473684 of its weight.
    weight = dict(zip([i.name for i in panel.indicators], panel.weight, strict=True))[
        "年初预算完成率"
    ]
    earned = round(weight * 0.9 / 0.95, 2)
    assert first["points"] == pytest.approx(earned, abs=0.0051)
    assert first["rests_on"] == pytest.approx(weight, abs=0.0051)
    assert first["high"] == pytest.approx(100 - weight + earned, abs=0.0051)
    # Between 3 and 99 points all is open yet.
    assert first["grade"] == "暂不评级（可能为差至优）"
    assert panel.score["grade"].iloc[3] == "无法评定"


def test_a_target_for_each_row_and_none_where_it_is_missing() -> None:
    panel = assess_panel(RATES, load_rulepack("common"), {"预算执行率": [0.96, 0.9, 0.9, math.nan]})
    assert status(panel, "预算执行率") == ["未达标", "达标", "数据缺失", "无目标值"]
    assert status(panel, "公用经费变动率") == ["无目标值"] * 4


def test_faulty_input_is_refused_with_what_was_found() -> None:
    pack = load_rulepack("common")
    with pytest.raises(AuditError, match="甲2021年度在数据里有两行"):
        assess_panel(pd.concat([RATES, RATES.iloc[:1]], ignore_index=True), pack)
    with pytest.raises(AuditError, match="“预算执行律”不在规则包 common 里，是否为“预算执行率”"):
        assess_panel(RATES, pack, {"预算执行律": "≥95%"})
    with pytest.raises(AuditError, match="指标值有2个，数据有4行"):
        assess_panel(RATES, pack, {"预算执行率": [0.9, 0.9]})
    with pytest.raises(AuditError, match="没有指标“预算执行律”，是否为“预算执行率”"):
        assess_panel(RATES, pack).of("预算执行律")


def test_where_nobody_declared_a_target_there_is_no_verdict_and_no_grade() -> None:
    panel = assess_panel(RATES, load_rulepack("common"))
    assert status(panel, "预算执行率") == ["无目标值", "无目标值", "数据缺失", "不可比"]
    assert panel.of("预算执行率")["actual"].tolist()[:2] == [0.95, 0.9]
    assert set(panel.score["grade"]) == {"不评级（没有申报指标值）"}
    assert panel.of("预算执行率")["points"].isna().all()


def test_what_rounding_leaves_open_is_undecided_and_widens_the_interval() -> None:
    # 94.99 of 100.00: the printed places allow 94.985/100.005 to 94.995/99.995, below 95 %.
    figures = RATES.assign(预算执行数=[94.99, 94.996, 95.0, 94.999], 预算数=[100.0] * 4)
    steps = pd.DataFrame({"预算执行数": [0.005] * 4, "预算数": [0.005] * 4})
    pack = load_rulepack("common")
    panel = assess_panel(figures, pack, USUAL, steps)
    # Exactly at the target is taken as printed; without steps every figure is exact.
    assert status(panel, "预算执行率") == ["未达标", "不能断定", "达标", "不能断定"]
    assert status(assess_panel(figures, pack, USUAL), "预算执行率")[1] == "未达标"
    weight = panel.weight[[r.name for r in panel.indicators].index("年初预算完成率")]
    open_ = panel.score.iloc[3]
    assert open_["high"] - open_["points"] == pytest.approx(100 - open_["rests_on"], abs=0.02)
    assert weight > open_["points"] - 0.01


def test_what_a_panel_cannot_judge_is_refused_by_name() -> None:
    pack = load_rulepack()
    veto = pack.with_(scoring=pack.scoring.model_copy(update={"veto": ("坐支", "挪用")}))
    judged = "银行账户管理规范性"
    figures = pd.DataFrame({
        "department": ["甲"], "year": [2020],
        f"{judged}：已达成标准数": [2.0], f"{judged}：评价标准数": [3.0],
    })  # fmt: skip
    assert status(assess_panel(figures, pack, {judged: "规范"}), judged) == ["未达标"]
    with pytest.raises(AuditError, match=r"“银行账户管理规范性”.*一票否决.*请改用单个部门的评价"):
        assess_panel(figures, veto, {judged: "规范"})
    with pytest.raises(AuditError, match="是日期；面板只比较数值"):
        assess_panel(figures, pack, {"预算执行率": "11月底前"})


PORTFOLIO = Path(__file__).parents[2] / "data" / "示例组合（虚构）"
OPENED = sorted(at.parent.name for at in PORTFOLIO.glob("*/2023"))


@pytest.mark.parametrize("department", OPENED)
def test_a_panel_agrees_with_the_audit_of_each_department(department: str) -> None:
    audits = [
        open_audit(department, int(at.name), PORTFOLIO)
        for at in sorted(PORTFOLIO.glob(f"{department}/2*"))
    ]
    for audit in audits:
        figures, steps = _frame_of(audit)
        targets = {
            row.name: row.indicator.target.text
            for row in audit.assessed
            if row.rule.name in audit.pack.rules and row.unit != "日期"
        }
        panel = assess_panel(figures, audit.pack, targets, steps)
        seen = 0
        for row in audit.assessed:
            if row.name not in targets or row.status == "不适用":
                continue
            got = panel.of(row.name)
            got = got[got["year"] == audit.year].iloc[0]
            assert got["status"] == row.status, row.name
            assert got["actual"] == pytest.approx(row.value, rel=1e-12, nan_ok=True), row.name
            seen += 1
        assert seen > 10


def _frame_of(audit: Audit) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The audit's figures as a panel takes them, and half a unit of their last places."""
    rows: dict[int, dict[str, float]] = {audit.year: {}, audit.year - 1: {}}
    half: dict[int, dict[str, float]] = {audit.year: {}, audit.year - 1: {}}
    for fact in audit.facts:
        name = f"{fact.scope}{SCOPE_MARK}{fact.name}" if fact.scope else fact.name
        rows[fact.year].setdefault(name, fact.value)
        half[fact.year].setdefault(name, fact.half_step)
    figures = pd.DataFrame(
        [{"department": audit.department, "year": year, **named} for year, named in rows.items()]
    )
    return figures, pd.DataFrame(list(half.values()))


def test_no_rows_give_no_results() -> None:
    panel = assess_panel(RATES.iloc[:0], load_rulepack("common"))
    assert panel.actual.shape == (8, 0)
    assert len(panel.score) == 0


def _random_frame(pack: RulePack, departments: int, rng: np.random.Generator) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "department": np.repeat([f"部门{i}" for i in range(departments)], 2),
            "year": np.tile([2020, 2019], departments),
        }
    )
    n = len(frame)
    for rule in pack.rules.values():
        for name, _ in pack.formula(rule).expanded(pack.defined).facts:
            column = name if rule.gathered == "数据项" else f"{rule.name}{SCOPE_MARK}{name}"
            # Few values, so that equal figures, zeros, negatives and gaps all meet.
            frame[column] = rng.choice([0.0, -3.0, 1.0, 2.0, 7.5, 8.0, 9.5, 10.0, math.nan], n)
        if rule.gathered == "问卷调查":
            # Whole answers, among few or many people, or nobody knows how many.
            for name, most in (("满意份数", 9), ("有效问卷份数", 12)):
                frame[f"{rule.name}：{name}"] = rng.integers(0, most, n).astype(float)
            frame[f"{rule.name}：总体数"] = rng.choice([5.0, 11.0, 400.0, math.nan], n)
    return frame


def _random_steps(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """No places, or halves of 0, 1 and 2 places; whole counts of answers are exact."""
    counts = ("份数", "总体数", "标准数")
    return pd.DataFrame({
        column: np.zeros(len(frame)) if column.endswith(counts)
        else rng.choice([0.0, 0.5, 0.05, 0.005], len(frame))
        for column in frame.columns if column not in ("department", "year")
    })  # fmt: skip


_PLACES = {0.0: None, 0.5: 0, 0.05: 1, 0.005: 2}


def _alone(frame: pd.DataFrame, steps: pd.DataFrame, department: str) -> Facts:
    def facts() -> Iterator[Fact]:
        for at in frame.index[frame["department"] == department]:
            figures = frame.loc[at].to_dict()
            for column, half in steps.loc[at].to_dict().items():
                value, places = float(figures[column]), _PLACES[half]
                scope, _, name = column.rpartition(SCOPE_MARK)
                if not math.isnan(value):
                    yield Fact(name, int(figures["year"]), value, "", Source("", ""), places, scope)

    return Facts(tuple(facts()))


def _targets(pack: RulePack) -> dict[str, str]:
    """A target of every kind over the pack's indicators; every seventh has none."""
    given: dict[str, str] = {}
    for place, rule in enumerate(pack.rules.values()):
        sign = (rule.direction, "=", ">", "<", "±")[place % 5]
        number = "8" if rule.gathered == "直接填报" else "80%"
        given[rule.name] = "完善" if rule.gathered == "定性评价" else f"{sign}{number}"
        if place % 7 == 6:
            given[rule.name] = ""
    return given


def _declared(pack: RulePack, targets: dict[str, str], department: str, year: int) -> Declaration:
    usual = declaration_of(pack, department, year)
    indicators = (replace(i, target=parse_target(targets[i.name])) for i in usual.indicators)
    return replace(usual, kind="申报表", indicators=tuple(indicators))


@pytest.mark.parametrize("name", ["zhengzhou-2020", "common", "hunan-department"])
@pytest.mark.parametrize("convention", ["not-comparable", "as-100%"])
def test_every_formula_comes_to_what_it_comes_to_alone(name: str, convention: str) -> None:
    pack = load_rulepack(name).model_copy(update={"zero_base": convention})
    frame = _random_frame(pack, 12, np.random.default_rng(20))
    targets = _targets(pack)
    steps = _random_steps(frame, np.random.default_rng(21))
    panel = assess_panel(frame, pack, targets, steps)
    seen: set[str] = set()
    for row, (department, year) in enumerate(zip(frame["department"], frame["year"], strict=True)):
        declared = _declared(pack, targets, department, year)
        rows, whole = score(assessed(declared, _alone(frame, steps, department), pack), pack)
        statuses = [one.status for one in rows]
        assert [STATUSES[code] for code in panel.status[:, row]] == statuses
        np.testing.assert_allclose(panel.actual[:, row], [one.value for one in rows], rtol=1e-12)
        np.testing.assert_allclose(panel.points[:, row], [one.points for one in rows], atol=1e-5)
        found = panel.score.iloc[row]
        assert found["grade"] == whole.grade
        for part in ("points", "rests_on", "low", "high", "normalized"):
            assert found[part] == pytest.approx(getattr(whole, part), abs=1e-9, nan_ok=True)
        seen.update(statuses)
    assert seen >= {"达标", "未达标", "不能断定", "无目标值", "数据缺失", "不可比"}
    assert ("待评定" in seen) == (name == "zhengzhou-2020")


def test_a_score_on_half_a_cent_is_rounded_as_the_single_audit_rounds_it() -> None:
    pack = load_rulepack("common")
    weighed = tuple(
        pack.rules[name].model_copy(update={"weight": weight})
        for name, weight in (("年初预算完成率", 16.0), ("政府采购执行率", 84.0))
    )
    group = pack.indicators["管理效率"]["预算管理"].model_copy(update={"indicators": weighed})
    pack = pack.model_copy(update={"indicators": {"管理效率": {"预算管理": group}}})
    pack.__dict__.pop("rules", None)
    figures = {"department": ["甲"], "year": [2021], "预算执行数": [0.91625], "预算数": [1.0]}
    panel = assess_panel(pd.DataFrame(figures), pack, {"预算执行率": "≥100%"})
    # 14.66 of 16 points are 91.625 %: rounded up, as a person does, and not to the even 91.62.
    assert panel.score["points"].tolist() == [14.66]
    assert panel.score["normalized"].tolist() == [91.63]
