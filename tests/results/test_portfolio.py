"""Many departments seen together: ranks, outliers, frequent findings, links, what failed."""

import json
import math
import re
import shutil
from pathlib import Path
from typing import Any

import example_portfolio
import pandas as pd
import pytest

from auditkit import show
from auditkit.errors import AuditError
from auditkit.files.saving import workbook_bytes
from auditkit.results.portfolio import (
    Portfolio,
    frequent_findings,
    open_portfolio,
    outliers,
    portfolio_of,
    read_portfolio,
    repeated_findings,
)
from auditkit.rules.load import load_rulepack

ROOT = Path(__file__).parents[2]
EXAMPLE = example_portfolio.FOLDER


def a_record(department: str, year: int, rate: float | None, score: float, **more: Any) -> Any:
    """A record with one indicator and one finding."""
    reached = rate or 0.0
    indicator = {
        "level1": "管理效率", "level2": "预算管理", "indicator": "预算执行率", "target": "≥95%",
        "target_value": 0.95, "sign": "≥", "actual": rate, "actual_text": "", "unit": "%",
        "status": "数据缺失" if rate is None else "达标" if rate >= 0.95 else "未达标",
        "points": None if rate is None else score, "weight": 100.0,
    }  # fmt: skip
    finding = {
        "code": "R01", "title": "未达到指标值", "severity": "重要", "subject": "预算执行率",
        "condition": "。", "money": more.get("money"), "set_aside": more.get("set_aside", ""),
        "identity": more.get("identity", "R01-0"),
    }  # fmt: skip
    return {
        "schema": "auditkit-record-1", "department": department, "year": year,
        "demo": more.get("demo", False),
        "indicators": [indicator], "findings": [finding],
        "tasks": [{"budget": 10.0}, {"budget": None}],
        "score": {
            "label": "评价得分", "value": score, "normalized": score, "points": score,
            "rests_on": 100.0, "full": 100.0, "low": score, "high": score,
            "grade": "优", "graded": True, "grade_low": "优", "grade_high": "优",
            "met": int(reached >= 0.95), "missed": int(0 < reached < 0.95),
            "undecided": 0, "assessed": int(rate is not None), "declared": 1,
            "met_of_assessed": None, "met_of_all": None, "usual": False,
        }
        | more.get("scored", {}),
        "pack": {"name": "某包", "sha256": "00", "comparable": 0.8} | more.get("pack", {}),
    }  # fmt: skip


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    rates = {"甲": 0.96, "乙": 0.97, "丙": 0.95, "丁": 0.96, "戊": 0.20, "己": None}
    for place, (name, rate) in enumerate(rates.items()):
        folder = tmp_path / "2023" / name
        folder.mkdir(parents=True)
        one = a_record(name, 2023, rate, 90.0 - place, money=5.0 if name == "甲" else None)
        (folder / "结果.json").write_text(json.dumps(one), encoding="utf-8")
        (folder / "审计报告.html").write_text("", encoding="utf-8")
    return tmp_path


def test_departments_are_ranked_within_their_year(reports: Path) -> None:
    portfolio = read_portfolio(reports)
    assert list(portfolio.in_year(2023)["department"]) == ["甲", "乙", "丙", "丁", "戊", "己"]
    assert list(portfolio.runs["rank"]) == [1, 2, 3, 4, 5, 6]
    assert portfolio.runs["page"].iloc[0] == "2023/甲/审计报告.html"
    assert portfolio.runs["budget"].iloc[0] == 10.0
    assert list(portfolio.runs["open"]) == [0, 0, 0, 0, 0, 1]
    table = show.ranking_table(portfolio, 2023)
    assert 'href="../2023/甲/审计报告.html"' in table.html


def test_a_value_far_beyond_the_quartiles_is_an_outlier(reports: Path) -> None:
    # Of 0.20 0.95 0.96 0.96 0.97 the quartiles are 0.95 and 0.96: 0.20 lies 75 widths below.
    found = outliers(read_portfolio(reports))
    assert list(found["department"]) == ["戊"]
    assert found["distance"].iloc[0] == pytest.approx(75.0)
    assert found["median"].iloc[0] == 0.96
    assert found["low"].iloc[0] == pytest.approx(0.935)


def test_of_fewer_than_five_values_none_is_an_outlier(reports: Path) -> None:
    shutil.rmtree(reports / "2023" / "丁")
    assert outliers(read_portfolio(reports)).empty


def test_what_was_set_aside_is_not_counted(reports: Path) -> None:
    one = a_record("乙", 2023, 0.97, 89.0, set_aside="口径不同", money=100.0)
    (reports / "2023" / "乙" / "结果.json").write_text(json.dumps(one), encoding="utf-8")
    portfolio = read_portfolio(reports)
    frequent = frequent_findings(portfolio)
    assert frequent.loc[0, ["code", "count", "departments"]].tolist() == ["R01", 5, 5]
    # Amounts of different kinds, or that overlap, have no total.
    assert "money" not in frequent
    assert "money" not in portfolio.runs
    assert list(portfolio.runs["findings"]) == [1, 0, 1, 1, 1, 1]


