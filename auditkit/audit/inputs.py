"""The files of a department's year: its folder, its form, its fact workbooks."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.audit.folder import (
    FACT_SUFFIXES,
    left_by_a_program,
    store_file,
    why_closed,
)
from auditkit.audit.formfiles import form_files
from auditkit.errors import AuditError, Issue, IssueKind, UnreadableFile, nearest
from auditkit.facts.extracts.files import read_extract, read_frame
from auditkit.facts.extracts.joining import joined
from auditkit.facts.facts import BOOKS, DEMO, FORM_NAME, Facts
from auditkit.facts.ledger.files import SUFFIXES as LEDGER_SUFFIXES
from auditkit.facts.ledger.files import read_ledger_facts
from auditkit.facts.store import read_store
from auditkit.facts.workbook import read_facts
from auditkit.files.names import is_utf8
from auditkit.files.readers.reading import whole_file
from auditkit.form.corrections import CORRECTED_SUFFIX
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

if TYPE_CHECKING:
    import pandas as pd

UNUSED_BOOK = IssueKind("F00", "实际数文件没有采用或无法识读")


_DATA = "data"
# From notebooks/ or a folder of them to the project.
_ABOVE, _DIGITS = 3, 4


def data_folder(given: str | Path | None = None) -> Path:
    """The folder given, else the folder data here or in one of the three folders above."""
    if given is not None:
        return Path(given)
    here = Path.cwd()
    above = (folder / _DATA for folder in (here, *here.parents[:_ABOVE]))
    return next((folder for folder in above if folder.is_dir()), Path(_DATA))


def year_of(year: int | str) -> int:
    """A year as a number, also where it is written "2020" or "2020年"; others as they are."""
    text = year.strip().removesuffix("度").removesuffix("年") if isinstance(year, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) == _DIGITS else year  # type: ignore[return-value]


def year_folder(department: str, year: int, data_dir: Path) -> Path:
    """The folder of a department and year, or AuditError naming what there is instead.

    A notebook and a program may give anything for them: both are held to be what they are called.
    """
    if not isinstance(department, str) or not department.strip():
        raise AuditError(
            "没有说明部门。请给出参数 department（数据文件夹下的文件夹名）和 year（年度）。"
        )
    if not isinstance(year, Integral) or isinstance(year, bool):
        raise AuditError(
            f"年度要写成整数，如 2020，不能是{type(year).__name__}（{year!r}）。"
            "写在引号里的“2020”也可以。"
        )
    if year == 0:
        raise AuditError(f"没有说明{department}的年度。请给出参数 year，如 2020。")
    if not data_dir.is_dir():
        raise AuditError(
            f"{data_dir}：没有这个数据文件夹。请用参数 data_dir 指定，或用 auditkit new 建立。"
        )
    known = sorted(path.name for path in data_dir.iterdir() if path.is_dir())
    if department not in known:
        if closed := why_closed(data_dir, department):
            raise closed
        known = [name for name in known if is_utf8(name)]
        close = nearest(department, known)
        hint = f"是否为“{close}”？" if close else f"现有：{'、'.join(known) or '（空）'}。"
        raise AuditError(f"{data_dir}里没有部门“{department}”。{hint}")
    folder = data_dir / department / str(year)
    if not folder.is_dir():
        years = sorted(path.name for path in folder.parent.iterdir() if path.is_dir())
        if wrong := next((name for name in years if name in (f"{year}年", f"{year}年度")), ""):
            raise AuditError(f"{department}的文件夹“{wrong}”没有采用，请改名为“{year}”。")
        raise AuditError(
            f"{department}没有{year}年度的数据。现有年度：{'、'.join(years) or '无'}。"
        )
    return folder


def form_file(folder: Path) -> Path | None:
    """The one declaration form in a folder. Raises UnreadableFile where there are several."""
    forms = form_files(folder)
    if len(forms) > 1:
        names = "、".join(path.name for path in forms)
        raise UnreadableFile(str(folder), f"有多份申报表（{names}）", "请只留一份")
    return forms[0] if forms else None


def correction_file(folder: Path) -> Path | None:
    """The workbook in which a person corrected the form as it was read, 申报表-校正.xlsx.

    Raises UnreadableFile where there are several.
    """
    found = sorted(
        path
        for path in folder.iterdir()
        if path.stem.endswith(CORRECTED_SUFFIX)
        and FORM_NAME.search(path.stem)
        and not left_by_a_program(path.name)
    )
    if len(found) > 1:
        names = "、".join(path.name for path in found)
        raise UnreadableFile(str(folder), f"有多份校正表（{names}）", "请只留一份")
    return found[0] if found else None


def fact_files(folder: Path) -> tuple[list[Path], list[Issue]]:
    """The workbooks, tables and ledgers to read; invented figures never stand beside real ones."""
    books = sorted(
        (path for path in folder.glob("实际数*") if path.suffix.lower() in FACT_SUFFIXES),
        # What people typed comes before what was taken from elsewhere, and ledgers last.
        key=lambda path: (path.suffix.lower() != ".xlsx", path.name),
    )
    ledgers = (path for name in BOOKS for path in sorted(folder.glob(f"{name}*")))
    books += [path for path in ledgers if path.suffix.lower() in LEDGER_SUFFIXES]
    books = [path for path in books if path.is_file() and not left_by_a_program(path.name)]
    real = [path for path in books if DEMO not in path.name]
    issues = [
        UNUSED_BOOK(
            whole_file(path),
            "已有实际数，示例数据不予采用",
            "",
            "如不需要请移走示例文件",
            grave=False,
        )
        for path in books
        if real and path not in real
    ]
    return real or books, issues


def read_fact_files(
    folder: Path, declaration: Declaration, pack: RulePack, frame: pd.DataFrame | None = None
) -> Facts:
    """The facts of all those files, then of a DataFrame; one that cannot be read is an issue.

    A folder without any takes them from the fact store of the data folder, if there is one.
    Raises AuditError where only one of folder and DataFrame has invented figures.
    """
    store = store_file(folder)
    own = read_workbooks(folder, declaration, pack)
    if store is not None:
        own = joined([_from_store(store, folder), own])
    if frame is None:
        return own
    given = read_frame(frame, declaration, pack)
    if own.files and own.demo != given.demo:
        raise AuditError(f"{DEMO}与真实数据不能混用：文件夹与 DataFrame 一真一虚。请换用另一份。")
    return joined([own, given])


def read_workbooks(folder: Path, declaration: Declaration, pack: RulePack) -> Facts:
    """The facts of the folder's own files; one that cannot be read is an issue."""
    books, issues = fact_files(folder)
    parts: list[Facts] = [Facts(issues=tuple(issues))]
    for book in books:
        try:
            parts.append(read_fact_file(book, declaration, pack))
        except UnreadableFile as error:
            remedy = f"{error.remedy}；其余文件照常读入"
            problem = UNUSED_BOOK(whole_file(book), error.problem, "", remedy)
            parts.append(Facts(issues=(problem,)))
    return joined(parts)


def read_fact_file(path: Path, declaration: Declaration, pack: RulePack) -> Facts:
    """The facts of a workbook of either shape, of a table by the row, or of a ledger.

    Raises UnreadableFile for one that is none of them.
    """
    if path.name.startswith(BOOKS):
        return read_ledger_facts(path, declaration, pack)
    if path.suffix.lower() == ".xlsx":
        return read_facts(path, declaration, pack)
    return read_extract(path, declaration, pack)


def _from_store(store: Path, folder: Path) -> Facts:
    """What the store has for a folder, without what the files there say themselves."""
    kept = read_store(store, folder.parent.name, int(folder.name))
    there = {path.name for path in folder.iterdir()}
    items = tuple(fact for fact in kept.items if fact.source.file not in there)
    issues = tuple(one for one in kept.issues if one.source.file not in there)
    if not (items or issues or kept.tasks or kept.not_applicable):
        return Facts()
    what = "没有实际数.xlsx，数据取自数据文件夹中收集的这个文件"
    remedy = "出处仍是收集时的文件；要更正请放入实际数.xlsx"
    told = UNUSED_BOOK(whole_file(store), what, "", remedy, grave=False)
    return replace(kept, items=items, issues=(told, *issues))
