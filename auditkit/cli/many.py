"""The commands about many departments: `portfolio`, `collect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from auditkit.cli.app import DataDir, Pack, command, err, out
from auditkit.packfile import DEFAULT_PACK


@command("portfolio")
def portfolio(
    reports: Annotated[
        Path, typer.Option("--reports", help="已生成报告的文件夹", metavar="文件夹")
    ] = Path("reports"),
    year: Annotated[int, typer.Option("--year", help="重点分析的年度；默认最近一年")] = 0,
) -> None:
    """把已生成的各部门报告汇总成组合分析报告：排名、热力图、分布、趋势、离群值。"""
    from auditkit.portfolioreport import write_portfolio

    for path in write_portfolio(reports, year):
        out.print(Text(f"已写出 {path}"), soft_wrap=True)


@command("collect")
def collect(
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="写到哪里；默认为数据文件夹中的 实际数.parquet", metavar="文件"
        ),
    ] = None,
) -> None:
    """把各部门各年度的数据项收进一个 Parquet 文件，带出处；读不了的列出，退出码为 1。"""
    from auditkit.collection import facts_of_all
    from auditkit.factstore import write_store
    from auditkit.yearfolder import STORE_NAME

    collected, failed = facts_of_all(data_dir, rulepack)
    path = output or data_dir / STORE_NAME
    rows = write_store(path, collected)
    out.print(Text(f"已写出 {path}：{len(collected)}个部门年度，{rows}行"), soft_wrap=True)
    for name, error in failed.items():
        err.print(Text(f"未能读入 {name}：{error}"))
    if failed:
        raise typer.Exit(1)
