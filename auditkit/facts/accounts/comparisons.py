"""What a passage goes on to say of its figure: against last year, against the plan, the share done.

Places word it differently and put reasons between; a clause about something else ends the passage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from auditkit.facts.accounts.statement import AMOUNT, PERCENT, WAY

_SAME = r"持平|一致|相同|(?:无|没有)(?:增减)?变化|无增减"
_YEAR_AFTER = r"(?:上年度?|上一年度?|去年|(?P<year>20\d\d)年度?)"
# What may repeat the subject without naming another: 支出决算数, 费用支出, 各.
_PLAIN = (
    r"(?:20\d\d年度?)?(?:财政拨款)?(?:本?年度?)?(?:费用)?(?:收支)?(?:支出)?(?:决算)?"
    r"(?:数|总额|金额|总体)?(?:各|均)?"
)
# Text that names no other money: 某省某厅, 主要用于办公.
_OTHER_WORDS = (
    r"(?:(?!经费|费用|支出|收入|公务|出国|占|其中|:|拨款|基金|增|减|降|升)[^。;,¶]){0,24}?"
)
# 比上年下降9.17%,减少6.56万元: the rate before its amount.
_BASIS = (
    rf"(?:同比|(?:与|比|较|同|和|同比|相比|对比|相较于?){_YEAR_AFTER}(?:同期)?(?!年?初?预算)(?:{{own}})?"
    r"(?:决算数?|相比|支出数?|执行数|数)*)"
)
_RATE = r"(?:,?(?:同比)?(?P<{0}>(?:(?!完成|占|达)[^\d。;,]){{0,9}}?)" + PERCENT.format("{1}") + ")?"
_REASON = re.compile(
    r"\(?(?:增加|减少|下降|增长|变动|变化|增减|差异|上升|决算数?)*(?:的)?(?:主要)?"
    r"(?:原因|是(?:因|由于)|因为|由于|系|是|为)|主要"
    r"|(?:20\d\d年度?)?[^\d,。;¶]{0,24}(?:大于|小于|低于|高于|等于|超出)[^\d,。;¶]{0,12}(?:数|预算|决算)"
)
_PURPOSE = re.compile("(?:主要)?(?:用于|包括|是指)")
_BRACKET = re.compile(r"\([^()¶]{1,160}\)")
_STOPS = re.compile("[,。;¶]")
_FARTHEST = 420
_NUMBER = r"\d+(?:\.\d+)?"
_KINDS = ("change", "plan", "done", "stated", "was")


@dataclass(frozen=True)
class Comparisons:
    """What follows a figure: the change, the distance to the plan, the part of it spent.

    `was` is the figure of the year before where it is printed (上年为0万元,增长100%), `stated` the
    plan where a clause of its own prints it.
    """

    change: re.Match[str] | None = None
    plan: re.Match[str] | None = None
    done: re.Match[str] | None = None
    stated: re.Match[str] | None = None
    was: re.Match[str] | None = None
    end: int = 0

    @property
    def budgeted(self) -> tuple[re.Match[str], ...]:
        """What the passage says of the plan itself: the part of it spent, and its amount."""
        return tuple(one for one in (self.done, self.stated) if one)

    def to_last_year(self, year: int | None) -> re.Match[str] | None:
        """The change from the year before `year`, else its figure; None where neither is told."""
        told = (self.change, self.was)
        return next((one for one in told if one and is_of_last_year(one, year)), None)


@lru_cache(maxsize=64)
def _patterns(own: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    lead = rf"(?:(?:{own})?{_PLAIN},?|{_OTHER_WORDS})"
    again = rf"(?:{own})?{_PLAIN}"
    basis = rf"(?P<gap>{lead})" + _BASIS.format(own=own) + rf",?(?:{again}|{_OTHER_WORDS})"
    change = (
        rf"{basis}(?:(?P<same>{_SAME})|(?P<way>{WAY})了?"
        + AMOUNT.format("delta")
        + _RATE.format("rate_way", "rate")
        + ")"
    )
    by_rate = (
        rf"{basis}(?P<rate_way>{WAY})了?"
        + PERCENT.format("rate")
        + rf"[,、(]?(?:即|共计?)?(?P<way>{WAY})?(?:了|额|金额)?(?:为)?"
        + AMOUNT.format("delta")
        + r"\)?"
    )
    rated = rf"{basis}(?:{WAY}|提高)了?(?:{_NUMBER}个百分点|" + PERCENT.format("rate") + ")"
    plan = (
        rf"{lead}(?:与|比|较)(?:20\d\d年度?)?(?:{own})?(?:财政拨款)?(?:支出)?"
        r"(?P<plan>年初|全年|调整后?的?|)预算数?(?:"
        + AMOUNT.format("planned_sum")
        + rf")?(?:相比)?,?{again}(?:(?P<planned>{_SAME})|(?P<plan_way>{WAY})了?"
        + AMOUNT.format("plan_delta")
        + _RATE.format("plan_rate_way", "plan_rate")
        + ")"
    )
    done = (
        rf"{lead}(?:(?:与|比|较)(?:20\d\d年度?)?(?:{own})?(?:财政拨款)?(?:支出)?年初预算数?"
        + AMOUNT.format("budget_before")
        + r"相比,)?(?:完成了?|占|为|是|达到?)(?P<base>年初|全年|调整后?的?|)"
        r"(?:年度)?预算数?(?:为)?(?:" + AMOUNT.format("budget") + r")?的?" + PERCENT.format("rate")
    )
    was = (
        rf"(?P<gap>{lead})\(?{_YEAR_AFTER}(?:同期)?(?:{own})?(?:决算数?|支出数?|执行数|数)*(?:为|是)?"
        + AMOUNT.format("before")
        + rf"(?:,(?:同比|(?:与|比|较)上年度?(?:相比)?,?)?(?P<rate_way>{WAY})了?"
        + PERCENT.format("before_rate")
        + ")?"
    )
    # 支出1110.35万元,年初预算为1180.00万元,完成年初预算的94.10%: the plan behind what was spent.
    stated = (
        rf"(?:{own})?{_PLAIN}(?P<which>年初|全年|调整后?的?|)预算(?:支出)?(?:数|金额|安排)?(?:为|是)?"
        + AMOUNT.format("budget")
        + r"(?:,(?:实际)?(?:完成|为)了?(?P<base>年初|全年|调整后?的?|)预算数?的?"
        + PERCENT.format("rate")
        + ")?"
    )
    named = (
        ("change", change),
        ("change", by_rate),
        ("plan", plan),
        ("done", done),
        ("stated", stated),
        ("was", was),
        ("", rated),
    )
    return tuple((name, re.compile(p)) for name, p in named)


def comparisons(text: str, end: int, own: str) -> Comparisons:
    """What the passage behind a figure that ends at `end` compares it with.

    `own` matches the names by which the passage may call its subject again. A clause that gives
    reasons is passed over; one that speaks of something else, or a heading, ends the passage.
    """
    patterns = _patterns(own)
    found: dict[str, re.Match[str]] = {}
    at, last, reasons = end, end, False
    while at < min(len(text), end + _FARTHEST) and len(found) < len(_KINDS):
        mark = text[at : at + 1]
        if mark == "¶":
            break
        if bracket := _BRACKET.match(text, at):
            at = bracket.end()
            continue
        if mark in (",", "。", ";"):
            reasons = reasons and mark == ","
            at += 1
        match = None
        for name, pattern in patterns:
            # Inside a reason the money of something else is compared in the same words.
            if not reasons and (match := pattern.match(text, at)):
                if name in found:
                    return Comparisons(**found, end=last)
                if name:
                    found[name], last = match, match.end()
                at = match.end()
                break
        if match:
            continue
        stop = _STOPS.search(text, at)
        if stop is None:
            break
        if _PURPOSE.match(text, at):
            pass
        elif _REASON.match(text, at):
            reasons = True
        elif not reasons:
            break
        at = max(stop.start(), at)
        if at == end:
            break
    return Comparisons(**found, end=last)


def is_of_last_year(change: re.Match[str], year: int | None) -> bool:
    """Whether a change is one against the year before `year`, not an earlier one (比2019年)."""
    return change["year"] is None or year is None or int(change["year"]) == year - 1


def is_of_other_year(text: str, at: int, year: int | None) -> bool:
    """Whether what begins at `at` is said of another year than `year`: 2021年机关运行经费支出 …"""
    clause = re.split("[,。;:¶]", text[max(0, at - 40) : at])[-1]
    named = re.findall(r"(?<![与比较])(20\d\d)年", clause)
    if named and year is not None:
        return int(named[-1]) != year
    # 较上年收、支总计900.00万元 is the amount of the year before.
    if re.search(r"[与比较](?:上年|去年|上一年|20\d\d年)度?(?:同期)?的?$", clause):
        return True
    return re.search("(?<![与比较])(?:上年|去年|上一年)度?[^与比较]{0,12}$", clause) is not None


_WIDER = re.compile(r"全(?:省|市|县|区|国|州|旗)(?!本级)|\d月份?$")
_PART_OF = re.compile("(?<![及和与含、])(?:下属|所属)(?:各|事业|预算)*单位$")


def is_of_others(text: str, at: int) -> bool:
    """Whether what begins at `at` is said of more, or of less, than the department in the year.

    全省机关运行经费, 下属单位机关运行经费 beside 本级机关运行经费, 1—6月机关运行经费.
    """
    before = text[max(0, at - 40) : at]
    clause = re.split("[,。;:¶]", before)[-1]
    # 所属各预算单位政府采购预算 alone is that of them all: a part stands beside the other one.
    sentence = re.split("[。¶]", before)[-1] + re.split("[。¶]", text[at : at + 60])[0]
    apart = "本级" in sentence and re.search("下属|所属", sentence) is not None
    own = clause.endswith("本级") or _PART_OF.search(clause) is not None
    return (apart and own) or _WIDER.search(clause) is not None
