"""Suspect figures (存疑数): amounts that differ by 10,000, 1,000 or 100 from what they belong to.

The commonest slip of all is 元 typed for 万元. Each typed amount is held against last year's, its
part and its whole, the form's tasks and their total, and the final accounts. What is suspect is
used nowhere until somebody corrects it, or confirms it in the workbook (确认: 属实). No document
lays the bounds down: they are this program's convention, wide for 10,000, narrow for 100.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from auditkit.errors import Issue, IssueKind
from auditkit.facts.facts import Facts, TaskRecord
from auditkit.facts.workbook.counts import ADJUSTED, SPENT
from auditkit.facts.workbook.layout import CONFIRMED
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.form.gathering import rule_of
from auditkit.formula.tree import Binary, Name, Node, Number
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated, plain

SUSPECT = IssueKind("F21", "金额相差约一万倍、一千倍或一百倍，存疑，更正或确认前不采用")


_Key = tuple[str, str, int]
# Factor → how far below and above it a quotient is still taken for it, by what is compared.
_Bounds = Mapping[int, tuple[float, float]]
_SAME: _Bounds = {10_000: (3.0, 3.0), 1_000: (1.02, 1.02), 100: (1.02, 1.02)}
_EXACT: _Bounds = dict.fromkeys((10_000, 1_000, 100), (1.0001, 1.0001))
_PLANNED: _Bounds = {10_000: (3.0, 3.0), 1_000: (1.35, 1.35), 100: (1.35, 1.35)}
_YEAR: _Bounds = {10_000: (3.0, 3.0), 1_000: (1.35, 1.35), 100: (1.2, 1.2)}
# What comes and goes from year to year may well be a hundred times what it was.
_FITFUL_YEAR: _Bounds = {10_000: (3.0, 3.0), 1_000: (1.15, 1.15), 100: (1.15, 1.15)}
_FITFUL = ("调整", "追加", "结转", "结余", "变动", "增长", "节约", "新增")
_AIMED: _Bounds = {10_000: (3.0, 3.0)}
# A part is at most its whole, and mostly not far below it.
_PART: _Bounds = {10_000: (8.0, 3.0), 1_000: (1.6, 1.25), 100: (1.6, 1.2)}
_WHOLE: _Bounds = {10_000: (1.2, 3.0), 1_000: (1.05, 1.5), 100: (1.05, 1.35)}
# Next to nothing may have been spent on a task.
_UNSPENT: _Bounds = {10_000: (1.05, 1.5)}
_NONE: _Bounds = {}
# Quotients within which two amounts speak for each other.
_AGREE = 12.0
# No amount of a department is so many times its budget.
_BEYOND = 300.0
# Below this, in 万元, a hundredfold is nothing.
_LEAST = 1.0


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in 万元 with its place; what is `printed` in a document is taken as it is."""

    what: str
    value: float
    source: Source
    key: _Key | None = None
    confirmed: bool = False
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Suspect:
    """An amount beside the one that it does not fit; `factor` is their quotient, rounded.

    Unless it is `certain` which of the two is wrong, neither is used.
    """

    amount: Amount
    beside: Amount
    factor: int
    certain: bool = True

    @property
    def issue(self) -> Issue:
        """The problem to be put right, with both places."""
        one, other = self.amount, self.beside
        times = f"{self.factor:,}倍" if one.value > other.value else f"1/{self.factor:,}"
        likely = "单位或小数点有误"
        if self.factor == 10_000:
            likely = "以元填写" if one.value > other.value else "以亿元填写"
        what = (
            f"{one.what}{plain(one.value, 2)}万元约为{other.what}{plain(other.value, 2)}万元"
            f"（{other.source}）的{times}，疑似{likely}"
        )
        remedy = f"请更正；确实如此的，在“确认”栏选“{CONFIRMED}”。此前不采用这个数"
        return SUSPECT(one.source, what, f"{one.value:.12g}", remedy, grave=True)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two amounts, and by what factors they must not differ: first above second, second above."""

    one: Amount
    other: Amount
    above: _Bounds
    below: _Bounds

    @property
    def confirmed(self) -> bool:
        return self.one.confirmed or self.other.confirmed

    @property
    def agree(self) -> bool:
        related = self.above is not _EXACT
        return related and 1 / _AGREE <= self.one.value / self.other.value <= _AGREE

    @property
    def factor(self) -> int:
        """The factor that they differ by, 0 for none."""
        small, large = sorted((self.one.value, self.other.value))
        bounds = self.above if self.one.value > self.other.value else self.below
        quotient = large / small
        for factor, (under, over) in bounds.items():
            if factor / under <= quotient <= factor * over:
                return factor if factor == 10_000 or small >= _LEAST else 0
        return 0


def without_suspects(
    facts: Facts, declaration: Declaration, pack: RulePack, published: Facts
) -> Facts:
    """The facts less what is suspect among them: each an issue 须更正, and held back until then.

    `published` are the figures of the final accounts. A sum over tasks is held back with any of
    its parts, and what was published under the name of a figure with it.
    """
    found = suspects(facts, declaration, pack, published)
    if not found:
        return facts
    doubted = [one for s in found for one in (s.amount, *(() if s.certain else (s.beside,)))]
    cells = {one.source for one in doubted}
    held = {one.key: one.source for one in doubted if one.key}
    tasks = tuple(_without(record, cells) for record in facts.tasks)
    for before, after in zip(facts.tasks, tasks, strict=True):
        for name, was, now, at in (
            (ADJUSTED, before.adjusted, after.adjusted, before.adjusted_source),
            (SPENT, before.spent, after.spent, before.spent_source),
        ):
            if was is not None and now is None and at is not None:
                held |= {(scope, name, declaration.year): at for scope in before.serves}
    items = tuple(f for f in facts.items if (f.scope, f.name, f.year) not in held)
    issues = (*facts.issues, *(s.issue for s in found))
    reasons = {
        (scope, name, year): f"{dated(name, year)}存疑（{at}），更正或确认前不采用"
        for (scope, name, year), at in held.items()
    }
    return replace(facts, items=items, tasks=tasks, issues=issues, held={**facts.held, **reasons})


def suspects(
    facts: Facts, declaration: Declaration, pack: RulePack, published: Facts
) -> tuple[Suspect, ...]:
    """The suspect amounts, each once, in the order of their sheets.

    Of two that do not fit, the suspect is the one that fewer others speak for, else the larger.
    """
    typed = _typed(facts, published)
    found = _conflicts(list(_tasks(facts, declaration)))
    # A sum with a suspect part says nothing of the figure beside it.
    whole = facts if not found else replace(facts, tasks=())
    found |= _conflicts(
        [
            *_over_years(typed, declaration, published),
            *_against_the_form(typed, whole, declaration),
            *_shares(typed, declaration, pack),
        ]
    )
    for one in _beyond(typed, declaration, found):
        found.setdefault(one.amount.source, one)
    return tuple(sorted(found.values(), key=lambda one: _place(one.amount.source)))


def _place(source: Source) -> tuple[str, str, int, str]:
    """The order in which a workbook is read: sheet, row, column."""
    sheet, _, cell = source.place.partition("!")
    row = "".join(filter(str.isdigit, cell.partition(",")[0].partition(":")[0]))
    return source.file, sheet, int(row or 0), cell


def _conflicts(given: Sequence[_Pair]) -> dict[Source, Suspect]:
    """The suspect of each pair that does not fit, by its cell."""
    pairs = [pair for pair in given if pair.one.value > 0 and pair.other.value > 0]
    found: dict[Source, Suspect] = {}
    # What a document prints decides first; then a suspect says nothing against others.
    for pair in sorted(pairs, key=lambda pair: not pair.other.printed):
        at = {pair.one.source, pair.other.source}
        factor = 0 if at & found.keys() or pair.confirmed else pair.factor
        if factor:
            wrong, right, certain = _wrong_first(pair, pairs)
            found[wrong.source] = Suspect(wrong, right, factor, certain)
    return found


def _typed(facts: Facts, published: Facts) -> dict[_Key, Amount]:
    """The amounts that somebody typed, the department's own and those of one indicator."""
    ours = {id(fact) for fact in published.items}
    return {
        key: Amount(dated(fact.name, fact.year), fact.value, fact.source, key, fact.confirmed)
        for fact in facts.items
        if fact.unit == "万元"
        and id(fact) not in ours
        and fact.name not in (ADJUSTED, SPENT)
        and facts.get(fact.name, fact.year, fact.scope) is fact
        for key in [(fact.scope, fact.name, fact.year)]
    }


