"""The calculation chain: every figure can be computed again from the document alone."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from json_schemas import schema

from auditkit.audit.opening import open_audit
from auditkit.files.canonical import json_bytes
from auditkit.formula import parse_formula
from auditkit.results.calculation import calculation
from auditkit.results.calculationtree import term, tree

ROOT = Path(__file__).parents[2]
Node = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Node:
    made = calculation(open_audit("郑州市教育局", 2020, ROOT / "data"))
    read: Node = json.loads(json_bytes(made))
    return read


def figure(document: Node, identity: str) -> Node:
    (found,) = [f for f in document["figures"] if f["id"] == identity]
    return found  # type: ignore[no-any-return]


def test_the_document_has_the_shape_that_its_schema_states(document: Node) -> None:
    schema("calculation").validate(document)


def test_another_shape_is_refused_by_the_schema(document: Node) -> None:
    broken = json.loads(json.dumps(document))
    broken["figures"][0]["node"]["children"][0].pop("value")
    assert not schema("calculation").is_valid(broken)


def test_what_a_person_named_as_the_source_stands_beside_the_figure(document: Node) -> None:
    """The example's workbook says of both figures where they come from, in column E."""
    node = figure(document, "指标:预算执行率")["node"]
    stated = [leaf["stated"] for leaf in node["children"][0]["children"]]
    assert stated == ["示例：财决01表 支出决算", "示例：2020年部门预算批复"]


def test_every_indicator_its_points_and_the_totals_have_a_figure(document: Node) -> None:
    kinds = [f["kind"] for f in document["figures"]]
    assert kinds.count("指标") == kinds.count("指标得分") == 48
    assert [f["label"] for f in document["figures"] if f["kind"] == "总分"] == [
        "得分", "已评定满分", "最低得分", "最高得分", "折百分制得分",
    ]  # fmt: skip
    assert [f["label"] for f in document["figures"] if f["kind"] == "等级"] == [
        "等级", "最低等级", "最高等级",
    ]  # fmt: skip
    identities = [f["id"] for f in document["figures"]]
    assert len(set(identities)) == len(identities)


def test_a_task_s_rate_leads_to_the_cells_of_its_amounts(document: Node) -> None:
    node = figure(document, "任务执行率:设备购置专项工作")["node"]
    leaves: list[tuple[float, str]] = []

    def collect(part: Node) -> None:
        if part.get("source"):
            leaves.append((part["value"], part["source"]["place"]))
        for child in part.get("children", ()):
            collect(child)

    collect(node)
    assert leaves == [(21632.64, "任务执行!D4"), (22800.0, "任务执行!C4")]


def test_a_ratio_leads_to_its_two_cells(document: Node) -> None:
    rate = figure(document, "指标:预算执行率")
    assert rate["shown"] == "95.00%"
    assert rate["node"]["formula"] == "预算执行数/预算数×100%"
    assert rate["node"]["figures"] == "186,441.82/196,247.82×100%"
    quotient, hundred = rate["node"]["children"]
    assert (hundred["number"], hundred["value"]) == ("100%", 1.0)
    spent, budget = quotient["children"]
    assert (spent["fact"], spent["year"], spent["value"]) == ("预算执行数", 2020, 186441.82)
    assert (budget["fact"], budget["year"], budget["value"]) == ("预算数", 2020, 196247.82)
    assert spent["source"]["place"] == "数据项!C6"
    assert len(spent["source"]["sha256"]) == 64


def test_what_defines_a_name_stands_below_it_in_its_year(document: Node) -> None:
    change = figure(document, "指标:人均公用经费变动率")["node"]["children"][0]
    top, before = change["children"]
    assert [child["label"] for child in top["children"]] == ["人均公用经费", "上年度人均公用经费"]
    assert before["label"] == "上年度人均公用经费"
    assert [leaf["year"] for leaf in before["children"]] == [2019, 2019]


def test_every_node_comes_to_what_its_children_come_to(document: Node) -> None:
    values = {f["id"]: f["value"] for f in document["figures"]}
    walked = [f for f in document["figures"] if f["kind"] != "等级"]
    for f in walked:
        assert agrees(walk(f["node"], values), f["node"]["value"]), f["id"]
        if f.get("basis", "算式") == "算式":
            assert agrees(f["value"], f["node"]["value"]), f["id"]
        else:
            assert f["reason"], f["id"]
    assert sum(f["value"] is not None for f in walked) > 100


