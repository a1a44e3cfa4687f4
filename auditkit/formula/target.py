"""Target values (指标值) as Chinese performance forms print them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from auditkit.formula.comparison import meets
from auditkit.formula.targetdate import FLOORS, deadline
from auditkit.formula.targettext import NUMBER, plain_text

Kind = Literal["quantity", "quality", "date", "none"]
Sign = Literal["≥", ">", "=", "<", "≤", "±"]


@dataclass(frozen=True, slots=True)
class Target:
    """One target value: what the form demands, and the text it was read from.

    Rates are fractions with unit `%`; other units stay as printed. `deadline` is the last day that
    meets it, `2020-06-30` or without a year `--06-30`, empty where the print leaves it open.
    `doubt` says in Chinese what the reader put right or suspects.

    >>> str(parse_target("小于0.9‰"))
    '<0.09%'
    """

    kind: Kind
    sign: Sign | None
    value: float | None
    unit: str
    text: str
    deadline: str = ""
    doubt: str = ""

    def __str__(self) -> str:
        """The canonical print of a quantity (`≥95%`, `16.3万亩`); of anything else its text."""
        if self.kind != "quantity" or self.value is None:
            return self.text
        return f"{self.sign or ''}{_digits(self.value, self.unit)}{self.unit}"

    def met_by(self, actual: float) -> bool | None:
        """Whether `actual`, in the unit of the target, meets it; None where the text cannot tell.

        `±` bounds the deviation: |actual| ≤ value. A missing (NaN) actual gives None.
        """
        if self.kind != "quantity" or self.sign is None or self.value is None or math.isnan(actual):
            return None
        return bool(meets(self.sign, self.value, actual))


_DIGITS_READ = frozenset("0123456789")
# Tried in this order: what is longer, or negates its own ending (不低于), comes first.
_SIGNS: tuple[tuple[str, Sign | None, str], ...] = (
    (r"[≥≧⩾]=?|[>》]=|=>|至少|[不未](?:得|应|能)?[低少小]于|[大高多]于或?等于", "≥", ""),
    (r"[≤≦⩽]=?|[<《]=|=<|至多|最多|[小低少]于或?等于|控制在(?=[0-9])(?!.*以上)", "≤", ""),
    (r"[不未](?:得|应|能)?(?:[高大多晚迟]于|超过|超出|突破)", "≤", ""),
    (r"±|\+/?-", "±", ""),
    (r">|[大高多]于|超过|超出", ">", ""),
    (r"<|[小低少]于|不[足到](?=[0-9])", "<", ""),
    (r"=|等于", "=", ""),
    (r"前(?=[0-9.]+[名位强%]$)", "≤", ""),
    (r"》(?=[0-9])", "≥", "“》”读作“≥”"),
    (r"《(?=[0-9])", "≤", "“《”读作“≤”"),
    (r"[QW](?=[0-9.]+%)", "≤", "数字前的字母疑为“≤”之误，已按“≤”读取"),
    (r"二(?=[0-9])", "=", "“二”疑为“=”之误，已按“=”读取"),
    (r"(?:达到?|约)(?=[0-9≥≤<>=不未超大小高低至])", None, ""),
)
_ANY_SIGN = "|".join(pattern for pattern, _, _ in _SIGNS)
# No pattern of the table captures, so the number of the group that matched is the row.
_SIGN = re.compile("|".join(f"({pattern})" for pattern, _, _ in _SIGNS), re.DOTALL)

_RATES = {"%": -2, "百分比": -2, "百分点": -2, "个百分点": -2, "‰": -3}
_RATE = rf"[（(]?(?:{'|'.join(_RATES)})[)）]?"
_COUNTED = (
    "人次|人|名|户|家|个|件|项|次|起|例|篇|份|册|本|台|套|座|处|所|场|期|批|辆|张|条|宗|头|株|只|部|"
    "元|亩|公顷|平方米|平方公里|立方米|公里|千米|米|吨|公斤|千克|千瓦时|㎡|"
    "小时|分钟|天|日|工作日|个工作日|个月|年|分|比例"
)
# 150元/亩足额发放 goes on with what is done.
_DONE = "足额|发放|执行|拨付|补助|补贴|支付|兑现|标准"
UNIT = rf"[十百千万亿]*(?:{_COUNTED})(?:/(?![^0-9/]{{0,5}}(?:{_DONE}))[^0-9/]{{1,6}})*"

_FLOOR = "[及或含]?以上"
_CAP = "[及或含]?以下|以内|之内|(?<=[日天时钟周月年])内"
_STOP = r"\s¦，。；;,、：:.!！"
_UNIT_CHAR = (
    rf"(?:[^0-9{_STOP}%‰≥≤<>=±（()）]|(?<=m)[23]|[（(][^0-9{_STOP}）)]{{1,2}}[)）]"
    r"|(?<=/[\u4e00-\u9fff])[.·](?=[年月日天次学人]))"
)
# What a unit may go on with before a bound, 100件(套)以上, and what goes on the unit: 元/生.年.
_ASIDE = rf"(?:[（(][^0-9（()）]{{1,4}}[)）](?={_FLOOR}|{_CAP}))?"
_UNIT_ASIDE = re.compile(rf"[（(]({UNIT})[)）]")
_NOT_ON = r"(?!(?<=/[\u4e00-\u9fff])[.·][年月日天次学人])"
_QUANTITY = re.compile(
    rf"(?P<low>{NUMBER})"
    rf"(?:(?:(?P<low_rate>{_RATE})|(?P<low_unit>{_UNIT_CHAR}{{0,4}}?))[-~～—–至到]+(?P<high>{NUMBER}))?"
    rf"(?:(?P<rate>{_RATE})|(?P<unit>{_UNIT_CHAR}{{0,10}}?))"
    rf"(?P<per>(?<=[%‰])/[年月季人天日])?{_ASIDE}(?P<bound>(?P<floor>{_FLOOR})|{_CAP})?"
    rf"(?P<tail>(?(bound).*|(?(rate).*|{_NOT_ON}(?:(?:[{_STOP}（(]|并|且|左右).*)?)))",
    re.DOTALL,
)
# Words before the number, as in 新增床位3张; an ordinal or a count per week is no yearly target.
_LEAD = re.compile(
    r"(?!.*(?:第|每(?!年)))(?P<lead>[^0-9。；，、;,]{1,10}?)(?<=[\u4e00-\u9fff:：])"
    rf"(?P<body>(?:{_ANY_SIGN})*+(?:{NUMBER}(?:{_RATE})?[-~～—–至到]+)?{NUMBER}"
    rf"(?:{_RATE}|{UNIT})(?:{_FLOOR}|{_CAP}|左右)?|(?:{_ANY_SIGN})++{NUMBER})"
)
# 发生率为0: a figure without a unit is one where the words say that it is it.
_EQUALS = re.compile(rf"[^0-9。；，、;,第每]{{1,10}}为(?P<number>{NUMBER})")
# The platform prints sign and unit around an empty value, or *** in its place.
_EMPTY = re.compile(
    r"(?:[-—–―_/\\*…·.]*|(?P<placeholder>[xX×Ｘ]{2,})|无|暂无|不适用|未设定|无目标值|N/?A|n/a|nan)"
    rf"(?P<unit>{_RATE}|{UNIT})?"
)
_COMPARES = re.compile(r"[不未]?(?:得|应)?(?:[高低大小多少]于|超过|超出)")
# What programs put in the place of a figure that they could not reckon.
NO_NUMBER = re.compile(
    r"(?i)[-+]?(?:nan|null|none|inf(?:inity)?|∞|无穷大?|#(?:div/0|n/a|name|null|num|ref|value)[!?]?)%?"
)


def parse_target(text: object) -> Target:
    """The target that a cell of a form prints, read as a person reads it; never raises.

    A number out of a workbook cell is taken as it stands: only the cell's format says whether 0.95
    is a rate. A range demands at least its lower bound (after ≤ or 以内: at most its upper), one
    around zero is ±, and either is doubted. Digits run together or split (3.816343.7640) are `none`
    with a doubt: no figure can be vouched for. Numerals in Chinese characters are read as words.

    指标值 as forms and platforms print them; values in the unit printed, percentages as fractions.

    >>> parse_target("98%以上").value
    0.98
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _from_number(text)
    return _read("" if text is None else str(text))


