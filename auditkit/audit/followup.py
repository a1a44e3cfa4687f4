"""What became of earlier findings (整改台账): the same rule applied again, year after year.

A finding is known over the years by its identity. What the rule finds again has not been mended;
what it could be applied to and does not find is; what it could not be applied to is neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from auditkit.findings.auditorwords import WORD_LABELS, Words
from auditkit.findings.finding import SEVERITIES, Finding, standing
from auditkit.findings.identity import paired
from auditkit.findings.kinds import KINDS
from auditkit.wording import plain

if TYPE_CHECKING:
    from auditkit.assessment.assessed import Assessed
    from auditkit.audit.audit import Audit

State = Literal["已纠正", "仍存在", "有所加重", "再次发生", "新发生", "无法复核"]
STATES: tuple[State, ...] = ("有所加重", "再次发生", "仍存在", "无法复核", "新发生", "已纠正")
"""As a reader wants them: what has become worse first."""
OPEN: tuple[State, ...] = ("有所加重", "再次发生", "仍存在", "无法复核", "新发生")
_MISSED = frozenset(("R01", "R17", "R18", "R19"))
"""A target that was not met, by its weight."""
_ON_TASKS = frozenset(("S10", "R10", "R11", "R14"))
_ON_FACTS = frozenset(("Y03", "Y04", "Y05"))
_SAID = ("reply", "owner", "due", "state", "proof")


@dataclass(frozen=True)
class Case:
    """One finding over the years: when it was found, how it stands in the last year audited.

    `years` are those in which it was found, in order; `last` is the finding of the last of them,
    `earlier` the last of the years before `year`, or `last` itself where it is new.
    `retest` says what the rule came to in `year`. `words` are what the auditor last typed on reply
    and mending.
    """

    department: str
    identity: str
    year: int
    years: tuple[int, ...]
    last: Finding
    earlier: Finding
    state: State
    retest: str
    words: Words

    @property
    def repeated(self) -> bool:
        """Whether it was found in more than one year (屡审屡犯); a 提示 accuses nobody of that."""
        return len(self.years) > 1 and self.last.severity != "提示"


def followed(audits: Sequence[Audit]) -> list[Case]:
    """The findings of a department over the years audited, given in order; worst state first.

    What the auditor set aside is no finding. Those mended in an earlier year than the last and not
    found since are left out.
    """
    histories: list[list[tuple[Audit, Finding]]] = []
    for audit in audits:
        found = standing(audit.findings)
        known = [history[-1][1].identity for history in histories]
        pairs = paired(known, [finding.identity for finding in found])
        for i, j in pairs.items():
            histories[i].append((audit, found[j]))
        taken = set(pairs.values())
        histories += [[(audit, f)] for j, f in enumerate(found) if j not in taken]
    cases = [case for history in histories for case in _case(history, audits)]
    return sorted(cases, key=lambda case: (STATES.index(case.state), case.last.code))


def _case(history: Sequence[tuple[Audit, Finding]], audits: Sequence[Audit]) -> Iterator[Case]:
    now, past = audits[-1], audits[:-1]
    found_in, last = history[-1]
    years = tuple(audit.year for audit, _ in history)
    if found_in is now:
        state, retest = _found_again(history, past), last.condition
    elif past and found_in is past[-1]:
        state, retest = retested(last, now)
    else:
        tests = [retested(last, audit) for audit in audits if audit.year > found_in.year]
        if any(state == "已纠正" for state, _ in tests[:-1]):
            return
        state, retest = tests[-1]
    words = _last_words([finding for _, finding in history])
    earlier = history[-2][1] if found_in is now and len(history) > 1 else last
    yield Case(now.department, last.identity, now.year, years, last, earlier, state, retest, words)


def _found_again(history: Sequence[tuple[Audit, Finding]], past: Sequence[Audit]) -> State:
    if len(history) == 1:
        return "新发生"
    (before_in, before), (now_in, now) = history[-2:]
    if past and before_in is not past[-1]:
        return "再次发生"
    return "有所加重" if _worse(before_in, before, now_in, now) else "仍存在"


def _worse(before_in: Audit, before: Finding, now_in: Audit, now: Finding) -> bool:
    """Whether it weighs more than before: by amount, else by how far the target was missed."""
    if SEVERITIES.index(now.severity) < SEVERITIES.index(before.severity):
        return True
    if now.code.startswith("S"):
        # A larger budget is no larger fault of the form.
        return False
    if before.amount and now.amount and before.amount.kind == now.amount.kind:
        return now.amount.value > before.amount.value
    gaps = [_gap(audit, finding) for audit, finding in ((before_in, before), (now_in, now))]
    return gaps[0] is not None and gaps[1] is not None and gaps[1] > gaps[0]


def _gap(audit: Audit, finding: Finding) -> float | None:
    """How far the indicator meant fell short of its target, as a share of it; None if unknown."""
    row = _row(audit, finding)
    if row is None or row.status != "未达标" or not row.goal.value > 0:
        return None
    short = (
        row.goal.value - row.value if row.goal.sign in ("≥", ">") else row.value - row.goal.value
    )
    return short / row.goal.value


def _row(audit: Audit, finding: Finding) -> Assessed | None:
    rows = [row for row in audit.assessed if row.name == finding.subject]
    return rows[0] if len(rows) == 1 else None


def _last_words(findings: Sequence[Finding]) -> Words:
    """The auditor's words on reply and mending, each as it was last typed."""
    said = {
        part: next((t for f in reversed(findings) if (t := getattr(f.words, part))), "")
        for part in _SAID
    }
    return Words(**said)


