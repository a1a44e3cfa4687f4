"""The sheets and columns of the fact workbook (实际数.xlsx), by the words that head them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from auditkit.rules import gathering
from auditkit.wording import INVISIBLE

LAYOUT = "1"
NOT_NEEDED = "不需填"
NOT_APPLICABLE = "不适用"
WORK_ROWS = 60

COVER = "说明"
ITEMS, TASKS, WORK = gathering.ITEMS.sheet, gathering.TASKS.sheet, gathering.WORK.sheet
JUDGED, SURVEYED, DIRECT = (
    way.sheet for way in (gathering.JUDGED, gathering.SURVEYED, gathering.DIRECT)
)
SHEETS = (COVER, ITEMS, TASKS, WORK, JUDGED, SURVEYED, DIRECT)

ORIGIN = "申报表来源"
"""The cover's line on which the auditor says what kind of copy the form is."""
ORIGINS = ("报送原件", "公开文本")

YES_NO = ("是", "否")
DONE = ("是", "部分", "否")
GRADES = {"是": 1.0, "部分": 0.5, "否": 0.0}

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its role, the words that may head it, and what the template prints."""

    role: str
    words: tuple[str, ...]
    width: float
    required: bool = True
    unit: str = ""

    @property
    def heading(self) -> str:
        """The heading as the template prints it, with the unit below."""
        return f"{self.words[0]}\n（{self.unit}）" if self.unit else self.words[0]


THIS_YEAR, LAST_YEAR = "本年度", "上年度"
_SOURCE = Column("source", ("来源", "出处", "数据来源"), 30, required=False)
_REMARK = Column("remark", ("备注",), 24, required=False)
CONFIRMED = "属实"
_CONFIRMED = Column("confirmed", ("确认",), 8, required=False)
_EVIDENCE = Column("evidence", ("佐证材料", "依据"), 36, required=False)

COLUMNS: dict[str, tuple[Column, ...]] = {
    ITEMS: (
        Column("name", ("数据项", "数据项名称"), 34),
        Column("unit", ("单位", "计量单位"), 8),
        Column(THIS_YEAR, (THIS_YEAR,), 18),
        Column(LAST_YEAR, (LAST_YEAR,), 18),
        _SOURCE,
        _REMARK,
        _CONFIRMED,
        Column("users", ("用于指标",), 26, required=False),
        Column("hint", ("填报提示",), 50, required=False),
    ),
    TASKS: (
        Column("name", ("任务名称",), 36),
        Column("budget", ("申报预算",), 14, required=False, unit="万元"),
        Column("adjusted", ("调整后预算",), 14, unit="万元"),
        Column("spent", ("实际支出",), 14, unit="万元"),
        Column("done", ("是否完成",), 10),
        Column("serves", ("对应指标",), 30),
        _SOURCE,
        _REMARK,
        _CONFIRMED,
        Column("choices", ("可选指标",), 30, required=False),
    ),
    WORK: (
        Column("number", ("序号",), 6, required=False),
        Column("name", ("工作要点", "工作要点内容"), 56),
        Column("lead", ("牵头单位",), 24, required=False),
        Column("assigned", ("是否承接市委市政府任务", "是否承接"), 16),
        Column("done", ("是否完成",), 10),
        _EVIDENCE,
    ),
    JUDGED: (
        Column("name", ("指标", "指标名称"), 24),
        Column("number", ("序号",), 6, required=False),
        Column("criterion", ("评价标准",), 60),
        Column("answer", ("评价",), 16),
        _EVIDENCE,
        Column("hint", ("填报提示",), 40, required=False),
    ),
    SURVEYED: (
        Column("name", ("指标", "指标名称"), 24),
        Column("sent", ("发放份数",), 12, required=False),
        Column("valid", ("有效份数",), 12),
    ),
    DIRECT: (
        Column("name", ("指标", "指标名称"), 34),
        Column("target", ("指标值",), 12, required=False),
        Column("unit", ("单位", "计量单位"), 8),
        Column(THIS_YEAR, (THIS_YEAR, "实际值"), 18),
        _SOURCE,
        _REMARK,
        _CONFIRMED,
        Column("hint", ("填报提示",), 40, required=False),
    ),
}


def survey_columns(answers: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of 问卷调查, one for every answer of the questionnaire."""
    return (
        *COLUMNS[SURVEYED],
        *(Column(f"answer {answer}", (answer,), 12) for answer in answers),
        Column("population", ("总体数", "总体人数"), 12, required=False),
        Column("remark", ("备注", "调查方式"), 30, required=False),
    )


def year_heading(year: int, role: str) -> str:
    """2020年（本年度）, over two lines."""
    return f"{year}年\n（{role}）"


_BLANK = re.compile(rf"(?:\s|{INVISIBLE.pattern})+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A text without blanks, what nobody sees and differences of width: so names are compared.

    >>> plain(" ２０２０年\\n（本年度）")
    '2020年(本年度)'
    """
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=8192)
def heading_words(text: str) -> str:
    """What a heading says, without unit or explanation in brackets."""
    return _BRACKETS.sub("", plain(text))


@lru_cache(maxsize=8192)
def year_in(text: str) -> int | None:
    """The year that a heading states."""
    found = _YEAR.search(plain(text))
    return int(found[1]) if found else None
