"""Findings that the auditor sets aside with a reason, in a small file beside the inputs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditkit.errors import Issue, UnreadableFile, nearest
from auditkit.facts.workbook.layout import heading_words, plain
from auditkit.files.grid import Grid, Source
from auditkit.files.readers import read_grids
from auditkit.findings.catalogue import KINDS
from auditkit.findings.finding import Finding, gravest_first

STEM = "审计发现处理"
"""What the name of the file begins with; any type that the readers know."""
KEPT, SET_ASIDE = "采纳", "不采纳"
COLUMNS = {
    "code": ("编码", "发现编码", "编号", "代码"),
    "subject": ("对象",),
    "condition": ("事实",),
    "verdict": ("处理", "处理意见", "处理方式"),
    # An exported workbook has a column 原因 of another meaning beside 理由: the first word counts.
    "reason": ("理由", "处理理由", "原因"),
}
_NEEDED = ("code", "verdict")
_LOOKED_AT = 30
_NO_REASON = frozenset(("", "/", "\\", "-", "--", "—", "——", "无", "暂无", "略"))
_MARKS = (",", "\t", ";", "，", "；")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the file: which finding, what becomes of it, why; `cells` by role."""

    code: str
    subject: str
    condition: str
    verdict: str
    reason: str
    cells: dict[str, Source]

    def at(self, role: str) -> str:
        """The cell of that role, else that of the code."""
        return str(self.cells.get(role, self.cells["code"]))


