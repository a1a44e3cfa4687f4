"""What stands around the tables of a form: notes, signatures, the line that states the unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.form.rows import FormRow, money_unit, squeeze

_NOTE = re.compile(
    r"(?:注|备注|附注|说明|填表说明|填报说明)\s*[\d一二三四五]?\s*[:：]|注[1-9１-９]"
)
_SIGNATURES = frozenset(
    {
        "填表人", "填报人", "制表人", "编制人", "经办人", "审核人", "复核人", "负责人",
        "单位负责人", "部门负责人", "财务负责人", "项目负责人", "主管领导", "分管领导",
        "联系人", "联系电话", "电话", "填表日期", "填报日期", "日期", "填表时间", "填报时间",
    }
)  # fmt: skip
_OTHER_TABLE = re.compile(
    r".{0,40}(?:基础数据表|基本情况表|明细表|汇总表|一览表|登记表|调查表)(?:[（(].{0,20}[）)])*"
)
_REMARK = re.compile(
    r"(?:其他)?(?:需要|需|有关)?说明(?:的?(?:问题|事项|情况))?|备注"
    r"|偏差(?:较?大)?.{0,12}(?:原因|措施).{0,8}|.{0,8}改进措施.{0,12}|.{0,4}存在(?:的)?问题.{0,12}"
    r"|(?:自评|评价|总体)(?:结论|等级|结果)|.{0,6}结果应用.{0,8}|(?:主管部门|财政部门|审核|评审|单位|专家|部门)意见"
)
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_PAGE_LINE = re.compile(
    r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d+\s*页(?:.{0,3}共\s*\d+\s*页)?|\d+\s*/\s*\d+"
    r"|.{0,30}(?:自评表|绩效目标表|目标申报表|绩效自评情况表)(?:[（(].{0,20}[）)])?"
)
_UNIT_LINE = re.compile(r"[（(]?(?:金额|计量)?单位[:：]\s*(?:人民币)?[百千万亿]?元[）)]?")


def bare_label(text: str) -> str:
    """A label without what stands in brackets and after its colon.

    >>> bare_label("填报单位（盖章）：示例局")
    '填报单位'
    """
    return re.split("[:：]", _BRACKETS.sub("", squeeze(text)), maxsplit=1)[0].strip()


def is_outside(row: FormRow) -> bool:
    """Whether a row is a note, a signature or a unit line, no row of the table it stands in."""
    first = row.texts[0]
    if _NOTE.match(first):
        return True
    if is_unit_line(row):
        return True
    label = bare_label(first)
    return label in _SIGNATURES and (len(row.cells) > 1 or first != label)


def is_page_line(row: FormRow) -> bool:
    """Whether a row is a page number or the form's title, printed again on every page."""
    return len(row.cells) == 1 and bool(_PAGE_LINE.fullmatch(row.texts[0]))


def is_other_title(text: str) -> bool:
    """Whether a text is the title of a table that belongs to no form: 基础数据表, 明细表."""
    return bool(_OTHER_TABLE.fullmatch(text))


def is_remark(row: FormRow) -> bool:
    """Whether a row below the indicators says something of the whole form: its label and a text."""
    return len(row.cells) <= 2 and bool(_REMARK.fullmatch(bare_label(row.texts[0])))


def is_signature(text: str) -> bool:
    return bare_label(text) in _SIGNATURES


def is_note(row: FormRow) -> bool:
    return bool(_NOTE.match(row.texts[0]))


def is_unit_line(row: FormRow) -> bool:
    return len(row.cells) == 1 and bool(_UNIT_LINE.fullmatch(row.texts[0]))


def stated_unit(rows: Sequence[FormRow]) -> tuple[str, str] | None:
    """The unit of money stated just above a table, and the text that states it."""
    for row in rows[-1:-5:-1]:
        for text in row.texts:
            if _UNIT_LINE.search(text) and (unit := money_unit(text)):
                return unit, text
    return None
