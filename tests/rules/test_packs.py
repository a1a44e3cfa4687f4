"""Packs that extend others, indicators with a scoring rule of their own, and usual targets."""

import hashlib
import itertools
import math
from pathlib import Path
from typing import Any

import pandas as pd
import published
import pytest
from assessed_rows import assessed_row
from hypothesis import given
from hypothesis import strategies as st
from together import each

from auditkit.assessment.assessed import Assessed, assessed
from auditkit.assessment.computation import STATUSES
from auditkit.assessment.panel import assess_panel
from auditkit.assessment.scored import assess
from auditkit.assessment.scoring import score
from auditkit.assessment.table import frame_of
from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.errors import RulePackError
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.form.formless import declaration_of
from auditkit.rules.load import FOLDER, load_rulepack, pack_names
from auditkit.rules.ownrules import Bands, Steps
from auditkit.rules.rulepack import RulePack

DATA = Path(__file__).parents[2] / "data"

# Line numbers below are counted in these texts; the first line is line 1.
BASE = """\
name: base
title: 底本
place: 某省
years: [2020, 2021]
references:
  JI: 底本的文件
grades:
  - {name: 合格, from: 60}
  - {name: 不合格, from: 0}
review:
  large_task: 0.1
  far_off: 0.5
facts:
  - name: 预算执行数
    unit: 万元
  - name: 预算数
    unit: 万元
definitions:
  执行比: 预算执行数/预算数
indicators:
  管理效率:
    预算管理:
      gathered: 定性评价
      reference: JI 预算管理
      indicators:
        - name: 预算执行率
          formula: （预算执行数/预算数）×100%
          reference: JI 预算执行率
        - name: 预算完成比
          formula: 执行比
          reference: JI 预算完成比
  运行成本:
    成本控制:
      reference: JI 成本控制
      indicators:
        - name: 结余率
          formula: （预算数-预算执行数）/预算数×100%
          reference: JI 结余率
"""
HEAD = """\
extends: base.yaml
name: own
title: 扩展
place: 某市
years: [2021, 2021]
"""


def written(folder: Path, own: str, base: str = BASE) -> Path:
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    path = folder / "own.yaml"
    path.write_text(own, encoding="utf-8")
    return path


def tree(pack: RulePack) -> dict[str, dict[str, list[str]]]:
    return {
        level1: {level2: [rule.name for rule in group.indicators] for level2, group in l2.items()}
        for level1, l2 in pack.indicators.items()
    }


# Extending


def test_everything_is_taken_over_but_what_makes_a_pack_that_pack(tmp_path: Path) -> None:
    pack, base = load_rulepack(written(tmp_path, HEAD)), load_rulepack(tmp_path / "base.yaml")
    kept = ("facts", "definitions", "references", "grades", "survey", "review", "scoring")
    for name in (*kept, "indicators"):
        assert getattr(pack, name) == getattr(base, name), name
    assert (pack.name, pack.title, pack.place, pack.years) == ("own", "扩展", "某市", (2021, 2021))
    assert pack.file == "own.yaml"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "own"),
        ("title", "底本（据 base 修改）"),
        ("place", "某省"),
        ("years", (2020, 2021)),
    ],
)
def test_what_makes_a_pack_that_pack_need_not_be_stated(
    tmp_path: Path, key: str, value: object
) -> None:
    own = "".join(line for line in HEAD.splitlines(True) if not line.startswith(f"{key}:"))
    assert getattr(load_rulepack(written(tmp_path, own)), key) == value


def test_a_pack_needs_to_say_only_what_differs(tmp_path: Path) -> None:
    pack = load_rulepack(written(tmp_path, "extends: base.yaml\nwithout: [结余率]\n"))
    assert (pack.name, pack.title) == ("own", "底本（据 base 修改）")
    assert (pack.place, pack.years) == ("某省", (2020, 2021))
    assert list(pack.rules) == ["预算执行率", "预算完成比"]


