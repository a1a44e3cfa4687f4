"""The period and the owner that stand above a trial balance."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.facts.workbook.layout import plain

_MONTH = re.compile(r"(20\d\d)\s*[年.\-/]\s*(?:第)?(\d{1,2})(?!\d)")
_SAME_YEAR = re.compile(
    r"(20\d\d)\s*[年.\-/]\s*(?:第)?(\d{1,2})\D{0,4}(?:至|到|-|—|~)\D{0,3}(\d{1,2})(?!\d|[年.])"
)
_YEAR = re.compile(r"(20\d\d)\s*年?度")
_OWNER = re.compile(
    r"(?:核算单位|编制单位|单位名称|会计主体|主体账簿|核算账簿|公司名称|核算组织|组织|单位)[:：](.+)"
)


def months_in(texts: Sequence[str]) -> tuple[int, int, int]:
    """Year, first and last month that lines above a table state; 0 for what none states.

    >>> months_in(["月份：2023.01-2023.12"]), months_in(["期间：2023年1期 至 2023年12期"])
    ((2023, 1, 12), (2023, 1, 12))
    >>> months_in(["2023年1-12月"]), months_in(["2023-11 至 2023-12"]), months_in(["2023年度"])
    ((2023, 1, 12), (2023, 11, 12), (2023, 0, 0))
    """
    for text in texts:
        found = [(int(year), int(month)) for year, month in _MONTH.findall(text)]
        found = [(year, month) for year, month in found if 1 <= month <= 13]
        if len(found) >= 2 and found[0][0] == found[-1][0]:
            return found[0][0], found[0][1], min(found[-1][1], 12)
        if one := _SAME_YEAR.search(text):
            return int(one[1]), int(one[2]), min(int(one[3]), 12)
        if found and not re.search(r"日|打印|制表", text):
            return found[0][0], found[0][1], found[0][1]
    year = next((m[1] for text in texts if (m := _YEAR.search(text))), "0")
    return int(year), 0, 0


def owner_in(texts: Sequence[str]) -> str:
    """Whose books they are, blank where nothing above the table says.

    >>> owner_in(["单位：元", "核算单位：示例市虚构局"])
    '示例市虚构局'
    """
    for text in texts:
        found = _OWNER.fullmatch(plain(text))
        if found and not re.fullmatch("[十百千万亿]*元", found[1]):
            return re.sub(r"[（(].*", "", found[1])
    return ""
