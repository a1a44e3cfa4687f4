"""The budget block of a form: 年度资金总额 and its parts, with what was spent of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditkit.form.budget.bothsides import read_both_sides
from auditkit.form.budget.bylevel import read_levels
from auditkit.form.budget.glued import cut_glued
from auditkit.form.budget.labelled import read_labelled
from auditkit.form.budget.levels import with_total
from auditkit.form.budget.pairs import read_pairs
from auditkit.form.budget.scattered import read_scattered
from auditkit.form.budget.sums import figures_of, is_group, is_part, is_sum, tell_size, tell_sums
from auditkit.form.budget.years import read_years
from auditkit.form.declaration import BudgetLine, Further
from auditkit.form.headings.column import Column
from auditkit.form.headings.columns import heading_columns
from auditkit.form.headings.row import is_indicator_header
from auditkit.form.headings.words import points_in_heading
from auditkit.form.log import MONEY_UNIT, NO_AMOUNT, UNKNOWN_COLUMN, ReadingLog
from auditkit.form.rows.outside import bare_label, is_outside, stated_unit
from auditkit.form.rows.rows import FormRow, amount, asked_once, money_unit, squeeze
from auditkit.form.values import points, rate
from auditkit.rules.formwords import FormWords

_MONEY = ("initial", "adjusted", "executed")
_COLUMNS = (*_MONEY, "weight", "rate", "score")
_YEAR_HEAD = re.compile(
    r"(20\d\d)\s*年?度?(?:预算|安排|申请|申报|计划|批复|金额|资金|数|额)*(?:[（(][^（()）]*[）)])?"
)
_ABOUT_MONEY = re.compile("资金|预算|金额|经费")
_FEWEST_YEARS = 2
# Without one of these no row heads columns of amounts.
_OF_MONEY = re.compile(r"预算|资金|金额|执行|支[出付]|拨付|使用|决算|年初|投资|经费|数|20\d\d")


@dataclass(frozen=True)
class _Heading:
    roles: dict[str, int]
    widths: dict[int, int]
    further: tuple[Column, ...]
    height: int
    unit: str
    weight: float | None
    side: str = ""


def read_budget(
    top: Sequence[FormRow], log: ReadingLog, year: int = 0
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The lines of the budget block, and the orders of the rows that make it up.

    `year` is the form's own: of amounts stated year by year it is the one that counts.
    """
    start = next((i for i, row in enumerate(top) if _roles(row, year)), None)
    if start is None and (both := read_both_sides(top, log))[0]:
        return both
    if start is None:
        labelled = read_labelled(top, _money_role, log)
        labelled = labelled if labelled[0] else read_scattered(top, _role)
        if labelled[0]:
            return labelled
        by_year, orders = read_years(top, year, log)
        rest = [row for row in top if row.order not in orders]
        pairs, others = read_pairs(rest, log)
        if not (by_year or pairs):
            pairs, further = read_levels([r for r in rest if r.order not in others], log)
            others |= further
        return (*by_year, *pairs), orders | others
    heading = _read_heading(top, start, log, year)
    lines: list[BudgetLine] = []
    used = {row.order for row in top[start : start + heading.height]}
    group = ""
    for row in top[start + heading.height :]:
        if is_indicator_header(row) or is_outside(row):
            break
        if again := _roles(row, year):
            if again != heading.roles and row.grid is top[start].grid:
                break  # another table: the department's projects with what was spent
            log.repair("重复表头", row.first, "换页后重印的表头，已略过")
        elif line := _line(row, heading, log):
            side = squeeze(row.cells[0][1])
            group = side if line.name != side and is_group(row.words, side) else group
            # Income and expenditure each have a 合计 of their own.
            lines.append(replace(line, name=f"{group}：{line.name}") if group else line)
        elif lines:
            break
        else:
            continue
        used.add(row.order)
    tell_sums(lines, top[start].words, log)
    tell_size(figures_of(lines), heading.unit, log)
    above, orders = read_pairs(top[:start], log)
    return (*with_total(lines, log), *above), used | orders


def first_budget(
    parts: Sequence[Sequence[FormRow]], log: ReadingLog, year: int
) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The budget of the first of several parts of a form that has one, as `read_budget`; the rows
    of all that were understood."""
    lines: tuple[BudgetLine, ...] = ()
    used: set[int] = set()
    for rows in parts:
        if not lines:
            lines, orders = read_budget(rows, log, year)
            used |= orders
    return lines, used


def money_below(rows: Sequence[FormRow]) -> tuple[Sequence[FormRow], Sequence[FormRow]]:
    """The rows of a table of indicators, and those of a budget that is printed below them."""
    for i, row in enumerate(rows):
        if i and is_budget_heading(row):
            return rows[:i], rows[i:]
        if i and row.cells[0][0] == rows[0].cells[0][0] and len(row.cells) > 1:
            label, figure = row.texts[:2]
            # 合计｜100 adds up the points.
            named = row.words.plays("budget", "amount", label.rstrip(":："))
            if named and amount(figure) is not None:
                return rows[:i], rows[i:]
    return rows, ()


def _role(words: FormWords, text: str) -> str:
    """What the column so headed holds of the budget, blank for any other text."""
    roles = words.roles("budget", text)
    if not roles and text.endswith("全年"):
        roles = words.roles("budget", text.removesuffix("全年"))
    return next((role for role in roles if role in _COLUMNS), "")


def _money_role(words: FormWords, text: str) -> str:
    role = _role(words, text)
    return role if role in _MONEY else ""


@asked_once
def is_budget_heading(row: FormRow) -> bool:
    """Whether a row heads the block of the year's funds."""
    return bool(_roles(row))


