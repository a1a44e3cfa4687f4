"""The commands about delivered reports: `verify`, `diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from auditkit.cli.app import AsJson, command, out, print_json

if TYPE_CHECKING:
    from auditkit.results.difference import Difference

_WHY = 2
"""Reasons shown in the terminal; all of them are in the JSON."""


@command("verify")
def verify(
    folder: Annotated[
        Path, typer.Argument(help="一次运行的报告文件夹，或其上级文件夹", metavar="文件夹")
    ],
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", help="数据文件夹，用来核对输入文件", metavar="文件夹"),
    ] = None,
    rulepack: Annotated[
        str,
        typer.Option("--rulepack", "--pack", help="规则包文件，如不是自带的", metavar="规则包"),
    ] = "",
    recompute: Annotated[
        bool,
        typer.Option("--recompute", help="从输入文件重新计算每个数字，并重新生成报告，逐字节核对"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """核对报告文件与清单是否一致：改动、缺少、多出的文件逐一列出。有不一致时退出码为 1。"""
    from auditkit.delivery import seal

    found = seal.verify(folder, data_dir, rulepack, recompute=recompute)
    failed = sum(bool(run.broken) for run in found)
    if as_json:
        from auditkit.delivery.verified import verification_record

        print_json(verification_record(found, recomputed=recompute))
        if failed:
            raise typer.Exit(1)
        return
    for run in found:
        done = f"报告文件{run.outputs}个、输入文件{run.inputs}个" + (
            "，重新计算、重新生成核对" if recompute else ""
        )
        if run.earlier:
            done = f"历史报告，只核对报告文件{run.outputs}个"
        said = f"不一致 {len(run.broken)} 处" if run.broken else "一致"
        out.print(Text(f"{run.title}  {run.folder}"), soft_wrap=True)
        out.print(Text(f"  {done}：{said}", "bold red" if run.broken else "green"), soft_wrap=True)
        if run.review is not None:
            out.print(Text(f"  {run.review}"), soft_wrap=True)
        for broken in run.broken:
            out.print(Text(f"  {broken}"), soft_wrap=True)
        for note in run.notes:
            out.print(Text(f"  提示  {note}", "yellow"), soft_wrap=True)
    if len(found) > 1:
        out.print(f"共{len(found)}份报告，{f'{failed}份有不一致' if failed else '全部一致'}。")
    if failed:
        raise typer.Exit(1)


@command("diff")
def diff(
    before: Annotated[Path, typer.Argument(help="先前的报告文件夹或其中的 结果.json", metavar="A")],
    after: Annotated[Path, typer.Argument(help="后来的报告文件夹或其中的 结果.json", metavar="B")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """比较两次运行或两个年度：哪些输入、数据、指标、得分、发现变了，变了多少，因为什么。"""
    from auditkit.results.difference import difference
    from auditkit.results.record import read_record

    found = difference(read_record(before), read_record(after))
    if as_json:
        print_json(found.as_json())
        return
    out.print(Text(f"A  {found.before['title']}  {before}"), soft_wrap=True)
    out.print(Text(f"B  {found.after['title']}  {after}"), soft_wrap=True)
    if not found.moves:
        out.print("没有变化。")
    _print_moves(found)


def _print_moves(found: Difference) -> None:
    from auditkit.results.move import KINDS

    for kind in KINDS:
        moves = found.of(kind)
        if not moves:
            continue
        table = Table(title=f"{kind} {len(moves)} 处变化", title_justify="left")
        for heading in ("名称", "项目", "A", "B", "变动", "原因"):
            table.add_column(
                heading, overflow="fold", justify="right" if heading == "变动" else "left"
            )
        subject = ""
        for move in moves:
            why = list(move.because[:_WHY])
            if len(move.because) > _WHY:
                why.append(f"……共{len(move.because)}项")
            name = "" if move.subject == subject else move.subject
            cells = (name, move.aspect, move.before, move.after, move.by, "\n".join(why))
            table.add_row(*(Text(cell) for cell in cells))
            subject = move.subject
        out.print(table)
