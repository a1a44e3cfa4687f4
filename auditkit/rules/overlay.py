"""The trees of a pack's files laid over one another, the pack that extends no other undermost.

What a pack states itself replaces what has the same name (a reference, definition, fact or
indicator), everything else is taken over. The name is never taken over: one that states none is
called as its file; a title taken over says what was changed. Grades are replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import yaml

from auditkit.errors import nearest
from auditkit.rules.yamltree import Document

Pair = tuple[yaml.Node, yaml.Node]

_OWN = ("name", "extends", "without", "clause_file")
_TEXT = "tag:yaml.org,2002:str"
_BY_KEY = ("references", "definitions", "scoring", "survey", "review", "clauses")


def merged(chain: Sequence[Document]) -> yaml.MappingNode:
    """The tree of the last file laid over those that it extends."""
    root = chain[0].root
    for document in chain[1:]:
        root = _laid_over(root, document)
    return root


def _laid_over(base: yaml.MappingNode, own: Document) -> yaml.MappingNode:
    taken = [(k, v) for k, v in base.value if k.value not in _OWN]
    dropped = _dropped(base, own)
    stated = _indicator_names(_value(own.root, "indicators"))
    taken = [(k, _pruned(v, dropped, stated) if k.value == "indicators" else v) for k, v in taken]

    def joined(key: str, under: yaml.Node, over: yaml.Node) -> yaml.Node:
        if key in _BY_KEY:
            return _joined(under, over, lambda _, _under, value: value)
        if key == "facts":
            return _named(under, over)
        if key in ("accounts", "budget", "subjects", "ledger"):
            return _joined(under, over, lambda _, a, b: _before(b, a))
        if key == "form":
            return _joined(under, over, _words)
        return _joined(under, over, _level1) if key == "indicators" else over

    own_pairs = [(k, v) for k, v in own.root.value if k.value not in _OWN[1:]]
    own_pairs = [*_called(base, own), *own_pairs]
    return _like(own.root, _overlaid(taken, own_pairs, joined))


def _called(base: yaml.MappingNode, own: Document) -> Iterator[Pair]:
    """The name and title of a pack that states none itself."""
    called = {"name": own.path.stem}
    title = _value(base, "title")
    if isinstance(title, yaml.ScalarNode):
        extended = Path(own.content["extends"].strip()).name.removesuffix(".yaml")
        called["title"] = f"{title.value}（据 {extended.removesuffix('.yml')} 修改）"
    at = own.root.start_mark
    for key, text in called.items():
        if key not in own.content:
            yield yaml.ScalarNode(_TEXT, key, at, at), yaml.ScalarNode(_TEXT, text, at, at)


def _words(_: str, under: yaml.Node, over: yaml.Node) -> yaml.Node:
    """The heading words of one section: what both state is added up."""

    def both(_: str, a: yaml.Node, b: yaml.Node) -> yaml.Node:
        if not isinstance(a, yaml.SequenceNode) or not isinstance(b, yaml.SequenceNode):
            return b
        stated = {item.value for item in b.value}
        more = [item for item in a.value if item.value not in stated]
        return yaml.SequenceNode(b.tag, [*b.value, *more], b.start_mark, b.end_mark)

    return _joined(under, over, both)


def _level1(_: str, under: yaml.Node, over: yaml.Node) -> yaml.Node:
    return _joined(under, over, _group)


def _group(_: str, under: yaml.Node, over: yaml.Node) -> yaml.Node:
    return _joined(under, over, lambda key, a, b: _named(a, b) if key == "indicators" else b)


def _joined(
    under: yaml.Node, over: yaml.Node, join: Callable[[str, yaml.Node, yaml.Node], yaml.Node]
) -> yaml.Node:
    """Two mappings as one; what is no mapping is left to be reported as it stands."""
    if not isinstance(under, yaml.MappingNode) or not isinstance(over, yaml.MappingNode):
        return over
    return _like(over, _overlaid(under.value, over.value, join))


def _overlaid(
    under: Sequence[Pair],
    over: Sequence[Pair],
    join: Callable[[str, yaml.Node, yaml.Node], yaml.Node],
) -> list[Pair]:
    own = {k.value: (k, v) for k, v in over}
    known = {k.value for k, _ in under}
    both = [
        (own[k.value][0], join(k.value, v, own[k.value][1])) if k.value in own else (k, v)
        for k, v in under
    ]
    return [*both, *((k, v) for k, v in over if k.value not in known)]


def _before(own: yaml.Node, base: yaml.Node) -> yaml.Node:
    """Two lists as one, the pack's own first; what is no list is left to be reported."""
    if not isinstance(own, yaml.SequenceNode) or not isinstance(base, yaml.SequenceNode):
        return own
    return yaml.SequenceNode(own.tag, [*own.value, *base.value], own.start_mark, own.end_mark)


