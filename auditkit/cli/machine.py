"""The commands for other programs: shells (`completion`), Jupyter (`kernel`), readers of JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from auditkit.cli.app import command, out
from auditkit.errors import AuditError, nearest

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


@command("completion")
def completion(
    shell: Annotated[
        str, typer.Argument(help=f"外壳：{'、'.join(SHELLS)}；默认为正在用的", metavar="外壳")
    ] = "",
    install: Annotated[bool, typer.Option("--install", help="安装，而不只是显示")] = False,
) -> None:
    """命令行补全：按 Tab 补全命令、选项、部门和年度。"""
    from typer._completion_shared import _get_shell_name

    name = shell or _get_shell_name() or ""
    if name not in SHELLS:
        close = nearest(name, SHELLS) if name else ""
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"没有外壳“{name}”{hint}。可用：{'、'.join(SHELLS)}。")
    if not install:
        from typer.completion import get_completion_script  # type: ignore[attr-defined]

        script = get_completion_script(
            prog_name="auditkit", complete_var="_AUDITKIT_COMPLETE", shell=name
        )
        typer.echo(script)
        return
    from typer.completion import install as written  # type: ignore[attr-defined]

    try:
        _, path = written(shell=name, prog_name="auditkit", complete_var="_AUDITKIT_COMPLETE")
    except OSError as error:
        raise AuditError(f"补全没有装上（{error.strerror}：{error.filename}）。") from error
    out.print(Text(f"已装入 {path}，重新打开终端后生效。"), soft_wrap=True)


@command("kernel")
def kernel(
    doing: Annotated[str, typer.Argument(help="install：安装", metavar="install")],
    user: Annotated[
        bool, typer.Option("--user", help="装给当前用户，供 VS Code、JupyterHub 使用")
    ] = False,
    prefix: Annotated[
        Path | None,
        typer.Option("--prefix", help="装到哪个环境；默认为当前环境", metavar="文件夹"),
    ] = None,
) -> None:
    """安装 auditkit 内核，供 VS Code、JupyterHub 和其他 Jupyter 程序选用。"""
    from auditkit.kernels.kernelspec import install_for_others, install_kernelspec

    if doing != "install":
        raise AuditError(f"没有“kernel {doing}”，是否为“kernel install”？")
    if user and prefix is not None:
        raise AuditError("--user 和 --prefix 只能用一个。")
    if user:
        from jupyter_core.paths import jupyter_data_dir

        file = install_for_others(Path(jupyter_data_dir()) / "kernels")
    elif prefix is not None and prefix.resolve() != Path(sys.prefix).resolve():
        file = install_for_others(prefix / "share" / "jupyter" / "kernels")
    else:
        file = install_kernelspec(Path(sys.prefix))
    out.print(Text(f"已写出 {file}。在 VS Code 或 Jupyter 中选择内核“auditkit”。"), soft_wrap=True)


@command("schema")
def schema(
    name: Annotated[
        str, typer.Argument(help="assess、check、findings、trace、verify …", metavar="名称")
    ],
) -> None:
    """--json 的输出和报告旁各 JSON 文件的模式（JSON Schema），供其他程序核对。"""
    from auditkit.files.canonical import indented
    from auditkit.results.schema import NAMES, schema

    if name not in NAMES:
        close = nearest(name, NAMES)
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"没有模式“{name}”{hint}。可用：{'、'.join(NAMES)}。")
    typer.echo(indented(schema(NAMES[name])))
