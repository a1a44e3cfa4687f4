"""Which figures of the text must agree with the tables, and which rates with their figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditkit.facts.accounts.checks.budgetwholes import agree
from auditkit.facts.accounts.checks.counted import check_counts
from auditkit.facts.accounts.checks.growth import check_growth
from auditkit.facts.accounts.checks.itemlists import check_items
from auditkit.facts.accounts.checks.lineitems import check_lines, places_of
from auditkit.facts.accounts.checks.meetings import check_meetings
from auditkit.facts.accounts.checks.rates import check_rates
from auditkit.facts.accounts.checks.spoken import check_spoken
from auditkit.facts.accounts.checks.tables import check_tables
from auditkit.facts.accounts.checks.ties import UNSURE, Ties
from auditkit.facts.accounts.tables.cells import amount, at, cell, same, three
from auditkit.facts.accounts.tables.columns import three_item
from auditkit.facts.accounts.tables.figures import Figure, total
from auditkit.facts.accounts.tables.tables import (
    BASIC,
    EXPENDITURE,
    FISCAL_TOTAL,
    FUND,
    GENERAL,
    INCOME,
    OFFICE,
    RUNNING,
    STATE_CAPITAL,
    THREE,
    TOTAL,
    Table,
)
from auditkit.facts.accounts.text.runningfacts import office_spent
from auditkit.facts.accounts.text.statement import Statement
from auditkit.facts.accounts.text.subjects import FUNDS, RESTS_ON, row_meant, whole_meant
from auditkit.formula.tolerance import SUMS


def check(tables: Mapping[str, Table], statements: Sequence[Statement]) -> Ties:
    """Every tie-out that the document's figures allow, in a fixed order."""
    ties = check_tables(tables)
    check_growth(ties, tables)
    _texts(ties, tables, statements)
    known = places_of(tables)
    check_lines(ties, known, statements)
    check_rates(ties, tables, statements, known)
    check_spoken(ties, tables, statements)
    check_counts(ties, tables, statements)
    check_meetings(ties, tables, statements)
    check_items(ties, tables, statements)
    return ties


_OFFICE_PART = (
    "机关运行经费只含行政单位和参照公务员法管理的事业单位的公用经费，"
    "可以小于、不会大于各单位的公用经费"
)
_FUND_PART = re.compile(
    "(?P<fund>政府性基金|国有资本经营)预算财政拨款(?P<column>(?:基本|项目)支出|年[初末]结转和结余)"
)
_TENS = "一二三四五六七八九十"
_FUND_TABLES = {"政府性基金": FUND, "国有资本经营": STATE_CAPITAL}


