"""The results of one run as JSON (结果.json): every figure, verdict and finding, with its source.

Its shape is `schemas/record.json`. A missing value is null; rates are fractions with unit %, money
is in 万元.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.assessment.table import row_of
from auditkit.errors import UnreadableFile
from auditkit.files.canonical import Json, number
from auditkit.results.fingerprint import code
from auditkit.results.prose import WRITTEN, Results, prose

if TYPE_CHECKING:
    from auditkit.assessment.assessed import Assessed
    from auditkit.assessment.grading import Score
    from auditkit.audit.audit import Audit
    from auditkit.audit.followup import Case
    from auditkit.errors import Issue
    from auditkit.facts.facts import Fact, Judged, WorkItem
    from auditkit.files.grid import Source
    from auditkit.findings.amount import Amount
    from auditkit.findings.check import Check
    from auditkit.findings.finding import Finding
    from auditkit.findings.limit import Limit

SCHEMA = "auditkit-record-1"
FILE = "结果.json"


def record(audit: Audit, *, follow: bool = True) -> Json:
    """What the audit came to, from its inputs alone: no time, no place of this machine.

    Without `follow` the findings of the year before are left out: of a year that is only compared
    with, they rest on files that are none of the inputs.
    """
    declaration, pack = audit.declaration, audit.pack
    found: Json = {
        "schema": SCHEMA,
        "department": audit.department,
        "year": audit.year,
        "title": audit.title,
        "demo": audit.demo,
        "pack": {
            "name": pack.name,
            "title": pack.title,
            "file": pack.file,
            "sha256": pack.sha256,
            "comparable": pack.comparable,
        },
        "code": code(),
        "form": {"file": declaration.file, "sha256": declaration.sha256},
        "inputs": [
            {"name": name, "sha256": sha256}
            for name, sha256 in audit.files
            if sha256 != pack.sha256
        ],
        "facts": [_fact(fact) for fact in audit.facts],
        "tasks": _tasks(audit),
        "indicators": _indicators(audit),
        "score": _score(audit.score),
        "findings": [finding_record(finding) for finding in audit.findings],
        "words": audit.words.as_json(),
        "decisions": _decisions(audit),
        "limits": [_limit(limit) for limit in audit.limits],
        "reliability": [asdict(one) for one in audit.reliability],
        "checks": [_check(check) for check in audit.checks],
        "judged": [_answer(one) for one in audit.facts.judged],
        "work": [_answer(one) for one in audit.facts.work],
        "followup": [_case(case) for case in audit.followed] if follow else [],
        "issues": [_issue(issue) for issue in audit.issues],
        "repairs": {
            "count": len(declaration.repairs),
            "by_code": dict(sorted(Counter(r.code for r in declaration.repairs).items())),
        },
    }
    return found | {WRITTEN: [paragraph.as_json() for paragraph in prose(Results(found))]}


def results_of(audit: Audit) -> Results:
    """What the audit came to as `record` says it, made once for an audit: to be read alone."""
    # Beside what the audit itself has computed, and gone with it.
    known: dict[str, Results] = vars(audit)
    if "_results" not in known:
        known["_results"] = Results(record(audit))
    return known["_results"]


def _score(score: Score) -> Json:
    """The score, whether its grade is decided, and what it rests on."""
    of_assessed, of_all = score.met_rates
    firm = score.firmness
    numbers = ("value", "normalized", "points", "rests_on", "full", "outside", "low", "high")
    plain = (
        "label", "grade", "graded", "grade_low", "grade_high", "met", "missed", "undecided",
        "assessed", "declared", "claimed", "made", "usual", "rule", "weights_note",
    )  # fmt: skip
    return (
        {name: number(getattr(score, name)) for name in numbers}
        | {name: getattr(score, name) for name in plain}
        | {"met_of_assessed": number(of_assessed), "met_of_all": number(of_all)}
        | {"firmness": asdict(firm) | {"text": score.firm_text} if firm else None}
    )


def read_record(path: Path) -> Json:
    """The record in a file, or of the run in a folder. Raises UnreadableFile where it is none."""
    file = path / FILE if path.is_dir() else path
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        missing = isinstance(error, FileNotFoundError)
        problem = "没有这个文件" if missing else f"无法读取（{reason}）"
        raise UnreadableFile(
            str(file), problem, "请指定一次运行的报告文件夹或其中的结果.json"
        ) from error
    except ValueError as error:
        raise UnreadableFile(str(file), "不是有效的 JSON", "请重新生成报告") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UnreadableFile(
            str(file), f"不是本版本的结果文件（应为 {SCHEMA}）", "请用当前版本重新生成报告"
        )
    return content


def source(at: Source | None) -> Json | None:
    """Where something stands: file, place in it, sha256 of the file."""
    return None if at is None else {"file": at.file, "place": at.place, "sha256": at.sha256}


def _check(check: Check) -> Json:
    return {
        "on": check.on,
        "name": check.name,
        "codes": list(check.codes),
        "state": check.state,
        "applied": check.applied,
        "done": check.done,
        "found": check.found,
        "why": check.why,
    }


def _limit(limit: Limit) -> Json:
    return {
        "code": limit.code,
        "title": limit.title,
        "what": limit.what,
        "indicators": list(limit.indicators),
        "ask": limit.ask,
        "where": limit.where,
        "why": limit.why,
        "evidence": [source(at) for at in limit.evidence],
    }


def _answer(one: Judged | WorkItem) -> Json:
    """What was answered on a sheet, row by row, with the evidence that was typed beside it."""
    said = {each.name: getattr(one, each.name) for each in fields(one)}
    return {**said, "source": source(one.source)}


def _issue(issue: Issue) -> Json:
    return {
        "code": issue.code,
        "where": issue.where,
        "source": source(issue.source),
        "what": issue.what,
        "found": issue.found,
        "remedy": issue.remedy,
        "grave": issue.grave,
    }


def _fact(fact: Fact) -> Json:
    return {
        "name": fact.name,
        "year": fact.year,
        "scope": fact.scope,
        "value": number(fact.value),
        "unit": fact.unit,
        "decimals": fact.decimals,
        "remark": fact.remark,
        "stated": fact.stated,
        "source": source(fact.source),
    }


def _tasks(audit: Audit) -> list[Json]:
    became = {task.name: task for task in audit.facts.tasks}
    rows = []
    for task in audit.declaration.tasks:
        done = became.get(task.name)
        rows.append(
            {
                "name": task.name,
                "budget": number(task.budget),
                "fiscal": number(task.fiscal),
                "source": source(task.source),
                "adjusted": number(done.adjusted) if done else None,
                "spent": number(done.spent) if done else None,
                "done": done.done if done else "",
                "serves": list(done.serves) if done else [],
                "stated": done.stated if done else "",
                "record_source": source(done.source) if done else None,
                "adjusted_source": source(done.adjusted_source) if done else None,
                "spent_source": source(done.spent_source) if done else None,
            }
        )
    return rows


def _indicators(audit: Audit) -> list[Json]:
    """Every indicator's assessment, with its formula and the facts that went into it."""
    return [
        {key: _plain(value) for key, value in row_of(row).items()}
        | {"formula": row.formula.text, "facts": _used(row)}
        for row in audit.assessed
    ]


