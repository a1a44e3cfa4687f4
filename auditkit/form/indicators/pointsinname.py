"""The points that a form prints behind its names or targets: 养护里程（20分）, ≥300期（20）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.log import ReadingLog
from auditkit.formula.target import parse_target

_POINTS = re.compile(r"[（(]\s*(\d{1,2}(?:\.\d+)?)\s*分\s*[)）]$")
# 指标值（含分值权重）, and ≥300期（20） below it.
_OF_TARGETS = re.compile(r"(?:指标|目标)值.{0,3}[（(及和与].{0,4}(?:分值|权重)")
_BEHIND = re.compile(r"[（(]\s*(\d{1,2}(?:\.\d+)?)\s*分?\s*[)）]$")
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


def with_points_of_targets(
    indicators: Sequence[DeclaredIndicator], headings: Sequence[str], log: ReadingLog
) -> tuple[DeclaredIndicator, ...]:
    """The indicators with the points that stand in brackets behind their targets as weights.

    They are points where a heading of the table says so (指标值（含分值权重）) and no column of
    their own holds any.
    """
    stated = any(_OF_TARGETS.search(text) for text in headings)
    if not stated or any(one.weight is not None for one in indicators):
        return tuple(indicators)
    found = {i: m for i, one in enumerate(indicators) if (m := _BEHIND.search(one.target.text))}
    if not found or sum(float(match[1]) for match in found.values()) > _MOST:
        return tuple(indicators)
    first = indicators[min(found)]
    what = f"{len(found)}个指标值后印有分值，已作分值读取"
    at = first.target_source or first.source
    log.repair("另栏所载", at, what, first.target.text, found[min(found)][0])
    return tuple(
        replace(
            one,
            target=parse_target(one.target.text[: found[i].start()].rstrip()),
            weight=float(found[i][1]),
            weight_source=one.target_source,
        )
        if i in found
        else one
        for i, one in enumerate(indicators)
    )
