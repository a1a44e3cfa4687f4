"""The form of a department and year: its files, what a person corrected in it, its rule pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from auditkit.audit.budgetforms import (
    form_in_budget,
    goal_forms,
    left_in_budget,
    with_budget_projects,
)
from auditkit.audit.folder import FORMLESS_PACK
from auditkit.audit.formfiles import BY_CONTENTS, form_files
from auditkit.audit.inputs import correction_file, year_folder
from auditkit.audit.strays import seen_instead
from auditkit.errors import AuditError, OtherTable, UnreadableFile
from auditkit.facts.accounts.files import accounts_file, budget_file
from auditkit.facts.facts import FORM_NAME
from auditkit.facts.workbook.layout import plain
from auditkit.files.grid import Repair, Source
from auditkit.files.readers.reading import whole_file
from auditkit.form import read_declaration
from auditkit.form.adopted import adopting
from auditkit.form.corrections import CODE as CORRECTED
from auditkit.form.corrections import corrected
from auditkit.form.declaration import Declaration
from auditkit.form.formless import declaration_of
from auditkit.form.projects import with_projects
from auditkit.form.reading import read_forms
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack


def read_form(
    department: str,
    year: int,
    data_dir: str | Path = "data",
    rulepack: str | Path | RulePack = DEFAULT_PACK,
) -> tuple[Declaration, RulePack, Path]:
    """The form of a department and year, the pack extended by what it prints, and its folder.

    Without a form of its own the 整体绩效目标表 in the budget is the form.
    Raises UnreadableFile where the folder holds neither form nor final accounts.
    """
    folder = year_folder(department, year, Path(data_dir))
    correction = correction_file(folder)
    forms, (accounts, _) = form_files(folder), accounts_file(folder)
    forms = forms or ([correction] if correction else [])
    own, there = None, list[Declaration]()
    if not forms and (budget := budget_file(folder)[0]) is not None:
        tables, there = goal_forms(budget, _pack(rulepack))
        own = form_in_budget(department, year, tables, there)
    if not forms and own is None and accounts is None:
        raise UnreadableFile(
            str(folder),
            f"没有申报表，也没有决算{seen_instead(folder)}",
            "请放入文件名含“申报表”（或“绩效目标表”“自评表”）的文件，如 申报表.xlsx；"
            "已在文件夹里的请照此改名；没有申报表的部门放入 决算.pdf",
        )
    formless = not forms and own is None
    if formless and rulepack == DEFAULT_PACK:
        rulepack = FORMLESS_PACK
    pack = _pack(rulepack)
    if formless:
        usual = declaration_of(pack, department, year)
        left = left_in_budget(year, there)
        return (replace(usual, issues=(*usual.issues, *left)) if left else usual), pack, folder
    declaration = own if own is not None else _named(_read(forms, correction, pack), forms)
    _refuse_another_s(declaration, department, year)
    # A form may lack its year, and name the department a little otherwise than its folder.
    declaration = replace(declaration, department=department, year=year)
    declaration = with_budget_projects(declaration, folder, pack)
    return declaration, adopting(pack, declaration), folder


def _pack(named: str | Path | RulePack) -> RulePack:
    return named if isinstance(named, RulePack) else load_rulepack(named)


def _read(forms: Sequence[Path], correction: Path | None, pack: RulePack) -> Declaration:
    """The department's form with those of its projects, and what a person corrected in it.

    A form that cannot be read is that of the correction alone.
    """
    try:
        read = [form for path in forms for form in read_forms(path, pack)]
    except UnreadableFile as error:
        if len(forms) > 1:
            names = "、".join(path.name for path in forms)
            told = f"有多份申报表（{names}），其中{error.file}无法识读（{error.problem}）"
            kind = OtherTable if isinstance(error, OtherTable) else UnreadableFile
            raise kind(str(forms[0].parent), told, "请只留能识读的") from error
        if correction is None or correction in forms:
            raise
        theirs = read_declaration(correction, pack)
        what = f"原件无法识读（{error.problem}），整份取自人工校正表"
        at = Source(correction.name, "", theirs.sha256)
        repair = Repair(CORRECTED, at, what, error.file, correction.name)
        return replace(theirs, repairs=(repair, *theirs.repairs))
    declaration = with_projects(read, str(forms[0].parent))
    if correction is None or correction in forms:
        return declaration
    return corrected(declaration, correction, pack)


def _named(declaration: Declaration, forms: Sequence[Path]) -> Declaration:
    """With a remark on each file that was taken for a form though its name says nothing of it."""
    remedy = "如不是本部门本年度的，请移出；是的，可改名为含“申报表”或“自评表”的名称"
    told = [
        BY_CONTENTS(whole_file(path), "按内容读作申报表", "", remedy, grave=False)
        for path in forms
        if not FORM_NAME.search(path.stem)
    ]
    return replace(declaration, issues=(*declaration.issues, *told)) if told else declaration


def _refuse_another_s(declaration: Declaration, department: str, year: int) -> None:
    """A form of another department or year must not be audited under this one's name."""
    named = declaration.department
    ours, theirs = plain(department), plain(named)
    same = theirs in ours or ours in theirs
    if not same or declaration.year not in (0, year):
        raise AuditError(
            f"{declaration.file}写的是“{named}”{declaration.year}年度，不是“{department}”{year}年度。"
            "请核对文件是否放错了文件夹。"
        )
