"""The commands `new` and `lab`: a workbench of one's own, and JupyterLab on it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from auditkit.cli.app import command, out


@command("new")
def new(
    folder: Annotated[Path, typer.Argument(help="要建立的工作台文件夹", metavar="文件夹")],
    example: Annotated[
        bool, typer.Option("--example", help="同时放入公开的申报表和虚构的示例数据")
    ] = False,
) -> None:
    """建立工作台：notebooks、data（附说明）、reports。已有的文件一律保留。"""
    _laid_out(folder, example=example)


def _laid_out(folder: Path, *, example: bool) -> None:
    from auditkit.workbench.new import lay_out

    done = lay_out(folder, example=example)
    new_ones = sum(item.state == "新建" for item in done)
    out.print(Text(f"工作台：{folder}（新建文件{new_ones}个）"), soft_wrap=True)
    for item in done:
        if item.state == "保留":
            out.print(Text(f"与随附的不同，保留您的：{item.name}"), soft_wrap=True)
    out.print(
        Text(f"接下来：cd {folder}，然后 auditkit lab；资料怎样放，见 data/说明.txt。"),
        soft_wrap=True,
    )


def offer(folder: Path | None = None) -> None:
    """Lay a workbench out where there is none, if somebody is there to ask and wants it."""
    from auditkit.workbench.lab import is_workbench

    place = folder or Path.cwd()
    if is_workbench(place) or not sys.stdin.isatty():
        return
    if typer.confirm(f"{place}里还没有工作台，现在建立（含示例）？", default=True):
        _laid_out(place, example=True)


@command("lab")
def lab(
    port: Annotated[
        int | None,
        typer.Option("--port", help="端口；默认自选空闲的", metavar="端口", min=1, max=65535),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="不打开浏览器，只给出地址")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", help="工作台文件夹，其中有 notebooks；默认为当前文件夹", metavar="文件夹"
        ),
    ] = None,
    page: Annotated[
        bool, typer.Option("--app", help="只打开“我的部门”一页，不显示菜单和代码")
    ] = False,
) -> None:
    """打开中文 JupyterLab，从“从这里开始”入门；只在本机使用，不访问外部网络。"""
    from auditkit.workbench.lab import free_port, lab_folder, run_lab
    from auditkit.workbench.new import practice_copies

    offer(folder)
    opened_on = lab_folder(folder)
    if kept := practice_copies(opened_on):
        out.print(Text(f"练习里改过的笔记本保留不动：{'、'.join(kept)}"), soft_wrap=True)

    def opened(address: str) -> None:
        out.print("JupyterLab 已在本机启动。浏览器没有自动打开时，请打开：")
        out.print(Text(address), soft_wrap=True)
        out.print("用完后在这里按 Ctrl+C 结束。")

    run_lab(opened_on, free_port(port or 0), browser=not no_browser, opened=opened, page=page)
    out.print("JupyterLab 已结束。")
