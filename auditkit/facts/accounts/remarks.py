"""What is to be said of a document as a whole: units, tables, words left from the model text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditkit.errors import Issue, IssueKind, UnreadableFile
from auditkit.facts.accounts.checks.ties import GAP, Blank, Ties
from auditkit.facts.accounts.naming import OTHER_YEAR
from auditkit.facts.accounts.tables.cells import three_table
from auditkit.facts.accounts.tables.rows import UNREAD_AMOUNT
from auditkit.facts.accounts.tables.tables import FUND, KINDS, STATE_CAPITAL, THREE, Table
from auditkit.facts.accounts.text.statement import Statement
from auditkit.facts.accounts.unseen import HIDDEN_SHEET
from auditkit.files.grid import UNREAD, Grid, Source

TEXT_ALONE = IssueKind("accounts-text-alone", "决算（预算）只有正文而没有表")
UNREAD_PAGE = IssueKind("page-unread", "决算有一页没有读入")
SEVERAL_UNITS = IssueKind("accounts-units", "决算各表的单位不同")
NO_TABLE = IssueKind("accounts-table", "决算缺少一张表")
CONVERTED = IssueKind("accounts-converted", "决算以元列示，已换算为万元")
BLANK_TOTAL = IssueKind("accounts-total", "决算表的合计空白（列为 C07）")
HELD_BACK = IssueKind("accounts-held", "决算表没有读全，对不上的勾稽不作为问题")
MODEL_TEXT = IssueKind("accounts-template", "决算说明照抄范本（列为 C05）")
NO_PERCENT = IssueKind("accounts-percent", "决算说明漏印百分号（列为 C05）")
UNIT_ALONE = IssueKind("accounts-scope", "只是单位的决算或预算，不含所属单位")


def unread_pages(grids: Sequence[Grid], issues: Sequence[Issue]) -> list[Issue]:
    """An issue for every unread page that the reader's own issues do not name."""
    told = {issue.source for issue in issues}
    places = (
        Source(grid.file, grid.name.removesuffix(UNREAD).strip(), grid.sha256)
        for grid in grids
        if grid.unread
    )
    return [
        UNREAD_PAGE(place, "本页没有读入", "", "请对照原件手工填写本页数据")
        for place in places
        if place not in told
    ]


def several_units(document: Source, names: Sequence[str], taken: int) -> list[Issue]:
    """That a file holds the tables of several units, and whose are taken."""
    if len(names) == 1:
        return []
    said = [name or f"第{i}个单位" for i, name in enumerate(names, 1)]
    what = f"文件里有{len(names)}个单位的决算表，取用“{said[taken]}”的"
    remedy = "请核对；要取另一单位的，请用 --department 指明"
    return [SEVERAL_UNITS(document, what, "、".join(said), remedy, False)]


def missing_tables(document: Source, tables: Mapping[str, Table]) -> list[Issue]:
    """An issue for each table of the set that was not found."""
    if not tables:
        return []
    rare = (FUND, STATE_CAPITAL)
    what, remedy = "没有找到《{}》", "请核对原件是否缺表"
    return [
        NO_TABLE(document, what.format(kind), "", remedy, kind not in rare)
        for kind in KINDS
        if kind not in tables and not (kind == THREE and three_table(tables))
    ]


def converted(document: Source, tables: Mapping[str, Table]) -> list[Issue]:
    """That tables in another unit were converted: one line for each unit."""
    units: dict[str, list[Table]] = {}
    for table in tables.values():
        if table.unit not in ("", "万元"):
            units.setdefault(table.unit, []).append(table)
    issues = []
    for unit, found in units.items():
        names = "、".join(f"《{table.kind}》" for table in found)
        where = replace(document, place=found[0].grids[0])
        what = f"{len(found)}张表单位为{unit}，已折算为万元"
        issues.append(CONVERTED(where, what, names, "无需处理", False))
    return issues


def blank_total(blank: Blank) -> Issue:
    """The issue on a total that is blank over filled parts."""
    remedy = "请部门补填合计，或对照原件核对"
    return BLANK_TOTAL(blank.source, str(blank), "", remedy, False)


def held_back(document: Source, tables: Mapping[str, Table], ties: Ties) -> list[Issue]:
    """One issue for each table whose tie-outs are not held against the department, and why."""
    counts = Counter((why, table) for why, table, _ in ties.held)
    issues = []
    for (why, table), count in counts.items():
        found = "、".join(tables[table].gaps[:3]) if table in tables and why == GAP else ""
        place = tables[table].grids[0] if table in tables else ""
        where = replace(document, place=place)
        what = f"《{table}》{why}，涉及它的勾稽有{count}项对不上，不作为问题提出"
        remedy = "请先更正没有读入之处" if why == GAP else "请先核对合计"
        issues.append(HELD_BACK(where, what, found, remedy, False))
    return issues


def wording(statements: Sequence[Statement]) -> list[Issue]:
    """Words of the model text that were left standing, and percentages without their sign."""
    issues = []
    for said in statements:
        way, where, mend = said.words.get("rate_way", ""), said.source, "请部门更正"
        if re.search("增", way) and re.search("降|减", way):
            what = "照抄范本，没有选定增减"
            issues.append(MODEL_TEXT(where, what, way, mend, False))
        if number := said.words.get("misprint"):
            what, remedy = "金额的分位符不合规范，没有取用", "请对照原件填写"
            issues.append(UNREAD_AMOUNT(where, what, number, remedy))
        if number := said.words.get("unmarked"):
            issues.append(NO_PERCENT(where, "百分比漏印百分号", number, mend, False))
    return issues


def no_table_read(document: Source, kind: str) -> Issue:
    """That a document has its text alone: its figures are taken, and nothing can be tied."""
    what = f"{kind}中没有读到表，只取了正文所写的数，无从勾稽"
    return TEXT_ALONE(document, what, "", "请另行索取各表；表格是图片的，请用原件")


def no_tables(file: str, kind: str, issues: Sequence[Issue]) -> UnreadableFile:
    """That a file holds none of the tables, and which sheets were hidden."""
    what, remedy = f"没有找到{kind}的任何一张表", f"请确认这是{kind}公开文件，且表格不是图片"
    if hidden := [i.source.place for i in issues if i.code == HIDDEN_SHEET.code]:
        what += f"，隐藏的工作表（{'、'.join(hidden)}）没有读入"
    return UnreadableFile(file, what, remedy)


def no_year(document: Source) -> Issue:
    """That neither the document nor the auditor says the year: no figure has one."""
    remedy = "请用 --year 指明年度"
    return OTHER_YEAR(document, "没有写明年度，未取数", "", remedy)


def unit_only(document: Source, kind: str) -> Issue:
    """That a document is about one unit, without those below it."""
    what = f"这是单位{kind[-2:]}，只含本单位，不含所属单位"
    return UNIT_ALONE(document, what, "", f"评价整个部门请索取{kind}", False)
