"""What people typed against what was published, and the published figures against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.facts.accounts import FLAWS, Accounts
from auditkit.facts.accounts.differences import differences_of
from auditkit.facts.accounts.ties import TieOut
from auditkit.facts.facts import Facts
from auditkit.findings.finding import Finding
from auditkit.findings.kinds import finding_of


def cross_check(facts: Facts, accounts: Accounts) -> list[Finding]:
    """The findings, in the order of their codes and of the document.

    C01 typed against published, C02 sums and tables that do not tie, C03 printed rates, C04 text
    against tables, C05 slips of the pen, C06 rates cut instead of rounded, C07 blank totals.
    """
    found = [*_typed(facts, accounts), *_ties(accounts.failures), *_flaws(accounts)]
    return sorted(found, key=lambda finding: finding.code)


def _typed(facts: Facts, accounts: Accounts) -> Iterator[Finding]:
    for difference in differences_of(facts, accounts):
        typed, published = difference.typed, difference.published
        remark = f"（{published.remark}）" if published.remark else ""
        text = f"{difference}，超出四舍五入所能解释的范围。决算取数{remark or '如上'}。"
        money = round(abs(difference.amount), 6) if typed.unit == "万元" else None
        yield finding_of("C01", typed.name, text, (typed.source, published.source), money=money)


def _ties(failures: Sequence[TieOut]) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for tie in failures:
        # The text often says one sum twice; that is one contradiction.
        key = (tie.what, tie.left.printed, tie.right.printed)
        if key in seen:
            continue
        seen.add(key)
        money = abs(tie.difference) if tie.unit == "万元" else None
        evidence = (tie.left.source, tie.right.source)
        yield finding_of(_code(tie), tie.what, f"{tie}。", evidence, money=money)


def _code(tie: TieOut) -> str:
    if tie.code in ("rate", "change"):
        return "C06" if "截去尾数" in tie.remark else "C03"
    return "C04" if tie.code in ("text", "text-sum") else "C02"


def _flaws(accounts: Accounts) -> Iterator[Finding]:
    for issue in accounts.issues:
        if issue.code not in FLAWS:
            continue
        code = "C07" if issue.code == "accounts-total" else "C05"
        found = f"，印作“{issue.found}”" if issue.found else ""
        subject = issue.what.partition("：")[0]
        text = f"{issue.where}：{issue.what}{found}。"
        yield finding_of(code, subject, text, (replace(issue.source, sha256=accounts.sha256),))
