"""What an experienced reviewer would remark: on the form itself, and on the results."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import pandas as pd

from auditkit.computation import Computation
from auditkit.declaration import Declaration, DeclaredIndicator
from auditkit.facts import Facts
from auditkit.finding import Finding, gravest_first
from auditkit.findingcodes import finding_of
from auditkit.grid import Source
from auditkit.printed import mismatches, printed_formulas
from auditkit.rulepack import RulePack
from auditkit.wording import plain, short_value, show_value

_CENT = 0.005
# A share or deviation that only binary arithmetic lifts above its threshold is not above it.
_NOISE = 1e-9
_PLACEHOLDER = re.compile(
    r".*(事项|项目|工作|任务|指标)[一二三四五六七八九十\d]+$|.*(XX|××|某某).*"
)
# Shared by so many names that it relates nothing to anything.
_GENERIC = re.compile(
    r"专项|工作|教育|完成率|管理|学校|计划|保障|发展|提升|建设|培训|项目|资金|学生|教师|条件"
)


def findings(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    computed: Sequence[Computation],
    frame: pd.DataFrame,
) -> list[Finding]:
    """All findings, gravest first, then in the order of their codes and of the form."""
    found = [*review(declaration, facts, pack), *results(declaration, pack, computed, frame)]
    return gravest_first(found)


def review(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """Findings on the form itself, before any result is known."""
    yield from _totals(declaration)
    yield from _targets(declaration, pack)
    yield from _names(declaration, pack)
    yield from _large_tasks(declaration, facts, pack)


def results(
    declaration: Declaration,
    pack: RulePack,
    computed: Sequence[Computation],
    frame: pd.DataFrame,
) -> Iterator[Finding]:
    """Findings on computed results: missed, missing, without base, near the edge, too good."""
    for c, row in zip(computed, frame.itertuples(index=False), strict=True):
        evidence = (c.indicator.target_source or c.indicator.source, *_cells(c))
        subject, reason = c.indicator.name, str(row.reason)
        match row.status:
            case "未达标" if declaration.kind == "常用指标值":
                yield finding_of(
                    "R01",
                    subject,
                    f"{reason}。",
                    evidence,
                    criteria="规则包的常用指标值（该部门没有申报表）",
                    effect="低于常用水平；部门自己没有申报指标值。",
                )
            case "未达标":
                yield finding_of("R01", subject, f"{reason}。", evidence)
            case "数据缺失":
                yield finding_of("R02", subject, f"{reason}。", evidence)
            case "不可比":
                yield finding_of("R03", subject, f"{reason}。", evidence)
            case "待评定":
                yield finding_of("R07", subject, f"{reason}。", evidence)
            case "达标" if (far := _too_good(c, pack)) is not None:
                yield finding_of("R05", subject, far, evidence)
        if row.critical:
            yield finding_of("R04", subject, f"{reason}。", evidence)
        if (weak := _weak_survey(row, c, pack)) is not None:
            yield finding_of("R06", subject, weak[0], evidence, effect=weak[1])


def _totals(declaration: Declaration) -> Iterator[Finding]:
    if not declaration.tasks:
        return
    count, budget, fiscal = len(declaration.tasks), declaration.budget, declaration.fiscal
    total = declaration.total
    unread = [task for task in declaration.tasks if task.budget is None]
    some = f"（另有{len(unread)}项任务没有金额）" if unread else ""
    blank = [
        name
        for name, printed in (
            ("合计", total.budget if total else None),
            ("合计中的财政资金", total.fiscal if total else None),
        )
        if printed is None
    ]
    if blank:
        source = total.source if total else declaration.tasks[0].source
        yield finding_of(
            "S01",
            "年度主要任务",
            f"{blank[0]}没有数字；{count}项任务的预算相加为{plain(budget, 2)}万元"
            f"，其中财政资金{plain(fiscal, 2)}万元{some}。",
            [source],
            money=budget,
        )
    for printed, added, name in (
        (total.budget if total else None, budget, "预算合计"),
        (total.fiscal if total else None, fiscal, "财政资金合计"),
    ):
        if printed is not None and total and abs(printed - added) > _CENT:
            yield finding_of(
                "S02",
                name,
                f"{name}印为{plain(printed, 2)}万元，{count}项任务相加为{plain(added, 2)}万元，"
                f"相差{plain(printed - added, 2)}万元{some}。",
                [total.source],
                money=round(abs(printed - added), 2),
            )
    if total and total.budget is not None and total.fiscal is not None:
        above = total.fiscal - total.budget
        if above > _CENT:
            yield finding_of(
                "S03",
                "合计",
                f"预算合计印为{plain(total.budget, 2)}万元，"
                f"其中财政资金印为{plain(total.fiscal, 2)}万元。",
                [total.source],
                money=round(above, 2),
            )
    for task in declaration.tasks:
        if task.budget is None or task.fiscal is None or task.fiscal - task.budget <= _CENT:
            continue
        yield finding_of(
            "S03",
            task.name,
            f"预算合计{plain(task.budget, 2)}万元，其中财政资金{plain(task.fiscal, 2)}万元。",
            [s for s in (task.budget_source, task.fiscal_source) if s],
            money=round(task.fiscal - task.budget, 2),
        )


def _targets(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    printed = [p for p in printed_formulas(declaration, pack) if p.role == "算式"]
    readable = {p.indicator: p for p in printed if p.formula}
    unreadable = {p.indicator: p for p in printed if not p.formula}
    surveyed = {i.level2 for i in declaration.indicators if "问卷" in i.explanation + i.note}
    for indicator in declaration.indicators:
        rule = pack.rule_for(indicator.name, indicator.level2)
        at = [indicator.target_source or indicator.source]
        target = indicator.target
        if _PLACEHOLDER.fullmatch(indicator.name):
            text = f"三级指标印作“{indicator.name}”，没有写明具体事项。"
            yield finding_of("S09", indicator.name, text, [indicator.source])
        if target.kind == "none":
            code, text = (
                ("S05", f"指标值印作“{target.text}”") if target.text else ("S04", "指标值空白")
            )
            yield finding_of(code, indicator.name, f"{text}。", at)
        elif target.kind == "quality" and (indicator.name in readable or rule.formula):
            stated = rule.words.get(target.text)
            meaning = f"；本次评价按规则包以{stated}为达标" if stated else ""
            formula = readable.get(indicator.name)
            ratio = (
                f"指标说明印有算式“{formula.text}”"
                if formula
                else f"规则包按算式“{rule.formula_text}”计算"
            )
            yield finding_of(
                "S06", indicator.name, f"指标值为“{target.text}”，而{ratio}{meaning}。", at
            )
        elif target.kind == "quantity" and indicator.name in unreadable:
            bad = unreadable[indicator.name]
            text = f"印出的算式“{bad.name}={bad.text}”无法识读：{bad.problem}"
            yield finding_of("S12", indicator.name, text, [bad.source])
        elif target.kind == "quantity" and indicator.name not in readable:
            if rule.gathered == "问卷调查" and (not surveyed or indicator.level2 in surveyed):
                continue
            text = f"指标值为“{target.text}”，指标说明没有计算公式；本次按“{rule.gathered}”取数。"
            yield finding_of("S07", indicator.name, text, at)


def _names(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    for m in mismatches(declaration, pack):
        if m.what == "申报表的算式与规则包不一致":
            text = f"申报表印作“{m.printed}”，规则包为“{m.meant}”。"
            yield finding_of("S11", m.indicator, text, [m.source])
        else:
            text = f"{m.what}：印作“{m.printed}”，应指“{m.meant}”。"
            yield finding_of("S08", m.indicator, text, [m.source])


def _large_tasks(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """Tasks above the pack's share of the budget that no indicator measures.

    Which indicator a task serves is what the fact workbook says; without one, a task counts as
    measured when its name and an indicator's share a telling word.
    """
    records = {record.name: record for record in facts.tasks}
    # A column nobody filled in says nothing about the form.
    mapped = any(record.serves for record in facts.tasks)
    for task in declaration.tasks:
        share = (task.budget or 0.0) / declaration.budget if declaration.budget else 0.0
        if task.budget is None or share <= pack.review.large_task * (1 + _NOISE):
            continue
        record = records.get(task.name)
        if mapped and record is not None and record.serves:
            continue
        if not mapped and any(_related(task.name, i.name) for i in declaration.indicators):
            continue
        told = "任务执行表没有为它指定指标" if mapped else "没有名称相关的指标"
        text = (
            f"任务“{task.name}”预算{plain(task.budget, 2)}万元，占全部任务的{share * 100:.2f}%"
            f"（界限{plain(pack.review.large_task * 100)}%），{told}。"
        )
        cell = record.source if mapped and record is not None else None
        at = [s for s in (task.source, task.budget_source, cell) if s]
        yield finding_of("S10", task.name, text, at, money=task.budget)


def _related(task: str, indicator: str) -> bool:
    a, b = _GENERIC.sub("｜", task), _GENERIC.sub("＃", indicator)
    return SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size >= 2


def _cells(c: Computation) -> list[Source]:
    return [fact.source for fact in c.facts.values() if fact is not None]


def _too_good(c: Computation, pack: RulePack) -> str | None:
    """How far a met target was outdone, where that wants an explanation."""
    goal, limit = c.goal, pack.review.far_off
    if goal.unit == "日期" or math.isnan(goal.value) or c.rule.gathered == "定性评价":
        return None
    actual, wanted = (
        show_value(c.value, goal.unit),
        f"{goal.sign}{short_value(goal.value, goal.unit)}",
    )
    if (
        goal.sign in ("≥", ">")
        and goal.value > 0
        and c.value > goal.value * (1 + limit) * (1 + _NOISE)
    ):
        return f"实际{actual}，超过指标值{wanted}的{limit * 100:.0f}%以上。"
    # A fall below a ≤ target is measured by the change itself: a rate of −40 % against ≤10 %.
    if goal.sign in ("≤", "<") and goal.unit == "%" and c.value < -limit * (1 + _NOISE):
        return f"实际{actual}，远低于指标值{wanted}；降幅超过{limit * 100:.0f}%，应查明原因。"
    return None


def _weak_survey(row: object, c: Computation, pack: RulePack) -> tuple[str, str] | None:
    """What the sample is, and what that does to the verdict, where it does not bear it."""
    sample = getattr(row, "sample", math.nan)
    if math.isnan(sample) or math.isnan(c.goal.value):
        return None
    low, high = getattr(row, "wilson_low", math.nan), getattr(row, "wilson_high", math.nan)
    interval = f"95%置信区间{low * 100:.2f}%—{high * 100:.2f}%"
    wanted = short_value(c.goal.value, "%")
    across = low < c.goal.value <= high
    effect = f"抽样误差的范围跨过指标值{wanted}，是否达标不能断定。" if across else ""
    if sample < pack.survey.smallest_sample:
        least = pack.survey.smallest_sample
        text = f"有效样本仅{sample:.0f}份（界限{least}份），{interval}。"
        return text, "样本过少，满意度的代表性不足。" + effect
    if across:
        return f"有效样本{sample:.0f}份，{interval}，跨过指标值{wanted}。", effect
    return None


def indicator_findings(found: Sequence[Finding], indicator: DeclaredIndicator) -> list[Finding]:
    """The findings on one indicator."""
    return [finding for finding in found if finding.subject == indicator.name]
