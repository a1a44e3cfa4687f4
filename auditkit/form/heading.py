"""What stands above the tables of a form: the department, the year and the goals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from auditkit.form.declaration import Goal
from auditkit.form.log import ReadingLog
from auditkit.form.outside import bare_label, is_outside, is_signature
from auditkit.form.rows import FormRow, squeeze

# The first that is printed names the department.
_DEPARTMENT_LABELS = (
    "部门名称", "单位名称", "部门单位名称", "预算部门", "预算单位", "预算部门名称", "填报单位",
    "填报部门", "编报单位", "申报单位", "项目单位", "项目实施单位", "实施单位", "主管部门",
)  # fmt: skip
_OTHER_LABEL = re.compile(
    r".{0,6}(?:年度|年份|单位|部门|名称|代码|编码|日期|负责人|电话|属性|类型|级次)"
)
_YEAR_LABELS = ("预算年度", "年度", "所属年度", "预算年份", "年份", "评价年度", "自评年度")
_DATE = re.compile(r"20\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]")
_YEAR_OF_FORM = re.compile(r"(20\d\d)\s*年度")
_YEAR = re.compile(r"(20\d\d)\s*年(?!\s*\d)")

_GOAL = re.compile(r"目标\s*([一二三四五六七八九十]|\d+)\s*[:：.．、]\s*")
_GOAL_PREFIX = re.compile(
    r"\s*(?:(?:年度)?总体(?:绩效)?目标\s*[:：]|[（(]?[一二三四五六七八九十]+[)）]?\s*[、.．]"
    r"|[（(]?\d{1,2}[)）、.．](?!\d))\s*"
)
_GOAL_LABEL = re.compile(
    r"(?:年度|部门|整体|总体|绩效|年初|项目|实施期|当年|本年|全年|支出|单位|总)*目标[\d一二三四五六七八九十]{0,2}"
    r"(?:完成情况)?|年度|总体|绩效|部门|整体"
)
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_GOAL_HEADS = {
    "预期目标": "text", "年初预期目标": "text", "年初设定目标": "text", "年度预期目标": "text",
    "预期绩效目标": "text", "年度绩效目标": "text",
    "实际完成情况": "actual", "目标实际完成情况": "actual", "全年完成情况": "actual",
    "全年实际完成情况": "actual", "完成情况": "actual", "年度目标完成情况": "actual",
    "年度目标": "text", "年度总目标": "text", "年度总体目标": "text", "年初绩效目标": "text",
    "年初目标": "text", "年度绩效总目标": "text",
    "全年调整绩效目标": "adjusted", "全年绩效目标": "adjusted", "调整绩效目标": "adjusted",
    "调整后绩效目标": "adjusted", "调整后目标": "adjusted",
    "项目总目标": "period", "项目总体目标": "period", "实施周期目标": "period",
    "实施期目标": "period", "实施期总目标": "period", "中长期目标": "period", "长期目标": "period",
    "实施周期总目标": "period", "实施周期绩效目标": "period", "中期目标": "period",
}  # fmt: skip
_QUOTED = {"adjusted": "调整后的目标", "period": "实施期或长期目标"}
_CLOSED = re.compile(r"[。！？；;!?]$")


def read_department(top: Sequence[FormRow], path: Path, log: ReadingLog) -> str:
    """The department named above the tables, else the name of the file's folder, told."""
    found: dict[str, str] = {}
    for row in top:
        for label, value in (*pairwise([*row.texts, ""]), *map(_split_label, row.texts)):
            bare = bare_label(label).replace("（", "").replace("）", "")
            if value and not _is_label(value) and ":" not in label.replace("：", ":").rstrip(":"):
                found.setdefault(bare, value)
    for label in _DEPARTMENT_LABELS:
        if label in found:
            return found[label]
    folder = path.resolve().parent.parent.name
    log.issue("D01", path.name, "申报表没有写部门名称", "", f"已按文件夹名取“{folder}”，请核对")
    return folder


def _split_label(text: str) -> tuple[str, str]:
    label, _, value = text.replace("：", ":").partition(":")
    return label, value.strip()


def _is_label(text: str) -> bool:
    bare = bare_label(text)
    return bare in _DEPARTMENT_LABELS or bare in _YEAR_LABELS or is_signature(text)


def names_a_form(text: str) -> bool:
    """Whether a text is the label of the line that names what a form is about."""
    return bare_label(text) in (*_DEPARTMENT_LABELS[:4], "项目名称", "预算部门")


def read_year(top: Sequence[FormRow], path: Path, log: ReadingLog) -> int:
    """The year of the form: of its title or label, not of a date or of a goal; else the folder's.

    Years that contradict each other are told.
    """
    for kind in (_titles, _labelled, _years):
        stated = list(kind(top))
        if stated:
            years = sorted({year for year, _ in stated})
            if len(years) > 1:
                log.issue(
                    "D02",
                    stated[0][1],
                    f"表头写有不同的年度（{'、'.join(map(str, years))}）",
                    str(stated[0][0]),
                    f"已按{stated[0][0]}年读取，请核对",
                )
            return stated[0][0]
    folder = path.resolve().parent.name
    if re.fullmatch(r"20\d\d", folder):
        log.issue("D02", path.name, "申报表没有写年度", "", f"已按文件夹名取{folder}年，请核对")
        return int(folder)
    log.issue("D02", path.name, "申报表没有写年度", "", "请在表头写明“（20××年度）”")
    return 0


