"""What an auditor looks at: tables, charts and the page, made of the data and nothing else.

from auditkit import open_audit, show

show.indicator_table(open_audit("郑州市教育局", 2020).frame)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

from auditkit.show.chapters import report
from auditkit.show.charts.charts import budget_structure, status_overview, task_execution
from auditkit.show.charts.deviations import targets_against_actuals
from auditkit.show.charts.score import score_interval
from auditkit.show.finding_cards import findings_list, findings_overview
from auditkit.show.page import notebook_style
from auditkit.show.tables.checks import checks_table, indicator_reliability
from auditkit.show.tables.clauses import clauses_table
from auditkit.show.tables.difference import changes_table
from auditkit.show.tables.evidence import evidence_table
from auditkit.show.tables.excerpt import excerpt_table
from auditkit.show.tables.files import files_table
from auditkit.show.tables.followup import followup_table
from auditkit.show.tables.indicators import indicator_table, score_table
from auditkit.show.tables.limits import limits_table
from auditkit.show.tables.method import (
    cases_table,
    indicator_rules,
    method_overview,
    needed_facts,
    references_table,
)
from auditkit.show.tables.reliability import reliability_table
from auditkit.show.tables.review import issues_table, repairs_table
from auditkit.show.tables.tasks import tasks_table
from auditkit.show.tiles import key_figures

if TYPE_CHECKING:
    from auditkit.show.portfolio.charts import (
        distributions,
        ranking,
        score_trends,
        status_heatmap,
    )
    from auditkit.show.portfolio.tables import (
        findings_frequency,
        money_table,
        outlier_table,
        portfolio_figures,
        ranking_table,
        repeated_table,
    )

__all__ = [
    "budget_structure",
    "cases_table",
    "changes_table",
    "checks_table",
    "clauses_table",
    "distributions",
    "evidence_table",
    "excerpt_table",
    "files_table",
    "findings_frequency",
    "findings_list",
    "findings_overview",
    "followup_table",
    "indicator_reliability",
    "indicator_rules",
    "indicator_table",
    "issues_table",
    "key_figures",
    "limits_table",
    "method_overview",
    "money_table",
    "needed_facts",
    "notebook_style",
    "outlier_table",
    "portfolio_figures",
    "ranking",
    "ranking_table",
    "references_table",
    "reliability_table",
    "repairs_table",
    "repeated_table",
    "report",
    "score_interval",
    "score_table",
    "score_trends",
    "status_heatmap",
    "status_overview",
    "targets_against_actuals",
    "task_execution",
    "tasks_table",
]

# A report of one department needs no pandas; a portfolio's does.
__getattr__, _, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "portfolio.charts": ["distributions", "ranking", "score_trends", "status_heatmap"],
        "portfolio.tables": [
            "findings_frequency",
            "money_table",
            "outlier_table",
            "portfolio_figures",
            "ranking_table",
            "repeated_table",
        ],
    },
)
