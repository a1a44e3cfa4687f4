"""What the columns left of the indicators hold in a table of many projects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from auditkit.form.headings.contents import level_in, texts_at
from auditkit.form.headings.goalheads import goal_head, is_goal_label
from auditkit.form.headings.words import is_side_label
from auditkit.form.rows.outside import is_total
from auditkit.form.rows.rows import FormRow, amount, money_unit, squeeze
from auditkit.rules.formwords import FormWords

Kind = Literal["number", "project", "goal", "reached", "budget", "part", "executed", "unit", ""]

_NAMES_PROJECTS = re.compile("项目|经费|课题|专项|支出事项|资金用途")
_MAY_NAME = re.compile("事项|用途|政策|工程|活动|任务|内容|工作|名称|事业")
# 项目类别, 项目负责人: of the project, never its name.
_NO_NAME = re.compile(
    "类别|类型|属性|性质|分类|级次|负责|年限|期限|周期|代码|编码|状态|依据|来源|目标|绩效|指标"
    "|单位|部门|[处科股]室|地区|区域|市县|区县"
)
_OF_PROJECTS = re.compile("概况|内容|方向|领域|范围")
_CARRIES_OUT = re.compile("实施|承担|建设|使用|用款|责任|执行")
_SUMS = frozenset({"合计", "小计", "总计", "总额", "金额", "总金额", "资金总额", "资金", "经费"})
_RUNNING = re.compile(r"\d{1,3}")
_LONGEST_NAME = 60
_NOTE_OR_TOTAL = 2
# The amount in brackets behind the name of a project: 法律援助（45万元）.
_AMOUNT_BEHIND = re.compile(
    r"[（(]\s*(?:年度|项目)?(?:预算|资金|经费|金额|总额|安排|投入)*\s*[:：]?\s*([\d,.]+\s*[百千万亿]?元)\s*[)）]$"
)
_NUMBER_BEFORE = re.compile(
    r"^(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）]?\s*[、.．:：]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）])\s*(?=\D)"
)


def kinds_beside(
    heads: Mapping[int, str],
    body: Sequence[FormRow],
    words: FormWords,
    titles: str,
) -> dict[int, Kind]:
    """The kinds by column; blank for what is none of these.

    `heads` are the headings left of the indicators, blank where nothing heads a column; `titles`
    is what stands above the table: the table of a whole department has projects only where a
    heading names them.
    """
    kinds = _one_of_projects(
        {column: _by_heading(words, text) for column, text in heads.items()}, heads, body
    )
    for column, text in heads.items():
        # Several who carry projects out: none of them is the department.
        if kinds[column] == "unit" and _CARRIES_OUT.search(text):
            kinds[column] = "number" if len(set(texts_at(body, column))) > 1 else "unit"
    may_be_money = ("", "budget", "reached")
    money = [c for c in heads if kinds[c] in may_be_money and _holds_amounts(body, c)]
    for column in money:
        text = heads[column]
        if words.plays("budget", "executed", text):
            kinds[column] = "executed"
        elif kinds[column] in ("", "reached") and not words.plays("budget", "beside", text):
            kinds[column] = "part"
    if "budget" not in kinds.values():
        chosen = _whole([c for c in money if kinds[c] == "part"], heads, body)
        kinds |= dict.fromkeys(chosen, "budget")
    if "project" not in kinds.values() and "整体" not in titles:
        named = _named_by_content(kinds, heads, body, words, titles)
        kinds |= dict.fromkeys(named, "project")
    return kinds


def _one_of_projects(
    kinds: dict[int, Kind], heads: Mapping[int, str], body: Sequence[FormRow]
) -> dict[int, Kind]:
    """Of several columns that may name projects the one that divides the rows most: beside
    单位（专项）名称 stands 项目名称, within a 一级项目 several 二级项目.
    """
    several = [column for column, kind in kinds.items() if kind == "project"]
    of_units = {column: heads[column].startswith(("单位", "部门")) for column in several}
    lines = [row for row in body if len(row.cells) > _NOTE_OR_TOTAL]

    def divides(column: int) -> tuple[int, bool]:
        return len(texts_at(lines, column)), not of_units[column]

    named = max(several, key=divides, default=None)
    beside: dict[int, Kind] = {c: "unit" if of_units[c] else "number" for c in several}
    return kinds | {column: kind for column, kind in beside.items() if column != named}


def bare_project(text: str) -> tuple[str, str]:
    """A project's name without its number, and the amount in brackets behind it, if there is one.

    >>> bare_project("1.法律援助（45万元）")
    ('法律援助', '45万元')
    """
    name = _NUMBER_BEFORE.sub("", squeeze(text))
    stated = _AMOUNT_BEHIND.search(name)
    return (name[: stated.start()].strip(), stated[1]) if stated else (name, "")


def _by_heading(words: FormWords, text: str) -> Kind:
    if words.plays("department", "number", text):
        return "number"
    if words.plays("department", "project", text):
        return "project"
    if goal_head(words, text) == "text" or is_goal_label(words, text) or text in ("目标", "总目标"):
        return "goal"
    if goal_head(words, text) == "actual" and not words.plays("budget", "executed", text):
        return "reached"
    if any(words.plays("budget", role, squeeze(text)) for role in ("total", "amount")):
        return "budget"
    return "unit" if words.plays("department", "label", text) else ""


def _holds_amounts(body: Sequence[FormRow], column: int) -> bool:
    """Whether a column has amounts and hardly anything else; 1, 2, 3 only count the rows."""
    texts = [t for t in texts_at(body, column) if not re.fullmatch("[-—–－/]+", t)]
    if not texts or sum(amount(t) is not None for t in texts) * 4 < len(texts) * 3:
        return False
    counts = [int(t) for t in dict.fromkeys(texts) if _RUNNING.fullmatch(t)]
    if len(counts) == 1 and counts[0] != 1:
        return True  # one figure alone counts nothing, unless it is the first; nor does 0
    return len(counts) < len(set(texts)) or counts != [*range(counts[0], counts[0] + len(counts))]


def _whole(columns: Sequence[int], heads: Mapping[int, str], body: Sequence[FormRow]) -> list[int]:
    """Of several columns of amounts that of the whole: by its heading, else the only one."""
    called = [c for c in columns if heads[c].split("（")[0].split("(")[0] in _SUMS]
    if called:
        return called[:1]
    if len(columns) == 1:
        return list(columns)
    stated = [c for c in columns if money_unit(heads[c])]
    return stated if len(stated) == 1 else []


def _named_by_content(
    kinds: Mapping[int, Kind],
    heads: Mapping[int, str],
    body: Sequence[FormRow],
    words: FormWords,
    titles: str,
) -> list[int]:
    """The column of the projects' names where no known heading says so: short texts that differ,
    beside their amounts or below a heading that speaks of projects."""
    of_projects = "项目" in titles or "专项" in titles
    money = bool({"budget", "part"} & set(kinds.values()))
    found: list[int] = []
    for column, kind in sorted(kinds.items()):
        text = heads[column]
        if kind or is_side_label(words, text) or _NO_NAME.search(text):
            continue
        if words.plays("tasks", "name", text) and not of_projects:
            continue
        if not _holds_names(body, column, words):
            continue
        several = len(set(texts_at(body, column))) > 1
        speaks = _NAMES_PROJECTS.search(text)
        may = not text or of_projects or _MAY_NAME.search(text)
        if (speaks and (several or money)) or (may and several and money):
            found.append(column)
    # 项目概况 or 建设内容 is the name where nothing else may be.
    named = [column for column in found if not _OF_PROJECTS.search(heads[column])] or found
    amounts = [c for c, kind in kinds.items() if kind in ("budget", "part", "executed")]
    priced = {row.order for row in body for c, _ in row.cells if c in amounts[:1]}

    def beside_amounts(column: int) -> int:
        """How many rows have a name and no amount, or an amount and no name."""
        return len({row.order for row in body for c, _ in row.cells if c == column} ^ priced)

    def rank(column: int) -> tuple[bool, int]:
        return not _NAMES_PROJECTS.search(heads[column]), beside_amounts(column)

    return [min(named, key=rank)] if named else []


def _holds_names(body: Sequence[FormRow], column: int, words: FormWords) -> bool:
    texts = [t for t in texts_at(body, column) if not is_total(t)]
    if not texts or level_in(body, column) or max(map(len, texts)) > _LONGEST_NAME:
        return False
    return not any(is_side_label(words, t) for t in texts) and any(amount(t) is None for t in texts)
