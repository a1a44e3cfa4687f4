"""Which of many departments can be ranked among each other, and why the others cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from auditkit.assessment.typedweights import WHOLE
from auditkit.files.canonical import Json


def unranked(records: Iterable[Json]) -> dict[tuple[str, int], str]:
    """For each department and year why it cannot be ranked among the others; blank where it can.

    Comparable is what was assessed by one rule pack, the one that most have in that year, on real
    figures or on invented ones, over at least the share of the points that the pack asks for.
    """
    by_year: dict[int, list[Json]] = {}
    for one in records:
        by_year.setdefault(one["year"], []).append(one)
    return {
        (one["department"], year): _unranked(one, most, invented)
        for year, ones in by_year.items()
        for most, invented in [(_most_used(ones), all(one["demo"] for one in ones))]
        for one in ones
    }


def _most_used(records: list[Json]) -> Json:
    """The pack of most of them; of several the first by name."""
    counts = Counter((one["pack"]["name"], one["pack"]["sha256"]) for one in records)
    chosen = min(counts, key=lambda key: (-counts[key], key))
    packs = (one["pack"] for one in records)
    return next(pack for pack in packs if (pack["name"], pack["sha256"]) == chosen)


def _unranked(one: Json, most: Json, invented: bool) -> str:
    pack, score = one["pack"], one["score"]
    if one["demo"] and not invented:
        return "数据是虚构的，不与真实数据比较"
    if (pack["name"], pack["sha256"]) != (most["name"], most["sha256"]):
        same = "（同名，内容不同）" if pack["name"] == most["name"] else ""
        return f"规则包 {pack['name']}{same}与多数部门的 {most['name']} 不同"
    if score["usual"]:
        return "没有申报指标值"
    if not score["rests_on"]:
        return "没有可评定的指标"
    # A run of an earlier version does not say.
    if score.get("claimed"):
        return "实际值是部门自评的完成值，未经核实"
    if score["full"] != WHOLE:
        return f"所列指标的分值共{score['full']:.2f}分，不是{WHOLE:g}分"
    least = pack["comparable"] * score["full"]
    if score["rests_on"] < least:
        return f"已评定{score['rests_on']:.2f}分，不到规则包要求的{least:g}分"
    return ""
