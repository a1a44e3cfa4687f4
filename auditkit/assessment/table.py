"""The assessment as a DataFrame: a view for whoever works with pandas, read by nothing here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import STATUSES

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = {
    "department": "部门",
    "year": "年度",
    "level1": "一级指标",
    "level2": "二级指标",
    "indicator": "三级指标",
    "target": "指标值",
    "kind": "指标值种类",
    "sign": "比较符号",
    "target_value": "目标值",
    "unit": "单位",
    "actual": "实际值",
    "actual_text": "实际值（文字）",
    "low": "舍入下限",
    "high": "舍入上限",
    "status": "结果",
    "critical": "临界",
    "usual": "常用参考值",
    "attainment": "完成率",
    "reason": "说明",
    "gathered": "取数方式",
    "sample": "有效样本",
    "wilson_low": "置信下限",
    "wilson_high": "置信上限",
    "sent": "发放份数",
    "population": "总体数",
    "weight": "满分",
    "points": "得分",
    "least": "最低得分",
    "most": "最高得分",
}
COLUMNS = tuple(HEADINGS)

_TYPES = {
    "year": "int64",
    "critical": "bool",
    "usual": "bool",
    **dict.fromkeys(
        (
            "target_value",
            "actual",
            "low",
            "high",
            "attainment",
            "sample",
            "wilson_low",
            "wilson_high",
            "sent",
            "population",
            "weight",
            "points",
            "least",
            "most",
        ),
        "float64",
    ),
}


def frame_of(rows: Sequence[Assessed]) -> pd.DataFrame:
    """One row for each indicator, with the columns of `HEADINGS`; `Audit.frame` explains them."""
    import pandas as pd

    frame = pd.DataFrame([row_of(row) for row in rows], columns=list(COLUMNS))
    frame = frame.astype(_TYPES)
    frame["status"] = pd.Categorical(frame["status"], categories=list(STATUSES))
    return frame


def row_of(row: Assessed) -> dict[str, object]:
    """An indicator's values by the names of the frame's columns, in their order."""
    sample = row.sample
    return {
        "department": row.department,
        "year": row.year,
        "level1": row.level1,
        "level2": row.level2,
        "indicator": row.name,
        "target": row.target,
        "kind": row.indicator.target.kind,
        "sign": row.goal.sign,
        "target_value": row.goal.value,
        "unit": row.unit,
        "actual": row.value,
        "actual_text": row.shown,
        "low": row.low,
        "high": row.high,
        "status": row.status,
        "critical": row.critical,
        "usual": row.usual,
        "attainment": row.attainment,
        "reason": row.reason,
        "gathered": row.gathered,
        "sample": sample.valid if sample else math.nan,
        "wilson_low": sample.low if sample else math.nan,
        "wilson_high": sample.high if sample else math.nan,
        "sent": _known(sample.sent if sample else None),
        "population": _known(sample.population if sample else None),
        "weight": row.weight,
        "points": row.points,
        "least": row.least,
        "most": row.most,
    }


def _known(count: float | None) -> float:
    return math.nan if count is None else count
