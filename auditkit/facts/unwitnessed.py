"""Amounts beside which nothing stands (无佐证): a slip of unit in them would show nowhere.

Each amount is tried with the slips that people make; what no witness would tell is said, not
passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditkit.facts.facts import Facts
from auditkit.facts.suspects import BEYOND, typed_amounts
from auditkit.facts.witnesses import Amount, Pair, declared_budget, item_pairs, task_pairs
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

SLIPS: Mapping[str, float] = {
    "以元填写": 10_000.0,
    "大1,000倍": 1_000.0,
    "大100倍": 100.0,
    "以亿元填写": 1e-4,
}
"""How a typed amount differs from the true one, by what the slip is called."""


def unwitnessed(
    facts: Facts, declaration: Declaration, pack: RulePack, published: Facts
) -> dict[Source, tuple[str, ...]]:
    """The slips of `SLIPS` that nothing would tell, for each amount by its cell; none left out.

    What was confirmed in the workbook needs no witness. Amounts of 0 have no unit to mistake.
    """
    typed = typed_amounts(facts, published)
    pairs = [
        *task_pairs(facts, declaration),
        *item_pairs(typed, facts, declaration, pack, published),
    ]
    by: dict[Source, list[Pair]] = {}
    for pair in pairs:
        for amount in (pair.one, pair.other):
            if not (amount.printed or amount.derived):
                by.setdefault(amount.source, []).append(pair)
    amounts = {amount.source: amount for amount in typed.values()}
    amounts |= {amount.source: amount for amount in _of(by)}
    budget = declared_budget(declaration)
    return {
        at: silent
        for at, amount in amounts.items()
        if amount.value > 0 and not amount.confirmed
        if (silent := tuple(_silent(amount, by.get(at, ()), budget)))
    }


def _of(by: Mapping[Source, Sequence[Pair]]) -> Iterable[Amount]:
    for at, pairs in by.items():
        for pair in pairs:
            yield pair.one if pair.one.source == at else pair.other


def _silent(amount: Amount, pairs: Sequence[Pair], budget: float | None) -> Iterable[str]:
    """The slips of one amount that neither its pairs nor the form's whole budget would tell."""
    for slip, times in SLIPS.items():
        wrong = amount.value * times
        beyond = bool(budget) and wrong > BEYOND * (budget or 0.0)
        if not beyond and not any(_tells(pair, amount, wrong) for pair in pairs):
            yield slip


def _tells(pair: Pair, amount: Amount, wrong: float) -> bool:
    """Whether the pair would differ by a factor if the amount were the wrong one."""
    one, other = (wrong if side == amount else side.value for side in (pair.one, pair.other))
    if not (one > 0 and other > 0) or pair.confirmed:
        return False
    return bool(pair.factor_of(one, other))