def test_what_no_pack_of_the_chain_states_is_missing(tmp_path: Path) -> None:
    base = BASE.replace("title: 底本\nplace: 某省\n", "")
    with pytest.raises(RulePackError, match=r"^own\.yaml第1行：缺少“title”、“place”。$"):
        load_rulepack(written(tmp_path, "extends: base.yaml\n", base))


def test_a_dropped_rule_leaves_the_indicator_to_the_form(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("extends: zhengzhou-2020\nwithout: [预算执行率, 群众满意度]\n", "utf-8")
    assert not {"预算执行率", "群众满意度"} & set(load_rulepack(path).rules)
    pack = open_audit("郑州市教育局", 2020, DATA, path).pack
    printed = pack.rule_for("预算执行率", "预算管理")
    assert printed.formula == "（预算执行数/预算数）×100%"
    assert printed.reference.startswith("申报表自印算式")
    assert pack.rule_for("群众满意度", "服务对象满意").gathered == "问卷调查"


# The published form


@pytest.mark.parametrize("name", pack_names())
def test_the_published_form_is_scored_with_every_pack(name: str) -> None:
    audit = open_audit("郑州市教育局", 2020, DATA, name)
    assert 0 <= audit.score.low <= audit.score.high <= 100
    scored = audit.frame["status"].isin(["达标", "未达标"])
    assert audit.frame["points"].notna()[scored].all()
    assert len(audit.frame) == 48


def test_what_has_the_same_name_is_replaced_where_it_stood(tmp_path: Path) -> None:
    own = (
        HEAD
        + """\
references: {JI: 新的文件, XIN: 另一文件}
review: {far_off: 0.2}
facts:
  - {name: 预算执行数, unit: 元}
  - {name: 决算数, unit: 万元}
definitions: {执行比: 决算数/预算数}
indicators:
  管理效率:
    预算管理:
      reference: XIN 预算管理
      indicators:
        - {name: 决算比, formula: 决算数/预算数, reference: XIN 决算比}
        - {name: 预算执行率, formula: （决算数/预算数）×100%, reference: XIN 预算执行率}
"""
    )
    pack = load_rulepack(written(tmp_path, own))
    assert pack.references == {"JI": "新的文件", "XIN": "另一文件"}
    assert (pack.review.large_task, pack.review.far_off) == (0.1, 0.2)
    assert [(f.name, f.unit) for f in pack.facts] == [
        ("预算执行数", "元"), ("预算数", "万元"), ("决算数", "万元"),
    ]  # fmt: skip
    assert tree(pack) == {
        "管理效率": {"预算管理": ["预算执行率", "预算完成比", "决算比"]},
        "运行成本": {"成本控制": ["结余率"]},
    }
    assert pack.rules["预算执行率"].reference == "XIN 预算执行率"
    group = pack.indicators["管理效率"]["预算管理"]
    assert (group.gathered, group.reference) == ("定性评价", "XIN 预算管理")
    expanded = pack.formula(pack.rules["预算完成比"]).expanded(pack.defined)
    assert set(expanded.facts) == {("决算数", 0), ("预算数", 0)}


def test_an_indicator_may_move_to_another_group(tmp_path: Path) -> None:
    own = (
        HEAD
        + """\
indicators:
  产出:
    成本:
      reference: JI 成本
      indicators:
        - {name: 结余率, formula: 预算数-预算执行数, reference: JI 结余率}
"""
    )
    pack = load_rulepack(written(tmp_path, own))
    assert tree(pack) == {
        "管理效率": {"预算管理": ["预算执行率", "预算完成比"]},
        "产出": {"成本": ["结余率"]},
    }


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ("[预算完成比]", ["预算执行率", "结余率"]),
        ("[结余率]", ["预算执行率", "预算完成比"]),
        ("[成本控制]", ["预算执行率", "预算完成比"]),
        ("[管理效率]", ["结余率"]),
        ("[预算执行率, 预算完成比, 运行成本]", []),
    ],
)
def test_what_is_not_wanted_is_dropped(tmp_path: Path, without: str, left: list[str]) -> None:
    pack = load_rulepack(written(tmp_path, f"{HEAD}without: {without}\n"))
    assert list(pack.rules) == left
    assert all(group for groups in tree(pack).values() for group in groups.values())
    assert all(tree(pack).values())


