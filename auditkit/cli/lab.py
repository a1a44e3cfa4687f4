"""The command `lab`: JupyterLab on the notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from auditkit.cli.app import command, out


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
            "--folder", help="项目文件夹，其中有 notebooks；默认为当前文件夹", metavar="文件夹"
        ),
    ] = None,
) -> None:
    """打开中文 JupyterLab，从“从这里开始”入门；只在本机使用，不访问外部网络。"""
    from auditkit.workbench.lab import free_port, lab_folder, run_lab

    def opened(address: str) -> None:
        out.print("JupyterLab 已在本机启动。浏览器没有自动打开时，请打开：")
        out.print(Text(address), soft_wrap=True)
        out.print("用完后在这里按 Ctrl+C 结束。")

    run_lab(lab_folder(folder), free_port(port or 0), browser=not no_browser, opened=opened)
    out.print("JupyterLab 已结束。")
