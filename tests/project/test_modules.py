"""What every module keeps: its length, and docstrings that say what is raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

import auditkit

PACKAGE = Path(auditkit.__file__).parent
LONGEST = 320
# By the verb, or by the name of an error that `auditkit.errors` or Python has.
SAYS = re.compile(r"[Rr]aises?\b|Error\b|UnreadableFile\b|MissingExtra\b")
MODULES = sorted(PACKAGE.rglob("*.py"))

Function = ast.FunctionDef | ast.AsyncFunctionDef


def public(body: list[ast.stmt]) -> Iterator[Function]:
    """The public functions of a module, and the public methods of its public classes."""
    for node in body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public(node.body)


def raises(function: Function) -> bool:
    """Whether it raises an error of its own, not one that it passes on.

    NotImplementedError only tells a type checker which platform a branch is for.
    """
    return any(
        isinstance(node, ast.Raise) and node.exc and ast.unparse(node.exc) != "NotImplementedError"
        for node in ast.walk(function)
    )


def unsaid(source: str) -> list[str]:
    """The public functions that raise without a word of it."""
    return [
        function.name
        for function in public(ast.parse(source).body)
        if raises(function) and not SAYS.search(ast.get_docstring(function) or "")
    ]


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    lines = {path.relative_to(PACKAGE): path.read_text("utf-8").count("\n") for path in MODULES}
    assert len(lines) > 300
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def test_no_module_needs_one_that_needs_it() -> None:
    """Types apart, which are read by mypy alone; an import within a function counts."""
    graph = grimp.build_graph("auditkit", exclude_type_checking_imports=True)
    needs = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert sum(map(len, needs.values())) > 1000
    TopologicalSorter(needs).prepare()


def test_every_public_function_says_what_it_raises() -> None:
    # The docstring of a command is its help text, which says what to do instead.
    found = {
        f"{path.relative_to(PACKAGE)} {name}"
        for path in MODULES
        if path.parent.name != "cli"
        for name in unsaid(path.read_text("utf-8"))
    }
    assert found == set()


def test_a_function_that_raises_in_silence_is_seen() -> None:
    silent = 'def read():\n    """Reads."""\n    raise ValueError\n'
    assert unsaid(silent) == ["read"]
    assert unsaid(silent.replace("Reads.", "Raises ValueError.")) == []
