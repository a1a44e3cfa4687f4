"""A pack with other contents: what was computed from the old ones is left behind."""

import pytest

from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import FactRule, IndicatorRule


def test_a_pack_with_other_indicators_knows_only_those() -> None:
    pack = load_rulepack("common")
    assert len(pack.rules) > 1
    some = dict(list(pack.indicators.items())[:1])
    fewer = pack.with_(indicators=some)
    assert 0 < len(fewer.rules) < len(pack.rules)
    assert fewer.sha256 == pack.sha256
    with pytest.raises(TypeError, match="colour"):
        pack.with_(colour="red")


def test_added_indicators_stand_in_their_place_and_the_pack_given_stays_as_it_was() -> None:
    pack = load_rulepack("common")
    level1, level2 = next((r.level1, r.level2) for r in pack.rules.values())
    new = IndicatorRule(name="甲完成率", formula="甲完成数/预算数×100%", reference="PACK")
    more = pack.adding(
        [new.at(level1, level2), new.model_copy(update={"name": "乙率"}).at("新一级", "新二级")],
        [FactRule(name="甲完成数", unit="项")],
    )
    assert more.rules["甲完成率"].level2 == level2
    assert more.level1_of["新二级"] == "新一级"
    assert more.formula(more.rules["甲完成率"]).facts == (("甲完成数", 0), ("预算数", 0))
    assert "甲完成率" not in pack.rules
    assert "甲完成数" not in pack.known_facts
