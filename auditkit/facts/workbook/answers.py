"""The sheets 定性评价 and 问卷调查: criteria judged and questionnaires counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditkit.errors import IssueKind, nearest
from auditkit.facts.facts import Fact, Facts, Judged
from auditkit.facts.workbook.cells import (
    HALF_FILLED,
    NO_ROW,
    OTHER_TEXT,
    REPEATED,
    UNKNOWN_NAME,
    FactCell,
    FactLog,
    read_choice,
    read_count,
)
from auditkit.facts.workbook.layout import GRADES, NOT_APPLICABLE, plain
from auditkit.facts.workbook.needs import FactNeeds, Judgement
from auditkit.facts.workbook.tables import FactTable, TableRow, named_rows, report_absent
from auditkit.rules.gathering import POPULATION, SENT
from auditkit.rules.rulepack import RulePack

COUNTS_APART = IssueKind("F15", "问卷各数不相符")
TURNED_QUESTION = IssueKind("F20", "按旧模板问“是否存在”的评价标准，回答有两种理解")


MET, CRITERIA = "已达成标准数", "评价标准数"
SATISFIED, VALID = "满意份数", "有效问卷份数"
_BESIDE = ("sent", "population")
"""Counts that a survey may lack."""


def read_judgements(table: FactTable, needs: FactNeeds, year: int, log: FactLog) -> Facts:
    """How many of its criteria each judged indicator meets, once all of them are judged.

    A criterion judged 不适用 does not count; an indicator all of whose criteria are is set aside.
    Rows added for an indicator count like the template's own.
    """
    known = {plain(judgement.name): judgement.name for judgement in needs.judged}
    rows: dict[str, list[TableRow]] = {}
    for row in table.rows:
        cell = row.cell("name")
        if cell is None:
            continue
        if name := known.get(plain(cell.text)):
            rows.setdefault(name, []).append(row)
        elif not cell.text:
            log.refuse(
                UNKNOWN_NAME,
                cell.source,
                "这一行没有写指标",
                row.text("criterion"),
                "没有读入；请补写指标名称",
            )
        elif row.filled(("criterion", "answer")):
            close = nearest(cell.text, known.values())
            hint = f"，是否为“{close}”" if close else ""
            log.refuse(
                UNKNOWN_NAME,
                cell.source,
                f"不认识的指标{hint}",
                cell.text,
                "没有读入；请照模板的名称填写",
            )
    items: list[Fact] = []
    aside: set[str] = set()
    answered: list[Judged] = []
    for judgement in needs.judged:
        facts, all_aside, told = _judged(table, judgement, rows.get(judgement.name, []), year, log)
        items += facts
        answered += told
        if all_aside:
            aside.add(judgement.name)
    return Facts(tuple(items), not_applicable=frozenset(aside), judged=tuple(answered))


def _judged(
    table: FactTable, judgement: Judgement, rows: Sequence[TableRow], year: int, log: FactLog
) -> tuple[list[Fact], bool, list[Judged]]:
    name = judgement.name
    rows, complete = _matched(table, judgement, rows, log)
    answers: list[str] = []
    told: list[Judged] = []
    blank: list[FactCell] = []
    for place, row in enumerate(rows, 1):
        cell = row.cell("answer")
        if cell is None:
            return [], False, []
        answer = read_choice(
            cell, f"“{name}”第{row.text('number') or '?'}条标准", (*GRADES, NOT_APPLICABLE), log
        )
        if answer:
            answers.append(answer)
            _warn_turned(judgement, row, answer, log)
            told.append(
                Judged(
                    name, place, row.text("criterion"), answer, row.text("evidence"), cell.source
                )
            )
        elif answer is None:
            blank.append(cell)
    if answers:
        for cell in blank:
            log.doubt(
                HALF_FILLED,
                cell.source,
                f"“{name}”还有评价标准没有评价",
                "",
                "指标暂不评定；请逐条评价",
            )
    if not complete or not answers or len(answers) < len(rows):
        return [], False, told
    counted = [GRADES[answer] for answer in answers if answer != NOT_APPLICABLE]
    if not counted:
        return [], True, told
    source = table.places("answer", [row.index for row in rows])
    remark = f"{len(counted)}条标准"
    proof = [one.evidence for one in told if one.answer != NOT_APPLICABLE]
    stated = "；".join(dict.fromkeys(proof)) if all(proof) else ""
    return [
        Fact(MET, year, sum(counted), "项", source, None, name, remark, stated),
        Fact(CRITERIA, year, float(len(counted)), "项", source, None, name, remark, stated),
    ], False, told  # fmt: skip


def _warn_turned(judgement: Judgement, row: TableRow, answer: str, log: FactLog) -> None:
    """An older workbook asks 是否存在…: its 是 still means that the demand is met, and is told."""
    asked = plain(row.text("criterion"))
    old = {
        plain(printed): turned
        for turned, printed in zip(judgement.criteria, judgement.printed, strict=True)
        if turned != printed
    }
    if asked in old and answer != NOT_APPLICABLE and (cell := row.cell("answer")) is not None:
        log.doubt(
            TURNED_QUESTION,
            cell.source,
            f"“{judgement.name}”的这一条问“是否存在”，答“{answer}”有两种理解",
            answer,
            f"已按原模板的“是＝达到要求（没有这种情形）”读取，请对照“{old[asked]}”核对",
        )


def _matched(
    table: FactTable, judgement: Judgement, rows: Sequence[TableRow], log: FactLog
) -> tuple[list[TableRow], bool]:
    """The indicator's rows, each criterion once, and whether every criterion has a row."""
    kept: list[TableRow] = []
    seen: dict[str, TableRow] = {}
    for row in rows:
        text = plain(row.text("criterion"))
        if text and text in seen:
            cell = row.cell("criterion")
            before = seen[text].source.place
            log.refuse(
                REPEATED,
                cell.source if cell else row.source,
                f"评价标准重复，前面{before}已有",
                row.text("criterion"),
                "以前一行为准，请删去",
            )
            continue
        seen[text] = row
        kept.append(row)
    complete = True
    wanted = {plain(text) for text in judgement.criteria}
    wanted |= {plain(text) for text in judgement.printed}
    asked = zip(judgement.criteria, judgement.printed, strict=True)
    for number, (criterion, printed) in enumerate(asked, 1):
        if plain(criterion) in seen or plain(printed) in seen:
            continue
        reworded = next(
            (
                row
                for row in kept
                if row.text("number") == str(number) and plain(row.text("criterion")) not in wanted
            ),
            None,
        )
        if reworded is not None:
            cell = reworded.cell("criterion")
            log.doubt(
                OTHER_TEXT,
                cell.source if cell else reworded.source,
                f"“{judgement.name}”第{number}条标准的文字改动了",
                reworded.text("criterion"),
                "已按序号对应，请核对",
            )
        else:
            complete = False
            log.refuse(
                NO_ROW,
                f"{table.grid.file}[{table.grid.name}]",
                f"缺少“{judgement.name}”的第{number}条标准",
                criterion,
                "指标暂不评定；请照模板补上，不适用的填“不适用”",
            )
    return kept, complete


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
    report_absent(table, needs.surveyed, found, "指标", log)
    return Facts(tuple(items), not_applicable=frozenset(aside))


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
