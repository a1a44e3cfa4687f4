"""How large a YAML tree is once its aliases are followed, counted without following them."""

from __future__ import annotations

import yaml

MOST_NODES = 200_000
"""Far above every pack: the largest that is shipped has some thousands."""


def too_large(root: yaml.Node | None) -> int | None:
    """The 1-based line of the first node that stands for too many, or for itself; else None.

    Each node is counted once, so a few lines that stand for billions are found at once. Raises
    RecursionError for a tree nested deeper than Python follows.
    """
    sizes: dict[int, int] = {}
    found: list[int] = []

    def size(node: yaml.Node) -> int:
        if id(node) not in sizes:
            # While it is counted, an alias that leads back to it makes it too large.
            sizes[id(node)] = MOST_NODES + 1
            sizes[id(node)] = 1 + sum(map(size, _below(node)))
            if sizes[id(node)] > MOST_NODES and not found:
                found.append(node.start_mark.line + 1)
        return sizes[id(node)]

    if root is not None:
        size(root)
    return found[0] if found else None


def _below(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []
