"""The command `check`: what is wrong with the inputs and what is wanted, told, marked, as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from auditkit.cli.app import (
    AsJson,
    DataDir,
    Department,
    Pack,
    Year,
    command,
    out,
    print_issues,
    print_json,
    tell_open,
)
from auditkit.errors import AuditError
from auditkit.rules import DEFAULT_PACK

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit


@command("check")
def check(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    mark: Annotated[
        bool,
        typer.Option("--mark", help="写出工作簿的副本：问题单元格着色、批注，首页为问题清单"),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="副本写到哪里；默认为数据文件夹旁的 检查/年度/部门", metavar="文件夹"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """检查输入文件：识读修复、数据问题、缺什么数据。有须更正的问题时退出码为 1。"""
    from auditkit.audit.opening import open_audit

    if output is not None and not mark:
        raise AuditError("--output 说明副本写到哪里，要同时写 --mark。")
    audit = open_audit(department, year, data_dir, rulepack)
    tell_open(department, year, data_dir)
    place = output or Path(data_dir).absolute().parent / "检查" / str(year) / department
    copies: list[Path] = []
    if mark:
        from auditkit.audit.folder import refuse_output_inside
        from auditkit.documents.marked import not_marked, write_marked

        refuse_output_inside(data_dir, place)
        copies = write_marked(audit, place)
    if as_json:
        from auditkit.results.asjson import check_record

        print_json(check_record(audit))
    else:
        _print(audit)
        for copy in copies:
            out.print(Text(f"已写出标注的副本 {copy}"), soft_wrap=True)
        if mark and (unmarked := not_marked(audit, copies)):
            names = "、".join(unmarked)
            said = (
                f"{names} 不是 .xlsx，或已损坏，不能在格上标注："
                "问题和链接都在副本的首页“问题清单”里。"
            )
            out.print(Text(said), soft_wrap=True)
    if any(issue.grave for issue in audit.issues):
        raise typer.Exit(1)


def _print(audit: Audit) -> None:
    declaration = audit.declaration
    forms = f"，项目的表{len(declaration.projects)}份" if declaration.projects else ""
    budget = declaration.stated_budget
    money = "没有金额" if budget is None else f"预算合计{budget:,.2f}万元"
    out.print(
        f"{declaration.department} {declaration.year}年度：目标{len(declaration.goals)}个，"
        f"任务{len(declaration.tasks)}项{f'（{money}）' if declaration.tasks else ''}，"
        f"指标{len(declaration.indicators)}个{forms}；读到数据{len(audit.facts)}项。",
        soft_wrap=True,
    )
    out.print(f"\n识读修复 {len(declaration.repairs)} 处")
    for repair in declaration.repairs:
        out.print(Text(f"  {repair.code}  {repair}"), soft_wrap=True)
    print_issues(audit.issues)
    if audit.accounts is not None:
        ties, failed = len(audit.accounts.tie_outs), len(audit.accounts.failures)
        out.print(f"\n决算勾稽核对 {ties} 项，不符 {failed} 项（列入审计发现）")
    open_ = [row for row in audit.assessed if row.status in ("数据缺失", "待评定")]
    out.print(f"\n尚不能评价的指标 {len(open_)} 个")
    for row in open_:
        out.print(Text(f"  {row.name}：{row.reason}"), soft_wrap=True)
    out.print(f"\n资料清单 {len(audit.limits)} 项（待取得、待评定的，不是审计发现）")
    for limit in audit.limits:
        out.print(Text(f"  {limit.code}  {limit}"), soft_wrap=True)
    done = sum(check.state == "已核对" for check in audit.checks)
    apply = sum(check.applied > 0 for check in audit.checks)
    out.print(f"\n核对事项 {len(audit.checks)} 项：适用{apply}项，全部核对{done}项")
    for check in audit.checks:
        out.print(Text(f"  {check}"), soft_wrap=True)
