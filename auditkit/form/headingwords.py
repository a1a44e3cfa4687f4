"""What the heading of a column means, in the words that places use for it."""

from __future__ import annotations

import re
from functools import lru_cache

from auditkit.form.rows import squeeze

_HEADINGS = {
    "level1": ("一级指标", "一级绩效指标", "一级指标名称", "一级值"),
    "level2": ("二级指标", "二级绩效指标", "二级指标名称", "二级值"),
    "level3": (
        "三级指标", "三级绩效指标", "三级指标名称", "指标名称", "绩效指标名称", "三级值",
        "指标内容名称",
    ),
    "level4": ("四级指标", "四级绩效指标", "四级指标名称", "四级值"),
    "property": ("指标性质", "指标类型", "指标值类型", "指标属性", "性质"),
    "direction": ("指标方向", "方向", "指标导向"),
    "sign": ("计算符号", "符号", "运算符号", "比较符号", "运算符", "指标符号"),
    "target": (
        "绩效标准", "当年预期实现值", "预期当年实现", "预期当年实现值", "当年预期实现", "预期值",
        "年度值", "数值", "年度预期值", "值",
    ),
    "adjusted": (
        "调整指标值", "调整目标值", "调整后指标值", "调整后目标值", "全年调整指标值",
        "年中调整指标值",
    ),
    "unit": ("计量单位", "度量单位", "单位", "指标单位"),
    "actual": ("实际值", "全年实际值", "本单位执行情况", "年度实际值"),
    "rate": ("完成率", "指标完成率", "完成比例", "完成程度"),
    "coefficient": ("得分系数", "指标得分系数"),
    "weight": (
        "满分", "权重分", "分数", "分值/权重", "分值权重", "分值(权重)", "指标权重", "标准分值",
    ),
    "reason": ("扣分原因", "原因", "原因分析", "原因说明"),
    "explanation": ("指标描述", "绩效指标描述"),
    "note": (
        "指标说明", "指标值说明", "备注", "说明", "数据来源", "佐证材料", "自评说明", "自评依据",
        "备注说明", "得分说明", "依据",
    ),
    "core": ("是否核心指标", "核心指标"),
}  # fmt: skip
_ROLE = {word: role for role, words in _HEADINGS.items() for word in words}
_SORTS = {
    "target": r"(?:年度|全年|当年|本年|年初|预期|计划|项目|绩效|总体|考核|实施(?:周)?期|中长?期"
    r"|长期|目标|设定|申报)*(?:指标|目标|绩效|标准)值",
    "actual": r"(?:全年|年度|本年|实际|自评|指标|目标|绩效)*(?:完成|实现|达成)(?:指标)?"
    r"(?:值|情况|结果|数)?",
    "weight": r"(?:指标|参考|标准|权重|设定|自评|评价)*(?:分值|权重|标准分|满分值?)",
    "score": r"(?:指标|单位|部门|自评|自评价|评价|实际|考评|最终|本项)*(?:得分|自评分|评分)"
    r"(?:值|数|情况)?",
    "reason": r".{0,8}(?:偏差|未完成|未达标?|扣分|差异).{0,24}(?:原因|措施|分析|说明|情况).{0,16}",
    "explanation": r"(?:绩效)?(?:指标)?(?:解释|描述|释义|含义|内涵|内容)",
    "note": r"(?:指标)?(?:评价?|扣|打|计|考核|赋|得|评\(扣\)|评\(计\))分?(?:分)?"
    r"(?:标准|方法|规则|细则|办法|依据)"
    r"|(?:绩效)?指标(?:值)?(?:设定|确定|测算)?依据|(?:指标)?(?:设定)?依据|(?:指标)?(?:数据)?来源",
}
_SORT = {role: re.compile(words) for role, words in _SORTS.items()}
# Where no column is named 三级指标, one of these holds the names.
_NAMES = frozenset({"指标内容", "绩效指标", "具体指标", "指标", "绩效指标内容", "指标名"})
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_POINTS = re.compile(r"[（(](\d+(?:\.\d+)?)\s*分(?:[×x*X][^（()）]*)?[）)]")
_SIDE = re.compile(r"(?:年度|部门|整体|项目|支出)*绩效(?:指标|目标)?(?:完成情况)?|指标|年度指标")


@lru_cache(maxsize=4096)
def heading_role(text: str) -> str | None:
    """The role of the column under a heading, None for any other text.

    >>> heading_role("*指标值（A）"), heading_role("年度 指标值"), heading_role("乡镇")
    ('target', 'target', None)
    """
    bare = squeeze(text).lstrip("*＊").replace("（", "(").replace("）", ")").strip()
    if len(bare) > 40:
        return None
    words = (bare, _BRACKETS.sub("", bare), re.sub(r"[\sABCDＡＢ①-⑳:：]", "", bare))
    for word in words:
        if word in _ROLE:
            return _ROLE[word]
    for word in words:
        for role, sort in _SORT.items():
            if sort.fullmatch(word):
                return role
    return None


def holds_names(text: str) -> bool:
    """Whether a column so headed may hold the names of the indicators."""
    return squeeze(text).lstrip("*＊") in _NAMES


def target_rank(text: str) -> int:
    """Of several columns of targets the one of the year counts, 0 best."""
    bare = squeeze(text)
    if re.search("绩效标准|标准值|前年|上年|去年|历史|近[两三]年", bare):
        return 4
    if re.search("年度|当年|全年|本年", bare):
        return 0
    return 3 if re.search("实施|项目|总体|中期|长期|中长期", bare) else 1 + ("年初" not in bare)


def points_in_heading(text: str) -> float | None:
    """The points that a heading states: 得分（20分） → 20."""
    match = _POINTS.search(squeeze(text))
    return float(match[1]) if match else None


def is_side_label(text: str) -> bool:
    """Whether a text is the label at the side of the whole table."""
    return bool(_SIDE.fullmatch(squeeze(text)))
