"""What the program itself puts into the sheets of 审计发现处理.xlsx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditkit.assessment.typedweights import weight_identity
from auditkit.assessment.weighing import stated_weights
from auditkit.facts.facts import DEMO
from auditkit.findings.auditorwords import KEPT, REPORT_LABELS, SET_ASIDE
from auditkit.findings.decisionsheets import (
    REPORT,
    WEIGHTS,
    digest_of,
)
from auditkit.findings.finding import Finding

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

Value = str | int | float | None
STATES = ("未整改", "整改中", "已整改", "不需整改")
"""What 整改状态 is chosen from."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "own verdict": (KEPT, SET_ASIDE),
    "own state": STATES,
    "own got": ("是", "部分", "否"),
}
_REPORT_HINTS = {
    "conclusion": "接在程序写出的评价结论之后",
    "opinion": "审计评价意见的正文",
    "basis": "审计、评价的法律依据和通知书文号",
    "conduct": "审计组的组成、时间、范围、方法",
    "addressee": "报告送给谁",
    "number": "如 某审报〔2021〕1号",
    "signed": "出具报告的单位",
    "date": "报告日期，原样印出",
    "prepared": "编制人",
    "reviewed": "复核人",
}


@dataclass(frozen=True)
class ProgramRow:
    """A row as the program writes it: its identity and its values by role."""

    identity: str
    values: Mapping[str, Value]
    grey: bool = False


def how_to(sheet: str) -> str:
    """What stands above the table of a sheet."""
    match sheet:
        case "审计发现":
            return (
                f"黄色各栏由审计人员填写：“处理”选“{KEPT}”或“{SET_ASIDE}”，{SET_ASIDE}的在“理由”栏写明理由；"
                "原因、定性依据、影响、建议、改写后的表述写了的，报告以所写的为准。"
                "其余各栏由程序填写，“标识”请勿改动：程序据此认出审计发现。可以排序、加栏、加表、加批注；"
                "再次导出到本文件时，所填的照原样保留。本文件存入该部门该年度的数据文件夹，文件名以“审计发现处理”开头。"
            )
        case "报告":
            return "对整份报告要说的话。留空的，报告不列。可以加行，另加的项目附在报告之后。"
        case "资料清单":
            return (
                "尚未取得的资料，由工作局限得出。取得后把数据填入实际数.xlsx等文件，"
                "再次导出时不再列出的移到表末。"
            )
        case _:
            return (
                "申报表、规则包都没有规定权重时，可在“分值”栏逐项填写；每个指标都填了才采用，合计不是100分的折算为100分。"
                "规则包规定了权重的，以规定为准。"
            )


def program_rows(audit: Audit, sheet: str, findings: Sequence[Finding]) -> list[ProgramRow]:
    """The rows of a sheet; `findings` are those that stand in 审计发现."""
    match sheet:
        case "审计发现":
            return list(_findings(findings))
        case "报告":
            return [
                ProgramRow(digest_of(label)[:8], {"item": label, "hint": _REPORT_HINTS[name]})
                for name, label in REPORT_LABELS.items()
            ]
        case "资料清单":
            return list(_requests(audit))
        case _:
            return list(_weights(audit))


def title(audit: Audit, sheet: str) -> str:
    """The first line of a sheet."""
    named = {REPORT: "报告的其他内容", WEIGHTS: "指标权重"}.get(sheet, sheet)
    demo = f"　{DEMO}" if audit.demo else ""
    return f"{audit.department}{audit.year}年度{named}{demo}"


def _findings(findings: Sequence[Finding]) -> Iterator[ProgramRow]:
    for number, finding in enumerate(findings, 1):
        values: dict[str, Value] = {
            "ordinal": number,
            "code": finding.code,
            "severity": finding.severity,
            "title": finding.title,
            "subject": finding.subject,
            "criteria": finding.criteria,
            "condition": finding.condition,
            "cause": finding.cause,
            "effect": finding.effect,
            "money": finding.money,
            "kind": finding.amount.kind if finding.amount else "",
            "recommendation": finding.recommendation,
            "evidence": "\n".join(str(at) for at in finding.evidence),
            "moved": "",
        }
        yield ProgramRow(finding.identity, values, grey=bool(finding.set_aside))


def _requests(audit: Audit) -> Iterator[ProgramRow]:
    """What has still to be obtained: the limits of the work, each once."""
    for number, limit in enumerate(audit.limits, 1):
        used = f"用于{'、'.join(limit.indicators)}" if limit.indicators else ""
        values: dict[str, Value] = {
            "ordinal": number,
            "what": limit.what,
            "why": "；".join(filter(None, (used, limit.why))),
            "owed": limit.ask,
            "where": limit.where,
        }
        yield ProgramRow(digest_of(f"{limit.code}\n{limit.what}")[:8], values)


def _weights(audit: Audit) -> Iterator[ProgramRow]:
    stated = stated_weights([row.indicator for row in audit.assessed], audit.pack)
    for i, row in enumerate(audit.assessed):
        one = row.indicator
        level1, level2, name = one.level1, one.level2, one.name
        values: dict[str, Value] = {
            "level1": level1,
            "level2": level2,
            "indicator": name,
            "target": one.target.text,
            "stated": stated[i] if stated else None,
        }
        yield ProgramRow(weight_identity(level1, level2, name), values)