@dataclass(frozen=True)
class Decisions:
    """The rows that say something, the issues of reading them, and the file as (name, sha256)."""

    rows: tuple[Decision, ...] = ()
    issues: tuple[Issue, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def read_decisions(folder: Path) -> Decisions:
    """What the auditor decided on the findings of a folder; nothing where there is no such file."""
    paths = sorted(path for path in folder.glob(f"{STEM}*") if path.is_file())
    if not paths:
        return Decisions()
    if len(paths) > 1:
        names = "、".join(path.name for path in paths)
        issue = Issue("K07", STEM, "有多份审计发现处理文件，都没有采用", names, "请只留一份")
        return Decisions(issues=(issue,))
    return decisions_in(paths[0])


def decisions_in(path: Path) -> Decisions:
    """What the rows of one such file say; what it is not is an issue K01."""
    try:
        grids = [_split(grid) for grid in read_grids(path)]
    except UnreadableFile as error:
        remedy = f"{error.remedy}；所有审计发现照常列示"
        return Decisions(issues=(Issue("K01", path.name, error.problem, "", remedy),))
    files = ((path.name, next((grid.sha256 for grid in grids), "")),)
    rows: list[Decision] = []
    headed = False
    for grid in grids:
        if (head := _head(grid)) is not None:
            headed = True
            rows += _rows(grid, *head)
    if not headed:
        words = "、".join(words[0] for words in COLUMNS.values())
        what, remedy = "没有找到表头", f"表头应有{words}；可由 auditkit findings --export 导出"
        return Decisions(issues=(Issue("K01", path.name, what, "", remedy),), files=files)
    return Decisions(tuple(rows), files=files)


def _split(grid: Grid) -> Grid:
    """A text with commas or the like instead of tabs, as cells; a row stays on its first line."""
    whole = grid.file.lower().endswith(".csv")
    if grid.style != "text" or (_head(grid) is not None and not whole):
        return grid
    lines = ["\t".join(map(str, row)) for row in grid.rows]
    for mark in _MARKS:
        rows = (_quoted(lines, mark) if whole else None) or [
            next(csv.reader([line], delimiter=mark), []) for line in lines
        ]
        found = replace(grid, rows=tuple(map(tuple, rows)))
        if (head := _head(found)) is not None:
            last = max(head[1].values())
            if last == head[1].get("reason"):
                rows = [_rejoined(row, last, mark) for row in rows]
            return replace(grid, rows=tuple(map(tuple, rows)))
    return grid


def _quoted(lines: Sequence[str], mark: str) -> list[list[str]] | None:
    """The rows of a text whose quoted cells may break the line; None where a quote is amiss."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=mark, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            rows += [[]] * (reader.line_num - len(rows))
    except csv.Error:
        return None
    return rows


def _rejoined(row: list[str], last: int, mark: str) -> list[str]:
    """A row whose last cell, the reason, was cut at a mark that belongs to its text."""
    return [*row[:last], mark.join(row[last:]).rstrip(f"{mark} ")] if len(row) > last else row


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for i, texts in enumerate(grid.texts[:_LOOKED_AT]):
        columns: dict[str, int] = {}
        headings = [heading_words(text) for text in texts]
        for role, known in COLUMNS.items():
            if word := next((word for word in known if word in headings), ""):
                columns[role] = headings.index(word)
        if all(role in columns for role in _NEEDED):
            return i, columns
    return None


def _rows(grid: Grid, head: int, columns: dict[str, int]) -> list[Decision]:
    """The rows with a verdict or a reason: an exported row left alone decides nothing."""
    found = []
    for i in range(head + 1, len(grid.rows)):
        said = {role: _text(grid, head, i, j) for role, j in columns.items()}
        if not said["verdict"] and not said.get("reason"):
            continue
        found.append(
            Decision(
                plain(said["code"]).upper(),
                said.get("subject", ""),
                said.get("condition", ""),
                said["verdict"],
                said.get("reason", ""),
                {role: grid.source(i, j) for role, j in columns.items()},
            )
        )
    return found


def _text(grid: Grid, head: int, i: int, j: int) -> str:
    """A cell's text; one merged with cells above it says what the topmost says."""
    top = next(
        (a.top for a in grid.merged if a.left == j and head < a.top < i <= a.bottom),
        i,
    )
    texts = grid.texts[top]
    return texts[j] if j < len(texts) else ""


def decided(
    findings: Sequence[Finding], decisions: Decisions
) -> tuple[list[Finding], tuple[Issue, ...]]:
    """The findings, those set aside with their reason and last; and what no row could be done."""
    reasons: dict[int, str] = {}
    settled: dict[int, Decision] = {}
    issues: list[Issue] = []
    for decision in decisions.rows:
        meant = meant_by(findings, decision)
        if (problem := _problem(findings, decision, meant)) is not None:
            issues.append(problem)
            continue
        again = [i for i in meant if i in settled]
        if again:
            first = settled[again[0]].cells["code"].place
            what, remedy = "同一审计发现处理了两次", f"以前面{first}的一行为准，请删去一行"
            if any(plain(settled[i].verdict) != plain(decision.verdict) for i in again):
                what = f"与前面{first}的处理相反"
                remedy = "两行都没有采用，审计发现照常列示；请只留一行"
                for i in again:
                    reasons.pop(i, None)
            issues.append(Issue("K06", decision.at("code"), what, decision.code, remedy))
            continue
        settled |= dict.fromkeys(meant, decision)
        if plain(decision.verdict) == SET_ASIDE:
            reasons |= dict.fromkeys(meant, decision.reason)
    told = [
        replace(finding, set_aside=reasons[i]) if i in reasons else finding
        for i, finding in enumerate(findings)
    ]
    return gravest_first(told), tuple(issues)


def meant_by(findings: Sequence[Finding], decision: Decision) -> list[int]:
    """The places of the findings that the row names; without 对象 only a code's sole finding."""
    coded = [i for i, finding in enumerate(findings) if finding.code == decision.code]
    if not decision.subject:
        named = coded if len(coded) == 1 else []
    else:
        subject = plain(decision.subject)
        named = [i for i in coded if plain(findings[i].subject) == subject]
    if not decision.condition:
        return named
    fact = plain(decision.condition)
    return [i for i in named if plain(findings[i].condition) == fact]


def _problem(findings: Sequence[Finding], decision: Decision, meant: Sequence[int]) -> Issue | None:
    """Why the row cannot be followed: the finding then stands as it is."""
    coded = [finding for finding in findings if finding.code == decision.code]
    if decision.code not in KINDS:
        close = nearest(decision.code, KINDS)
        hint = f"，是否为“{close}”" if close else ""
        what = f"没有这个审计发现编码{hint}"
        remedy = "没有采用；编码见 auditkit findings --codes"
        return Issue("K02", decision.at("code"), what, decision.code, remedy)
    if plain(decision.verdict) not in (KEPT, SET_ASIDE):
        what, remedy = "处理无法识别", f"没有采用；请填“{KEPT}”或“{SET_ASIDE}”"
        return Issue("K04", decision.at("verdict"), what, decision.verdict, remedy)
    if not meant:
        return _unmatched(coded, decision)
    if plain(decision.verdict) == SET_ASIDE and plain(decision.reason) in _NO_REASON:
        what, remedy = "不采纳而没有写理由", "没有采用，审计发现照常列示；请补写理由"
        return Issue("K05", decision.at("reason"), what, decision.code, remedy)
    return None


def _unmatched(coded: Sequence[Finding], decision: Decision) -> Issue:
    subjects = list(dict.fromkeys(finding.subject for finding in coded))
    if not decision.subject and len(coded) > 1:
        what, remedy = "没有写对象", f"没有采用；{decision.code}有{len(coded)}项，请写明对象"
        return Issue("K03", decision.at("subject"), what, "", remedy)
    if any(plain(decision.subject) == plain(subject) for subject in subjects):
        what = f"{decision.code}“{decision.subject}”的事实与现在的审计发现不同"
        remedy = "没有采用；数据或规则已有变动，请重新导出后再作处理"
        return Issue("K03", decision.at("condition"), what, decision.condition, remedy)
    close = nearest(decision.subject, subjects)
    hint = f"，是否为“{close}”" if close else ""
    what = f"没有编码为{decision.code}、对象如此的审计发现{hint}"
    remedy = "没有采用；已不存在的请删去这一行"
    return Issue("K03", decision.at("subject"), what, decision.subject, remedy, grave=False)
