"""What stands around the tables of a form: notes, signatures, the line that states the unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from auditkit.form.rows.rows import FormRow, money_unit, squeeze
from auditkit.rules.formwords import FormWords

_NOTE = re.compile(
    r"(?:注|备注|附注|说明|填表说明|填报说明)\s*[\d一二三四五]?\s*[:：]|注[1-9１-９]"
)
# 一、项目名称
_NUMBER_BEFORE = re.compile(r"^[一二三四五六七八九十]{1,2}\s*[、.．]\s*(?=[\u4e00-\u9fff]{2,12}$)")
_COLON = re.compile("[:：]")
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_PAGE_LINE = re.compile(
    r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d+\s*页(?:.{0,3}共\s*\d+\s*页)?|\d+\s*/\s*\d+"
    r"|[（(]?续(?:上)?表\s*[\d一二三四五]{0,2}[）)]?"
    r"|.{0,30}(?:自评表|绩效目标表|目标申报表|绩效自评情况表)(?:[（(].{0,20}[）)])?"
)
_UNIT_LINE = re.compile(r"[（(]?(?:金额|计量)?单位[:：]\s*(?:人民币)?[百千万亿]?元[）)]?")
_SECTION_TITLE = re.compile(
    r"[（(]?[一二三四五六七八九]\s*[)）]?[、.．]?\s*(?:部门|单位|项目|年度|本年度?|绩效|主要|重点|整体|支出|工作|评价|20\d\d年度?)+"
    r"(?:任务|指标|预算|资金|指标体系|指标表)(?:情况|安排|及预算|表)?"
)
_DAY = re.compile(r"20\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*(?:\d{1,2}\s*日?)?")
_TELEPHONE = re.compile(r"0\d{2,3}[-—－]?\d{7,8}|1\d{10}")
_DOES = re.compile("完成|推进|落实|做好|确保|加强")
_FEW = 5
_STATES = re.compile(r"\d|指标|目标|满意|率$|[:：]")
_WIDE = 3
_JUST_ABOVE, _MOST_ABOVE = 4, 12
_TOTAL = re.compile(
    r"总\s*分|[合总]\s*计|总分[值数]?|(?:综合|最终|单位|部门|项目)?(?:自评|评价)?(?:总得分|得分合计|总评分|总分)"
    r"|自评得分|(?:最终|综合)得分"
)


@lru_cache(maxsize=16_384)
def bare_label(text: str) -> str:
    """A label without what stands in brackets and after its colon.

    >>> bare_label("填报单位（盖章）：示例局")
    '填报单位'
    """
    label = _COLON.split(_BRACKETS.sub("", squeeze(text)), maxsplit=1)[0].strip()
    return _NUMBER_BEFORE.sub("", label)


def is_outside(row: FormRow) -> bool:
    """Whether a row is a note, a signature or a unit line, no row of the table it stands in."""
    first = row.texts[0]
    if _NOTE.match(first):
        return True
    if is_unit_line(row):
        return True
    if len(row.cells) > 1 and all(is_stamp(row.words, text) for text in row.texts):
        return True
    return is_signature(row.words, first) and (len(row.cells) > 1 or first != bare_label(first))


def is_beneath(row: FormRow, closed: bool = False) -> bool:
    """Whether a row stands beneath a table, wherever in it its texts begin: 填表人：赵某 with
    联系电话：… further right, a note. Such texts heed no column.

    `closed` says that the total stands above: below it, who did what when is no row of the table.
    """
    words, first = row.words, row.texts[0]
    signed = any(is_signature(words, text) for text in row.texts if _COLON.search(text))
    below = bool(_COLON.search(first)) and is_below(words, first)
    beneath = signed or below or is_outside(row) or is_page_line(row)
    return beneath or (closed and _only_signs(row))


def _only_signs(row: FormRow) -> bool:
    """Whether a row holds labels (制表, 科室：大气科), days and telephone numbers alone."""
    words, known = row.words, False
    for text in row.texts:
        label = bool(_COLON.search(text)) or is_signature(words, text) or is_below(words, text)
        label = label or words.plays("outside", "remark", bare_label(text))
        # What stands beside a label is what it asks for.
        if not label and not known and not (_DAY.fullmatch(text) or is_telephone(text)):
            return is_stamp(words, text)
        known = label
    return True


def is_paragraph(row: FormRow) -> bool:
    """Whether a row is text behind a table: a paragraph of a document, or a line that a page of a
    PDF prints below it and that neither states anything nor may be the rest of a label."""
    if len(row.cells) > 1 or row.grid.style == "text":
        return len(row.cells) == 1
    below = row.grid.name.endswith("后") and row.grid.style == "table"
    return below and len(row.texts[0]) > _FEW and not _STATES.search(row.texts[0])


def is_page_line(row: FormRow) -> bool:
    """Whether a row is a page number or the form's title, printed again on every page."""
    return len(row.cells) == 1 and bool(_PAGE_LINE.fullmatch(row.texts[0]))