# A form's rates are mostly those of the last one, and several columns ask of one text.
@lru_cache(maxsize=16_384)
def _read(printed: str) -> Target:
    sign, body, doubts = _take_signs(plain_text(printed))
    if sign and not body and _COMPARES.fullmatch(printed.strip()):
        return _quality(printed, None, printed)  # what it is compared with, the name may say
    if empty := _EMPTY.fullmatch(body):
        unit = "%" if re.fullmatch(_RATE, empty["unit"] or "") else empty["unit"] or ""
        doubt = "占位符未替换为指标值" if empty["placeholder"] else ""
        return Target("none", sign, None, unit, printed, doubt=doubt)
    if NO_NUMBER.fullmatch(body):
        return Target("none", sign, None, "", printed, doubt="是程序的出错值，不是指标值")
    return (
        _date(printed, sign, body)
        or _quantity(printed, sign, body, doubts)
        or (_led_quantity(printed, body) if sign is None else None)
        or _quality(printed, sign, body)
    )


def _from_number(number: float) -> Target:
    # Through Decimal, as str() refuses whole numbers of more than 4300 digits.
    text = str(number) if isinstance(number, float) else str(Decimal(number))
    if not math.isfinite(value := float(text)):
        return Target("none", None, None, "", text, doubt="不是有限的数，无法读取")
    return Target("quantity", None, value, "", text)


