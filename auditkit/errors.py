"""What can go wrong: exceptions for what stops the work, issues for what is wrong with the data.

An issue carries where it stands, so a `Source` is defined here.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

_LONG_QUOTE = re.compile("“([^“”]{100})[^“”]{20,}”")


def in_a_line(text: str) -> str:
    """The text as one line that can be read: what it quotes of a file may be long, or have breaks.

    >>> in_a_line("预算\\n执行率\\r\\n")
    '预算 执行率'
    >>> len(in_a_line(f"任务“{'甲' * 32767}”的金额是空白"))
    111
    """
    line = " ".join(part.strip() for part in text.splitlines() if part.strip())
    return _LONG_QUOTE.sub(lambda quote: f"“{quote[1]}…”", line) if len(line) > 120 else line


def exit_code(end: SystemExit) -> int:
    """The code with which Python would end; what is no code it would print, and so does this.

    >>> exit_code(SystemExit(3)), exit_code(SystemExit())
    (3, 0)
    """
    if isinstance(end.code, int):
        return end.code
    if end.code is None:
        return 0
    sys.stderr.write(f"{end.code}\n")
    return 1


class AuditError(Exception):
    """An error whose message is one Chinese line with a remedy, fit to be shown as it is."""

    def __str__(self) -> str:
        return in_a_line(super().__str__())


class UnreadableFile(AuditError):
    """A file that cannot be opened, or is not what its suffix says."""

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}：{problem}。{remedy}。")
        self.file = file
        self.problem = problem
        self.remedy = remedy


class OtherTable(UnreadableFile):
    """A file that can be read and holds another kind of table than the one that is wanted."""


class MissingExtra(AuditError):
    """A part of auditkit that is not installed: what needs it, and the extra that brings it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what}没有安装。请安装：pip install "auditkit[{extra}]"。')
        self.extra = extra


class FormulaError(AuditError):
    """A text that is not a formula over known facts."""

    def __init__(self, text: str, position: int, problem: str, nearest: str | None = None) -> None:
        hint = f"，是否为“{nearest}”" if nearest else ""
        super().__init__(f"算式“{text}”第{position + 1}个字符处：{problem}{hint}。")
        self.text = text
        self.position = position
        self.nearest = nearest


class RulePackError(AuditError):
    """A rule pack that says something it must not; carries file and line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}第{line}行：{problem}。")
        self.file = file
        self.line = line


class BatchError(AuditError):
    """Some runs of a batch failed; carries each with its reason."""

    def __init__(self, failed: dict[str, str]) -> None:
        lines = "；".join(f"{name}：{reason}" for name, reason in failed.items())
        super().__init__(f"{len(failed)}个报告未能生成：{lines}")
        self.failed = failed


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands (出处): file name, place inside it, sha256 of the file."""

    file: str
    place: str
    sha256: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.file}[{self.place}]" if self.place else self.file


@dataclass(frozen=True, slots=True, init=False)
class Issue:
    """Something wrong with an input (数据问题): where, what, the value found, and the remedy.

    `grave` issues stop a figure from being used; the others are warnings. A text instead of a
    `Source` is the name of something that has no place inside and no digest.
    """

    code: str
    source: Source
    what: str
    found: str
    remedy: str
    grave: bool

    def __init__(
        self,
        code: str,
        source: Source | str,
        what: str,
        found: str,
        remedy: str,
        grave: bool = True,
    ) -> None:
        at = source if isinstance(source, Source) else Source(source, "")
        values = {"code": code, "source": at, "what": what, "found": found, "remedy": remedy}
        for name, value in (values | {"grave": grave}).items():
            object.__setattr__(self, name, value)

    @property
    def where(self) -> str:
        """The place as a person reads it: file[place]."""
        return str(self.source)

    def __str__(self) -> str:
        found = f"（“{self.found}”）" if self.found else ""
        return in_a_line(f"{self.where}：{self.what}{found}。{self.remedy}。")


@dataclass(frozen=True, slots=True)
class IssueKind:
    """A kind of issue beside the rule that states it: its code, and what that code stands for.

    Called, it states one: `AMOUNT(source, "不是数字", "一千二百", "请填写阿拉伯数字")`.
    """

    code: str
    meaning: str

    def __call__(
        self, source: Source | str, what: str, found: str, remedy: str, grave: bool = True
    ) -> Issue:
        return Issue(self.code, source, what, found, remedy, grave)


def nearest(name: str, known: Iterable[str], likeness: float = 0.5) -> str | None:
    """The known name most like `name`, or None when none is alike by `likeness`, of 1."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=likeness)
    return close[0] if close else None
