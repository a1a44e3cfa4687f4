"""Whose, and of which year, a stretch of the text speaks."""

from __future__ import annotations

import re

from auditkit.rules.subjectwords import Subjects

# 其中下属单位…; 所属某学校…, while 所属各单位… are all of them.
_NAMED_PART = re.compile(
    "其中[^,;]{0,4}(?:下属|所属)"
    "|(?:下属|所属)(?!各|的|全部|预算|行政|事业|参公|单位|部门|年|度|[0-9两三四五六七八九十])[^,;]{2,16}$"
    "|(?:下属|所属)(?:事业|预算|行政)?单位(?![的共在均及和与合实预全]|[^\u4e00-\u9fff])[^,;]{2,16}$"
)
_PART_OF = re.compile("(?<![及和与含、])(?:下属|所属)(?:各|事业|预算)*单位$")


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


def is_of_others(text: str, at: int, subjects: Subjects) -> bool:
    """Whether what begins at `at` is said of more, or of less, than the department in the year.

    全省机关运行经费, 下属单位机关运行经费 beside 本级机关运行经费, 1—6月机关运行经费,
    人均因公出国费, 评价涉及一般公共预算支出.
    """
    before = text[max(0, at - 40) : at]
    clause = re.split("[,。;:¶]", before)[-1]
    # 所属各预算单位政府采购预算 alone is that of them all: a part stands beside the other one.
    sentence = re.split("[。¶]", before)[-1] + re.split("[。¶]", text[at : at + 60])[0]
    apart = "本级" in sentence and re.search("下属|所属", sentence) is not None
    own = clause.endswith("本级") or _PART_OF.search(clause) is not None
    own = (apart and own) or _NAMED_PART.search(clause) is not None
    return own or subjects.of_others.search(clause) is not None
