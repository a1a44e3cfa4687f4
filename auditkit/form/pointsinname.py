"""The points that a form prints behind the names of its indicators: 养护里程（20分）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.log import ReadingLog

_POINTS = re.compile(r"[（(]\s*(\d{1,2}(?:\.\d+)?)\s*分\s*[)）]$")
_FEWEST = 2
_MOST = 100.0


def with_points_of_names(
    indicators: Sequence[DeclaredIndicator], log: ReadingLog
) -> tuple[DeclaredIndicator, ...]:
    """The indicators with the points that stand behind most of their names as their weights.

    One name alone may mean something else by it, 考核得分（90分）, and so may names whose points
    add up to more than 100: these stay as printed, and so does a weight with a column of its own.
    """
    found = {i: match for i, one in enumerate(indicators) if (match := _POINTS.search(one.name))}
    points = {i: float(match[1]) for i, match in found.items()}
    fits = len(found) >= _FEWEST and len(found) * 2 >= len(indicators)
    if not fits or sum(points.values()) > _MOST:
        return tuple(indicators)
    first = indicators[min(found)]
    what = f"{len(found)}个指标名称后印有分值，已作分值读取"
    log.repair("另栏所载", first.source, what, first.name, _POINTS.sub("", first.name))
    return tuple(
        replace(
            one,
            name=_POINTS.sub("", one.name).rstrip(),
            weight=points[i] if one.weight is None else one.weight,
            weight_source=one.source if one.weight is None else one.weight_source,
        )
        if i in points
        else one
        for i, one in enumerate(indicators)
    )
