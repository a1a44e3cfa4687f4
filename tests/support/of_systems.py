"""The modules that may read otherwise on another system: python tests/support/of_systems.py.

Printed for `make types-elsewhere`. A module is one of them where it imports a module of the
standard library whose types, as mypy knows them, ask for the system, or names an attribute that one
of their classes has on some systems only (`Path.owner`): objects travel without their module.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import mypy

PACKAGE = Path(__file__).parents[2] / "auditkit"
STANDARD = Path(mypy.__file__).parent / "typeshed" / "stdlib"
TRAVELLING = ("builtins", "pathlib")
"""Everywhere, and only by what their objects have is anything of a system asked of them."""


def of_systems(sources: Mapping[str, str], stubs: Mapping[str, str]) -> list[str]:
    """The names of the sources that another system may read otherwise; stubs by module.

    >>> stubs = {"msvcrt": "import sys\\nif sys.platform == 'win32':\\n    def getch(): ...",
    ...     "pathlib": "class Path:\\n  if sys.platform != 'win32':\\n    def owner(self): ...",
    ...     "json": "def loads(): ..."}
    >>> of_systems({"a": "import json", "b": "import msvcrt", "c": "p.owner()"}, stubs)
    ['b', 'c']
    """
    read = {name: _named(text) for name, text in sources.items()}
    imported = {*TRAVELLING}.union(*(imports for imports, _ in read.values()))
    used = {name for name in imported & stubs.keys() if "sys.platform" in stubs[name]}
    attributes = {name for module in used for name in _of_classes(ast.parse(stubs[module]))}
    return sorted(
        name
        for name, (imports, named) in read.items()
        if imports & used - set(TRAVELLING) or attributes & named
    )


def _named(source: str) -> tuple[set[str], set[str]]:
    """The modules that a source imports, and the attributes that it names."""
    modules, attributes = set[str](), set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            attributes.add(node.attr)
        elif isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.update(f"{node.module}.{alias.name}" for alias in node.names)
    parts = [name.split(".") for name in modules]
    return {".".join(one[:end]) for one in parts for end in range(1, len(one) + 1)}, attributes


def _of_classes(stub: ast.AST) -> Iterator[str]:
    """What the classes of a stub have on some systems only."""
    for made in (node for node in ast.walk(stub) if isinstance(node, ast.ClassDef)):
        for asked in (node for node in ast.walk(made) if isinstance(node, ast.If)):
            if "sys.platform" not in ast.unparse(asked.test):
                continue
            for node in ast.walk(asked):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from () if node.name.startswith("__") else (node.name,)
                elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    yield node.target.id
                elif isinstance(node, ast.Assign):
                    yield from (to.id for to in node.targets if isinstance(to, ast.Name))


def standard_stubs() -> dict[str, str]:
    """The stubs of the standard library that mypy brings, by module."""
    texts = {}
    for path in STANDARD.rglob("*.pyi"):
        parts = path.relative_to(STANDARD).with_suffix("").parts
        texts[".".join(parts).removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return texts


def sources() -> dict[str, str]:
    """The modules of the package, by their path."""
    return {
        path.relative_to(PACKAGE.parent).as_posix(): path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
    }


if __name__ == "__main__":
    sys.stdout.write("\n".join(of_systems(sources(), standard_stubs())))
