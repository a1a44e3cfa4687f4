"""Facts: raw figures by name and year, each with its source and the precision it was printed to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditkit.display import mimebundle
from auditkit.errors import AuditError, Issue, nearest
from auditkit.files.grid import Source

if TYPE_CHECKING:
    import pandas as pd

DEMO = "示例数据（虚构）"
"""What file names, first sheets and reports of invented figures say."""

BOOKS = ("科目余额表", "会计账簿")
"""What the names of ledgers in a year's folder begin with."""

FINAL_NAME, BUDGET_NAME = PUBLISHED = ("决算", "预算")
"""What the names of the published documents in a year's folder begin with."""

FORM_NAME = re.compile("申报表|绩效目标表|自评表")
"""What the names of the forms in a year's folder say."""

# A figure filled in from a published document names its file and the place inside it.
_FILLED = re.compile(r"(?:^|[\s、；;：:（(])(决算|预算)[^\s\[\]]*\.\w+\[")

SCOPE_MARK = "："
"""In a wide frame the column 群众满意度：满意份数 holds the figures gathered for that indicator."""

# Units that count whole things: their figures are exact, they carry no rounding interval.
COUNTING_UNITS = frozenset(
    ("人", "项", "个", "份", "次", "户", "家", "件", "名", "所", "人次", "批次", "辆")
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A raw figure (数据项); money is in 万元, a rate is a fraction with unit %.

    `decimals` is how many places the figure was printed to, None for a count. `scope` names the
    indicator a figure was gathered for, where one name has a figure of its own for each. `remark`
    says how it came about; `stated` is what a person typed as its source, blank where nobody did.
    `confirmed` says that somebody looked at it, odd as it is, and found it true (确认：属实).
    """

    name: str
    year: int
    value: float
    unit: str
    source: Source
    decimals: int | None = 2
    scope: str = ""
    remark: str = ""
    stated: str = field(default="", compare=False)
    confirmed: bool = field(default=False, compare=False)

    @property
    def published(self) -> bool:
        """Whether it was taken from final accounts, which its remark then names with the place."""
        return self.document == FINAL_NAME

    @property
    def document(self) -> str:
        """The published document it was taken from, 决算 or 预算; blank where people typed it.

        A figure that was filled into the workbook has the document and its place in the remark.
        """
        if own := published_as(self.source.file):
            return own
        filled = _FILLED.search(self.remark)
        return filled[1] if filled else ""

    @property
    def half_step(self) -> float:
        """Half a unit of the last printed place: the true figure lies within value ± this."""
        return half_step(self.decimals, self.unit)

    def __repr__(self) -> str:
        whose = f"{self.scope}{SCOPE_MARK}" if self.scope else ""
        return f"<Fact {self.year} {whose}{self.name}: {self.value:.12g}{self.unit}>"


def published_as(file: str) -> str:
    """Which published document a file is by its name, 决算 or 预算; blank for any other.

    Those of an earlier year stand under it: 2022年度/决算.pdf.
    """
    name = file.rpartition("/")[2]
    return next((kind for kind in PUBLISHED if name.startswith(kind)), "")


def half_step(decimals: int | None, unit: str) -> float:
    """Half a unit of the last of so many places, in the unit of the value; 0 for a count.

    >>> half_step(2, "万元"), half_step(2, "%"), half_step(None, "人")
    (0.005, 5e-05, 0.0)
    """
    return 0.0 if decimals is None else 0.5 * 10.0 ** -(decimals + (2 if unit == "%" else 0))


def printed_decimals(value: float, unit: str) -> int | None:
    """How precisely a workbook's number is known: to two places at least, counts exactly.

    A rate is a fraction, its places are those of its percentage.

    >>> printed_decimals(12.0, "万元"), printed_decimals(12.3456, "万元")
    (2, 4)
    >>> printed_decimals(0.92345, "%"), printed_decimals(12, "人")
    (3, None)
    """
    if unit in COUNTING_UNITS:
        return None
    # repr gives the shortest digits that name the float, hence those that were typed.
    _, _, fraction = f"{value!r}".partition(".")
    digits = 0 if fraction in ("", "0") or "e" in fraction else len(fraction)
    return max(2, digits - 2 if unit == "%" else digits)


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """What became of a declared task: amounts in 万元, None where not filled in.

    `serves` names the indicators that the task is counted for; `source` is the cell of its name,
    `adjusted_source` and `spent_source` are those of the amounts, where they are known; two records
    are equal without them, as older stores keep the row alone. `stated` is the source that a
    person typed.
    """

    name: str
    adjusted: float | None
    spent: float | None
    done: str
    serves: tuple[str, ...]
    source: Source
    adjusted_source: Source | None = field(default=None, compare=False)
    spent_source: Source | None = field(default=None, compare=False)
    stated: str = field(default="", compare=False)
    confirmed: bool = field(default=False, compare=False)

    def __repr__(self) -> str:
        return f"<TaskRecord {self.name}: {self.spent} of {self.adjusted}>"


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion of a judged indicator (定性评价) as it was answered, with what supports it.

    `scope` names the indicator, `answer` is 是, 部分, 否 or 不适用.
    """

    scope: str
    number: int
    text: str
    answer: str
    evidence: str
    source: Source


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One 工作要点: its lead unit, taken on for the city or not, done or not, and the evidence."""

    name: str
    lead: str
    assigned: str
    done: str
    evidence: str
    source: Source


@dataclass(frozen=True)
class Facts:
    """The facts of one department, by (scope, name, year); the first of a duplicate stays.

    `demo` says that an input file declares its figures invented; `not_applicable` names the
    indicators that the auditor set aside as 不适用; `files` are the files read, as (name, sha256);
    `origin` is what the auditor said of the form (报送原件 or 公开文本), blank where nothing;
    `judged` and `work` are what the counts of criteria and work items rest on, one by one.
    `held` are the figures held back as suspect, with the reason (`auditkit.facts.suspects`).
    """

    items: tuple[Fact, ...] = ()
    issues: tuple[Issue, ...] = ()
    demo: bool = False
    tasks: tuple[TaskRecord, ...] = ()
    not_applicable: frozenset[str] = frozenset()
    files: tuple[tuple[str, str], ...] = ()
    judged: tuple[Judged, ...] = ()
    work: tuple[WorkItem, ...] = ()
    origin: str = ""
    held: Mapping[tuple[str, str, int], str] = field(default_factory=dict)
    _index: dict[tuple[str, str, int], Fact] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[tuple[str, str, int], Fact] = {}
        for fact in self.items:
            index.setdefault((fact.scope, fact.name, fact.year), fact)
        object.__setattr__(self, "_index", index)

    def get(self, name: str, year: int, scope: str = "") -> Fact | None:
        """The figure for the scope, else the department's own, else None: missing is never zero."""
        return self._index.get((scope, name, year)) or self._index.get(("", name, year))

    def merged(self, others: Iterable[Facts]) -> Facts:
        """These facts and then the others'; where both have a figure, the earlier one counts."""
        parts = [self, *others]
        return Facts(
            tuple(fact for part in parts for fact in part.items),
            tuple(issue for part in parts for issue in part.issues),
            any(part.demo for part in parts),
            tuple(task for part in parts for task in part.tasks),
            frozenset().union(*(part.not_applicable for part in parts)),
            tuple(file for part in parts for file in part.files),
            tuple(one for part in parts for one in part.judged),
            tuple(one for part in parts for one in part.work),
            next((part.origin for part in parts if part.origin), ""),
            {key: reason for part in parts for key, reason in part.held.items()},
        )

    def __getitem__(self, wanted: str | tuple[str, int]) -> Fact:
        """The department's own figure of that name: of the latest year, or of the year given.

        Raises AuditError with the nearest name where there is none.
        """
        name, year = (wanted, None) if isinstance(wanted, str) else wanted
        own = [fact for fact in self.items if not fact.scope]
        found = [fact for fact in own if fact.name == name and year in (None, fact.year)]
        if found:
            return max(found, key=lambda fact: fact.year)
        close = nearest(name, {fact.name for fact in own} - {name})
        hint = f"，是否为“{close}”" if close else ""
        raise AuditError(f"没有{'' if year is None else f'{year}年的'}数据项“{name}”{hint}。")

    @property
    def frame(self) -> pd.DataFrame:
        """The figures as a DataFrame of one's own, in the order in which they were read.

        Columns: `name`, `year`, `value` (money in 万元, rates as fractions), `unit`, `scope` the
        indicator that a figure was gathered for alone, `source` file and cell, `stated` what was
        typed as its source, `remark`.
        """
        import pandas as pd

        keys = ("name", "year", "value", "unit", "scope", "source", "stated", "remark")
        rows = [{key: getattr(fact, key) for key in keys} for fact in self.items]
        frame = pd.DataFrame(rows, columns=list(keys))
        return frame.assign(source=[str(fact.source) for fact in self.items])

    def held_back(self, name: str, year: int, scope: str = "") -> str:
        """Why a figure that was filled in is not used, blank where none is held back."""
        return self.held.get((scope, name, year)) or self.held.get(("", name, year), "")

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<Facts: {len(self)} figures, {len(self.tasks)} tasks>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)
