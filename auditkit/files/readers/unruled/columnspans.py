"""The columns of an unruled table, which grow and divide as its lines are taken in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from auditkit.files.readers.unruled.segments import Line, Segment, Span, touched

# In sizes of type: what stands so far apart is in two cells, and what so close in one or two.
_TWO_CELLS = 1.3
_GLUED = 0.2
HEAD_ALONE = 2
"""As many lines of a column may be its heading alone."""
_OVER_GAP = 0.4
_APART = 0.5
_FIRST_HEAD = re.compile(
    "一级(?:绩效)?(?:指标|目标).{0,2}|(?:产出|成本|效益|满意度)(?:指标|目标)"
    "|(?:工作|主要|重点|具体)*(?:任务|活动)(?:名称)?|工作名称|项目名称|.{0,4}资金总额"
)
_WHOLE_TABLE = re.compile(
    "(?:年度|部门|项目|整体|绩效|分解|具体)+(?:指标|目标)"
    "|(?:年度|部门|整体|主要|重点|工作)+(?:任务|工作|活动)(?:及预算|及?完成情况)?"
    "|(?:年度|部门|整体|项目)+(?:预算)?(?:资金|支出)(?:[（(]万?元[)）])?"
)


def twice(line: Line, spans: Sequence[Span]) -> bool:
    """Whether two cells of a line stand in one column: those are of another table."""
    last = (-1, 0.0)
    for segment in line:
        over = touched(segment, spans)
        if over and over[0] == last[0] and segment.x0 - last[1] > _TWO_CELLS * segment.size:
            return True
        last = (over[-1] if over else -1, segment.x1)
    return False


def take(line: Line, number: int, spans: list[Span]) -> bool:
    """Take a line into a table where it fits the columns, which grow by what stands in them."""
    if twice(line, spans):
        return False
    own = len(line) * 2 >= len(spans)
    for segment in line:
        over = touched(segment, spans)
        if not over and (len(line) > 1 or _labels_the_table(segment, spans)):
            spans.append(Span(segment.x0, segment.x1, {number}))
            spans.sort(key=lambda span: span.x0)
        elif len(over) == 1:
            span = spans[over[0]]
            span.lines.add(number)
            if own and _room(segment, over[0], spans):
                span.x0, span.x1 = min(span.x0, segment.x0), max(span.x1, segment.x1)
    return True


def _labels_the_table(segment: Segment, spans: Sequence[Span]) -> bool:
    """Whether what stands alone on a line is the label left of a whole table."""
    left = bool(spans) and segment.x1 < spans[0].x0 - _APART * segment.size
    return left and bool(_WHOLE_TABLE.fullmatch(segment.text))


def _room(segment: Segment, at: int, spans: Sequence[Span]) -> bool:
    """Whether a segment leaves the columns beside its own alone."""
    left = spans[at - 1].x1 if at else float("-inf")
    right = spans[at + 1].x0 if at + 1 < len(spans) else float("inf")
    return left <= segment.x0 and segment.x1 <= right


def unglued(spans: Sequence[Span], taken: Sequence[Line], line: Line) -> list[Span]:
    """The columns, each divided where two words of a line stand in it and all that was taken into
    it so far stands apart there too: 分值 得分 set as close as one heading."""
    found: list[Span] = []
    for i, span in enumerate(spans):
        inside = [s for s in line if touched(s, spans) == [i]]
        held = [s for above in taken for s in above if touched(s, spans) == [i]]
        gaps = [_widest_gap(segment) for segment in held if len(segment.chars) > 1]
        if len(inside) == 2 and held and len(gaps) == len(held):
            slack = _TWO_CELLS * inside[0].size
            low, high = inside[0].x1 - slack, inside[1].x0 + slack
            least = _GLUED * inside[0].size
            if all(b - a > least and low <= b and a <= high for a, b in gaps):
                left, right = max(a for a, _ in gaps), min(b for _, b in gaps)
                found += [
                    Span(span.x0, max(left, inside[0].x1), set(span.lines)),
                    Span(min(right, inside[1].x0), span.x1, set(span.lines)),
                ]
                continue
        found.append(span)
    return found


def _widest_gap(segment: Segment) -> tuple[float, float]:
    """Where the characters of a segment stand farthest apart."""
    gaps = [(float(a["x1"]), float(b["x0"])) for a, b in pairwise(segment.chars)]
    return max(gaps, key=lambda gap: gap[1] - gap[0])


def joined(spans: list[Span], lines: Sequence[Line]) -> list[Span]:
    """The columns without those that are another's: words at the left below a centred heading.

    Two neighbours of which never both stand on one line are one, where one of them has a line or
    two alone. But the label of the whole table, left of its first heading, has a column of its own.
    """
    i = 0
    while i + 1 < len(spans):
        left, right = spans[i], spans[i + 1]
        few = min(len(left.lines), len(right.lines)) <= HEAD_ALONE
        if few and not left.lines & right.lines and not _beside_table(left, right, lines):
            spans[i : i + 2] = [Span(left.x0, right.x1, left.lines | right.lines)]
        else:
            i += 1
    return spans


def _beside_table(left: Span, right: Span, lines: Sequence[Line]) -> bool:
    held = [s.text for line in lines for s in line if touched(s, [left]) and s.x1 < right.x0]
    heads = (s.text for line in lines for s in line if touched(s, [right]) and s.x0 > left.x1)
    return all(map(_WHOLE_TABLE.fullmatch, held)) and any(map(_FIRST_HEAD.fullmatch, heads))


def divided(spans: Sequence[Span], lines: Sequence[Line], least: int) -> list[Span]:
    """The columns, each divided where most of what it holds stands left or right of a gap.

    What stands over the gap are cells over two columns, like 年度资金总额 above 一级 and 二级.
    """
    found: list[Span] = []
    for span in spans:
        held = [
            s for line in lines for s in line if touched(s, [span]) and len(touched(s, spans)) < 2
        ]
        gap = max(
            ((s.x1, _beside(s.x1, held, least)) for s in held), key=lambda g: g[1], default=(0.0, 0)
        )
        if gap[1]:
            right = min(s.x0 for s in held if s.x0 >= gap[0])
            found += [Span(span.x0, gap[0], span.lines), Span(right, span.x1, span.lines)]
        else:
            found.append(span)
    return found


def _beside(x: float, held: Sequence[Segment], least: int) -> int:
    """How many segments stand on the lesser side of a place that few stand over, else 0."""
    left = sum(s.x1 <= x + 1 for s in held)
    right = sum(s.x0 >= x for s in held)
    over = len(held) - left - right
    few = min(left, right)
    return few if few >= least and over <= _OVER_GAP * (left + right) else 0
