"""The 整改台账 as a workbook over departments and years: overdue first, what people typed kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from auditkit.audit.duedate import due_day
from auditkit.audit.followup import OPEN, STATES, Case
from auditkit.errors import AuditError
from auditkit.facts.facts import DEMO
from auditkit.files.saving import make_folder, save_workbook
from auditkit.findings.auditorwords import MENDED
from auditkit.findings.decisionsheets import Column
from auditkit.results.decisionbook.contents import ProgramRow, Value
from auditkit.results.decisionbook.earlier import read_earlier
from auditkit.results.decisionbook.layout import LEDGER
from auditkit.results.decisionbook.sheet import Table, put_table
from auditkit.results.decisionbook.write import keep_copy, keyed, refuse_open, write_record

LEDGER_COLUMNS = (
    Column("ordinal", "序号", 5, repeats=True),
    Column("department", "部门", 16, repeats=True),
    Column("title", "审计发现", 16, repeats=True),
    Column("late", "逾期", 11),
    Column("state", "复核结果", 10),
    Column("retest", "同一规则复核", 30),
    Column("years", "发现年度", 11),
    Column("code", "编码", 7),
    Column("subject", "对象", 18),
    Column("condition", "最近一次的事实", 34),
    Column("money", "涉及金额\n（万元）", 12),
    Column("kind", "金额性质", 10),
    Column("recommendation", "建议", 22, breaks=True),
    Column("reply", "被审计单位意见", 22),
    Column("owner", "责任单位", 12),
    Column("due", "整改期限", 12),
    Column("mending", "整改状态", 10),
    Column("proof", "整改证据", 20),
    Column("own remark", "跟踪记录", 24, typed=True),
    Column("identity", "标识", 16),
)
NEEDED = ("department", "own remark")


@dataclass(frozen=True)
class Lateness:
    """How late the mending of a case is on a day: 0 days for not; None where no day is named."""

    days: int | None
    said: str


def lateness(case: Case, on: dt.date) -> Lateness:
    """Whether a case should have been mended by that day and is not.

    What the rule no longer finds is mended whatever was typed; what was only typed as mended is
    not late, but stands as found again where the rule finds it.
    """
    if case.state not in OPEN or not case.words.due:
        return Lateness(0, "")
    if case.words.state in MENDED and case.state not in ("仍存在", "有所加重", "再次发生"):
        return Lateness(0, "")
    day = due_day(case.words.due)
    if day is None:
        return Lateness(None, "期限无法识别")
    days = max((on - day).days, 0)
    return Lateness(days, f"逾期{days}天" if days else "")


def write_ledger(path: Path, cases: Sequence[Case], on: dt.date, *, demo: bool) -> list[Case]:
    """Write the ledger to `path`, what people typed into one that is there kept; gives the overdue.

    `on` is the day against which overdue is judged. Raises AuditError, and writes nothing, where
    the file is open elsewhere or cannot be read.
    """
    refuse_open(path)
    earlier = None
    if path.exists():
        earlier = read_earlier(path, {LEDGER: (LEDGER_COLUMNS, NEEDED)})
        if earlier.record.written is None:
            raise AuditError(f"{path}已经存在，不是本程序写的台账，没有写入。请换个文件名。")
    late = {id(case): lateness(case, on) for case in cases}
    ordered = sorted(cases, key=lambda c: (-(late[id(c)].days or 0), STATES.index(c.state)))
    rows = [_row(number, case, late[id(case)].said) for number, case in enumerate(ordered, 1)]
    sheet = earlier.sheets[LEDGER] if earlier else None
    placed = keyed(rows, sheet, LEDGER_COLUMNS)
    table = Table(
        LEDGER,
        f"{LEDGER}（截至{on.isoformat()}）" + (f"　{DEMO}" if demo else ""),
        "由各年度的审计发现处理.xlsx和同一规则的复核结果汇总，逾期的在前。意见、期限、整改情况请填在各年度的"
        "审计发现处理.xlsx中；“跟踪记录”和另加的栏可以在这里填，再次生成时照原样保留。",
        demo,
        placed.rows,
        placed.gone,
        placed.own,
        LEDGER_COLUMNS,
    )
    book = earlier.book if earlier else Workbook()
    if earlier is None:
        book.remove(book.worksheets[0])
    written = put_table(book, table, sheet)
    write_record(book, "", written)
    if earlier and earlier.lossy:
        keep_copy(path)
    make_folder(path.parent)
    save_workbook(book, path, results=False)
    return [case for case in ordered if late[id(case)].days]


def _row(number: int, case: Case, late: str) -> ProgramRow:
    words, last = case.words, case.last
    values: dict[str, Value] = {
        "ordinal": number,
        "department": case.department,
        "late": late,
        "state": case.state,
        "retest": case.retest,
        "years": "、".join(map(str, case.years)),
        "code": last.code,
        "title": last.title,
        "subject": last.subject,
        "condition": last.told("condition"),
        "money": last.money,
        "kind": last.amount.kind if last.amount else "",
        "recommendation": last.told("recommendation"),
        "reply": words.reply,
        "owner": words.owner,
        "due": words.due,
        "mending": words.state,
        "proof": words.proof,
    }
    identity = f"{case.department}:{case.identity}"
    return ProgramRow(identity, values, grey=case.state == "已纠正")
