"""Single cells of the fact workbook read as numbers, dates and answers; each doubt is an issue."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditkit.errors import Issue, IssueKind
from auditkit.facts.workbook.layout import CONFIRMED, NOT_APPLICABLE, plain
from auditkit.files.grid import Percent, Scalar, Source, as_text

NO_NUMBER = IssueKind("F01", "不是数字")
UNKNOWN_NAME = IssueKind("F02", "不认识的名称、表头或行")
WRONG_UNIT = IssueKind("F03", "单位不对，或已换算")
REPEATED = IssueKind("F04", "重复的行或表头")
NO_SHEET = IssueKind("F06", "缺少工作表或表头")
OTHER_TEXT = IssueKind("F08", "部门、年度或评价标准的文字与模板不同")
TEXT_NUMBER = IssueKind("F09", "以文字或百分比格式填写的数，已按数字读取")
ODD_NUMBER = IssueKind("F10", "负数或小数，不合常情")
NO_ROW = IssueKind("F12", "缺少模板中的一行")
HALF_FILLED = IssueKind("F13", "只填了一部分")
UNKNOWN_ANSWER = IssueKind("F14", "回答无法识别")
OTHER_ANSWER = IssueKind("F25", "回答不是模板的选项，按意思读取")
NO_DATE = IssueKind("F16", "日期无法识读，或以文字填写")


# Beyond this no figure of a department lies, and floats no longer hold cents.
_LARGEST = 1e12
_MOST_AS_FRACTION = 1.5
# Beyond it, 92 was pasted into a cell that shows it as 9200%.
_MOST_AS_PERCENT = 10.0
_NUMBER = re.compile(r"([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(\D*)")
_DATE = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})(?:\2|月)([0-9]{1,2})日?(?:00:00:00)?")
_MULTIPLES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_PER_MILLE = ("‰", "千分比")
_SAME_UNIT = {"％": "%", "百分比": "%", "百分数": "%", "人民币元": "元", "人次": "人次"}

# What people write for the options; 基本完成 and the like can be read two ways, and are not here.
_MEANT = {
    word: answer
    for answer, words in {
        "是": "√ ✓ ✔ ☑ ✅ 完成 已完成 全部完成 符合 符合要求 达成 已达成 达到 达到要求",
        "部分": "部分完成 部分符合 部分达成 部分达到",
        "否": "× ✕ ✗ ✘ ☒ ❌ ╳ 未完成 没有完成 尚未完成 不符合 不符合要求 未达成 没有达成 "
        "未达到 未达到要求",
    }.items()
    for word in words.split()
}


class FactLog:
    """Gathers the issues of one fact workbook in reading order."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def refuse(
        self, kind: IssueKind, where: Source | str, what: str, found: str, remedy: str
    ) -> None:
        """Notes what stops a figure from being used (须更正)."""
        self.issues.append(kind(where, what, _short(found), remedy, True))

    def doubt(
        self, kind: IssueKind, where: Source | str, what: str, found: str, remedy: str
    ) -> None:
        """Notes what does not stop it (提示)."""
        self.issues.append(kind(where, what, _short(found), remedy, False))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


@dataclass(frozen=True, slots=True)
class FactCell:
    """One cell: its value as stored, its text, its place."""

    value: Scalar
    source: Source

    @property
    def text(self) -> str:
        """What the cell says."""
        return as_text(self.value)

    @property
    def not_applicable(self) -> bool:
        """Whether it says 不适用."""
        return plain(self.text) == NOT_APPLICABLE


def read_number(cell: FactCell, what: str, unit: str, log: FactLog) -> float | None:
    """The number in a cell in terms of `unit`, rates as fractions; None if blank or no number.

    Numbers typed as text, in full width or with a unit behind them are taken, with a warning.
    """
    if not cell.text:
        return None
    problem, number = "", None
    match cell.value:
        case bool():
            problem = "是逻辑值，不是数字"
        case dt.date() | dt.time() | dt.timedelta():
            problem = "是日期，不是数字"
        case Percent() if unit == "%" and abs(cell.value) <= _MOST_AS_PERCENT:
            number = _bounded(cell.value)
        case Percent() if unit != "%":
            number = _bounded(cell.value)
            if number is not None:
                log.doubt(
                    TEXT_NUMBER,
                    cell.source,
                    f"{what}是百分比格式的数，读作{number:,.10g}",
                    cell.text,
                    f"请核对后改为数字格式{_in_unit(unit)}",
                )
        case int() | float():
            number = _bounded(cell.value)
            if number is not None and unit == "%" and abs(number) > _MOST_AS_FRACTION:
                number = _scaled(number, -2)
                log.doubt(
                    TEXT_NUMBER,
                    cell.source,
                    f"{what}按百分数读作{_said(number, unit)}",
                    cell.text,
                    "请核对；百分比请填 92% 或 0.92",
                )
        case _ if cell.text.startswith("#"):
            problem = "是错误值"
        case _:
            number, problem = _typed(cell, what, unit, log)
    if number is None:
        log.refuse(
            NO_NUMBER,
            cell.source,
            f"{what}{problem or '数值过大'}",
            cell.text,
            f"请填写阿拉伯数字{_in_unit(unit)}",
        )
    return number


def _said(number: float, unit: str) -> str:
    """A number as it was read; a rate as people write it, 0.25%."""
    return f"{_scaled(number, 2):,.10g}%" if unit == "%" else f"{number:,.10g}"


def _in_unit(unit: str) -> str:
    return f"，单位{unit}" if unit else ""


def _bounded(number: float) -> float | None:
    if not -_LARGEST <= number <= _LARGEST:
        return None
    # Excel itself keeps 15 digits; what lies behind them is noise of its sums.
    return float(f"{number:.15g}")


