"""The ledger of checks: which applied to these files, were done, were not done and why.

ISSAI 3000: the work done is documented so that another auditor can follow it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import SCORED
from auditkit.facts.accounts import Accounts
from auditkit.facts.accounts.differences import agree, differences_of
from auditkit.facts.extracts.joining import confirmed, pairs
from auditkit.facts.facts import BOOKS, Facts
from auditkit.findings.check import Check
from auditkit.findings.eachproject import assessed_projects
from auditkit.findings.finding import Finding
from auditkit.findings.heldback import HeldBack, in_one_line
from auditkit.findings.review.amounts import BASIC
from auditkit.findings.review.yearonyear import PastYear
from auditkit.findings.selfevaluation.judged import review_scores
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.form.printed import printed_formulas, unreadable_formulas
from auditkit.form.projects import projects_of
from auditkit.rules.gathering import SURVEYED
from auditkit.rules.rulepack import RulePack

FORM, BOOK, BOTH = "申报表", "实际数", "申报表与实际数"
PAST, ACCOUNTS, BUDGET_FILE, SELF = "上年资料", "公开决算", "部门预算", "自评表"


def ledger(
    declaration: Declaration,
    facts: Facts,
    pack: RulePack,
    rows: Sequence[Assessed],
    accounts: Accounts | None,
    past: PastYear | None,
    found: Sequence[Finding],
    budget: Accounts | None = None,
    held: Sequence[HeldBack] = (),
) -> tuple[Check, ...]:
    """Every kind of check in the order of the files, each with what it came to.

    What was held back was not checked to its end.
    """
    checks = [
        *_on_form(declaration, pack),
        *_on_results(declaration, facts, [*rows, *assessed_projects(declaration, pack)]),
        *_on_sums(declaration, facts),
        *_on_past(declaration, facts, past),
        *_on_accounts(facts, accounts),
        *_on_budget(budget, accounts),
        *_on_extracts(facts),
        *_on_books(facts, accounts),
        *_on_scores(declaration),
    ]
    counts = Counter(finding.code for finding in found)
    checks = [replace(c, found=sum(counts[code] for code in c.codes)) for c in checks]
    return tuple(
        _less([one for one in held if one.finding.code in check.codes], check) for check in checks
    )


def _less(held: Sequence[HeldBack], check: Check) -> Check:
    if not held:
        return check
    why = "；".join(filter(None, (check.why, in_one_line(held))))
    return replace(check, done=max(min(check.done, check.applied - len(held)), 0), why=why)


def _on_form(declaration: Declaration, pack: RulePack) -> Iterable[Check]:
    tasks, rows = declaration.tasks, declaration.indicators
    formed = 0 if formless(declaration) else 1
    only = int(declaration.projects_only)
    priced = sum(task.budget is not None for task in tasks)
    yield Check(
        FORM, "任务预算的合计、分项与财政资金", ("S01", "S02", "S03"), len(tasks), priced,
        why=_left(len(tasks) - priced, "项任务没有金额"),
    )  # fmt: skip
    weighed = sum(i.weight is not None for i in rows)
    yield Check(
        FORM, "分值合计", ("S17",), len(rows) if weighed else 0, weighed,
        why=_left(len(rows) - weighed, "个指标没有印分值") if weighed else "没有印分值",
    )  # fmt: skip
    yield Check(
        FORM, "内容是否完整、目标与产出有无指标", ("S13", "S15", "S28"), formed - only,
        formed - only,
        why="没有申报表" if not formed else "只有项目的表" if only else "",
    )  # fmt: skip
    targets = (
        "S04", "S05", "S06", "S07", "S09", "S16", "S18", "S19", "S20", "S21", "S22", "S24", "S25",
        "S27",
    )  # fmt: skip
    own = len(rows) if formed else 0
    own += sum(len(form.indicators) for form in declaration.projects)
    yield Check(FORM, "指标值、指标说明", targets, own, own, why="" if formed else "没有申报表")
    printed = [p for p in printed_formulas(declaration, pack) if formed and p.role == "算式"]
    unread = len(unreadable_formulas(declaration, pack))
    yield Check(
        FORM, "印出的算式与名称", ("S08", "S11", "S12", "S26"), len(printed),
        max(len(printed) - unread, 0),
        why=_left(unread, "个算式无法识读") if printed else "没有印出算式",
    )  # fmt: skip
    yield Check(
        FORM, "任务有无相关的指标", ("S10", "S23"), len(tasks), len(tasks),
        why="" if tasks else "没有列出任务",
    )  # fmt: skip
    projects = projects_of(declaration)
    joined = sum(project.task is not None for project in projects)
    yield Check(
        FORM, "项目表与任务的预算", ("S29", "S30"), 0 if only else len(projects), joined,
        why="没有部门整体的申报表" if only
        else _left(len(projects) - joined, "份没有名称相同的任务") if projects else "没有项目的表",
    )  # fmt: skip


def _on_results(
    declaration: Declaration, facts: Facts, rows: Sequence[Assessed]
) -> Iterable[Check]:
    aimed = [row for row in rows if row.status not in ("无目标值", "不适用")]
    judged = [row for row in aimed if row.status in SCORED]
    others = Counter(row.status for row in aimed if row not in judged)
    why = "、".join(f"{status}{count}个" for status, count in others.items())
    codes = ("R01", "R03", "R04", "R05", "R12", "R13", "R14", "R16", "R17", "R18", "R19")
    yield Check(BOTH, "指标是否达标", codes, len(aimed), len(judged), why=why)
    surveyed = [row for row in aimed if row.rule.gathering is SURVEYED]
    sampled = sum(row.sample is not None for row in surveyed)
    yield Check(
        BOOK, "满意度的样本", ("R06", "R08"), len(surveyed), sampled,
        why=_left(len(surveyed) - sampled, "个没有可用的问卷份数"),
    )  # fmt: skip
    records = {record.name: record for record in facts.tasks}
    mine = [records[task.name] for task in declaration.tasks if task.name in records]
    filled = sum(r.adjusted is not None and r.spent is not None for r in mine)
    yield Check(
        BOTH, "任务的执行、调剂与完成", ("R09", "R10", "R11"), len(declaration.tasks), filled,
        why=_left(len(declaration.tasks) - filled, "项没有填调整后预算和实际支出"),
    )  # fmt: skip


_SUMS: tuple[tuple[str, str, tuple[tuple[str, int], ...], bool], ...] = (
    ("R15", "任务合计与预算数、预算执行数", (("预算数", 0), ("预算执行数", 0)), True),
    ("R20", "任务支出加基本支出与预算执行数",
     (("预算执行数", 0), ("在职人员经费", 0), ("离退休人员经费", 0),
      ("年度在职人员公用经费实际支出数", 0)), True),
    ("R21", "结转结余的衔接",
     (("累计结转结余资金总额", -1), ("预算数", 0), ("预算执行数", 0), ("累计结转结余资金总额", 0)),
     False),
    ("R22", "预算调整数与任务自身的增减", (("预算调整数", 0),), True),
)  # fmt: skip


def _on_sums(declaration: Declaration, facts: Facts) -> Iterable[Check]:
    """The tie-outs across the workbook; each needs figures, most need every task's amounts."""
    records = {r.name: r for r in facts.tasks}
    open_tasks = [
        t.name
        for t in declaration.tasks
        if (r := records.get(t.name)) is None or r.adjusted is None or r.spent is None
    ]
    for code, name, needed, of_tasks in _SUMS:
        lacking = [_dated(fact, shift) for fact, shift in needed
                   if facts.get(fact, declaration.year + shift) is None]  # fmt: skip
        if of_tasks and not declaration.tasks:
            yield Check(BOTH, name, (code,), 0, 0, why="没有列出任务")
            continue
        if of_tasks and open_tasks:
            lacking.append(f"{len(open_tasks)}项任务的金额")
        if code in ("R15", "R20"):
            held = (name for name in BASIC if facts.held_back(name, declaration.year))
            lacking += [name for name in held if name not in lacking]
        found = [facts.get(fact, declaration.year + shift) for fact, shift in needed]
        if code == "R21" and any(fact is not None and fact.published for fact in found):
            # One fund's budget beside the carry-over of all: the accounts' own tie-outs hold it.
            yield Check(BOOK, name, (code,), 0, 0, why="数取自部门决算，由决算自身的勾稽核对")
            continue
        why = f"没有取得{'、'.join(lacking)}" if lacking else ""
        yield Check(BOTH if of_tasks else BOOK, name, (code,), 1, 0 if lacking else 1, why=why)