def test_a_damaged_record_is_told_and_the_others_go_on(reports: Path) -> None:
    (reports / "2023" / "丙" / "结果.json").write_text("{", encoding="utf-8")
    portfolio = read_portfolio(reports)
    assert len(portfolio.runs) == 5
    assert [(name, year) for name, year, _ in portfolio.failed] == [("丙", 2023)]
    assert "不是有效的 JSON" in portfolio.failed[0][2]
    assert "未能评价：丙" in show.ranking_table(portfolio, 2023).html


def test_what_is_not_there_is_told_in_one_line(tmp_path: Path, reports: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(AuditError, match="没有完成的报告"):
        read_portfolio(tmp_path / "empty")
    with pytest.raises(AuditError, match=r"没有可以汇总的部门年度（没有部门年度）"):
        open_portfolio(tmp_path / "empty", "zhengzhou-2020")
    with pytest.raises(AuditError, match="没有2019年度的评价结果。现有年度：2023"):
        read_portfolio(reports).year_or_last(2019)
    assert read_portfolio(reports).year_or_last(0) == 2023


@pytest.fixture(scope="module")
def example() -> Portfolio:
    return portfolio_of("", str(EXAMPLE), str(example_portfolio.PACK))


def test_the_example_shows_what_was_put_into_it(example: Portfolio) -> None:
    assert len(example.departments) == 12
    assert example.years == [2021, 2022, 2023]
    assert example.demo
    assert not example.failed
    results = example.results.set_index(["department", "year", "indicator"])
    carried = results.loc[("示例市水利局", 2022, "结转结余变动率")]
    # Four times and a tenth of what was carried over the year before.
    assert carried["actual"] == pytest.approx(3.1, abs=1e-4)
    assert results.loc[("示例市文化和旅游局", 2021, "厉行节约支出变动率"), "status"] == "无目标值"
    assert math.isnan(results.loc[("示例市市场监督管理局", 2022, "政府采购执行率"), "actual"])
    apart = outliers(example)
    assert ("示例市水利局", 2022, "结转结余变动率") in set(
        zip(apart["department"], apart["year"], apart["indicator"], strict=True)
    )


def test_the_views_of_the_example_say_its_figures(example: Portfolio) -> None:
    first = example.in_year(2023).iloc[0]
    chart = show.ranking(example, 2023)
    assert f"最高{first['department']}{first['normalized']:.2f}分" in chart.alt
    heat = show.status_heatmap(example, 2023)
    assert len(heat.data) == 12 * 21
    assert len(show.score_trends(example).data) == 12
    spread = {row["indicator"]: row for row in show.distributions(example, 2023).data}
    assert len(spread["预算执行率"]["values"]) == 12
    assert spread["预算执行率"]["target"] == 0.95


def test_the_pictures_explain_their_marks_and_leave_their_figures_room(example: Portfolio) -> None:
    spread = show.distributions(example, 2023)
    assert "短竖线为中位数，◇为指标值" in spread.caption
    ends = re.findall(r'text-anchor:end[^>]* x="([\d.]+)"[^>]*>[-\d.]+%<', spread.svg)
    low, middle, high = sorted({float(x) for x in ends})
    # 100.0% in 9 points is 32 points wide; the scale is the first 0.25 + 0.33 of 504 points.
    assert min(low - 0.58 * 504, middle - low, high - middle) > 36
    heat = show.status_heatmap(example, 2023).svg
    assert "…" not in heat
    assert ">人力资源和社会保障局<" in heat


def test_each_line_of_the_overview_says_its_years(example: Portfolio, reports: Path) -> None:
    rows = show.portfolio_figures(example).data
    assert all("2023年" in row["name"] + row["note"] for row in rows)
    notes = {row["name"]: row["note"] for row in rows}
    assert notes["审计发现"] == "2021至2023年合计"
    assert "2023年任务预算" in notes
    only = {r["name"]: r["note"] for r in show.portfolio_figures(read_portfolio(reports)).data}
    assert only["审计发现"] == "2023年合计"


def test_the_example_is_what_its_script_writes() -> None:
    pack = load_rulepack(example_portfolio.PACK)
    made = example_portfolio.made(pack)
    assert len(made) == 36
    one = made[13]
    path = EXAMPLE / one.department / str(one.year) / "实际数-示例数据（虚构）.xlsx"
    assert workbook_bytes(example_portfolio.book_of(one, pack)) == path.read_bytes()


def test_a_portfolio_without_two_years_has_no_trend(reports: Path) -> None:
    chart = show.score_trends(read_portfolio(reports))
    assert chart.svg == ""
    assert "看不出变化" in chart.alt


def test_ranks_leave_room_for_equals(reports: Path) -> None:
    one = a_record("乙", 2023, 0.97, 90.0)
    (reports / "2023" / "乙" / "结果.json").write_text(json.dumps(one), encoding="utf-8")
    ranks: pd.Series[float] = read_portfolio(reports).runs.set_index("department")["rank"]
    assert (ranks["甲"], ranks["乙"], ranks["丙"]) == (1, 1, 3)


def put(reports: Path, name: str, year: int = 2023, **more: Any) -> None:
    folder = reports / str(year) / name
    folder.mkdir(parents=True, exist_ok=True)
    one = a_record(name, year, 0.97, 99.0, **more)
    (folder / "结果.json").write_text(json.dumps(one), encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"scored": {"rests_on": 79.99}}, "已评定79.99分，不到规则包要求的80分"),
        ({"scored": {"rests_on": 80.0}}, ""),
        ({"scored": {"rests_on": 0.0}}, "没有可评定的指标"),
        ({"scored": {"usual": True, "rests_on": 0.0}}, "没有申报指标值"),
        ({"scored": {"full": 46.0, "rests_on": 46.0}}, "所列指标的分值共46.00分，不是100分"),
        ({"scored": {"claimed": 1}}, "实际值是部门自评的完成值，未经核实"),
        ({"pack": {"name": "另一包"}}, "规则包 另一包与多数部门的 某包 不同"),
        ({"pack": {"sha256": "11"}}, "规则包 某包（同名，内容不同）与多数部门的 某包 不同"),
        ({"pack": {"comparable": 1.0}, "scored": {"rests_on": 99.0}},
         "已评定99.00分，不到规则包要求的100分"),
        ({"demo": True}, "数据是虚构的，不与真实数据比较"),
    ],
)  # fmt: skip
def test_only_what_is_comparable_is_ranked(reports: Path, more: dict[str, Any], why: str) -> None:
    put(reports, "庚", **more)
    portfolio = read_portfolio(reports)
    run = portfolio.runs.set_index("department").loc["庚"]
    assert run["unranked"] == why
    assert math.isnan(run["rank"]) == bool(why)
    # 99 would be the best score.
    assert portfolio.runs["department"].iloc[-1 if why else 0] == "庚"
    table = show.ranking_table(portfolio, 2023)
    assert why in table.html
    figures = {row["name"]: row for row in show.portfolio_figures(portfolio).data}
    # 90, 89, …, 85 without the new one; 612 / 7 with it.
    assert round(figures["2023年平均得分"]["value"], 2) == (87.5 if why else 89.14)
    assert ("庚" in str(show.ranking(portfolio, 2023).data)) != bool(why)


