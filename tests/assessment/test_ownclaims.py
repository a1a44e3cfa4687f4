"""A self-evaluation is assessed by its own 完成值, marked so. The form is invented (虚构)."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit import open_audit
from auditkit.audit import Audit
from auditkit.findings.selfevaluation.judged import self_totals

FORM = """项目支出绩效自评表（虚构）
（2023年度）
项目名称\t示例公路养护（虚构）\t主管部门\t示例县交通局（虚构）
项目资金（万元）\t\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t120\t114\t10\t95%\t9.5
年度总体目标\t预期目标\t\t实际完成情况
\t完成养护。\t\t已完成养护。
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t养护里程\t≥30公里\t31000米\t20\t20
产出指标\t数量指标\t修复桥梁\t≥10座\t8座\t20\t20
产出指标\t时效指标\t完工时间\t11月底前\t12月5日\t10\t10
产出指标\t质量指标\t工程质量\t优良\t优良\t10\t10
效益指标\t社会效益指标\t出行条件\t明显改善\t有所改善\t20\t15
满意度指标\t服务对象满意度指标\t群众满意度\t≥90%\t93%\t10\t10
总分\t\t\t\t\t100\t94.5
"""


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    data = tmp_path_factory.mktemp("data")
    folder = data / "示例县交通局（虚构）" / "2023"
    folder.mkdir(parents=True)
    (folder / "自评表.txt").write_text(FORM, encoding="utf-8")
    return open_audit("示例县交通局（虚构）", 2023, data, "common")


def test_own_values_stand_in_where_nobody_gathered_a_figure(audit: Audit) -> None:
    # 31,000 m are 31 km; 8 of 10; 5 December is after 30 November; a word repeats its target.
    assert [(row.name, row.status, row.shown) for row in audit.assessed] == [
        ("养护里程", "达标", "31公里"),
        ("修复桥梁", "未达标", "8座"),
        ("完工时间", "未达标", "2023-12-05"),
        ("工程质量", "达标", "100.00%"),
        ("出行条件", "待评定", ""),
        ("群众满意度", "达标", "93.00%"),
    ]
    assert [row.computation.claimed for row in audit.assessed] == [
        True, True, True, True, False, True,
    ]  # fmt: skip
    assert "部门自评的完成值，未经核实" in audit.assessed[0].reason


def test_the_form_s_own_weights_count(audit: Audit) -> None:
    # As printed: 90 beside 10 for the execution of the budget. Nobody scales them to 100.
    assert [row.weight for row in audit.assessed] == [20, 20, 10, 10, 20, 10]
    note = "权重按申报表所印的分值，合计90分，另有预算执行10分，照印不折算。"
    assert audit.score.weights_note == note


def test_a_department_s_own_word_earns_no_grade(audit: Audit) -> None:
    # 20 + 8/10 of 20 + 0 of 10 (late) + 10 + 10 are 56 of the 70 assessed; 出行条件 is open (20),
    # the 10 for the budget are no indicator: at most 56 + 20 + 10 = 86.
    score = audit.score
    assert (score.points, score.rests_on, score.full, score.outside) == (56, 70, 90, 10)
    assert (score.low, score.high, score.value) == (56, 86, 56)
    assert (score.graded, score.label, score.claimed) == (False, "参考得分", 5)
    assert score.grade == "不评级（实际值是部门自评的完成值）"
    assert (
        score.basis
        == "依据90.00分（满分100分，其余10.00分不在所列指标之内），已评定70.00分，不折合"
    )
    assert "5个指标的实际值是部门自评的完成值" in score.grade_note


def test_the_evidence_of_own_values_is_asked_for_once(audit: Audit) -> None:
    (limit,) = [limit for limit in audit.limits if limit.code == "L06"]
    assert len(limit.indicators) == 5


def test_printed_and_recomputed_totals_stand_side_by_side(audit: Audit) -> None:
    totals = self_totals(audit.declaration)
    assert totals is not None
    # 桥梁: 8/10 of 20 is 16, printed 20; 完工 is late, no rule says how many points it earns:
    # as printed. 养护里程 20, 质量 10, 出行 15, 满意度 10, budget 95 % of 10 = 9.5.
    assert totals.printed == 94.5
    assert totals.recomputed == 20 + 16 + 10 + 10 + 15 + 10 + 9.5
    assert totals.difference == 4.0
    assert totals.rests_on == 20 + 20 + 10 + 9.5
    assert "相差4.00分" in str(totals)


def test_what_people_gathered_comes_before_what_the_department_claims(audit: Audit) -> None:
    from dataclasses import replace

    from auditkit.facts.facts import Fact, Facts
    from auditkit.files.grid import Source

    found = Fact("实际值", 2023, 12.0, "座", Source("实际数.xlsx", "直接填报!D9"), scope="修复桥梁")
    row = replace(audit, facts=Facts((found,))).assessed[1]
    assert (row.status, row.shown, row.computation.claimed) == ("达标", "12座", False)


def test_the_target_as_adjusted_during_the_year_is_the_one_in_force(tmp_path: Path) -> None:
    # 年初 9座 and 1,200亩 became 8座 and 1,000亩; 8座 and 900亩 were reached.
    form = (
        "项目绩效自评表（虚构）\n（2023年度）\n项目名称\t示例水库（虚构）\t主管部门\t示例县水利局（虚构）\n"
        "指标名称\t计量单位\t指标性质\t年初指标值\t调整指标值\t全年完成值\t指标权重（分）\t指标得分（分）\n"
        "加固水库\t座\t≥\t9\t8\t8\t50\t50\n新增灌溉面积\t亩\t≥\t1200\t1000\t900\t40\t36\n"
    )
    folder = tmp_path / "示例县水利局（虚构）" / "2023"
    folder.mkdir(parents=True)
    (folder / "自评表.txt").write_text(form, encoding="utf-8")
    audit = open_audit("示例县水利局（虚构）", 2023, tmp_path, "common")
    assert [(r.name, r.target, r.status) for r in audit.assessed] == [
        ("加固水库", "≥8座", "达标"),
        ("新增灌溉面积", "≥1000亩", "未达标"),
    ]
    assert "年初指标值“≥9座”" in audit.assessed[0].reason
    assert [i.target.text for i in audit.declaration.indicators] == ["≥9座", "≥1200亩"]
