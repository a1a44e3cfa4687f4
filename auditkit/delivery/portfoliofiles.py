"""All rows of a portfolio too long for its page, as CSV that a spreadsheet opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.facts.extracts.rows import csv_bytes
from auditkit.files.saving import write_bytes
from auditkit.results.portfolio import Portfolio, outliers
from auditkit.show.portfolio.long import FINDINGS, LONG, OUTLIERS, RANKING, RESULTS

if TYPE_CHECKING:
    import pandas as pd

_PLACE = {"department": "部门", "year": "年度"}
_RUNS = _PLACE | {
    "rank": "名次", "unranked": "不排名的原因", "label": "得分性质", "value": "得分",
    "low": "最低", "high": "最高", "grade": "等级", "met_of_assessed": "达标率（已评定）",
    "met_of_all": "达标率（全部）", "met": "达标", "missed": "未达标", "undecided": "不能断定",
    "open": "未评定", "grave": "严重、重要发现", "findings": "发现", "budget": "任务预算（万元）",
    "demo": "虚构", "page": "报告",
}  # fmt: skip
_RESULTS = _PLACE | {
    "level1": "一级指标", "level2": "二级指标", "indicator": "三级指标", "target": "指标值",
    "actual_text": "实际值", "unit": "单位", "status": "结果", "points": "得分", "weight": "分值",
}  # fmt: skip
_FINDINGS = _PLACE | {
    "code": "编号", "severity": "程度", "title": "审计发现", "subject": "对象",
    "condition": "事实", "money": "涉及金额（万元）", "nature": "金额性质",
    "set_aside": "不予采纳的原因", "identity": "标识",
}  # fmt: skip
_OUTLIERS = _PLACE | {
    "indicator": "三级指标", "unit": "单位", "actual": "实际值", "median": "各部门中位数",
    "low": "通常范围下限", "high": "通常范围上限", "status": "结果",
}  # fmt: skip


def write_rows(portfolio: Portfolio, folder: Path) -> list[Path]:
    """Writes the CSV files where a table of the page leaves rows out; gives their paths.

    Else those of an earlier, longer portfolio are removed. UTF-8 with a mark, so that Excel reads
    it; a rate is a fraction, an empty field is missing.
    """
    apart = outliers(portfolio)
    longest = max(len(apart), *portfolio.runs.groupby("year").size())
    if longest <= LONG:
        for name in (RANKING, RESULTS, FINDINGS, OUTLIERS):
            (folder / name).unlink(missing_ok=True)
        return []
    frames = {
        RANKING: (portfolio.runs, _RUNS),
        RESULTS: (portfolio.results, _RESULTS),
        FINDINGS: (portfolio.findings, _FINDINGS),
        OUTLIERS: (apart, _OUTLIERS),
    }
    for name, (frame, headings) in frames.items():
        write_bytes(folder / name, _csv(frame, headings))
    return [folder / name for name in frames]


def _csv(frame: pd.DataFrame, headings: dict[str, str]) -> bytes:
    columns = [[_field(value) for value in frame[key].tolist()] for key in headings]
    return csv_bytes([tuple(headings.values()), *zip(*columns, strict=True)])


def _field(value: object) -> str:
    """As a spreadsheet takes it."""
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, float):
        if value != value:  # missing
            return ""
        return repr(round(value, 10)).removesuffix(".0")
    # Half a character, as in a damaged name, cannot be written.
    return str(value).encode("utf-8", "replace").decode("utf-8")
