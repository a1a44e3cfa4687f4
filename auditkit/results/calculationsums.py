"""Figures of the calculation that are made of other figures: sums, rounded sums, references."""

from __future__ import annotations

from functools import reduce
from typing import cast

from auditkit.files.canonical import Json
from auditkit.formula import Formula
from auditkit.formula.tree import Binary, Name, Node, Number
from auditkit.results.calculationtree import term, tree

POINTS = "分"


def rounded(label: str, node: Json, value: float) -> Json:
    """The node rounded to cents, as the score is printed."""
    return term(label, value, POINTS) | {"operator": "四舍五入", "places": 2, "children": [node]}


def summed(label: str, terms: list[Json]) -> Json:
    """The terms added up by the formula's own tree; nothing at all is 0."""
    if len(terms) < 2:
        value, unit = (terms[0]["value"], terms[0]["unit"]) if terms else (0.0, POINTS)
        return term(label, value, unit) | {"operator": "+", "children": terms}
    names, leaves = named(terms)
    return of_tree(label, added(names), leaves, terms[0]["unit"])


def of_tree(label: str, root: Node, leaves: dict[str, Json], unit: str) -> Json:
    """A formula over nodes that are there already, by their names."""
    return tree(Formula(label, "", root), lambda name, _: leaves[name], {}, unit)


def named(terms: list[Json]) -> tuple[list[Name], dict[str, Json]]:
    """A name of the formula for each term; two terms of one label stay two."""
    leaves: dict[str, Json] = {}
    for node in terms:
        name, number_ = node["label"], 2
        while name in leaves:
            name, number_ = f"{node['label']}（{number_}）", number_ + 1
        leaves[name] = node
    return [Name(name, 0, name) for name in leaves], leaves


def added(names: list[Name]) -> Node:
    """The names added up; no name is 0."""
    if not names:
        return Number(0.0, "0")
    return reduce(lambda total, name: Binary("+", total, name), names[1:], cast(Node, names[0]))


def reference(identity: str, label: str, value: float, unit: str) -> Json:
    """A node that leads to another figure by its `id`."""
    return term(label, value, unit, ref=identity)


def figure(identity: str, kind: str, node: Json) -> Json:
    """A figure of the document, of whose node it says the result."""
    about = {key: node[key] for key in ("label", "value", "shown", "unit")}
    return {"id": identity, "kind": kind, **about, "node": node}