def _dated(name: str, shift: int) -> str:
    return f"上年{name}" if shift else name


def _on_past(declaration: Declaration, facts: Facts, past: PastYear | None) -> Iterable[Check]:
    year = declaration.year
    absent = "" if past else f"没有{year - 1}年度的资料"
    then = {i.name for i in past.declaration.indicators} if past else set[str]()
    both = sum(i.name in then for i in declaration.indicators)
    yield Check(
        PAST, "指标值、结果与上年比较", ("Y01", "Y02", "Y04"),
        both if past else 1, both if past else 0, why=absent,
    )  # fmt: skip
    prior = [fact for fact in facts if fact.year == year - 1 and not fact.scope]
    own = sum(past is not None and past.facts.get(f.name, year - 1) is not None for f in prior)
    yield Check(
        PAST, "上年数与上年资料", ("Y05",), len(prior), own,
        why=absent or _left(len(prior) - own, "个数上年资料没有"),
    )  # fmt: skip
    now = [fact for fact in facts if fact.year == year and not fact.scope and fact.unit != "%"]
    paired = sum(
        facts.get(f.name, year - 1) is not None
        or (past is not None and past.facts.get(f.name, year - 1) is not None)
        for f in now
    )
    yield Check(
        PAST, "数据项两年之间的变动", ("Y03",), len(now), paired,
        why=_left(len(now) - paired, "个数没有上年数"),
    )  # fmt: skip


