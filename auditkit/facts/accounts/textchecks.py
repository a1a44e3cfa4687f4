"""Which figures of the text must agree with the tables, and which rates with their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.facts.accounts.checks import amount, at, cell, check_tables, three
from auditkit.facts.accounts.columns import three_item
from auditkit.facts.accounts.tables import (
    BASIC,
    EXPENDITURE,
    FISCAL_TOTAL,
    GENERAL,
    INCOME,
    THREE,
    TOTAL,
    Table,
)
from auditkit.facts.accounts.text import Statement
from auditkit.facts.accounts.ties import Ties


def check(tables: Mapping[str, Table], statements: Sequence[Statement]) -> Ties:
    """Every tie-out that the document's figures allow, in a fixed order."""
    ties = check_tables(tables)
    _texts(ties, tables, statements)
    _rates(ties, tables, statements)
    return ties


_RESTS_ON = {
    "收入支出总计": (TOTAL,),
    "收入总计": (TOTAL,),
    "财政拨款收入支出总计": (FISCAL_TOTAL,),
    "本年收入合计": (TOTAL, INCOME),
    "财政拨款收入": (INCOME, TOTAL),
    "本年支出合计": (TOTAL, EXPENDITURE),
    "基本支出": (EXPENDITURE, TOTAL),
    "项目支出": (EXPENDITURE, TOTAL),
    "一般公共预算财政拨款支出": (GENERAL, TOTAL),
    "财政拨款支出": (GENERAL,),
    "一般公共预算财政拨款基本支出": (GENERAL,),
    "人员经费": (BASIC,),
    "公用经费": (BASIC,),
    "“三公”经费": (THREE,),
    "“三公”经费分项": (THREE,),
    "年初结转和结余": (TOTAL,),
    "年末结转和结余": (TOTAL,),
    "项": (GENERAL,),
    "类": (GENERAL,),
}
"""The tables that what the text says of a subject is compared with."""


def _texts(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    printed = {
        "收入支出总计": at(tables, TOTAL, "总计"),
        "收入总计": at(tables, TOTAL, "总计"),
        "财政拨款收入支出总计": at(tables, FISCAL_TOTAL, "总计"),
        "本年收入合计": at(tables, TOTAL, "本年收入合计") or cell(tables, INCOME, "合计"),
        "财政拨款收入": cell(tables, INCOME, "财政拨款收入"),
        "本年支出合计": at(tables, TOTAL, "本年支出合计") or cell(tables, EXPENDITURE, "合计"),
        "基本支出": cell(tables, EXPENDITURE, "基本支出"),
        "项目支出": cell(tables, EXPENDITURE, "项目支出"),
        "一般公共预算财政拨款支出": cell(tables, GENERAL, "合计"),
        "财政拨款支出": cell(tables, GENERAL, "合计"),
        "一般公共预算财政拨款基本支出": cell(tables, GENERAL, "基本支出"),
        "人员经费": at(tables, BASIC, "人员经费合计"),
        "公用经费": at(tables, BASIC, "公用经费合计"),
        "“三公”经费": three(tables.get(THREE), "合计", "决算数"),
        "年初结转和结余": at(tables, TOTAL, "年初结转和结余"),
        "年末结转和结余": at(tables, TOTAL, "年末结转和结余"),
    }
    general = tables.get(GENERAL)
    for statement in statements:
        said = statement.figures.get("now") or statement.figures.get("final")
        subject, item = statement.subject, statement.words.get("item", "")
        ties.on(*_RESTS_ON.get(subject, ()))
        if subject in ("项", "类") and general is not None:
            size = 7 if subject == "项" else 3
            rows = [r for r in general.rows if r.name == item and len(r.code) == size]
            if len(rows) == 1:
                ties.equal(
                    "text", f"{item}（{subject}）支出：文字与{GENERAL}", said, amount(rows[0])
                )
        elif subject == "“三公”经费分项":
            shown = three(tables.get(THREE), three_item([item]) or "", "决算数")
            ties.equal("text", f"{item}决算：文字与{THREE}", said, shown)
        elif subject in printed:
            ties.equal("text", f"{subject}：文字与表", said, printed[subject])
        if subject == "“三公”经费":
            shown = three(tables.get(THREE), "合计", "预算数")
            ties.equal(
                "text", f"“三公”经费预算：文字与{THREE}", statement.figures.get("budget"), shown
            )
        if subject == "政府采购":
            parts = [statement.figures.get(role) for role in ("goods", "works", "services")]
            what = "政府采购金额＝货物＋工程＋服务"
            ties.sum("text-sum", what, statement.figures.get("total"), parts)
    ties.on()
    items = [s.figures.get("budget") for s in statements if s.subject == "项"]
    grand = next((s.figures.get("budget") for s in statements if s.subject == "财政拨款支出"), None)
    if len(items) > 1:
        ties.sum("text-sum", "财政拨款支出预算＝各项预算之和", grand, items)


def _rates(ties: Ties, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    bases = {
        "财政拨款收入": at(tables, TOTAL, "本年收入合计"),
        "基本支出": at(tables, TOTAL, "本年支出合计"),
        "项目支出": at(tables, TOTAL, "本年支出合计"),
        "一般公共预算财政拨款支出": at(tables, TOTAL, "本年支出合计"),
        "类": cell(tables, GENERAL, "合计"),
    }
    for statement in statements:
        figures, subject = statement.figures, statement.subject
        named = statement.words.get("item") or subject
        ties.on(*_RESTS_ON.get(subject, ()))
        if (rate := statement.rates.get("rate")) and "budget" in figures and "final" in figures:
            what = f"{named}：完成{statement.words.get('base') or ''}预算的百分比"
            ties.rate("rate", what, rate, figures["final"], figures["budget"])
        if share := statement.rates.get("share"):
            ties.rate("rate", f"{named}：占比", share, figures.get("now"), bases.get(subject))
        if rate and (delta := figures.get("delta")):
            now = figures.get("now")
            if subject == "“三公”经费变动" and now is None:
                now = next(
                    (s.figures.get("final") for s in statements if s.subject == "“三公”经费"), None
                )
            sign = -1 if statement.words["way"] in ("减少", "下降") else 1
            ties.change(f"{subject}：比上年增减率", rate, now, delta, sign)
        if subject == "“三公”经费分项" and rate:
            budget = three(tables.get(THREE), three_item([named]) or "", "预算数")
            ties.rate("rate", f"{named}：完成预算的百分比", rate, figures.get("final"), budget)