def is_section_title(row: FormRow) -> bool:
    """Whether a lone text is the title of the next part: 二、部门年度重点工作任务."""
    text = row.texts[0]
    if len(row.cells) != 1 or _DOES.search(text):
        return False
    if _SECTION_TITLE.fullmatch(text):
        return True
    # Without a number it is one where it goes over the whole width: 部门整体支出绩效指标.
    wide = any(
        area.top == row.index == area.bottom and area.right - area.left + 1 >= _WIDE
        for area in row.grid.merged
    )
    # So does a line of text between the tables of a PDF.
    line = row.grid.style == "table" and len(row.grid.rows[row.index]) == 1
    return (wide or line) and bool(_SECTION_TITLE.fullmatch(f"一、{text}"))


def is_other_title(row: FormRow) -> bool:
    """Whether a row is the title of a table that belongs to no form: 基础数据表, 明细表."""
    return len(row.cells) == 1 and row.words.plays("outside", "table", row.texts[0])


def is_remark(row: FormRow) -> bool:
    """Whether a row below the indicators says something of the whole form: its label and a text,
    or the places where several people stamp and sign."""
    label, *others = row.texts
    if not row.words.plays("outside", "remark", bare_label(label)):
        return False
    return len(others) <= 1 or (
        len(others) < _FEW
        and all(
            is_stamp(row.words, text) or row.words.plays("outside", "remark", bare_label(text))
            for text in others
        )
    )


def is_below(words: FormWords, text: str) -> bool:
    """Whether a text at the left edge of a table begins what stands below it: 审核结论, 审批人."""
    return words.plays("outside", "below", bare_label(text))


def is_signature(words: FormWords, text: str) -> bool:
    """Whether a line is for signatures or dates."""
    return words.plays("outside", "signature", bare_label(text))


def is_telephone(text: str) -> bool:
    """Whether a text is a telephone number and nothing else."""
    return bool(_TELEPHONE.fullmatch(text))


def is_stamp(words: FormWords, text: str) -> bool:
    """Whether a cell holds nothing but the place of a stamp, a signature or a date."""
    return words.plays("outside", "stamp", squeeze(text))


def is_note(row: FormRow) -> bool:
    """Whether a row is a note below the table."""
    return is_note_line(row.texts[0])


def is_note_line(text: str) -> bool:
    """Whether a text begins as a note does: 注：…."""
    return bool(_NOTE.match(text))


def is_unit_line(row: FormRow) -> bool:
    """Whether a row states the unit of the amounts."""
    return len(row.cells) == 1 and bool(_UNIT_LINE.fullmatch(row.texts[0]))


def stated_unit(rows: Sequence[FormRow]) -> tuple[str, str] | None:
    """The unit of money stated just above a table, or over the lines that the same table begins
    with, and the text that states it."""
    for n, row in enumerate(rows[: -_MOST_ABOVE - 1 : -1]):
        if n >= _JUST_ABOVE and row.grid is not rows[-1].grid:
            break
        for text in row.texts:
            if unit := unit_in(text):
                return unit, text
    return None


def unit_in(text: str) -> str | None:
    """The unit of money that a text states: 单位：元; None where it states none."""
    return money_unit(text) if _UNIT_LINE.search(text) else None


def is_total(text: str) -> bool:
    """Whether a text labels what the points of the whole form add up to."""
    return bool(_TOTAL.fullmatch(bare_label(text)))


def says_one_thing(row: FormRow, homes: Mapping[str, int]) -> bool:
    """Whether one cell beside the label covers the columns of names and of targets alike.

    `homes` are the columns by role.
    """
    if len(row.cells) != 2 or "target" not in homes:
        return False
    column = row.cells[1][0]
    return any(
        area.top == row.index == area.bottom
        and area.left == column <= homes["level3"]
        and area.right >= homes["target"]
        for area in row.grid.merged
    )


def is_covered(row: FormRow, homes: Mapping[str, int]) -> bool:
    """Whether a label of the levels in an upper row reaches down to this one.

    `homes` are the columns by role.
    """
    labels = [at for name, at in homes.items() if name in ("level1", "level2")]
    return any(
        area.left in labels and area.top < row.index <= area.bottom for area in row.grid.merged
    )
