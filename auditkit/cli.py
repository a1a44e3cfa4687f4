"""The command line `auditkit`: the only place that prints."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditkit.errors import AuditError, Issue
from auditkit.packfile import DEFAULT_PACK, load_rulepack
from auditkit.terminal import ChineseCommand, ChineseGroup, usage_problem
from auditkit.wording import show_value

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(
    cls=ChineseGroup,
    help="部门整体绩效目标审计工作台：识读申报表、计算指标、评分、列示发现，每个数字可追溯到单元格。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Department = Annotated[
    str, typer.Argument(help="部门名称，即数据文件夹下的文件夹名", metavar="部门")
]
Year = Annotated[int, typer.Argument(help="年度，如 2020", metavar="年度")]
DataDir = Annotated[Path, typer.Option("--data-dir", help="数据文件夹", metavar="文件夹")]
_PACK_HELP = "规则包名称，或规则包文件；没有申报表时默认 common"
Pack = Annotated[str, typer.Option("--rulepack", "--pack", help=_PACK_HELP, metavar="规则包")]

STATUS_STYLE = {"达标": "green", "未达标": "bold red", "不可比": "yellow", "数据缺失": "yellow"}


Function = TypeVar("Function", bound=Callable[..., None])


def command(name: str) -> Callable[[Function], Function]:
    """A command of the application, with its usage line in Chinese."""
    return app.command(name, cls=ChineseCommand, options_metavar="[选项]")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values by column."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


@command("template")
def template(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="写到哪里；默认为数据文件夹中的 实际数.xlsx", metavar="文件"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="已有文件时仍然覆盖")] = False,
) -> None:
    """按申报表生成需要填写的 实际数.xlsx。"""
    from auditkit.audit import read_form
    from auditkit.factbook.template import write_fact_template

    declaration, pack, folder = read_form(department, year, data_dir, rulepack)
    path = output or folder / "实际数.xlsx"
    if path.exists() and not force:
        raise AuditError(f"{path}已经存在。要保留已填的数据请换个 --output；确要覆盖请加 --force。")
    write_fact_template(path, declaration, pack)
    out.print(f"已写出 {path}", soft_wrap=True)


@command("check")
def check(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
) -> None:
    """检查输入文件：识读修复、数据问题、缺什么数据。有须更正的问题时退出码为 1。"""
    from auditkit.audit import open_audit

    audit = open_audit(department, year, data_dir, rulepack)
    declaration = audit.declaration
    out.print(
        f"{declaration.department} {declaration.year}年度：目标{len(declaration.goals)}个，"
        f"任务{len(declaration.tasks)}项（预算合计{declaration.budget:,.2f}万元），"
        f"指标{len(declaration.indicators)}个；读到数据{len(audit.facts)}项。",
        soft_wrap=True,
    )
    out.print(f"\n识读修复 {len(declaration.repairs)} 处")
    for repair in declaration.repairs:
        out.print(Text(f"  {repair.code}  {repair}"), soft_wrap=True)
    _print_issues(audit.issues)
    if audit.accounts is not None:
        ties, failed = len(audit.accounts.tie_outs), len(audit.accounts.failures)
        out.print(f"\n决算勾稽核对 {ties} 项，不符 {failed} 项（列入审计发现）")
    missing = audit.frame[audit.frame["status"].isin(["数据缺失", "待评定"])]
    out.print(f"\n尚不能评价的指标 {len(missing)} 个")
    for row in records(missing):
        out.print(Text(f"  {row['indicator']}：{row['reason']}"), soft_wrap=True)
    if any(issue.grave for issue in audit.issues):
        raise typer.Exit(1)


@command("assess")
def assess(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
) -> None:
    """计算全部指标，在终端显示评价结果和得分。"""
    from auditkit.audit import open_audit
    from auditkit.facts import DEMO

    audit = open_audit(department, year, data_dir, rulepack)
    table = Table(title=f"{department} {year}年度 指标评价" + (f"  {DEMO}" if audit.demo else ""))
    for heading, justify in (
        ("一级指标", "left"), ("三级指标", "left"), ("指标值", "right"), ("实际值", "right"),
        ("结果", "left"), ("得分/权重", "right"),
    ):  # fmt: skip
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    level1 = ""
    for row in records(audit.frame):
        if level1 and row["level1"] != level1:
            table.add_section()
        points = "" if math.isnan(row["points"]) else f"{row['points']:.2f}"
        status = row["status"] + ("（临界）" if row["critical"] else "")
        table.add_row(
            Text("" if row["level1"] == level1 else row["level1"]),
            Text(row["indicator"]),
            Text(row["target"]),
            Text(row["actual_text"]),
            Text(status, STATUS_STYLE.get(row["status"], "")),
            Text(f"{points}/{row['weight']:.2f}"),
        )
        level1 = row["level1"]
    out.print(table)
    s = audit.score
    if not s.rests_on:
        out.print("没有可评价的指标，无法评分。")
        _print_issues(audit.issues)
        return
    out.print(
        f"得分 {s.points:.2f}，依据可评价的 {s.rests_on:.2f} 分权重"
        f"（折百分制 {s.normalized:.2f}，{s.grade}）；其余全不得分至全得满分："
        f"{s.low:.2f}（{s.grade_low}）— {s.high:.2f}（{s.grade_high}）。",
        soft_wrap=True,
    )
    out.print(f"审计发现 {len(audit.findings)} 项，数据问题 {len(audit.issues)} 项。")
    _print_issues(audit.issues)


@command("trace")
def trace(
    department: Department,
    year: Year,
    indicator: Annotated[str, typer.Argument(help="三级指标名称，如 预算执行率", metavar="指标")],
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
) -> None:
    """显示一个指标的算式、代入数字和每个数字所在的单元格。"""
    from auditkit.audit import open_audit
    from auditkit.facts import DEMO

    audit = open_audit(department, year, data_dir, rulepack)
    traces = audit.trace(indicator)
    row = records(audit.frame[audit.frame["indicator"] == traces[0].indicator])[0]
    declared = audit.declaration.indicator(traces[0].indicator)
    mark = f"  {DEMO}" if audit.demo else ""
    lines = [f"{row['indicator']}（{row['level1']}／{row['level2']}）{mark}"]
    at = declared and (declared.target_source or declared.source)
    lines.append(f"指标值  {row['target'] or '（空白）'}    {at}")
    lines.append(f"结果    {row['status']}：{row['reason']}")
    for t in traces:
        lines.append("")
        lines.append(f"{t.name}={t.formula}")
        lines.append(f"  代入  {t.figures}")
        lines.append(f"  得    {t.result}")
        for fact in t.facts:
            value = "（缺）" if fact.value is None else show_value(fact.value, fact.unit)
            where = fact.source or "没有填报"
            lines.append(f"  {fact.year}年  {fact.name}  {value}  {where}")
        lines.append(f"  依据  {t.reference}")
    for line in lines:
        out.print(Text(line), soft_wrap=True)


@command("import")
def import_accounts(
    file: Annotated[
        Path, typer.Argument(help="部门决算，pdf、xlsx、xls、docx 或 html", metavar="文件")
    ],
    department: Annotated[str, typer.Option("--department", help="部门名称", metavar="部门")],
    year: Annotated[int, typer.Option("--year", help="年度", metavar="年度")],
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
) -> None:
    """读入公布的部门决算，把数填进 实际数.xlsx 的空格，已填的不动。

    勾稽不符、填报与决算不一致或有须更正的问题时退出码为 1。
    """
    from auditkit.accounts.files import keep_accounts
    from auditkit.accountsimport import accounts_lines, book_for, fill_from_accounts
    from auditkit.audit import read_form

    accounts, folder = keep_accounts(file, department, year, data_dir)
    for line in accounts_lines(accounts):
        out.print(Text(line), soft_wrap=True)
    declaration, pack, _ = read_form(department, year, data_dir, rulepack)
    report = fill_from_accounts(book_for(folder, accounts), accounts, declaration, pack)
    for line in report.lines():
        out.print(Text(line), soft_wrap=True)
    grave = any(issue.grave for issue in accounts.issues + report.issues)
    if accounts.failures or report.differences or grave:
        raise typer.Exit(1)


@command("report")
def report(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    output: Annotated[Path, typer.Option("--output", help="报告文件夹", metavar="文件夹")] = Path(
        "reports"
    ),
) -> None:
    """生成审计报告（网页和笔记本）。"""
    from auditkit.report import write_report

    files = write_report(department, year, data_dir, rulepack, output)
    for path in files:
        out.print(Text(f"已写出 {path}"), soft_wrap=True)


@command("catalogue")
def catalogue(rulepack: Pack = DEFAULT_PACK) -> None:
    """列出规则包的指标和数据项。"""
    pack = load_rulepack(rulepack)
    out.print(Text(f"{pack.name}  {pack.title}（{pack.years[0]}—{pack.years[1]}）"))
    indicators = Table(title=f"指标 {len(pack.rules)} 个")
    for heading in (
        "一级指标", "二级指标", "三级指标", "取数", "算式或评价标准", "方向",
        "常用指标值", "权重", "评分", "依据",
    ):  # fmt: skip
        indicators.add_column(heading, overflow="fold")
    for rule in pack.rules.values():
        how = rule.formula or "；".join(rule.criteria) or "—"
        indicators.add_row(
            *(Text(cell) for cell in (
                rule.level1, rule.level2, rule.name,
                rule.gathered, how, rule.direction, rule.target or "",
                "" if rule.weight is None else f"{rule.weight:g}",
                rule.scoring.text if rule.scoring else "", rule.reference,
            ))
        )  # fmt: skip
    out.print(indicators)
    facts = Table(title=f"数据项 {len(pack.facts)} 个")
    for heading in ("数据项", "单位", "别名", "填在", "说明"):
        facts.add_column(heading, overflow="fold")
    for fact in pack.facts:
        facts.add_row(
            *(Text(cell) for cell in (
                fact.name, fact.unit, "、".join(fact.aliases), fact.gathered, fact.note,
            ))
        )  # fmt: skip
    out.print(facts)
    for key, text in pack.references.items():
        out.print(Text(f"{key}：{text}"), soft_wrap=True)


def _print_issues(issues: tuple[Issue, ...]) -> None:
    out.print(f"\n数据问题 {len(issues)} 个")
    for issue in issues:
        mark = "须更正" if issue.grave else "提示"
        out.print(Text(f"  {mark}  {issue.code}  {issue}"), soft_wrap=True)


def main() -> None:
    """Run the command line: every error one Chinese line, exit code 2, no traceback."""
    try:
        code = app(standalone_mode=False)
    except AuditError as error:
        err.print(Text(f"错误：{error}"))
        code = 2
    except BrokenPipeError:
        code = 0
    except typer.Abort:
        err.print(Text("已中断。"))
        code = 130
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help is printed already
            sys.exit(2)
        problem = usage_problem(error)
        if problem is None and os.environ.get("AUDITKIT_DEBUG"):
            raise
        # Nobody but a developer can use a traceback; it is there for the asking.
        internal = (
            f"程序内部错误（{type(error).__name__}：{error}）。设 AUDITKIT_DEBUG=1 再运行可见详情。"
        )
        err.print(Text(problem or internal))
        code = 2 if problem else 1
    sys.exit(code if isinstance(code, int) else 0)
