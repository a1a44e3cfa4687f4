"""A budget block without headings: 年度资金总额 and its parts, each with its amount beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from auditkit.form.budget.amountsbelow import columns_below, sum_below
from auditkit.form.budget.levels import level_of
from auditkit.form.budget.sums import (
    add_up,
    figures_of,
    is_part,
    is_sum,
    tell_size,
    tell_sums,
)
from auditkit.form.budget.wholeperiod import is_of_whole_period, record
from auditkit.form.declaration import BudgetLine, Further
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.outside import bare_label, stated_unit
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze
from auditkit.form.values import rate
from auditkit.formula.tolerance import HALF_CENT
from auditkit.rules.formwords import FormWords

_LONGEST = 24
_TOGETHER = re.compile(r"([\u4e00-\u9fff]{2,16})\s*([\d,]+(?:\.\d+)?\s*[百千万亿]?(?:元|万|亿))")
_LABEL_AND_FIGURE = re.compile(r"([\u4e00-\u9fff]{2,10})\s+(\d[\d,]*(?:\.\d+)?)")
_WITHIN = re.compile(r"(?<![\d.,])[\d,]+(?:\.\d+)?\s*[百千万亿]?(?:元|万|亿)(?!元|[／/])")
_YEAR = re.compile(r"20\d\d")
_OF_THE_YEAR = re.compile(r"(?:其中[:：]?)?(?:本年|当年|年度|全年|20\d\d)")
_LONGEST_TELLING = 60
_OF_WHICH = re.compile(r"^\s*[（(，,；;]\s*其中")
_LABELLED = re.compile(
    r"([\u4e00-\u9fff（）()]{2,16})\s*[:：]\s*(\d[\d,]*(?:\.\d+)?\s*(?:[百千万亿]?元|万|亿)?)[\s；;，,。]*"
)
_SEVERAL = re.compile(rf"\s*(?:{_LABELLED.pattern}){{2,}}")
# 部门预算总额356.8万元，其中：财政拨款356.8万元；基本支出241.8万元。
_TOLD = re.compile(
    r"(?:其中[:：，,]?\s*+)?+([\u4e00-\u9fff][\u4e00-\u9fff（）()]{1,15})[:：]?+\s*+"
    r"(\d[\d,]*+(?:\.\d+)?+\s?+(?:[百千万亿]?元|万|亿)?+)[\s；;，,。、（()）]*+"
)
_SENTENCE = re.compile(rf"\s*+(?:20\d\d年度?)?+((?:{_TOLD.pattern}){{2,12}}+)")
# 全年支出 beside the budget is what was spent of it, 基本支出 a part of it.
_OF_SPENDING = ("实际", "全年", "累计")
# What the text of final accounts gives a total of came in and was spent: it was not planned.
_IN_ACCOUNTS = re.compile(r"(?:20\d\d年?度?|本年|当年)?(?:收入|支出)(?:总计|合计)")
_SUBTOTALS = frozenset({"小计", "合计"})


def read_pairs(top: Sequence[FormRow], log: ReadingLog) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The lines of such a block, and the orders of the rows that make it up."""
    lines: list[tuple[int, BudgetLine]] = []
    used: set[int] = set()
    units: list[str] = []
    side = ""
    whole_period: set[int] = set()
    of_which = False
    accounts = any("决算" in text for row in top if row.grid.style == "text" for text in row.texts)
    for i, row in enumerate(top):
        cells = [cell for column, text in row.cells for cell in halves(row.words, column, text)]
        printed = dict(row.cells)
        stands = row
        above = top[i - 1] if i else None
        beside_these: tuple[Further, ...] = ()
        below = top[i + 1] if i + 1 < len(top) else None
        if pairs := columns_below(row, below, above) or sum_below(row, below):
            (cells, beside_these), stands = pairs, top[i + 1]
            used.add(row.order)
        of_which = bool(lines) and _is_of_which(row, further=of_which)
        if of_which:
            (_, divides), (behind, held) = row.cells[-2:]
            what = f"“{squeeze(divides)}”是其中的分项，只作记录"
            log.repair("另栏所载", row.source(behind), what, held, held)
            used.add(row.order)
            continue
        side_of_sum = _side_of_sum(row)
        stated = stated_unit(top[:i])
        # The label at the side stands in the first of its rows only.
        side = money_unit(cells[0][1]) or side
        for number, ((column, text), (beside, figure)) in enumerate(pairwise([*cells, (0, "")])):
            name = squeeze(text).rstrip(":：")
            if lines and row.order in used and _is_spent(row.words, name):
                lines[-1] = (lines[-1][0], _with_spent(lines[-1][1], name, figure, stands, beside))
                continue
            if side_of_sum and name in _SUBTOTALS:
                name = f"{side_of_sum}合计"
            summed = is_sum(row.words, name)
            begun = lines or column in whole_period
            part = begun and (is_part(row.words, name) or level_of(name))
            after = squeeze(cells[number + 2][1]) if number + 2 < len(cells) else ""
            whole = is_of_whole_period(row.words, name, after)
            if not (summed or part or whole) or len(name) > _LONGEST:
                continue
            if accounts and row.grid.style == "text" and _IN_ACCOUNTS.match(name):
                continue
            own = summed or _OF_THE_YEAR.match(name)
            if whole or (column in whole_period and not own):
                if amount(figure) is not None:
                    whole_period.update({column} if whole else ())
                    record(row, beside, name, figure, log)
                    used.add(row.order)
                continue
            unit = money_unit(text) or side or (stated[0] if stated else "万元")
            value = amount(figure, unit)
            if value is None and figure and is_sum(row.words, name):
                value = _told_in(printed.get(beside, figure))
            if value is None:
                continue
            whole_period.discard(column)
            source = {"initial": stands.source(beside)}
            at = row.source(column)
            line = BudgetLine(
                name, value, None, None, None, None, None, at, "", source, beside_these
            )
            lines.append((column, line))
            units.append(unit)
            used.add(stands.order)
            if unit != "万元" and len(lines) == 1:
                what = f"预算金额以{unit}为单位"
                log.issue(MONEY_UNIT, at, what, figure, "已换算为万元，请核对", grave=False)
    lines = _of_the_year(lines, log)
    _tell(lines, top, log)
    if len(set(units)) == 1:
        tell_size(figures_of([line for _, line in lines]), units[0], log)
    return tuple(line for _, line in lines), used


