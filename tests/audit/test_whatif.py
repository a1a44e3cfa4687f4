"""What-if: the same engine under other assumptions, and the values at which the grade flips."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from auditkit.audit.audit import Audit
from auditkit.audit.flips import Control, Flips, figures_of, flips
from auditkit.audit.opening import open_audit
from auditkit.audit.whatif import ASSUMED, assumptions, what_if
from auditkit.errors import AuditError
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.target import parse_target
from auditkit.results.difference import assumed
from auditkit.rules.load import load_rulepack

HERE = Source("实际数.xlsx", "数据项!C3")
SPENT, PASSED = ("预算执行数", 2020), ("合格率：实际值", 2020)


def audit(spent: float | None = 150.0, passed: float | None = 0.9, **more: float) -> Audit:
    """50 points each: 预算执行率, of 200 万元, against ≥95 %; 合格率 against ≥90 %."""
    targets = {"预算执行率": "≥95%", "合格率": "≥90%", **dict.fromkeys(more, "≥90%")}
    declared = tuple(
        DeclaredIndicator("管理", "预算", name, parse_target(text), "", "", HERE)
        for name, text in targets.items()
    )
    figures = [Fact("预算数", 2020, 200.0, "万元", HERE)]
    if spent is not None:
        figures.append(Fact("预算执行数", 2020, spent, "万元", HERE))
    for name, value in {"合格率": passed, **more}.items():
        if value is not None:
            figures.append(Fact("实际值", 2020, value, "%", HERE, scope=name))
    form = Declaration("某局", 2020, (), (), None, declared, "申报表.txt")
    return Audit(form, Facts(tuple(figures)), load_rulepack("zhengzhou-2020"))


def turns(found: Flips) -> list[tuple[float, str, str, bool]]:
    return [(round(f.value, 4), f.before, f.after, f.rising) for f in found.flips]


def test_the_example_is_what_the_cases_below_suppose() -> None:
    # 50 · (0.75 / 0.95) = 39.473… of 50, and 50 of 50.
    made = audit()
    assert made.frame["points"].round(2).tolist() == [39.47, 50.0]
    assert (made.score.normalized, made.score.grade) == (89.47, "良")


def test_a_figure_is_replaced_and_the_given_audit_stays_as_it_was() -> None:
    before = audit()
    after = what_if(before, figures={SPENT: 190.0})
    assert after.frame["actual_text"].tolist() == ["95.00%", "90.00%"]
    assert (after.score.normalized, after.score.grade) == (100.0, "优")
    assert after.trace("预算执行率")[0].facts[0].source == Source(ASSUMED, "")
    assert before.score.normalized == 89.47
    assert len(before.facts) == len(after.facts) == 3


def test_a_missing_figure_is_filled_in_and_a_known_one_taken_away() -> None:
    absent = audit(spent=None)
    assert list(absent.frame["status"]) == ["数据缺失", "达标"]
    assert list(what_if(absent, figures={SPENT: 190.0}).frame["status"]) == ["达标", "达标"]
    away = what_if(audit(), figures={SPENT: None})
    assert list(away.frame["status"]) == ["数据缺失", "达标"]
    assert away.score.rests_on == 50.0


def test_a_figure_gathered_for_one_indicator_changes_that_one_alone() -> None:
    after = what_if(audit(优良率=0.9), figures={PASSED: 0.45})
    assert after.frame["actual"].round(4).tolist() == [0.75, 0.45, 0.9]


def test_a_target_is_read_as_a_form_prints_it() -> None:
    after = what_if(audit(), targets={"预算执行率": "75%以上"})
    assert list(after.frame["status"]) == ["达标", "达标"]
    assert after.frame["sign"].tolist() == ["≥", "≥"]
    none = what_if(audit(), targets={"预算执行率": ""})
    assert list(none.frame["status"]) == ["无目标值", "达标"]


def test_a_weight_holds_and_the_others_share_the_rest_in_their_proportion() -> None:
    # Three equal thirds; one becomes 40, the other two share 60.
    after = what_if(audit(优良率=0.9), weights={"合格率": 40})
    assert after.frame["weight"].round(6).tolist() == [30.0, 40.0, 30.0]
    both = what_if(audit(优良率=0.9), weights={"合格率": 40, "优良率": 60})
    assert both.frame["weight"].tolist() == [0.0, 40.0, 60.0]
    every = what_if(audit(), weights={"预算执行率": 10, "合格率": 30})
    assert every.frame["weight"].tolist() == [25.0, 75.0]


def test_points_taken_off_keep_their_share_of_a_changed_weight() -> None:
    # 预算控制率 weighs 5 in the pack and loses 1 point, a fifth, up to 10 %.
    pack = load_rulepack("hunan-department")
    rule = pack.rules["预算控制率"]
    form = Declaration(
        "某局",
        2020,
        (),
        (),
        None,
        tuple(
            DeclaredIndicator("管理", "预算", name, parse_target(target), "", "", HERE)
            for name, target in ((rule.name, "≤0%"), ("合格率", "≥90%"))
        ),
    )
    needed = pack.formula(rule).expanded(pack.defined).facts
    numerator, base = (name for name, _ in needed)
    figures = (
        Fact(numerator, 2020, 5.0, "万元", HERE),
        Fact(base, 2020, 100.0, "万元", HERE),
        Fact("实际值", 2020, 0.9, "%", HERE, scope="合格率"),
    )
    made = Audit(form, Facts(figures), pack)
    assert made.frame["points"].tolist() == [40.0, 50.0]
    assert what_if(made, weights={rule.name: 20}).frame["points"].tolist() == [16.0, 80.0]


def test_a_scoring_rule_is_chosen_by_name() -> None:
    # ≤10 with an actual of 15: 50 % of the weight by the platform's rule, 10/15 by proportion.
    made = what_if(audit(), targets={"预算执行率": "≤50%"})
    assert made.frame["points"].iloc[0] == 25.0
    assert what_if(made, quantity="proportional").frame["points"].iloc[0] == 33.33
    with pytest.raises(AuditError, match="没有评分规则“平均”；可用：platform、proportional"):
        what_if(made, quantity="平均")


def test_a_judgement_rule_is_chosen_by_name() -> None:
    made = open_audit("郑州市教育局", 2020, "data")
    other = what_if(made, judgement="bands-50")
    # 预算编制完整性: 3 of 4 met; 0.6 + 0.2 · (0.75−0.5)/0.3 = 0.7667 of 0.5 or 0.75 of 0.5.
    at = list(made.frame["indicator"]).index("预算编制完整性")
    assert (made.frame["points"].iloc[at], other.frame["points"].iloc[at]) == (0.38, 0.38)
    at = list(made.frame["indicator"]).index("信息化建设成效")
    assert (made.frame["points"].iloc[at], other.frame["points"].iloc[at]) == (1.53, 1.5)


@pytest.mark.parametrize(
    ("assumed", "message"),
    [
        ({"targets": {"预算执行律": "≥1%"}}, "没有指标“预算执行律”，是否为“预算执行率”"),
        ({"figures": {("预算执行术", 2020): 1.0}}, "没有数据项“预算执行术”，是否为“预算执行数”"),
        ({"weights": {"合格率": -1}}, "“合格率”的权重应在0与100之间，不能是-1"),
        ({"weights": {"合格率": 60, "预算执行率": 60}}, "合计120分，超过100分"),
    ],
)
def test_an_impossible_assumption_is_refused(assumed: dict[str, object], message: str) -> None:
    with pytest.raises(AuditError, match=message):
        what_if(audit(), **assumed)  # type: ignore[arg-type]


def test_what_moved_is_listed_from_the_score_to_the_indicators() -> None:
    before = audit()
    assert assumed(before, what_if(before)) == []
    rows = assumed(before, what_if(before, figures={SPENT: 190.0}))
    assert [(m.subject, m.aspect, m.before, m.after) for m in rows] == [
        ("总分", "折百分制得分", "89.47分", "100.00分"),
        ("总分", "得分", "89.47分", "100.00分"),
        ("总分", "最低得分", "89.47分", "100.00分"),
        ("总分", "最高得分", "89.47分", "100.00分"),
        ("等级", "等级", "良", "优"),
        ("等级", "最低等级", "良", "优"),
        ("等级", "最高等级", "良", "优"),
        ("预算执行率", "实际值", "75.00%", "95.00%"),
        ("预算执行率", "结果", "未达标", "达标"),
        ("预算执行率", "得分", "39.47分", "50.00分"),
    ]
    assert rows[0].by == "+10.53分"


def test_assumptions_are_said_in_words() -> None:
    said = assumptions(audit(), {"合格率": "≥80%"}, {"合格率": 40.0}, {PASSED: 0.8, SPENT: None})
    assert said == [
        "“合格率”的指标值为“≥80%”",
        "“合格率”的权重为40.00分",
        "其余指标按原比例分摊剩余分值，合计100分",
        "2020年实际值（合格率）为80.00%",
        "2020年预算执行数为缺失",
    ]


def test_the_figure_at_which_the_grade_flips_is_the_one_worked_by_hand() -> None:
    # 90 needs 40.00 of A's 50: 50·e/190 ≥ 39.995, e ≥ 151.981, hence 151.99; below 80 from
    # 50·e/190 < 29.995, e < 113.981, hence 113.98; below 60 e < 9.995·3.8 = 37.981.
    found = flips(audit(), Control("figure", *SPENT))
    assert turns(found) == [
        (151.99, "良", "优", True),
        (113.98, "良", "中", False),
        (37.98, "中", "差", False),
    ]
    assert (
        found.sentences[0]
        == "若2020年预算执行数达到151.99万元，按已评定部分折算的得分由良的分数段进入优的分数段。"
    )
    assert (
        found.sentences[1]
        == "若2020年预算执行数降到113.98万元，按已评定部分折算的得分由良的分数段进入中的分数段。"
    )


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        # 50·x/0.95 ≥ 39.995: x ≥ 0.759905; < 29.995: x < 0.569905; < 9.995: x < 0.189905.
        (
            Control("actual", "预算执行率"),
            [(0.76, "良", "优", True), (0.5699, "良", "中", False), (0.1899, "中", "差", False)],
        ),
        # 50·0.75/t ≥ 39.995: t ≤ 0.93761…; < 29.995: t > 1.25020….
        (
            Control("target", "预算执行率"),
            [(1.2503, "良", "中", True), (0.9376, "良", "优", False)],
        ),
        # B is full: 100 − w + cents(w·0.75/0.95), 90.00 at w = 47.52 and 79.99 at 95.03.
        (
            Control("weight", "预算执行率"),
            [(95.03, "良", "中", True), (47.52, "良", "优", False)],
        ),
    ],
)
def test_result_target_and_weight_flip_where_hand_work_says(
    control: Control, expected: list[tuple[float, str, str, bool]]
) -> None:
    assert turns(flips(audit(), control)) == expected


def test_a_missing_figure_is_tried_from_nothing_upwards() -> None:
    found = flips(audit(spent=None), Control("figure", *SPENT))
    assert math.isnan(found.now)
    assert turns(found) == [
        (0.0, "优", "差", True),
        (37.99, "差", "中", True),
        (113.99, "中", "良", True),
        (151.99, "良", "优", True),
    ]
    assert (
        found.sentences[-1]
        == "若2020年预算执行数填为151.99万元，按已评定部分折算的得分由良的分数段进入优的分数段。"
    )


def test_whole_things_flip_at_whole_numbers() -> None:
    made = audit()
    counted = (f if f.scope else replace(f, unit="人") for f in made.facts)
    people = replace(made, facts=Facts(tuple(counted)))
    found = flips(people, Control("figure", *SPENT))
    assert turns(found)[0] == (152.0, "良", "优", True)


def test_a_present_value_between_two_that_can_be_written_is_no_flip() -> None:
    # 151.9805… rounds to 39.99: the next cent is the first that flips, none lies below it.
    found = flips(audit(spent=151.9805), Control("figure", *SPENT))
    assert turns(found)[0] == (151.99, "良", "优", True)


def test_what_has_no_effect_and_what_flips_nothing_are_told_apart() -> None:
    idle = flips(audit(), Control("figure", "预算执行数", 2019))
    assert (idle.moves, idle.flips) == (False, ())
    assert idle.sentences == ["改动2019年预算执行数不影响得分。"]
    narrow = flips(audit(), Control("figure", *SPENT), within=(140.0, 151.98))
    assert (narrow.moves, narrow.flips) == (True, ())
    assert narrow.sentences == [
        "2020年预算执行数在140.00万元至151.98万元之间变动，按已评定部分折算的得分仍在良的分数段。"
    ]
    untargeted = what_if(audit(), targets={"预算执行率": ""})
    assert not flips(untargeted, Control("actual", "预算执行率")).moves


def test_what_is_not_assessed_moves_nothing() -> None:
    real = open_audit("郑州市教育局", 2020, "data")
    control = Control("figure", "目标依据充分性：已达成标准数", 2020)
    assert flips(real, control).moves
    blank = what_if(real, targets={"目标依据充分性": ""})
    assert not flips(blank, control).moves
    absent = frozenset({"目标依据充分性"})
    assert not flips(replace(real, facts=replace(real.facts, not_applicable=absent)), control).moves


def test_a_full_weight_of_a_single_indicator_moves_nothing() -> None:
    made = audit()
    single = replace(
        made, declaration=replace(made.declaration, indicators=made.declaration.indicators[:1])
    )
    assert not flips(single, Control("weight", "预算执行率")).moves


def test_a_date_target_is_no_slider() -> None:
    dated = what_if(audit(), targets={"合格率": "11月底前"})
    with pytest.raises(AuditError, match="“合格率”的指标值是日期"):
        flips(dated, Control("target", "合格率"))


@pytest.mark.parametrize(
    "name", ["总体成本节约率", "群众满意度", "结转结余变动率", "内控制度有效性"]
)
def test_every_flip_of_a_real_audit_is_what_the_whole_engine_says(name: str) -> None:
    base = open_audit("郑州市教育局", 2020, "data")
    heavy = what_if(base, weights={name: 80.0})
    checked = 0
    for control in figures_of(heavy, name):
        found = flips(heavy, control)
        for flip in found.flips:
            step = found.step if flip.rising else -found.step
            at, before = (
                # The grade over what is assessed, which the interval need not decide.
                heavy.pack.grade(
                    what_if(heavy, figures={(control.name, control.year): value}).score.normalized
                )
                for value in (flip.value, flip.value - step)
            )
            assert (before, at) == (flip.before, flip.after), (control, flip)
            checked += 1
    assert checked


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # 1104 of the valid answers, 978 of them satisfied: neither can pass the other.
        ("群众满意度：满意份数", 0, 1104),
        ("群众满意度：有效问卷份数", 978, 2208),
    ],
)
def test_no_more_are_satisfied_than_answered(name: str, low: float, high: float) -> None:
    example = open_audit("郑州市教育局", 2020, Path(__file__).parents[2] / "data")
    found = flips(example, Control("figure", name, 2020))
    assert (found.low, found.high) == (low, high)
