"""What is found and what is not, in documents of which it is known what is wrong.

Twelve departments in which nothing is wrong, one fault planted in each of thirty-six, the shipped
example as a reviewer judged it finding by finding, and slips of unit planted in its amounts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditkit import open_audit
from auditkit.audit.audit import Audit
from auditkit.audit.inputs import read_workbooks
from auditkit.facts.facts import Facts
from auditkit.facts.suspects import suspects
from auditkit.facts.unwitnessed import unwitnessed
from auditkit.findings.finding import Finding

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import clean_departments  # type: ignore[import-not-found]  # noqa: E402
import example_judged  # type: ignore[import-not-found]  # noqa: E402
import planted_faults  # type: ignore[import-not-found]  # noqa: E402
import planted_slips  # type: ignore[import-not-found]  # noqa: E402

DATA = ROOT / "data"
HEADINGS = ("文件", "份数", "应有发现", "已发现", "漏", "不实", "查准率", "查全率", "每份不实")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """Of one document: the findings that there are, and those that were said, by code and subject.

    `slips` counts planted slips of unit: told, said to have no witness, and neither.
    """

    kind: str
    name: str
    wanted: frozenset[Key]
    said: frozenset[Key]
    slips: tuple[int, int, int] = (0, 0, 0)

    @property
    def right(self) -> int:
        return len(self.wanted & self.said)

    @property
    def lost(self) -> int:
        return len(self.wanted - self.said)

    @property
    def false(self) -> int:
        return len(self.said - self.wanted)


def all_found() -> Iterator[Found]:
    """Every document once."""
    for seed in planted_faults.SEEDS:
        one = clean_departments.department(seed)
        yield Found(
            "没有问题的部门", one.name, frozenset(), _keys(clean_departments.findings_of(one))
        )
    for name, fault in planted_faults.FAULTS.items():
        one, subject = planted_faults.planted(name)
        yield Found(
            "埋入一处错误",
            name,
            frozenset({(fault.code, subject)}),
            _keys(clean_departments.findings_of(one)),
        )
    audit = open_audit("郑州市教育局", 2020, DATA)
    wanted = frozenset(example_judged.JUDGED)
    yield Found("示例（逐项评判）", audit.department, wanted, _keys(audit.findings), slips(audit))


def _keys(found: Iterable[Finding]) -> frozenset[Key]:
    return frozenset((finding.code, finding.subject) for finding in found)


def slips(audit: Audit) -> tuple[int, int, int]:
    """How many planted slips of unit are told; said to have no witness; silent."""
    form, pack, none = audit.declaration, audit.pack, Facts(())
    facts = read_workbooks(DATA / audit.department / str(audit.year), form, pack)
    bare = unwitnessed(facts, form, pack, none)
    counts = [0, 0, 0]
    for at, slip, wrong in planted_slips.slipped(facts):
        cells = {
            cell
            for one in suspects(wrong, form, pack, none)
            for cell in (one.amount.source, one.beside.source)
        }
        counts[0 if at in cells else 1 if slip in bare.get(at, ()) else 2] += 1
    return counts[0], counts[1], counts[2]


def lines(documents: list[Found]) -> Iterator[tuple[str, ...]]:
    """The rows of the table: each kind of document, then all."""
    for kind in (*dict.fromkeys(one.kind for one in documents), "合计"):
        chosen = [one for one in documents if kind in (one.kind, "合计")]
        right = sum(one.right for one in chosen)
        lost = sum(one.lost for one in chosen)
        false = sum(one.false for one in chosen)
        yield (
            kind,
            str(len(chosen)),
            str(right + lost),
            str(right),
            str(lost),
            str(false),
            _share(right, right + false),
            _share(right, right + lost),
            f"{false / len(chosen):.2f}",
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def slips_text(documents: list[Found]) -> str:
    """One line on the slips of unit."""
    told, bare, silent = (sum(one.slips[i] for one in documents) for i in range(3))
    return (
        f"示例的金额逐个改为以元、以亿元、大1,000倍、大100倍填写，共{told + bare + silent:,}处："
        f"指出{told:,}处，没有佐证而在“数据可靠性”写明的{bare}处，两者都没有的{silent}处。"
    )


def as_json(documents: list[Found]) -> list[Mapping[str, object]]:
    """What is known of each document."""
    return [
        {
            "kind": one.kind, "name": one.name, "wanted": len(one.wanted), "right": one.right,
            "lost": one.lost, "false": one.false, "slips": list(one.slips),
        }
        for one in documents
    ]  # fmt: skip
