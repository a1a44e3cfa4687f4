"""What can go wrong: exceptions for what stops the work, issues for what is wrong with the data."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class AuditError(Exception):
    """An error whose message is one Chinese line with a remedy, fit to be shown as it is."""


class UnreadableFile(AuditError):
    """A file that cannot be opened, or is not what its suffix says."""

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}：{problem}。{remedy}。")
        self.file = file
        self.problem = problem
        self.remedy = remedy


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
class Issue:
    """Something wrong with an input (数据问题): where, what, the value found, and the remedy.

    `grave` issues stop a figure from being used; the others are warnings.
    """

    code: str
    where: str
    what: str
    found: str
    remedy: str
    grave: bool = True

    def __str__(self) -> str:
        found = f"（“{self.found}”）" if self.found else ""
        return f"{self.where}：{self.what}{found}。{self.remedy}。"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when nothing is close."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return close[0] if close else None
