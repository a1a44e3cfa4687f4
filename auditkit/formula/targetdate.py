"""The deadline that a target value (指标值) names, as forms write dates."""

from __future__ import annotations

import calendar
import re

_ISO_DATE = re.compile(
    r"^([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})日?(?:[ T]00:00:00)?((?:之前|以前|前)?)$"
)
_EIGHT_DIGITS = re.compile(r"^(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$")
_DATE = re.compile(
    r"(?:截至|截止|于|在)?(?:(?:(?P<since>(?:19|20)[0-9]{2})[年./])?"
    r"(?:(?P<begins>[0-9]{1,2})(?=[月./-]))?[0-9年月日./]*[-~～—–至到]+)?(?:(?P<year>(?:19|20)[0-9]{2})年度?)?"
    r"(?:(?P<month>[0-9]{1,2})月份?(?:(?P<day>[0-9]{1,2})[日号]|(?P<part>[底末内初]|[上中下]旬))?"
    r"|第?(?P<period>[一二三四]季度|[上下]半年|(?:(?<=年)|年)[底末内]|(?<=[0-9]年)全年)(?P<end>[底末])?)?"
    r"(?P<before>之前|以前|前)?(?:[（(]含(?:当日|当天|本日)?[)）])?(?:(?:全部|全面|按时|及时)*(?:完成|完工|竣工|开工|启动|投入使用|到位|交付|发放|拨付|兑现|建成|验收"
    r"|支付|使用|实施|执行|下达|办结|结束|落实|达标|开放|投产|报送|提交|上线|运行)[^0-9]{0,8})?"
)
# 至少12月 is a duration: no floor sets a deadline.
FLOORS = ("≥", ">", "±")
# Other periods end with the year, other parts with the month.
_PERIOD_ENDS = {"一季度": (3, 31), "二季度": (6, 30), "上半年": (6, 30), "三季度": (9, 30)}
_PART_ENDS = {"上旬": 10, "中旬": 20}


def deadline(body: str, *, signed: bool) -> tuple[str, str] | None:
    """The last day that meets a target printed as a date, and what is in doubt; None for no date.

    The day is `2020-06-30`, without a year `--06-30`, empty where the print leaves it open. A
    bare month after a sign (`signed`) may be a duration, and is doubted.
    """
    body = _EIGHT_DIGITS.sub(r"\1年\2月\3日", _ISO_DATE.sub(r"\1年\3月\4日\5", body))
    match = _DATE.fullmatch(body)
    if not match or not any(match.group("year", "month", "period")):
        return None
    last_day, doubt = _last_day(match)
    if signed and match["month"] and not (doubt or match["year"] or match["day"]):
        doubt = "也可能指时长（月数），请核对"
    return last_day, doubt


def _last_day(match: re.Match[str]) -> tuple[str, str]:
    year, part = match["year"] or match["since"], match["part"]
    begins = 0 if match["year"] or not match["since"] else int(match["begins"] or 0)
    if match["month"] and int(match["month"]) < begins:
        # 2023年11月至3月 ends in the next year or is misprinted.
        return "", "截止日不明确，请核对"
    month, day = _PERIOD_ENDS.get(match["period"] or "", (12, 31))
    # Before November may or may not include it; before the end of November, or a day, is plain.
    # So it is with a quarter and a half of the year: 第四季度前.
    period = (match["period"] or "")[-1:] in ("度", "年") and not match["end"]
    plain = match["day"] or match["part"] or (match["period"] and not period)
    if part == "初" or (match["before"] and not plain):
        return "", "截止日不明确，请核对"
    if match["month"]:
        month = int(match["month"])
        last = calendar.monthrange(int(year or 2000), month)[1] if 1 <= month <= 12 else 0
        day = int(match["day"] or _PART_ENDS.get(part or "", last))
        if not 1 <= day <= last:
            return "", "日期不存在，请核对"
        if month == 2 and not year and not match["day"] and day == last:
            return "", "二月末日因年份而异"
    return f"{year or '-'}-{month:02}-{day:02}", ""