def test_a_pack_of_one_s_own_may_extend_one_that_comes_with_auditkit(tmp_path: Path) -> None:
    # Another place and year: the form of Zhengzhou only serves as a model there.
    model = "references: {ZZ2020: {clause: 郑州市申报表, basis: 参照}}\n"
    own = HEAD.replace("base.yaml", "zhengzhou-2020") + model + "without: [预算调整率]\n"
    path = tmp_path / "my.yaml"
    path.write_text(own, encoding="utf-8")
    pack, base = load_rulepack(path), load_rulepack("zhengzhou-2020")
    assert set(base.rules) - set(pack.rules) == {"预算调整率"}
    assert pack.facts == base.facts


def test_a_pack_may_extend_one_that_extends_another(tmp_path: Path) -> None:
    written(tmp_path, HEAD + "without: [结余率]\n")
    last = tmp_path / "last.yml"
    last.write_text(HEAD.replace("base.yaml", "own.yaml").replace("own\n", "last\n"), "utf-8")
    pack = load_rulepack(last)
    assert list(pack.rules) == ["预算执行率", "预算完成比"]


def test_the_sha256_covers_the_whole_chain_as_sha256sum_does(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)
    lines = ""
    for name in ("base.yaml", "own.yaml"):
        lines += f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
    assert load_rulepack(path).sha256 == hashlib.sha256(lines.encode()).hexdigest()
    alone = load_rulepack(tmp_path / "base.yaml")
    assert alone.sha256 == hashlib.sha256(BASE.encode()).hexdigest()


def test_a_change_of_what_is_extended_is_read_again(tmp_path: Path) -> None:
    first = load_rulepack(written(tmp_path, HEAD))
    second = load_rulepack(
        written(tmp_path, HEAD, BASE.replace("合格, from: 60", "及格, from: 60"))
    )
    assert (first.grades[0].name, second.grades[0].name) == ("合格", "及格")
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(
    ("own", "base", "message"),
    [
        pytest.param(
            HEAD,
            BASE.replace("（预算执行数/预算数）×100%", "（预算执行额/预算数）×100%"),
            "base.yaml第27行：指标“预算执行率”：",
            id="formula of the base",
        ),
        pytest.param(
            HEAD,
            BASE.replace("place: 某省", "plaice: 某省"),
            "base.yaml第3行：多出不认识的“plaice”",
            id="key of the base",
        ),
        pytest.param(
            HEAD,
            BASE.replace("years: [2020, 2021]", "years: [2020, 2021"),
            "base.yaml第5行：不是有效的 YAML",
            id="YAML of the base",
        ),
        pytest.param(
            HEAD + "facts:\n  - {name: 预算数, unt: 万元}\n",
            BASE,
            "own.yaml第7行：",
            id="fact replaced",
        ),
        pytest.param(
            HEAD + "facts:\n  - {name: 决算, unit: 万元, aliases: [预算数]}\n",
            BASE,
            "own.yaml第7行：数据项名称“预算数”重复",
            id="alias that is a fact of the base",
        ),
        pytest.param(
            HEAD + "facts:\n  - {name: 甲, unit: 万元}\n  - {name: 甲, unit: 元}\n",
            BASE,
            "own.yaml第8行：数据项名称“甲”重复",
            id="fact stated twice",
        ),
        pytest.param(
            HEAD + "facts: 没有\n", BASE, "own.yaml第6行：“facts”的值", id="facts in a word"
        ),
        pytest.param(
            HEAD + "indicators:\n  管理效率: 没有\n",
            BASE,
            "own.yaml第7行：",
            id="groups in a word",
        ),
        pytest.param(
            HEAD + "without: [结余比]\n",
            BASE,
            "own.yaml第6行：所扩展的规则包里没有指标“结余比”，是否为“结余率”",
            id="unknown name dropped",
        ),
        pytest.param(
            HEAD + "without: 结余率\n", BASE, "own.yaml第6行：without 应是", id="dropped in a word"
        ),
        pytest.param(
            HEAD.replace("base.yaml", "zhengzhou-2021"),
            BASE,
            "own.yaml第1行：extends“zhengzhou-2021”：没有这个规则包，是否为“zhengzhou-2020”",
            id="unknown pack",
        ),
        pytest.param(
            HEAD.replace("base.yaml", "别处.yaml"), BASE, "own.yaml第1行：", id="unknown file"
        ),
        pytest.param(
            HEAD.replace("base.yaml", "[base.yaml]"),
            BASE,
            "own.yaml第1行：extends 应是",
            id="a list of packs",
        ),
        pytest.param(
            HEAD,
            "extends: own.yaml\n" + BASE,
            "base.yaml第1行：extends 绕回了自己：own.yaml → base.yaml → own.yaml",
            id="circle of two",
        ),
        pytest.param(
            HEAD.replace("base.yaml", "own.yaml"),
            BASE,
            "own.yaml第1行：extends 绕回了自己：own.yaml → own.yaml",
            id="circle of one",
        ),
        pytest.param(
            BASE + "without: [结余率]\n", BASE, "own.yaml第39行：没有 extends", id="no base"
        ),
    ],
)
def test_a_mistake_is_reported_where_it_stands(
    tmp_path: Path, own: str, base: str, message: str
) -> None:
    with pytest.raises(RulePackError) as caught:
        load_rulepack(written(tmp_path, own, base))
    assert str(caught.value).startswith(message)