def _headings(top: Sequence[FormRow]) -> Iterator[tuple[str, str]]:
    """The short texts above the tables with their addresses; only these state the form's year."""
    for row in top:
        if _begins_goals(row):
            return
        for column, text in row.cells:
            if len(text) <= 40 and not _DATE.search(text):
                yield unicodedata.normalize("NFKC", squeeze(text)), row.address(column)


def _titles(top: Sequence[FormRow]) -> Iterator[tuple[int, str]]:
    for text, address in _headings(top):
        if match := _YEAR_OF_FORM.search(text):
            yield int(match[1]), address


def _labelled(top: Sequence[FormRow]) -> Iterator[tuple[int, str]]:
    for (text, _), (value, address) in pairwise([*_headings(top), ("", "")]):
        label, inside = _split_label(text)
        match = re.match(r"20\d\d", inside or value)
        if label in _YEAR_LABELS and match:
            yield int(match[0]), address


def _years(top: Sequence[FormRow]) -> Iterator[tuple[int, str]]:
    for text, address in _headings(top):
        if match := _YEAR.search(text):
            yield int(match[1]), address
            return


def read_goals(top: Sequence[FormRow], log: ReadingLog) -> tuple[Goal, ...]:
    """The year's goals, numbered or not, with what a self-evaluation says was reached."""
    reader = _GoalReader(log)
    for row in top:
        reader.take(row)
    return tuple(reader.goals)


class _GoalReader:
    """Goals in the making. They begin at their label or at the first 目标1."""

    def __init__(self, log: ReadingLog) -> None:
        self.goals: list[Goal] = []
        self._log = log
        self._inside = False
        self._columns: dict[int, str] = {}
        self._page = 0

    def take(self, row: FormRow) -> None:
        labels = [i for i, text in enumerate(row.texts) if _is_goal_label(text)]
        heads = [i for i, text in enumerate(row.texts) if _goal_head(text)]
        self._inside = (self._inside or _begins_goals(row)) and not is_outside(row)
        if not self._inside:
            return
        if heads and len({*heads, *labels}) == len(row.cells):
            self._columns = {row.cells[i][0]: _goal_head(row.texts[i]) for i in heads}
            if "text" not in self._columns.values():
                other = {"adjusted": "text", "period": "text"}
                self._columns = {at: other.get(role, role) for at, role in self._columns.items()}
            return
        for i, (column, text) in enumerate(row.cells):
            if i not in labels:
                self._take_text(row, column, text)
        self._page = row.page

    def _take_text(self, row: FormRow, column: int, text: str) -> None:
        goals, last = self.goals, self.goals[-1] if self.goals else None
        role = self._columns.get(max((at for at in self._columns if at <= column), default=-1))
        label = _goal_head(re.split("[:：]", text, maxsplit=1)[0])
        if role in _QUOTED or (label == "period" and not self._columns):
            what = f"{_QUOTED.get(role or '', '长期目标')}“{text[:40]}”只作记录"
            self._log.repair("另栏所载", row.source(column), what, text, text)
            return
        if last and role == "actual":
            between = "\n" if last.actual and _CLOSED.search(last.actual) else ""
            goals[-1] = replace(last, actual=last.actual + between + text)
            return
        before, *pieces = _GOAL.split(text)
        if before.strip():
            prefix = _GOAL_PREFIX.match(before)
            body = before[prefix.end() :] if prefix else before
            if last and not prefix and not _CLOSED.search(last.text) and row.page != self._page:
                whole = last.text + body.strip()
                goals[-1] = replace(last, text=whole)
                self._log.repair(
                    "跨页拼接",
                    row.source(column),
                    f"续接目标{last.number}",
                    last.text[-8:],
                    whole[-8 - len(body) :],
                )
            elif body.strip():
                goals.append(Goal(len(goals) + 1, body.strip(), row.source(column)))
        for number, body in zip(pieces[::2], pieces[1::2], strict=True):
            goals.append(Goal(_number(number), body.strip(), row.source(column)))


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else "一二三四五六七八九十".index(printed) + 1


def _begins_goals(row: FormRow) -> bool:
    return any(_GOAL.match(text) or (len(text) >= 4 and _is_goal_label(text)) for text in row.texts)


def _is_goal_label(text: str) -> bool:
    return bool(_GOAL_LABEL.fullmatch(_BRACKETS.sub("", text).rstrip(":：")))


def _goal_head(text: str) -> str:
    """What the column so headed holds of a goal, blank for any other text."""
    bare = text.rstrip(":：")
    return _GOAL_HEADS.get(bare) or _GOAL_HEADS.get(_BRACKETS.sub("", bare).rstrip(":："), "")
