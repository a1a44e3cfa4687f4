"""The pages of docs/ as programs: their code blocks, and how each kind of block is proved.

console   every `$ ` line is run in the page's folder; what stands under it is its whole output,
          with … for what is left out; its exit code is 0 or the one in `# 退出码 N` behind it
yaml 名   written to the file of that name, loaded as a rule pack, its worked cases computed
csv 名    written to the file of that name
python    run, in one namespace for the page; `expression  # → text` is compared
json 名   must be a part of that file
"""

from __future__ import annotations

import contextlib
import csv
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commanding import apart as in_fork
from commanding import typed

from auditkit.assessment.workedcases import worked_case
from auditkit.rules.load import load_rulepack

WIDTH = 110
_FENCE = re.compile(r"^```(.*)$")
_EXIT = re.compile(r"#\s*退出码\s*(\d+)")
_SHOWN = re.compile(r"^(?P<expression>\S.*?)\s+# → (?P<text>.*)$")
# They run notebooks in processes forked from a warm one, which must not be the test's own.
_APART = frozenset({"report", "run", "portfolio"})
# What is refused starts nothing that would need a process of its own.
_REFUSED = 2
_PROGRAMS = frozenset({"mkdir", "cp", "ls"})


class Untrue(AssertionError):
    """A block that does not do what the page shows; says the page and the line."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is or belongs to, its lines, its first line."""

    language: str
    name: str
    lines: tuple[str, ...]
    at: int


@dataclass(frozen=True)
class Command:
    """A command line of a console block, the exit code it states, and the output it shows."""

    line: str
    code: int
    shown: tuple[str, ...]
    at: int


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page in order; Untrue where a fence is not closed."""
    found: list[Block] = []
    opened: tuple[str, int] | None = None
    held: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened, held = (fence[1].strip(), number + 1), []
        elif opened is not None and line == "```":
            language, _, name = opened[0].partition(" ")
            found.append(Block(language, name.strip(), tuple(held), opened[1]))
            opened = None
        else:
            held.append(line)
    if opened is not None:
        raise Untrue(f"line {opened[1]}: the block is not closed")
    return found


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block."""
    starts = [i for i, line in enumerate(block.lines) if line.startswith("$ ")]
    if not starts or starts[0]:
        raise Untrue(f"line {block.at}: a console block begins with a command")
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        stop = start
        while block.lines[stop].endswith("\\"):
            stop += 1
        line = " ".join(part.strip(" \\") for part in block.lines[start : stop + 1])[2:]
        stated = _EXIT.search(line)
        shown = block.lines[stop + 1 : end]
        yield Command(line, int(stated[1]) if stated else 0, shown, block.at + start)


def shows(shown: tuple[str, ...], output: str) -> bool:
    """Whether an output is what is shown: a line … leaves out any lines, another … any text."""
    pattern = ""
    for line in shown:
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            parts = map(re.escape, line.rstrip().split("…"))
            pattern += "[^\n]*?".join(parts) + "\n"
    lines = "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())
    return re.fullmatch(pattern, lines) is not None


@dataclass
class Page:
    """A page being carried out in a folder of its own."""

    path: Path
    folder: Path
    ran: list[list[str]] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)

    def carry_out(self, not_run: frozenset[str] = frozenset()) -> None:
        """Proves the blocks in order; raises Untrue at the first that is not as shown."""
        with contextlib.chdir(self.folder):
            for block in blocks(self.path.read_text(encoding="utf-8")):
                if block.language in not_run:
                    continue
                prove = getattr(self, f"_{block.language}", None)
                if prove is None:
                    raise self._untrue(block.at, f"nothing proves a block of “{block.language}”")
                prove(block)

    def _untrue(self, line: int, what: str) -> Untrue:
        return Untrue(f"{self.path.name}:{line}: {what}")

    def _console(self, block: Block) -> None:
        for command in commands(block):
            words = shlex.split(command.line, comments=True)
            code, output = _run(words, apart=command.code != _REFUSED)
            self.ran.append(words)
            if code != command.code:
                raise self._untrue(command.at, f"{command.line}\nexit code {code}\n{output}")
            if not shows(command.shown, output):
                raise self._untrue(command.at, f"{command.line}\nprinted\n{output}")

    def _yaml(self, block: Block) -> None:
        self._csv(block)
        pack = load_rulepack(block.name)
        stated = set(pack.rules) - set(load_rulepack("zhengzhou-2020").rules)
        cases = [(pack.rules[name], case) for name in stated for case in pack.rules[name].cases]
        if stated and not cases:
            raise self._untrue(block.at, "its indicators have no worked cases")
        for rule, case in cases:
            if not worked_case(pack, rule, case).agrees:
                raise self._untrue(block.at, f"the case “{case.title}” does not come out")

    def _csv(self, block: Block) -> None:
        if not block.name:
            raise self._untrue(block.at, "the block does not say which file it is")
        content = "\n".join(block.lines) + "\n"
        if block.language == "csv" and len({len(row) for row in csv.reader(block.lines)}) != 1:
            raise self._untrue(block.at, "its rows differ in length")
        Path(block.name).write_text(content, encoding="utf-8")

    def _json(self, block: Block) -> None:
        part = json.loads("\n".join(block.lines))
        whole = json.loads(Path(block.name).read_text(encoding="utf-8"))
        if not _holds(whole, part):
            raise self._untrue(block.at, f"is no part of {block.name}")

    def _python(self, block: Block) -> None:
        exec(compile("\n".join(block.lines), self.path.name, "exec"), self.names)
        for number, line in enumerate(block.lines, block.at):
            if shown := _SHOWN.match(line):
                value = str(eval(shown["expression"], self.names))
                if value != shown["text"]:
                    raise self._untrue(number, f"is {value}")


def _holds(whole: object, part: object) -> bool:
    """Whether everything in `part` stands at its place in `whole`; a list may leave out items."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _holds(whole[key], part[key]) for key in part)
    if isinstance(whole, list) and isinstance(part, list):
        return all(any(_holds(item, wanted) for item in whole) for wanted in part)
    return type(whole) is type(part) and whole == part


def _run(words: list[str], apart: bool) -> tuple[int, str]:
    """Exit code and output, standard error included, of a command line."""
    if words[0] == "auditkit" and not (apart and words[1] in _APART):
        done = typed(*words[1:], cwd=Path.cwd(), width=WIDTH, mixed=True)
        return done.returncode, done.stdout
    if words[0] == "auditkit":
        done = in_fork(*words[1:], cwd=Path.cwd(), mixed=True, COLUMNS=str(WIDTH))
        return done.returncode, done.stdout
    if words[0] not in _PROGRAMS:
        raise Untrue(f"{words[0]} is not a program that the pages use")
    done = subprocess.run(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout
