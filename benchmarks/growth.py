"""What N of something costs: reports in a batch, indicators of a form, rows of its tasks.

Processor seconds of whole processes for reports, of this process for one form (its writing apart):
reading, assessing, findings and results. The slope is that of a straight line through the
logarithms: 1 is as much again for as many again. The picture lies in build/growth.svg.

    python -m benchmarks.growth --reports 20,100,500 --indicators 10,48,200 --rows 30,100,300
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from auditkit import open_audit, read_declaration
from auditkit.form.declaration import Declaration
from auditkit.form.writing.workbook import write_form
from auditkit.results.record import record
from benchmarks import aims, batch, notebooks

ROOT = notebooks.ROOT
PICTURE = ROOT / "build" / "growth.svg"
FORM = ROOT / "data" / notebooks.DEPARTMENT / str(notebooks.YEAR) / "申报表.txt"
Costs = list[tuple[int, float]]


def of_reports(count: int) -> float:
    """Processor seconds of `auditkit run` over so many departments; of many its memory as well."""
    return batch.night(count) if count >= batch.FIRST else notebooks.measured("batch", count)[1]


def of_indicators(count: int) -> float:
    """Processor seconds of an audit whose form declares so many indicators."""
    form = read_declaration(FORM)
    known = form.indicators
    named = (
        replace(known[i % len(known)], name=f"{known[i % len(known)].name}{i // len(known) or ''}")
        for i in range(count)
    )
    return _audited(replace(form, indicators=tuple(named)))


def of_rows(count: int) -> float:
    """Processor seconds of an audit whose form lists so many tasks."""
    form = read_declaration(FORM)
    known = form.tasks
    named = (
        replace(known[i % len(known)], name=f"{known[i % len(known)].name}{i // len(known) or ''}")
        for i in range(count)
    )
    return _audited(replace(form, tasks=tuple(named)))


def _audited(form: Declaration, rounds: int = 3) -> float:
    with TemporaryDirectory() as folder:
        place = Path(folder, form.department, str(form.year))
        place.mkdir(parents=True)
        write_form(form, place / "申报表.xlsx")
        spent = []
        for _ in range(rounds):
            begun = time.process_time()
            record(open_audit(form.department, form.year, folder))
            spent.append(time.process_time() - begun)
    return min(spent)


def slope(costs: Costs) -> float:
    """The slope of the straight line through the logarithms; NaN of fewer than two sizes."""
    if len(costs) < 2:
        return math.nan
    points = [(math.log(size), math.log(cost)) for size, cost in costs]
    x, y = (math.fsum(part) / len(points) for part in zip(*points, strict=True))
    over = math.fsum((a - x) * (b - y) for a, b in points)
    return over / math.fsum((a - x) ** 2 for a, _ in points)


def draw(found: dict[str, Costs], path: Path) -> None:
    """Every line of costs with both axes logarithmic."""
    from auditkit.show.charts.drawing import drawing

    with drawing(4.0) as figure:
        axes = figure.add_axes((0.1, 0.12, 0.62, 0.84))
        for name, costs in found.items():
            sizes, spent = zip(*costs, strict=True)
            axes.loglog(sizes, spent, marker="o", label=f"{name}（斜率 {slope(costs):.2f}）")
        axes.set_xlabel("N")
        axes.set_ylabel("处理器 秒")
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
        path.parent.mkdir(exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})


def main() -> None:
    """Measures every size asked for, prints the table and draws the picture."""
    arguments = _arguments()
    found: dict[str, Costs] = {}
    table = Table(title="成本与 N（处理器秒）")
    for heading in ("什么", "N", "秒", "每个 毫秒", "斜率"):
        table.add_column(heading, justify="left" if heading == "什么" else "right")
    ways: tuple[tuple[str, Sequence[int], Callable[[int], float]], ...] = (
        ("批量报告", arguments.reports, of_reports),
        ("指标", arguments.indicators, of_indicators),
        ("任务行", arguments.rows, of_rows),
    )
    for name, sizes, cost in ways:
        if not sizes:
            continue
        found[name] = [(size, cost(size)) for size in sizes]
        for size, spent in found[name]:
            said = f"{slope(found[name]):.2f}" if size == sizes[-1] else ""
            each = f"{1000 * spent / size:.1f}"
            table.add_row(name, str(size), f"{spent:.2f}", each, said)
    Console(width=100).print(table)
    draw(found, PICTURE)
    names = {"批量报告": "slope_reports", "指标": "slope_indicators", "任务行": "slope_rows"}
    aims.keep(**{names[name]: slope(costs) for name, costs in found.items() if len(costs) > 1})
    print(f"图：{PICTURE.relative_to(ROOT)}")


def _arguments() -> argparse.Namespace:
    def sizes(text: str) -> list[int]:
        return [int(part) for part in text.split(",") if part]

    parser = argparse.ArgumentParser(prog="benchmarks.growth")
    parser.add_argument("--reports", type=sizes, default=[20, 100, 500])
    parser.add_argument("--indicators", type=sizes, default=[10, 48, 200])
    parser.add_argument("--rows", type=sizes, default=[30, 100, 300])
    return parser.parse_args()


if __name__ == "__main__":
    main()
