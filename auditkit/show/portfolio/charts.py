"""The pictures of a portfolio: ranking with intervals, heat map, distributions, trends."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from auditkit.results.portfolio import Portfolio
from auditkit.show.appearance import STATUS_MARKS, Record, finite, records, status_mark
from auditkit.show.charts.drawing import (
    WIDTH,
    Chart,
    bare,
    breadth,
    clipped,
    drawing,
    finished,
    nothing,
)
from auditkit.show.charts.strips import Strip
from auditkit.show.palette import ACCENT, BETWEEN, INK, MUTED, PALE, RULE
from auditkit.show.portfolio.strips import (
    rank_strip,
    short_name,
    spread_strip,
    status_strip,
    trend_strip,
)
from auditkit.wording import short_value

ROW = 0.25
"""Inches from one department to the next."""
_MOST = 40
"""Departments that a picture shows; the table beside it shows all."""
_POINTS = 101
"""Values of an indicator that a picture shows: of more, each hundredth part of them by one."""
_LINES = 60
"""Departments whose scores are drawn over the years; of more, those that moved most."""
_NEAR = 1.6
"""Points below which two labels would touch."""
_EM = 0.125
"""Inches that a Chinese character is wide."""
_COLOURS = "蓝为各部门，黑为中位数，红为指标值"
"""The same where the picture is a line of text and a bar for each indicator."""
_LEGEND = "圆点为各部门，短竖线为中位数，◇为指标值；每行自成一尺，横条从最小到最大"


def ranking(portfolio: Portfolio, year: int) -> Chart:
    """The departments of a year by score, with the interval that the whole 100 points leave."""
    caption = f"{year}年度可以比较的部门的得分与区间（满分100分）"
    runs = portfolio.in_year(year)
    rows = records(runs[runs["unranked"] == ""])
    if not rows:
        return nothing(caption, "没有可以比较的部门，无图可画；原因见名次表。")
    shown = rows if len(rows) <= _MOST else [*rows[: _MOST // 2], *rows[-_MOST // 2 :]]
    data: list[Record] = [
        {key: row[key] for key in ("department", "normalized", "low", "high", "grade", "graded")}
        for row in shown
    ]
    starts = [start for _, start in portfolio.grades if start > 0]
    height = 0.5 + ROW * len(data)
    left = math.floor(min(min(row["low"] for row in data), *starts, 60.0) / 10) * 10
    with drawing(height) as figure:
        axes = figure.add_axes((0.27, 0.0, 0.58, 1 - 0.34 / height))
        bare(axes)
        axes.set_xlim(left, 100.5)
        axes.set_ylim(len(data) - 0.4, -0.6)
        axes.xaxis.tick_top()
        axes.set_xticks(sorted({left, 100, *starts}))
        axes.set_yticks(range(len(data)), [clipped(row["department"], 14) for row in data])
        for start in starts:
            axes.axvline(start, color=RULE, linewidth=0.8, zorder=0)
        across = axes.get_yaxis_transform()
        for place, row in enumerate(data):
            axes.plot([row["low"], row["high"]], [place, place], color=BETWEEN, linewidth=4)
            axes.plot([row["normalized"]], [place], "D", color=ACCENT, ms=5)
            text = f"{row['normalized']:.2f}  {row['grade'] if row['graded'] else '暂不评级'}"
            axes.text(1.03, place, text, transform=across, va="center", color=INK)
        best, worst = data[0], data[-1]
        left_out = f"（共{len(rows)}个部门，只画首尾各{_MOST // 2}个）" if len(rows) > _MOST else ""
        alt = (
            f"点图：{len(rows)}个部门。最高{best['department']}{best['normalized']:.2f}分，"
            f"最低{worst['department']}{worst['normalized']:.2f}分。"
            "横线是总分还可能落入的区间。"
        )
        narrow = [rank_strip(row, left) for row in data]
        return finished(figure, alt, caption + left_out, data, narrow)


def status_heatmap(portfolio: Portfolio, year: int) -> Chart:
    """The status of every indicator in every department of a year, best department first."""
    caption = f"{year}年度指标结果热力图（部门按得分从高到低）"
    rows = portfolio.results[portfolio.results["year"] == year]
    everyone = list(portfolio.in_year(year)["department"])
    names = everyone[:_MOST]
    if len(everyone) > _MOST:
        caption += f"（共{len(everyone)}个部门，只画前{_MOST}个）"
    indicators = list(dict.fromkeys(rows["indicator"]))
    if not indicators:
        return nothing(caption, "没有指标，无图可画。")
    cells = rows.drop_duplicates(["indicator", "department"]).set_index(
        ["indicator", "department"]
    )["status"]
    data: list[Record] = []
    heads = [short_name(name, 12) for name in names]
    sides = [clipped(name, 18) for name in indicators]
    # The slanting heads lean out above, and the last ones to the right: both margins follow them.
    above = 0.2 + 0.62 * _EM * max(map(breadth, heads), default=0)
    pitch = 4.6 / max(len(heads), 1)
    lean = [0.79 * _EM * breadth(text) - (i + 0.5) * pitch for i, text in enumerate(heads[::-1])]
    right = max(0.5, *lean) / WIDTH
    left = (_EM * max(map(breadth, sides)) + 0.15) / WIDTH
    height = above + 0.05 + 0.2 * len(indicators)
    with drawing(height) as figure:
        axes = figure.add_axes((left, 0.04 / height, 1 - left - right, 1 - above / height))
        bare(axes)
        axes.set_xlim(-0.5, len(names) - 0.5)
        axes.set_ylim(len(indicators) - 0.5, -0.5)
        axes.xaxis.tick_top()
        axes.set_xticks(
            range(len(names)),
            heads,
            rotation=38,
            ha="left",
            rotation_mode="anchor",
        )
        axes.set_yticks(range(len(indicators)), sides)
        for down, indicator in enumerate(indicators):
            for across, name in enumerate(names):
                status = cells.get((indicator, name))
                if status is None:
                    continue
                _cell(axes, across, down, str(status))
                data.append({"indicator": indicator, "department": name, "status": str(status)})
        counted = pd.Series([row["status"] for row in data]).value_counts()
        told = "、".join(f"{name}{counted[name]}个" for name in STATUS_MARKS if name in counted)
        alt = f"热力图：{len(indicators)}个指标、{len(names)}个部门，{told}。"
        narrow = [status_strip(name, [row for row in data if row["indicator"] == name])
                  for name in indicators]  # fmt: skip
        return finished(figure, alt, caption, data, narrow)


def _cell(axes: Axes, right: int, down: int, status: str) -> None:
    mark = status_mark(status)
    axes.bar(right, 0.9, bottom=down - 0.45, width=0.94, color=mark.fill, hatch=mark.hatch or None)
    axes.text(right, down, mark.symbol, ha="center", va="center", color=mark.ink, fontsize=7.5)


def distributions(portfolio: Portfolio, year: int) -> Chart:
    """Each rate's values over the departments of a year, with median and usual target."""
    caption = f"{year}年度各指标实际值的分布"
    rows = portfolio.results
    rows = rows[(rows["year"] == year) & (rows["unit"] == "%")].dropna(subset=["actual"])
    data: list[Record] = []
    for indicator in dict.fromkeys(rows["indicator"]):
        part = rows[rows["indicator"] == indicator]
        if len(part) < 2:
            continue
        targets = part["target_value"].dropna()
        target = float(targets.iloc[0]) if targets.nunique() == 1 else None
        sign = str(part["sign"].iloc[0]) if target is not None else ""
        data.append(
            {
                "indicator": indicator,
                "values": _spread(part["actual"]),
                "median": round(float(part["actual"].median()), 6),
                "target": target,
                "goal": f"{sign}{short_value(target, '%')}"
                if target is not None
                else ("各不相同" if len(targets) else "无"),
            }
        )
    if not data:
        return nothing(caption, "不到两个部门有比率指标的实际值，无图可画。")
    height = 0.45 + ROW * len(data)
    with drawing(height) as figure:
        axes = figure.add_axes((0.25, 0.0, 0.33, 1 - 0.3 / height))
        bare(axes)
        axes.set_xlim(-0.03, 1.03)
        axes.set_ylim(len(data) - 0.4, -0.6)
        axes.set_xticks([])
        axes.set_yticks(range(len(data)), [clipped(row["indicator"], 13) for row in data])
        across = axes.get_yaxis_transform()
        for x, text in ((1.29, "最低"), (1.54, "中位数"), (1.79, "最高"), (1.87, "指标值")):
            side = "left" if text == "指标值" else "right"
            axes.text(x, -0.75, text, transform=across, ha=side, va="bottom", color=MUTED)
        for place, row in enumerate(data):
            _strip(axes, place, row)
            ends = (row["values"][0], row["median"], row["values"][-1])
            for x, value in zip((1.29, 1.54, 1.79), ends, strict=True):
                axes.text(x, place, f"{value:.1%}", transform=across, ha="right", va="center")
            axes.text(1.87, place, row["goal"], transform=across, va="center", color=MUTED)
        alt = (
            f"点图：{len(data)}个比率指标，每行从最低到最高自成一尺；短竖线是中位数，菱形是指标值。"
        )
        alt += "；".join(
            f"{row['indicator']}{row['values'][0]:.1%}至{row['values'][-1]:.1%}，"
            f"中位数{row['median']:.1%}"
            for row in data
        )
        most = int(rows.groupby("indicator").size().max())
        thinned = f"；部门多于{_POINTS}个，圆点为其百分位" if most > _POINTS else ""
        caption = f"{caption}（{_LEGEND}{thinned}）"
        narrow = [Strip(_COLOURS), *map(spread_strip, data)]
        return finished(figure, f"{alt}。", caption, data, narrow)


