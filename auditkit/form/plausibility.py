"""What a form says that cannot all be true: weights beside 100, an empty table that is filled."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from auditkit.errors import IssueKind
from auditkit.form.budget.sums import LEAST, figures_of, is_sum
from auditkit.form.declaration import BudgetLine, DeclaredIndicator, Goal, Task
from auditkit.form.log import MONEY_UNIT, ReadingLog
from auditkit.form.rows.rows import FormRow, amount
from auditkit.formula.tolerance import SUMS
from auditkit.rules.formwords import FormWords
from auditkit.wording import plain

ODD_WEIGHTS = IssueKind("D13", "分值合计不合常理")
EMPTY_TABLE = IssueKind("D15", "注明空表而表中有数")


_WRITTEN = re.compile(r"(?<!\d)(?<!\d,)\d[\d,]*(?:\.\d+)?[百千万亿]?元")
# What is paid for one thing is no sum of a budget: 每户补助1.2万元, 单价, 人均.
_EACH = re.compile("每|[单人户亩均株套](?:均|价|位成本)|单位|单.{0,2}(?:成本|费用)|标准")
_NEAR = 8
_CLOSE = 1e-4
_TASKS = "年度主要任务合计"
_LONGEST_CLAIM = 80
_EMPTY = re.compile(
    r"(?:此|本|该)表为?(?:是)?空表?(?![\u4e00-\u9fff])|故?(?:本|此)表为空|无此项内容"
)


def tell_weights(
    indicators: Sequence[DeclaredIndicator], lines: Sequence[BudgetLine], log: ReadingLog
) -> None:
    """Weights that add up to neither 100 nor 100 less the points of the budget's execution."""
    weights = [i.weight for i in indicators if i.weight is not None]
    if len(weights) < 2:
        return
    budget = next((line.weight for line in lines if line.weight is not None), None)
    added = round(math.fsum(weights), 6)
    if budget is None and added in (90.0, 80.0, 100.0):
        return
    total = added + (budget or 0.0)
    if abs(total - 100) > SUMS:
        first = next(i for i in indicators if i.weight is not None)
        with_budget = f"加预算执行{budget:g}分" if budget else ""
        log.issue(
            ODD_WEIGHTS,
            first.weight_source or first.source,
            f"各指标分值{with_budget}合计{total:g}分，不等于100分",
            f"{total:g}",
            "请核对分值",
            grave=False,
        )


def tell_units(
    lines: Sequence[BudgetLine],
    tasks: Sequence[Task],
    indicators: Sequence[DeclaredIndicator],
    goals: Sequence[Goal],
    words: FormWords,
    log: ReadingLog,
) -> None:
    """An amount of a table ten thousand times one that is written with its unit elsewhere.

    Nothing is converted: which of the two has the wrong unit only the original can tell.
    """
    figures = [figure for figure in figures_of(lines) if figure[0] > 0]
    added = round(math.fsum(task.budget or 0.0 for task in tasks), 2)
    if added > 0:
        figures.append((added, _TASKS, tasks[0].source))
    texts = [goal.text for goal in goals]
    for indicator in indicators:
        if not _EACH.search(indicator.name):
            both = (indicator.target, indicator.actual)
            texts += [target.text + target.unit for target in both if target and target.value]
    written = dict(pair for text in texts for pair in _sums_in(text))
    # Parts may be any size beside each other, whole budgets of one form are not.
    wholes = [(value, name) for value, name, _ in figures if is_sum(words, name)]
    for value, name, source in figures:
        witnesses = [(w, text) for text, w in written.items()]
        witnesses += [
            (w, f"{other}{plain(w, 2)}万元")
            for w, other in wholes
            if other != name and is_sum(words, name)
        ]
        if any(math.isclose(value, w, rel_tol=_CLOSE) for w, _ in witnesses):
            continue
        for witness, text in witnesses:
            times = max(value / witness, witness / value)
            if math.isclose(times, 10_000, rel_tol=_CLOSE):
                log.issue(
                    MONEY_UNIT,
                    source,
                    f"“{name}”读作{plain(value, 2)}万元，与“{text}”正好相差一万倍",
                    name,
                    "已按表上写的单位（没有写的按万元）读取，没有换算；请核对金额的单位是元还是万元",
                )
                return


def _sums_in(text: str) -> Iterator[tuple[str, float]]:
    """The sums of money that a text states, 万元: none that is the price of one of several things,
    nor one smaller than any budget (180元 beside 180万元 is of something else)."""
    for match in _WRITTEN.finditer(text):
        value = amount(match[0])
        before, behind = text[max(match.start() - _NEAR, 0) : match.start()], text[match.end() :]
        each = _EACH.search(before) or behind.startswith(("/", "／", "每"))
        if value is not None and value >= LEAST and not each:
            yield match[0], value


def tell_empty_claims(rows: Sequence[FormRow], filled: bool, log: ReadingLog) -> None:
    """A form that says of itself to be empty and is not."""
    for row in rows if filled else ():
        for column, text in row.cells:
            may = len(text) < _LONGEST_CLAIM and ("空" in text or "无此项" in text)
            if may and (match := _EMPTY.search(text)):
                log.issue(
                    EMPTY_TABLE,
                    row.source(column),
                    "表下注明是空表，而表中已填有指标",
                    match[0],
                    "请删去该注，或核对表中内容",
                    grave=False,
                )