def test_a_tree_of_yaml_that_holds_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulePackError, match=r"^own\.yaml第"):
        load_rulepack(written(tmp_path, BASE + "note: &a [*a]\n"))


# Rules of one indicator

RULE = """\
          scoring: {rule: steps, per: 1%, minus: 10%, count: whole}
"""


def with_rule(folder: Path, text: str) -> Path:
    at = "          reference: JI 结余率\n"
    return written(folder, BASE.replace(at, text + at))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("scoring: {rule: stairs, per: 1%, minus: 10%, count: whole}", 38, "scoring"),
        ("scoring: {rule: steps, per: 0%, minus: 10%, count: whole}", 38, "per"),
        ("scoring: {rule: steps, per: 一, minus: 10%, count: whole}", 38, "per"),
        ("scoring: {rule: steps, per: 1%, minus: 一些, count: whole}", 38, "一些"),
        ("scoring: {rule: steps, per: 1%, minus: 110%, count: whole}", 38, "110%"),
        ("scoring: {rule: steps, per: 1%, minus: -1, count: whole}", 38, "-1"),
        ("scoring: {rule: steps, per: 1%, minus: 10%}", 38, "count"),
        ("scoring: {rule: steps, per: 1%, minus: 10%, count: some}", 38, "some"),
        ("scoring: {rule: steps, per: 1%, minus: 2, count: whole}", 36, "须写明 weight"),
        ("weight: 1\n          scoring: {rule: bands, bands: {≤1%: 2}}", 36, "超过了 weight"),
        ("scoring: {rule: bands, bands: {}}", 38, "bands"),
        ("scoring: {rule: bands, bands: {10%: 80%}}", 38, "≤10%: 80%"),
        ("scoring: {rule: bands, bands: {≤10%: 80%, ≥20%: 60%}}", 38, "同用"),
        ("scoring: {rule: bands, bands: {≤20%: 80%, ≤10%: 60%}}", 38, "最近的一档"),
        ("scoring: {rule: bands, bands: {≥10%: 80%, ≥20%: 60%}}", 38, "最近的一档"),
        ("scoring: {rule: bands, bands: {≤10%: 60%, ≤20%: 80%}}", 38, "得分应越少"),
        ("weight: 5\n          scoring: {rule: bands, bands: {≤10%: 4, ≤20%: 60%}}", 39, "同用"),
        ("target: 尽量高", 38, "不是可评价的指标值"),
        ("target: '-'", 38, "不是可评价的指标值"),
        ("not_applicable: half", 38, "half"),
    ],
)
def test_a_mistake_in_a_rule_is_reported_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(RulePackError) as caught:
        load_rulepack(with_rule(tmp_path, f"          {text}\n"))
    assert message in str(caught.value)
    assert (caught.value.file, caught.value.line) == ("own.yaml", line)


