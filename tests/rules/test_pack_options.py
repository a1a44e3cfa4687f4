"""Options of a pack that no shipped pack uses, and tables of which a form declares only a part."""

from dataclasses import replace

import formualizer
import pytest

from auditkit.assessment.scoring import score
from auditkit.audit.audit import Audit
from auditkit.documents.workpaper import working_paper
from auditkit.facts.facts import Fact, Facts, Judged
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.form.formless import declaration_of
from auditkit.formula.target import parse_target
from auditkit.results.calculation import calculation
from auditkit.results.record import record
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import Deduction, RulePack
from auditkit.rules.scoringrules import QUANTITY
from auditkit.rules.toolow import TooLow

AT = Source("实际数.xlsx", "定性评价!D5")


def scoring(pack: RulePack, **options: object) -> RulePack:
    return pack.with_(scoring=pack.scoring.model_copy(update=options))


def spreadsheet(formula: str, *cells: float) -> object:
    """What a spreadsheet program makes of a formula over A1, B1, C1."""
    book = formualizer.Workbook()
    book.add_sheet("S")
    for column, value in enumerate(cells, 1):
        book.set_value("S", 1, column, value)
    book.set_formula("S", 2, 1, f"={formula}")
    return book.evaluate_cell("S", 2, 1)


@pytest.mark.parametrize(
    ("sign", "target", "actual", "points"),
    [
        ("≥", 0.50, 0.50, 10),
        # 30 % above 0.50 is 0.65: up to there in full, beyond it 10 less a fifth.
        ("≥", 0.50, 0.65, 10),
        ("≥", 0.50, 0.6501, 8),
        ("≥", 4.0, 5.2, 10),
        ("≥", 4.0, 5.21, 8),
        # A miss earns by the platform's rule as ever: 0.40 of 0.50.
        ("≥", 0.50, 0.40, 8),
        ("≥", 0.50, 0.10, 2),
        # Only where more is better, and the target is something.
        ("≤", 0.50, 0.01, 10),
        ("≥", 0.0, 5.0, 10),
        ("=", 0.50, 0.90, 10),
    ],
)
@pytest.mark.parametrize("name", sorted(QUANTITY))
def test_a_target_far_too_low_costs_what_the_pack_says(
    name: str, sign: str, target: float, actual: float, points: float
) -> None:
    rule = TooLow(QUANTITY[name], 0.3, 0.2)
    assert rule.points(sign, target, actual, 10).item() == pytest.approx(points)
    excel = rule.points_excel(sign, "A1", "B1", "C1")
    assert spreadsheet(excel, target, actual, 10) == pytest.approx(points)


def test_the_deduction_is_off_unless_the_pack_asks_for_it_and_is_told() -> None:
    pack = load_rulepack()
    assert "指标值定得过低" not in pack.quantity_rule.text
    asked = scoring(pack, too_low=Deduction(beyond=0.3, minus=0.2))
    assert asked.quantity_rule.text.endswith(
        "；实际值超过指标值30%以上的，按指标值定得过低扣权重的20%"
    )


def judged(pack: RulePack, answers: str) -> Audit:
    """资产管理 by three criteria, of which the third asks that nothing is misused."""
    name = "目标依据充分性"
    usual = declaration_of(pack, "某局", 2020)
    row = next(i for i in usual.indicators if i.name == name)
    form = replace(usual, kind="申报表", indicators=(replace(row, target=parse_target("充分")),))
    criteria = ("符合规定", "手续齐全", "没有坐支、挪用等情形")
    told = tuple(
        Judged(name, place, text, {"y": "是", "n": "否"}[answer], "", AT)
        for place, (text, answer) in enumerate(zip(criteria, answers, strict=True), 1)
    )
    counts = {"已达成标准数": float(answers.count("y")), "评价标准数": 3.0}
    items = tuple(Fact(of, 2020, n, "项", AT, None, name) for of, n in counts.items())
    return Audit(form, Facts(items, judged=told), pack)


def test_a_criterion_may_veto_its_indicator_where_the_pack_says_so() -> None:
    pack = load_rulepack()
    veto = scoring(pack, veto=("坐支", "挪用"))
    # Two thirds lie between 50 % and 80 %: 60 + 20·(2/3 − 1/2)/0.3 = 71.11 points.
    assert judged(pack, "yyn").assessed[0].points == 71.11
    vetoed = judged(veto, "yyn")
    (row,) = vetoed.assessed
    assert (row.status, row.points) == ("未达标", 0.0)
    assert "“没有坐支、挪用等情形”评为否，一票否决，不得分" in row.reason
    assert "含“坐支”、“挪用”的评价标准评为“否”的，该指标不得分" in vetoed.score.rule
    assert vetoed.score.firmness is not None
    assert vetoed.score.firmness.highest == 0
    (points,) = [f for f in calculation(vetoed)["figures"] if f["kind"] == "指标得分"]
    assert (points["value"], points["node"]["rule"]["name"]) == (0.0, "一票否决")
    assert working_paper(vetoed)["评分"] is not None
    # Another criterion answered 否 takes its share and no more; met in full earns in full.
    assert judged(veto, "nyy").assessed[0].points == 71.11
    assert judged(veto, "yyy").assessed[0].points == 100


def test_a_form_of_eight_rows_prints_its_46_points_and_no_grade() -> None:
    pack = load_rulepack("hunan-department")
    form = replace(declaration_of(pack, "某部门", 2018), kind="自评表")
    figures = {"年度实际在职人数": ("人", 95.0), "编制数": ("人", 100.0)}
    items = tuple(Fact(name, 2018, v, unit, AT, None) for name, (unit, v) in figures.items())
    audit = Audit(form, Facts(items), pack)
    total = audit.score
    weight = pack.rules["在职人员控制率"].weight
    assert (total.full, total.rests_on, total.points) == (46, weight, weight)
    assert total.value == weight
    # Nobody knows the other points of the table's 100: nothing is scaled up to them.
    assert record(audit)["score"]["normalized"] is None
    assert (total.low, total.high) == (weight, 100)
    assert total.grade.startswith("暂不评级")
    assert total.basis == f"依据46.00分（规则包满分100分），已评定{weight:.2f}分，不折合"
    assert "权重按规则包规定，只有其中的46.00分（满分100分）" in total.weights_note
    ids = {figure["id"] for figure in calculation(audit)["figures"]}
    assert "总分:折百分制得分" not in ids
    assert score(audit.assessed, pack)[1] == total


def test_a_department_without_a_form_is_held_to_what_its_pack_prescribes() -> None:
    pack = load_rulepack("hunan-department")
    usual = declaration_of(pack, "某部门", 2018)
    assert isinstance(usual, Declaration)
    figures = {"年度实际在职人数": ("人", 95.0), "编制数": ("人", 100.0)}
    items = tuple(Fact(name, 2018, v, unit, AT, None) for name, (unit, v) in figures.items())
    row = next(r for r in Audit(usual, Facts(items), pack).assessed if r.name == "在职人员控制率")
    assert (row.status, row.usual) == ("达标", False)
