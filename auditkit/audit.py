"""One department and year, opened: its form, facts and rule pack, and what follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from auditkit.accounts import Accounts
from auditkit.accounts.files import accounts_file, open_accounts
from auditkit.assessment import computations, frame_of
from auditkit.computation import Computation, compute_alternatives
from auditkit.crosscheck import cross_check
from auditkit.declaration import Declaration
from auditkit.errors import AuditError, Issue, UnreadableFile, nearest
from auditkit.factbook import read_facts
from auditkit.facts import DEMO, Facts
from auditkit.finding import Finding, gravest_first
from auditkit.findings import findings
from auditkit.form import read_declaration
from auditkit.packfile import DEFAULT_PACK, load_rulepack
from auditkit.printed import adopting
from auditkit.rulepack import RulePack
from auditkit.scoring import Score, score
from auditkit.selfevaluation import self_evaluation_findings
from auditkit.trace import Trace
from auditkit.usualtargets import declaration_of

_FORM_NAME = re.compile("申报表|绩效目标表|自评表")
FORMLESS_PACK = "common"
"""The pack for a department that publishes accounts but no form, where none is named."""


@dataclass(frozen=True)
class Audit:
    """The audit of one department and year; everything is computed when first asked for."""

    declaration: Declaration
    facts: Facts
    pack: RulePack
    accounts: Accounts | None = None

    @property
    def department(self) -> str:
        return self.declaration.department

    @property
    def year(self) -> int:
        return self.declaration.year

    @property
    def demo(self) -> bool:
        """Whether any figure comes from a file that declares itself invented."""
        return self.facts.demo

    @property
    def title(self) -> str:
        return f"{self.department}{self.year}年度部门整体绩效目标审计报告"

    @cached_property
    def computations(self) -> list[Computation]:
        return computations(self.declaration, self.facts, self.pack)

    @cached_property
    def _scored(self) -> tuple[pd.DataFrame, Score]:
        return score(frame_of(self.computations, self.declaration), self.pack)

    @property
    def frame(self) -> pd.DataFrame:
        """The assessment with weights and points, one row per declared indicator."""
        return self._scored[0]

    @property
    def score(self) -> Score:
        return self._scored[1]

    @cached_property
    def findings(self) -> list[Finding]:
        """All findings, gravest first: on the form, the results, and against the accounts."""
        found = findings(self.declaration, self.facts, self.pack, self.computations, self.frame)
        if self.accounts is not None:
            found += cross_check(self.facts, self.accounts)
        found += self_evaluation_findings(self.declaration)
        return gravest_first(found)

    @cached_property
    def traces(self) -> list[Trace]:
        """Every indicator's way back to its cells, alternatives after the formula in force."""
        traced: list[Trace] = []
        for c in self.computations:
            traced.append(c.trace)
            traced += [a.trace for a in self._alternatives(c)]
        return traced

    def _alternatives(self, c: Computation) -> list[Computation]:
        return compute_alternatives(c.indicator, self.declaration, self.facts, self.pack)

    def trace(self, indicator: str) -> list[Trace]:
        """The traces of one indicator; AuditError with the nearest name when there is none."""
        canonical = self.pack.canonical_indicator.get(indicator, indicator)
        for c in self.computations:
            if c.indicator.name in (indicator, canonical):
                return [c.trace, *(a.trace for a in self._alternatives(c))]
        close = nearest(indicator, [c.indicator.name for c in self.computations])
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"{self.declaration.file}里没有指标“{indicator}”{hint}。")

    @property
    def form_findings(self) -> list[Finding]:
        """The findings on the form itself."""
        return [finding for finding in self.findings if finding.code.startswith(("S", "E"))]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong with the inputs."""
        first, last = self.pack.years
        issues = self.declaration.issues + self.facts.issues
        if first <= self.year <= last:
            return issues
        what = f"规则包 {self.pack.name} 适用于{first}—{last}年度，现用于{self.year}年度"
        remedy = "请核对规则有无变动，或用 --rulepack 指定当年的规则包"
        return (*issues, Issue("P01", self.pack.file, what, "", remedy, grave=False))

    @property
    def files(self) -> list[tuple[str, str]]:
        """The inputs as (name, sha256): form, fact files, rule pack."""
        files = [
            (self.declaration.file, self.declaration.sha256),
            *self.facts.files,
            (f"规则包 {self.pack.file}", self.pack.sha256),
        ]
        # Usual targets are declared by the pack itself, which is one file.
        return list(dict.fromkeys(files))


def open_audit(
    department: str,
    year: int,
    data_dir: str | Path = "data",
    rulepack: str | Path | RulePack = DEFAULT_PACK,
) -> Audit:
    """The audit of what lies in `data_dir`/`department`/`year`.

    A department without a form but with final accounts is held to the usual targets of the pack.
    Without figures every computed indicator is 数据缺失. Raises AuditError when the folder or both
    documents are missing, or the pack is faulty.
    """
    declaration, pack, folder = read_form(department, year, data_dir, rulepack)
    typed = _read_fact_files(folder, declaration, pack)
    demo = typed.demo if typed.files else None
    accounts, published = open_accounts(folder, department, year, demo=demo)
    # What people typed comes first; where the accounts differ, that is a finding.
    return Audit(declaration, typed.merged([published]), pack, accounts)


def read_form(
    department: str,
    year: int,
    data_dir: str | Path = "data",
    rulepack: str | Path | RulePack = DEFAULT_PACK,
) -> tuple[Declaration, RulePack, Path]:
    """The form of a department and year, the pack extended by what it prints, and its folder."""
    folder = year_folder(department, year, Path(data_dir))
    form, (accounts, _) = form_file(folder), accounts_file(folder)
    if form is None and accounts is None:
        raise UnreadableFile(
            str(folder),
            "没有申报表，也没有决算",
            "请放入文件名含“申报表”的申报表，如 申报表.xlsx；没有申报表的部门放入 决算.pdf",
        )
    if form is None and rulepack == DEFAULT_PACK:
        rulepack = FORMLESS_PACK
    pack = rulepack if isinstance(rulepack, RulePack) else load_rulepack(rulepack)
    if form is None:
        return declaration_of(pack, department, year), pack, folder
    declaration = read_declaration(form, pack)
    _refuse_another_s(declaration, department, year)
    return declaration, adopting(pack, declaration), folder


def year_folder(department: str, year: int, data_dir: Path) -> Path:
    """The folder of a department and year, or AuditError naming what there is instead."""
    if not data_dir.is_dir():
        raise AuditError(f"{data_dir}：没有这个数据文件夹。请用 --data-dir 指定。")
    known = sorted(path.name for path in data_dir.iterdir() if path.is_dir())
    if department not in known:
        close = nearest(department, known)
        hint = f"是否为“{close}”？" if close else f"现有：{'、'.join(known) or '（空）'}。"
        raise AuditError(f"{data_dir}里没有部门“{department}”。{hint}")
    folder = data_dir / department / str(year)
    if not folder.is_dir():
        years = sorted(path.name for path in folder.parent.iterdir() if path.is_dir())
        raise AuditError(
            f"{department}没有{year}年度的数据。现有年度：{'、'.join(years) or '无'}。"
        )
    return folder


def _refuse_another_s(declaration: Declaration, department: str, year: int) -> None:
    """A form of another department or year must not be audited under this one's name."""
    named = declaration.department
    same = named in department or department in named
    if not same or declaration.year not in (0, year):
        raise AuditError(
            f"{declaration.file}写的是“{named}”{declaration.year}年度，不是“{department}”{year}年度。"
            "请核对文件是否放错了文件夹。"
        )