def test_a_judgement_has_no_rule_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(RulePackError, match="定性评价"):
        load_rulepack(with_rule(tmp_path, "          gathered: 定性评价\n" + RULE))


@pytest.mark.parametrize(
    ("count", "actual", "share"),
    [
        ("whole", 1.0, 1.0),
        ("whole", 1.0099, 1.0),
        ("whole", 1.01, 0.9),
        ("whole", 1.0101, 0.9),
        ("whole", 1.0999, 0.1),
        ("whole", 1.10, 0.0),
        ("whole", 3.00, 0.0),
        ("started", 1.0, 1.0),
        ("started", 1.0001, 0.9),
        ("started", 1.01, 0.9),
        ("started", 1.0101, 0.8),
        ("exact", 1.0, 1.0),
        ("exact", 1.005, 0.95),
        ("exact", 1.01, 0.9),
        ("exact", 1.10, 0.0),
    ],
)
def test_steps_are_counted_whole_started_or_exactly(
    count: str, actual: float, share: float
) -> None:
    rule = Steps.model_validate({"rule": "steps", "per": "1%", "minus": "10%", "count": count})
    assert rule.earned("≤", 1.0, actual, None).item() == pytest.approx(share)


@pytest.mark.parametrize(
    ("sign", "target", "actual", "steps"),
    [
        ("≥", 1.0, 0.97, 3),
        ("≤", 1.0, 1.03, 3),
        ("=", 1.0, 1.03, 3),
        ("=", 1.0, 0.97, 3),
        ("±", 0.05, 0.08, 3),
        ("±", 0.05, -0.08, 3),
        ("≥", 1.0, 1.2, 0),
        ("≤", 1.0, 0.2, 0),
    ],
)
def test_steps_are_counted_from_the_target_on_its_wrong_side(
    sign: str, target: float, actual: float, steps: int
) -> None:
    rule = Steps(rule="steps", per=0.01, minus="10%", count="whole")
    assert rule.earned(sign, target, actual, None).item() == pytest.approx(1 - steps / 10)


def test_points_of_a_weight_are_a_share_of_it() -> None:
    # The same two points are 40 % of 5 and 25 % of 8.
    rule = Steps(rule="steps", per=0.05, minus=2, count="whole")
    assert rule.earned("≥", 1.0, 0.95, 5).item() == pytest.approx(0.6)
    assert rule.earned("≥", 1.0, 0.95, 8).item() == pytest.approx(0.75)
    assert "每差5个百分点扣2分" in rule.text


@given(st.floats(-2, 5), st.floats(-2, 5))
def test_further_from_the_target_never_earns_more(a: float, b: float) -> None:
    near, far = sorted((a, b))
    rules = (
        Steps(rule="steps", per=0.01, minus="10%", count="whole"),
        Bands(rule="bands", bands={"≤10%": "80%", "≤20%": "60%"}),
    )
    for rule in rules:
        better, worse = rule.earned("≤", 0.0, [near, far], None)
        assert 0 <= worse <= better <= 1


# Hunan


@pytest.fixture(scope="module")
def hunan() -> RulePack:
    return load_rulepack("hunan-department")


