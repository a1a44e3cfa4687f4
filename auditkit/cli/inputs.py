"""The commands about inputs: `template`, `form`, `accounts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from auditkit.cli.app import DataDir, Department, Pack, Year, command, out, print_issues
from auditkit.errors import AuditError, OtherTable, UnreadableFile
from auditkit.rules import DEFAULT_PACK


def refuse_existing(path: Path, force: bool, instead: str, data: bytes | None = None) -> None:
    """Raise AuditError where a file lies at `path` that is not to be written over.

    One that holds `data` already is no loss. With `force` what stands there is kept beside it.
    """
    if not path.is_file() or (data is not None and path.read_bytes() == data):
        return
    if force:
        from auditkit.results.decisionbook.write import keep_copy, refuse_open

        refuse_open(path)
        kept = keep_copy(path, unread=True)
        out.print(Text(f"原文件另存为 {kept}"), soft_wrap=True)
        return
    different = "" if data is None else "，内容不同"
    raise AuditError(f"{path}已经存在{different}。{instead}。")


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
    from auditkit.audit.yearform import read_form
    from auditkit.facts.workbook.template import write_fact_template

    declaration, pack, folder = read_form(department, year, data_dir, rulepack)
    path = output or folder / "实际数.xlsx"
    if output is None and not path.exists():
        _tell_of_other_books(folder, path, force)
    refuse_existing(path, force, "要保留已填的数据请换个 --output；确要覆盖请加 --force")
    write_fact_template(path, declaration, pack)
    out.print(f"已写出 {path}", soft_wrap=True)


def _tell_of_other_books(folder: Path, path: Path, force: bool) -> None:
    """Raise AuditError where a blank workbook would stand beside one that is filled in.

    One of invented figures is only told of: a real one is meant to take its place.
    """
    from auditkit.facts.facts import DEMO

    beside = [book for book in folder.glob("实际数*.xlsx") if not book.name.startswith("~$")]
    real = sorted(book.name for book in beside if DEMO not in book.name)
    if real and not force:
        raise AuditError(
            f"{folder}中已有{'、'.join(real)}，没有再写{path.name}：两份会一并读入，同一数填两处即有冲突。"
            "请在已有的文件中填写；要另写一份空白的，请用 --output 写到别处，或加 --force。"
        )
    if beside and not real:
        names = "、".join(sorted(book.name for book in beside))
        out.print(Text(f"有了{path.name}，{names}不再采用。"), soft_wrap=True)


@command("form")
def form(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="写到哪里；默认为数据文件夹中的 申报表-识读.xlsx", metavar="文件"
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="已有文件时仍然覆盖")] = False,
) -> None:
    """把识读到的申报表写成工作簿，供核对和改正。

    识读修复过的单元格着色并批注原文，未读的栏和行列在第二页。改正后另存为 申报表-校正.xlsx，
    放在原件旁，即以所改为准。有须更正的问题时退出码为 1。
    """
    from auditkit.audit.formfiles import form_files
    from auditkit.audit.inputs import year_folder
    from auditkit.audit.yearform import read_form
    from auditkit.files.saving import save_workbook
    from auditkit.form.corrections import CORRECTED_SUFFIX, READ_SUFFIX
    from auditkit.form.writing.readback import blank_form, readback

    unread: UnreadableFile | None = None
    try:
        declaration, _, folder = read_form(department, year, data_dir, rulepack)
    except OtherTable:
        raise  # a blank form would not say what that table says
    except UnreadableFile as error:
        folder = year_folder(department, int(year), data_dir)
        if not form_files(folder):
            raise
        # What no reader can read is typed by a person, in the layout that is read back.
        unread, declaration = error, blank_form(department, int(year))
    path = output or folder / f"申报表{READ_SUFFIX}.xlsx"
    if path.stem.endswith(CORRECTED_SUFFIX):
        raise AuditError(f"{path}：“{CORRECTED_SUFFIX}”是人工校正表的名称，请换个 --output。")
    instead = f"其中如有改正，请另存为 申报表{CORRECTED_SUFFIX}.xlsx；确要重写请加 --force"
    refuse_existing(path, force, instead)
    save_workbook(readback(declaration, folder), path)
    out.print(f"已写出 {path}", soft_wrap=True)
    if unread is not None:
        out.print(
            f"{unread}已写出空白的表，请照原件填写，另存为 申报表{CORRECTED_SUFFIX}.xlsx。",
            soft_wrap=True,
        )
        raise typer.Exit(1)
    grave = sum(issue.grave for issue in declaration.issues)
    out.print(
        f"识读修复{len(declaration.repairs)}处，未读的栏或行{len(declaration.unread)}处，"
        f"须更正的问题{grave}个。改正后另存为 申报表{CORRECTED_SUFFIX}.xlsx。",
        soft_wrap=True,
    )
    if grave:
        raise typer.Exit(1)


@command("accounts")
def accounts_as_read(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    force: Annotated[bool, typer.Option("--force", help="已有识读表时仍然覆盖")] = False,
) -> None:
    """把读到的部门决算、部门预算写成 决算-识读.xlsx、预算-识读.xlsx，每个数旁边是出处。

    在其中改正读错之处，另存为 决算-校正.xlsx 放在原件旁边，即被采用。
    """
    from auditkit.audit.inputs import year_folder
    from auditkit.facts.accounts import read_accounts, read_budget
    from auditkit.facts.accounts.asread import as_read
    from auditkit.facts.accounts.files import accounts_file, budget_file
    from auditkit.files.saving import workbook_bytes, write_bytes
    from auditkit.rules.load import load_rulepack

    folder, pack = year_folder(department, year, data_dir), load_rulepack(rulepack)
    found = [(accounts_file(folder)[0], read_accounts), (budget_file(folder)[0], read_budget)]
    if not any(path for path, _ in found):
        raise AuditError(f"{folder}里没有决算，也没有预算。请先用 auditkit import 读入。")
    grave = False
    for path, read in found:
        if path is None:
            continue
        accounts = read(path, department, year, pack)
        place = folder / f"{path.stem}-识读.xlsx"
        data = workbook_bytes(as_read(accounts, folder))
        instead = f"其中的改动请先另存为 {path.stem}-校正.xlsx；确要覆盖请加 --force"
        refuse_existing(place, force, instead, data)
        write_bytes(place, data)
        out.print(f"已写出 {place}", soft_wrap=True)
        print_issues(accounts.issues)
        grave = grave or any(issue.grave for issue in accounts.issues)
    if grave:
        raise typer.Exit(1)
