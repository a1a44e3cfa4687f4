"""The sentences that say there is none: of the 三公经费, of purchases, of a whole table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.facts.accounts.tables.figures import Figure, compact
from auditkit.facts.accounts.tables.tables import is_prose
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import Statement
from auditkit.files.grid import Grid

# 如无 … 则 is the model text's own condition.
_NIL = re.compile(
    r"(?<=[。;:¶,])(?!如|若)(?P<lead>[^。;:¶]{0,40}?)(?<![有如若])(?:没有|无|不存在|不涉及|未(?:发生|安排|编制|开展|产生|(?P<bought>购置)))(?P<nothing>[^。;,¶]{0,50}?"
    r"(?:三公经费|政府采购|机关运行经费|政府性基金|国有资本经营|因公出国|公务接待费|公务用车|(?:货物|工程|服务)类?(?:政府)?采购)"
    r"[^。;,¶]{0,30}?)(?P<table>[,,]?故?(?:因此)?本表(?:无数据|为空表?|没有数据))?(?=[。;¶,\n]|$)"
)
_NO_PLAN = re.compile(
    r",?(?:年初|全年)?预算(?:数|安排)?(?:也|均)?为?0(?:\.0+)?(?:万元|元|万)?(?=[,。;])"
)
# What was not in another year, or why: no word on this year.
_ELSEWHERE = re.compile("上年|去年|上一年|原因|由于|因为")
_NEVER = re.compile("增加|减少|变化|变动|偏差|问题|违|超|差异|结转|预算安排的")


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

    Their figure `now` is 0.00; `table` says that the whole table is meant, its budget too, and
    `unplanned` that the sentence goes on with a budget of nothing.
    """
    for match in _NIL.finditer("。" + prose.text):
        start, end = match.start() - 1, match.end() - 1
        if any(_NEVER.search(match[part]) for part in ("nothing", "lead")):
            continue
        if _ELSEWHERE.search(match["lead"]):
            continue
        source, quote = prose.source(start, end), prose.quote(start, end)
        # 未购置公务用车 says nothing of what it costs to run them.
        nothing = match["nothing"] + (match["bought"] or "")
        words = {"nothing": nothing} | ({"table": "1"} if match["table"] else {})
        if _NO_PLAN.match(prose.text, end):
            words["unplanned"] = "1"
        zero = Figure(0.0, 2, "0.00", source, quote)
        yield Statement("没有", {"now": zero}, {}, words, quote, source)