def test_hunan_replaces_the_indicators_and_takes_over_the_rest(hunan: RulePack) -> None:
    common = load_rulepack("common")
    assert tree(hunan) == {
        "投入": {"预算配置": ["在职人员控制率", "“三公经费”变动率", "重点支出安排率"]},
        "过程": {
            "预算执行": [
                "预算完成率", "预算控制率", "新建楼堂馆所面积控制率", "新建楼堂馆所投资概算控制率",
            ],
            "预算管理": ["“三公经费”控制率"],
        },
    }  # fmt: skip
    assert (hunan.grades, hunan.survey) == (common.grades, common.survey)
    assert all(rule.weight and rule.scoring and rule.target for rule in hunan.rules.values())


def column(indicator: str, sign: str, target: float, actual: float, **other: Any) -> Assessed:
    path, status = ("一", "二", indicator), other.pop("status", "未达标")
    return assessed_row(
        load_rulepack("hunan-department"), path, status, (sign, target), actual, **other
    )


@each(
    "status, sign, gathered, unit",
    itertools.product(
        STATUSES,
        ["", "≥", ">", "=", "<", "≤", "±"],
        ["数据项", "定性评价", "直接填报"],
        ["%", "", "日期"],
    ),
)
def test_every_status_and_sign_is_safe(
    hunan: RulePack, status: str, sign: str, gathered: str, unit: str
) -> None:
    assessed = status in ("达标", "未达标", "不能断定")
    for indicator in ("预算控制率", "在职人员控制率", BUILDING, "自定的比率"):
        value = 0.5 if assessed else math.nan
        target = 1.0 if assessed else math.nan
        row = column(indicator, sign, target, value, status=status, gathered=gathered, unit=unit)
        shares = score([row], hunan)[0][0]
        points = shares.points
        earns = assessed and (gathered == "定性评价" or sign != "")
        full = status == "不适用" and indicator == BUILDING
        assert math.isnan(points) != (earns or full)
        assert math.isnan(points) or 0 <= points <= shares.weight


def test_the_other_indicators_keep_the_general_rule(hunan: RulePack) -> None:
    rows = [column("预算控制率", "≤", 0.0, 0.05), column("自定的比率", "≥", 1.0, 0.5)]
    scored, total = score(rows, hunan)
    # Not every weight is known, so each has half of 100: 80 % of 50, and 50 % of 50.
    assert [row.points for row in scored] == [40, 25]
    assert "预算控制率：达到指标值得满分，≤10%得4分" in total.rule
    assert "自定的比率" not in total.rule


def test_the_general_rules_are_told_as_before() -> None:
    row = column("预算执行率", "≥", 0.95, 0.9)
    assert "按各自规则" not in score([row], load_rulepack("zhengzhou-2020"))[1].rule


BUILDING = "新建楼堂馆所面积控制率"


def test_no_building_project_is_not_applicable_and_earns_full_marks(hunan: RulePack) -> None:
    declaration = declaration_of(hunan, "某部门", 2018)
    facts = Facts(not_applicable=frozenset({BUILDING, "重点支出安排率"}))
    scored, total = score(assessed(declaration, facts, hunan), hunan)
    rows = frame_of(scored).set_index("indicator")
    assert rows.loc[BUILDING, "status"] == "不适用"
    # 5 points as the table prints them: these eight are 46 of its 100 points.
    assert rows.loc[BUILDING, "points"] == 5
    assert (total.points, total.rests_on, total.full) == (5, 5, 46)
    assert f"{BUILDING}、新建楼堂馆所投资概算控制率：不适用的得满分" in total.rule
    # No such rule: left out of the score.
    assert rows.loc["重点支出安排率", "status"] == "不适用"
    assert math.isnan(rows.loc["重点支出安排率", "points"])


