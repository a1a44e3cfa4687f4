"""Where a form begins: the line that names what it is about, and its title, year and unit above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.rows.outside import bare_label, is_outside
from auditkit.form.rows.rows import FormRow, asked_once, money_unit
from auditkit.form.title.heading import CODE, is_label, split_label
from auditkit.rules.formwords import FormWords

_TITLE = re.compile(
    r"表(?:[（(].*[）)])?$|20\d\d\s*[)）]?\s*年|^附件|单位[:：]"
    # 表十一-2, the number of the sheet.
    r"|^(?:公开)?附?表\s*[一二三四五六七八九十\d]+(?:[-—－][一二三四五六七八九十\d]+)?$"
)
_LABELLED = re.compile(r"[\u4e00-\u9fff（）()]{2,12}[:：]")


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
    """预算单位｜示例市公安局｜项目名称｜校舍改造; 项目编码｜13056123P001｜项目名称｜….

    The first row of a table does so behind any label.
    """
    words, texts = row.words, row.texts
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if not any(_is_named(words, label, name) for label, name in pairs[1:]):
        return False
    first, said = pairs[0]
    bare = bare_label(first)
    if words.plays("department", "number", bare):
        return any(map(str.isdigit, said))
    known = is_label(words, first) or first.endswith(("：", ":"))
    begins = row.index == 0 and row.grid.style == "table"
    return (known or begins) and not is_label(words, said)


def _is_named(words: FormWords, label: str, name: str) -> bool:
    """Whether a project is named: a heading stands beside 项目名称 in a list of them."""
    heads = is_label(words, name) or words.plays("tasks", "content", name)
    heads = heads or any(words.plays("budget", role, name) for role in ("amount", "adjusted"))
    return words.plays("department", "project", bare_label(label)) and not heads


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
