"""What a person corrected in the form as it was read: 申报表-校正.xlsx beside the original.

`auditkit form` writes what was read; what differs in the corrected workbook is taken, each cell
told with what stood there before. Everything else keeps the place of the original as its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditkit.errors import Issue
from auditkit.files.grid import Repair, RepairCode, Source
from auditkit.files.names import AS_READ
from auditkit.files.readers.workbook import read_workbook
from auditkit.form.declaration import (
    BudgetLine,
    Declaration,
    DeclaredIndicator,
    Goal,
    Task,
)
from auditkit.form.log import NO_DEPARTMENT
from auditkit.form.reading import declaration_in, read_declaration
from auditkit.formula.target import Target
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain

CODE: RepairCode = "人工校正"
READ_SUFFIX, CORRECTED_SUFFIX = AS_READ, "-校正"
"""What the file written and the one corrected by a person are called after 申报表."""
_KEPT = frozenset({NO_DEPARTMENT.code})
"""Issues that no correction of a cell settles: whose form it is."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """The rows of one part of a form: how they are told apart, and what of them is written.

    A field is (attribute, its Chinese name, attribute of its source).
    """

    label: str
    key: Callable[[Any], object]
    fields: tuple[tuple[str, str, str], ...]


_GOALS = _Kind("目标", lambda g: g.number, (("text", "内容", ""), ("actual", "完成情况", "")))
_TASKS = _Kind(
    "任务",
    lambda t: t.name,
    (
        ("name", "名称", "source"),
        ("content", "主要内容", ""),
        ("budget", "预算合计", "budget_source"),
        ("fiscal", "财政资金", "fiscal_source"),
        ("note", "备注", ""),
    ),
)
_LINES = _Kind(
    "资金",
    lambda b: b.name,
    (
        ("name", "名称", "source"),
        ("initial", "年初预算数", ""),
        ("adjusted", "全年预算数", ""),
        ("executed", "全年执行数", ""),
        ("weight", "分值", ""),
        ("rate_text", "执行率", ""),
        ("score", "得分", ""),
    ),
)
_INDICATORS = _Kind(
    "指标",
    lambda i: (i.level1, i.level2, i.name),
    (
        ("level1", "一级指标", ""),
        ("level2", "二级指标", ""),
        ("name", "三级指标", "source"),
        ("target", "指标值", "target_source"),
        ("actual", "完成值", "actual_source"),
        ("weight", "分值", "weight_source"),
        ("score", "得分", "score_source"),
        ("explanation", "指标解释", "explanation_source"),
        ("note", "指标说明", "note_source"),
        ("reason", "偏差原因", "reason_source"),
    ),
)


def corrected(read: Declaration, path: Path, pack: RulePack) -> Declaration:
    """The form with what a person corrected in the workbook at `path`.

    Raises UnreadableFile where that is no form.
    """
    theirs = read_declaration(path, pack)
    ours = _as_written(read, path, pack)
    told: list[Repair] = []
    changed: dict[str, Any] = {}
    for attribute, kind in (
        ("goals", _GOALS),
        ("tasks", _TASKS),
        ("budget_lines", _LINES),
        ("indicators", _INDICATORS),
    ):
        mine, written, stated = (getattr(one, attribute) for one in (read, ours, theirs))
        changed[attribute] = tuple(_rows(kind, mine, written, stated, told))
    at = Source(path.name, "", theirs.sha256)
    for attribute, name in (
        ("department", "部门名称"), ("year", "年度"), ("project", "项目名称"),
        ("total_weight", "分值合计"), ("total_score", "得分合计"),
    ):  # fmt: skip
        before, after = getattr(ours, attribute), getattr(theirs, attribute)
        if before != after:
            changed[attribute] = after
            told.append(Repair(CODE, at, name, _text(before), _text(after)))
    if ours.total != theirs.total:
        changed["total"] = theirs.total
        before, after = (_total(one) for one in (ours, theirs))
        where = theirs.total.source if theirs.total else at
        told.append(Repair(CODE, where, "任务的合计", before, after))
    known = {(issue.code, issue.what, issue.found) for issue in ours.issues}
    new = [i for i in theirs.issues if (i.code, i.what, i.found) not in known]
    return replace(
        read,
        **changed,
        repairs=(*read.repairs, *told),
        issues=(*map(_settled, read.issues), *new),
        unread=(),
        correction=(path.name, theirs.sha256),
    )


def _as_written(read: Declaration, path: Path, pack: RulePack) -> Declaration:
    """The form as it reads from the workbook that was written of it: what a person began with."""
    from auditkit.files.saving import workbook_bytes
    from auditkit.form.writing.workbook import form_workbook

    data = workbook_bytes(form_workbook(read))
    return declaration_in(read_workbook(path.name, data, ""), path, pack)


def _rows(
    kind: _Kind,
    read: Sequence[Any],
    written: Sequence[Any],
    stated: Sequence[Any],
    told: list[Repair],
) -> Iterator[Any]:
    """The stated rows in their order, each from the one that it was, with what differs."""
    pairs = _matched(kind, written, stated)
    for row in stated:
        at = pairs.get(id(row))
        if at is None:
            told.append(Repair(CODE, row.source, f"增加{kind.label}", "", _name(row)))
            yield row
            continue
        original = read[at] if len(read) == len(written) else written[at]
        yield _mended(kind, original, written[at], row, told)
    kept = set(pairs.values())
    for at, row in enumerate(written):
        if at not in kept:
            original = read[at] if len(read) == len(written) else row
            told.append(Repair(CODE, original.source, f"删去{kind.label}", _name(row), ""))


def _matched(kind: _Kind, written: Sequence[Any], stated: Sequence[Any]) -> dict[int, int]:
    """Which written row each stated one was: by its key, else the next one left between them."""
    free: dict[object, list[int]] = {}
    for at, row in enumerate(written):
        free.setdefault(kind.key(row), []).append(at)
    pairs: dict[int, int] = {}
    for row in stated:
        if places := free.get(kind.key(row)):
            pairs[id(row)] = places.pop(0)
    taken = set(pairs.values())
    last = -1
    for position, row in enumerate(stated):
        if id(row) in pairs:
            last = pairs[id(row)]
            continue
        left = len(stated) - position
        after = [pairs[id(other)] for other in stated[position:] if id(other) in pairs]
        end = min(after, default=len(written))
        between = [at for at in range(last + 1, end) if at not in taken]
        if between and left:
            last = pairs[id(row)] = between[0]
            taken.add(last)
    return pairs


def _mended(kind: _Kind, original: Any, written: Any, stated: Any, told: list[Repair]) -> Any:
    changes: dict[str, Any] = {}
    for attribute, name, source in kind.fields:
        before, after = getattr(written, attribute), getattr(stated, attribute)
        if _text(before) == _text(after):
            continue
        changes[attribute] = after
        at = getattr(stated, source, None) if source else None
        if attribute in getattr(stated, "sources", {}):
            at = stated.sources[attribute]
        if source and source != "source":
            changes[source] = at or stated.source
        what = f"“{_name(written)}”的{name}"
        told.append(Repair(CODE, at or stated.source, what, _text(before), _text(after)))
    if isinstance(original, BudgetLine) and changes:
        changes["sources"] = {
            **original.sources,
            **{k: stated.sources.get(k, stated.source) for k in changes if k in stated.sources},
        }
        if "rate_text" in changes:
            changes["rate"] = stated.rate
    if isinstance(original, DeclaredIndicator) and "note" in changes:
        changes["is_noted_below"] = False
    return replace(original, **changes) if changes else original


def _name(row: Goal | Task | BudgetLine | DeclaredIndicator) -> str:
    return f"目标{row.number}" if isinstance(row, Goal) else row.name


def _text(value: object) -> str:
    if isinstance(value, Target):
        return value.text
    if isinstance(value, float):
        return plain(value)
    return "" if value is None else str(value)


def _total(declaration: Declaration) -> str:
    total = declaration.total
    return "" if total is None else f"{_text(total.budget)}，其中财政资金{_text(total.fiscal)}"


def _settled(issue: Issue) -> Issue:
    """What was wrong with the reading is settled once a person has gone over it."""
    if not issue.grave or issue.code in _KEPT:
        return issue
    return replace(issue, what=f"{issue.what}（已有人工校正表，以校正表为准）", grave=False)