def _over_years(
    typed: Mapping[_Key, Amount], declaration: Declaration, published: Facts
) -> Iterator[_Pair]:
    """Each amount against last year's, the accounts', and the amount declared as its target."""
    for (scope, name, year), amount in typed.items():
        if (before := typed.get((scope, name, year - 1))) is not None:
            bounds = _FITFUL_YEAR if any(word in name for word in _FITFUL) else _YEAR
            yield _Pair(amount, before, bounds, bounds)
        told = published.get(name, year) if not scope else None
        if told is not None and told.unit == "万元":
            what = f"决算所列{dated(name, year)}"
            printed = Amount(what, told.value, told.source, printed=True)
            yield _Pair(amount, printed, _SAME, _SAME)
        aimed = declaration.indicator(scope) if scope else None
        if aimed is not None and aimed.target.unit == "万元" and aimed.target.value:
            target = Amount(f"“{scope}”的指标值", aimed.target.value, aimed.source, printed=True)
            yield _Pair(amount, target, _AIMED, _AIMED)


def _against_the_form(
    typed: Mapping[_Key, Amount], facts: Facts, declaration: Declaration
) -> Iterator[_Pair]:
    """预算数 and 预算执行数 against the tasks; any amount against multiples of their total."""
    records = facts.tasks
    if (whole := _declared(declaration)) is not None and declaration.tasks:
        at = declaration.total.source if declaration.total else declaration.tasks[0].source
        budget = Amount("申报表任务预算合计", whole, at, printed=True)
        for each in typed.values():
            yield _Pair(each, budget, _EXACT, _EXACT)
    for name, word, sums in (
        ("预算数", "申报表任务预算合计", [_declared(declaration)]),
        ("预算数", "任务调整后预算合计", [_sum(r.adjusted for r in records)]),
        ("预算执行数", "任务实际支出合计", [_sum(r.spent for r in records)]),
    ):
        amount = typed.get(("", name, declaration.year))
        for total in sums:
            if amount is None or total is None or not declaration.tasks:
                continue
            at = declaration.total.source if declaration.total else declaration.tasks[0].source
            place = records[0].source if word != "申报表任务预算合计" else at
            yield _Pair(amount, Amount(word, total, place, printed=True), _SAME, _SAME)


