"""What findings are measured by: clauses of the library, put into words where they are cited.

A kind of finding names its clauses in braces, {预算法第十三条}. What holds in the place and year of
an audit is cited, 发文机关《标题》（文号）第X条; what nobody has read is left out of it and
stands, marked, in the working paper alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from auditkit.findings.finding import Finding
from auditkit.rules.clauses import CONVENTION, Clause, Clauses, clause_named

REVIEW = "{预算法第三十二条}；{绩效目标可衡量}"
"""A target can be measured, and fits what it is for."""
REPEATABLE = "{预算法实施条例第二十条}；{可复核}"
"""What is evaluated can be computed again."""

_CITED = re.compile(r"\{([^{}]+)\}")


def cited_keys(text: str) -> tuple[str, ...]:
    """The clauses that a text names, each once.

    >>> cited_keys(REPEATABLE)
    ('预算法实施条例第二十条', '可复核')
    """
    return tuple(dict.fromkeys(_CITED.findall(text)))


def cite(findings: Iterable[Finding], clauses: Clauses, place: str, year: int) -> list[Finding]:
    """The findings with their standards in words, and the clauses that hold there and then.

    Raises KeyError for a clause that the library lacks.
    """
    cited: list[Finding] = []
    for finding in findings:
        named = [clause_named(key, clauses) for key in cited_keys(finding.criteria)]
        holding = tuple(clause for clause in named if clause.holds(place, (year, year)))
        text = in_words(finding.criteria, [clause for clause in holding if clause.settled])
        # Where no document holds, what is demanded is our own convention.
        own = f"{'；'.join(clause.demands for clause in named)}（{CONVENTION}）"
        cited.append(replace(finding, criteria=text or own, clauses=holding))
    return cited


def in_words(text: str, clauses: Iterable[Clause]) -> str:
    """A standard with these clauses put into words; others that it names are left out."""
    known = {clause.key: clause.said for clause in clauses}
    parts = (_CITED.sub(lambda m: known.get(m[1], ""), part) for part in text.split("；"))
    return "；".join(part.lstrip("：") for part in parts if part.strip("："))


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
