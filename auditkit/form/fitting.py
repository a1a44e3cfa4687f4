"""How well a cell's text fits a column of the form: 0 certain, 8 out of the question."""

from __future__ import annotations

import re

from auditkit.form.rows import amount, squeeze
from auditkit.rulepack import RulePack
from auditkit.target import parse_target

NEVER = 8.0
_PUNCTUATION = re.compile(r"[。；，、）」”.;,]+")


def task_fit(role: str, text: str) -> float:
    """Fit of a task row's cell to name, content, budget, fiscal or note."""
    if _PUNCTUATION.fullmatch(text):
        return 0.0 if role in ("content", "note") else NEVER
    number = amount(text) is not None
    if role in ("budget", "fiscal"):
        # A dash or a mistyped amount still stands in the money columns.
        return 0.0 if number else (4.0 if len(text) <= 12 else NEVER)
    if number:
        return NEVER
    if role == "name":
        return 0.0 if len(text) <= 40 else 3.0
    return 0.5 if role == "note" else 0.0


class IndicatorFit:
    """Fit of an indicator row's cell: what the rule pack knows of it, and its shape."""

    def __init__(self, pack: RulePack) -> None:
        self.level1 = frozenset(pack.indicators)
        self.level2 = frozenset(pack.level1_of)
        self.level3 = frozenset(pack.canonical_indicator)

    def __call__(self, role: str, text: str) -> float:
        name = squeeze(text)
        if _PUNCTUATION.fullmatch(name):
            return 0.0 if role in ("explanation", "note") else NEVER
        for column, known in (
            ("level1", self.level1),
            ("level2", self.level2),
            ("level3", self.level3),
        ):
            if name in known:
                return 0.0 if role == column else NEVER
        target = parse_target(name)
        quantity = target.kind != "quality" and len(name) <= 20
        prose = len(name) > 20 or bool(re.search("[。；①=＝]", name))
        match role:
            case "level1" | "level2":
                return NEVER if quantity or prose else 3.0
            case "level3":
                return NEVER if quantity else (4.0 if prose else 1.0)
            case "target":
                if quantity:
                    return 0.0
                return NEVER if prose else (0.5 if len(name) <= 6 else 4.0)
            case "explanation":
                if quantity:
                    return NEVER
                if re.search("[①=＝]", name):
                    return 1.0
                return 0.0 if prose or name.startswith("反映") else 2.0
            case _:
                if quantity:
                    return NEVER
                if re.search("[①=＝]", name):
                    return 0.0
                return 0.5 if len(name) > 12 else 1.5
