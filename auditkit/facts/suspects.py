"""Suspect figures (存疑数): amounts that differ by 10,000, 1,000 or 100 from what they belong to.

The commonest slip of all is 元 typed for 万元. Each typed amount is held against last year's, its
part and its whole, the form's tasks and their total, and the final accounts. What is suspect is
used nowhere until somebody corrects it, or confirms it in the workbook (确认: 属实). No document
lays the bounds down: they are this program's convention, wide for 10,000, narrow for 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from auditkit.errors import Issue, IssueKind
from auditkit.facts.extracts.joining import SOURCES_DIFFER
from auditkit.facts.facts import Facts, TaskRecord
from auditkit.facts.witnesses import (
    AGREE,
    Amount,
    Key,
    Pair,
    declared_budget,
    item_pairs,
    task_pairs,
)
from auditkit.facts.workbook.counts import ADJUSTED, SPENT
from auditkit.facts.workbook.layout import CONFIRMED
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated, plain

SUSPECT = IssueKind("F21", "金额相差约一万倍、一千倍或一百倍，存疑，更正或确认前不采用")
# So far from 10,000, 1,000 or 100 the true quotient is told.
_ABOUT = 1.5
# Below this a part is told to exceed its whole, not how many times.
_MANY = 20
# No amount of a department is so many times its budget.
BEYOND = 300.0


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
        small, large = sorted((one.value, other.value))
        quotient = large / small
        off = max(quotient / self.factor, self.factor / quotient)
        count = self.factor if off < _ABOUT else round(quotient)
        times = f"{count:,}倍" if one.value > other.value else f"1/{count:,}"
        about = f"约为{other.what}{plain(other.value, 2)}万元（{other.source}）的{times}"
        if self.factor < _MANY:
            about = (
                f"大于{other.what}{plain(other.value, 2)}万元（{other.source}），而它只是其中一部分"
            )
        likely = "单位或小数点有误"
        if self.factor == 10_000:
            likely = "以元填写" if one.value > other.value else "以亿元填写"
        what = f"{one.what}{plain(one.value, 2)}万元{about}，疑似{likely}"
        remedy = f"请更正；确实如此的，在“确认”栏选“{CONFIRMED}”。此前不采用这个数"
        return SUSPECT(one.source, what, f"{one.value:.12g}", remedy, grave=True)


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
    told = (_unused(issue, facts, held) for issue in facts.issues)
    issues = (*told, *(s.issue for s in found))
    reasons = {
        (scope, name, year): f"{dated(name, year)}存疑（{at}），更正或确认前不采用"
        for (scope, name, year), at in held.items()
    }
    return replace(facts, items=items, tasks=tasks, issues=issues, held={**facts.held, **reasons})


def _unused(issue: Issue, facts: Facts, held: Mapping[Key, Source]) -> Issue:
    """What was said of a figure in two files, where neither of the two is used any more."""
    if issue.code != SOURCES_DIFFER.code:
        return issue
    here = {(f.scope, f.name, f.year) for f in facts.items if f.source == issue.source}
    if not here & held.keys():
        return issue
    return replace(issue, remedy="两处的数存疑，都没有采用；请查明差异，更正有误的一处")


def suspects(
    facts: Facts, declaration: Declaration, pack: RulePack, published: Facts
) -> tuple[Suspect, ...]:
    """The suspect amounts, each once, in the order of their sheets.

    Of two that do not fit, the suspect is the one that fewer others speak for, else the larger.
    """
    typed = typed_amounts(facts, published)
    found = _conflicts(list(task_pairs(facts, declaration)))
    # A sum with a suspect part says nothing of the figure beside it.
    whole = facts if not found else replace(facts, tasks=())
    found |= _conflicts(list(item_pairs(typed, whole, declaration, pack, published)))
    for one in _beyond(typed, declaration, found):
        found.setdefault(one.amount.source, one)
    return tuple(sorted(found.values(), key=lambda one: _place(one.amount.source)))


def _place(source: Source) -> tuple[str, str, int, str]:
    """The order in which a workbook is read: sheet, row, column."""
    sheet, _, cell = source.place.partition("!")
    row = "".join(filter(str.isdigit, cell.partition(",")[0].partition(":")[0]))
    return source.file, sheet, int(row or 0), cell


def _conflicts(given: Sequence[Pair]) -> dict[Source, Suspect]:
    """The suspect of each pair that does not fit, by its cell."""
    pairs = [pair for pair in given if pair.one.value > 0 and pair.other.value > 0]
    found: dict[Source, Suspect] = {}
    # What a document prints decides first, what is worked out from other figures last; a suspect
    # says nothing against others.
    for pair in sorted(pairs, key=lambda pair: (not pair.other.printed, pair.other.derived)):
        at = {pair.one.source, pair.other.source, *pair.other.rests_on}
        factor = 0 if at & found.keys() or pair.confirmed else pair.factor
        if factor:
            wrong, right, certain = _wrong_first(pair, pairs)
            found[wrong.source] = Suspect(wrong, right, factor, certain)
    return found


def typed_amounts(facts: Facts, published: Facts) -> dict[Key, Amount]:
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


def _wrong_first(pair: Pair, pairs: Iterable[Pair]) -> tuple[Amount, Amount, bool]:
    """The two amounts of a pair, the less spoken for first, and whether that decides; a printed
    one never comes first.
    """
    if pair.other.printed or pair.other.derived:
        return pair.one, pair.other, True
    large, small = sorted((pair.one, pair.other), key=lambda amount: -amount.value)
    support = {large: 0, small: 0}
    for other, amount in product(pairs, support):
        if other.agree and amount in (other.one, other.other):
            support[amount] += 1
    certain = support[small] != support[large]
    return (small, large, True) if support[small] < support[large] else (large, small, certain)


def _beyond(
    typed: Mapping[Key, Amount], declaration: Declaration, found: Mapping[Source, Suspect]
) -> Iterator[Suspect]:
    """Amounts hundreds of times the form's budget, where 预算数 shows that it is the whole one."""
    total, stated = declared_budget(declaration), typed.get(("", "预算数", declaration.year))
    if not total or stated is None or not stated.value > 0:
        return
    if stated.source not in found and not 1 / AGREE <= stated.value / total <= AGREE:
        return
    at = declaration.total.source if declaration.total else declaration.tasks[0].source
    whole = Amount("申报表任务预算合计", total, at)
    for amount in typed.values():
        if amount.value > BEYOND * total and not amount.confirmed:
            yield Suspect(amount, whole, round(amount.value / total))


def _without(record: TaskRecord, cells: set[Source]) -> TaskRecord:
    return replace(
        record,
        adjusted=None if record.adjusted_source in cells else record.adjusted,
        spent=None if record.spent_source in cells else record.spent,
    )
