"""The sheet 审计发现: every finding in its five parts, with money and evidence."""

from __future__ import annotations

from openpyxl import Workbook

from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.sheets import (
    FILES,
    FINDINGS,
    FIRST_ROW,
    INDICATORS,
    Column,
    Paper,
    begin,
    index_number,
    letters,
)
from auditkit.files.grid import Source
from auditkit.files.sheetstyle import MONEY
from auditkit.findings.auditorwords import SET_ASIDE, WORD_LABELS
from auditkit.findings.finding import SEVERITIES, Finding
from auditkit.findings.standards import with_unread

_COLUMNS = (
    Column("index", "索引号", 9),
    Column("code", "代码", 7, "center"),
    Column("severity", "严重\n程度", 7, "center"),
    Column("subject", "对象", 16),
    Column("indicator", "指标\n索引号", 8, "center"),
    Column("title", "发现", 17),
    Column("criteria", "标准", 32),
    Column("condition", "事实", 32),
    Column("own", "审计人员的表述、\n定性依据", 20),
    Column("cause", "原因\n（空白待填）", 14),
    Column("effect", "影响", 20),
    Column("recommendation", "建议", 22),
    Column("reply", "被审计单位意见", 20),
    Column("mending", "整改", 18),
    Column("money", "涉及金额\n（万元）", 12, "right"),
    Column("kind", "金额性质", 10, "center"),
    Column("evidence", "证据", 28),
    Column("file", "来源\n索引号", 8, "center"),
    Column("verdict", "处理", 14),
)
_LETTERS = letters(_COLUMNS)
_STANDS = "列示"
_HINT = (
    "按严重程度、代码排列，审计人员不予采纳的列在最后并写明理由，不计入项数；依据原始数据写成，不随数据项的修改变动。"
    "原因一栏只写数据能说明的，其余留待审计人员填写。"
)


def write_findings(book: Workbook, plan: Plan, paper: Paper) -> None:
    """The sheet of findings in their five parts, with what the auditor says of them."""
    found = plan.audit.findings
    sheet = begin(book, FINDINGS, _COLUMNS, paper, _HINT, second="recommendation", repeated=4)
    rows: dict[Source | str, int] = {}
    for i, assessed in enumerate(plan.audit.assessed):
        rows.setdefault(assessed.name, FIRST_ROW + i)
        rows.setdefault(assessed.indicator.source, FIRST_ROW + i)
    for position, finding in enumerate(found):
        row = FIRST_ROW + position
        sheet.write(row, _texts(position, finding))
        sheet.value(row, "money", finding.money, MONEY)
        sheet.refer(row, "indicator", INDICATORS, rows.get(finding.row or finding.subject))
        file = plan.file_row(finding.evidence[0].file) if finding.evidence else None
        sheet.refer(row, "file", FILES, file)
    last = FIRST_ROW + len(found) - 1
    if not found:
        sheet.note(FIRST_ROW, "没有审计发现。")
    sheet.finish(last, "F")


def _texts(position: int, finding: Finding) -> dict[str, str]:
    return {
        "index": index_number(FINDINGS, position),
        "code": finding.code,
        "severity": finding.severity,
        "subject": finding.subject,
        "title": finding.title,
        "criteria": with_unread(finding),
        "condition": finding.condition,
        "own": _own(finding, "criteria", "condition"),
        "cause": finding.told("cause"),
        "effect": finding.told("effect"),
        "recommendation": finding.told("recommendation"),
        "reply": finding.words.reply,
        "kind": finding.amount.kind if finding.amount else "",
        "mending": _own(finding, "owner", "due", "state", "proof"),
        "evidence": _places(finding),
        "verdict": f"{SET_ASIDE}：{finding.set_aside}" if finding.set_aside else _STANDS,
    }


def _own(finding: Finding, *parts: str) -> str:
    """What the auditor says of these, each with what it is, a line for each."""
    said = {WORD_LABELS[part]: getattr(finding.words, part) for part in parts}
    return "\n".join(f"{label}：{text}" for label, text in said.items() if text)


def _places(finding: Finding) -> str:
    """The places that prove a finding, a line for each file."""
    places: dict[str, list[str]] = {}
    for source in finding.evidence:
        places.setdefault(source.file, []).append(source.place)
    return "\n".join(f"{file}[{'；'.join(filter(None, at))}]" for file, at in places.items())


def findings_counts(plan: Plan) -> dict[str, str]:
    """How many findings stand of each severity, as formulas over the sheet."""
    last = FIRST_ROW + max(len(plan.audit.findings), 1) - 1
    graves, verdicts = (
        f"{FINDINGS}!{_LETTERS[key]}{FIRST_ROW}:{_LETTERS[key]}{last}"
        for key in ("severity", "verdict")
    )
    stands = f'({verdicts}="{_STANDS}")'
    return {s: f'SUMPRODUCT(({graves}="{s}")*{stands})' for s in SEVERITIES}
