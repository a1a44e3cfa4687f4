"""What a column is by what stands in it, where its heading does not say: levels, sign, unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditkit.form.headings.column import Column, holds_targets
from auditkit.form.headings.levelnames import level_name
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2, EITHER, both_levels
from auditkit.form.headings.words import NEVER_TARGET
from auditkit.form.rows.outside import is_total
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.values import is_sign


def _worded(labels: Iterable[str]) -> frozenset[str]:
    """The labels with and without 指标, and as some places word them: 数量目标."""
    bare = {label.removesuffix("指标") for label in labels}
    return frozenset({*labels, *bare, *(f"{label}目标" for label in bare)})


LEVEL1_WORDS, LEVEL2_WORDS = _worded(COMMON_LEVEL1), _worded(COMMON_LEVEL2)
_BARE_NUMBER = re.compile(r"[≥≤＞＜<>=＝]?\s*[0-9][0-9,.]*")
_CONTENT = re.compile(r"(?:年度|绩效|三级)*(?:指标|目标)值?(?:的)?内容(?:[及和与]?(?:说明|解释))?")
_LONGEST_UNIT = 6
_NO_UNIT = re.compile(r"[-—–－/]|无")
_FEWEST = 2
_FURTHEST_LABEL = 5


def texts_at(rows: Sequence[FormRow], at: int) -> list[str]:
    """What stands in a column, without its blanks."""
    return [squeeze(text) for row in rows for column, text in row.cells if column == at]


def level_in(rows: Sequence[FormRow], at: int) -> str:
    """level1 or level2 where half of a column's cells are labels of the common tree, else blank."""
    # Below the indicators stand the total, signatures and notes.
    texts = [t for t in texts_at([r for r in rows if len(r.cells) > 2], at) if not is_total(t)]
    first = sum(text in LEVEL1_WORDS or both_levels(text) is not None for text in texts)
    second = sum(text in LEVEL2_WORDS and text not in EITHER for text in texts)
    if not texts or max(first, second) * 2 < len(texts):
        return ""
    return "level2" if second > first else "level1"


def holds_levels(row: FormRow) -> bool:
    """Whether a row has a label of the common tree near its left: 产出指标, 一、产出指标."""
    labels = [level_name(squeeze(text)) for _, text in row.cells[:_FURTHEST_LABEL]]
    return any(x in LEVEL1_WORDS or x in LEVEL2_WORDS or both_levels(x) for x in labels)


def joined_levels_in(rows: Sequence[FormRow], at: int) -> bool:
    """Whether most of a column's cells are labels of both levels: 产出指标-数量指标."""
    texts = texts_at(rows, at)
    return sum(both_levels(text) is not None for text in texts) * 2 > len(texts)


def explained(columns: Sequence[Column], rows: Sequence[FormRow]) -> list[Column]:
    """The columns with 指标值内容 as what explains the indicators, where the targets stand in
    another column, 指标值, and none stand in this one (湖南)."""
    explains = any(c.role == "explanation" for c in columns)
    targets = [c for c in columns if c.role == "target" and c.rank < NEVER_TARGET]
    told = [c for c in targets if _CONTENT.fullmatch(squeeze(c.text))]
    if explains or len(told) != 1 or len(targets) == 1 or holds_targets(rows, told[0].at):
        return list(columns)
    return [replace(c, role="explanation") if c is told[0] else c for c in columns]


def with_sign_and_unit(columns: Sequence[Column], rows: Sequence[FormRow]) -> list[Column]:
    """The columns with those of sign and unit, where an unknown heading stands over them.

    A column of nothing but signs is one whatever its heading says; a column of short words beside
    targets that are bare numbers is that of their units.
    """
    found = list(columns)
    target = next((c for c in found if c.role == "target"), None)
    if target is None:
        return found
    roles = {c.role for c in found}
    # In one pass: a form may have hundreds of columns.
    standing: dict[int, list[str]] = {}
    for row in rows:
        for at, text in row.cells:
            standing.setdefault(at, []).append(squeeze(text))
    bare = standing.get(target.at - 1, [])
    if len(bare) >= _FEWEST and all(map(is_sign, bare)) and not _headed(found, target.at - 1):
        # Signs may stand in a column without a heading.
        found.append(Column(target.at - 1, "", "", 1, "sign"))
        roles.add("sign")
    for i, column in enumerate(found):
        texts = [] if column.role else standing.get(column.at, [])
        if len(texts) < _FEWEST:
            continue
        if "sign" not in roles and all(is_sign(text) for text in texts):
            found[i] = replace(column, role="sign")
            roles.add("sign")
        elif (
            "unit" not in roles and _near(found, column, target) and _are_units(texts, rows, target)
        ):
            found[i] = replace(column, role="unit")
            roles.add("unit")
    return found


def _headed(columns: Sequence[Column], at: int) -> bool:
    return any(c.at <= at < c.at + c.width for c in columns)


def _near(columns: Sequence[Column], column: Column, target: Column) -> bool:
    order = sorted(c.at for c in columns)
    return abs(order.index(column.at) - order.index(target.at)) == 1


def _are_units(texts: Sequence[str], rows: Sequence[FormRow], target: Column) -> bool:
    values = texts_at(rows, target.at)
    bare = sum(bool(_BARE_NUMBER.fullmatch(text)) for text in values)
    short = all(
        _NO_UNIT.fullmatch(text)
        or (len(text) <= _LONGEST_UNIT and not any(map(str.isdigit, text)) and not is_sign(text))
        for text in texts
    )
    return short and bare * 2 >= len(values) > 0