def _take_signs(body: str) -> tuple[Sign | None, str, list[str]]:
    sign: Sign | None = None
    doubts = []
    start = 0
    while (match := _SIGN.match(body, start)) and match.lastindex:
        _, found, doubt = _SIGNS[match.lastindex - 1]
        sign = _stricter(sign, found)
        doubts += [doubt] if doubt else []
        start = match.end()
    return sign, body[start:], doubts


def _stricter(sign: Sign | None, found: Sign | None) -> Sign | None:
    # The platform puts its default "=" before values that carry their own sign (=98%以上).
    return found or sign if sign in (None, "=") else sign


def _quantity(printed: str, sign: Sign | None, body: str, doubts: list[str]) -> Target | None:
    if not (match := _QUANTITY.fullmatch(body)):
        return None
    tail, bound, low_unit = match["tail"], match["bound"], match["low_unit"] or ""
    rate = match["rate"] or match["low_rate"]
    unit = "%" if rate and not match["unit"] else match["unit"]
    value = _value(match["low"], match["low_rate"] or rate)
    high = _value(match["high"], rate) if match["high"] else value
    bare = not unit and not bound
    if math.inf in (abs(value), abs(high)) or (bare and re.match(r"[.,，\s¦]+[0-9]", tail)):
        return Target("none", sign, None, "", printed, doubt="数字粘连、断开或过长，请核对原件")
    # Numbered sentences (1.完成…), proportions (10:1) and units that disagree name no one amount.
    mixed = (rate and match["unit"]) or not unit.startswith(low_unit)
    if mixed or (bare and re.match(r"[.,，、：:].", tail)):
        return None
    if bound:
        if sign not in (None, "=") and (sign in "≥>") != bool(match["floor"]):
            doubts = [*doubts, f"符号“{sign}”与“{bound}”矛盾，已按符号读取"]
        sign = _stricter(sign, "≥" if match["floor"] else "≤")
    if match["high"]:
        sign = "±" if value == -high else _stricter(sign, "≥")
        value = max(value, high) if sign in ("≤", "<", "±") else min(value, high)
        doubts = [*doubts, f"指标值是区间，已按“{sign}{_digits(value, unit)}{unit}”读取"]
    # 12月 and 2020年 name a time, not an amount.
    month = unit.startswith(("月", "季度")) and sign not in FLOORS
    if month or (unit.startswith("年") and 1900 <= value < 2100):
        return None
    if re.search("[0-9]", tail):
        doubts = [*doubts, f"其后另有数字（“{tail}”），只读取第一个数"]
    if per := match["per"]:
        doubts = [*doubts, f"百分数之后的“{per}”没有读入"]
    if not unit and (aside := _UNIT_ASIDE.match(body, match.end("low"))):
        unit = aside[1]
    sign, value, doubt = _mend_two(sign, value, unit)
    if unit == "%" and value > 10:
        doubt = "百分数过大，疑为相邻栏数字粘连，请核对原件"
    doubt = "；".join([*doubts, doubt] if doubt else doubts)
    return Target("quantity", sign, value, unit, printed, doubt=doubt)


