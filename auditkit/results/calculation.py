"""How every figure of the report was computed, from the result to the cells (计算链.json).

Its shape is `schemas/calculation.json`. A figure leads to others by their `id` (`ref`), and at last
to facts with file, place and sha256. The value of every node comes from the formula's own tree;
only points come from the scoring rule that their node names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from auditkit.files.canonical import Json, number
from auditkit.formula.tree import Binary, Number
from auditkit.results.calculationsums import (
    POINTS,
    added,
    figure,
    named,
    of_tree,
    reference,
    rounded,
    summed,
)
from auditkit.results.calculationtree import term, tree
from auditkit.results.record import source
from auditkit.results.schema import FULL_IF_ABSENT, NOT_SCORED, VETOED
from auditkit.rules.scoringrules import BY_DATE
from auditkit.wording import dated

if TYPE_CHECKING:
    from auditkit.assessment.assessed import Assessed
    from auditkit.assessment.computation import Computation
    from auditkit.assessment.grading import Score
    from auditkit.audit.audit import Audit
    from auditkit.files.grid import Source

SCHEMA = "auditkit-calculation-1"
FILE = "计算链.json"
_LEAST, _MOST = "得分下限", "得分上限"


def calculation(audit: Audit) -> Json:
    """The document: a figure for each indicator, alternative, points, subtotal, total and task.

    There are no points where nobody declared a target.
    """
    rows = audit.assessed
    figures: list[Json] = []
    for row in rows:
        figures.append(_indicator(row, audit))
        figures += _alternatives(row, audit)
    if not audit.score.usual:
        scored = [_points(row, audit) for row in rows]
        figures += [*scored, *_subtotals(rows, scored), *_totals(rows, scored, audit)]
    figures += _tasks(audit)
    return {
        "schema": SCHEMA,
        "department": audit.department,
        "year": audit.year,
        "demo": audit.demo,
        "pack": {"name": audit.pack.name, "file": audit.pack.file, "sha256": audit.pack.sha256},
        "scoring": {"rules": audit.score.rule, "weights": audit.score.weights_note},
        "figures": figures,
    }


def _indicator(row: Assessed, audit: Audit) -> Json:
    """An indicator's value; where rule or status overrule the arithmetic, `basis` says so."""
    return _computed(f"指标:{row.name}", "指标", row.computation, audit) | {
        "status": row.status,
        "reason": row.reason,
    }


def _alternatives(row: Assessed, audit: Audit) -> Iterator[Json]:
    for a in audit.alternatives(row):
        yield _computed(f"备选:{row.name}:{a.formula.name}", "备选算式", a, audit) | {
            "status": a.status or "",
            "reason": a.reason,
        }


def _computed(identity: str, kind: str, c: Computation, audit: Audit) -> Json:
    def leaf(name: str, shift: int) -> Json:
        return _fact(c, name, shift, audit)

    node = tree(c.formula, leaf, audit.pack.defined, c.goal.unit)
    value = number(c.value)
    basis = "无" if value is None else "算式" if value == node["value"] else "约定"
    return {
        "id": identity,
        "kind": kind,
        "label": c.formula.name,
        "indicator": c.indicator.name,
        "value": value,
        "shown": c.shown,
        "unit": c.goal.unit,
        "basis": basis,
        "note": c.goal.note,
        "reference": c.rule.reference,
        "node": node,
    }


def _fact(c: Computation, name: str, shift: int, audit: Audit) -> Json:
    fact, year = c.facts[name, shift], c.year + shift
    about = {"fact": name, "year": year}
    if fact is None:
        rule = audit.pack.fact_rules.get(name)
        unit = rule.unit if rule else ""
        return term(dated(name, year), None, unit, **about, scope="", source=None, stated="")
    return term(
        dated(name, year), fact.value, fact.unit, **about,
        scope=fact.scope, source=source(fact.source), stated=fact.stated,
    )  # fmt: skip


def _points(row: Assessed, audit: Audit) -> Json:
    """An indicator's points: its actual value, target and weight under the rule in force."""
    name, indicator = row.name, row.indicator
    children = [
        reference(f"指标:{name}", "实际值", row.value, row.unit),
        term(
            "指标值", row.goal.value, row.unit,
            text=row.target, source=source(indicator.target_source or indicator.source),
        ),
        term("权重", row.weight, POINTS, source=None),
    ]  # fmt: skip
    node = term("得分", row.points, POINTS) | {
        "operator": "评分规则",
        "rule": _rule(row, audit),
        "children": children,
    }
    return figure(f"得分:{name}", "指标得分", node) | {"indicator": name}


def _rule(row: Assessed, audit: Audit) -> Json:
    """The scoring rule that applies, as `auditkit.assessment.earning.points` chooses it."""
    rule = audit.pack.rule_for(row.name)
    name, text = "", ""
    if math.isnan(row.points):
        name = NOT_SCORED
    elif row.status == "不适用":
        name = FULL_IF_ABSENT
    elif row.computation.vetoed:
        name, text = VETOED, row.computation.vetoed
    elif row.rule.gathering.judged:
        name = audit.pack.scoring.judgement
    elif row.unit == "日期":
        name = BY_DATE.name
    elif rule.scoring:
        name, text = rule.scoring.rule, rule.scoring.text
    else:
        name = audit.pack.scoring.quantity
    return {"name": name, "sign": row.goal.sign, "text": text}


