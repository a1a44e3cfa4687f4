"""Compares what is read of a form with what a person read: one case of tests/data/form_cases.

A case is a folder with one form and `expected.json`, typed by hand: fields that are not stated
there are not judged. `refused` is what the refusal of another kind of table must say; `forms`
are the forms of single projects that one file holds, in their order.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditkit import open_audit, parse_target, read_declaration
from auditkit.errors import AuditError
from auditkit.form import Declaration
from auditkit.form.reading import read_forms
from auditkit.formula.target import Target

CASES = Path(__file__).parents[1] / "data" / "form_cases"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a case: whether it was read right; told: whether anything was said of it."""

    name: str
    right: bool
    told: bool
    found: str


def cases(folder: Path = CASES) -> list[Path]:
    """The folders of all cases, by name."""
    return sorted(path for path in folder.iterdir() if (path / "expected.json").is_file())


_JUDGED: dict[Path, tuple[Field, ...]] = {}


def judged(case: Path, tmp: Path) -> list[Field]:
    """Every stated field of a case, read from a data folder made in `tmp`.

    Kept: in one process every case is read once.
    """
    if case not in _JUDGED:
        _JUDGED[case] = tuple(_judged(case, tmp))
    return [*_JUDGED[case]]


def _judged(case: Path, tmp: Path) -> list[Field]:
    stated = json.loads((case / "expected.json").read_text("utf-8"))
    department, year = stated["folder"]["department"], stated["folder"]["year"]
    form = next(path for path in sorted(case.iterdir()) if path.name != "expected.json")
    folder = tmp / department / str(year)
    folder.mkdir(parents=True)
    shutil.copy(form, folder)
    if "forms" in stated["expected"]:
        return _each(folder / form.name, stated)
    try:
        read = read_declaration(folder / form.name, stated["rulepack"])
    except AuditError as error:
        refused = stated["expected"].get("refused")
        return [Field("the form", bool(refused) and refused in str(error), True, str(error))]
    if stated["expected"].get("refused"):
        return [Field("the form", False, bool(read.issues), "is read")]
    told = bool(read.issues)
    found = list(_fields(read, stated["expected"]))
    try:
        audit = open_audit(department, year, tmp, stated["rulepack"])
    except AuditError as error:
        return [
            *(Field(n, ok, told, f) for n, ok, f in found),
            Field("audit", False, True, f"{error}"),
        ]
    false = [f for f in audit.findings if f.code in stated["expected"]["no_findings"]]
    found += [(f"finding {f.code} {f.subject}", False, f.condition) for f in false]
    if asked := stated["expected"].get("some_finding_or_issue"):
        said = {f.code for f in audit.findings} | {issue.code for issue in read.issues}
        found.append(("something told", bool(said & set(asked)), ""))
    return [Field(name, right, told, seen) for name, right, seen in found]


def _each(file: Path, stated: dict[str, Any]) -> list[Field]:
    """The fields of each project's form in a file."""
    wanted = stated["expected"]["forms"]
    try:
        forms = read_forms(file, stated["rulepack"])
    except AuditError as error:
        return [Field("the form", False, True, str(error))]
    told = any(form.issues for form in forms)
    fields = [Field("number of forms", len(forms) == len(wanted), told, str(len(forms)))]
    by_project = {_bare(form.project): form for form in forms}
    for want in wanted:
        form = by_project.get(_bare(want.get("project", "")))
        if form is None:
            fields.append(Field(want.get("project", "the whole"), False, told, str([*by_project])))
            continue
        found = _fields(form, want)
        fields += [Field(f"{form.project}: {n}", ok, told, seen) for n, ok, seen in found]
    return fields


def _fields(read: Declaration, want: dict[str, Any]) -> Iterator[tuple[str, bool, str]]:
    yield "department", want["department"] in read.department, read.department
    yield "year", read.year == want["year"], str(read.year)
    yield "goals", len(read.goals) == want["goals"], str([goal.text for goal in read.goals])
    yield "tasks", len(read.tasks) == want["tasks"], str([task.name for task in read.tasks])
    if "goal_text" in want:
        text = read.goals[0].text if read.goals else ""
        yield "text of the goal", _bare(text) == _bare(want["goal_text"]), text
    if "task_names" in want:
        names = [task.name for task in read.tasks]
        yield "names of the tasks", names == want["task_names"], str(names)
    if "task_budgets" in want:
        budgets = [task.budget for task in read.tasks]
        yield "budgets of the tasks", budgets == want["task_budgets"], str(budgets)
    if "goal_actual" in want:
        actual = read.goals[0].actual if read.goals else ""
        yield "what was reached of the goal", actual == want["goal_actual"], actual
    if want.get("task_total"):
        total = read.total and (read.total.budget, read.total.fiscal)
        printed = (want["task_total"], want["task_fiscal"])
        yield "total of the tasks", total == printed and read.budget == printed[0], str(total)
    amounts = {amount for line in read.budget_lines for amount in (line.initial, line.adjusted)}
    if want.get("budget_total") is not None:
        yield "budget", want["budget_total"] in amounts, str(amounts)
    if want.get("budget_executed") is not None:
        spent = {line.executed for line in read.budget_lines}
        yield "budget spent", want["budget_executed"] in spent, str(spent)
    for key in ("total_weight", "total_score"):
        if key in want:
            yield key, getattr(read, key) == want[key], str(getattr(read, key))
    count = len(read.indicators)
    yield "number of indicators", count == len(want["indicators"]), str(count)
    by_name = {_bare(indicator.name): indicator for indicator in read.indicators}
    for stated in want["indicators"]:
        name = stated["name"]
        indicator = by_name.get(_bare(name))
        if indicator is None:
            yield name, False, "is not there"
            continue
        path = (indicator.level1, indicator.level2)
        same_path = tuple(map(_bare, path)) == (_bare(stated["level1"]), _bare(stated["level2"]))
        yield f"path of {name}", same_path, "／".join(path)
        for key in ("target", "actual", "adjusted"):
            if key in stated:
                seen: Target | None = getattr(indicator, key)
                yield f"{key} of {name}", _is(stated[key], seen), f"{seen} [{seen and seen.text}]"
        for key in ("weight", "score"):
            if key in stated:
                points = getattr(indicator, key)
                yield f"{key} of {name}", points == stated[key], str(points)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).replace("（", "(").replace("）", ")").lstrip("★")


def _is(stated: str | None, read: Target | None) -> bool:
    if stated is None or stated == "none":
        return read is None or read.kind == "none"
    if read is None:
        return False
    if stated.startswith("date"):
        unclear = read.deadline == "" and "unclear" in stated
        return read.kind == "date" and (
            unclear or (bool(read.deadline) and read.deadline in stated)
        )
    if stated == "text":
        return read.kind == "quality"
    meant = parse_target(stated)
    return (
        read.kind == "quantity"
        and (read.sign or "=", read.value) == (meant.sign or "=", meant.value)
        and _bare(read.unit) == _bare(meant.unit)
    )