def test_a_building_that_nobody_spoke_of_is_missing_and_earns_nothing(hunan: RulePack) -> None:
    rows = assess(declaration_of(hunan, "某部门", 2018), Facts(), hunan)
    row = frame_of(rows).set_index("indicator").loc[BUILDING]
    assert row["status"] == "数据缺失"
    assert math.isnan(row["points"])


# Common


def test_what_means_the_same_has_the_same_name_and_unit_in_every_pack() -> None:
    zhengzhou = load_rulepack("zhengzhou-2020").fact_rules
    for name in pack_names():
        shared = {n: f for n, f in load_rulepack(name).fact_rules.items() if n in zhengzhou}
        assert len(shared) >= 10
        for fact, rule in shared.items():
            assert (rule.unit, rule.gathered) == (zhengzhou[fact].unit, zhengzhou[fact].gathered)


def test_every_usual_target_says_whose_it_is() -> None:
    for rule in load_rulepack("common").rules.values():
        assert rule.target is not None
        assert "PACK" in rule.reference, rule.name


def test_the_declaration_of_a_pack_holds_its_usual_targets() -> None:
    pack = load_rulepack("common")
    declaration = declaration_of(pack, "某局", 2024)
    assert (declaration.department, declaration.year) == ("某局", 2024)
    assert (declaration.file, declaration.sha256) == ("规则包 common.yaml", pack.sha256)
    assert (declaration.tasks, declaration.goals, declaration.issues) == ((), (), ())
    assert {i.name: i.target.text for i in declaration.indicators} == {
        "年初预算完成率": "≥95%",
        "结转结余变动率": "≤10%",
        "“三公经费”控制率": "≤100%",
        "政府采购执行率": "≥90%",
        "在职人员经费变动率": "≤5%",
        "离退休人员经费变动率": "≤5%",
        "公用经费变动率": "≤5%",
        "“三公经费”变动率": "≤0%",
    }
    first = declaration.indicators[0]
    assert (first.level1, first.level2) == ("管理效率", "预算管理")
    assert str(first.source) == "规则包 common.yaml[指标 年初预算完成率]"


def test_a_pack_without_usual_targets_declares_none() -> None:
    declaration = declaration_of(load_rulepack("zhengzhou-2020"), "某局", 2020)
    assert {i.target.kind for i in declaration.indicators} == {"none"}
    assert len(declaration.indicators) == 48


def test_usual_targets_are_no_faults_of_a_form() -> None:
    pack = load_rulepack("common")
    audit = Audit(declaration_of(pack, "某局", 2024), Facts(), pack)
    assert audit.form_findings == []
    # What was not obtained is a limit of the auditor's work and no finding.
    assert audit.findings == []
    assert {limit.code for limit in audit.limits} == {"L01"}


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        # Nobody declared a target: the usual one stands beside the rate, and judges nothing.
        (
            {"预算执行数": 9746.50, "预算数": 10210.34},
            "实际95.46%，常用参考值≥95%，高于常用水平（在常用范围之内）",
        ),
        (
            {"预算执行数": 9699.82, "预算数": 10210.34},
            "实际94.99997%，常用参考值≥95%，低于常用水平（在常用范围之外）",
        ),
        (
            {"预算执行数": 9000.00, "预算数": 10000.00},
            "实际90.00%，常用参考值≥95%，低于常用水平（在常用范围之外）",
        ),
        (
            {"预算执行数": 9500.00, "预算数": 10000.00},
            "实际95.00%，常用参考值≥95%，与常用水平相同",
        ),
        ({"预算执行数": 9746.50}, "缺少2024年预算数"),
    ],
)
def test_published_figures_stand_beside_the_usual_target(
    figures: dict[str, float], reason: str
) -> None:
    pack = load_rulepack("common")
    at = Source("决算.pdf", "第15页 表1")
    facts = Facts(tuple(Fact(name, 2024, value, "万元", at) for name, value in figures.items()))
    audit = Audit(declaration_of(pack, "某局", 2024), facts, pack)
    row = next(row for row in audit.assessed if row.name == "年初预算完成率")
    assert (row.status, row.reason) == ("数据缺失" if "缺少" in reason else "无目标值", reason)
    assert (row.usual, math.isnan(row.points)) == (True, True)
    assert (audit.score.grade, audit.score.rests_on) == ("不评级（没有申报指标值）", 0)
    assert not audit.score.graded
    assert not {finding.code for finding in audit.findings} & {"R01", "R04"}


