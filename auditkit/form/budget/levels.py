"""Money by the level of government that gives it, without a printed total: 中央｜省级｜市级."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from auditkit.form.budget.sums import MONEY
from auditkit.form.declaration import BudgetLine
from auditkit.form.log import ReadingLog
from auditkit.wording import plain

TOTAL = "资金合计"
"""What the sum of such lines is called; it ends as the printed totals do."""

_GIVES = (
    r"(?:补助|专项|配套|转移支付|财政|预算|下达|安排|投入|一般公共预算|奖补|补贴)*"
    r"(?:内投资|资金|拨款|补助|配套|投入|投资|部分|经费|安排|预算)?(?:数|金额|总?额)?"
)
_LEVEL = re.compile(
    rf"(?:\d[.、]\s*|[（(]\d[)）]\s*)?(?:年度|本年度?|当年)?"
    rf"(中央|国家|上级|自治区|省|州|盟|市县|区县|县区|市|县|区|旗|乡镇|乡|镇|街道|本级|地方)级?{_GIVES}"
)
_OTHER = re.compile(
    r"(?:\d[.、]\s*)?(?:单位|部门|项目)?(其他|其它|自筹|自有|社会|企业自筹|企业|群众自筹|银行贷款|结转)(?:资金|收入|投入)?"
)
# What the first may comprise.
_COVERS = {
    "上级": {"中央", "国家", "自治区", "省", "州", "盟"},
    "地方": {
        *("自治区", "省", "州", "盟", "市", "县", "区", "旗", "市县", "区县", "县区"),
        *("本级", "乡镇", "乡", "镇"),
    },
    "市县": {"市", "县"},
    "区县": {"区", "县"},
    "县区": {"区", "县"},
}


@lru_cache(maxsize=4096)
def level_of(name: str) -> str:
    """The level that a label says its money comes from, blank for any other label.

    >>> level_of("中央补助资金"), level_of("县级配套"), level_of("本级"), level_of("市场监管经费")
    ('中央', '县', '本级', '')
    """
    bare = re.sub(r"[（(][^（()）]*[)）]|\s|^其中[:：]?", "", name).rstrip(":：")
    found = _LEVEL.fullmatch(bare)
    return found[1] if found else ""


def are_levels(names: Sequence[str]) -> bool:
    """Whether labels are those of several levels, none twice and none within another, at most
    with what is of no government beside them."""
    if any(name.startswith("其中") for name in names):
        return False  # of a whole that is printed elsewhere
    levels = [level for name in names if (level := level_of(name))]
    others = [name for name in names if not level_of(name)]
    apart = len(set(levels)) == len(levels) and not any(
        covered & set(levels) for level, covered in _COVERS.items() if level in levels
    )
    return len(levels) > 1 and apart and all(_OTHER.fullmatch(name) for name in others)


def with_total(lines: Sequence[BudgetLine], log: ReadingLog) -> tuple[BudgetLine, ...]:
    """The lines behind their sum, where they are the money of several levels and none is the
    whole; the lines as they are anywhere else. An amount missing of one is missing of the sum."""
    if not are_levels([line.name for line in lines]):
        return tuple(lines)
    initial, adjusted, executed = (_added(lines, role) for role in MONEY)
    told = next((value for value in (initial, adjusted, executed) if value is not None), None)
    if told is None:
        return tuple(lines)
    first = lines[0]
    whole = replace(
        first,
        name=TOTAL,
        weight=None,
        rate=None,
        score=None,
        rate_text="",
        further=(),
        sources={role: at for role, at in first.sources.items() if role in MONEY},
        initial=initial,
        adjusted=adjusted,
        executed=executed,
    )
    what = f"没有印资金总额，按{'、'.join(line.name for line in lines)}{len(lines)}项相加"
    log.repair("另栏所载", first.source, what, "", f"{plain(told, 2)}万元")
    return (whole, *lines)


def _added(lines: Sequence[BudgetLine], role: str) -> float | None:
    values = [getattr(line, role) for line in lines]
    known = [value for value in values if value is not None]
    return round(math.fsum(known), 6) if len(known) == len(values) else None
