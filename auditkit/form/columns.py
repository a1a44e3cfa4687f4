"""The columns of an indicator table, known by their headings whatever their order or number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditkit.form.rows import FormRow, squeeze

_HEADINGS = {
    "level1": ("一级指标", "一级绩效指标", "一级指标名称", "一级值"),
    "level2": ("二级指标", "二级绩效指标", "二级指标名称", "二级值"),
    "level3": (
        "三级指标", "三级绩效指标", "三级指标名称", "指标名称", "绩效指标名称", "三级值",
        "指标内容名称",
    ),
    "property": ("指标性质", "指标类型", "指标值类型", "指标属性"),
    "direction": ("指标方向", "方向", "指标导向"),
    "sign": ("计算符号", "符号", "运算符号", "比较符号"),
    "target": (
        "指标值", "年度指标值", "目标值", "年度目标值", "年初指标值", "年初目标值", "绩效标准",
        "当年预期实现值", "预期指标值", "计划指标值", "年度绩效指标值", "项目指标值", "预期值",
        "绩效目标值", "年度值", "数值", "实施周期目标值", "实施周期指标值", "年度预期值",
        "全年指标值", "全年目标值",
    ),
    "adjusted": ("调整指标值", "调整目标值", "调整后指标值"),
    "unit": ("计量单位", "度量单位", "单位"),
    "actual": (
        "实际完成值", "全年完成值", "全年实际值", "全年实际完成值", "完成值", "实际值", "实际完成",
        "实际完成情况", "完成情况", "本单位执行情况", "指标完成情况", "年度完成值",
        "实际完成指标值",
    ),
    "rate": ("完成率", "指标完成率", "得分系数", "完成比例", "完成程度"),
    "weight": (
        "分值", "权重", "指标权重", "指标分值", "参考分值", "标准分", "标准分值", "权重分", "满分",
        "分值权重", "分值/权重", "分数",
    ),
    "score": ("得分", "指标得分", "自评得分", "自评分", "实际得分", "自评分值", "自评分数"),
    "reason": (
        "偏差原因", "偏差原因分析", "偏差原因分析及改进措施", "偏差原因及改进措施",
        "未完成原因", "未完成原因分析", "偏差原因分析及改进措施说明", "未完成原因和改进措施",
        "未完成原因及改进措施", "扣分原因", "偏差分析", "偏差原因分析与改进措施",
        "偏差原因分析及改进情况", "未完成原因及拟采取的改进措施",
    ),
    "explanation": ("指标解释", "指标内容", "绩效指标描述", "指标描述", "指标释义"),
    "note": (
        "指标说明", "指标值说明", "备注", "评分标准", "评(扣)分标准", "评扣分标准", "评价标准",
        "绩效指标设定依据", "指标值确定依据", "设定依据", "说明", "数据来源", "佐证材料",
        "是否核心指标",
    ),
}  # fmt: skip
_ROLE = {word: role for role, words in _HEADINGS.items() for word in words}
# Where a form has two columns of one kind, the second may stand for its neighbour.
_SECOND = {"note": "explanation", "explanation": "note"}
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_POINTS = re.compile(r"[（(](\d+(?:\.\d+)?)\s*分(?:[×x*X][^（()）]*)?[）)]")
_SIDE = re.compile(r"(?:年度|部门|整体|项目|支出)*绩效(?:指标|目标)?(?:完成情况)?|指标|年度指标")
_FEWEST = 3


@lru_cache(maxsize=4096)
def heading_role(text: str) -> str | None:
    """The role of the column under a heading, None for any other text.

    >>> heading_role("*指标值（A）"), heading_role("年度 指标值"), heading_role("乡镇")
    ('target', 'target', None)
    """
    bare = squeeze(text).lstrip("*＊").strip()
    for word in (bare, _BRACKETS.sub("", bare), re.sub(r"[\sABCＡＢ①-⑳:：]", "", bare)):
        if word in _ROLE:
            return _ROLE[word]
    return None


def points_in_heading(text: str) -> float | None:
    """The points that a heading states: 得分（20分） → 20."""
    match = _POINTS.search(squeeze(text))
    return float(match[1]) if match else None


def is_side_label(text: str) -> bool:
    """Whether a text is the label at the side of the whole table."""
    return bool(_SIDE.fullmatch(squeeze(text)))


def find_indicator_header(rows: Sequence[FormRow]) -> int | None:
    """The index of the row that heads the indicators, None where the form has no such table."""
    return next((i for i, row in enumerate(rows) if is_indicator_header(row)), None)


def is_indicator_header(row: FormRow) -> bool:
    roles = {heading_role(text) for _, text in row.cells}
    if "level3" not in roles or not roles & {"target", "level1"}:
        return False
    return len(roles - {None}) >= _FEWEST or "level1" in roles


@dataclass(frozen=True)
class Heading:
    """The columns by role, left to right; `height` is the number of rows the heading takes.

    `weight1` and `weight2` are the points of a whole 一级 or 二级; `unknown` are the columns that
    nothing is known of, and what stands above them.
    """

    roles: tuple[tuple[str, int], ...]
    height: int
    unknown: tuple[tuple[int, str], ...]

    def __contains__(self, role: str) -> bool:
        return any(name == role for name, _ in self.roles)


def read_heading(rows: Sequence[FormRow]) -> Heading:
    """The heading `rows[0]`, with a second row of sub-headings where there is one."""
    row = rows[0]
    height = 2 if len(rows) > 1 and _is_second(rows[1], row) else 1
    above = dict(row.cells)
    below = dict(rows[1].cells) if height == 2 else {}
    roles: dict[str, int] = {}
    unknown: list[tuple[int, str]] = []
    level = "level1"
    for column, text, width in _spans(row, above, below):
        role = heading_role(text)
        if role is None or role in roles:
            second = _SECOND.get(role or "", "")
            if role == "weight" and f"weight{level[-1]}" not in roles:
                role = f"weight{level[-1]}"
            elif second and second not in roles:
                role = second
            elif roles or not is_side_label(text):
                unknown.append((column, text))
                continue
            else:
                continue
        if role == "weight" and level != "level3":
            role = f"weight{level[-1]}"
        if role.startswith("level"):
            level = role
        if role == "target" and width > 1 and _filled(rows[height:], column + 1):
            roles |= _parts(column, width)
        else:
            roles[role] = column
    return Heading(tuple(sorted(roles.items(), key=lambda item: item[1])), height, tuple(unknown))


def _parts(column: int, width: int) -> dict[str, int]:
    """The columns below one heading 年度指标值: value and unit, or sign, value and unit."""
    if width == 2:
        return {"target": column, "unit": column + 1}
    return {"sign": column, "target": column + 1, "unit": column + 2}


def _filled(rows: Sequence[FormRow], column: int) -> bool:
    return any(c == column for row in rows for c, _ in row.cells)


def _is_second(row: FormRow, first: FormRow) -> bool:
    """Whether a row heads the columns below one heading of the row above it."""
    words = {"符号", "数值", "单位", "值", "计量单位", "指标值", "计算符号", "度量单位"}
    roles = [heading_role(text) for _, text in row.cells]
    return (
        row.grid is first.grid
        and not words.isdisjoint(row.texts)
        and "level3" not in roles
        and all(role or text in words for role, text in zip(roles, row.texts, strict=True))
    )


def _spans(
    row: FormRow, above: dict[int, str], below: dict[int, str]
) -> Iterator[tuple[int, str, int]]:
    """The columns with their lowest heading, and how many columns it stands over."""
    for column in sorted({*above, *below}):
        if column in below:
            yield column, "数值" if squeeze(below[column]) == "值" else below[column], 1
            continue
        width = 1
        for area in row.grid.merged:
            if area.top <= row.index <= area.bottom and area.left == column:
                width = area.right - area.left + 1
        # In a text nothing says how far a heading reaches but the next one.
        if row.grid.style == "text":
            after = [c for c in above if c > column]
            width = min(after) - column if after else 1
        yield column, above[column], width if width <= 3 else 1