def _used(row: Assessed) -> list[Json]:
    return [
        {"name": name, "year": row.year + shift, "scope": fact.scope if fact else ""}
        for (name, shift), fact in row.facts.items()
    ]


def _decisions(audit: Audit) -> Json | None:
    """The file that the auditor's words come from, and where it came from itself."""
    said = audit.decisions
    return {"file": said.files[0][0], "origin": said.origin} if said.files else None


def _case(case: Case) -> Json:
    """What became of an earlier finding."""
    last = case.last
    return {
        "identity": case.identity,
        "code": last.code,
        "title": last.title,
        "severity": last.severity,
        "subject": last.subject,
        "years": list(case.years),
        "repeated": case.repeated,
        "condition": last.condition,
        "state": case.state,
        "retest": case.retest,
        "words": case.words.as_json(),
    }


def finding_record(finding: Finding) -> Json:
    """One finding as plain values."""
    return {
        "code": finding.code,
        "title": finding.title,
        "severity": finding.severity,
        "subject": finding.subject,
        "criteria": finding.criteria,
        "condition": finding.condition,
        "cause": finding.cause,
        "effect": finding.effect,
        "recommendation": finding.recommendation,
        "money": number(finding.money),
        "amount": _amount(finding.amount),
        "evidence": [source(at) for at in finding.evidence],
        "set_aside": finding.set_aside,
        "identity": finding.identity,
        "words": finding.words.as_json(),
    }


def _amount(amount: Amount | None) -> Json | None:
    if amount is None:
        return None
    return {
        "value": number(amount.value),
        "kind": amount.kind,
        "part": amount.part,
        "source": source(amount.source),
    }


def _plain(value: object) -> object:
    """A value as JSON has it: what is no number is null."""
    return number(value) if isinstance(value, float) else value
