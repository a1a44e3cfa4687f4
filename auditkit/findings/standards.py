"""What findings are measured by, put into words where they are cited.

Of the clauses that a kind of finding names, those that hold in the place and year of an audit are
cited in the version of that year, 发文机关《标题》（文号）第X条. What nobody has read is left out
of the words; it stands, marked, in the working paper alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditkit.findings.finding import Finding
from auditkit.findings.standard import Standard
from auditkit.rules.clauses import CONVENTION, Clause, Clauses, clause_named, in_force


def cite(findings: Iterable[Finding], clauses: Clauses, place: str, year: int) -> list[Finding]:
    """The findings with their standards in words, and the clauses that hold there and then.

    Raises KeyError for a clause that the library lacks.
    """
    cited: list[Finding] = []
    for finding in findings:
        if finding.standard is None:
            cited.append(finding)
            continue
        named = {key: clause_named(key, clauses) for key in finding.standard.keys}
        found = {key: in_force(one, clauses, place, year) for key, one in named.items()}
        holding = {key: one for key, one in found.items() if one is not None}
        text = in_words(finding.standard, {k: c for k, c in holding.items() if c.settled})
        # Where no document holds, what is demanded is our own convention.
        own = f"{'；'.join(clause.demands for clause in named.values())}（{CONVENTION}）"
        laws = tuple(dict.fromkeys(holding.values()))
        cited.append(replace(finding, criteria=text or own, clauses=laws))
    return cited


def in_words(standard: Standard | str, clauses: Clauses) -> str:
    """A standard with these clauses put into words; others that it names are left out."""
    if isinstance(standard, str):
        return standard
    parts = (
        "：".join(filter(None, (said(one.clause, clauses), one.about))) for one in standard.demands
    )
    return "；".join(filter(None, parts))


def said(key: str, clauses: Clauses) -> str:
    """What the clause of that key says, blank for none of these."""
    return clauses[key].said if key in clauses else ""


def with_unread(finding: Finding) -> str:
    """A finding's standard for the working paper: what was not read is cited too, and marked."""
    unread = [clause.said for clause in finding.clauses if not clause.settled]
    return "；".join([finding.criteria, *unread])


def clauses_of(findings: Iterable[Finding]) -> tuple[Clause, ...]:
    """The clauses that findings cite, each once, laws first; conventions are none."""
    kinds = ("法律", "规定", "规则")
    found = {
        clause.key: clause
        for finding in findings
        for clause in finding.clauses
        if clause.settled and clause.kind in kinds
    }
    return tuple(sorted(found.values(), key=lambda clause: (kinds.index(clause.kind), clause.key)))
