"""What changed between two runs, or two years: which results moved, by how much, because of what.

Facts are matched by scope, name and year relative to the run's own, so that 本年度 of one year
stands against 本年度 of the other; indicators and tasks by name, findings by code and subject.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from auditkit.files.canonical import Json
from auditkit.formula.tolerance import HALF_CENT
from auditkit.results.inputmoves import (
    FactKey,
    code_moved,
    facts_moved,
    form_moved,
    inputs_moved,
    joined,
    pack_moved,
    tasks_moved,
    tools_moved,
)
from auditkit.results.move import NOTHING, Kind, Move, change, differ, figure_moved, listed, place
from auditkit.results.record import record
from auditkit.wording import plain

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

SCHEMA = "auditkit-difference-1"
_MOST = 5
"""Reasons that are named one by one; of more, the number."""
_SCORE = (
    ("折百分制得分", "normalized"), ("得分", "points"), ("已评定满分", "rests_on"),
    ("最低得分", "low"), ("最高得分", "high"), ("满分", "full"),
)  # fmt: skip
_ASSUMED: tuple[Kind, ...] = ("得分", "等级", "指标")
_LIBRARIES = ("所用的库变动",)
_LOW, _HIGH = ("最低得分", "low"), ("最高得分", "high")
_GRADE = (
    ("等级", "grade", (_LOW, _HIGH)), ("最低等级", "grade_low", (_LOW,)),
    ("最高等级", "grade_high", (_HIGH,)),
)  # fmt: skip
_REMARK = (
    ("程度", "severity"), ("标题", "title"), ("事实", "condition"), ("影响", "effect"),
    ("建议", "recommendation"), ("搁置", "set_aside"),
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """All that moved from one record to another, in the order of `KINDS`."""

    before: Json
    after: Json
    moves: tuple[Move, ...]

    def of(self, kind: Kind) -> list[Move]:
        """The moves of one kind."""
        return [move for move in self.moves if move.kind == kind]

    def as_json(self) -> Json:
        """As plain JSON values; its shape is `schemas/difference.json`."""
        return {
            "schema": SCHEMA,
            "before": self.before,
            "after": self.after,
            "moves": [asdict(move) | {"because": list(move.because)} for move in self.moves],
        }


def difference(before: Json, after: Json) -> Difference:
    """What moved from one record of `auditkit.results.record` to another."""
    c = _Comparison(before, after)
    moves = [
        *c.inputs, *c.pack, *c.code, *c.facts.values(), *tasks_moved(before, after),
        *c.indicators, *c.score(), *c.grade(), *c.findings(),
    ]  # fmt: skip
    return Difference(_identity(before), _identity(after), tuple(moves))


def assumed(before: Audit, after: Audit) -> list[Move]:
    """What the assumptions of a what-if moved: score, grade, then indicators in the form's order.

    Points and weights that move by less than half of what is printed of them are left out.
    """
    moved = difference(record(before), record(after))
    return [
        move
        for kind in _ASSUMED
        for move in moved.of(kind)
        if move.unit != "分" or move.change is None or abs(move.change) >= HALF_CENT
    ]


def _identity(run: Json) -> Json:
    return {key: run[key] for key in ("department", "year", "title", "demo")}


@dataclass(frozen=True)
class _Comparison:
    before: Json
    after: Json

    @cached_property
    def indicators(self) -> list[Move]:
        old, new = (_named(r["indicators"], "indicator") for r in self._both)
        moves: list[Move] = []
        for key in joined(old, new):
            was, now = old.get(key), new.get(key)
            name = key[0] if not key[1] else f"{key[0]}（{key[1] + 1}）"
            if was is None or now is None:
                moves.append(listed("指标", name, was, now).since(*self._form))
            else:
                moves += self._indicator(name, was, now)
        return moves

    def _indicator(self, name: str, was: Json, now: Json) -> Iterator[Move]:
        target = (was["target"], was["sign"], was["target_value"], was["unit"])
        retargeted = target != (now["target"], now["sign"], now["target_value"], now["unit"])
        reformed = was["formula"] != now["formula"]
        reasons = [self._fact_text(key) for key in self._needed(was, now)]
        if retargeted:
            # Two signs are not a distance apart.
            apart = change(was["target_value"], now["target_value"])
            yield Move(
                "指标", name, "指标值", _target(was), _target(now),
                apart if was["sign"] == now["sign"] else None, now["unit"], self._form,
            )  # fmt: skip
        if reformed:
            yield Move("指标", name, "算式", was["formula"], now["formula"], because=self._form)
            reasons.append("算式变动")
        actual = tuple(reasons) or self._otherwise
        if differ(was["actual"], now["actual"]):
            by = change(was["actual"], now["actual"])
            before, after = _shown(was), _shown(now)
            yield Move("指标", name, "实际值", before, after, by, now["unit"], actual)
        if retargeted:
            reasons.append(f"指标值 {_target(was)} → {_target(now)}")
        verdict = (*reasons, *self._tools) if reasons else self._otherwise
        before, after = _verdict(was), _verdict(now)
        if before != after:
            yield Move("指标", name, "结果", before, after, because=verdict)
        weight = figure_moved("指标", name, "满分", was["weight"], now["weight"], "分")
        if weight:
            yield weight.since(*self._weights)
        if points := figure_moved("指标", name, "得分", was["points"], now["points"], "分"):
            why = [*reasons, "满分变动"] if weight else reasons
            yield points.since(*([*why, *self._tools] if why else self._otherwise))

    def score(self) -> Iterator[Move]:
        for aspect, key in _SCORE:
            was, now = (r["score"][key] for r in self._both)
            if move := figure_moved("得分", "总分", aspect, was, now, "分"):
                yield move.since(*self._movers)

    def grade(self) -> Iterator[Move]:
        for aspect, key, ends in _GRADE:
            was, now = (r["score"][key] for r in self._both)
            if was != now:
                why = [why for of, points in ends if (why := self._apart(of, points))]
                yield Move(
                    "等级", "等级", aspect, was, now,
                    because=(*why, *self._tools) if why else self._form,
                )  # fmt: skip

    def _apart(self, of: str, points: str) -> str:
        """What a part of the score moved from and to; blank where it stayed."""
        before, after = (_points(r["score"][points]) for r in self._both)
        return f"{of} {before} → {after}" if before != after else ""

    def findings(self) -> Iterator[Move]:
        old, new = (_named(r["findings"], "code", "subject") for r in self._both)
        for key in joined(old, new):
            was, now = old.get(key), new.get(key)
            there = now or was
            assert there is not None
            subject = f"{there['code']} {there['subject']}".strip()
            why = self._finding_reasons(was, now)
            if was is None or now is None:
                before, after = (side["title"] if side else NOTHING for side in (was, now))
                aspect = "新增" if was is None else "消除"
                yield Move("审计发现", subject, aspect, before, after, because=why)
                continue
            for aspect, field in _REMARK:
                if was[field] != now[field]:
                    before, after = was[field] or NOTHING, now[field] or NOTHING
                    yield Move("审计发现", subject, aspect, before, after, because=why)
            if move := figure_moved(
                "审计发现", subject, "金额", was["money"], now["money"], "万元"
            ):
                yield move.since(*why)

    @property
    def _both(self) -> tuple[Json, Json]:
        return self.before, self.after

    @cached_property
    def facts(self) -> dict[FactKey, Move]:
        return facts_moved(self.before, self.after)

    @cached_property
    def inputs(self) -> list[Move]:
        return inputs_moved(self.before, self.after)

    @cached_property
    def pack(self) -> list[Move]:
        return pack_moved(self.before, self.after)

    @cached_property
    def code(self) -> list[Move]:
        return code_moved(self.before, self.after)

    def _needed(self, was: Json, now: Json) -> list[FactKey]:
        """The facts of an indicator's formula that moved."""
        used = (
            (fact["scope"], fact["name"], fact["year"] - row["year"])
            for row in (was, now)
            for fact in row["facts"]
        )
        return [key for key in dict.fromkeys(used) if key in self.facts]

    def _fact_text(self, key: FactKey) -> str:
        move = self.facts[key]
        return f"{move.subject} {move.before} → {move.after}（{'、'.join(move.because)}）"

    @cached_property
    def _tools(self) -> list[str]:
        return tools_moved(self.before, self.after)

    @cached_property
    def _form(self) -> tuple[str, ...]:
        """What a target or printed formula may have changed with."""
        return (*form_moved(self.before, self.after), *self._tools) or _LIBRARIES

    @cached_property
    def _otherwise(self) -> tuple[str, ...]:
        """What may have moved a result whose own figures did not."""
        return (*self._tools, *(move.subject for move in self.inputs)) or _LIBRARIES

    @cached_property
    def _weights(self) -> tuple[str, ...]:
        counts = [len(r["indicators"]) for r in self._both]
        return (f"指标由{counts[0]}个变为{counts[1]}个",) if len(set(counts)) > 1 else self._form

    @cached_property
    def _movers(self) -> tuple[str, ...]:
        """The indicators that moved the score, the farthest first."""
        moved = [m for m in self.indicators if m.aspect == "得分"]
        moved.sort(key=lambda m: -abs(m.change if m.change is not None else math.inf))
        named = [f"{m.subject} 得分 {m.before} → {m.after}" for m in moved[:_MOST]]
        named += [m.subject + m.aspect for m in self.indicators if m.aspect == "列入"][:_MOST]
        rest = len(moved) - _MOST
        if rest > 0:
            named.append(f"另有{rest}个指标")
        return (*named, *self._tools) if named else self._otherwise

    def _finding_reasons(self, was: Json | None, now: Json | None) -> tuple[str, ...]:
        sides = [side for side in (was, now) if side]
        subjects = {side["subject"] for side in sides}
        reasons = {
            why: None
            for move in self.indicators
            if move.subject in subjects and move.aspect != "满分"
            for why in move.because
        }
        places = {place(at) for side in sides for at in side["evidence"]}
        for key, move in self.facts.items():
            if places & set(move.because):
                reasons[self._fact_text(key)] = None
        return tuple(reasons)[:_MOST] or self._otherwise


def _named(rows: list[Json], *keys: str) -> dict[tuple[Any, ...], Json]:
    """The rows by what names them; a name that comes again is told apart by its turn."""
    turns: Counter[tuple[Any, ...]] = Counter()
    found: dict[tuple[Any, ...], Json] = {}
    for row in rows:
        name = tuple(row[key] for key in keys)
        found[(*name, turns[name])] = row
        turns[name] += 1
    return found


def _verdict(row: Json) -> str:
    return str(row["status"])


def _target(row: Json) -> str:
    return str(row["target"]) or "（空白）"


def _shown(row: Json) -> str:
    return str(row["actual_text"]) if row["actual"] is not None else f"（{row['status']}）"


def _points(value: float | None) -> str:
    return NOTHING if value is None else plain(value, 2)