def test_a_year_in_which_most_departments_have_nothing_says_so(reports: Path) -> None:
    put(reports, "庚", 2024)
    portfolio = read_portfolio(reports)
    year = portfolio.year_or_last(0)
    assert year == 2024
    told = "6个部门没有2024年度的结果，不在此表：丁、丙、乙、己、戊、甲。现有年度：2023年、2024年。"
    assert told in show.ranking_table(portfolio, year).html
    notes = {row["name"]: row["note"] for row in show.portfolio_figures(portfolio).data}
    assert "另有6个部门没有2024年度的结果" in notes["部门"]


def test_one_invented_report_does_not_make_all_invented(reports: Path) -> None:
    put(reports, "庚", demo=True)
    portfolio = read_portfolio(reports)
    assert (portfolio.demo, portfolio.all_demo) == (True, False)
    html = show.ranking_table(portfolio, 2023).html
    assert html.count("（示例，虚构）") == 1


def test_a_finding_of_two_years_came_again_and_one_set_aside_did_not(tmp_path: Path) -> None:
    for name, year, more in (
        ("甲", 2022, {}),
        ("甲", 2023, {}),
        ("乙", 2022, {}),
        ("乙", 2023, {"set_aside": "已核对"}),
        ("丙", 2022, {"identity": "R01-1"}),
        ("丙", 2023, {"identity": "R01-2"}),
    ):
        folder = tmp_path / str(year) / name
        folder.mkdir(parents=True)
        one = a_record(name, year, 0.9, 90.0, **more)
        (folder / "结果.json").write_text(json.dumps(one), encoding="utf-8")
    portfolio = read_portfolio(tmp_path)
    again = repeated_findings(portfolio)
    assert again[["department", "identity", "years", "count", "year"]].to_numpy().tolist() == [
        ["甲", "R01-0", "2022、2023", 2, 2023]
    ]
    table = show.repeated_table(portfolio)
    assert table.caption == "屡审屡犯的问题（1项，涉及1个部门）"


def test_departments_without_any_value_have_no_outliers(tmp_path: Path) -> None:
    place = tmp_path / "某局" / "2020"
    place.mkdir(parents=True)
    (place / "申报表.txt").write_text(
        "绩效目标表\n（2020年度）\n部门名称\t某局\n一级指标\t二级指标\t三级指标\t指标值\n"
        "产出指标\t数量指标\t面积\t≥1公顷\n",
        "utf-8",
    )
    portfolio = portfolio_of("", str(tmp_path), "zhengzhou-2020")
    assert outliers(portfolio).empty
    assert "没有离群的指标值" in show.outlier_table(portfolio)._repr_mimebundle_()["text/html"]
