"""审计发现处理.xlsx as read: what the auditor typed on findings, report, weights and requests."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from auditkit.errors import Issue, IssueKind, UnreadableFile
from auditkit.facts.workbook.layout import heading_words, plain
from auditkit.files.celltext import split_text
from auditkit.files.grid import Grid, Source
from auditkit.files.readers.reading import read_grids, whole_file
from auditkit.findings.auditorwords import (
    NOTHING_ON_REPORT,
    PARTS,
    REPORT_LABELS,
    WORD_LABELS,
    ReportWords,
    Words,
)
from auditkit.findings.decisionrows import (
    LOOKED_AT,
    Recorded,
    TypedRow,
    head_of,
    recorded_in,
    typed_rows,
)
from auditkit.findings.decisionsheets import (
    FINDING_COLUMNS,
    FORMER,
    GONE,
    OWN_ROWS,
    REPORT,
    REPORT_COLUMNS,
    STEM,
    WEIGHT_COLUMNS,
    WEIGHTS,
    Column,
    heading_of,
)
from auditkit.findings.origin import Origin, decision_files, origin_of

UNREADABLE_DECISIONS = IssueKind("K01", "审计发现处理文件无法识读")
SEVERAL_FILES = IssueKind("K07", "有多份审计发现处理文件")
FOREIGN_FILE = IssueKind("K08", "审计发现处理文件来历不明，或认可后有改动")
NO_WEIGHT = IssueKind("K10", "权重表中的分值不是数字，或只填了一部分")


_ALSO: Mapping[str, tuple[str, ...]] = {
    "code": ("发现编码", "编号", "代码"),
    "own verdict": ("处理意见", "处理方式"),
    "own reason": ("处理理由",),
}
"""Other headings of a file that somebody made by hand."""
_NEEDED = ("code", "own verdict")
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Decision:
    """What is typed on one finding; `row` is where it stands.

    `condition` is the fact as the program wrote it, blank where the file does not have it, or, with
    `digest`, its digest. `former` says that the file has the earlier layout: there the program's
    own texts stand in the columns that are now the auditor's. `told` is the program's note that
    the fact has changed since the decision.
    """

    identity: str
    code: str
    subject: str
    condition: str
    words: Words
    row: TypedRow
    digest: str = ""
    former: bool = False
    told: str = ""

    @property
    def verdict(self) -> str:
        """采纳, 不予采纳 or blank."""
        return self.words.verdict

    @property
    def reason(self) -> str:
        """The reason that was written for it."""
        return self.words.reason

    def at(self, role: str) -> Source:
        """The cell of that role, else that of the code."""
        return self.row.at(role, "code")


@dataclass(frozen=True)
class Decisions:
    """What the file says, the issues of reading it, and the file as (name, sha256).

    `weights` are points by the identity of the indicator. `origin` is where the file came from,
    `mark` what it says of that itself.
    """

    rows: tuple[Decision, ...] = ()
    issues: tuple[Issue, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    report: ReportWords = NOTHING_ON_REPORT
    weights: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    origin: Origin = ""
    mark: str = ""


def read_decisions(folder: Path) -> Decisions:
    """What the auditor typed for a folder; nothing where there is no such file, or not his own."""
    paths = decision_files(folder)
    if not paths:
        return Decisions()
    if len(paths) > 1:
        names = "、".join(path.name for path in paths)
        issue = SEVERAL_FILES(STEM, "有多份审计发现处理文件，都没有采用", names, "请只留一份")
        return Decisions(issues=(issue,))
    (path,) = paths
    said = decisions_in(path)
    if not said.files:
        return said
    origin = origin_of(path, folder, said.mark)
    if origin in ("本项目导出", "审计人员认可"):
        return replace(said, origin=origin)
    what = "认可之后又有改动，没有采用" if origin == "认可后有改动" else (
        "不是本项目导出的，也没有经审计人员认可，没有采用"
    )  # fmt: skip
    remedy = f"请核对文件由谁填写；确认采用的，运行 auditkit findings 时加 --decisions {path.name}"
    issue = FOREIGN_FILE(_whole(said.files), what, "", remedy)
    return Decisions(issues=(issue,), files=said.files, origin=origin)


def decisions_in(path: Path) -> Decisions:
    """What one such file says, whoever wrote it; what it is not is an issue K01."""
    try:
        grids = read_grids(path)
    except UnreadableFile as error:
        remedy = f"{error.remedy}；所有审计发现照常列示"
        return Decisions(
            issues=(UNREADABLE_DECISIONS(whole_file(path), error.problem, "", remedy),)
        )
    record = recorded_in(grids)
    grids = [split_text(grid, _head, "own reason") for grid in grids]
    files = ((path.name, next((grid.sha256 for grid in grids), "")),)
    heads = [(grid, head) for grid in grids if (head := _head(grid)) is not None]
    if not heads:
        what = "没有找到表头"
        remedy = "表头应有编码、对象、事实、处理、理由；可由 auditkit findings --export 导出"
        return Decisions(
            issues=(UNREADABLE_DECISIONS(_whole(files), what, "", remedy),), files=files
        )
    rows = [d for grid, head in heads for d in _findings(grid, head, record)]
    weights, wrong = _weights(grids, record)
    report = _report(grids, record)
    return Decisions(tuple(rows), tuple(wrong), files, report, weights, mark=record.mark)


def _whole(files: tuple[tuple[str, str], ...]) -> Source:
    ((name, digest),) = files
    return Source(name, "", digest)


def _head(grid: Grid) -> dict[str, int] | None:
    """Where the columns of a table of findings stand, by the words of a file made by hand, too."""
    found = head_of(grid, FINDING_COLUMNS, _NEEDED) or _head_by_hand(grid)
    # A file made by hand may call the reason 原因, where it has no 理由.
    if found and "identity" not in found and "own reason" not in found and "own cause" in found:
        found["own reason"] = found.pop("own cause")
    return found


def _head_by_hand(grid: Grid) -> dict[str, int] | None:
    known = {
        column.role: (heading_words(column.heading), *_ALSO.get(column.role, ()))
        for column in FINDING_COLUMNS
        if column.role not in FORMER
    }
    for i, texts in enumerate(grid.texts[:LOOKED_AT]):
        headings = [heading_words(text) for text in texts]
        first = {
            role: next((word for word in words if word in headings), "")
            for role, words in known.items()
        }
        found = {role: headings.index(word) for role, word in first.items() if word}
        if all(role in found for role in _NEEDED):
            return {"": i} | found
    return None


def is_former(head: Mapping[str, int]) -> bool:
    """Whether a table of findings has the layout in which 原因、影响、建议 were the program's."""
    return {"ordinal", "severity", "evidence"} <= head.keys() and "identity" not in head


