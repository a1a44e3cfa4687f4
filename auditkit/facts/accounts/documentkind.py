"""What a published document is, proved before anything is taken from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditkit.errors import UnreadableFile
from auditkit.facts.accounts.tables.figures import compact
from auditkit.facts.accounts.tables.tables import FISCAL_TOTAL, TOTAL, Table
from auditkit.files.grid import Grid

FINAL, BUDGET, GOVERNMENT, BLANK = "部门决算", "部门预算", "政府决算", "空白模板"

_FUND = re.compile(r"一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?")
_BUDGET_LINE = re.compile(r"预算.{0,14}表|[部门单位]{2}预算|预算编制说明")
_OWN_BUDGET = re.compile("(?:部门|单位)预算")
_FINAL_LINE = re.compile("决算")
# Taxes, transfers and debts are a government's; no department's accounts have them.
_GOVERNMENT_LINE = re.compile(
    r"一般公共预算收入决算|税收返还|转移支付(?:决算|情况)?.{0,6}表|债务(?:限额|余额).{0,10}表|社会保险基金.{0,10}决算"
    r"|(?:政府|财政总|财政收支)决算(?:草案|报告)?|国有资本经营(?:预算)?收入决算|政府性基金(?:预算)?收入决算"
)
_NUMBERED = re.compile(r"^[\d一二三四五六七八九十()、.]+")
_TAXES = re.compile(
    "(?:税收|非税)收入|增值税|(?:企业|个人)所得税|资源税|城市维护建设税|房产税|印花税|城镇土地使用税"
    "|土地增值税|车船税|耕地占用税|契税|环境保护税"
)


# A township's government is a department with accounts of its own: 某镇人民政府决算公开.
_GOVERNMENT_TITLE = re.compile("(?<!人民)政府决算")
_OWN_FINAL = re.compile("(?:部门|单位)决算")
_SAID = re.compile(
    r"(?:三公经费|机关运行经费|政府采购|收入|支出|收支)[^。¶]{0,30}?\d[\d,]*(?:\.\d+)?(?:万元|亿元|元)"
)
_AMOUNT_SAID = re.compile(r"\d\s*(?:万|亿)?元")


class WrongDocument(UnreadableFile):
    """A document that is no 部门决算; `kind` says what it is."""

    def __init__(self, file: str, kind: str, evidence: str, remedy: str) -> None:
        super().__init__(file, f"这是{kind}，不是部门决算（{evidence}）", remedy)
        self.kind = kind


def prove_final(grids: Sequence[Grid], tables: Mapping[str, Table]) -> None:
    """Nothing where the document is a department's final accounts.

    Raises WrongDocument, in one line with what shows it, for a 部门预算, for the accounts of a
    whole government, and for a template that nobody filled in.
    """
    file = grids[0].file if grids else "文件"
    lines = [line for grid in grids for line in _lines(grid)]
    budget = [line for line in lines if _is_budget(line)]
    final = [line for line in lines if _FINAL_LINE.search(line)]
    # A file of a single table has one title; it must say whose budget it is.
    lone = not final and any(map(_OWN_BUDGET.search, budget))
    if lone or (len(budget) > 1 and len(budget) > 2 * len(final)):
        titles = [line for line in budget if line.endswith("表")] or budget
        evidence = f"其中有《{titles[0]}》等{len(set(titles))}处标题"
        remedy = "请用 auditkit import 读入为部门预算，部门决算请另行索取"
        raise WrongDocument(file, BUDGET, evidence, remedy)
    government = [line for line in lines if _GOVERNMENT_LINE.search(line)]
    taxes = {
        name
        for text in {text for grid in grids for row in grid.texts for text in row}
        if _TAXES.fullmatch(name := _NUMBERED.sub("", compact(text)))
    }
    own = {TOTAL, FISCAL_TOTAL} & set(tables)
    titled = any(map(_GOVERNMENT_TITLE.search, lines)) and not any(map(_OWN_FINAL.search, lines))
    if titled or ((government or len(taxes) > 2) and (not own or len(taxes) > 4)):
        named = f"《{government[0]}》" if government else "、".join(sorted(taxes)[:3])
        remedy = "请索取该部门自己的决算公开文件"
        raise WrongDocument(file, GOVERNMENT, f"其中有{named}", remedy)
    filled = any(row.figures for table in tables.values() for row in table.rows)
    if tables and not filled and (len(tables) > 2 or not _says_amounts(grids)):
        count = "九" if len(tables) == 9 else len(tables)
        what = f"{count}张表都没有数" if len(tables) > 1 else "表中没有数"
        raise WrongDocument(file, BLANK, what, "请索取填好的部门决算")


def is_unit_only(grids: Sequence[Grid], word: str) -> bool:
    """Whether a document calls itself 单位决算 (单位预算): of one unit without those below it."""
    lines = [line for grid in grids for line in _lines(grid)]
    unit = sum(f"单位{word}" in line for line in lines)
    return unit > sum(f"部门{word}" in line for line in lines)


def speaks(grids: Sequence[Grid], kind: str) -> bool:
    """Whether a document without tables calls itself of this kind and gives amounts in its text."""
    word = kind[-2:]
    named = any(re.search(f"(?:部门|单位|年度?){word}", line) for g in grids for line in _lines(g))
    said = "。".join(compact(text) for g in grids for row in g.texts for text in row if text)
    return named and len(_SAID.findall(said)) > 1


def _is_budget(line: str) -> bool:
    return "决算" not in line and _BUDGET_LINE.search(_FUND.sub("", line)) is not None


def _lines(grid: Grid) -> Iterator[str]:
    """The lines of a grid that may be a heading: one short text in a row, or a sheet's name."""
    if grid.style == "sheet":
        yield compact(grid.name)
    for row in grid.texts:
        filled = [text for text in row if text]
        if len(filled) == 1 and len(filled[0]) <= 40 and "。" not in filled[0]:
            yield compact(filled[0])


def _says_amounts(grids: Sequence[Grid]) -> bool:
    return any(_AMOUNT_SAID.search(text) for grid in grids for row in grid.texts for text in row)
