"""The auditor's words put to the findings: what he says on each, and what he sets aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.errors import Issue, IssueKind, nearest
from auditkit.facts.workbook.layout import plain
from auditkit.findings.auditorwords import KEPT, PARTS, SAID_OF_ASIDE, SET_ASIDE, Words
from auditkit.findings.decisions import Decision, Decisions
from auditkit.findings.decisionsheets import GONE, digest_of
from auditkit.findings.finding import Finding, gravest_first
from auditkit.findings.identity import paired
from auditkit.findings.kinds import KINDS

UNKNOWN_CODE = IssueKind("K02", "处理文件中的编码不认识")
UNMATCHED = IssueKind("K03", "处理文件中的一行没有对应的审计发现")
UNKNOWN_VERDICT = IssueKind("K04", "处理无法识别")
NO_REASON = IssueKind("K05", "不予采纳而没有写理由")
DECIDED_TWICE = IssueKind("K06", "同一审计发现处理了两次")
CHANGED_COLUMN = IssueKind("K09", "改动了处理文件中由程序填写的一栏")


_NO_REASON = frozenset(("", "/", "\\", "-", "--", "—", "——", "无", "暂无", "略"))
_USED_OVER = frozenset(PARTS)
"""Columns of the program that may be typed over: what stands there is then the auditor's."""
_NO_CONCERN = frozenset(("ordinal", "moved"))


def decided(
    findings: Sequence[Finding], decisions: Decisions
) -> tuple[list[Finding], tuple[Issue, ...]]:
    """The findings with the auditor's words, those set aside last; and what could not be done."""
    reasons: dict[int, str] = {}
    settled: dict[int, Decision] = {}
    issues: list[Issue] = []
    for decision, meant in zip(decisions.rows, meant_by_all(findings, decisions.rows), strict=True):
        issues += _typed_over(decision)
        if (problem := _problem(findings, decision, meant)) is not None:
            issues.append(problem)
        again = [i for i in meant if i in settled]
        if again:
            issues.append(_twice(decision, [settled[i] for i in again]))
            if _verdict(decision) != _verdict(settled[again[0]]):
                for i in again:
                    reasons.pop(i, None)
            continue
        settled |= dict.fromkeys(meant, decision)
        if problem is None and _verdict(decision) == SET_ASIDE:
            reasons |= dict.fromkeys(meant, decision.reason)
    told = [
        replace(
            finding,
            set_aside=reasons.get(i, ""),
            words=words_on(finding, settled[i]) if i in settled else Words(),
        )
        for i, finding in enumerate(findings)
    ]
    return gravest_first(told), tuple(issues)


def words_on(finding: Finding, decision: Decision) -> Words:
    """The words of a row without those that are the program's own, copied or left standing."""
    words, kind = decision.words, KINDS.get(finding.code)
    dropped = {}
    for part in PARTS:
        own = {plain(getattr(finding, part))}
        if decision.former and kind is not None:
            own.add(plain(getattr(kind, part, "")))
        if plain(getattr(words, part)) in own:
            dropped[part] = ""
    return replace(words, **dropped)


def meant_by_all(findings: Sequence[Finding], decisions: Sequence[Decision]) -> list[list[int]]:
    """For each row the places of the findings that it is on."""
    named = [i for i, decision in enumerate(decisions) if decision.identity]
    known = [finding.identity for finding in findings]
    pairs = paired([decisions[i].identity for i in named], known)
    by_identity = {named[i]: j for i, j in pairs.items()}
    return [
        _meant(findings, decision, known, by_identity.get(i))
        for i, decision in enumerate(decisions)
    ]


def _meant(
    findings: Sequence[Finding], decision: Decision, known: Sequence[str], paired_to: int | None
) -> list[int]:
    if paired_to is not None:
        return [paired_to]
    if decision.identity in known:
        # A row copied in the sheet: the same finding once more.
        return [known.index(decision.identity)]
    return [] if decision.identity else meant_by(findings, decision)


def meant_by(findings: Sequence[Finding], decision: Decision) -> list[int]:
    """The places of the findings that a row without identity names by code, 对象 and 事实.

    Without 对象 only a code's sole finding is meant.
    """
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


