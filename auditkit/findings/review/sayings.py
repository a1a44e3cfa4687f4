"""What a form says of an indicator's target outside the target's own cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration, DeclaredIndicator

_NUMBER = r"\d[\d.,]*\s*(?:[%％]|百分比)"
_SIGN = r"(?:[≥≤＞＜><=＝]|不低于|不少于|不小于|不高于|不超过|不大于|大于|小于|低于|高于)"
# 90%以上的 begins a condition (90%以上的得满分), which sets no target.
_END = r"(?!\s*(?:[及或含]?以[上下内])?的)"
_STATED = re.compile(
    rf"(?:指标值|目标值|年度目标|控制目标)(?:为|是|[:：])?\s*(?P<value>{_SIGN}?\s*{_NUMBER}){_END}"
)
_DEMANDED = re.compile(rf"(?P<value>(?:不低于|不少于|不高于|不超过|控制在)\s*{_NUMBER}){_END}")
# What speaks of points, samples and parts speaks of another number than the target.
_ELSEWHERE = re.compile(r"得分|分值|权重|回收|其中|基本分|得\S{0,6}分|扣\S{0,6}分|上年|去年|往年")
_SENTENCE = re.compile(r"[。；;\n]")
_CLAUSE = re.compile(r"[，,、。；;：:\n（）()]")
_SUBJECT = re.compile(r"(?:该|本)?指标|(?:指标值|目标值)|[应须需要均将]|原则上|一般|全年|本年度?")
_TIME = re.compile(r"上年|去年|往年|本年|今年|全年|当年|\d{4}年")
# What may stand between a name and its number: nothing that makes it a change or a base.
_TO = (
    r"(?:[应须要均都将达到至在为是:：]|保持|维持|稳定|力争|确保|实现|控制|总体|平均|(?:提[高升]|降低?)(?=[到至]))"
    r"{0,6}?"
)
_AFTER_NAME = re.compile(rf"{_TO}(?P<value>{_SIGN}?{_NUMBER}){_END}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_BEFORE_NAME = (
    "确保", "实现", "使", "让", "做到", "保持", "维持", "力争", "达到", "努力", "将", "把",
    "本年", "今年", "全年", "当年", "本年度",
)  # fmt: skip

# What an indicator's name adds to the thing that it counts.
_COUNTED = re.compile(
    r"(?:数量|总数|个数|次数|场次|期数|人数|人次|户数|件数|册数|面积|长度|里程|规模|数|量)$"
)
_TELLING = 4
"""Characters that a name must keep to mean one thing alone."""
# A clause that speaks of several years, of a part or of each one promises no number of the year.
_NOT_OF_YEAR = re.compile(
    r"累计|规划|期间|十[三四五]五|[两三四五]年|分期|其中|每|各|人均|上年|去年|新增至"
)

Saying = tuple[str, Source, list[str]]


def sayings(indicator: DeclaredIndicator, declaration: Declaration) -> Iterator[Saying]:
    """Place, cell and targets in words, for each text that sets the indicator a target.

    Only what plainly means this indicator and this year is taken: a number that is a base, a
    change, a sample or a step of the scoring is none.
    """
    margin = (
        ("指标解释", indicator.explanation, indicator.explanation_source),
        ("指标说明", indicator.note, indicator.note_source),
    )
    for place, text, source in margin:
        if values := _in_margin(text, indicator.name):
            yield place, source or indicator.source, values
    for goal in declaration.goals_in_force:
        values = _in_goal(goal.text, indicator.name, declaration.year)
        if values := values or counts_in(goal.text, indicator):
            yield f"总体目标{goal.number}", goal.source, values


def counts_in(text: str, indicator: DeclaredIndicator) -> list[str]:
    """The numbers that a goal plainly promises of the very thing that an indicator counts.

    Those that stand right behind its name (新建口袋公园5座 for 新建口袋公园数量), or between its
    verb and the rest (新建5座口袋公园), in the unit of its target.
    """
    unit, subject = re.escape(indicator.target.unit), _COUNTED.sub("", indicator.name)
    if len(subject) < _TELLING or unit in ("", "%") or indicator.target.kind != "quantity":
        return []
    # Few clauses do, and to compile the patterns takes far longer than to look.
    clauses = [
        clause
        for clause in _CLAUSE.split(text)
        if subject[:2] in clause
        and subject[2:] in clause
        and _counts_in(clause, indicator.target.unit)
        and not _NOT_OF_YEAR.search(clause)
    ]
    if not clauses:
        return []
    number = rf"(?P<value>(?<![\d.])\d[\d,]*(?:\.\d+)?{unit})"
    behind = rf"{re.escape(subject)}{_TO}{number}(?![\u4e00-\u9fff])"
    verb, rest = re.escape(subject[:2]), re.escape(subject[2:])
    between = rf"{verb}{number}{rest}(?![\u4e00-\u9fff])"
    return [
        match["value"]
        for clause in clauses
        for match in (re.search(behind, clause) or re.search(between, clause),)
        if match
    ]


def _counts_in(clause: str, unit: str) -> bool:
    """Whether a figure stands right before the unit anywhere."""
    return any(part[-1:].isdecimal() for part in clause.split(unit)[:-1])


def _in_margin(text: str, name: str) -> list[str]:
    stated = [m for m in _STATED.finditer(text) if not _ELSEWHERE.search(_around(m))]
    if stated:
        return [m["value"] for m in stated]
    return [
        m["value"]
        for m in _DEMANDED.finditer(text)
        if not _ELSEWHERE.search(_around(m)) and _of_the_indicator(m, name)
    ]


def _around(match: re.Match[str]) -> str:
    """The sentence up to the match, and the clause after it."""
    before = _SENTENCE.split(match.string[: match.start()])[-1]
    return before + match.group() + _CLAUSE.split(match.string[match.end() :])[0]


def _of_the_indicator(match: re.Match[str], name: str) -> bool:
    """Whether the clause's subject is the indicator itself, or nothing stands before the demand."""
    subject = _CLAUSE.split(match.string[: match.start()])[-1].strip()
    return not _SUBJECT.sub("", subject.removeprefix(name)).strip()


def _in_goal(text: str, name: str, year: int) -> list[str]:
    verbs = (*_BEFORE_NAME, f"{year}年", f"{year}年度")
    current = ("本年", "今年", "全年", "当年", f"{year}年")
    values = []
    at = text.find(name)
    while at >= 0:
        begins = not _CHINESE.match(text[at - 1 : at]) or text.endswith(verbs, 0, at)
        said = _AFTER_NAME.match(text, at + len(name)) if begins else None
        if said:
            times = _TIME.findall(_SENTENCE.split(text[:at])[-1])
            if not times or times[-1] in current:
                values.append(said["value"])
        at = text.find(name, said.end() if said else at + 1)
    return values