def _roles(row: FormRow, year: int = 0) -> dict[str, int]:
    """The columns by role, if the row heads a budget block; `year` is the form's own."""
    if not any(map(_OF_MONEY.search, row.texts)):
        return {}
    roles: dict[str, int] = {}
    first = row.cells[0][0]
    for column, text in row.cells:
        if role := _role(row.words, text):
            # 预算执行率（10分） at the side is the label of the block.
            if column > first or role in _MONEY:
                roles.setdefault(role, column)
        elif amount(text) is not None:
            return {}
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


def _read_heading(top: Sequence[FormRow], at: int, log: ReadingLog, year: int) -> _Heading:
    row = top[at]
    roles = _roles(row, year)
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
    return _Heading(roles, widths, tuple(beside), height, unit, weight, bare_label(side))


def _is_second(row: FormRow, first: FormRow, column: int) -> bool:
    """Whether a row heads the columns below one heading of the row above it: the years."""
    return row.grid is first.grid and all(
        at > column and amount(text) is None and len(text) <= 10 for at, text in row.cells
    )


def _line(row: FormRow, heading: _Heading, log: ReadingLog) -> BudgetLine | None:
    first = min(heading.roles.values())
    names = [(c, t) for c, t in row.cells if c < first and not points(t) and amount(t) is None]
    if len(names) > 1:
        names = [n for n in names if not row.words.plays("budget", "side", squeeze(n[1]))] or names[
            -1:
        ]
    named = names[-1] if names else (row.cells[0][0], "")
    name = squeeze(named[1]).rstrip(":：")
    # 其中：财政资金 below 年初预算数 is the name of its line.
    texts = {
        role: cell
        for role, cell in _by_role(row, heading).items()
        if cell[0] != named[0] or amount(cell[1]) is not None
    }
    known = is_sum(row.words, name) or is_part(row.words, name)
    filled = any(amount(texts[role][1]) is not None for role in _MONEY if role in texts)
    if filled and not name:
        # One row of figures without a name is what the label at the side of the heading says.
        name = heading.side
    if filled and not name:
        log.unplaced_row(row, "预算")
    if not name or not (known or filled):
        return None
    cells = dict(row.cells)
    further = tuple(
        Further(c.heading, cells[c.at], row.source(c.at)) for c in heading.further if c.at in cells
    )
    placed = {column for column, _ in texts.values()} | {c.at for c in heading.further}
    for column, text in row.cells:
        if column > named[0] and column not in placed and column >= first:
            log.leftover(row, column, text, "预算")
    texts = cut_glued(row, name, texts, heading.roles, log)
    money = {role: _money(row, name, role, texts, heading.unit, log) for role in _MONEY}
    weight, score = (points(texts.get(role, (0, ""))[1]) for role in ("weight", "score"))
    if weight is None and score is not None:
        weight = heading.weight
    rate_text = texts.get("rate", (0, ""))[1]
    return BudgetLine(
        name,
        money["initial"],
        money["adjusted"],
        money["executed"],
        weight,
        rate(rate_text),
        score,
        row.source(named[0]),
        rate_text,
        {role: row.source(column) for role, (column, _) in texts.items()},
        further,
    )


def _by_role(row: FormRow, heading: _Heading) -> dict[str, tuple[int, str]]:
    """The cells below the headings, or below the further columns that a heading stands over."""
    texts: dict[str, tuple[int, str]] = {}
    cells = dict(row.cells)
    for role, home in heading.roles.items():
        for column in range(home, home + heading.widths.get(home, 1)):
            if column in cells:
                texts[role] = (column, cells[column])
                break
    return texts


def _money(
    row: FormRow,
    name: str,
    role: str,
    texts: dict[str, tuple[int, str]],
    unit: str,
    log: ReadingLog,
) -> float | None:
    column, text = texts.get(role, (0, ""))
    value = amount(text, unit)
    if value is None and text and not re.fullmatch(r"[-—–－/*]+", text):
        what = f"“{name}”的金额不是数字"
        log.issue(NO_AMOUNT, row.source(column), what, text, "请核对后填写金额；本项按空白处理")
    return value