def test_a_full_year_s_budget_is_the_base_where_it_is_printed() -> None:
    # 96.00 of 120.00 budgeted in January, of 100.00 after the year's changes.
    pack = load_rulepack("common")
    at = Source("决算.pdf", "第15页 表1")
    figures = {"预算执行数": 96.0, "预算数": 120.0, "全年预算数": 100.0}
    facts = Facts(tuple(Fact(name, 2024, value, "万元", at) for name, value in figures.items()))
    audit = Audit(declaration_of(pack, "某局", 2024), facts, pack)
    row = next(row for row in audit.assessed if row.name == "年初预算完成率")
    assert row.shown == "96.00%"
    assert row.reason.endswith("；按印出的全年预算数计算")
    assert [name for name, _ in row.facts] == ["预算执行数", "全年预算数"]
    columns = {name: [value] for name, value in figures.items()}
    frame = pd.DataFrame({"department": ["某局"], "year": [2024], **columns})
    panel = assess_panel(frame, pack)
    assert panel.of("年初预算完成率")["actual"].tolist() == [0.96]
    panel = assess_panel(frame.assign(全年预算数=math.nan), pack)
    assert panel.of("年初预算完成率")["actual"].tolist() == [0.8]


def test_a_fact_that_stands_instead_must_be_one(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "extends: common\nindicators:\n  管理效率:\n    预算管理:\n      indicators:\n"
        "        - {name: 完成率, formula: （预算执行数/预算数）×100%, reference: PACK 甲,\n"
        "           instead: {预算数: 调整预算}}\n",
        "utf-8",
    )
    with pytest.raises(RulePackError, match="的 instead“调整预算”不是数据项"):
        load_rulepack(path)


@pytest.mark.parametrize(
    ("department", "statuses"),
    [
        (
            "上海市普陀区财政局",
            {
                "年初预算完成率": ("无目标值", "98.20%"),
                "结转结余变动率": ("无目标值", "12.62%"),
                "“三公经费”控制率": ("无目标值", "0.00%"),
                # Nothing in either year is no more than nothing.
                "“三公经费”变动率": ("无目标值", "0.00%"),
                "政府采购执行率": ("数据缺失", "–"),
                "公用经费变动率": ("数据缺失", "–"),
            },
        ),
        (
            "上海市普陀区规划和自然资源局",
            {
                "年初预算完成率": ("无目标值", "95.46%"),
                "结转结余变动率": ("无目标值", "-11.41%"),
                "“三公经费”控制率": ("无目标值", "13.68%"),
                "“三公经费”变动率": ("无目标值", "-27.78%"),
            },
        ),
    ],
)
def test_two_published_final_accounts_are_assessed_without_a_form(
    shared_cases: Path, department: str, statuses: dict[str, tuple[str, str]]
) -> None:
    pack = load_rulepack("common")
    facts = published.read(shared_cases, department).as_facts
    rows = assess(declaration_of(pack, department, 2024), facts, pack)
    frame = frame_of(rows).set_index("indicator")
    for name, expected in statuses.items():
        row = frame.loc[name]
        shown = "–" if math.isnan(row["actual"]) else f"{row['actual'] * 100:.2f}%"
        assert (row["status"], shown) == expected, name


def test_every_pack_that_comes_with_auditkit_loads() -> None:
    assert pack_names() == sorted(path.stem for path in FOLDER.glob("*.yaml"))
    assert pack_names() == ["common", "hunan-department", "zhengzhou-2020"]
