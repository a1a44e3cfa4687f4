"""What stands beneath the indicators in their own table: who signed, reviewed or filled it in."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from auditkit.form.headings.fitting import IndicatorFit
from auditkit.form.headings.words import is_side_label
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import (
    is_below,
    is_beneath,
    is_page_line,
    is_stamp,
    is_telephone,
    says_one_thing,
)
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.title.heading import is_inner_office, is_same_department, split_label
from auditkit.formula.target import parse_target

Roles = Sequence[tuple[str, int]]
"""The columns of a table, left to right: what each holds and where it stands."""

_LEVELS = ("level1", "level2", "level3")
_VALUES = ("target", "actual", "adjusted", "weight", "score")
_DAY = re.compile(r"20\d\d年\s*\d{0,2}\s*月\s*\d{0,2}\s*日")
_NUMBER = "[0-9一二三四五六七八九十〇○零]"
_DATE = re.compile(
    rf"(?:20\d\d|二{_NUMBER}{{3}})[年./-]{_NUMBER}{{1,2}}[月./-](?:{_NUMBER}{{1,3}}日?)?"
)
_PAGE = re.compile(r"\d{1,3}")
_OFFICE = re.compile(
    r"[\u4e00-\u9fff（）()]{2,30}(?:局|厅|委|委员会|办|办公室|院|处|科|股|室|中心|站|所|公司|学校|大学|中学|小学|政府|部|会|队)"
)
_STAMP = re.compile("[（(](?:盖章|公章|签章|印章|章)[)）]$")


def is_said_of_form(row: FormRow, roles: Roles, fit: IndicatorFit, edge: Collection[str]) -> bool:
    """Whether a row at the left edge says something of the form: of its signing or review.

    A row that states a target or fills the columns of its three levels, in a table whose first
    column is that of the 一级, is none. `edge` are the texts of the heading: a page may cut the
    label at the side.
    """
    column, text = row.cells[0]
    first_role, first = roles[0]
    homes = dict(roles)
    if column > first or fit.known(text) or is_side_label(row.words, text):
        return False
    if any(squeeze(text) in one for one in edge):
        return False
    if says_one_thing(row, homes):
        return True
    states = any(
        at > homes["level3"]
        and parse_target(cell).kind in ("quantity", "date")
        and not _DAY.search(cell)
        for at, cell in row.cells[1:]
    )
    own = first_role.startswith("level") and (states or _fills_levels(row, roles))
    if is_below(row.words, text) and not own:
        return True
    # Left of all columns stands nothing but the label at the side.
    named = any(at == homes["level3"] for at, _ in row.cells)
    return column < first and row.grid.style != "text" and not (states or named)


def _fills_levels(row: FormRow, roles: Roles) -> bool:
    """Whether a row has its own 一级, 二级 and 三级, each in its column, none of which asks for a
    signature: 其他事项｜…｜…."""
    texts = dict(row.cells)
    own = [texts.get(at, "") for role, at in roles if role in _LEVELS]
    asks = any(is_below(row.words, text) or is_stamp(row.words, text) for text in own[1:])
    return len(own) == len(_LEVELS) and all(own) and not asks


def without_signing(
    rows: Sequence[FormRow], above: Sequence[FormRow], roles: Roles, log: ReadingLog
) -> Sequence[FormRow]:
    """The rows but for the last ones that hold a day, a telephone number, the number of a page or
    the name of who signs, alone in their row; these are noted. `above` are those over the table.

    A day or a number under the heading of values may be what is left of a row: it stays.
    """
    end = len(rows)
    signs: list[FormRow] = []
    while end and (_signs(rows[end - 1], signs, above, roles) or is_beneath(rows[end - 1])):
        end -= 1
        signs.append(rows[end])
    signing = [row for row in signs if not (is_beneath(row) or is_page_line(row))]
    for row in reversed(signing):
        log.outside(row)
    orders = {row.order for row in signing}
    return [row for row in rows if row.order not in orders] if orders else rows


def _signs(row: FormRow, below: Sequence[FormRow], above: Sequence[FormRow], roles: Roles) -> bool:
    if len(row.cells) > 1:
        return False
    (column, _), text = row.cells[0], row.texts[0].replace(" ", "")
    if any(at == column and role in _VALUES for role, at in roles):
        return False
    if _DATE.fullmatch(text) or is_telephone(text):
        return True
    if _PAGE.fullmatch(text):
        return not below and roles[0] == ("level1", column)
    name = _STAMP.sub("", text)
    if not _OFFICE.fullmatch(name):
        return False
    dated = bool(below) and bool(_DATE.fullmatch(below[-1].texts[0].replace(" ", "")))
    return name != text or dated or _is_ours(name, above)


def _is_ours(name: str, above: Sequence[FormRow]) -> bool:
    """Whether a name is the department's, as it stands above the table, or an office's in it."""
    said = {text for row in above for text in row.texts}
    said |= {split_label(text)[1] for text in said}
    return any(
        is_same_department(name, one) or is_inner_office(name, one)
        for one in said
        if _OFFICE.fullmatch(one)
    )
