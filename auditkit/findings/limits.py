"""What the auditor has not obtained, typed or answered, as one list to ask for (资料清单)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import Computation
from auditkit.facts.facts import Facts
from auditkit.files.grid import Source
from auditkit.findings.limit import Limit, LimitKind
from auditkit.findings.review.rolls import EXEMPT, shortfall
from auditkit.findings.review.rows import target_cell, together
from auditkit.findings.review.surveys import typed_without_sample
from auditkit.findings.review.tasks import is_mapped
from auditkit.form.declaration import Declaration
from auditkit.rules.gathering import DIRECT, ITEMS, JUDGED, SURVEYED, TASKS, WORK
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated, plain

MISSING_FIGURE = LimitKind("L01", "计算所需的数据没有取得")
UNJUDGED = LimitKind("L02", "评价标准尚未全部评定")
UNMAPPED_TASK = LimitKind("L03", "任务没有对应到指标")
UNSERVED = LimitKind("L04", "指标没有对应的任务")
EXEMPTION = LimitKind("L07", "按规定除外的预算调整数没有取得")
UNSAMPLED = LimitKind("L05", "满意度的样本没有取得")
UNVERIFIED = LimitKind("L06", "实际值取自自评表，未经核实")

BOOK = "实际数.xlsx"
_MOST_NAMED = 5
# Who keeps a figure, by the words of its name; the first that fits.
_KEEPERS = (
    (re.compile(r"人数|编制|职工|在职人员数|教师|干部|人才"), "人事部门（编制批复、花名册）"),
    (re.compile(r"资产"), "资产管理部门（资产台账）"),
    (re.compile(r"采购"), "财务、采购部门（采购预算批复、采购台账）"),
    (
        re.compile(r"预算|决算|支出|收入|结转|结余|经费|资金|账户|金额|拨款"),
        "财务部门（预算批复、部门决算、会计账簿）",
    ),
    (re.compile(r"问卷|满意"), "组织问卷调查的单位（问卷及汇总表）"),
)
_BY_SHEET = {
    TASKS.sheet: "任务承办单位和财务部门（调整批复、支出明细）",
    WORK.sheet: "办公室（年度工作要点及督办记录）",
    JUDGED.sheet: "审计组逐条评定，佐证材料由被评价单位提供",
    SURVEYED.sheet: "组织问卷调查的单位（问卷及汇总表）",
    DIRECT.sheet: "负责该指标的业务部门（统计报表及证明材料）",
}


def limits(
    declaration: Declaration, facts: Facts, pack: RulePack, rows: Sequence[Assessed]
) -> list[Limit]:
    """L01 figures, L02 judgements, L03 and L04 the mapping of tasks, L05 samples, L06 own claims,
    L07 exemptions.

    Each is asked for once. Nothing is asked for of an indicator without a target: there is
    nothing to hold it against.
    """
    computed = [row.computation for row in rows if row.status in ("数据缺失", "待评定")]
    return [
        *_figures(declaration, facts, pack, computed),
        *_judgements(computed),
        *_unmapped(declaration, facts),
        *_unserved(facts, computed),
        *_samples(row.computation for row in rows),
        *_claimed(rows),
        *_exemption(declaration, facts),
    ]


def _claimed(rows: Sequence[Assessed]) -> Iterator[Limit]:
    """What the assessment took from the department's own 完成值: the evidence is asked for."""
    own = [row.computation for row in rows if row.computation.claimed]
    if own:
        cells = (c.indicator.actual_source or c.indicator.source for c in own)
        yield UNVERIFIED(
            f"{len(own)}个指标完成值的佐证材料",
            tuple(dict.fromkeys(c.indicator.name for c in own)),
            "被评价单位（统计报表、验收资料、问卷及汇总表）",
            f"{BOOK}相应工作表；填入后以所填为准",
            why="实际值是部门自评的完成值，没有核实",
            evidence=tuple(dict.fromkeys(cells)),
        )


def _figures(
    declaration: Declaration, facts: Facts, pack: RulePack, computed: Sequence[Computation]
) -> Iterator[Limit]:
    """A figure that several indicators need is asked for once."""
    wanted: dict[tuple[str, int, str], list[Computation]] = {}
    for c in computed:
        if c.status != "数据缺失" or c.rule.gathering is SURVEYED or not _served(c, facts):
            continue
        for (name, shift), fact in c.facts.items():
            if fact is None:
                rule = pack.fact_rules.get(name)
                scope = "" if rule is not None and rule.gathering is ITEMS else c.indicator.name
                wanted.setdefault((name, shift, scope), []).append(c)
    for (name, shift, scope), users in wanted.items():
        rule = pack.fact_rules.get(name)
        sheet = users[0].rule.gathered if scope else "数据项"
        year = declaration.year + shift
        what = f"“{scope}”的{name}" if scope and name != "实际值" else dated(name, year)
        if name == "实际值":
            what = f"“{scope}”的实际值"
        held = facts.held_back(name, year, scope)
        line = f"“{rule.name if rule else name}”一行" if sheet == "数据项" else f"“{scope}”"
        yield MISSING_FIGURE(
            what,
            tuple(dict.fromkeys(c.indicator.name for c in users)),
            _keeper(name, sheet),
            f"{BOOK}［{sheet}］{line}，{year}年",
            why="；".join(dict.fromkeys(filter(None, (held, *map(_printed, users))))),
            evidence=_targets(users),
        )