def test_the_grade_is_the_first_step_that_the_points_reach(document: Node) -> None:
    values = {f["id"]: f["value"] for f in document["figures"]}
    for f in document["figures"]:
        if f["kind"] == "等级":
            grades = []
            for child in f["node"]["children"]:
                assert values[child["ref"]] == child["value"]
                steps = f["node"]["steps"]
                grades.append(next(s["grade"] for s in steps if child["value"] >= s["from"]))
            # Two ends that reach different grades leave it open.
            low, *high = grades
            assert f["shown"] == (
                f"暂不评级（可能为{low}至{high[0]}）" if high != [low] * len(high) else low
            )


def test_every_fact_of_a_tree_names_its_cell_or_says_that_it_is_missing(document: Node) -> None:
    leaves = [leaf for f in document["figures"] for leaf in facts(f["node"])]
    assert len(leaves) > 60
    for leaf in leaves:
        assert (leaf["value"] is None) == (leaf["source"] is None)
        assert leaf["source"] is None or (leaf["source"]["place"] and leaf["source"]["sha256"])
    assert any(leaf["value"] is None and leaf["shown"] == "（缺）" for leaf in leaves)


def test_a_missing_fact_leaves_everything_above_it_without_a_value() -> None:
    node = tree(parse_formula("（A+B）/C×100%"), given(A=1.0, B=None, C=4.0), {})
    assert node["value"] is None
    assert node["children"][0]["value"] is None
    assert [child["value"] for child in node["children"][0]["children"]] == [None, 4.0]


def test_a_base_that_is_zero_but_for_binary_noise_is_zero_in_the_tree() -> None:
    # 0.3-0.1-0.2 leaves 2.8e-17 in binary, which is no base to divide by.
    node = tree(parse_formula("A/（A-B-C）"), given(A=0.3, B=0.1, C=0.2), {})
    assert node["value"] is None
    assert node["children"][1]["value"] == 0.0


def test_terms_of_a_sum_are_children_of_one_node() -> None:
    node = tree(parse_formula("A+B+C"), given(A=1.0, B=2.0, C=4.0), {})
    assert (node["value"], [child["value"] for child in node["children"]]) == (7.0, [1, 2, 4])
    assert [child["label"] for child in node["children"]] == ["A", "B", "C"]


def given(**figures: float | None) -> Any:
    return lambda name, shift: term(name, figures[name], "", source=None)


def facts(node: Node) -> list[Node]:
    if "fact" in node:
        return [node]
    return [leaf for child in node.get("children", []) for leaf in facts(child)]


def walk(node: Node, values: dict[str, float | None]) -> float | None:
    """What a node comes to, computed from its leaves by nothing but arithmetic."""
    if "ref" in node:
        assert values[node["ref"]] == node["value"], node["ref"]
        return values[node["ref"]]
    if "operator" not in node:
        return node["value"]  # type: ignore[no-any-return]
    children = [walk(child, values) for child in node["children"]]
    for child, came in zip(node["children"], children, strict=True):
        assert agrees(child["value"], came), child
    if node["operator"] == "评分规则":
        return points(node, *children)
    if any(child is None for child in children):
        return None
    known = [child for child in children if child is not None]
    match node["operator"]:
        case "+":
            return math.fsum(known)
        case "-":
            return known[0] - known[1]
        case "×":
            return known[0] * known[1]
        case "/":
            return known[0] / known[1] if abs(known[1]) > 1e-12 else None
        case "四舍五入":
            # The nearest of the places stated; a half may have gone either way.
            assert abs(node["value"] - known[0]) <= 0.5 * 10 ** -node["places"] + 1e-9
            return node["value"]  # type: ignore[no-any-return]
    raise AssertionError(node["operator"])


def points(
    node: Node, actual: float | None, target: float | None, weight: float | None
) -> float | None:
    """The rule table of the provincial platform and the bands, worked again for a few signs."""
    name, sign = node["rule"]["name"], node["rule"]["sign"]
    if name == "不计分":
        return None
    assert actual is not None
    assert target is not None
    assert weight is not None
    if name == "bands-60":
        part = actual if actual >= 0.8 else 0.6 + (actual - 0.5) / 0.3 * 0.2
        part = part if actual >= 0.5 else actual / 0.5 * 0.6
        return min(math.floor(part * weight * 100 + 0.5) / 100, weight)
    assert name == "platform"
    if sign == "≥":
        part = 1.0 if actual >= target else actual / target
    else:
        assert sign in ("≤", "±")
        value = abs(actual) if sign == "±" else max(actual, 0.0)
        part = 1.0 if value <= target else max(0.0, 1 - (value - target) / target)
    full = part == 1.0
    return weight if full else math.floor(part * weight * 100 + 0.5) / 100


def agrees(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
