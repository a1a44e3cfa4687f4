"""The final accounts that lie beside a form: found by name, and read without stopping the rest."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from auditkit.errors import AuditError, Issue, UnreadableFile
from auditkit.facts.accounts import Accounts, read_accounts
from auditkit.facts.facts import DEMO, Facts
from auditkit.files.readers import read_bytes
from auditkit.files.saving import make_folder, write_bytes

SUFFIXES = (".pdf", ".xlsx", ".xls", ".docx", ".html", ".htm")


def accounts_file(folder: Path) -> tuple[Path | None, list[Issue]]:
    """The final accounts in a folder: the file whose name begins with 决算; one only.

    Invented accounts never stand beside real ones.
    """
    files = sorted(
        path for path in folder.glob("决算*") if path.is_file() and path.suffix.lower() in SUFFIXES
    )
    real = [path for path in files if DEMO not in path.name] or files
    issues = []
    if len(real) > 1:
        names = "、".join(path.name for path in real)
        remedy = "请只留一份，文件名以“决算”开头"
        issues.append(
            Issue("accounts-several", folder.name, "有多份决算，只读第一份", names, remedy)
        )
    return (real[0] if real else None), issues


def open_accounts(
    folder: Path, department: str, year: int, *, demo: bool | None = None
) -> tuple[Accounts | None, Facts]:
    """The final accounts lying in a folder, and the facts they add to those typed in.

    `demo` says whether the figures typed in are invented, None where there are none; accounts of
    the other kind are left out. What cannot be read is an issue and never stops the rest.
    """
    path, issues = accounts_file(folder)
    if path is None:
        return None, Facts(issues=tuple(issues))
    try:
        accounts = read_accounts(path, department, year)
    except UnreadableFile as error:
        # The folder is this machine's own and no part of what an auditor reads.
        said = str(error).replace(str(path), path.name)
        what = said.removeprefix(f"{path.name}：").rstrip("。")
        issues.append(Issue("accounts-unread", path.name, what, "", "其余文件照常读入"))
        return None, Facts(issues=tuple(issues))
    mixed = demo is not None and demo != accounts.demo
    wrong = [i for i in accounts.issues if i.code in ("accounts-department", "accounts-year")]
    if mixed:
        what = f"{DEMO}与真实数据不能混用，决算没有采用"
        issues.append(Issue("accounts-demo", path.name, what, "", "请移走其中一种", False))
    if mixed or (accounts.year not in (None, year)) or wrong:
        files = ((accounts.file, accounts.sha256),)
        told = tuple(issues) + (() if mixed else accounts.issues)
        return None, Facts(issues=told, files=() if mixed else files)
    return accounts, Facts(issues=tuple(issues)).merged([accounts.as_facts])


def keep_accounts(file: Path, department: str, year: int, data_dir: Path) -> tuple[Accounts, Path]:
    """Keep published accounts as received in the folder of the year, and read them there.

    A file that already lies there is never replaced by another. Raises AuditError when the file is
    no final accounts, states another department or year, or another file holds its place; nothing
    is kept then.
    """
    data = read_bytes(file)
    folder = data_dir / department / str(year)
    make_folder(folder)
    present, _ = accounts_file(folder)
    mark = f"-{DEMO}" if DEMO in file.name else ""
    place = present or folder / f"决算{mark}{file.suffix.lower()}"
    if present is None:
        write_bytes(place, data)
    elif present.read_bytes() != data:
        raise AuditError(f"{present}：已有另一份决算。请先核对并移走旧的，再读入{file.name}。")
    try:
        accounts = read_accounts(place, department, year)
        for issue in accounts.issues:
            if issue.code in ("accounts-department", "accounts-year"):
                told = str(issue).replace(place.name, file.name)
                raise AuditError(f"{file.name}没有读入。{told}")
    except AuditError as error:
        if present is None:
            place.unlink()
            with suppress(OSError):  # a folder that held something before stays
                folder.rmdir()
                folder.parent.rmdir()
            if isinstance(error, UnreadableFile):
                # The auditor knows the file by the name given, not by that of the copy.
                raise UnreadableFile(str(file), error.problem, error.remedy) from None
        raise
    return accounts, folder
