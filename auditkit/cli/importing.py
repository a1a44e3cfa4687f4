"""The command `import`: published documents, tables of figures, ledgers, databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from auditkit.cli.app import DataDir, Pack, command, out, print_issues
from auditkit.errors import AuditError
from auditkit.rules import DEFAULT_PACK

_FILE = (
    "部门决算、预算（pdf、xlsx、xls、docx、html），取数表（csv、xlsx、parquet），"
    "科目余额表（xlsx、xls）或 GB/T 24589 的 xml"
)
_SQL = "数据库地址，如 sqlite:///账.db；含密码的请放在环境变量 AUDITKIT_SQL"


@command("import")
def import_figures(
    department: Annotated[str, typer.Option("--department", help="部门名称", metavar="部门")],
    year: Annotated[int, typer.Option("--year", help="年度", metavar="年度")],
    file: Annotated[Path | None, typer.Argument(help=_FILE, metavar="文件")] = None,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    sql: Annotated[
        str,
        typer.Option("--sql", help=_SQL, metavar="地址", envvar="AUDITKIT_SQL", show_envvar=False),
    ] = "",
    query: Annotated[
        str,
        typer.Option("--query", help="一条查询，可用 :部门、:年度；@文件 从文件读", metavar="语句"),
    ] = "",
    name: Annotated[
        str, typer.Option("--name", help="查询结果存为 实际数-名称.csv", metavar="名称")
    ] = "SQL",
    force: Annotated[
        bool, typer.Option("--force", help="已有内容不同的同名文件时，以新的为准")
    ] = False,
) -> None:
    """读入数：公布的决算或预算、取数表、账簿、数据库查询。是哪一种由内容判断。

    决算、预算填入 实际数.xlsx 的空格；其余原样存入年度文件夹，评价时取用。已填的一律不动。
    勾稽不符、与决算或填报不一致、有须更正的问题时退出码为 1。
    """
    from auditkit.audit.receiving import fetch, receive

    if bool(query) == (file is not None):
        raise AuditError("请给出一个文件，或者用 --sql 和 --query 查询数据库，二者取一。")
    if query:
        if not sql:
            raise AuditError("--query 要有数据库地址。请用 --sql 或环境变量 AUDITKIT_SQL 给出。")
        text, now = _query(query), dt.datetime.now().astimezone()
        received = fetch(
            sql, text, department, year, data_dir, rulepack, name=name, taken=now, force=force
        )
    else:
        assert file is not None
        found = receive(file, department, year, data_dir, rulepack, force=force)
        if found is None:
            _published(file, department, year, data_dir, rulepack)
            return
        received = found
    for line in received.lines():
        out.print(Text(line), soft_wrap=True)
    print_issues(received.issues)
    if received.grave:
        raise typer.Exit(1)


def _query(text: str) -> str:
    """The query itself, or what the file behind @ says."""
    from auditkit.files.readers import read_bytes
    from auditkit.files.readers.plain import decode

    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    return decode(path.name, read_bytes(path))


def _published(file: Path, department: str, year: int, data_dir: Path, rulepack: str) -> None:
    """Keeps final accounts or a budget, and fills the workbook's blank cells from them."""
    from auditkit.audit.yearform import read_form
    from auditkit.facts.accounts.documentkind import BUDGET
    from auditkit.facts.accounts.files import keep_published
    from auditkit.facts.fillworkbook import accounts_lines, book_for, fill_from_accounts
    from auditkit.rules.load import load_rulepack

    words = load_rulepack(rulepack)
    accounts, folder = keep_published(file, department, year, data_dir, words)
    for line in accounts_lines(accounts):
        out.print(Text(line), soft_wrap=True)
    grave = bool(accounts.failures) or any(issue.grave for issue in accounts.issues)
    try:
        declaration, pack, _ = read_form(department, year, data_dir, rulepack)
    except AuditError:
        if accounts.kind != BUDGET:
            raise
        out.print(Text("还没有申报表和决算，预算数待它们读入后取用"), soft_wrap=True)
    else:
        report = fill_from_accounts(book_for(folder, accounts), accounts, declaration, pack)
        for line in report.lines():
            out.print(Text(line), soft_wrap=True)
        grave = grave or any(issue.grave for issue in report.issues) or bool(report.differences)
    if grave:
        raise typer.Exit(1)
