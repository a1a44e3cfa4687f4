"""Goals that stand behind a cell with nothing but their period: 部门年度目标｜2024年｜推动……"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from auditkit.form.counted import year_in_digits
from auditkit.form.goals.aspects import without_aspects
from auditkit.form.headings.goalheads import SPAN, goal_head, is_goal_label, is_whole_label
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import FormRow

_MONTHS = r"(?:1月?[-—–~至到]12月(?:底|末)?)?"
_YEAR = re.compile(
    rf"(?:预算年度|年度)?[:：]?[（(]?(20\d\d)\s*年?度?[）)]?{_MONTHS}|[（(]?(?:预算年度|年度)[（(](20\d\d)年?度?[）)]"
)
_THIS_YEAR = re.compile(
    rf"[（(]?(?:[本当今全]年度?|年度|预算年度|年内|(?:具体|目标)?(?:内容|描述|表述))[:：]?[）)]?|{_MONTHS}"
)
_NTH_YEAR = re.compile(r"第[一二三四五\d]年(?:度)?[:：]?")
_LONGER = re.compile(
    r"[（(]?(?:20\d\d\s*年?度?\s*[-—–~至到]+\s*20\d\d\s*年?度?|[两二三四五六十]年(?:期|规划)?"
    r"|中长?期|长期|实施(?:周)?期|全?周期|规划期)(?:内|期间)?[:：]?[）)]?"
)
_SHORTEST_GOAL, _FEWEST_PERIODS, _LABEL_AND_TEXT = 8, 2, 2
_HEADS = {"own": "年度目标", "longer": "中长期目标"}
"""What heads the goals of a period where its cell says no more than that period."""


@dataclass(frozen=True, slots=True)
class _Period:
    """What a cell says that holds a period alone; `year` is 0 where it says none in figures."""

    kind: str
    text: str
    year: int = 0


@dataclass(frozen=True, slots=True)
class _Stated:
    """The period in the cell `at` that index of a row: of the goal behind it, or of those below."""

    row: FormRow
    at: int
    period: _Period


def periods_as_heads(rows: Sequence[FormRow], year: int, log: ReadingLog) -> list[FormRow]:
    """The rows without such cells: that of the form's `year` says nothing of its goal, that of a
    longer period becomes a head.

    Where the goal of the form's year stands beside those of other years, these are only recorded;
    else each keeps its year before its text. 总体目标｜… above or before 2024年度｜… is of the
    whole period.
    """
    rows = without_aspects(rows, lambda text: _period(text) is not None, log)
    across = _across(rows)
    found = {one.row.order: [one] for one in _behind(rows)} | across
    if not found:
        return rows
    wholes = _wholes(rows, found)
    rows = [_as_longer(row) if row.order in wholes else row for row in rows]
    others = _of_other_years([one.period for some in found.values() for one in some], year)
    own = any(one.period not in others for some in found.values() for one in some)
    periods = {one.period.kind for some in found.values() for one in some}
    longer = bool(wholes) or "longer" in periods
    columns: dict[int, _Period] = {}
    kept: list[FormRow] = []
    for row in rows:
        stated = found.get(row.order, [])
        if row.order in across:
            columns = {row.cells[one.at][0]: one.period for one in stated}
        elif columns and not stated:
            row = _apart(row, {c: p for c, p in columns.items() if p in others}, own, log)
            columns = {}
        if stated:
            (one, *_), printed = stated, row
            row = _headed(row, stated, others, longer or row.order in across)
            if one.period in others and row.order not in across:
                # Of another year is what was reached, too; the year stands before the goal alone.
                behind = printed.cells[one.at + 1 :] if own else printed.cells[one.at + 1 :][:1]
                row = _apart(row, {c: one.period for c, _ in behind}, own, log)
        if row.cells:
            kept.append(row)
    return kept


def _wholes(rows: Sequence[FormRow], found: Mapping[int, Sequence[_Stated]]) -> set[int]:
    """The rows that state a goal without a period, right above or before that of a year."""
    years = {order for order, some in found.items() if any(p.period.kind != "longer" for p in some)}
    pairs = pairwise([*rows, *rows[-1:]])
    return {
        row.order
        for row, below in pairs
        if _states_whole(row)
        and (row.order in years or (row.order not in found and below.order in years))
    }


def _as_longer(row: FormRow) -> FormRow:
    return replace(row, cells=((row.cells[0][0], _HEADS["longer"]), *row.cells[1:]))


def _states_whole(row: FormRow) -> bool:
    """Whether a row states a goal behind 总体目标 or its like, without a year or a period."""
    if len(row.cells) < _LABEL_AND_TEXT or not is_whole_label(row.texts[0]):
        return False
    return len(row.texts[1]) >= _SHORTEST_GOAL and not SPAN.search(row.texts[0])


def _of_other_years(periods: Sequence[_Period], year: int) -> list[_Period]:
    """Those of other years than the form's; one that stands alone and names no year is its own."""
    years = [period for period in periods if period.kind in ("year", "nth")]
    if len(years) == 1 == len(periods) and years[0].year in (0, year):
        return []
    if not year and len({period.year for period in years}) == 1:
        return []
    return [period for period in years if not period.year or period.year != year]


