"""How far each indicator's value can be relied on, in five statements and a verdict.

After GAO-20-283G (Assessing Data Reliability): where the data come from, how they were verified,
how exact they have to be for their use, what limits them, and whether they are reliable enough
for this purpose, with reservations, or cannot be judged.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from auditkit.assessment.assessed import Assessed
from auditkit.facts.accounts import Accounts
from auditkit.facts.accounts.differences import differences_of
from auditkit.facts.extracts.joining import confirmed
from auditkit.facts.facts import Fact, Facts
from auditkit.facts.unwitnessed import unwitnessed
from auditkit.files.grid import Source
from auditkit.findings.review.surveys import too_few
from auditkit.form.declaration import Declaration
from auditkit.rules.gathering import JUDGED, SURVEYED, TASKS
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated, show_value

Verdict = Literal["可靠", "有保留", "不能判断"]


@dataclass(frozen=True, slots=True)
class Reliability:
    """The statements on one indicator: 来源, 核对, 所需精度, 局限, and 结论."""

    indicator: str
    source: str
    verified: str
    accuracy: str
    limits: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the figures: accounts, other confirmations, and where nothing does."""

    file: str
    published: Collection[tuple[str, int]]
    differing: Collection[tuple[str, int]]
    seconded: Collection[int]
    bare: Mapping[Source, tuple[str, ...]]


def reliabilities(
    rows: Sequence[Assessed],
    facts: Facts,
    pack: RulePack,
    accounts: Accounts | None,
    declaration: Declaration,
) -> tuple[Reliability, ...]:
    """One for each indicator, in the form's order."""
    published: set[tuple[str, int]] = set()
    differing: set[tuple[str, int]] = set()
    if accounts is not None:
        published = {(fact.name, fact.year) for fact in accounts.facts}
        differing = {(d.typed.name, d.typed.year) for d in differences_of(facts, accounts)}
    file = accounts.file if accounts else ""
    seconded = {id(facts.get(name, year, scope)) for scope, name, year in confirmed(facts)}
    printed = Facts(tuple(accounts.facts)) if accounts else Facts(())
    bare = unwitnessed(facts, declaration, pack, printed)
    beside = _Beside(file, published, differing, seconded, bare)
    return tuple(_of(row, facts, pack, beside) for row in rows)


def _of(row: Assessed, facts: Facts, pack: RulePack, beside: _Beside) -> Reliability:
    file, published, seconded = beside.file, beside.published, beside.seconded
    used = [fact for fact in row.facts.values() if fact is not None]
    if row.status == "不适用":
        return Reliability(row.name, "不适用", "", "", "审计人员标明不适用，不作评价", "不能判断")
    if not used or math.isnan(row.value):
        why = row.reason or "没有取得数据"
        return Reliability(row.name, _source(used), "", "", why, "不能判断")
    untold = [fact for fact in used if not fact.stated and fact.source.file != file]
    keys = {(fact.name, fact.year) for fact in used}
    limits = _limits(row, facts, pack, untold)
    limits += _unwitnessed((fact for fact in used if fact.source.file != file), facts, row, beside)
    told = [fact for fact in used if fact not in untold]
    printed = [f for f in used if f.source.file == file or (f.name, f.year) in published]
    agreed = all(f in printed or id(f) in seconded for f in used)
    differ = keys & set(beside.differing)
    if differ:
        limits.insert(0, f"{'、'.join(sorted(name for name, _ in differ))}与部门决算不一致")
    if len(printed) == len(used) or not agreed or differ:
        verified = _verified(row, agreed and not differ, bool(differ))
    else:
        verified = "与另一来源的取数一致" + ("，其余与公布的部门决算一致" if printed else "")
    sound = not limits and (agreed or row.rule.gathering is JUDGED)
    if len(untold) == len(used) and row.rule.gathering.typed:
        verdict: Verdict = "不能判断"
    elif sound and told:
        verdict = "可靠"
    else:
        verdict = "有保留"
        if not limits:
            limits.append("没有与部门决算或原始凭证核对")
    return Reliability(
        row.name, _source(used), verified, _accuracy(row), "；".join(limits), verdict
    )


def _source(used: Sequence[Fact]) -> str:
    """Each place with what people stated of it."""
    places = dict.fromkeys(
        f"{f.source}{f'（{f.stated}）' if f.stated else '（未注明来源）'}" for f in used
    )
    return "；".join(places) if places else "没有取得"


def _verified(row: Assessed, agreed: bool, differ: bool) -> str:
    if differ:
        return "与部门决算核对，不一致"
    if agreed:
        return "与公布的部门决算一致，决算内部已作勾稽"
    if row.rule.gathering is JUDGED:
        return "逐条标准评价，佐证材料逐条列示"
    if row.rule.gathering is SURVEYED:
        return "各种回答之和与有效份数相符"
    if row.rule.gathering is TASKS:
        return "任务名称与申报表逐项核对，按对应任务加总"
    return "核对了名称、单位、年度和格式，按算式复算"


def _accuracy(row: Assessed) -> str:
    """How exact the figures have to be: whether their rounding reaches the target."""
    if row.goal.unit == "日期" or math.isnan(row.goal.value) or math.isnan(row.low):
        return "不涉及舍入"
    if row.low == row.high:
        return "整数计数，没有舍入误差"
    reach = f"{show_value(row.low, row.unit)}至{show_value(row.high, row.unit)}"
    told = "可能改变结论，精度不够" if row.critical else "不改变结论，精度足够"
    return f"舍入误差之内在{reach}，{told}"


def _unwitnessed(used: Iterable[Fact], facts: Facts, row: Assessed, beside: _Beside) -> list[str]:
    """Which amounts of an indicator have nothing beside them that would show a slip of unit."""
    named = [(dated(fact.name, fact.year), fact.source) for fact in used]
    for task in facts.tasks if row.rule.gathering is TASKS else ():
        if row.name in task.serves:
            cells = (task.adjusted_source, task.spent_source)
            named += [(f"任务“{task.name}”的金额", at) for at in cells if at]
    return [
        f"{name}无佐证（{'、'.join(beside.bare[at])}，没有别的数能看出来；上年数或决算所列同一数可作佐证）"
        for name, at in dict.fromkeys(named)
        if at in beside.bare
    ]


def _limits(row: Assessed, facts: Facts, pack: RulePack, untold: Sequence[Fact]) -> list[str]:
    said: list[str] = []
    if untold:
        said.append(f"{len(untold)}个数没有注明来源")
    if row.critical:
        said.append("舍入误差可能使结论相反")
    if row.rule.gathering is SURVEYED:
        if row.sample is not None and too_few(row.sample, pack):
            said.append("样本过少")
        crosses = row.status == "不能断定" and not row.critical
        said.append("抽样误差跨过指标值" if crosses else "抽样方法未知")
    if row.rule.gathering is TASKS:
        said.append("以支出代替工作的完成")
    if row.rule.gathering is JUDGED:
        bare = [j for j in facts.judged if j.scope == row.name and not j.evidence]
        if bare:
            said.append(f"{len(bare)}条标准没有佐证材料")
    if row.rule.gathering.typed:
        said.append("没有算式，无法复算")
    return said
