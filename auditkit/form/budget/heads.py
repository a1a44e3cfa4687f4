"""What heads the columns of a budget block: 年初预算数｜全年预算数｜全年执行数."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.form.budget.sums import MONEY
from auditkit.form.headings.column import Column
from auditkit.form.headings.columns import heading_columns
from auditkit.form.headings.words import points_in_heading
from auditkit.form.log import MONEY_UNIT, UNKNOWN_COLUMN, ReadingLog
from auditkit.form.rows.outside import bare_label, stated_unit
from auditkit.form.rows.rows import FormRow, amount, asked_once, money_unit, squeeze
from auditkit.rules.formwords import FormWords

_COLUMNS = (*MONEY, "weight", "rate", "score")
_YEAR_HEAD = re.compile(
    r"(20\d\d)\s*年?度?(?:预算|安排|申请|申报|计划|批复|金额|资金|数|额)*(?:[（(][^（()）]*[）)])?"
)
_ABOUT_MONEY = re.compile("资金|预算|金额|经费")
_FEWEST_YEARS = 2
# Without one of these no row heads columns of amounts.
_OF_MONEY = re.compile(r"预算|资金|金额|执行|支[出付]|拨付|使用|决算|年初|投资|经费|数|20\d\d")


@dataclass(frozen=True)
class Heading:
    """The columns of a block by role, how wide they are, and what the head says of them all: its
    unit, the points of the execution, the label at its side."""

    roles: dict[str, int]
    widths: dict[int, int]
    further: tuple[Column, ...]
    height: int
    unit: str
    weight: float | None
    side: str = ""


def role_of(words: FormWords, text: str) -> str:
    """What the column so headed holds of the budget, blank for any other text."""
    roles = words.roles("budget", text)
    if not roles and text.endswith("全年"):
        roles = words.roles("budget", text.removesuffix("全年"))
    return next((role for role in roles if role in _COLUMNS), "")


@asked_once
def is_budget_heading(row: FormRow) -> bool:
    """Whether a row heads the block of the year's funds."""
    return bool(roles_of(row))


def roles_of(row: FormRow, year: int = 0) -> dict[str, int]:
    """The columns by role, if the row heads a budget block; `year` is the form's own."""
    if not any(map(_OF_MONEY.search, row.texts)):
        return {}
    heads: list[tuple[str, int]] = []
    first = row.cells[0][0]
    for column, text in row.cells:
        if role := role_of(row.words, text):
            heads.append((role, column))
        elif amount(text) is not None:
            return {}
    later = {role for role, column in heads if column > first}
    roles: dict[str, int] = {}
    for role, column in heads:
        # 预算执行率（10分） at the side is the label of the block, and so is 预算资金（万元）
        # before 年初预算数｜全年预算数｜全年执行数.
        if column > first or (role in MONEY and role not in later):
            roles.setdefault(role, column)
    if not roles and not any(row.words.roles("budget", text) for _, text in row.cells):
        return _years_as_columns(row, year)
    changed = next((c for c, t in row.cells if row.words.plays("budget", "changed", t)), None)
    if "adjusted" not in roles and changed is not None:
        roles["adjusted"] = changed
    if "executed" in roles and roles.keys() & {"initial", "adjusted"}:
        return roles
    if items := _items(row):
        return items
    shares = any(re.search("占比|近[两二三]年", text) for _, text in row.cells)
    if shares and "initial" in roles:
        return roles
    return _years_as_columns(row, year)


def _items(row: FormRow) -> dict[str, int]:
    """The column of amounts where what the money is for is listed: 成本构成｜金额｜测算依据."""
    words = row.words
    item = next((c for c, text in row.cells if words.plays("budget", "item", text)), None)
    found = [c for c, text in row.cells if words.plays("budget", "figure", text)]
    return {"initial": found[0]} if item is not None and found and item < found[0] else {}


def _years_as_columns(row: FormRow, year: int) -> dict[str, int]:
    """The column of the form's year, else the latest, where years head the amounts:
    资金来源｜2022年｜2023年."""
    years = {int(m[1]): column for column, text in row.cells if (m := _YEAR_HEAD.fullmatch(text))}
    if len(years) < _FEWEST_YEARS or not any(map(_ABOUT_MONEY.search, row.texts)):
        return {}
    return {"initial": years[year if year in years else max(years)]}


def read_heading(top: Sequence[FormRow], at: int, log: ReadingLog, year: int) -> Heading:
    """The head of the block that begins at the row `at`; columns that are not known are told."""
    row = top[at]
    roles = _without_label(roles_of(row, year), row, top[at + 1 :])
    inside = next(((u, text) for _, text in row.cells if (u := money_unit(text))), None)
    below = [text for other in top[at + 1 : at + 3] for _, text in other.cells[:1]]
    inside = inside or next(((u, text) for text in below if (u := money_unit(text))), None)
    line = stated_unit(top[:at])
    if inside and line and inside[0] != line[0]:
        what = f"表头的单位与表上方的“{line[1]}”不一致，按表头读取"
        log.issue(MONEY_UNIT, row.first, what, inside[1], "请核对金额的单位")
    unit, text = inside or line or ("万元", "")
    if unit != "万元":
        what = f"预算金额以{unit}为单位"
        log.issue(MONEY_UNIT, row.first, what, text, "已换算为万元，请核对", grave=False)
    stated_points = [p for _, text in row.cells if (p := points_in_heading(text)) is not None]
    first = min(roles.values())
    height = 1
    while at + height < len(top) and _is_second(top[at + height], row, first):
        height += 1
    for lower in top[at + 1 : at + height]:  # 预算执行 over 分值｜执行率｜得分
        below_it = ((role_of(row.words, text), column) for column, text in lower.cells)
        roles = {role: c for role, c in below_it if role and role not in MONEY} | roles
    columns = heading_columns(top[at : at + height])
    beside = [c for c in columns if c.at >= first and c.at not in roles.values()]
    for column in beside:
        if not row.words.plays("budget", "beside", column.heading):
            what = "不认识的表头，该栏只作记录"
            log.issue(
                UNKNOWN_COLUMN,
                row.source(row.cells[0][0]),
                what,
                column.text,
                "请核对该栏内容",
                False,
            )
    weight = stated_points[0] if stated_points and "weight" not in roles else None
    widths = {column.at: column.width for column in columns}
    side = next((squeeze(text) for c, text in row.cells[:1] if c < first), "")
    return Heading(roles, widths, tuple(beside), height, unit, weight, bare_label(side))


def _without_label(roles: dict[str, int], row: FormRow, below: Sequence[FormRow]) -> dict[str, int]:
    """The columns without the first cell, where that only names the block: 预算金额（万元）
    ｜年初预算数｜全年执行数 over 年度资金总额｜62｜59."""
    first = row.cells[0][0]
    others = {role: column for role, column in roles.items() if column > first}
    money = min((column for role, column in others.items() if role in MONEY), default=first)
    for line in below:
        figures = [c for c, text in line.cells if amount(text) is not None]
        if figures and line.grid is row.grid:
            return roles if money == first or min(figures) < money else others
    return roles


def _is_second(row: FormRow, first: FormRow, column: int) -> bool:
    """Whether a row heads the columns below one heading of the row above it: the years."""
    return row.grid is first.grid and all(
        at > column and amount(text) is None and len(text) <= 10 for at, text in row.cells
    )
