"""The workbook 审计发现处理.xlsx written or written again, and nothing that was typed lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook

from auditkit.errors import AuditError
from auditkit.files.names import lock_beside
from auditkit.files.saving import save_workbook, write_bytes
from auditkit.findings.auditorwords import SAID_OF_ASIDE, WORD_LABELS
from auditkit.findings.decisions import Decision, Decisions, decisions_in
from auditkit.findings.decisionsheets import FINDINGS, RECORD, RECORD_LAYOUT, SHEETS, Column
from auditkit.findings.finding import Finding
from auditkit.findings.identity import paired
from auditkit.findings.origin import ADOPTED, decision_files, export_mark, origin_of
from auditkit.findings.setaside import fact_moved, meant_by_all, words_on
from auditkit.results.decisionbook.carried import Carried
from auditkit.results.decisionbook.contents import ProgramRow, how_to, program_rows, title
from auditkit.results.decisionbook.earlier import Earlier, EarlierRow, EarlierSheet, read_earlier
from auditkit.results.decisionbook.sheet import Placed, Table, Written, put_table

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

BACKUP = "备份-"
"""Begins the name of a file that is kept because not all of it could be written again."""
_MOVED = "事实已变动，请核对所作处理；仍然成立的，清空本格"


@dataclass
class Rows:
    """Where the rows of one sheet go."""

    rows: list[Placed] = field(default_factory=list)
    gone: list[Placed] = field(default_factory=list)
    own: list[Placed] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)


def write_wordbook(
    path: Path, audit: Audit, findings: Sequence[Finding], *, force: bool, named: Path | None
) -> Carried:
    """Write the workbook at `path`; what stands there is carried over, cell by cell.

    `named` is a file of decisions that the auditor takes as his own. Raises AuditError, and writes
    nothing, where what is there is open elsewhere, cannot be read whole, or is not this project's
    and not named; an unreadable one goes with `force`, and is kept as a backup.
    """
    refuse_open(path)
    _refuse_beside(path, named)
    earlier, backup, decisions = _there(path, audit, force=force, named=named)
    mark = export_mark(audit.folder) if audit.folder else ""
    book = earlier.book if earlier else Workbook()
    if earlier is None:
        book.remove(book.worksheets[0])
    placed = _findings(audit, findings, decisions, earlier)
    written: list[Written] = []
    for name in SHEETS:
        there = earlier.sheets.get(name) if earlier else None
        rows = (
            placed
            if name == FINDINGS
            else keyed(program_rows(audit, name, ()), there, SHEETS[name])
        )
        table = Table(
            name, title(audit, name), how_to(name), audit.demo, rows.rows, rows.gone, rows.own
        )
        written += put_table(book, table, there)
    write_record(book, mark, written)
    if earlier and hashlib.sha256(path.read_bytes()).hexdigest() != earlier.sha256:
        raise AuditError(f"{path}在导出时被改动，没有写入。请关闭后重试。")
    kept = keep_copy(path) if backup and path.exists() else None
    save_workbook(book, path, results=False)
    path.with_name(path.name + ADOPTED).unlink(missing_ok=True)
    if named is not None and named.resolve() != path.resolve() and named.parent == path.parent:
        kept = _put_away(named)
    typed = sum(bool(one.earlier or one.words) for one in placed.rows)
    gone = tuple(_name(one) for one in (*placed.gone, *placed.own))
    return Carried(typed, gone, tuple(placed.moved), kept)


def refuse_open(path: Path) -> None:
    """Raise AuditError where another program has the file open, as its lock file says."""
    if lock := lock_beside(path):
        raise AuditError(
            f"{path}正被其他程序打开（有锁文件 {lock}），没有写入。"
            "请保存并关闭后重试；确已关闭的，请删去这个锁文件。"
        )


def _refuse_beside(path: Path, named: Path | None) -> None:
    """Two files of decisions in one folder decide nothing."""
    known = {path.resolve(), *({named.resolve()} if named else ())}
    beside = [one for one in decision_files(path.parent) if one.resolve() not in known]
    if beside and path.name.startswith("审计发现处理"):
        raise AuditError(
            f"{path.parent}中已有{beside[0].name}，再有一份就都不采用，没有写入。"
            f"要把它带入的，请加 --decisions {beside[0].name}；不要的请移走。"
        )


def _there(
    path: Path, audit: Audit, *, force: bool, named: Path | None
) -> tuple[Earlier | None, bool, Decisions]:
    """What is there to be carried over; whether the file must be kept; and how it reads."""
    if not path.exists():
        return None, False, decisions_in(named) if named else Decisions()
    if named is not None and named.resolve() != path.resolve():
        raise AuditError(
            f"{path}已经存在，不能再带入{named.name}，没有写入。请换个文件名导出，或先把其中一份移走。"
        )
    try:
        earlier = read_earlier(path)
    except AuditError:
        if not force:
            raise
        return None, True, Decisions()
    folder = audit.folder
    if folder is not None and named is None:
        origin = origin_of(path, folder, earlier.record.mark)
        if origin not in ("本项目导出", "审计人员认可"):
            raise AuditError(
                f"{path}已经存在，而不是本项目为{audit.department}{audit.year}年度导出的，没有写入。"
                f"请核对由谁填写；确认采用其中内容的，请加 --decisions {path.name}。"
            )
    former = earlier.record.written is None
    return earlier, former or bool(earlier.lossy), decisions_in(path)


def _findings(
    audit: Audit,
    chosen: Sequence[Finding],
    decisions: Decisions,
    earlier: Earlier | None,
) -> Rows:
    every = audit.findings
    sheet = earlier.sheets.get(FINDINGS) if earlier else None
    placed = Rows()
    by_row = {decision.row.index: decision for decision in decisions.rows}
    at: dict[int, Placed] = {}
    theirs = sheet.rows if sheet else []
    for row, meant in zip(theirs, _meant(every, theirs, by_row), strict=True):
        typed = sheet is not None and sheet.typed(row, SHEETS[FINDINGS])
        decision = by_row.get(row.read.index)
        if meant is None or meant in at:
            if typed:
                known = row.read.identity or (sheet and not sheet.recorded)
                (placed.gone if known and meant is None else placed.own).append(Placed(earlier=row))
        elif typed:
            at[meant] = _carried(every[meant], row, decision, placed.moved)
    if sheet is None:
        for decision, meant_all in zip(
            decisions.rows, meant_by_all(every, decisions.rows), strict=True
        ):
            words = _texts(decision, every[meant_all[0]] if meant_all else None)
            for i in meant_all:
                at.setdefault(i, Placed(words=words))
            if not meant_all:
                about = {"code": decision.code, "subject": decision.subject,
                         "condition": decision.condition}  # fmt: skip
                placed.gone.append(Placed(words=words | about))
    wanted = [i for i, finding in enumerate(every) if finding in chosen or i in at]
    rows = program_rows(audit, FINDINGS, [every[i] for i in wanted])
    placed.rows = [
        replace(at.get(i, Placed()), program=row) for i, row in zip(wanted, rows, strict=True)
    ]
    return placed


def _meant(
    every: Sequence[Finding], rows: Sequence[EarlierRow], by_row: Mapping[int, Decision]
) -> Iterator[int | None]:
    """For each row the place of its finding; None where it is on none, or on several."""
    named = [i for i, row in enumerate(rows) if row.read.identity]
    known = [finding.identity for finding in every]
    pairs = paired([rows[i].read.identity for i in named], known)
    by_identity = {named[i]: j for i, j in pairs.items()}
    for i, row in enumerate(rows):
        decision = by_row.get(row.read.index)
        if row.read.identity:
            found = by_identity.get(i)
            same = row.read.identity in known
            yield found if found is not None else known.index(row.read.identity) if same else None
        elif decision is not None:
            (meant,) = meant_by_all(every, [decision])
            yield meant[0] if len(meant) == 1 else None
        else:
            yield None


def _carried(
    finding: Finding, row: EarlierRow, decision: Decision | None, moved: list[str]
) -> Placed:
    """A row on a finding that is there; of an earlier layout the words alone."""
    if decision is None:
        return Placed(earlier=row)
    words = _texts(decision, finding) if decision.former else {}
    told = decision.told
    aside = decision.verdict in SAID_OF_ASIDE
    if not told and aside and fact_moved(finding, decision):
        told = _MOVED
        moved.append(f"{finding.code} {finding.subject}")
    return Placed(earlier=row, words=words, moved=told)


def _texts(decision: Decision, finding: Finding | None) -> dict[str, str]:
    words = words_on(finding, decision) if finding else decision.words
    return {f"own {part}": getattr(words, part) for part in WORD_LABELS}


def keyed(
    program: Sequence[ProgramRow], sheet: EarlierSheet | None, columns: Sequence[Column]
) -> Rows:
    """The rows of a sheet that are known by their identity alone."""
    placed, at = Rows(), dict[str, EarlierRow]()
    known = {row.identity for row in program}
    for row in sheet.rows if sheet else ():
        typed = sheet is not None and sheet.typed(row, columns)
        identity = row.read.identity
        if identity in known and identity not in at:
            at[identity] = row
        elif typed:
            below = placed.gone if identity and identity not in known else placed.own
            below.append(Placed(earlier=row))
    placed.rows = [Placed(row, at.get(row.identity)) for row in program]
    return placed


def write_record(book: Workbook, mark: str, written: Sequence[Written]) -> None:
    """Put down in the hidden sheet what the program wrote itself, and the mark of the export."""
    if RECORD in book.sheetnames:
        book.remove(book[RECORD])
    sheet = book.create_sheet(RECORD)
    sheet.append([RECORD_LAYOUT, mark])
    for row in written:
        sheet.append(list(row))
    sheet.sheet_state = "veryHidden"
    if book.active is None or book.active.title == RECORD:
        book.active = 0


def _name(placed: Placed) -> str:
    """What a row that is on no finding is told by."""
    if placed.earlier is None:
        return f"{placed.words.get('code', '')} {placed.words.get('subject', '')}".strip()
    texts = placed.earlier.read.texts
    named = f"{texts.get('code', '')} {texts.get('subject', '')}".strip()
    return named or next((str(c.value) for c in placed.earlier.cells.values() if c.value), "")


def keep_copy(path: Path, *, unread: bool = False) -> Path:
    """A copy of the file as it is, beside it; one that is there already is not written over.

    `unread` gives it a name (….bak) by which no input is ever taken.
    """
    content = path.read_bytes()
    number = 1
    while True:
        more = "" if number == 1 else f"-{number}"
        name = f"{path.name}{more}.bak" if unread else f"{BACKUP}{path.stem}{more}{path.suffix}"
        kept = path.with_name(name)
        if not kept.exists():
            write_bytes(kept, content)
            return kept
        if kept.read_bytes() == content:
            return kept
        number += 1


def _put_away(named: Path) -> Path:
    """A file whose words stand in the workbook now, out of the way: two would decide nothing."""
    kept = keep_copy(named)
    named.unlink()
    named.with_name(named.name + ADOPTED).unlink(missing_ok=True)
    return kept
