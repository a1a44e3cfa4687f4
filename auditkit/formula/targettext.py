"""The text of a target value (指标值) as plain signs and digits, however a form prints it."""

from __future__ import annotations

import re
from decimal import Decimal

# Only signs, digits and blanks change: NFKC would also rewrite units (㎡ to m2).
NARROW = str.maketrans(
    "０１２３４５６７８９．％﹪＞﹥＜﹤＝﹦═＋－−／\u00a0\u3000\u2009\u202f",
    "0123456789.%%>><<===+--/    ",
    "\u200b\ufeff",
)
"""Full-width figures and signs, as they are typed in Chinese text, by the narrow ones."""
# Forms break lines and columns anywhere; a blank means something only between two digits.
_BLANKS = re.compile(r"(?<![0-9\s¦])[\s¦]++|[\s¦]++(?![0-9])|^[\s¦]+")
_GROUPED = r"(?:[0-9]{1,3}(?:[,， ][0-9]{3})+(?![0-9])|[0-9]+)"
NUMBER = rf"[-+]?(?:{_GROUPED}(?:\.[0-9]+)?|\.[0-9]+)"


# 10余次, 300多人: at least so many.
_AND_MORE = re.compile(rf"^({NUMBER})[余多](?=[\u4e00-\u9fff])")
# 5%≤: the target stands before its sign.
_SIGN_BEHIND = re.compile(rf"({NUMBER}[%‰]?)([≤<≥>])")
_MIRRORED = {"≤": "≥", "<": ">", "≥": "≤", ">": "<"}
_SPELT_AT_LEAST = 2
_HAN_DIGITS = {"两": 2} | {digit: i for i, digit in enumerate("一二三四五六七八九", 1)}
_DIGITS = "零一二三四五六七八九"
_SPELT = re.compile(
    "百分之(?P<rate>[一二三四五六七八九]?十?[一二三四五六七八九]?(?:点[零一二三四五六七八九]+)?)(?<!之)"
    "|(?P<tenths>[一二三四五六七八九])成(?P<half>[一二三四五六七八九])?(?=$|[及或含]?以|左右)"
)
# 万分之五, 千分之1.5, 十万分之零点八.
_FINE = re.compile(
    rf"(?<![一二三四五六七八九十百千万])(?P<step>千|万|十万|百万)分之(?P<part>{NUMBER}|(?:[{_DIGITS}]?十?[{_DIGITS}]?)(?:点[{_DIGITS}]+)?)"
    r"(?=$|[及或含]?以[上下内]|之内|左右|[（(，,；;。])"
)
_FINENESS = {"千": 1, "万": 2, "十万": 3, "百万": 4}
_WORTH = {"千": 1000, "百": 100, "十": 10}
_HAN = "[一二两三四五六七八九]"
# 三百, 二十万, 一千二百: a number of at least two characters, as a person reads it aloud.
_COUNT = re.compile(
    rf"(?<![第每之分同统一二两三四五六七八九十百千万亿零〇])"
    rf"(?P<thousands>{_HAN}千)?零?(?P<hundreds>{_HAN}百)?零?(?P<tens>{_HAN}?十)?零?(?P<ones>{_HAN})?"
    r"(?=(?:[万亿]|[余多]?)(?:[\u4e00-\u9fff%㎡]|$))"
)
# What counts things, so that 一方面 or 三农 is no number: the number is followed by one of these.
_COUNTED = re.compile(
    r"[余多]?(?:[万亿](?![一二两三四五六七八九十百千]))?(?:人次|人|户|个|家|次|场|件|项|名|套|台|座|处|所|天|日|元|亩|吨|公里|平方米|公顷|批|辆"
    r"|条|株|本|册|篇|期|起|例|份|小时|课时|[万亿](?![一二两三四五六七八九十百千])|月(?=[底末份前初上中下0-9一二三十]))"
)
# 三万二千亩, 十二万五千剂次: with thousands behind the 万 it is a number, whatever it counts.
_SECTION = rf"零?(?:{_HAN}千)?零?(?:{_HAN}百)?零?(?:{_HAN}?十)?零?{_HAN}?"
_TEN_THOUSANDS = re.compile(
    rf"(?<![第每之一二两三四五六七八九十百千万亿零〇])(?P<high>{_SECTION})(?P<step>[万亿])"
    rf"(?P<low>(?={_HAN}[千百]|零){_SECTION})(?P<below>(?<!万)万)?(?![十百千])(?=[余多]?[\u4e00-\u9fff%㎡])"
)
# 零点六个百分点, 三点五公里; 八点三十分 is a time.
_DECIMAL = re.compile(
    rf"(?<![{_DIGITS}十百千万亿])(?P<whole>{_HAN}?十?[{_DIGITS}]?)(?<=[{_DIGITS}十])"
    rf"点(?P<decimals>[{_DIGITS}]{{1,3}})(?=[\u4e00-\u9fff%㎡])(?![十刻分])(?!个?百分之)"
)
# 每人1万元, 每亩每年补助600元: what one of them gets.
_EACH = re.compile(
    r"^每一?(?P<of>[\u4e00-\u9fff]{1,3}?)(?:每一?(?P<per>[年月天学]))?(?:补助|补贴|奖励|资助|发放|给予)?(?:标准)?[:：]?"
    rf"(?P<amount>(?:[≥≤><=]|不[超低高少][过于])?{NUMBER}[十百千万亿]*元)(?P<bound>[及或含]?以[上下内])?$"
)
_BOUND = re.compile(r"(?:工作日|月)?(?:[底末份初]?前?|[及或含]?以[上下内]|之内|内|左右)?$")
_BEFORE_ONE = re.compile(r"(?:^|[于过≥≤=]|至少|[不未][低少超][于过])$")
# 2023.07-2023.12: the last of two months that are printed as figures.
_SPAN_OF_MONTHS = re.compile(
    r"^(?:20[0-9]{2}[./年-](?:0?[1-9]|1[0-2])月?[-~～—–至到]+)(20[0-9]{2})[./-](0?[1-9]|1[0-2])$"
)


