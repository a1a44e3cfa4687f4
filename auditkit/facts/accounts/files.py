"""The published documents that lie beside a form: found by name, read without stopping the rest."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from auditkit.errors import AuditError, Issue, IssueKind, Source, UnreadableFile
from auditkit.facts.accounts import Accounts, read_accounts, read_budget
from auditkit.facts.accounts.accounts import published_in
from auditkit.facts.accounts.differences import agree, is_of_one_plan
from auditkit.facts.accounts.documentkind import FINAL
from auditkit.facts.accounts.naming import OTHER_DEPARTMENT, OTHER_YEAR
from auditkit.facts.accounts.pages import read_pages
from auditkit.facts.facts import BUDGET_NAME, DEMO, FINAL_NAME, FORM_NAME, Facts
from auditkit.files.names import AS_READ, refuse_as_folder
from auditkit.files.readers.reading import read_bytes, whole_file
from auditkit.files.saving import make_folder, write_bytes
from auditkit.rules.rulepack import RulePack
from auditkit.wording import dated, show_value

SEVERAL_DOCUMENTS = IssueKind("accounts-several", "有多份决算")
UNREAD_FILE = IssueKind("accounts-unread", "决算无法识读")
MIXED = IssueKind("accounts-demo", "决算与填报数一份虚构、一份真实，没有采用")
PLANNED_OTHERWISE = IssueKind("accounts-budget", "决算所印的预算数与部门预算不同")
_ANOTHERS = (OTHER_DEPARTMENT.code, OTHER_YEAR.code)

SUFFIXES = (".pdf", ".xlsx", ".xls", ".docx", ".html", ".htm")
NOT_ORIGINAL = ("-校正", AS_READ)
"""What the names of workbooks end in that are made from an original and laid beside it."""


def accounts_file(folder: Path) -> tuple[Path | None, list[Issue]]:
    """The final accounts in a folder: the file whose name begins with 决算; one only.

    Invented accounts never stand beside real ones.
    """
    return _only(folder, FINAL_NAME)


def budget_file(folder: Path) -> tuple[Path | None, list[Issue]]:
    """The department's budget in a folder: the file whose name begins with 预算; one only."""
    return _only(folder, BUDGET_NAME)


def _only(folder: Path, name: str) -> tuple[Path | None, list[Issue]]:
    files = sorted(
        path
        for path in folder.glob(f"{name}*")
        if path.is_file()
        and path.suffix.lower() in SUFFIXES
        and not path.stem.endswith(NOT_ORIGINAL)
    )
    # 预算项目绩效目标申报表 is a form, unless nothing else can be the budget.
    files = [path for path in files if not FORM_NAME.search(path.stem)] or files
    real = [path for path in files if DEMO not in path.name] or files
    issues = []
    if len(real) > 1:
        names = "、".join(path.name for path in real)
        what, remedy = f"有多份{name}，只读第一份", f"请只留一份，文件名以“{name}”开头"
        issues.append(SEVERAL_DOCUMENTS(whole_file(real[0]), what, names, remedy))
    return (real[0] if real else None), issues


class Published(NamedTuple):
    """What was published: the final accounts, the facts of both documents, and the budget."""

    accounts: Accounts | None
    facts: Facts
    budget: Accounts | None


def open_accounts(
    folder: Path,
    department: str,
    year: int,
    *,
    demo: bool | None = None,
    rulepack: RulePack | None = None,
) -> Published:
    """The final accounts and the budget lying in a folder, and the facts that they add.

    `demo` says whether the figures typed in are invented, None where there are none; documents of
    the other kind are left out. What cannot be read is an issue and never stops the rest. Where
    both documents print a figure, that of the final accounts counts, and a difference is told.
    """
    final, published = _opened(folder, FINAL_NAME, department, year, demo, rulepack)
    planned = final.demo if final is not None and demo is None else demo
    budget, planned_facts = _opened(folder, BUDGET_NAME, department, year, planned, rulepack)
    issues = tuple(_differing(published, planned_facts, budget))
    return Published(final, published.merged([planned_facts, Facts(issues=issues)]), budget)


