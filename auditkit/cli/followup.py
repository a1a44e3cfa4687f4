"""The command `followup`: what became of earlier findings, in the terminal and as a ledger."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from auditkit.cli.app import DataDir, Pack, command, err, out
from auditkit.errors import AuditError
from auditkit.rules import DEFAULT_PACK

if TYPE_CHECKING:
    from auditkit.audit.followup import Case

_SHOWN = 40
"""Cases shown in the terminal; all of them are in the workbook."""


@command("followup")
def followup(
    department: Annotated[
        str, typer.Argument(help="部门名称，即数据文件夹下的文件夹名", metavar="部门")
    ] = "",
    year: Annotated[int, typer.Argument(help="到哪个年度；默认最近一年", metavar="年度")] = 0,
    every: Annotated[bool, typer.Option("--all", help="数据文件夹中的全部部门")] = False,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="台账写到哪里；默认 reports/整改台账.xlsx", metavar="文件"),
    ] = None,
    as_of: Annotated[
        str,
        typer.Option("--as-of", help="按哪一天判断逾期，如 2024-06-30；默认今天", metavar="日期"),
    ] = "",
) -> None:
    """跟踪以往的审计发现：同一规则逐年复核，写出整改台账。有逾期未整改的，退出码为 1。"""
    from auditkit.audit.folder import looked_at
    from auditkit.audit.followedyears import followed_up

    if bool(department) == every:
        raise AuditError("请写明一个部门，或用 --all 跟踪全部部门。")
    on = _day(as_of)
    there, closed = looked_at(data_dir)
    if department in closed:
        raise closed[department]
    if department and department not in there:
        from auditkit.audit.inputs import year_folder

        year_folder(department, year or on.year, data_dir)
    path = output or Path("reports") / "整改台账.xlsx"
    if path.suffix.lower() != ".xlsx":
        raise AuditError(f"{path}：台账只能写成 .xlsx 文件。")
    cases: list[Case] = []
    demo, failed = False, len(closed) if every else 0
    for name, error in closed.items() if every else ():
        err.print(Text(f"未能读入 {name}：{error}"))
    for name in [department] if department else sorted(there):
        years = sorted(one for one in there[name] if not year or one <= year)
        found = followed_up(name, years, data_dir, rulepack)
        cases += found.cases
        demo = demo or found.demo
        failed += len(found.failed)
        for one, why in found.failed.items():
            err.print(Text(f"未能读入 {name}{one}年度：{why}"))
    _print(cases)
    _write(path, cases, on, demo=demo, failed=bool(failed))


def _day(text: str) -> dt.date:
    if not text:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise AuditError(f"日期“{text}”无法识别。请写成 2024-06-30。") from None


def _write(path: Path, cases: list[Case], on: dt.date, *, demo: bool, failed: bool) -> None:
    from auditkit.results.decisionbook.ledger import write_ledger

    late = write_ledger(path, cases, on, demo=demo)
    out.print(Text(f"已写出 {path}（{len(cases)}项）"), soft_wrap=True)
    if late:
        out.print(Text(f"截至{on.isoformat()}逾期未整改{len(late)}项", "bold red"), soft_wrap=True)
        for case in late:
            said = f"  {case.department} {case.last.code} {case.last.subject}：期限{case.words.due}"
            out.print(Text(said), soft_wrap=True)
    if late or failed:
        raise typer.Exit(1)


def _print(cases: list[Case]) -> None:
    from auditkit.audit.followup import STATES

    counts = Counter(case.state for case in cases)
    said = "，".join(f"{state}{counts[state]}项" for state in STATES if counts[state])
    out.print(Text(f"以往审计发现的跟踪：{said or '没有审计发现'}"), soft_wrap=True)
    earlier = [case for case in cases if case.state != "新发生"]
    if not earlier:
        return
    table = Table()
    for heading in ("部门", "结果", "发现年度", "编码", "对象", "同一规则复核"):
        table.add_column(heading, overflow="fold")
    for case in earlier[:_SHOWN]:
        years = "、".join(map(str, case.years))
        cells = (case.department, case.state, years, case.last.code, case.last.subject, case.retest)
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)
    if len(earlier) > _SHOWN:
        out.print(Text(f"另有{len(earlier) - _SHOWN}项，见台账。"), soft_wrap=True)
