"""The sheet 问卷调查: questionnaires counted, by answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditkit.errors import IssueKind
from auditkit.facts.facts import Fact, Facts
from auditkit.facts.workbook.cells import (
    HALF_FILLED,
    FactLog,
    read_count,
)
from auditkit.facts.workbook.layout import plain
from auditkit.facts.workbook.namedrows import named_rows, report_absent
from auditkit.facts.workbook.needs import FactNeeds
from auditkit.facts.workbook.tables import FactTable, TableRow
from auditkit.formula.tolerance import NOISE
from auditkit.rules.gathering import DIRECT, POPULATION, SENT
from auditkit.rules.rulepack import RulePack

COUNTS_APART = IssueKind("F15", "问卷各数不相符")

SATISFIED, VALID = "满意份数", "有效问卷份数"
RATE = DIRECT.needs[0]
_BESIDE = ("sent", "population")
"""Counts that a survey may lack."""


def read_surveys(
    table: FactTable, needs: FactNeeds, pack: RulePack, year: int, log: FactLog
) -> Facts:
    """The satisfied and the valid answers of each survey, where the counts agree."""
    items: list[Fact] = []
    aside: set[str] = set()
    found: list[str] = []
    known = {plain(name): name for name in needs.surveyed}
    counted = [role for role in table.columns if role not in ("name", "remark")]
    for name, row in named_rows(table, known, "指标", log):
        found.append(name)
        if any(cell.not_applicable for role in counted if (cell := row.cell(role))):
            aside.add(name)
        else:
            items += _survey(table, name, row, pack, year, log)
    wanted = (name for name in needs.surveyed if name not in needs.unknown)
    report_absent(table, wanted, found, "指标", log)
    return Facts(tuple(items), not_applicable=frozenset(aside))


def tell_two_rates(facts: Facts, needs: FactNeeds, year: int, log: FactLog) -> None:
    """A satisfaction filled in as a rate too, which is not the one that its counts come to."""
    for need in needs.rates:
        rate = facts.get(RATE, year, need.name)
        satisfied, valid = (facts.get(name, year, need.name) for name in (SATISFIED, VALID))
        if rate is None or satisfied is None or valid is None or not valid.value:
            continue
        counted = satisfied.value / valid.value
        if abs(counted - rate.value) > rate.half_step + NOISE:
            log.doubt(
                COUNTS_APART,
                rate.source,
                f"“{need.name}”的满意率与问卷份数算出的{counted:.2%}不同",
                f"{rate.value:.2%}",
                "按份数计算；请核对两处",
            )


@dataclass(frozen=True, slots=True)
class _Counts:
    """One questionnaire's counts by role, None where blank; `sound` if none was unreadable."""

    by_role: dict[str, float | None]
    sound: bool


def _counts(row: TableRow, name: str, roles: Sequence[str], log: FactLog) -> _Counts:
    words = {"population": POPULATION, "sent": SENT, "valid": "有效份数"}
    by_role: dict[str, float | None] = {}
    sound = True
    for role in roles:
        cell = row.cell(role)
        word = words.get(role, role.removeprefix("answer "))
        by_role[role] = read_count(cell, f"“{name}”的{word}", "份", log) if cell else None
        sound = sound and (cell is not None or role in _BESIDE)
        if cell is not None and cell.text and by_role[role] is None and role not in _BESIDE:
            sound = False
    return _Counts(by_role, sound)


def _survey(
    table: FactTable, name: str, row: TableRow, pack: RulePack, year: int, log: FactLog
) -> list[Fact]:
    answers = [f"answer {answer}" for answer in pack.survey.answers]
    counts = _counts(row, name, [*_BESIDE, "valid", *answers], log)
    given = {role: counts.by_role[role] for role in answers}
    sent, valid = counts.by_role["sent"], counts.by_role["valid"]
    population, at = counts.by_role["population"], row.source
    if population is not None and max(sent or 0.0, valid or 0.0) > population:
        more = max(sent or 0.0, valid or 0.0)
        log.doubt(
            COUNTS_APART,
            at,
            f"“{name}”的总体数少于发放或有效份数",
            f"{population:g}＜{more:g}",
            "不按总体数修正抽样误差；请核对各数",
        )
    if valid is not None and sent is not None and valid > sent:
        log.doubt(
            COUNTS_APART,
            at,
            f"“{name}”的有效份数多于发放份数",
            f"{valid:g}＞{sent:g}",
            "请核对两数",
        )
    if not counts.sound or (valid is None and not any(v is not None for v in given.values())):
        return []
    if valid is None or all(value is None for value in given.values()):
        log.refuse(
            HALF_FILLED,
            at,
            f"“{name}”只填了一部分份数",
            "",
            "满意度不能计算；请补填有效份数和各种回答的份数",
        )
        return []
    total = sum(value or 0.0 for value in given.values())
    if total != valid:
        log.refuse(
            COUNTS_APART,
            at,
            f"“{name}”各种回答之和不等于有效份数",
            f"{total:g}≠{valid:g}",
            "满意度不能计算；请核对各份数，没有的填 0",
        )
        return []
    blank = [role.removeprefix("answer ") for role in answers if given[role] is None]
    if blank:
        log.doubt(
            HALF_FILLED,
            at,
            f"“{name}”的{'、'.join(blank)}没有填",
            "",
            "其余之和已等于有效份数，按 0 读取",
        )
    satisfied = [f"answer {answer}" for answer in pack.survey.satisfied]
    cells = [cell.source for role in satisfied if (cell := row.cell(role))]
    first, last = cells[0], cells[-1]
    place = first.place if first == last else f"{first.place}:{last.place.partition('!')[2]}"
    valid_cell = row.cell("valid")
    remark = row.text("remark")
    return [
        Fact(
            SATISFIED,
            year,
            sum(given[role] or 0.0 for role in satisfied),
            "份",
            type(at)(at.file, place, at.sha256),
            None,
            name,
            remark,
            remark,
        ),
        Fact(
            VALID,
            year,
            valid,
            "份",
            valid_cell.source if valid_cell else at,
            None,
            name,
            remark,
            remark,
        ),
        *_beside(row, name, counts, year),
    ]


def _beside(row: TableRow, name: str, counts: _Counts, year: int) -> Iterator[Fact]:
    """What the rate does not need, and what says how far it can be trusted."""
    for role, fact, unit in (("sent", SENT, "份"), ("population", POPULATION, "个")):
        value, cell = counts.by_role[role], row.cell(role)
        if value is not None and cell is not None:
            yield Fact(fact, year, value, unit, cell.source, None, name)
