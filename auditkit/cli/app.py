"""The application `auditkit`: its consoles, and the arguments that its commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from auditkit import __version__
from auditkit.cli.terminal import ChineseCommand, ChineseGroup, visible
from auditkit.errors import Issue

if TYPE_CHECKING:
    pass

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

Department = Annotated[
    str, typer.Argument(help="部门名称，即数据文件夹下的文件夹名", metavar="部门")
]
Year = Annotated[int, typer.Argument(help="年度，如 2020", metavar="年度")]
DataDir = Annotated[Path, typer.Option("--data-dir", help="数据文件夹", metavar="文件夹")]
_PACK_HELP = "规则包名称，或规则包文件；没有申报表时默认 common"
Pack = Annotated[str, typer.Option("--rulepack", "--pack", help=_PACK_HELP, metavar="规则包")]
_OWN = "该年度文件夹中的审计发现处理文件，由审计人员认可采用（不是本项目导出的才需要）"
NamedDecisions = Annotated[Path | None, typer.Option("--decisions", help=_OWN, metavar="文件")]


Function = TypeVar("Function", bound=Callable[..., None])


def command(name: str) -> Callable[[Function], Function]:
    """A command of the application, with its usage line in Chinese."""
    return app.command(name, cls=ChineseCommand, options_metavar="[选项]")


def take_as_own(decisions: Path | None, department: str, year: int, data_dir: Path) -> None:
    """Let a file of decisions that the auditor names count from now on, as it is now."""
    if decisions is None:
        return
    from auditkit.audit.inputs import year_folder
    from auditkit.findings.origin import adopt

    folder = year_folder(department, year, data_dir)
    named = decisions if decisions.is_file() else folder / decisions
    told = adopt(named, folder)
    out.print(Text(f"已认可 {named.name}（记在 {told.name}）"), soft_wrap=True)


def print_issues(issues: tuple[Issue, ...]) -> None:
    """Each problem in a line, 须更正 or 提示."""
    out.print(f"\n数据问题 {len(issues)} 个")
    for issue in issues:
        mark = "须更正" if issue.grave else "提示"
        out.print(Text(f"  {mark}  {issue.code}  {issue}"), soft_wrap=True)
