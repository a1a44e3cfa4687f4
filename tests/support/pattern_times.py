"""Every regular expression of the package, with the processor time that hostile texts cost it."""

import ast
import importlib
import json
import pkgutil
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from types import FrameType

import auditkit

LENGTH = 50_000
MOST = 0.2
# Parts of the length first: what grows by no more than the square takes its square as long on the
# whole of it; what grows by the cube or worse is past all bounds there already.
PARTS = (25, 5)
WAYS = ("search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split")
# A module without it writes no pattern where it is used.
_WAY = re.compile(rf"\bre\s*\.\s*(?:{'|'.join(WAYS)})\b")
# What patterns of Chinese forms repeat, and what ends a repetition without a match.
_SINGLE = 'a甲一1,.，、。；:：/-— \t\n(（)）[【<>《"=≥%年月0元x×_*#$|¦ⅠA'
_PAIRS = (
    "1,", "1.", "1年", "甲 ", "甲，", "（1", "(甲", "a=", "1 ", "1、", "一、", "- ", "甲/", '="',
    "甲1", "第1", "年1", "（）", "[甲", "}{", "<a", "\n甲", "\n ", "一1",
)  # fmt: skip
_ENDS = ("", "!")


class TooLong(Exception):
    """The text took longer than any may."""


def texts() -> Iterator[tuple[dict[int, str], str]]:
    """The parts of each text, the shortest first, and the whole."""
    for unit, end in product((*_SINGLE, *_PAIRS), _ENDS):
        parts = {part: _text(unit, end, LENGTH // part) for part in PARTS}
        yield parts, _text(unit, end, LENGTH)


def _text(unit: str, end: str, length: int) -> str:
    return (unit * (length // len(unit)))[: length - len(end)] + end


def patterns() -> dict[str, tuple[re.Pattern[str], set[str]]]:
    """By place; with the ways in which each is used, all of them where that cannot be told."""
    found: dict[str, tuple[re.Pattern[str], set[str]]] = {}
    for module in pkgutil.walk_packages(auditkit.__path__, "auditkit."):
        if module.name.endswith("__main__"):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            # A library of an extra; our own modules are all there.
            if str(error.name).startswith("auditkit"):
                raise
            continue
        source = Path(str(loaded.__file__)).read_text("utf-8")
        here = {
            (name, number): pattern
            for name, value in vars(loaded).items()
            for number, pattern in enumerate(_patterns_in(value))
            if isinstance(pattern.pattern, str) and _is_here(name, source)
        }
        # To parse all modules takes as long as half of all patterns take.
        if not here and not _WAY.search(source):
            continue
        nodes = list(ast.walk(ast.parse(source)))
        used = _used(nodes)
        for (name, number), pattern in here.items():
            found[f"{module.name}.{name}[{number}]"] = pattern, used.get(name) or set(WAYS)
        for way, text in _literals(nodes):
            found[f"{module.name} re.{way}({text!r})"] = re.compile(text), {way}
    return found


TEXTS = tuple(texts())


def slow(pattern: re.Pattern[str], ways: set[str]) -> tuple[float, str]:
    """The longest that a text takes, and that text's beginning; those that are quick count as 0."""
    worst = 0.0, ""
    way = "search" if ways - {"match", "fullmatch"} else "match" if "match" in ways else "fullmatch"
    for parts, text in TEXTS:
        if any(_seconds(pattern, way, short) * part**2 < MOST for part, short in parts.items()):
            continue
        seconds = _seconds(pattern, way, text)
        if seconds > MOST:
            # The first try may be disturbed; what is slow is slow again.
            seconds = min(seconds, _seconds(pattern, way, text))
        worst = max(worst, (seconds, f"{text[:6]!r}…{text[-3:]!r}"))
        if worst[0] > MOST:
            break
    return worst


def _seconds(pattern: re.Pattern[str], way: str, text: str) -> float:
    # While a timer of the process runs, the clock of the process moves by milliseconds only.
    began = time.thread_time()
    signal.setitimer(signal.ITIMER_PROF, 2 * MOST)
    try:
        if way == "search":
            for _ in pattern.finditer(text):
                pass
        else:
            getattr(pattern, way)(text)
    except TooLong:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.thread_time() - began


def _used(nodes: Sequence[ast.AST]) -> dict[str, set[str]]:
    """The ways in which names are used; a name that is handed on is used in every way."""
    used: dict[str, set[str]] = defaultdict(set)
    called, loaded = set(), []
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in WAYS:
                used[node.value.id].add(node.attr)
            called.add(id(node.value))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loaded.append(node)
    for name in loaded:
        if id(name) not in called:
            used[name.id] |= set(WAYS)
    return used


def _literals(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    """Patterns written where they are used: re.sub("…", …)."""
    for node in nodes:
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in WAYS
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.func.attr, node.args[0].value


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _patterns_in(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _patterns_in(part)


def _is_here(name: str, source: str) -> bool:
    return bool(re.search(rf"^{re.escape(name)}\b[^\n]*=", source, re.M))


def measured() -> tuple[int, dict[str, list[object]]]:
    """How many patterns there are, and those that are slow.

    In the main thread of the process: a text that takes too long is ended by a signal.
    """

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    try:
        found = patterns()
        told: dict[str, list[object]] = {}
        for key, (pattern, ways) in found.items():
            seconds, text = slow(pattern, ways)
            if seconds > MOST:
                told[key] = [round(seconds, 2), text, pattern.pattern[:200], sorted(ways)]
    finally:
        signal.signal(signal.SIGPROF, before)
    return len(found), told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(), ensure_ascii=False, indent=1) + "\n")
