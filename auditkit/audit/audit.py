"""One department and year, opened: its form, facts and rule pack, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.assessment.assessed import Assessed, assessed
from auditkit.assessment.computation import Computation, compute_alternatives
from auditkit.assessment.grading import Score
from auditkit.assessment.scoring import score
from auditkit.assessment.trace import Trace
from auditkit.assessment.typedweights import printed_weights, typed_weights
from auditkit.audit.earlieryears import EarlierYears, earlier_years
from auditkit.audit.followup import Case, followed
from auditkit.audit.problems import problems
from auditkit.audit.yearbefore import YearBefore, year_before
from auditkit.display import mimebundle
from auditkit.errors import AuditError, Issue, nearest
from auditkit.facts.accounts import Accounts
from auditkit.facts.facts import Facts
from auditkit.findings.auditorwords import ReportWords
from auditkit.findings.check import Check
from auditkit.findings.decisions import Decisions
from auditkit.findings.finding import Finding, gravest_first
from auditkit.findings.heldback import HeldBack
from auditkit.findings.identity import identified
from auditkit.findings.ledger import ledger
from auditkit.findings.limit import Limit
from auditkit.findings.limits import limits
from auditkit.findings.reliability import Reliability, reliabilities
from auditkit.findings.setaside import decided
from auditkit.findings.standards import cite
from auditkit.findings.stated import stated
from auditkit.form.declaration import Declaration
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.rulepack import RulePack

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Audit:
    """The audit of one department and year; everything is computed when first asked for.

    `folder` is where its files lie, the year before beside it; None for an audit without files.
    `other_year` opens another year of that department as this one was opened.
    """

    declaration: Declaration
    facts: Facts
    pack: RulePack
    accounts: Accounts | None = None
    decisions: Decisions = field(default_factory=Decisions)
    folder: Path | None = None
    rulepack: str | Path | RulePack = field(default=DEFAULT_PACK, repr=False)
    budget: Accounts | None = None
    other_year: Callable[[int], Audit] | None = field(default=None, repr=False, compare=False)

    @property
    def department(self) -> str:
        """The department audited (部门)."""
        return self.declaration.department

    @property
    def year(self) -> int:
        """The year audited (年度)."""
        return self.declaration.year

    @property
    def demo(self) -> bool:
        """Whether any figure comes from a file that declares itself invented."""
        return self.facts.demo

    @property
    def title(self) -> str:
        """The report's title."""
        return f"{self.department}{self.year}年度{self.declaration.matter}审计报告"

    @cached_property
    def _scored(self) -> tuple[tuple[Assessed, ...], Score]:
        rows = assessed(self.declaration, self.facts, self.pack)
        return score(rows, self.pack, self.weights)

    @property
    def weights(self) -> Mapping[str, float]:
        """The points by `weight_identity` where the pack states none: typed, else printed.

        What was typed for some indicators only does not take the place of what the form prints.
        """
        typed, printed = self.decisions.weights, printed_weights(self.declaration)
        return printed if printed and self.weights_incomplete else typed or printed

    @property
    def weights_incomplete(self) -> bool:
        """Whether weights were typed for some indicators only, so that none of them counts."""
        typed = self.decisions.weights
        return bool(typed) and typed_weights(self.declaration.indicators, typed)[0] is None

    @property
    def assessed(self) -> tuple[Assessed, ...]:
        """Every declared indicator's assessment, in the form's order."""
        return self._scored[0]

    @property
    def frame(self) -> pd.DataFrame:
        """The assessment as a DataFrame of one's own: what is done to it changes nothing else.

        A row for each declared indicator, in the form's order. Missing numbers are NaN, rates are
        fractions with unit %, money is in 万元. Columns:

        - `department`, `year`
        - `level1`, `level2`, `indicator`: 一级, 二级, 三级指标
        - `target`: 指标值 as printed; `kind`: quantity, quality, date or none
        - `sign`, `target_value`, `unit`: what the value is held to, in the unit of the value
        - `actual`, `actual_text`: 实际值 as a number, and as an auditor reads it
        - `low`, `high`: between which values the rounding of the printed figures leaves it
        - `status`: 达标, 未达标, 不能断定, 无目标值, 数据缺失, 不可比, 待评定 or 不适用
        - `critical`: whether it is that rounding that leaves the verdict 不能断定
        - `usual`: whether the target is the pack's 常用参考值, which nobody declared
        - `attainment`: actual over target for ≥, > and =
        - `reason`: the status in words
        - `gathered`: the sheet of 实际数.xlsx that its figures come from
        - `sample`, `wilson_low`, `wilson_high`: a survey's valid answers and 95 % interval
        - `sent`, `population`: questionnaires sent out, and people there are to ask
        - `weight`, `points`: 满分 and 得分, points of 100
        - `least`, `most`: between which points a verdict that is 不能断定 leaves it
        """
        from auditkit.assessment.table import frame_of

        return frame_of(self.assessed)

    @property
    def frame_zh(self) -> pd.DataFrame:
        """`frame` with the Chinese headings that reports print."""
        from auditkit.assessment.table import HEADINGS

        return self.frame.rename(columns=HEADINGS)

    @property
    def score(self) -> Score:
        """What the indicators come to; points of 100."""
        return self._scored[1]

    def __getitem__(self, indicator: str) -> Assessed:
        """The assessment of one indicator, by its name or an alias.

        Raises AuditError with the nearest name where the form declares none of that name.
        """
        if not isinstance(indicator, str):
            raise AuditError(
                '方括号里写指标名称，如 audit["预算执行率"]；逐项看用 audit.assessed。'
            )
        canonical = self.pack.canonical_indicator.get(indicator, indicator)
        for row in self.assessed:
            if row.name in (indicator, canonical):
                return row
        close = nearest(indicator, [row.name for row in self.assessed])
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"{self.declaration.file or self.title}里没有指标“{indicator}”{hint}。")

    @property
    def findings_frame(self) -> pd.DataFrame:
        """The findings as a DataFrame of one's own; `auditkit.audit.frames` lists its columns."""
        from auditkit.audit.frames import findings_frame

        return findings_frame(self.findings)

    @property
    def tasks_frame(self) -> pd.DataFrame:
        """The tasks with what became of them; `auditkit.audit.frames` lists its columns."""
        from auditkit.audit.frames import tasks_frame

        return tasks_frame(self.declaration, self.facts)

    @property
    def findings(self) -> list[Finding]:
        """All findings, gravest first, those that the auditor set aside last.

        They are on the form, the results, the year before, and against the accounts.
        """
        return list(self._decided[0])

    @property
    def held_back(self) -> tuple[HeldBack, ...]:
        """The findings that are not proved, because they rest on what was not read, and on what."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[list[Finding], tuple[HeldBack, ...]]:
        past = self._before.year if self._before else None
        return stated(
            self.declaration, self.facts, self.pack, self.assessed, past, self.accounts, self.budget
        )

    @cached_property
    def _decided(self) -> tuple[list[Finding], tuple[Issue, ...]]:
        found = self._found[0]
        cited = cite(found, self.pack.library, self.pack.place, self.year)
        return decided(identified(gravest_first(cited)), self.decisions)

    @cached_property
    def followed(self) -> tuple[Case, ...]:
        """What became of the findings of all earlier years by the same rules, worst first.

        What was found this year for the first time is none of them.
        """
        if not self.earlier:
            return ()
        return tuple(case for case in followed([*self.earlier, self]) if case.state != "新发生")

    @property
    def words(self) -> ReportWords:
        """What the auditor says on the report as a whole."""
        return self.decisions.report

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """What was not obtained, typed or answered, as a list to ask for (资料清单)."""
        return tuple(limits(self.declaration, self.facts, self.pack, self.assessed))

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The ledger of checks: which applied, were done, were not done and why."""
        past = self._before.year if self._before else None
        return ledger(
            self.declaration, self.facts, self.pack, self.assessed, self.accounts, past,
            self.findings, self.budget, self.held_back,
        )  # fmt: skip

    @cached_property
    def reliability(self) -> tuple[Reliability, ...]:
        """How far each indicator's value can be relied on, in the form's order."""
        return reliabilities(self.assessed, self.facts, self.pack, self.accounts, self.declaration)

    @cached_property
    def _before(self) -> YearBefore | None:
        return year_before(self)

    @cached_property
    def _earlier(self) -> EarlierYears:
        return earlier_years(self)

    @property
    def earlier(self) -> tuple[Audit, ...]:
        """The audits of all earlier years of the folder that could be opened, in order."""
        return self._earlier.audits

    @property
    def before(self) -> Audit | None:
        """Last year's audit, None where there is none to compare with."""
        return self._before.audit if self._before else None

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """Every indicator's way back to its cells, alternatives after the formula in force."""
        traced: list[Trace] = []
        for row in self.assessed:
            traced.append(row.trace)
            traced += [a.trace for a in self.alternatives(row)]
        return tuple(traced)

    def alternatives(self, row: Assessed) -> list[Computation]:
        """The alternative formulas that the form prints for an indicator, computed."""
        return compute_alternatives(row.indicator, self.declaration, self.facts, self.pack)

    def trace(self, indicator: str) -> list[Trace]:
        """The traces of one indicator; AuditError with the nearest name when there is none."""
        row = self[indicator]
        return [row.trace, *(a.trace for a in self.alternatives(row))]

    @property
    def form_findings(self) -> list[Finding]:
        """The findings on the form itself, its targets held against last year's included."""
        on_form = ("S", "E", "Y01", "Y02")
        return [finding for finding in self.findings if finding.code.startswith(on_form)]

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong with the inputs."""
        found = problems(self)
        found += self._decided[1] if self.decisions.rows else ()
        found += self._before.issues if self._before else ()
        return (*found, *self._earlier.issues)

    @property
    def files(self) -> list[tuple[str, str]]:
        """The inputs as (name, sha256): form, facts, decisions, those of earlier years, pack."""
        files = [
            *self.own_files,
            *(self._before.files if self._before else ()),
            *self._earlier.files,
            (f"规则包 {self.pack.file}", self.pack.sha256),
        ]
        return list(dict.fromkeys(files))

    @property
    def own_files(self) -> list[tuple[str, str]]:
        """The inputs of the year itself as (name, sha256), without the rule pack."""
        files = [
            (self.declaration.file, self.declaration.sha256),
            *((form.file, form.sha256) for form in self.declaration.projects),
            *((self.declaration.correction,) if self.declaration.correction else ()),
            *self.facts.files,
            *self.decisions.files,
        ]
        # Usual targets are declared by the pack itself, which is one file.
        return [one for one in dict.fromkeys(files) if one[1] != self.pack.sha256]

    def __repr__(self) -> str:
        return f"<Audit {self.department} {self.year}, {self.pack.name}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)
