"""Whose, and of which year, a stretch of the text speaks."""

from __future__ import annotations

import re

from auditkit.facts.accounts.text.prose import Prose
from auditkit.rules.subjectwords import Subjects

# 其中下属单位…; 所属某学校…, while 所属各单位… are all of them.
_NAMED_PART = re.compile(
    "其中[^,;]{0,4}(?:下属|所属)"
    "|(?:下属|所属)(?!各|的|全部|预算|行政|事业|参公|单位|部门|年|度|[0-9两三四五六七八九十])[^,;]{2,16}$"
    "|(?:下属|所属)(?:事业|预算|行政)?单位(?![的共在均及和与合实预全]|[^\u4e00-\u9fff])[^,;]{2,16}$"
)
_PART_OF = re.compile(
    "(?<![及和与含、])(?:下属|所属|[厅局委]属)(?:各|事业|预算|行政|[0-9两三四五六七八九十家所个])*(?:单位|学校|医院|院校)$"
)
# 主要是所属单位合并 gives reasons; beside the department's own stands an amount.
_BESIDE = re.compile(
    r"(?<!其中)(?<!其中:)(?:下属|所属|[厅局委]属)[^,;。]{0,20}(?:费|支出|采购|收入)[^,;。\d]{0,10}\d"
)
_ABOVE = re.compile("本级|[局厅委办]机关|本(?:部门|单位)(?!及|和|与|含|下属|所属)")

OF_A_PART = re.compile("机关运行|公用|基本支出|项目|其中")
"""What stands before a kind of cost that is a part of something else: 机关运行经费…会议费6万元."""

_COMMAS = re.compile(r",(?!\d{3}(?:\D|$))")
_YEAR = "(?:20\\d\\d年度?|本年度?|全年)?"
# 示例市特殊教育学校2024年度收入合计: a unit that may stand below the department, by its kind.
_UNIT = re.compile(
    "(?:其中:?|另有?|此外)?(?P<name>[\u4e00-\u9fff]{2,20}?(?P<kind>学校|小学|中学|幼儿园|医院|卫生院|敬老院|福利院"
    "|养老院|研究院|馆|支队|大队|协会|学会|商会|[\u4e00-\u9fff]所|站|中心|公司))" + _YEAR
)
_SEVERAL = re.compile("[和及与各等]|所属|下属|本部门|本单位")
_SYSTEM = re.compile("(?:其中:?)?全(?:省|市|县|区|州|旗)[^,;。及和与]{1,12}系统" + _YEAR)
# A project that is put out to tender; 采购项目 are all of them.
_TENDER = re.compile(
    "[\u4e00-\u9fff]{3}(?<!采购)(?<!个)(?<!各)(?<!部分)项目[^。¶]{0,40}(?:招标|中标|成交|磋商)"
)
# Up to a month that is not the last, with or without the year.
_UNTIL = re.compile(
    r"(?:截[至止](?:20\d\d年)?|\d{1,2}月?[至到—–~-])(?!12)\d{1,2}月(?:[底末份止]|\d{1,2}日)*,?$"
    "|以来,?(?:累计|共)[^,。;:¶]{0,4}$"
)
_LEFT_OUT = re.compile(
    r"[^。;¶]{0,40}?元,?\(?(?:均|都)?(?:(?:不|未)(?:纳入|计入|列入)(?:本)?(?:部门|单位)?决算|本表未含|未含在内)"
)


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


def is_of_others(prose: Prose, at: int, subjects: Subjects) -> bool:
    """Whether what begins at `at` is said of more, or of less, than the department in the year.

    全省机关运行经费, 下属单位机关运行经费 beside 本级机关运行经费, 1—6月机关运行经费,
    人均因公出国费, 评价涉及一般公共预算支出, 某学校收入合计, 截至9月底机关运行经费, what is
    said to be no part of the accounts.
    """
    text = prose.text
    before = text[max(0, at - 40) : at]
    clause = re.split("[,。;:¶]", before)[-1]
    # 所属各预算单位政府采购预算 alone is that of them all: a part stands beside the other one.
    sentence = re.split("[。¶]", before)[-1] + re.split("[。¶]", text[at : at + 60])[0]
    apart = _ABOVE.search(sentence) is not None and _BESIDE.search(sentence) is not None
    own = (
        re.search("(?:本级|[局厅委办]机关|本部门|本单位)$", clause) is not None
        or _PART_OF.search(clause) is not None
    )
    own = (apart and own) or _NAMED_PART.search(clause) is not None
    if own or subjects.of_others.search(clause) or _UNTIL.search(before):
        return True
    begun = re.split("[。¶]", text[max(0, at - 120) : at])[-1]
    whole = re.search("全年|年度|部门|单位|我[局厅委办]", clause) is not None
    tender = "政府采购" not in begun and not whole and _TENDER.search(begun) is not None
    return tender or _LEFT_OUT.match(text, at) is not None or _is_of_unit(prose, at, subjects)


def _is_of_unit(prose: Prose, at: int, subjects: Subjects) -> bool:
    """Whether the sentence begins with another unit, or all units of a place, of which this is said
    too."""
    sentence = re.split("[。;¶]", prose.text[max(0, at - 120) : at])[-1]
    heads: list[str] = []
    for clause in reversed(_COMMAS.split(sentence)):
        named = subjects.named(clause)
        if heads and not named:
            return False
        heads.append(clause[: named[0].start] if named else clause)
        if heads[-1] not in ("", "其中", "其中:"):
            break
    first = heads[-1]
    unit = _UNIT.fullmatch(first)
    if unit is None or not prose.owner:
        return _SYSTEM.fullmatch(first) is not None
    ours = unit["name"] in prose.owner or prose.owner.endswith(unit["kind"])
    return not ours and not _SEVERAL.search(unit["name"])