def _spread(values: pd.Series) -> list[float]:
    """The values in order; of more than a picture holds, those at even ranks, both ends kept."""
    found = sorted(round(float(value), 6) for value in values)
    if len(found) <= _POINTS:
        return found
    return [found[round(n * (len(found) - 1) / (_POINTS - 1))] for n in range(_POINTS)]


def _strip(axes: Axes, place: int, row: Record) -> None:
    """The values of a row on a scale of its own, which the target belongs to where there is one."""
    known = [*row["values"], *([row["target"]] if row["target"] is not None else [])]
    low, wide = min(known), max(known) - min(known)

    def at(value: float) -> float:
        return (value - low) / wide if wide else 0.5

    axes.plot([0, 1], [place, place], color=PALE, linewidth=6, zorder=0)
    axes.plot([at(v) for v in row["values"]], [place] * len(row["values"]), "o", color=ACCENT,
              ms=4.5, alpha=0.55, mew=0)  # fmt: skip
    median = at(row["median"])
    axes.plot([median, median], [place - 0.3, place + 0.3], color=INK, linewidth=1.4)
    if row["target"] is not None:
        axes.plot([at(row["target"])], [place], "D", color="#ffffff", mec=INK, mew=1.0, ms=5)


def score_trends(portfolio: Portfolio) -> Chart:
    """Every department's score over the years; who moved most is drawn strongly."""
    caption = "各部门得分的变化"
    years = portfolio.years
    comparable = portfolio.runs[portfolio.runs["unranked"] == ""]
    grid = comparable.pivot(index="department", columns="year", values="normalized")
    grid = grid.reindex(columns=years)
    grid = grid.dropna(thresh=2)
    if len(years) < 2 or grid.empty:
        return nothing(caption, "不到两个年度有可以比较的得分，看不出变化。")
    change = grid.apply(lambda row: row.dropna().iloc[-1] - row.dropna().iloc[0], axis=1)
    farthest = change.abs().sort_values(ascending=False, kind="stable").index
    strong = set(farthest[:4])
    order = sorted(map(str, farthest[:_LINES]))
    if len(grid) > _LINES:
        caption += f"（共{len(grid)}个部门，只画变化最大的{_LINES}个）"
    data: list[Record] = [
        {
            "department": name,
            "scores": [[year, finite(grid.loc[name, year])] for year in years],
            "change": round(float(change[name]), 2),
        }
        for name in order
    ]
    with drawing(3.4) as figure:
        axes = figure.add_axes((0.07, 0.08, 0.62, 0.9))
        bare(axes, keep=("left", "bottom"))
        axes.set_xlim(years[0] - 0.1, years[-1] + 0.05)
        axes.set_xticks(years, [f"{year}年" for year in years])
        lowest = float(grid.min().min())
        axes.set_ylim(math.floor(lowest / 5) * 5 - 1, 101)
        for row in sorted(data, key=lambda row: row["department"] in strong):
            points = [(year, score) for year, score in row["scores"] if score is not None]
            bold = row["department"] in strong
            axes.plot(
                [year for year, _ in points],
                [score for _, score in points],
                color=ACCENT if bold else "#b8c4d0",
                linewidth=2.0 if bold else 1.0,
                marker="o",
                ms=4 if bold else 2.5,
            )
        _names(axes, [row for row in data if row["department"] in strong], years[-1])
        moved = "；".join(
            f"{row['department']}{row['scores'][0][1]:.2f}→{row['scores'][-1][1]:.2f}"
            for row in data
            if row["department"] in strong
            and row["scores"][0][1] is not None
            and row["scores"][-1][1] is not None
        )
        alt = f"折线图：{len(data)}个部门{years[0]}至{years[-1]}年的得分。变化最大的：{moved}。"
        floor = math.floor(lowest / 5) * 5 - 1
        narrow = [
            trend_strip(row, floor) for row in sorted(data, key=lambda one: -abs(one["change"]))
        ]
        return finished(figure, alt, caption, data, narrow)


def _names(axes: Axes, rows: Sequence[Record], year: int) -> None:
    """Labels at the right end, moved apart where they would touch."""
    ends = sorted(
        (
            next(score for _, score in reversed(row["scores"]) if score is not None),
            row["department"],
            row["change"],
        )
        for row in rows
    )
    low, high = axes.get_ylim()
    least = (high - low) / 100 * _NEAR * 3
    last = -math.inf
    for score, name, change in ends:
        place = max(score, last + least)
        last = place
        text = f"{clipped(short_name(name), 9)} {score:.1f}（{change:+.1f}）"
        axes.text(year + 0.08, min(place, high), text, va="center", color=INK, fontsize=8.5)
