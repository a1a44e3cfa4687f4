"""The tables of a portfolio: ranking, indicators compared, frequent findings, money, outliers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditkit.results.portfolio import (
    Portfolio,
    frequent_findings,
    outliers,
    repeated_findings,
)
from auditkit.show.appearance import Record, finite, records, shown
from auditkit.show.finding_cards import severity_badge
from auditkit.show.markup import Markup, joined, tag
from auditkit.show.portfolio.long import OUTLIERS, first_rows, ranked_rows
from auditkit.show.table_html import Column, Table, status_badge, tabulate
from auditkit.wording import show_value

_ASSESSED = ("met", "missed", "undecided")
_MOST_NAMED = 10


def portfolio_figures(portfolio: Portfolio) -> Table:
    """The figures that a reader of a portfolio looks for first."""
    runs, standing = portfolio.runs, portfolio.findings[portfolio.findings["set_aside"] == ""]
    first, last = (portfolio.years[0], portfolio.years[-1]) if portfolio.years else (0, 0)
    span = f"{last}年" if first == last else f"{first}至{last}年"
    latest = portfolio.in_year(last)
    spread = _spread(latest)
    ranked = latest[latest["unranked"] == ""]
    mean = ranked["normalized"].mean()
    of = f"可以比较的{len(ranked)}个部门" if len(ranked) else "没有可以比较的部门"
    away = portfolio.elsewhere(last)
    absent = f"另有{len(away)}个部门没有{last}年度的结果" if away else ""
    lost = f"{span}，未能评价{len(portfolio.failed)}个"
    data: list[Record] = [
        _figure("部门", len(portfolio.departments), "count", "个", _joined(span, absent)),
        _figure("部门年度", len(runs), "count", "个", lost),
        _figure(f"{last}年平均得分", mean, "points", "分", of),
        _figure(f"{last}年等级", spread or "–", "text", ""),
        _figure(
            "指标达标率",
            _share(portfolio),
            "percent",
            "",
            f"{span}已评定指标（含不能断定）中达标的比例",
        ),
        _figure("审计发现", len(standing), "count", "项", f"{span}合计"),
        _figure(
            f"{last}年任务预算", latest["budget"].sum(min_count=1), "amount", "万元", "各部门合计"
        ),
    ]
    return tabulate(
        (
            Column("name", "项目"),
            Column("value", "数值"),
            Column("unit", "单位"),
            Column("note", "说明", wide=True),
        ),
        data,
        "组合概况",
        header="name",
        cell=lambda column, row: (
            shown(row["value"], row["kind"]) if column.key == "value" else None
        ),
        style="ak-fold",
    )


def _figure(name: str, value: object, kind: str, unit: str, note: str = "") -> Record:
    return {"name": name, "value": value, "kind": kind, "unit": unit, "note": note}


def _joined(*parts: str) -> str:
    return "；".join(filter(None, parts))


def _spread(runs: pd.DataFrame) -> str:
    """How many have which grade, and how many have none yet."""
    grades = runs[runs["graded"]]["grade"].value_counts()
    counted = [f"{grade}{count}个" for grade, count in grades.items()]
    if left := int((~runs["graded"]).sum()):
        counted.append(f"暂不评级{left}个")
    return "、".join(counted)


def _share(portfolio: Portfolio) -> float | None:
    met, assessed = (portfolio.runs[list(keys)].sum().sum() for keys in (("met",), _ASSESSED))
    return float(met / assessed) if assessed else None


def ranking_table(portfolio: Portfolio, year: int) -> Table:
    """The departments of a year by score, each with its interval, leading to its report."""
    runs = portfolio.in_year(year)
    reasons = (Column("unranked", "不排名的原因", wide=True),) * bool(
        (runs["unranked"] != "").any()
    )
    columns = (
        Column("rank", "名次", "count"),
        Column("department", "部门", wide=True),
        Column("value", "得分", "points"),
        Column("interval", "全部评定后"),
        Column("grade", "等级", wide=True),
        *reasons,
        Column("rates", "达标率（已评定／全部）"),
        Column("met", "达标", "count"),
        Column("missed", "未达标", "count"),
        Column("undecided", "不能断定", "count"),
        Column("open", "未评定", "count"),
        Column("grave", "严重、重要发现", "count"),
        Column("findings", "发现", "count"),
        Column("budget", "任务预算", "amount", "万元"),
    )
    rows, left_out = ranked_rows(records(runs))
    data = [row | {"interval": _interval(row), "rates": _rates(row)} for row in rows]
    mixed = portfolio.demo and not portfolio.all_demo

    def cell(column: Column, row: Record) -> object:
        if column.key == "department":
            name = page_link(row["page"], row["department"]) if row["page"] else row["department"]
            return joined(name, "（示例，虚构）") if mixed and row["demo"] else name
        return None

    failed = [one for one in portfolio.failed if one[1] == year]
    note = tag(
        "p",
        "得分只按已评定的指标折算；区间是未评定的指标从全不得分到全得满分，不能断定的从最低到最高。"
        "只有用同一规则包、已评定的分值达到规则包要求的部门才排名次，其余列在后面并写明原因。",
        class_="ak-note",
    )
    if ((runs["label"] == "参考得分") & runs["value"].notna()).any():
        told = "权重由程序平均分配的得分是参考得分，名次也只供参考。"
        note = joined(note, tag("p", told, class_="ak-note"))
    away = portfolio.elsewhere(year)
    if away:
        named = "、".join(away[:_MOST_NAMED]) + ("等" if len(away) > _MOST_NAMED else "")
        known = "、".join(f"{one}年" for one in portfolio.years)
        told = f"{len(away)}个部门没有{year}年度的结果，不在此表：{named}。现有年度：{known}。"
        note = joined(note, tag("p", told, class_="ak-note"))
    if left_out:
        note = joined(tag("p", left_out, class_="ak-note"), note)
    lost = [tag("p", f"未能评价：{name}：{reason}", class_="ak-note") for name, _, reason in failed]
    return tabulate(
        columns,
        data,
        f"{year}年度得分和名次",
        header="department",
        cell=cell,
        empty="这一年没有评价结果。",
        after=joined(note, *lost),
        style="ak-fold",
    )


def _interval(row: Record) -> str:
    """Where the score may still come to lie; nowhere where nothing was held to a target."""
    if not row["rests_on"]:
        return "–"
    ends = [f"{row[end]:.2f}" for end in ("low", "high")]
    return "—".join(dict.fromkeys(ends))


def _rates(row: Record) -> str:
    """达标率 of the assessed indicators and of all."""
    if row["met_of_assessed"] is None:
        return "–"
    return f"{row['met_of_assessed']:.2%}／{row['met_of_all']:.2%}"


def page_link(page: str, text: str) -> Markup:
    """A link to a department's report beside the portfolio's own page."""
    return tag("a", text, href=f"../{page}")


def findings_frequency(portfolio: Portfolio) -> Table:
    """The kinds of finding by how many departments have them."""
    return tabulate(
        (
            Column("code", "编号"),
            Column("severity", "程度"),
            Column("title", "审计发现", wide=True),
            Column("departments", "涉及部门", "count"),
            Column("count", "项数", "count"),
        ),
        records(frequent_findings(portfolio)),
        "最常见的审计发现",
        header="title",
        cell=lambda column, row: (
            severity_badge(row["severity"]) if column.key == "severity" else None
        ),
        empty="没有审计发现。",
        style="ak-fold",
    )


def money_table(portfolio: Portfolio, largest: int = 15) -> Table:
    """The single findings with the most money concerned."""
    standing = portfolio.findings[portfolio.findings["set_aside"] == ""].dropna(subset=["money"])
    rows = standing.sort_values(
        ["money", "department", "code", "subject"],
        ascending=[False, True, True, True],
        ignore_index=True,
    )
    pages = _pages(portfolio)
    rest = rows.iloc[largest:]
    note = f"其余{len(rest)}项金额较小。各项性质不同，也可能重叠，不作合计。" if len(rest) else ""
    return tabulate(
        (
            Column("department", "部门"),
            Column("year", "年度"),
            Column("code", "编号"),
            Column("title", "审计发现"),
            Column("subject", "对象", wide=True),
            Column("money", "涉及金额", "amount", "万元"),
            Column("nature", "金额性质"),
        ),
        records(rows.iloc[:largest]),
        "涉及金额最大的发现",
        header="subject",
        cell=lambda column, row: _led(column, row, pages),
        empty="没有涉及金额的发现。",
        after=tag("p", note, class_="ak-note") if note else "",
        style="ak-fold",
    )


def repeated_table(portfolio: Portfolio, most: int = 40) -> Table:
    """The findings that came again in another year, the weighty ones first."""
    rows = repeated_findings(portfolio)
    grave = rows["severity"].isin(["严重", "重要"])
    ordered = pd.concat([rows[grave], rows[~grave]])
    rest = len(rows) - most
    note = f"另有{rest}项，见整改台账。" if rest > 0 else ""
    pages = _pages(portfolio)
    return tabulate(
        (
            Column("department", "部门"),
            Column("severity", "程度"),
            Column("title", "审计发现"),
            Column("subject", "对象", wide=True),
            Column("years", "发现年度"),
            Column("condition", "最近一次的事实", wide=True),
        ),
        records(ordered.iloc[:most]),
        f"屡审屡犯的问题（{len(rows)}项，涉及{rows['department'].nunique()}个部门）",
        header="subject",
        cell=lambda column, row: (
            severity_badge(row["severity"])
            if column.key == "severity"
            else _led(column, row, pages)
        ),
        empty="没有在不同年度重复出现的审计发现。",
        after=tag("p", note, class_="ak-note") if note else "",
        style="ak-fold",
    )


def outlier_table(portfolio: Portfolio) -> Table:
    """Values far from those of the other departments in the same year."""
    pages = _pages(portfolio)
    rows, left_out = first_rows(records(outliers(portfolio).assign(usual="")), OUTLIERS)

    def value(row: Record, key: str) -> str:
        number = finite(row[key])
        return "–" if number is None else show_value(number, row["unit"])

    def cell(column: Column, row: Record) -> object:
        match column.key:
            case "actual" | "median":
                return value(row, column.key)
            case "usual":
                return f"{value(row, 'low')} 至 {value(row, 'high')}"
            case "status":
                return status_badge(row["status"])
        return _led(column, row, pages)

    note = "超出四分位距1.5倍的值列为离群；同年至少五个部门有值才比较。离群不等于有错，应查明原因。"
    return tabulate(
        (
            Column("department", "部门"),
            Column("year", "年度"),
            Column("indicator", "三级指标", wide=True),
            Column("actual", "实际值", "amount"),
            Column("median", "各部门中位数", "amount"),
            Column("usual", "通常范围"),
            Column("status", "结果"),
        ),
        rows,
        "离群的指标值",
        header="indicator",
        cell=cell,
        empty="没有离群的指标值。",
        after=tag("p", f"{left_out}{note}", class_="ak-note"),
        style="ak-fold",
    )


def _pages(portfolio: Portfolio) -> Mapping[tuple[str, int], str]:
    runs = records(portfolio.runs)
    return {(row["department"], row["year"]): row["page"] for row in runs}


def _led(column: Column, row: Record, pages: Mapping[tuple[str, int], str]) -> object:
    page = pages.get((row["department"], row["year"]), "")
    if column.key == "department" and page:
        return page_link(page, row["department"])
    return None


__all__ = [
    "findings_frequency",
    "money_table",
    "outlier_table",
    "portfolio_figures",
    "ranking_table",
    "repeated_table",
]
