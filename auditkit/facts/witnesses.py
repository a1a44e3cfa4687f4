"""What each typed amount is held against: last year, part and whole, form, tasks, accounts.

The bounds within which a quotient is taken for a slip are this program's convention, wide for
10,000, narrow for 100; amounts are in 万元.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditkit.facts.facts import Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.form.gathering import rule_of
from auditkit.formula import parse_formula
from auditkit.formula.tree import Binary, Name, Node, Number
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated

Key = tuple[str, str, int]
# Factor → how far below and above it a quotient is still taken for it, by what is compared.
Bounds = Mapping[int, tuple[float, float]]
# From about 300 on no two amounts of one thing differ, whatever slip it was.
_SAME: Bounds = {10_000: (3.2, 10.0), 1_000: (3.2, 3.2), 100: (1.02, 1.02)}
_EXACT: Bounds = dict.fromkeys((10_000, 1_000, 100), (1.0001, 1.0001))
_PLANNED: Bounds = {10_000: (3.0, 3.0), 1_000: (1.35, 1.35), 100: (1.35, 1.35)}
# A budget is cut to next to nothing, but hardly ever raised a hundredfold.
_RAISED: Bounds = {10_000: (3.0, 3.0), 1_000: (2.0, 2.0), 100: (2.0, 2.0)}
_YEAR: Bounds = {10_000: (3.2, 10.0), 1_000: (3.2, 3.2), 100: (1.2, 1.2)}
# What comes and goes from year to year may well be a hundred times what it was.
_FITFUL_YEAR: Bounds = {10_000: (3.0, 3.0), 1_000: (1.15, 1.15), 100: (1.15, 1.15)}
_FITFUL = ("调整", "追加", "结转", "结余", "变动", "增长", "节约", "新增")
_AIMED: Bounds = {10_000: (3.0, 3.0)}
# A part is at most its whole, and mostly not far below it.
_PART: Bounds = {10_000: (8.0, 3.0), 1_000: (1.6, 1.25), 100: (1.6, 1.2)}
_WHOLE: Bounds = {10_000: (1.2, 3.0), 1_000: (1.05, 1.5), 100: (1.05, 1.35)}
# Next to nothing may have been spent on a task.
_UNSPENT: Bounds = {10_000: (1.05, 2.5)}
_NONE: Bounds = {}
# Quotients within which two amounts speak for each other.
AGREE = 12.0
# No task spends so many times its budget.
_OVERSPENT = 20.0
FACTORS = (10_000, 1_000, 100)
# Below this, in 万元, a hundredfold is nothing.
_LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in 万元 with its place; what is `printed` in a document is taken as it is.

    `derived` is one worked out from other figures, which stand at `rests_on`.
    """

    what: str
    value: float
    source: Source
    key: Key | None = None
    confirmed: bool = False
    printed: bool = False
    rests_on: tuple[Source, ...] = ()

    @property
    def derived(self) -> bool:
        return bool(self.rests_on)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two amounts, and by what factors they must not differ: first above second, second above.

    Where the first is a part of the second, it is at most `at_most` times that, whatever factor.
    """

    one: Amount
    other: Amount
    above: Bounds
    below: Bounds
    at_most: float = math.inf

    @property
    def confirmed(self) -> bool:
        return self.one.confirmed or self.other.confirmed

    @property
    def agree(self) -> bool:
        related = self.above is not _EXACT
        return related and 1 / AGREE <= self.one.value / self.other.value <= AGREE

    @property
    def factor(self) -> int:
        """The factor that they differ by, the plain quotient of what is too large; 0 for none."""
        return self.factor_of(self.one.value, self.other.value)

    def factor_of(self, one: float, other: float) -> int:
        """`factor`, were these the two amounts."""
        small, large = (other, one) if one > other else (one, other)
        bounds = self.above if one > other else self.below
        quotient = large / small
        near = [f for f, (under, over) in bounds.items() if f / under <= quotient <= f * over]
        if near:
            factor = min(near, key=lambda f: abs(math.log(quotient / f)))
            return factor if factor == 10_000 or small >= _LEAST else 0
        beyond = one > other * self.at_most
        return max(round(quotient), 1) if beyond else 0


def item_pairs(
    typed: Mapping[Key, Amount],
    facts: Facts,
    declaration: Declaration,
    pack: RulePack,
    published: Facts,
) -> Iterator[Pair]:
    """Whatever the amounts of 数据项 and 直接填报 are held against."""
    yield from year_pairs(typed, declaration, published)
    yield from form_pairs(typed, facts, declaration)
    yield from share_pairs(typed, declaration, pack)
    yield from stated_pairs(typed, facts, declaration, pack)


def year_pairs(
    typed: Mapping[Key, Amount], declaration: Declaration, published: Facts
) -> Iterator[Pair]:
    """Each amount against last year's, the accounts', and the amount declared as its target."""
    for (scope, name, year), amount in typed.items():
        if (before := typed.get((scope, name, year - 1))) is not None:
            bounds = _FITFUL_YEAR if any(word in name for word in _FITFUL) else _YEAR
            yield Pair(amount, before, bounds, bounds)
        told = published.get(name, year) if not scope else None
        if told is not None and told.unit == "万元":
            what = f"决算所列{dated(name, year)}"
            printed = Amount(what, told.value, told.source, printed=True)
            yield Pair(amount, printed, _SAME, _SAME)
        aimed = declaration.indicator(scope) if scope else None
        if aimed is not None and aimed.target.unit == "万元" and aimed.target.value:
            target = Amount(f"“{scope}”的指标值", aimed.target.value, aimed.source, printed=True)
            yield Pair(amount, target, _AIMED, _AIMED)


def form_pairs(
    typed: Mapping[Key, Amount], facts: Facts, declaration: Declaration
) -> Iterator[Pair]:
    """预算数 and 预算执行数 against the tasks; any amount against multiples of their total."""
    records = facts.tasks
    if (whole := declared_budget(declaration)) is not None and declaration.tasks:
        at = declaration.total.source if declaration.total else declaration.tasks[0].source
        budget = Amount("申报表任务预算合计", whole, at, printed=True)
        for each in typed.values():
            yield Pair(each, budget, _EXACT, _EXACT)
    for name, word, sums in (
        ("预算数", "申报表任务预算合计", [declared_budget(declaration)]),
        ("预算数", "任务调整后预算合计", [_sum(r.adjusted for r in records)]),
        ("预算执行数", "任务实际支出合计", [_sum(r.spent for r in records)]),
    ):
        amount = typed.get(("", name, declaration.year))
        for total in sums:
            if amount is None or total is None or not declaration.tasks:
                continue
            at = declaration.total.source if declaration.total else declaration.tasks[0].source
            place = records[0].source if word != "申报表任务预算合计" else at
            yield Pair(amount, Amount(word, total, place, printed=True), _SAME, _SAME)


def declared_budget(declaration: Declaration) -> float | None:
    return _sum(task.budget for task in declaration.tasks)


def _sum(amounts: Iterable[float | None]) -> float | None:
    known = list(amounts)
    if not known or any(amount is None for amount in known):
        return None
    return math.fsum(amount for amount in known if amount is not None)


def share_pairs(
    typed: Mapping[Key, Amount], declaration: Declaration, pack: RulePack
) -> Iterator[Pair]:
    """Part and whole of each declared rate of one year: 预算执行数 of 预算数."""
    for indicator in declaration.indicators:
        rule = rule_of(indicator, pack)
        names = _quotient(pack.formula(rule).root) if rule.gathering.shared else None
        if names is None:
            continue
        part, whole = (typed.get(("", n.fact, declaration.year + n.shift)) for n in names)
        if part is not None and whole is not None and part.key != whole.key:
            yield Pair(part, whole, _PART, _WHOLE if rule.direction in ("≥", "=") else _NONE)


def stated_pairs(
    typed: Mapping[Key, Amount], facts: Facts, declaration: Declaration, pack: RulePack
) -> Iterator[Pair]:
    """Each amount against what the pack says that it comes to, and that it is a part of.

    预算调整数 against what the tasks' own budgets were moved by.
    """
    for (scope, name, year), amount in typed.items():
        rule = pack.fact_rules.get(name)
        if scope or rule is None:
            continue
        whole = typed.get(("", rule.part_of, year))
        if whole is not None:
            yield Pair(amount, whole, _NONE, _NONE, 1.0)
        for witness in rule.witnesses:
            formula = parse_formula(witness.formula, name, pack.known_facts)
            found = {key: facts.get(key[0], year + key[1]) for key in formula.facts}
            known = {key: fact for key, fact in found.items() if fact is not None}
            if len(known) < len(found):
                continue
            figures = {key: fact.value for key, fact in known.items()}
            value = float(formula.evaluate(lambda *key, of=figures: of[key]).value)
            off = witness.within
            bounds = {f: (off, off) for f in FACTORS if f > off * off}
            at = tuple(fact.source for fact in known.values())
            what = f"{witness.formula}所得"
            yield Pair(amount, Amount(what, value, at[0], rests_on=at), bounds, bounds)
    moved = [
        (abs(record.adjusted - task.budget), record.adjusted_source or record.source)
        for record in facts.tasks
        for task in declaration.tasks
        if task.name == record.name and record.adjusted is not None and task.budget is not None
    ]
    changed = typed.get(("", "预算调整数", declaration.year))
    if changed is not None and moved:
        at = tuple(source for _, source in moved)
        total = math.fsum(by for by, _ in moved)
        own = Amount("各项任务预算增减之和", total, at[0], rests_on=at)
        yield Pair(changed, own, _PLANNED, _PLANNED)


def _quotient(node: Node) -> tuple[Name, Name] | None:
    """The two figures of one year whose quotient a formula is, times 100 % or not."""
    if isinstance(node, Binary) and node.operator == "×" and isinstance(node.right, Number):
        node = node.left
    if not isinstance(node, Binary) or node.operator != "/":
        return None
    match node.left, node.right:
        case Name() as part, Name() as whole if part.shift == whole.shift:
            return part, whole
    return None


def task_pairs(facts: Facts, declaration: Declaration) -> Iterator[Pair]:
    """Each task's amounts against its budget in the form, and its spending against its budget."""
    declared = {task.name: task for task in declaration.tasks}
    for record in facts.tasks:
        adjusted, spent = _amounts_of(record)
        task = declared.get(record.name)
        budget = None
        if task is not None and task.budget is not None:
            what = f"任务“{task.name}”的申报预算"
            budget = Amount(what, task.budget, task.budget_source or task.source, printed=True)
        if adjusted is not None and budget is not None:
            yield Pair(adjusted, budget, _RAISED, _PLANNED)
        for whole in (budget, adjusted):
            if spent is not None and whole is not None:
                yield Pair(spent, whole, _PART, _UNSPENT, _OVERSPENT)


def _amounts_of(record: TaskRecord) -> tuple[Amount | None, Amount | None]:
    return (
        _amount_of(record, "调整后预算", record.adjusted, record.adjusted_source),
        _amount_of(record, "实际支出", record.spent, record.spent_source),
    )


def _amount_of(
    record: TaskRecord, word: str, value: float | None, source: Source | None
) -> Amount | None:
    if value is None or source is None:
        return None
    return Amount(f"任务“{record.name}”的{word}", value, source, confirmed=record.confirmed)