def _opened(
    folder: Path,
    name: str,
    department: str,
    year: int,
    demo: bool | None,
    rulepack: RulePack | None,
) -> tuple[Accounts | None, Facts]:
    path, issues = _only(folder, name)
    if path is None:
        return None, Facts(issues=tuple(issues))
    read = read_accounts if name == FINAL_NAME else read_budget
    try:
        accounts = read(path, department, year, rulepack)
    except UnreadableFile as error:
        if FORM_NAME.search(path.stem):
            return None, Facts(issues=tuple(issues))  # it is read as the form that it names
        # The folder is this machine's own and no part of what an auditor reads.
        said = str(error).replace(str(path), path.name)
        what = said.removeprefix(f"{path.name}：").rstrip("。")
        issues.append(UNREAD_FILE(whole_file(path), what, "", "其余文件照常读入"))
        return None, Facts(issues=tuple(issues))
    mixed = demo is not None and demo != accounts.demo
    wrong = [i for i in accounts.issues if i.code in _ANOTHERS]
    if mixed:
        what = f"{DEMO}与真实数据不能混用，{name}没有采用"
        issues.append(
            MIXED(Source(path.name, "", accounts.sha256), what, "", "请移走其中一种", False)
        )
    if mixed or (accounts.year not in (None, year)) or wrong:
        files = ((accounts.file, accounts.sha256),)
        told = tuple(issues) + (() if mixed else accounts.issues)
        return None, Facts(issues=told, files=() if mixed else files)
    return accounts, Facts(issues=tuple(issues)).merged([accounts.as_facts])


def _differing(final: Facts, planned_facts: Facts, budget: Accounts | None) -> list[Issue]:
    """Plans that the final accounts print otherwise than the budget did.

    Those that are surely one plan are a finding (C09), and said there alone.
    """
    issues = []
    for planned in planned_facts:
        shown = final.get(planned.name, planned.year)
        if shown is None or agree(shown, planned):
            continue
        if budget is None or not is_of_one_plan(shown, planned, budget):
            what = (
                f"{dated(planned.name, planned.year)}：决算印作{show_value(shown.value, '万元')}"
                f"（{shown.source}），部门预算为{show_value(planned.value, '万元')}，取决算所印"
            )
            remedy = "请核对两者口径"
            issues.append(PLANNED_OTHERWISE(planned.source, what, "", remedy, False))
    return issues


def keep_published(
    file: Path,
    department: str,
    year: int,
    data_dir: Path,
    rulepack: RulePack | None = None,
) -> tuple[Accounts, Path]:
    """Keep a published document as received in the folder of the year, and read it.

    Final accounts are kept as 决算, a budget as 预算 beside them. A file that already lies there is
    never replaced by another. Raises AuditError when the file is neither, states another
    department or year, or another file holds its place; nothing is kept then.
    """
    refuse_as_folder(department)
    data = read_bytes(file)
    pages = read_pages(file, data)
    try:
        read = published_in(pages, department, year, rulepack)
    except UnreadableFile as error:
        # The auditor knows the file by the path given.
        raise UnreadableFile(str(file), error.problem, error.remedy) from None
    for issue in read.issues:
        if issue.code in _ANOTHERS:
            raise AuditError(f"{file.name}没有读入。{issue}")
    name = FINAL_NAME if read.kind == FINAL else BUDGET_NAME
    folder = data_dir / department / str(year)
    present, _ = _only(folder, name) if folder.is_dir() else (None, [])
    mark = f"-{DEMO}" if DEMO in file.name else ""
    place = present or folder / f"{name}{mark}{file.suffix.lower()}"
    if present is not None and present.read_bytes() != data:
        raise AuditError(f"{present}：已有另一份{name}。请先核对并移走旧的，再读入{file.name}。")
    if present is None:
        make_folder(folder)
        try:
            write_bytes(place, data)
        except AuditError:
            with suppress(OSError):  # a folder that held something before stays
                folder.rmdir()
                folder.parent.rmdir()
            raise
    kept = published_in(pages.called(place.name), department, year, rulepack)
    return kept, folder
