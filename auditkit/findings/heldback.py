"""What is not proved is not found: findings held back because of what the form did not yield.

Each kind of finding is held back by what it rests on, and by nothing else: a column that only
compares, or a sheet that is another table, holds nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from auditkit.files.grid import Source
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review import projects, targets, tasks, totals, wholeness
from auditkit.findings.review.amounts import TASKS_APART
from auditkit.findings.review.rolls import ADJUSTMENTS, SCOPE
from auditkit.findings.selfevaluation import budgetrate, judged
from auditkit.form.declaration import Declaration, Part, Unread

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """What of the form has to be read before a kind of finding is proved.

    `columns` are the parts of which no column, row or table may be unread, `cells` those of which
    not even a cell may be. `texts` says whether any column at all may be the one that is missed.
    `lacking` says that something is nowhere in the form: it may stand on a sheet that was not
    read, and on a page whatever the kind. `row` says that it speaks of a single row, in which no
    cell may be unread.
    """

    columns: frozenset[Part] = field(default=frozenset())
    cells: frozenset[Part] = field(default=frozenset())
    texts: bool = False
    lacking: bool = False
    row: bool = True


def _parts(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


_OF_ROW = Ground()
_TARGET = Ground(_parts("指标值"))
_HOW_MEASURED = Ground(texts=True)
_TASK_SUMS = Ground(cells=_parts("任务"), row=False)
_MEASURED = Ground(
    columns=_parts("指标值"), cells=_parts("任务", "指标"), texts=True, lacking=True, row=False
)
_OUTPUT = Ground(columns=_parts("指标值"), cells=_parts("指标"), lacking=True, row=False)
_PROMISED = replace(_OUTPUT, texts=True)
_POINTS = Ground(cells=_parts("分值", "指标", "预算"), row=False)
_MONEY = Ground(cells=_parts("预算"))

_GROUNDS: tuple[tuple[Ground, tuple[FindingKind, ...]], ...] = (
    (_TARGET, (targets.BLANK_TARGET, targets.DASH_TARGET)),
    (_HOW_MEASURED, (targets.NO_FORMULA, targets.NO_CRITERIA)),
    (Ground(texts=True, row=False), (targets.NO_NOTES,)),
    (Ground(columns=_parts("指标值", "指标"), row=False), (targets.SAME_TARGETS,)),
    (
        _TASK_SUMS,
        (totals.BLANK_TOTAL, totals.WRONG_TOTAL, TASKS_APART, SCOPE, ADJUSTMENTS),
    ),
    (_MEASURED, (tasks.LARGE_TASK, tasks.SMALL_TASKS)),
    (_PROMISED, (wholeness.UNMEASURED_PROMISE,)),
    (_OUTPUT, (wholeness.NO_OUTPUT,)),
    (Ground(lacking=True, row=False), (wholeness.INCOMPLETE,)),
    (Ground(cells=_parts("任务", "预算"), row=False), (projects.BUDGETS_DIFFER,)),
    (Ground(cells=_parts("任务"), lacking=True, row=False), (projects.NO_TASK,)),
    (_POINTS, (totals.NOT_A_HUNDRED, judged.WRONG_TOTAL_SCORE, judged.RED_WARNING)),
    (_MONEY, (budgetrate.WRONG_EXECUTION_RATE, judged.YELLOW_WARNING)),
)
GROUNDS: Mapping[str, Ground] = {kind.code: ground for ground, kinds in _GROUNDS for kind in kinds}
"""What each kind of finding rests on, by its code; of the others, its own row."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A finding that is not proved, and what was not read on which it rests."""

    finding: Finding
    because: tuple[Unread, ...]

    @property
    def at(self) -> str:
        """The places of what was not read, in one line."""
        return _places(self.because)


def hold_back(
    found: Iterable[Finding], declaration: Declaration
) -> tuple[list[Finding], list[HeldBack]]:
    """The findings that what was read proves, in their order, and those held back."""
    kept: list[Finding] = []
    held: list[HeldBack] = []
    for finding in found:
        because = tuple(one for one in declaration.unread if _bears_on(one, finding))
        if because:
            held.append(HeldBack(finding, because))
        else:
            kept.append(finding)
    return kept, held


def _bears_on(unread: Unread, finding: Finding) -> bool:
    """Whether something unread may be what a finding misses, or what it rests on."""
    ground = GROUNDS.get(finding.code, _OF_ROW)
    if ground.row and _in_row(unread, finding):
        return True
    match unread.kind:
        case "页":
            return bool(ground.cells or ground.lacking)
        case "工作表":
            return ground.lacking
        case "格":
            return unread.part == finding.lacking or unread.part in ground.cells
    if unread.kind == "栏" and ground.texts and unread.count:
        return True
    return unread.part == finding.lacking or unread.part in ground.columns | ground.cells


def _in_row(unread: Unread, finding: Finding) -> bool:
    mine: set[Source] = {*finding.evidence, *([finding.row] if finding.row else [])}
    return not mine.isdisjoint(unread.beside)


def in_one_line(held: Sequence[HeldBack]) -> str:
    """Why findings were held back: how many of each code, and where what was not read stands."""
    said = []
    for code, of_code in groupby(sorted(held, key=_code), key=_code):
        ones = list(of_code)
        places = _places(unread for one in ones for unread in one.because)
        said.append(f"{code}有{len(ones)}项因{places}没有读入，不能断定，没有提出")
    return "；".join(said)


def _places(unread: Iterable[Unread]) -> str:
    places = list(dict.fromkeys(one.source.place or one.source.file for one in unread))
    more = f"等{len(places)}处" if len(places) > _MOST_NAMED else ""
    return "、".join(places[:_MOST_NAMED]) + more


def _code(held: HeldBack) -> str:
    return held.finding.code
