"""This year held against the year before: its targets, its figures, its results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditkit.assessment.computation import Computation
from auditkit.assessment.surveys import sample_of
from auditkit.assessment.yardstick import Goal
from auditkit.facts.accounts.differences import agree
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rows import target_cell, wanted
from auditkit.findings.standard import REVIEW, TRACEABLE
from auditkit.form.declaration import Declaration
from auditkit.formula.tolerance import NOISE
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated, plain, points_apart, show_value

_UP, _DOWN = ("≥", ">"), ("≤", "<")


# fmt: off
BELOW_REACHED = FindingKind(
    "Y01", "指标值低于上年已达到的水平", "一般",
    REVIEW.about("适当性，指标值应以上年实际为基础"),
    "照上年水平即可达标。",
    "说明低于上年实际的理由；没有理由的，提高指标值。",
)
TARGET_LOOSENED = FindingKind(
    "Y02", "指标值比上年放宽", "一般", REVIEW.about("适当性，目标应与上年衔接"),
    "要求比上年降低，更容易达标。",
    "说明放宽的理由和依据；没有理由的，恢复或提高指标值。",
)
FIGURE_JUMPED = FindingKind(
    "Y03", "数据比上年变动异常", "提示", "分析性复核：同一数据项两年之间的大幅变动应有合理解释",
    "可能有重大事项、口径变化或填报错误，影响所涉指标的结果。",
    "查明变动的原因，核对两年的口径和出处。",
)
RESULT_JUMPED = FindingKind(
    "Y04", "指标结果比上年变动异常", "提示",
    "分析性复核：同一指标两年之间的大幅变动应有合理解释",
    "可能有重大事项、口径变化或填报错误。",
    "查明变动的原因，核对两年的口径、数据和计算。",
)
RESTATED = FindingKind(
    "Y05", "上年数与上年资料不符", "重要", TRACEABLE + "本年所用的上年数应与上年资料一致",
    "以上年数为基数的指标可能因此改变；本次按本年资料所填的上年数计算。",
    "查明差异的原因：上年数经调整的说明依据，填错的更正。",
)
# fmt: on


@dataclass(frozen=True)
class PastYear:
    """What lies in the folder of the year before, computed by the rules of its own audit."""

    declaration: Declaration
    facts: Facts
    computed: Sequence[Computation]

    @property
    def year(self) -> int:
        """The year before the one audited."""
        return self.declaration.year

    def source(self, source: Source) -> Source:
        """A place of last year's file, which may bear the name of one of this year's."""
        return replace(source, file=past_name(self.year, source.file))


def past_name(year: int, file: str) -> str:
    """How a file of an earlier year is called among the inputs of this one."""
    return f"{year}年度/{file}"


def on_past(
    facts: Facts,
    pack: RulePack,
    computed: Sequence[Computation],
    past: PastYear | None,
    explained: frozenset[str],
) -> Iterator[Finding]:
    """Y01 to Y05; Y03 even without last year's folder, as this year's files state both years.

    `explained` names the indicators whose change another finding reports already.

    预算法第三十二条 (Y01, Y02), 可复核 (Y03 to Y05); the bounds are the pack's `review`.
    """
    year = computed[0].year if computed else None
    if past:
        for c, then in _pairs(computed, past.computed):
            if then.goal.unit == c.goal.unit:
                yield from _looser(c, then, past, pack)
                yield from _result(c, then, past, pack)
    if year is not None:
        yield from _figures(year, facts, pack, computed, past, explained)
        if past:
            yield from _restated(year, facts, past)


def _pairs(
    now: Sequence[Computation], then: Sequence[Computation]
) -> Iterator[tuple[Computation, Computation]]:
    """Each indicator with itself of the year before: of one name and group, first with first.

    One that changed its group is known by a name that stands but once in either year.
    """
    groups, old_groups = _by(now, _group), _by(then, _group)
    names, old_names = _by(now, _name), _by(then, _name)
    for c in now:
        here, there = groups[_group(c)], old_groups.get(_group(c), [])
        if there:
            # Where one of several has come or gone, nobody knows which.
            if len(here) == len(there):
                yield c, there[next(i for i, same in enumerate(here) if same is c)]
        elif len(names[_name(c)]) == len(old_names.get(_name(c), [])) == 1:
            yield c, old_names[_name(c)][0]


def _name(c: Computation) -> tuple[str, ...]:
    return (c.rule.name,)


def _group(c: Computation) -> tuple[str, ...]:
    return (c.rule.name, c.indicator.level1, c.indicator.level2)


def _by(
    computed: Sequence[Computation], key: Callable[[Computation], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Computation]]:
    grouped: dict[tuple[str, ...], list[Computation]] = {}
    for c in computed:
        grouped.setdefault(key(c), []).append(c)
    return grouped


def _is_change(c: Computation) -> bool:
    """Whether it is a change against the year before, which is no level that one keeps."""
    return any(shift < 0 for _, shift in c.facts)


def _below(goal: Goal, level: float, by: float) -> float:
    """How much looser the target is than a level, beyond `by`; 0 where it is not."""
    if goal.sign in _UP:
        gap = level - goal.value
    elif goal.sign in _DOWN:
        gap = goal.value - level
    else:
        return 0.0
    slack = by if goal.unit == "%" else by * abs(level)
    return gap if gap > slack + NOISE else 0.0


def _borne_out(goal: Goal, then: Computation) -> bool:
    """Whether last year's sample, if it had one, bears that the target lies below what was reached.

    Its interval must lie wholly on the better side, as for 不能断定 (convention).
    """
    sample = sample_of(then)
    return sample is None or _below(goal, sample.low if goal.sign in _UP else sample.high, 0.0) > 0


def _looser(c: Computation, then: Computation, past: PastYear, pack: RulePack) -> Iterator[Finding]:
    """One remark: what was reached tells more than what was aimed at."""
    goal, by = c.goal, pack.review.looser
    if goal.problem or math.isnan(goal.value) or goal.unit == "日期":
        return
    if goal.usual or then.goal.usual:
        return  # nobody declared it, so nobody loosened it
    if c.rule.gathering.judged or c.indicator.target.kind != "quantity":
        return
    name, aim = c.indicator.name, wanted(goal.sign, goal.value, goal.unit)
    at = [target_cell(c.indicator), past.source(target_cell(then.indicator))]
    aimed = then.goal
    lowered = (
        then.indicator.target.kind == "quantity"
        and aimed.sign in (_UP if goal.sign in _UP else _DOWN)
        and _below(goal, aimed.value, by) > 0
    )
    also = f"；上年指标值为{wanted(aimed.sign, aimed.value, aimed.unit)}" if lowered else ""
    kept = not _is_change(c) and then.status is None and _borne_out(goal, then)
    if kept and (gap := _below(goal, then.value, by)):
        used = [past.source(fact.source) for fact in then.facts.values() if fact is not None]
        text = (
            f"{c.year}年指标值为{aim}，{past.year}年实际已达{then.shown}，"
            f"放宽{points_apart(gap, 0.0, goal.unit)}{also}。"
        )
        yield BELOW_REACHED(name, text, [*at, *used], row=c.indicator.source)
    elif lowered:
        text = (
            f"{c.year}年指标值为{aim}，{past.year}年为"
            f"{wanted(aimed.sign, aimed.value, aimed.unit)}，"
            f"放宽{points_apart(goal.value, aimed.value, goal.unit)}。"
        )
        yield TARGET_LOOSENED(name, text, at, row=c.indicator.source)


def _result(c: Computation, then: Computation, past: PastYear, pack: RulePack) -> Iterator[Finding]:
    if c.status is not None or then.status is not None or _is_change(c):
        return
    if c.rule.gathering.judged or c.goal.unit == "日期":
        return
    by, rate = c.value - then.value, c.goal.unit == "%"
    limit = pack.review.unusual_points if rate else pack.review.unusual * abs(then.value)
    if abs(by) <= limit + NOISE or (not rate and then.value == 0):
        return
    how = "提高" if by > 0 else "下降"
    apart = points_apart(c.value, then.value, c.goal.unit)
    share = "" if rate else f"（{abs(by / then.value) * 100:.2f}%）"
    bound = f"{plain((pack.review.unusual_points if rate else pack.review.unusual) * 100)}"
    text = (
        f"{past.year}年{then.shown}，{c.year}年{c.shown}，{how}{apart}{share}，"
        f"界限{bound}{'个百分点' if rate else '%'}。"
    )
    at = [fact.source for fact in c.facts.values() if fact is not None]
    old = [past.source(fact.source) for fact in then.facts.values() if fact is not None]
    yield RESULT_JUMPED(c.indicator.name, text, [*at, *old], row=c.indicator.source)


def _figures(
    year: int,
    facts: Facts,
    pack: RulePack,
    computed: Sequence[Computation],
    past: PastYear | None,
    explained: frozenset[str],
) -> Iterator[Finding]:
    told = {
        name
        for c in computed
        if c.indicator.name in explained and _is_change(c)
        for name, _ in c.facts
    }
    seen: set[str] = set()
    for fact in facts:
        if fact.scope or fact.year != year or fact.name in told or fact.name in seen:
            continue
        seen.add(fact.name)
        old, place = facts.get(fact.name, year - 1), None
        if old is None and past is not None:
            old = past.facts.get(fact.name, year - 1)
            place = past.source(old.source) if old else None
        if old is None or old.scope or old.unit != fact.unit or fact.unit == "%":
            continue
        if text := _unusual(fact, old, pack):
            users = [c.indicator.name for c in computed if (fact.name, 0) in c.facts]
            also = f"；用于{'、'.join(dict.fromkeys(users))}" if users else ""
            amount = None
            if fact.unit == "万元":
                amount = Amount(round(abs(fact.value - old.value), 2), "变动", fact.source)
            evidence = [fact.source, place or old.source]
            yield FIGURE_JUMPED(fact.name, f"{text}{also}。", evidence, amount=amount)


def _unusual(fact: Fact, old: Fact, pack: RulePack) -> str:
    by, unit = fact.value - old.value, fact.unit
    figures = "，".join(f"{f.year}年{show_value(f.value, unit)}" for f in (old, fact))
    if old.value == 0:
        return f"{figures}，上年为0" if by else ""
    if abs(by) <= pack.review.unusual * abs(old.value) * (1 + NOISE):
        return ""
    how = "增加" if by > 0 else "减少"
    return (
        f"{figures}，{how}{show_value(abs(by), unit)}（{abs(by / old.value) * 100:.2f}%，"
        f"界限{plain(pack.review.unusual * 100)}%）"
    )


def _restated(year: int, facts: Facts, past: PastYear) -> Iterator[Finding]:
    """Last year's figure as this year's files state it against last year's own files."""
    seen: set[str] = set()
    for fact in facts:
        if fact.scope or fact.year != year - 1 or fact.name in seen:
            continue
        seen.add(fact.name)
        own = past.facts.get(fact.name, year - 1)
        if own is None or own.scope or own.unit != fact.unit:
            continue
        if agree(own, fact):
            continue
        apart = abs(own.value - fact.value)
        text = (
            f"{dated(fact.name, year - 1)}：本年资料列作上年数"
            f"{show_value(fact.value, fact.unit)}，"
            f"上年资料列作本年数{show_value(own.value, own.unit)}，"
            f"相差{show_value(apart, fact.unit)}。"
        )
        amount = Amount(round(apart, 2), "不符", fact.source) if fact.unit == "万元" else None
        evidence = [fact.source, past.source(own.source)]
        yield RESTATED(fact.name, text, evidence, amount=amount)
