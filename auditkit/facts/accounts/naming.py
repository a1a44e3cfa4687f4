"""Whose final accounts a document is, and of which year, by what it prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from auditkit.errors import Issue, IssueKind, Source
from auditkit.facts.accounts.tables.figures import compact
from auditkit.facts.accounts.text.prose import Prose
from auditkit.files.grid import Grid

OTHER_DEPARTMENT = IssueKind("accounts-department", "决算写的部门不同")
OTHER_YEAR = IssueKind("accounts-year", "决算的年度不同或没有写明")
OTHER_NAME = IssueKind("accounts-name", "决算中部门名称不一致（列为 C05）")

_NAME = r"(?P<name>[\u4e00-\u9fff()]{4,30}?)"
_NAMES = (
    re.compile(rf"第一部分{_NAME}(?:部门|单位)?(?:基本)?概况"),
    re.compile(rf"(?:第[一二三四五]部分|[¶。]|^){_NAME}(?=20\d\d年度?(?:部门|单位)?[决预]算)"),
    re.compile(rf"(?:[¶。]|^){_NAME}(?=20\d\d年度(?:收入支出|财政拨款收入|政府采购|无))"),
    re.compile(
        rf"(?:编制|公开)?(?:部门|单位)(?:名称)?(?:\([^()]*\))?:{_NAME}(?=$|[\d¶]|(?:金额|计量|计价|货币)?单位|金额)"
    ),
)
_NO_NAME = re.compile("情况|说明|决算|部分|本部门|本单位|我局|^(?:万元|元|人民币)")
# A budget speaks of last year's accounts, and accounts of next year's budget; 比2024年预算增加
# names the year before.
_OF_KIND = {
    word: re.compile(rf"(?<![比与较])(20\d\d)年度?(?:部门|单位|本级)*(?:收支)?{word}")
    for word in ("决算", "预算")
}
_YEARS = (
    re.compile(r"(20\d\d)年度(?:收入|财政拨款|收、|收支)"),
    # 比2022年度增加 names the year before.
    re.compile(r"(?<![比与较])(20\d\d)年度"),
)


def headings_of(grids: Sequence[Grid]) -> str:
    """The prose, and the short lines of sheets: where a department and a year are written."""
    cells = [
        compact(text)
        for grid in grids
        if grid.style == "sheet"
        for row in grid.texts[:6]
        for text in row
        if text
    ]
    return "¶".join([_plain(grids), *cells])


def _plain(grids: Sequence[Grid]) -> str:
    """The prose with its headings, which `Prose` leaves out."""
    lines = [text for g in grids if g.style != "sheet" for row in g.texts for text in row[:1]]
    heads = [compact(line) for line in lines if len(line) < 60]
    return "¶".join([Prose(grids).text, *heads])


def department_in(text: str) -> tuple[str, Counter[str]]:
    """The department that a text names most, and how often each is named."""
    names: Counter[str] = Counter()
    for pattern in _NAMES:
        for match in pattern.finditer(text):
            if not re.search(
                "情况|说明|决算|部分|本部门|本单位|我局|^(?:万元|元|人民币)", match["name"]
            ):
                names[match["name"]] += 1
    return (names.most_common(1)[0][0] if names else ""), names


def year_in(text: str, file: str, word: str = "决算") -> int | None:
    """The year that a text names most, else that of the file's name; None without either.

    `word` is what the document is, 决算 or 预算: the year before that word counts first; of
    two named as often the later one, as tables print the year before beside their own.
    """
    for pattern in (_OF_KIND[word], *_YEARS):
        if years := Counter(pattern.findall(text)):
            return int(max(years, key=lambda year: (years[year], year)))
    found = re.search(r"20\d\d", file)
    return int(found.group()) if found else None


# What a department's own name may carry behind it in its own document.
_OWN_TAIL = re.compile(r"\(?(?:本级|本部|机关|部门|汇总|汇总数|合并|系统)?\)?")


def same_unit(wanted: str, printed: str) -> bool:
    """Whether two compact names are of one unit: equal but for what stands before, or （本级）.

    A name that goes on behind the other's is another unit, often one below it.

    >>> same_unit("财政局", "示例市财政局"), same_unit("示例市教育局", "示例市教育局幼儿园")
    (True, False)
    """
    if wanted.endswith(printed) or printed.endswith(wanted):
        return True
    long, short = sorted((wanted, printed), key=len, reverse=True)
    return short in long and _OWN_TAIL.fullmatch(long.partition(short)[2]) is not None


def asked(
    document: Source, printed: str, dated: int | None, department: str | None, year: int | None
) -> list[Issue]:
    """That a document is another department's or another year's than those asked for."""
    issues = []
    wanted = compact(department or "")
    if wanted and printed and not same_unit(wanted, printed):
        what = f"文件写的部门与所要的“{department}”不同"
        remedy = "请核对是否拿错了文件"
        if wanted in printed:
            remedy = "名称相近的可能是所属单位，请核对是否拿错了文件"
        elif wanted[-3:] == printed[-3:]:
            remedy = f"如确是同一部门，请改用 --department {printed}；否则请核对是否拿错了文件"
        issues.append(OTHER_DEPARTMENT(document, what, printed, remedy))
    if year and dated and year != dated:
        what, remedy = f"文件写的年度与所要的{year}年不同", "请核对是否拿错了文件"
        issues.append(OTHER_YEAR(document, what, f"{dated}年", remedy))
    return issues


def other_names(document: Source, printed: str, names: Mapping[str, int]) -> list[Issue]:
    """Other names that the document gives the same department: a slip, or a page of another's."""
    alike = [n for n in names if n != printed and n not in printed and printed not in n]
    return [
        OTHER_NAME(
            document,
            f"文件中部门名称不一致，另处写作“{printed}”",
            name,
            "请部门更正",
            False,
        )
        for name in sorted(alike)
        if name[-2:] == printed[-2:]
    ]
