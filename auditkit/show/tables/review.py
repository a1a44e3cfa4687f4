"""What reading a form brought up: the repairs, run together to be readable, and the issues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from auditkit.errors import Issue
from auditkit.files.grid import Repair
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.show.appearance import NO_FORM, Record
from auditkit.show.markup import anchor, joined, link, tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate

_LINE = re.compile(r"第(\d+)行")
_CELL = re.compile(r"(.*!)[A-Z]+(\d+)")
MANY = 3
"""Repairs of a kind that are listed in the row itself; more go into a list to be opened."""


@of_audit(lambda audit: (audit.declaration,))
def repairs_table(declaration: Declaration) -> Table:
    """The repairs by kind, each kind with its lines run together and every single one listed."""
    kinds: dict[str, list[Repair]] = {}
    for repair in declaration.repairs:
        kinds.setdefault(repair.code, []).append(repair)
    groups = list(kinds.values())
    data: list[Record] = [
        {
            "code": group[0].code,
            "count": len(group),
            "places": runs([repair.source.place for repair in group]),
            "what": group[0].what,
            "before": group[0].before,
            "after": group[0].after,
            "repairs": [
                {
                    "source": str(repair.source),
                    "what": repair.what,
                    "before": repair.before,
                    "after": repair.after,
                }
                for repair in group
            ],
        }
        for group in groups
    ]

    def cell(column: Column, row: Record) -> object:
        if column.key != "what":
            return None
        group = kinds[row["code"]]
        items = tag("ul", *(tag("li", _line(repair)) for repair in group), class_="ak-list")
        if len(group) <= MANY:
            return items
        example = tag("p", "例：", _line(group[0]), class_="ak-example")
        opened = tag("details", tag("summary", f"全部{len(group)}处"), items)
        return joined(example, opened)

    return tabulate(
        (
            Column("code", "修复"),
            Column("count", "处数", "count"),
            Column("places", "位置"),
            Column("what", "内容", wide=True),
        ),
        data,
        f"识读修复（共{len(declaration.repairs)}处）",
        header="code",
        cell=cell,
        empty=f"{NO_FORM}，指标和指标值取自规则包的常用指标值。"
        if formless(declaration)
        else f"{declaration.kind}没有需要修复之处。",
        style="ak-fold ak-repairs",
    )


def _line(repair: Repair) -> object:
    place = tag("span", repair.source.place, class_="ak-place")
    change = f"：“{repair.before}” → “{repair.after}”" if repair.before != repair.after else ""
    return joined(place, " ", repair.what, change)


def runs(places: Sequence[str]) -> str:
    """Places run together: lines of a text or rows of a sheet, in order.

    >>> runs(["第22行第1栏", "第23行第1栏", "第24行第1栏", "第31行第1栏"])
    '第22–24、31行'
    >>> runs(["表1!D3", "表1!D4"])
    '表1!第3–4行'
    """
    by_sheet: dict[str, set[int]] = {}
    others: list[str] = []
    for place in places:
        if found := _CELL.fullmatch(place):
            by_sheet.setdefault(found[1], set()).add(int(found[2]))
        elif found := _LINE.search(place):
            by_sheet.setdefault(place[: found.start()], set()).add(int(found[1]))
        else:
            others.append(place)
    parts = [f"{sheet}第{'、'.join(_ranges(sorted(lines)))}行" for sheet, lines in by_sheet.items()]
    return "；".join([*parts, *dict.fromkeys(others)])


def _ranges(numbers: Sequence[int]) -> Iterable[str]:
    start = previous = numbers[0]
    for number in (*numbers[1:], None):
        if number is not None and number == previous + 1:
            previous = number
            continue
        yield str(start) if start == previous else f"{start}–{previous}"
        if number is not None:
            start = previous = number


@of_audit(lambda audit: (audit.issues,))
def issues_table(issues: Iterable[Issue]) -> Table:
    """The issues: where, what was found, and what to do; grave ones keep a figure from use."""
    data: list[Record] = [
        {
            "grave": "不能使用" if issue.grave else "提请注意",
            "where": issue.where,
            "what": issue.what,
            "found": issue.found,
            "remedy": issue.remedy,
            "code": issue.code,
        }
        for issue in issues
    ]

    def cell(column: Column, row: Record) -> object:
        match column.key:
            case "grave":
                grave = row["grave"] == "不能使用"
                symbol = tag("span", "×" if grave else "○", class_="ak-symbol", aria_hidden="true")
                style = "missed" if grave else "untargeted"
                return tag("span", symbol, row["grave"], class_=f"ak-status ak-{style}")
            case "where":
                file = row["where"].partition("[")[0]
                return link(anchor("文件", file), row["where"])
        return None

    return tabulate(
        (
            Column("where", "位置"),
            Column("grave", "影响"),
            Column("what", "问题", wide=True),
            Column("found", "原文"),
            Column("remedy", "处理办法", wide=True),
        ),
        data,
        f"数据问题（共{len(data)}项）",
        header="where",
        cell=cell,
        empty="没有发现数据问题。",
        style="ak-fold",
    )
