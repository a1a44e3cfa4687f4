"""Another scoring rule is one class and its name in a pack: everything else follows."""

import numpy as np
import pytest
from json_schemas import schema
from paper_recomputed import recomputed
from pydantic import ValidationError

from auditkit.audit.audit import Audit
from auditkit.audit.whatif import assumptions, what_if
from auditkit.documents.workpaper import working_paper
from auditkit.errors import AuditError
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.findings.selfevaluation.whichrule import in_words, judge_score, rule_points
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.target import parse_target
from auditkit.results.calculation import calculation
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import Scoring
from auditkit.rules.scoringrules import QUANTITY, Floats, QuantityRule

AT = Source("实际数.xlsx", "数据项!C3")


class Half(QuantityRule):
    """A miss earns half of the weight, however far it is."""

    name = "half"
    label = "未达标得一半"
    text = "定量指标达到指标值得满分，未达到得一半"

    def part(self, sign: str, target: Floats, value: Floats) -> Floats:
        return np.full(np.broadcast(target, value).shape, 0.5)

    def part_excel(self, sign: str, target: str, value: str) -> str:
        return "0.5"


@pytest.fixture
def half(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(QUANTITY, Half.name, Half())
    return Half.name


def audit(rule: str) -> Audit:
    """预算执行率 150/200 against ≥95 %, 合格率 90 % against ≥90 %, 50 points each."""
    declared = tuple(
        DeclaredIndicator("管理", "预算", name, parse_target(text), "", "", AT)
        for name, text in {"预算执行率": "≥95%", "合格率": "≥90%"}.items()
    )
    figures = (
        Fact("预算数", 2020, 200.0, "万元", AT),
        Fact("预算执行数", 2020, 150.0, "万元", AT),
        Fact("实际值", 2020, 0.9, "%", AT, scope="合格率"),
    )
    form = Declaration("某局", 2020, (), (), None, declared, "申报表.txt")
    pack = load_rulepack("zhengzhou-2020").with_(scoring=Scoring(quantity=rule))
    return Audit(form, Facts(figures), pack)


def test_a_pack_may_name_it_and_no_other(half: str) -> None:
    assert Scoring(quantity=half).quantity == "half"
    with pytest.raises(ValidationError, match="“third”；可用：platform、proportional、half"):
        Scoring(quantity="third")


def test_an_audit_scores_by_it_and_says_so(half: str) -> None:
    # 50/2 of 预算执行率, 50 of 合格率
    made = audit(half)
    assert made.frame["points"].tolist() == [25.0, 50.0]
    assert made.score.normalized == 75.0
    assert "定量指标达到指标值得满分，未达到得一半" in made.score.rule


def test_what_if_takes_it(half: str) -> None:
    # 50 × 0.75/0.95 = 39.473… by the platform
    made = audit("platform")
    assert made.frame["points"].round(2).tolist() == [39.47, 50.0]
    assert what_if(made, quantity=half).frame["points"].tolist() == [25.0, 50.0]
    assert assumptions(made, quantity=half) == ["定量指标按未达标得一半评分"]
    with pytest.raises(AuditError, match="“third”；可用：platform、proportional、half。"):
        what_if(made, quantity="third")


def test_the_working_paper_computes_by_it(half: str) -> None:
    paper = recomputed(working_paper(audit(half)))
    assert [paper.points(i) for i in range(2)] == [25.0, 50.0]
    assert [paper.points(i, "评分规则") for i in range(2)] == ["未达标得一半"] * 2


def test_the_calculation_names_it_and_its_schema_knows_the_name(half: str) -> None:
    content = calculation(audit(half))
    schema("calculation").validate(content)
    assert '"name": "half"' in str(content).replace("'", '"')


def test_a_printed_score_is_recognised_by_it(half: str) -> None:
    points = rule_points("≥", 0.95, 0.6, 10, rate=False)
    # 10 × 0.6/0.95 = 6.3157…, and half of 10
    assert points == {"platform": 6.31578947, "proportional": 6.31578947, "half": 5.0}
    judged = judge_score("5.00", points)
    assert (judged.verdict, judged.rule) == ("相符", "half")
    assert in_words(judged.rule, "≤", 0.5, 0.6) == "未达标得一半"
