"""The usual targets of a rule pack, as the declaration of a department that has no form."""

from __future__ import annotations

from typing import Final

from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula.target import parse_target
from auditkit.rules.rulepack import IndicatorRule, RulePack

KIND: Final = "常用指标值"


def formless(declaration: Declaration) -> bool:
    """Whether no form was published, so that the pack's usual targets stand for one."""
    return declaration.kind == KIND


def declaration_of(pack: RulePack, department: str, year: int) -> Declaration:
    """Every indicator of the pack, held to its usual target; there are no goals and no tasks.

    An indicator without a usual target is declared without one and is 无目标值. The declaration's
    file is the rule pack itself.

    常用参考值 of the pack: no department declared them.
    """
    return Declaration(
        department,
        year,
        goals=(),
        tasks=(),
        total=None,
        indicators=tuple(_declared(rule, pack) for rule in pack.rules.values()),
        file=_file(pack),
        sha256=pack.sha256,
        kind=KIND,
    )


def _file(pack: RulePack) -> str:
    return f"规则包 {pack.file}"


def _declared(rule: IndicatorRule, pack: RulePack) -> DeclaredIndicator:
    source = Source(_file(pack), f"指标 {rule.name}", pack.sha256)
    formula = f"{rule.name}={rule.formula}。" if rule.formula else ""
    target = parse_target(rule.target or "")
    return DeclaredIndicator(
        rule.level1, rule.level2, rule.name, target, rule.note, formula, source
    )