def _is_of_which(row: FormRow, *, further: bool) -> bool:
    """Whether a row divides a part once more, by no source of money: 其中：一般性项目｜143.50, and
    重点项目｜1,300.00 after it (`further`)."""
    if len(row.cells) not in (2, 3) or amount(row.texts[-1]) is None:
        return False
    name = row.texts[-2].rstrip(":：")
    known = is_sum(row.words, name) or is_part(row.words, name) or bool(level_of(name))
    named = amount(name) is None and len(name) <= _LONGEST
    begins = name.startswith("其中") or (further and len(row.cells) == 2)
    return begins and named and not known


def _is_spent(words: FormWords, name: str) -> bool:
    """Whether a label beside an amount is of what was spent of it: 全年支出金额, 支出率."""
    bare = bare_label(name)
    spent = words.plays("budget", "executed", bare) and (
        not is_part(words, bare) or bare.startswith(_OF_SPENDING)
    )
    return (spent and not is_sum(words, bare)) or words.plays("budget", "rate", bare)


def _with_spent(line: BudgetLine, name: str, figure: str, row: FormRow, column: int) -> BudgetLine:
    """The line with what was spent, or with the rate that the form prints of it."""
    at = {**line.sources}
    unit = money_unit(name) or "万元"
    if (spent := amount(figure, unit)) is not None and line.executed is None:
        return replace(line, executed=spent, sources={**at, "executed": row.source(column)})
    if (printed := rate(figure)) is not None and line.rate is None:
        return replace(
            line, rate=printed, rate_text=figure, sources={**at, "rate": row.source(column)}
        )
    return line


def _of_the_year(
    lines: Sequence[tuple[int, BudgetLine]], log: ReadingLog
) -> list[tuple[int, BudgetLine]]:
    """The lines without those of an earlier year: 2023年预算 beside 2022年预算."""
    years = [max(map(int, _YEAR.findall(line.name)), default=0) for _, line in lines]
    last = max(years, default=0)
    kept: list[tuple[int, BudgetLine]] = []
    for (column, line), year in zip(lines, years, strict=True):
        if not year or year == last:
            kept.append((column, line))
            continue
        figure = f"{line.initial:g}"
        at = line.sources["initial"]
        log.repair("另栏所载", at, f"“{line.name}”是以前年度的，只作记录", figure, figure)
    return kept


