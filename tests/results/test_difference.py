"""What changed between two runs: each move by how much and because of what."""

import copy
import json
from pathlib import Path

import pytest
from json_schemas import schema
from typer.testing import CliRunner

import auditkit.cli.seal  # noqa: F401
from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.cli.app import app
from auditkit.facts.facts import Facts
from auditkit.files.canonical import Json, json_bytes
from auditkit.results.difference import difference
from auditkit.results.move import Move
from auditkit.results.record import FILE, record
from auditkit.show.tables.difference import changes_table

ROOT = Path(__file__).parents[2]
SPENT = "2020年预算执行数"


@pytest.fixture(scope="module")
def audit() -> Audit:
    return open_audit("郑州市教育局", 2020, ROOT / "data")


@pytest.fixture(scope="module")
def results(audit: Audit) -> Json:
    return record(audit)


def with_fact(audit: Audit, name: str, year: int, value: float | None) -> Audit:
    """The audit with one figure replaced, or missing."""
    items = []
    for fact in audit.facts:
        if (fact.name, fact.year, fact.scope) != (name, year, ""):
            items.append(fact)
        elif value is not None:
            items.append(type(fact)(name, year, value, fact.unit, fact.source, fact.decimals))
    facts = Facts(
        tuple(items), audit.facts.issues, audit.facts.demo, audit.facts.tasks,
        audit.facts.not_applicable, audit.facts.files,
    )  # fmt: skip
    return Audit(audit.declaration, facts, audit.pack, audit.accounts)


def moved(before: Json, after: Json, subject: str) -> dict[str, Move]:
    return {m.aspect: m for m in difference(before, after).moves if m.subject == subject}


def test_a_run_does_not_differ_from_itself(results: Json) -> None:
    assert difference(results, results).moves == ()


def test_last_bits_that_no_reader_sees_are_no_difference(results: Json) -> None:
    other = copy.deepcopy(results)
    for row in other["indicators"]:
        row["actual"] = row["actual"] and row["actual"] * (1 + 1e-15)
    assert difference(results, other).moves == ()


def test_a_moved_fact_moves_its_indicator_and_is_named_as_the_reason(
    audit: Audit, results: Json
) -> None:
    after = record(with_fact(audit, "预算执行数", 2020, 176623.038))
    fact = moved(results, after, SPENT)["数值"]
    # 186,441.82 − 176,623.038 = 9,818.782
    assert (fact.before, fact.after, fact.by) == (
        "186,441.82万元", "176,623.038万元", "−9,818.782万元",
    )  # fmt: skip
    assert fact.because == ("实际数-示例数据（虚构）.xlsx[数据项!C6]",)
    rate = moved(results, after, "预算执行率")
    # 176,623.038 / 196,247.82 is 90 % to the last digit, 5.00 points less than 95.0033 %.
    assert (rate["实际值"].before, rate["实际值"].after) == ("95.00%", "90.00%")
    assert rate["实际值"].by == "−5.00个百分点"
    assert (rate["结果"].before, rate["结果"].after) == ("达标", "未达标")
    # 0.9 / 0.95 of half a point is 0.4737, to the cent 0.47.
    assert (rate["得分"].before, rate["得分"].after, rate["得分"].by) == (
        "0.50分", "0.47分", "−0.03分",
    )  # fmt: skip
    for move in rate.values():
        assert all(SPENT in why and "数据项!C6" in why for why in move.because)
        assert move.because
    total = moved(results, after, "总分")
    assert total["得分"].by == "−0.03分"
    assert total["得分"].because == ("预算执行率 得分 0.50分 → 0.47分",)
    found = moved(results, after, "R01 预算执行率")
    assert found["新增"].before == "（无）"
    assert SPENT in found["新增"].because[0]
    assert {m.subject for m in difference(results, after).of("指标")} == {"预算执行率"}


def test_a_fact_that_went_missing_is_missing_and_not_zero(audit: Audit, results: Json) -> None:
    after = record(with_fact(audit, "预算执行数", 2020, None))
    fact = moved(results, after, SPENT)["数值"]
    assert (fact.after, fact.change) == ("（无）", None)
    rate = moved(results, after, "预算执行率")
    assert rate["结果"].after == "数据缺失"
    assert rate["实际值"].after == "（数据缺失）"
    assert rate["得分"].change is None


def test_a_moved_target_is_the_reason_where_no_fact_moved(results: Json) -> None:
    after = copy.deepcopy(results)
    (row,) = [i for i in after["indicators"] if i["indicator"] == "预算执行率"]
    row.update(target="≥96%", target_value=0.96, status="未达标", points=0.49)
    after["form"]["sha256"] = "0" * 64
    rate = moved(results, after, "预算执行率")
    assert rate["指标值"].by == "+1.00个百分点"
    assert rate["指标值"].because == ("申报表.txt",)
    assert rate["结果"].because == rate["得分"].because == ("指标值 ≥95% → ≥96%",)
    assert "实际值" not in rate


