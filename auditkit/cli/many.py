"""The commands about many departments: `portfolio`, `collect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from auditkit.cli.app import DataDir, Pack, command, err, out
from auditkit.rules import DEFAULT_PACK


@command("portfolio")
def portfolio(
    reports: Annotated[
        Path, typer.Option("--reports", help="已生成报告的文件夹", metavar="文件夹")
    ] = Path("reports"),
    year: Annotated[int, typer.Option("--year", help="重点分析的年度；默认最近一年")] = 0,
) -> None:
    """把已生成的各部门报告汇总成组合分析报告：排名、热力图、分布、趋势、离群值。"""
    from auditkit.delivery.portfolioreport import write_portfolio

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
    """把各部门各年度的数据项收进一个 Parquet 文件，带出处；读不了或须更正的列出，退出码为 1。

    不能重新收集的部门年度保留原有的数据；原来的文件有变动时另存一份，文件名末尾加“.旧”。
    """
    from auditkit.audit.folder import STORE_NAME
    from auditkit.batch.collection import collect as collected
    from auditkit.batch.collection import save_collection

    path = output or data_dir / STORE_NAME
    done = collected(data_dir, rulepack, path)
    rows, backup = save_collection(path, done)
    out.print(Text(f"已写出 {path}：{len(done.rows)}个部门年度，{rows}行"), soft_wrap=True)
    if backup is not None:
        out.print(Text(f"原来的文件存为 {backup}"), soft_wrap=True)
    for (name, year), reason in done.kept.items():
        out.print(Text(f"保留原有 {name}{year}年度：{reason}"), soft_wrap=True)
    for (name, year), error in done.failed.items():
        err.print(Text(f"未能读入 {name}{f'{year}年度' if year else ''}：{error}"))
    for (name, year), issues in done.grave.items():
        for issue in issues:
            err.print(Text(f"须更正 {name}{year}年度  {issue.code}  {issue}"))
    if done.grave:
        err.print(Text("以上须更正之处的数没有收进文件；请更正后重新收集。"))
    if done.unread_store is not None:
        err.print(Text(f"{done.unread_store}其中的数据没有收进来。"))
    if done.failed or done.grave or done.unread_store is not None:
        raise typer.Exit(1)
