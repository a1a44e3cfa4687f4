"""Every aim of speed with the figure beside it, from the benchmarks that ran before.

Each benchmark keeps its figures in build/figures.json; whatever was not measured is said not to be.
Processor seconds are told where others' work would disturb the clock.

    python -m benchmarks.aims [--new]
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

KEPT = Path(__file__).resolve().parent.parent / "build" / "figures.json"


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure that a benchmark keeps, and the most that it should be; None only tells it."""

    figure: str
    said: str
    most: float | None
    unit: str = "秒"


AIMS = (
    Aim("engine_numpy", "引擎与手写 numpy 之比（百万部门年度）", 1.5, "倍"),
    Aim("floor", "下限：一份整报告，处理器", 0.46),
    Aim("cells", "其中热的单元格", 0.25),
    Aim("charts", "其中五张图", 0.12),
    Aim("writer", "其中写出（网页、底稿、JSON、页的校验）", 0.2),
    Aim("open_audit", "其中打开审计", None),
    Aim("run", "成批：一份整报告，处理器", 0.6),
    Aim("run_floor", "成批与下限之比，墙上时间", 1.3, "倍"),
    Aim("ten_thousand", "10,000份，由200份推算", 55.0, "分钟"),
    Aim("memory", "成批内存：最后四分之一与第二个四分之一之比", 1.1, "倍"),
    Aim("cold_papermill", "冷的一份报告与 papermill 只跑笔记本之比", 0.6, "倍"),
    Aim("report", "冷的 report，处理器", None),
    Aim("assess", "冷的 assess，处理器", 1.1),
    Aim("check", "冷的 check，处理器", 1.1),
    Aim("trace", "冷的 trace，处理器", 1.1),
    Aim("findings", "冷的 findings，处理器", 1.1),
    Aim("help", "--help，处理器", 0.25),
    Aim("completion", "补全，处理器", 0.25),
    Aim("slope_reports", "成本随报告份数的斜率", None, ""),
    Aim("slope_indicators", "成本随指标个数的斜率", None, ""),
    Aim("slope_rows", "成本随任务行数的斜率", None, ""),
    Aim("index", "目录，10,000份，处理器", None),
    Aim("index_opened", "目录，10,000份，浏览器打开", None),
    Aim("portfolio", "组合分析，10,000份，处理器", None),
    Aim("portfolio_opened", "组合分析，10,000份，浏览器打开", None),
    Aim("cluster_nothing", "集群：一个空任务，处理器", 0.033),
    Aim("cluster_share", "集群与一台机器之比，一份报告，处理器", 1.1, "倍"),
)


def keep(**figures: float) -> None:
    """Keeps what was measured, for the table at the end."""
    KEPT.parent.mkdir(exist_ok=True)
    known = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    KEPT.write_text(json.dumps(known | figures, indent=1), "utf-8")


def main() -> None:
    """Prints the table, a line for each aim."""
    known = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else {}
    table = Table(title="目标与实测")
    for heading in ("量", "目标", "实测", "达到"):
        table.add_column(heading, justify="left" if heading == "量" else "right")
    for aim in AIMS:
        found = known.get(aim.figure)
        wanted = "" if aim.most is None else f"≤ {aim.most:g} {aim.unit}"
        shown = "没有量" if found is None else f"{found:.3g} {aim.unit}".strip()
        reached = "" if aim.most is None or found is None else "是" if found <= aim.most else "否"
        table.add_row(aim.said, wanted, shown, reached)
    Console(width=100).print(table)


if __name__ == "__main__":
    if sys.argv[1:] == ["--new"]:
        KEPT.unlink(missing_ok=True)
    else:
        main()
