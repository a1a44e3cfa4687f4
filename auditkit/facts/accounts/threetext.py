"""What the text says of the 三公经费, of its parts, and of what there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.facts.accounts.figures import Figure, compact
from auditkit.facts.accounts.prose import Prose
from auditkit.facts.accounts.statement import AMOUNT, PERCENT, WAY, Statement, statement
from auditkit.facts.accounts.tables import is_prose
from auditkit.files.grid import Grid

_THREE_CHANGE = re.compile(
    r"三公经费(?:财政拨款)?(?:支出)?(?:财政拨款)?(?:支出)?(?:决算)?数?(?:为|共|合计)?(?:"
    + AMOUNT.format("now")
    + r",)?(?:完成(?:年初|全年)?预算的?\d[\d.,]*%,)?(?=与|比|较)"
)
_ITEM = (
    r"(?P<item>因公出国\(境\)费用?|公务用车购置及运行(?:维护)?费|公务用车购置费|"
    r"公务用车运行(?:维护)?费|公务接待费)(?:用)?"
)
_PART = re.compile(
    _ITEM
    + r"(?:财政拨款)?(?P<spent>支出)?(?P<closed>决算)?数?为?"
    + AMOUNT.format("final")
    + r"(?:,完成(?:年初|全年)?预算的?"
    + PERCENT.format("rate")
    + ")?"
)
_PART_CHANGE = re.compile(
    _ITEM
    + r"(?:财政拨款)?(?:支出)?(?:决算)?数?(?:为?"
    + AMOUNT.format("now")
    + rf",)?(?:(?:与|比|较)(?:上年度?|去年|20\d\d年度?)(?:决算数?|相比)?,?)?(?P<way>{WAY})了?"
    + AMOUNT.format("delta")
    + rf",?(?:同比)?(?P<rate_way>{WAY})"
    + PERCENT.format("rate")
)
_LAST_YEAR = re.compile(r"(?:与|比|较)(?:上年|上一年|去年|20\d\d年)")
# 如无 … 则 is the model text's own condition.
_NIL = re.compile(
    r"(?<=[。;:¶,])(?!如|若)(?P<lead>[^。;:¶]{0,40}?)(?<![有如若])(?:没有|无)(?P<nothing>[^。;,¶]{0,50}?"
    r"(?:三公经费|政府采购|机关运行经费|政府性基金|国有资本经营|因公出国|公务接待费|公务用车)"
    r"[^。;,¶]{0,30}?)(?P<table>[,,]?故?(?:因此)?本表(?:无数据|为空表?|没有数据))?(?=[。;¶,\n]|$)"
)
_NEVER = re.compile("增加|减少|变化|变动|偏差|问题|违|超|差异|结转|预算安排的")


def three_statements(prose: Prose, change: re.Pattern[str]) -> Iterator[Statement]:
    """The change of the whole 三公经费, the amount of each part, and the change of each part."""
    for match in _THREE_CHANGE.finditer(prose.text):
        if found := change.match(prose.text, match.end()):
            yield statement(prose, "“三公”经费变动", match, found)
    for match in _PART.finditer(prose.text):
        if not (match["closed"] or match["rate"]) and not _is_spent(prose, match):
            continue
        yield statement(prose, "“三公”经费分项", match)
    for match in _PART_CHANGE.finditer(prose.text):
        if not _is_against_last_year(prose, match):
            continue
        yield statement(prose, "“三公”经费分项变动", match)


def _is_spent(prose: Prose, match: re.Match[str]) -> bool:
    """Whether an amount without the word 决算 is spent, and not planned: no 预算 before it."""
    start = max(prose.text.rfind(mark, 0, match.start()) for mark in ("。", "¶"))
    before = re.sub("完成(?:年初|全年)?预算", "", prose.text[start + 1 : match.start()])
    return bool(match["spent"]) and before.rfind("预算") <= before.rfind("决算")


def _is_against_last_year(prose: Prose, match: re.Match[str]) -> bool:
    """Whether a change is against the year before, and not against the plan."""
    start = max(prose.text.rfind(mark, 0, match.start()) for mark in ("。", "¶"))
    said = re.sub("完成(?:年初|全年)?预算", "", prose.text[start + 1 : match.end()])
    compared = [found.start() for found in _LAST_YEAR.finditer(said)]
    return bool(compared) and compared[-1] > said.rfind("预算")


def nil_notes(grids: Sequence[Grid]) -> Iterator[Statement]:
    """The same sentences where they stand as a note inside a table, in a row of their own."""
    for grid in grids:
        for r, row in enumerate(() if is_prose(grid) else grid.texts):
            filled = [(c, text) for c, text in enumerate(row) if text]
            if len(filled) != 1 or "本表" not in (text := compact(filled[0][1])):
                continue
            found = _NIL.search("。" + re.sub("^(?:备?注|说明)[:.]?(?:\\d[、.])?", "", text))
            if found and not _NEVER.search(found["nothing"]) and found["table"]:
                source, quote = grid.source(r, filled[0][0]), filled[0][1]
                words = {"nothing": found["nothing"], "table": "1"}
                zero = Figure(0.0, 2, "0.00", source, quote)
                yield Statement("没有", {"now": zero}, {}, words, quote, source)


def nil_statements(prose: Prose) -> Iterator[Statement]:
    """The sentences that say there is none: 本年度没有…，故本表无数据.

    Their figure `now` is 0.00; `table` says that the whole table is meant, its budget too.
    """
    for match in _NIL.finditer("。" + prose.text):
        start, end = match.start() - 1, match.end() - 1
        if _NEVER.search(match["nothing"]) or _NEVER.search(match["lead"]):
            continue
        source, quote = prose.source(start, end), prose.quote(start, end)
        words = {"nothing": match["nothing"]} | ({"table": "1"} if match["table"] else {})
        zero = Figure(0.0, 2, "0.00", source, quote)
        yield Statement("没有", {"now": zero}, {}, words, quote, source)