def _texts(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    printed = {
        "收入支出总计": at(tables, TOTAL, "总计"),
        "收入总计": at(tables, TOTAL, "总计"),
        "支出总计": at(tables, TOTAL, "总计", "支出"),
        "财政拨款收入总计": at(tables, FISCAL_TOTAL, "总计"),
        "财政拨款支出总计": at(tables, FISCAL_TOTAL, "总计", "支出"),
        "一般公共预算财政拨款收入": at(tables, TOTAL, "(?:一、)?一般公共预算财政拨款(?:收入)?"),
        "财政拨款收入支出总计": at(tables, FISCAL_TOTAL, "总计"),
        "本年收入合计": at(tables, TOTAL, "本年收入合计") or cell(tables, INCOME, "合计"),
        "财政拨款收入": cell(tables, INCOME, "财政拨款收入"),
        "本年支出合计": at(tables, TOTAL, "本年支出合计") or cell(tables, EXPENDITURE, "合计"),
        "基本支出": cell(tables, EXPENDITURE, "基本支出"),
        "项目支出": cell(tables, EXPENDITURE, "项目支出"),
        "一般公共预算财政拨款支出": cell(tables, GENERAL, "合计"),
        "财政拨款支出": cell(tables, GENERAL, "合计"),
        "财政拨款支出总额": cell(tables, GENERAL, "合计"),
        "财政拨款基本支出": cell(tables, GENERAL, "基本支出"),
        "财政拨款项目支出": cell(tables, GENERAL, "项目支出"),
        "一般公共预算财政拨款基本支出": cell(tables, GENERAL, "基本支出"),
        "人员经费": at(tables, BASIC, "人员经费合计") or cell(tables, BASIC, "人员经费"),
        "公用经费": at(tables, BASIC, "公用经费合计") or cell(tables, BASIC, "公用经费"),
        "“三公”经费": three(tables.get(THREE), "合计", "决算数"),
        "机关运行经费": at(tables, THREE, OFFICE) or at(tables, RUNNING, OFFICE),
        **{
            f"{fund}预算财政拨款{side}": cell(tables, kind, column)
            for fund, kind in _FUND_TABLES.items()
            for side, column in (("收入", "本年收入"), ("支出", "合计"))
        },
        "年初结转和结余": at(tables, TOTAL, "年初结转和结余"),
        "年末结转和结余": at(tables, TOTAL, "年末结转和结余"),
        **{
            f"{end}财政拨款结转和结余": at(tables, FISCAL_TOTAL, f"{end}财政拨款结转和?结余")
            for end in ("年初", "年末")
        },
    }
    for statement in statements:
        said = statement.figures.get("now") or statement.figures.get("final")
        subject, item = statement.subject, statement.words.get("item", "")
        if subject == "没有":
            _nothing(ties, tables, statement)
            continue
        if "again" in statement.words:
            continue
        ties.on(*RESTS_ON.get(subject, ()))
        if subject == "财政拨款支出" and statement.words.get("fund") in FUNDS[1:]:
            if kind := _FUND_TABLES.get(statement.words.get("named", "")):
                what = f"{statement.words['named']}预算支出：文字与{kind}"
                ties.on(kind).equal("text", what, said, cell(tables, kind, "合计"))
            continue
        if subject in ("项", "类"):
            if found := row_meant(statement, tables):
                kind, shown = found[0], amount(found[1])
                fiscal = at(tables, FISCAL_TOTAL, rf"(?:[{_TENS}]+、)?{re.escape(item)}", "支出")
                if subject == "类" and same(said, fiscal) and not same(said, shown):
                    # A 类 of two budgets, in a text on all fiscal expenditure.
                    kind, shown = FISCAL_TOTAL, fiscal
                what = f"{item}（{subject}）支出：文字与{kind}"
                ties.on(kind).equal("text", what, said, shown)
        elif subject == "“三公”经费分项":
            shown = three(tables.get(THREE), three_item([item]) or "", "决算数")
            ties.equal("text", f"{item}决算：文字与{THREE}", said, shown)
        elif subject == "财政拨款总计分项" and said is not None and FISCAL_TOTAL in tables:
            ties.on(FISCAL_TOTAL)
            what = f"财政拨款总计中的{item}：文字与{FISCAL_TOTAL}"
            agree(ties, what, [said], _of_a_fund(tables[FISCAL_TOTAL], item), "text")
        elif part := _fund_part(subject):
            _of_fund(ties, tables, part, subject, said)
        elif subject in printed:
            kind, shown = whole_meant(statement, said, tables) or ("", printed[subject])
            ties.on(*((kind,) if kind else RESTS_ON.get(subject, ())))
            ties.equal("text", f"{subject}：文字与表", said, shown)
        if subject == "“三公”经费分项":
            _budget_of(ties, tables, statement, three_item([item]) or "", item)
        if subject == "“三公”经费":
            _budget_of(ties, tables, statement, "合计", "“三公”经费")
        if subject == "政府采购":
            parts = [statement.figures.get(role) for role in ("goods", "works", "services")]
            what = "政府采购金额＝货物＋工程＋服务"
            # A part that is not named may be one that was not understood.
            if all(parts):
                ties.sum("text-sum", what, statement.figures.get("total"), parts)
            shown = at(tables, RUNNING, ".*政府采购支出(?:合计|总额)")
            what = f"政府采购支出：文字与{RUNNING}"
            ties.on(RUNNING).equal("text", what, statement.figures.get("total"), shown)
    _items(ties.on(), statements)
    ties.on(BASIC).within(
        "part",
        f"机关运行经费不大于{BASIC}的公用经费",
        office_spent(tables, statements),
        at(tables, BASIC, "公用经费合计"),
        _OFFICE_PART,
    )


def _fund_part(subject: str) -> tuple[str, str] | None:
    """The table and the column of what a fund's passage says of its parts."""
    found = _FUND_PART.fullmatch(subject)
    return (_FUND_TABLES[found["fund"]], found["column"]) if found else None


def _of_fund(
    ties: Ties,
    tables: Mapping[str, Table],
    part: tuple[str, str],
    subject: str,
    said: Figure | None,
) -> None:
    """A part of a fund; an amount beyond the whole fund may be said of all expenditure."""
    kind, column = part
    whole, shown = cell(tables, kind, "合计"), cell(tables, kind, column)
    trial = Ties(gapped=ties.gapped).on(kind)
    trial.equal("text", f"{subject}：文字与{kind}", said, shown)
    if column.endswith("支出") and said and whole and said.value > whole.value:
        ties.held += [(UNSURE, kind, tie) for tie in trial.found]
    else:
        ties.found += trial.found
        ties.held += trial.held


def _of_a_fund(table: Table, fund: str) -> list[Figure]:
    """What one of the three budgets comes to: received, opening and received, spent, in all."""
    received = [a for row in table.rows if row.name.endswith(fund) and (a := amount(row))]
    ends = [row for row in table.rows if re.fullmatch("本年支出合计|总计", row.name)]
    both = total(received)
    return [*received, *([both] if both else []), *(f for row in ends if (f := row[fund]))]


def _budget_of(
    ties: Ties, tables: Mapping[str, Table], statement: Statement, item: str, named: str
) -> None:
    """A 三公 budget of the text against the table, which may print two: the one meant fits."""
    words = statement.words.get("which") or ""
    table = tables.get(THREE)
    measures = [f"{words[:2]}预算数"] if words else ["预算数", "年初预算数", "全年预算数"]
    shown = [three(table, item, measure) for measure in (*measures, "预算数")]
    printed = [figure for figure in shown if figure is not None]
    said = [statement.figures.get(role) for role in ("budget", "first")]
    pairs = [(s, p) for s in said if s for p in printed]
    if pairs:
        one, other = next((pair for pair in pairs if same(*pair)), pairs[0])
        ties.equal("text", f"{named}预算：文字与{THREE}", one, other)


def _nothing(ties: Ties, tables: Mapping[str, Table], statement: Statement) -> None:
    """A table that the text calls empty (故本表无数据) and that has a total."""
    if "table" not in statement.words:
        return
    for word, kind in (("三公", THREE), ("政府性基金", FUND), ("国有资本经营", STATE_CAPITAL)):
        if word in statement.words["nothing"]:
            table = tables.get(kind)
            shown = three(table, "合计", "决算数") if kind == THREE else cell(tables, kind, "合计")
            what = f"文字称本表无数据：与{kind}合计"
            ties.on(kind).equal("text", what, statement.figures["now"], shown)


def _items(ties: Ties, statements: Sequence[Statement]) -> None:
    """The budgets of the items add up to the whole, where the text names every item.

    It does where their final amounts add up to the final amount of the whole.
    """
    items = [
        s for s in statements if s.subject == "项" and s.words.get("fund") not in FUNDS[1:]
    ]  # fmt: skip
    grand = next((s for s in statements if s.subject == "财政拨款支出"), None)
    finals = [s.figures["final"] for s in items if "final" in s.figures]
    whole, spent = (grand.figures.get("final"), total(finals)) if grand else (None, None)
    if grand is None or whole is None or spent is None or len(items) < 2:
        return
    slack = whole.half_step + sum(number.half_step for number in finals)
    if abs(whole.value - spent.value) <= slack + SUMS:
        budgets = [s.figures.get("budget") for s in items]
        what = "财政拨款支出预算＝各项预算之和"
        ties.sum("text-sum", what, grand.figures.get("budget"), budgets)