def _declared(declaration: Declaration) -> float | None:
    return _sum(task.budget for task in declaration.tasks)


def _sum(amounts: Iterable[float | None]) -> float | None:
    known = list(amounts)
    if not known or any(amount is None for amount in known):
        return None
    return math.fsum(amount for amount in known if amount is not None)


def _shares(
    typed: Mapping[_Key, Amount], declaration: Declaration, pack: RulePack
) -> Iterator[_Pair]:
    """Part and whole of each declared rate of one year: 预算执行数 of 预算数."""
    for indicator in declaration.indicators:
        rule = rule_of(indicator, pack)
        names = _quotient(pack.formula(rule).root) if rule.gathering.shared else None
        if names is None:
            continue
        part, whole = (typed.get(("", n.fact, declaration.year + n.shift)) for n in names)
        if part is not None and whole is not None and part.key != whole.key:
            yield _Pair(part, whole, _PART, _WHOLE if rule.direction in ("≥", "=") else _NONE)


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


def _tasks(facts: Facts, declaration: Declaration) -> Iterator[_Pair]:
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
            yield _Pair(adjusted, budget, _PLANNED, _PLANNED)
        for whole in (budget, adjusted):
            if spent is not None and whole is not None:
                yield _Pair(spent, whole, _PART, _UNSPENT)


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


def _wrong_first(pair: _Pair, pairs: Iterable[_Pair]) -> tuple[Amount, Amount, bool]:
    """The two amounts of a pair, the less spoken for first, and whether that decides; a printed
    one never comes first.
    """
    if pair.other.printed:
        return pair.one, pair.other, True
    large, small = sorted((pair.one, pair.other), key=lambda amount: -amount.value)
    support = {large: 0, small: 0}
    for other, amount in product(pairs, support):
        if other.agree and amount in (other.one, other.other):
            support[amount] += 1
    certain = support[small] != support[large]
    return (small, large, True) if support[small] < support[large] else (large, small, certain)


def _beyond(
    typed: Mapping[_Key, Amount], declaration: Declaration, found: Mapping[Source, Suspect]
) -> Iterator[Suspect]:
    """Amounts hundreds of times the form's budget, where 预算数 shows that it is the whole one."""
    total, stated = _declared(declaration), typed.get(("", "预算数", declaration.year))
    if not total or stated is None or not stated.value > 0:
        return
    if stated.source not in found and not 1 / _AGREE <= stated.value / total <= _AGREE:
        return
    at = declaration.total.source if declaration.total else declaration.tasks[0].source
    whole = Amount("申报表任务预算合计", total, at)
    for amount in typed.values():
        if amount.value > _BEYOND * total and not amount.confirmed:
            yield Suspect(amount, whole, round(amount.value / total))


def _without(record: TaskRecord, cells: set[Source]) -> TaskRecord:
    return replace(
        record,
        adjusted=None if record.adjusted_source in cells else record.adjusted,
        spent=None if record.spent_source in cells else record.spent,
    )
