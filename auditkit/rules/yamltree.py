"""The YAML of a rule pack as one tree, in which every node knows the file and line it stands on.

How a pack is laid over one that it extends is `auditkit.rules.overlay`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from auditkit.errors import RulePackError
from auditkit.rules.yamlsize import too_large

Location = Sequence[str | int]

# libyaml takes an eighth of the time; not every PyYAML is built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, eq=False)
class Document:
    """One file of a pack, read: its tree, its content, the sha256 of its bytes."""

    path: Path
    root: yaml.MappingNode
    content: dict[str, Any]
    sha256: str

    def error(self, location: Location, problem: str) -> RulePackError:
        """The error at a place of the file, with its line."""
        return RulePackError(*place(self.root, location), problem)


def documents(path: Path, find: Callable[[str, Document], Path]) -> tuple[Document, ...]:
    """The files of a pack, the one that extends no other first; `find` says where a name lies.

    Raises RulePackError with file and line; so it does where files extend each other in a circle.
    """
    chain: list[Document] = []
    beside: list[Document] = []
    while True:
        document = read_document(path)
        chain.insert(0, document)
        beside += _clause_file(document)
        base = document.content.get("extends")
        if base is None:
            if "without" in document.content:
                raise document.error(("without",), "没有 extends，without 无从去掉")
            return (*reversed(beside), *chain)
        if not isinstance(base, str) or not base.strip():
            raise document.error(("extends",), "extends 应是一个规则包的名称或文件")
        path = find(base.strip(), document)
        seen = [other.path.resolve() for other in chain]
        if path.resolve() in seen:
            circle = chain[seen.index(path.resolve()) :: -1]
            names = " → ".join(other.path.name for other in (*circle, circle[0]))
            raise document.error(("extends",), f"extends 绕回了自己：{names}")


def _clause_file(by: Document) -> list[Document]:
    """The file of clauses beside a pack that names one; it holds `clauses` and nothing else."""
    name = by.content.get("clause_file")
    if name is None:
        return []
    path = by.path.parent / str(name).strip()
    if not path.is_file():
        raise by.error(("clause_file",), f"规则包旁边没有条款文件“{name}”")
    document = read_document(path)
    if other := [key for key in document.content if key != "clauses"]:
        raise document.error((other[0],), f"条款文件只写 clauses，多出“{other[0]}”")
    return [document]


def read_document(path: Path) -> Document:
    """One YAML file as a tree; RulePackError with file and line where it is none."""
    return _document(path, path.stat().st_mtime_ns)


def digest(chain: Sequence[Document]) -> str:
    """The sha256 of a pack: of its file, or of what sha256sum prints for its files, base first.

    So `sha256sum common.yaml hunan-department.yaml | sha256sum` proves it.
    """
    return digest_of([(document.path.name, document.sha256) for document in chain])


def digest_of(files: Sequence[tuple[str, str]]) -> str:
    """As `digest`, from the names of the files and the sha256 of each."""
    if len(files) == 1:
        return files[0][1]
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def place(root: yaml.Node | None, location: Location) -> tuple[str, int]:
    """File and 1-based line of the deepest node on the way to `location` that exists."""
    node, mark = root, root.start_mark if root else None
    found = (str(mark.name), 1) if mark else ("", 1)
    for key in location:
        if isinstance(node, yaml.MappingNode):
            pairs = {k.value: (k, v) for k, v in node.value}
            if str(key) not in pairs:
                return found
            at, node = pairs[str(key)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            at = node = node.value[key]
        else:
            return found
        found = (str(at.start_mark.name), at.start_mark.line + 1)
    return found


def constructed(root: yaml.Node) -> Any:
    """The content of a tree as plain Python values."""
    return yaml.constructor.SafeConstructor().construct_document(root)


class _Named(io.StringIO):
    """A text that tells YAML the name of its file, for the places of nodes and errors."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


@lru_cache(maxsize=32)
def _document(path: Path, _modified: int) -> Document:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RulePackError(path.name, 1, "不是 UTF-8 编码，请用记事本另存为 UTF-8") from None
    try:
        root = _LOADER(_Named(text, path.name)).get_single_node()
        if (line := too_large(root)) is not None:
            raise RulePackError(path.name, line, "别名（*）层层引用，展开后过大，请把内容写出来")
        content = constructed(root) if root else None
        repeated = list(_repeated_keys(root))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise RulePackError(path.name, line, "不是有效的 YAML，请检查缩进、冒号和引号") from error
    if not isinstance(content, dict) or not isinstance(root, yaml.MappingNode):
        raise RulePackError(path.name, 1, "规则包应是“名称: 内容”的列表")
    for line, key in repeated:
        raise RulePackError(path.name, line, f"“{key}”重复")
    return Document(path, root, content, hashlib.sha256(data).hexdigest())


def _repeated_keys(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