def plain_text(printed: str) -> str:
    """The print without what changes nothing: widths, breaks, numerals in characters, brackets."""
    text = _BLANKS.sub("", printed.translate(NARROW))
    text = _FINE.sub(_fine, text)
    text = _COUNT.sub(_counted, _DECIMAL.sub(_decimal, _TEN_THOUSANDS.sub(_ten_thousands, text)))
    text = _EACH.sub(_each, text)
    text = _AND_MORE.sub(r"≥\1", text)
    if reversed_sign := _SIGN_BEHIND.fullmatch(text):
        text = _MIRRORED[reversed_sign[2]] + reversed_sign[1]
    text = re.sub("百分之?百", "100%", text)
    text = _SPELT.sub(_spelt, text)
    text = _SPAN_OF_MONTHS.sub(r"\1年\2月", text)
    text = re.sub("^(?:当年度?|本年度?|今年)(?=[0-9]{1,2}月)", "", text)
    text = re.sub(rf"百分之({NUMBER})", r"\1%", text)
    text = re.sub("(?<=[0-9])/10(?=[万亿])", "/十", text)  # 16/10万 of 孕产妇死亡率
    text = re.sub(r"^[（(]([^（()）]*)[)）]$", r"\1", text)
    return re.sub(r"^[%:：]+(?=.)", "", text)


def _spelt(match: re.Match[str]) -> str:
    """A rate in Chinese numerals: 百分之九十五点五, 九成五."""
    if match["tenths"]:
        part = _DIGITS.index(match["half"]) if match["half"] else 0
        return f"{_DIGITS.index(match['tenths']) * 10 + part}%"
    whole, _, decimals = match["rate"].partition("点")
    tens, ten, ones = whole.rpartition("十")
    number = (_DIGITS.index(tens) if tens else 1) * 10 if ten else 0
    number += _DIGITS.index(ones) if ones else 0
    digits = "".join(str(_DIGITS.index(d)) for d in decimals)
    return f"{number}{'.' + digits if digits else ''}%"


def _fine(match: re.Match[str]) -> str:
    """千分之三 as 0.3%, 万分之一 as 0.01%."""
    part = match["part"].replace(",", "")
    if not part:
        return match[0]
    if not re.fullmatch(NUMBER, part):
        whole, _, decimals = part.partition("点")
        digits = "".join(str(_DIGITS.index(d)) for d in decimals)
        part = f"{_added(whole) if whole != '零' else 0}.{digits or 0}"
    return f"{Decimal(part).scaleb(-_FINENESS[match['step']]).normalize():f}%"


def _counted(match: re.Match[str]) -> str:
    """A count in Chinese numerals as digits where it counts something: 三百天, 二十万人次."""
    spelt = match[0].replace("零", "")
    unit = _COUNTED.match(match.string, match.end())
    if not spelt or unit is None:
        return match[0]
    # 一次性, 建成一个: a single numeral counts where nothing but a sign and a bound stand around.
    alone = _BEFORE_ONE.search(match.string, 0, match.start()) is not None
    whole = alone and _BOUND.match(match.string, unit.end()) is not None
    if len(spelt) < _SPELT_AT_LEAST and not whole:
        return match[0]
    return str(_added(match[0]))


def _added(spelt: str) -> int:
    """The number below 万 that a numeral in characters says; a digit without a step is ones."""
    total, digit = 0, None
    for character in spelt.replace("零", ""):
        if worth := _WORTH.get(character):
            total, digit = total + (1 if digit is None else digit) * worth, None
        else:
            digit = _HAN_DIGITS[character]
    return total + (digit or 0)


def _ten_thousands(match: re.Match[str]) -> str:
    """三万二千 as 3.2万, as the form would print it in digits."""
    high = Decimal(_added(match["high"]))
    places = 4 if match["step"] == "万" or match["below"] else 8
    low = Decimal(_added(match["low"])).scaleb(-places)
    if not (high and low) or (match["step"] == "万" and match["below"]):
        return match[0]
    return f"{(high + low).normalize():f}{match['step']}"


def _decimal(match: re.Match[str]) -> str:
    """零点六 as 0.6."""
    return f"{_added(match['whole'])}.{''.join(str(_DIGITS.index(d)) for d in match['decimals'])}"


def _each(match: re.Match[str]) -> str:
    """每人每年600元 as 600元/人·年."""
    per = f"·{match['per']}" if match["per"] else ""
    return f"{match['amount']}/{match['of']}{per}{match['bound'] or ''}"
