"""A department's project forms, joined by name to the tasks that its own form declares."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from auditkit.errors import Issue, OtherTable
from auditkit.files.grid import Repair, Source
from auditkit.form.declaration import BudgetLine, Declaration, Task
from auditkit.form.log import ANOTHER_TABLE
from auditkit.formula.tolerance import HALF_CENT

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_YEAR = re.compile(r"^20\d\d年度?")
_MARKS = re.compile(r"[\s“”\"'‘’《》、，,.·—－_-]")
# What a name may end with or not, and still be that of the same project.
_ENDINGS = re.compile(r"(?:项目|经费|专项资金|专项|补助资金|补助|资金|工作)+$")
_BETWEEN_ITEMS = re.compile("[、，。；;,/\\s]|以?[及和与]")
_TELLING = 4
_MOST_QUOTED = 80


@dataclass(frozen=True, slots=True)
class Project:
    """One project form, and the task of the department's form that it is of, if one is.

    `budget` and `spent` are 万元 of its total line, `score` the points it gives itself; None where
    it does not print them.
    """

    form: Declaration
    task: Task | None

    @property
    def name(self) -> str:
        return self.form.project

    @property
    def is_the_task(self) -> bool:
        """Whether it bears its task's very name; one that merely contains the other's may be of a
        part of it, or of something else."""
        return self.task is not None and _key(self.name) == _key(self.task.name)

    @property
    def total(self) -> BudgetLine | None:
        """The line of the whole amount, the first of the block."""
        return next(iter(self.form.budget_lines), None)

    @property
    def budget(self) -> float | None:
        """That of `budgets` which its task states too, else the first of them."""
        stated = self.task.budget if self.task else None
        same = (b for b in self.budgets if stated is not None and abs(b - stated) <= HALF_CENT)
        return next(same, next(iter(self.budgets), None))

    @property
    def budgets(self) -> tuple[float, ...]:
        """The budget as first planned and as changed, as far as it prints them: a self-evaluation
        prints both, and the department's own form may state either."""
        line = self.total
        both = (line.initial, line.adjusted) if line else ()
        return tuple(dict.fromkeys(one for one in both if one is not None))

    @property
    def spent(self) -> float | None:
        return self.total.executed if self.total else None

    @property
    def score(self) -> float | None:
        return self.form.total_score

    @property
    def source(self) -> Source:
        """Where its budget stands, else the form itself."""
        line = self.total
        return line.source if line else Source(self.form.file, "", self.form.sha256)


def with_projects(forms: Sequence[Declaration], folder: str) -> Declaration:
    """The department's own form, the others being those of its projects.

    A single form is what it is, a project's too. Where there are none but those of projects, they
    are the department's, which has no goals, tasks or indicators of its own then: that is told.
    Raises OtherTable where several are no project's.
    """
    forms = without_other_years(forms, Path(folder).name)
    if len(forms) == 1:
        return forms[0]
    whole = [form for form in forms if not form.project]
    if not whole:
        return _only_projects(forms)
    if len(whole) != 1:
        names = "、".join(dict.fromkeys(form.file for form in whole))
        raise OtherTable(folder, f"有多份申报表（{names}）", "请只留一份")
    (main,) = whole
    others = tuple(form for form in forms if form is not main)
    repairs, issues = told_once((main, *others))
    return replace(main, projects=others, repairs=repairs, issues=issues)


def told_once(forms: Sequence[Declaration]) -> tuple[tuple[Repair, ...], tuple[Issue, ...]]:
    """The repairs and the issues of several forms; what is told of a sheet they share, once."""
    repairs = dict.fromkeys(repair for form in forms for repair in form.repairs)
    issues = dict.fromkeys(issue for form in forms for issue in form.issues)
    return tuple(repairs), tuple(issues)


def _only_projects(forms: Sequence[Declaration]) -> Declaration:
    """The department of these project forms, without anything of its own to be judged."""
    first = forms[0]
    told = ANOTHER_TABLE(
        Source(first.file, "", first.sha256),
        f"文件夹里只有{len(forms)}份项目的表，没有部门整体的申报表：各项目已逐份读入，部门整体不作评价",
        "、".join(form.project for form in forms)[:_MOST_QUOTED],
        "部门报送过整体申报表的，请一并放入",
        False,
    )
    repairs, issues = told_once(forms)
    return Declaration(
        first.department,
        first.year,
        (),
        (),
        None,
        (),
        first.file,
        first.sha256,
        repairs,
        (told, *issues),
        first.kind,
        projects=tuple(forms),
        unread=tuple(one for form in forms for one in form.unread),
    )