def fact_moved(finding: Finding, decision: Decision) -> bool:
    """Whether the fact is another than that on which the row was decided."""
    return bool(
        decision.told or (decision.digest and decision.digest != digest_of(finding.condition))
    )


def _verdict(decision: Decision) -> str:
    said = plain(decision.verdict)
    return SET_ASIDE if said in SAID_OF_ASIDE else said


def _typed_over(decision: Decision) -> list[Issue]:
    """The program's columns that somebody changed, where nothing can be taken from that."""
    issues = []
    for role in sorted(decision.row.over - _USED_OVER - _NO_CONCERN):
        what, remedy = "改动了由程序填写的一栏", "原样保留，没有采用；要说的话请写在右边各栏"
        text = decision.row.texts[role]
        issues.append(CHANGED_COLUMN(decision.at(role), what, text, remedy, grave=False))
    return issues


def _twice(decision: Decision, settled: Sequence[Decision]) -> Issue:
    first = settled[0].at("code").place
    what, remedy = "同一审计发现处理了两次", f"以前面{first}的一行为准，请删去一行"
    if any(_verdict(one) != _verdict(decision) for one in settled):
        what = f"与前面{first}的处理相反"
        remedy = "两行都没有采用，审计发现照常列示；请只留一行"
    return DECIDED_TWICE(decision.at("code"), what, decision.code, remedy)


def _problem(findings: Sequence[Finding], decision: Decision, meant: Sequence[int]) -> Issue | None:
    """Why the row cannot be followed: the finding then stands as it is."""
    if not decision.identity and decision.code not in KINDS:
        close = nearest(decision.code, KINDS)
        hint = f"，是否为“{close}”" if close else ""
        what = f"没有这个审计发现编码{hint}"
        remedy = "没有采用；编码见 auditkit findings --codes"
        return UNKNOWN_CODE(decision.at("code"), what, decision.code, remedy)
    if not meant:
        return _unmatched(findings, decision)
    verdict, said = _verdict(decision), decision.verdict or decision.reason
    if said and verdict not in (KEPT, SET_ASIDE):
        what, remedy = "处理无法识别", f"没有采用；请填“{KEPT}”或“{SET_ASIDE}”"
        return UNKNOWN_VERDICT(decision.at("own verdict"), what, decision.verdict, remedy)
    if verdict != SET_ASIDE:
        return None
    if plain(decision.reason) in _NO_REASON:
        what, remedy = "不予采纳而没有写理由", "没有采用，审计发现照常列示；请补写理由"
        return NO_REASON(decision.at("own reason"), what, decision.code, remedy)
    if any(fact_moved(findings[i], decision) for i in meant):
        return _changed(decision, findings[meant[0]].condition)
    return None


def _unmatched(findings: Sequence[Finding], decision: Decision) -> Issue | None:
    if decision.row.section == GONE:
        return None
    if decision.identity:
        what, remedy = "这项审计发现已不再出现", "所填内容没有采用；再次导出时列在表末，原样保留"
        return UNMATCHED(decision.at("subject"), what, decision.subject, remedy, grave=False)
    coded = [finding for finding in findings if finding.code == decision.code]
    subjects = list(dict.fromkeys(finding.subject for finding in coded))
    if not decision.subject and len(coded) > 1:
        what, remedy = "没有写对象", f"没有采用；{decision.code}有{len(coded)}项，请写明对象"
        return UNMATCHED(decision.at("subject"), what, "", remedy)
    if any(plain(decision.subject) == plain(subject) for subject in subjects):
        return _changed(decision, decision.condition)
    close = nearest(decision.subject, subjects)
    hint = f"，是否为“{close}”" if close else ""
    what = f"没有编码为{decision.code}、对象如此的审计发现{hint}"
    remedy = "没有采用；已不存在的请删去这一行"
    return UNMATCHED(decision.at("subject"), what, decision.subject, remedy, grave=False)


def _changed(decision: Decision, condition: str) -> Issue:
    what = f"{decision.code}“{decision.subject}”的事实与处理时不同"
    remedy = "处理没有采用；请重新导出，核对后再作处理"
    return UNMATCHED(decision.at("condition"), what, condition, remedy)