def form_file(folder: Path) -> Path | None:
    """The declaration form in a folder: the file whose name says it is one."""
    forms = sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith("~$") and _FORM_NAME.search(path.stem)
    )
    if len(forms) > 1:
        names = "、".join(path.name for path in forms)
        raise UnreadableFile(str(folder), f"有多份申报表（{names}）", "请只留一份")
    return forms[0] if forms else None


def fact_files(folder: Path) -> tuple[list[Path], list[Issue]]:
    """The fact workbooks to read; invented figures never stand beside real ones."""
    # ~$ is the lock file that Excel leaves beside an open workbook.
    books = sorted(path for path in folder.glob("实际数*.xlsx") if not path.name.startswith("~$"))
    real = [path for path in books if DEMO not in path.name]
    issues = [
        Issue(
            "F00",
            path.name,
            "已有实际数，示例数据不予采用",
            "",
            "如不需要请移走示例文件",
            grave=False,
        )
        for path in books
        if real and path not in real
    ]
    return real or books, issues


def _read_fact_files(folder: Path, declaration: Declaration, pack: RulePack) -> Facts:
    books, issues = fact_files(folder)
    parts: list[Facts] = [Facts(issues=tuple(issues))]
    for book in books:
        try:
            parts.append(read_facts(book, declaration, pack))
        except UnreadableFile as error:
            remedy = f"{error.remedy}；其余文件照常读入"
            problem = Issue("F00", book.name, error.problem, "", remedy)
            parts.append(Facts(issues=(problem,)))
    return parts[0].merged(parts[1:])