def without_other_years(forms: Sequence[Declaration], folder: str) -> list[Declaration]:
    """The forms without those that print another year than the folder's; the first of the year
    tells of them. All as they are, where none is of the year: then the file lies in a wrong folder.

    Last year's form of a project or department that has one of this year stands there for
    comparison; of any other form either its year is wrong or a form of this year is missing.
    """
    own = [form for form in forms if str(form.year) == folder]
    known = {_key(form.project) for form in own}
    files = {form.file for form in own if not form.project}
    others = [
        form
        for form in forms
        if form.year
        and str(form.year) != folder
        # Of two forms of the department in one file one is of another year, however that is said;
        # which of two files counts is for a person to say.
        and (form.year_source if form.project or not files else form.file in files)
    ]
    if not own or not others:
        return list(forms)
    told = told_of_other_years(others, folder, known)
    kept = [form for form in forms if all(form is not other for other in others)]
    at = next(i for i, form in enumerate(kept) if form is own[0])
    kept[at] = replace(kept[at], issues=(*kept[at].issues, *told))
    return kept


def told_of_other_years(
    forms: Sequence[Declaration], folder: str, names: Collection[str]
) -> list[Issue]:
    """What tells that forms of another year than the folder's are not read, each by its name.

    `names` are the projects of which there is a form of the year, blank for the department.
    """
    known = {_key(name) for name in names}
    return [_of_another_year(form, folder, _key(form.project) in known) for form in forms]


def _of_another_year(form: Declaration, folder: str, beside_own: bool) -> Issue:
    at = form.year_source or Source(form.file, "", form.sha256)
    whose = f"“{form.project}”" if form.project else "部门整体"
    remedy = f"请放入{form.year}年度的文件夹"
    if beside_own:
        what = f"文件里另有{form.year}年度的一份（{whose}），没有读取"
        return ANOTHER_TABLE(at, what, str(form.year), remedy, False)
    what = f"{whose}的表写的是{form.year}年度，不是{folder}年度，没有读取"
    remedy = f"年度写错的，请在原件上更正后再读入；确是{form.year}年度的，{remedy}"
    return ANOTHER_TABLE(at, what, str(form.year), remedy)


def projects_of(declaration: Declaration) -> tuple[Project, ...]:
    """The project forms in their order, each with the task of the same name.

    Names are compared without blanks, marks, brackets and what a name may end with (项目, 经费);
    one may be contained in the other where only one task fits.
    """
    return tuple(
        Project(form, _task_of(form.project, declaration.tasks)) for form in declaration.projects
    )


def sums(projects: Sequence[Project]) -> tuple[float, float]:
    """The budgets of the joined projects and of their tasks added up, 万元, to the cent."""
    joined = [p for p in projects if p.task and p.budget is not None and p.task.budget is not None]
    tasks = {id(p.task): p.task for p in joined}
    return (
        round(math.fsum(p.budget or 0.0 for p in joined), 2),
        round(math.fsum(t.budget or 0.0 for t in tasks.values() if t), 2),
    )


def _task_of(name: str, tasks: Sequence[Task]) -> Task | None:
    wanted = _key(name)
    same = [task for task in tasks if _key(task.name) == wanted]
    if not same and len(wanted) >= _TELLING:
        same = [
            task
            for task in tasks
            if len(_key(task.name)) >= _TELLING
            and (_key(task.name) in wanted or wanted in _key(task.name))
        ]
    return same[0] if len(same) == 1 else None


def is_named_in(project: str, content: str) -> bool:
    """Whether what a task is to do (水库除险加固、农村供水保障) names a project, whole or as one of
    its items: 小型水库除险加固."""
    if project in content:
        return True
    wanted = _key(project)
    items = (_key(item) for item in _BETWEEN_ITEMS.split(content))
    return any(len(item) >= _TELLING and (item in wanted or wanted in item) for item in items)


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    compact = _YEAR.sub("", _MARKS.sub("", _BRACKETS.sub("", name)))
    return _ENDINGS.sub("", compact) or compact
