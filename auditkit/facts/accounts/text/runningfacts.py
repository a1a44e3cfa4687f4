"""Facts on 三公经费 and 机关运行经费, from their tables and from what the text says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditkit.facts.accounts.gathered import Gathered
from auditkit.facts.accounts.tables.cells import at, three, three_table
from auditkit.facts.accounts.tables.columns import three_item
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.tables import OFFICE, RUNNING, THREE, Table
from auditkit.facts.accounts.text.statement import Statement, before_change, prior, select


def add_three(into: Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]) -> None:
    """三公经费 of the year and the year before, its plan and parts, in 万元: table, else text."""
    table = three_table(tables)
    change = select(statements, "“三公”经费变动")
    final = three(table, "合计", "决算数")
    budget = three(table, "合计", "预算数")
    remark = ""
    if final is None and (told := _with(statements, "final")):
        final = told.figures["final"]
        remark = "表中空白，取文字" if table else ""
    if budget is None and (told := _with(statements, "budget")):
        budget = told.figures.get("first") or told.figures["budget"]
    none = nil_said(statements, "三公经费")
    if final is None and none is not None:
        final, remark = none.figures["now"], "原文称没有这项支出"
    empty = nil_said(statements, "三公经费", whole_table=True)
    if empty is None and none is not None and "unplanned" in none.words:
        empty = none
    if budget is None and empty is not None:
        budget = empty.figures["now"]
    into.add("“三公经费”总额", final, f"决算数{'，' if remark else ''}{remark}")
    before = three(table, "合计", "上年决算数")
    if before is not None:
        into.add("“三公经费”总额", before, "上年决算数", -1)
    elif change is not None:
        now = change.figures.get("now") or final
        remark = "决算数，由本年数和文字所述增减额推算"
        into.add("“三公经费”总额", prior(change, now), remark, -1)
    if budget is None and (said := _with(statements, "plan_delta")):
        budget = before_change(said, said.figures.get("final") or final, "plan_way", "plan_delta")
    later = three(table, "合计", "全年预算数")
    remark = f"表中另印全年预算数{later.printed}" if budget and later else ""
    into.add("三公经费预算数", budget, remark)
    for item in ("因公出国(境)费", "公务用车购置费", "公务用车运行维护费", "公务接待费"):
        name = item.replace("(", "（").replace(")", "）")
        shown, remark = three(table, item, "决算数"), "决算数"
        if shown is None:
            parts = (
                s for s in statements if s.subject == "“三公”经费分项" and "final" in s.figures
            )
            said = next((s for s in parts if three_item([s.words["item"]]) == item), None)
            shown, remark = (said.figures["final"] if said else None), "决算数，表中空白，取文字"
        if shown is None and (said := none or _nil_part(statements, item)):
            shown, remark = said.figures["now"], "决算数，原文称没有这项支出"
        into.add(name, shown, remark)


def _nil_part(statements: Sequence[Statement], item: str) -> Statement | None:
    """The sentence that says there is none of a part; 没有公务用车购置费 says so of that alone."""
    part = next((word for word in ("购置", "运行") if word in item), "")
    other = {"购置": "运行", "运行": "购置"}.get(part, "")

    def says(statement: Statement) -> bool:
        nothing = statement.words["nothing"]
        of_other = bool(other) and other in nothing and part not in nothing
        return item[:4] in nothing and not of_other

    return select(statements, "没有", says)


def _with(statements: Sequence[Statement], role: str) -> Statement | None:
    """The first sentence on the whole 三公经费 that gives a figure of one role."""
    return select(statements, "“三公”经费", lambda said: role in said.figures)


def add_office(
    into: Gathered, tables: Mapping[str, Table], statements: Sequence[Statement]
) -> None:
    """机关运行经费 of the year and of the year before, in 万元: the text, else the table."""
    said = _office_said(statements)
    into.add("机关运行经费", office_spent(tables, statements))
    if said:
        now = _office_now(statements)
        into.add("机关运行经费", prior(said, now), "由本年数和文字所述增减额推算", -1)


def office_spent(tables: Mapping[str, Table], statements: Sequence[Statement]) -> Figure | None:
    """机关运行经费 of the year, in 万元: the text, else the table, else that there is none."""
    shown = at(tables, THREE, OFFICE) or at(tables, RUNNING, OFFICE)
    none = nil_said(statements, "机关运行经费")
    return _office_now(statements) or shown or (none.figures["now"] if none else None)


def _office_said(statements: Sequence[Statement]) -> Statement | None:
    return select(statements, "机关运行经费", compares) or select(statements, "机关运行经费")


def _office_now(statements: Sequence[Statement]) -> Figure | None:
    said = _office_said(statements)
    if said and "now" in said.figures:
        return said.figures["now"]
    stated = select(statements, "机关运行经费", lambda s: "now" in s.figures)
    return stated.figures["now"] if stated else None


def nil_said(
    statements: Sequence[Statement], word: str, *, whole_table: bool = False
) -> Statement | None:
    """The sentence that says there is none of something, or nothing in the whole table of it."""

    def says(statement: Statement) -> bool:
        nothing = statement.words["nothing"]
        # 未安排政府采购预算 says of the plan, and not of what was bought.
        planned = f"{word}预算" in nothing
        return word in nothing and not planned and (not whole_table or "table" in statement.words)

    return select(statements, "没有", says)


def compares(statement: Statement) -> bool:
    return "same" in statement.words or bool({"delta", "before"} & statement.figures.keys())