def retested(finding: Finding, audit: Audit) -> tuple[State, str]:
    """What the rule of a finding comes to in a later audit that does not have the finding.

    Mended is only what the rule could be applied to: the indicator or task is there and assessed,
    the form or the accounts are.
    """
    if finding.code not in KINDS:
        return "无法复核", f"规则{finding.code}已不使用"
    for check in audit.checks:
        if finding.code in check.codes and check.state in ("未核对", "不适用"):
            why = f"（{check.why}）" if check.why else ""
            return "无法复核", f"{audit.year}年度“{check.name}”{check.state}{why}"
    for held in audit.held_back:
        if (held.finding.code, held.finding.subject) == (finding.code, finding.subject):
            return "无法复核", f"{audit.year}年度申报表有内容没有读入（{held.at}）"
    if (row := _row(audit, finding)) is not None:
        return _of_indicator(finding, row)
    tasks = {task.name: task for task in audit.declaration.tasks}
    if task := tasks.get(finding.subject):
        budget = "" if task.budget is None else f"，预算{plain(task.budget, 2)}万元"
        return "已纠正", f"{audit.year}年度仍有这项任务{budget}，同一规则没有再发现"
    if finding.row is not None or finding.code in _ON_TASKS:
        return "无法复核", f"{audit.year}年度申报表没有“{finding.subject}”"
    if finding.code in _ON_FACTS and not any(f.name == finding.subject for f in audit.facts):
        return "无法复核", f"没有{audit.year}年度的“{finding.subject}”"
    return "已纠正", f"{audit.year}年度按同一规则复核，没有再发现"


def _of_indicator(finding: Finding, row: Assessed) -> tuple[State, str]:
    target = f"指标值{row.target}" if row.target else "没有指标值"
    if finding.code.startswith("S"):
        # What is on the form is tested on the form, whatever came of the indicator.
        return "已纠正", f"{row.year}年度{target}，同一规则没有再发现"
    said = f"{row.year}年度{row.status}：{row.reason}"
    if finding.code in _MISSED:
        # Missed by less or by more, it may bear another code and is the same fault.
        known: dict[str, State] = {"达标": "已纠正", "未达标": "仍存在"}
        return known.get(row.status, "无法复核") if not row.critical else "无法复核", said
    return ("已纠正" if row.status in ("达标", "未达标") else "无法复核"), said


def said_of(case: Case) -> str:
    """What the auditor typed on reply and mending of a case, each with what it is."""
    texts = {WORD_LABELS[part]: getattr(case.words, part) for part in _SAID}
    return "；".join(f"{label}：{text}" for label, text in texts.items() if text)