def _subtotals(rows: Sequence[Assessed], scored: list[Json]) -> Iterator[Json]:
    """Points and weights by 二级指标, of what could be assessed."""
    groups = dict.fromkeys((row.level1, row.level2) for row in rows)
    for group in groups:
        at = [i for i, row in enumerate(rows) if (row.level1, row.level2) == group]
        assessed = [i for i in at if scored[i]["value"] is not None]
        name = "／".join(group)
        yield figure(
            f"得分小计:{name}", "得分小计", summed(f"{name}得分", _earned(assessed, rows, scored))
        )
        yield figure(f"满分小计:{name}", "满分小计", summed(f"{name}满分", _full(at, rows)))


def _ends(row: Assessed, scored: Json) -> Iterator[Json]:
    """The least and the most points of an undecided indicator, by the same rule as its points."""
    if row.spread is None:
        return
    spread = row.spread
    for end, points, at in (
        (_LEAST, spread.least, spread.least_at),
        (_MOST, spread.most, spread.most_at),
    ):
        label = f"{row.name}{end}"
        node = term(label, points, POINTS)
        if not math.isnan(at):
            value = term("误差之内的实际值", at, row.unit, source=None)
            rest = scored["node"]["children"][1:]
            node |= {"operator": "评分规则", "rule": scored["node"]["rule"]}
            node["children"] = [value, *rest]
        else:
            node["source"] = None
        yield figure(f"{end}:{row.name}", "指标得分范围", node) | {"indicator": row.name}


def _at_end(earned: list[Json], ends: list[Json], end: str) -> list[Json]:
    """The indicators' points with those of the undecided at one end."""
    other = {f"得分:{one['indicator']}": one for one in ends if one["id"].startswith(f"{end}:")}
    return [
        reference(at["id"], at["label"], at["value"], POINTS)
        if (at := other.get(one["ref"]))
        else one
        for one in earned
    ]


def _totals(rows: Sequence[Assessed], scored: list[Json], audit: Audit) -> Iterator[Json]:
    s = audit.score
    everything = range(len(rows))
    assessed = [i for i in everything if scored[i]["value"] is not None]
    rest = [i for i in everything if i not in assessed]
    earned, weight = _earned(assessed, rows, scored), _full(assessed, rows)
    yield _rounded("得分", earned, s.points)
    yield _rounded("已评定满分", weight, s.rests_on)
    open_ = [ends for i in assessed for ends in _ends(rows[i], scored[i])]
    yield from open_
    low, high = (_at_end(earned, open_, end) for end in (_LEAST, _MOST))
    yield _rounded("最低得分", low, s.low)
    outside = [term("不在所列指标之内的分值", s.outside, POINTS, source=None)]
    most = [*high, *_full(rest, rows), *(outside if s.outside else ())]
    yield _rounded("最高得分", most, s.high)
    if not s.partial:
        yield _of_hundred(earned, weight, s)
    for label, grade, ends in (
        ("等级", s.grade, ("最低得分", "最高得分")),
        ("最低等级", s.grade_low, ("最低得分",)),
        ("最高等级", s.grade_high, ("最高得分",)),
    ):
        points = {"最低得分": s.low, "最高得分": s.high}
        yield {
            "id": f"等级:{label}",
            "kind": "等级",
            "label": label,
            "value": None,
            "shown": grade,
            "unit": "",
            "node": {
                "label": label,
                "value": None,
                "shown": grade,
                "unit": "",
                "operator": "等级",
                "steps": [{"grade": name, "from": start} for name, start in audit.pack.grade_steps],
                "children": [reference(f"总分:{of}", of, points[of], POINTS) for of in ends],
            },
        }


def _of_hundred(earned: list[Json], weight: list[Json], s: Score) -> Json:
    """The points over what could be assessed, of 100."""
    names, leaves = named([*earned, *weight])
    split = len(earned)
    quotient = Binary("/", added(names[:split]), added(names[split:]))
    root = Binary("×", quotient, Number(100.0, "100"))
    inner = of_tree("折百分制", root, leaves, POINTS)
    return figure("总分:折百分制得分", "总分", rounded("折百分制得分", inner, s.normalized))


def _tasks(audit: Audit) -> Iterator[Json]:
    """The tasks' amounts added up, and the rate at which each was spent."""
    declared = audit.declaration.tasks
    printed = {
        "预算": [_amount(t.name, t.budget, t.budget_source or t.source) for t in declared],
        "财政资金": [_amount(t.name, t.fiscal, t.fiscal_source or t.source) for t in declared],
    }
    for label, leaves in printed.items():
        if known := [leaf for leaf in leaves if leaf["value"] is not None]:
            yield figure(f"任务合计:{label}", "任务合计", summed(f"任务{label}合计", known))
    for done in audit.facts.tasks:
        if done.spent is None or not done.adjusted:
            continue
        used = [
            _amount(f"{done.name}支出", done.spent, done.spent_source or done.source),
            _amount(f"{done.name}调整后预算", done.adjusted, done.adjusted_source or done.source),
        ]
        (spent, adjusted), of = named(used)
        root = Binary("×", Binary("/", spent, adjusted), Number(1.0, "100%"))
        yield figure(f"任务执行率:{done.name}", "任务执行率", of_tree("执行率", root, of, "%"))


def _amount(label: str, value: float | None, at: Source) -> Json:
    return term(label, value, "万元", source=source(at))


def _earned(at: Iterable[int], rows: Sequence[Assessed], scored: list[Json]) -> list[Json]:
    return [reference(scored[i]["id"], f"{rows[i].name}得分", rows[i].points, POINTS) for i in at]


def _full(at: Iterable[int], rows: Sequence[Assessed]) -> list[Json]:
    return [term(f"{rows[i].name}权重", rows[i].weight, POINTS, source=None) for i in at]


def _rounded(label: str, terms: list[Json], value: float) -> Json:
    return figure(f"总分:{label}", "总分", rounded(label, summed(f"{label}合计", terms), value))
