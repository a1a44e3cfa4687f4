"""The amounts of a budget block against each other and their unit: totals, parts, sizes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.files.grid import Source
from auditkit.form.declaration import BudgetLine
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.outside import bare_label
from auditkit.formula.tolerance import HALF_CENT, NOISE
from auditkit.rules.formwords import FormWords
from auditkit.wording import plain

BUDGET_SUM = IssueKind("D12", "预算总额与分项不符")


MONEY = ("initial", "adjusted", "executed")
_NAMES = dict(zip(MONEY, ("年初预算数", "全年预算数", "全年执行数"), strict=True))
# No form of one department and year plans less than 1万元 or more than 100亿元, 万元.
_NATURES = ("基本支出", "项目支出")
LEAST, MOST = 1.0, 1_000_000.0


def is_group(words: FormWords, name: str) -> bool:
    """Whether a label at the side names one of several groups, each with a total of its own."""
    return words.plays("budget", "group", name)


def is_sum(words: FormWords, name: str) -> bool:
    """Whether a line is the whole amount, under whatever name."""
    return words.plays("budget", "total", name) or words.plays("budget", "amount", name)


def is_part(words: FormWords, name: str) -> bool:
    """Whether a line's name says that it is a part of another."""
    return words.plays("budget", "part", name)


def tell_sums(lines: Sequence[BudgetLine], words: FormWords, log: ReadingLog) -> None:
    """A total of 0, or other than its parts; each group of lines has a total of its own."""
    groups: dict[str, list[BudgetLine]] = {}
    for line in lines:
        group, colon, _ = line.name.partition("：")
        groups.setdefault(group if colon and is_group(words, group) else "", []).append(line)
    for members in groups.values():
        ends = [line for line in (members[0], members[-1]) if is_sum(words, line.name)]
        if ends and len(members) > 1:
            _tell(ends[0], [line for line in members if line is not ends[0]], words, log)


def add_up(groups: Sequence[Sequence[BudgetLine]], words: FormWords) -> bool:
    """Whether every total of several groups of lines is the sum of its parts, and has some."""
    trial = ReadingLog()
    for lines in groups:
        if len(lines) < 2 or not is_sum(words, lines[0].name):
            return False
        tell_sums(lines, words, trial)
    return not trial.has_issues


def _tell(
    total: BudgetLine, parts: Sequence[BudgetLine], words: FormWords, log: ReadingLog
) -> None:
    natures = [part for part in parts if _is_nature(part.name)]
    if 0 < len(natures) < len(parts):
        # Between 基本支出 and 项目支出 stand the parts of the former: 其中：人员经费, 公用经费.
        first, last = parts.index(natures[0]), parts.index(natures[-1])
        others = [part for part in (*parts[:first], *parts[last:]) if part not in natures]
        if not any(_added(others, role) for role in MONEY):
            _tell(total, natures, words, log)
            return
        # The whole is divided twice: by where the money comes from, and by what it is spent on.
        _tell(total, others, words, log)
        if [_added(others, role) for role in MONEY] != [_added(natures, role) for role in MONEY]:
            _tell(total, natures, words, log)
        return
    alike = all(
        (whole := getattr(total, role)) is None
        or abs(whole - _added(parts, role)) <= HALF_CENT * (len(parts) + 1)
        for role in MONEY
    )
    if any("财政拨款" in part.name for part in parts) and not alike:
        # These are parts of the 财政拨款 again.
        parts = [part for part in parts if not words.plays("budget", "within", part.name)]
    for role in MONEY:
        whole = getattr(total, role)
        filled = [value for part in parts if (value := getattr(part, role)) is not None]
        added = round(math.fsum(filled), 6)
        if (
            whole is None
            or not filled
            or abs(whole - added) <= HALF_CENT * (len(filled) + 1) + NOISE
        ):
            continue
        alone = len(parts) == 1 or parts[0].name.startswith("其中")
        if len(filled) == 1 and 0 < added < whole and alone:
            continue  # one part that is named says nothing of the others
        fault = "为0，而分项已填数" if whole == 0 else "不等于分项之和"
        log.issue(
            BUDGET_SUM,
            total.sources.get(role, total.source),
            f"“{total.name}”的{_NAMES[role]}{fault}（分项合计{added:,.2f}万元）",
            f"{whole:,.2f}",
            "请核对总额与分项",
            grave=False,
        )


def _is_nature(name: str) -> bool:
    """基本支出（万元） and, behind what it is a part of, 其中：基本支出."""
    return name.endswith(_NATURES) or bare_label(name).endswith(_NATURES)


def _added(parts: Sequence[BudgetLine], role: str) -> float:
    return round(math.fsum(getattr(part, role) or 0.0 for part in parts), 6)


Figure = tuple[float, str, Source]
"""An amount in 万元, what it is of, and where it stands."""


def figures_of(lines: Sequence[BudgetLine]) -> list[Figure]:
    """Every amount of a budget block that is filled in."""
    return [
        (value, line.name, line.sources.get(role, line.source))
        for line in lines
        for role in MONEY
        if (value := getattr(line, role)) is not None
    ]


def tell_size(figures: Sequence[Figure], unit: str, log: ReadingLog) -> None:
    """Amounts too small for the 元 of the heading, or too large for its 万元."""
    if not figures:
        return
    most, name, source = max(figures, key=lambda figure: figure[0])
    if unit == "元" and 0 < most < LEAST:
        what = f"表头的单位是元，最大的一笔只合{plain(most * 10_000, 2)}元，金额可能以万元填写"
        remedy = "已按表头的单位读取，没有换算；请核对金额的单位"
    elif unit == "万元" and most >= MOST:
        what = f"金额按万元读取，最大的一笔合{plain(most / 10_000, 2)}亿元，金额可能以元填写"
        remedy = "没有换算；请核对金额的单位"
    else:
        return
    log.issue(MONEY_UNIT, source, what, name, remedy, grave=False)
