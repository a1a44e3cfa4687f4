"""Every formula of the pack over a million department-years, beside numpy, pandas and polars.

The peers are what a good programmer writes by hand for exactly these formulas: values, statuses,
points and totals. Each way runs in a process of its own and must come to the same numbers.
Times are the best of five, ratios those of processor time; memory is what the process grew by,
as a share of the input.
"""

from __future__ import annotations

import importlib.util
import json
import math
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from auditkit.assessment.computation import STATUSES
from auditkit.assessment.panel import assess_panel
from auditkit.assessment.weighing import weights
from auditkit.facts.facts import SCOPE_MARK
from auditkit.rules.gathering import POPULATION
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack
from benchmarks import aims, started

ROOT = Path(__file__).resolve().parent.parent
ROWS = 1_000_000
YEARS = 5
WAYS = ("auditkit", "numpy", "pandas", "polars")
OWN = ("数据项", "工作要点")
GOAL_UP, GOAL_DOWN, GOAL_DIRECT = 0.8, 0.1, 50.0

Array = NDArray[np.float64]
Result = tuple[list[Array], list[Any], Array]
"""Values and status codes by indicator, and the points of each row."""


def main(rows: int = ROWS) -> None:
    table = Table(
        title=f"{rows:,}个部门年度 × 规则包 zhengzhou-2020 的全部48个算式（含评定、评分）"
    )
    table.add_column("写法")
    for heading in ("秒", "处理器 秒", "与 numpy 之比", "整个进程 s", "输入 MB", "增加的内存/输入"):
        table.add_column(heading, justify="right")
    there = [way for way in WAYS if importlib.util.find_spec(way)]
    measured = {way: spent(way, rows) for way in there}
    checks = {tuple(found.pop("check")) for found in measured.values()}
    if len(checks) != 1:
        raise AssertionError(f"the ways differ: {checks}")
    for way, found in measured.items():
        table.add_row(
            way,
            f"{found['seconds']:.2f}",
            f"{found['busy']:.2f}",
            f"{found['busy'] / measured['numpy']['busy']:.2f}",
            f"{found['whole']:.1f}",
            f"{found['input']:.0f}",
            f"{found['grown'] / found['input']:.2f}",
        )
    Console(width=100).print(table)
    if rows >= ROWS:
        aims.keep(engine_numpy=measured["auditkit"]["busy"] / measured["numpy"]["busy"])
    if missing := [way for way in WAYS if way not in there]:
        print(f"没有安装，未比较：{'、'.join(missing)}")


