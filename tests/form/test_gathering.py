"""How an indicator that the rule pack does not know is gathered."""

import pytest

from auditkit.files.grid import Source
from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.gathering import rule_of
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack


@pytest.mark.parametrize(
    ("name", "target", "gathered"),
    [
        ("重点项目完成率", "≥90%", "任务执行"),
        ("专项资金支出率", "≥90%", "任务执行"),
        # Trees that live and hectares kept are not measured by money spent.
        ("古树名木存活率", "98%以上", "直接填报"),
        ("口袋公园建成数", "20个", "直接填报"),
        ("绿地养护质量", "良好", "定性评价"),
        # What the pack names itself is gathered as it says.
        ("学生资助项目完成率", "≥90%", "任务执行"),
    ],
)
def test_only_a_rate_of_spending_is_measured_by_money(
    name: str, target: str, gathered: str
) -> None:
    indicator = DeclaredIndicator(
        "履职效能", "重点工作履行", name, parse_target(target), "", "", Source("", "")
    )
    assert rule_of(indicator, load_rulepack("zhengzhou-2020")).gathered == gathered