def _headed(
    row: FormRow, stated: Sequence[_Stated], others: Sequence[_Period], heads: bool
) -> FormRow:
    """A row with what its periods head; without them where nothing need be told apart."""
    cells = list(row.cells)
    for one in reversed(stated):
        kind = "own" if one.period.kind == "year" else one.period.kind
        if heads and one.period not in others:
            cells[one.at] = (cells[one.at][0], _HEADS.get(kind, _HEADS["own"]))
        else:
            del cells[one.at]
    return replace(row, cells=tuple(cells))


def _apart(row: FormRow, columns: Mapping[int, _Period], own: bool, log: ReadingLog) -> FormRow:
    """A row whose goals of other years are only recorded, or say of which year they are."""
    cells = []
    for column, text in row.cells:
        period = columns.get(column)
        if period is None:
            cells.append((column, text))
        elif own:
            what = f"{period.text}的目标“{text[:40]}”只作记录"
            log.repair("另栏所载", row.source(column), what, text, text)
        else:
            cells.append((column, f"{period.text}：{text}"))
    return replace(row, cells=tuple(cells))


def _behind(rows: Sequence[FormRow]) -> list[_Stated]:
    """The rows of goals in which such a cell stands before a text, at their label or below it."""
    found: list[_Stated] = []
    above: FormRow | None = None
    for row in rows:
        labelled = any(_is_label(row, text) for text in row.texts)
        below = above is not None and above.grid is row.grid
        one = next(_periods_before_text(row), None) if labelled or below else None
        if one is not None:
            found.append(one)
        above = row if labelled or one is not None else None
    return found


def _periods_before_text(row: FormRow) -> Iterator[_Stated]:
    for at, text in enumerate(row.texts[:-1]):
        # 目标1 may stand between.
        behind = next((t for t in row.texts[at + 1 :] if not _is_label(row, t)), "")
        before = row.texts[:1] if at == _LABEL_AND_TEXT and _states_whole(row) else row.texts[:at]
        first = all(_is_label(row, text) for text in before)
        goal = len(behind) >= _SHORTEST_GOAL
        if first and goal and (period := _period(text)):
            yield _Stated(row, at, period)


def _across(rows: Sequence[FormRow]) -> dict[int, list[_Stated]]:
    """The rows that head the goals below by periods alone: 总体目标｜2024-2026年｜2024年."""
    found: dict[int, list[_Stated]] = {}
    for row in rows:
        periods = [_period(text) for text in row.texts[1:]]
        if len(periods) >= _FEWEST_PERIODS and all(periods) and _is_label(row, row.texts[0]):
            found[row.order] = [_Stated(row, i, p) for i, p in enumerate(periods, 1) if p]
    return found


def _period(text: str) -> _Period | None:
    compact = year_in_digits(text).replace(" ", "")
    if not compact:
        return None
    said = text.rstrip(":：")
    if match := _YEAR.fullmatch(compact):
        return _Period("year", said, int(match[1] or match[2]))
    if _THIS_YEAR.fullmatch(compact):
        return _Period("own", said)
    if _LONGER.fullmatch(compact):
        return _Period("longer", said)
    return _Period("nth", said) if _NTH_YEAR.fullmatch(compact) else None


def _is_label(row: FormRow, text: str) -> bool:
    return "目标" in text and bool(is_goal_label(row.words, text) or goal_head(row.words, text))
