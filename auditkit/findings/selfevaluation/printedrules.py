"""The scoring rule that a form prints beside an indicator (评价标准), as steps or bands.

Only what a rule pack could state is read; a text that says more than that is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import ValidationError

from auditkit.formula.target import Sign
from auditkit.rules.ownrules import Bands, Steps

_N = r"\d+(?:\.\d+)?"
_INCLUDED = r"(?:[（(]含[)）])?"
_EARNS = r"[，,]?(?:的)?(?:计|得|记|为)"
_STEP = re.compile(
    r"每(?P<way>超(?:过|出)?|增加|高(?:于|出)?|多|上升|低(?:于)?|降低|减少|少(?:于)?|差|下降)"
    rf"(?P<per>{_N}|一|两|二|五|十)?(?P<unit>个?百分点|%|[^\d，,扣减]{{0,4}})"
    rf"[，,]?(?:相应)?(?:扣|减)(?:除|减)?(?:该项|权重|分值|本项)?的?(?P<minus>{_N})(?P<of>分|%)"
    r"(?:的?(?:权重分?|分值))?"
)
_OVER = re.compile(r"超|增加|高|多|上升")
_NUMBERS = {"": 1.0, "一": 1.0, "两": 2.0, "二": 2.0, "五": 5.0, "十": 10.0}
_BAND = re.compile(
    rf"(?<!\d)(?P<low>{_N})(?:%)?(?P<low_in>{_INCLUDED})[-—–~～至到](?P<high>{_N})%"
    rf"(?P<high_in>{_INCLUDED}){_EARNS}(?P<points>{_N})分"
)
_BASE = re.compile(
    rf"以(?P<standard>-?{_N})(?P<standard_rate>%)?为标准"
    rf"|(?<!\d)(?P<base>-?(?>{_N}))(?P<rate>%)?{_INCLUDED}(?:以下|以内|以上|及以上|及以下)?{_INCLUDED}"
    rf"{_EARNS}?(?:(?P<points>{_N})分|满分)"
)
_LEFT = re.compile(
    rf"(?:(?<!\d){_N}%?{_INCLUDED}?(?:以上|以下)|(?:大于|小于|低于|高于|超过|[<>]){_N}%?)的?"
    r"[，,]?(?:不得分|得?计?0分|不计分)"
)
_TOLD = (("whole", "不足.{0,12}不扣"), ("started", "不足.{0,8}按"), ("exact", "按比例"))
_COUNTS = {"whole": "不足一个的不扣", "started": "不足一个的按一个扣", "exact": "按比例扣"}


@dataclass(frozen=True, slots=True)
class PrintedRule:
    """A printed rule: full points for a value that `sign` `base` holds for, less by `quoted`.

    `base` is a fraction where `rate`; None leaves it to the indicator's target. `readings` are
    the rules that the text may mean, in words; it seldom says what becomes of part of a step.
    """

    sign: Sign
    base: float | None
    rate: bool
    unit: str
    readings: tuple[tuple[str, Steps | Bands], ...]
    quoted: str

    def points(self, target: float, actual: float, weight: float) -> dict[str, float]:
        """The points of `weight` that every reading gives, by its words."""
        base = target if self.base is None else self.base
        return {
            words: round(float(rule.earned(self.sign, base, actual, weight)) * weight, 8)
            for words, rule in self.readings
        }


def read_printed_rule(text: str, weight: float) -> PrintedRule | None:
    """The rule that a text prints, None where it prints none or one that cannot be told surely.

    The rule is the form's own 评价标准 or 评分标准.

    >>> rule = read_printed_rule("≤100%计5分；每超过一个百分点扣0.5分，扣完为止。", 5)
    >>> rule.points(1, 1.025, 5)["每超过一个百分点扣0.5分，不足一个的不扣"]
    4.0
    """
    plain = re.sub(r"\s", "", text).translate(str.maketrans("％＞＜﹥﹤", "%><><"))
    steps, bands = list(_STEP.finditer(plain)), list(_BAND.finditer(plain))
    if len(steps) + bool(bands) != 1:
        return None
    # Steps know no end but 0; only bands may say that what lies beyond them earns nothing.
    rest = _STEP.sub("", plain) if steps else _LEFT.sub("", _BAND.sub("", plain))
    bases = list(_BASE.finditer(rest))
    found = {_base(match) for match in bases}
    fulls = {float(match["points"]) for match in bases if match["points"]}
    # Whatever figure is left over would be a condition that these rules cannot state.
    if len(found) > 1 or fulls - {weight} or re.search(r"\d", _BASE.sub("", rest)):
        return None
    base, rate = found.pop() if found else (None, False)
    try:
        return _stepped(steps[0], base, rate, plain) if steps else _banded(bands, base)
    except ValidationError:
        return None


def _base(match: re.Match[str]) -> tuple[float, bool]:
    digits = match["standard"] or match["base"]
    rate = bool(match["standard_rate"] or match["rate"])
    return (float(f"{digits}e-2") if rate else float(digits)), rate


def _stepped(match: re.Match[str], base: float | None, rate: bool, plain: str) -> PrintedRule:
    digits = match["per"] or ""
    per = _NUMBERS.get(digits) or float(digits)
    points = match["unit"] in ("百分点", "个百分点", "%")
    per = per / 100 if points else per
    minus = f"{match['minus']}%" if match["of"] == "%" else float(match["minus"])
    counts = [
        count
        for count, told in (
            ("whole", "不足.{0,12}不扣"),
            ("started", "不足.{0,8}按"),
            ("exact", "按比例"),
        )
        if re.search(told, plain)
    ] or list(_COUNTS)
    readings = tuple(
        (
            f"{match[0]}，{_COUNTS[count]}",
            Steps.model_validate({"rule": "steps", "per": per, "minus": minus, "count": count}),
        )
        for count in counts
    )
    sign: Sign = "≤" if _OVER.match(match["way"]) else "≥"
    unit = "%" if points else match["unit"].removeprefix("个") or match["unit"]
    return PrintedRule(sign, base, rate or points, unit, readings, match[0])


def _banded(matches: list[re.Match[str]], base: float | None) -> PrintedRule | None:
    matches = sorted(matches, key=lambda match: float(match["points"]), reverse=True)
    falling = float(matches[0]["low"]) <= float(matches[-1]["low"])
    if len(matches) < 2 or base is None:
        return None
    if falling:
        limits = [("≤" if m["high_in"] else "<", m["high"], m["points"]) for m in matches]
    else:
        limits = [("≥" if m["low_in"] else ">", m["low"], m["points"]) for m in matches]
    stated = {f"{sign}{limit}%": float(points) for sign, limit, points in limits}
    rule = Bands.model_validate({"rule": "bands", "bands": stated})
    quoted = "；".join(match[0] for match in matches)
    return PrintedRule("≤" if falling else "≥", base, True, "%", ((quoted, rule),), quoted)