def spent(way: str, rows: int) -> dict[str, Any]:
    """What one way takes in a process of its own, see `measure`."""
    said = started.printed("benchmarks.engine", way, str(rows))
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def measure(way: str, rows: int) -> None:
    """Prints what one way takes in this process."""
    pack = load_rulepack("zhengzhou-2020")
    frame = made_up(pack, rows)
    if way == "polars":
        import polars

        frame = polars.from_pandas(frame, nan_to_null=False)
    size = rows * 8 * len(frame.columns) / 1e6
    before = _peak()
    run = {"auditkit": _auditkit, "numpy": _numpy, "pandas": _pandas, "polars": _polars}[way]
    times = []
    for _ in range(5):
        began, busy = time.perf_counter(), time.process_time()
        result = run(frame, pack)
        times.append((time.process_time() - busy, time.perf_counter() - began))
    values, codes, points = result
    check = [
        sum(int(np.isnan(value).sum()) for value in values),
        [int(n) for n in sum(np.bincount(np.asarray(c, np.int64), minlength=7) for c in codes)],
        round(math.fsum(float(np.nansum(value)) for value in values) / rows, 6),
        round(float(np.sum(points)) / rows, 2),
    ]
    usage = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "seconds": min(spent for _, spent in times),
        "busy": min(busy for busy, _ in times),
        "whole": usage.ru_utime + usage.ru_stime,
        "input": size,
        "grown": _peak() - before,
        "check": [str(part) for part in check],
    }
    print(json.dumps(found))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def made_up(pack: RulePack, rows: int) -> pd.DataFrame:
    """Invented figures for departments of five years each: a fiftieth missing, a few bases zero."""
    random = np.random.default_rng(2020)
    columns: dict[str, Any] = {
        "department": np.repeat(np.arange(rows // YEARS), YEARS),
        "year": np.tile(np.arange(2016, 2016 + YEARS), rows // YEARS),
    }
    for rule in pack.rules.values():
        whole = 0.0
        for name, _ in pack.formula(rule).expanded(pack.defined).facts:
            column = name if rule.gathered in OWN else f"{rule.name}{SCOPE_MARK}{name}"
            if column not in columns:
                figures = np.round(random.uniform(whole + 0.5, whole + 100.0, rows), 2)
                figures[random.random(rows) < 0.02] = np.nan
                columns[column] = figures
            if name == "有效问卷份数":
                # Everybody was asked: what a sample leaves open is not what is timed.
                columns[f"{rule.name}{SCOPE_MARK}{POPULATION}"] = columns[column]
            # Of a survey or a judgement the second figure is the whole.
            whole = 100.0 if rule.gathered in ("定性评价", "问卷调查") else 0.0
    columns["累计结转结余资金总额"][::97] = 0.0
    return pd.DataFrame(columns)


def _auditkit(frame: pd.DataFrame, pack: RulePack) -> Result:
    targets: dict[str, str | float] = {
        name: "完善" if sign == "定性" else goal for name, sign, goal, _ in goals(pack)
    }
    panel = assess_panel(frame, pack, targets)
    return list(panel.actual), list(panel.status), panel.score["points"].to_numpy()


def quotients(
    now: Callable[[str], Any], before: Callable[[str], Any]
) -> dict[str, tuple[Any, Any]]:
    """The pack's own formulas by hand, as numerator and base."""

    def change(name: str) -> tuple[Any, Any]:
        return now(name) - before(name), before(name)

    head, head_before = (
        at("年度在职人员公用经费实际支出数") / at("年度实际在职人数") for at in (now, before)
    )
    planned = now("年度预算安排项目资金总额")
    paid = now("年度部门预算资金国库集中支付总额")
    return {
        "总体工作完成率": (now("部门年度工作要点已完成的数量"), now("部门年度工作要点工作总数量")),
        "牵头单位工作完成率": (now("工作要点已完成的数量"), now("工作要点工作总数量")),
        "专项资金细化率": (now("部门已细化分配的专项资金"), now("部门专项资金合计")),
        "预算执行率": (now("预算执行数"), now("预算数")),
        "预算调整率": (now("预算调整数"), now("预算数")),
        "结转结余变动率": change("累计结转结余资金总额"),
        "项目库管理完整性": (planned - now("未纳入项目库预算项目资金额"), planned),
        "国库集中支付合规性": (paid - now("国库集中支付监控系统拦截资金额"), paid),
        "政府采购执行率": (now("实际政府采购金额"), now("政府采购预算数")),
        "部门固定资产利用率": (now("部门实际在用固定资产总额"), now("部门所有固定资产总额")),
        "在职人员经费变动率": change("在职人员经费"),
        "离退休人员经费变动率": change("离退休人员经费"),
        "人均公用经费变动率": (head - head_before, head_before),
        "“三公经费”变动率": change("“三公经费”总额"),
        "厉行节约支出变动率": change("厉行节约总额"),
        "高级职称人才比重": (now("高级职称人才数量"), now("单位实有人数")),
    }


GATHERED = {
    "任务执行": ("任务实际支出数", "任务调整后预算数"),
    "定性评价": ("已达成标准数", "评价标准数"),
    "问卷调查": ("满意份数", "有效问卷份数"),
}


def by_hand(
    pack: RulePack, now: Callable[[str], Any], before: Callable[[str], Any]
) -> list[tuple[Any, Any]]:
    """Numerator and base of every indicator; a figure filled in as it is has no base."""
    printed = quotients(now, before)
    pairs = []
    for rule in pack.rules.values():
        if rule.name in printed:
            pairs.append(printed[rule.name])
        elif rule.gathered == "直接填报":
            pairs.append((now(f"{rule.name}{SCOPE_MARK}实际值"), None))
        else:
            part, whole = (f"{rule.name}{SCOPE_MARK}{name}" for name in GATHERED[rule.gathered])
            pairs.append((now(part), now(whole)))
    return pairs


def goals(pack: RulePack) -> list[tuple[str, str, float, float]]:
    """Name, sign (or 定性), goal and weight of every indicator."""
    rules, held = tuple(pack.rules.values()), []
    for rule, weight in zip(rules, weights(rules, pack).points, strict=True):
        if rule.gathered == "定性评价":
            held.append((rule.name, "定性", 1.0, weight))
        elif rule.gathered == "直接填报":
            held.append((rule.name, "≥", GOAL_DIRECT, weight))
        elif rule.direction == "≥":
            held.append((rule.name, "≥", GOAL_UP, weight))
        else:
            held.append((rule.name, "≤", GOAL_DOWN, weight))
    return held


def _numpy(frame: pd.DataFrame, pack: RulePack) -> Result:
    key = frame["department"].to_numpy() * 10_000 + frame["year"].to_numpy()
    order = np.argsort(key)
    at = np.minimum(np.searchsorted(key[order], key - 1), len(key) - 1)
    before, none = order[at], key[order[at]] != key - 1

    def last_year(name: str) -> Array:
        figures = frame[name].to_numpy()[before]
        figures[none] = np.nan
        return figures

    values, codes, points = [], [], np.zeros(len(key))
    with np.errstate(all="ignore"):
        pairs = by_hand(pack, lambda name: frame[name].to_numpy(), last_year)
        for (top, base), (_, sign, goal, weight) in zip(pairs, goals(pack), strict=True):
            value = top.copy() if base is None else top / base
            if base is not None:
                value[(base <= 0)] = np.nan
            missing = np.isnan(top) if base is None else np.isnan(top) | np.isnan(base)
            met = value <= goal + 1e-12 if sign == "≤" else value >= goal - 1e-12
            code = np.where(met, 0, 1).astype(np.int8)
            code[np.isnan(value)] = STATUSES.index("不可比")
            code[missing] = STATUSES.index("待评定" if sign == "定性" else "数据缺失")
            if sign == "定性":
                part = np.interp(value, (0.0, 0.5, 0.8, 1.0), (0.0, 0.6, 0.8, 1.0))
            elif sign == "≥":
                part = np.clip(value / goal, 0.0, 1.0)
            else:
                part = np.clip(1.0 - (value - goal) / goal, 0.0, 1.0)
            earned = np.where(met, weight, np.floor(part * weight * 100 + 0.5) / 100)
            points += np.where(code <= 1, np.minimum(earned, weight), 0.0)
            values.append(value)
            codes.append(code)
    return values, codes, points


def _pandas(frame: pd.DataFrame, pack: RulePack) -> Result:
    indexed = frame.set_index(["department", "year"])
    moved = indexed.copy()
    moved.index = pd.MultiIndex.from_arrays(
        [moved.index.get_level_values(0), moved.index.get_level_values(1) + 1], names=["d", "y"]
    )

    def last_year(name: str) -> Any:
        return moved[name].reindex(indexed.index)

    values, codes = [], []
    points = pd.Series(0.0, index=indexed.index)
    pairs = by_hand(pack, lambda name: indexed[name], last_year)
    for (top, base), (_, sign, goal, weight) in zip(pairs, goals(pack), strict=True):
        value = top if base is None else (top / base).where(base > 0)
        missing = top.isna() if base is None else top.isna() | base.isna()
        met = value <= goal + 1e-12 if sign == "≤" else value >= goal - 1e-12
        code = pd.Series(1, index=indexed.index, dtype="int8").mask(met, 0)
        code = code.mask(value.isna(), STATUSES.index("不可比"))
        code = code.mask(missing, STATUSES.index("待评定" if sign == "定性" else "数据缺失"))
        if sign == "定性":
            part = pd.Series(
                np.interp(value, (0.0, 0.5, 0.8, 1.0), (0.0, 0.6, 0.8, 1.0)), index=indexed.index
            )
        elif sign == "≥":
            part = (value / goal).clip(0.0, 1.0)
        else:
            part = (1.0 - (value - goal) / goal).clip(0.0, 1.0)
        earned = ((part * weight * 100 + 0.5) // 1 / 100).clip(upper=weight).mask(met, weight)
        points += earned.where(code <= 1, 0.0)
        values.append(value.to_numpy())
        codes.append(code.to_numpy())
    return values, codes, points.to_numpy()


def _polars(frame: Any, pack: RulePack) -> Result:
    import polars as pl

    years = sorted({name for rule in pack.rules.values() for name, shift in
                    pack.formula(rule).expanded(pack.defined).facts if shift})  # fmt: skip
    moved = frame.select(
        "department", pl.col("year") + 1, *(pl.col(y).alias(f"<{y}") for y in years)
    )
    joined = frame.lazy().join(moved.lazy(), on=["department", "year"], how="left")
    nan = pl.lit(math.nan)

    def last_year(name: str) -> Any:
        return pl.col(f"<{name}").fill_null(nan)

    columns, earned_columns = [], []
    pairs = by_hand(pack, pl.col, last_year)
    for (top, base), (name, sign, goal, weight) in zip(pairs, goals(pack), strict=True):
        value = top if base is None else pl.when(base <= 0).then(nan).otherwise(top / base)
        missing = top.is_nan() if base is None else top.is_nan() | base.is_nan()
        met = (value <= goal + 1e-12 if sign == "≤" else value >= goal - 1e-12) & value.is_not_nan()
        gap = STATUSES.index("待评定" if sign == "定性" else "数据缺失")
        code = (
            pl.when(missing).then(gap)
            .when(value.is_nan()).then(STATUSES.index("不可比"))
            .when(met).then(0).otherwise(1).cast(pl.Int8)
        )  # fmt: skip
        if sign == "定性":
            part = (
                pl.when(value < 0.5).then(value * 1.2)
                .when(value < 0.8).then(0.6 + (value - 0.5) / 0.3 * 0.2)
                .otherwise(value)
            )  # fmt: skip
        elif sign == "≥":
            part = (value / goal).clip(0.0, 1.0)
        else:
            part = (1.0 - (value - goal) / goal).clip(0.0, 1.0)
        cents = ((part * weight * 100 + 0.5).floor() / 100).clip(upper_bound=weight)
        earned = pl.when(value.is_nan()).then(0.0).when(met).then(weight).otherwise(cents)
        columns += [value.alias(f"v{name}"), code.alias(f"c{name}")]
        earned_columns.append(earned)
    columns.append(pl.sum_horizontal(earned_columns).alias("points"))
    done = joined.select(columns).collect()
    names = [name for name, *_ in goals(pack)]
    return (
        [done[f"v{name}"].to_numpy() for name in names],
        [done[f"c{name}"].to_numpy() for name in names],
        done["points"].to_numpy(),
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case [rows]:
            main(int(rows))
        case [way, rows]:
            measure(way, int(rows))
