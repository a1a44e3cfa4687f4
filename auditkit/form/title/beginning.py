"""Where a form begins: the line that names what it is about, and its title, year and unit above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.rows.outside import bare_label, is_outside
from auditkit.form.rows.rows import FormRow, asked_once, money_unit
from auditkit.form.title.heading import CODE, is_label, split_label

_TITLE = re.compile(r"表(?:[（(].*[）)])?$|20\d\d\s*[)）]?\s*年|^附件|单位[:：]")
_LABELLED = re.compile(r"[\u4e00-\u9fff（）()]{2,12}[:：]")
_TWO_PAIRS = 4


@asked_once
def names_a_form(row: FormRow) -> bool:
    """Whether a row begins with the label of the line that names what a form is about."""
    first = bare_label(row.texts[0])
    if len(row.cells) > 1:
        return row.words.plays("department", "form", first) or _names_behind_label(row)
    # 项目名称：孤儿保障, alone over the project's own table.
    named = bool(split_label(row.texts[0])[1])
    return named and row.words.plays("department", "project", first)


def _names_behind_label(row: FormRow) -> bool:
    """预算单位｜示例市公安局｜项目名称｜校舍改造; 项目编码｜13056123P001｜项目名称｜…."""
    if len(row.cells) < _TWO_PAIRS:
        return False
    first, said, label, name = row.texts[:_TWO_PAIRS]
    words, bare = row.words, bare_label(first)
    if not words.plays("department", "project", bare_label(label)) or is_label(words, name):
        return False
    if words.plays("department", "number", bare):
        return any(map(str.isdigit, said))
    labelled = words.plays("department", "label", bare) or first.endswith(("：", ":"))
    return labelled and not is_label(words, said)


def title_of(rows: Sequence[FormRow], at: int) -> int:
    """Where a form begins whose first labelled row is at an index: its title, year or unit."""
    while at and _is_title(rows[at - 1]):
        at -= 1
    return at


def _is_title(row: FormRow) -> bool:
    if len(row.cells) == 1:
        return bool(_TITLE.search(row.texts[0]))
    # 130561示例县教育局本级｜单位：万元
    if all(money_unit(t) or CODE.match(t) for t in row.texts):
        return any(map(money_unit, row.texts))
    if _labels_by_pairs(row):
        return True
    return not is_outside(row) and all(_TITLE.search(t) or _LABELLED.match(t) for t in row.texts)


def _labels_by_pairs(row: FormRow) -> bool:
    """项目编码｜13056123P001｜填报日期｜2023年1月, over the line that names the project."""
    labels, said = row.texts[::2], row.texts[1::2]
    return len(labels) == len(said) > 0 and all(
        (is_label(row.words, label) or row.words.plays("department", "number", bare_label(label)))
        and not is_label(row.words, value)
        for label, value in zip(labels, said, strict=True)
    )