def _led_quantity(printed: str, body: str) -> Target | None:
    if match := _EQUALS.fullmatch(body):
        return _quantity(printed, "=", match["number"], [])
    if not (match := _LEAD.fullmatch(body)):
        return None
    sign, number, doubts = _take_signs(match["body"])
    if sign is None and match["lead"].endswith("前") and re.search("[名位强]$", number):
        sign = "≤"  # 全市前8名: a rank is the better the lower it is
    doubts += ["数值是降幅，请核对正负"] if re.search("下降|[降减]低|减少", match["lead"]) else []
    return _quantity(printed, sign, number, doubts)


def _value(digits: str, rate: str | None) -> float:
    # Scaling inside the numeral keeps 95% exactly the float that 0.95 is.
    exponent = _RATES[rate.strip("（()）")] if rate else 0
    return float(f"{re.sub('[,， ]', '', digits)}e{exponent}")


def _digits(value: float, unit: str) -> str:
    return format(Decimal(repr(value)).scaleb(2 if unit == "%" else 0).normalize(), "f")


def _mend_two(sign: Sign | None, value: float, unit: str) -> tuple[Sign | None, float, str]:
    """Undo a ≥ misread as a leading 2 where the figure proves it; doubt where it only hints.

    A rate of 250–299 % or 2100 % proves it. A count only hints, and only by its roundness: plans
    say 280 or 2300, hardly 2280; 230, 2500 and 2089 are as likely meant. Budgets are never round.
    """
    first, rest = _digits(value, unit)[0], _digits(value, unit)[1:]
    if sign is None and first == "2":
        if unit == "%" and re.fullmatch(r"[5-9][0-9](?:\.[0-9]+)?|100", rest):
            return "≥", _value(rest, "%"), f"首位“2”疑为“≥”之误，已按“≥{rest}%”读取"
        if unit != "%" and "元" not in unit and re.fullmatch("[1-9]{2}0+", rest):
            return sign, value, f"首位“2”可能是“≥”之误（≥{rest}{unit}），请核对原件"
    return sign, value, ""


def _date(printed: str, sign: Sign | None, body: str) -> Target | None:
    found = None if sign in FLOORS else deadline(body, signed=sign is not None)
    return found and Target("date", sign, None, "", printed, *found)


def _quality(printed: str, sign: Sign | None, body: str) -> Target:
    doubt = "文字中含数字，按定性指标读取，请核对" if re.search("[0-9]", body) else ""
    # Digits of other scripts look like the print of another system, and stand for a figure.
    if any(character.isdecimal() and character not in _DIGITS_READ for character in body):
        doubt = "含有0至9以外的数码，没有读作数字，请核对原件"
    doubt = "只印有计量方式，未写明应达到的程度" if body in ("定性好坏", "好坏", "定性") else doubt
    return Target("quality", sign, None, "", printed, doubt=doubt)