def _findings(grid: Grid, head: Mapping[str, int], record: Recorded) -> list[Decision]:
    """The rows on which something was typed: an exported row left alone decides nothing."""
    former = is_former(head) and record.written is None
    found: list[Decision] = []
    for row in typed_rows(grid, head, record):
        words = _words(row)
        if row.section == OWN_ROWS or (not words and not row.over):
            continue
        written = row.written or {}
        found.append(
            Decision(
                row.identity,
                plain(row.texts.get("code", "")).upper(),
                row.texts.get("subject", ""),
                "" if written else row.texts.get("condition", ""),
                words,
                row,
                written.get("condition", ""),
                former,
                "" if "moved" in row.over else row.texts.get("moved", ""),
            )
        )
    return found


def _words(row: TypedRow) -> Words:
    """The words of a row; what was typed over the program's text counts where there is no other."""
    said = {part: row.own(part) for part in WORD_LABELS}
    for part in PARTS:
        if not said[part] and part in row.over:
            said[part] = row.texts[part]
    return Words(**said)


def sheet_rows(
    grids: Iterable[Grid], name: str, columns: Sequence[Column], needed: Sequence[str],
    record: Recorded,
) -> list[TypedRow]:  # fmt: skip
    """The rows of the sheet of that name; none where it is not there or has lost its heading."""
    for grid in grids:
        if grid.name == name and (head := head_of(grid, columns, needed)) is not None:
            return typed_rows(grid, head, record)
    return []


def _report(grids: Sequence[Grid], record: Recorded) -> ReportWords:
    rows = sheet_rows(grids, REPORT, REPORT_COLUMNS, ("item", "own content"), record)
    said = {heading_of(row.texts["item"]): row.own("content") for row in reversed(rows)}
    known = {name: said.pop(label, "") for name, label in REPORT_LABELS.items()}
    others = tuple((item, text) for item, text in reversed(said.items()) if item and text)
    return ReportWords(**known, others=others)


def _weights(grids: Sequence[Grid], record: Recorded) -> tuple[Mapping[str, float], list[Issue]]:
    """The points typed, by the indicator's identity; a text that is no number is an issue K10."""
    said: dict[str, float] = {}
    wrong: list[Issue] = []
    rows = sheet_rows(grids, WEIGHTS, WEIGHT_COLUMNS, ("indicator", "own weight"), record)
    for row in rows:
        text = plain(row.own("weight")).removesuffix("分")
        if not text or row.section in (GONE, OWN_ROWS):
            continue
        try:
            points = float(text)
        except ValueError:
            points = math.nan
        if not (0 <= points < math.inf):
            remedy = "没有采用；请填不小于0的阿拉伯数字"
            wrong.append(NO_WEIGHT(row.at("own weight"), "分值不是数字", text, remedy))
            continue
        said[row.identity] = points
    return MappingProxyType(said), wrong
