"""The sheet 定性评价: each criterion of a judged indicator, answered."""

from __future__ import annotations

from collections.abc import Sequence

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
)
from auditkit.facts.workbook.layout import GRADES, NOT_APPLICABLE, plain
from auditkit.facts.workbook.needs import FactNeeds, Judgement
from auditkit.facts.workbook.tables import FactTable, TableRow

TURNED_QUESTION = IssueKind("F20", "按旧模板问“是否存在”的评价标准，回答有两种理解")

MET, CRITERIA = "已达成标准数", "评价标准数"


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
