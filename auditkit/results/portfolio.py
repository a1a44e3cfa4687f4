"""The audits of many departments and years seen together (组合): from finished runs or from data.

Everything here is read off the records of single audits (结果.json), so that a portfolio says what
the department reports say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from auditkit.audit.folder import looked_at
from auditkit.errors import AuditError
from auditkit.formula.tolerance import EQUAL
from auditkit.results.comparable import unranked
from auditkit.results.record import FILE, read_record, record

if TYPE_CHECKING:
    from auditkit.rules.rulepack import RulePack

Json = dict[str, Any]

_FENCE = 1.5
"""Quartile distances beyond which a value lies apart from the others (Tukey's inner fences)."""
_FEWEST = 5
"""Values that make a spread; of fewer none lies apart."""


@dataclass(frozen=True)
class Portfolio:
    """What the audits came to, as frames; money in 万元, rates as fractions, missing is NaN.

    `runs` has a row for each department and year: what is comparable first within a year, best
    score first, with its `rank`; the rest after it, each with `unranked`, the reason for which
    it has none. `results` has one for each indicator of it, `findings` one for each finding.
    `failed` names the runs without a result as (department, year, reason).
    """

    runs: pd.DataFrame
    results: pd.DataFrame
    findings: pd.DataFrame
    demo: bool = False
    failed: tuple[tuple[str, int, str], ...] = ()
    grades: tuple[tuple[str, float], ...] = field(default=())

    @property
    def years(self) -> list[int]:
        """The years that have reports, in order."""
        return sorted(int(year) for year in self.runs["year"].unique())

    @property
    def departments(self) -> list[str]:
        """The departments that have reports."""
        return sorted(set(map(str, self.runs["department"])))

    def year_or_last(self, year: int) -> int:
        """The year if it is among the runs, the last one for 0, else AuditError."""
        if year and year not in self.years:
            known = "、".join(map(str, self.years))
            raise AuditError(f"没有{year}年度的评价结果。现有年度：{known}。")
        return year or self.years[-1]

    def elsewhere(self, year: int) -> list[str]:
        """The departments that have runs of other years, but none of this one."""
        here = set(self.in_year(year)["department"])
        return [name for name in self.departments if name not in here]

    @property
    def all_demo(self) -> bool:
        """Whether every run rests on invented figures."""
        return bool(self.runs["demo"].all())

    def in_year(self, year: int) -> pd.DataFrame:
        """The runs of one year, best first."""
        return self.runs[self.runs["year"] == year]


def portfolio_of(reports: str, data_dir: str, rulepack: str) -> Portfolio:
    """The portfolio of a report folder where one is named, else of a data folder."""
    return read_portfolio(reports) if reports else open_portfolio(data_dir, rulepack)


def open_portfolio(
    data_dir: str | Path, rulepack: str | Path | RulePack, only: Iterable[int] = ()
) -> Portfolio:
    """The portfolio of all departments and years in a data folder, audited now.

    An audit that cannot be made is listed as failed; the others go on. `only` chooses years.

    Raises AuditError where no audit at all can be made.
    """
    from auditkit.audit.opening import each_year

    wanted, made = set(only), []
    failed: list[tuple[str, int, str]] = []
    grades: tuple[tuple[str, float], ...] = ()
    there, closed = looked_at(Path(data_dir))
    failed += [(department, 0, str(error)) for department, error in closed.items()]
    for department, years in there.items():
        opened = each_year(department, data_dir, rulepack)
        for year in sorted(years & wanted if wanted else years):
            try:
                audit = opened(year)
                made.append((record(audit), ""))
                grades = tuple(audit.pack.grade_steps)
            except AuditError as error:
                failed.append((department, year, str(error)))
    if not made:
        reason = "没有部门年度"
        if failed:
            department, year, said = failed[0]
            reason = f"{department}{f'{year}年度' if year else ''}：{said}"
        raise AuditError(f"{data_dir}里没有可以汇总的部门年度（{reason}）。请检查文件夹和年度。")
    return _portfolio(made, failed, grades)


def read_portfolio(reports: str | Path) -> Portfolio:
    """The portfolio of the finished runs in a report folder, reports/<year>/<department>/.

    Links lead from it to the department reports. A folder whose record cannot be read is listed
    as failed. Raises AuditError where there is no run at all.
    """
    folder = Path(reports)
    failed: list[tuple[str, int, str]] = []

    def read() -> Iterator[tuple[Json, str]]:
        # One after the other: thousands of whole records would take gigabytes.
        for path in sorted(folder.glob(f"[0-9][0-9][0-9][0-9]/*/{FILE}")):
            try:
                yield read_record(path), _page(path.parent, folder)
            except AuditError as error:
                failed.append((path.parent.name, int(path.parent.parent.name), str(error)))

    portfolio = _portfolio(read(), failed, ())
    if portfolio.runs.empty:
        raise AuditError(f"{folder}里没有完成的报告。请先运行 auditkit run 或 auditkit report。")
    return portfolio


def _page(run: Path, folder: Path) -> str:
    """The address of the department's page, relative to the report folder."""
    pages = sorted(run.glob("审计报告*.html"))
    return pages[0].relative_to(folder).as_posix() if pages else ""


def _portfolio(
    made: Iterable[tuple[Json, str]],
    failed: list[tuple[str, int, str]],
    grades: tuple[tuple[str, float], ...],
) -> Portfolio:
    rows, kept, results, findings = [], [], [], []
    for one, page in made:
        rows.append(_run(one, page))
        kept.append({key: one[key] for key in ("department", "year", "demo", "pack", "score")})
        results += [_result(one, row) for row in one["indicators"]]
        findings += [_finding(one, row) for row in one["findings"]]
    runs = pd.DataFrame(rows, columns=list(_RUN))
    reasons = unranked(kept)
    runs["unranked"] = [reasons[one["department"], one["year"]] for one in kept]
    runs["apart"] = runs["unranked"] != ""
    runs = runs.sort_values(
        ["year", "apart", "normalized", "department"],
        ascending=[True, True, False, True],
        ignore_index=True,
    ).drop(columns="apart")
    ranked = runs[runs["unranked"] == ""].groupby("year")["normalized"]
    runs["rank"] = ranked.rank(method="min", ascending=False)
    return Portfolio(
        runs,
        pd.DataFrame(results, columns=list(_RESULT)).astype(dict.fromkeys(_NUMBERS, "float64")),
        pd.DataFrame(findings, columns=list(_FINDING)).astype({"money": "float64"}),
        any(one["demo"] for one in kept),
        tuple(failed),
        grades,
    )


_RUN = (
    "department", "year", "label", "value", "normalized", "points", "rests_on", "full", "low",
    "high", "grade", "graded", "grade_low", "grade_high", "budget", "indicators", "met", "missed",
    "undecided", "open", "met_of_assessed", "met_of_all", "findings", "grave", "demo",
    "page",
)  # fmt: skip
_SCORES = (
    "value", "normalized", "points", "rests_on", "full", "low", "high", "met_of_assessed",
    "met_of_all",
)  # fmt: skip
_RESULT = (
    "department", "year", "level1", "level2", "indicator", "target", "target_value", "sign",
    "actual", "actual_text", "unit", "status", "points", "weight",
)  # fmt: skip
_NUMBERS = ("target_value", "actual", "points", "weight")
_FINDING = (
    "department", "year", "code", "title", "severity", "subject", "condition", "money",
    "nature", "set_aside", "identity",
)  # fmt: skip


def _run(one: Json, page: str) -> Json:
    score = one["score"]
    standing = [finding for finding in one["findings"] if not finding["set_aside"]]
    budgets = [task["budget"] for task in one["tasks"] if task["budget"] is not None]
    return {
        "department": one["department"],
        "year": one["year"],
        **{key: _number(score[key]) for key in _SCORES},
        **{key: score[key] for key in ("label", "grade", "graded", "grade_low", "grade_high")},
        "budget": math.fsum(budgets) if budgets else math.nan,
        "indicators": score["declared"],
        **{key: score[key] for key in ("met", "missed", "undecided")},
        "open": score["declared"] - score["assessed"],
        "findings": len(standing),
        "grave": sum(finding["severity"] in ("严重", "重要") for finding in standing),
        "demo": one["demo"],
        "page": page,
    }


def _result(one: Json, row: Json) -> Json:
    return {"department": one["department"], "year": one["year"]} | {
        key: row[key] for key in _RESULT[2:]
    }


def _finding(one: Json, row: Json) -> Json:
    amount = row.get("amount")
    nature = amount["kind"] if amount else ""
    return {"department": one["department"], "year": one["year"], "nature": nature} | {
        key: row[key] for key in _FINDING[2:] if key != "nature"
    }


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def outliers(portfolio: Portfolio) -> pd.DataFrame:
    """Values far from those of the other departments in the same year, farthest first.

    Far is beyond 1.5 quartile distances from the quartiles, of five values or more. Columns
    besides those of `results`: `median`, `low`, `high` (the fences) and `distance` in quartile
    distances. An indicator all of whose middle half agree has no spread to be measured by.
    """
    rows = portfolio.results.dropna(subset=["actual"])
    by = ["year", "indicator", "unit"]
    grouped = rows.groupby(by)["actual"]
    shares = {"first": 0.25, "median": 0.5, "third": 0.75}
    # Column by column: unstacked, no value at all gives no columns either.
    quartiles = pd.DataFrame({name: grouped.quantile(share) for name, share in shares.items()})
    counts = grouped.size().rename("departments")
    spread = rows.join(quartiles, on=by).join(counts, on=by)
    width = spread["third"] - spread["first"]
    spread["low"] = spread["first"] - _FENCE * width
    spread["high"] = spread["third"] + _FENCE * width
    beyond = (spread["first"] - spread["actual"]).clip(lower=0) + (
        spread["actual"] - spread["third"]
    ).clip(lower=0)
    spread["distance"] = beyond / width.where(width > EQUAL)
    apart = spread[(spread["distance"] > _FENCE) & (spread["departments"] >= _FEWEST)]
    order = ["distance", "department", "year", "indicator"]
    ascending = [False, True, True, True]
    return apart.sort_values(order, ascending=ascending, ignore_index=True)


def frequent_findings(portfolio: Portfolio) -> pd.DataFrame:
    """How often each kind of finding stands, and in how many departments.

    What was set aside is not counted. Most departments first. No money: amounts of one department
    and year may hold the same money twice (`auditkit.findings.amount`).
    """
    standing = portfolio.findings[portfolio.findings["set_aside"] == ""]
    grouped = standing.groupby(["code", "title", "severity"], as_index=False).agg(
        count=("subject", "size"), departments=("department", "nunique")
    )
    return grouped.sort_values(
        ["departments", "count", "code"], ascending=[False, False, True], ignore_index=True
    )


def repeated_findings(portfolio: Portfolio) -> pd.DataFrame:
    """The findings that came again in another year (屡审屡犯), most years first.

    One row for each: `department`, `identity`, `code`, `title`, `severity`, `subject`, `years` (as
    text), `count` (of years), and `condition`, `money`, `year` of the last of them. What was set
    aside is not counted, nor is a 提示, which accuses nobody.
    """
    standing = portfolio.findings[portfolio.findings["set_aside"] == ""]
    standing = standing[standing["severity"] != "提示"]
    by = ["department", "identity"]
    ordered = standing.sort_values([*by, "year"], ignore_index=True)
    found = ordered.groupby(by)["year"]
    years = found.agg(lambda each: "、".join(map(str, sorted(set(each))))).rename("years")
    count = found.nunique().rename("count")
    last = ordered.drop_duplicates(by, keep="last").join(years, on=by).join(count, on=by)
    return last[last["count"] > 1].sort_values(
        ["count", "department", "code", "subject"],
        ascending=[False, True, True, True],
        ignore_index=True,
    )