def _typed(cell: FactCell, what: str, unit: str, log: FactLog) -> tuple[float | None, str]:
    """A number typed as text, with the warning that it is; or why it is none."""
    text = re.sub(r"[\s￥¥]", "", unicodedata.normalize("NFKC", cell.text))
    match = _NUMBER.fullmatch(text.replace("−", "-").replace("，", ","))
    if not match:
        return None, "不是数字"
    sign, whole, fraction, suffix = match.groups()
    digits = Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")
    power: int | None = 0
    if suffix in ("万", "亿") and unit.endswith("元"):
        suffix += "元"
    if suffix:
        power = unit_power("%" if suffix in _PER_MILLE else suffix, unit)
        if power is None:
            return None, f"带有文字“{suffix}”，不能按数字读取"
    if unit == "%" and (suffix or abs(digits) > Decimal(str(_MOST_AS_FRACTION))):
        power = -3 if suffix in _PER_MILLE else -2
    number = _bounded(float(digits.scaleb(power or 0))) if digits.adjusted() < 30 else None
    if number is None:
        return None, "数值过大"
    width = "全角数字" if text != re.sub(r"[\s￥¥]", "", cell.text) else "文字"
    code, remedy = (
        (WRONG_UNIT, "已换算，请核对单位")
        if power and unit != "%"
        else (TEXT_NUMBER, "已按数字读取，请核对后改为数字格式")
    )
    log.doubt(
        code,
        cell.source,
        f"{what}是以{width}填写的数，读作{_said(number, unit)}",
        cell.text,
        remedy,
    )
    return number, ""


def _scaled(number: float, power: int) -> float:
    # Through the decimal digits, so that 92 % is the float 0.92.
    return float(Decimal(repr(number)).scaleb(power))


def unit_power(found: str, expected: str) -> int | None:
    """The power of ten that turns figures in one unit into another; None if they differ in kind.

    >>> unit_power("元", "万元"), unit_power("亿元", "万元"), unit_power("人", "万元")
    (-4, 4, None)
    """
    (base, power), (wanted, to) = _split_unit(found), _split_unit(expected)
    return power - to if base == wanted else None


def _split_unit(unit: str) -> tuple[str, int]:
    text, power = plain(unit), 0
    text = _SAME_UNIT.get(text, text)
    while len(text) > 1 and text[0] in _MULTIPLES:
        power += _MULTIPLES[text[0]]
        text = text[1:]
    return text, power


def read_unit(cell: FactCell | None, what: str, expected: str, log: FactLog) -> int | None:
    """The power of ten from the unit that a row states to the expected one; None if unusable."""
    if cell is None or plain(cell.text) == plain(expected):
        return 0
    if not cell.text:
        log.doubt(WRONG_UNIT, cell.source, f"{what}没有写单位", "", f"已按{expected}读取，请补填")
        return 0
    power = unit_power(cell.text, expected)
    if power is None:
        log.refuse(WRONG_UNIT, cell.source, f"{what}的单位不对", cell.text, f"单位应为{expected}")
    elif power:
        log.doubt(
            WRONG_UNIT,
            cell.source,
            f"{what}的单位改成了{cell.text}",
            cell.text,
            f"已换算为{expected}，请核对",
        )
    return power


def converted(number: float, power: int) -> float:
    """A number in another power of its unit, without the noise of binary fractions."""
    return _scaled(number, power) if power else number


def read_count(cell: FactCell, what: str, unit: str, log: FactLog) -> float | None:
    """A whole number that is not negative."""
    number = read_number(cell, what, unit, log)
    if number is not None and (number < 0 or not number.is_integer()):
        fault = "是负数" if number < 0 else "不是整数"
        log.refuse(
            ODD_NUMBER, cell.source, f"{what}{fault}", cell.text, f"请填写整数{_in_unit(unit)}"
        )
        return None
    return number


def read_date(cell: FactCell, what: str, log: FactLog) -> dt.date | None:
    """A date; one typed as text only where it names year, month and day."""
    match cell.value:
        case None:
            return None
        case dt.datetime() as moment:
            return moment.date()
        case dt.date() as date:
            return date
    if not cell.text:
        return None
    if match := _DATE.fullmatch(plain(cell.text)):
        try:
            date = dt.date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            log.refuse(NO_DATE, cell.source, f"{what}的日期不存在", cell.text, "请核对后改正")
            return None
        log.doubt(
            NO_DATE,
            cell.source,
            f"{what}的日期是文字，读作{date.isoformat()}",
            cell.text,
            "请改为日期格式",
        )
        return date
    log.refuse(NO_DATE, cell.source, f"{what}不是日期", cell.text, "请按日期填写，如 2020-11-30")
    return None


def is_confirmed(cell: FactCell | None, log: FactLog) -> bool:
    """Whether somebody confirmed the row's figures, odd as they are."""
    return cell is not None and read_choice(cell, "“确认”", (CONFIRMED,), log) == CONFIRMED


def read_choice(cell: FactCell, what: str, allowed: Sequence[str], log: FactLog) -> str | None:
    """One of the answers; None if blank, "" where the cell says something else."""
    text = plain(cell.text)
    if not text:
        return None
    if text in allowed and not isinstance(cell.value, bool):
        return text
    meant = _MEANT.get(text.rstrip("。."), "")
    if meant in allowed and not isinstance(cell.value, bool):
        log.doubt(OTHER_ANSWER, cell.source, f"{what}读作“{meant}”", cell.text, "请核对")
        return meant
    log.refuse(
        UNKNOWN_ANSWER,
        cell.source,
        f"{what}的回答无法识别",
        cell.text,
        f"请填“{'”“'.join(allowed)}”之一",
    )
    return ""
