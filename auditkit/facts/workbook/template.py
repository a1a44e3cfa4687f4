"""Writing 实际数.xlsx, the workbook an auditor fills in: exactly what a declaration needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from auditkit.facts.facts import COUNTING_UNITS, DEMO, Fact, Facts
from auditkit.facts.workbook.cover import write_cover
from auditkit.facts.workbook.layout import (
    COLUMNS,
    CONFIRMED,
    COVER,
    DIRECT,
    DONE,
    GRADES,
    ITEMS,
    JUDGED,
    LAST_YEAR,
    NOT_APPLICABLE,
    NOT_NEEDED,
    SURVEYED,
    TASKS,
    THIS_YEAR,
    WORK,
    WORK_ROWS,
    YES_NO,
    survey_columns,
    year_heading,
)
from auditkit.facts.workbook.needs import FactNeeds, Judgement, fact_needs
from auditkit.facts.workbook.sheets import HEAD_ROW, Content, TemplateSheet
from auditkit.files.saving import save_workbook, write_text
from auditkit.files.sheetstyle import (
    COUNT,
    DATE,
    MONEY,
    RATE,
    put,
)
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

_NUMBER_FORMATS = {"万元": MONEY, "%": RATE, "日期": DATE}


def write_fact_template(
    path: Path,
    declaration: Declaration,
    pack: RulePack,
    *,
    filled: Facts | None = None,
    demo: bool = False,
) -> None:
    """Write the workbook to `path`; see `fact_template`. Raises AuditError if it cannot."""
    save_workbook(fact_template(declaration, pack, filled=filled, demo=demo), path)


def fact_template(
    declaration: Declaration,
    pack: RulePack,
    *,
    filled: Facts | None = None,
    demo: bool = False,
) -> Workbook:
    """The workbook with one row for every figure that the declared indicators need.

    `filled` fills in what is known already on 数据项, 直接填报 and 任务执行; work items, answers
    and judgements are not kept in facts and stay blank. `demo` marks the figures as invented.
    """
    needs = fact_needs(declaration, pack)
    known = filled or Facts()
    draft = _Draft(Workbook(), declaration, pack, needs, known, demo or known.demo)
    draft.book.worksheets[0].title = COVER
    _write_items(draft)
    if needs.tasks or (declaration.tasks and declaration.indicators):
        _write_tasks(draft)
    if needs.work:
        _write_work(draft)
    if needs.judged:
        _write_judgements(draft)
    if needs.surveyed:
        _write_surveys(draft)
    if needs.direct or needs.unknown:
        _write_direct(draft)
    others = [name for name in draft.book.sheetnames if name != COVER]
    write_cover(draft.book[COVER], declaration, pack, others, draft.demo)
    return draft.book


@dataclass(frozen=True)
class _Draft:
    """A workbook in the making, and what goes into it."""

    book: Workbook
    declaration: Declaration
    pack: RulePack
    needs: FactNeeds
    known: Facts
    demo: bool

    def sheet(self, name: str, hint: str) -> TemplateSheet:
        columns = COLUMNS[name]
        if name == SURVEYED:
            columns = survey_columns(self.pack.survey.answers)
        title = f"{self.declaration.department}{self.declaration.year}年度　{name}"
        if self.demo:
            title = f"{DEMO}　{title}"
        return TemplateSheet(self.book.create_sheet(name), columns, title, hint)


def _write_items(draft: _Draft) -> None:
    sheet = draft.sheet(
        ITEMS,
        "黄色格填数字，金额单位为万元；没有发生的填 0，不掌握的留空，确实不适用的填“不适用”"
        "（用到它的指标都不作评价）；灰色格不需填。来源写明账表、文件或决算表的页和行。"
        "与上年、合计等相差约一万倍、一千倍、一百倍而被列为存疑的，核对属实后在确认栏选“属实”。",
    )
    years = {THIS_YEAR: draft.declaration.year, LAST_YEAR: draft.declaration.year - 1}
    sheet.headings({role: year_heading(year, role) for role, year in years.items()})
    for item in draft.needs.items:
        form = MONEY if item.rule.unit == "万元" else COUNT
        form = form if item.rule.unit in COUNTING_UNITS | {"万元"} else "General"
        open_roles = [role for role, year in years.items() if year in item.years]
        facts = {role: draft.known.get(item.rule.name, years[role]) for role in open_roles}
        sheet.row(
            {
                "name": item.rule.name,
                "unit": item.rule.unit,
                **{role: NOT_NEEDED for role in years if role not in open_roles},
                **{role: fact.value for role, fact in facts.items() if fact},
                "source": _origin(list(facts.values())),
                "users": "、".join(item.indicators),
                "hint": item.rule.note,
            },
            {**dict.fromkeys(open_roles, form), "source": "", "remark": "", "confirmed": ""},
        )
    for role in years:
        sheet.numbers(role)
    sheet.choices("confirmed", (CONFIRMED,))


def _origin(facts: Sequence[Fact | None]) -> str:
    return "；".join(dict.fromkeys(f.remark or str(f.source) for f in facts if f))


def _write_tasks(draft: _Draft) -> None:
    sheet = draft.sheet(
        TASKS,
        "每项任务填调整后预算和实际支出（万元），没有的填 0；"
        "对应指标从下拉列表选择，申报表的指标都可以选，"
        "一项任务对应多个指标的用“；”隔开，不对应任何指标的留空。"
        "由任务计算的完成率按所对应各项任务的合计计算，缺一个数即不计算。来源写明账表、批复或文件。",
    )
    sheet.headings({})
    records = {record.name: record for record in reversed(draft.known.tasks)}
    for task in draft.declaration.tasks:
        record = records.get(task.name)
        given = (
            {
                "adjusted": record.adjusted,
                "spent": record.spent,
                "done": record.done,
                "serves": "；".join(record.serves),
                "source": record.stated,
            }
            if record
            else {}
        )
        sheet.row(
            {"name": task.name, "budget": task.budget, **given},
            dict.fromkeys(("adjusted", "spent"), MONEY)
            | dict.fromkeys(("done", "serves", "source", "remark", "confirmed"), ""),
        )
        amount = sheet.sheet.cell(sheet.last, sheet.at["budget"])
        put(amount, number_format=MONEY, across="right")
    sheet.numbers("adjusted")
    sheet.numbers("spent")
    sheet.choices("done", DONE)
    sheet.choices("confirmed", (CONFIRMED,))
    # A list in the rule itself may not pass 255 characters, so the names lie in a hidden column.
    column = sheet.at["choices"]
    for i, name in enumerate(draft.needs.names, HEAD_ROW + 1):
        write_text(sheet.sheet.cell(i, column), name)
    sheet.choices(
        "serves",
        draft.needs.names,
        strict=False,
        listed_at=sheet.range_of(column, len(draft.needs.names)),
    )
    sheet.sheet.column_dimensions[get_column_letter(column)].hidden = True


def _write_work(draft: _Draft) -> None:
    sheet = draft.sheet(
        WORK,
        f"逐条填写本年度工作要点；用于：{'、'.join(draft.needs.work)}。每条都要答“是否承接”和“是否完成”，"
        "有一条未答，完成率即不计算。行数不够的，在表末接着填。",
    )
    sheet.headings({"assigned": "是否承接\n市委市政府任务"})
    for number in range(1, WORK_ROWS + 1):
        sheet.row(
            {"number": number}, dict.fromkeys(("name", "lead", "assigned", "done", "evidence"), "")
        )
    sheet.choices("assigned", YES_NO)
    sheet.choices("done", YES_NO)


def _write_judgements(draft: _Draft) -> None:
    sheet = draft.sheet(
        JUDGED,
        "“是”指达到要求，计1；“部分”计0.5；“否”计0；“不适用”的标准不计。"
        "写作“不存在……”“没有……”的，确无这种情形填“是”。"
        "一个指标的各条标准都作了评价才计算；可在表末为同一指标增加标准。",
    )
    sheet.headings({"answer": "评价\n（是＝达到要求）"})
    for judgement in draft.needs.judged:
        for number, criterion in enumerate(judgement.criteria, 1):
            sheet.row(
                {
                    "name": judgement.name,
                    "number": number,
                    "criterion": criterion,
                    "hint": _hint(judgement, number),
                },
                {"answer": "", "evidence": ""},
            )
    sheet.choices("answer", (*GRADES, NOT_APPLICABLE))


def _hint(judgement: Judgement, number: int) -> str:
    note = judgement.note if number == 1 else ""
    turned = judgement.criteria[number - 1] != judgement.printed[number - 1]
    return "；".join(filter(None, (note, "没有这种情形填“是”" if turned else "")))


_RATE_ALONE = "只有满意率、没有份数的，在“直接填报”表末加一行：指标名称、满意率。"


def _write_surveys(draft: _Draft) -> None:
    needs = draft.needs
    sheet = draft.sheet(
        SURVEYED,
        "填问卷份数，没有的填 0；各种回答之和应等于有效份数。"
        f"{'、'.join(draft.pack.survey.satisfied)}计为满意，有效份数少于{draft.pack.survey.smallest_sample}份的样本偏小。"
        "总体数是可以调查的全部对象的数目，用于计算抽样误差，不掌握的留空。"
        "没有调查的留空；确实不适用的在有效份数填“不适用”。" + (_RATE_ALONE * bool(needs.unknown)),
    )
    sheet.headings({})
    counted = [column.role for column in sheet.columns if column.role not in ("name", "remark")]
    for name in needs.surveyed:
        sheet.row({"name": name}, {**dict.fromkeys(counted, COUNT), "remark": ""})
    for role in counted:
        sheet.numbers(role, whole=True)


def _write_direct(draft: _Draft) -> None:
    sheet = draft.sheet(
        DIRECT,
        "没有算式的指标，直接填实际值；百分比填 92% 或 0.92，日期按日期格式填；"
        "事项内容写在备注栏。不掌握的留空，确实不适用的填“不适用”。"
        "其他表中的指标需要标明不适用的，可在表末加一行：指标名称、实际值填“不适用”。",
    )
    sheet.headings({THIS_YEAR: year_heading(draft.declaration.year, THIS_YEAR)})
    for need in draft.needs.direct:
        fact = draft.known.get("实际值", draft.declaration.year, need.name)
        value: Content = fact.value if fact else None
        if fact and need.is_date:
            value = dt.date.fromordinal(int(fact.value))
        unit_open = {} if need.unit else {"unit": ""}
        sheet.row(
            {
                "name": need.name,
                "target": need.target,
                "unit": need.unit,
                **({THIS_YEAR: value, "source": _origin([fact])} if fact else {}),
                "hint": need.note,
            },
            {
                **unit_open,
                THIS_YEAR: _NUMBER_FORMATS.get(need.unit, "General"),
                "source": "",
                "remark": "",
                "confirmed": "",
            },
        )
    sheet.choices("confirmed", (CONFIRMED,))
