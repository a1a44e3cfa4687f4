"""The figures of a self-evaluation: points, rates, what was reached, and cells run together."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from auditkit.formula.quantities import shifted
from auditkit.formula.target import Target, parse_target
from auditkit.formula.targettext import NARROW

_POINTS = re.compile(r"[≥=＝]?\s*(-?[0-9]+(?:\.[0-9]+)?)\s*(分|[%％])?")
_BARE = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_RATE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\s*([%％])?")
_SIGN_WORDS = (
    "≥|＞|>|≤|＜|<|=|＝|±|═|≧|≦|》|《|>=|<=|大于|小于|等于|大于等于|小于等于|大于或等于|小于或等于"
    "|不低于|不高于|不少于|不超过|定性(?:指标|描述)?"
)
_SIGN = re.compile(_SIGN_WORDS)
# 新建管网（公里）, 群众满意度(%); what else stands in brackets there is no unit.
_COUNTED = (
    "[十百千万亿]?(?:人次|人天|人日|户次|批次|场次|班次|车次|项次|个月|工作日|平方米|平方公里|立方米|千瓦时|公里|千米|公顷"
    "|公斤|千克|小时|分钟|课时|学时|元|人|户|个|座|处|米|亩|吨|台|套|辆|件|份|次|场|期|篇|项|家|所|名"
    "|条|栋|间|批|株|头|只|天|日|月|年|度|分|例|宗|起|本|册|幅|块|张|袋|箱|艘|架|对|组|班|村|社区"
    "|km|m|㎡|m2|m²|m3|m³|kg|t)"
)
_UNIT_OF_NAME = re.compile(
    rf"[（(]\s*(?:单位[:：]\s*)?([%％‰]|{_COUNTED}(?:[/／·.]{_COUNTED}){{0,2}})\s*[)）]$"
)
_DIRECTIONS = {
    "正向": "正向", "正指标": "正向", "正向指标": "正向", "正": "正向",
    "反向": "反向", "反指标": "反向", "反向指标": "反向", "负向": "反向", "逆向": "反向",
    "负向指标": "反向", "逆向指标": "反向", "反": "反向",
}  # fmt: skip
_BAD = re.compile(
    "事故|事件|违[法规纪]|投诉|问题|案件|伤亡|死亡|纠纷|失信|舆情|浪费|差错|信访|上访|损失|隐患|返贫"
    "|拖欠|欠薪|污染|泄[密露]|处罚|不良|负面|腐败|超标"
)
_PIECE = {
    "value": re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%?"),
    "amount": re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"),
    "points": re.compile(r"(?:0|[1-9][0-9]?|100)(?:\.[0-9]{1,2})?"),
    "rate": re.compile(r"(?<![0-9])(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%"),
}
_LONGEST = 48
_UNIT_OF_DATES = re.compile(
    "(?:时间|时点|日期|时限|[年月日号/.-]+|YYYY[/.-]?MM(?:[/.-]?DD)?|)", re.IGNORECASE
)
DITTO = frozenset({"同上", "同上行", "同前", "〃", "″", "＂", '"', "”", "''", "´´"})
"""What a cell says that takes over the one above it."""


@lru_cache(maxsize=4096)
def points(text: str) -> float | None:
    """Points or a weight as printed: 10, 10分, 10%, １０; None for anything else."""
    match = _POINTS.fullmatch(text.translate(NARROW).strip())
    return float(match[1]) if match else None


def rate(text: str) -> float | None:
    """A printed execution rate as a fraction; one above 2 without a sign is meant in percent.

    >>> rate("83.91%"), rate("99.92"), rate("0.5"), rate("1")
    (0.8391, 0.9992, 0.5, 1.0)
    >>> rate("９３．５％")
    0.935
    """
    match = _RATE.fullmatch(text.translate(NARROW).strip())
    if not match:
        return None
    percent = match[2] is not None or float(match[1]) > 2
    return float(f"{match[1]}e-2") if percent else float(match[1])


def is_sign(text: str) -> bool:
    """Whether a text is nothing but a comparison sign."""
    return bool(_SIGN.fullmatch(text.strip()))


def direction(text: str) -> str:
    """正向 or 反向, however the form words it; blank for anything else."""
    return _DIRECTIONS.get(text.strip(), "")


def put_together(sign: str, value: str, unit: str) -> Target:
    """The target of a form that prints sign, value and unit in columns of their own.

    >>> put_together("≥", "95", "%").value
    0.95
    >>> put_together("≤", "2024年12月20日", "年-月-日").deadline  # the unit says how it is written
    '2024-12-20'
    """
    if _UNIT_OF_DATES.fullmatch(unit) and parse_target(value).kind == "date":
        return parse_target(value)
    if sign and not value.strip():
        return replace(parse_target(""), text=f"{sign}{unit}")
    if unit and (value.endswith(unit) or unit in ("无", "/", "-", "—")):
        unit = ""
    if parse_target(value).kind == "quality" and sign in ("", "=", "＝", "等于"):
        return parse_target(value)  # ＝｜稳定｜是/否: the platform has no other way to say a word
    if sign.startswith("定性"):
        return parse_target(f"{value}{unit}" or sign)
    if sign and parse_target(value).sign is not None:
        sign = ""
    return parse_target(f"{sign}{value}{unit}")


def with_unit(value: str, unit: str) -> str:
    """A bare number with the unit of its own column; whatever else stands there as it is.

    >>> with_unit("3.2", "万元"), with_unit("98%", "%"), with_unit("健全", "/")
    ('3.2万元', '98%', '健全')
    """
    if not _BARE.fullmatch(value.translate(NARROW).strip()) or _UNIT_OF_DATES.fullmatch(unit):
        return value
    return value if unit in ("无", "/", "-", "—") else f"{value.strip()}{unit}"


def said_to_be_none(target: Target, name: str) -> Target:
    """无 as what is aimed at or was reached where the indicator is of something bad.

    Beside any other name it says that there is no target.

    >>> said_to_be_none(parse_target("无"), "违法违纪情况").kind
    'quality'
    """
    if target.kind == "none" and target.text.strip() == "无" and _BAD.search(name):
        return replace(target, kind="quality")
    return target


def unit_of_name(name: str) -> str:
    """The unit that a name ends with in brackets: 月 of 任务完成时限（月）; blank without one."""
    unit = _UNIT_OF_NAME.search(name)
    return unit[1] if unit else ""


def with_unit_of_name(target: Target, name: str) -> Target:
    """A figure without a unit, with the one that its indicator's name ends with in brackets.

    >>> str(with_unit_of_name(parse_target("≥98"), "检测合格率（%）"))
    '≥98%'
    """
    unit = _UNIT_OF_NAME.search(name)
    number = re.search(r"(?<![\d.,])[\d.,]*\d", target.text)
    if target.kind != "quantity" or target.unit or unit is None or number is None:
        return target
    found = parse_target(f"{target.sign or ''}{number[0]}{unit[1]}")
    return replace(found, text=target.text, doubt=target.doubt)


def reached(text: str, target: Target, unit: str = "") -> Target:
    """What a cell of actual values says; a sign before it is decoration and left out.

    A number without a unit is in that of the target: 98 beside ≥95% is 98 %. `unit` is that of a
    column of its own, which makes 9 the month that the target names.
    """
    actual = replace(parse_target(text), sign=None)
    if actual.doubt and actual.value and target.value and actual.unit in ("", target.unit):
        near = 0.5 <= actual.value / target.value <= 2  # 2310人 of ≥2300人 has lost no sign
        actual = replace(actual, doubt="") if near else actual
    if target.kind == "date" and actual.kind == "quantity" and not actual.unit and unit:
        dated = parse_target(f"{text}{unit}")
        actual = replace(dated, doubt="") if dated.kind == "date" else actual
    if actual.kind != "quantity" or actual.value is None or actual.unit or target.unit == "":
        return actual
    if target.unit != "%":
        return replace(actual, unit=target.unit)
    permille = "‰" in (unit, target.text[-1:])
    percent = shifted(actual.value, -3 if permille else -2)
    share = unit not in ("%", "％", "百分比", "‰") and not permille
    share = share and _is_share(actual.value, target.value)
    return replace(actual, value=actual.value if share else percent, unit="%")


def _is_share(value: float, aim: float | None) -> bool:
    """Whether a number beside a target in percent is a fraction of 1: the nearer to the target.

    1 beside 95 % is the whole, 1.5 beside 2 % is 1.5 %.
    """
    if not 0 < value <= 2:
        return value == 0
    if not aim or aim < 0:
        return False
    return abs(math.log(value / aim)) < abs(math.log(value / 100 / aim))


def split_glued(
    text: str, kinds: Sequence[str], proof: Callable[[Sequence[str]], bool]
) -> tuple[str, ...] | None:
    """The only way to cut a cell run together into these kinds of figures that `proof` accepts.

    None where there is none, or more than one.
    """
    if not len(kinds) >= 2 or len(text) > _LONGEST or not re.fullmatch(r"[\d.%]+", text):
        return None
    found: set[tuple[str, ...]] = set()
    for pieces in _cuts(text, kinds):
        if proof(pieces):
            found.add(pieces)
            if len(found) > 1:
                return None
    return found.pop() if found else None


def _cuts(text: str, kinds: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if not kinds:
        if not text:
            yield ()
        return
    pattern = _PIECE[kinds[0]]
    for end in range(1, len(text) - len(kinds) + 2):
        if pattern.fullmatch(text, 0, end):
            for rest in _cuts(text[end:], kinds[1:]):
                yield (text[:end], *rest)


def places(text: str) -> int:
    """The decimals of a printed figure."""
    return len(text.rstrip("%").partition(".")[2])
