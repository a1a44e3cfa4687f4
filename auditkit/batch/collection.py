"""The facts of every department and year of a data folder, for a fact store or a wide frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from auditkit.audit.folder import STORE_NAME, looked_at
from auditkit.audit.inputs import fact_files, read_workbooks
from auditkit.audit.yearform import read_form
from auditkit.errors import AuditError, Issue, UnreadableFile
from auditkit.facts.accounts.files import open_accounts
from auditkit.facts.facts import Facts
from auditkit.facts.store import ISSUE, Row, Rows, read_rows, rows_of, write_rows
from auditkit.files.saving import write_bytes

BACKUP_SUFFIX = ".旧"
"""What the name of the store as it was before the last change ends with."""


@dataclass
class Collection:
    """The rows by department and year, and what became of each that was not simply read.

    `kept` gives the reason why rows stay as they were, `failed` what could not be read, `grave` the
    workbook issues that kept a figure out.
    """

    rows: Rows = field(default_factory=dict)
    kept: dict[tuple[str, int], str] = field(default_factory=dict)
    failed: dict[tuple[str, int], AuditError] = field(default_factory=dict)
    grave: dict[tuple[str, int], tuple[Issue, ...]] = field(default_factory=dict)
    unread_store: AuditError | None = None


def collect(data_dir: Path, rulepack: str | Path, path: Path) -> Collection:
    """What the store `path` is to hold: read anew, or kept where that is not possible.

    Raises UnreadableFile where `path` is there and is no fact store.
    """
    done = Collection()
    known = _existing(data_dir, path, done)
    there, closed = looked_at(data_dir)
    # A folder that cannot be read is one failure, of no year; the others go on.
    done.failed |= {(name, 0): error for name, error in closed.items()}
    wanted = {(name, year) for name, years in there.items() for year in years}
    for key in sorted(wanted | known.keys()):
        before = known.get(key, [])
        if key not in wanted:
            done.rows[key], done.kept[key] = before, "数据文件夹里没有这个部门年度"
            continue
        try:
            typed, published = _read(*key, data_dir, rulepack)
        except AuditError as error:
            done.failed[key] = error
            if before:
                done.rows[key], done.kept[key] = before, "未能读入"
            continue
        facts = typed.merged([published])
        if grave := tuple(issue for issue in typed.issues if issue.grave):
            done.grave[key] = grave
        reason = _reason_to_keep(typed, before, data_dir / key[0] / str(key[1]))
        if reason:
            done.rows[key], done.kept[key] = before, reason
        else:
            done.rows[key] = rows_of(*key, facts)
    return done


def save_collection(path: Path, collection: Collection) -> tuple[int, Path | None]:
    """Write the store; how many rows it has, and where the one before is kept if it differed."""
    backup = None
    if path.exists():
        before = [row for rows in read_rows(path).values() for row in rows]
        if before != [row for rows in collection.rows.values() for row in rows]:
            backup = path.with_name(path.name + BACKUP_SUFFIX)
            write_bytes(backup, path.read_bytes())
    return write_rows(path, collection.rows), backup


def _existing(data_dir: Path, path: Path, done: Collection) -> Rows:
    """The rows that there are: those of `path`, before them those that the audits read."""
    known: Rows = {}
    store = data_dir / STORE_NAME
    if path.exists():
        known = _rows_of_store(path)
    if store.exists() and not (path.exists() and path.samefile(store)):
        try:
            known |= read_rows(store)
        except UnreadableFile as error:
            done.unread_store = error
    return known


def _rows_of_store(path: Path) -> Rows:
    try:
        return read_rows(path)
    except UnreadableFile as error:
        remedy = "没有改动它；请先把它移走，或用 --output 换一个文件"
        raise UnreadableFile(str(path), error.problem, remedy) from error


def _read(department: str, year: int, data_dir: Path, rulepack: str | Path) -> tuple[Facts, Facts]:
    """The facts typed in and those of the accounts, never those of a store."""
    declaration, pack, folder = read_form(department, year, data_dir, rulepack)
    typed = read_workbooks(folder, declaration, pack)
    demo = typed.demo if typed.files else None
    return typed, open_accounts(folder, department, year, demo=demo, rulepack=pack)[1]


def _reason_to_keep(typed: Facts, before: list[Row], folder: Path) -> str:
    """Why the rows stay as they were, blank where they may go."""
    books = {path.name for path in fact_files(folder)[0]}
    # What only repeats the accounts lying there is read anew from them.
    others = {path.name for path in folder.iterdir()} - books
    if not any(row["kind"] != ISSUE and row["file"] not in others for row in before):
        return ""
    if any(issue.code == "F00" and issue.grave for issue in typed.issues):
        return "实际数文件未能读入"
    if typed.items or any(
        (task.adjusted, task.spent, task.done) != (None, None, "") for task in typed.tasks
    ):
        return ""
    return "实际数文件里一个数也没有" if books else "没有实际数文件"