def _named(under: yaml.Node, over: yaml.Node) -> yaml.Node:
    """Two lists as one: what has the same name is replaced in its place."""
    if not isinstance(under, yaml.SequenceNode) or not isinstance(over, yaml.SequenceNode):
        return over
    # A name stated twice stays twice, so that it is reported.
    first = {_name(item): item for item in reversed(over.value)}
    items = [first.get(_name(item), item) for item in under.value]
    placed = {id(item) for item in items}
    items += [item for item in over.value if id(item) not in placed]
    return yaml.SequenceNode(over.tag, items, over.start_mark, over.end_mark)


def _like(node: yaml.MappingNode, pairs: list[Pair]) -> yaml.MappingNode:
    return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((v for k, v in pairs if k.value == key), None)


def _name(item: yaml.Node) -> str | None:
    found = _value(item, "name")
    return str(found.value).strip() if isinstance(found, yaml.ScalarNode) else None


def _pairs(node: yaml.Node | None) -> Sequence[Pair]:
    return node.value if isinstance(node, yaml.MappingNode) else ()


def _indicator_names(tree: yaml.Node | None) -> set[tuple[str, str]]:
    """The indicators of a tree as (二级, 三级)."""
    return {
        (level2.value, name)
        for _, groups in _pairs(tree)
        for level2, group in _pairs(groups)
        for item in getattr(_value(group, "indicators"), "value", ())
        if isinstance(item, yaml.Node) and (name := _name(item))
    }


def _dropped(base: yaml.MappingNode, own: Document) -> set[str]:
    """The names under `without`: 一级, 二级 or 三级指标 of what is extended."""
    names = own.content.get("without", [])
    if not isinstance(names, list):
        raise own.error(("without",), "without 应是指标名称的列表")
    tree = _value(base, "indicators")
    known = {k.value for k, _ in _pairs(tree)}
    known |= {k.value for _, groups in _pairs(tree) for k, _ in _pairs(groups)}
    known |= {name for _, name in _indicator_names(tree)}
    for i, name in enumerate(names):
        if not isinstance(name, str):
            raise own.error(
                ("without", i), f"without 的每一项应是指标名称，不是{type(name).__name__}"
            )
        if name not in known:
            close = nearest(str(name), known)
            hint = f"，是否为“{close}”" if close else ""
            raise own.error(("without", i), f"所扩展的规则包里没有指标“{name}”{hint}")
    return set(names)


def _pruned(
    tree: yaml.Node, dropped: Collection[str], stated: Collection[tuple[str, str]]
) -> yaml.Node:
    """The tree less what is dropped or stated anew elsewhere, and the groups this leaves empty."""
    elsewhere = {name: level2 for level2, name in stated}

    def stays(level2: str, item: yaml.Node) -> bool:
        name = _name(item) or ""
        return name not in dropped and elsewhere.get(name, level2) == level2

    if not isinstance(tree, yaml.MappingNode):
        return tree
    levels: list[Pair] = []
    for level1, groups in tree.value:
        kept: list[Pair] = []
        for level2, group in _pairs(groups):
            items = _value(group, "indicators")
            if level2.value in dropped:
                continue
            if not isinstance(group, yaml.MappingNode) or not isinstance(items, yaml.SequenceNode):
                kept.append((level2, group))
                continue
            left = [item for item in items.value if stays(level2.value, item)]
            if left or not items.value:
                less = yaml.SequenceNode(items.tag, left, items.start_mark, items.end_mark)
                pairs = [(k, less if v is items else v) for k, v in group.value]
                kept.append((level2, _like(group, pairs)))
        if level1.value in dropped:
            continue
        if not isinstance(groups, yaml.MappingNode):
            levels.append((level1, groups))
        elif kept or not groups.value:
            levels.append((level1, _like(groups, kept)))
    return _like(tree, levels)
