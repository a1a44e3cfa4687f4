"""The budget block of a form: 年度资金总额 and its parts, with what was spent of them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from auditkit.declaration import BudgetLine
from auditkit.form.columns import is_indicator_header, points_in_heading
from auditkit.form.log import ReadingLog
from auditkit.form.outside import is_outside, stated_unit
from auditkit.form.rows import FormRow, amount, money_unit, squeeze
from auditkit.form.values import places, points, rate, split_glued
from auditkit.grid import Source

_HEADINGS = {
    "initial": ("年初预算数", "年初预算", "年初预算金额", "年初数", "年初预算安排", "年初"),
    "adjusted": (
        "全年预算数", "全年预算", "调整后预算数", "调整预算数", "调整后预算", "预算数", "小计",
        "全年预算金额", "预算资金", "预算金额",
    ),
    "executed": (
        "全年执行数", "执行数", "实际执行数", "全年实际执行数", "实际支出", "实际支出数", "支出数",
        "拨付", "拨付数", "全年支出数", "全年执行", "执行金额",
    ),
    "weight": ("分值", "权重", "标准分"),
    "rate": ("执行率", "预算执行率", "实现率", "完成率", "全年执行率"),
    "score": ("得分", "自评得分"),
}  # fmt: skip
_ROLE = {word: role for role, words in _HEADINGS.items() for word in words}
_MONEY = ("initial", "adjusted", "executed")
_KINDS = {"weight": "points", "rate": "rate", "score": "points"}
_SUM = re.compile(r".*(?:资金总额|预算总额|总额|总计|合计|资金总量)|年度资金|总金额")
_PART = re.compile(
    r"(?:其中[:：]?)?(?:\d[.、])?.*(?:财政|拨款|资金|结转|结余|收入|补助|自筹|债券|基金|经费|其他|支出)"
)
_WITHIN = re.compile(r"(?:上级|本级|中央|省级?|市级?|县级?|区级?)(?!.*财政拨款)")
_SIDE = re.compile(
    r".*(?:项目资金|预算执行情况|资金情况|执行情况|预算资金|资金来源|万元|元[）)]).*"
)


@dataclass(frozen=True)
class _Heading:
    roles: dict[str, int]
    unit: str
    weight: float | None


def read_budget(top: Sequence[FormRow], log: ReadingLog) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """The lines of the budget block, and the orders of the rows that make it up."""
    start = next((i for i, row in enumerate(top) if _roles(row)), None)
    if start is None:
        return _pairs(top, log)
    heading = _read_heading(top, start, log)
    lines: list[BudgetLine] = []
    used = {top[start].order}
    for row in top[start + 1 :]:
        if is_indicator_header(row) or is_outside(row):
            break
        if _roles(row):
            log.repair("重复表头", row.first, "换页后重印的表头，已略过")
        elif line := _line(row, heading, log):
            lines.append(line)
        elif lines:
            break
        else:
            continue
        used.add(row.order)
    _check_sums(lines, log)
    return tuple(lines), used


def _bare(text: str) -> str:
    bare = re.sub(r"[（(][^（()）]*[）)]", "", squeeze(text))
    return re.sub(r"[\s①-⑳ABCD:：]|全年$", "", bare)


def is_budget_heading(row: FormRow) -> bool:
    return bool(_roles(row))


def _roles(row: FormRow) -> dict[str, int]:
    """The columns by role, if the row heads a budget block."""
    roles: dict[str, int] = {}
    for column, text in row.cells:
        if role := _ROLE.get(_bare(text)):
            roles.setdefault(role, column)
    return roles if "executed" in roles and roles.keys() & {"initial", "adjusted"} else {}


def _read_heading(top: Sequence[FormRow], at: int, log: ReadingLog) -> _Heading:
    row = top[at]
    roles = _roles(row)
    inside = next(((u, text) for _, text in row.cells if (u := money_unit(text))), None)
    below = [text for other in top[at + 1 : at + 3] for _, text in other.cells[:1]]
    inside = inside or next(((u, text) for text in below if (u := money_unit(text))), None)
    line = stated_unit(top[:at])
    if inside and line and inside[0] != line[0]:
        what = f"表头的单位与表上方的“{line[1]}”不一致，按表头读取"
        log.issue("D05", row.first, what, inside[1], "请核对金额的单位")
    unit, text = inside or line or ("万元", "")
    if unit != "万元":
        what = f"预算金额以{unit}为单位"
        log.issue("D05", row.first, what, text, "已换算为万元，请核对", grave=False)
    stated = [p for _, text in row.cells if (p := points_in_heading(text)) is not None]
    first = min(roles.values())
    for column, text in row.cells:
        if column >= first and _bare(text) not in _ROLE:
            log.issue(
                "D11",
                row.address(column),
                "不认识的表头，该栏没有读取",
                text,
                "请核对该栏内容",
                False,
            )
    return _Heading(roles, unit, stated[0] if stated and "weight" not in roles else None)


def _line(row: FormRow, heading: _Heading, log: ReadingLog) -> BudgetLine | None:
    first = min(heading.roles.values())
    names = [(c, text) for c, text in row.cells if c < first and not points(text)]
    if len(names) > 1:
        names = [n for n in names if not _SIDE.fullmatch(squeeze(n[1]))] or names[-1:]
    named = names[-1] if names else (row.cells[0][0], "")
    name = squeeze(named[1]).rstrip(":：")
    texts = {
        role: (column, text)
        for role, home in heading.roles.items()
        for column, text in row.cells
        if column == home
    }
    known = _SUM.fullmatch(name) or _PART.fullmatch(name)
    filled = any(amount(texts[role][1]) is not None for role in _MONEY if role in texts)
    if filled and not name:
        log.unplaced_row(row)
    if not name or not (known or filled):
        return None
    for column, text in row.cells:
        if column > named[0] and column not in heading.roles.values() and column >= first:
            log.leftover(row, column, text)
    texts = _cut_glued(row, name, texts, heading, log)
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
    )


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
        log.issue("D06", row.address(column), what, text, "请核对后填写金额；本项按空白处理")
    return value


def _cut_glued(
    row: FormRow,
    name: str,
    texts: dict[str, tuple[int, str]],
    heading: _Heading,
    log: ReadingLog,
) -> dict[str, tuple[int, str]]:
    """Cut a cell that holds the figures of all the columns behind it, if only one cut adds up."""
    columns = sorted(heading.roles, key=lambda role: heading.roles[role])
    for i, role in enumerate(columns):
        blank = [other for other in columns[i + 1 :] if other not in texts]
        roles = [role, *blank]
        if role not in texts or len(roles) < 3 or columns[i:] != roles:
            continue
        column, text = texts[role]
        kinds = [_KINDS.get(r, "amount") for r in roles]
        pieces = split_glued(text, kinds, lambda p: _adds_up(roles, p))  # noqa: B023
        if pieces:
            what = f"“{name}”的几栏数字粘连，已按各栏拆开（以执行率为证）"
            log.repair("粘连拆分", row.source(column), what, text, "｜".join(pieces))
            return texts | {r: (column, p) for r, p in zip(roles, pieces, strict=True)}
    return texts


def _adds_up(roles: Sequence[str], pieces: Sequence[str]) -> bool:
    found = dict(zip(roles, pieces, strict=True))
    money = [found[role] for role in _MONEY if role in found]
    if not {"adjusted", "executed", "rate"} <= found.keys() or float(found["adjusted"]) == 0:
        return False
    if len({places(text) for text in money}) > 1:
        return False
    share = float(found["executed"]) / float(found["adjusted"]) * 100
    printed = found["rate"]
    return abs(share - float(printed.rstrip("%"))) <= 0.5 * 10.0 ** -places(printed) + 1e-9 and (
        "score" not in found or float(found["score"]) <= float(found.get("weight", 100))
    )


def _pairs(top: Sequence[FormRow], log: ReadingLog) -> tuple[tuple[BudgetLine, ...], set[int]]:
    """A block without headings: 年度资金总额 and its parts, each with its amount beside it."""
    lines: list[BudgetLine] = []
    used: set[int] = set()
    for i, row in enumerate(top):
        cells = [cell for column, text in row.cells for cell in _halves(column, text)]
        for (column, text), (beside, figure) in pairwise([*cells, (0, "")]):
            name = squeeze(text).rstrip(":：")
            whole = _SUM.fullmatch(name)
            part = lines and re.search("其中|财政拨款|其他资金|上年结转|单位资金|自筹", name)
            if not (whole or part) or len(name) > 24:
                continue
            stated = stated_unit(top[:i])
            unit = money_unit(text) or money_unit(cells[0][1]) or (stated[0] if stated else "万元")
            value = amount(figure, unit)
            if value is None:
                continue
            source = {"initial": row.source(beside)}
            at = row.source(column)
            lines.append(BudgetLine(name, value, None, None, None, None, None, at, "", source))
            used.add(row.order)
    _check_sums(lines, log)
    return tuple(lines), used


def _halves(column: int, text: str) -> list[tuple[int, str]]:
    label, colon, value = text.replace("：", ":").partition(":")
    if colon and amount(value) is not None:
        return [(column, label), (column, value)]
    return [(column, text)]


def _check_sums(lines: Sequence[BudgetLine], log: ReadingLog) -> None:
    """A total of 0, or other than its parts."""
    if not lines or not _SUM.fullmatch(lines[0].name) or len(lines) < 2:
        return
    total, parts = lines[0], lines[1:]
    if any("财政拨款" in part.name for part in parts):
        # These are parts of the 财政拨款 again.
        parts = [part for part in parts if not _WITHIN.search(part.name)]
    for role, what in zip(_MONEY, ("年初预算数", "全年预算数", "全年执行数"), strict=True):
        whole = getattr(total, role)
        filled = [value for part in parts if (value := getattr(part, role)) is not None]
        added = round(math.fsum(filled), 6)
        if whole is None or not filled or abs(whole - added) <= 0.005 * (len(filled) + 1) + 1e-9:
            continue
        source: Source = total.sources.get(role, total.source)
        fault = "为0，而分项已填数" if whole == 0 else "不等于分项之和"
        log.issue(
            "D12",
            source,
            f"“{total.name}”的{what}{fault}（分项合计{added:,.2f}万元）",
            f"{whole:,.2f}",
            "请核对总额与分项",
            grave=False,
        )