def _served(c: Computation, facts: Facts) -> bool:
    """Whether its figures can be asked for at all: some task has to serve it first."""
    if c.rule.gathering is not TASKS:
        return True
    names = {c.indicator.name, c.rule.name}
    return any(names & set(record.serves) for record in facts.tasks)


def _keeper(name: str, sheet: str) -> str:
    if sheet in _BY_SHEET:
        return _BY_SHEET[sheet]
    return next((who for words, who in _KEEPERS if words.search(name)), "负责该指标的业务部门")


def _printed(c: Computation) -> str:
    """What the form itself prints as reached, for which there is nothing to recompute it from."""
    actual = c.indicator.actual
    if actual is None or actual.kind == "none":
        return ""
    return f"自评表印作“{actual.text}”，尚无据以复算的数据"


def _targets(users: Sequence[Computation]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(target_cell(c.indicator) for c in users))


def _judgements(computed: Sequence[Computation]) -> Iterator[Limit]:
    for c in computed:
        if c.status == "待评定" and c.rule.gathering.judged and _unanswered(c):
            yield UNJUDGED(
                f"“{c.indicator.name}”的逐条评价及佐证材料",
                (c.indicator.name,),
                _BY_SHEET[JUDGED.sheet],
                f"{BOOK}［定性评价］“{c.indicator.name}”",
                why=_printed(c),
                evidence=_targets([c]),
            )


def _unanswered(c: Computation) -> bool:
    return any(fact is None for fact in c.facts.values())


def _unmapped(declaration: Declaration, facts: Facts) -> Iterator[Limit]:
    """Tasks that the auditor left without an indicator on 任务执行, where others have one."""
    if not is_mapped(facts):
        return
    budgets = {task.name: task.budget or 0.0 for task in declaration.tasks}
    left = [r for r in facts.tasks if not r.serves and r.name in budgets]
    if not left:
        return
    largest = sorted(left, key=lambda record: -budgets[record.name])[:_MOST_NAMED]
    named = "、".join(f"{r.name}{plain(budgets[r.name], 2)}万元" for r in largest)
    more = f"等{len(left)}项" if len(left) > len(largest) else ""
    yield UNMAPPED_TASK(
        f"{named}{more}由哪一项指标衡量",
        (),
        "审计人员对应，向任务承办单位核实",
        f"{BOOK}［任务执行］“对应指标”一栏",
        why="没有对应的任务不计入任何指标的完成率",
        evidence=tuple(together([record.source for record in left])),
    )


def _unserved(facts: Facts, computed: Sequence[Computation]) -> Iterator[Limit]:
    for c in computed:
        if c.status == "数据缺失" and not _served(c, facts):
            yield UNSERVED(
                f"衡量“{c.indicator.name}”的是哪些任务",
                (c.indicator.name,),
                "审计人员对应，向任务承办单位核实",
                f"{BOOK}［任务执行］“对应指标”一栏",
                why=_printed(c),
                evidence=_targets([c]),
            )


def _samples(computed: Iterable[Computation]) -> Iterator[Limit]:
    for c in computed:
        if typed_without_sample(c):
            yield UNSAMPLED(
                f"“{c.indicator.name}”的问卷总体数、发放份数、有效份数和各种回答的份数",
                (c.indicator.name,),
                _BY_SHEET["问卷调查"],
                f"{BOOK}［问卷调查］“{c.indicator.name}”的份数",
                why=f"直接填报为{c.shown}，没有样本",
                evidence=_targets([c]),
            )
        elif c.rule.gathering is SURVEYED and c.status == "数据缺失":
            yield UNSAMPLED(
                f"“{c.indicator.name}”的问卷总体数、发放份数、有效份数和各种回答的份数",
                (c.indicator.name,),
                _BY_SHEET["问卷调查"],
                f"{BOOK}［问卷调查］“{c.indicator.name}”",
                why=_printed(c),
                evidence=_targets([c]),
            )


def _exemption(declaration: Declaration, facts: Facts) -> Iterator[Limit]:
    """Asked for where the tasks' own changes are more than 预算调整数, which may be why."""
    short = shortfall(declaration, facts)
    if short is not None and facts.get(EXEMPT, declaration.year) is None:
        yield EXEMPTION(
            f"{declaration.year}年{EXEMPT}（落实国家政策、不可抗力、上级或本级党委政府临时交办）及其批复",
            ("预算调整率",),
            "财务部门（预算调整批复）",
            f"{BOOK}［数据项］“{EXEMPT}”一行，{declaration.year}年",
            evidence=(short[2].source,),
        )