def test_the_pack_the_program_or_an_input_is_the_reason_where_nothing_else_is(
    results: Json,
) -> None:
    def reasons(**changed: object) -> tuple[str, ...]:
        after = copy.deepcopy(results) | changed
        after["indicators"][0]["status"] = "未达标"
        return moved(results, after, after["indicators"][0]["indicator"])["结果"].because

    pack = results["pack"] | {"sha256": "0" * 64}
    inputs = [given | {"sha256": "0" * 64} for given in results["inputs"][:1]]
    assert reasons(pack=pack) == ("规则包变动",)
    assert reasons(code="0" * 64) == ("程序变动",)
    assert reasons(inputs=inputs + results["inputs"][1:]) == (inputs[0]["name"],)
    assert reasons() == ("所用的库变动",)


def test_another_pack_or_program_is_a_reason_beside_the_fact_that_moved(
    audit: Audit, results: Json
) -> None:
    after = record(with_fact(audit, "预算执行数", 2020, 176623.038)) | {"code": "0" * 64}
    rate = moved(results, after, "预算执行率")
    for move in (rate["结果"], rate["得分"], moved(results, after, "总分")["得分"]):
        assert len(move.because) == 2
        assert move.because[1] == "程序变动"
    lower = copy.deepcopy(results) | {"code": "0" * 64}
    lower["score"] |= {"low": 50.0, "grade": "差"}
    assert moved(results, lower, "等级")["等级"].because[1:] == ("程序变动",)


def test_a_fact_that_the_form_no_longer_asks_for_went_because_of_the_form(
    audit: Audit, results: Json
) -> None:
    after = record(with_fact(audit, "预算执行数", 2020, None))
    form = next(i for i in after["inputs"] if i["name"] == "申报表.txt")
    after["form"]["sha256"] = form["sha256"] = "0" * 64
    assert moved(results, after, SPENT)["数值"].because == ("申报表.txt",)


def test_points_that_rounding_hides_are_told_apart_with_their_unit(results: Json) -> None:
    after = copy.deepcopy(results)
    results, (row,) = copy.deepcopy(results), after["indicators"][:1]
    # 20/21 is 0.95238…: the third place tells it from 0.95.
    results["indicators"][0]["points"], row["points"] = 0.95, 20 / 21
    move = moved(results, after, row["indicator"])["得分"]
    assert (move.before, move.after) == ("0.950分", "0.952分")


def test_indicators_and_inputs_that_came_or_went_are_named(results: Json) -> None:
    after = copy.deepcopy(results)
    gone = after["indicators"].pop(0)["indicator"]
    after["inputs"].append({"name": "决算.pdf", "sha256": "a" * 64})
    assert moved(results, after, gone)["列入"].after == "（无）"
    assert moved(results, after, "决算.pdf")["sha256"].before == "（无）"
    assert moved(after, results, gone)["列入"].after == "有"


def test_two_years_are_matched_by_name_and_by_the_place_of_the_year(results: Json) -> None:
    before = copy.deepcopy(results)
    before["year"] -= 1
    for fact in before["facts"]:
        fact["year"] -= 1
    for row in before["indicators"]:
        row["year"] -= 1
        for fact in row["facts"]:
            fact["year"] -= 1
    assert difference(before, results).moves == ()
    (spent,) = [f for f in before["facts"] if f["name"] == "预算执行数" and f["year"] == 2019]
    spent["value"] = 180000.0
    assert list(moved(before, results, "预算执行数（本年度）")) == ["数值"]


def test_the_json_has_the_shape_that_its_schema_states(audit: Audit, results: Json) -> None:
    after = record(with_fact(audit, "预算执行数", 2020, 176623.038))
    document = json.loads(json_bytes(difference(results, after).as_json()))
    schema("difference").validate(document)
    assert document["moves"]
    document["moves"][0].pop("because")
    assert not schema("difference").is_valid(document)


def test_the_command_shows_tables_or_json(audit: Audit, results: Json, tmp_path: Path) -> None:
    for name, content in (
        ("a", results),
        ("b", record(with_fact(audit, "预算执行数", 2020, 176623.038))),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / FILE).write_bytes(json_bytes(content))
    a, b = str(tmp_path / "a"), str(tmp_path / "b" / FILE)
    shown = CliRunner().invoke(app, ["diff", a, b], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for text in ("指标 3 处变化", "预算执行率", "−5.00个百分点", "总分"):
        assert text in shown.output
    assert "没有变化" in CliRunner().invoke(app, ["diff", a, a]).output
    read = json.loads(CliRunner().invoke(app, ["diff", a, b, "--json"]).output)
    assert read["schema"] == "auditkit-difference-1"
    failed = CliRunner().invoke(app, ["diff", a, str(tmp_path / "none")])
    assert "请指定一次运行的报告文件夹" in str(failed.exception)


def test_the_report_says_in_a_line_that_there_is_no_year_before(audit: Audit) -> None:
    table = changes_table(None, audit)
    assert table.html.count("<p") == 1
    assert "没有2019年度的资料，不作比较。" in table.html
    assert table.data == []


def test_the_section_of_the_report_names_move_and_reason(audit: Audit) -> None:
    table = changes_table(with_fact(audit, "预算执行数", 2020, 176623.038), audit)
    (row,) = [r for r in table.data if r["subject"] == "预算执行率" and r["aspect"] == "实际值"]
    assert (row["before"], row["after"], row["by"]) == ("90.00%", "95.00%", "+5.00个百分点")
    assert "数据项!C6" in row["because"]
    assert 'href="#指标-预算执行率"' in table.html
