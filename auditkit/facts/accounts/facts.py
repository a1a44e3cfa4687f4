"""Facts from final accounts: the rule pack's figures, each with the cell or sentence it rests on.

在职人员经费 is 类 301 工资福利支出, which 《政府收支分类科目》 defines as the pay of 在职职工 and
of staff employed for long outside the establishment, with their social insurance. 离退休人员经费
is 30301 离休费 and 30302 退休费. The rest of 303 (抚恤金, 生活补助, 奖励金 …) is in neither; the
remark says how much it is. All are of 一般公共预算财政拨款基本支出, the only one by 经济分类.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.errors import Issue
from auditkit.facts.accounts.checks import amount, at, cell, three, whole
from auditkit.facts.accounts.figures import Figure, total
from auditkit.facts.accounts.tables import BASIC, EXPENDITURE, GENERAL, THREE, TOTAL, Table
from auditkit.facts.accounts.text import Statement, prior, select
from auditkit.facts.facts import Fact
from auditkit.files.grid import Source

_SCOPE = "口径：一般公共预算财政拨款"
_BASIC_SCOPE = "口径：一般公共预算财政拨款基本支出"


class _Gathered:
    """Facts in their order, and what stopped a figure from becoming one."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.facts: list[Fact] = []
        self.issues: list[Issue] = []

    def add(self, name: str, number: Figure | None, remark: str = "", shift: int = 0) -> None:
        if number is None:
            return
        quote = f"原文「{number.quote}」" if number.quote else ""
        if number.decimals > 2 and not quote:
            remark = "；".join(filter(None, (remark, f"原表为{number.printed}元，折合万元")))
        self.facts.append(
            Fact(
                name,
                self.year + shift,
                number.value,
                "万元",
                number.source,
                max(number.decimals, 0),
                remark="；".join(filter(None, (remark, quote))),
            )
        )


def gather(
    tables: Mapping[str, Table], statements: Sequence[Statement], year: int
) -> tuple[tuple[Fact, ...], list[Issue]]:
    """The facts of the year, and those of the year before that the document allows."""
    into = _Gathered(year)
    _budget(into, tables, statements)
    _balances(into, tables, statements)
    _staff(into, tables, statements)
    _three(into, tables, statements)
    _others(into, tables, statements)
    return tuple(into.facts), into.issues


