"""The application `auditkit`: its consoles, and the arguments that its commands share."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from auditkit import __version__
from auditkit.cli.terminal import ChineseCommand, ChineseGroup, harmless, visible
from auditkit.errors import Issue

app = typer.Typer(
    cls=ChineseGroup,
    help="部门整体绩效目标审计工作台：识读申报表、计算指标、评分、列示发现，每个数字可追溯到单元格。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)


def _version(asked: bool) -> None:
    if asked:
        out.print(f"auditkit {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本后退出", callback=_version, is_eager=True),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="说明读了哪些文件、用了多少时间")
    ] = False,
) -> None:
    """部门整体绩效目标审计工作台：识读申报表、计算指标、评分、列示发现，每个数字可追溯到单元格。"""


class _Console(Console):
    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """As rich renders it, with what a file may hold to rule the terminal made visible."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible(text), style, control)

    def on_broken_pipe(self) -> None:
        """`auditkit … | head` has read what it wanted: that is no failure."""
        try:
            super().on_broken_pipe()
        except SystemExit:
            raise SystemExit(0) from None


out = _Console(highlight=False, soft_wrap=False)
err = _Console(stderr=True, highlight=False, soft_wrap=True)


def _subfolders(folder: Path, typed: str) -> list[str]:
    try:
        with os.scandir(folder) as found:
            names = sorted(entry.name for entry in found if entry.is_dir())
    except OSError:
        return []
    return [name for name in names if name.startswith(typed) and not name.startswith(".")]


def _departments(context: typer.Context, incomplete: str) -> list[str]:
    """The department folders that there are, for a shell to complete."""
    return _subfolders(Path(context.params.get("data_dir") or "data"), incomplete)


def _years(context: typer.Context, incomplete: str) -> list[str]:
    """The years of the department typed already."""
    data = Path(context.params.get("data_dir") or "data")
    years = _subfolders(data / str(context.params.get("department") or "."), incomplete)
    return [name for name in years if name.isdigit()]


Department = Annotated[
    str,
    typer.Argument(
        help="部门名称，即数据文件夹下的文件夹名", metavar="部门", autocompletion=_departments
    ),
]
Year = Annotated[int, typer.Argument(help="年度，如 2020", metavar="年度", autocompletion=_years)]
DataDir = Annotated[Path, typer.Option("--data-dir", help="数据文件夹", metavar="文件夹")]
_PACK_HELP = "规则包名称，或规则包文件；没有申报表时默认 common"
Pack = Annotated[str, typer.Option("--rulepack", "--pack", help=_PACK_HELP, metavar="规则包")]
_OWN = "该年度文件夹中的审计发现处理文件，由审计人员认可采用（不是本项目导出的才需要）"
NamedDecisions = Annotated[Path | None, typer.Option("--decisions", help=_OWN, metavar="文件")]

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序读取")]


Function = TypeVar("Function", bound=Callable[..., None])


def command(name: str) -> Callable[[Function], Function]:
    """A command of the application, with its usage line in Chinese."""
    return app.command(name, cls=ChineseCommand, options_metavar="[选项]")


def take_as_own(
    decisions: Path | None, department: str, year: int, data_dir: Path, *, quiet: bool = False
) -> None:
    """Let a file of decisions that the auditor names count from now on, as it is now."""
    if decisions is None:
        return
    from auditkit.audit.inputs import year_folder
    from auditkit.findings.origin import adopt

    folder = year_folder(department, year, data_dir)
    named = decisions if decisions.is_file() else folder / decisions
    told = adopt(named, folder)
    if not quiet:
        out.print(Text(f"已认可 {named.name}（记在 {told.name}）"), soft_wrap=True)


def tell_open(department: str, year: int, data_dir: Path) -> None:
    """Say which input is open in another program: what was not saved there is not read."""
    from auditkit.audit.folder import held_open
    from auditkit.audit.inputs import year_folder

    for told in held_open(year_folder(department, year, data_dir)):
        err.print(Text(f"提示：{told}"), soft_wrap=True)


def print_json(content: Mapping[str, Any]) -> None:
    """One JSON document for other programs."""
    typer.echo(harmless(json.dumps(content, ensure_ascii=False, indent=1)))


def print_issues(issues: tuple[Issue, ...]) -> None:
    """How many problems, then each in a line: 须更正 first, then 提示."""
    grave = sum(issue.grave for issue in issues)
    counted = f"（须更正 {grave} 个，提示 {len(issues) - grave} 个）" if issues else ""
    out.print(f"\n数据问题 {len(issues)} 个{counted}")
    for issue in sorted(issues, key=lambda one: not one.grave):
        mark = "须更正" if issue.grave else "提示"
        out.print(Text(f"  {mark}  {issue.code}  {issue}"), soft_wrap=True)
