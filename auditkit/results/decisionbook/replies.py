"""被审计单位意见 taken out of a returned 审计发现处理.xlsx, and nothing else of it.

A department gets the workbook with the 征求意见稿 and sends it back. Its replies go into the blank
cells of the auditor's own workbook; whatever else differs is told and left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.errors import AuditError
from auditkit.facts.workbook.layout import plain
from auditkit.files.readers import read_grids
from auditkit.files.saving import save_workbook, write_text
from auditkit.findings.decisionrows import TypedRow, head_of, recorded_in, typed_rows
from auditkit.findings.decisionsheets import FINDINGS, SHEETS
from auditkit.results.decisionbook.earlier import WORDS, EarlierRow, read_earlier
from auditkit.results.decisionbook.write import keep_copy, refuse_open

REPLY = "own reply"
_LONGEST = 40


@dataclass(frozen=True)
class Taken:
    """What came of a returned workbook.

    `replies` are the findings whose reply was written, `there` those that had the very same;
    `kept` are those for which the auditor's workbook says something else, which stays; `changed`
    is what else differs; `unknown` are rows on no finding of the auditor's workbook.
    """

    replies: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    backup: Path | None = None


def take_replies(path: Path, returned: Path) -> Taken:
    """Write the replies of `returned` into the auditor's workbook at `path`.

    Raises AuditError, and writes nothing, where either cannot be read, the auditor's is open
    elsewhere, or the returned one is not of the same department, year and project.
    """
    if not path.exists():
        raise AuditError(
            f"{path}：还没有这份工作簿，无处取入意见。请先用 auditkit findings --export 导出。"
        )
    refuse_open(path)
    ours = read_earlier(path)
    theirs = _returned(returned, ours.record.mark)
    sheet = ours.sheets[FINDINGS]
    if REPLY not in sheet.columns:
        raise AuditError(f"{path}：没有“被审计单位意见”栏，是旧版导出的。请先重新导出一次。")
    mine = {row.read.identity: row for row in sheet.rows if row.read.identity}
    taken: dict[str, list[str]] = {part: [] for part in ("replies", "there", "kept", "unknown")}
    for row in theirs[FINDINGS]:
        said = row.own("reply").strip()
        own = mine.get(row.identity)
        if own is None:
            if any(row.texts.values()):
                taken["unknown"].append(_name(row) + (f"：{said}" if said else ""))
        elif said:
            there = own.read.own("reply").strip()
            part = "there" if plain(there) == plain(said) else "kept" if there else "replies"
            taken[part].append(_name(row) + (f"：{_short(said)}" if part == "kept" else ""))
            if part == "replies":
                cell = ours.book[FINDINGS].cell(own.read.index + 1, sheet.columns[REPLY])
                write_text(cell, said)
    changed = [
        line
        for name, rows in theirs.items()
        if name in ours.sheets
        for line in _changed(name, rows, ours.sheets[name].rows)
    ]
    backup = None
    if taken["replies"]:
        backup = keep_copy(path) if ours.lossy else None
        save_workbook(ours.book, path, results=False)
    found = {part: tuple(names) for part, names in taken.items()}
    return Taken(**found, changed=tuple(changed), backup=backup)


def _returned(path: Path, mark: str) -> dict[str, list[TypedRow]]:
    """The rows of the returned workbook by sheet."""
    grids = read_grids(path)
    record = recorded_in(grids)
    if not record.mark or record.mark != mark:
        raise AuditError(
            f"{path}：不是由这份审计发现处理.xlsx发出、交回的，没有取入。"
            "请核对部门、年度；内容可信的，请把意见抄入本项目的工作簿。"
        )
    found: dict[str, list[TypedRow]] = {}
    for grid in grids:
        if grid.name in WORDS and grid.name not in found:
            head = head_of(grid, *WORDS[grid.name])
            if head is not None:
                found[grid.name] = typed_rows(grid, head, record)
    if FINDINGS not in found:
        raise AuditError(f"{path}：没有工作表“{FINDINGS}”，没有取入。请用发出的工作簿填写。")
    return found


def _changed(name: str, theirs: Sequence[TypedRow], ours: Sequence[EarlierRow]) -> Iterator[str]:
    """What differs in a sheet beside the replies: typed over the program's words, or our own."""
    headings = {c.role: c.heading.partition("\n")[0] for c in SHEETS[name]}
    typed = [c.role for c in SHEETS[name] if c.typed and c.role != REPLY]
    mine: Mapping[str, TypedRow] = {row.read.identity: row.read for row in ours}
    for row in theirs:
        own = mine.get(row.identity)
        if own is None or not row.identity:
            continue
        roles = [role for role in headings if role in row.over]
        roles += [
            role
            for role in typed
            if plain(row.texts.get(role, "")) != plain(own.texts.get(role, ""))
        ]
        for role in roles:
            text = _short(row.texts.get(role, "")) or "（空）"
            yield f"{name} {_name(row)} “{headings[role]}”栏：{text}"


def _name(row: TypedRow) -> str:
    named = (row.texts.get(role, "") for role in ("code", "subject", "item", "what", "indicator"))
    return " ".join(filter(None, named)) or f"第{row.index + 1}行"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
