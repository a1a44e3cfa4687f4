"""Facts from final accounts: the rule pack's figures, each with the cell or sentence it rests on.

在职人员经费 is 类 301 工资福利支出, which 《政府收支分类科目》 defines as the pay of 在职职工 and
of staff employed for long outside the establishment, with their social insurance. 离退休人员经费
is 30301 离休费 and 30302 退休费. The rest of 303 (抚恤金, 生活补助, 奖励金 …) is in neither; the
remark says how much it is. All are of 一般公共预算财政拨款基本支出, the only one by 经济分类.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.besidefacts import add_counts, add_evaluated, add_meetings
from auditkit.facts.accounts.checks.causes import causes, doubtful_units, wrong_cells
from auditkit.facts.accounts.checks.ties import TieOut
from auditkit.facts.accounts.gathered import Gathered
from auditkit.facts.accounts.tables.cells import amount, at, cell, same, three
from auditkit.facts.accounts.tables.figures import Figure, total
from auditkit.facts.accounts.tables.tables import (
    BASIC,
    FISCAL_TOTAL,
    GENERAL,
    TOTAL,
    Table,
)
from auditkit.facts.accounts.text.runningfacts import add_office, add_three, compares, nil_said
from auditkit.facts.accounts.text.statement import Statement, before_change, prior, select
from auditkit.facts.accounts.text.subjects import FUNDS
from auditkit.facts.accounts.untold import UNKNOWN_UNIT
from auditkit.facts.facts import Fact
from auditkit.files.grid import Source
from auditkit.formula.tolerance import SUMS
from auditkit.rules.accountwords import AccountWords, FactPlace

SHIFTED_TABLE = IssueKind("accounts-shifted", "决算表的金额与科目名称错行，没有取用")
BLANK_ITEM = IssueKind("accounts-blank", "决算的某一栏空白，数据项没有取用")

_SCOPE = "口径：一般公共预算财政拨款"
_ALL_FUNDS = "口径：财政拨款，含政府性基金等"
_BASIC_SCOPE = "口径：一般公共预算财政拨款基本支出"


def gather(
    tables: Mapping[str, Table],
    statements: Sequence[Statement],
    year: int,
    words: AccountWords,
    ties: Sequence[TieOut] = (),
) -> tuple[tuple[Fact, ...], list[Issue]]:
    """The facts of the year, and those of the year before that the document allows.

    Which cell or sentence is which fact, `words.facts` say; what takes more than that stands here.
    A table that nowhere says its money unit gives none, nor does one whose amounts are set off
    against its names or 10,000 times off the others; and what stands beside a total that failing
    tie-outs disprove twice over is not taken either.
    """
    into = Gathered(year)
    failing = [tie for tie in ties if not tie.ok]
    tables = _sound(into, tables, failing, doubtful_units(ties))
    _budget(into, tables, statements)
    wrong = wrong_cells(failing)
    for fact in words.facts:
        numbers = (_printed(place, tables, statements, wrong) for place in fact.places)
        number = next((number for number in numbers if number is not None), None)
        into.add(fact.name, number, fact.remark, -1 if fact.year == "上年" else 0)
    _grand_total(into, tables, statements)
    _staff(into, tables)
    add_three(into, tables, statements)
    add_office(into, tables, statements)
    add_meetings(into, tables, statements)
    add_counts(into, tables, statements)
    add_evaluated(into, statements)
    return tuple(into.facts), into.issues


def _sound(
    into: Gathered,
    tables: Mapping[str, Table],
    failing: Sequence[TieOut],
    doubtful: Collection[str],
) -> dict[str, Table]:
    """The tables that figures may be taken from; one that is set off is told."""
    faulty, _ = causes(failing, tables)
    shifted = {cause.table: cause for cause in faulty if cause.shift}
    for kind, cause in shifted.items():
        first = tables[kind].rows[0].source
        remedy = "请对照部门核实的数手工填写，或在校正文件中移正"
        into.issues.append(SHIFTED_TABLE(first, f"{cause}；其中的数没有取用", "", remedy))
    for kind in (kind for kind in tables if kind in doubtful):
        if tables[kind].unit and kind not in shifted:
            what = f"《{kind}》的金额与他表或文字相差一万倍，单位存疑，其中的数没有取用"
            remedy = "请核对各表印的金额单位，在校正文件中改正"
            into.issues.append(UNKNOWN_UNIT(tables[kind].rows[0].source, what, "", remedy))
    left_out = {*shifted, *doubtful}
    return {k: table for k, table in tables.items() if table.unit and k not in left_out}


def gather_budget(
    tables: Mapping[str, Table],
    statements: Sequence[Statement],
    year: int,
    words: AccountWords,
) -> tuple[Fact, ...]:
    """The facts of a budget, each from the place that `words.facts` name."""
    tables = {kind: table for kind, table in tables.items() if table.unit}
    into = Gathered(year)
    for fact in words.facts:
        numbers = (_printed(place, tables, statements) for place in fact.places)
        number = next((number for number in numbers if number is not None), None)
        into.add(fact.name, number, fact.remark, -1 if fact.year == "上年" else 0)
    return tuple(into.facts)


def _printed(
    place: FactPlace,
    tables: Mapping[str, Table],
    statements: Sequence[Statement],
    wrong: Collection[Source] = (),
) -> Figure | None:
    """The figure that stands in a place; None where nothing does, or in a row found wrong."""
    if place.nil is not None:
        none = nil_said(statements, place.nil)
        return none.figures["now"] if none else None
    if place.said is not None:
        of = place.whole
        said = select(
            statements,
            place.said,
            lambda one: place.figure in one.figures and of in ("", one.words.get("whole")),
        )
        return said.figures.get(place.figure) if said else None
    table = tables.get(place.table or "")
    if table is None:
        return None
    if place.part is not None:
        return three(table, place.part, "预算数" if "预算" in table.kind else "决算数")
    row = table.coded(place.code) if place.code else table.named(place.row or "", place.side)
    if place.column:
        whole = row["合计"] if row else None
        beside = whole is not None and place.column != "合计" and whole.source in wrong
        return row[place.column] if row and not beside else None
    return amount(row)


def _budget(into: Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    def of(final: Statement, late: bool) -> bool:
        own = final.words.get("fund") not in FUNDS[1:]
        return own and ("全年" in final.words.get("which", "")) == late

    said = select(statements, "财政拨款支出", lambda s: of(s, False))
    later = select(statements, "财政拨款支出", lambda s: of(s, True))
    spent = cell(tables, GENERAL, "合计")
    if first := said or later:
        kind = "全年预算" if first is later else "年初预算"
        budget, final = first.figures.get("budget"), first.figures.get("final")
        if earlier := first.figures.get("first"):
            kind, budget = "年初预算", earlier
        scope = _ALL_FUNDS if _is_all_funds(final, tables) else _SCOPE
        into.add("预算数", budget, f"{scope}，{kind}")
        if spent is None or (
            final and abs(spent.value - final.value) > spent.half_step + final.half_step + SUMS
        ):
            spent = final
    elif TOTAL in tables and (row := tables[TOTAL].named("本年支出合计")):
        into.add("预算数", row["年初预算数"], "口径：全部支出，年初预算")
        spent = amount(row) if row["年初预算数"] else spent
    if spent is None and (told := select(statements, "一般公共预算财政拨款支出", _gives_now)):
        spent = told.figures["now"]
    scope = _ALL_FUNDS if first and _is_all_funds(spent, tables) else _SCOPE
    into.add("预算执行数", spent, scope if first or not tables.get(TOTAL) else "")
    planned = select(statements, "一般公共预算财政拨款支出", lambda s: "plan_delta" in s.figures)
    if not first and planned:
        kind = planned.words.get("plan") or "年初"
        budget = before_change(planned, planned.figures.get("now"), "plan_way", "plan_delta")
        remark = f"{_SCOPE}，{kind}预算；由决算数和文字所述增减额推算"
        into.add("预算数", budget, remark)
    if later:
        into.add("全年预算数", later.figures.get("budget"), _SCOPE)
    whole = cell(tables, GENERAL, "合计")
    change = select(statements, "一般公共预算财政拨款支出", compares) or select(
        statements,
        "财政拨款支出变动",
        lambda s: compares(s) and same(s.figures.get("now"), whole),
    )
    if change:
        remark = f"{_SCOPE}；由本年数和文字所述增减额推算"
        now = change.figures.get("now") or whole
        into.add("预算执行数", prior(change, now), remark, -1)


def _gives_now(said: Statement) -> bool:
    return "now" in said.figures


def _is_all_funds(final: Figure | None, tables: Mapping[str, Table]) -> bool:
    """Whether an amount is that of all fiscal funds, and not of the general budget alone."""
    general, whole = cell(tables, GENERAL, "合计"), at(tables, FISCAL_TOTAL, "本年支出合计")
    return final is not None and not same(final, general) and same(final, whole)


def _grand_total(
    into: Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    totals = ("收入支出总计", "收入总计")
    said = [one for name in totals for one in statements if one.subject == name]
    change = next(filter(compares, said), None)
    stated = next((one.figures["now"] for one in said if "now" in one.figures), None)
    if change is None:
        into.add("收入支出总计", at(tables, TOTAL, "总计", "收入") or stated)
    else:
        grand = at(tables, TOTAL, "总计", "收入") or change.figures.get("now")
        into.add("收入支出总计", grand)
        remark = "由本年数和文字所述增减额推算"
        into.add("收入支出总计", prior(change, change.figures.get("now") or grand), remark, -1)


def _staff(into: Gathered, tables: Mapping[str, Table]) -> None:
    basic = tables.get(BASIC)
    if basic is not None:
        pay, grants = amount(basic.coded("301")), amount(basic.coded("303"))
        retired = {code: amount(basic.coded(code)) for code in ("30301", "30302")}
        printed = [number for number in retired.values() if number is not None]
        parts = [n for row in basic.rows if row.code[:3] == "303" and (n := amount(row))]
        parts = [part for part in parts if part is not grants]
        sum_ = total(printed)
        rest = round(grants.value - sum_.value, 6) if grants and sum_ else None
        also = f"，不含303中离退休费以外的{rest:g}万元" if rest else ""
        into.add("在职人员经费", pay, f"{_BASIC_SCOPE}，取301工资福利支出{also}")
        blank = [code for code, number in retired.items() if number is None]
        if sum_ is not None and not blank:
            into.add("离退休人员经费", sum_, f"{_BASIC_SCOPE}，30301离休费＋30302退休费")
        elif sum_ is not None and grants is not None and _adds_up(grants, parts):
            remark = f"{blank[0]}栏空白，303各款之和等于303合计，可知该款没有支出"
            into.add("离退休人员经费", sum_, f"{_BASIC_SCOPE}；{remark}")
        elif sum_ is not None:
            into.issues.append(_incomplete(blank[0], sum_.source))


def _adds_up(whole_: Figure, parts: Sequence[Figure]) -> bool:
    sum_ = total(parts)
    slack = whole_.half_step + sum(part.half_step for part in parts)
    return sum_ is not None and abs(whole_.value - sum_.value) <= slack + SUMS


def _incomplete(code: str, source: Source) -> Issue:
    return BLANK_ITEM(
        source,
        f"{code}栏空白，而303各款之和不等于303合计，离退休人员经费未取用",
        "",
        "请向部门核实该款金额后手工填写",
    )
