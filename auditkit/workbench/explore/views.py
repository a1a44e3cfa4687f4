"""The views of what is chosen, a tab for each; only the open one is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import ipywidgets as widgets

from auditkit import show
from auditkit.audit.audit import Audit
from auditkit.show.markup import Markup, escaped, joined, tag
from auditkit.show.page import IN_JUPYTER
from auditkit.workbench.explore.choices import Choices
from auditkit.workbench.explore.grid import grid, library, searchable, show_in
from auditkit.workbench.explore.live import marked
from auditkit.workbench.explore.trend import indicator_trend


def overview(audit: Audit) -> str:
    """The key figures of a department and year."""
    figures = show.key_figures(audit.score, audit.assessed, audit.findings, audit.declaration)
    return tag("p", tag("strong", audit.title), class_="ak") + figures.html


def formula_view(audit: Audit, indicator: str) -> str:
    """How the indicator came about: verdict and reason, formula, figures and their cells."""
    rows = [row for row in audit.assessed if row.name == indicator]
    verdict = show.indicator_table(rows).html
    traces = show.evidence_table(audit.trace(indicator), audit.pack.references)
    missing = [
        tag("p", trace.name, "：", trace.formula, tag("br"), "代入：", trace.figures)
        for trace in audit.trace(indicator)
        if not any(fact.source for fact in trace.facts)
    ]
    return verdict + (tag("div", *missing, class_="ak") if missing else "") + traces.html


def findings_view(audit: Audit, indicator: str) -> str:
    """The findings on the indicator first, then all."""
    own = [f for f in audit.findings if f.subject == indicator]
    title = escaped(f"“{indicator}”的发现")
    first = joined(tag("p", title, class_="ak"), show.findings_list(own).html) if own else ""
    return (
        first
        + show.findings_overview(audit.findings).html
        + show.findings_list(audit.findings).html
    )


def _tasks(audit: Audit) -> str:
    tasks = audit.facts.tasks
    return (
        show.budget_structure(audit.declaration).html
        + show.task_execution(tasks).html
        + show.tasks_table(audit.declaration, tasks).html
    )


@dataclass
class Views:
    """Tabs over what is chosen."""

    choices: Choices
    summary: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-overview"))
    table: widgets.Output = field(default_factory=grid)
    formula: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-formula"))
    targets: widgets.HTML = field(default_factory=widgets.HTML)
    trend: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-trend"))
    tasks: widgets.HTML = field(default_factory=widgets.HTML)
    findings: widgets.HTML = field(default_factory=lambda: marked(widgets.HTML(), "ak-findings"))
    tabs: widgets.Tab = field(default_factory=lambda: marked(widgets.Tab(), "ak-views"))

    def begin(self) -> widgets.VBox:
        """Show what is chosen, and follow the choices from then on."""
        pages: Mapping[str, widgets.Widget] = {
            "指标与算式": widgets.VBox([self.table, self.formula]),
            "目标与实际": self.targets,
            "历年变化": self.trend,
            "任务与预算": self.tasks,
            "审计发现": self.findings,
        }
        self.tabs.children = tuple(pages.values())
        self.tabs.titles = tuple(pages)
        self.tabs.selected_index = 0
        self.choices.when_audit(self.renew)
        self.choices.when_indicator(self._draw)
        self.tabs.observe(lambda _: self._draw(), "selected_index")
        self.renew()
        lists = widgets.HTML(tag("style", Markup(IN_JUPYTER)))
        return widgets.VBox([library(), lists, self.summary, self.tabs])

    def renew(self) -> None:
        """Show the department and year that are chosen now."""
        audit = self.choices.audit
        self.summary.value = overview(audit) if audit else ""
        self._draw()

    def _draw(self) -> None:
        """Draw the open tab."""
        audit, indicator = self.choices.audit, self.choices.indicator.value
        draw: tuple[Callable[[Audit, str], None], ...] = (
            self._draw_table, self._draw_targets, self._draw_trend, self._draw_tasks,
            self._draw_findings,
        )  # fmt: skip
        if audit is not None and indicator is not None:
            draw[self.tabs.selected_index or 0](audit, indicator)

    def _draw_table(self, audit: Audit, indicator: str) -> None:
        html = searchable(audit, self.choices.level.value)
        # Drawn anew it would lose what was searched for.
        if not self.table.outputs or self.table.outputs[0]["data"]["text/html"] != html:
            show_in(self.table, html)
        self.formula.value = formula_view(audit, indicator)

    def _draw_targets(self, audit: Audit, _: str) -> None:
        self.targets.value = show.targets_against_actuals(audit.assessed).html

    def _draw_trend(self, audit: Audit, indicator: str) -> None:
        years = self.choices.shelf.every_year(audit.department)
        self.trend.value = indicator_trend(years, indicator).html

    def _draw_tasks(self, audit: Audit, _: str) -> None:
        self.tasks.value = _tasks(audit)

    def _draw_findings(self, audit: Audit, indicator: str) -> None:
        self.findings.value = findings_view(audit, indicator)
