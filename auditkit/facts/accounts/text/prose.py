"""The prose of a document as one string in which every character knows its page and line."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache

from auditkit.facts.accounts.tables.figures import compact
from auditkit.facts.accounts.tables.tables import is_prose
from auditkit.facts.accounts.text.enumerations import written_out
from auditkit.files.grid import Grid, Source

BREAK = "¶"
"""Stands where a heading was: no sentence goes on across it."""

_DROPPED = frozenset(" \t\u3000\xa0\u200b\ufeff“”\"'‘’《》")
# Marks of notes, which would become digits of the amount before them: 65.00万元①.
_MARKS = frozenset("①②③④⑤⑥⑦⑧⑨⑩¹²³⁴⁵⁶⁷⁸⁹")
_PAGE_NUMBER = re.compile(r"[-—–\s·第共/]*\d{1,4}[-—–\s·页/]*")
_NUMBERED = "一二三四五六七八九十"
_HEADING = re.compile(
    rf"(?:第[{_NUMBERED}]+部分|[{_NUMBERED}]+、|[（(][{_NUMBERED}]+[）)]).{{0,40}}"
    r"(?:情况|说明|概况|解释|决算表?|支出|经费)。?|(?:情况)?说明"
)
# A short paragraph without figure or stop; on a PDF page it may be the middle of a sentence.
_LOOSE = re.compile(r"[^\d，。；：、,;:]{1,20}")
_LONGEST_QUOTE = 160


class Prose:
    """The text of a document as one compact string that knows the place of every character.

    `owner` is the department that speaks, "" where that is not known.
    """

    def __init__(self, grids: Sequence[Grid], owner: str = "") -> None:
        self.owner = compact(owner)
        self.lines: list[tuple[Grid, int, str]] = [
            (grid, r, " ".join(filter(None, row)))
            for grid in grids
            if is_prose(grid)
            for r, row in enumerate(grid.texts)
            if any(row)
        ]
        heads = Counter(text for _, r, text in self.lines if r == 0)
        self.left_out: set[int] = set()
        running = {text for text, count in heads.items() if count > 2}
        text: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.at: list[tuple[int, int]] = []
        for i, (grid, r, line) in enumerate(self.lines):
            if _PAGE_NUMBER.fullmatch(line) or (r == 0 and line in running):
                self.left_out.add(i)
                continue
            if _HEADING.fullmatch(line) or (grid.style != "table" and _LOOSE.fullmatch(line)):
                self.headings.append((len(text), compact(line)))
                text.append(BREAK)
                self.at.append((i, 0))
                continue
            for j, char in enumerate(line):
                if plain := _plain(char):
                    text.append(plain)
                    self.at.append((i, j))
        said = written_out("".join(text))
        self.text = "".join(char for char, _ in said)
        if len(said) != len(text) or any(i != was for i, (_, was) in enumerate(said)):
            was = [place for _, place in said]
            self.at = [self.at[place] for place in was]
            self.headings = [(bisect_left(was, at), heading) for at, heading in self.headings]

    def last_mention(self, word: str, before: int) -> int:
        """Where a word last stands before a place, in the text or in a heading; −1 for nowhere."""
        above = [at for at, heading in self.headings if at < before and word in heading]
        return max(self.text.rfind(word, 0, before), above[-1] if above else -1)

    def source(self, start: int, end: int) -> Source:
        """The place of a stretch of the compact text: 第21页 第16—17行."""
        (first, _), (last, _) = self.at[start], self.at[max(end - 1, start)]
        grid, top, _ = self.lines[first]
        other, bottom, _ = self.lines[last]
        if grid is not other:
            place = f"{_place(grid, top, top)}至{_place(other, bottom, bottom)}"
        else:
            place = _place(grid, top, bottom)
        return Source(grid.file, place, grid.sha256)

    def quote(self, start: int, end: int) -> str:
        """The sentence around a stretch, as printed; cut before and behind where it is long."""
        left = max(self.text.rfind(mark, 0, start) for mark in ("。", ";", BREAK)) + 1
        ends = [self.text.find(mark, end - 1) for mark in ("。", BREAK)]
        right = min((e + (self.text[e] != BREAK) for e in ends if e >= 0), default=len(self.text))
        right = max(right, end)
        if right - end > 40:
            stop = re.compile("[;,]").search(self.text, max(end - 1, start))
            right = stop.end() if stop else end
        left = max(left, start - 60) if start - left > 60 else left
        if right - left > _LONGEST_QUOTE:
            left, right = start, end
        (first, a), (last, b) = self.at[left], self.at[right - 1]
        if a and self.lines[first][2][a - 1] in "“‘《":
            a -= 1
        if first == last:
            return self.lines[first][2][a : b + 1].rstrip("，；,;")
        between = (i for i in range(first + 1, last) if i not in self.left_out)
        parts = [self.lines[i][2] for i in between]
        return (
            "".join([self.lines[first][2][a:], *parts, self.lines[last][2][: b + 1]])
            .replace("\n", "")
            .rstrip("，；,;")
        )


@cache
def _plain(char: str) -> str:
    """A character as it is recognised; blank for one that says nothing."""
    plain = unicodedata.normalize("NFKC", char)
    if char in _DROPPED or plain in _DROPPED or char in _MARKS:
        return ""
    return plain if len(plain) == 1 else char


def _place(grid: Grid, top: int, bottom: int) -> str:
    if grid.style == "sheet":
        first, last = (
            grid.place(r, next((c for c, text in enumerate(grid.texts[r]) if text), 0))
            for r in (top, bottom)
        )
        return first if top == bottom else f"{first}:{last.rpartition('!')[2]}"
    rows = f"第{top + 1}行" if top == bottom else f"第{top + 1}—{bottom + 1}行"
    return f"{grid.name} {rows}" if grid.name else rows