def _told_in(text: str) -> float | None:
    """The amount of 120万元，用于养护 or 壹佰贰拾万元（120万元）; None where several are told.

    Of 430万元（其中：中央300万元，市级130万元） it is the first, where the others are not more.
    """
    found = _WITHIN.findall(text) if len(text) <= _LONGEST_TELLING else []
    values = [value for one in found if (value := amount(one)) is not None]
    # 中央500万元，地方500万元: the first is no whole either.
    part = len(found) > 1 and level_of(squeeze(text.partition(found[0])[0]))
    whole = len(values) == 1 or (
        len(values) == len(found) > 1
        and not part
        and math.fsum(values[1:]) <= values[0] + HALF_CENT
        and (
            _OF_WHICH.search(text.partition(found[0])[2])
            or abs(math.fsum(values[1:]) - values[0]) <= HALF_CENT
        )
    )
    return values[0] if whole else None


def _side_of_sum(row: FormRow) -> str:
    """The label of income or expenditure beside 小计｜14,208.39; blank in any other row."""
    label = bare_label(row.texts[0])
    named = len(row.cells) == 3 and row.texts[1].rstrip(":：") in _SUBTOTALS
    money = re.search("预算|资金|收入|支出|经费", label)
    return label if named and money and amount(row.texts[2]) is not None else ""


def _tell(lines: Sequence[tuple[int, BudgetLine]], top: Sequence[FormRow], log: ReadingLog) -> None:
    """Totals side by side each have their parts below them, in their own column.

    Where the amounts run from left to right each has those that follow it: 收入合计 with its parts,
    then 支出合计 with its own. The way that adds up is the one that is meant.
    """
    if not lines:
        return
    words = top[0].words
    totals = [column for column, line in lines if is_sum(words, line.name)]
    if len(totals) < 2:
        if not _is_divided(lines, words):
            tell_sums([line for _, line in lines], words, log)
        return
    runs: list[list[BudgetLine]] = []
    for _, line in lines:
        if words.plays("budget", "total", line.name) or not runs:
            runs.append([])
        runs[-1].append(line)
    if add_up(runs, words):
        return
    for total in dict.fromkeys(totals):
        tell_sums([line for column, line in lines if column == total], words, log)


def _is_divided(lines: Sequence[tuple[int, BudgetLine]], words: FormWords) -> bool:
    """Whether the parts in one of several columns add up to the total: 人员经费 in another column
    divides it anew, by what it is spent on."""
    whole = next((line.initial for _, line in lines if is_sum(words, line.name)), None)
    columns: dict[int, list[float]] = {}
    for column, line in lines:
        if not is_sum(words, line.name):
            columns.setdefault(column, []).append(line.initial or 0.0)
    return (
        whole is not None
        and len(columns) > 1
        and any(
            abs(math.fsum(parts) - whole) <= HALF_CENT * (len(parts) + 1)
            for parts in columns.values()
        )
    )


def halves(words: FormWords, column: int, text: str) -> list[tuple[int, str]]:
    # 总额：950 财政拨款：950 其他资金：0, in one cell.
    if _SEVERAL.fullmatch(text):
        return [(column, part) for pair in _LABELLED.findall(text) for part in pair]
    if told := _SENTENCE.fullmatch(text):
        pairs = [(name.removesuffix("为"), figure) for name, figure in _TOLD.findall(told[1])]
        if is_sum(words, pairs[0][0]):
            return [(column, part) for pair in pairs for part in pair]
    label, colon, value = text.replace("：", ":").rpartition(":")
    if colon and amount(value) is not None and not re.search("[年月]", value):
        return [(column, label), (column, value)]
    # 项目资金总额 120 万元, in one cell.
    if match := _TOGETHER.fullmatch(text):
        return [(column, match[1]), (column, match[2])]
    # 合计 95.00: a known label and a figure without a unit.
    if (match := _LABEL_AND_FIGURE.fullmatch(text)) and (
        is_sum(words, match[1]) or is_part(words, match[1])
    ):
        return [(column, match[1]), (column, match[2])]
    return [(column, text)]