def _budget(into: _Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    said = select(statements, "财政拨款支出", lambda s: "全年" not in s.words.get("which", ""))
    later = select(statements, "财政拨款支出", lambda s: "全年" in s.words.get("which", ""))
    spent = cell(tables, GENERAL, "合计")
    if first := said or later:
        kind = "全年预算" if first is later else "年初预算"
        budget, final = first.figures.get("budget"), first.figures.get("final")
        into.add("预算数", budget, f"{_SCOPE}，{kind}")
        if spent is None or (
            final and abs(spent.value - final.value) > spent.half_step + final.half_step + 1e-7
        ):
            spent = final
    elif TOTAL in tables and (row := tables[TOTAL].named("本年支出合计")):
        into.add("预算数", row["年初预算数"], "口径：全部支出，年初预算")
        spent = amount(row) if row["年初预算数"] else spent
    into.add("预算执行数", spent, _SCOPE if first or not tables.get(TOTAL) else "")
    if later:
        into.add("全年预算数", later.figures.get("budget"), _SCOPE)
    change = select(statements, "一般公共预算财政拨款支出", _compares)
    if change:
        remark = f"{_SCOPE}；由本年数和文字所述增减额推算"
        into.add("预算执行数", prior(change, change.figures.get("now")), remark, -1)


def _balances(
    into: _Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    name = "累计结转结余资金总额"
    for word, shift in (("年末", 0), ("年初", -1)):
        number = at(tables, TOTAL, f"{word}结转和?结余")
        if number is None and (said := select(statements, f"{word}结转和结余")):
            number = said.figures.get("now")
        into.add(name, number, f"取{word}结转和结余", shift)
    into.add(
        "本年收入合计", at(tables, TOTAL, "本年收入合计") or cell(tables, "收入决算表", "合计")
    )
    into.add("本年支出合计", at(tables, TOTAL, "本年支出合计") or cell(tables, EXPENDITURE, "合计"))
    for name in ("基本支出", "项目支出"):
        into.add(name, cell(tables, EXPENDITURE, name))
    if change := select(statements, "收入支出总计", _compares):
        grand = at(tables, TOTAL, "总计", "收入") or change.figures.get("now")
        into.add("收入支出总计", grand)
        remark = "由本年数和文字所述增减额推算"
        into.add("收入支出总计", prior(change, change.figures.get("now")), remark, -1)


def _staff(into: _Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
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
    people = at(tables, BASIC, "人员经费合计") or _said(statements, "人员经费")
    running = at(tables, BASIC, "公用经费合计") or _said(statements, "公用经费")
    into.add("人员经费", people, _BASIC_SCOPE)
    into.add("公用经费", running, _BASIC_SCOPE)
    into.add("年度在职人员公用经费实际支出数", running, f"{_BASIC_SCOPE}，取公用经费合计")


def _adds_up(whole_: Figure, parts: Sequence[Figure]) -> bool:
    sum_ = total(parts)
    slack = whole_.half_step + sum(part.half_step for part in parts)
    return sum_ is not None and abs(whole_.value - sum_.value) <= slack + 1e-7


def _incomplete(code: str, source: Source) -> Issue:
    return Issue(
        "accounts-blank",
        source,
        f"{code}栏空白，而303各款之和不等于303合计，离退休人员经费未取用",
        "",
        "请向部门核实该款金额后手工填写",
    )


def _three(into: _Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    table = tables.get(THREE)
    said = select(statements, "“三公”经费")
    change = select(statements, "“三公”经费变动")
    final = three(table, "合计", "决算数")
    budget = three(table, "合计", "预算数")
    remark = ""
    if final is None and said is not None:
        final = said.figures.get("final")
        remark = "表中空白，取文字" if table else ""
    if budget is None and said is not None:
        budget = said.figures.get("budget")
    into.add("“三公经费”总额", final, f"决算数{'，' if remark else ''}{remark}")
    before = three(table, "合计", "上年决算数")
    if before is not None:
        into.add("“三公经费”总额", before, "上年决算数", -1)
    elif change is not None:
        now = change.figures.get("now") or final
        remark = "决算数，由本年数和文字所述增减额推算"
        into.add("“三公经费”总额", prior(change, now), remark, -1)
    into.add("三公经费预算数", budget)
    for item in ("因公出国(境)费", "公务用车购置费", "公务用车运行维护费", "公务接待费"):
        name = item.replace("(", "（").replace(")", "）")
        into.add(name, three(table, item, "决算数"), "决算数")


def _others(into: _Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    if bought := select(statements, "政府采购"):
        into.add("实际政府采购金额", bought.figures.get("total"))
        for role, name in (("goods", "货物"), ("works", "工程"), ("services", "服务")):
            into.add(f"政府采购{name}金额", bought.figures.get(role))
    into.add("政府采购预算数", _said(statements, "政府采购预算数"))
    if office := select(statements, "机关运行经费", _compares) or select(
        statements, "机关运行经费"
    ):
        now = office.figures.get("now")
        into.add("机关运行经费", now)
        into.add("机关运行经费", prior(office, now), "由本年数和文字所述增减额推算", -1)
    if GENERAL in tables and whole(tables[GENERAL]):
        for name in ("基本支出", "项目支出"):
            into.add(f"一般公共预算财政拨款{name}", cell(tables, GENERAL, name))


def _compares(statement: Statement) -> bool:
    return "same" in statement.words or "delta" in statement.figures


def _said(statements: Sequence[Statement], subject: str) -> Figure | None:
    found = select(statements, subject)
    number = found.figures.get("now") if found else None
    return replace(number) if number else None
