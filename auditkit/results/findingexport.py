"""Findings as files: a workbook that an auditor works on, and JSON that programs read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditkit.errors import AuditError
from auditkit.facts.facts import DEMO
from auditkit.files.saving import write_bytes
from auditkit.findings.finding import Finding, standing
from auditkit.findings.setaside import KEPT, SET_ASIDE, Decision, decisions_in, meant_by
from auditkit.results.record import finding_record

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from auditkit.audit.audit import Audit

SHAPE = "auditkit-findings/1"
SHEET = "审计发现"
SUFFIXES = (".xlsx", ".json")
# Fourteen columns are too small to read on A4.
_A3 = 8
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("", "序号", 5),
    ("code", "编码", 6),
    ("severity", "程度", 6),
    ("title", "审计发现", 14),
    ("subject", "对象", 18),
    ("criteria", "标准", 24),
    ("condition", "事实", 36),
    ("cause", "原因", 12),
    ("effect", "影响", 22),
    ("money", "涉及金额\n（万元）", 12),
    ("recommendation", "建议", 22),
    ("evidence", "出处", 26),
    ("verdict", "处理", 9),
    ("set_aside", "理由", 24),
)
_HOW_TO = (
    f"不采纳某项审计发现的，在“处理”栏选“{SET_ASIDE}”，在“理由”栏写明理由，"
    "把本文件以“审计发现处理.xlsx”为名存入该部门该年度的数据文件夹，再重新生成报告。"
    "“编码”“对象”“事实”请勿改动：程序据此认出审计发现，事实有变动的须重新处理。"
)


GONE = "对应的发现已不存在"
CHANGED = "对应的发现事实已变动"
TWICE = "同一审计发现处理了两次"


@dataclass(frozen=True)
class Carried:
    """What the auditor had written in the file that an export replaces.

    `matched` are the decisions on the findings written, by their place among them; `below` those on
    none of them, each with the reason why it stands apart.
    """

    matched: Mapping[int, Decision] = field(default_factory=dict)
    below: tuple[tuple[Decision, str], ...] = ()


def export_findings(
    path: Path, audit: Audit, findings: Sequence[Finding], *, force: bool = False
) -> Carried:
    """Write the findings to `path` as .xlsx or .json; AuditError for any other suffix.

    What an auditor decided in a workbook that is there already is carried over, with the findings
    meant where `findings` lacks them. One that cannot be read so is replaced only with `force`.
    """
    match path.suffix.lower():
        case ".json":
            write_bytes(path, findings_json(audit, findings).encode())
            return Carried()
        case ".xlsx":
            there = _decisions_there(path, force) if path.exists() else ()
            written = list(findings)
            carried = _carried(audit.findings, there, written)
            _write_workbook(path, audit, written, carried)
            return carried
        case _:
            known = "、".join(SUFFIXES)
            raise AuditError(f"{path}：不能导出为这种文件。请用{known}之一作后缀。")


def findings_json(audit: Audit, findings: Sequence[Finding]) -> str:
    """The findings as JSON of the shape `SHAPE`.

    department, year, rulepack, demo; counts {findings, set_aside}; findings, each with code, title,
    severity, subject, criteria, condition, cause, effect, recommendation (text, blank where left to
    the auditor), money (万元 or null), evidence [{file, place, sha256}] and set_aside (the reason,
    blank while the finding stands).
    """
    left = len(standing(findings))
    content = {
        "shape": SHAPE,
        "department": audit.department,
        "year": audit.year,
        "rulepack": audit.pack.name,
        "demo": audit.demo,
        "counts": {"findings": left, "set_aside": len(findings) - left},
        "findings": [finding_record(finding) for finding in findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _decisions_there(path: Path, force: bool) -> tuple[Decision, ...]:
    decisions = decisions_in(path)
    if decisions.issues and not force:
        said = "；".join(issue.what for issue in decisions.issues)
        raise AuditError(
            f"{path}已经存在，读不出其中的处理（{said}）。"
            "请移走它或换个文件名；确要覆盖请加 --force。"
        )
    return decisions.rows


def _carried(
    every: Sequence[Finding], decisions: Sequence[Decision], written: list[Finding]
) -> Carried:
    """Where each decision goes; a finding decided on that is not among `written` is added there."""
    matched: dict[int, Decision] = {}
    below: list[tuple[Decision, str]] = []
    for decision in decisions:
        meant = [every[i] for i in meant_by(every, decision)]
        written += [finding for finding in meant if finding not in written]
        free = [i for i in map(written.index, meant) if i not in matched]
        matched |= dict.fromkeys(free, decision)
        if not meant:
            changed = decision.subject and meant_by(every, replace(decision, condition=""))
            below.append((decision, CHANGED if changed else GONE))
        elif not free:
            below.append((decision, TWICE))
    return Carried(matched, tuple(below))


def _write_workbook(
    path: Path, audit: Audit, findings: Sequence[Finding], carried: Carried
) -> None:
    # openpyxl is slow to load; JSON and the terminal do without.
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    from auditkit.files.saving import save_workbook, write_text
    from auditkit.files.sheetstyle import (
        HEADING,
        TITLE_FONT,
        WARNING,
        height_of,
        print_setup,
        put,
        set_widths,
    )

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = SHEET
    set_widths(sheet, tuple(width for *_, width in _COLUMNS))
    whole = sum(width for *_, width in _COLUMNS)
    demo = f"　{DEMO}" if audit.demo else ""
    lines = (f"{audit.department}{audit.year}年度审计发现{demo}", _HOW_TO)
    for row, text in enumerate(lines, 1):
        cell = sheet.cell(row, 1)
        write_text(cell, text)
        if row == 1:
            fill = WARNING if demo else None
            put(cell, size=14, font=TITLE_FONT, across="center", border=False, fill=fill)
        else:
            put(cell, border=False)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_COLUMNS))
        sheet.row_dimensions[row].height = 28 if row == 1 else height_of(text, whole)
    head = len(lines) + 1
    for column, (_, heading, _) in enumerate(_COLUMNS, 1):
        write_text(sheet.cell(head, column), heading)
        put(sheet.cell(head, column), fill=HEADING, bold=True, across="center")
    sheet.row_dimensions[head].height = 32
    for number, finding in enumerate(findings, 1):
        _write_row(sheet, head + number, number, _texts(finding, carried.matched.get(number - 1)))
    for number, (decision, why) in enumerate(carried.below, len(findings) + 1):
        _write_row(sheet, head + number, number, _texts_below(decision, why))
    last = head + max(len(findings) + len(carried.below), 1)
    choice = DataValidation(type="list", formula1=f'"{KEPT},{SET_ASIDE}"', allow_blank=True)
    choice.error, choice.errorTitle = f"请选“{KEPT}”或“{SET_ASIDE}”", "处理"
    sheet.add_data_validation(choice)
    verdict, reason = (get_column_letter(len(_COLUMNS) - back) for back in (1, 0))
    choice.add(f"{verdict}{head + 1}:{verdict}{last}")
    sheet.freeze_panes = sheet.cell(head + 1, 6).coordinate
    sheet.auto_filter.ref = f"A{head}:{reason}{last}"
    print_setup(sheet, f"{head}:{head}")
    sheet.page_setup.paperSize = _A3
    save_workbook(book, path)


def _texts(finding: Finding, decision: Decision | None) -> dict[str, Any]:
    """The cells of a finding by role; what the auditor wrote stays as written."""
    cells: dict[str, Any] = {role: getattr(finding, role, "") for role, *_ in _COLUMNS if role}
    cells["evidence"] = "\n".join(str(at) for at in finding.evidence)
    cells["verdict"] = SET_ASIDE if finding.set_aside else ""
    if decision is not None:
        cells |= {"verdict": decision.verdict, "set_aside": decision.reason}
    return cells | {"grey": bool(finding.set_aside)}


def _texts_below(decision: Decision, why: str) -> dict[str, Any]:
    """The cells of a decision on none of the findings."""
    return {
        "code": decision.code,
        "title": why,
        "subject": decision.subject,
        "condition": decision.condition,
        "verdict": decision.verdict,
        "set_aside": decision.reason,
        "grey": True,
    }


def _write_row(sheet: Worksheet, row: int, number: int, cells: Mapping[str, Any]) -> None:
    from auditkit.files.saving import write_text
    from auditkit.files.sheetstyle import INPUT, MONEY, height_of, put

    tallest = 0.0
    for column, (role, _, width) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(row, column)
        looks: dict[str, Any] = {"color": "808080"} if cells["grey"] else {}
        match role:
            case "":
                cell.value = number
                looks |= {"across": "center"}
            case "money":
                cell.value = cells.get(role)
                looks |= {"across": "right", "number_format": MONEY}
            case _:
                write_text(cell, cells.get(role, ""))
        if role in ("verdict", "set_aside"):
            looks |= {"fill": INPUT}
        put(cell, down="top", **looks)
        tallest = max(tallest, height_of(str(cell.value or ""), width))
    sheet.row_dimensions[row].height = tallest
