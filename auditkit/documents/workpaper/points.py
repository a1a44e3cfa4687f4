"""The sheet 评分: weight, points, interval of every indicator, totals and grade, live."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from openpyxl import Workbook

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.computation import SCORED
from auditkit.assessment.grading import OPEN, UNGRADED
from auditkit.assessment.scoringexcel import UNSCORED, ScoredCells, grade_excel, points_excel
from auditkit.assessment.typedweights import WHOLE, typed_weights
from auditkit.assessment.weighing import (
    NOT_SHARED,
    ROUNDED,
    level_sizes,
    stated_weights,
)
from auditkit.documents.workpaper.figures import number_format
from auditkit.documents.workpaper.indicators import actual_format, indicator_cells
from auditkit.documents.workpaper.plan import Plan
from auditkit.documents.workpaper.sheets import (
    FIRST_ROW,
    INDICATORS,
    POINTS,
    Column,
    Paper,
    PaperSheet,
    begin,
    index_number,
    letters,
    link,
    naming,
)
from auditkit.files.sheetstyle import HEADING, INPUT, put
from auditkit.formula.excelterms import choice, number, text
from auditkit.rules.ownrules import Bands, Steps
from auditkit.rules.scoringrules import BY_DATE, cents_excel

_COLUMNS = (
    *naming(16, 26),
    Column("stated", "权重来源\n（规定数，或100÷各级个数）", 26),
    Column("weight", "权重", 9, "right"),
    Column("goal", "目标值", 11, "right"),
    Column("actual", "实际值", 13, "right"),
    Column("status", "状态", 10, "center"),
    Column("rule", "评分规则", 30),
    Column("points", "得分", 9, "right"),
    Column("rests", "已评定\n满分", 9, "right"),
    Column("low", "最低\n得分", 9, "right"),
    Column("high", "最高\n得分", 9, "right"),
)
_LETTERS = letters(_COLUMNS)
_POINTS = "0.00"
_RATE = "0.00%"
_WEIGHT = "0.00##"


@dataclass(frozen=True, slots=True)
class ScoreCells:
    """Where the score stands; addresses within 评分."""

    points: str
    rests_on: str
    normalized: str
    grade: str
    low: str
    high: str
    grade_low: str
    grade_high: str
    met_of_assessed: str
    met_of_all: str


def score_cells(plan: Plan) -> ScoreCells:
    """Where the score, its interval and its grades stand."""
    first = _result_row(plan)
    return ScoreCells(*(f"{_LETTERS['weight']}{first + i}" for i in range(10)))


def _result_row(plan: Plan) -> int:
    # Below the rows: the total, a blank, a heading.
    return FIRST_ROW + max(len(plan.audit.assessed), 1) + 3


def write_points(book: Workbook, plan: Plan, paper: Paper) -> None:
    """One row for each declared indicator, the totals, the score with its interval, the grades."""
    audit, pack = plan.audit, plan.audit.pack
    hint = (
        "全部为公式。不能评定的指标不计分，也不按0分计入：得分只以已评定的满分为依据，"
        "并给出区间：未评定的从不得分到得满分，不能断定的从误差之内的最低得分到最高得分。"
        "得分四舍五入到分，不超过权重。"
        f"{audit.score.weights_note}"
    )
    sheet = begin(book, POINTS, _COLUMNS, paper, hint)
    indicators = [row.indicator for row in audit.assessed]
    count = len(audit.assessed)
    last = FIRST_ROW + max(count, 1) - 1
    # A table's points stay what they are; the auditor's own are brought to 100.
    stated, full = stated_weights(indicators, audit.pack), f"{pack.full_points:g}"
    if stated is None or sum(stated) > pack.full_points + ROUNDED:
        typed = None if stated else typed_weights(indicators, audit.weights)[0]
        stated = stated or typed
        column = _LETTERS["stated"]
        full = f"SUM({column}${FIRST_ROW}:{column}${last})"
        if typed and audit.score.partial:
            full = f"{WHOLE:g}"
    sizes = level_sizes(indicators)
    for position, assessed in enumerate(audit.assessed):
        row = FIRST_ROW + position
        if audit.score.usual:
            sheet.text(row, "stated", NOT_SHARED)
        elif stated is not None:
            sheet.value(row, "stated", stated[position], "General", INPUT)
            own = f"{_LETTERS['stated']}{row}"
            sheet.value(row, "weight", f"={own}*100/{full}", _WEIGHT)
        else:
            shares = "/".join(f"{size[position]:.0f}" for size in sizes)
            sheet.text(row, "stated", "100/" + shares)
            sheet.value(row, "weight", f"=100/{shares}", _WEIGHT)
        _write_row(sheet, row, position, assessed, plan)
    _write_totals(sheet, last)
    _write_result(sheet, plan, last)
    sheet.finish(last, "E")


def _write_row(sheet: PaperSheet, row: int, position: int, one: Assessed, plan: Plan) -> None:
    c, pack = one.computation, plan.audit.pack
    own = pack.rule_for(c.indicator.name)
    judged, dated = c.rule.gathering.judged, c.goal.unit == "日期"
    texts = {
        "index": index_number(POINTS, position),
        "level1": c.indicator.level1,
        "level2": c.indicator.level2,
        "indicator": c.indicator.name,
        "rule": _rule_text(own.scoring, plan, judged=judged, dated=dated, signed=bool(c.goal.sign))
        + ("；不适用的得满分" if own.not_applicable == "full" else ""),
    }
    sheet.write(row, texts)
    there = indicator_cells(row, INDICATORS)
    here = ScoredCells(*(f"{_LETTERS[key]}{row}" for key in ("goal", "actual", "status", "weight")))
    goal = choice([(f"COUNT({there.goal})=0", text(""))], there.goal)
    sheet.value(row, "goal", f"={goal}", number_format(c.goal.unit))
    sheet.value(row, "actual", f"={there.actual}", actual_format(c))
    sheet.value(row, "status", f"={there.status}")
    earning = partial(points_excel, own, pack, sign=c.goal.sign, judged=judged, dated=dated)
    points = earning(here)
    if c.vetoed:
        points = choice([(f"ISNUMBER({points})", "0")], text(UNSCORED))
    sheet.value(row, "points", f"={points}", _POINTS)
    cell = f"{_LETTERS['points']}{row}"
    low = high = cell
    if one.spread:
        open_ = f"{here.status}={text('不能断定')}"
        least, most = (
            default if math.isnan(at) else earning(replace(here, actual=number(at)))
            for at, default in ((one.spread.least_at, "0"), (one.spread.most_at, here.weight))
        )
        low, high = choice([(open_, least)], cell), choice([(open_, most)], cell)
    for key, scored, unscored in (
        ("rests", here.weight, text("")),
        ("low", low, text("") if one.usual else "0"),
        ("high", high, text("") if one.usual else here.weight),
    ):
        value = choice([(f"ISNUMBER({cell})", scored)], unscored)
        sheet.value(row, key, f"={value}", _POINTS)
    link(sheet.cell(row, "index"), INDICATORS, f"A{row}")


def _rule_text(
    own: Steps | Bands | None, plan: Plan, *, judged: bool, dated: bool, signed: bool
) -> str:
    if not signed:
        return "没有可比较的目标值，不计分"
    if judged:
        return plan.audit.pack.judgement_rule.label
    if dated:
        return BY_DATE.label
    return own.text if own else plan.audit.pack.quantity_rule.label


def _write_totals(sheet: PaperSheet, last: int) -> None:
    row = last + 1
    sheet.sheet.row_dimensions[row].height = 20
    for column in _COLUMNS:
        sheet.text(row, column.key, "合计" if column.key == "indicator" else "", HEADING)
    for key in ("weight", "points", "rests", "low", "high"):
        letter = _LETTERS[key]
        total = f"=SUM({letter}{FIRST_ROW}:{letter}{last})"
        sheet.value(row, key, total, _POINTS, HEADING, bold=True)


def _write_result(sheet: PaperSheet, plan: Plan, last: int) -> None:
    cells, pack, score = score_cells(plan), plan.audit.pack, plan.audit.score
    total = last + 1
    points, rests, low, high = (
        f"{_LETTERS[key]}{total}" for key in ("points", "rests", "low", "high")
    )
    grades = [
        (f"${_LETTERS['status']}${row}", f"${_LETTERS['actual']}${row}")
        for row in range(total + 3, total + 3 + len(pack.grade_steps))
    ]
    of_hundred = cents_excel(points if score.partial else f"{points}/{rests}*100")
    normalized = choice([(f"{rests}=0", text(UNGRADED))], of_hundred)
    # What the form did not declare of the table may still be full.
    most = f"({high}+{score.outside:g})" if score.partial else high
    if score.usual:
        most = f"{WHOLE:g}"
    statuses = f"{_LETTERS['status']}{FIRST_ROW}:{_LETTERS['status']}{last}"
    met, assessed = _counted(statuses, ("达标",)), _counted(statuses, SCORED)
    results = (
        ("得分", cents_excel(points), "已评定指标得分之和"),
        ("依据的满分", cents_excel(rests), "已评定指标的权重之和"),
        (
            score.label + ("" if score.partial else "（折合100分）"), normalized,
            f"满分{score.full:.2f}分，不折合" if score.partial else "得分÷依据的满分×100",
        ),
        (
            "等级", text(score.withheld) if score.withheld else decided_excel(cells, rests),
            "最低得分与最高得分的等级一致才评定",
        ),
        ("最低得分", cents_excel(low), "未评定的全部不得分，不能断定的取最低"),
        ("最高得分", cents_excel(most), "未评定的全部得满分，不能断定的取最高"),
        ("最低得分的等级", grade_excel(cells.low, grades), ""),
        ("最高得分的等级", grade_excel(cells.high, grades), ""),
        ("达标率（占已评定）", choice([(f"({assessed})=0", text("–"))], f"{met}/({assessed})"),
         "达标的项数÷已评定的项数（含不能断定）"),
        ("达标率（占全部）",
         choice([(f"({assessed})=0", text("–"))], f"{met}/{max(score.declared, 1)}"),
         "达标的项数÷申报的全部项数"),
    )  # fmt: skip
    for key, heading in (
        ("indicator", "评分结果"), ("stated", "说明"), ("weight", "结果"),
        ("actual", "等级下限"), ("status", "等级"),
    ):  # fmt: skip
        put(sheet.text(total + 2, key, heading), fill=HEADING, bold=True, across="center")
    for i, (name, formula, about) in enumerate(results):
        row = total + 3 + i
        sheet.write(row, {"indicator": name, "stated": about})
        shape = _RATE if name.startswith("达标率") else _POINTS
        sheet.value(row, "weight", f"={formula}", shape, bold=True)
    for i, (name, least) in enumerate(pack.grade_steps):
        sheet.value(total + 3 + i, "actual", least, "General", INPUT)
        sheet.text(total + 3 + i, "status", name)
    sheet.note(total + 3 + max(len(results), len(grades)) + 1, f"评分规则：{score.rule}")
    if score.firm_text:
        row = total + 3 + max(len(results), len(grades)) + 2
        sheet.note(row, f"{score.firm_text}（按原始数据写成，不随修改变动）")


def _counted(cells: str, statuses: Sequence[str]) -> str:
    """How many of the cells hold one of the statuses."""
    return "+".join(f'SUMPRODUCT(({cells}="{status}")*1)' for status in statuses)


def decided_excel(cells: ScoreCells, rests: str) -> str:
    """The grade that both ends of the interval have, else what `grading.grade_text` says."""
    span = f'"{OPEN}（可能为"&{cells.grade_low}&"至"&{cells.grade_high}&"）"'
    decided = choice([(f"{cells.grade_low}={cells.grade_high}", cells.grade_low)], span)
    return choice([(f"{rests}=0", text(UNGRADED))], decided)
