"""What a finding is known by over re-runs and years: its kind and what it is on, never a figure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from auditkit.facts.workbook.layout import plain
from auditkit.findings.finding import Finding

_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_FIGURES = re.compile(r"[\d.,，%‰+\-—~±≥≤><=]+")
_BETWEEN = "."


def identified(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, each with its `identity`.

    Code and subject without years name a finding. Only where several of one report share them do
    their full subject and the words of 事实, without figures, tell them apart; then their order.
    """
    bases = [_base(finding) for finding in findings]
    shared = Counter(bases)
    turns: Counter[str] = Counter()
    told: list[Finding] = []
    for finding, base in zip(findings, bases, strict=True):
        name = base
        if shared[base] > 1:
            words = _FIGURES.sub("", plain(finding.condition))
            name += _BETWEEN + _digest(f"{plain(finding.subject)}\n{words}")[:4]
        turns[name] += 1
        if turns[name] > 1:
            name += f"{_BETWEEN}{turns[name]}"
        told.append(replace(finding, identity=name))
    return told


def paired(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Which identity of one report is which of another, by their places.

    Those that are the same; then what of one kind and subject is alone on either side: whether an
    identity had to be told apart from others may differ from one report to the next.
    """
    places = {name: j for j, name in reversed(list(enumerate(after)))}
    found: dict[int, int] = {}
    for i, name in enumerate(before):
        if (j := places.get(name)) is not None and j not in found.values():
            found[i] = j
    left = _alone(before, found), _alone(after, set(found.values()))
    return found | {i: left[1][base] for base, i in left[0].items() if base in left[1]}


def _alone(names: Sequence[str], taken: dict[int, int] | set[int]) -> dict[str, int]:
    """The places not taken yet whose kind and subject nothing else that is left has."""
    rest = {i: name.partition(_BETWEEN)[0] for i, name in enumerate(names) if i not in taken}
    counts = Counter(rest.values())
    return {base: i for i, base in rest.items() if counts[base] == 1}


def _base(finding: Finding) -> str:
    return f"{finding.code}-{_digest(_YEAR.sub('', plain(finding.subject)))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
