"""Assessments of indicators that no form declares, for tests of what comes after them."""

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import Computation, Status
from auditkit.assessment.yardstick import Goal
from auditkit.files.grid import Source
from auditkit.form.declaration import DeclaredIndicator
from auditkit.formula import parse_formula
from auditkit.formula.target import parse_target
from auditkit.rules.rulepack import RulePack


def assessed_row(
    pack: RulePack,
    path: tuple[str, str, str],
    status: Status,
    held: tuple[str, float],
    actual: float,
    gathered: str = "数据项",
    unit: str = "%",
) -> Assessed:
    """An indicator at 一级, 二级, 三级, held to sign and target; NaN is no value."""
    level1, level2, name = path
    target = parse_target("≥1")
    indicator = DeclaredIndicator(level1, level2, name, target, "", "", Source("申报表", name))
    rule = pack.rule_for(name).model_copy(update={"gathered": gathered})
    formula = parse_formula("实际值", name, {"实际值": "实际值"})
    computation = Computation(
        indicator, rule, Goal(*held, unit), formula, formula, pack.years[0], {},
        actual, actual, actual, None, "",
    )  # fmt: skip
    return Assessed("某局", computation, status, "", critical=False)