def _on_accounts(facts: Facts, accounts: Accounts | None) -> Iterable[Check]:
    typed = [f for f in facts if not f.published and f.unit == "万元" and not f.scope]
    codes: Collection[str] = ("C02", "C03", "C04", "C05", "C06", "C07")
    if accounts is None:
        absent = "没有导入部门决算"
        yield Check(ACCOUNTS, "填报数与决算", ("C01",), len(typed), 0, why=absent)
        yield Check(ACCOUNTS, "决算自身的勾稽", tuple(codes), 1, 0, why=absent)
        return
    printed = {(fact.name, fact.year) for fact in accounts.facts}
    compared = sum((f.name, f.year) in printed for f in typed)
    # Whatever differs was compared, under another name too.
    compared = max(compared, len(list(differences_of(facts, accounts))))
    yield Check(
        ACCOUNTS, "填报数与决算", ("C01",), len(typed), compared,
        why=_left(len(typed) - compared, "个数决算没有印出") if typed else "各数均取自决算",
    )  # fmt: skip
    ties = len(accounts.tie_outs)
    unread = sum(issue.grave for issue in accounts.issues)
    yield Check(
        ACCOUNTS, "决算自身的勾稽", tuple(codes), ties + unread, ties,
        why=_left(unread, "处没有读入或不能使用，未核对"),
    )  # fmt: skip


def _on_books(facts: Facts, accounts: Accounts | None) -> Iterable[Check]:
    """What the ledgers come to, against the final accounts: a difference is the finding C01."""
    booked = [fact for fact in facts.items if fact.source.file.startswith(BOOKS)]
    if not booked:
        return
    printed = {} if accounts is None else {(f.name, f.year): f for f in accounts.facts}
    both = [fact for fact in booked if (fact.name, fact.year) in printed]
    differ = sum(not agree(fact, printed[fact.name, fact.year]) for fact in both)
    why = [
        "没有导入部门决算"
        if accounts is None
        else _left(len(booked) - len(both), "个数决算没有印出"),
        _left(differ, "个数不一致"),
    ]
    yield Check(
        ACCOUNTS, "账面数与决算", (), len(booked), len(both), why="、".join(filter(None, why))
    )


def _on_budget(budget: Accounts | None, accounts: Accounts | None) -> Iterable[Check]:
    if budget is None:
        absent = "没有导入部门预算"
        yield Check(BUDGET_FILE, "部门预算自身的勾稽", ("C08",), 0, 0, why=absent)
        yield Check(BUDGET_FILE, "部门预算与决算所印的预算数", ("C09",), 0, 0, why=absent)
        return
    ties, unread = len(budget.tie_outs), sum(issue.grave for issue in budget.issues)
    yield Check(
        BUDGET_FILE, "部门预算自身的勾稽", ("C08",), ties + unread, ties,
        why=_left(unread, "处没有读入或不能使用，未核对"),
    )  # fmt: skip
    plans = {(fact.name, fact.year) for fact in budget.facts}
    printed = {(fact.name, fact.year) for fact in accounts.facts} if accounts else set()
    both = len(plans & printed)
    why = _left(len(plans) - both, "个数决算没有印出") if accounts else "没有导入部门决算"
    yield Check(BUDGET_FILE, "部门预算与决算所印的预算数", ("C09",), len(plans), both, why=why)


def _on_extracts(facts: Facts) -> Iterable[Check]:
    """Figures that two of the auditor's files give; a difference is an issue, no finding."""
    both = {(a.scope, a.name, a.year) for a, _ in pairs(facts)}
    files = {fact.source.file for fact in facts.items if not fact.published}
    if len(files) < 2:
        return
    differ = len(both - confirmed(facts).keys())
    own = {(f.scope, f.name, f.year) for f in facts.items if not f.published}
    why = [_left(len(own) - len(both), "个数只有一个来源"), _left(differ, "个数不同，列入数据问题")]
    yield Check(BOOK, "填报数与取数", (), len(own), len(both), why="、".join(filter(None, why)))


def _on_scores(declaration: Declaration) -> Iterable[Check]:
    own = (
        declaration.projects if declaration.projects_only else (declaration, *declaration.projects)
    )
    checks = [check for form in own for check in review_scores(form)]
    told = sum(check.agrees is not None for check in checks)
    yield Check(
        SELF, "自评得分、执行率与合计的复算", ("E01", "E02", "E03", "E04", "E05", "E06", "E07"),
        len(checks), told,
        why=_left(len(checks) - told, "处资料不足，不能复算") if checks else "表中没有自评得分",
    )  # fmt: skip


def _left(count: int, what: str) -> str:
    return f"{count}{what}" if count > 0 else ""
