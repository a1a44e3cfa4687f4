"""What differs in that which two runs were made from: files, rule pack, program, facts, tasks."""

from __future__ import annotations

from typing import TypeVar

from auditkit.files.canonical import Json
from auditkit.results.move import NOTHING, Move, figure_moved, listed, place
from auditkit.wording import dated

FactKey = tuple[str, str, int]
"""A fact's scope, name, and year relative to that of its run."""
_TASK = (("预算", "budget"), ("财政资金", "fiscal"), ("调整后预算", "adjusted"), ("支出", "spent"))
Key = TypeVar("Key")


def inputs_moved(before: Json, after: Json) -> list[Move]:
    """The input files that differ, by name, each with the beginnings of its sha256."""
    old, new = ({i["name"]: i["sha256"] for i in r["inputs"]} for r in (before, after))
    return [
        Move("输入文件", name, "sha256", old.get(name, NOTHING)[:12], new.get(name, NOTHING)[:12])
        for name in joined(old, new)
        if old.get(name) != new.get(name)
    ]


def pack_moved(before: Json, after: Json) -> list[Move]:
    """Whether another rule pack, or another state of it, was in force."""
    old, new = before["pack"], after["pack"]
    return [
        Move("规则包", new["title"], aspect, old[key][:length], new[key][:length])
        for aspect, key, length in (("名称", "name", None), ("sha256", "sha256", 12))
        if old[key] != new[key]
    ]


def code_moved(before: Json, after: Json) -> list[Move]:
    """Whether another program computed."""
    old, new = before["code"][:12], after["code"][:12]
    return [Move("程序", "auditkit", "sha256", old, new)] if old != new else []


def tools_moved(before: Json, after: Json) -> list[str]:
    """Rule pack and program as reasons, where they are others."""
    found = (pack_moved(before, after), code_moved(before, after))
    return [f"{moves[0].kind}变动" for moves in found if moves]


def form_moved(before: Json, after: Json) -> list[str]:
    """The form as a reason, where it is another."""
    old, new = before["form"], after["form"]
    return [new["file"]] if old["sha256"] != new["sha256"] else []


def facts_moved(before: Json, after: Json) -> dict[FactKey, Move]:
    """The figures that differ, each because of the cell it now stands in.

    One that came or went while its file stayed as it was, did so because of form, pack or program.
    """
    old, new = _facts(before), _facts(after)
    one_year = before["year"] == after["year"]
    kept = set.intersection(*({i["sha256"] for i in r["inputs"]} for r in (before, after)))
    asked_otherwise = [*form_moved(before, after), *tools_moved(before, after)]
    moved: dict[FactKey, Move] = {}
    for key in joined(old, new):
        was, now = old.get(key), new.get(key)
        values = (was["value"] if was else None, now["value"] if now else None)
        unit, at = next((side["unit"], side["source"]) for side in (now, was) if side)
        label = _label(key, after["year"] if one_year else None)
        if move := figure_moved("数据项", label, "数值", *values, unit):
            stayed = (was is None or now is None) and at is not None and at["sha256"] in kept
            moved[key] = move.since(*((asked_otherwise if stayed else []) or [place(at)]))
    return moved


def tasks_moved(before: Json, after: Json) -> list[Move]:
    """What differs in the declared tasks and in what became of them, by name."""
    old, new = ({task["name"]: task for task in r["tasks"]} for r in (before, after))
    moves: list[Move] = []
    for name in joined(old, new):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            moves.append(listed("任务", name, was, now))
            continue
        for aspect, key in _TASK:
            row = now["source" if key in ("budget", "fiscal") else "record_source"]
            at = place(now.get(f"{key}_source") or row)
            if move := figure_moved("任务", name, aspect, was[key], now[key], "万元"):
                moves.append(move.since(at))
        if was["done"] != now["done"]:
            done = Move("任务", name, "完成", was["done"] or NOTHING, now["done"] or NOTHING)
            moves.append(done.since(place(now["record_source"])))
    return moves


def joined(
    old: dict[Key, Json] | dict[Key, str], new: dict[Key, Json] | dict[Key, str]
) -> list[Key]:
    """The names of both sides, each once: the new ones first, then those that went."""
    return list(dict.fromkeys([*new, *old]))


def _facts(record: Json) -> dict[FactKey, Json]:
    facts: dict[FactKey, Json] = {}
    for fact in record["facts"]:
        # The first of a duplicate is the one that counts.
        facts.setdefault((fact["scope"], fact["name"], fact["year"] - record["year"]), fact)
    return facts


def _label(key: FactKey, year: int | None) -> str:
    """A fact as one says it: with its year, or between two years with its place in them."""
    scope, name, shift = key
    if year is not None:
        label = dated(name, year + shift)
    else:
        label = name + {0: "（本年度）", -1: "（上年度）"}.get(shift, f"（{-shift}年前）")
    return f"{scope}：{label}" if scope else label
