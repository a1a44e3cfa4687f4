"""One indicator of a department over the years: actual values against targets."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.audit.audit import Audit
from auditkit.show.appearance import Record, finite, status_mark
from auditkit.show.charts.drawing import Chart, bare, drawing, finished, nothing
from auditkit.show.palette import ACCENT, INK, MUTED
from auditkit.wording import show_value


def indicator_trend(audits: Sequence[Audit], indicator: str) -> Chart:
    """The indicator's value and target in each year; a year without a value is left out and said.

    An indicator that a year's form calls by an alias is the same.
    """
    department = audits[0].department if audits else ""
    caption = f"{department}“{indicator}”的变化"
    data = [row for audit in audits if (row := _year(audit, indicator))]
    drawn = [row for row in data if row["actual"] is not None]
    units = {row["unit"] for row in drawn}
    if len(drawn) < 2 or len(units) > 1:
        why = "各年单位不同，不能比较。" if len(units) > 1 else "不到两个年度有值，看不出变化。"
        return nothing(caption, f"{caption}：{why}")
    unit = units.pop()
    with drawing(2.5) as figure:
        axes = figure.add_axes((0.06, 0.12, 0.88, 0.76))
        bare(axes, keep=("bottom",))
        years = [row["year"] for row in drawn]
        axes.set_xlim(years[0] - 0.3, years[-1] + 0.3)
        axes.set_xticks(years, [f"{year}年" for year in years])
        axes.set_yticks([])
        axes.plot(years, [row["actual"] for row in drawn], color=ACCENT, linewidth=1.6)
        held = [row for row in drawn if row["target"] is not None]
        if held:
            axes.plot(
                [row["year"] for row in held], [row["target"] for row in held],
                color=MUTED, linewidth=1.0, linestyle="--",
            )  # fmt: skip
            last = held[-1]
            axes.text(
                last["year"] + 0.06, last["target"], f"指标值{last['printed']}",
                color=MUTED, va="center", fontsize=8,
            )  # fmt: skip
        for row in drawn:
            mark = status_mark(row["status"])
            axes.plot([row["year"]], [row["actual"]], "o", color=mark.fill, mec=INK, mew=0.6, ms=8)
            text = f"{mark.symbol} {show_value(row['actual'], unit)}"
            axes.annotate(
                text, (row["year"], row["actual"]), (0, 9), textcoords="offset points",
                ha="center", color=INK,
            )  # fmt: skip
        told = "；".join(
            f"{row['year']}年{show_value(row['actual'], unit)}（{row['status']}）" for row in drawn
        )
        alt = f"折线图：{caption}。{told}。虚线是指标值。"
        if absent := [f"{row['year']}年" for row in data if row["actual"] is None]:
            alt += f"{'、'.join(absent)}没有值。"
        return finished(figure, alt, caption, data)


def _year(audit: Audit, indicator: str) -> Record | None:
    canonical = audit.pack.canonical_indicator
    for row in audit.assessed:
        if canonical.get(row.name, row.name) == canonical.get(indicator, indicator):
            return {
                "year": audit.year,
                "actual": finite(row.value),
                "target": finite(row.goal.value),
                "printed": row.target,
                "unit": row.unit,
                "status": row.status,
            }
    return None
