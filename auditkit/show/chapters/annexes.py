"""The annexes: what proves the report, and what nobody reads through from the beginning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditkit.findings.finding import standing
from auditkit.form.formless import formless
from auditkit.results.prose import Problem, Results, advice_text, numeral, problems_text
from auditkit.show.chapters.parts import Chapter, Shown, heading, prose
from auditkit.show.chapters.replies import replies_table
from auditkit.show.charts.charts import budget_structure
from auditkit.show.charts.deviations import targets_against_actuals
from auditkit.show.finding_cards import findings_list, place_of
from auditkit.show.tables.checks import checks_table, indicator_reliability
from auditkit.show.tables.clauses import clauses_table
from auditkit.show.tables.difference import changes_table
from auditkit.show.tables.evidence import evidence_table
from auditkit.show.tables.excerpt import excerpt_table
from auditkit.show.tables.files import files_table
from auditkit.show.tables.followup import followup_table
from auditkit.show.tables.indicators import indicator_table, score_table
from auditkit.show.tables.limits import limits_table
from auditkit.show.tables.reliability import reliability_table
from auditkit.show.tables.review import issues_table, repairs_table
from auditkit.show.tables.scan import scan_table
from auditkit.show.tables.tasks import tasks_table

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit


def annexes(
    audit: Audit, results: Results, found: Sequence[Problem], asked: Sequence[Problem] = ()
) -> list[Chapter]:
    """The annexes that have something to show, numbered.

    `asked` are the problems that the department is to reply to. The widest tables come one after
    the other, so that the pages turned sideways are not parted by half empty ones.
    """
    drafted: list[tuple[str, list[Shown]]] = [
        ("被评价单位意见表", [replies_table(asked)] if asked else []),
        ("评分表", _scores(audit)),
        ("各项目" if audit.declaration.projects_only else "年度主要任务", _tasks(audit)),
        ("以往审计发现的整改情况", [followup_table(audit)] if results.rows("followup") else []),
        ("计算依据", _evidence(audit)),
        ("申报表审查", _form_review(found)),
        ("证据摘录", [excerpt_table(audit)] if found else []),
        ("图片识读的数据", _scanned(audit)),
        ("引用的依据", _cited(audit)),
        ("识读修复", [repairs_table(audit.declaration)] if audit.declaration.repairs else []),
        ("数据问题", [issues_table(audit.issues)] if audit.issues else []),
        ("与上年比较", [changes_table(audit.before, audit)] if audit.before else []),
        ("不予采纳的审计发现", _set_aside(audit)),
        ("资料清单", [limits_table(audit.limits)] if audit.limits else []),
        ("数据可靠性", _reliability(audit)),
        ("核对事项", [checks_table(audit.checks)]),
        ("输入文件", [files_table(audit.files)]),
    ]
    chapters: list[Chapter] = []
    for name, parts in drafted:
        if parts:
            title = f"附件{numeral(len(chapters) + 1)} {name}"
            chapters.append(Chapter(title, (heading(title), *parts)))
    return chapters


def _scores(audit: Audit) -> list[Shown]:
    if not audit.assessed:
        return []
    distances = targets_against_actuals(audit.assessed)
    return [
        *([] if audit.score.usual else [score_table(audit.assessed, audit.score)]),
        *([distances] if distances.svg else []),
        indicator_table(audit.assessed),
    ]


def _reliability(audit: Audit) -> list[Shown]:
    by_file = reliability_table(audit.declaration, audit.facts, audit.issues)
    return [by_file, *([indicator_reliability(audit.reliability)] if audit.reliability else [])]


def _evidence(audit: Audit) -> list[Shown]:
    shown = evidence_table(audit)
    return [shown] if shown.data else []


def _form_review(found: Sequence[Problem]) -> list[Shown]:
    """What is wrong with the form and weighs little; the rest stands among the problems."""
    small = [one for one in found if not one.weighty]
    if not small:
        return []
    places = [place_of(one.code) for one in small]
    return [prose(problems_text(small), places), prose(advice_text(small))]


def _cited(audit: Audit) -> list[Shown]:
    """The clauses that the standing findings cite, each once."""
    shown = clauses_table(standing(audit.findings))
    return [shown] if shown.data else []


def _scanned(audit: Audit) -> list[Shown]:
    shown = scan_table(audit)
    return [shown] if shown.data else []


def _tasks(audit: Audit) -> list[Shown]:
    if formless(audit.declaration):
        return []
    if audit.declaration.projects_only:
        return [tasks_table(audit.declaration)]
    if not audit.declaration.tasks:
        return []
    chart = budget_structure(audit.declaration)
    return [tasks_table(audit.declaration, audit.facts.tasks), *([chart] if chart.svg else [])]


def _set_aside(audit: Audit) -> list[Shown]:
    aside = [finding for finding in audit.findings if finding.set_aside]
    return [findings_list(aside)] if aside else []
